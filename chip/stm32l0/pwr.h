/* SPDX-License-Identifier: MIT
 *
 * Power control: voltage ranges, DBP, Stop, Standby. RM0367 section 6.
 * Stop: HSE, HSI16 and the PLL go off, the blocks that count HCLK or PCLK
 * stand still, and the core resumes on MSI or HSI16 (STOPWUCK).
 * Not modelled: supply levels (PVDO stays 0), wake-up latencies, the limits of
 * low-power run.
 * A comment that cites RM0367 without a grade is assumed: the text of that
 * section could not be checked.
 */
#ifndef CHIP_STM32L0_PWR_H
#define CHIP_STM32L0_PWR_H

#include "chip/stm32l0/state.h"

#define PWR_CR_LPSDSR (1u << 0)
#define PWR_CR_PDDS   (1u << 1)
#define PWR_CR_CWUF   (1u << 2)
#define PWR_CR_CSBF   (1u << 3)
#define PWR_CR_DBP    (1u << 8)
#define PWR_CR_VOS    (3u << 11)
#define PWR_CR_LPRUN  (1u << 14)

#define PWR_CSR_WUF         (1u << 0)
#define PWR_CSR_SBF         (1u << 1)
#define PWR_CSR_VREFINTRDYF (1u << 3)
#define PWR_CSR_VOSF        (1u << 4)
#define PWR_CSR_REGLPF      (1u << 5)
#define PWR_CSR_EWUP        (7u << 8)

extern const struct map_kind pwr;

/* Returns the voltage range in force: 1, 2 or 3. */
unsigned pwr_range(const struct chip *chip);
/* Returns whether DBP lets the RTC, the backup registers and the LSE and RTC
 * bits of RCC_CSR be written. */
bool pwr_backup_writable(const struct chip *chip);
/* Enters Stop or Standby, as PWR_CR says, for a core that sleeps already:
 * it executed WFI or WFE with SLEEPDEEP set. */
void pwr_deep_sleep(struct chip *chip);
/* Leaves Stop when the core wakes up. */
void pwr_wake(struct chip *chip);
/* Sets WUF and ends Standby: an alarm, the wake-up timer, a tamper or a
 * time stamp. */
void pwr_rtc_event(struct chip *chip);

#endif
