/* SPDX-License-Identifier: MIT
 *
 * Oscillators, the PLLs and the clock tree.
 */
#include "chip/clock.h"
#include "chip/event.h"
#include "chip/frequency.h"
#include "chip/kernel_clock.h"
#include "chip/oscillator.h"
#include "chip/stm32f4/flash.h"
#include "chip/stm32f4/part.h"
#include "chip/stm32f4/pwr.h"
#include "chip/stm32f4/rcc.h"

enum { HSI_HZ = 16000000, LSI_HZ = 32000 };

enum sysclk { SYSCLK_HSI, SYSCLK_HSE, SYSCLK_PLL };

/* --- registers of an oscillator --- */

#define IN_RCC(member)                                                         \
    (offsetof(struct chip, blocks) + offsetof(struct stm32f4, rcc.member))

static const struct oscillator oscillators[F4_OSCILLATORS] = {
    [F4_LSI] = {IN_RCC(csr), F4_CSR_LSION, F4_CSR_LSIRDY},
    [F4_LSE] = {IN_RCC(bdcr), F4_BDCR_LSEON, F4_BDCR_LSERDY},
    [F4_HSI] = {IN_RCC(cr), F4_CR_HSION, F4_CR_HSIRDY},
    [F4_HSE] = {IN_RCC(cr), F4_CR_HSEON, F4_CR_HSERDY},
    [F4_PLL] = {IN_RCC(cr), F4_CR_PLLON, F4_CR_PLLRDY},
    [F4_PLLI2S] = {IN_RCC(cr), F4_CR_PLLI2SON, F4_CR_PLLI2SRDY},
};

static const struct oscillator_set set;

static const struct f4_rcc *rcc_of(const struct chip *chip)
{
    return &stm32f4(chip)->rcc;
}

static bool ready(const struct chip *chip, enum f4_oscillator which)
{
    return oscillator_ready(chip, &set, which);
}

static enum f4_oscillator pll_source(const struct chip *chip)
{
    return rcc_of(chip)->pllcfgr & F4_PLLCFGR_PLLSRC ? F4_HSE : F4_HSI;
}

static bool wanted(const struct chip *chip, unsigned which)
{
    if (which == F4_LSI && rcc_of(chip)->lsi_forced)
        return true;
    if (!oscillator_on(chip, &set, which))
        return false;
    if (which == F4_PLL || which == F4_PLLI2S)
        return ready(chip, pll_source(chip));
    return true;
}

/* --- frequencies --- */

static uint32_t source_hz(const struct chip *chip, enum f4_oscillator which)
{
    return which == F4_HSE ? chip->board.hse_hz : HSI_HZ;
}

static uint32_t pllm(const struct chip *chip)
{
    return rcc_of(chip)->pllcfgr & 63;
}

/* 0 for a PLLM that is not allowed: 0 and 1. */
static uint32_t vco_in_hz(const struct chip *chip)
{
    uint32_t m = pllm(chip);
    return m >= 2 ? source_hz(chip, pll_source(chip)) / m : 0;
}

/* The source is multiplied first, so that nothing is rounded before; 0 for a
 * PLLN that is not allowed. */
static uint32_t vco_hz(const struct chip *chip)
{
    uint64_t n = rcc_of(chip)->pllcfgr >> 6 & 0x1FF;
    if (!vco_in_hz(chip) || n < 2 || n > 432)
        return 0;
    uint64_t hz = source_hz(chip, pll_source(chip)) * n / pllm(chip);
    return hz <= UINT32_MAX ? (uint32_t)hz : 0;
}

/* PLLP 0..3 divides by 2, 4, 6, 8. */
static uint32_t pll_hz(const struct chip *chip)
{
    return vco_hz(chip) / (2 * ((rcc_of(chip)->pllcfgr >> 16 & 3) + 1));
}

static uint32_t pll48_hz(const struct chip *chip)
{
    uint32_t q = rcc_of(chip)->pllcfgr >> 24 & 15;
    return ready(chip, F4_PLL) && q >= 2 ? vco_hz(chip) / q : 0;
}

static uint32_t sysclk_hz(const struct chip *chip)
{
    switch ((rcc_of(chip)->cfgr & F4_CFGR_SWS) >> 2) {
    case SYSCLK_HSE: return source_hz(chip, F4_HSE);
    case SYSCLK_PLL: return pll_hz(chip);
    default: return HSI_HZ;
    }
}

/* --- kernel clocks --- */

static uint32_t lse_hz(const struct chip *chip)
{
    return ready(chip, F4_LSE) ? chip->board.lse_hz : 0;
}

static uint32_t lsi_hz(const struct chip *chip)
{
    return ready(chip, F4_LSI) ? LSI_HZ : 0;
}

