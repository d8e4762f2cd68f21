/* SPDX-License-Identifier: MIT */
#include "chip/stm32l0/rcc.h"

#include "chip/core/nvic.h"
#include "chip/event.h"
#include "chip/frequency.h"
#include "chip/gates.h"
#include "chip/hash.h"
#include "chip/stm32l0/pwr.h"

enum {
    RCC_CR = 0x00,
    RCC_ICSCR = 0x04,
    RCC_CRRCR = 0x08,
    RCC_CFGR = 0x0C,
    RCC_CIER = 0x10,
    RCC_CIFR = 0x14,
    RCC_CICR = 0x18,
    RCC_IOPRSTR = 0x1C,
    RCC_AHBRSTR = 0x20,
    RCC_APB2RSTR = 0x24,
    RCC_APB1RSTR = 0x28,
    RCC_IOPENR = 0x2C,
    RCC_AHBENR = 0x30,
    RCC_APB2ENR = 0x34,
    RCC_APB1ENR = 0x38,
    RCC_IOPSMENR = 0x3C,
    RCC_AHBSMENR = 0x40,
    RCC_APB2SMENR = 0x44,
    RCC_APB1SMENR = 0x48,
    RCC_CCIPR = 0x4C,
    RCC_CSR = 0x50,
};

#define RCC_BASE 0x40021000u

#define CR_MASK                                                                \
    (RCC_CR_HSI16ON | RCC_CR_HSI16KERON | RCC_CR_HSI16DIVEN |                  \
     RCC_CR_HSI16OUTEN | RCC_CR_MSION | RCC_CR_HSEON | RCC_CR_HSEBYP |         \
     RCC_CR_CSSHSEON | RCC_CR_RTCPRE | RCC_CR_PLLON)
#define ICSCR_MASK     0xFF00FF00u /* MSITRIM, MSIRANGE, HSI16TRIM */
#define ICSCR_MSIRANGE 0x0000E000u
#define CRRCR_MASK     0x00000005u
#define CFGR_MASK      0x7FFDBFF3u
#define CFGR_PLL       (RCC_CFGR_PLLSRC | RCC_CFGR_PLLMUL | RCC_CFGR_PLLDIV)
#define CIER_MASK      0x000000FFu
#define CICR_MASK      0x000001FFu
#define IOP_MASK       0x0000009Fu
#define AHB_MASK       0x01111101u
#define AHBSM_MASK     0x01111301u
#define APB2RST_MASK   0x00405225u
#define APB2ENR_FWEN   0x00000080u /* set by software, cleared by reset */
#define APB2_MASK      (APB2RST_MASK | APB2ENR_FWEN)
#define APB1_MASK      0xF8FE4A33u
#define CCIPR_MASK     0x040F3C0Fu

#define CSR_LSE_RTC                                                            \
    (RCC_CSR_LSEON | RCC_CSR_LSEBYP | 3u << 11 | 1u << 13 | RCC_CSR_RTCSEL |   \
     RCC_CSR_RTCEN | RCC_CSR_RTCRST)
#define CSR_LSECSSON 0x00002000u
#define CSR_FLAGS    0xFF000000u

/* Factory calibration of the part: that of a NUCLEO-L073RZ, as observed. */
enum { HSI16CAL = 0x5B, MSICAL = 0x5C, HSI48CAL = 0x48 };

void rcc_update_irq(struct chip *chip)
{
    nvic_request(chip, map_at(chip, RCC_BASE), stm32l0(chip)->rcc.cifr != 0);
}

/* --- reset --- */

/* RM0367 7.1, 7.3.21: internal resets pull NRST low too, hence PINRSTF. An
 * exit from Standby leaves no flag here, only PWR_CSR.SBF (assumed). */
static uint32_t reset_flags(enum reset_kind kind)
{
    switch (kind) {
    case RESET_POWER:
    case RESET_DIP: return RCC_CSR_PORRSTF | RCC_CSR_PINRSTF;
    case RESET_PIN: return RCC_CSR_PINRSTF;
    case RESET_SYSTEM: return RCC_CSR_SFTRSTF | RCC_CSR_PINRSTF;
    case RESET_IWDG: return RCC_CSR_IWDGRSTF | RCC_CSR_PINRSTF;
    case RESET_WWDG: return RCC_CSR_WWDGRSTF | RCC_CSR_PINRSTF;
    case RESET_OPTION: return RCC_CSR_OBLRSTF | RCC_CSR_PINRSTF;
    case RESET_LOW_POWER: return RCC_CSR_LPWRRSTF | RCC_CSR_PINRSTF;
    default: return 0;
    }
}

