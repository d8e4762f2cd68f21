/* SPDX-License-Identifier: MIT
 *
 * Programs that a test starts end with it, also where it is interrupted or
 * killed, and so do those that they start: each leads a session of its own
 * (setsid), and a process beside the test, the keeper, kills what is left of
 * it.
 */
#ifndef TESTS_TOOLS_KEEPER_H
#define TESTS_TOOLS_KEEPER_H

#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <sys/wait.h>
#include <unistd.h>

enum { KEEPER_GROUPS = 64 };

static int keeper_line = -1; /* open as long as the test lives */

/* Those that have not ended, and for whom they were started. */
static struct {
    const void *who;
    pid_t group;
} keeper_list[KEEPER_GROUPS];

/* Takes a group to be killed, or, negative, one that has ended. */
static inline void keeper_note(pid_t groups[KEEPER_GROUPS], pid_t group)
{
    for (unsigned i = 0; i < KEEPER_GROUPS; i++)
        if (groups[i] == (group > 0 ? 0 : -group)) {
            groups[i] = group > 0 ? group : 0;
            return;
        }
}

static inline void keeper_run(int line)
{
    pid_t group, groups[KEEPER_GROUPS] = {0};
    setsid();
    while (read(line, &group, sizeof group) == sizeof group)
        keeper_note(groups, group);
    for (unsigned i = 0; i < KEEPER_GROUPS; i++)
        if (groups[i])
            kill(-groups[i], SIGKILL);
    _exit(0);
}

/* It is nobody's child, so that the test may wait for all of its own. */
static inline void keeper_start(void)
{
    int ends[2], null = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (pipe(ends) != 0)
        return;
    pid_t between = fork();
    if (between == 0) {
        close(ends[1]);
        for (int i = STDIN_FILENO; i <= STDERR_FILENO; i++)
            dup2(null, i);
        if (fork() == 0)
            keeper_run(ends[0]);
        _exit(0);
    }
    waitpid(between, NULL, 0);
    close(ends[0]);
    close(null);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    keeper_line = ends[1];
}

static inline void keeper_tell(pid_t group)
{
    if (keeper_line < 0)
        keeper_start();
    if (write(keeper_line, &group, sizeof group) != sizeof group)
        _exit(2);
}

/* The leader of a session was started for WHO. */
static inline void keeper_add(const void *who, pid_t group)
{
    for (unsigned i = 0; i < KEEPER_GROUPS; i++)
        if (!keeper_list[i].who) {
            keeper_list[i].who = who;
            keeper_list[i].group = group;
            keeper_tell(group);
            return;
        }
}

/* Kills what is left of that session. */
static inline void keeper_end(const void *who)
{
    for (unsigned i = 0; i < KEEPER_GROUPS; i++)
        if (keeper_list[i].who == who) {
            kill(-keeper_list[i].group, SIGKILL);
            keeper_tell(-keeper_list[i].group);
            keeper_list[i].who = NULL;
        }
}

#endif
