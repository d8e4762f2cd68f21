/* SPDX-License-Identifier: MIT */
#include "chip/stm32l4/rcc.h"

#include "chip/core/nvic.h"
#include "chip/event.h"
#include "chip/frequency.h"
#include "chip/gates.h"
#include "chip/hash.h"
#include "chip/stm32l4/part.h"
#include "chip/stm32l4/pwr.h"

enum {
    RCC_CR = 0x00,
    RCC_ICSCR = 0x04,
    RCC_CFGR = 0x08,
    RCC_PLLCFGR = 0x0C,
    RCC_PLLSAI1CFGR = 0x10,
    RCC_PLLSAI2CFGR = 0x14,
    RCC_CIER = 0x18,
    RCC_CIFR = 0x1C,
    RCC_CICR = 0x20,
    RCC_AHB1RSTR = 0x28,
    RCC_AHB1ENR = 0x48,
    RCC_AHB1SMENR = 0x68,
    RCC_CCIPR = 0x88,
    RCC_BDCR = 0x90,
    RCC_CSR = 0x94,
    RCC_CRRCR = 0x98,
    RCC_CCIPR2 = 0x9C,
};

#define RCC_BASE 0x40021000u

#define CR_RESET      0x00000063u
#define PLLCFGR_RESET 0x00001000u
#define PLLCFGR_OUTS  (L4_PLLCFGR_PEN | L4_PLLCFGR_QEN | L4_PLLCFGR_REN)
#define CIFR_CSS      0x00000300u /* CSSF, LSECSSF: cleared by CICR alone */
#define BDCR_MASK                                                              \
    (L4_BDCR_LSEON | L4_BDCR_LSEBYP | 3u << 3 | BDCR_LSECSSON |                \
     L4_BDCR_RTCSEL | L4_BDCR_RTCEN | L4_BDCR_BDRST | 3u << 24)
#define BDCR_LSECSSON (1u << 5)
#define BDCR_LSCO     (3u << 24)
#define CSR_FLAGS     0xFF000000u
#define CSR_RANGE_4M  (6u << 8)
#define CRRCR_MASK    L4_CRRCR_HSI48ON

/* Bits that are set until a reset: WWDGEN, FWEN. */
#define APB1_1_SET (1u << 11)
#define APB2_SET   (1u << 7)
#define RTCAPBEN   (1u << 10)

/* Bits of the enables that differ from those of the other two groups: there is
 * no reset of RTCAPB, of WWDG, of the firewall; SRAM1 and SRAM2 have enables in
 * Sleep only, the firewall has none there. */
#define APB1_1_NO_RESET (RTCAPBEN | APB1_1_SET)
#define APB2_NO_RESET   APB2_SET
#define SM_AHB1         (1u << 9)
#define SM_AHB2         (1u << 9)

/* Factory calibration: that of a card (QEMU's qtest). */
enum { HSICAL = 0x6E, MSICAL = 0x82 };

void l4_rcc_update_irq(struct chip *chip)
{
    nvic_request(chip, map_at(chip, RCC_BASE),
                 stm32l4(chip)->rcc.cifr & ~CIFR_CSS);
}

/* --- reset --- */

/* Internal resets pull NRST low too, hence PINRSTF. An exit from Standby leaves
 * no flag here, only PWR_SR1.SBF (assumed); one from Shutdown is a power-on
 * reset. */
static uint32_t reset_flags(const struct chip *chip, enum reset_kind kind)
{
    switch (kind) {
    case RESET_POWER:
    case RESET_DIP: return L4_CSR_BORRSTF | L4_CSR_PINRSTF;
    case RESET_PIN: return L4_CSR_PINRSTF;
    case RESET_SYSTEM: return L4_CSR_SFTRSTF | L4_CSR_PINRSTF;
    case RESET_IWDG: return L4_CSR_IWDGRSTF | L4_CSR_PINRSTF;
    case RESET_WWDG: return L4_CSR_WWDGRSTF | L4_CSR_PINRSTF;
    case RESET_OPTION: return L4_CSR_OBLRSTF | L4_CSR_PINRSTF;
    case RESET_LOW_POWER: return L4_CSR_LPWRRSTF | L4_CSR_PINRSTF;
    case RESET_STANDBY:
        return stm32l4(chip)->pwr.mode == L4_SHUTDOWN
                   ? L4_CSR_BORRSTF | L4_CSR_PINRSTF
                   : 0;
    default: return 0;
    }
}

static bool loses_domain(enum reset_kind kind)
{
    return kind == RESET_POWER || kind == RESET_DIP;
}

