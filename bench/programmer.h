/* SPDX-License-Identifier: MIT
 *
 * One update of one part through its ROM: the ROM is identified, the image
 * compared with the part, pages are erased, written and read back, and the
 * application is started. Over USART (an3155_client.h) or USB (dfuse_client.h),
 * by the same code in virtual time and on real ports.
 *
 * A state machine without clock, I/O or memory of its own, and plain data: a
 * copy goes on from the same point (transfer.data of a USB transfer under way
 * points into the original). The images are pointed to.
 *
 *     programmer_begin(&programmer, &setup, now);
 *     while (!programmer_ended(&programmer)) {
 *         USART: send what programmer_output() gives, pass what arrives to
 *                programmer_input()
 *         USB:   make the transfer of programmer_transfer(), pass its end to
 *                programmer_answer()
 *         when nothing has come by programmer_due(): programmer_time()
 *     }
 *
 * A session that ended may be followed by another one on the same ROM without a
 * reset: it is found in whatever state it is.
 */
#ifndef BENCH_PROGRAMMER_H
#define BENCH_PROGRAMMER_H

#include <stddef.h>

#include "bench/programmer_state.h"

void programmer_begin(struct programmer *programmer,
                      const struct programmer_setup *setup, uint64_t now_us);

/* USART: takes the bytes that are to be sent now; returns how many. */
size_t programmer_output(struct programmer *programmer, uint64_t now_us,
                         void *bytes, size_t capacity);
void programmer_input(struct programmer *programmer, uint64_t now_us,
                      const void *bytes, size_t count);

/* USB: gives the transfer that is to be made now, once. */
bool programmer_transfer(struct programmer *programmer, uint64_t now_us,
                         struct dfuse_transfer *transfer);
void programmer_answer(struct programmer *programmer, uint64_t now_us,
                       enum dfuse_end end, size_t actual);

/* Returns when to call programmer_time() if nothing comes before. */
uint64_t programmer_due(const struct programmer *programmer);
void programmer_time(struct programmer *programmer, uint64_t now_us);

/* Lets the session end, PROGRAMMER_STOPPED, behind the operation that is under
 * way. */
void programmer_stop(struct programmer *programmer);

enum programmer_flash programmer_flash(const struct programmer *programmer);

/* Returns the counts of the whole session. */
struct client_counts programmer_counts(const struct programmer *programmer);

#endif
