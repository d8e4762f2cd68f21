/* SPDX-License-Identifier: MIT */
#include "chip/stm32f4/rcc.h"

#include "chip/bus.h"
#include "chip/core/nvic.h"
#include "chip/event.h"
#include "chip/frequency.h"
#include "chip/gates.h"
#include "chip/hash.h"
#include "chip/stm32f4/part.h"
#include "chip/stm32f4/pwr.h"

enum {
    RCC_CR = 0x00,
    RCC_PLLCFGR = 0x04,
    RCC_CFGR = 0x08,
    RCC_CIR = 0x0C,
    RCC_AHB1RSTR = 0x10,
    RCC_AHB1ENR = 0x30,
    RCC_AHB1LPENR = 0x50,
    RCC_BDCR = 0x70,
    RCC_CSR = 0x74,
    RCC_SSCGR = 0x80,
    RCC_PLLI2SCFGR = 0x84,
    RCC_DCKCFGR = 0x8C,
};

#define RCC_BASE 0x40023800u

#define CR_MASK                                                                \
    (F4_CR_HSION | F4_CR_HSITRIM | F4_CR_HSEON | F4_CR_HSEBYP | F4_CR_CSSON |  \
     F4_CR_PLLON | F4_CR_PLLI2SON)
#define PLLCFGR_MASK  0x0F437FFFu /* PLLQ, PLLSRC, PLLP, PLLN, PLLM */
#define PLLCFGR_RESET 0x24003010u
#define CFGR_MASK     0xFFFFFCF3u /* all but SWS */
#define CFGR_SW_NONE  3u
/* CIR: the flags, their enables 8 bits higher, what clears them 16. CSSF is 7
 * and has no enable. */
#define CIR_FLAGS     0x0000003Fu
#define CIR_ENABLES   0x00003F00u
#define CIR_CLEARS    0x00BF0000u
#define CSR_FLAGS     0xFE000000u
#define SSCGR_MASK    0xCFFFFFFFu /* all but 29:28 */

/* Bits of the reset registers that differ from those of the enables: no reset
 * of BKPSRAM, CCMDATARAM, of Ethernet but its MAC, of the ULPI; one for all
 * ADCs. */
#define AHB1RSTR_NONE 0x5C140000u
#define APB2RSTR_NONE 0x00000600u

/* Factory calibration, made up. */
enum { HSICAL = 0x78 };

void f4_rcc_update_irq(struct chip *chip)
{
    uint32_t cir = stm32f4(chip)->rcc.cir;
    nvic_request(chip, map_at(chip, RCC_BASE),
                 cir & CIR_FLAGS & (cir & CIR_ENABLES) >> 8);
}

/* --- reset --- */

/* Internal resets pull NRST low too, hence PINRSTF. An exit from Standby leaves
 * no flag here, only PWR_CSR.SBF (assumed); the option bytes of an F4 are
 * loaded by any reset. */
static uint32_t reset_flags(enum reset_kind kind)
{
    switch (kind) {
    case RESET_POWER:
    case RESET_DIP: return F4_CSR_PORRSTF | F4_CSR_PINRSTF | F4_CSR_BORRSTF;
    case RESET_PIN: return F4_CSR_PINRSTF;
    case RESET_SYSTEM: return F4_CSR_SFTRSTF | F4_CSR_PINRSTF;
    case RESET_IWDG: return F4_CSR_IWDGRSTF | F4_CSR_PINRSTF;
    case RESET_WWDG: return F4_CSR_WWDGRSTF | F4_CSR_PINRSTF;
    case RESET_LOW_POWER: return F4_CSR_LPWRRSTF | F4_CSR_PINRSTF;
    default: return 0;
    }
}

static bool loses_domain(enum reset_kind kind)
{
    return kind == RESET_POWER || kind == RESET_DIP;
}

/* The flags add up; LSION stays with them. An LSI that the IWDG forced on stops
 * (assumed: at the next start it gets ready again). */
static uint32_t csr_after(const struct f4_rcc *rcc, enum reset_kind kind)
{
    uint32_t kept = CSR_FLAGS;
    if (rcc->csr & F4_CSR_LSION)
        kept |= F4_CSR_LSION | F4_CSR_LSIRDY;
    return (loses_domain(kind) ? 0 : rcc->csr & kept) | reset_flags(kind);
}

