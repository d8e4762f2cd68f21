/* SPDX-License-Identifier: MIT
 *
 * The host's side of ST's USB bootloader, AN3156 Rev 18 (DfuSe: USB DFU 1.1
 * with commands in block 0), an operation at a time, as a state machine without
 * clock, I/O or memory of its own. The struct is plain data: a copy goes on
 * from the same point; only transfer.data, of a transfer that is under way,
 * points into the original.
 *
 * Whoever has the device turns in a circle until client->result is not
 * CLIENT_BUSY:
 *
 *     when dfuse_client_transfer() gives a control transfer, make it, and hand
 *     its end to dfuse_client_answer(); otherwise wait until
 *     dfuse_client_due() and call dfuse_client_time()
 *
 * Not here: enumeration, option bytes, Read Unprotect (0x92), mass erase.
 */
#ifndef BENCH_DFUSE_CLIENT_H
#define BENCH_DFUSE_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/dfuse_state.h"

/* Starts a client whose device is attached, enumerated and configured. */
void dfuse_client_begin(struct dfuse_client *client);

void dfuse_client_connect(struct dfuse_client *client);
/* Begin to read or write LENGTH bytes, transfer_size at most. A block that was
 * sent, and whose end was not dfuDNLOAD-IDLE, ends a write with CLIENT_UNSURE;
 * all else is tried DFUSE_TRIES times. */
void dfuse_client_read(struct dfuse_client *client, uint32_t address,
                       uint16_t length);
void dfuse_client_write(struct dfuse_client *client, uint32_t address,
                        const void *bytes, uint16_t length);
/* Begins to erase the page at ADDRESS. */
void dfuse_client_erase(struct dfuse_client *client, uint32_t address);
/* Begins to leave for the vector table at ADDRESS. A device that goes away has
 * left. */
void dfuse_client_leave(struct dfuse_client *client, uint32_t address);

/* Gives the control transfer that is to be made now, once. False: none is. */
bool dfuse_client_transfer(struct dfuse_client *client, uint64_t now_us,
                           struct dfuse_transfer *transfer);
/* The transfer has ended, with so many bytes of data. */
void dfuse_client_answer(struct dfuse_client *client, uint64_t now_us,
                         enum dfuse_end end, size_t actual);
/* Returns when the device may be asked again (bwPollTimeout), or, while a
 * transfer is under way, when it must have ended: one that has not must be
 * cancelled and answered as DFUSE_TIMEOUT. */
uint64_t dfuse_client_due(const struct dfuse_client *client);
void dfuse_client_time(struct dfuse_client *client, uint64_t now_us);

#endif
