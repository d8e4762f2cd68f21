/* SPDX-License-Identifier: MIT
 *
 * Option bytes and factory words; what they protect.
 */
#include <string.h>

#include "chip/event.h"
#include "chip/stm32l0/flash.h"
#include "chip/stm32l0/syscfg.h"

/* Words of the option area: the value in the low half, its complement in the
 * high half.  +00 WRPMOD, RDPROT  +04 USER  +08 +0C +10 WRP */
enum { OPTION_RDP, OPTION_USER, OPTION_WRP1L, OPTION_WRP1H, OPTION_WRP2 };

enum { RDP_LEVEL0 = 0xAA, RDP_LEVEL2 = 0xCC };

#define RDP_DEFAULT   0x00AAu
#define RDP_MISMATCH  0x0000u /* neither AA nor CC: level 1 */
#define RDP_MASK      0x01FFu
#define USER_DEFAULT  0x8070u /* nBOOT1, nRST_STDBY, nRST_STOP, WDG_SW */
#define USER_MASK     0x80FFu
#define BOOT_PIN_NONE 0u
#define BOOT_PIN_SRAM 3u

/* --- load --- */

static uint16_t half(const struct chip *chip, unsigned index)
{
    uint16_t value;
    memcpy(&value, chip->memory + OPTION_OFFSET + 2 * index, sizeof value);
    return value;
}

static uint16_t option_value(const struct chip *chip, unsigned word)
{
    return half(chip, 2 * word);
}

/* Bits set where the word's value and its complement disagree. */
static uint16_t mismatch(const struct chip *chip, unsigned word)
{
    return (uint16_t)(half(chip, 2 * word) ^ ~half(chip, 2 * word + 1));
}

/* RM0367 3.4: a byte that does not match its complement means level 1; a
 * mismatch on WRPMOD means PCROP. */
static uint32_t load_rdp(const struct chip *chip)
{
    uint32_t value = option_value(chip, OPTION_RDP);
    uint32_t bad = mismatch(chip, OPTION_RDP);
    if (bad & 0x00FF)
        value = (value & 0xFF00) | RDP_MISMATCH;
    if (bad & 0xFF00)
        value |= FLASH_OPTR_WPRMOD;
    return value & RDP_MASK;
}

/* User options that do not match are taken as from the factory (assumed). */
static uint32_t load_user(const struct chip *chip)
{
    uint32_t value = mismatch(chip, OPTION_USER)
                         ? USER_DEFAULT
                         : option_value(chip, OPTION_USER);
    return (value & USER_MASK) << 16;
}

/* RM0367 3.4.4: a mismatch protects all the sectors of the word. */
static uint32_t load_wrp(const struct chip *chip, unsigned word)
{
    return mismatch(chip, word) ? 0xFFFF : option_value(chip, word);
}

void flash_load_options(struct chip *chip)
{
    struct flash *flash = &stm32l0(chip)->flash;

    flash->sr &= ~FLASH_SR_OPTVERR;
    for (unsigned word = OPTION_RDP; word <= OPTION_WRP2; word++)
        if (mismatch(chip, word))
            flash->sr |= FLASH_SR_OPTVERR;
    flash->optr = load_user(chip) | load_rdp(chip);
    flash->wrprot1 = load_wrp(chip, OPTION_WRP1H) << 16;
    flash->wrprot1 |= load_wrp(chip, OPTION_WRP1L);
    flash->wrprot2 = load_wrp(chip, OPTION_WRP2);
    if (flash->optr & FLASH_OPTR_WPRMOD)
        event_unmodelled(chip, FLASH_OPTR_ADDRESS, false, flash->optr);
}

/* --- protection --- */

unsigned flash_rdp(const struct chip *chip)
{
    switch (stm32l0(chip)->flash.optr & FLASH_OPTR_RDPROT) {
    case RDP_LEVEL0: return 0;
    case RDP_LEVEL2: return 2;
    default: return 1;
    }
}

bool flash_bfb2(const struct chip *chip)
{
    return stm32l0(chip)->flash.optr & FLASH_OPTR_BFB2;
}

