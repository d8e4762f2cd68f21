/* SPDX-License-Identifier: MIT */
#include "chip/stm32f4/pwr.h"

#include "chip/board.h"
#include "chip/clock.h"
#include "chip/hash.h"
#include "chip/low_power.h"
#include "chip/reset.h"
#include "chip/stm32f4/flash.h"
#include "chip/stm32f4/part.h"
#include "chip/stm32f4/rcc.h"
#include "chip/survivors.h"

enum { PWR_CR = 0x00, PWR_CSR = 0x04 };

/*  15:14 | 13     | 11     | 10     | 9    | 8   | 7:5 | 4    | 3    | 2    | 1
 *  VOS   | ADCDC1 | MRLVDS | LPLVDS | FPDS | DBP | PLS | PVDE | CSBF | CWUF |
 * PDDS and 0 LPDS; VOS of an F405 and F407 is bit 14 alone, and 13, 11 and 10
 * are reserved. CSBF and CWUF are write-only. */
#define CR_PDDS    (1u << 1)
#define CR_CWUF    (1u << 2)
#define CR_CSBF    (1u << 3)
#define CR_DBP     (1u << 8)
#define CSR_WUF    (1u << 0)
#define CSR_SBF    (1u << 1)
#define CSR_BRR    (1u << 3)
#define CSR_EWUP   (1u << 8)
#define CSR_BRE    (1u << 9)
#define CSR_VOSRDY (1u << 14)

enum { VOS_SHIFT = 14 };

/* A VOS of 00, which an F401 and F411 do not have, counts as scale 3; the F401
 * has no scale 1 (both assumed). */
unsigned f4_pwr_scale(const struct chip *chip)
{
    const struct f4_line *line = f4_part_line(chip);
    uint32_t cr = stm32f4(chip)->pwr.cr;
    if (line->pwr_vos == 1u << VOS_SHIFT)
        return cr & line->pwr_vos ? 1 : 2;
    unsigned vos = (cr & line->pwr_vos) >> VOS_SHIFT;
    if (!f4_rcc_pll_ready(chip) || vos <= 1)
        return 3;
    return vos == 3 && line->sysclk[0] ? 1 : 2;
}

bool f4_pwr_backup_writable(const struct chip *chip)
{
    return stm32f4(chip)->pwr.cr & CR_DBP;
}

static bool wkup_level(const struct chip *chip)
{
    return board_level(chip, GPIO_A, 0);
}

/* CR is reset by the exit from Standby, CSR is not; the other resets clear WUF
 * and EWUP (assumed, as on the L0). BRE is of the backup domain. */
static uint32_t csr_after(const struct f4_pwr *pwr, enum reset_kind kind)
{
    switch (kind) {
    case RESET_POWER:
    case RESET_DIP: return 0;
    case RESET_STANDBY: return pwr->csr | CSR_WUF | CSR_SBF;
    default: return pwr->csr & (CSR_SBF | CSR_BRE);
    }
}

static void reset(struct chip *chip, const struct map_row *row,
                  enum reset_kind kind)
{
    (void)row;
    const struct f4_pwr before = stm32f4(chip)->pwr;
    stm32f4(chip)->pwr = (struct f4_pwr){
        .cr = f4_part_line(chip)->pwr_cr_reset,
        .csr = csr_after(&before, kind),
        .wkup = wkup_level(chip),
    };
}

static uint64_t survivors(const struct chip *chip, const struct map_row *row,
                          enum reset_kind kind, uint64_t hash)
{
    (void)row;
    return hash_word(hash, csr_after(&stm32f4(chip)->pwr, kind));
}

static uint32_t read_csr(const struct chip *chip)
{
    uint32_t csr = stm32f4(chip)->pwr.csr;
    if (csr & CSR_BRE)
        csr |= CSR_BRR;
    if (f4_rcc_pll_ready(chip))
        csr |= CSR_VOSRDY;
    return csr;
}

static enum access read(struct chip *chip, const struct map_row *row,
                        uint32_t offset, uint32_t *value)
{
    (void)row;
    switch (offset) {
    case PWR_CR: *value = stm32f4(chip)->pwr.cr; break;
    case PWR_CSR: *value = read_csr(chip); break;
    default: *value = 0;
    }
    return ACCESS_OK;
}

