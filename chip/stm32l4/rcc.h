/* SPDX-License-Identifier: MIT
 *
 * Reset and clock control. RM0351 section 6, RM0394 section 6. rcc.c has the
 * registers and the reset flags, rcc_oscillator.c the oscillators and the clock
 * tree.
 * Not modelled: trimming (HSITRIM and MSITRIM change no frequency; MSIPLLEN
 * leaves MSI exact as it is), MCO and LSCO, failing oscillators (the clock
 * security systems never fire), the enables for Sleep (kept: in Sleep every
 * block keeps its clock), the outputs P of the PLLs, the few cycles that an
 * oscillator takes to stop.
 * The texts of the reference manuals were not at hand but for what CMSIS, ST's
 * HAL, QEMU's model and the registers of a NUCLEO-L476RG say: a behaviour
 * without a grade is assumed.
 */
#ifndef CHIP_STM32L4_RCC_H
#define CHIP_STM32L4_RCC_H

#include "chip/stm32l4/state.h"

#define L4_CR_MSION      (1u << 0)
#define L4_CR_MSIRDY     (1u << 1)
#define L4_CR_MSIPLLEN   (1u << 2)
#define L4_CR_MSIRGSEL   (1u << 3)
#define L4_CR_MSIRANGE   (15u << 4)
#define L4_CR_HSION      (1u << 8)
#define L4_CR_HSIKERON   (1u << 9)
#define L4_CR_HSIRDY     (1u << 10)
#define L4_CR_HSIASFS    (1u << 11)
#define L4_CR_HSEON      (1u << 16)
#define L4_CR_HSERDY     (1u << 17)
#define L4_CR_HSEBYP     (1u << 18)
#define L4_CR_CSSON      (1u << 19)
#define L4_CR_PLLON      (1u << 24)
#define L4_CR_PLLRDY     (1u << 25)
#define L4_CR_PLLSAI1ON  (1u << 26)
#define L4_CR_PLLSAI1RDY (1u << 27)
#define L4_CR_PLLSAI2ON  (1u << 28)
#define L4_CR_PLLSAI2RDY (1u << 29)

#define L4_CFGR_SW       (3u << 0)
#define L4_CFGR_SWS      (3u << 2)
#define L4_CFGR_STOPWUCK (1u << 15)

#define L4_PLLCFGR_PLLSRC (3u << 0)
#define L4_PLLCFGR_PEN    (1u << 16)
#define L4_PLLCFGR_QEN    (1u << 20)
#define L4_PLLCFGR_REN    (1u << 24)

#define L4_BDCR_LSEON  (1u << 0)
#define L4_BDCR_LSERDY (1u << 1)
#define L4_BDCR_LSEBYP (1u << 2)
#define L4_BDCR_RTCSEL (3u << 8)
#define L4_BDCR_RTCEN  (1u << 15)
#define L4_BDCR_BDRST  (1u << 16)

#define L4_CSR_LSION     (1u << 0)
#define L4_CSR_LSIRDY    (1u << 1)
#define L4_CSR_MSISRANGE (15u << 8)
#define L4_CSR_RMVF      (1u << 23)
#define L4_CSR_FWRSTF    (1u << 24)
#define L4_CSR_OBLRSTF   (1u << 25)
#define L4_CSR_PINRSTF   (1u << 26)
#define L4_CSR_BORRSTF   (1u << 27)
#define L4_CSR_SFTRSTF   (1u << 28)
#define L4_CSR_IWDGRSTF  (1u << 29)
#define L4_CSR_WWDGRSTF  (1u << 30)
#define L4_CSR_LPWRRSTF  (1u << 31)

#define L4_CRRCR_HSI48ON  (1u << 0)
#define L4_CRRCR_HSI48RDY (1u << 1)

/* Kernel clocks, for the map: which one a block has. */
enum l4_kernel {
    L4_KERNEL_NONE,
    L4_KERNEL_LSI,
    L4_KERNEL_RTC,                      /* as RCC_BDCR.RTCSEL chooses */
    L4_KERNEL_FOLLOWED,                 /* from here on every change */
    L4_KERNEL_BUS = L4_KERNEL_FOLLOWED, /* PCLK */
    L4_KERNEL_HSI48,
    L4_KERNEL_48,        /* 48 MHz, as CLK48SEL chooses */
    L4_KERNEL_USART1SEL, /* as a field of RCC_CCIPR chooses, in their order */
    L4_KERNEL_USART2SEL,
    L4_KERNEL_USART3SEL,
    L4_KERNEL_UART4SEL,
    L4_KERNEL_UART5SEL,
    L4_KERNEL_LPUART1SEL,
    L4_KERNEL_I2C1SEL,
    L4_KERNEL_I2C2SEL,
    L4_KERNEL_I2C3SEL,
    L4_KERNEL_LPTIM1SEL,
    L4_KERNEL_LPTIM2SEL,
    L4_KERNEL_I2C4SEL,
    L4_KERNEL_ADCSEL
};

extern const struct map_kind l4_rcc;

/* For struct map. */
enum map_clock l4_rcc_selected(const struct chip *chip,
                               const struct map_row *row);
uint32_t l4_rcc_clock_hz(const struct chip *chip, enum map_clock clock);
bool l4_rcc_stopped(const struct chip *chip);
bool l4_rcc_has(const struct chip *chip, const struct map_row *row);
void l4_rcc_trimmed(struct chip *chip);
/* Turns the LSI on for an IWDG that starts. */
void l4_rcc_force_kernel(struct chip *chip, const struct map_row *row);

/* Lets the blocks look at their kernel clocks after a change. */
void l4_rcc_follow_kernels(struct chip *chip);
/* Turns the fast oscillators off on the way into Stop; SYSCLK is already the
 * one that the core resumes on. */
void l4_rcc_stop(struct chip *chip);
/* Reports clocks outside what the voltage range or the latency allows. */
void l4_rcc_check_limits(struct chip *chip);
/* Starts and stops oscillators as the registers say, moves SYSCLK, and sets
 * the frequencies: to be called after any change that oscillators see. */
void l4_rcc_update(struct chip *chip);
/* Recomputes the interrupt line. */
void l4_rcc_update_irq(struct chip *chip);
/* Returns whether SYSCLK comes from this oscillator, directly or through the
 * PLL. */
bool l4_rcc_in_use(const struct chip *chip, enum l4_oscillator which);
/* Marks the oscillators that are ready by now. */
void l4_rcc_due(struct chip *chip);

/* For struct map. */
bool l4_rcc_hse_bypass(const struct chip *chip);

#endif
