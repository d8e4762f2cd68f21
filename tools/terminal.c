/* SPDX-License-Identifier: MIT */
#include "terminal.h"

#include "die.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

static sigset_t ending_signals(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGHUP);
    return set;
}

void terminal_open(struct terminal *terminal)
{
    sigset_t set = ending_signals();
    sigprocmask(SIG_BLOCK, &set, NULL);
    signal(SIGPIPE, SIG_IGN);
    terminal->raw = false;
    terminal->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    if (terminal->signals < 0)
        die("cannot watch for signals: %s", strerror(errno));
}

static void restore_input(struct terminal *terminal)
{
    if (terminal->raw)
        tcsetattr(STDIN_FILENO, TCSADRAIN, &terminal->saved);
    terminal->raw = false;
}

void terminal_close(struct terminal *terminal)
{
    restore_input(terminal);
    /* A signal that came is answered: take it, or it kills when unblocked. */
    struct signalfd_siginfo info;
    while (read(terminal->signals, &info, sizeof info) > 0)
        continue;
    close(terminal->signals);
    sigset_t set = ending_signals();
    sigprocmask(SIG_UNBLOCK, &set, NULL);
}

bool terminal_ended(const struct terminal *terminal)
{
    struct pollfd poll_signals = {.fd = terminal->signals, .events = POLLIN};
    return poll(&poll_signals, 1, 0) > 0;
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
    /* Only Ctrl-C stays special: a stop with Ctrl-Z would leave the user's
     * shell on a raw terminal. */
    raw.c_cc[VSUSP] = raw.c_cc[VQUIT] = _POSIX_VDISABLE;
    terminal->raw = tcsetattr(STDIN_FILENO, TCSADRAIN, &raw) == 0;
    return true;
}
