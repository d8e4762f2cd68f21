/* SPDX-License-Identifier: MIT */
#include "chip/stm32f4/flash.h"

#include "chip/bus.h"
#include "chip/core/nvic.h"
#include "chip/event.h"
#include "chip/stm32f4/part.h"
#include "chip/stm32f4/rcc.h"

enum {
    FLASH_ACR = 0x00,
    FLASH_KEYR = 0x04,
    FLASH_OPTKEYR = 0x08,
    FLASH_SR = 0x0C,
    FLASH_CR = 0x10,
    FLASH_OPTCR = 0x14,
};

#define FLASH_R_BASE 0x40023C00u

#define ACR_MASK                                                               \
    (F4_ACR_LATENCY | F4_ACR_PRFTEN | F4_ACR_ICEN | F4_ACR_DCEN |              \
     F4_ACR_ICRST | F4_ACR_DCRST)
#define CR_MASK                                                                \
    (F4_CR_PG | F4_CR_SER | F4_CR_MER | F4_CR_SNB | F4_CR_PSIZE |              \
     F4_CR_EOPIE | F4_CR_ERRIE)
#define OPTCR_BOR (3u << 2)
#define OPTCR_MASK                                                             \
    (OPTCR_BOR | F4_OPTCR_WDG_SW | F4_OPTCR_nRST_STOP | F4_OPTCR_nRST_STDBY |  \
     F4_OPTCR_RDP | F4_OPTCR_nWRP)

struct keys {
    uint32_t first, second;
};

static const struct keys keys = {0x45670123, 0xCDEF89AB};
static const struct keys option_keys = {0x08192A3B, 0x4C5D6E7F};

void f4_flash_update_irq(struct chip *chip)
{
    const struct f4_flash *flash = &stm32f4(chip)->flash;
    bool done = flash->cr & F4_CR_EOPIE && flash->sr & F4_SR_EOP;
    bool error = flash->cr & F4_CR_ERRIE && flash->sr & F4_SR_OPERR;
    nvic_request(chip, map_at(chip, FLASH_R_BASE), done || error);
}

/* OPERR is set only if ERRIE is. */
static void set_error(struct chip *chip, uint32_t flags)
{
    struct f4_flash *flash = &stm32f4(chip)->flash;
    flash->sr |= flags;
    if (flash->cr & F4_CR_ERRIE)
        flash->sr |= F4_SR_OPERR;
    f4_flash_update_irq(chip);
}

void f4_flash_fail(struct chip *chip, uint32_t flags, uint32_t address,
                   uint32_t value)
{
    set_error(chip, flags);
    event_firmware_store(chip, FIRMWARE_PROTOCOL, address, value);
}

void f4_flash_protected(struct chip *chip, uint32_t address, uint32_t value)
{
    set_error(chip, F4_SR_WRPERR);
    event_firmware_ignored(chip, IGNORED_PROTECTED, address, value);
}

/* --- reset --- */

/* Any reset loads the option bytes. */
static void reset(struct chip *chip, const struct map_row *row,
                  enum reset_kind kind)
{
    (void)row;
    if (kind == RESET_SYSTEM)
        f4_flash_report_torn(chip);
    if (kind == RESET_POWER)
        f4_flash_settle(chip);
    f4_flash_tear(chip);
    const struct f4_flash before = stm32f4(chip)->flash;
    stm32f4(chip)->flash = (struct f4_flash){
        .cr = F4_CR_LOCK,
        .weak = before.weak,
    };
    f4_flash_load_options(chip);
    f4_flash_update_irq(chip);
    bus_remap(chip);
}

/* --- keys --- */

/* A wrong key or order closes the lock until the next reset, and is a bus
 * error. */
static enum access write_key(struct chip *chip, uint8_t *state,
                             const struct keys *right, uint32_t address,
                             uint32_t key)
{
    if (*state == F4_KEY_LOCKED && key == right->first) {
        *state = F4_KEY_FIRST;
        return ACCESS_OK;
    }
    if (*state == F4_KEY_FIRST && key == right->second) {
        *state = F4_KEY_OPEN;
        return ACCESS_OK;
    }
    event_firmware_store(chip, FIRMWARE_PROTOCOL, address, key);
    if (*state == F4_KEY_OPEN)
        return ACCESS_OK;
    *state = F4_KEY_DEAD;
    return ACCESS_FAULT;
}

static enum access write_keyr(struct chip *chip, uint32_t key)
{
    struct f4_flash *flash = &stm32f4(chip)->flash;
    enum access access =
        write_key(chip, &flash->key, &keys, FLASH_R_BASE + FLASH_KEYR, key);
    if (flash->key == F4_KEY_OPEN)
        flash->cr &= ~F4_CR_LOCK;
    return access;
}

/* At RDP level 2 the option bytes are closed for good (assumed: the keys have
 * no effect). */
static enum access write_optkeyr(struct chip *chip, uint32_t key)
{
    struct f4_flash *flash = &stm32f4(chip)->flash;
    uint32_t address = FLASH_R_BASE + FLASH_OPTKEYR;
    if (f4_flash_rdp(chip) == 2) {
        event_firmware_ignored(chip, IGNORED_PROTECTED, address, key);
        return ACCESS_OK;
    }
    enum access access =
        write_key(chip, &flash->optkey, &option_keys, address, key);
    if (flash->optkey == F4_KEY_OPEN)
        flash->optcr &= ~F4_OPTCR_OPTLOCK;
    return access;
}

/* --- registers --- */

