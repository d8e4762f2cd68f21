/* SPDX-License-Identifier: MIT */
#include "chip/stm32l4/pwr.h"

#include "chip/board.h"
#include "chip/clock.h"
#include "chip/hash.h"
#include "chip/low_power.h"
#include "chip/reset.h"
#include "chip/stm32l4/flash.h"
#include "chip/stm32l4/part.h"
#include "chip/stm32l4/rcc.h"

enum {
    PWR_CR1 = 0x00,
    PWR_CR2 = 0x04,
    PWR_CR3 = 0x08,
    PWR_CR4 = 0x0C,
    PWR_SR1 = 0x10,
    PWR_SR2 = 0x14,
    PWR_SCR = 0x18,
    PWR_PUCRA = 0x20,
    PWR_PULLS_END = PWR_PUCRA + 8 * L4_PULLS
};

/*  14  | 10:9 | 8   | 2:0
 *  LPR | VOS  | DBP | LPMS */
#define CR1_LPMS   (7u << 0)
#define CR1_DBP    (1u << 8)
#define CR1_VOS    (3u << 9)
#define CR1_LPR    (1u << 14)
#define CR1_MASK   (CR1_LPMS | CR1_DBP | CR1_VOS | CR1_LPR)
#define CR1_RESET  0x00000200u
#define CR3_EWUP   (31u << 0)
#define CR3_RRS    (1u << 8)
#define CR3_EIWUL  (1u << 15)
#define CR3_MASK   0x0000851Fu
#define CR3_RESET  0x00008000u
#define SR1_SBF    (1u << 8)
#define SR1_WUFI   (1u << 15)
#define SR2_REGLPS (1u << 8)
#define SR2_REGLPF (1u << 9)
#define SR2_VOSF   (1u << 10)
#define SCR_MASK   0x0000011Fu

enum { VOS_SHIFT = 9, LPMS_STANDBY = 3 };

/* From range 2 to range 1; no document at hand gives the time. */
#define VOS_PS (20 * PS_PER_US)

static struct l4_pwr *pwr_of(const struct chip *chip)
{
    return &stm32l4(chip)->pwr;
}

static unsigned vos(uint32_t cr1)
{
    return (cr1 & CR1_VOS) >> VOS_SHIFT;
}

static bool rising(const struct chip *chip)
{
    return clock_ps(chip) < pwr_of(chip)->range1_ps;
}

/* Until the regulator is in range 1 the limits are those of range 2. */
unsigned l4_pwr_range(const struct chip *chip)
{
    return vos(pwr_of(chip)->cr1) == 2 || rising(chip) ? 2 : 1;
}

bool l4_pwr_backup_writable(const struct chip *chip)
{
    return pwr_of(chip)->cr1 & CR1_DBP;
}

/* PA0, PC13, PE6, PA2, PC5. */
static uint8_t wkup_levels(const struct chip *chip)
{
    return (uint8_t)(board_level(chip, GPIO_A, 0) |
                     board_level(chip, GPIO_C, 13) << 1 |
                     board_level(chip, GPIO_E, 6) << 2 |
                     board_level(chip, GPIO_A, 2) << 3 |
                     board_level(chip, GPIO_C, 5) << 4);
}

/* --- reset --- */

static bool is_power_on(const struct l4_pwr *pwr, enum reset_kind kind)
{
    return kind == RESET_POWER || kind == RESET_DIP ||
           (kind == RESET_STANDBY && pwr->mode == L4_SHUTDOWN);
}

/* What is left: all flags by the exit from Standby, of which SBF is one; SBF by
 * the other resets; the registers of the wake-up pins and pulls by the exit
 * from Standby. The bit of the RCC leaves the flags. */
static struct l4_pwr after(const struct chip *chip, enum reset_kind kind)
{
    const struct l4_pwr *before = pwr_of(chip);
    struct l4_pwr pwr = {.cr1 = CR1_RESET, .cr3 = CR3_RESET};
    if (is_power_on(before, kind))
        return pwr;
    pwr.sr1 = before->sr1 & SR1_SBF;
    if (kind == RESET_NONE)
        pwr.sr1 = before->sr1;
    if (kind != RESET_STANDBY)
        return pwr;
    pwr = *before;
    pwr.cr1 = CR1_RESET;
    pwr.cr2 = 0;
    pwr.sr1 |= SR1_SBF;
    pwr.range1_ps = pwr.stop_cycle = 0;
    pwr.mode = L4_AWAKE;
    return pwr;
}

