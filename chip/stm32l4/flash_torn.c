/* SPDX-License-Identifier: MIT
 *
 * What a reset leaves of an operation on the flash that is in flight: see
 * chip/tear.h; cells that are not certain from then on, and double words whose
 * ECC does not fit.
 */
#include <string.h>

#include "chip/due.h"
#include "chip/event.h"
#include "chip/stm32l4/flash.h"
#include "chip/tear.h"

enum { ERASED = 0xFF };

/* --- cells --- */

uint8_t *l4_flash_cells(struct chip *chip, enum flash_operation operation,
                        uint32_t target)
{
    if (operation == FLASH_OPTION_WRITE)
        return chip->memory + L4_OPTION_OFFSET + target;
    if (stm32l4(chip)->flash.otp)
        return chip->memory + L4_OTP_OFFSET + target;
    return chip->memory + L4_FLASH_OFFSET + target;
}

uint32_t l4_flash_base(const struct l4_flash *flash)
{
    if (flash->operation == FLASH_OPTION_WRITE)
        return L4_OPTION_BASE;
    return flash->otp ? L4_OTP_BASE : FLASH_BASE;
}

static bool erases(enum flash_operation operation)
{
    return operation == FLASH_ERASE_PAGE || operation == FLASH_MASS_ERASE;
}

static bool programs(enum flash_operation operation)
{
    return operation == FLASH_PROGRAM_WORD ||
           operation == FLASH_PROGRAM_HALF_PAGE;
}

/* --- weak cells --- */

/* Notes which bits of the cells are not certain once a mix is made of them. */
static struct l4_flash_weak weak_cells(const struct l4_flash *flash,
                                       const uint8_t *cells)
{
    struct l4_flash_weak weak = {
        .torn = flash->operation,
        .target = flash->target,
        .length = flash->length,
    };
    if (flash->length > sizeof weak.bits)
        return weak;
    for (uint32_t i = 0; i < flash->length; i++)
        weak.bits[i] = programs(flash->operation)
                           ? (uint8_t)(cells[i] & ~flash->data[i])
                           : (uint8_t) ~(cells[i] & flash->data[i]);
    return weak;
}

/* Those of OTP, which is written once in a life, do not get weak. */
void l4_flash_settle(struct chip *chip)
{
    struct l4_flash_weak *weak = &stm32l4(chip)->flash.weak;
    uint8_t *cells = chip->memory +
                     (weak->torn == FLASH_OPTION_WRITE ? L4_OPTION_OFFSET
                                                       : L4_FLASH_OFFSET) +
                     weak->target;

    if (weak->length > sizeof weak->bits && chip->board.weak) {
        tear_weaken(cells, weak->length, ERASED, &weak->seed);
    } else if (weak->torn && chip->board.weak) {
        tear_settle(cells, weak->bits, weak->length, &weak->seed);
    }
    memset(weak, 0, sizeof *weak);
}

void l4_flash_strengthen(struct l4_flash *flash)
{
    struct l4_flash_weak *weak = &flash->weak;
    bool options = flash->operation == FLASH_OPTION_WRITE;
    if ((weak->torn == FLASH_OPTION_WRITE) != options || flash->otp)
        return;
    if (weak->target - flash->target < flash->length)
        memset(weak, 0, sizeof *weak);
}

/* --- ECC --- */

static bool is_erased(const uint8_t *cells)
{
    for (unsigned i = 0; i < L4_DOUBLE_WORD; i++)
        if (cells[i] != ERASED)
            return false;
    return true;
}

/* A double word fits its ECC when it has become what it should be, or is what
 * it was, or is erased; OTP has no map. */
static void judge(struct chip *chip, const struct l4_flash *flash,
                  const uint8_t *before, const uint8_t *now, uint32_t i)
{
    uint32_t offset = flash->target + i;
    bool done = programs(flash->operation) &&
                memcmp(now + i, flash->data + i, L4_DOUBLE_WORD) == 0;
    if (memcmp(now + i, before + i, L4_DOUBLE_WORD) == 0 && !done)
        return;
    l4_flash_ecc_set(chip, L4_ECC_BAD, offset, !done && !is_erased(now + i));
    l4_flash_ecc_set(chip, L4_ECC_FULL, offset, done && is_erased(now + i));
}

static void tear_piece(struct chip *chip, const struct l4_flash *flash,
                       uint32_t from, uint32_t length, uint32_t *seed)
{
    uint8_t before[L4_PAGE];
    uint8_t *cells =
        l4_flash_cells(chip, flash->operation, flash->target + from);
    struct l4_flash piece = *flash;
    piece.target += from;
    memcpy(before, cells, length);
    tear_cells(chip,
               &(struct tear){
                   .cells = cells,
                   .after = erases(flash->operation) ? NULL : flash->data,
                   .length = length,
                   .erased = ERASED,
                   .programs = programs(flash->operation),
               },
               seed);
    if (flash->otp || flash->operation == FLASH_OPTION_WRITE)
        return;
    for (uint32_t i = 0; i < length; i += L4_DOUBLE_WORD)
        judge(chip, &piece, before, cells, i);
}

/* --- tearing --- */

void l4_flash_report_torn(struct chip *chip)
{
    const struct l4_flash *flash = &stm32l4(chip)->flash;
    if (flash->operation != FLASH_IDLE)
        event_firmware_store(chip, FIRMWARE_TORN,
                             l4_flash_base(flash) + flash->target, 0);
}

/* Page by page. A prefix of words is counted from the first one of all. */
void l4_flash_tear(struct chip *chip)
{
    struct l4_flash *flash = &stm32l4(chip)->flash;
    uint32_t seed = tear_seed(chip);

    if (flash->operation == FLASH_IDLE)
        return;
    if (tear_is_mix(chip) && !flash->otp)
        flash->weak = weak_cells(
            flash, l4_flash_cells(chip, flash->operation, flash->target));
    else if (chip->board.torn != TORN_OLD)
        l4_flash_strengthen(flash);
    for (uint32_t from = 0; from < flash->length; from += L4_PAGE) {
        uint32_t left = flash->length - from;
        tear_piece(chip, flash, from, left < L4_PAGE ? left : L4_PAGE, &seed);
        if (chip->board.torn > TORN_PREFIX)
            break;
    }
    if (tear_is_mix(chip) && !flash->otp)
        flash->weak.seed = seed;
    flash->operation = FLASH_IDLE;
    due_set(chip, DUE_FLASH, NEVER);
}

/* --- made again --- */

bool l4_flash_uncertain(const struct chip *chip)
{
    return stm32l4(chip)->flash.weak.torn != FLASH_IDLE;
}

const uint8_t *l4_flash_planned(const struct chip *chip)
{
    const struct l4_flash *flash = &stm32l4(chip)->flash;
    return erases(flash->operation) ? NULL : flash->data;
}

void l4_flash_resume(struct chip *chip, const struct event_nvm *nvm,
                     const uint8_t *planned)
{
    struct l4_flash *flash = &stm32l4(chip)->flash;
    flash->operation = nvm->operation;
    flash->otp = nvm->address - L4_OTP_BASE < L4_OTP_SIZE;
    flash->target = nvm->address - l4_flash_base(flash);
    flash->length = nvm->length;
    if (!erases(flash->operation))
        memcpy(flash->data, planned, nvm->length);
}
