/* SPDX-License-Identifier: MIT
 *
 * docs/fidelity.md and the chip agree: every block of the map is in the table
 * once, with the state that it has.
 */
#include "tests/chip/chip_fixture.h"
#include "tests/chip/page.h"

#include "chip/block/dac.h"
#include "chip/block/keeps.h"

static const char *state_of(const struct map_row *row)
{
    if (!row->kind)
        return "absent";
    return row->kind == &keeps || row->kind == &dac ? "keeps" : "works";
}

/* Returns whether `name` is an item of the comma-separated list. */
static bool names(const char *list, const char *end, const char *name)
{
    size_t length = strlen(name);
    for (const char *at = list; at + length <= end; at++)
        if (strncmp(at, name, length) == 0 && strchr(", ", at[length]) &&
            (at == list || (at[-1] == ' ' && strchr(",|", at[-2]))))
            return true;
    return false;
}

/* Copies the state of the row that names the block; returns how many rows do.
 */
static unsigned find(const char *page, const char *name, char state[16])
{
    unsigned count = 0;
    const char *line = strstr(page, "| block | state |");
    assert_non_null(line);
    for (; *line == '|'; line = strchr(line, '\n') + 1) {
        const char *list = line + 2;
        const char *end = strstr(list, " | ") + 1;
        if (!names(list, end, name))
            continue;
        count++;
        assert_int_equal(sscanf(end + 2, "%15s", state), 1);
    }
    return count;
}

static void every_block_has_its_state(void **unused)
{
    (void)unused;
    static struct chip chip;
    const char *page = page_read("docs/fidelity.md");
    fixture_chip(&chip);
    for (unsigned i = MAP_PORTS; i < map_of(&chip)->row_count; i++) {
        const struct map_row *row = map_row(&chip, i);
        char state[16] = "";
        if (!row->name || row->base >= 0xE0000000)
            continue; /* no such port; the processor's own */
        if (find(page, row->name, state) != 1)
            fail_msg("%s is not once in docs/fidelity.md", row->name);
        bool works = !strcmp(state, "modelled") || !strcmp(state, "compared");
        if (strcmp(works ? "works" : state, state_of(row)))
            fail_msg("%s is \"%s\" in docs/fidelity.md", row->name, state);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_block_has_its_state),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
