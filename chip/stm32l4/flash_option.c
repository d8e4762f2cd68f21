/* SPDX-License-Identifier: MIT
 *
 * Option bytes and factory words; what they protect.
 */
#include <string.h>

#include "chip/event.h"
#include "chip/little_endian.h"
#include "chip/stm32l4/flash.h"
#include "chip/stm32l4/part.h"
#include "chip/stm32l4/syscfg.h"

enum { RDP_LEVEL0 = 0xAA, RDP_LEVEL2 = 0xCC };

#define OPTR_FACTORY 0xFFEFF8AAu /* read on a NUCLEO-L476RG */
#define PCROP_RDP    (1u << 31)

/* Each option register is a double word in the flash, behind it its
 * complement. */
struct option {
    uint32_t mask; /* bits that exist; the others read as in the factory */
    uint32_t factory;
    uint32_t broken; /* what counts when the complement does not fit */
};

/* PCROP and WRP: no area, but all of a bank once the words are broken
 * (RM0440: of WRP none). That of OPTR depends on the part. */
#define PCROP_START                                                            \
    {                                                                          \
        0x0000FFFF, 0xFFFFFFFF, 0x00000000                                     \
    }
#define PCROP_END                                                              \
    {                                                                          \
        0x0000FFFF | PCROP_RDP, 0x00000000, 0x8000FFFF                         \
    }
#define WRP                                                                    \
    {                                                                          \
        0x00FF00FF, 0xFF00FFFF, 0xFF00FFFF                                     \
    }
static const struct option options[L4_OPTIONS] = {
    [L4_OPTR] = {0, OPTR_FACTORY, 0xFFFFF8FF},
    [L4_PCROP1SR] = PCROP_START,
    [L4_PCROP1ER] = PCROP_END,
    [L4_WRP1AR] = WRP,
    [L4_WRP1BR] = WRP,
    [L4_OPTION2] = {0, 0xFFFFFFFF, 0xFFFFFFFF},
    [L4_PCROP2SR] = PCROP_START,
    [L4_PCROP2ER] = PCROP_END,
    [L4_WRP2AR] = WRP,
    [L4_WRP2BR] = WRP,
};

static unsigned count(const struct chip *chip)
{
    return l4_part_traits(chip)->dual ? L4_OPTIONS : L4_OPTION2;
}

uint32_t l4_flash_option_bits(const struct chip *chip, enum l4_option which,
                              uint32_t value)
{
    uint32_t mask = options[which].mask;
    if (which == L4_OPTR)
        mask = l4_part_traits(chip)->optr;
    return (value & mask) | (options[which].factory & ~mask);
}

/* --- load --- */

static bool load(const struct chip *chip, enum l4_option which, uint32_t *value)
{
    const uint8_t *bytes =
        chip->memory + L4_OPTION_OFFSET + which * L4_DOUBLE_WORD;
    uint32_t word = little_endian(bytes, 4);
    bool fits = word == ~little_endian(bytes + 4, 4);
    *value =
        l4_flash_option_bits(chip, which, fits ? word : options[which].broken);
    return fits;
}

static bool has_pcrop(const struct l4_flash *flash, enum l4_option start)
{
    return (flash->options[start] & 0xFFFF) <=
           (flash->options[start + 1] & 0xFFFF);
}

/* Options whose effect is not modelled. */
static void report(struct chip *chip)
{
    const struct l4_flash *flash = &stm32l4(chip)->flash;
    const uint32_t wanted = L4_OPTR_IWDG_STOP | L4_OPTR_IWDG_STDBY |
                            L4_OPTR_WWDG_SW | L4_OPTR_SRAM2_PE;
    uint32_t optr = flash->options[L4_OPTR];
    if ((optr & wanted) != wanted || has_pcrop(flash, L4_PCROP1SR) ||
        (count(chip) > L4_PCROP2SR && has_pcrop(flash, L4_PCROP2SR)))
        event_unmodelled(chip, L4_FLASH_OPTR_ADDRESS, false, optr);
}

void l4_flash_restore_options(struct chip *chip)
{
    struct l4_flash *flash = &stm32l4(chip)->flash;
    memcpy(flash->shadow, flash->options, sizeof flash->shadow);
}

void l4_flash_load_options(struct chip *chip)
{
    struct l4_flash *flash = &stm32l4(chip)->flash;
    for (unsigned i = 0; i < count(chip); i++)
        if (i != L4_OPTION2 && !load(chip, i, &flash->options[i]))
            flash->sr |= L4_SR_OPTVERR;
    l4_flash_restore_options(chip);
    report(chip);
}

