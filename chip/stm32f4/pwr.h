/* SPDX-License-Identifier: MIT
 *
 * Power control: voltage scales, DBP, Stop, Standby. RM0090 section 5, RM0368
 * section 5. Stop: HSE and the PLLs go off, the blocks that count HCLK or PCLK
 * stand still, and the core resumes on HSI.
 * On the F401 and F411 VOS takes effect while the PLL is on, and scale 3 is in
 * force while it is off; VOSRDY is 1 while the PLL is ready (both assumed). The
 * backup regulator (BRE) is ready at once (assumed).
 * Not modelled: supply levels (PVDO stays 0), wake-up latencies, the flash's
 * power-down in Stop (FPDS is kept).
 */
#ifndef CHIP_STM32F4_PWR_H
#define CHIP_STM32F4_PWR_H

#include "chip/stm32f4/state.h"

extern const struct map_kind f4_pwr;

/* Returns the voltage scale in force: 1, 2 or 3. */
unsigned f4_pwr_scale(const struct chip *chip);
/* Returns whether DBP lets the RTC, the backup registers, the backup SRAM and
 * RCC_BDCR be written. */
bool f4_pwr_backup_writable(const struct chip *chip);
/* Enters Stop or Standby, as PWR_CR says, for a core that sleeps already:
 * it executed WFI or WFE with SLEEPDEEP set. */
void f4_pwr_deep_sleep(struct chip *chip);
/* Leaves Stop when the core wakes up. */
void f4_pwr_wake(struct chip *chip);
/* Sets WUF and ends Standby: an alarm, the wake-up timer, a tamper or a
 * time stamp. */
void f4_pwr_rtc_event(struct chip *chip);

#endif
