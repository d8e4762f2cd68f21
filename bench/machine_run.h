/* SPDX-License-Identifier: MIT
 *
 * Runs a machine from event to event, and holds the host's end of its serial
 * lines.
 */
#ifndef BENCH_MACHINE_RUN_H
#define BENCH_MACHINE_RUN_H

#include "bench/machine.h"

/* Runs to the next event or to virtual time UNTIL_PS, which is an event too.
 * MACHINE_LOCKUP and MACHINE_ASTRAY are reported once; going on after them is
 * fine. */
void machine_run(struct machine *machine, uint64_t until_ps,
                 struct machine_event *event);

/* Resets the chip from outside, at once. If the events of one reset after
 * another are not taken, the oldest are dropped. */
void machine_reset(struct machine *machine, enum reset_kind kind);

/* Sends bytes to USART1 (0) or USART2 (1), and takes what it sent. Both return
 * the number of bytes. */
size_t machine_send(struct machine *machine, unsigned usart, const void *bytes,
                    size_t count);
size_t machine_take(struct machine *machine, unsigned usart, void *bytes,
                    size_t capacity);

#endif
