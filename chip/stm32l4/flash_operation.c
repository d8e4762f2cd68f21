/* SPDX-License-Identifier: MIT
 *
 * What a store to the flash or STRT starts, how long it takes, and how it ends
 * unless a reset tears it (flash_torn.c).
 */
#include <string.h>

#include "chip/bus.h"
#include "chip/clock.h"
#include "chip/due.h"
#include "chip/event.h"
#include "chip/little_endian.h"
#include "chip/stm32l4/flash.h"
#include "chip/stm32l4/part.h"
#include "chip/stm32l4/syscfg.h"

enum { BANK_1 = 1, BANK_2 = 2, BOTH_BANKS = 3, ROW_WORDS = L4_ROW / 4 };
enum { OTP_BYTES = 1024 }; /* what is behind them is the factory's */

/* DS10198, typical, from memory (assumed). */
#define PROGRAM_PS  81700000ull
#define ROW_PS      (1900 * PS_PER_US)
#define ROW_MAX_PS  (7 * PS_PER_MS)
#define ERASE_PS    (22 * PS_PER_MS)
#define MASS_PS     22100000000ull
#define OPTION_PS   (80 * PS_PER_MS)
#define ROW_HCLK_HZ 8000000u

/* --- start and end --- */

static void report(struct chip *chip, bool begins)
{
    const struct l4_flash *flash = &stm32l4(chip)->flash;
    const struct event_nvm nvm = {
        .operation = flash->operation,
        .begins = begins,
        .address = l4_flash_base(flash) + flash->target,
        .length = flash->length,
    };
    event_nvm(chip, &nvm);
}

static void begin(struct chip *chip, enum flash_operation operation,
                  uint32_t target, uint32_t length, uint64_t ps)
{
    struct l4_flash *flash = &stm32l4(chip)->flash;
    uint32_t bank = l4_flash_bank_size(chip);
    flash->operation = operation;
    flash->target = target;
    flash->length = length;
    flash->end_ps = clock_ps(chip) + ps;
    flash->busy_banks = target < bank ? BANK_1 : BANK_2;
    if (length > bank || operation == FLASH_OPTION_WRITE)
        flash->busy_banks = BOTH_BANKS;
    flash->sr |= L4_SR_BSY;
    due_set(chip, DUE_FLASH, flash->end_ps);
    bus_remap(chip);
    report(chip, true);
}

static void start_option_write(struct chip *chip)
{
    uint32_t length =
        l4_part_traits(chip)->dual ? L4_OPTION_SIZE : L4_OPTION_BANK;
    struct l4_flash *flash = &stm32l4(chip)->flash;
    flash->otp = false;
    begin(chip, FLASH_OPTION_WRITE, 0, length, OPTION_PS);
}

/* With the mass erase of RDP 1 -> 0 the backup registers and SRAM2 go, too. */
static void open_part(struct chip *chip)
{
    struct rtc_v2 *rtc = &stm32l4(chip)->rtc;
    memset(rtc->bkpr, 0, sizeof rtc->bkpr);
    l4_syscfg_erase_sram2(chip);
}

static bool programs(enum flash_operation operation)
{
    return operation == FLASH_PROGRAM_WORD ||
           operation == FLASH_PROGRAM_HALF_PAGE;
}

/* Marks the double words that were programmed with ones. */
static void note_full(struct chip *chip)
{
    const struct l4_flash *flash = &stm32l4(chip)->flash;
    for (uint32_t i = 0; i < flash->length; i += L4_DOUBLE_WORD) {
        uint32_t low = little_endian(flash->data + i, 4);
        uint32_t high = little_endian(flash->data + i + 4, 4);
        l4_flash_ecc_set(chip, L4_ECC_FULL, flash->target + i,
                         (low & high) == 0xFFFFFFFF);
        l4_flash_ecc_set(chip, L4_ECC_BAD, flash->target + i, false);
    }
}

static void finish_cells(struct chip *chip)
{
    const struct l4_flash *flash = &stm32l4(chip)->flash;
    uint8_t *cells = l4_flash_cells(chip, flash->operation, flash->target);
    if (flash->operation == FLASH_MASS_ERASE ||
        flash->operation == FLASH_ERASE_PAGE) {
        memset(cells, 0xFF, flash->length);
        l4_flash_ecc_erase(chip, flash->target, flash->length);
        return;
    }
    memcpy(cells, flash->data, flash->length);
    if (programs(flash->operation) && !flash->otp)
        note_full(chip);
}

