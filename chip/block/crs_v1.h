/* SPDX-License-Identifier: MIT
 *
 * The clock recovery system, which trims HSI48 by a signal of known frequency:
 * the frames of a USB host, LSE, a pin, or stores. RM0367 section 8; RM0440
 * section 8 for the same block with a wider TRIM.
 *
 * The counter is computed from the time of the last SYNC when it is read. A
 * SYNC has an event only while it may change TRIM or request the interrupt, so
 * that an HSI48 in tune costs nothing.
 *
 * Assumed: the counter waits for a first SYNC after CEN=1, and after its clock
 * stood still; it begins a period at each SYNC; with CEN=0 SWSYNC does nothing;
 * the first period of SYNCDIV ends at the next edge of the source.
 */
#ifndef CHIP_BLOCK_CRS_V1_H
#define CHIP_BLOCK_CRS_V1_H

#include "chip/map.h"

/* Its kernel clock is HSI48. */
extern const struct map_kind crs_v1;

/* The pin CRS_SYNC; the other sources need no wire. */
enum { CRS_V1_SYNC };

enum { CRS_V1_TRIM_MIDDLE = 0x20, CRS_V1_TRIM_MAX = 0x3F };

struct crs_v1 {
    uint32_t cr, cfgr, isr;
    uint8_t followed;   /* TRIM, as the users of HSI48 know it */
    uint32_t hz;        /* of HSI48, as it counts; 0 = it stands still */
    bool counting;      /* since a SYNC; false = waits for one */
    bool expected;      /* the counter has been at 0 since then */
    bool steady;        /* the next period will be as the last one */
    bool level;         /* of the pin */
    uint8_t divided;    /* edges of the pin that SYNCDIV has swallowed */
    uint32_t count;     /* periods of HSI48 from the SYNC */
    uint64_t base_ps;   /* until then */
    uint64_t period_ps; /* from SYNC to SYNC of a clock; 0 = it has none */
    uint64_t sync_ps;   /* the next one of a clock */
};

static inline unsigned crs_v1_trim(const struct crs_v1 *crs)
{
    return crs->cr >> 8 & CRS_V1_TRIM_MAX;
}

#endif
