/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* pipe2 */
#include "tools/host/child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* The child gets the default signal handling, whatever boot0 blocks or ignores.
 */
static int spawn(pid_t *pid, char *const argv[], int output)
{
    sigset_t none, defaults;
    sigemptyset(&none);
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGPIPE);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    posix_spawnattr_setflags(&attributes,
                             POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null",
                                     O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&files, output, STDERR_FILENO);
    int error = posix_spawnp(pid, argv[0], &files, &attributes, argv, environ);
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
    return error;
}

int child_start(struct child *child, char *const argv[])
{
    *child = (struct child){.output = -1};
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return errno;
    int error = spawn(&child->pid, argv, ends[1]);
    close(ends[1]);
    if (error) {
        child->pid = 0;
        close(ends[0]);
        return error;
    }
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    child->output = ends[0];
    return 0;
}

static char *complete(struct child *child)
{
    child->line[child->length] = 0;
    child->length = 0;
    return child->line;
}

/* Adds one byte of output; text after a carriage return overwrites the line. */
static bool take(struct child *child, char c)
{
    if (c == '\n')
        return true;
    if (child->length && child->line[child->length - 1] == '\r')
        child->length = 0;
    child->line[child->length++] = c;
    return child->length == sizeof child->line - 1;
}

static void strip_return(struct child *child)
{
    if (child->length && child->line[child->length - 1] == '\r')
        child->length--;
}

char *child_line(struct child *child)
{
    while (child->output >= 0) {
        char c;
        ssize_t n = read(child->output, &c, 1);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 && errno == EAGAIN)
            return NULL;
        if (n <= 0) {
            close(child->output);
            child->output = -1;
            break;
        }
        if (take(child, c)) {
            strip_return(child);
            return complete(child);
        }
    }
    strip_return(child);
    return child->length ? complete(child) : NULL;
}

bool child_ended(struct child *child)
{
    if (child->output >= 0 || child->length)
        return false;
    int status;
    if (child->pid && waitpid(child->pid, &status, WNOHANG) == child->pid) {
        child->pid = 0;
        child->status =
            WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    }
    return child->pid == 0;
}

void child_end(struct child *child)
{
    if (child->pid) {
        kill(child->pid, SIGKILL);
        waitpid(child->pid, NULL, 0);
        child->pid = 0;
    }
    if (child->output >= 0)
        close(child->output);
    child->output = -1;
}
