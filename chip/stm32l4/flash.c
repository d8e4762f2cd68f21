/* SPDX-License-Identifier: MIT */
#include "chip/stm32l4/flash.h"

#include <string.h>

#include "chip/bus.h"
#include "chip/core/nvic.h"
#include "chip/event.h"
#include "chip/hash.h"
#include "chip/little_endian.h"
#include "chip/reset.h"
#include "chip/stm32l4/part.h"
#include "chip/stm32l4/rcc.h"
#include "chip/stm32l4/syscfg.h"

enum {
    FLASH_ACR = 0x00,
    FLASH_PDKEYR = 0x04,
    FLASH_KEYR = 0x08,
    FLASH_OPTKEYR = 0x0C,
    FLASH_SR = 0x10,
    FLASH_CR = 0x14,
    FLASH_ECCR = 0x18,
    FLASH_OPTR = 0x20,
    FLASH_PCROP1SR = 0x24,
    FLASH_WRP1BR = 0x30,
    FLASH_PCROP2SR = 0x44,
    FLASH_WRP2BR = 0x50,
};

#define FLASH_R_BASE 0x40022000u

#define ACR_RESET (L4_ACR_ICEN | L4_ACR_DCEN)
#define ACR_MASK                                                               \
    (L4_ACR_LATENCY | L4_ACR_PRFTEN | L4_ACR_ICEN | L4_ACR_DCEN |              \
     L4_ACR_ICRST | L4_ACR_DCRST | L4_ACR_RUN_PD | L4_ACR_SLEEP_PD)
#define CR_LOCKS (L4_CR_OPTLOCK | L4_CR_LOCK)
#define CR_BANK2 (L4_CR_BKER | L4_CR_MER2)
#define CR_MASK                                                                \
    (L4_CR_PG | L4_CR_PER | L4_CR_MER1 | L4_CR_PNB | CR_BANK2 | L4_CR_FSTPG |  \
     L4_CR_EOPIE | L4_CR_ERRIE | L4_CR_RDERRIE)

struct keys {
    uint32_t first, second;
};

static const struct keys keys = {0x45670123, 0xCDEF89AB};
static const struct keys option_keys = {0x08192A3B, 0x4C5D6E7F};
static const struct keys power_keys = {0x04152637, 0xFAFBFCFD};

static struct l4_flash *flash_of(const struct chip *chip)
{
    return &stm32l4(chip)->flash;
}

void l4_flash_update_irq(struct chip *chip)
{
    const struct l4_flash *flash = flash_of(chip);
    bool done = flash->cr & L4_CR_EOPIE && flash->sr & L4_SR_EOP;
    bool error = flash->cr & L4_CR_ERRIE && flash->sr & L4_SR_OPERR;
    bool read = flash->cr & L4_CR_RDERRIE && flash->sr & L4_SR_RDERR;
    nvic_request(chip, map_at(chip, FLASH_R_BASE), done || error || read);
    nvic_nmi(chip, flash->eccr & L4_ECCR_ECCD);
}

/* OPERR is set only if ERRIE is. */
static void set_error(struct chip *chip, uint32_t flags)
{
    struct l4_flash *flash = flash_of(chip);
    flash->sr |= flags;
    if (flash->cr & L4_CR_ERRIE)
        flash->sr |= L4_SR_OPERR;
    l4_flash_update_irq(chip);
}

void l4_flash_fail(struct chip *chip, uint32_t flags, uint32_t address,
                   uint32_t value)
{
    set_error(chip, flags);
    event_firmware_store(chip, FIRMWARE_PROTOCOL, address, value);
}

void l4_flash_protected(struct chip *chip, uint32_t address, uint32_t value)
{
    set_error(chip, L4_SR_WRPERR);
    event_firmware_ignored(chip, IGNORED_PROTECTED, address, value);
}

/* --- reset --- */

static bool loads_options(enum reset_kind kind)
{
    return kind == RESET_POWER || kind == RESET_DIP || kind == RESET_OPTION ||
           kind == RESET_STANDBY;
}

/* What was torn, and the maps of flash_ecc.c, stay. */
static void forget(struct chip *chip)
{
    const struct l4_flash before = *flash_of(chip);
    struct l4_flash *flash = flash_of(chip);
    *flash = (struct l4_flash){
        .acr = ACR_RESET,
        .cr = CR_LOCKS,
        .empty = before.empty,
        .bad = before.bad,
        .full = before.full,
        .weak = before.weak,
    };
    memcpy(flash->options, before.options, sizeof flash->options);
    l4_flash_restore_options(chip);
}

