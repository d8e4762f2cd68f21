/* SPDX-License-Identifier: MIT
 *
 * What a test has started ends with the test, however that ends.
 */
#include "tests/tools/command.h"

enum { PATIENCE_MS = 10000 };

static char text[OUTPUT_SIZE];

static const char script[] = "sleep 1000 & echo \"started $!\"; wait";

/* Starts a program that starts another one; returns that one. */
static pid_t start(struct child *child)
{
    text[0] = 0;
    command_start(child, script);
    assert_true(command_read(child, text, "started "));
    return atoi(text + strlen("started "));
}

/* A process that has ended may wait for its parent, as a zombie. */
static bool runs(pid_t pid)
{
    char path[64], name[64], state = 'Z';
    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    FILE *file = fopen(path, "r");
    if (!file)
        return false;
    int count = fscanf(file, "%*d (%63[^)]) %c", name, &state);
    fclose(file);
    return count == 2 && state != 'Z';
}

static void expect_end(pid_t pid)
{
    for (unsigned i = 0; i < PATIENCE_MS; i++) {
        if (!runs(pid))
            return;
        poll(NULL, 0, 1);
    }
    fail_msg("process %d still runs", (int)pid);
}

/* A test as another process: it tells what it has started, and waits. A shell
 * may have made this one ignore signals. */
static pid_t start_test(int to)
{
    pid_t test = fork();
    if (test)
        return test;
    alarm(PATIENCE_MS / 1000); /* its own end, whatever becomes of the parent */
    signal(SIGINT, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
    struct child child;
    pid_t pid = start(&child);
    if (write(to, &pid, sizeof pid) == sizeof pid)
        pause();
    _exit(0);
}

static void nothing_outlives_a_test(void **state)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGKILL};
    (void)state;
    for (unsigned i = 0; i < sizeof signals / sizeof *signals; i++) {
        int ends[2];
        pid_t pid;
        assert_int_equal(pipe(ends), 0);
        pid_t test = start_test(ends[1]);
        assert_int_equal(read(ends[0], &pid, sizeof pid), sizeof pid);
        assert_true(runs(pid));
        kill(test, signals[i]);
        assert_int_equal(waitpid(test, NULL, 0), test);
        expect_end(pid);
        close(ends[0]);
        close(ends[1]);
    }
}

static void nothing_outlives_its_command(void **state)
{
    struct child child;
    (void)state;
    pid_t pid = start(&child);
    assert_true(runs(pid));
    command_end(&child);
    expect_end(pid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_outlives_a_test),
        cmocka_unit_test(nothing_outlives_its_command),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
