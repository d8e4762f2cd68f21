/* SPDX-License-Identifier: MIT
 *
 * For tests that run programs: a command line of the shell, with `boot0` and
 * the ARM images at hand, its output and its exit status.
 */
#ifndef TESTS_TOOLS_COMMAND_H
#define TESTS_TOOLS_COMMAND_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "tests/tools/keeper.h"
#include "tools/host/child.h"

enum { OUTPUT_SIZE = 1 << 18 };

#ifndef COMMAND_LIMIT_S
#define COMMAND_LIMIT_S 60 /* that a command may take */
#endif

/* Without IFS the shell leaves paths with spaces in one piece. Behind it: a
 * name for the shell, and the command line. */
#define COMMAND_SHELL "IFS=; eval \"$1\""

static inline double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static inline void wait_output(const struct child *child, int milliseconds)
{
    struct pollfd ready = {.fd = child->output, .events = POLLIN};
    poll(&ready, 1, milliseconds);
}

/* The sanitizers look for leaks in every fourth command: that takes as long as
 * the command itself. */
static inline void command_sample_leaks(void)
{
    static unsigned commands;
    if (TEST_STRIDE > 1)
        setenv("ASAN_OPTIONS", commands++ % TEST_STRIDE ? "detect_leaks=0" : "",
               1);
}

/* Starts a shell command in which $BOOT0 is the command and $IMAGES the
 * folder of ARM images. `exec` it, so that signals reach the program. */
static inline void command_start(struct child *child, const char *script)
{
    setenv("BOOT0", BOOT0, 1);
    setenv("IMAGES", BOOT0_IMAGE_DIR, 1);
    command_sample_leaks();
    char *argv[] = {"setsid", "sh",           "-c", COMMAND_SHELL,
                    "sh",     (char *)script, NULL};
    assert_int_equal(child_start(child, argv), 0);
    keeper_add(child, child->pid);
}

/* Ends what was started, and whatever that left behind. */
static inline void command_end(struct child *child)
{
    child_end(child);
    keeper_end(child);
}

/* Takes its output until its end, or until a line has PART in it (NULL: no
 * such thing). Adds it to TEXT, OUTPUT_SIZE bytes. True: the part came. */
static inline bool command_read(struct child *child, char *text,
                                const char *part)
{
    double limit = seconds() + COMMAND_LIMIT_S;
    while (!child_ended(child)) {
        if (seconds() > limit) {
            command_end(child);
            fail_msg("no end in %d s after:\n%s", COMMAND_LIMIT_S, text);
        }
        const char *line = child_line(child);
        if (!line) {
            wait_output(child, 10);
            continue;
        }
        size_t used = strlen(text);
        snprintf(text + used, OUTPUT_SIZE - used, "%s\n", line);
        if (part && strstr(line, part))
            return true;
    }
    return false;
}

/* Runs a command line to its end; returns its exit status. */
static inline int command(char *text, const char *script)
{
    struct child child;
    text[0] = 0;
    command_start(&child, script);
    command_read(&child, text, NULL);
    command_end(&child);
    return child.status;
}

static inline unsigned count_of(const char *text, const char *part)
{
    unsigned count = 0;
    for (; (text = strstr(text, part)); text += strlen(part))
        count++;
    return count;
}

static inline void expect_part(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("\"%s\" is not in:\n%s", part, text);
}

/* The combinations of readings that `check` counted. */
struct counts {
    unsigned passed, failed;
};

static inline struct counts counts_of(const char *text)
{
    static const char between[] = " passed, ";
    const char *at = strstr(text, between);
    if (!at)
        fail_msg("nothing is counted in:\n%s", text);
    const char *failed = at + strlen(between);
    while (at > text && at[-1] >= '0' && at[-1] <= '9')
        at--;
    return (struct counts){(unsigned)atoi(at), (unsigned)atoi(failed)};
}

static inline void expect_all_passed(const char *text)
{
    struct counts counts = counts_of(text);
    if (counts.failed || !counts.passed)
        fail_msg("not everything passed:\n%s", text);
}

static inline void expect_all_failed(const char *text)
{
    struct counts counts = counts_of(text);
    if (counts.passed || !counts.failed)
        fail_msg("not everything failed:\n%s", text);
}

/* PARTS, each behind the one before. NULL ends them. */
static inline void expect_in_order(const char *text, const char *const *parts)
{
    const char *at = text;
    for (; *parts; parts++) {
        at = strstr(at, *parts);
        if (!at)
            fail_msg("\"%s\" is not, or too early, in:\n%s", *parts, text);
        at += strlen(*parts);
    }
}

static inline void expect_no_part(const char *text, const char *part)
{
    if (strstr(text, part))
        fail_msg("\"%s\" is in:\n%s", part, text);
}

/* COMMAND LINE ends with STATUS. */
static inline void expect_status(char *text, const char *script, int status)
{
    int got = command(text, script);
    if (got != status)
        fail_msg("%s\n  status %d, want %d\n%s", script, got, status, text);
}

#endif
