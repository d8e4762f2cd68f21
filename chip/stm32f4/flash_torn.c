/* SPDX-License-Identifier: MIT
 *
 * What a reset leaves of an operation on the flash that is in flight: see
 * chip/tear.h; and cells that are not certain from then on.
 */
#include <string.h>

#include "chip/due.h"
#include "chip/event.h"
#include "chip/stm32f4/flash.h"
#include "chip/tear.h"

enum { ERASED = 0xFF };

/* --- cells --- */

uint8_t *f4_flash_cells(struct chip *chip, enum flash_operation operation,
                        uint32_t target)
{
    if (operation == FLASH_OPTION_WRITE)
        return chip->memory + F4_OPTION_OFFSET + target;
    return chip->memory + F4_FLASH_OFFSET + target;
}

uint32_t f4_flash_base(enum flash_operation operation)
{
    return operation == FLASH_OPTION_WRITE ? F4_OPTION_BASE : FLASH_BASE;
}

static bool erases(enum flash_operation operation)
{
    return operation == FLASH_ERASE_PAGE || operation == FLASH_MASS_ERASE;
}

static uint32_t length_of(const struct chip *chip, const struct f4_flash *flash)
{
    return flash->operation == FLASH_MASS_ERASE ? chip->part.flash_kb * 1024u
                                                : flash->length;
}

/* --- weak cells --- */

/* Notes which bits of the cells are not certain once a mix is made of them. */
static struct f4_flash_weak weak_cells(const struct chip *chip,
                                       const struct f4_flash *flash,
                                       const uint8_t *cells)
{
    struct f4_flash_weak weak = {
        .torn = flash->operation,
        .target = flash->target,
        .length = length_of(chip, flash),
    };
    if (erases(flash->operation))
        return weak;
    for (uint32_t i = 0; i < flash->length; i++)
        weak.bits[i] = flash->operation == FLASH_PROGRAM_WORD
                           ? (uint8_t)(cells[i] & ~flash->data[i])
                           : (uint8_t) ~(cells[i] & flash->data[i]);
    return weak;
}

/* Those of OTP, which is written once in a life, do not get weak. */
void f4_flash_settle(struct chip *chip)
{
    struct f4_flash_weak *weak = &stm32f4(chip)->flash.weak;
    uint8_t *cells = f4_flash_cells(chip, weak->torn, weak->target);

    if (erases(weak->torn) && chip->board.weak) {
        tear_weaken(cells, weak->length, ERASED, &weak->seed);
    } else if (weak->torn && chip->board.weak) {
        tear_settle(cells, weak->bits, weak->length, &weak->seed);
    }
    memset(weak, 0, sizeof *weak);
}

void f4_flash_strengthen(struct f4_flash *flash)
{
    struct f4_flash_weak *weak = &flash->weak;
    bool options = flash->operation == FLASH_OPTION_WRITE;
    bool mass = flash->operation == FLASH_MASS_ERASE;
    if ((weak->torn == FLASH_OPTION_WRITE) != options || flash->otp)
        return;
    if (mass || weak->target - flash->target < flash->length)
        memset(weak, 0, sizeof *weak);
}

/* --- tearing --- */

void f4_flash_report_torn(struct chip *chip)
{
    const struct f4_flash *flash = &stm32f4(chip)->flash;
    if (flash->operation != FLASH_IDLE)
        event_firmware_store(chip, FIRMWARE_TORN,
                             f4_flash_base(flash->operation) + flash->target,
                             0);
}

void f4_flash_tear(struct chip *chip)
{
    struct f4_flash *flash = &stm32f4(chip)->flash;
    uint8_t *cells =
        flash->otp ? chip->memory + F4_OTP_OFFSET + flash->target
                   : f4_flash_cells(chip, flash->operation, flash->target);
    uint32_t seed = tear_seed(chip);

    if (flash->operation == FLASH_IDLE)
        return;
    if (tear_is_mix(chip) && !flash->otp)
        flash->weak = weak_cells(chip, flash, cells);
    else if (chip->board.torn != TORN_OLD)
        f4_flash_strengthen(flash);
    tear_cells(chip,
               &(struct tear){
                   .cells = cells,
                   .after = erases(flash->operation) ? NULL : flash->data,
                   .length = length_of(chip, flash),
                   .erased = ERASED,
                   .programs = flash->operation == FLASH_PROGRAM_WORD,
               },
               &seed);
    if (tear_is_mix(chip) && !flash->otp)
        flash->weak.seed = seed;
    flash->operation = FLASH_IDLE;
    due_set(chip, DUE_FLASH, NEVER);
}

/* --- made again --- */

bool f4_flash_uncertain(const struct chip *chip)
{
    return stm32f4(chip)->flash.weak.torn != FLASH_IDLE;
}

const uint8_t *f4_flash_planned(const struct chip *chip)
{
    const struct f4_flash *flash = &stm32f4(chip)->flash;
    return erases(flash->operation) ? NULL : flash->data;
}

void f4_flash_resume(struct chip *chip, const struct event_nvm *nvm,
                     const uint8_t *planned)
{
    struct f4_flash *flash = &stm32f4(chip)->flash;
    flash->operation = nvm->operation;
    flash->otp = nvm->address - F4_OTP_BASE < F4_OTP_SIZE;
    flash->target = nvm->address -
                    (flash->otp ? F4_OTP_BASE : f4_flash_base(nvm->operation));
    flash->length = nvm->length;
    if (!erases(flash->operation))
        memcpy(flash->data, planned, nvm->length);
}
