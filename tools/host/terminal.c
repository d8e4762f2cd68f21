/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* pipe2 */
#include "tools/host/terminal.h"

#include "tools/die.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

static const int ending[] = {SIGINT, SIGTERM, SIGHUP};
enum { ENDING = sizeof ending / sizeof *ending, PATIENCE_S = 1 };

static int wake_up = -1; /* the pipe that the handler writes to; -1 = none */
static volatile sig_atomic_t ended;

static void on_ending(int signal)
{
    int error = errno;
    ended = 1;
    ssize_t written = write(wake_up, &signal, 1);
    (void)written; /* full: the loop will be woken up anyway */
    alarm(PATIENCE_S);
    errno = error;
}

/* Interrupts a second time a write that is still waiting. */
static void on_alarm(int signal)
{
    (void)signal;
    alarm(PATIENCE_S);
}

/* Without SA_RESTART: a signal also ends the wait for a reader of a pipe or a
 * FIFO. */
static void handle(int signal, void (*handler)(int))
{
    struct sigaction action = {.sa_handler = handler};
    sigemptyset(&action.sa_mask);
    sigaction(signal, &action, NULL);
}

void terminal_open(struct terminal *terminal)
{
    int ends[2];
    terminal->raw = false;
    if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0)
        die("cannot watch for signals: %s", strerror(errno));
    terminal->signals = ends[0];
    wake_up = ends[1];
    ended = 0;
    signal(SIGPIPE, SIG_IGN);
    handle(SIGALRM, on_alarm);
    for (unsigned i = 0; i < ENDING; i++)
        handle(ending[i], on_ending);
}

/* Waits for pending output, unless the terminal has stopped it. */
static void restore_input(struct terminal *terminal)
{
    if (terminal->raw &&
        tcsetattr(STDIN_FILENO, TCSADRAIN, &terminal->saved) != 0)
        tcsetattr(STDIN_FILENO, TCSANOW, &terminal->saved);
    terminal->raw = false;
}

void terminal_close(struct terminal *terminal)
{
    restore_input(terminal);
    for (unsigned i = 0; i < ENDING; i++)
        handle(ending[i], SIG_DFL);
    alarm(0);
    handle(SIGALRM, SIG_DFL);
    close(wake_up);
    close(terminal->signals);
    wake_up = -1;
}

/* Asked at every turn of the event loop, without a system call. */
bool terminal_ended(void)
{
    return ended;
}

bool terminal_raw(struct terminal *terminal)
{
    if (tcgetattr(STDIN_FILENO, &terminal->saved) != 0)
        return true; /* a file or a pipe */
    if (tcgetpgrp(STDIN_FILENO) != getpgrp())
        return false;
    struct termios raw = terminal->saved;
    raw.c_iflag &= ~(tcflag_t)(BRKINT | ICRNL | INLCR | IGNCR | INPCK | ISTRIP |
                               IXON | PARMRK);
    raw.c_lflag &= ~(tcflag_t)(ECHO | ECHONL | ICANON | IEXTEN);
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    /* Only Ctrl-C keeps its meaning: a stop with Ctrl-Z would leave the user's
     * shell on a raw terminal. */
    raw.c_cc[VSUSP] = raw.c_cc[VQUIT] = _POSIX_VDISABLE;
    terminal->raw = tcsetattr(STDIN_FILENO, TCSADRAIN, &raw) == 0;
    return true;
}
