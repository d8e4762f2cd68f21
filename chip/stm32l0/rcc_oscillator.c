/* SPDX-License-Identifier: MIT
 *
 * Oscillators, the PLL and the clock tree.
 */
#include "chip/clock.h"
#include "chip/event.h"
#include "chip/frequency.h"
#include "chip/kernel_clock.h"
#include "chip/oscillator.h"
#include "chip/stm32l0/flash.h"
#include "chip/stm32l0/pwr.h"
#include "chip/stm32l0/rcc.h"
#include "chip/stm32l0/syscfg.h"

enum {
    HSI16_HZ = 16000000,
    HSI48_HZ = 48000000,
    HSI48_STEP_HZ = 67200, /* 0.14 % */
    LSI_HZ = 37000,
    MSI0_HZ = 65536, /* range 0; each range doubles it */
};

enum sysclk { SYSCLK_MSI, SYSCLK_HSI16, SYSCLK_HSE, SYSCLK_PLL };

/* --- registers of an oscillator --- */

#define IN_RCC(member)                                                         \
    (offsetof(struct chip, blocks) + offsetof(struct stm32l0, rcc.member))

static const struct oscillator oscillators[RCC_OSCILLATORS] = {
    [RCC_LSI] = {IN_RCC(csr), RCC_CSR_LSION, RCC_CSR_LSIRDY},
    [RCC_LSE] = {IN_RCC(csr), RCC_CSR_LSEON, RCC_CSR_LSERDY},
    [RCC_HSI16] = {IN_RCC(cr), RCC_CR_HSI16ON, RCC_CR_HSI16RDY},
    [RCC_HSE] = {IN_RCC(cr), RCC_CR_HSEON, RCC_CR_HSERDY},
    [RCC_PLL] = {IN_RCC(cr), RCC_CR_PLLON, RCC_CR_PLLRDY},
    [RCC_MSI] = {IN_RCC(cr), RCC_CR_MSION, RCC_CR_MSIRDY},
    [RCC_HSI48] = {IN_RCC(crrcr), RCC_CRRCR_HSI48ON, RCC_CRRCR_HSI48RDY},
};

static const struct oscillator_set set;

static bool ready(const struct chip *chip, enum rcc_oscillator which)
{
    return oscillator_ready(chip, &set, which);
}

static enum rcc_oscillator pll_source(const struct chip *chip)
{
    return stm32l0(chip)->rcc.cfgr & RCC_CFGR_PLLSRC ? RCC_HSE : RCC_HSI16;
}

static bool wanted(const struct chip *chip, unsigned which)
{
    if (which == RCC_LSI && stm32l0(chip)->rcc.lsi_forced)
        return true;
    if (!oscillator_on(chip, &set, which))
        return false;
    if (which == RCC_PLL)
        return ready(chip, pll_source(chip));
    if (which == RCC_HSI48)
        return stm32l0(chip)->syscfg.cfgr3 & SYSCFG_CFGR3_ENREF_HSI48;
    return true;
}

/* --- frequencies --- */

static uint32_t msi_hz(const struct chip *chip)
{
    return MSI0_HZ << (stm32l0(chip)->rcc.icscr >> 13 & 7);
}

static uint32_t source_hz(const struct chip *chip, enum rcc_oscillator which)
{
    if (which == RCC_HSE)
        return chip->board.hse_hz;
    return stm32l0(chip)->rcc.cr & RCC_CR_HSI16DIVEN ? HSI16_HZ / 4 : HSI16_HZ;
}

/* 0 for the codes of PLLMUL that RM0367 7.3.4 does not allow. */
static uint32_t vco_hz(const struct chip *chip)
{
    static const uint8_t factor[16] = {3, 4, 6, 8, 12, 16, 24, 32, 48};
    unsigned code = (stm32l0(chip)->rcc.cfgr & RCC_CFGR_PLLMUL) >> 18;
    return source_hz(chip, pll_source(chip)) * factor[code];
}

/* PLLDIV 1, 2, 3 = divide by 2, 3, 4; 0 is not allowed. */
static uint32_t pll_hz(const struct chip *chip)
{
    unsigned code = (stm32l0(chip)->rcc.cfgr & RCC_CFGR_PLLDIV) >> 22;
    return code ? vco_hz(chip) / (code + 1) : 0;
}

