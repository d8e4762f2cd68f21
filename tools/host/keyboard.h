/* SPDX-License-Identifier: MIT
 *
 * The keys of `boot0 run`. Where a firmware's UART is on the terminal too, they
 * come behind Ctrl-A, and all other bytes are text for the UART: standard input
 * becomes a pipe that the text is written to.
 */
#ifndef TOOLS_HOST_KEYBOARD_H
#define TOOLS_HOST_KEYBOARD_H

#include <stdbool.h>

#include "tools/host/terminal.h"

enum key {
    KEY_NONE, /* no key was pressed */
    KEY_PRESS,
    KEY_HOLD,
    KEY_RESET,
    KEY_POWER,
    KEY_BOOT0,
    KEY_QUIT,
    KEY_HELP, /* ?, h, or a key without a meaning */
};

struct keyboard {
    int input;    /* the terminal; -1 = there are no keys */
    int text;     /* the pipe of what is text; -1 = everything is a key */
    bool escaped; /* Ctrl-A came last */
};

/* Makes KEYBOARD one without keys. */
void keyboard_none(struct keyboard *keyboard);

/* Takes the keys of TERMINAL, whose input becomes raw; with SHARED the bytes
 * that are no keys go on to standard input. False: standard input is no
 * terminal, or another program's at present; there are no keys. */
bool keyboard_open(struct keyboard *keyboard, struct terminal *terminal,
                   bool shared);
void keyboard_close(struct keyboard *keyboard);

/* Returns the next key that was pressed, and passes text on; never waits. */
enum key keyboard_read(struct keyboard *keyboard);

#endif