static void reset(struct chip *chip, const struct map_row *row,
                  enum reset_kind kind)
{
    (void)row;
    *pwr_of(chip) = after(chip, kind);
    pwr_of(chip)->wkup = wkup_levels(chip);
}

static uint64_t survivors(const struct chip *chip, const struct map_row *row,
                          enum reset_kind kind, uint64_t hash)
{
    (void)row;
    struct l4_pwr pwr = after(chip, kind);
    pwr.wkup = 0;
    return hash_bytes(hash, &pwr, sizeof pwr);
}

/* --- registers --- */

/* WUFI is the level of the RTC's requests. */
static uint32_t read_sr1(const struct chip *chip)
{
    const struct l4_pwr *pwr = pwr_of(chip);
    bool internal = pwr->cr3 & CR3_EIWUL && stm32l4(chip)->rtc.lines;
    return pwr->sr1 | (internal ? SR1_WUFI : 0);
}

static uint32_t read_sr2(const struct chip *chip)
{
    uint32_t sr2 = SR2_REGLPS;
    if (pwr_of(chip)->cr1 & CR1_LPR)
        sr2 |= SR2_REGLPF;
    if (rising(chip))
        sr2 |= SR2_VOSF;
    return sr2;
}

/* The two registers of a port come after each other. */
static uint32_t *pull(struct l4_pwr *pwr, uint32_t offset)
{
    unsigned port = (offset - PWR_PUCRA) / 8;
    return offset & 4 ? &pwr->pdcr[port] : &pwr->pucr[port];
}

static enum access read(struct chip *chip, const struct map_row *row,
                        uint32_t offset, uint32_t *value)
{
    (void)row;
    struct l4_pwr *pwr = pwr_of(chip);
    if (offset >= PWR_PUCRA && offset < PWR_PULLS_END) {
        *value = *pull(pwr, offset);
        return ACCESS_OK;
    }
    switch (offset) {
    case PWR_CR1: *value = pwr->cr1; break;
    case PWR_CR2: *value = pwr->cr2; break;
    case PWR_CR3: *value = pwr->cr3; break;
    case PWR_CR4: *value = pwr->cr4; break;
    case PWR_SR1: *value = read_sr1(chip); break;
    case PWR_SR2: *value = read_sr2(chip); break;
    default: *value = 0; /* SCR is write-only */
    }
    return ACCESS_OK;
}

/* VOS 00 and 11 are forbidden, and ignored. */
static void write_cr1(struct chip *chip, uint32_t value)
{
    struct l4_pwr *pwr = pwr_of(chip);
    unsigned before = vos(pwr->cr1);

    if (vos(value) != 1 && vos(value) != 2)
        value = (value & ~CR1_VOS) | (pwr->cr1 & CR1_VOS);
    if (vos(value) == 1 && before == 2)
        pwr->range1_ps = clock_ps(chip) + VOS_PS;
    pwr->cr1 = value & CR1_MASK;
    l4_rcc_check_limits(chip);
}

static enum access write(struct chip *chip, const struct map_row *row,
                         uint32_t offset, uint32_t value)
{
    (void)row;
    struct l4_pwr *pwr = pwr_of(chip);
    if (offset >= PWR_PUCRA && offset < PWR_PULLS_END) {
        *pull(pwr, offset) = value & 0xFFFF;
        return ACCESS_OK;
    }
    switch (offset) {
    case PWR_CR1: write_cr1(chip, value); break;
    case PWR_CR2: pwr->cr2 = value & l4_part_traits(chip)->pwr_cr2; break;
    case PWR_CR3: pwr->cr3 = value & CR3_MASK; break;
    case PWR_CR4: pwr->cr4 = value & l4_part_traits(chip)->pwr_cr4; break;
    case PWR_SCR: pwr->sr1 &= ~(value & SCR_MASK); break;
    default: break;
    }
    return ACCESS_OK;
}

/* SR2.VOSF falls by itself. */
static uint64_t steady(const struct chip *chip, const struct map_row *row,
                       uint32_t offset)
{
    (void)row;
    return offset == PWR_SR2 && rising(chip) ? pwr_of(chip)->range1_ps : NEVER;
}

