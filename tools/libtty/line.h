/* SPDX-License-Identifier: MIT
 *
 * A line behind RFC 2217 as a program has it that opened a terminal: its
 * descriptor is that of a pseudo-terminal, to which a thread takes what the
 * server sends. What the program writes and sets goes straight to the server,
 * in that order.
 */
#ifndef TOOLS_LIBTTY_LINE_H
#define TOOLS_LIBTTY_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct line;

/* Connects to PLACE. Returns a descriptor opened with FLAGS; -1: errno. */
int line_open(const char *place, int flags);

/* Returns the line whose descriptor is FD; NULL = none. In a process that was
 * forked there is none: the thread is the other's. */
struct line *line_of(int fd);

/* Returns when the server has taken everything, then hangs up. FD stays open.
 */
void line_close(struct line *line);

void line_close_all(void);

/* As write(2). */
ssize_t line_write(struct line *line, const void *bytes, size_t size);

/* Sends a command of RFC 2217 with SIZE bytes of value. Returns 0, and the
 * answer in *ANSWER (may be NULL); else an errno. */
int line_command(struct line *line, uint8_t command, uint32_t value,
                 unsigned size, uint32_t *answer);

/* The same, and what comes until the answer is thrown away. */
int line_purge(struct line *line, uint8_t what);

/* Waits until what was written has left, by the speed of the line. Returns 0,
 * or an errno. */
int line_drain(struct line *line);

/* Returns the pseudo-terminal, for what is not the line's; -1 = it has gone. */
int line_terminal(const struct line *line);

/* The modem lines that come in, RFC2217_MODEM bits. */
uint8_t line_modem(struct line *line);

/* What the program has set last, for setting.c. */
struct line_set {
    uint32_t baud;
    uint8_t bits, parity, stop; /* as RFC 2217 counts; 0 = not set yet */
    int signals, signals_set;   /* TIOCM bits: asserted, set at all */
    uint8_t termios[64];        /* struct termios2 */
};

struct line_set *line_set(struct line *line);

#endif