/* ST's HAL leaves RMVF set (__HAL_RCC_CLEAR_RESET_FLAGS), and programs find the
 * flags of the next reset all the same: so it is here (assumed). No text was at
 * hand that promises it. */
static void check_rmvf(struct chip *chip, enum reset_kind kind)
{
    const struct rcc *rcc = &stm32l0(chip)->rcc;
    bool lost = kind == RESET_POWER || kind == RESET_DIP;
    if (!lost && rcc->csr & RCC_CSR_RMVF)
        event_firmware_store(chip, FIRMWARE_RMVF, RCC_BASE + RCC_CSR, rcc->csr);
}

static bool loses_domain(enum reset_kind kind)
{
    return kind == RESET_POWER || kind == RESET_DIP;
}

/* The RTC domain and the flags are lost with the supply only; the supply's
 * return also clears the older flags. */
static uint32_t csr_after(const struct rcc *rcc, enum reset_kind kind)
{
    uint32_t kept = CSR_FLAGS | CSR_LSE_RTC | RCC_CSR_LSERDY;
    return (loses_domain(kind) ? 0 : rcc->csr & kept) | reset_flags(kind);
}

static uint64_t survivors(const struct chip *chip, const struct map_row *row,
                          enum reset_kind kind, uint64_t hash)
{
    const struct rcc *rcc = &stm32l0(chip)->rcc;
    bool starting = rcc->ready_ps[RCC_LSE] != NEVER && !loses_domain(kind);
    (void)row;
    return hash_word(hash, (uint64_t)starting << 32 | csr_after(rcc, kind));
}

static void reset(struct chip *chip, const struct map_row *row,
                  enum reset_kind kind)
{
    (void)row;
    check_rmvf(chip, kind);
    const struct rcc before = stm32l0(chip)->rcc;

    stm32l0(chip)->rcc = (struct rcc){
        .cr = RCC_CR_MSION | RCC_CR_MSIRDY,
        .icscr = MSICAL << 16 | 0xB000 | HSI16CAL,
        .crrcr = HSI48CAL << 8,
        .ahbenr = 0x00000100,
        .iopsmenr = IOP_MASK,
        .ahbsmenr = 0x01111301,
        .apb2smenr = 0x00405225,
        .apb1smenr = APB1_MASK,
        .csr = csr_after(&before, kind),
    };
    for (unsigned i = 0; i < RCC_OSCILLATORS; i++)
        stm32l0(chip)->rcc.ready_ps[i] = NEVER;
    if (!loses_domain(kind)) {
        stm32l0(chip)->rcc.ready_ps[RCC_LSE] = before.ready_ps[RCC_LSE];
        stm32l0(chip)->rcc.rtc_hz = before.rtc_hz;
    }
    rcc_update(chip);
    rcc_update_irq(chip);
}

/* --- clock registers --- */

static void keep_on(const struct chip *chip, enum rcc_oscillator which,
                    uint32_t bit, uint32_t *value)
{
    if (rcc_in_use(chip, which))
        *value |= bit;
}

/* RM0367 7.3.1: what makes SYSCLK cannot be switched off; HSEBYP and RTCPRE
 * can be written while HSE is off only; CSSHSEON can only be set. */
static void write_cr(struct chip *chip, uint32_t value)
{
    struct rcc *rcc = &stm32l0(chip)->rcc;
    uint32_t mask = CR_MASK;

    if (rcc->cr & RCC_CR_HSEON)
        mask &= ~(RCC_CR_HSEBYP | RCC_CR_RTCPRE);
    value |= rcc->cr & RCC_CR_CSSHSEON;
    keep_on(chip, RCC_MSI, RCC_CR_MSION, &value);
    keep_on(chip, RCC_HSI16, RCC_CR_HSI16ON, &value);
    keep_on(chip, RCC_HSE, RCC_CR_HSEON, &value);
    keep_on(chip, RCC_PLL, RCC_CR_PLLON, &value);
    rcc->cr = (rcc->cr & ~mask) | (value & mask);
    rcc_update(chip);
}

/* MSIRANGE 7 is not allowed and ignored (assumed). AN4631: MSICAL reads as the
 * calibration plus MSITRIM. */
