/* SPDX-License-Identifier: MIT
 *
 * What a store to the NVM starts, how long it takes, and how it ends unless a
 * reset tears it (flash_torn.c).
 */
#include <string.h>

#include "chip/bus.h"
#include "chip/clock.h"
#include "chip/due.h"
#include "chip/event.h"
#include "chip/little_endian.h"
#include "chip/stm32l0/flash.h"

enum { BANK1 = 1, BANK2 = 2, HALF_PAGE_WORDS = FLASH_HALF_PAGE / 4 };

/* --- memories --- */

static uint8_t *nvm(struct chip *chip)
{
    return chip->memory + NVM_OFFSET;
}

static uint8_t *eeprom(struct chip *chip)
{
    return chip->memory + EEPROM_OFFSET;
}

static uint32_t flash_bytes(const struct chip *chip)
{
    return chip->part.flash_kb * 1024u;
}

/* --- banks --- */

static bool dual(const struct chip *chip)
{
    return chip->part.bank2_base;
}

static unsigned nvm_bank(const struct chip *chip, uint32_t physical)
{
    return dual(chip) && physical >= chip->part.bank_size ? BANK2 : BANK1;
}

static unsigned eeprom_bank(const struct chip *chip, uint32_t physical)
{
    return dual(chip) && physical >= EEPROM_SIZE / 2 ? BANK2 : BANK1;
}

static bool in_flash(const struct chip *chip, uint32_t address)
{
    return address - FLASH_BASE < chip->part.flash_kb * 1024u;
}

static bool in_eeprom(uint32_t address)
{
    return address - EEPROM_BASE < EEPROM_SIZE;
}

/* Each EEPROM half belongs to its flash bank; system memory and option bytes
 * are assumed to be in bank 1. */
static unsigned bank_of(const struct chip *chip, uint32_t address)
{
    if (in_flash(chip, address))
        return nvm_bank(chip, flash_physical(chip, address));
    if (in_eeprom(address))
        return eeprom_bank(chip, flash_eeprom_physical(chip, address));
    return BANK1;
}

/* --- start and end --- */

static void report(struct chip *chip, enum flash_operation operation,
                   bool begins)
{
    const struct flash *flash = &stm32l0(chip)->flash;
    struct event_nvm nvm = {
        .operation = operation,
        .begins = begins,
        .address = flash_base(operation) + flash->target,
        .length = flash->length,
    };
    if (operation == FLASH_MASS_ERASE) {
        nvm.address = FLASH_BASE;
        nvm.length = flash_bytes(chip);
    }
    event_nvm(chip, &nvm);
}

/* flash.data holds what `length` bytes at `offset` will be in the end. */
static void begin(struct chip *chip, enum flash_operation operation,
                  uint32_t offset, uint32_t length, unsigned banks, uint64_t ps)
{
    struct flash *flash = &stm32l0(chip)->flash;
    flash->operation = operation;
    flash->target = offset;
    flash->length = length;
    flash->busy_banks = (uint8_t)banks;
    flash->end_ps = clock_ps(chip) + ps;
    flash->sr = (flash->sr & ~FLASH_SR_ENDHV) | FLASH_SR_BSY;
    due_set(chip, DUE_FLASH, flash->end_ps);
    bus_remap(chip);
    report(chip, operation, true);
}

/* The mass erase of RDP 1 -> 0 is done; its option write follows. */
static void go_on_with_option(struct chip *chip)
{
    struct flash *flash = &stm32l0(chip)->flash;
    memset(nvm(chip), 0, flash_bytes(chip));
    memset(eeprom(chip), 0, EEPROM_SIZE);
    flash_strengthen(flash);
    bus_remap(chip);
    report(chip, FLASH_MASS_ERASE, false);
    flash->operation = FLASH_OPTION_WRITE;
    flash->busy_banks = BANK1;
    flash->end_ps += 2 * FLASH_TPROG_PS;
    due_set(chip, DUE_FLASH, flash->end_ps);
    report(chip, FLASH_OPTION_WRITE, true);
}

void flash_due(struct chip *chip)
{
    struct flash *flash = &stm32l0(chip)->flash;

    if (flash->operation == FLASH_MASS_ERASE) {
        go_on_with_option(chip);
        return;
    }
    memcpy(flash_cells(chip, flash->operation, flash->target), flash->data,
           flash->length);
    flash_strengthen(flash);
    report(chip, flash->operation, false);
    flash->operation = FLASH_IDLE;
    flash->sr = (flash->sr & ~FLASH_SR_BSY) | FLASH_SR_ENDHV;
    if (!flash->failed)
        flash->sr |= FLASH_SR_EOP;
    flash->failed = false;
    flash_update_irq(chip);
    bus_remap(chip);
}

/* --- flash --- */

