/* SPDX-License-Identifier: MIT
 *
 * Option bytes and factory words; what they protect.
 */
#include <string.h>

#include "chip/event.h"
#include "chip/little_endian.h"
#include "chip/stm32f4/flash.h"
#include "chip/stm32f4/part.h"
#include "chip/stm32f4/syscfg.h"

/* Halfwords of the option area, each with its complement behind it: +0 RDP and
 * user byte, +8 nWRP and SPRMOD. A factory F401xC reads EF AA 10 55 (observed);
 * that +8 is alike is assumed. */
enum { OPTION_USER = 0, OPTION_WRP = 8 };

enum { RDP_LEVEL0 = 0xAA, RDP_LEVEL2 = 0xCC };

#define OPTCR_FACTORY 0x0FFFAAEDu /* with OPTLOCK; BOR off */
#define USER_UNUSED   0x0003u     /* read 1 */
#define WRP_UNUSED    0xF000u
#define OPTCR_USER    0x00ECu
#define SPRMOD_SHIFT  16 /* from OPTCR to bit 15 of the halfword */

/* --- load --- */

static uint32_t half(const struct chip *chip, unsigned offset)
{
    return little_endian(chip->memory + F4_OPTION_OFFSET + offset, 2);
}

static bool matches(const struct chip *chip, unsigned offset)
{
    return half(chip, offset) == (~half(chip, offset + 2) & 0xFFFF);
}

/* A halfword that does not match its complement counts as level 1 with the
 * factory's user options, or as protecting every sector (assumed). */
static uint32_t load_user(const struct chip *chip)
{
    if (!matches(chip, OPTION_USER))
        return OPTCR_FACTORY & OPTCR_USER;
    uint32_t value = half(chip, OPTION_USER);
    return (value & 0xFF00) | (value & OPTCR_USER);
}

static uint32_t load_wrp(const struct chip *chip)
{
    if (!matches(chip, OPTION_WRP))
        return 0;
    uint32_t value = half(chip, OPTION_WRP);
    uint32_t sprmod = 0;
    if (f4_part_line(chip)->pcrop)
        sprmod = value << SPRMOD_SHIFT & F4_OPTCR_SPRMOD;
    return sprmod | (value << 16 & F4_OPTCR_nWRP);
}

void f4_flash_load_options(struct chip *chip)
{
    struct f4_flash *flash = &stm32f4(chip)->flash;
    flash->options = load_user(chip) | load_wrp(chip);
    flash->optcr = flash->options | F4_OPTCR_OPTLOCK;
    flash->watchdog = !(flash->options & F4_OPTCR_WDG_SW);
    if (flash->options & F4_OPTCR_SPRMOD)
        event_unmodelled(chip, F4_FLASH_OPTCR_ADDRESS, false, flash->optcr);
}

static void put_half(uint8_t *bytes, uint32_t value)
{
    put_little_endian(bytes, 2, value & 0xFFFF);
    put_little_endian(bytes + 2, 2, ~value & 0xFFFF);
}

void f4_flash_encode_options(uint32_t optcr, uint8_t bytes[F4_OPTION_SIZE])
{
    uint32_t wrp = (optcr & F4_OPTCR_nWRP) >> 16 | (WRP_UNUSED & 0x7000);
    memset(bytes, 0xFF, F4_OPTION_SIZE);
    put_half(bytes + OPTION_USER,
             (optcr & F4_OPTCR_RDP) | (optcr & OPTCR_USER) | USER_UNUSED);
    put_half(bytes + OPTION_WRP,
             wrp | (optcr & F4_OPTCR_SPRMOD) >> SPRMOD_SHIFT);
}

/* --- protection --- */

unsigned f4_flash_rdp(const struct chip *chip)
{
    switch ((stm32f4(chip)->flash.options & F4_OPTCR_RDP) >> 8) {
    case RDP_LEVEL0: return 0;
    case RDP_LEVEL2: return 2;
    default: return 1;
    }
}

/* nWRP is 0 for a protected sector; with SPRMOD the bits mean PCROP, with the
 * opposite sense. */
bool f4_flash_write_protected(const struct chip *chip, unsigned sector)
{
    uint32_t options = stm32f4(chip)->flash.options;
    bool bit = options >> 16 >> sector & 1;
    return options & F4_OPTCR_SPRMOD ? bit : !bit;
}

/* At level 1 what the pins started in SRAM or system memory cannot access the
 * main flash: a bus error. The rest stays readable. */
bool f4_flash_readable(const struct chip *chip, uint32_t address)
{
    return f4_flash_rdp(chip) != 1 ||
           f4_syscfg_boot_mode(chip) == F4_BOOT_FLASH ||
           address - FLASH_BASE >= F4_FLASH_MAX;
}

bool f4_flash_hardware_watchdog(const struct chip *chip)
{
    return stm32f4(chip)->flash.watchdog;
}

/* --- factory --- */

/* Offsets from 0x1FFF7800. */
enum {
    FACTORY_WORDS = 0x210,
    FACTORY_UID = 0x210,
    FACTORY_F_SIZE = 0x222,
    FACTORY_VREFINT_CAL = 0x22A,
    FACTORY_TS_CAL1 = 0x22C,
    FACTORY_TS_CAL2 = 0x22E,
};

static void put(struct chip *chip, unsigned offset, unsigned size,
                uint32_t value)
{
    put_little_endian(chip->memory + F4_OTP_OFFSET + offset, size, value);
}

/* The calibration values and the unique id are made up. */
void f4_flash_factory(struct chip *chip)
{
    memset(chip->memory + F4_FLASH_OFFSET, 0xFF, chip->part.flash_kb * 1024u);
    memset(chip->memory + F4_OTP_OFFSET, 0xFF, F4_OTP_SIZE);
    f4_flash_encode_options(OPTCR_FACTORY, chip->memory + F4_OPTION_OFFSET);

    put(chip, FACTORY_UID, 4, 0x0030002B);
    put(chip, FACTORY_UID + 4, 4, 0x34385104);
    put(chip, FACTORY_UID + 8, 4, 0x32363134);
    put(chip, FACTORY_F_SIZE, 2, chip->part.flash_kb);
    put(chip, FACTORY_VREFINT_CAL, 2, 1508);
    put(chip, FACTORY_TS_CAL1, 2, 944);
    put(chip, FACTORY_TS_CAL2, 2, 1198);
}
