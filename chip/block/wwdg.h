/* SPDX-License-Identifier: MIT
 *
 * Window watchdog. RM0367 section 26. The counter is a function of `cycle`;
 * it stands still while RCC_APB1ENR.WWDGEN=0.
 * A comment that cites RM0367 without a grade is assumed: the text of that
 * section could not be checked.
 */
#ifndef CHIP_BLOCK_WWDG_H
#define CHIP_BLOCK_WWDG_H

#include "chip/map.h"

extern const struct map_kind wwdg;

struct wwdg {
    uint32_t cr, cfr, sr; /* cr holds T at base_cycle */
    uint32_t prescaler;   /* PCLK1 cycles into the present step of T */
    uint64_t base_cycle;
};

#endif