static bool was_shut_down(const struct chip *chip, enum reset_kind kind)
{
    return kind == RESET_STANDBY && stm32l4(chip)->pwr.mode == L4_SHUTDOWN;
}

/* The flags add up; MSISRANGE is for the exit from Standby. */
static uint32_t csr_after(const struct chip *chip, enum reset_kind kind)
{
    uint32_t csr = stm32l4(chip)->rcc.csr;
    uint32_t kept = csr & CSR_FLAGS;
    if (loses_domain(kind) || was_shut_down(chip, kind))
        kept = 0;
    if (kind == RESET_STANDBY && !was_shut_down(chip, kind))
        kept |= csr & L4_CSR_MSISRANGE;
    else
        kept |= CSR_RANGE_4M;
    return kept | reset_flags(chip, kind);
}

/* VBAT is wired to VDD (assumed: so the boards have it). */
static uint32_t bdcr_after(const struct l4_rcc *rcc, enum reset_kind kind)
{
    return loses_domain(kind) ? 0 : rcc->bdcr;
}

static uint64_t survivors(const struct chip *chip, const struct map_row *row,
                          enum reset_kind kind, uint64_t hash)
{
    const struct l4_rcc *rcc = &stm32l4(chip)->rcc;
    bool starting = rcc->ready_ps[L4_LSE] != NEVER && !loses_domain(kind);
    (void)row;
    hash = hash_word(hash, (uint64_t)starting << 32 | csr_after(chip, kind));
    return hash_word(hash, bdcr_after(rcc, kind));
}

/* The masks of the six registers of a group. */
static struct l4_bits masks_of(const struct chip *chip, uint32_t first)
{
    struct l4_bits bits = l4_part_line(chip)->enr;
    if (first == RCC_AHB1RSTR) {
        bits.apb1_1 &= ~APB1_1_NO_RESET;
        bits.apb2 &= ~APB2_NO_RESET;
    } else if (first == RCC_AHB1SMENR) {
        bits.ahb1 |= SM_AHB1;
        bits.ahb2 |= SM_AHB2;
        bits.apb2 &= ~APB2_SET;
    }
    return bits;
}

/* RTCAPBEN is 1 after a reset, where it exists. */
static void reset_gates(struct chip *chip)
{
    struct l4_rcc *rcc = &stm32l4(chip)->rcc;
    struct l4_bits sleep = masks_of(chip, RCC_AHB1SMENR);
    rcc->ahb1enr = 1 << 8;
    rcc->apb1enr1 = l4_part_traits(chip)->rtc_gate ? RTCAPBEN : 0;
    rcc->rtcapb = RTCAPBEN;
    rcc->ahb1smenr = sleep.ahb1;
    rcc->ahb2smenr = sleep.ahb2;
    rcc->ahb3smenr = sleep.ahb3;
    rcc->apb1smenr1 = sleep.apb1_1;
    rcc->apb1smenr2 = sleep.apb1_2;
    rcc->apb2smenr = sleep.apb2;
}

static uint32_t hsitrim_reset(const struct chip *chip)
{
    return l4_part_die(chip) == L4_DIE_L49 ? 0x40u << 24 : 0x10u << 24;
}

static void reset(struct chip *chip, const struct map_row *row,
                  enum reset_kind kind)
{
    (void)row;
    const struct l4_rcc before = stm32l4(chip)->rcc;
    bool sai2 = l4_part_traits(chip)->pllsai2cfgr;

    stm32l4(chip)->rcc = (struct l4_rcc){
        .cr = CR_RESET,
        .icscr = hsitrim_reset(chip) | HSICAL << 16 | MSICAL,
        .pllcfgr = PLLCFGR_RESET,
        .pllsai1cfgr = PLLCFGR_RESET,
        .pllsai2cfgr = sai2 ? PLLCFGR_RESET : 0,
        .bdcr = bdcr_after(&before, kind),
        .csr = before.csr,
    };
    stm32l4(chip)->rcc.csr = csr_after(chip, kind);
    reset_gates(chip);
    for (unsigned i = 0; i < L4_OSCILLATORS; i++)
        stm32l4(chip)->rcc.ready_ps[i] = NEVER;
    if (!loses_domain(kind)) {
        stm32l4(chip)->rcc.ready_ps[L4_LSE] = before.ready_ps[L4_LSE];
        stm32l4(chip)->rcc.rtc_hz = before.rtc_hz;
    }
    l4_rcc_update(chip);
    l4_rcc_update_irq(chip);
}

/* --- clock registers --- */

static void warn(struct chip *chip, uint32_t offset, uint32_t value)
{
    event_firmware_store(chip, FIRMWARE_PROTOCOL, RCC_BASE + offset, value);
}

