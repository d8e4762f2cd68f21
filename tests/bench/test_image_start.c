/* SPDX-License-Identifier: MIT
 *
 * image_start.h, and record.h on an image of two programs: what is a vector
 * table of its own, and which record counts.
 */
#include "bench/image_file.h"
#include "bench/image_start.h"
#include "bench/record.h"
#include "tests/bench/image_fixture.h"

enum {
    SECOND = 0x4000, /* where the second program begins */
    BOTH_SIZE = SECOND + STORED_SIZE,
    TABLE = FLASH_START + SECOND
};

static uint8_t both[BOTH_SIZE];
static struct image image;
static char error[IMAGE_ERROR_SIZE];

static void load(void)
{
    image_free(&image);
    if (!image_load_memory("both.bin", both, BOTH_SIZE, &image, error))
        fail_msg("%s", error);
}

static void put_table(uint32_t at, uint32_t head, uint32_t handler)
{
    put32(both + at, head);
    for (unsigned i = 1; i < 4; i++)
        put32(both + at + 4 * i, handler + 1);
}

/* A program at 0x08000000, and one with the library behind it. */
static int setup(void **state)
{
    (void)state;
    memset(both, 0, sizeof both);
    make_firmware(both);
    put32(both + RECORD_AT + BOOT0_RECORD_MAGIC, 0);
    make_firmware(both + SECOND);
    put_table(SECOND, 0x20004000, TABLE + HANDLER_AT);
    load();
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    image_free(&image);
    return 0;
}

static void expect_start(uint32_t table)
{
    load();
    assert_int_equal(image_start_of(&image, TABLE + RECORD_AT), table);
    assert_int_equal(image_start_of(&image, TABLE - 1), FLASH_START);
    assert_int_equal(image_start_of(&image, 0x20000000), FLASH_START);
}

static void a_program_begins_with_a_table_of_its_own(void **state)
{
    (void)state;
    expect_start(TABLE);
    put32(both + SECOND, BOOT0_INVALID_HEAD);
    expect_start(TABLE);
}

static void other_tables_begin_no_program(void **state)
{
    (void)state;
    put_table(SECOND, 0x08001234, TABLE + HANDLER_AT);
    expect_start(FLASH_START);
    put_table(SECOND, 0x20004000, FLASH_START + HANDLER_AT); /* a copy */
    expect_start(FLASH_START);
    put_table(SECOND, 0x20004000, FLASH_START + BOTH_SIZE); /* not code */
    expect_start(FLASH_START);
    put_table(SECOND, 0x20004000, TABLE + HANDLER_AT - 1); /* even */
    expect_start(FLASH_START);
}

static void a_library_elsewhere_is_misplaced(void **state)
{
    (void)state;
    struct record record;
    assert_int_equal(record_find(&image, &record), 1);
    assert_int_equal(record.address, TABLE + RECORD_AT);
    assert_true(record_misplaced(&image, &record, error));
    assert_non_null(strstr(error, "in the program at 0x08004000, not in"));
    assert_true(record_idle(&image, error));
    assert_null(strstr(error, "run boot0 patch"));

    /* As if it were patched all the same. */
    put32(both + 4, TABLE + BOOT0_RESET_AT + 1);
    put_record(both + SECOND + RECORD_AT, BOOT0_KIND_KEPT);
    load();
    assert_true(record_in_use(&image, &record));
    assert_false(record_idle(&image, error));
    assert_true(record_remark(&image, error));
    assert_non_null(strstr(error, "in the program at 0x08004000, not in"));

    /* The table of a program may lie before the program. */
    put32(both + SECOND + RECORD_AT + BOOT0_RECORD_NEXT,
          TABLE + HANDLER_AT + 1);
    load();
    assert_true(record_in_use(&image, &record));
    assert_false(record_misplaced(&image, &record, error));
}

static void the_record_of_the_program_that_starts_counts(void **state)
{
    (void)state;
    struct record record;
    put_record(both + RECORD_AT, BOOT0_KIND_LINKED);
    load();
    assert_int_equal(record_find(&image, &record), 1);
    assert_int_equal(record.address, FLASH_START + RECORD_AT);
    assert_false(record_misplaced(&image, &record, error));
    assert_true(record_idle(&image, error));

    put32(both + 4, FLASH_START + BOOT0_RESET_AT + 1);
    put_record(both + RECORD_AT, BOOT0_KIND_KEPT);
    load();
    assert_true(record_in_use(&image, &record));
    assert_int_equal(record.address, FLASH_START + RECORD_AT);
    assert_false(record_idle(&image, error));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_program_begins_with_a_table_of_its_own),
        TEST(other_tables_begin_no_program),
        TEST(a_library_elsewhere_is_misplaced),
        TEST(the_record_of_the_program_that_starts_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
