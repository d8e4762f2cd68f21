/* SPDX-License-Identifier: MIT
 *
 * What the programming clients of the two protocols (an3155_client.h,
 * dfuse_client.h) have in common: how an operation ends, and what they count.
 */
#ifndef BENCH_CLIENT_H
#define BENCH_CLIENT_H

#include <stdint.h>

/* Times of the clients: microseconds from any origin. */
#define CLIENT_NEVER UINT64_MAX

enum client_result {
    CLIENT_BUSY,
    CLIENT_DONE,
    CLIENT_SILENT,    /* nothing answers (any more) */
    CLIENT_GONE,      /* USB: the device has been detached */
    CLIENT_FOREIGN,   /* something answers, but not as a ROM does */
    CLIENT_PROTECTED, /* the ROM refuses by readout protection */
    CLIENT_REFUSED,   /* NACK, or an error status, again and again */
    CLIENT_UNSURE,    /* a write was disturbed, or refused: what is in the flash
                         has to be read */
    CLIENT_BROKEN     /* disturbed on each of its tries */
};

/* What went wrong on the way; a session without trouble leaves all 0. */
struct client_counts {
    uint32_t nacks;    /* NACK, or an error status of DFU */
    uint32_t timeouts; /* an answer that did not come in time */
    uint32_t strays;   /* bytes, or answers, that were not expected */
    uint32_t retries;  /* operations that were begun again */
    uint32_t pads;     /* bytes sent to get a USART into step again */
};

#endif