static void finish(struct chip *chip)
{
    struct l4_flash *flash = &stm32l4(chip)->flash;
    flash->operation = FLASH_IDLE;
    flash->otp = false;
    flash->sr &= ~L4_SR_BSY;
    flash->cr &= ~(L4_CR_STRT | L4_CR_OPTSTRT);
    if (flash->cr & L4_CR_EOPIE)
        flash->sr |= L4_SR_EOP;
    l4_flash_update_irq(chip);
    bus_remap(chip);
}

void l4_flash_due(struct chip *chip)
{
    struct l4_flash *flash = &stm32l4(chip)->flash;
    finish_cells(chip);
    l4_flash_strengthen(flash);
    report(chip, false);
    bus_remap(chip);
    if (!flash->opens) {
        finish(chip);
        return;
    }
    flash->opens = false;
    open_part(chip);
    start_option_write(chip);
}

/* --- what CR asks for --- */

/* An error flag that is still set keeps the next operation from starting. */
static bool may_start(struct chip *chip, uint32_t address, uint32_t value)
{
    if (!(stm32l4(chip)->flash.sr & L4_SR_STICKY))
        return true;
    l4_flash_fail(chip, L4_SR_PGSERR, address, value);
    return false;
}

/* At level 1 what the pins started in SRAM or system memory cannot change the
 * flash; nobody can change options at level 2. */
static bool refuses_host(const struct chip *chip)
{
    return l4_flash_rdp(chip) == 1 &&
           l4_syscfg_boot_mode(chip) != L4_BOOT_FLASH;
}

static unsigned pages(const struct chip *chip)
{
    return l4_flash_bank_size(chip) / L4_PAGE;
}

static void erase_page(struct chip *chip)
{
    struct l4_flash *flash = &stm32l4(chip)->flash;
    uint32_t cr = flash->cr, page = (cr & L4_CR_PNB) >> 3;
    unsigned bank = l4_flash_dual(chip) && cr & L4_CR_BKER ? 1 : 0;
    uint32_t target = bank * l4_flash_bank_size(chip) + page * L4_PAGE;
    if (page >= pages(chip)) { /* assumed */
        l4_flash_fail(chip, L4_SR_PGSERR, L4_FLASH_CR_ADDRESS, cr);
    } else if (l4_flash_write_protected(chip, bank, page)) {
        l4_flash_protected(chip, FLASH_BASE + target, cr);
    } else {
        flash->cr |= L4_CR_STRT;
        begin(chip, FLASH_ERASE_PAGE, target, L4_PAGE, ERASE_PS);
    }
}

/* With one protected page a bank is not erased. */
static bool bank_protected(const struct chip *chip, unsigned banks)
{
    for (unsigned bank = 0; bank < 2; bank++)
        for (unsigned page = 0; banks >> bank & 1 && page < pages(chip); page++)
            if (l4_flash_write_protected(chip, bank, page))
                return true;
    return false;
}

/* One bank alone is erased by MER1, and by MER2 too (assumed). */
static void erase_banks(struct chip *chip)
{
    struct l4_flash *flash = &stm32l4(chip)->flash;
    uint32_t size = l4_flash_bank_size(chip);
    bool dual = l4_flash_dual(chip);
    bool second = dual && flash->cr & L4_CR_MER2;
    bool first = !dual || flash->cr & L4_CR_MER1;
    if (bank_protected(chip, first | second << 1)) {
        l4_flash_protected(chip, FLASH_BASE, flash->cr);
        return;
    }
    flash->cr |= L4_CR_STRT;
    begin(chip, FLASH_MASS_ERASE, first ? 0 : size,
          first && second ? 2 * size : size, MASS_PS);
}

/* STRT with neither PER nor MERx is said to be unpredictable: nothing happens
 * (assumed). */