/* There is no supply on VBAT while VDD is off (assumed: the boards wire it to
 * VDD). */
static uint32_t bdcr_after(const struct f4_rcc *rcc, enum reset_kind kind)
{
    return loses_domain(kind) ? 0 : rcc->bdcr;
}

static uint64_t survivors(const struct chip *chip, const struct map_row *row,
                          enum reset_kind kind, uint64_t hash)
{
    const struct f4_rcc *rcc = &stm32f4(chip)->rcc;
    bool starting = rcc->ready_ps[F4_LSE] != NEVER && !loses_domain(kind);
    (void)row;
    hash = hash_word(hash, (uint64_t)starting << 32 | csr_after(rcc, kind));
    return hash_word(hash, bdcr_after(rcc, kind));
}

static void reset(struct chip *chip, const struct map_row *row,
                  enum reset_kind kind)
{
    (void)row;
    const struct f4_line *line = f4_part_line(chip);
    const struct f4_rcc before = stm32f4(chip)->rcc;

    stm32f4(chip)->rcc = (struct f4_rcc){
        .cr = F4_CR_HSION | F4_CR_HSIRDY | 16 << 3 | HSICAL << 8,
        .pllcfgr = PLLCFGR_RESET,
        .ahb1enr = line->ahb1enr_reset,
        .ahb1lpenr = line->lpenr_reset.ahb1,
        .ahb2lpenr = line->lpenr_reset.ahb2,
        .ahb3lpenr = line->lpenr_reset.ahb3,
        .apb1lpenr = line->lpenr_reset.apb1,
        .apb2lpenr = line->lpenr_reset.apb2,
        .bdcr = bdcr_after(&before, kind),
        .csr = csr_after(&before, kind),
        .plli2scfgr = line->plli2scfgr_reset,
    };
    for (unsigned i = 0; i < F4_OSCILLATORS; i++)
        stm32f4(chip)->rcc.ready_ps[i] = NEVER;
    if (!loses_domain(kind)) {
        stm32f4(chip)->rcc.ready_ps[F4_LSE] = before.ready_ps[F4_LSE];
        stm32f4(chip)->rcc.ready_ps[F4_LSI] = before.ready_ps[F4_LSI];
        stm32f4(chip)->rcc.rtc_hz = before.rtc_hz;
    }
    f4_rcc_update(chip);
    f4_rcc_update_irq(chip);
}

/* --- clock registers --- */

static void keep_on(const struct chip *chip, enum f4_oscillator which,
                    uint32_t bit, uint32_t *value)
{
    if (f4_rcc_in_use(chip, which))
        *value |= bit;
}

/* What makes SYSCLK cannot be switched off; HSEBYP can be written while HSE is
 * off only. */
static void write_cr(struct chip *chip, uint32_t value)
{
    struct f4_rcc *rcc = &stm32f4(chip)->rcc;
    uint32_t mask = CR_MASK;

    if (rcc->cr & F4_CR_HSEON)
        mask &= ~F4_CR_HSEBYP;
    keep_on(chip, F4_HSI, F4_CR_HSION, &value);
    keep_on(chip, F4_HSE, F4_CR_HSEON, &value);
    keep_on(chip, F4_PLL, F4_CR_PLLON, &value);
    rcc->cr = (rcc->cr & ~mask) | (value & mask);
    f4_rcc_update(chip);
}

static void warn(struct chip *chip, uint32_t offset, uint32_t value)
{
    event_firmware_store(chip, FIRMWARE_PROTOCOL, RCC_BASE + offset, value);
}

/* The PLLs are set up while both are off: PLLM and PLLSRC are of both. */
static void write_pllcfgr(struct chip *chip, uint32_t value)
{
    struct f4_rcc *rcc = &stm32f4(chip)->rcc;
    if (rcc->cr & (F4_CR_PLLON | F4_CR_PLLI2SON)) {
        if ((rcc->pllcfgr ^ value) & PLLCFGR_MASK)
            warn(chip, RCC_PLLCFGR, value);
        return;
    }
    rcc->pllcfgr = (PLLCFGR_RESET & ~PLLCFGR_MASK) | (value & PLLCFGR_MASK);
    f4_rcc_update(chip);
}

