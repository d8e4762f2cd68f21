/* SPDX-License-Identifier: MIT
 *
 * The fast loop beside the plain one on an STM32L4, in random slices of time:
 * the demo application, a program in bank 1 that erases bank 2, reads it
 * meanwhile, and meets a torn double word, and loops in SRAM2. FAST_SEED=n
 * repeats a run.
 */
#include "bench/image.h"
#include "bench/image_file.h"
#include "chip/stm32l4/state.h"
#include "tests/chip/core/fast_pair.h"

enum {
    CYCLES = 3000000 / TEST_STRIDE,
    SLICE = 3000,
    FLASH_BYTES = 64 * 1024,
    TORN = 0x08010000
};

static void begin(const char *name)
{
    struct part part;
    assert_true(part_find(name, &part));
    chip_init(&pair.plain, &part);
}

static void test_demo(void **state)
{
    (void)state;
    static uint8_t code[FLASH_BYTES];
    char error[IMAGE_ERROR_SIZE];
    struct image image;
    uint64_t seed = pair_seed();
    begin("stm32l476rg");
    if (!image_load(BOOT0_IMAGE_DIR "/nucleo-l476rg.elf", &image, error))
        fail_msg("%s", error);
    image_read(&image, FLASH_BASE, code, sizeof code);
    image_free(&image);
    assert_true(chip_poke(&pair.plain, FLASH_BASE, code, sizeof code));
    chip_power_on(&pair.plain);
    pair_begin(seed);
    pair_run(&seed, CYCLES, SLICE);
    assert_true(pair.plain.cpu.instructions > 1000);
}

/* In assembler:
 *
 *        ldr r0, =FLASH; ldr r1, =0x08080000; the two keys to FLASH_KEYR
 *        movs r4, #0
 * again: FLASH_CR = PER | BKER | STRT
 * wait:  ldr r3, [r0, #0x10]; adds r6, #1
 *        lsls r7, r4, #31; it mi; ldrmi r7, [r1]   odd rounds read bank 2
 *        lsls r3, r3, #15; bmi wait
 *        FLASH_CR = PG; str r4, [r1]; str r4, [r1, #4]; ldr r7, [r1]
 *        ldr r3, =TORN; ldr r7, [r3]; ldr r7, [r3, #8]
 *        adds r4, #1; b again
 * nmi:   FLASH_ECCR = ECCD; adds r5, #1; bx lr
 */
static const uint16_t program[] = {
    0x480C, 0x490D, 0x4A0D, 0x6082, 0x4A0D, 0x6082, 0x2400, 0x4A0D,
    0x6142, 0x6903, 0x3601, 0x07E7, 0xBF48, 0x680F, 0x03DB, 0xD4F8,
    0x2201, 0x6142, 0x600C, 0x604C, 0x680F, 0x4B07, 0x681F, 0x689F,
    0x3401, 0xE7EC, 0x2000, 0x4002, 0x0000, 0x0808, 0x0123, 0x4567,
    0x89AB, 0xCDEF, 0x0802, 0x0001, 0x0000, 0x0801, 0x4A02, 0xF04F,
    0x4300, 0x6193, 0x3501, 0x4770, 0x2000, 0x4002};
enum { NMI = 76 };

static void test_busy_bank(void **state)
{
    (void)state;
    uint64_t seed = pair_seed();
    begin("stm32l476rg");
    const uint32_t vectors[] = {0x20002000, 0x08000101, (0x08000100 + NMI) | 1,
                                0x08000101};
    assert_true(chip_poke(&pair.plain, FLASH_BASE, vectors, sizeof vectors));
    assert_true(chip_poke(&pair.plain, 0x08000100, program, sizeof program));
    chip_power_on(&pair.plain);
    wr(&pair.plain, 0x40022008, 0x45670123);
    wr(&pair.plain, 0x40022008, 0xCDEF89AB);
    wr(&pair.plain, 0x40022014, 1);
    wr(&pair.plain, TORN, 0x12345678);
    wr(&pair.plain, TORN + 4, 0x9ABCDEF0);
    chip_reset(&pair.plain, RESET_POWER);
    assert_int_equal(stm32l4(&pair.plain)->flash.bad, 1);
    pair_begin(seed);
    pair_run(&seed, CYCLES, SLICE);
    const struct cpu *cpu = &pair.plain.cpu;
    print_message("%u rounds, %u NMIs\n", (unsigned)cpu->r[4],
                  (unsigned)cpu->r[5]);
    assert_true(cpu->r[4] > 4);
    assert_in_range(cpu->r[5], cpu->r[4], cpu->r[4] + 1);
}

/* Loops that store what is there to SRAM2 are skipped; of an L43x one word of
 * it has two addresses. */
static void test_sram2(void **state)
{
    (void)state;
    enum { ALIAS = 0x2000C000, SRAM2 = 0x10000000, CODE = 0x08000100 };
    static const struct {
        const char *part;
        uint32_t r0, r1;
        uint16_t code[6];
        bool skipped;
    } waits[] = {
        /* ldr r2, [r0]; str r2, [r0]; b */
        {"stm32l476rg", SRAM2, 0, {0x6802, 0x6002, 0xE7FC}, true},
        /* str r3, [r1]; str r2, [r0]; b */
        {"stm32l432kc", SRAM2, ALIAS, {0x600B, 0x6002, 0xE7FC}, true},
        /* str r3, [r0]; str r2, [r1]; b */
        {"stm32l432kc", SRAM2, ALIAS, {0x6003, 0x600A, 0xE7FC}, true},
        /* ldr r2, [r1]; adds r2, #1; str r2, [r0]; b */
        {"stm32l432kc", SRAM2, ALIAS, {0x680A, 0x3201, 0x6002, 0xE7FB}, false},
    };
    for (unsigned i = 0; i < sizeof waits / sizeof *waits; i++) {
        struct chip *chip = &pair.plain;
        const uint32_t vectors[] = {0x20002000, CODE | 1};
        begin(waits[i].part);
        assert_true(chip_poke(chip, FLASH_BASE, vectors, sizeof vectors));
        load_code(chip, CODE, waits[i].code, 6);
        chip_power_on(chip);
        load_word(chip, SRAM2, 0);
        assert_int_equal(chip_run(chip, chip->cycle + 1), STOP_BUDGET);
        jump_to(chip, CODE);
        chip->cpu.r[0] = waits[i].r0;
        chip->cpu.r[1] = waits[i].r1;
        chip->cpu.r[2] = 0;
        chip->cpu.r[3] = 1;
        pair_begin(0);
        pair.decoder.skip.left_out = 0;
        pair_run_to(chip->cycle + 20000);
        uint64_t left_out = pair.decoder.skip.left_out;
        if (left_out > 5000 ? !waits[i].skipped : waits[i].skipped)
            fail_msg("%u: %u instructions were left out", i,
                     (unsigned)left_out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_demo),
        cmocka_unit_test(test_busy_bank),
        cmocka_unit_test(test_sram2),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
