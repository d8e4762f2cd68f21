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

/* No reset of its own tears that write: a cut does. */
static void a_double_word_that_a_cut_tore_is_named(void **state)
{
    (void)state;
    command(output, "exec $BOOT0 check --part stm32l433rc --ask press:PC13@50"
                    " --rom v9.1-10 --bfb2 0 --rdp 0 --cuts --cut-mode log"
                    " $IMAGES/mistake-l4-h3-double-word-torn.elf");
    static const char *const lines[] = {
        "H3  h3-double-word-torn.c:",
        "updates = R32(COUNTER);",
        "raises the NMI, whose handler does not come",
        "Write an NMI handler that looks at FLASH_ECCR.ECCD",
    };
    for (unsigned i = 0; i < sizeof lines / sizeof *lines; i++)
        if (!strstr(output, lines[i]))
            fail_msg("no \"%s\" in: %s", lines[i], output);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_is_named),
        cmocka_unit_test(a_double_word_that_a_cut_tore_is_named),
    };
    return cmocka_run_group_tests(tests, read_table, NULL);
}