static uint32_t sysclk_hz(const struct chip *chip)
{
    switch ((enum sysclk)((stm32l0(chip)->rcc.cfgr & RCC_CFGR_SWS) >> 2)) {
    case SYSCLK_HSI16: return source_hz(chip, RCC_HSI16);
    case SYSCLK_HSE: return source_hz(chip, RCC_HSE);
    case SYSCLK_PLL: return pll_hz(chip);
    default: return msi_hz(chip);
    }
}

/* --- kernel clocks --- */

static uint32_t hsi16_hz(const struct chip *chip)
{
    return ready(chip, RCC_HSI16) ? source_hz(chip, RCC_HSI16) : 0;
}

static uint32_t lse_hz(const struct chip *chip)
{
    return ready(chip, RCC_LSE) ? chip->board.lse_hz : 0;
}

static uint32_t lsi_hz(const struct chip *chip)
{
    return ready(chip, RCC_LSI) ? LSI_HZ : 0;
}

/* HSE as RTCPRE divides it, by 2 to 16. */
static uint32_t hse_rtc_hz(const struct chip *chip)
{
    unsigned rtcpre = (stm32l0(chip)->rcc.cr & RCC_CR_RTCPRE) >> 20;
    return ready(chip, RCC_HSE) ? chip->board.hse_hz >> (1 + rtcpre) : 0;
}

/* RM0367 8.6.1: a step of TRIM is about 67 kHz. That HSI48 is exact with the
 * TRIM that it has after a reset is assumed. */
static uint32_t hsi48_hz(const struct chip *chip)
{
    int steps = (int)crs_v1_trim(&stm32l0(chip)->crs) - CRS_V1_TRIM_MIDDLE;
    return ready(chip, RCC_HSI48) ? (uint32_t)(HSI48_HZ + steps * HSI48_STEP_HZ)
                                  : 0;
}

static uint32_t hz_48(const struct chip *chip)
{
    if (stm32l0(chip)->rcc.ccipr & RCC_CCIPR_HSI48SEL)
        return hsi48_hz(chip);
    return ready(chip, RCC_PLL) ? vco_hz(chip) / 2 : 0;
}

static uint32_t rtc_hz(const struct chip *chip)
{
    uint32_t csr = stm32l0(chip)->rcc.csr;
    if (!(csr & RCC_CSR_RTCEN))
        return 0;
    return rcc_clock_hz(chip, kernel_clock_of_rtc(csr >> 16));
}

uint32_t rcc_clock_hz(const struct chip *chip, enum map_clock clock)
{
    switch (clock) {
    case MAP_LSI: return lsi_hz(chip);
    case MAP_LSE: return lse_hz(chip);
    case MAP_MSI: return ready(chip, RCC_MSI) ? msi_hz(chip) : 0;
    case MAP_HSE_RTC: return hse_rtc_hz(chip);
    case MAP_HSI16: return hsi16_hz(chip);
    case MAP_HSI16_AT_ONCE: return source_hz(chip, RCC_HSI16);
    case MAP_HSI48: return hsi48_hz(chip);
    case MAP_48: return hz_48(chip);
    case MAP_RTC: return rtc_hz(chip);
    default: return 0;
    }
}

/* RM0367 7.3.20. */
enum map_clock rcc_selected(const struct chip *chip, const struct map_row *row)
{
    uint32_t ccipr = stm32l0(chip)->rcc.ccipr;
    switch (row->kernel) {
    case KERNEL_USART1SEL: return kernel_clock_of_usart(ccipr);
    case KERNEL_USART2SEL: return kernel_clock_of_usart(ccipr >> 2);
    case KERNEL_LPUART1SEL: return kernel_clock_of_usart(ccipr >> 10);
    case KERNEL_I2C1SEL: return kernel_clock_of_i2c(ccipr >> 12);
    case KERNEL_I2C3SEL: return kernel_clock_of_i2c(ccipr >> 16);
    case KERNEL_LPTIM1SEL: return kernel_clock_of_lptim(ccipr >> 18);
    case KERNEL_LSI: return MAP_LSI;
    case KERNEL_RTC: return MAP_RTC;
    case KERNEL_HSI16: return MAP_HSI16;
    case KERNEL_HSI48: return MAP_HSI48;
    case KERNEL_48: return MAP_48;
    default: return MAP_PCLK;
    }
}

bool rcc_stopped(const struct chip *chip)
{
    return stm32l0(chip)->pwr.stop;
}

void rcc_follow_kernels(struct chip *chip)
{
    frequency_kernels(chip, KERNEL_FOLLOWED);
}

