/* SPDX-License-Identifier: MIT
 *
 * Programs that boot0 runs: their output, their end, and that none is left.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tools/host/child.h"

enum { PATIENCE_MS = 10000 };

static void start(struct child *child, const char *script)
{
    char *argv[] = {"sh", "-c", (char *)script, NULL};
    assert_int_equal(child_start(child, argv), 0);
}

/* The next line, waited for; NULL = the output is at its end. */
static const char *next_line(struct child *child)
{
    for (;;) {
        const char *line = child_line(child);
        if (line || child->output < 0)
            return line;
        struct pollfd ready = {.fd = child->output, .events = POLLIN};
        assert_int_equal(poll(&ready, 1, PATIENCE_MS), 1);
    }
}

static void wait_for_end(struct child *child)
{
    for (unsigned i = 0; i < PATIENCE_MS; i++) {
        if (child_ended(child))
            return;
        poll(NULL, 0, 1);
    }
    fail_msg("the child did not end");
}

static void expect_no_children(void)
{
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
}

static void output_comes_line_by_line(void **state)
{
    struct child child;
    (void)state;
    start(&child, "echo one; echo two >&2; printf 'three'; exit 7");
    assert_string_equal(next_line(&child), "one");
    assert_false(child_ended(&child));
    assert_string_equal(next_line(&child), "two");
    assert_string_equal(next_line(&child), "three");
    assert_null(next_line(&child));
    wait_for_end(&child);
    assert_int_equal(child.status, 7);
    child_end(&child);
    expect_no_children();
}

static void a_line_written_over_shows_its_last_state(void **state)
{
    struct child child;
    (void)state;
    start(&child, "printf '\\rWrote 10 %%\\rWrote 100 %% Done.\\nend\\r\\n'");
    assert_string_equal(next_line(&child), "Wrote 100 % Done.");
    assert_string_equal(next_line(&child), "end");
    assert_null(next_line(&child));
    wait_for_end(&child);
    assert_int_equal(child.status, 0);
}

static void a_long_line_is_cut_into_pieces(void **state)
{
    struct child child;
    (void)state;
    start(&child, "printf '%0600d\\n' 0");
    assert_int_equal(strlen(next_line(&child)), CHILD_LINE - 1);
    assert_int_equal(strlen(next_line(&child)), 600 - (CHILD_LINE - 1));
    assert_null(next_line(&child));
    wait_for_end(&child);
}

static void input_is_empty(void **state)
{
    struct child child;
    (void)state;
    start(&child, "wc -c");
    assert_string_equal(next_line(&child), "0");
    assert_null(next_line(&child));
    wait_for_end(&child);
}

static void a_missing_program_is_named_by_errno(void **state)
{
    struct child child;
    (void)state;
    assert_int_equal(child_start(&child, (char *[]){"no-such-program", NULL}),
                     ENOENT);
    assert_true(child_ended(&child));
    child_end(&child);
    expect_no_children();
}

static void an_end_by_a_signal_is_reported(void **state)
{
    struct child child;
    (void)state;
    start(&child, "kill -TERM $$");
    assert_null(next_line(&child));
    wait_for_end(&child);
    assert_int_equal(child.status, 128 + SIGTERM);
}

/* boot0 blocks its ending signals and ignores SIGPIPE: not so its child. */
static void signals_are_those_of_any_program(void **state)
{
    struct child child;
    sigset_t term, before;
    (void)state;
    sigemptyset(&term);
    sigaddset(&term, SIGTERM);
    sigprocmask(SIG_BLOCK, &term, &before);
    signal(SIGPIPE, SIG_IGN);
    start(&child, "grep -E '^Sig(Blk|Ign)' /proc/self/status");
    assert_string_equal(next_line(&child), "SigBlk:\t0000000000000000");
    const char *ignored = next_line(&child);
    unsigned long long mask = ~0ull;
    assert_int_equal(sscanf(ignored, "SigIgn: %llx", &mask), 1);
    assert_true((mask & 1ull << (SIGPIPE - 1)) == 0);
    assert_null(next_line(&child));
    wait_for_end(&child);
    sigprocmask(SIG_SETMASK, &before, NULL);
    signal(SIGPIPE, SIG_DFL);
}

static void nobody_is_left_behind(void **state)
{
    struct child child;
    (void)state;
    start(&child,
          "trap '' TERM INT HUP; echo ready; while :; do sleep 1; done");
    assert_string_equal(next_line(&child), "ready");
    assert_false(child_ended(&child));
    pid_t pid = child.pid;
    child_end(&child);
    assert_int_equal(kill(pid, 0), -1);
    assert_int_equal(errno, ESRCH);
    expect_no_children();
    child_end(&child);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(output_comes_line_by_line),
        cmocka_unit_test(a_line_written_over_shows_its_last_state),
        cmocka_unit_test(a_long_line_is_cut_into_pieces),
        cmocka_unit_test(input_is_empty),
        cmocka_unit_test(a_missing_program_is_named_by_errno),
        cmocka_unit_test(an_end_by_a_signal_is_reported),
        cmocka_unit_test(signals_are_those_of_any_program),
        cmocka_unit_test(nobody_is_left_behind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
