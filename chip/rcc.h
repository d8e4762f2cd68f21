/* SPDX-License-Identifier: MIT
 *
 * Reset and clock control. RM0367 section 7.
 */
#ifndef CHIP_RCC_H
#define CHIP_RCC_H

#include <stdbool.h>
#include <stdint.h>

#include "bus.h"
#include "reset.h"

struct rcc {
    uint32_t cr, icscr, crrcr, cfgr, cier, cifr;
    uint32_t ioprstr, ahbrstr, apb2rstr, apb1rstr;
    uint32_t iopenr, ahbenr, apb2enr, apb1enr;
    uint32_t iopsmenr, ahbsmenr, apb2smenr, apb1smenr;
    uint32_t ccipr, csr;
};

/* RESET_NONE: reset through RCC_xRSTR alone. */
void rcc_reset(struct chip *chip, enum reset_kind kind);
enum access rcc_read(struct chip *chip, uint32_t offset, uint32_t *value);
enum access rcc_write(struct chip *chip, uint32_t offset, uint32_t value);
void rcc_due(struct chip *chip);
/* Frequency of an oscillator in Hz, 0 while it is not ready. */
uint32_t rcc_hsi16_hz(const struct chip *chip); /* after HSI16DIVEN */
uint32_t rcc_lse_hz(const struct chip *chip);
uint32_t rcc_lsi_hz(const struct chip *chip);
/* IWDG start turns the LSI on (RM0367 7.2.7). */
void rcc_force_lsi(struct chip *chip);

#endif
