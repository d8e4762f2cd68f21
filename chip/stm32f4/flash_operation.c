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
#include "chip/stm32f4/flash.h"

enum { PSIZE_X64 = 3, OTP_BLOCK = 32, OTP_BLOCKS = 16 };
enum { OTP_LOCKS = OTP_BLOCK * OTP_BLOCKS }; /* offset of the lock bytes */

/* --- times --- */

/* Of the datasheets' "Flash memory programming", typical, from memory
 * (assumed), by PSIZE; those of x64 are said to be shorter than at x32. */
#define PROGRAM_PS (16 * PS_PER_US)

struct times {
    uint16_t sector_16k, sector_64k, sector_128k; /* ms */
};

static const struct times times[] = {
    {400, 1200, 2000},
    {300, 700, 1300},
    {250, 550, 1000},
    {230, 490, 875},
};

static const struct times *times_of(const struct chip *chip)
{
    return &times[(stm32f4(chip)->flash.cr & F4_CR_PSIZE) >> 8];
}

static uint64_t sector_ps(const struct chip *chip, uint32_t size)
{
    const struct times *t = times_of(chip);
    if (size <= 16 * 1024)
        return t->sector_16k * PS_PER_MS;
    return (size <= 64 * 1024 ? t->sector_64k : t->sector_128k) * PS_PER_MS;
}

/* 16 s for 1 MB at x8 and 8 s at x32: so long as sectors of 128 KB take. */
static uint64_t mass_ps(const struct chip *chip)
{
    return chip->part.flash_kb / 128 * times_of(chip)->sector_128k * PS_PER_MS;
}

/* --- sectors --- */

struct f4_sector f4_flash_sector_at(const struct chip *chip, uint32_t offset)
{
    const uint32_t k = 1024;
    if (offset >= chip->part.flash_kb * k)
        return (struct f4_sector){0};
    if (offset < 64 * k)
        return (struct f4_sector){offset / (16 * k), offset & ~(16 * k - 1),
                                  16 * k};
    if (offset < 128 * k)
        return (struct f4_sector){4, 64 * k, 64 * k};
    return (struct f4_sector){4 + offset / (128 * k), offset & ~(128 * k - 1),
                              128 * k};
}

struct f4_sector f4_flash_sector(const struct chip *chip, unsigned number)
{
    const uint32_t k = 1024;
    if (number < 4)
        return f4_flash_sector_at(chip, number * 16 * k);
    if (number == 4)
        return f4_flash_sector_at(chip, 64 * k);
    return f4_flash_sector_at(chip, (number - 4) * 128 * k);
}

/* --- start and end --- */

static void report(struct chip *chip, bool begins)
{
    const struct f4_flash *flash = &stm32f4(chip)->flash;
    bool mass = flash->operation == FLASH_MASS_ERASE;
    uint32_t base = flash->otp ? F4_OTP_BASE : f4_flash_base(flash->operation);
    const struct event_nvm nvm = {
        .operation = flash->operation,
        .begins = begins,
        .address = mass ? FLASH_BASE : base + flash->target,
        .length = mass ? chip->part.flash_kb * 1024u : flash->length,
    };
    event_nvm(chip, &nvm);
}

static void begin(struct chip *chip, enum flash_operation operation,
                  uint32_t target, uint32_t length, uint64_t ps)
{
    struct f4_flash *flash = &stm32f4(chip)->flash;
    flash->operation = operation;
    flash->target = target;
    flash->length = length;
    flash->end_ps = clock_ps(chip) + ps;
    flash->sr |= F4_SR_BSY;
    due_set(chip, DUE_FLASH, flash->end_ps);
    bus_remap(chip);
    report(chip, true);
}

/* With a mass erase of RDP 1 -> 0 the backup registers and the backup SRAM go,
 * too; the option bytes follow. */
static void go_on_with_options(struct chip *chip)
{
    struct f4_flash *flash = &stm32f4(chip)->flash;
    struct rtc_v2 *rtc = &stm32f4(chip)->rtc;
    memset(rtc->bkpr, 0, sizeof rtc->bkpr);
    memset(chip->memory + F4_BACKUP_OFFSET, 0, F4_BACKUP_SIZE);
    flash->operation = FLASH_OPTION_WRITE;
    flash->target = 0;
    flash->length = F4_OPTION_SIZE;
    flash->end_ps += sector_ps(chip, 16 * 1024);
    due_set(chip, DUE_FLASH, flash->end_ps);
    report(chip, true);
}

static void finish_cells(struct chip *chip)
{
    const struct f4_flash *flash = &stm32f4(chip)->flash;
    uint8_t *cells =
        flash->otp ? chip->memory + F4_OTP_OFFSET + flash->target
                   : f4_flash_cells(chip, flash->operation, flash->target);
    switch (flash->operation) {
    case FLASH_MASS_ERASE:
        memset(cells, 0xFF, chip->part.flash_kb * 1024u);
        break;
    case FLASH_ERASE_PAGE: memset(cells, 0xFF, flash->length); break;
    default: memcpy(cells, flash->data, flash->length); break;
    }
}

