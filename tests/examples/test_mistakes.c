/* SPDX-License-Identifier: MIT
 *
 * The mistakes of examples/mistakes, and the good programs that are close to
 * them: `boot0 check` says of each what its row in table.txt says. Rows that
 * check does not meet yet are marked there and listed in the output.
 */
#include "tests/examples/mistake_check.h"

static struct mistakes mistakes;
static char output[OUTPUT_SIZE];

static int read_table(void **state)
{
    (void)state;
    mistakes_read(&mistakes);
    return 0;
}

static bool check_row(const struct mistake *row)
{
    char image[MISTAKE_IMAGE], said[MISTAKE_SAID];

    mistake_image(row, "$IMAGES", image);
    bool good = mistake_check(row, image, output, said);
    if (good && row->open)
        printf("%s: met, its row need not be open\n", row->name);
    else if (row->open)
        printf("open: %s %s: %s\n", row->name, row->options, said);
    else if (!good)
        printf("WRONG: %s %s: %s\n", row->name, row->options, said);
    return good || row->open;
}

static void each_is_named(void **state)
{
    (void)state;
    unsigned wrong = 0;

    for (unsigned i = 0; i < mistakes.count; i++)
        wrong += !check_row(&mistakes.rows[i]);
    if (wrong)
        fail_msg("%u of %u rows, see above", wrong, mistakes.count);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_is_named),
    };
    return cmocka_run_group_tests(tests, read_table, NULL);
}