static void keep_on(const struct chip *chip, enum l4_oscillator which,
                    uint32_t bit, uint32_t *value)
{
    if (l4_rcc_in_use(chip, which))
        *value |= bit;
}

/* MSIRANGE is taken while MSI is off or ready; 12 to 15 are not allowed, and
 * ignored. */
static bool takes_range(struct chip *chip, uint32_t value)
{
    const struct l4_rcc *rcc = &stm32l4(chip)->rcc;
    bool starting = rcc->cr & L4_CR_MSION && !(rcc->cr & L4_CR_MSIRDY);
    bool change = (rcc->cr ^ value) & L4_CR_MSIRANGE;
    bool right = (value & L4_CR_MSIRANGE) >> 4 <= 11;
    if (change && (starting || !right))
        warn(chip, RCC_CR, value);
    return !starting && right;
}

/* What makes SYSCLK cannot be switched off; HSEBYP can be written while HSE is
 * off only; MSIRGSEL and CSSON can only be set; MSIPLLEN needs LSE. */
static void write_cr(struct chip *chip, uint32_t value)
{
    struct l4_rcc *rcc = &stm32l4(chip)->rcc;
    uint32_t mask = l4_part_traits(chip)->cr;

    if (rcc->cr & L4_CR_HSEON)
        mask &= ~L4_CR_HSEBYP;
    if (!takes_range(chip, value))
        mask &= ~L4_CR_MSIRANGE;
    if (!(rcc->bdcr & L4_BDCR_LSERDY))
        value &= ~L4_CR_MSIPLLEN;
    value |= rcc->cr & (L4_CR_MSIRGSEL | L4_CR_CSSON);
    keep_on(chip, L4_MSI, L4_CR_MSION, &value);
    keep_on(chip, L4_HSI16, L4_CR_HSION, &value);
    keep_on(chip, L4_HSE, L4_CR_HSEON, &value);
    keep_on(chip, L4_PLL, L4_CR_PLLON, &value);
    frequency_before(chip);
    rcc->cr = (rcc->cr & ~mask) | (value & mask);
    frequency_after(chip);
    l4_rcc_update(chip);
}

/* The calibrations are read-only. */
static void write_icscr(struct chip *chip, uint32_t value)
{
    uint32_t mask = l4_part_traits(chip)->icscr;
    struct l4_rcc *rcc = &stm32l4(chip)->rcc;
    rcc->icscr = (rcc->icscr & ~mask) | (value & mask);
}

static void write_cfgr(struct chip *chip, uint32_t value)
{
    struct l4_rcc *rcc = &stm32l4(chip)->rcc;
    uint32_t mask = l4_part_traits(chip)->cfgr;
    rcc->cfgr = (rcc->cfgr & ~mask) | (value & mask);
    l4_rcc_update(chip);
}

/* A PLL is set up while it is off; its outputs are switched at any time, as
 * ST's HAL does. PLLM and PLLSRC are of all three. */
static void write_pll(struct chip *chip, uint32_t *reg, uint32_t mask,
                      uint32_t busy, uint32_t value, uint32_t offset)
{
    const struct l4_rcc *rcc = &stm32l4(chip)->rcc;
    if (rcc->cr & busy) {
        if ((*reg ^ value) & mask & ~PLLCFGR_OUTS)
            warn(chip, offset, value);
        mask &= PLLCFGR_OUTS;
    }
    *reg = (*reg & ~mask) | (value & mask);
    l4_rcc_update(chip);
    l4_rcc_follow_kernels(chip);
}

static void write_cicr(struct chip *chip, uint32_t value)
{
    stm32l4(chip)->rcc.cifr &= ~value;
    l4_rcc_update_irq(chip);
}

/* A chosen RTC clock stays until BDRST, which resets the register with the
 * domain while it is set; LSECSSON can only be set. */
static void write_backup(struct chip *chip, uint32_t value)
{
    struct l4_rcc *rcc = &stm32l4(chip)->rcc;
    uint32_t mask = BDCR_MASK;
    uint32_t was_reset = rcc->bdcr & L4_BDCR_BDRST;

    if (rcc->bdcr & L4_BDCR_RTCSEL)
        mask &= ~L4_BDCR_RTCSEL;
    value |= rcc->bdcr & BDCR_LSECSSON;
    rcc->bdcr = (rcc->bdcr & ~mask) | (value & mask);
    if (rcc->bdcr & L4_BDCR_BDRST)
        rcc->bdcr &= L4_BDCR_BDRST | L4_BDCR_LSERDY | BDCR_LSCO;
    if ((rcc->bdcr & L4_BDCR_BDRST) != was_reset)
        gates_reset_kernel(chip, L4_KERNEL_RTC);
    l4_rcc_update(chip);
}

