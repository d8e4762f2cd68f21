/* SPDX-License-Identifier: MIT
 *
 * What the library costs: cycles before the reset handler when nothing is
 * asked, bytes of flash, bytes of RAM. Exact on the virtual chip.
 */
#include "tests/src/boot0_cost.h"

enum {
    CYCLES_MAX = 20,
    CYCLES = 18,
    BYTES_MAX = 400, /* request, reset, record */
    BYTES_ALL_MAX = 528,
    BYTES_RTC_MAX = 96
};

static const char *const images[] = {"library-O0", "library-Og", "library-Os",
                                     "library-O2", "library-O3", "library-flto",
                                     "library-rtc"};
enum { IMAGES = sizeof images / sizeof *images };

static void expect_cycles(struct chip *chip, const struct image *image)
{
    uint64_t cycles = cost_cycles(chip, image);
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
            uint32_t core = cost_bytes_core(&image);
            assert_in_range(core, 1, BYTES_MAX - 1 + rtc);
            uint32_t all = core + cost_bytes(&image, rest, 3);
            assert_in_range(all, 1, BYTES_ALL_MAX - 1 + rtc);
            assert_int_equal(cost_bytes_all(&image), all);
            assert_int_equal(cost_bytes(&image, noted, 1), 4);
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
                first = cost_bytes_all(&image);
            assert_int_equal(cost_bytes_all(&image), first);
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
