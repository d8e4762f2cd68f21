/* SPDX-License-Identifier: MIT
 *
 * The workers of `boot0 check`: none outlives its parent.
 */
#include "tests/tools/command.h"

#include <signal.h>

enum { WORKERS = 3 };

static char text[OUTPUT_SIZE];

static unsigned count_workers(pid_t parent)
{
    char path[64];
    unsigned count = 0;
    snprintf(path, sizeof path, "/proc/%d/task/%d/children", parent, parent);
    FILE *children = fopen(path, "r");
    assert_non_null(children);
    for (int pid; fscanf(children, "%d", &pid) == 1;)
        count++;
    fclose(children);
    return count;
}

/* The ask comes so late that no worker ends by itself before the test does. */
static void start_check(struct child *child)
{
    double limit = seconds() + COMMAND_LIMIT_S;
    command_start(child, "exec $BOOT0 check --jobs 3 --ask "
                         "press:PC13@900000 $IMAGES/nucleo-l073rz.elf");
    while (count_workers(child->pid) < WORKERS) {
        assert_true(seconds() < limit);
        poll(NULL, 0, 10);
    }
}

/* The workers hold the pipe that the output comes through: it ends with the
 * last of them. */
static void expect_end_by(int number)
{
    struct child child;
    start_check(&child);
    assert_int_equal(kill(child.pid, number), 0);
    text[0] = 0;
    command_read(&child, text, NULL);
    assert_int_equal(child.status, 128 + number);
    assert_string_equal(text, "");
    command_end(&child);
}

static void workers_end_with_their_parent(void **state)
{
    (void)state;
    expect_end_by(SIGTERM);
    expect_end_by(SIGINT);
    expect_end_by(SIGKILL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(workers_end_with_their_parent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
