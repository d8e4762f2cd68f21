/* SPDX-License-Identifier: MIT
 *
 * Oscillators, the PLLs and the clock tree.
 */
#include "chip/clock.h"
#include "chip/event.h"
#include "chip/frequency.h"
#include "chip/kernel_clock.h"
#include "chip/oscillator.h"
#include "chip/stm32l4/flash.h"
#include "chip/stm32l4/part.h"
#include "chip/stm32l4/pwr.h"
#include "chip/stm32l4/rcc.h"

enum {
    HSI16_HZ = 16000000,
    HSI48_HZ = 48000000,
    HSI48_STEP_HZ = 67200, /* 0.14 % */
    LSI_HZ = 32000
};

enum sysclk { SYSCLK_MSI, SYSCLK_HSI16, SYSCLK_HSE, SYSCLK_PLL };

/* --- registers of an oscillator --- */

#define IN_RCC(member)                                                         \
    (offsetof(struct chip, blocks) + offsetof(struct stm32l4, rcc.member))

static const struct oscillator oscillators[L4_OSCILLATORS] = {
    [L4_LSI] = {IN_RCC(csr), L4_CSR_LSION, L4_CSR_LSIRDY},
    [L4_LSE] = {IN_RCC(bdcr), L4_BDCR_LSEON, L4_BDCR_LSERDY},
    [L4_MSI] = {IN_RCC(cr), L4_CR_MSION, L4_CR_MSIRDY},
    [L4_HSI16] = {IN_RCC(cr), L4_CR_HSION | L4_CR_HSIKERON, L4_CR_HSIRDY},
    [L4_HSE] = {IN_RCC(cr), L4_CR_HSEON, L4_CR_HSERDY},
    [L4_PLL] = {IN_RCC(cr), L4_CR_PLLON, L4_CR_PLLRDY},
    [L4_PLLSAI1] = {IN_RCC(cr), L4_CR_PLLSAI1ON, L4_CR_PLLSAI1RDY},
    [L4_PLLSAI2] = {IN_RCC(cr), L4_CR_PLLSAI2ON, L4_CR_PLLSAI2RDY},
    [L4_HSI48] = {IN_RCC(crrcr), L4_CRRCR_HSI48ON, L4_CRRCR_HSI48RDY},
};

static const struct oscillator_set set;

static const struct l4_rcc *rcc_of(const struct chip *chip)
{
    return &stm32l4(chip)->rcc;
}

static bool ready(const struct chip *chip, enum l4_oscillator which)
{
    return oscillator_ready(chip, &set, which);
}

/* L4_PLL: none is chosen. */
static enum l4_oscillator pll_source(const struct chip *chip)
{
    static const enum l4_oscillator sources[] = {L4_PLL, L4_MSI, L4_HSI16,
                                                 L4_HSE};
    return sources[rcc_of(chip)->pllcfgr & L4_PLLCFGR_PLLSRC];
}

static bool is_pll(unsigned which)
{
    return which >= L4_PLL && which <= L4_PLLSAI2;
}

static bool wanted(const struct chip *chip, unsigned which)
{
    enum l4_oscillator source = pll_source(chip);
    if (which == L4_LSI && rcc_of(chip)->lsi_forced)
        return true;
    if (!oscillator_on(chip, &set, which))
        return false;
    return !is_pll(which) || (source != L4_PLL && ready(chip, source));
}

/* --- frequencies --- */

/* MSIRANGE counts with MSIRGSEL=1, MSISRANGE without. */
static uint32_t msi_hz(const struct chip *chip)
{
    static const uint32_t hz[16] = {100000,   200000,   400000,   800000,
                                    1000000,  2000000,  4000000,  8000000,
                                    16000000, 24000000, 32000000, 48000000};
    const struct l4_rcc *rcc = rcc_of(chip);
    return rcc->cr & L4_CR_MSIRGSEL ? hz[(rcc->cr & L4_CR_MSIRANGE) >> 4]
                                    : hz[(rcc->csr & L4_CSR_MSISRANGE) >> 8];
}

