/* SPDX-License-Identifier: MIT
 *
 * Which parts the probe runs on, and the readings of their ROMs.
 */
#include "examples/probe/guest.h"
#include "examples/probe/plan.h"

enum { NOT_FOR_L43 = 1, NOT_FOR_OLD_L43 };

bool plan_flash_size_known(void)
{
    return F_SIZE == 128 || F_SIZE == 256 || F_SIZE == 512 || F_SIZE == 1024;
}

/* True: the die has a ROM with that id, as far as there is a model. */
static bool rom_known(uint32_t device)
{
    unsigned id = ROM_ID_BYTE, info = ROM_INFO_BYTE;
    switch (device) {
    case DEV_ID_L476: return ROM_IS_V10(id) || id == ROM_ID_V9_2;
    case DEV_ID_L496: return ROM_IS_L496(id);
    default:
        return ROM_IS_L43(id) &&
               (info == ROM_INFO_OLD || info == ROM_INFO_FIXED);
    }
}

/* A stack pointer in the lower RAM, a reset vector in system memory. */
static bool rom_vectors_known(void)
{
    return ROM_SP > 0x20000400 && ROM_SP <= 0x20003100 && ROM_SP % 4 == 0 &&
           ROM_RESET - ROM_BASE < ROM_BYTES && ROM_RESET & 1;
}

static bool is_swapped(void)
{
    RCC->APB2ENR |= RCC_APB2ENR_SYSCFGEN;
    (void)RCC->APB2ENR;
    return SYSCFG->MEMRMP & SYSCFG_MEMRMP_FB_MODE;
}

const char *plan_refusal(void)
{
    uint32_t device = part_device();
    if (device != DEV_ID_L476 && device != DEV_ID_L496 && device != DEV_ID_L432)
        return "this is no STM32L47x/L48x, L49x/L4Ax, L43x/L44x (DEV_ID is not "
               "0x415, 0x461, 0x435)";
    if (!plan_flash_size_known())
        return "the flash size is none of 128, 256, 512, 1024 KB";
    if (!rom_known(device))
        return "the ROM's id is not 0xA1, 0xA3, 0x92 (L47x), 0x93 (L49x) or "
               "0x91 with 0xFF or 0x10 (L43x)";
    if (!rom_vectors_known())
        return "the ROM's vectors are not as those that are known";
    if ((FLASH->OPTR & FLASH_OPTR_RDP) != RDP_LEVEL0)
        return "the readout protection is not level 0";
    if (part_checks_banks() && FLASH->OPTR & FLASH_OPTR_BFB2)
        return "BFB2 is 1";
    if (device == DEV_ID_L432 && FLASH->SR & FLASH_SR_PEMPTY)
        return "the flash was empty when the supply came, so that a reset "
               "starts the ROM: switch the board off and on";
    if (is_swapped())
        return "bank 2 is at 0x08000000";
    if (guest_area() == AREA_OTHER)
        return "the two pages of bank 2 are not blank";
    return 0;
}

static const struct {
    const char *name, *values[7];
    uint8_t not_for;
} readings[READINGS] = {
    [READ_BOUNCE] = {"bounce", {"open", "branch", "reset"}, NOT_FOR_L43},
    [READ_STACK] = {"stack", {"open", "exact", "off-by-8"}, NOT_FOR_L43},
    [READ_RAM] = {"ram", {"open", "own", "keep", "all"}, 0},
    [READ_SP] = {"sp",
                 {"open", "inclusive", "exclusive", "sram2"},
                 NOT_FOR_L43},
    [READ_BFB2] = {"bfb2", {"open", "ignored", "consulted"}, NOT_FOR_L43},
    [READ_BOOT0] = {"boot0",
                    {"open", "always-0", "mem-mode", "pin", "always-0/pin"},
                    NOT_FOR_L43},
    [READ_REMAP] = {"remap",
                    {"open", "caller", "self", "vtor", "zero", "caller/zero",
                     "self/vtor"},
                    0},
    [READ_FAULT] = {"fault", {"open", "reset", "hang"}, 0},
    [READ_CSR] = {"csr", {"open", "kept", "cleared"}, 0},
    [READ_GO] = {"go",
                 {"open", "left", "restored", "clocks", "checks-sp"},
                 NOT_FOR_OLD_L43},
    [READ_WRITE] = {"write", {"open", "padded", "dropped"}, 0},
    [READ_TORN] = {"torn", {"open", "fault", "invalid"}, NOT_FOR_L43},
    [READ_FB_MODE] = {"fb-mode", {"open", "kept", "cleared"}, NOT_FOR_L43},
    [READ_HAND_OVER] = {"hand-over", {"open", "left", "restored"}, NOT_FOR_L43},
    [READ_BANKS] = {"banks", {"open", "addressed", "physical"}, NOT_FOR_L43},
    [READ_PAGES] = {"pages", {"open", "nack", "ignored"}, 0},
};

const char *plan_reading_name(enum reading reading)
{
    return readings[reading].name;
}

/* The L43x checks no banks, and its old ROM is known to put everything back
 * at Go (AN2606). */
const char *plan_reading_value(enum reading reading, unsigned value)
{
    unsigned not_for = readings[reading].not_for;
    bool old = !part_checks_banks() && ROM_INFO_BYTE == ROM_INFO_OLD;
    if (not_for == NOT_FOR_L43 && !part_checks_banks())
        return "none";
    if (not_for == NOT_FOR_OLD_L43 && old)
        return "none";
    return readings[reading].values[value];
}
