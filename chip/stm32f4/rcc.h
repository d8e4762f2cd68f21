/* SPDX-License-Identifier: MIT
 *
 * Reset and clock control. RM0090 section 7, RM0368 and RM0383 section 6. rcc.c
 * has the registers and the reset flags, rcc_oscillator.c the oscillators and
 * the clock tree.
 * Not modelled: HSITRIM (it changes no frequency), MCO1 and MCO2, failing
 * oscillators (the clock security system never fires), spread spectrum (SSCGR
 * is kept), the low-power enables (kept: in Sleep every block keeps its clock),
 * HSE as RTC clock over 1 MHz, the few cycles that an oscillator takes to stop.
 * The texts of the reference manuals were not at hand but for what CMSIS, ST's
 * HAL and the SVD files quote: a behaviour without a grade is assumed.
 */
#ifndef CHIP_STM32F4_RCC_H
#define CHIP_STM32F4_RCC_H

#include "chip/stm32f4/state.h"

#define F4_CR_HSION     (1u << 0)
#define F4_CR_HSIRDY    (1u << 1)
#define F4_CR_HSITRIM   (31u << 3)
#define F4_CR_HSEON     (1u << 16)
#define F4_CR_HSERDY    (1u << 17)
#define F4_CR_HSEBYP    (1u << 18)
#define F4_CR_CSSON     (1u << 19)
#define F4_CR_PLLON     (1u << 24)
#define F4_CR_PLLRDY    (1u << 25)
#define F4_CR_PLLI2SON  (1u << 26)
#define F4_CR_PLLI2SRDY (1u << 27)

#define F4_PLLCFGR_PLLSRC (1u << 22)

#define F4_CFGR_SW  (3u << 0)
#define F4_CFGR_SWS (3u << 2)

#define F4_BDCR_LSEON  (1u << 0)
#define F4_BDCR_LSERDY (1u << 1)
#define F4_BDCR_LSEBYP (1u << 2)
#define F4_BDCR_RTCSEL (3u << 8)
#define F4_BDCR_RTCEN  (1u << 15)
#define F4_BDCR_BDRST  (1u << 16)

#define F4_CSR_LSION    (1u << 0)
#define F4_CSR_LSIRDY   (1u << 1)
#define F4_CSR_RMVF     (1u << 24)
#define F4_CSR_BORRSTF  (1u << 25)
#define F4_CSR_PINRSTF  (1u << 26)
#define F4_CSR_PORRSTF  (1u << 27)
#define F4_CSR_SFTRSTF  (1u << 28)
#define F4_CSR_IWDGRSTF (1u << 29)
#define F4_CSR_WWDGRSTF (1u << 30)
#define F4_CSR_LPWRRSTF (1u << 31)

#define F4_DCKCFGR_TIMPRE (1u << 24)

/* Kernel clocks, for the map: which one a block has. */
enum f4_kernel {
    F4_KERNEL_NONE,
    F4_KERNEL_LSI,
    F4_KERNEL_RTC,                      /* as RCC_BDCR.RTCSEL chooses */
    F4_KERNEL_FOLLOWED,                 /* from here on every change */
    F4_KERNEL_BUS = F4_KERNEL_FOLLOWED, /* PCLK */
    F4_KERNEL_48                        /* PLL48CLK */
};

extern const struct map_kind f4_rcc;

/* For struct map. */
enum map_clock f4_rcc_selected(const struct chip *chip,
                               const struct map_row *row);
uint32_t f4_rcc_clock_hz(const struct chip *chip, enum map_clock clock);
bool f4_rcc_stopped(const struct chip *chip);
uint32_t f4_rcc_timer_clock(const struct chip *chip, uint32_t div);
bool f4_rcc_has(const struct chip *chip, const struct map_row *row);
/* Turns the LSI on for an IWDG that starts. */
void f4_rcc_force_kernel(struct chip *chip, const struct map_row *row);

/* Turns the fast oscillators off on the way into Stop; SYSCLK is HSI then. */
void f4_rcc_stop(struct chip *chip);
/* Reports clocks outside what the voltage scale or the latency allows. */
void f4_rcc_check_limits(struct chip *chip);
/* Starts and stops oscillators as the registers say, moves SYSCLK, and sets
 * the frequencies: to be called after any change that oscillators see. */
void f4_rcc_update(struct chip *chip);
/* Recomputes the interrupt line. */
void f4_rcc_update_irq(struct chip *chip);
/* Returns whether SYSCLK comes from this oscillator, directly or through the
 * PLL. */
bool f4_rcc_in_use(const struct chip *chip, enum f4_oscillator which);
/* Returns whether the PLL is ready. */
bool f4_rcc_pll_ready(const struct chip *chip);
/* Marks the oscillators that are ready by now. */
void f4_rcc_due(struct chip *chip);

/* For struct map. */
bool f4_rcc_hse_bypass(const struct chip *chip);

#endif
