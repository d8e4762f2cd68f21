/* SPDX-License-Identifier: MIT */
#include "chip/stm32l0/flash.h"

#include "chip/bus.h"
#include "chip/core/nvic.h"
#include "chip/event.h"
#include "chip/reset.h"
#include "chip/stm32l0/rcc.h"
#include "chip/stm32l0/syscfg.h"

enum {
    FLASH_ACR = 0x00,
    FLASH_PECR = 0x04,
    FLASH_PDKEYR = 0x08,
    FLASH_PEKEYR = 0x0C,
    FLASH_PRGKEYR = 0x10,
    FLASH_OPTKEYR = 0x14,
    FLASH_SR = 0x18,
    FLASH_OPTR = 0x1C,
    FLASH_WRPROT1 = 0x20,
    FLASH_WRPROT2 = 0x80,
};

#define FLASH_R_BASE 0x40022000u

#define ACR_MASK                                                               \
    (FLASH_ACR_LATENCY | FLASH_ACR_PRFTEN | FLASH_ACR_SLEEP_PD |               \
     FLASH_ACR_RUN_PD | FLASH_ACR_DISAB_BUF | FLASH_ACR_PRE_READ)

#define PECR_LOCKS (FLASH_PECR_PELOCK | FLASH_PECR_PRGLOCK | FLASH_PECR_OPTLOCK)
#define PECR_MASK                                                              \
    (FLASH_PECR_PROG | FLASH_PECR_DATA | FLASH_PECR_FIX | FLASH_PECR_ERASE |   \
     FLASH_PECR_FPRG | FLASH_PECR_PARALLELBANK | FLASH_PECR_EOPIE |            \
     FLASH_PECR_ERRIE)

/* HALF_ARRAY and NZDISABLE: the CMSIS header has them for this part, no text
 * says what they do here. They are ignored and reported (assumed). */
#define PECR_NOT_MODELLED (1u << 19 | 1u << 22)

#define SR_RESET (FLASH_SR_ENDHV | FLASH_SR_READY)

struct lock {
    uint32_t key1, key2;
    uint32_t pecr_bit; /* the lock bit that the keys clear; 0 = none */
};

static const struct lock locks[FLASH_LOCKS] = {
    [FLASH_LOCK_PE] = {0x89ABCDEF, 0x02030405, FLASH_PECR_PELOCK},
    [FLASH_LOCK_PRG] = {0x8C9DAEBF, 0x13141516, FLASH_PECR_PRGLOCK},
    [FLASH_LOCK_OPT] = {0xFBEAD9C8, 0x24252627, FLASH_PECR_OPTLOCK},
    [FLASH_LOCK_PD] = {0x04152637, 0xFAFBFCFD, 0},
};

void flash_update_irq(struct chip *chip)
{
    const struct flash *flash = &stm32l0(chip)->flash;
    bool done = flash->pecr & FLASH_PECR_EOPIE && flash->sr & FLASH_SR_EOP;
    bool error = flash->pecr & FLASH_PECR_ERRIE && flash->sr & FLASH_SR_ERRORS;
    nvic_request(chip, map_at(chip, FLASH_R_BASE), done || error);
}

void flash_fail(struct chip *chip, uint32_t flags, uint32_t address,
                uint32_t value)
{
    stm32l0(chip)->flash.sr |= flags;
    event_firmware_store(chip, FIRMWARE_PROTOCOL, address, value);
    flash_update_irq(chip);
}

void flash_locked(struct chip *chip, uint32_t address, uint32_t value)
{
    stm32l0(chip)->flash.sr |= FLASH_SR_WRPERR;
    event_firmware_ignored(chip, IGNORED_LOCK, address, value);
    flash_update_irq(chip);
}

void flash_protected(struct chip *chip, uint32_t address, uint32_t value)
{
    stm32l0(chip)->flash.sr |= FLASH_SR_WRPERR;
    event_firmware_ignored(chip, IGNORED_PROTECTED, address, value);
    flash_update_irq(chip);
}

/* --- reset --- */

static bool loads_options(enum reset_kind kind)
{
    return kind == RESET_POWER || kind == RESET_DIP || kind == RESET_OPTION ||
           kind == RESET_STANDBY;
}

static void reset(struct chip *chip, const struct map_row *row,
                  enum reset_kind kind)
{
    (void)row;
    if (kind == RESET_SYSTEM || kind == RESET_OPTION)
        flash_report_torn(chip);
    if (kind == RESET_POWER)
        flash_settle(chip);
    flash_tear(chip);
    const struct flash before = stm32l0(chip)->flash;
    stm32l0(chip)->flash = (struct flash){
        .pecr = PECR_LOCKS,
        .sr = SR_RESET,
        .optr = before.optr,
        .wrprot1 = before.wrprot1,
        .wrprot2 = before.wrprot2,
        .weak = before.weak,
    };
    if (loads_options(kind))
        flash_load_options(chip);
    flash_update_irq(chip);
    bus_remap(chip);
}

