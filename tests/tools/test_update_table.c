/* SPDX-License-Identifier: MIT
 *
 * The tables of docs/update.md are what scripts/update-table prints, but for
 * the counts, which follow the compiler: which updates lose cuts, and why most.
 */
#define COMMAND_LIMIT_S 600

#include "tests/tools/bed.h"

#define SCRIPT                                                                 \
    "BUILD=$(dirname $BOOT0) exec " BOOT0_SOURCE_DIR                           \
    "/scripts/update-table --order first-last "
#define TABLE "| arrangement |"

enum { ROWS = 10, CELLS = 7, LOST = 5, WHY = 6 };

/* The cells of a row, cut out of TEXT; moves *TEXT to the next line. False: no
 * row is left. */
static bool next_row(char **text, char *cells[CELLS])
{
    char *line = *text;
    char *end = strchr(line, '\n');
    if (line[0] != '|' || !end)
        return false;
    *end = 0;
    *text = end + 1;
    for (unsigned i = 0; i < CELLS; i++) {
        cells[i] = line + 2;
        line = strstr(line + 1, " |");
        if (!line)
            return false;
        *line++ = 0;
    }
    return true;
}

/* Returns the first row behind the two lines of a table's head. */
static char *behind_head(char *table)
{
    char *line = strchr(table, '\n');
    line = line ? strchr(line + 1, '\n') : NULL;
    assert_non_null(line);
    return line + 1;
}

/* Keeps the reason that most cuts have, without their number. */
static const char *first_reason(char *why)
{
    why[strcspn(why, "(")] = 0;
    return why;
}

static void expect_same(char *got[CELLS], char *want[CELLS])
{
    assert_string_equal(got[0], want[0]);
    assert_string_equal(got[1], want[1]);
    assert_string_equal(got[2], want[2]);
    if (!atoi(got[LOST]) != !atoi(want[LOST]))
        fail_msg("%s, %s, %s: %s cuts are lost, in the table %s", got[0],
                 got[1], got[2], got[LOST], want[LOST]);
    assert_string_equal(first_reason(got[WHY]), first_reason(want[WHY]));
}

/* Compares the rows of PAGE, the head of a table, that are of an update with
 * the first page last and whose name begins with PART, with what SCRIPT prints.
 * Returns how many there are. */
static unsigned compare(struct bed *bed, char *page, const char *script,
                        const char *part)
{
    char *got[CELLS], *want[CELLS];
    unsigned rows = 0;
    if (command(bed->again, script) != 0)
        fail_msg("%s", bed->again);
    char *printed = behind_head(bed->again);
    page = behind_head(page);
    while (next_row(&page, want)) {
        if (strcmp(want[2], "first-last") != 0 ||
            strncmp(want[0], part, strlen(part)) != 0)
            continue;
        assert_true(next_row(&printed, got));
        expect_same(got, want);
        rows++;
    }
    assert_false(next_row(&printed, got));
    return rows;
}

static void the_table_is_right(void **state)
{
    struct bed *bed = *state;
    command(bed->text, "cat " BOOT0_SOURCE_DIR "/docs/update.md");
    char *page = strstr(bed->text, TABLE);
    assert_non_null(page);
    assert_int_equal(compare(bed, page, SCRIPT, ""), ROWS);
}

/* Those of the part that is updated in seconds. */
static void so_is_that_of_other_families(void **state)
{
    struct bed *bed = *state;
    command(bed->text, "cat " BOOT0_SOURCE_DIR "/docs/update.md");
    char *page = strstr(strstr(bed->text, TABLE) + 1, TABLE);
    assert_non_null(page);
    assert_int_equal(
        compare(bed, page, SCRIPT "l432 l432-head l432-crc", "L432"), 6);
}

static int bed_open(void **state)
{
    *state = bed_new();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_is_right),
        cmocka_unit_test(so_is_that_of_other_families),
    };
    return cmocka_run_group_tests(tests, bed_open, bed_close);
}
