/* SPDX-License-Identifier: MIT
 *
 * The standard streams of every subcommand: closed ones, and a stdout that
 * takes nothing.
 */
#include "tests/tools/command.h"

#include <signal.h>

static char text[OUTPUT_SIZE];

/* --- closed descriptors --- */

/* LD2 changes twice in 512 ms: a running board has more to print. */
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
    command_end(&child);
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

/* --- a full disk --- */

/* What ends with status 0 when its output can be written. */
static void lost_output_is_status_2(void **state)
{
    static const char *const arguments[] = {
        "--help",
        "--version",
        "run --help",
        "check --version",
        "patch $IMAGES/library-Os.elf -o $f",
        "check --only v4.1 --ask none $IMAGES/nucleo-l073rz.elf",
        "check --only v4.1 --ask none --format json $IMAGES/library-Os.elf",
        "check --ask none --verbose --rom v4.1 $IMAGES/nucleo-l073rz.elf",
    };
    char script[512];
    (void)state;
    for (unsigned i = 0; i < sizeof arguments / sizeof *arguments; i++) {
        snprintf(script, sizeof script,
                 "f=$(mktemp); $BOOT0 %s 2>&1 >/dev/full; status=$?; rm $f; "
                 "exit $status",
                 arguments[i]);
        expect_status(text, script, 2);
        expect_part(text, "boot0: stdout: not all of the output could be "
                          "written: No space left on device\n");
    }
}

static void a_reader_that_has_seen_enough_is_no_fault(void **state)
{
    (void)state;
    expect_status(text,
                  "trap '' PIPE; { sleep 0.3; $BOOT0 check --help; "
                  "echo status $? >&2; } | :; wait",
                  0);
    assert_string_equal(text, "status 0\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_stdin_a_signal_ends_it),
        cmocka_unit_test(without_streams_it_runs_to_its_end),
        cmocka_unit_test(lost_output_is_status_2),
        cmocka_unit_test(a_reader_that_has_seen_enough_is_no_fault),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
