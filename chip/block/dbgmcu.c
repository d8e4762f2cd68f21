/* SPDX-License-Identifier: MIT */
#include "chip/block/dbgmcu.h"

#include "chip/hash.h"

enum {
    DBGMCU_IDCODE = 0x00,
    DBGMCU_CR = 0x04,
    DBGMCU_APB1_FZ = 0x08,
    DBGMCU_APB2_FZ = 0x0C,
};

#define IDCODE_RESERVED 0x6000u /* bits 15:12 read 6 on silicon */

/* RM0367 33.9.2: the registers are reset by a power-on reset only; a DBGRST
 * pulse is assumed to reset them too. */
static void reset(struct chip *chip, const struct map_row *row,
                  enum reset_kind kind)
{
    struct dbgmcu *dbgmcu = map_state(chip, row);
    if (kind != RESET_POWER && kind != RESET_DIP && kind != RESET_NONE)
        return;
    dbgmcu->cr = 0;
    dbgmcu->apb1_fz = 0;
    dbgmcu->apb2_fz = 0;
}

static uint64_t survivors(const struct chip *chip, const struct map_row *row,
                          enum reset_kind kind, uint64_t hash)
{
    if (kind == RESET_POWER || kind == RESET_DIP)
        return hash;
    return hash_bytes(hash, map_state(chip, row), sizeof(struct dbgmcu));
}

static enum access read(struct chip *chip, const struct map_row *row,
                        uint32_t offset, uint32_t *value)
{
    const struct dbgmcu *dbgmcu = map_state(chip, row);

    switch (offset) {
    case DBGMCU_IDCODE:
        *value = (uint32_t)chip->part.rev_id << 16 | IDCODE_RESERVED |
                 chip->part.dev_id;
        break;
    case DBGMCU_CR: *value = dbgmcu->cr; break;
    case DBGMCU_APB1_FZ: *value = dbgmcu->apb1_fz; break;
    case DBGMCU_APB2_FZ: *value = dbgmcu->apb2_fz; break;
    default: *value = 0;
    }
    return ACCESS_OK;
}

static enum access write(struct chip *chip, const struct map_row *row,
                         uint32_t offset, uint32_t value)
{
    const struct dbgmcu_variant *has = row->variant;
    struct dbgmcu *dbgmcu = map_state(chip, row);

    switch (offset) {
    case DBGMCU_CR: dbgmcu->cr = value & has->cr; break;
    case DBGMCU_APB1_FZ: dbgmcu->apb1_fz = value & has->apb1_fz; break;
    case DBGMCU_APB2_FZ: dbgmcu->apb2_fz = value & has->apb2_fz; break;
    default: break;
    }
    return ACCESS_OK;
}

const struct map_kind dbgmcu = {
    .read = read,
    .steady = map_always,
    .write = write,
    .reset = reset,
    .survivors = survivors,
};