static void write_plli2scfgr(struct chip *chip, uint32_t value)
{
    struct f4_rcc *rcc = &stm32f4(chip)->rcc;
    uint32_t mask = f4_part_line(chip)->plli2scfgr;
    if (rcc->cr & F4_CR_PLLI2SON) {
        if ((rcc->plli2scfgr ^ value) & mask)
            warn(chip, RCC_PLLI2SCFGR, value);
        return;
    }
    rcc->plli2scfgr = value & mask;
}

/* SW=11 is not allowed, and kept without effect (assumed). */
static void write_cfgr(struct chip *chip, uint32_t value)
{
    struct f4_rcc *rcc = &stm32f4(chip)->rcc;
    if ((value & F4_CFGR_SW) == CFGR_SW_NONE)
        warn(chip, RCC_CFGR, value);
    frequency_before(chip); /* RTCPRE: a timer may measure HSE */
    rcc->cfgr = (rcc->cfgr & ~CFGR_MASK) | (value & CFGR_MASK);
    frequency_after(chip);
    f4_rcc_update(chip);
}

static void write_cir(struct chip *chip, uint32_t value)
{
    struct f4_rcc *rcc = &stm32f4(chip)->rcc;
    rcc->cir &= ~(CIR_ENABLES | (value & CIR_CLEARS) >> 16);
    rcc->cir |= value & CIR_ENABLES;
    f4_rcc_update_irq(chip);
}

/* A chosen RTC clock stays until BDRST, which resets the register with the
 * domain while it is set. */
static void write_bdcr(struct chip *chip, uint32_t value)
{
    struct f4_rcc *rcc = &stm32f4(chip)->rcc;
    uint32_t mask = f4_part_line(chip)->bdcr;
    uint32_t was_reset = rcc->bdcr & F4_BDCR_BDRST;

    if (!f4_pwr_backup_writable(chip)) {
        if ((rcc->bdcr ^ value) & mask)
            event_firmware_ignored(chip, IGNORED_DBP, RCC_BASE + RCC_BDCR,
                                   value);
        return;
    }
    if (rcc->bdcr & F4_BDCR_RTCSEL)
        mask &= ~F4_BDCR_RTCSEL;
    rcc->bdcr = (rcc->bdcr & ~mask) | (value & mask);
    if (rcc->bdcr & F4_BDCR_BDRST)
        rcc->bdcr &= F4_BDCR_BDRST | F4_BDCR_LSERDY;
    if ((rcc->bdcr & F4_BDCR_BDRST) != was_reset)
        gates_reset_kernel(chip, F4_KERNEL_RTC);
    f4_rcc_update(chip);
}

/* RMVF reads 0: it acts when it is written. */
static void write_csr(struct chip *chip, uint32_t value)
{
    struct f4_rcc *rcc = &stm32f4(chip)->rcc;
    if (value & F4_CSR_RMVF)
        rcc->csr &= ~CSR_FLAGS;
    rcc->csr = (rcc->csr & ~F4_CSR_LSION) | (value & F4_CSR_LSION);
    f4_rcc_update(chip);
}

static void write_dckcfgr(struct chip *chip, uint32_t value)
{
    frequency_before(chip);
    stm32f4(chip)->rcc.dckcfgr = value & f4_part_line(chip)->dckcfgr;
    frequency_after(chip);
}

/* --- register map --- */

/* The registers that come five in a row, AHB1, AHB2, AHB3, APB1 and APB2, with
 * a hole before APB1. */
static const uint8_t group_index[] = {0, 1, 2, 5, 3, 4};

static bool in_group(uint32_t offset, uint32_t first)
{
    return offset - first < 4 * sizeof group_index && offset != first + 0x0C;
}

static unsigned index_in_group(uint32_t offset)
{
    return group_index[(offset - RCC_AHB1RSTR) % 0x20 / 4];
}

static uint32_t group_mask(const struct f4_bits *bits, uint32_t offset)
{
    const uint32_t masks[] = {bits->ahb1, bits->ahb2, bits->ahb3, bits->apb1,
                              bits->apb2};
    return masks[index_in_group(offset)];
}

