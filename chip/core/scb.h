/* SPDX-License-Identifier: MIT
 *
 * What all cores have of the system control block: ICSR, AIRCR, the priorities
 * of the system exceptions. DDI0419 B3.2, DDI0403 B3.2.
 */
#ifndef CHIP_CORE_SCB_H
#define CHIP_CORE_SCB_H

#include "chip/state.h"

enum {
    SCR_SLEEPONEXIT = 1 << 1,
    SCR_SLEEPDEEP = 1 << 2,
    SCR_SEVONPEND = 1 << 4,
    SCR_WRITABLE = SCR_SLEEPONEXIT | SCR_SLEEPDEEP | SCR_SEVONPEND
};

#define AIRCR_VECTKEYSTAT 0xFA050000u

uint32_t scb_read_icsr(const struct chip *chip);
void scb_write_icsr(struct chip *chip, uint32_t value);
/* Returns false when the key is missing, and nothing has happened. */
bool scb_write_aircr(struct chip *chip, uint32_t value);
/* Read and write SHPR1..3: the priorities of four exceptions from `first` on.
 */
uint32_t scb_read_priorities(const struct chip *chip, unsigned first);
void scb_write_priorities(struct chip *chip, unsigned first, uint32_t value);

#endif
