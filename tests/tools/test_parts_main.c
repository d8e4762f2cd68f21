/* SPDX-License-Identifier: MIT
 *
 * `boot0 parts`: what it prints fits a terminal, JSON its schema, and a filter
 * that matches nothing is status 1.
 */
#include "tests/tools/command.h"

enum { COLUMNS = 80 };

static char text[OUTPUT_SIZE];

static void expect_narrow(void)
{
    for (const char *line = text; *line; line += strcspn(line, "\n") + 1)
        if (strcspn(line, "\n") > COLUMNS)
            fail_msg("over %d columns: %.*s", COLUMNS, (int)strcspn(line, "\n"),
                     line);
}

static void the_table_fits_a_terminal(void **state)
{
    (void)state;
    expect_status(text, "exec $BOOT0 parts", 0);
    expect_narrow();
    expect_part(text, "\nL072/L073/L082/L083");
    expect_status(text, "exec $BOOT0 parts --verbose", 0);
    expect_narrow();
    expect_part(text, "\n  sources ");
}

static void one_line_is_printed_in_full(void **state)
{
    (void)state;
    expect_status(text, "exec $BOOT0 parts stm32l073rzt6", 0);
    expect_part(text, "V4.0=0x40, V4.1=0x41\n");
    expect_part(text, "\n  sources           AN2606r70 T3, T148");
    expect_part(text, "1 of 117 lines");
    expect_status(text, "exec $BOOT0 parts 0x447", 0);
    expect_part(text, "2 of 117 lines");
}

static void nothing_matches(void **state)
{
    (void)state;
    expect_status(text, "exec $BOOT0 parts L0739 2>&1", 1);
    expect_part(text,
                "no line of the table matches 'L0739' (did you mean L073");
    expect_status(text, "exec $BOOT0 parts --format json L0739 2>/dev/null", 1);
    expect_part(text, "\"lines\":\t[]");
}

static void the_json_is_valid(void **state)
{
    (void)state;
    expect_status(text,
                  "$BOOT0 parts --format json | exec python3 -c 'import json, "
                  "jsonschema, sys; result = json.load(sys.stdin); "
                  "jsonschema.validate(result, json.load(open(sys.argv[1]))); "
                  "lines = result[\"lines\"]; assert len(lines) == 117; "
                  "l073 = [l for l in lines if \"L073\" in l[\"numbers\"]]; "
                  "assert l073[0][\"values\"][\"rom_base\"] == "
                  "0x1FF00000' " BOOT0_SOURCE_DIR
                  "/docs/parts.schema.json 2>&1",
                  0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_fits_a_terminal),
        cmocka_unit_test(one_line_is_printed_in_full),
        cmocka_unit_test(nothing_matches),
        cmocka_unit_test(the_json_is_valid),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
