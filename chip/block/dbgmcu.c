/* SPDX-License-Identifier: MIT */
#include "chip/block/dbgmcu.h"

#include "chip/hash.h"

enum {
    DBGMCU_IDCODE = 0x00,
    DBGMCU_CR = 0x04,
    DBGMCU_APB1_FZ = 0x08,
    DBGMCU_APB2_FZ = 0x0C, /* or APB1_FZ2, and this behind it */
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
    dbgmcu->apb1_fz2 = 0;
}

static uint64_t survivors(const struct chip *chip, const struct map_row *row,
                          enum reset_kind kind, uint64_t hash)
{
    if (kind == RESET_POWER || kind == RESET_DIP)
        return hash;
    return hash_bytes(hash, map_state(chip, row), sizeof(struct dbgmcu));
}

/* Returns the register at an offset, and the bits of it that exist. */
static uint32_t *plain_register(struct dbgmcu *dbgmcu,
                                const struct dbgmcu_variant *has,
                                uint32_t offset, uint32_t *mask)
{
    if (has->apb1_fz2 && offset == DBGMCU_APB2_FZ) {
        *mask = has->apb1_fz2;
        return &dbgmcu->apb1_fz2;
    }
    switch (has->apb1_fz2 && offset > DBGMCU_APB2_FZ ? offset - 4 : offset) {
    case DBGMCU_CR: *mask = has->cr; return &dbgmcu->cr;
    case DBGMCU_APB1_FZ: *mask = has->apb1_fz; return &dbgmcu->apb1_fz;
    case DBGMCU_APB2_FZ: *mask = has->apb2_fz; return &dbgmcu->apb2_fz;
    default: return NULL;
    }
}

static enum access read(struct chip *chip, const struct map_row *row,
                        uint32_t offset, uint32_t *value)
{
    uint32_t mask;
    const uint32_t *reg =
        plain_register(map_state(chip, row), row->variant, offset, &mask);

    *value = reg ? *reg : 0;
    if (offset == DBGMCU_IDCODE)
        *value = (uint32_t)chip->part.rev_id << 16 | IDCODE_RESERVED |
                 chip->part.dev_id;
    return ACCESS_OK;
}

static enum access write(struct chip *chip, const struct map_row *row,
                         uint32_t offset, uint32_t value)
{
    uint32_t mask;
    uint32_t *reg =
        plain_register(map_state(chip, row), row->variant, offset, &mask);

    if (reg)
        *reg = value & mask;
    return ACCESS_OK;
}

static bool has_register(const struct chip *chip, const struct map_row *row,
                         uint32_t offset)
{
    uint32_t mask;
    return offset == DBGMCU_IDCODE ||
           plain_register(map_state(chip, row), row->variant, offset, &mask);
}

const struct map_kind dbgmcu = {
    .last = DBGMCU_APB2_FZ + 4,
    .has = has_register,
    .read = read,
    .steady = map_always,
    .write = write,
    .reset = reset,
    .survivors = survivors,
};
