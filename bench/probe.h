/* SPDX-License-Identifier: MIT
 *
 * The host that looks for the ROM once it has been entered: over a USART it
 * sends 0x7F until 0x79 comes back, over USB it waits for ST's DFU device and
 * asks for its status.
 */
#ifndef BENCH_PROBE_H
#define BENCH_PROBE_H

#include "bench/machine.h"
#include "bench/scenario.h"

struct probe {
    enum scenario_host host;
    unsigned usart;      /* that 0x7F is sent to: USART_1, USART_2 */
    uint64_t entered_ps; /* the ROM was; NEVER = the core is not in it */
    uint64_t next_ps;    /* 0x7F is due */
    bool sent;           /* it was sent in this stay, or the USB request was */
    unsigned stranger;   /* the ROM answered a noisy line: 1 << index of it */
};

void probe_begin(struct probe *probe, const struct machine *machine);
void probe_end(struct probe *probe);

/* Looks at the machine, and does what is due. True: the ROM answers. */
bool probe_look(struct probe *probe, struct machine *machine);

/* Returns when to look again, or NEVER. */
uint64_t probe_due(const struct probe *probe, const struct machine *machine);

/* True: a ROM that answers at all would have done so. */
bool probe_is_deaf(const struct probe *probe, const struct machine *machine);

#endif