static void write_bdcr(struct chip *chip, uint32_t value)
{
    if (l4_pwr_backup_writable(chip))
        write_backup(chip, value);
    else if ((stm32l4(chip)->rcc.bdcr ^ value) & BDCR_MASK)
        event_firmware_ignored(chip, IGNORED_DBP, RCC_BASE + RCC_BDCR, value);
}

/* RMVF clears the flags when it is written, and reads 0. MSISRANGE, 4 to 7, is
 * taken with MSIRGSEL=1 only (assumed, from memory of RM0351 6.4.29). */
static void write_csr(struct chip *chip, uint32_t value)
{
    struct l4_rcc *rcc = &stm32l4(chip)->rcc;
    uint32_t mask = L4_CSR_LSION, range = (value & L4_CSR_MSISRANGE) >> 8;
    if (value & L4_CSR_RMVF)
        rcc->csr &= ~CSR_FLAGS;
    if (rcc->cr & L4_CR_MSIRGSEL && range >= 4 && range <= 7)
        mask |= L4_CSR_MSISRANGE;
    rcc->csr = (rcc->csr & ~mask) | (value & mask);
    l4_rcc_update(chip);
}

/* --- register map --- */

/* The registers that come six in a row, AHB1, AHB2, AHB3, APB1 twice and APB2,
 * with a hole before APB1. */
static const uint8_t group_index[] = {0, 1, 2, 6, 3, 4, 5};

static bool in_group(uint32_t offset, uint32_t first)
{
    return offset - first < 4 * sizeof group_index && offset != first + 0x0C;
}

static unsigned index_in_group(uint32_t offset)
{
    return group_index[(offset - RCC_AHB1RSTR) % 0x20 / 4];
}

static uint32_t group_mask(const struct chip *chip, uint32_t first,
                           uint32_t offset)
{
    struct l4_bits bits = masks_of(chip, first);
    const uint32_t masks[] = {bits.ahb1,   bits.ahb2,   bits.ahb3,
                              bits.apb1_1, bits.apb1_2, bits.apb2};
    return masks[index_in_group(offset)];
}

static uint32_t *plain_register(struct l4_rcc *rcc, uint32_t offset)
{
    if (in_group(offset, RCC_AHB1RSTR))
        return &rcc->ahb1rstr + index_in_group(offset);
    if (in_group(offset, RCC_AHB1ENR))
        return &rcc->ahb1enr + index_in_group(offset);
    if (in_group(offset, RCC_AHB1SMENR))
        return &rcc->ahb1smenr + index_in_group(offset);
    switch (offset) {
    case RCC_CR: return &rcc->cr;
    case RCC_ICSCR: return &rcc->icscr;
    case RCC_CFGR: return &rcc->cfgr;
    case RCC_PLLCFGR: return &rcc->pllcfgr;
    case RCC_PLLSAI1CFGR: return &rcc->pllsai1cfgr;
    case RCC_PLLSAI2CFGR: return &rcc->pllsai2cfgr;
    case RCC_CIER: return &rcc->cier;
    case RCC_CIFR: return &rcc->cifr;
    case RCC_CCIPR: return &rcc->ccipr;
    case RCC_BDCR: return &rcc->bdcr;
    case RCC_CSR: return &rcc->csr;
    case RCC_CRRCR: return &rcc->crrcr;
    case RCC_CCIPR2: return &rcc->ccipr2;
    default: return NULL; /* CICR is write-only */
    }
}

static enum access read(struct chip *chip, const struct map_row *row,
                        uint32_t offset, uint32_t *value)
{
    (void)row;
    const uint32_t *reg = plain_register(&stm32l4(chip)->rcc, offset);
    *value = reg ? *reg : 0;
    if (reg)
        gates_read_back(chip, reg);
    return ACCESS_OK;
}

/* WWDGEN and FWEN can only be set. RTCAPBEN is the gate of the RTC, which some
 * parts do not have. */
static void write_enable(struct chip *chip, uint32_t *reg, uint32_t value)
{
    struct l4_rcc *rcc = &stm32l4(chip)->rcc;
    if (reg == &rcc->apb1enr1)
        value |= *reg & APB1_1_SET;
    if (reg == &rcc->apb2enr)
        value |= *reg & APB2_SET;
    gates_write_enable(chip, reg, value);
    if (reg == &rcc->apb1enr1 && l4_part_traits(chip)->rtc_gate)
        rcc->rtcapb = value & RTCAPBEN;
}

