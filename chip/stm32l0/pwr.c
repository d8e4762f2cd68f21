/* SPDX-License-Identifier: MIT */
#include "chip/stm32l0/pwr.h"

#include "chip/board.h"
#include "chip/clock.h"
#include "chip/hash.h"
#include "chip/low_power.h"
#include "chip/reset.h"
#include "chip/stm32l0/flash.h"
#include "chip/stm32l0/rcc.h"

enum { PWR_CR = 0x00, PWR_CSR = 0x04 };

/*  14    | 13        | 12:11 | 10  | 9   | 8   | 7:5 | 4    | 3    | 2    | 1
 *  LPRUN | DSEEKOFF  | VOS   | FWU | ULP | DBP | PLS | PVDE | CSBF | CWUF |
 * PDDS and 0 LPSDSR; CSBF and CWUF are write-only. */
#define CR_RESET 0x00001000u
#define CR_MASK  0x00007FF3u

enum { VOS_SHIFT = 11 };

/* No document gives the time of a VOS change; 10 us is assumed. */
#define VOS_PS     (10 * PS_PER_US)
/* VREFINT starts at every reset: PWR_CSR reads 0 there (observed on a
 * NUCLEO-L073RZ). 3 ms is assumed. */
#define VREFINT_PS (3 * PS_PER_MS)

static unsigned vos(uint32_t cr)
{
    return (cr & PWR_CR_VOS) >> VOS_SHIFT;
}

static bool vos_changing(const struct chip *chip)
{
    return clock_ps(chip) < stm32l0(chip)->pwr.vos_ready_ps;
}

/* Until a change is over, the lower voltage of the two is what counts. */
unsigned pwr_range(const struct chip *chip)
{
    const struct pwr *pwr = &stm32l0(chip)->pwr;
    unsigned range = vos(pwr->cr);
    if (!range) /* before the first power-on */
        return vos(CR_RESET);
    if (vos_changing(chip) && pwr->vos_before > range)
        return pwr->vos_before;
    return range;
}

bool pwr_backup_writable(const struct chip *chip)
{
    return stm32l0(chip)->pwr.cr & PWR_CR_DBP;
}

static uint8_t wkup_levels(const struct chip *chip)
{
    return (uint8_t)(board_level(chip, GPIO_A, 0) |
                     board_level(chip, GPIO_C, 13) << 1 |
                     board_level(chip, GPIO_E, 6) << 2);
}

/* RM0367 6.4.2: SBF survives all but a power-on reset; WUF and EWUP survive
 * the exit from Standby, and no other reset (assumed). */
static uint32_t csr_after(const struct pwr *pwr, enum reset_kind kind)
{
    switch (kind) {
    case RESET_POWER:
    case RESET_DIP: return 0;
    case RESET_STANDBY: return pwr->csr | PWR_CSR_WUF | PWR_CSR_SBF;
    default: return pwr->csr & PWR_CSR_SBF;
    }
}

/* PWRRST does not touch VREFINT (assumed). */
static void reset(struct chip *chip, const struct map_row *row,
                  enum reset_kind kind)
{
    (void)row;
    const struct pwr before = stm32l0(chip)->pwr;
    stm32l0(chip)->pwr = (struct pwr){
        .cr = CR_RESET,
        .csr = csr_after(&before, kind),
        .vref_ready_ps = kind == RESET_NONE ? before.vref_ready_ps
                                            : clock_ps(chip) + VREFINT_PS,
        .wkup = wkup_levels(chip),
    };
}

static uint64_t survivors(const struct chip *chip, const struct map_row *row,
                          enum reset_kind kind, uint64_t hash)
{
    (void)row;
    return hash_word(hash, csr_after(&stm32l0(chip)->pwr, kind));
}

static uint32_t read_csr(const struct chip *chip)
{
    const struct pwr *pwr = &stm32l0(chip)->pwr;
    uint32_t low_power = PWR_CR_LPRUN | PWR_CR_LPSDSR;
    uint32_t csr = pwr->csr;

    if (clock_ps(chip) >= pwr->vref_ready_ps)
        csr |= PWR_CSR_VREFINTRDYF;
    if (vos_changing(chip))
        csr |= PWR_CSR_VOSF;
    /* LPRUN acts together with LPSDSR (RM0367 6.4.1); immediate (assumed). */
    if ((pwr->cr & low_power) == low_power)
        csr |= PWR_CSR_REGLPF;
    return csr;
}

static enum access read(struct chip *chip, const struct map_row *row,
                        uint32_t offset, uint32_t *value)
{
    (void)row;
    switch (offset) {
    case PWR_CR: *value = stm32l0(chip)->pwr.cr; break;
    case PWR_CSR: *value = read_csr(chip); break;
    default: *value = 0;
    }
    return ACCESS_OK;
}

