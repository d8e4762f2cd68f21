/* SPDX-License-Identifier: MIT
 *
 * What a reset leaves of an operation on the NVM that is in flight. No document
 * says: board.torn chooses one of the ends that are possible (assumed).
 */
#include <string.h>

#include "chip/due.h"
#include "chip/event.h"
#include "chip/noise.h"
#include "chip/stm32l0/flash.h"

/* --- cells --- */

static unsigned memory_of(enum flash_operation operation)
{
    switch (operation) {
    case FLASH_EEPROM_WRITE:
    case FLASH_EEPROM_ERASE: return EEPROM_OFFSET;
    case FLASH_OPTION_WRITE: return OPTION_OFFSET;
    default: return NVM_OFFSET;
    }
}

uint8_t *flash_cells(struct chip *chip, enum flash_operation operation,
                     uint32_t target)
{
    return chip->memory + memory_of(operation) + target;
}

uint32_t flash_base(enum flash_operation operation)
{
    switch (memory_of(operation)) {
    case EEPROM_OFFSET: return EEPROM_BASE;
    case OPTION_OFFSET: return OPTION_BASE;
    default: return FLASH_BASE;
    }
}

/* A plain programming only adds bits: none of the old ones is lost. */
static bool only_adds(enum flash_operation operation)
{
    return operation == FLASH_PROGRAM_WORD ||
           operation == FLASH_PROGRAM_HALF_PAGE;
}

/* --- the ends --- */

/* Cells that an operation changes, and what it makes of them; NULL = zeros. */
struct stretch {
    uint8_t *cells;
    const uint8_t *after;
    uint32_t length;
};

static void finish(const struct stretch *stretch, uint32_t length)
{
    if (stretch->length < length)
        length = stretch->length;
    if (stretch->after)
        memcpy(stretch->cells, stretch->after, length);
    else
        memset(stretch->cells, 0, length);
}

/* Each bit is as before, erased, or as it would have become. */
static void mix(const struct stretch *stretch, uint32_t *seed)
{
    for (uint32_t i = 0; i < stretch->length; i++) {
        uint8_t *cell = &stretch->cells[i];
        uint32_t mask = noise_next(seed);
        uint8_t now = stretch->after ? stretch->after[i] : 0;
        *cell = (uint8_t)((*cell & mask >> 8) | (now & mask >> 16));
    }
}

static void mix_added(const struct stretch *stretch, uint32_t *seed)
{
    for (uint32_t i = 0; i < stretch->length; i++)
        stretch->cells[i] |=
            (uint8_t)(stretch->after[i] & noise_next(seed) >> 8);
}

static bool is_mix(unsigned torn)
{
    return torn >= TORN_MIX && torn < TORN_PREFIX;
}

static void leave(struct chip *chip, const struct stretch *stretch,
                  uint32_t *seed)
{
    bool adds = only_adds(stm32l0(chip)->flash.operation);
    unsigned torn = chip->board.torn;

    if (torn == TORN_NEW)
        finish(stretch, stretch->length);
    else if (torn > TORN_PREFIX)
        finish(stretch, 4 * (torn - TORN_PREFIX));
    else if (torn == TORN_ERASED && !adds)
        memset(stretch->cells, 0, stretch->length);
    else if (is_mix(torn))
        (adds ? mix_added : mix)(stretch, seed);
}

/* The three mixes differ, as do those of cuts at other times. */
static uint32_t seed_of(const struct chip *chip)
{
    uint32_t which = is_mix(chip->board.torn) ? chip->board.torn - TORN_MIX : 0;
    uint32_t seed = chip->board.seed * 2654435761u ^ which * 0x85EBCA6Bu ^
                    (uint32_t)chip->cycle ^ (uint32_t)(chip->cycle >> 32);
    return seed ? seed : 1;
}

/* --- weak cells --- */

