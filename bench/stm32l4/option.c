/* SPDX-License-Identifier: MIT */
#include "bench/stm32l4/option.h"

#include "chip/little_endian.h"

enum {
    RDP_LEVEL_1 = 0xBB, /* anything but AA and CC */
    RDP_LEVEL_2 = 0xCC
};

/* FLASH_OPTR */
#define OPTR_RDP     0xFFu
#define OPTR_IWDG_SW (1u << 16)
#define OPTR_BFB2    (1u << 20)
#define OPTR_NBOOT1  (1u << 23)

/* A double word: the value, and its complement. */
static void put(struct chip *chip, uint32_t value)
{
    uint8_t *bytes = bus_physical(chip, REGION_OPTION);
    put_little_endian(bytes, 4, value);
    put_little_endian(bytes + 4, 4, ~value);
}

static uint32_t get(const struct chip *chip)
{
    return little_endian(bus_physical(chip, REGION_OPTION), 4);
}

void l4_option_set(struct chip *chip, const struct machine_setup *setup)
{
    uint32_t optr = get(chip) & ~(OPTR_IWDG_SW | OPTR_BFB2);
    if (setup->wdg_sw)
        optr |= OPTR_IWDG_SW;
    if (setup->bfb2 && chip->part.bank2_base)
        optr |= OPTR_BFB2;
    if (setup->rdp)
        optr =
            (optr & ~OPTR_RDP) | (setup->rdp == 2 ? RDP_LEVEL_2 : RDP_LEVEL_1);
    put(chip, optr);
}

bool l4_option_find(const struct evidence *seen, uint32_t where)
{
    uint32_t before = seen->run->user_option;
    uint32_t now = scenario_run_user_option(seen->run);

    if (now & ~before & OPTR_BFB2)
        evidence_blame(
            seen, "I4", where,
            "the image set the option bit BFB2: the hardware starts the ROM at "
            "every reset from now on, and this ROM starts the application "
            "again as long as a bank has a head");
    if (before & ~now & OPTR_NBOOT1)
        evidence_blame(
            seen, "I5", where,
            "the image cleared the option bit nBOOT1: it counts only while "
            "BOOT0 is 1, and there it starts SRAM instead of the ROM");
    return (before ^ now) & (OPTR_BFB2 | OPTR_NBOOT1);
}