/* --- keys --- */

/* A wrong key, a key out of order or one for a lock that is open already
 * closes the lock until the next reset and is a bus error (observed on the
 * L1, libopencm3 #727; assumed here, and for every key that follows). */
static enum access wrong_key(struct chip *chip, enum flash_lock which,
                             uint32_t address, uint32_t key)
{
    stm32l0(chip)->flash.key[which] = FLASH_KEY_DEAD;
    stm32l0(chip)->flash.pecr |= locks[which].pecr_bit;
    event_firmware_store(chip, FIRMWARE_PROTOCOL, address, key);
    return ACCESS_FAULT;
}

static enum access write_key(struct chip *chip, enum flash_lock which,
                             uint32_t address, uint32_t key)
{
    struct flash *flash = &stm32l0(chip)->flash;
    const struct lock *lock = &locks[which];
    bool needs_pe = which == FLASH_LOCK_PRG || which == FLASH_LOCK_OPT;

    /* Without PELOCK=0 these keys are ignored (assumed). */
    if (needs_pe && flash->pecr & FLASH_PECR_PELOCK)
        return ACCESS_OK;
    if (flash->key[which] == FLASH_KEY_LOCKED && key == lock->key1) {
        flash->key[which] = FLASH_KEY_FIRST;
        return ACCESS_OK;
    }
    if (flash->key[which] == FLASH_KEY_FIRST && key == lock->key2) {
        flash->key[which] = FLASH_KEY_OPEN;
        flash->pecr &= ~lock->pecr_bit;
        return ACCESS_OK;
    }
    return wrong_key(chip, which, address, key);
}

static void close_lock(struct flash *flash, enum flash_lock which)
{
    flash->pecr |= locks[which].pecr_bit;
    if (flash->key[which] != FLASH_KEY_DEAD)
        flash->key[which] = FLASH_KEY_LOCKED;
}

/* --- registers --- */

/* RM0367 3.7.2: PELOCK closes the other two and clears the rest (the latter
 * as in Renode's model). The lock bits can only be set. */
static enum access write_pecr(struct chip *chip, uint32_t value)
{
    struct flash *flash = &stm32l0(chip)->flash;

    if (flash->pecr & FLASH_PECR_PELOCK) {
        /* No effect; a bus error is reported by none. */
        if (value & PECR_MASK)
            event_firmware_ignored(chip, IGNORED_LOCK, FLASH_PECR_ADDRESS,
                                   value);
        return ACCESS_OK;
    }
    if (value & FLASH_PECR_PELOCK) {
        flash->pecr = 0;
        close_lock(flash, FLASH_LOCK_PE);
        close_lock(flash, FLASH_LOCK_PRG);
        close_lock(flash, FLASH_LOCK_OPT);
        value = 0;
    }
    if (value & FLASH_PECR_PRGLOCK)
        close_lock(flash, FLASH_LOCK_PRG);
    if (value & FLASH_PECR_OPTLOCK)
        close_lock(flash, FLASH_LOCK_OPT);
    flash->pecr = (flash->pecr & PECR_LOCKS) | (value & PECR_MASK);
    if (!(value & FLASH_PECR_FPRG) || !(value & FLASH_PECR_PROG))
        flash->load_count = 0;
    if (value & FLASH_PECR_OBL_LAUNCH)
        reset_request(chip, RESET_OPTION);
    flash_update_irq(chip);
    return value & PECR_NOT_MODELLED ? ACCESS_UNMODELLED : ACCESS_OK;
}

/* RM0367 3.7.1: DISAB_BUF=1 clears PRFTEN and PRE_READ, and they cannot be set
 * while it is 1. RUN_PD needs its key; writing 0 locks it again. */
static enum access write_acr(struct chip *chip, uint32_t value)
{
    struct flash *flash = &stm32l0(chip)->flash;
    bool power_down;

    value &= ACR_MASK;
    if (value & FLASH_ACR_DISAB_BUF)
        value &= ~(FLASH_ACR_PRFTEN | FLASH_ACR_PRE_READ);
    if (flash->key[FLASH_LOCK_PD] != FLASH_KEY_OPEN)
        value &= ~FLASH_ACR_RUN_PD;
    else if (!(value & FLASH_ACR_RUN_PD) && flash->acr & FLASH_ACR_RUN_PD)
        close_lock(flash, FLASH_LOCK_PD);
    power_down = value & ~flash->acr & FLASH_ACR_RUN_PD;
    flash->acr = value;
    rcc_check_limits(chip);
    bus_remap(chip);
    return power_down ? ACCESS_UNMODELLED : ACCESS_OK;
}