/* --- Stop --- */

static void enter_stop(struct chip *chip)
{
    low_power_report(chip, true);
    l4_rcc_stop(chip);
    low_power_hold(chip);
    pwr_of(chip)->mode = L4_STOP;
    pwr_of(chip)->stop_cycle = chip->cycle;
    l4_rcc_update(chip);
}

void l4_pwr_wake(struct chip *chip)
{
    struct l4_pwr *pwr = pwr_of(chip);
    if (pwr->mode != L4_STOP)
        return;
    pwr->mode = L4_AWAKE;
    low_power_resume(chip, chip->cycle - pwr->stop_cycle);
}

/* --- Standby and Shutdown --- */

/* With RRS=1 Standby keeps SRAM2, which is behind SRAM1 in memory. */
static uint32_t sram_lost(const struct chip *chip)
{
    const struct l4_traits *has = l4_part_traits(chip);
    bool keeps =
        pwr_of(chip)->mode == L4_STANDBY && pwr_of(chip)->cr3 & CR3_RRS;
    return (has->sram1_kb + (keeps ? 0 : has->sram2_kb)) * 1024u;
}

/* Nothing but NRST, the IWDG, WKUP pins and the RTC ends Standby; the far ends
 * of the serial cables live on, and a flash operation is finished first. A
 * wake-up flag that is still set ends it at once. */
static void power_down(struct chip *chip, enum l4_low_power mode)
{
    struct l4_pwr *pwr = pwr_of(chip);
    pwr->mode = mode;
    if (read_sr1(chip) & (CR3_EWUP | SR1_WUFI)) {
        reset_request(chip, RESET_STANDBY);
        return;
    }
    l4_rcc_stop(chip); /* HSE, for the RTC */
    low_power_down(chip, sram_lost(chip));
}

void l4_pwr_deep_sleep(struct chip *chip)
{
    static const enum l4_low_power modes[8] = {
        L4_STOP,     L4_STOP,     L4_STOP,     [LPMS_STANDBY] = L4_STANDBY,
        L4_SHUTDOWN, L4_SHUTDOWN, L4_SHUTDOWN, L4_SHUTDOWN};
    static const uint32_t allows[] = {
        [L4_STOP] = L4_OPTR_nRST_STOP,
        [L4_STANDBY] = L4_OPTR_nRST_STDBY,
        [L4_SHUTDOWN] = L4_OPTR_nRST_SHDW,
    };
    enum l4_low_power mode = modes[pwr_of(chip)->cr1 & CR1_LPMS];
    if (!(stm32l4(chip)->flash.options[L4_OPTR] & allows[mode]))
        reset_request(chip, RESET_LOW_POWER);
    else if (mode == L4_STOP)
        enter_stop(chip);
    else
        power_down(chip, mode);
}

static void wake_up(struct chip *chip, uint32_t flags)
{
    struct l4_pwr *pwr = pwr_of(chip);
    pwr->sr1 |= flags;
    if (pwr->mode == L4_STANDBY || pwr->mode == L4_SHUTDOWN)
        reset_request(chip, RESET_STANDBY);
}

/* An edge of an enabled pin, falling where CR4.WPx is 1, sets its flag. */
static void board(struct chip *chip, const struct map_row *row)
{
    (void)row;
    struct l4_pwr *pwr = pwr_of(chip);
    uint8_t now = wkup_levels(chip);
    uint32_t active = now ^ pwr->cr4, before = pwr->wkup ^ pwr->cr4;
    uint32_t edges = active & ~before & pwr->cr3 & CR3_EWUP;

    pwr->wkup = now;
    if (edges)
        wake_up(chip, edges);
}

void l4_pwr_rtc_event(struct chip *chip)
{
    if (pwr_of(chip)->cr3 & CR3_EIWUL)
        wake_up(chip, 0);
}

static bool has_register(const struct chip *chip, const struct map_row *row,
                         uint32_t offset)
{
    (void)chip, (void)row;
    return offset <= PWR_SCR || offset >= PWR_PUCRA;
}

const struct map_kind l4_pwr = {
    .last = PWR_PULLS_END - 4,
    .has = has_register,
    .read = read,
    .steady = steady,
    .write = write,
    .reset = reset,
    .survivors = survivors,
    .board = board,
};
