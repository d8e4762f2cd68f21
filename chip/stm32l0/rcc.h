/* SPDX-License-Identifier: MIT
 *
 * Reset and clock control. RM0367 section 7. rcc.c has the registers and the
 * reset flags, rcc_oscillator.c the oscillators and the clock tree.
 * Not modelled: trimming (HSI16TRIM and MSITRIM change no frequency), MCO,
 * failing oscillators (the clock security systems never fire), HSE as RTC
 * clock below its minimum, the few cycles that an oscillator takes to stop.
 * A comment that cites RM0367 without a grade is assumed: the text of that
 * section could not be checked.
 */
#ifndef CHIP_STM32L0_RCC_H
#define CHIP_STM32L0_RCC_H

#include "chip/stm32l0/state.h"

#define RCC_CR_HSI16ON    (1u << 0)
#define RCC_CR_HSI16KERON (1u << 1)
#define RCC_CR_HSI16RDY   (1u << 2)
#define RCC_CR_HSI16DIVEN (1u << 3)
#define RCC_CR_HSI16DIVF  (1u << 4)
#define RCC_CR_HSI16OUTEN (1u << 5)
#define RCC_CR_MSION      (1u << 8)
#define RCC_CR_MSIRDY     (1u << 9)
#define RCC_CR_HSEON      (1u << 16)
#define RCC_CR_HSERDY     (1u << 17)
#define RCC_CR_HSEBYP     (1u << 18)
#define RCC_CR_CSSHSEON   (1u << 19)
#define RCC_CR_RTCPRE     (3u << 20)
#define RCC_CR_PLLON      (1u << 24)
#define RCC_CR_PLLRDY     (1u << 25)

#define RCC_CRRCR_HSI48ON  (1u << 0)
#define RCC_CRRCR_HSI48RDY (1u << 1)

#define RCC_CFGR_SW       (3u << 0)
#define RCC_CFGR_SWS      (3u << 2)
#define RCC_CFGR_STOPWUCK (1u << 15)
#define RCC_CFGR_PLLSRC   (1u << 16)
#define RCC_CFGR_PLLMUL   (15u << 18)
#define RCC_CFGR_PLLDIV   (3u << 22)

#define RCC_APB1ENR_WWDGEN (1u << 11)

#define RCC_CCIPR_HSI48SEL (1u << 26)

#define RCC_CSR_LSION    (1u << 0)
#define RCC_CSR_LSIRDY   (1u << 1)
#define RCC_CSR_LSEON    (1u << 8)
#define RCC_CSR_LSERDY   (1u << 9)
#define RCC_CSR_LSEBYP   (1u << 10)
#define RCC_CSR_RTCSEL   (3u << 16)
#define RCC_CSR_RTCEN    (1u << 18)
#define RCC_CSR_RTCRST   (1u << 19)
#define RCC_CSR_RMVF     (1u << 23)
#define RCC_CSR_FWRSTF   (1u << 24)
#define RCC_CSR_OBLRSTF  (1u << 25)
#define RCC_CSR_PINRSTF  (1u << 26)
#define RCC_CSR_PORRSTF  (1u << 27)
#define RCC_CSR_SFTRSTF  (1u << 28)
#define RCC_CSR_IWDGRSTF (1u << 29)
#define RCC_CSR_WWDGRSTF (1u << 30)
#define RCC_CSR_LPWRRSTF (1u << 31)

/* Kernel clocks, for the map: which one a block has. */
enum rcc_kernel {
    KERNEL_NONE,
    KERNEL_LSI,
    KERNEL_RTC,                   /* as RCC_CSR.RTCSEL chooses */
    KERNEL_FOLLOWED,              /* blocks from here on follow every change */
    KERNEL_BUS = KERNEL_FOLLOWED, /* PCLK */
    KERNEL_HSI16,
    KERNEL_HSI48,
    KERNEL_USART1SEL, /* as a field of RCC_CCIPR chooses */
    KERNEL_USART2SEL,
    KERNEL_LPUART1SEL,
    KERNEL_I2C1SEL,
    KERNEL_I2C3SEL,
    KERNEL_LPTIM1SEL,
    KERNEL_48 /* 48 MHz, as RCC_CCIPR.HSI48SEL chooses */
};

extern const struct map_kind rcc;

/* For struct map. */
enum map_clock rcc_selected(const struct chip *chip, const struct map_row *row);
uint32_t rcc_clock_hz(const struct chip *chip, enum map_clock clock);
bool rcc_stopped(const struct chip *chip);
/* HSI48 has another TRIM. */
void rcc_trimmed(struct chip *chip);
/* Turns the LSI on for an IWDG that starts (RM0367 7.2.7). */
void rcc_force_kernel(struct chip *chip, const struct map_row *row);

/* Lets the blocks look at their kernel clocks after a change. */
void rcc_follow_kernels(struct chip *chip);
/* Turns the fast oscillators off on the way into Stop; SYSCLK is already the
 * one that the core resumes on. */
void rcc_stop(struct chip *chip);
/* Reports clocks outside the voltage range or the latency. */
void rcc_check_limits(struct chip *chip);

/* Starts and stops oscillators as the registers say, moves SYSCLK, and sets
 * the frequencies: to be called after any change that oscillators see. */
void rcc_update(struct chip *chip);
/* Recomputes the interrupt line. */
void rcc_update_irq(struct chip *chip);
/* Returns whether SYSCLK comes from this oscillator, directly or through the
 * PLL. */
bool rcc_in_use(const struct chip *chip, enum rcc_oscillator which);
/* Marks the oscillators that are ready by now. */
void rcc_due(struct chip *chip);

/* For struct map. */
bool rcc_hse_bypass(const struct chip *chip);

#endif
