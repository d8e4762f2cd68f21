/* SPDX-License-Identifier: MIT */
#include "chip/stm32f4/bkpsram.h"

#include "chip/event.h"
#include "chip/hash.h"
#include "chip/little_endian.h"
#include "chip/noise.h"
#include "chip/stm32f4/flash.h"
#include "chip/stm32f4/pwr.h"
#include "chip/stm32f4/syscfg.h"

enum { CSR_BRE = 1 << 9 };

static uint8_t *cells(const struct chip *chip, uint32_t offset)
{
    return (uint8_t *)(uintptr_t)chip->memory + F4_BACKUP_OFFSET + offset;
}

static bool is_lost(const struct chip *chip, enum reset_kind kind)
{
    bool regulated = stm32f4(chip)->pwr.csr & CSR_BRE;
    return kind == RESET_POWER || (kind == RESET_STANDBY && !regulated);
}

/* It is reset before PWR, whose BRE it looks at: its address is higher. */
static void reset(struct chip *chip, const struct map_row *row,
                  enum reset_kind kind)
{
    (void)row;
    if (is_lost(chip, kind))
        noise_fill(cells(chip, 0), F4_BACKUP_SIZE,
                   chip->board.seed * 2654435761u + 1);
}

static uint64_t survivors(const struct chip *chip, const struct map_row *row,
                          enum reset_kind kind, uint64_t hash)
{
    (void)row;
    if (is_lost(chip, kind))
        return hash;
    return hash_bytes(hash, cells(chip, 0), F4_BACKUP_SIZE);
}

/* At RDP level 1 it is closed for what the pins started elsewhere than in
 * flash. */
static bool is_closed(const struct chip *chip)
{
    return f4_flash_rdp(chip) == 1 &&
           f4_syscfg_boot_mode(chip) != F4_BOOT_FLASH;
}

static enum access read(struct chip *chip, const struct map_row *row,
                        uint32_t offset, uint32_t *value)
{
    (void)row;
    if (is_closed(chip))
        return ACCESS_FAULT;
    *value = little_endian(cells(chip, offset), 4);
    return ACCESS_OK;
}

static enum access write(struct chip *chip, const struct map_row *row,
                         uint32_t offset, uint32_t value)
{
    if (is_closed(chip))
        return ACCESS_FAULT;
    if (!f4_pwr_backup_writable(chip))
        event_firmware_ignored(chip, IGNORED_DBP, row->base + offset, value);
    else
        put_little_endian(cells(chip, offset), 4, value);
    return ACCESS_OK;
}

const struct map_kind f4_bkpsram = {
    .read = read,
    .steady = map_always,
    .write = write,
    .reset = reset,
    .survivors = survivors,
    .quiet = true,
};