static void erase_page(struct chip *chip, uint32_t physical)
{
    uint32_t page = physical & ~(uint32_t)(FLASH_PAGE - 1);
    memset(stm32l0(chip)->flash.data, 0, FLASH_PAGE);
    begin(chip, FLASH_ERASE_PAGE, page, FLASH_PAGE, nvm_bank(chip, page),
          FLASH_TPROG_PS);
}

/* A word that is not erased: NOTZEROERR, and the operation goes on; the cell
 * keeps the old bits next to the new ones (assumed). */
static void program_word(struct chip *chip, uint32_t physical, uint32_t address,
                         uint32_t value)
{
    struct flash *flash = &stm32l0(chip)->flash;
    uint32_t old = little_endian(nvm(chip) + physical, 4);

    if (old) {
        flash->failed = true;
        flash->sr |= FLASH_SR_NOTZEROERR;
        event_firmware_store(chip, FIRMWARE_NONZERO, address, value);
        flash_update_irq(chip);
        value |= old;
    }
    memcpy(flash->data, &value, sizeof value);
    begin(chip, FLASH_PROGRAM_WORD, physical, 4, nvm_bank(chip, physical),
          FLASH_TPROG_PS);
}

static bool erased(const uint8_t *cells, uint32_t length)
{
    while (length--)
        if (*cells++)
            return false;
    return true;
}

/* All 16 words are there. A half page that is not erased is left as it is
 * (observed: ST community, L071, a second write into a half page by the ROM
 * leaves it unchanged). */
static void program_half_page(struct chip *chip, uint32_t address,
                              uint32_t value)
{
    struct flash *flash = &stm32l0(chip)->flash;
    uint32_t base = flash->load_base;

    flash->load_count = 0;
    if (!erased(nvm(chip) + base, FLASH_HALF_PAGE)) {
        flash->sr |= FLASH_SR_NOTZEROERR;
        event_firmware_store(chip, FIRMWARE_NONZERO, address, value);
        flash_update_irq(chip);
        return;
    }
    begin(chip, FLASH_PROGRAM_HALF_PAGE, base, FLASH_HALF_PAGE,
          nvm_bank(chip, base), FLASH_TPROG_PS);
}

/* RM0367 3.3.4: the first address is that of a half page; the hardware counts
 * from there, so the later ones only have to lie in the same half page. */
static void load_half_page(struct chip *chip, uint32_t physical,
                           uint32_t address, uint32_t value)
{
    struct flash *flash = &stm32l0(chip)->flash;
    uint32_t base = physical & ~(uint32_t)(FLASH_HALF_PAGE - 1);
    bool first = flash->load_count == 0;

    if (first ? physical != base : base != flash->load_base) {
        flash->load_count = 0;
        flash_fail(chip, FLASH_SR_PGAERR, address, value);
        return;
    }
    if (flash->pecr & FLASH_PECR_PARALLELBANK)
        event_unmodelled(chip, FLASH_PECR_ADDRESS, true, flash->pecr);
    flash->load_base = base;
    memcpy(flash->data + 4 * flash->load_count, &value, sizeof value);
    if (++flash->load_count == HALF_PAGE_WORDS)
        program_half_page(chip, address, value);
    else if (first)
        bus_remap(chip); /* from now on every fetch counts */
}

static void store_flash(struct chip *chip, uint32_t address, unsigned size,
                        uint32_t value)
{
    struct flash *flash = &stm32l0(chip)->flash;
    uint32_t physical = flash_physical(chip, address);
    uint32_t prog = flash->pecr & FLASH_PECR_PROG;

    if (flash->pecr & FLASH_PECR_PRGLOCK) {
        flash->load_count = 0;
        flash_locked(chip, address, value);
    } else if (flash_rdp_protected(chip) ||
               flash_write_protected(chip, physical)) {
        flash->load_count = 0;
        flash_protected(chip, address, value);
    } else if (size != 4) {
        flash->load_count = 0;
        flash_fail(chip, FLASH_SR_SIZERR, address, value);
    } else if (prog && flash->pecr & FLASH_PECR_ERASE) {
        erase_page(chip, physical);
    } else if (prog && flash->pecr & FLASH_PECR_FPRG) {
        load_half_page(chip, physical, address, value);
    } else if (flash->pecr & (FLASH_PECR_ERASE | FLASH_PECR_FPRG)) {
        /* Neither works without PROG; nothing happens (assumed). */
        event_firmware_store(chip, FIRMWARE_PROTOCOL, address, value);
    } else {
        program_word(chip, physical, address, value);
    }
}

/* --- data EEPROM --- */

static void erase_eeprom_word(struct chip *chip, uint32_t cell)
{
    memset(stm32l0(chip)->flash.data, 0, 4);
    begin(chip, FLASH_EEPROM_ERASE, cell, 4, eeprom_bank(chip, cell),
          FLASH_TPROG_PS);
}