/* The caches can be reset while they are off only. */
static void write_acr(struct chip *chip, uint32_t value)
{
    struct f4_flash *flash = &stm32f4(chip)->flash;
    uint32_t mask = ACR_MASK;
    if (flash->acr & F4_ACR_ICEN)
        mask &= ~F4_ACR_ICRST;
    if (flash->acr & F4_ACR_DCEN)
        mask &= ~F4_ACR_DCRST;
    flash->acr = (flash->acr & ~mask) | (value & mask);
    f4_rcc_check_limits(chip);
    bus_remap(chip);
}

static void write_sr(struct chip *chip, uint32_t value)
{
    stm32f4(chip)->flash.sr &=
        ~(value & (F4_SR_EOP | F4_SR_OPERR | F4_SR_ERRORS));
    f4_flash_update_irq(chip);
}

/* LOCK can only be set; a store while BSY=1 waits. */
static void write_cr(struct chip *chip, uint32_t value)
{
    struct f4_flash *flash = &stm32f4(chip)->flash;
    if (flash->operation != FLASH_IDLE) {
        f4_flash_hold(chip);
        return;
    }
    if (flash->cr & F4_CR_LOCK) {
        if (value & ~F4_CR_LOCK)
            event_firmware_ignored(chip, IGNORED_LOCK, F4_FLASH_CR_ADDRESS,
                                   value);
        return;
    }
    flash->cr = value & CR_MASK;
    if (value & F4_CR_LOCK) {
        flash->cr |= F4_CR_LOCK;
        flash->key = F4_KEY_LOCKED;
    }
    f4_flash_update_irq(chip);
    if (value & F4_CR_STRT)
        f4_flash_start(chip);
}

static void write_optcr(struct chip *chip, uint32_t value)
{
    struct f4_flash *flash = &stm32f4(chip)->flash;
    uint32_t mask = OPTCR_MASK;
    if (f4_part_line(chip)->pcrop)
        mask |= F4_OPTCR_SPRMOD;
    if (flash->operation != FLASH_IDLE) {
        f4_flash_hold(chip);
        return;
    }
    if (flash->optcr & F4_OPTCR_OPTLOCK) {
        if (value & ~F4_OPTCR_OPTLOCK)
            event_firmware_ignored(chip, IGNORED_LOCK, F4_FLASH_OPTCR_ADDRESS,
                                   value);
        return;
    }
    flash->optcr = (flash->optcr & ~mask) | (value & mask);
    if (value & F4_OPTCR_OPTLOCK) {
        flash->optcr |= F4_OPTCR_OPTLOCK;
        flash->optkey = F4_KEY_LOCKED;
    }
    if (value & F4_OPTCR_OPTSTRT)
        f4_flash_start_options(chip);
}

static enum access read(struct chip *chip, const struct map_row *row,
                        uint32_t offset, uint32_t *value)
{
    (void)row;
    const struct f4_flash *flash = &stm32f4(chip)->flash;

    switch (offset) {
    case FLASH_ACR: *value = flash->acr; break;
    case FLASH_SR: *value = flash->sr; break;
    case FLASH_CR: *value = flash->cr; break;
    case FLASH_OPTCR: *value = flash->optcr; break;
    default: *value = 0; /* key registers are write-only */
    }
    return ACCESS_OK;
}

static enum access write(struct chip *chip, const struct map_row *row,
                         uint32_t offset, uint32_t value)
{
    (void)row;
    switch (offset) {
    case FLASH_ACR: write_acr(chip, value); break;
    case FLASH_KEYR: return write_keyr(chip, value);
    case FLASH_OPTKEYR: return write_optkeyr(chip, value);
    case FLASH_SR: write_sr(chip, value); break;
    case FLASH_CR: write_cr(chip, value); break;
    case FLASH_OPTCR: write_optcr(chip, value); break;
    default: break;
    }
    return ACCESS_OK;
}

/* SR, CR and OPTCR take bytes and halfwords: what is not stored stays. In SR
 * that is a 0, which clears nothing. */
static enum access write_narrow(struct chip *chip, const struct map_row *row,
                                uint32_t offset, unsigned size, uint32_t value)
{
    uint32_t shift = 8 * (offset & 3), word = 0;
    uint32_t mask = ((1u << 8 * size) - 1) << shift;

    offset &= ~3u;
    if (offset == FLASH_KEYR || offset == FLASH_OPTKEYR)
        return ACCESS_FAULT;
    if (offset != FLASH_SR)
        read(chip, row, offset, &word);
    return write(chip, row, offset, (word & ~mask) | (value << shift & mask));
}

/* --- memory and wait states --- */

uint32_t f4_flash_memory_size(const struct chip *chip)
{
    return F4_FLASH_OFFSET + chip->part.flash_kb * 1024u;
}

unsigned f4_flash_wait_branch(const struct chip *chip)
{
    uint32_t acr = stm32f4(chip)->flash.acr;
    return acr & F4_ACR_ICEN ? 0 : acr & F4_ACR_LATENCY;
}

unsigned f4_flash_wait_sequential(const struct chip *chip)
{
    enum { WORDS_IN_LINE = 4 };
    uint32_t acr = stm32f4(chip)->flash.acr;
    if (acr & (F4_ACR_ICEN | F4_ACR_PRFTEN))
        return 0;
    return ((acr & F4_ACR_LATENCY) + WORDS_IN_LINE - 1) / WORDS_IN_LINE;
}

static void due(struct chip *chip, const struct map_row *row, unsigned event)
{
    (void)row, (void)event;
    f4_flash_due(chip);
}

const struct map_kind f4_flash = {
    .last = FLASH_OPTCR,
    .read = read,
    .steady = map_always,
    .write = write,
    .write_narrow = write_narrow,
    .reset = reset,
    .due = due,
    .dues = 1,
};
