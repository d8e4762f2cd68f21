/* SPDX-License-Identifier: MIT
 *
 * Which parts the probe runs on, and the readings of their ROMs.
 */
#include "examples/probe/guest.h"
#include "examples/probe/plan.h"

enum { DEV_ID = 0x447 };

bool plan_flash_size_known(void)
{
    return F_SIZE == 64 || F_SIZE == 128 || F_SIZE == 192;
}

/* A stack pointer in the lower RAM, a reset vector in system memory. */
static bool rom_vectors_known(void)
{
    return ROM_SP > 0x20000400 && ROM_SP <= 0x20003000 && ROM_SP % 4 == 0 &&
           ROM_RESET - ROM_BASE < ROM_BYTES && ROM_RESET & 1;
}

const char *plan_refusal(void)
{
    uint32_t code = part_idcode();
    if (code && (code & 0xFFF) != DEV_ID)
        return "this is no STM32L07x/L08x (DEV_ID is not 0x447)";
    if (!plan_flash_size_known())
        return "the flash size is none of 64, 128, 192 KB";
    if (!ROM_KNOWN(ROM_ID_BYTE))
        return "the ROM's id is not 0x40, 0x41, 0xB1 or 0xB2";
    if (!rom_vectors_known())
        return "the ROM's vectors are not as those that are known";
    if ((FLASH->OPTR & FLASH_OPTR_RDPROT) != RDP_LEVEL0)
        return "the readout protection is not level 0";
    if (FLASH->OPTR & (FLASH_OPTR_BFB2 | FLASH_OPTR_WPRMOD))
        return "BFB2 or WPRMOD is 1";
    if (SYSCFG->CFGR1 & SYSCFG_CFGR1_UFB)
        return "bank 2 is at 0x08000000";
    if (guest_area() == AREA_OTHER)
        return "the first three pages of bank 2 are not blank";
    return 0;
}

static const struct {
    const char *name, *values[5];
    bool check; /* of ROMs with a bank check only */
} readings[READINGS] = {
    [READ_BOUNCE] = {"bounce", {"open", "branch", "reset"}, true},
    [READ_STACK] = {"stack", {"open", "exact", "off-by-8"}, true},
    [READ_RAM] = {"ram", {"open", "own", "keep", "all"}, false},
    [READ_SP] = {"sp", {"open", "range", "mask", "below"}, true},
    [READ_BFB2] = {"bfb2", {"open", "ignored", "consulted"}, true},
    [READ_PAST] = {"past", {"open", "needs-pass", "free"}, true},
    [READ_REMAP] = {"remap", {"open", "caller", "self", "vtor"}, false},
    [READ_FAULT] = {"fault", {"open", "reset", "hang"}, false},
    [READ_CSR] = {"csr", {"open", "kept", "cleared"}, false},
    [READ_GO] = {"go",
                 {"open", "left", "restored", "clocks", "checks-sp"},
                 false},
    [READ_WRITE] = {"write", {"open", "words", "half-page"}, false},
    [READ_GATE] = {"gate", {"unknown", "strict", "open"}, false},
};

const char *plan_reading_name(enum reading reading)
{
    return readings[reading].name;
}

const char *plan_reading_value(enum reading reading, unsigned value)
{
    if (readings[reading].check && !part_checks_banks())
        return "none";
    return readings[reading].values[value];
}