/* Sectors are those of the physical banks, whatever UFB says (assumed). With
 * WPRMOD=1 the bits mean PCROP, with the opposite sense. */
bool flash_write_protected(const struct chip *chip, uint32_t physical)
{
    const struct flash *flash = &stm32l0(chip)->flash;
    uint32_t sector = physical / FLASH_SECTOR;
    uint32_t bit;
    if (sector < 32)
        bit = flash->wrprot1 >> sector & 1;
    else
        bit = flash->wrprot2 >> (sector - 32) & 1;
    return flash->optr & FLASH_OPTR_WPRMOD ? !bit : bit;
}

/* RM0367 table 21: at level 1 code that the boot pin started in SRAM or system
 * memory cannot write NVM. BFB2 alone does not count as such: the application
 * that it starts could not store anything (assumed). At level 2 the pin starts
 * neither. */
bool flash_rdp_protected(const struct chip *chip)
{
    return flash_rdp(chip) == 1 && syscfg_boot_mode(chip) != BOOT_PIN_NONE;
}

/* At level 1 code booted from SRAM cannot read NVM; system-memory code may
 * (assumed). Option bytes and system memory stay readable. */
bool flash_readable(const struct chip *chip, uint32_t address)
{
    return flash_rdp(chip) != 1 || syscfg_boot_mode(chip) != BOOT_PIN_SRAM ||
           address >= SYSTEM_BASE;
}

bool flash_hardware_watchdog(const struct chip *chip)
{
    return !(stm32l0(chip)->flash.optr & FLASH_OPTR_WDG_SW);
}

/* --- factory --- */

enum {
    FACTORY_SALES_TYPE = 0x34, /* bits 11:10: banks */
    FACTORY_UID0 = 0x50,
    FACTORY_UID1 = 0x54,
    FACTORY_UID2 = 0x64,
    FACTORY_VREFINT_CAL = 0x78,
    FACTORY_TS_CAL1 = 0x7A,
    FACTORY_F_SIZE = 0x7C,
    FACTORY_TS_CAL2 = 0x7E,
};

static void put16(struct chip *chip, unsigned offset, uint32_t value)
{
    uint16_t half_word = (uint16_t)value;
    memcpy(chip->memory + OPTION_OFFSET + offset, &half_word, sizeof half_word);
}

static void put32(struct chip *chip, unsigned offset, uint32_t value)
{
    memcpy(chip->memory + OPTION_OFFSET + offset, &value, sizeof value);
}

static void put_option(struct chip *chip, unsigned word, uint32_t value)
{
    put32(chip, 4 * word, (value & 0xFFFF) | ~value << 16);
}

/* As ST's dual-bank patch reads it: 00 = 192 KB, 01 = 128 KB, both with two
 * banks; 11 = 64 KB with one. */
static uint32_t sales_type(const struct part *part)
{
    if (part->flash_kb == 192)
        return 0x000;
    return part->flash_kb == 128 ? 0x400 : 0xC00;
}

/* The calibration values and the unique id are made up. */
void flash_factory(struct chip *chip)
{
    memset(chip->memory + NVM_OFFSET, 0, FLASH_MAX);
    memset(chip->memory + EEPROM_OFFSET, 0, EEPROM_SIZE);
    memset(chip->memory + OPTION_OFFSET, 0, OPTION_SIZE);

    put_option(chip, OPTION_RDP, RDP_DEFAULT);
    put_option(chip, OPTION_USER, USER_DEFAULT);
    put_option(chip, OPTION_WRP1L, 0);
    put_option(chip, OPTION_WRP1H, 0);
    put_option(chip, OPTION_WRP2, 0);

    put32(chip, FACTORY_SALES_TYPE, sales_type(&chip->part));
    put32(chip, FACTORY_UID0, 0x20353130);
    put32(chip, FACTORY_UID1, 0x42303047);
    put32(chip, FACTORY_UID2, 0x00340021);
    put16(chip, FACTORY_VREFINT_CAL, 1672);
    put16(chip, FACTORY_TS_CAL1, 672);
    put16(chip, FACTORY_F_SIZE, chip->part.flash_kb);
    put16(chip, FACTORY_TS_CAL2, 893);
}