/* RDP and WRP act at once; OPTSTRT and STRT fall with BSY. */
static void finish(struct chip *chip)
{
    struct f4_flash *flash = &stm32f4(chip)->flash;
    if (flash->operation == FLASH_OPTION_WRITE) {
        flash->options = flash->optcr & ~(F4_OPTCR_OPTLOCK | F4_OPTCR_OPTSTRT);
        flash->optcr &= ~F4_OPTCR_OPTSTRT;
    }
    flash->operation = FLASH_IDLE;
    flash->otp = false;
    flash->sr &= ~F4_SR_BSY;
    flash->cr &= ~F4_CR_STRT;
    if (flash->cr & F4_CR_EOPIE)
        flash->sr |= F4_SR_EOP;
    f4_flash_update_irq(chip);
    bus_remap(chip);
}

void f4_flash_due(struct chip *chip)
{
    struct f4_flash *flash = &stm32f4(chip)->flash;
    bool options_follow =
        flash->operation == FLASH_MASS_ERASE && flash->optcr & F4_OPTCR_OPTSTRT;
    finish_cells(chip);
    f4_flash_strengthen(flash);
    report(chip, false);
    bus_remap(chip);
    if (options_follow)
        go_on_with_options(chip);
    else
        finish(chip);
}

/* --- what CR and OPTCR ask for --- */

/* A set error bit keeps the next operation from starting (assumed). */
static bool may_start(struct chip *chip, uint32_t address, uint32_t value)
{
    if (!(stm32f4(chip)->flash.sr & F4_SR_ERRORS))
        return true;
    event_firmware_store(chip, FIRMWARE_PROTOCOL, address, value);
    return false;
}

static void erase_sector(struct chip *chip, unsigned number)
{
    struct f4_flash *flash = &stm32f4(chip)->flash;
    struct f4_sector sector = f4_flash_sector(chip, number);
    uint32_t cr = flash->cr;
    if (!sector.size || sector.number != number) { /* assumed */
        f4_flash_fail(chip, F4_SR_PGSERR, F4_FLASH_CR_ADDRESS, cr);
    } else if (f4_flash_write_protected(chip, number)) {
        f4_flash_protected(chip, FLASH_BASE + sector.offset, cr);
    } else {
        flash->cr |= F4_CR_STRT;
        begin(chip, FLASH_ERASE_PAGE, sector.offset, sector.size,
              sector_ps(chip, sector.size));
    }
}

/* With one protected sector there is no mass erase (assumed). */
static void erase_all(struct chip *chip)
{
    struct f4_flash *flash = &stm32f4(chip)->flash;
    for (unsigned i = 0; f4_flash_sector(chip, i).size; i++)
        if (f4_flash_write_protected(chip, i)) {
            f4_flash_protected(chip, FLASH_BASE, flash->cr);
            return;
        }
    flash->cr |= F4_CR_STRT;
    begin(chip, FLASH_MASS_ERASE, 0, 0, mass_ps(chip));
}

/* MER wins over SER; STRT with neither is said to be unpredictable: nothing
 * happens. */
void f4_flash_start(struct chip *chip)
{
    struct f4_flash *flash = &stm32f4(chip)->flash;
    if (!may_start(chip, F4_FLASH_CR_ADDRESS, flash->cr))
        return;
    if (flash->cr & F4_CR_MER)
        erase_all(chip);
    else if (flash->cr & F4_CR_SER)
        erase_sector(chip, (flash->cr & F4_CR_SNB) >> 3);
    else
        event_firmware_store(chip, FIRMWARE_PROTOCOL, F4_FLASH_CR_ADDRESS,
                             flash->cr);
}

/* Level 1 -> 0 erases all the flash first. */
void f4_flash_start_options(struct chip *chip)
{
    enum { LEVEL_0 = 0xAA };
    struct f4_flash *flash = &stm32f4(chip)->flash;
    bool opens = f4_flash_rdp(chip) == 1 &&
                 (flash->optcr & F4_OPTCR_RDP) >> 8 == LEVEL_0;

    event_firmware_store(chip, FIRMWARE_OPTION, F4_FLASH_OPTCR_ADDRESS,
                         flash->optcr);
    flash->optcr |= F4_OPTCR_OPTSTRT;
    f4_flash_encode_options(flash->optcr, flash->data);
    if (opens)
        begin(chip, FLASH_MASS_ERASE, 0, 0, mass_ps(chip));
    else
        begin(chip, FLASH_OPTION_WRITE, 0, F4_OPTION_SIZE,
              sector_ps(chip, 16 * 1024));
}

/* --- programming --- */

