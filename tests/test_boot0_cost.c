/* SPDX-License-Identifier: MIT
 *
 * What the library costs: cycles before the reset handler when nothing is
 * asked, bytes of flash, bytes of RAM. Exact on the virtual chip.
 */
#include "boot0_fixture.h"

enum {
    CYCLES_MAX = 20,
    CYCLES = 18,
    BYTES_MAX = 400, /* request, reset, record */
    BYTES_ALL_MAX = 512,
    BYTES_RTC_MAX = 96
};

static const char *const images[] = {"library-O0", "library-Og", "library-Os",
                                     "library-O2", "library-O3", "library-flto",
                                     "library-rtc"};
enum { IMAGES = sizeof images / sizeof *images };

/* Cycles from the first instruction after power-on to that of the next
 * handler. */
static uint64_t cycles_of(struct chip *chip, const struct image *image)
{
    struct patch_record record;
    assert_int_equal(patch_find(image, &record), 1);
    library_chip(chip, image, ROM_V4_1, 0);
    chip_power_on(chip);
    assert_int_equal(chip->cpu.r[CPU_PC], record.reset & ~1u);
    uint64_t start = chip->cycle;
    chip_break_set(chip, record.next);
    assert_int_equal(chip_run(chip, start + 1000), STOP_BREAK);
    assert_int_equal(chip->cpu.r[CPU_SP], record.sp);
    return chip->cycle - start;
}

static void expect_cycles(struct chip *chip, const struct image *image)
{
    uint64_t cycles = cycles_of(chip, image);
    assert_in_range(cycles, 1, CYCLES_MAX);
    assert_int_equal(cycles, CYCLES);
}

static void test_cycles(void **state)
{
    (void)state;
    struct chip *chip = test_malloc(sizeof *chip);
    for (unsigned i = 0; i < TOOLCHAINS; i++)
        for (unsigned j = 0; j < IMAGES; j++)
            for (enum patch_head head = PATCH_HEAD_INVALID;
                 head <= PATCH_HEAD_KEEP; head++) {
                struct image image;
                library_image(&image, toolchains[i], images[j], head);
                expect_cycles(chip, &image);
                image_free(&image);
            }
    test_free(chip);
}

static void test_cycles_by_hand(void **state)
{
    (void)state;
    struct chip *chip = test_malloc(sizeof *chip);
    for (unsigned i = 0; i < TOOLCHAINS; i++) {
        struct image image;
        library_load(&image, toolchains[i], "nucleo-l073rz");
        expect_cycles(chip, &image);
        image_free(&image);
    }
    test_free(chip);
}

static uint32_t bytes_of(const struct image *image, const char *const *names,
                         unsigned count)
{
    uint32_t bytes = 0;
    for (unsigned i = 0; i < count; i++) {
        const struct image_symbol *symbol = image_symbol(image, names[i]);
        if (!symbol || symbol->size == 0)
            fail_msg("%s: no size of %s", image->path, names[i]);
        bytes += symbol->size;
    }
    return bytes;
}

static uint32_t bytes_core(const struct image *image)
{
    static const char *const names[] = {"boot0_reset",   "boot0_post",
                                        "boot0_request", "boot0_ask",
                                        "boot0_way",     "boot0_record"};
    return bytes_of(image, names, sizeof names / sizeof *names);
}

/* Every symbol of the library's flash by its name: none is left out above. */
static uint32_t bytes_all(const struct image *image)
{
    uint32_t bytes = 0;
    for (size_t i = 0; i < image->symbol_count; i++) {
        const struct image_symbol *symbol = &image->symbols[i];
        if (strncmp(symbol->name, "boot0_", 6) == 0 &&
            symbol->address < SRAM_BASE)
            bytes += symbol->size;
    }
    return bytes;
}

static void test_bytes(void **state)
{
    (void)state;
    static const char *const rest[] = {"boot0_outcome", "boot0_rom",
                                       "boot0_request_erase"};
    static const char *const noted[] = {"boot0_noted"};
    for (unsigned i = 0; i < TOOLCHAINS; i++)
        for (unsigned j = 0; j < IMAGES; j++) {
            struct image image;
            library_load(&image, toolchains[i], images[j]);
            uint32_t rtc = strstr(images[j], "rtc") ? BYTES_RTC_MAX : 0;
            uint32_t core = bytes_core(&image);
            assert_in_range(core, 1, BYTES_MAX - 1 + rtc);
            uint32_t all = core + bytes_of(&image, rest, 3);
            assert_in_range(all, 1, BYTES_ALL_MAX - 1 + rtc);
            assert_int_equal(bytes_all(&image), all);
            assert_int_equal(bytes_of(&image, noted, 1), 4);
            image_free(&image);
        }
}

/* One text for every compiler and option: sizes do not differ. */
static void test_same(void **state)
{
    (void)state;
    uint32_t first = 0;
    for (unsigned i = 0; i < TOOLCHAINS; i++)
        for (unsigned j = 0; j < IMAGES - 1; j++) {
            struct image image;
            library_load(&image, toolchains[i], images[j]);
            if (!first)
                first = bytes_all(&image);
            assert_int_equal(bytes_all(&image), first);
            image_free(&image);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cycles),
        cmocka_unit_test(test_cycles_by_hand),
        cmocka_unit_test(test_bytes),
        cmocka_unit_test(test_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