/* The cell is the word, whatever the width stored. The erase is left out when
 * the word is erased already, unless FIX=1 (RM0367 3.7.2). */
static void write_eeprom(struct chip *chip, uint32_t physical, unsigned size,
                         uint32_t value)
{
    struct flash *flash = &stm32l0(chip)->flash;
    uint32_t cell = physical & ~3u;
    bool erase =
        flash->pecr & FLASH_PECR_FIX || little_endian(eeprom(chip) + cell, 4);

    memcpy(flash->data, eeprom(chip) + cell, 4);
    memcpy(flash->data + (physical & 3), &value, size);
    begin(chip, FLASH_EEPROM_WRITE, cell, 4, eeprom_bank(chip, cell),
          erase ? 2 * FLASH_TPROG_PS : FLASH_TPROG_PS);
}

static void store_eeprom(struct chip *chip, uint32_t address, unsigned size,
                         uint32_t value)
{
    struct flash *flash = &stm32l0(chip)->flash;
    uint32_t physical = flash_eeprom_physical(chip, address);

    if (flash->pecr & FLASH_PECR_PELOCK)
        flash_locked(chip, address, value);
    else if (flash_rdp_protected(chip))
        flash_protected(chip, address, value);
    else if (flash->pecr & FLASH_PECR_ERASE)
        erase_eeprom_word(chip, physical & ~3u);
    else
        write_eeprom(chip, physical, size, value);
}

/* --- option bytes --- */

/* At level 1 the word xx55xxAA erases all the NVM first (RM0367 3.4.4). */
static bool opens_readout(const struct chip *chip, uint32_t offset,
                          uint32_t value)
{
    return offset == 0 && flash_rdp(chip) == 1 &&
           (value & 0x00FF00FF) == 0x005500AA;
}

/* The old word is erased first: two times Tprog; the mass erase takes as long
 * (assumed). The levels in force change at the next option load only. */
static void store_option(struct chip *chip, uint32_t address, unsigned size,
                         uint32_t value)
{
    uint32_t offset = address - OPTION_BASE;

    if (stm32l0(chip)->flash.pecr & FLASH_PECR_OPTLOCK) {
        flash_locked(chip, address, value);
        return;
    }
    if (flash_rdp(chip) == 2) {
        flash_protected(chip, address, value);
        return;
    }
    if (size != 4) {
        flash_fail(chip, FLASH_SR_SIZERR, address, value);
        return;
    }
    event_firmware_store(chip, FIRMWARE_OPTION, address, value);
    memcpy(stm32l0(chip)->flash.data, &value, sizeof value);
    if (opens_readout(chip, offset, value))
        begin(chip, FLASH_MASS_ERASE, offset, 4, BANK1 | BANK2,
              2 * FLASH_TPROG_PS);
    else
        begin(chip, FLASH_OPTION_WRITE, offset, 4, BANK1, 2 * FLASH_TPROG_PS);
}

/* --- the core's accesses --- */

static void hold_core(struct chip *chip)
{
    chip->bus.stall_ps = stm32l0(chip)->flash.end_ps;
    chip->attention |= ATTENTION_STALL;
}

enum access flash_store(struct chip *chip, uint32_t address, unsigned size,
                        uint32_t value)
{
    enum { USER_OPTIONS = 32 }; /* above them: factory words */

    if (stm32l0(chip)->flash.operation != FLASH_IDLE) {
        hold_core(chip);
        return ACCESS_OK;
    }
    if (in_flash(chip, address))
        store_flash(chip, address, size, value);
    else if (in_eeprom(address))
        store_eeprom(chip, address, size, value);
    else if (address - OPTION_BASE < USER_OPTIONS)
        store_option(chip, address, size, value);
    else
        flash_fail(chip, FLASH_SR_WRPERR, address, value);
    return ACCESS_OK;
}

bool flash_attentive(const struct chip *chip)
{
    return stm32l0(chip)->flash.operation != FLASH_IDLE ||
           stm32l0(chip)->flash.load_count;
}

uint64_t flash_busy_until(const struct chip *chip, uint32_t address, bool write)
{
    const struct flash *flash = &stm32l0(chip)->flash;
    if (flash->operation == FLASH_IDLE)
        return 0;
    return write || flash->busy_banks & bank_of(chip, address) ? flash->end_ps
                                                               : 0;
}

/* RM0367 3.3.4: a fetch or read between the words of a half page aborts it;
 * from either bank (observed: EE 321863) and from system memory (assumed). */
void flash_touch(struct chip *chip, uint32_t address)
{
    struct flash *flash = &stm32l0(chip)->flash;

    if (flash->load_count) {
        flash->load_count = 0;
        flash_fail(chip, FLASH_SR_FWWERR, address, 0);
    }
    if (flash->operation != FLASH_IDLE &&
        flash->busy_banks & bank_of(chip, address))
        hold_core(chip);
}
