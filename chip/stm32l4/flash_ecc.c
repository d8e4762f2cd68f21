/* SPDX-License-Identifier: MIT
 *
 * What the ECC of the flash knows of each double word, in two maps of a bit
 * each behind the flash: those whose ECC does not fit, because an operation on
 * them was torn, so that a read sets ECCD and raises the NMI; and those that
 * were programmed with ones, which read as erased and cannot be programmed
 * again. An erase clears both; a programmer that puts cells into chip.memory
 * leaves them alone.
 * Assumed: a torn double word that is neither what it was nor what it should
 * become has two errors or more.
 */
#include "chip/hash.h"
#include "chip/stm32l4/flash.h"

static uint32_t map_bytes(const struct chip *chip)
{
    return l4_flash_size(chip) / L4_DOUBLE_WORD / 8;
}

static uint8_t *map(const struct chip *chip, enum l4_flash_ecc which)
{
    return (uint8_t *)(uintptr_t)chip->memory + L4_FLASH_OFFSET +
           l4_flash_size(chip) + which * map_bytes(chip);
}

static uint32_t *count(const struct chip *chip, enum l4_flash_ecc which)
{
    struct l4_flash *flash = &stm32l4(chip)->flash;
    return which == L4_ECC_BAD ? &flash->bad : &flash->full;
}

bool l4_flash_ecc_is(const struct chip *chip, enum l4_flash_ecc which,
                     uint32_t offset)
{
    uint32_t n = offset / L4_DOUBLE_WORD;
    return *count(chip, which) && map(chip, which)[n / 8] >> n % 8 & 1;
}

void l4_flash_ecc_set(struct chip *chip, enum l4_flash_ecc which,
                      uint32_t offset, bool value)
{
    uint32_t n = offset / L4_DOUBLE_WORD;
    if (l4_flash_ecc_is(chip, which, offset) == value)
        return;
    map(chip, which)[n / 8] ^= (uint8_t)(1u << n % 8);
    *count(chip, which) += value ? 1 : UINT32_MAX;
}

void l4_flash_ecc_erase(struct chip *chip, uint32_t offset, uint32_t length)
{
    if (!*count(chip, L4_ECC_BAD) && !*count(chip, L4_ECC_FULL))
        return;
    for (uint32_t i = offset; i < offset + length; i += L4_DOUBLE_WORD) {
        l4_flash_ecc_set(chip, L4_ECC_BAD, i, false);
        l4_flash_ecc_set(chip, L4_ECC_FULL, i, false);
    }
}

static bool bad(const struct chip *chip, uint32_t offset)
{
    return l4_flash_ecc_is(chip, L4_ECC_BAD, offset);
}

uint32_t l4_flash_ecc_alike(const struct chip *chip, uint32_t offset,
                            uint32_t length)
{
    uint32_t at = offset & ~(L4_DOUBLE_WORD - 1u);
    if (!*count(chip, L4_ECC_BAD))
        return length;
    for (uint32_t i = at; i < offset + length; i += L4_DOUBLE_WORD)
        if (bad(chip, i) != bad(chip, offset))
            return i - offset;
    return length;
}

uint32_t l4_flash_ecc_alike_before(const struct chip *chip, uint32_t offset,
                                   uint32_t length)
{
    uint32_t at = offset & ~(L4_DOUBLE_WORD - 1u);
    if (!*count(chip, L4_ECC_BAD))
        return length;
    for (uint32_t i = at; i > offset - length; i -= L4_DOUBLE_WORD)
        if (bad(chip, i - L4_DOUBLE_WORD) != bad(chip, offset))
            return offset - i;
    return length;
}

uint64_t l4_flash_ecc_hash(const struct chip *chip, uint64_t hash)
{
    hash = hash_word(hash, *count(chip, L4_ECC_BAD));
    hash = hash_word(hash, *count(chip, L4_ECC_FULL));
    if (!*count(chip, L4_ECC_BAD) && !*count(chip, L4_ECC_FULL))
        return hash;
    return hash_bytes(hash, map(chip, L4_ECC_BAD), 2 * map_bytes(chip));
}

/* The bits of the double words of an operation on the flash. */
unsigned l4_flash_beside(const struct chip *chip, const struct event_nvm *nvm,
                         struct map_stretch *stretches)
{
    uint32_t offset = nvm->address - FLASH_BASE;
    if (nvm->operation == FLASH_OPTION_WRITE || offset >= l4_flash_size(chip))
        return 0;
    uint32_t first = offset / L4_DOUBLE_WORD / 8;
    uint32_t last = (offset + nvm->length - 1) / L4_DOUBLE_WORD / 8;
    for (unsigned i = L4_ECC_BAD; i <= L4_ECC_FULL; i++)
        stretches[i] = (struct map_stretch){
            .size = last - first + 1,
            .offset =
                (uint32_t)(map(chip, (enum l4_flash_ecc)i) - chip->memory) +
                first};
    return L4_ECC_FULL + 1;
}

static bool in_flash(const struct chip *chip, uint32_t address)
{
    return address - FLASH_BASE < l4_flash_size(chip);
}

static bool fits(const struct chip *chip, uint32_t address)
{
    return !*count(chip, L4_ECC_BAD) || !in_flash(chip, address) ||
           !bad(chip, l4_flash_physical(chip, address));
}

bool l4_flash_ecc_plain(const struct chip *chip, uint32_t address)
{
    return fits(chip, address) && !l4_flash_busy_until(chip, address, false);
}

/* The first address stays until the flag is cleared. */
void l4_flash_ecc_read(struct chip *chip, uint32_t address)
{
    struct l4_flash *flash = &stm32l4(chip)->flash;
    uint32_t offset = l4_flash_physical(chip, address) & ~7u;
    uint32_t bank = offset / l4_flash_bank_size(chip);
    if (flash->eccr & (L4_ECCR_ECCC | L4_ECCR_ECCD))
        return;
    flash->eccr &= L4_ECCR_ECCIE;
    flash->eccr |= L4_ECCR_ECCD | offset % l4_flash_bank_size(chip);
    if (bank)
        flash->eccr |= L4_ECCR_BK;
    l4_flash_update_irq(chip);
}