static void write_cr(struct chip *chip, uint32_t value)
{
    struct f4_pwr *pwr = &stm32f4(chip)->pwr;
    if (value & CR_CWUF)
        pwr->csr &= ~CSR_WUF;
    if (value & CR_CSBF)
        pwr->csr &= ~CSR_SBF;
    pwr->cr = value & f4_part_line(chip)->pwr_cr;
    f4_rcc_check_limits(chip);
}

/* BRE needs DBP (assumed), and a part with backup SRAM. */
static void write_csr(struct chip *chip, uint32_t value)
{
    struct f4_pwr *pwr = &stm32f4(chip)->pwr;
    uint32_t mask = CSR_EWUP;
    if (f4_part_line(chip)->ccm && f4_pwr_backup_writable(chip))
        mask |= CSR_BRE;
    pwr->csr = (pwr->csr & ~mask) | (value & mask);
}

static enum access write(struct chip *chip, const struct map_row *row,
                         uint32_t offset, uint32_t value)
{
    (void)row;
    if (offset == PWR_CR)
        write_cr(chip, value);
    else if (offset == PWR_CSR)
        write_csr(chip, value);
    return ACCESS_OK;
}

/* --- Stop and Standby --- */

static void enter_stop(struct chip *chip)
{
    if (!(stm32f4(chip)->flash.options & F4_OPTCR_nRST_STOP)) {
        reset_request(chip, RESET_LOW_POWER);
        return;
    }
    low_power_report(chip, true);
    f4_rcc_stop(chip);
    low_power_hold(chip);
    stm32f4(chip)->pwr.stop = true;
    stm32f4(chip)->pwr.stop_cycle = chip->cycle;
    f4_rcc_update(chip);
}

void f4_pwr_wake(struct chip *chip)
{
    struct f4_pwr *pwr = &stm32f4(chip)->pwr;
    if (!pwr->stop)
        return;
    pwr->stop = false;
    low_power_resume(chip, chip->cycle - pwr->stop_cycle);
}

/* Nothing but NRST, the IWDG, WKUP and the RTC ends Standby; the far ends of
 * the serial cables live on, and a flash operation is finished first. */
static void enter_standby(struct chip *chip)
{
    struct f4_pwr *pwr = &stm32f4(chip)->pwr;
    if (!(stm32f4(chip)->flash.options & F4_OPTCR_nRST_STDBY)) {
        reset_request(chip, RESET_LOW_POWER);
        return;
    }
    pwr->standby = true;
    pwr->csr |= CSR_SBF;
    if (pwr->csr & CSR_WUF) { /* awake again at once (assumed) */
        reset_request(chip, RESET_STANDBY);
        return;
    }
    f4_rcc_stop(chip); /* HSE, for the RTC */
    low_power_down(chip, survivors_ram_size(chip));
}

void f4_pwr_deep_sleep(struct chip *chip)
{
    if (stm32f4(chip)->pwr.cr & CR_PDDS)
        enter_standby(chip);
    else
        enter_stop(chip);
}

static void wake_up(struct chip *chip)
{
    struct f4_pwr *pwr = &stm32f4(chip)->pwr;
    pwr->csr |= CSR_WUF;
    if (pwr->standby)
        reset_request(chip, RESET_STANDBY);
}

/* A rising edge on WKUP (PA0) sets WUF and ends Standby. */
static void board(struct chip *chip, const struct map_row *row)
{
    (void)row;
    struct f4_pwr *pwr = &stm32f4(chip)->pwr;
    bool before = pwr->wkup;

    pwr->wkup = wkup_level(chip);
    if (pwr->wkup && !before && pwr->csr & CSR_EWUP)
        wake_up(chip);
}

void f4_pwr_rtc_event(struct chip *chip)
{
    wake_up(chip);
}

/* VOSRDY follows the PLL, which has an event. */
const struct map_kind f4_pwr = {
    .last = PWR_CSR,
    .read = read,
    .steady = map_always,
    .write = write,
    .reset = reset,
    .survivors = survivors,
    .board = board,
};
