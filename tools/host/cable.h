/* SPDX-License-Identifier: MIT
 *
 * The cable between a serial line of the chip and a jack of the host's. It
 * moves bytes, and what a client sets, from one to the other.
 */
#ifndef TOOLS_HOST_CABLE_H
#define TOOLS_HOST_CABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/machine.h"
#include "tools/host/jack.h"

enum { CABLE_BUFFER = 4096 };

/* What the far end of the line has counted, for the client. */
struct cable_errors {
    uint32_t framing, breaks, parity, lost;
};

struct cable {
    unsigned usart; /* USART_1, USART_2 */
    struct jack jack;
    uint32_t baud; /* of the line now; 0 = as the firmware's */
    bool shown;    /* the timeline shows its text, too */
    bool dtr_inverted, rts_inverted; /* reset_lines.h */
    struct line line;                /* as it was set last */
    struct cable_errors errors;
    uint64_t active_ps; /* virtual time of the last byte, either way */
    uint64_t worked_ps; /* virtual time at which the chip's NVM was seen busy
                           last; 0 = never */
    bool answered;      /* that byte came from the chip, */
    bool waited;        /* and the host has waited for the client since */
    unsigned waits;     /* of the host for the client, in vain, in a row */
    uint8_t waiting[CABLE_BUFFER]; /* from the chip, not yet taken by the jack
                                    */
    size_t waiting_count;
    uint64_t dropped; /* bytes from the chip that the client read too late */
};

/* Connects the cable's jack, which is open, to a line of the board. */
void cable_plug_in(struct cable *cable, struct machine *machine,
                   unsigned usart);

/* The same with a new jack on PTY, which is open and outlives the cable. */
void cable_to_pty(struct cable *cable, struct machine *machine, unsigned usart,
                  struct pty *pty);

/* Moves all bytes that can be moved now, both ways; never waits. Copies the
 * bytes from the chip to HEARD (CABLE_BUFFER bytes; NULL = no copy) and returns
 * their number. While the chip is HELD in reset it hears nothing. */
size_t cable_exchange(struct cable *cable, struct machine *machine, bool held,
                      uint8_t *heard);

/* True: the client sets the speed; else the line follows the firmware's. */
bool cable_sets_speed(const struct cable *cable);

/* True: the chip is sending to a client, or has not been silent for a frame
 * since. The client gets the bytes together, when the chip has ended. */
bool cable_hears(const struct cable *cable, const struct machine *machine);

/* True: the line carries bytes, or carried some to the chip a moment ago, or
 * the chip is busy with its NVM. Then the client waits for the chip, and not
 * the chip for the client. A chip that has answered, and is silent, is not
 * busy: for a client that thinks, time passes as the clock's does. */
bool cable_busy(const struct cable *cable, const struct machine *machine);

/* True: the chip has answered, and is silent. The client is expected to read
 * the answer and to send something at once, for which the host should wait; no
 * more often than cable_waited() is called in vain. */
bool cable_expects(const struct cable *cable, const struct machine *machine);
void cable_waited(struct cable *cable);

/* True: the client has sent the last byte, all are on the line, and the chip
 * does nothing else: its answer is due at any moment. */
bool cable_awaits_answer(const struct cable *cable,
                         const struct machine *machine);

/* Returns the virtual time that the bytes queued for the chip take, ps. What
 * the client sends meanwhile goes behind them. */
uint64_t cable_queued_ps(const struct cable *cable,
                         const struct machine *machine);

/* Adds the descriptors to poll(2) while the chip has nothing to do, JACK_POLLS
 * at most; returns how many. */
unsigned cable_poll(const struct cable *cable, const struct machine *machine,
                    struct pollfd *wanted);

#endif
