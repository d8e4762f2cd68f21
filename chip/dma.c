/* SPDX-License-Identifier: MIT */
#include "chip/dma.h"

static uint64_t line(const struct map_row *row, unsigned n)
{
    unsigned has = row->dma_lines;
    if (!row->dma || (has && !(has >> n & 1)))
        return 0;
    unsigned before = (1u << n) - 1;
    return 1ull << (row->dma +
                    (unsigned)__builtin_popcount(has ? has & before : before));
}

static void rise(struct chip *chip, uint64_t fresh)
{
    chip->dma.lines |= fresh;
    if (!(fresh & chip->dma.heard))
        return;
    for (unsigned i = 0; i < 2 && chip->rows.dma[i]; i++) {
        const struct map_row *dma = map_row(chip, chip->rows.dma[i]);
        dma->kind->requested(chip, dma);
    }
}

void dma_request(struct chip *chip, const struct map_row *row, unsigned n,
                 bool level)
{
    uint64_t bit = line(row, n);
    chip->dma.pulses &= ~bit;
    if (level)
        rise(chip, bit & ~chip->dma.lines);
    else
        chip->dma.lines &= ~bit;
}

void dma_pulse(struct chip *chip, const struct map_row *row, unsigned n)
{
    uint64_t bit = line(row, n);
    chip->dma.pulses |= bit;
    rise(chip, bit & ~chip->dma.lines);
}

void dma_served(struct chip *chip, uint64_t lines)
{
    uint64_t served = lines & chip->dma.pulses;
    chip->dma.pulses &= ~served;
    chip->dma.lines &= ~served;
}

bool dma_listens(const struct chip *chip, const struct map_row *row, unsigned n)
{
    return chip->dma.heard & line(row, n);
}
