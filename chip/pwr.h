/* SPDX-License-Identifier: MIT
 *
 * Power control: voltage ranges, DBP, Standby. RM0367 section 6.
 */
#ifndef CHIP_PWR_H
#define CHIP_PWR_H

#include <stdbool.h>
#include <stdint.h>

#include "bus.h"
#include "reset.h"

struct pwr {
    uint32_t cr, csr;
    uint64_t vos_ready_ps; /* CSR.VOSF reads 1 until then */
};

/* RESET_NONE: reset through RCC_xRSTR alone. */
void pwr_reset(struct chip *chip, enum reset_kind kind);
enum access pwr_read(struct chip *chip, uint32_t offset, uint32_t *value);
enum access pwr_write(struct chip *chip, uint32_t offset, uint32_t value);
/* 1, 2 or 3: the voltage range in force. */
unsigned pwr_range(const struct chip *chip);
/* DBP: RTC, backup registers and RCC_CSR's LSE/RTC bits can be written. */
bool pwr_backup_writable(const struct chip *chip);
/* WFI/WFE with SLEEPDEEP: Stop or Standby as PWR_CR says. */
void pwr_deep_sleep(struct chip *chip);

#endif
