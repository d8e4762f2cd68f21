/* SPDX-License-Identifier: MIT */
#include "chip/block/keeps.h"

#include "chip/core/nvic.h"

static const struct keeps_register *find(const struct keeps_variant *variant,
                                         uint32_t offset)
{
    for (unsigned i = 0; i < KEEPS_REGISTERS; i++) {
        const struct keeps_register *reg = &variant->registers[i];
        if (offset - reg->offset <= 4u * reg->more)
            return reg;
    }
    return NULL;
}

static void update_irq(struct chip *chip, const struct map_row *row)
{
    const struct keeps_variant *variant = row->variant;
    const struct keeps *block = map_state(chip, row);
    if (variant->requests)
        nvic_request(chip, row,
                     block->reg[variant->status / 4] &
                         block->reg[variant->enable / 4] & variant->requests);
}

static void reset(struct chip *chip, const struct map_row *row,
                  enum reset_kind kind)
{
    const struct keeps_variant *variant = row->variant;
    struct keeps *block = map_state(chip, row);
    (void)kind;
    *block = (struct keeps){0};
    for (unsigned i = 0; i < KEEPS_WORDS; i++) {
        const struct keeps_register *reg = find(variant, 4 * i);
        block->reg[i] = reg ? reg->reset : 0;
    }
    update_irq(chip, row);
}

static uint32_t linked(const struct keeps_variant *variant,
                       const struct keeps *block, uint32_t offset)
{
    uint32_t value = 0;
    for (unsigned i = 0; i < KEEPS_LINKS; i++) {
        const struct keeps_link *link = &variant->links[i];
        uint32_t bits = block->reg[link->from / 4] & link->bits;
        if (link->to == offset)
            value |=
                link->flags ? (bits ? link->flags : 0) : bits << link->left;
    }
    return value;
}

static enum access read(struct chip *chip, const struct map_row *row,
                        uint32_t offset, uint32_t *value)
{
    const struct keeps *block = map_state(chip, row);
    *value = 0;
    if (find(row->variant, offset))
        *value = block->reg[offset / 4] | linked(row->variant, block, offset);
    return ACCESS_OK;
}

static enum access write(struct chip *chip, const struct map_row *row,
                         uint32_t offset, uint32_t value)
{
    const struct keeps_variant *variant = row->variant;
    const struct keeps_register *reg = find(variant, offset);
    struct keeps *block = map_state(chip, row);
    if (!reg)
        return ACCESS_OK;
    uint32_t *word = &block->reg[offset / 4];
    uint32_t *status = &block->reg[variant->status / 4];
    uint32_t set = value & ~*word;

    *word = (*word & ~reg->writable) | (value & reg->writable);
    *status &= ~(value & reg->clears);
    if (value & reg->starts)
        *status |= reg->flags;
    update_irq(chip, row);
    return set & reg->reports ? ACCESS_UNMODELLED : ACCESS_OK;
}

static bool has_register(const struct chip *chip, const struct map_row *row,
                         uint32_t offset)
{
    (void)chip;
    return find(row->variant, offset);
}

const struct map_kind keeps = {
    .last = 4 * (KEEPS_WORDS - 1),
    .has = has_register,
    .read = read,
    .steady = map_always,
    .write = write,
    .reset = reset,
};
