/* SPDX-License-Identifier: MIT
 *
 * What hangs on the far end of a USART's cable: a client on a pty, or the
 * terminal. Moves bytes between file descriptors and the chip's serial line;
 * the speed that a pty's client sets becomes the speed of the line.
 */
#ifndef TOOLS_HOST_CABLE_H
#define TOOLS_HOST_CABLE_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/machine.h"
#include "tools/host/pty.h"

enum {
    CABLE_SPEED_MIN = 1200, /* baud: what serial_open() takes */
    CABLE_SPEED_MAX = 1000000,
    CABLE_BUFFER = 4096
};

struct cable {
    unsigned usart;        /* USART_1, USART_2 */
    const struct pty *pty; /* whose speed counts; NULL = not a pty */
    int in, out;           /* -1 = at its end, nobody reads */
    uint32_t baud;         /* of the line now */
    uint32_t refused;      /* the last speed asked for that is out of range */
    uint64_t active_ps;    /* virtual time of the last byte, either way */
    uint8_t waiting[CABLE_BUFFER]; /* from the chip, not yet taken by `out` */
    size_t waiting_count;
    uint64_t dropped; /* bytes from the chip that nobody took in time */
};

/* Plugs the cable into the board's USART; the line runs at BAUD until a client
 * says otherwise. PTY is open and outlives the cable. */
void cable_to_pty(struct cable *cable, struct machine *machine, unsigned usart,
                  const struct pty *pty, uint32_t baud);
void cable_to_stdio(struct cable *cable, struct machine *machine,
                    unsigned usart, uint32_t baud);

/* Moves what can be moved now, both ways; never waits. Bytes from the chip
 * are in HEARD (CABLE_BUFFER bytes; NULL = not wanted) too; returns how
 * many. */
size_t cable_exchange(struct cable *cable, struct machine *machine,
                      uint8_t *heard);

/* Does the line carry bytes, or did it until a moment ago, or is the chip busy
 * with its flash? Then the client waits for the chip, not the chip for it. */
bool cable_busy(const struct cable *cable, const struct machine *machine);

/* What to wait for with poll(2) while the chip has nothing to do. */
struct pollfd cable_poll(const struct cable *cable,
                         const struct machine *machine);

#endif