void l4_flash_start(struct chip *chip)
{
    const uint32_t cr = stm32l4(chip)->flash.cr;
    bool mass = cr & (L4_CR_MER1 | L4_CR_MER2);
    if (!may_start(chip, L4_FLASH_CR_ADDRESS, cr))
        return;
    if (cr & (L4_CR_PG | L4_CR_FSTPG) || (mass && cr & L4_CR_PER))
        l4_flash_fail(chip, L4_SR_PGSERR, L4_FLASH_CR_ADDRESS, cr);
    else if (refuses_host(chip))
        l4_flash_protected(chip, L4_FLASH_CR_ADDRESS, cr);
    else if (mass)
        erase_banks(chip);
    else if (cr & L4_CR_PER)
        erase_page(chip);
    else
        event_firmware_store(chip, FIRMWARE_PROTOCOL, L4_FLASH_CR_ADDRESS, cr);
}

/* Level 1 -> 0 erases all the flash first. */
void l4_flash_start_options(struct chip *chip)
{
    enum { LEVEL_0 = 0xAA };
    struct l4_flash *flash = &stm32l4(chip)->flash;
    uint32_t optr = flash->shadow[L4_OPTR];

    if (!may_start(chip, L4_FLASH_CR_ADDRESS, flash->cr))
        return;
    if (l4_flash_rdp(chip) == 2) {
        l4_flash_protected(chip, L4_FLASH_OPTR_ADDRESS, optr);
        return;
    }
    event_firmware_store(chip, FIRMWARE_OPTION, L4_FLASH_OPTR_ADDRESS, optr);
    flash->cr |= L4_CR_OPTSTRT;
    l4_flash_encode_options(chip, flash->shadow, flash->data);
    flash->opens = l4_flash_rdp(chip) == 1 && (optr & L4_OPTR_RDP) == LEVEL_0;
    if (flash->opens)
        begin(chip, FLASH_MASS_ERASE, 0, l4_flash_size(chip), MASS_PS);
    else
        start_option_write(chip);
}

/* --- programming --- */

static bool in_flash(const struct chip *chip, uint32_t address)
{
    return address - FLASH_BASE < l4_flash_size(chip);
}

static bool in_otp(uint32_t address)
{
    return address - L4_OTP_BASE < OTP_BYTES;
}

/* Of OTP or of the flash, as a stored word has it. */
static uint32_t target_of(const struct chip *chip, uint32_t address)
{
    return in_otp(address) ? address - L4_OTP_BASE
                           : l4_flash_physical(chip, address);
}

static bool is_protected(const struct chip *chip, uint32_t address)
{
    uint32_t bank = l4_flash_bank_size(chip);
    uint32_t physical = target_of(chip, address);
    if (refuses_host(chip))
        return true;
    return !in_otp(address) &&
           l4_flash_write_protected(chip, physical / bank,
                                    physical % bank / L4_PAGE);
}

/* Only an erased double word can be programmed, or any one with zeros. */
static bool takes(struct chip *chip, bool otp, uint32_t target,
                  const uint8_t *data)
{
    const uint8_t *cells =
        chip->memory + (otp ? L4_OTP_OFFSET : L4_FLASH_OFFSET) + target;
    bool zeros = true, erased = true;
    for (unsigned i = 0; i < L4_DOUBLE_WORD; i++) {
        zeros = zeros && data[i] == 0;
        erased = erased && cells[i] == 0xFF;
    }
    if (!otp && l4_flash_ecc_is(chip, L4_ECC_FULL, target))
        erased = false;
    return erased || (zeros && !otp);
}

/* The first word waits for the second. */
static void program(struct chip *chip, uint32_t address, uint32_t value)
{
    struct l4_flash *flash = &stm32l4(chip)->flash;
    if (flash->half_at == 0 && address % L4_DOUBLE_WORD == 0) {
        flash->half = value;
        flash->half_at = address;
        return;
    }
    bool right = flash->half_at && address == flash->half_at + 4;
    uint32_t at = flash->half_at;
    flash->half_at = 0;
    if (!right) {
        l4_flash_fail(chip, L4_SR_PGAERR, address, value);
        return;
    }
    bool otp = in_otp(at);
    uint32_t target = target_of(chip, at);
    put_little_endian(flash->data, 4, flash->half);
    put_little_endian(flash->data + 4, 4, value);
    if (!takes(chip, otp, target, flash->data)) {
        l4_flash_fail(chip, L4_SR_PROGERR, at, flash->half);
        return;
    }
    flash->otp = otp;
    begin(chip, FLASH_PROGRAM_WORD, target, L4_DOUBLE_WORD, PROGRAM_PS);
}