static void write_icscr(struct chip *chip, uint32_t value)
{
    struct rcc *rcc = &stm32l0(chip)->rcc;
    if ((value & ICSCR_MSIRANGE) == ICSCR_MSIRANGE) {
        event_firmware_store(chip, FIRMWARE_PROTOCOL, RCC_BASE + RCC_ICSCR,
                             value);
        value = (value & ~ICSCR_MSIRANGE) | (rcc->icscr & ICSCR_MSIRANGE);
    }
    uint32_t msical = (MSICAL + (value >> 24)) & 0xFF;
    frequency_before(chip);
    rcc->icscr = (value & ICSCR_MASK) | msical << 16 | HSI16CAL;
    frequency_after(chip);
    rcc_update(chip);
}

/* Reserved codes ask for no PLL at all: ST's LL_RCC_DeInit stores ones in all
 * of these bits when it leaves the PLL, and resets them once the PLL is off. */
static bool is_pll_setup(uint32_t cfgr)
{
    return cfgr & RCC_CFGR_PLLDIV && (cfgr & RCC_CFGR_PLLMUL) >> 18 <= 8;
}

/* RM0367 7.3.4: the PLL is set up while it is off; the bits keep their values
 * otherwise (assumed), so that only a setup that was meant is lost. */
static void write_cfgr(struct chip *chip, uint32_t value)
{
    struct rcc *rcc = &stm32l0(chip)->rcc;
    uint32_t mask = CFGR_MASK;
    if (rcc->cr & RCC_CR_PLLON) {
        if ((rcc->cfgr ^ value) & CFGR_PLL && is_pll_setup(value))
            event_firmware_store(chip, FIRMWARE_PROTOCOL, RCC_BASE + RCC_CFGR,
                                 value);
        mask &= ~CFGR_PLL;
    }
    rcc->cfgr = (rcc->cfgr & ~mask) | (value & mask);
    rcc_update(chip);
}

static void write_cicr(struct chip *chip, uint32_t value)
{
    stm32l0(chip)->rcc.cifr &= ~(value & CICR_MASK);
    rcc_update_irq(chip);
}

/* RM0367 7.3.21: a chosen RTC clock stays until RTCRST; LSECSSON can only be
 * set. */
static void write_lse_rtc(struct chip *chip, uint32_t value)
{
    struct rcc *rcc = &stm32l0(chip)->rcc;
    uint32_t mask = CSR_LSE_RTC;
    uint32_t was_reset = rcc->csr & RCC_CSR_RTCRST;

    if (rcc->csr & RCC_CSR_RTCSEL)
        mask &= ~RCC_CSR_RTCSEL;
    value |= rcc->csr & CSR_LSECSSON;
    rcc->csr = (rcc->csr & ~mask) | (value & mask);
    if (rcc->csr & RCC_CSR_RTCRST)
        rcc->csr &= ~(RCC_CSR_RTCSEL | RCC_CSR_RTCEN);
    if ((rcc->csr & RCC_CSR_RTCRST) != was_reset)
        gates_reset_kernel(chip, KERNEL_RTC);
}

/* RMVF clears the flags when it is written; it keeps its value, which clears
 * nothing more, until a reset (both assumed). */
static void write_csr(struct chip *chip, uint32_t value)
{
    struct rcc *rcc = &stm32l0(chip)->rcc;
    if (value & RCC_CSR_RMVF)
        rcc->csr &= ~CSR_FLAGS;
    const uint32_t plain = RCC_CSR_LSION | RCC_CSR_RMVF;
    rcc->csr = (rcc->csr & ~plain) | (value & plain);
    if (pwr_backup_writable(chip))
        write_lse_rtc(chip, value);
    else if ((rcc->csr ^ value) & CSR_LSE_RTC)
        event_firmware_ignored(chip, IGNORED_DBP, RCC_BASE + RCC_CSR, value);
    rcc_update(chip);
}

/* --- register map --- */

