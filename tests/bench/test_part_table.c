/* SPDX-License-Identifier: MIT
 *
 * The table of parts: each line is whole, has a source, and is found by the
 * numbers that it names; what a filter is taken for.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "bench/part_table.h"

static struct part_table table;

static int setup(void **state)
{
    (void)state;
    return part_table_open(&table) ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    part_table_close(&table);
    return 0;
}

static void each_line_is_whole(void **state)
{
    (void)state;
    assert_true(table.count > 100);
    assert_string_equal(table.names[PART_FAMILY], "family");
    assert_string_equal(table.names[PART_ROM_BASE], "rom_base");
    assert_string_equal(table.names[PART_SOURCES], "sources");
    for (size_t i = 0; i < table.count; i++) {
        const struct part_row *row = &table.rows[i];
        for (unsigned k = 0; k < PART_FIELDS; k++)
            if (!*row->field[k])
                fail_msg("%s: column %s is empty", row->field[PART_LINES],
                         table.names[k]);
        if (row->rom_end < row->rom_base)
            fail_msg("%s: the ROM ends before it begins",
                     row->field[PART_LINES]);
    }
}

/* A number with its pattern's letter, a package and a suffix is that line. */
static void each_number_finds_its_line(void **state)
{
    (void)state;
    char name[2 * PART_NUMBER];
    for (size_t i = 0; i < table.count; i++) {
        const char *number = table.rows[i].field[PART_NUMBERS];
        for (; number; number = strchr(number, ' ')) {
            number += *number == ' ';
            snprintf(name, sizeof name, "stm32%.*sT6",
                     (int)strcspn(number, " "), number);
            for (char *pins = name; (pins = strchr(pins, '?'));)
                *pins = 'C';
            if (!part_row_is(&table.rows[i], name))
                fail_msg("%s is not in the line %s", name,
                         table.rows[i].field[PART_LINES]);
        }
    }
}

static const struct part_row *first(const char *filter, enum part_filter kind)
{
    enum part_filter got = part_table_filter(&table, filter);
    if (got != kind)
        fail_msg("%s is taken for %d, want %d", filter, got, kind);
    for (size_t i = 0; i < table.count; i++)
        if (part_row_matches(&table.rows[i], kind, filter))
            return &table.rows[i];
    return NULL;
}

static size_t count(const char *filter)
{
    size_t found = 0;
    enum part_filter kind = part_table_filter(&table, filter);
    for (size_t i = 0; i < table.count; i++)
        found += part_row_matches(&table.rows[i], kind, filter);
    return found;
}

static void filters(void **state)
{
    (void)state;
    assert_int_equal(first("stm32l073rzt6", PART_FILTER_NUMBER)->dev_id, 0x447);
    assert_int_equal(first("L073", PART_FILTER_NUMBER)->rom_base, 0x1FF00000);
    assert_int_equal(first("STM32F103C8", PART_FILTER_NUMBER)->dev_id, 0x410);
    assert_int_equal(first("f030cc", PART_FILTER_NUMBER)->dev_id, 0x442);
    assert_int_equal(first("nucleo-f401re", PART_FILTER_NUMBER)->dev_id, 0x433);
    assert_int_equal(first("0x449", PART_FILTER_ID)->rom_base, 0x1FF00000);
    assert_int_equal(first("0x1FFFC404", PART_FILTER_ADDRESS)->rom_base,
                     0x1FFFC400);
    first("v4.1", PART_FILTER_VERSION);
    first("CAN2", PART_FILTER_WORD);
    assert_null(first("F4012", PART_FILTER_NONE));
    assert_true(count("F4") > count("F40") && count("F40") > count("F401"));
    assert_int_equal(count("F401"), 2);
    assert_int_equal(count("0x447"), 2);
    assert_int_equal(count("V1.1"), 0); /* V11.1 is another */
}

static void numbers_of_a_line(void **state)
{
    (void)state;
    const struct part_row *l073 = first("L073", PART_FILTER_NUMBER);
    assert_int_equal(l073->rom_end, 0x1FF01FFF);
    assert_int_equal(l073->rom_id, 0x1FF01FFE);
    assert_int_equal(l073->remap, 0x40010000);
    assert_int_equal(l073->remap_clock, 0x40021034);
    assert_int_equal(l073->ram_end, 0x20005000);
    const struct part_row *f407 = first("F407", PART_FILTER_NUMBER);
    assert_int_equal(f407->remap_clock, 0x40023844);
    assert_int_equal(f407->remap_clock_bit, 14);
    assert_int_equal(f407->ram_end, 0); /* the CCM lies elsewhere */
    assert_int_equal(first("F746", PART_FILTER_NUMBER)->remap, 0);
}

static void the_nearest_number(void **state)
{
    (void)state;
    char hint[NEAREST_HINT];
    part_table_nearest(&table, "stm32l037", hint);
    assert_non_null(strstr(hint, "did you mean L0"));
    part_table_nearest(&table, "pretzel", hint);
    assert_string_equal(hint, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_line_is_whole),
        cmocka_unit_test(each_number_finds_its_line),
        cmocka_unit_test(filters),
        cmocka_unit_test(numbers_of_a_line),
        cmocka_unit_test(the_nearest_number),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
