/* SPDX-License-Identifier: MIT
 *
 * Updates of a part with a resident: the image must begin behind it, and the
 * page by which it judges the image is erased first and written last.
 */
#include "bench/stm32l0/readings.h"
#include "src/resident/resident_trailer.h"
#include "tests/bench/programmer_fixture.h"

enum { BASE = BOOT0_APPLICATION_DEFAULT, LENGTH = 1024, PAGE = 128 };

static const struct readings defaults;
static struct image head, crc; /* the residents */
static uint8_t bytes[LENGTH + BOOT0_TRAILER_SIZE];
static struct image_segment segment = {BASE, sizeof bytes, bytes};
static struct image application = {.path = (char[]){"application.elf"},
                                   .segments = &segment,
                                   .segment_count = 1};

static void put_word(uint32_t at, uint32_t word)
{
    memcpy(bytes + at, &word, sizeof word);
}

static int prepare(void **state)
{
    char error[IMAGE_ERROR_SIZE];
    load_images(state);
    assert_true(image_load(BOOT0_IMAGE_DIR "/resident-head.elf", &head, error));
    assert_true(image_load(BOOT0_IMAGE_DIR "/resident.elf", &crc, error));
    for (unsigned i = 0; i < LENGTH; i++)
        bytes[i] = (uint8_t)(i * 7 + 1);
    put_word(BOOT0_TABLE_LENGTH, LENGTH);
    return 0;
}

static int release(void **state)
{
    image_free(&head);
    image_free(&crc);
    return free_images(state);
}

static int set_trailer(void **state)
{
    (void)state;
    segment.address = BASE;
    put_word(LENGTH + BOOT0_TRAILER_MAGIC, BOOT0_TRAILER_MAGIC_WORD);
    return 0;
}

/* The ROM runs, and the resident is in the flash. */
static void start_with(const struct image *resident)
{
    uint8_t *flash;
    start_rom(ROM_V4_1, defaults);
    flash = bus_physical(&machine.chip, REGION_FLASH);
    memset(flash, 0, 0x1000);
    image_read(resident, FLASH_BASE, flash, 0x1000);
}

static void update(bool over)
{
    session(&(struct programmer_setup){.link = PROGRAMMER_USART,
                                       .image = &application,
                                       .policy = FLASH_POLICY_FIRST_LAST,
                                       .over_resident = over,
                                       .verify = true});
}

static void expect_description(const char *want)
{
    char text[PROGRAMMER_ERROR_SIZE];
    programmer_describe(programmer, text, sizeof text);
    assert_string_equal(text, want);
    assert_int_equal(programmer_flash(programmer), PROGRAMMER_UNCHANGED);
}

static void both_residents_are_found(void **state)
{
    (void)state;
    start_with(&head);
    session(&(struct programmer_setup){.link = PROGRAMMER_USART});
    assert_int_equal(programmer->found.resident, PROGRAMMER_RESIDENT_HEAD);
    assert_int_equal(programmer->found.resident_base, BASE);
    start_with(&crc);
    session(&(struct programmer_setup){.link = PROGRAMMER_USB});
    assert_int_equal(programmer->found.resident, PROGRAMMER_RESIDENT_CRC);
    assert_int_equal(programmer->found.resident_base, BASE);
}

static bool is_kept(const struct image *resident)
{
    uint8_t want[0x1000] = {0};
    image_read(resident, FLASH_BASE, want, sizeof want);
    return memcmp(want, bus_physical(&machine.chip, REGION_FLASH),
                  sizeof want) == 0;
}

static void the_image_goes_behind(void **state)
{
    (void)state;
    start_with(&head);
    update(false);
    expect_end(PROGRAMMER_DONE);
    assert_true(has_image(&application));
    assert_true(is_kept(&head));
    assert_int_equal(programmer->plan.valid_page, 0x1000 / PAGE);
    start_with(&crc);
    update(false);
    expect_end(PROGRAMMER_DONE);
    assert_true(has_image(&application));
    assert_true(is_kept(&crc));
    assert_int_equal(programmer->plan.valid_page, (0x1000 + LENGTH) / PAGE);
}

static void an_image_over_the_resident(void **state)
{
    (void)state;
    segment.address = FLASH_BASE;
    start_with(&crc);
    update(false);
    expect_end(PROGRAMMER_MISFIT);
    expect_description("application.elf: begins at 0x08000000, where the "
                       "resident is; link it for 0x08001000");
    assert_true(is_kept(&crc));
    update(true);
    expect_end(PROGRAMMER_DONE);
    assert_true(has_image(&application));
}

static void an_image_behind_nothing(void **state)
{
    (void)state;
    start_rom(ROM_V4_1, defaults);
    update(false);
    expect_end(PROGRAMMER_MISFIT);
    expect_description("application.elf: begins at 0x08001000, but the part "
                       "starts what is at 0x08000000; link it there");
}

static void an_image_without_a_trailer(void **state)
{
    static const char text[] =
        "application.elf: has no trailer behind it, without which the resident "
        "of this part starts nothing; boot0 patch --resident makes it";
    (void)state;
    put_word(LENGTH + BOOT0_TRAILER_MAGIC, 0);
    start_with(&crc);
    update(false);
    expect_end(PROGRAMMER_MISFIT);
    expect_description(text);
    /* Nor where the table has a length that cannot be. */
    put_word(BOOT0_TABLE_LENGTH, 0xFFFFFFF0);
    update(false);
    expect_end(PROGRAMMER_MISFIT);
    expect_description(text);
    put_word(BOOT0_TABLE_LENGTH, LENGTH);
    /* The other resident does not ask for it. */
    start_with(&head);
    update(false);
    expect_end(PROGRAMMER_DONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(both_residents_are_found, set_trailer),
        cmocka_unit_test_setup(the_image_goes_behind, set_trailer),
        cmocka_unit_test_setup(an_image_over_the_resident, set_trailer),
        cmocka_unit_test_setup(an_image_behind_nothing, set_trailer),
        cmocka_unit_test_setup(an_image_without_a_trailer, set_trailer),
    };
    return cmocka_run_group_tests(tests, prepare, release);
}