static uint32_t *plain_register(struct rcc *rcc, uint32_t offset)
{
    switch (offset) {
    case RCC_CR: return &rcc->cr;
    case RCC_ICSCR: return &rcc->icscr;
    case RCC_CRRCR: return &rcc->crrcr;
    case RCC_CFGR: return &rcc->cfgr;
    case RCC_CIER: return &rcc->cier;
    case RCC_CIFR: return &rcc->cifr;
    case RCC_IOPRSTR: return &rcc->ioprstr;
    case RCC_AHBRSTR: return &rcc->ahbrstr;
    case RCC_APB2RSTR: return &rcc->apb2rstr;
    case RCC_APB1RSTR: return &rcc->apb1rstr;
    case RCC_IOPENR: return &rcc->iopenr;
    case RCC_AHBENR: return &rcc->ahbenr;
    case RCC_APB2ENR: return &rcc->apb2enr;
    case RCC_APB1ENR: return &rcc->apb1enr;
    case RCC_IOPSMENR: return &rcc->iopsmenr;
    case RCC_AHBSMENR: return &rcc->ahbsmenr;
    case RCC_APB2SMENR: return &rcc->apb2smenr;
    case RCC_APB1SMENR: return &rcc->apb1smenr;
    case RCC_CCIPR: return &rcc->ccipr;
    case RCC_CSR: return &rcc->csr;
    default: return NULL; /* CICR is write-only */
    }
}

static enum access read(struct chip *chip, const struct map_row *row,
                        uint32_t offset, uint32_t *value)
{
    (void)row;
    const uint32_t *reg = plain_register(&stm32l0(chip)->rcc, offset);
    *value = reg ? *reg : 0;
    if (reg)
        gates_read_back(chip, reg);
    return ACCESS_OK;
}

static enum access write(struct chip *chip, const struct map_row *row,
                         uint32_t offset, uint32_t value)
{
    (void)row;
    struct rcc *rcc = &stm32l0(chip)->rcc;

    switch (offset) {
    case RCC_CR: write_cr(chip, value); break;
    case RCC_ICSCR: write_icscr(chip, value); break;
    case RCC_CRRCR:
        rcc->crrcr = (rcc->crrcr & ~CRRCR_MASK) | (value & CRRCR_MASK);
        rcc_update(chip);
        break;
    case RCC_CFGR: write_cfgr(chip, value); break;
    case RCC_CIER: rcc->cier = value & CIER_MASK; break;
    case RCC_CICR: write_cicr(chip, value); break;
    case RCC_IOPRSTR:
        gates_write_reset(chip, &rcc->ioprstr, value & IOP_MASK);
        break;
    case RCC_AHBRSTR:
        gates_write_reset(chip, &rcc->ahbrstr, value & AHB_MASK);
        break;
    case RCC_APB2RSTR:
        gates_write_reset(chip, &rcc->apb2rstr, value & APB2RST_MASK);
        break;
    case RCC_APB1RSTR:
        gates_write_reset(chip, &rcc->apb1rstr, value & APB1_MASK);
        break;
    case RCC_IOPENR:
        gates_write_enable(chip, &rcc->iopenr, value & IOP_MASK);
        break;
    case RCC_AHBENR:
        gates_write_enable(chip, &rcc->ahbenr, value & AHB_MASK);
        break;
    case RCC_APB2ENR:
        value = (value & APB2_MASK) | (rcc->apb2enr & APB2ENR_FWEN);
        gates_write_enable(chip, &rcc->apb2enr, value);
        break;
    case RCC_APB1ENR:
        gates_write_enable(chip, &rcc->apb1enr, value & APB1_MASK);
        break;
    case RCC_IOPSMENR: rcc->iopsmenr = value & IOP_MASK; break;
    case RCC_AHBSMENR: rcc->ahbsmenr = value & AHBSM_MASK; break;
    case RCC_APB2SMENR: rcc->apb2smenr = value & APB2RST_MASK; break;
    case RCC_APB1SMENR: rcc->apb1smenr = value & APB1_MASK; break;
    case RCC_CCIPR:
        rcc->ccipr = value & CCIPR_MASK;
        rcc_follow_kernels(chip);
        break;
    case RCC_CSR: write_csr(chip, value); break;
    default: break;
    }
    return ACCESS_OK;
}

bool rcc_hse_bypass(const struct chip *chip)
{
    return stm32l0(chip)->rcc.cr & RCC_CR_HSEBYP;
}

static void due(struct chip *chip, const struct map_row *row, unsigned event)
{
    (void)row, (void)event;
    rcc_due(chip);
}

const struct map_kind rcc = {
    .read = read,
    .steady = map_always,
    .write = write,
    .reset = reset,
    .survivors = survivors,
    .due = due,
    .dues = 1,
};
