/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* pipe2 */
#include "tools/host/terminal.h"

#include "tools/die.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const int ending[] = {SIGINT, SIGTERM, SIGHUP};
enum { ENDING = sizeof ending / sizeof *ending, PATIENCE_S = 1 };

static int wake_up = -1; /* the pipe that the handler writes to; -1 = none */
static volatile sig_atomic_t ended, stop_asked, continued;
static struct terminal *left_open; /* to be restored if boot0 dies */

static void on_ending(int signal)
{
    int error = errno;
    ended = 1;
    ssize_t written = write(wake_up, &signal, 1);
    (void)written; /* full: the loop will be woken up anyway */
    alarm(PATIENCE_S);
    errno = error;
}

static void on_stop(int signal)
{
    int error = errno;
    stop_asked = 1;
    ssize_t written = write(wake_up, &signal, 1);
    (void)written;
    errno = error;
}

static void on_continue(int signal)
{
    (void)signal;
    continued = 1;
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

/* Waits for pending output, unless the terminal has stopped it. */
static void restore_input(struct terminal *terminal)
{
    if (terminal->raw &&
        tcsetattr(terminal->input, TCSADRAIN, &terminal->saved) != 0)
        tcsetattr(terminal->input, TCSANOW, &terminal->saved);
    terminal->raw = false;
}

static void restore_screen(struct terminal *terminal)
{
    if (terminal->screen < 0)
        return;
    ssize_t written =
        write(terminal->screen, terminal->leave, strlen(terminal->leave));
    (void)written; /* there is nobody to tell */
    terminal->screen = -1;
}

static void restore_at_exit(void)
{
    if (!left_open)
        return;
    restore_screen(left_open);
    restore_input(left_open);
}

void terminal_open(struct terminal *terminal)
{
    static bool registered;
    int ends[2];
    *terminal = (struct terminal){.input = STDIN_FILENO, .screen = -1};
    if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0)
        die("cannot watch for signals: %s", strerror(errno));
    terminal->signals = ends[0];
    wake_up = ends[1];
    ended = 0;
    signal(SIGPIPE, SIG_IGN);
    handle(SIGALRM, on_alarm);
    for (unsigned i = 0; i < ENDING; i++)
        handle(ending[i], on_ending);
    left_open = terminal;
    if (!registered)
        atexit(restore_at_exit);
    registered = true;
}

void terminal_close(struct terminal *terminal)
{
    restore_screen(terminal);
    restore_input(terminal);
    left_open = NULL;
    for (unsigned i = 0; i < ENDING; i++)
        handle(ending[i], SIG_DFL);
    alarm(0);
    handle(SIGALRM, SIG_DFL);
    handle(SIGTSTP, SIG_DFL);
    handle(SIGCONT, SIG_DFL);
    close(wake_up);
    close(terminal->signals);
    wake_up = -1;
}

/* Asked at every turn of the event loop, without a system call. */
bool terminal_ended(void)
{
    return ended;
}

static bool foreground(const struct terminal *terminal)
{
    return tcgetpgrp(terminal->input) == getpgrp();
}

static void set_raw(struct terminal *terminal)
{
    struct termios raw = terminal->saved;
    raw.c_iflag &= ~(tcflag_t)(BRKINT | ICRNL | INLCR | IGNCR | INPCK | ISTRIP |
                               IXON | PARMRK);
    raw.c_lflag &= ~(tcflag_t)(ECHO | ECHONL | ICANON | IEXTEN);
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    /* Ctrl-C keeps its meaning, and Ctrl-Z where boot0 leaves the terminal
     * first. */
    raw.c_cc[VQUIT] = _POSIX_VDISABLE;
    if (!terminal->watches_stop)
        raw.c_cc[VSUSP] = _POSIX_VDISABLE;
    terminal->raw = tcsetattr(terminal->input, TCSADRAIN, &raw) == 0;
}

bool terminal_raw(struct terminal *terminal)
{
    if (!terminal->raw && tcgetattr(terminal->input, &terminal->saved) != 0)
        return true; /* a file or a pipe */
    if (!foreground(terminal))
        return false;
    set_raw(terminal);
    return true;
}

/* --- Ctrl-Z --- */

void terminal_watch_stop(struct terminal *terminal)
{
    terminal->watches_stop = true;
    stop_asked = continued = 0;
    handle(SIGTSTP, on_stop);
    handle(SIGCONT, on_continue);
    if (terminal->raw)
        set_raw(terminal);
}

bool terminal_stop_asked(void)
{
    return stop_asked;
}

void terminal_stop(struct terminal *terminal)
{
    bool raw = terminal->raw;
    char byte;
    restore_screen(terminal);
    restore_input(terminal);
    stop_asked = 0;
    while (read(terminal->signals, &byte, 1) > 0)
        ;
    handle(SIGTSTP, SIG_DFL);
    raise(SIGTSTP);
    handle(SIGTSTP, on_stop);
    continued = 0;
    if (raw)
        terminal_raw(terminal);
}

bool terminal_continued(void)
{
    bool was = continued;
    continued = 0;
    return was;
}