static void write_cr(struct chip *chip, uint32_t value)
{
    struct pwr *pwr = &stm32l0(chip)->pwr;
    unsigned before = vos(pwr->cr);

    if (vos(value) == 0) /* RM0367 6.4.1: 00 is forbidden and ignored */
        value |= before << VOS_SHIFT;
    if (value & PWR_CR_CWUF)
        pwr->csr &= ~PWR_CSR_WUF;
    if (value & PWR_CR_CSBF)
        pwr->csr &= ~PWR_CSR_SBF;
    if (vos(value) != before) {
        pwr->vos_before = pwr_range(chip);
        pwr->vos_ready_ps = clock_ps(chip) + VOS_PS;
    }
    pwr->cr = value & CR_MASK;
    rcc_check_limits(chip);
}

static enum access write(struct chip *chip, const struct map_row *row,
                         uint32_t offset, uint32_t value)
{
    (void)row;
    struct pwr *pwr = &stm32l0(chip)->pwr;

    switch (offset) {
    case PWR_CR: write_cr(chip, value); break;
    case PWR_CSR:
        pwr->csr = (pwr->csr & ~PWR_CSR_EWUP) | (value & PWR_CSR_EWUP);
        break;
    default: break;
    }
    return ACCESS_OK;
}

/* --- Stop --- */

static void enter_stop(struct chip *chip)
{
    if (!(stm32l0(chip)->flash.optr & FLASH_OPTR_nRST_STOP)) {
        reset_request(chip, RESET_LOW_POWER);
        return;
    }
    low_power_report(chip, true);
    rcc_stop(chip);
    low_power_hold(chip);
    stm32l0(chip)->pwr.stop = true;
    stm32l0(chip)->pwr.stop_cycle = chip->cycle;
    rcc_follow_kernels(chip);
}

/* The counters take up where they stood: their time base moves. */
void pwr_wake(struct chip *chip)
{
    struct pwr *pwr = &stm32l0(chip)->pwr;
    if (!pwr->stop)
        return;
    uint64_t asleep = chip->cycle - pwr->stop_cycle;
    pwr->stop = false;
    low_power_resume(chip, asleep);
}

/* --- Standby --- */

/* Nothing but NRST, the IWDG, WKUP pins and the RTC ends Standby; the far ends
 * of the serial cables live on, and an NVM operation is finished first. */
static void power_down(struct chip *chip)
{
    rcc_stop(chip); /* HSE, for the RTC */
    low_power_down(chip, chip->part.sram_size);
}

static void enter_standby(struct chip *chip)
{
    struct pwr *pwr = &stm32l0(chip)->pwr;
    if (!(stm32l0(chip)->flash.optr & FLASH_OPTR_nRST_STDBY)) {
        reset_request(chip, RESET_LOW_POWER);
        return;
    }
    pwr->standby = true;
    pwr->csr |= PWR_CSR_SBF;
    if (pwr->csr & PWR_CSR_WUF) /* awake again at once (assumed) */
        reset_request(chip, RESET_STANDBY);
    else
        power_down(chip);
}

void pwr_deep_sleep(struct chip *chip)
{
    if (stm32l0(chip)->pwr.cr & PWR_CR_PDDS)
        enter_standby(chip);
    else
        enter_stop(chip);
}

/* RM0367 6.4.2: WUF is set in every mode. */
static void wake_up(struct chip *chip)
{
    struct pwr *pwr = &stm32l0(chip)->pwr;
    pwr->csr |= PWR_CSR_WUF;
    if (pwr->standby)
        reset_request(chip, RESET_STANDBY);
}

/* A rising edge on WKUP1 (PA0), WKUP2 (PC13) or WKUP3 (PE6) sets WUF and ends
 * Standby. */
static void board(struct chip *chip, const struct map_row *row)
{
    (void)row;
    struct pwr *pwr = &stm32l0(chip)->pwr;
    uint8_t now = wkup_levels(chip);
    unsigned rising = now & ~(unsigned)pwr->wkup;

    pwr->wkup = now;
    if (rising & (pwr->csr & PWR_CSR_EWUP) >> 8)
        wake_up(chip);
}

void pwr_rtc_event(struct chip *chip)
{
    wake_up(chip);
}

static uint64_t steady(const struct chip *chip, const struct map_row *row,
                       uint32_t offset)
{
    (void)row;
    const struct pwr *pwr = &stm32l0(chip)->pwr;
    uint64_t now = clock_ps(chip), first = NEVER;
    if (offset != PWR_CSR)
        return NEVER;
    if (pwr->vref_ready_ps > now)
        first = pwr->vref_ready_ps;
    if (pwr->vos_ready_ps > now && pwr->vos_ready_ps < first)
        first = pwr->vos_ready_ps;
    return first;
}

const struct map_kind pwr = {
    .read = read,
    .steady = steady,
    .write = write,
    .reset = reset,
    .survivors = survivors,
    .board = board,
};
