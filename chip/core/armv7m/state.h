/* SPDX-License-Identifier: MIT
 *
 * What ARMv7-M has beside the state that all cores share (struct cpu), as plain
 * data. The blocks of a family with such a core begin with it.
 */
#ifndef CHIP_CORE_ARMV7M_STATE_H
#define CHIP_CORE_ARMV7M_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "chip/state.h"

struct armv7m {
    bool dsp; /* Cortex-M4, else M3 */
    bool fpu; /* Cortex-M4 with FPv4-SP */

    bool q;     /* APSR.Q */
    uint8_t ge; /* APSR.GE, 4 bits */
    uint8_t it; /* ITSTATE: the condition 7:4, the rest of the mask 3:0; 0 =
                 * outside an IT block */
    bool faultmask;
    uint8_t basepri; /* the bits that priorities have; 0 = off */
    bool exclusive;  /* the monitor is set: the next STREX succeeds */
    bool user;       /* within LDRT, STRT ...: accesses have no privilege */

    uint32_t s[32]; /* D0-D15 are its pairs */
    uint32_t fpscr, fpccr, fpcar, fpdscr, cpacr;

    uint32_t actlr, ccr, cfsr, hfsr, dfsr, mmfar, bfar;
    uint8_t prigroup; /* AIRCR.PRIGROUP */
    uint32_t demcr;   /* but for MON_EN and MON_PEND, which the NVIC keeps */
    struct armv7m_dwt {
        uint32_t ctrl;
        uint32_t cyccnt; /* at base_cycle */
        uint64_t base_cycle;
    } dwt;
    struct armv7m_trace { /* ITM, TPIU, FPB: registers without a function */
        uint32_t ter, tpr, tcr;
        uint32_t cspsr, acpr, sppr, ffcr;
        uint32_t fp_ctrl;
    } trace;
};

static inline struct armv7m *armv7m(const struct chip *chip)
{
    return (struct armv7m *)(uintptr_t)chip->blocks;
}

#endif
