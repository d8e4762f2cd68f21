/* SPDX-License-Identifier: MIT
 *
 * For tests of the RTC: a chip whose core sleeps and whose RTC has a clock,
 * its registers unlocked, through the bus only.
 */
#ifndef TESTS_CHIP_BLOCK_RTC_FIXTURE_H
#define TESTS_CHIP_BLOCK_RTC_FIXTURE_H

#include "tests/chip/block.h"

/* Offsets and bits (RM0367 27.7), written out again: a test that takes them
 * from the chip's own header would not find a wrong one. */
enum {
    RTC_TR = 0x40002800,
    RTC_DR = 0x40002804,
    RTC_CR = 0x40002808,
    RTC_ISR = 0x4000280C,
    RTC_PRER = 0x40002810,
    RTC_WUTR = 0x40002814,
    RTC_ALRMAR = 0x4000281C,
    RTC_ALRMBR = 0x40002820,
    RTC_WPR = 0x40002824,
    RTC_SSR = 0x40002828,
    RTC_SHIFTR = 0x4000282C,
    RTC_TSTR = 0x40002830,
    RTC_TSDR = 0x40002834,
    RTC_TSSSR = 0x40002838,
    RTC_CALR = 0x4000283C,
    RTC_TAMPCR = 0x40002840,
    RTC_ALRMASSR = 0x40002844,
    RTC_ALRMBSSR = 0x40002848,
    RTC_BKP0R = 0x40002850,
    EXTI_IMR = 0x40010400,
    EXTI_EMR = 0x40010404,
    EXTI_RTSR = 0x40010408,
    EXTI_SWIER = 0x40010410,
    EXTI_PR = 0x40010414,
    PWR_CR = 0x40007000,
    PWR_CSR = 0x40007004,
    RCC_CR = 0x40021000,
    RCC_APB1ENR = 0x40021038,
    RCC_CSR = 0x40021050,
    NVIC_ISER = 0xE000E100,
    NVIC_ICPR = 0xE000E280,
    SCR = 0xE000ED10,
};

enum {
    CR_TSEDGE = 1 << 3,
    CR_BYPSHAD = 1 << 5,
    CR_FMT = 1 << 6,
    CR_ALRAE = 1 << 8,
    CR_ALRBE = 1 << 9,
    CR_WUTE = 1 << 10,
    CR_TSE = 1 << 11,
    CR_ALRAIE = 1 << 12,
    CR_ALRBIE = 1 << 13,
    CR_WUTIE = 1 << 14,
    CR_TSIE = 1 << 15,
    CR_ADD1H = 1 << 16,
    CR_SUB1H = 1 << 17,
    CR_BKP = 1 << 18,

    ISR_ALRAWF = 1 << 0,
    ISR_ALRBWF = 1 << 1,
    ISR_WUTWF = 1 << 2,
    ISR_SHPF = 1 << 3,
    ISR_INITS = 1 << 4,
    ISR_RSF = 1 << 5,
    ISR_INITF = 1 << 6,
    ISR_INIT = 1 << 7,
    ISR_ALRAF = 1 << 8,
    ISR_ALRBF = 1 << 9,
    ISR_WUTF = 1 << 10,
    ISR_TSF = 1 << 11,
    ISR_TSOVF = 1 << 12,
    ISR_RECALPF = 1 << 16,

    PWREN = 1 << 28,
    CR_DBP = 1 << 8,
    CR_PDDS = 1 << 1,
    CR_CWUF = 1 << 2,
    CR_VOS2 = 2 << 11,
    CSR_WUF = 1,
    CSR_SBF = 2,
    SLEEPDEEP = 1 << 2,

    LSION = 1,
    LSEON = 1 << 8,
    RTCSEL_LSE = 1 << 16,
    RTCSEL_LSI = 2 << 16,
    RTCSEL_HSE = 3 << 16,
    RTCEN = 1 << 18,
    RTCRST = 1 << 19,
    RMVF = 1 << 23,
    LSI_HZ = 37000,
    LSE_HZ = 32768,
};

static inline void rtc_allow(struct chip *chip, bool dbp)
{
    wr(chip, RCC_APB1ENR, PWREN);
    wr(chip, PWR_CR, CR_VOS2 | (dbp ? CR_DBP : 0));
}

static inline void rtc_unlock(struct chip *chip)
{
    wr(chip, RTC_WPR, 0xCA);
    wr(chip, RTC_WPR, 0x53);
}

/* `ticks` of RTCCLK, in ps. */
static inline uint64_t rtc_ticks(unsigned hz, uint64_t ticks)
{
    return ticks / hz * PS_PER_S + ticks % hz * PS_PER_S / hz;
}

/* When the clock of the last rtc_chip() began. */
static uint64_t rtc_origin;

/* The core sleeps, the RTC runs on LSE or LSI. */
static inline void rtc_chip(struct chip *chip, unsigned hz)
{
    fixture_chip(chip);
    sleep_core(chip);
    rtc_allow(chip, true);
    rtc_unlock(chip);
    if (hz == LSE_HZ) {
        wr(chip, RCC_CSR, LSEON | RTCSEL_LSE | RTCEN);
        run_ps(chip, 2 * PS_PER_S);
    } else {
        wr(chip, RCC_CSR, LSION | RTCSEL_LSI | RTCEN);
        run_us(chip, 200);
    }
    rtc_origin = clock_ps(chip);
    run_ps(chip, 100 * PS_PER_MS);
}

/* Returns the time of the `n`-th edge of RTCCLK from now; 0 = the last one. */
static inline uint64_t rtc_edge(struct chip *chip, unsigned hz, unsigned n)
{
    uint64_t ps = clock_ps(chip) - rtc_origin;
    uint64_t ticks = ps / PS_PER_S * hz + ps % PS_PER_S * hz / PS_PER_S;
    return rtc_origin + rtc_ticks(hz, ticks + n);
}

static inline void rtc_enter_init(struct chip *chip)
{
    wr(chip, RTC_ISR, 0xFFFFFFFF);
    run_ps(chip, PS_PER_MS);
    assert_true(rd(chip, RTC_ISR) & ISR_INITF);
}

/* Starts the calendar, which runs from the time that this returns. */
static inline uint64_t rtc_set(struct chip *chip, unsigned hz, uint32_t prer,
                               uint32_t cr, uint32_t tr, uint32_t dr)
{
    rtc_enter_init(chip);
    wr(chip, RTC_PRER, prer);
    wr(chip, RTC_PRER, prer);
    wr(chip, RTC_CR, cr);
    wr(chip, RTC_TR, tr);
    wr(chip, RTC_DR, dr);
    wr(chip, RTC_ISR, ~(uint32_t)ISR_INIT);
    return rtc_edge(chip, hz, 4);
}

/* The core, which sleeps already, goes into Stop or Standby. */
static inline void rtc_deep_sleep(struct chip *chip)
{
    cpu_wake(chip);
    wr(chip, SCR, SLEEPDEEP);
    sleep_core(chip);
}

/* The prescalers that make a second of LSE or LSI. */
enum { LSE_PRER = 0x007F00FF, LSI_PRER = 0x007C0127 };

#endif
