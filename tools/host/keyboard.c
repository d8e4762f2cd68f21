/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* pipe2 */
#include "tools/host/keyboard.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

enum { CTRL_A = 1 };

void keyboard_none(struct keyboard *keyboard)
{
    *keyboard = (struct keyboard){.input = -1, .text = -1};
}

/* Moves the terminal to another descriptor and puts a pipe in its place. */
static bool share(struct keyboard *keyboard, struct terminal *terminal)
{
    int ends[2];
    int moved = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    if (moved < 0)
        return false;
    if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) {
        close(moved);
        return false;
    }
    dup2(ends[0], STDIN_FILENO);
    close(ends[0]);
    keyboard->text = ends[1];
    keyboard->input = terminal->input = moved;
    return true;
}

bool keyboard_open(struct keyboard *keyboard, struct terminal *terminal,
                   bool shared)
{
    keyboard_none(keyboard);
    if (!isatty(STDIN_FILENO) || !terminal_raw(terminal))
        return false;
    if (shared)
        return share(keyboard, terminal);
    keyboard->input = STDIN_FILENO;
    return true;
}

void keyboard_close(struct keyboard *keyboard)
{
    if (keyboard->text >= 0)
        close(keyboard->text);
    keyboard_none(keyboard);
}

static bool ready(int fd, short events)
{
    struct pollfd wanted = {.fd = fd, .events = events};
    return poll(&wanted, 1, 0) > 0;
}

static enum key key_of(char byte)
{
    switch (byte) {
    case 'b': return KEY_PRESS;
    case 'B': return KEY_HOLD;
    case 'r': return KEY_RESET;
    case 'p': return KEY_POWER;
    case '0': return KEY_BOOT0;
    case 'q': return KEY_QUIT;
    default: return KEY_HELP;
    }
}

/* A byte that the pipe has room for. */
static void pass_on(struct keyboard *keyboard, char byte)
{
    ssize_t written = write(keyboard->text, &byte, 1);
    (void)written; /* the reader has gone: nobody misses it */
}

static enum key take(struct keyboard *keyboard, char byte)
{
    bool escaped = keyboard->escaped;
    keyboard->escaped = false;
    if (keyboard->text < 0)
        return key_of(byte);
    if (byte == CTRL_A && !escaped) {
        keyboard->escaped = true;
        return KEY_NONE;
    }
    if (escaped && byte != CTRL_A)
        return key_of(byte);
    pass_on(keyboard, byte);
    return KEY_NONE;
}

/* The other end of the terminal has gone. */
static void hang_up(struct keyboard *keyboard)
{
    if (keyboard->text >= 0)
        close(keyboard->text);
    keyboard->input = keyboard->text = -1;
}

enum key keyboard_read(struct keyboard *keyboard)
{
    while (keyboard->input >= 0 && ready(keyboard->input, POLLIN) &&
           (keyboard->text < 0 || ready(keyboard->text, POLLOUT))) {
        char byte;
        ssize_t n = read(keyboard->input, &byte, 1);
        if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
            hang_up(keyboard);
        if (n <= 0)
            return KEY_NONE;
        enum key key = take(keyboard, byte);
        if (key != KEY_NONE)
            return key;
    }
    return KEY_NONE;
}