static void write_group(struct chip *chip, uint32_t first, uint32_t offset,
                        uint32_t value)
{
    uint32_t *reg = plain_register(&stm32l4(chip)->rcc, offset);
    value &= group_mask(chip, first, offset);
    if (first == RCC_AHB1SMENR)
        *reg = value;
    else if (first == RCC_AHB1ENR)
        write_enable(chip, reg, value);
    else
        gates_write_reset(chip, reg, value);
}

static enum access write_clock(struct chip *chip, uint32_t offset,
                               uint32_t value)
{
    const struct l4_traits *has = l4_part_traits(chip);
    struct l4_rcc *rcc = &stm32l4(chip)->rcc;
    const uint32_t plls = L4_CR_PLLON | L4_CR_PLLSAI1ON | L4_CR_PLLSAI2ON;

    switch (offset) {
    case RCC_CR: write_cr(chip, value); break;
    case RCC_ICSCR: write_icscr(chip, value); break;
    case RCC_CFGR: write_cfgr(chip, value); break;
    case RCC_PLLCFGR:
        write_pll(chip, &rcc->pllcfgr, has->pllcfgr, plls, value, offset);
        break;
    case RCC_PLLSAI1CFGR:
        write_pll(chip, &rcc->pllsai1cfgr, has->pllsai1cfgr, L4_CR_PLLSAI1ON,
                  value, offset);
        break;
    case RCC_PLLSAI2CFGR:
        write_pll(chip, &rcc->pllsai2cfgr, has->pllsai2cfgr, L4_CR_PLLSAI2ON,
                  value, offset);
        break;
    case RCC_CRRCR:
        if (has->hsi48)
            rcc->crrcr = (rcc->crrcr & ~CRRCR_MASK) | (value & CRRCR_MASK);
        l4_rcc_update(chip);
        break;
    default: break;
    }
    return ACCESS_OK;
}

static enum access write(struct chip *chip, const struct map_row *row,
                         uint32_t offset, uint32_t value)
{
    (void)row;
    static const uint32_t groups[] = {RCC_AHB1RSTR, RCC_AHB1ENR, RCC_AHB1SMENR};
    const struct l4_traits *has = l4_part_traits(chip);
    struct l4_rcc *rcc = &stm32l4(chip)->rcc;

    for (unsigned i = 0; i < 3; i++)
        if (in_group(offset, groups[i])) {
            write_group(chip, groups[i], offset, value);
            return ACCESS_OK;
        }
    switch (offset) {
    case RCC_CIER: rcc->cier = value & has->cier; break;
    case RCC_CICR: write_cicr(chip, value); break;
    case RCC_CCIPR:
        rcc->ccipr = value & has->ccipr;
        l4_rcc_follow_kernels(chip);
        break;
    case RCC_CCIPR2:
        rcc->ccipr2 = value & has->ccipr2;
        l4_rcc_follow_kernels(chip);
        break;
    case RCC_BDCR: write_bdcr(chip, value); break;
    case RCC_CSR: write_csr(chip, value); break;
    default: return write_clock(chip, offset, value);
    }
    return ACCESS_OK;
}

/* A block is there when the part has the bit that enables its clock. */
bool l4_rcc_has(const struct chip *chip, const struct map_row *row)
{
    struct l4_bits enr = l4_part_line(chip)->enr;
    const uint32_t masks[] = {enr.ahb1,   enr.ahb2,   enr.ahb3,
                              enr.apb1_1, enr.apb1_2, enr.apb2};
    size_t base =
        offsetof(struct chip, blocks) + offsetof(struct stm32l4, rcc.ahb1enr);
    size_t index = (row->clock.reg - base) / 4;
    if (!row->clock.mask || index >= sizeof masks / sizeof *masks)
        return true;
    return masks[index] & row->clock.mask;
}

bool l4_rcc_hse_bypass(const struct chip *chip)
{
    return stm32l4(chip)->rcc.cr & L4_CR_HSEBYP;
}

static void due(struct chip *chip, const struct map_row *row, unsigned event)
{
    (void)row, (void)event;
    l4_rcc_due(chip);
}

static bool has_register(const struct chip *chip, const struct map_row *row,
                         uint32_t offset)
{
    (void)row;
    return offset == RCC_CICR || plain_register(&stm32l4(chip)->rcc, offset);
}

const struct map_kind l4_rcc = {
    .last = RCC_CCIPR2,
    .has = has_register,
    .read = read,
    .steady = map_always,
    .write = write,
    .reset = reset,
    .survivors = survivors,
    .due = due,
    .dues = 1,
};