/* A fast row: its words without a gap, from its beginning, within 7 ms, at an
 * HCLK of 8 MHz at least. That the cells are erased is not checked: of others
 * nothing returns to one. */
static void program_row(struct chip *chip, uint32_t address, uint32_t value)
{
    struct l4_flash *flash = &stm32l4(chip)->flash;
    uint64_t now = clock_ps(chip);
    if (flash->row_count == 0) {
        flash->row_at = address;
        flash->row_ps = now;
    }
    if (address % L4_ROW != 4 * flash->row_count ||
        address != flash->row_at + 4 * flash->row_count || in_otp(address)) {
        uint32_t error = flash->row_count ? L4_SR_MISERR : L4_SR_PGAERR;
        flash->row_count = 0;
        l4_flash_fail(chip, error, address, value);
        return;
    }
    if (now - flash->row_ps > ROW_MAX_PS || chip->clock.hclk_hz < ROW_HCLK_HZ) {
        flash->row_count = 0;
        l4_flash_fail(chip, L4_SR_FASTERR, address, value);
        return;
    }
    put_little_endian(flash->data + 4 * flash->row_count, 4, value);
    if (++flash->row_count < ROW_WORDS)
        return;
    flash->row_count = 0;
    uint32_t target = target_of(chip, flash->row_at);
    const uint8_t *cells = chip->memory + L4_FLASH_OFFSET + target;
    for (unsigned i = 0; i < L4_ROW; i++)
        flash->data[i] &= cells[i];
    begin(chip, FLASH_PROGRAM_HALF_PAGE, target, L4_ROW, ROW_PS);
}

/* The checks are made in this order (assumed). */
static void store(struct chip *chip, uint32_t address, unsigned size,
                  uint32_t value)
{
    const struct l4_flash *flash = &stm32l4(chip)->flash;
    const uint32_t programs = L4_CR_PG | L4_CR_FSTPG;
    const uint32_t erases = L4_CR_PER | L4_CR_MER1 | L4_CR_MER2;

    if (!(flash->cr & programs) || flash->cr & erases ||
        (!in_otp(address) && !in_flash(chip, address)))
        l4_flash_fail(chip, L4_SR_PGSERR, address, value);
    else if (!may_start(chip, address, value))
        return;
    else if (size != 4)
        l4_flash_fail(chip, L4_SR_SIZERR, address, value);
    else if (is_protected(chip, address))
        l4_flash_protected(chip, address, value);
    else if (flash->cr & L4_CR_FSTPG)
        program_row(chip, address, value);
    else
        program(chip, address, value);
}

/* --- the core's accesses --- */

void l4_flash_hold(struct chip *chip)
{
    chip->bus.stall_ps = stm32l4(chip)->flash.end_ps;
    chip->attention |= ATTENTION_STALL;
}

bool l4_flash_attentive(const struct chip *chip)
{
    return stm32l4(chip)->flash.operation != FLASH_IDLE;
}

/* A bank can be read while the other one is changed. System memory, OTP and
 * option bytes count as bank 1 (assumed). */
static bool is_busy(const struct chip *chip, uint32_t address)
{
    const struct l4_flash *flash = &stm32l4(chip)->flash;
    bool second = in_flash(chip, address) &&
                  l4_flash_physical(chip, address) >= l4_flash_bank_size(chip);
    return l4_flash_attentive(chip) &&
           flash->busy_banks & (second ? BANK_2 : BANK_1);
}

enum access l4_flash_store(struct chip *chip, uint32_t address, unsigned size,
                           uint32_t value)
{
    if (l4_flash_attentive(chip)) {
        l4_flash_hold(chip);
        return ACCESS_OK;
    }
    if (!l4_flash_readable(chip, address))
        return ACCESS_FAULT;
    store(chip, address, size, value);
    return ACCESS_OK;
}

uint64_t l4_flash_busy_until(const struct chip *chip, uint32_t address,
                             bool write)
{
    bool waits = write ? l4_flash_attentive(chip) : is_busy(chip, address);
    return waits ? stm32l4(chip)->flash.end_ps : 0;
}

void l4_flash_touch(struct chip *chip, uint32_t address)
{
    if (is_busy(chip, address))
        l4_flash_hold(chip);
}