void rcc_trimmed(struct chip *chip)
{
    frequency_kernel(chip, KERNEL_48);
}

/* --- limits --- */

struct limits {
    uint32_t sysclk, vco; /* Hz */
    uint32_t latency[2];  /* HCLK with 0 and with 1 wait state */
};

/* RM0367 6.1.3 and 3.3.3, by voltage range; VCO and PLL input documented:
 * Zephyr's binding st,stm32l0-pll-clock. */
static const struct limits limits[] = {
    [1] = {32000000, 96000000, {16000000, 32000000}},
    [2] = {16000000, 48000000, {8000000, 16000000}},
    [3] = {4200000, 24000000, {4200000, 4200000}},
};

enum { PLL_IN_MIN = 2000000, PLL_IN_MAX = 24000000 };

static void report(struct chip *chip, enum clock_rule rule, uint32_t hz,
                   uint32_t limit)
{
    event_firmware_clock(chip, rule, hz, limit, pwr_range(chip),
                         stm32l0(chip)->flash.acr & FLASH_ACR_LATENCY);
}

static void check(struct chip *chip, enum clock_rule rule, uint32_t hz,
                  uint32_t max)
{
    if (hz > max)
        report(chip, rule, hz, max);
}

static void check_pll(struct chip *chip, const struct limits *limit)
{
    uint32_t input = source_hz(chip, pll_source(chip));
    if (!ready(chip, RCC_PLL))
        return;
    check(chip, CLOCK_PLL_VCO, vco_hz(chip), limit->vco);
    check(chip, CLOCK_PLL_IN_HIGH, input, PLL_IN_MAX);
    if (input < PLL_IN_MIN)
        report(chip, CLOCK_PLL_IN_LOW, input, PLL_IN_MIN);
}

static void check_sysclk(struct chip *chip, const struct limits *limit)
{
    unsigned latency = stm32l0(chip)->flash.acr & FLASH_ACR_LATENCY;
    check(chip, CLOCK_SYSCLK, chip->clock.sysclk_hz, limit->sysclk);
    check(chip, CLOCK_HCLK, chip->clock.hclk_hz, limit->latency[latency]);
}

void rcc_check_limits(struct chip *chip)
{
    const struct limits *limit = &limits[pwr_range(chip)];
    check_sysclk(chip, limit);
    check_pll(chip, limit);
}

/* --- the clock tree --- */

static enum rcc_oscillator sysclk_source(enum sysclk code)
{
    static const enum rcc_oscillator source[] = {
        [SYSCLK_MSI] = RCC_MSI,
        [SYSCLK_HSI16] = RCC_HSI16,
        [SYSCLK_HSE] = RCC_HSE,
        [SYSCLK_PLL] = RCC_PLL,
    };
    return source[code];
}

bool rcc_in_use(const struct chip *chip, enum rcc_oscillator which)
{
    enum rcc_oscillator now =
        sysclk_source((stm32l0(chip)->rcc.cfgr & RCC_CFGR_SWS) >> 2);
    return which == now || (now == RCC_PLL && which == pll_source(chip));
}

/* RM0367 7.2.8: SYSCLK moves when the source that SW asks for is ready. */
static void move_sysclk(struct chip *chip)
{
    uint32_t sw = stm32l0(chip)->rcc.cfgr & RCC_CFGR_SW;
    if (ready(chip, sysclk_source(sw)))
        stm32l0(chip)->rcc.cfgr =
            (stm32l0(chip)->rcc.cfgr & ~RCC_CFGR_SWS) | sw << 2;
}

static void set_frequencies(struct chip *chip)
{
    uint32_t cfgr = stm32l0(chip)->rcc.cfgr;
    if (!frequency_set(chip, sysclk_hz(chip), cfgr >> 4, cfgr >> 8, cfgr >> 11))
        return;
    check_sysclk(chip, &limits[pwr_range(chip)]);
    if (rcc_in_use(chip, RCC_PLL)) /* leaving a PLL makes no fault of it */
        check_pll(chip, &limits[pwr_range(chip)]);
}

/* --- starting and stopping --- */

static uint64_t msi_startup_ps(const struct chip *chip)
{
    /* us by range 0..6 */
    static const uint8_t us[8] = {30, 20, 15, 10, 6, 5, 4, 4};
    return us[stm32l0(chip)->rcc.icscr >> 13 & 7] * PS_PER_US;
}