/* FLASHRST of the RCC resets the registers, too (assumed). */
static void reset(struct chip *chip, const struct map_row *row,
                  enum reset_kind kind)
{
    (void)row;
    if (kind == RESET_SYSTEM || kind == RESET_OPTION)
        l4_flash_report_torn(chip);
    if (kind == RESET_POWER)
        l4_flash_settle(chip);
    l4_flash_tear(chip);
    forget(chip);
    if (loads_options(kind))
        l4_flash_load_options(chip);
    if (loads_options(kind) && kind != RESET_STANDBY)
        flash_of(chip)->empty =
            little_endian(chip->memory + L4_FLASH_OFFSET, 4) == 0xFFFFFFFF;
    if (flash_of(chip)->empty && l4_part_traits(chip)->pempty)
        flash_of(chip)->sr |= L4_SR_PEMPTY;
    l4_flash_update_irq(chip);
    bus_remap(chip);
}

/* The empty flag is decided anew by a power-on and by an option load. */
static uint64_t survivors(const struct chip *chip, const struct map_row *row,
                          enum reset_kind kind, uint64_t hash)
{
    (void)row;
    const struct l4_flash *flash = flash_of(chip);
    hash = l4_flash_ecc_hash(chip, hash);
    if (loads_options(kind))
        return hash;
    hash = hash_word(hash, flash->empty);
    return hash_bytes(hash, flash->options, sizeof flash->options);
}

/* --- keys --- */

/* A wrong key or order, and a key for a lock that is open, closes the lock
 * until the next reset, and is a bus error. */
static enum access write_key(struct chip *chip, uint8_t *state,
                             const struct keys *right, uint32_t offset,
                             uint32_t key)
{
    if (*state == L4_KEY_LOCKED && key == right->first) {
        *state = L4_KEY_FIRST;
        return ACCESS_OK;
    }
    if (*state == L4_KEY_FIRST && key == right->second) {
        *state = L4_KEY_OPEN;
        return ACCESS_OK;
    }
    event_firmware_store(chip, FIRMWARE_PROTOCOL, FLASH_R_BASE + offset, key);
    *state = L4_KEY_DEAD;
    return ACCESS_FAULT;
}

static void close_lock(uint8_t *state)
{
    if (*state != L4_KEY_DEAD)
        *state = L4_KEY_LOCKED;
}

static enum access write_keyr(struct chip *chip, uint32_t key)
{
    struct l4_flash *flash = flash_of(chip);
    enum access access = write_key(chip, &flash->key, &keys, FLASH_KEYR, key);
    if (flash->key == L4_KEY_OPEN)
        flash->cr &= ~L4_CR_LOCK;
    else if (flash->key == L4_KEY_DEAD)
        flash->cr |= CR_LOCKS;
    return access;
}

/* With LOCK=1 the keys are ignored (assumed). */
static enum access write_optkeyr(struct chip *chip, uint32_t key)
{
    struct l4_flash *flash = flash_of(chip);
    if (flash->cr & L4_CR_LOCK) {
        event_firmware_ignored(chip, IGNORED_LOCK, FLASH_R_BASE + FLASH_OPTKEYR,
                               key);
        return ACCESS_OK;
    }
    enum access access =
        write_key(chip, &flash->optkey, &option_keys, FLASH_OPTKEYR, key);
    if (flash->optkey == L4_KEY_OPEN)
        flash->cr &= ~L4_CR_OPTLOCK;
    else if (flash->optkey == L4_KEY_DEAD)
        flash->cr |= L4_CR_OPTLOCK;
    return access;
}

/* --- registers --- */

/* The caches can be reset while they are off only; RUN_PD needs its keys, and
 * writing 0 locks it again. */
static enum access write_acr(struct chip *chip, uint32_t value)
{
    struct l4_flash *flash = flash_of(chip);
    uint32_t mask = ACR_MASK, before = flash->acr;
    if (flash->acr & L4_ACR_ICEN)
        mask &= ~L4_ACR_ICRST;
    if (flash->acr & L4_ACR_DCEN)
        mask &= ~L4_ACR_DCRST;
    if (flash->pdkey != L4_KEY_OPEN)
        mask &= ~L4_ACR_RUN_PD;
    else if (!(value & L4_ACR_RUN_PD))
        close_lock(&flash->pdkey);
    flash->acr = (flash->acr & ~mask) | (value & mask);
    l4_rcc_check_limits(chip);
    bus_remap(chip);
    return flash->acr & ~before & L4_ACR_RUN_PD ? ACCESS_UNMODELLED : ACCESS_OK;
}

/* Writing 1 to PEMPTY toggles it (assumed, from memory of RM0394 3.7.5). */
static void write_sr(struct chip *chip, uint32_t value)
{
    struct l4_flash *flash = flash_of(chip);
    flash->sr &= ~(value & L4_SR_FLAGS);
    if (value & L4_SR_PEMPTY && l4_part_traits(chip)->pempty) {
        flash->sr ^= L4_SR_PEMPTY;
        flash->empty = flash->sr & L4_SR_PEMPTY;
    }
    l4_flash_update_irq(chip);
}

