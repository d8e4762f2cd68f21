/* SPDX-License-Identifier: MIT
 *
 * The host's side of ST's USART bootloader protocol, AN3155 Rev 20: an
 * operation at a time, as a state machine without clock, I/O or memory of its
 * own. The struct is plain data: a copy goes on from the same point.
 *
 * Whoever has the line turns in a circle until the operation has ended
 * (client->result):
 *
 *     send what an3155_client_output() gives; pass what arrives to
 *     an3155_client_input(); when nothing has arrived by an3155_client_due(),
 *     call an3155_client_time()
 *
 * Not here: speed and framing of the port (8E1), write and readout protection
 * (0x63 to 0x92), checksums (0xA1), mass erase, which the ROMs of L0 and L1
 * refuse: pages are erased by lists. Get Version (0x01) is left out because Get
 * says the version, too, and the option bytes behind it are always 0.
 *
 * docs/programming.md has the time-outs and how a disturbed line comes into
 * step again.
 */
#ifndef BENCH_AN3155_CLIENT_H
#define BENCH_AN3155_CLIENT_H

#include <stddef.h>
#include <stdint.h>

#include "bench/an3155_state.h"

/* Starts a client whose line is open. */
void an3155_client_begin(struct an3155_client *client, uint32_t baud);

/* Begins to look for a ROM, which may be synchronised already, even in the
 * middle of a command. */
void an3155_client_connect(struct an3155_client *client, uint64_t now_us);

/* Begin to read or write 1 to AN3155_BLOCK bytes; a write must be aligned to
 * the device's unit. A block that was sent and did not get its ACK ends a write
 * with CLIENT_UNSURE; all else is tried AN3155_TRIES times. */
void an3155_client_read(struct an3155_client *client, uint32_t address,
                        uint16_t length);
void an3155_client_write(struct an3155_client *client, uint32_t address,
                         const void *bytes, uint16_t length);

/* Begins to erase 1 to AN3155_PAGES pages by their numbers, which takes MS at
 * most. */
void an3155_client_erase(struct an3155_client *client, const uint16_t *pages,
                         uint16_t count, uint32_t ms);

/* Begins Go to the vector table at ADDRESS. */
void an3155_client_go(struct an3155_client *client, uint32_t address);

/* Takes the bytes that are to be sent now; returns how many. */
size_t an3155_client_output(struct an3155_client *client, uint64_t now_us,
                            void *bytes, size_t capacity);
void an3155_client_input(struct an3155_client *client, uint64_t now_us,
                         const void *bytes, size_t count);
/* Returns when the client has waited long enough; CLIENT_NEVER while it has
 * bytes to be sent, and when nothing is under way. */
uint64_t an3155_client_due(const struct an3155_client *client);
void an3155_client_time(struct an3155_client *client, uint64_t now_us);

#endif
