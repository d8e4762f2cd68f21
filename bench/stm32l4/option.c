/* SPDX-License-Identifier: MIT */
#include "bench/stm32l4/option.h"

#include <inttypes.h>

#include "bench/cause_option.h"
#include "chip/little_endian.h"

enum {
    FLASH_OPTR = 0x40022020,
    RDP_LEVEL_1 = 0xBB, /* anything but AA and CC */
    RDP_LEVEL_2 = 0xCC
};

/* FLASH_OPTR */
#define OPTR_RDP      0xFFu
#define OPTR_IWDG_SW  (1u << 16)
#define OPTR_BFB2     (1u << 20)
#define OPTR_NBOOT1   (1u << 23)
#define OPTR_NSWBOOT0 (1u << 26)
#define OPTR_NBOOT0   (1u << 27)
#define OPTR_BOOT     (OPTR_BFB2 | OPTR_NBOOT1 | OPTR_NSWBOOT0 | OPTR_NBOOT0)

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

/* Only some parts have these bits; they are 1 in the others. */
static bool takes_nboot0(uint32_t optr)
{
    return !(optr & (OPTR_NSWBOOT0 | OPTR_NBOOT0));
}

bool l4_option_find(const struct evidence *seen, uint32_t where)
{
    uint32_t before = seen->run->user_option;
    uint32_t now = scenario_run_user_option(seen->run);
    bool bfb2 = now & ~before & OPTR_BFB2;
    bool nboot1 = before & ~now & OPTR_NBOOT1;
    bool nboot0 = !takes_nboot0(before) && takes_nboot0(now);

    if (bfb2)
        cause_option_bfb2(seen, where);
    if (nboot1)
        cause_option_nboot1(seen, where, "BOOT0 is 1");
    if (nboot0)
        cause_option_nboot0(seen, where);
    return bfb2 || nboot1 || nboot0;
}

void l4_option_find_stored(const struct evidence *seen)
{
    uint32_t optr = scenario_run_user_option(seen->run);
    for (unsigned i = 0; i < seen->run->note_count; i++) {
        const struct machine_event *event = &seen->run->notes[i].event;
        if (event->kind != MACHINE_FIRMWARE ||
            event->firmware.error != FIRMWARE_IGNORED ||
            event->firmware.ignored != IGNORED_LOCK ||
            event->firmware.address != FLASH_OPTR ||
            !((event->firmware.value ^ optr) & OPTR_BOOT))
            continue;
        evidence_blame(seen, "I6", event->pc,
                       "0x%08" PRIX32 " was stored into FLASH_OPTR while "
                       "FLASH_CR.OPTLOCK=1: nothing changes",
                       event->firmware.value);
        return;
    }
}
