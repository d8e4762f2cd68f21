/* SPDX-License-Identifier: MIT
 *
 * The instruction that caused a fault, found from the frame that the exception
 * stacked. ARMv6-M has no fault status registers (DDI0419 B1.5.6); those of
 * ARMv7-M (DDI0403 B3.2.15) say more.
 */
#ifndef BENCH_FAULT_H
#define BENCH_FAULT_H

#include <stdbool.h>
#include <stdint.h>

#include "chip/chip.h"

struct fault {
    bool known;    /* the frame could be read */
    uint32_t pc;   /* stacked; of a store that the bus refused when it was done:
                      that one's */
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
    unsigned exception;    /* that it became */
    const char *core;      /* its name */
    bool has_status;       /* the core has the registers: */
    uint32_t cfsr, hfsr;
    uint32_t lr; /* EXC_RETURN, or what was none */
};

/* Examines a fault whose exception was just taken. To be called before its
 * handler runs. */
struct fault fault_look(const struct chip *chip);

/* Describes it: "read of 0x40010000". What the status registers of an ARMv7-M
 * say comes behind it: "(CFSR 0x00008200: PRECISERR, BFARVALID)". */
enum { FAULT_TEXT = 240 };
void fault_describe(const struct fault *fault, char text[FAULT_TEXT]);

#endif