void l4_flash_encode_options(const struct chip *chip,
                             const uint32_t registers[L4_OPTIONS],
                             uint8_t bytes[L4_OPTION_SIZE])
{
    memset(bytes, 0xFF, L4_OPTION_SIZE);
    for (unsigned i = 0; i < count(chip); i++) {
        if (i == L4_OPTION2)
            continue;
        put_little_endian(bytes + i * L4_DOUBLE_WORD, 4, registers[i]);
        put_little_endian(bytes + i * L4_DOUBLE_WORD + 4, 4, ~registers[i]);
    }
}

/* --- protection --- */

uint32_t l4_flash_options(const struct chip *chip, enum l4_option which)
{
    return stm32l4(chip)->flash.options[which];
}

bool l4_flash_bfb2(const struct chip *chip)
{
    return l4_part_traits(chip)->dual &&
           l4_flash_options(chip, L4_OPTR) & L4_OPTR_BFB2;
}

unsigned l4_flash_rdp(const struct chip *chip)
{
    switch (l4_flash_options(chip, L4_OPTR) & L4_OPTR_RDP) {
    case RDP_LEVEL0: return 0;
    case RDP_LEVEL2: return 2;
    default: return 1;
    }
}

static bool in_wrp(uint32_t area, unsigned page)
{
    return page >= (area & 0xFF) && page <= (area >> 16 & 0xFF);
}

/* PCROP counts double words from the start of the bank. */
static bool in_pcrop(const struct l4_flash *flash, enum l4_option start,
                     unsigned page)
{
    enum { IN_PAGE = L4_PAGE / L4_DOUBLE_WORD };
    uint32_t first = flash->options[start] & 0xFFFF;
    uint32_t last = flash->options[start + 1] & 0xFFFF;
    return first <= last && page >= first / IN_PAGE && page <= last / IN_PAGE;
}

bool l4_flash_write_protected(const struct chip *chip, unsigned bank,
                              unsigned page)
{
    const struct l4_flash *flash = &stm32l4(chip)->flash;
    enum l4_option pcrop = bank ? L4_PCROP2SR : L4_PCROP1SR;
    enum l4_option wrp = bank ? L4_WRP2AR : L4_WRP1AR;
    return in_wrp(flash->options[wrp], page) ||
           in_wrp(flash->options[wrp + 1], page) ||
           in_pcrop(flash, pcrop, page);
}

/* At level 1 what the pins started in SRAM or system memory cannot read the
 * flash: a bus error. The rest stays readable. */
bool l4_flash_readable(const struct chip *chip, uint32_t address)
{
    return l4_flash_rdp(chip) != 1 ||
           l4_syscfg_boot_mode(chip) == L4_BOOT_FLASH ||
           address - FLASH_BASE >= L4_FLASH_MAX;
}

bool l4_flash_hardware_watchdog(const struct chip *chip)
{
    return !(l4_flash_options(chip, L4_OPTR) & L4_OPTR_IWDG_SW);
}

/* --- factory --- */

/* Offsets from 0x1FFF7000; those of the calibrations are from memory. */
enum {
    FACTORY_PACKAGE = 0x500,
    FACTORY_UID = 0x590,
    FACTORY_TS_CAL1 = 0x5A8,
    FACTORY_VREFINT_CAL = 0x5AA,
    FACTORY_TS_CAL2 = 0x5CA,
    FACTORY_F_SIZE = 0x5E0,
};

static void put(struct chip *chip, unsigned offset, unsigned size,
                uint32_t value)
{
    put_little_endian(chip->memory + L4_OTP_OFFSET + offset, size, value);
}

/* The calibration values and the unique id are made up. */
void l4_flash_factory(struct chip *chip)
{
    uint32_t registers[L4_OPTIONS];
    memset(chip->memory + L4_FLASH_OFFSET, 0xFF, l4_flash_size(chip));
    memset(chip->memory + L4_OTP_OFFSET, 0xFF, L4_OTP_SIZE);
    for (unsigned i = 0; i < L4_OPTIONS; i++)
        registers[i] = options[i].factory;
    l4_flash_encode_options(chip, registers, chip->memory + L4_OPTION_OFFSET);

    put(chip, FACTORY_PACKAGE, 4, 0);
    put(chip, FACTORY_UID, 4, 0x00290044);
    put(chip, FACTORY_UID + 4, 4, 0x31385114);
    put(chip, FACTORY_UID + 8, 4, 0x20393451);
    put(chip, FACTORY_TS_CAL1, 2, 1037);
    put(chip, FACTORY_VREFINT_CAL, 2, 1655);
    put(chip, FACTORY_TS_CAL2, 2,
        l4_part_die(chip) == L4_DIE_L47 ? 1381 : 1467); /* 110, 130 degrees */
    put(chip, FACTORY_F_SIZE, 2, chip->part.flash_kb);
}
