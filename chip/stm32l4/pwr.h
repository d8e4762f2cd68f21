/* SPDX-License-Identifier: MIT
 *
 * Power control: voltage ranges, DBP, Stop, Standby, Shutdown. RM0351 section
 * 5, RM0394 section 5. Stop 0, 1 and 2 are alike: HSE, HSI16 and the PLLs go
 * off, the blocks that count HCLK or PCLK stand still, and the core resumes on
 * MSI or HSI16 (STOPWUCK). Shutdown ends with a power-on reset that the backup
 * domain survives.
 * Not modelled: supply levels (PVDO and PVMO stay 0; IOSV and USV are kept,
 * without effect), wake-up latencies, the limits of low-power run, the pulls of
 * PUCRx and PDCRx (kept), battery charging.
 * The text of the reference manual was not at hand: what the comments do not
 * grade otherwise is assumed.
 */
#ifndef CHIP_STM32L4_PWR_H
#define CHIP_STM32L4_PWR_H

#include "chip/stm32l4/state.h"

extern const struct map_kind l4_pwr;

/* Returns the voltage range in force: 1 or 2. */
unsigned l4_pwr_range(const struct chip *chip);
/* Returns whether DBP lets the RTC, the backup registers and RCC_BDCR be
 * written. */
bool l4_pwr_backup_writable(const struct chip *chip);
/* Enters Stop, Standby or Shutdown, as PWR_CR1 says, for a core that sleeps
 * already: it executed WFI or WFE with SLEEPDEEP set. */
void l4_pwr_deep_sleep(struct chip *chip);
/* Leaves Stop when the core wakes up. */
void l4_pwr_wake(struct chip *chip);
/* Sets WUFI and ends Standby, if EIWUL lets it: an alarm, the wake-up timer, a
 * tamper or a time stamp. */
void l4_pwr_rtc_event(struct chip *chip);

#endif