static void ignore(struct chip *chip, uint32_t offset, uint32_t value)
{
    event_firmware_ignored(chip, IGNORED_LOCK, FLASH_R_BASE + offset, value);
}

/* Returns false when software may not write CR now. */
static bool cr_open(struct chip *chip, uint32_t value)
{
    struct l4_flash *flash = flash_of(chip);
    if (flash->operation != FLASH_IDLE) {
        l4_flash_hold(chip); /* the store is made again */
        return false;
    }
    if (!(flash->cr & L4_CR_LOCK))
        return true;
    if (value & ~CR_LOCKS)
        ignore(chip, FLASH_CR, value);
    return false;
}

static void write_locks(struct l4_flash *flash, uint32_t value)
{
    flash->cr |= value & CR_LOCKS;
    if (value & L4_CR_LOCK) {
        flash->cr |= L4_CR_OPTLOCK;
        close_lock(&flash->key);
    }
    if (value & CR_LOCKS)
        close_lock(&flash->optkey);
}

/* LOCK and OPTLOCK can only be set. OPTSTRT and OBL_LAUNCH need OPTLOCK=0. */
static void write_cr(struct chip *chip, uint32_t value)
{
    struct l4_flash *flash = flash_of(chip);
    uint32_t mask = CR_MASK;
    const uint32_t of_options = L4_CR_OPTSTRT | L4_CR_OBL_LAUNCH;

    if (!cr_open(chip, value))
        return;
    if (!l4_part_traits(chip)->dual)
        mask &= ~CR_BANK2;
    flash->cr = (flash->cr & CR_LOCKS) | (value & mask);
    if (value & of_options && flash->cr & L4_CR_OPTLOCK) {
        ignore(chip, FLASH_CR, value);
        value &= ~of_options;
    }
    if (!(value & L4_CR_FSTPG))
        flash->row_count = 0;
    if (!(value & L4_CR_PG))
        flash->half_at = 0;
    write_locks(flash, value);
    l4_flash_update_irq(chip);
    if (value & L4_CR_OBL_LAUNCH)
        reset_request(chip, RESET_OPTION);
    else if (value & L4_CR_OPTSTRT)
        l4_flash_start_options(chip);
    else if (value & L4_CR_STRT)
        l4_flash_start(chip);
}

/* The flags are cleared by ones. */
static void write_eccr(struct chip *chip, uint32_t value)
{
    struct l4_flash *flash = flash_of(chip);
    flash->eccr &= ~(L4_ECCR_ECCIE | (value & (L4_ECCR_ECCC | L4_ECCR_ECCD)));
    flash->eccr |= value & L4_ECCR_ECCIE;
    l4_flash_update_irq(chip);
}

/* --- option registers --- */

/* Returns the option register at an offset; L4_OPTION2 = there is none. */
static enum l4_option option_at(const struct chip *chip, uint32_t offset)
{
    if (offset >= FLASH_OPTR && offset <= FLASH_WRP1BR)
        return L4_OPTR + (offset - FLASH_OPTR) / 4;
    if (l4_part_traits(chip)->dual && offset >= FLASH_PCROP2SR &&
        offset <= FLASH_WRP2BR)
        return L4_PCROP2SR + (offset - FLASH_PCROP2SR) / 4;
    return L4_OPTION2;
}

static void write_option(struct chip *chip, uint32_t offset, uint32_t value)
{
    struct l4_flash *flash = flash_of(chip);
    enum l4_option which = option_at(chip, offset);
    if (which == L4_OPTION2)
        return;
    if (flash->operation != FLASH_IDLE) {
        l4_flash_hold(chip);
        return;
    }
    if (flash->cr & L4_CR_OPTLOCK)
        ignore(chip, offset, value);
    else
        flash->shadow[which] = l4_flash_option_bits(chip, which, value);
}

static enum access read(struct chip *chip, const struct map_row *row,
                        uint32_t offset, uint32_t *value)
{
    (void)row;
    const struct l4_flash *flash = flash_of(chip);
    enum l4_option option = option_at(chip, offset);

    *value = 0; /* key registers are write-only */
    switch (offset) {
    case FLASH_ACR: *value = flash->acr; break;
    case FLASH_SR: *value = flash->sr; break;
    case FLASH_CR: *value = flash->cr; break;
    case FLASH_ECCR: *value = flash->eccr; break;
    default:
        if (option != L4_OPTION2)
            *value = flash->shadow[option];
        break;
    }
    return ACCESS_OK;
}

