/* SPDX-License-Identifier: MIT
 *
 * What a reset leaves of an operation on the NVM that is in flight: see
 * chip/tear.h; and cells that are not certain from then on.
 */
#include <string.h>

#include "chip/due.h"
#include "chip/event.h"
#include "chip/stm32l0/flash.h"
#include "chip/tear.h"

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

void flash_settle(struct chip *chip)
{
    struct flash_weak *weak = &stm32l0(chip)->flash.weak;
    uint8_t *cells = flash_cells(chip, weak->torn, weak->target);

    if (weak->torn == FLASH_MASS_ERASE && chip->board.weak) {
        tear_weaken(chip->memory + NVM_OFFSET, chip->part.flash_kb * 1024u, 0,
                    &weak->seed);
        tear_weaken(chip->memory + EEPROM_OFFSET, EEPROM_SIZE, 0, &weak->seed);
    } else if (weak->torn && chip->board.weak) {
        tear_settle(cells, weak->bits, weak->length, &weak->seed);
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
    tear_cells(chip,
               &(struct tear){.cells = chip->memory + NVM_OFFSET,
                              .length = chip->part.flash_kb * 1024u},
               seed);
    tear_cells(chip,
               &(struct tear){.cells = chip->memory + EEPROM_OFFSET,
                              .length = EEPROM_SIZE},
               seed);
}

static void tear_one(struct chip *chip, uint8_t *cells, uint32_t *seed)
{
    const struct flash *flash = &stm32l0(chip)->flash;
    tear_cells(chip,
               &(struct tear){.cells = cells,
                              .after = flash->data,
                              .length = flash->length,
                              .programs = only_adds(flash->operation)},
               seed);
}

void flash_tear(struct chip *chip)
{
    struct flash *flash = &stm32l0(chip)->flash;
    uint8_t *cells = flash_cells(chip, flash->operation, flash->target);
    uint32_t seed = tear_seed(chip);

    if (flash->operation == FLASH_IDLE)
        return;
    if (tear_is_mix(chip))
        flash->weak = weak_cells(flash, cells);
    else if (chip->board.torn != TORN_OLD)
        flash_strengthen(flash);
    if (flash->operation == FLASH_MASS_ERASE)
        tear_mass_erase(chip, &seed);
    else
        tear_one(chip, cells, &seed);
    if (tear_is_mix(chip))
        flash->weak.seed = seed;
    flash->operation = FLASH_IDLE;
    due_set(chip, DUE_FLASH, NEVER);
}

/* --- made again --- */

bool flash_uncertain(const struct chip *chip)
{
    return stm32l0(chip)->flash.weak.torn != FLASH_IDLE;
}

const uint8_t *flash_planned(const struct chip *chip)
{
    return stm32l0(chip)->flash.data;
}

void flash_resume(struct chip *chip, const struct event_nvm *nvm,
                  const uint8_t *planned)
{
    struct flash *flash = &stm32l0(chip)->flash;
    flash->operation = nvm->operation;
    flash->target = nvm->address - flash_base(nvm->operation);
    flash->length = nvm->length;
    memcpy(flash->data, planned, nvm->length);
}