static uint32_t *plain_register(struct f4_rcc *rcc, uint32_t offset)
{
    if (in_group(offset, RCC_AHB1RSTR))
        return &rcc->ahb1rstr + index_in_group(offset);
    if (in_group(offset, RCC_AHB1ENR))
        return &rcc->ahb1enr + index_in_group(offset);
    if (in_group(offset, RCC_AHB1LPENR))
        return &rcc->ahb1lpenr + index_in_group(offset);
    switch (offset) {
    case RCC_CR: return &rcc->cr;
    case RCC_PLLCFGR: return &rcc->pllcfgr;
    case RCC_CFGR: return &rcc->cfgr;
    case RCC_CIR: return &rcc->cir;
    case RCC_BDCR: return &rcc->bdcr;
    case RCC_CSR: return &rcc->csr;
    case RCC_SSCGR: return &rcc->sscgr;
    case RCC_PLLI2SCFGR: return &rcc->plli2scfgr;
    case RCC_DCKCFGR: return &rcc->dckcfgr;
    default: return NULL;
    }
}

static enum access read(struct chip *chip, const struct map_row *row,
                        uint32_t offset, uint32_t *value)
{
    (void)row;
    const uint32_t *reg = plain_register(&stm32f4(chip)->rcc, offset);
    *value = reg ? *reg : 0;
    if (reg)
        gates_read_back(chip, reg);
    return ACCESS_OK;
}

static void write_group(struct chip *chip, uint32_t offset, uint32_t value)
{
    const struct f4_line *line = f4_part_line(chip);
    uint32_t *reg = plain_register(&stm32f4(chip)->rcc, offset);
    if (in_group(offset, RCC_AHB1LPENR)) {
        *reg = value & group_mask(&line->lpenr, offset);
        return;
    }
    value &= group_mask(&line->enr, offset);
    if (in_group(offset, RCC_AHB1ENR)) {
        gates_write_enable(chip, reg, value);
        bus_remap(chip); /* CCM data RAM has a gate */
        return;
    }
    struct f4_bits none = {.ahb1 = AHB1RSTR_NONE, .apb2 = APB2RSTR_NONE};
    gates_write_reset(chip, reg, value & ~group_mask(&none, offset));
}

static enum access write(struct chip *chip, const struct map_row *row,
                         uint32_t offset, uint32_t value)
{
    (void)row;
    if (in_group(offset, RCC_AHB1RSTR) || in_group(offset, RCC_AHB1ENR) ||
        in_group(offset, RCC_AHB1LPENR)) {
        write_group(chip, offset, value);
        return ACCESS_OK;
    }
    switch (offset) {
    case RCC_CR: write_cr(chip, value); break;
    case RCC_PLLCFGR: write_pllcfgr(chip, value); break;
    case RCC_CFGR: write_cfgr(chip, value); break;
    case RCC_CIR: write_cir(chip, value); break;
    case RCC_BDCR: write_bdcr(chip, value); break;
    case RCC_CSR: write_csr(chip, value); break;
    case RCC_SSCGR: stm32f4(chip)->rcc.sscgr = value & SSCGR_MASK; break;
    case RCC_PLLI2SCFGR: write_plli2scfgr(chip, value); break;
    case RCC_DCKCFGR: write_dckcfgr(chip, value); break;
    default: break;
    }
    return ACCESS_OK;
}

/* A block is there when the part has the bit that enables its clock. */
bool f4_rcc_has(const struct chip *chip, const struct map_row *row)
{
    const struct f4_line *line = f4_part_line(chip);
    size_t base =
        offsetof(struct chip, blocks) + offsetof(struct stm32f4, rcc.ahb1enr);
    const uint32_t enr[] = {line->enr.ahb1, line->enr.ahb2, line->enr.ahb3,
                            line->enr.apb1, line->enr.apb2};
    if (!row->clock.mask)
        return true;
    return enr[(row->clock.reg - base) / 4] & row->clock.mask;
}

bool f4_rcc_hse_bypass(const struct chip *chip)
{
    return stm32f4(chip)->rcc.cr & F4_CR_HSEBYP;
}

static void due(struct chip *chip, const struct map_row *row, unsigned event)
{
    (void)row, (void)event;
    f4_rcc_due(chip);
}

static bool has_register(const struct chip *chip, const struct map_row *row,
                         uint32_t offset)
{
    (void)row;
    return plain_register(&stm32f4(chip)->rcc, offset);
}

const struct map_kind f4_rcc = {
    .last = RCC_DCKCFGR,
    .has = has_register,
    .read = read,
    .steady = map_always,
    .write = write,
    .reset = reset,
    .survivors = survivors,
    .due = due,
    .dues = 1,
};