static enum access read(struct chip *chip, const struct map_row *row,
                        uint32_t offset, uint32_t *value)
{
    (void)row;
    const struct flash *flash = &stm32l0(chip)->flash;

    switch (offset) {
    case FLASH_ACR: *value = flash->acr; break;
    case FLASH_PECR: *value = flash->pecr; break;
    case FLASH_SR: *value = flash->sr; break;
    case FLASH_OPTR: *value = flash->optr; break;
    case FLASH_WRPROT1: *value = flash->wrprot1; break;
    case FLASH_WRPROT2: *value = flash->wrprot2; break;
    default: *value = 0; /* key registers are write-only */
    }
    return ACCESS_OK;
}

/* They are not to be written while an operation is in flight; the text of
 * RM0367 3.7 was not at hand (assumed). The write is done all the same
 * (assumed). */
static void check_busy(struct chip *chip, const struct map_row *row,
                       uint32_t offset, uint32_t value)
{
    bool checked = offset == FLASH_PECR || offset == FLASH_PEKEYR ||
                   offset == FLASH_PRGKEYR;
    if (checked && stm32l0(chip)->flash.sr & FLASH_SR_BSY)
        event_firmware_store(chip, FIRMWARE_PROTOCOL, row->base + offset,
                             value);
}

static enum access write(struct chip *chip, const struct map_row *row,
                         uint32_t offset, uint32_t value)
{
    check_busy(chip, row, offset, value);
    switch (offset) {
    case FLASH_ACR: return write_acr(chip, value);
    case FLASH_PECR: return write_pecr(chip, value);
    case FLASH_PDKEYR:
        return write_key(chip, FLASH_LOCK_PD, row->base + offset, value);
    case FLASH_PEKEYR:
        return write_key(chip, FLASH_LOCK_PE, row->base + offset, value);
    case FLASH_PRGKEYR:
        return write_key(chip, FLASH_LOCK_PRG, row->base + offset, value);
    case FLASH_OPTKEYR:
        return write_key(chip, FLASH_LOCK_OPT, row->base + offset, value);
    case FLASH_SR:
        stm32l0(chip)->flash.sr &= ~(value & (FLASH_SR_EOP | FLASH_SR_ERRORS));
        flash_update_irq(chip);
        break;
    case FLASH_OPTR:
    case FLASH_WRPROT1:
    case FLASH_WRPROT2:
        /* RM0367 3.7.8: read-only, loaded from the option bytes. */
        event_firmware_ignored(chip, IGNORED_READ_ONLY, row->base + offset,
                               value);
        break;
    default: break;
    }
    return ACCESS_OK;
}

/* --- addresses and wait states --- */

static bool swapped(const struct chip *chip)
{
    return syscfg_ufb(chip) && chip->part.bank2_base;
}

/* UFB=1 swaps the banks (RM0367 10.2.1); no effect on one bank (assumed). */
uint32_t flash_physical(const struct chip *chip, uint32_t address)
{
    uint32_t bank = chip->part.bank_size;
    uint32_t offset = address - FLASH_BASE;
    if (!swapped(chip))
        return offset;
    return offset < bank ? offset + bank : offset - bank;
}

uint32_t flash_eeprom_physical(const struct chip *chip, uint32_t address)
{
    uint32_t offset = address - EEPROM_BASE;
    if (!swapped(chip))
        return offset;
    return (offset + EEPROM_SIZE / 2) % EEPROM_SIZE;
}

struct map_stretch flash_bank(const struct chip *chip,
                              const struct map_memory *memory, uint32_t address)
{
    bool eeprom = memory->region == REGION_EEPROM;
    uint32_t size = eeprom ? EEPROM_SIZE / 2 : chip->part.bank_size;
    uint32_t base = memory->base + (address - memory->base) / size * size;

    if (!eeprom && address - memory->base >= chip->part.flash_kb * 1024u)
        return (struct map_stretch){0};
    uint32_t physical =
        eeprom ? flash_eeprom_physical(chip, base) : flash_physical(chip, base);
    return (struct map_stretch){base, size, memory->offset + physical};
}

uint32_t flash_memory_size(const struct chip *chip)
{
    return NVM_OFFSET + chip->part.flash_kb * 1024u;
}

/* One wait state with LATENCY=1 (RM0367 3.3.3). The prefetch hides it on
 * sequential words (assumed to hide it whole). */
unsigned flash_wait_branch(const struct chip *chip)
{
    return stm32l0(chip)->flash.acr & FLASH_ACR_LATENCY ? 1 : 0;
}

unsigned flash_wait_sequential(const struct chip *chip)
{
    return stm32l0(chip)->flash.acr & FLASH_ACR_PRFTEN
               ? 0
               : flash_wait_branch(chip);
}

static void due(struct chip *chip, const struct map_row *row, unsigned event)
{
    (void)row, (void)event;
    flash_due(chip);
}

const struct map_kind flash = {
    .read = read,
    .steady = map_always,
    .write = write,
    .reset = reset,
    .due = due,
    .dues = 1,
};