/* HSE as RTCPRE divides it: by 2 to 31; 0 and 1 are no clock. */
static uint32_t hse_rtc_hz(const struct chip *chip)
{
    uint32_t rtcpre = rcc_of(chip)->cfgr >> 16 & 31;
    return ready(chip, F4_HSE) && rtcpre >= 2 ? chip->board.hse_hz / rtcpre : 0;
}

static uint32_t rtc_hz(const struct chip *chip)
{
    uint32_t bdcr = rcc_of(chip)->bdcr;
    if (!(bdcr & F4_BDCR_RTCEN))
        return 0;
    return f4_rcc_clock_hz(chip, kernel_clock_of_rtc(bdcr >> 8));
}

uint32_t f4_rcc_clock_hz(const struct chip *chip, enum map_clock clock)
{
    switch (clock) {
    case MAP_LSI: return lsi_hz(chip);
    case MAP_LSE: return lse_hz(chip);
    case MAP_HSE_RTC: return hse_rtc_hz(chip);
    case MAP_48: return pll48_hz(chip);
    case MAP_RTC: return rtc_hz(chip);
    default: return 0;
    }
}

enum map_clock f4_rcc_selected(const struct chip *chip,
                               const struct map_row *row)
{
    (void)chip;
    switch (row->kernel) {
    case F4_KERNEL_LSI: return MAP_LSI;
    case F4_KERNEL_RTC: return MAP_RTC;
    case F4_KERNEL_48: return MAP_48;
    default: return MAP_PCLK;
    }
}

bool f4_rcc_stopped(const struct chip *chip)
{
    return stm32f4(chip)->pwr.stop;
}

/* TIMPRE=0: PCLK, doubled when it is divided; TIMPRE=1: HCLK as long as PCLK is
 * divided by 4 at most, else PCLK times 4. */
uint32_t f4_rcc_timer_clock(const struct chip *chip, uint32_t div)
{
    uint32_t factor = rcc_of(chip)->dckcfgr & F4_DCKCFGR_TIMPRE ? 4 : 2;
    return div <= factor ? 1 : div / factor;
}

/* --- limits --- */

enum { VCO_IN_MIN = 950000, VCO_IN_MAX = 2100000, VCO_MAX = 432000000 };

static unsigned latency(const struct chip *chip)
{
    return stm32f4(chip)->flash.acr & F4_ACR_LATENCY;
}

static void report(struct chip *chip, enum clock_rule rule, uint32_t hz,
                   uint32_t limit)
{
    event_firmware_clock(chip, rule, hz, limit, f4_pwr_scale(chip),
                         latency(chip));
}

static void check(struct chip *chip, enum clock_rule rule, uint32_t hz,
                  uint32_t max)
{
    if (hz > max)
        report(chip, rule, hz, max);
}

static void check_pll(struct chip *chip)
{
    const struct f4_line *line = f4_part_line(chip);
    if (!ready(chip, F4_PLL))
        return;
    check(chip, CLOCK_PLL_VCO, vco_hz(chip), VCO_MAX);
    if (vco_hz(chip) < line->vco_min)
        report(chip, CLOCK_PLL_VCO_LOW, vco_hz(chip), line->vco_min);
    check(chip, CLOCK_PLL_IN_HIGH, vco_in_hz(chip), VCO_IN_MAX);
    if (vco_in_hz(chip) < VCO_IN_MIN)
        report(chip, CLOCK_PLL_IN_LOW, vco_in_hz(chip), VCO_IN_MIN);
}

static uint32_t hclk_max(const struct f4_line *line, unsigned scale,
                         unsigned states)
{
    bool low = scale != 1 && line->sysclk[0];
    const uint32_t *limits = low ? line->hclk_low : line->hclk;
    uint32_t max = states < F4_LATENCIES ? limits[states] : 0;
    return max ? max : line->sysclk[scale - 1];
}

static void check_sysclk(struct chip *chip)
{
    const struct f4_line *line = f4_part_line(chip);
    unsigned scale = f4_pwr_scale(chip);
    const struct clock *clock = &chip->clock;
    check(chip, CLOCK_SYSCLK, clock->sysclk_hz, line->sysclk[scale - 1]);
    check(chip, CLOCK_HCLK, clock->hclk_hz,
          hclk_max(line, scale, latency(chip)));
    check(chip, CLOCK_PCLK1, clock->pclk1_hz, line->pclk1);
    check(chip, CLOCK_PCLK2, clock->pclk2_hz, line->pclk2);
}

void f4_rcc_check_limits(struct chip *chip)
{
    check_sysclk(chip);
    check_pll(chip);
}

/* --- the clock tree --- */