/* Notes which bits of the cells are not certain once a mix is made of them. */
static struct flash_weak weak_cells(const struct flash *flash,
                                    const uint8_t *cells)
{
    struct flash_weak weak = {
        .torn = flash->operation,
        .target = flash->target,
        .length = flash->length,
    };
    if (flash->operation == FLASH_MASS_ERASE)
        return weak;
    for (uint32_t i = 0; i < flash->length; i++)
        weak.bits[i] = only_adds(flash->operation)
                           ? (uint8_t)(flash->data[i] & ~cells[i])
                           : flash->data[i] | cells[i];
    return weak;
}

static void weaken_all(uint8_t *cells, uint32_t length, uint32_t *seed)
{
    for (uint32_t i = 0; i < length; i++)
        cells[i] &= (uint8_t)(noise_next(seed) >> 8);
}

void flash_settle(struct chip *chip)
{
    struct flash_weak *weak = &stm32l0(chip)->flash.weak;
    uint8_t *cells = flash_cells(chip, weak->torn, weak->target);

    if (weak->torn == FLASH_MASS_ERASE && chip->board.weak) {
        weaken_all(chip->memory + NVM_OFFSET, chip->part.flash_kb * 1024u,
                   &weak->seed);
        weaken_all(chip->memory + EEPROM_OFFSET, EEPROM_SIZE, &weak->seed);
    } else if (weak->torn && chip->board.weak) {
        for (uint32_t i = 0; i < weak->length; i++)
            cells[i] =
                (uint8_t)((cells[i] & ~weak->bits[i]) |
                          (noise_next(&weak->seed) >> 8 & weak->bits[i]));
    }
    memset(weak, 0, sizeof *weak);
}

/* A mass erase reaches all weak cells but those of an option word, and cells
 * that it has erased read 0 however weak they were before. */
void flash_strengthen(struct flash *flash)
{
    struct flash_weak *weak = &flash->weak;
    if (flash->operation == FLASH_MASS_ERASE &&
        memory_of(weak->torn) != OPTION_OFFSET) {
        memset(weak, 0, sizeof *weak);
        return;
    }
    if (memory_of(weak->torn) != memory_of(flash->operation))
        return;
    for (uint32_t i = 0; i < weak->length; i++)
        if (weak->target + i - flash->target < flash->length)
            weak->bits[i] = 0;
}

/* --- tearing --- */

void flash_report_torn(struct chip *chip)
{
    const struct flash *flash = &stm32l0(chip)->flash;
    if (flash->operation != FLASH_IDLE)
        event_firmware_store(chip, FIRMWARE_TORN,
                             flash_base(flash->operation) + flash->target, 0);
}

static void tear_mass_erase(struct chip *chip, uint32_t *seed)
{
    leave(chip,
          &(struct stretch){.cells = chip->memory + NVM_OFFSET,
                            .length = chip->part.flash_kb * 1024u},
          seed);
    leave(chip,
          &(struct stretch){.cells = chip->memory + EEPROM_OFFSET,
                            .length = EEPROM_SIZE},
          seed);
}

static void tear_cells(struct chip *chip, uint8_t *cells, uint32_t *seed)
{
    const struct flash *flash = &stm32l0(chip)->flash;
    leave(chip,
          &(struct stretch){
              .cells = cells, .after = flash->data, .length = flash->length},
          seed);
}

void flash_tear(struct chip *chip)
{
    struct flash *flash = &stm32l0(chip)->flash;
    uint8_t *cells = flash_cells(chip, flash->operation, flash->target);
    uint32_t seed = seed_of(chip);

    if (flash->operation == FLASH_IDLE)
        return;
    if (is_mix(chip->board.torn))
        flash->weak = weak_cells(flash, cells);
    else if (chip->board.torn != TORN_OLD)
        flash_strengthen(flash);
    if (flash->operation == FLASH_MASS_ERASE)
        tear_mass_erase(chip, &seed);
    else
        tear_cells(chip, cells, &seed);
    if (is_mix(chip->board.torn))
        flash->weak.seed = seed;
    flash->operation = FLASH_IDLE;
    due_set(chip, DUE_FLASH, NEVER);
}
