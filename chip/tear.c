/* SPDX-License-Identifier: MIT */
#include "chip/tear.h"

#include <string.h>

#include "chip/noise.h"

bool tear_is_mix(const struct chip *chip)
{
    return chip->board.torn >= TORN_MIX && chip->board.torn < TORN_PREFIX;
}

uint32_t tear_seed(const struct chip *chip)
{
    uint32_t which = tear_is_mix(chip) ? chip->board.torn - TORN_MIX : 0;
    uint32_t seed = chip->board.seed * 2654435761u ^ which * 0x85EBCA6Bu ^
                    (uint32_t)chip->cycle ^ (uint32_t)(chip->cycle >> 32);
    return seed ? seed : 1;
}

static void finish(const struct tear *tear, uint32_t length)
{
    if (tear->length < length)
        length = tear->length;
    if (tear->after)
        memcpy(tear->cells, tear->after, length);
    else
        memset(tear->cells, tear->erased, length);
}

/* Each bit is as before, erased, or as it would have become; the bits that
 * differ from an erased cell are what counts. */
static void mix(const struct tear *tear, uint32_t *seed)
{
    for (uint32_t i = 0; i < tear->length; i++) {
        uint8_t now = tear->after ? tear->after[i] : tear->erased;
        uint32_t before = tear->cells[i] ^ tear->erased;
        uint32_t mask = noise_next(seed);
        uint32_t set = (before & mask >> 8) |
                       ((uint32_t)(now ^ tear->erased) & mask >> 16);
        tear->cells[i] = (uint8_t)(set ^ tear->erased);
    }
}

static void mix_programmed(const struct tear *tear, uint32_t *seed)
{
    for (uint32_t i = 0; i < tear->length; i++) {
        uint32_t add = tear->after[i] ^ tear->erased;
        uint32_t set = (uint32_t)(tear->cells[i] ^ tear->erased) |
                       (add & noise_next(seed) >> 8);
        tear->cells[i] = (uint8_t)(set ^ tear->erased);
    }
}

void tear_cells(const struct chip *chip, const struct tear *tear,
                uint32_t *seed)
{
    unsigned torn = chip->board.torn;

    if (torn == TORN_NEW)
        finish(tear, tear->length);
    else if (torn > TORN_PREFIX)
        finish(tear, 4 * (torn - TORN_PREFIX));
    else if (torn == TORN_ERASED && !tear->programs)
        memset(tear->cells, tear->erased, tear->length);
    else if (tear_is_mix(chip))
        (tear->programs ? mix_programmed : mix)(tear, seed);
}

void tear_settle(uint8_t *cells, const uint8_t *bits, uint32_t length,
                 uint32_t *seed)
{
    for (uint32_t i = 0; i < length; i++) {
        uint32_t random = noise_next(seed) >> 8;
        cells[i] = (uint8_t)((cells[i] & ~bits[i]) | (random & bits[i]));
    }
}

void tear_weaken(uint8_t *cells, uint32_t length, uint8_t erased,
                 uint32_t *seed)
{
    for (uint32_t i = 0; i < length; i++) {
        uint32_t set = (uint32_t)(cells[i] ^ erased) & noise_next(seed) >> 8;
        cells[i] = (uint8_t)(set ^ erased);
    }
}