static uint32_t source_hz(const struct chip *chip, enum l4_oscillator which)
{
    switch (which) {
    case L4_MSI: return msi_hz(chip);
    case L4_HSI16: return HSI16_HZ;
    case L4_HSE: return chip->board.hse_hz;
    default: return 0;
    }
}

static uint32_t pllm(const struct chip *chip)
{
    return (rcc_of(chip)->pllcfgr >> 4 & 7) + 1;
}

static uint32_t vco_in_hz(const struct chip *chip)
{
    return source_hz(chip, pll_source(chip)) / pllm(chip);
}

static uint32_t pll_register(const struct chip *chip, enum l4_oscillator which)
{
    const struct l4_rcc *rcc = rcc_of(chip);
    switch (which) {
    case L4_PLLSAI1: return rcc->pllsai1cfgr;
    case L4_PLLSAI2: return rcc->pllsai2cfgr;
    default: return rcc->pllcfgr;
    }
}

/* The source is multiplied first, so that nothing is rounded before; 0 for a
 * PLLN that is not allowed: 8 to 86 are. */
static uint32_t vco_hz(const struct chip *chip, enum l4_oscillator which)
{
    uint64_t n = pll_register(chip, which) >> 8 & 0x7F;
    if (n < 8 || n > 86)
        return 0;
    return (uint32_t)(source_hz(chip, pll_source(chip)) * n / pllm(chip));
}

/* PLLQ and PLLR 0..3 divide by 2, 4, 6, 8. */
static uint32_t pll_r_hz(const struct chip *chip, enum l4_oscillator which)
{
    uint32_t reg = pll_register(chip, which);
    return vco_hz(chip, which) / (2 * ((reg >> 25 & 3) + 1));
}

static uint32_t pll_q_hz(const struct chip *chip, enum l4_oscillator which)
{
    uint32_t reg = pll_register(chip, which);
    if (!ready(chip, which) || !(reg & L4_PLLCFGR_QEN))
        return 0;
    return vco_hz(chip, which) / (2 * ((reg >> 21 & 3) + 1));
}

static uint32_t sysclk_hz(const struct chip *chip)
{
    switch ((enum sysclk)((rcc_of(chip)->cfgr & L4_CFGR_SWS) >> 2)) {
    case SYSCLK_HSI16: return HSI16_HZ;
    case SYSCLK_HSE: return source_hz(chip, L4_HSE);
    case SYSCLK_PLL: return pll_r_hz(chip, L4_PLL);
    default: return msi_hz(chip);
    }
}

/* --- kernel clocks --- */

static uint32_t hsi16_hz(const struct chip *chip)
{
    return ready(chip, L4_HSI16) ? HSI16_HZ : 0;
}

static uint32_t lse_hz(const struct chip *chip)
{
    return ready(chip, L4_LSE) ? chip->board.lse_hz : 0;
}

static uint32_t lsi_hz(const struct chip *chip)
{
    return ready(chip, L4_LSI) ? LSI_HZ : 0;
}

/* HSE as the RTC takes it. */
static uint32_t hse_rtc_hz(const struct chip *chip)
{
    return ready(chip, L4_HSE) ? chip->board.hse_hz / 32 : 0;
}

/* A step of TRIM is about 67 kHz; that HSI48 is exact with the TRIM that it has
 * after a reset is assumed. */
static uint32_t hsi48_hz(const struct chip *chip)
{
    int steps = (int)crs_v1_trim(&stm32l4(chip)->crs) - CRS_V1_TRIM_MIDDLE;
    return ready(chip, L4_HSI48) ? (uint32_t)(HSI48_HZ + steps * HSI48_STEP_HZ)
                                 : 0;
}

static uint32_t running_msi_hz(const struct chip *chip)
{
    return ready(chip, L4_MSI) ? msi_hz(chip) : 0;
}

