/* SPDX-License-Identifier: MIT
 *
 * The instruction that caused a HardFault, found from the frame that the
 * exception stacked. ARMv6-M has no fault status
 * registers (DDI0419 B1.5.6).
 */
#ifndef BENCH_FAULT_H
#define BENCH_FAULT_H

#include <stdbool.h>
#include <stdint.h>

#include "chip/chip.h"

struct fault {
    bool known;    /* the frame could be read */
    uint32_t pc;   /* stacked */
    uint32_t last; /* the last instruction that was fetched: the branch, if
                      the fetch at pc faulted */
    bool thumb;    /* EPSR.T of the frame: false = branch to an even
                      address */
    bool fetch;    /* there is no memory to fetch from at pc */
    bool access;   /* the instruction loads or stores, ... */
    bool store;
    uint32_t address; /* ... at this address */
    unsigned size;    /* of each item, bytes */
    bool unprivileged;
    uint64_t instructions; /* executed until then */
};

/* Examines a HardFault that was just taken. To be called before its handler
 * runs. */
struct fault fault_look(const struct chip *chip);

#endif
