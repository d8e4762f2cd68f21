/* SPDX-License-Identifier: MIT
 *
 * Independent watchdog on the LSI. RM0367 section 25. Once running only a
 * reset stops it; it goes on in Stop and Standby.
 * A comment that cites RM0367 without a grade is assumed: the text of that
 * section could not be checked.
 */
#ifndef CHIP_BLOCK_IWDG_V2_H
#define CHIP_BLOCK_IWDG_V2_H

#include "chip/map.h"

#define IWDG_SR_PVU (1u << 0)
#define IWDG_SR_RVU (1u << 1)
#define IWDG_SR_WVU (1u << 2)

/* PR, RLR and WINR, in the order of their update flags in SR. */
enum iwdg_field { IWDG_FIELD_PR, IWDG_FIELD_RLR, IWDG_FIELD_WINR, IWDG_FIELDS };

extern const struct map_kind iwdg_v2;

/* Version 1, of the STM32F1, F2, F4 and L1, is the same without a window:
 * RM0090 section 21. */
struct iwdg_v2_variant {
    bool window; /* it has WINR and WVU */
};

struct iwdg_v2 {
    uint32_t written[IWDG_FIELDS];   /* as software wrote them */
    uint32_t active[IWDG_FIELDS];    /* in force */
    uint64_t update_ps[IWDG_FIELDS]; /* when written gets active; NEVER */
    uint32_t sr;
    bool running, unlocked;
    uint32_t count;   /* the down-counter at base_ps */
    uint64_t base_ps; /* NEVER: the LSI is still starting */
};

#endif
