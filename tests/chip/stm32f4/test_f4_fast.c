/* SPDX-License-Identifier: MIT
 *
 * The fast loop of the Cortex-M4 beside the plain one on an STM32F4: the demo
 * application, with its clocks, interrupts and wait states, in random slices
 * of time. FAST_SEED=n repeats a run.
 */
#include "bench/image.h"
#include "bench/image_file.h"
#include "chip/stm32f4/part.h"
#include "tests/chip/core/fast_pair.h"

enum {
    CYCLES = 6000000 / TEST_STRIDE,
    SLICE = 3000,
    MANY = 20000,
    FLASH_BYTES = 64 * 1024
};

static void load(const char *part_name, const char *image_name)
{
    static uint8_t code[FLASH_BYTES];
    char path[1024], error[IMAGE_ERROR_SIZE];
    struct image image;
    struct part part;
    snprintf(path, sizeof path, "%s/%s.elf", BOOT0_IMAGE_DIR, image_name);
    if (!image_load(path, &image, error))
        fail_msg("%s", error);
    image_read(&image, FLASH_BASE, code, sizeof code);
    image_free(&image);
    assert_true(part_find(part_name, &part));
    chip_init(&pair.plain, &part);
    assert_true(chip_poke(&pair.plain, FLASH_BASE, code, sizeof code));
    chip_power_on(&pair.plain);
}

static void test_demo(void **state)
{
    (void)state;
    uint64_t seed = pair_seed();
    load("stm32f411ce", "blackpill-f411ce");
    pair_begin(seed);
    pair_run(&seed, CYCLES, SLICE);
    print_message("%" PRIu64 " instructions\n", pair.plain.cpu.instructions);
    assert_true(pair.plain.cpu.instructions > MANY);
}

/* The same with data watched: each access goes through the plain loop. */
static void test_watched(void **state)
{
    (void)state;
    uint64_t seed = pair_seed();
    load("stm32f411ce", "blackpill-f411ce");
    assert_true(watchpoint_set(&pair.plain, SRAM_BASE, 1024, 0));
    pair_begin(seed);
    pair_run(&seed, CYCLES / 10, SLICE);
    assert_non_null(watchpoint_last(&pair.plain, SRAM_BASE));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_demo),
        cmocka_unit_test(test_watched),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
