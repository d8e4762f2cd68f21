/* SPDX-License-Identifier: MIT
 *
 * The standard streams of every subcommand: closed ones, and a stdout that
 * takes nothing.
 */
#include "tests/tools/command.h"

#include <signal.h>

static char text[OUTPUT_SIZE];

/* --- closed descriptors --- */

/* LD2 changes twice in 512 ms: a board that goes on has more to tell. */
static void without_stdin_a_signal_ends_it(void **state)
{
    struct child child;
    (void)state;
    text[0] = 0;
    command_start(&child, "exec $BOOT0 run --ask none --until 5000 --usart2 "
                          "stdio $IMAGES/nucleo-l073rz.elf 0<&-");
    assert_true(command_read(&child, text, "LD2       on"));
    kill(child.pid, SIGTERM);
    command_read(&child, text, NULL);
    assert_int_equal(child.status, 0);
    child_end(&child);
    assert_true(count_of(text, "LD2 ") < 15);
}

/* What the board shows goes nowhere, but the run is whole. */
static void without_streams_it_runs_to_its_end(void **state)
{
    (void)state;
    expect_status(text,
                  "f=$(mktemp); $BOOT0 run --ask none --pace max "
                  "$IMAGES/nucleo-l073rz.elf --until 8 --trace-from 7 "
                  "--trace $f 0<&- 1>&- 2>&-; echo status $?; wc -l <$f; "
                  "rm $f",
                  0);
    expect_part(text, "status 0\n");
    expect_no_part(text, "\n0\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_stdin_a_signal_ends_it),
        cmocka_unit_test(without_streams_it_runs_to_its_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