static const enum f4_oscillator sysclk_source[] = {
    [SYSCLK_HSI] = F4_HSI,
    [SYSCLK_HSE] = F4_HSE,
    [SYSCLK_PLL] = F4_PLL,
};

bool f4_rcc_in_use(const struct chip *chip, enum f4_oscillator which)
{
    enum f4_oscillator now =
        sysclk_source[(rcc_of(chip)->cfgr & F4_CFGR_SWS) >> 2];
    return which == now || (now == F4_PLL && which == pll_source(chip));
}

bool f4_rcc_pll_ready(const struct chip *chip)
{
    return ready(chip, F4_PLL);
}

/* SYSCLK moves when the source that SW asks for is ready. */
static void move_sysclk(struct chip *chip)
{
    struct f4_rcc *rcc = &stm32f4(chip)->rcc;
    uint32_t sw = rcc->cfgr & F4_CFGR_SW;
    if (sw <= SYSCLK_PLL && ready(chip, sysclk_source[sw]))
        rcc->cfgr = (rcc->cfgr & ~F4_CFGR_SWS) | sw << 2;
}

static void set_frequencies(struct chip *chip)
{
    uint32_t cfgr = rcc_of(chip)->cfgr;
    if (!frequency_set(chip, sysclk_hz(chip), cfgr >> 4, cfgr >> 10,
                       cfgr >> 13))
        return;
    check_sysclk(chip);
    if (f4_rcc_in_use(chip, F4_PLL)) /* leaving a PLL makes no fault of it */
        check_pll(chip);
}

/* --- starting and stopping --- */

/* All are typical values of the datasheets, from memory (assumed): a PLL locks
 * in 75 to 300 us. */
static uint64_t startup_ps(const struct chip *chip, unsigned which)
{
    switch (which) {
    case F4_LSI: return 15 * PS_PER_US;
    case F4_LSE:
        return oscillator_lse_ps(chip, rcc_of(chip)->bdcr & F4_BDCR_LSEBYP);
    case F4_HSI: return 2200000;
    case F4_HSE: return oscillator_hse_ps(chip);
    default: return vco_hz(chip) ? 200 * PS_PER_US : NEVER;
    }
}

static void ended(struct chip *chip, unsigned which)
{
    if (which == F4_LSI)
        frequency_kernel(chip, F4_KERNEL_LSI);
}

/* A flag comes only if its interrupt is enabled. */
static void started(struct chip *chip, unsigned which)
{
    struct f4_rcc *rcc = &stm32f4(chip)->rcc;
    rcc->cir |= rcc->cir >> 8 & 1u << which;
    if (which == F4_LSI)
        frequency_kernel(chip, F4_KERNEL_LSI);
    if (which == F4_PLL)
        check_pll(chip);
}

static const struct oscillator_set set = {
    .list = oscillators,
    .count = F4_OSCILLATORS,
    .ready_ps = IN_RCC(ready_ps),
    .due = DUE_OSC,
    .wanted = wanted,
    .startup_ps = startup_ps,
    .started = started,
    .ended = ended,
};

static void update_rtc(struct chip *chip)
{
    uint32_t hz = rtc_hz(chip);
    if (hz == rcc_of(chip)->rtc_hz)
        return;
    stm32f4(chip)->rcc.rtc_hz = hz;
    frequency_kernel(chip, F4_KERNEL_RTC);
}

void f4_rcc_update(struct chip *chip)
{
    oscillator_follow(chip, &set);
    move_sysclk(chip);
    set_frequencies(chip);
    update_rtc(chip);
    frequency_kernels(chip, F4_KERNEL_FOLLOWED);
    oscillator_arm(chip, &set);
}

void f4_rcc_due(struct chip *chip)
{
    oscillator_due(chip, &set);
    f4_rcc_update(chip);
    f4_rcc_update_irq(chip);
}

void f4_rcc_force_kernel(struct chip *chip, const struct map_row *row)
{
    if (row->kernel != F4_KERNEL_LSI)
        return;
    stm32f4(chip)->rcc.lsi_forced = true;
    f4_rcc_update(chip);
}

/* After Stop SYSCLK is HSI, which is ready when the core runs again. */
void f4_rcc_stop(struct chip *chip)
{
    struct f4_rcc *rcc = &stm32f4(chip)->rcc;
    rcc->cr &= ~(F4_CR_HSEON | F4_CR_PLLON | F4_CR_PLLI2SON);
    rcc->cr |= F4_CR_HSION | F4_CR_HSIRDY;
    rcc->ready_ps[F4_HSI] = NEVER;
    rcc->cfgr &= ~(F4_CFGR_SW | F4_CFGR_SWS);
    f4_rcc_update(chip);
}
