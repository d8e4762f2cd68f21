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

#include <stdbool.h>
#include <stdint.h>

#include "chip/bus.h"
#include "chip/reset.h"

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

/* Order of their bits in CIER, CIFR and CICR; the PLL behind its sources. */
enum rcc_oscillator {
    RCC_LSI,
    RCC_LSE,
    RCC_HSI16,
    RCC_HSE,
    RCC_PLL,
    RCC_MSI,
    RCC_HSI48,
    RCC_OSCILLATORS
};

struct rcc {
    uint32_t cr, icscr, crrcr, cfgr, cier, cifr;
    uint32_t ioprstr, ahbrstr, apb2rstr, apb1rstr;
    uint32_t iopenr, ahbenr, apb2enr, apb1enr;
    uint32_t iopsmenr, ahbsmenr, apb2smenr, apb1smenr;
    uint32_t ccipr, csr;
    uint64_t ready_ps[RCC_OSCILLATORS]; /* while it starts, else NEVER */
    bool lsi_forced;                    /* by the IWDG: LSION has no say */
    uint32_t rtc_hz;                    /* RTCCLK as last told to the RTC */
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
/* RTCCLK: RTCSEL's source while it is ready and RTCEN=1, else 0. */
uint32_t rcc_rtc_hz(const struct chip *chip);
/* IWDG start turns the LSI on (RM0367 7.2.7). */
void rcc_force_lsi(struct chip *chip);
/* Stop: the fast oscillators go off, SYSCLK is what Stop is left with. */
void rcc_stop(struct chip *chip);
/* Tells the host about clocks outside the voltage range or the latency. */
void rcc_check_limits(struct chip *chip);

/* Starts and stops oscillators as the registers say, moves SYSCLK, and sets
 * the frequencies: to be called after any change that oscillators see. */
void rcc_update(struct chip *chip);
/* Recomputes the interrupt line. */
void rcc_update_irq(struct chip *chip);
/* Whether SYSCLK comes from this oscillator, directly or through the PLL. */
bool rcc_in_use(const struct chip *chip, enum rcc_oscillator which);

#endif
