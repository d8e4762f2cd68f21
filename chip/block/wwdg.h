/* SPDX-License-Identifier: MIT
 *
 * Window watchdog. RM0367 section 26. The counter is a function of `cycle`;
 * it stands still while RCC_APB1ENR.WWDGEN=0.
 * A comment that cites RM0367 without a grade is assumed: the text of that
 * section could not be checked.
 */
#ifndef CHIP_BLOCK_WWDG_H
#define CHIP_BLOCK_WWDG_H

#include <stdbool.h>
#include <stdint.h>

#include "chip/bus.h"
#include "chip/reset.h"

struct wwdg {
    uint32_t cr, cfr, sr; /* cr holds T at base_cycle */
    uint32_t prescaler;   /* PCLK1 cycles into the present step of T */
    uint64_t base_cycle;
};

/* RESET_NONE: reset through RCC_xRSTR alone. */
void wwdg_reset(struct chip *chip, enum reset_kind kind);
enum access wwdg_read(struct chip *chip, uint32_t offset, uint32_t *value);
enum access wwdg_write(struct chip *chip, uint32_t offset, uint32_t value);
void wwdg_due(struct chip *chip);
/* Around a change of PCLK1 or of WWDGEN: count up to now; arm again. */
void wwdg_sync(struct chip *chip);
void wwdg_rearm(struct chip *chip);

#endif