/* CLK48SEL: 0 is HSI48, where there is one. */
static uint32_t hz_48(const struct chip *chip)
{
    switch (rcc_of(chip)->ccipr >> 26 & 3) {
    case 1: return pll_q_hz(chip, L4_PLLSAI1);
    case 2: return pll_q_hz(chip, L4_PLL);
    case 3: return running_msi_hz(chip);
    default: return hsi48_hz(chip);
    }
}

static uint32_t pllsai_r_hz(const struct chip *chip, enum l4_oscillator which)
{
    bool on = pll_register(chip, which) & L4_PLLCFGR_REN;
    return on && ready(chip, which) ? pll_r_hz(chip, which) : 0;
}

static uint32_t rtc_hz(const struct chip *chip)
{
    uint32_t bdcr = rcc_of(chip)->bdcr;
    if (!(bdcr & L4_BDCR_RTCEN))
        return 0;
    return l4_rcc_clock_hz(chip, kernel_clock_of_rtc(bdcr >> 8));
}

uint32_t l4_rcc_clock_hz(const struct chip *chip, enum map_clock clock)
{
    switch (clock) {
    case MAP_LSI: return lsi_hz(chip);
    case MAP_LSE: return lse_hz(chip);
    case MAP_MSI: return running_msi_hz(chip);
    case MAP_HSE_RTC: return hse_rtc_hz(chip);
    case MAP_HSI16: return hsi16_hz(chip);
    case MAP_HSI16_AT_ONCE: return HSI16_HZ;
    case MAP_HSI48: return hsi48_hz(chip);
    case MAP_48: return hz_48(chip);
    case MAP_PLLSAI1_R: return pllsai_r_hz(chip, L4_PLLSAI1);
    case MAP_PLLSAI2_R: return pllsai_r_hz(chip, L4_PLLSAI2);
    case MAP_RTC: return rtc_hz(chip);
    default: return 0;
    }
}

/* What a field of RCC_CCIPR chooses; they are in the order of the kernels. */
enum map_clock l4_rcc_selected(const struct chip *chip,
                               const struct map_row *row)
{
    static const uint8_t adc[] = {MAP_NO_CLOCK, MAP_PLLSAI1_R, MAP_PLLSAI2_R,
                                  MAP_SYSCLK};
    unsigned kernel = row->kernel;
    unsigned which = kernel - L4_KERNEL_USART1SEL; /* of 16 fields */
    uint32_t field = which < 16 ? rcc_of(chip)->ccipr >> 2 * which : 0;
    if (kernel >= L4_KERNEL_USART1SEL && kernel <= L4_KERNEL_LPUART1SEL)
        return kernel_clock_of_usart(field);
    if (kernel >= L4_KERNEL_I2C1SEL && kernel <= L4_KERNEL_I2C3SEL)
        return kernel_clock_of_i2c(field);
    switch (kernel) {
    case L4_KERNEL_LPTIM1SEL:
    case L4_KERNEL_LPTIM2SEL: return kernel_clock_of_lptim(field);
    case L4_KERNEL_I2C4SEL: return kernel_clock_of_i2c(rcc_of(chip)->ccipr2);
    case L4_KERNEL_ADCSEL: return adc[rcc_of(chip)->ccipr >> 28 & 3];
    case L4_KERNEL_LSI: return MAP_LSI;
    case L4_KERNEL_RTC: return MAP_RTC;
    case L4_KERNEL_HSI48: return MAP_HSI48;
    case L4_KERNEL_48: return MAP_48;
    default: return MAP_PCLK;
    }
}

bool l4_rcc_stopped(const struct chip *chip)
{
    return stm32l4(chip)->pwr.mode == L4_STOP;
}

void l4_rcc_follow_kernels(struct chip *chip)
{
    frequency_kernels(chip, L4_KERNEL_FOLLOWED);
}

void l4_rcc_trimmed(struct chip *chip)
{
    frequency_kernel(chip, L4_KERNEL_48);
}

/* --- limits --- */

struct limits {
    uint32_t sysclk, vco; /* Hz */
    uint32_t hclk[5];     /* with 0, 1 ... wait states; 0 = as much as SYSCLK */
};