/* Whether the lock byte of the block of an OTP offset is 00. The lock bytes
 * themselves are not locked; the factory's words above them are. */
static bool otp_locked(const struct chip *chip, uint32_t offset)
{
    if (offset >= OTP_LOCKS + OTP_BLOCKS)
        return true;
    if (offset >= OTP_LOCKS)
        return false;
    return chip->memory[F4_OTP_OFFSET + OTP_LOCKS + offset / OTP_BLOCK] == 0;
}

/* A programming only turns ones into zeros, and raises no error where a bit is
 * 0 already (assumed). */
static void program(struct chip *chip, bool otp, uint32_t target,
                    unsigned length, uint64_t value)
{
    struct f4_flash *flash = &stm32f4(chip)->flash;
    const uint8_t *cells =
        chip->memory + (otp ? F4_OTP_OFFSET : F4_FLASH_OFFSET) + target;
    bool lost = false;
    flash->otp = otp;
    for (unsigned i = 0; i < length; i++) {
        uint8_t byte = (uint8_t)(value >> 8 * i);
        lost |= byte & ~cells[i];
        flash->data[i] = byte & cells[i];
    }
    if (lost)
        event_firmware_store(chip, FIRMWARE_NONZERO,
                             (otp ? F4_OTP_BASE : FLASH_BASE) + target,
                             (uint32_t)value);
    begin(chip, FLASH_PROGRAM_WORD, target, length, PROGRAM_PS);
}

/* Of a x64 programming the first word waits for the second. */
static void program_x64(struct chip *chip, bool otp, uint32_t target,
                        uint32_t address, uint32_t value)
{
    struct f4_flash *flash = &stm32f4(chip)->flash;
    if (!(address & 4)) {
        flash->half = value;
        flash->half_at = address;
        return;
    }
    if (flash->half_at != address - 4) {
        f4_flash_fail(chip, F4_SR_PGAERR, address, value);
        return;
    }
    flash->half_at = 0;
    program(chip, otp, target - 4, 8, (uint64_t)value << 32 | flash->half);
}

static bool in_flash(const struct chip *chip, uint32_t address)
{
    return address - FLASH_BASE < chip->part.flash_kb * 1024u;
}

static bool in_otp(uint32_t address)
{
    return address - F4_OTP_BASE < F4_OTP_SIZE;
}

static bool is_protected(const struct chip *chip, uint32_t address)
{
    uint32_t offset = address - FLASH_BASE;
    if (in_otp(address))
        return otp_locked(chip, address - F4_OTP_BASE);
    return f4_flash_write_protected(chip,
                                    f4_flash_sector_at(chip, offset).number);
}

/* The checks are made in this order (assumed). */
static void store(struct chip *chip, uint32_t address, unsigned size,
                  uint32_t value)
{
    const struct f4_flash *flash = &stm32f4(chip)->flash;
    unsigned psize = (flash->cr & F4_CR_PSIZE) >> 8;
    unsigned wanted = psize == PSIZE_X64 ? 4 : 1u << psize;
    bool otp = in_otp(address);
    uint32_t target = address - (otp ? F4_OTP_BASE : FLASH_BASE);

    if (!(flash->cr & F4_CR_PG) || (!otp && !in_flash(chip, address)))
        f4_flash_fail(chip, F4_SR_PGSERR, address, value);
    else if (!may_start(chip, address, value))
        return;
    else if (is_protected(chip, address))
        f4_flash_protected(chip, address, value);
    else if (size != wanted)
        f4_flash_fail(chip, F4_SR_PGPERR, address, value);
    else if (psize == PSIZE_X64)
        program_x64(chip, otp, target, address, value);
    else
        program(chip, otp, target, size, value);
}

/* --- the core's accesses --- */

void f4_flash_hold(struct chip *chip)
{
    chip->bus.stall_ps = stm32f4(chip)->flash.end_ps;
    chip->attention |= ATTENTION_STALL;
}

/* There is one bank: whatever is accessed waits. */
enum access f4_flash_store(struct chip *chip, uint32_t address, unsigned size,
                           uint32_t value)
{
    if (stm32f4(chip)->flash.operation != FLASH_IDLE) {
        f4_flash_hold(chip);
        return ACCESS_OK;
    }
    if (!f4_flash_readable(chip, address))
        return ACCESS_FAULT;
    store(chip, address, size, value);
    return ACCESS_OK;
}

bool f4_flash_attentive(const struct chip *chip)
{
    return stm32f4(chip)->flash.operation != FLASH_IDLE;
}

uint64_t f4_flash_busy_until(const struct chip *chip, uint32_t address,
                             bool write)
{
    (void)address, (void)write;
    return f4_flash_attentive(chip) ? stm32f4(chip)->flash.end_ps : 0;
}

void f4_flash_touch(struct chip *chip, uint32_t address)
{
    (void)address;
    if (f4_flash_attentive(chip))
        f4_flash_hold(chip);
}