static enum access write(struct chip *chip, const struct map_row *row,
                         uint32_t offset, uint32_t value)
{
    (void)row;
    switch (offset) {
    case FLASH_ACR: return write_acr(chip, value);
    case FLASH_PDKEYR:
        return write_key(chip, &flash_of(chip)->pdkey, &power_keys, offset,
                         value);
    case FLASH_KEYR: return write_keyr(chip, value);
    case FLASH_OPTKEYR: return write_optkeyr(chip, value);
    case FLASH_SR: write_sr(chip, value); break;
    case FLASH_CR: write_cr(chip, value); break;
    case FLASH_ECCR: write_eccr(chip, value); break;
    default: write_option(chip, offset, value); break;
    }
    return ACCESS_OK;
}

/* Bytes and halfwords are taken, too: what is not stored stays. In SR and ECCR
 * that is a 0, which clears nothing. */
static enum access write_narrow(struct chip *chip, const struct map_row *row,
                                uint32_t offset, unsigned size, uint32_t value)
{
    uint32_t shift = 8 * (offset & 3), word = 0;
    uint32_t mask = ((1u << 8 * size) - 1) << shift;

    offset &= ~3u;
    if (offset != FLASH_SR && offset != FLASH_ECCR)
        read(chip, row, offset, &word);
    if (offset == FLASH_ECCR)
        word = flash_of(chip)->eccr & L4_ECCR_ECCIE;
    return write(chip, row, offset, (word & ~mask) | (value << shift & mask));
}

/* --- addresses and wait states --- */

bool l4_flash_dual(const struct chip *chip)
{
    if (!l4_part_traits(chip)->dual)
        return false;
    return chip->part.flash_kb == 1024 ||
           flash_of(chip)->options[L4_OPTR] & L4_OPTR_DUALBANK;
}

/* FB_MODE=1 swaps the banks; no effect on one bank (assumed). */
uint32_t l4_flash_physical(const struct chip *chip, uint32_t address)
{
    uint32_t offset = address - FLASH_BASE;
    uint32_t bank = l4_flash_bank_size(chip);
    if (!l4_flash_dual(chip) || !l4_syscfg_fb_mode(chip))
        return offset;
    return offset < bank ? offset + bank : offset - bank;
}

/* While there are double words whose ECC does not fit, a stretch ends at
 * them, and at pages. */
static struct map_stretch alike(const struct chip *chip, uint32_t physical,
                                struct map_stretch bank)
{
    uint32_t start = physical & ~(L4_PAGE - 1u);
    uint32_t before =
        l4_flash_ecc_alike_before(chip, physical, physical - start);
    uint32_t behind =
        l4_flash_ecc_alike(chip, physical, start + L4_PAGE - physical);
    uint32_t first = physical - before;
    return (struct map_stretch){
        .base = bank.base + (first - (bank.offset - L4_FLASH_OFFSET)),
        .size = before + behind,
        .offset = L4_FLASH_OFFSET + first,
    };
}

struct map_stretch l4_flash_stretch(const struct chip *chip,
                                    const struct map_memory *memory,
                                    uint32_t address)
{
    uint32_t bank = l4_flash_bank_size(chip), offset = address - FLASH_BASE;
    if (offset >= l4_flash_size(chip))
        return (struct map_stretch){0};
    uint32_t base = FLASH_BASE + offset / bank * bank;
    struct map_stretch whole = {base, bank,
                                memory->offset + l4_flash_physical(chip, base)};
    if (!flash_of(chip)->bad)
        return whole;
    return alike(chip, l4_flash_physical(chip, address), whole);
}

uint32_t l4_flash_memory_size(const struct chip *chip)
{
    uint32_t size = l4_flash_size(chip);
    return L4_FLASH_OFFSET + size + 2 * size / L4_DOUBLE_WORD / 8;
}

unsigned l4_flash_wait_branch(const struct chip *chip)
{
    uint32_t acr = flash_of(chip)->acr;
    return acr & L4_ACR_ICEN ? 0 : acr & L4_ACR_LATENCY;
}

unsigned l4_flash_wait_sequential(const struct chip *chip)
{
    enum { WORDS_IN_LINE = 2 };
    uint32_t acr = flash_of(chip)->acr;
    if (acr & (L4_ACR_ICEN | L4_ACR_PRFTEN))
        return 0;
    return ((acr & L4_ACR_LATENCY) + WORDS_IN_LINE - 1) / WORDS_IN_LINE;
}

static void due(struct chip *chip, const struct map_row *row, unsigned event)
{
    (void)row, (void)event;
    l4_flash_due(chip);
}

static bool has_register(const struct chip *chip, const struct map_row *row,
                         uint32_t offset)
{
    (void)row;
    return offset <= FLASH_ECCR || option_at(chip, offset) != L4_OPTION2;
}

const struct map_kind l4_flash = {
    .last = FLASH_WRP2BR,
    .has = has_register,
    .read = read,
    .steady = map_always,
    .write = write,
    .write_narrow = write_narrow,
    .reset = reset,
    .survivors = survivors,
    .due = due,
    .dues = 1,
};