/* By voltage range: stm32l4xx_hal_rcc.c; the VCO from memory (assumed). */
static const struct limits limits[] = {
    [1] = {80000000,
           344000000,
           {16000000, 32000000, 48000000, 64000000, 80000000}},
    [2] = {26000000, 128000000, {6000000, 12000000, 18000000}},
};

enum { VCO_IN_MIN = 4000000, VCO_IN_MAX = 16000000, VCO_MIN = 64000000 };

static unsigned latency(const struct chip *chip)
{
    return stm32l4(chip)->flash.acr & L4_ACR_LATENCY;
}

static void report(struct chip *chip, enum clock_rule rule, uint32_t hz,
                   uint32_t limit)
{
    event_firmware_clock(chip, rule, hz, limit, l4_pwr_range(chip),
                         latency(chip));
}

static void check(struct chip *chip, enum clock_rule rule, uint32_t hz,
                  uint32_t max)
{
    if (hz > max)
        report(chip, rule, hz, max);
}

static void check_pll(struct chip *chip, enum l4_oscillator which)
{
    uint32_t vco = vco_hz(chip, which), input = vco_in_hz(chip);
    if (!ready(chip, which))
        return;
    check(chip, CLOCK_PLL_VCO, vco, limits[l4_pwr_range(chip)].vco);
    if (vco < VCO_MIN)
        report(chip, CLOCK_PLL_VCO_LOW, vco, VCO_MIN);
    check(chip, CLOCK_PLL_IN_HIGH, input, VCO_IN_MAX);
    if (input < VCO_IN_MIN)
        report(chip, CLOCK_PLL_IN_LOW, input, VCO_IN_MIN);
}

static void check_sysclk(struct chip *chip)
{
    const struct limits *limit = &limits[l4_pwr_range(chip)];
    unsigned states = latency(chip);
    uint32_t hclk = states < 5 ? limit->hclk[states] : 0;
    check(chip, CLOCK_SYSCLK, chip->clock.sysclk_hz, limit->sysclk);
    check(chip, CLOCK_HCLK, chip->clock.hclk_hz, hclk ? hclk : limit->sysclk);
}

void l4_rcc_check_limits(struct chip *chip)
{
    check_sysclk(chip);
    check_pll(chip, L4_PLL);
    check_pll(chip, L4_PLLSAI1);
    check_pll(chip, L4_PLLSAI2);
}

/* --- the clock tree --- */

static const enum l4_oscillator sysclk_source[] = {
    [SYSCLK_MSI] = L4_MSI,
    [SYSCLK_HSI16] = L4_HSI16,
    [SYSCLK_HSE] = L4_HSE,
    [SYSCLK_PLL] = L4_PLL,
};

bool l4_rcc_in_use(const struct chip *chip, enum l4_oscillator which)
{
    enum l4_oscillator now =
        sysclk_source[(rcc_of(chip)->cfgr & L4_CFGR_SWS) >> 2];
    return which == now || (now == L4_PLL && which == pll_source(chip));
}

/* Without PLLREN the PLL is no source that is ready. */
static bool offers_sysclk(const struct chip *chip, enum l4_oscillator which)
{
    if (which == L4_PLL && !(rcc_of(chip)->pllcfgr & L4_PLLCFGR_REN))
        return false;
    return ready(chip, which);
}

/* SYSCLK moves when the source that SW asks for is ready. */
static void move_sysclk(struct chip *chip)
{
    struct l4_rcc *rcc = &stm32l4(chip)->rcc;
    uint32_t sw = rcc->cfgr & L4_CFGR_SW;
    if (offers_sysclk(chip, sysclk_source[sw]))
        rcc->cfgr = (rcc->cfgr & ~L4_CFGR_SWS) | sw << 2;
}

static void set_frequencies(struct chip *chip)
{
    uint32_t cfgr = rcc_of(chip)->cfgr;
    if (!frequency_set(chip, sysclk_hz(chip), cfgr >> 4, cfgr >> 8, cfgr >> 11))
        return;
    check_sysclk(chip);
    if (l4_rcc_in_use(chip, L4_PLL)) /* leaving a PLL makes no fault of it */
        check_pll(chip, L4_PLL);
}