/* Time from switched on to ready; NEVER = not on this board. DS10685 could not
 * be read: all are assumed. HSI16 (3.7 us typical) and LSI (200 us maximum) are
 * documented for the L1 with the same oscillators (DocID17659 tables 30, 31);
 * LSE 2 s and PLL 115 us are typical, HSI48 6 us is the maximum that ST's
 * datasheets of this generation print. */
static uint64_t startup_ps(const struct chip *chip, unsigned which)
{
    switch (which) {
    case RCC_LSI: return 200 * PS_PER_US;
    case RCC_LSE:
        return oscillator_lse_ps(chip, stm32l0(chip)->rcc.csr & RCC_CSR_LSEBYP);
    case RCC_HSI16: return 3700000;
    case RCC_HSE: return oscillator_hse_ps(chip);
    case RCC_PLL: return pll_hz(chip) ? 115 * PS_PER_US : NEVER;
    case RCC_MSI: return msi_startup_ps(chip);
    default: return 6 * PS_PER_US;
    }
}

static void ended(struct chip *chip, unsigned which)
{
    if (which == RCC_LSI)
        frequency_kernel(chip, KERNEL_LSI);
}

static void started(struct chip *chip, unsigned which)
{
    struct rcc *rcc = &stm32l0(chip)->rcc;
    rcc->cifr |= rcc->cier & 1u << which; /* RM0367 7.3.6: only if enabled */
    if (which == RCC_LSI)
        frequency_kernel(chip, KERNEL_LSI);
    if (which == RCC_PLL)
        check_pll(chip, &limits[pwr_range(chip)]);
}

static const struct oscillator_set set = {
    .list = oscillators,
    .count = RCC_OSCILLATORS,
    .ready_ps = IN_RCC(ready_ps),
    .due = DUE_OSC,
    .wanted = wanted,
    .startup_ps = startup_ps,
    .started = started,
    .ended = ended,
};

static void update_hsi16_divf(struct rcc *rcc)
{
    uint32_t divided = RCC_CR_HSI16DIVEN | RCC_CR_HSI16RDY;
    rcc->cr &= ~RCC_CR_HSI16DIVF;
    if ((rcc->cr & divided) == divided)
        rcc->cr |= RCC_CR_HSI16DIVF;
}

static void update_rtc(struct chip *chip)
{
    uint32_t hz = rtc_hz(chip);
    if (hz == stm32l0(chip)->rcc.rtc_hz)
        return;
    stm32l0(chip)->rcc.rtc_hz = hz;
    frequency_kernel(chip, KERNEL_RTC);
}

void rcc_update(struct chip *chip)
{
    oscillator_follow(chip, &set);
    update_hsi16_divf(&stm32l0(chip)->rcc);
    move_sysclk(chip);
    set_frequencies(chip);
    update_rtc(chip);
    rcc_follow_kernels(chip);
    oscillator_arm(chip, &set);
}

void rcc_due(struct chip *chip)
{
    oscillator_due(chip, &set);
    rcc_update(chip);
    rcc_update_irq(chip);
}

void rcc_force_kernel(struct chip *chip, const struct map_row *row)
{
    if (row->kernel != KERNEL_LSI)
        return;
    stm32l0(chip)->rcc.lsi_forced = true;
    rcc_update(chip);
}

/* RM0367 6.3.8: after Stop SYSCLK is MSI or, with STOPWUCK=1, HSI16; the one
 * that is needed is ready when the core runs again. */
void rcc_stop(struct chip *chip)
{
    struct rcc *rcc = &stm32l0(chip)->rcc;
    bool hsi16 = rcc->cfgr & RCC_CFGR_STOPWUCK;
    uint32_t keep = rcc->cr & RCC_CR_HSI16KERON ? RCC_CR_HSI16ON : 0;

    rcc->cr &= ~(RCC_CR_HSEON | RCC_CR_PLLON | RCC_CR_MSION | RCC_CR_MSIRDY);
    rcc->cr &= keep | ~RCC_CR_HSI16ON;
    rcc->cr |=
        hsi16 ? RCC_CR_HSI16ON | RCC_CR_HSI16RDY : RCC_CR_MSION | RCC_CR_MSIRDY;
    rcc->ready_ps[hsi16 ? RCC_HSI16 : RCC_MSI] = NEVER;
    rcc->cfgr &= ~(RCC_CFGR_SW | RCC_CFGR_SWS);
    rcc->cfgr |= hsi16 ? SYSCLK_HSI16 : SYSCLK_MSI;
    rcc_update(chip);
}