/* --- starting and stopping --- */

/* All are typical values of the datasheets, from memory (assumed). */
static uint64_t startup_ps(const struct chip *chip, unsigned which)
{
    switch (which) {
    case L4_LSI: return 110 * PS_PER_US;
    case L4_LSE:
        return oscillator_lse_ps(chip, rcc_of(chip)->bdcr & L4_BDCR_LSEBYP);
    case L4_MSI: return 5 * PS_PER_US;
    case L4_HSI16: return 3800000;
    case L4_HSE: return oscillator_hse_ps(chip);
    case L4_HSI48: return 4 * PS_PER_US;
    default: return vco_hz(chip, which) ? 15 * PS_PER_US : NEVER;
    }
}

static void ended(struct chip *chip, unsigned which)
{
    if (which == L4_LSI)
        frequency_kernel(chip, L4_KERNEL_LSI);
    if (which == L4_LSE) /* the hardware clears it */
        stm32l4(chip)->rcc.cr &= ~L4_CR_MSIPLLEN;
}

/* A flag comes only if its interrupt is enabled. HSI48's is bit 10. */
static void started(struct chip *chip, unsigned which)
{
    struct l4_rcc *rcc = &stm32l4(chip)->rcc;
    rcc->cifr |= rcc->cier & 1u << (which == L4_HSI48 ? 10 : which);
    if (which == L4_LSI)
        frequency_kernel(chip, L4_KERNEL_LSI);
    if (is_pll(which))
        check_pll(chip, which);
}

static const struct oscillator_set set = {
    .list = oscillators,
    .count = L4_OSCILLATORS,
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
    stm32l4(chip)->rcc.rtc_hz = hz;
    frequency_kernel(chip, L4_KERNEL_RTC);
}

void l4_rcc_update(struct chip *chip)
{
    oscillator_follow(chip, &set);
    move_sysclk(chip);
    set_frequencies(chip);
    update_rtc(chip);
    l4_rcc_follow_kernels(chip);
    oscillator_arm(chip, &set);
}

void l4_rcc_due(struct chip *chip)
{
    oscillator_due(chip, &set);
    l4_rcc_update(chip);
    l4_rcc_update_irq(chip);
}

void l4_rcc_force_kernel(struct chip *chip, const struct map_row *row)
{
    if (row->kernel != L4_KERNEL_LSI)
        return;
    stm32l4(chip)->rcc.lsi_forced = true;
    l4_rcc_update(chip);
}

/* After Stop SYSCLK is MSI, in its range, or with STOPWUCK=1 HSI16; the one
 * that is needed is ready when the core runs again. HSIASFS wakes HSI16, too.
 */
void l4_rcc_stop(struct chip *chip)
{
    struct l4_rcc *rcc = &stm32l4(chip)->rcc;
    bool hsi16 = rcc->cfgr & L4_CFGR_STOPWUCK;
    bool wakes_hsi16 = hsi16 || rcc->cr & L4_CR_HSIASFS;

    rcc->cr &= ~(L4_CR_HSEON | L4_CR_PLLON | L4_CR_PLLSAI1ON | L4_CR_PLLSAI2ON |
                 L4_CR_MSION | L4_CR_MSIRDY);
    if (!(rcc->cr & L4_CR_HSIKERON))
        rcc->cr &= ~(L4_CR_HSION | L4_CR_HSIRDY);
    rcc->cr |= hsi16 ? 0 : L4_CR_MSION | L4_CR_MSIRDY;
    rcc->cr |= wakes_hsi16 ? L4_CR_HSION | L4_CR_HSIRDY : 0;
    rcc->ready_ps[hsi16 ? L4_HSI16 : L4_MSI] = NEVER;
    rcc->cfgr &= ~(L4_CFGR_SW | L4_CFGR_SWS);
    rcc->cfgr |= hsi16 ? SYSCLK_HSI16 : SYSCLK_MSI;
    l4_rcc_update(chip);
}
