/* SPDX-License-Identifier: MIT */
#include "bench/stm32l0/option.h"

#include <inttypes.h>

#include "bench/cause_option.h"
#include "chip/stm32l0/memory.h"

enum {
    FLASH_OPTR = 0x4002201C,
    OPTION_RDP = 0, /* offsets of the option words */
    OPTION_USER = 4,
    RDP_LEVEL_1 = 0xBB, /* anything but AA and CC */
    RDP_LEVEL_2 = 0xCC,
    USER_WDG_SW = 1 << 4,
    USER_BFB2 = 1 << 7,
    USER_NBOOT1 = 1 << 15
};

/* An option word holds a halfword and its complement (RM0367 3.8.1). */
static void change(struct chip *chip, unsigned offset, uint16_t clear,
                   uint16_t set)
{
    uint8_t *bytes = bus_physical(chip, REGION_OPTION) + offset;
    uint16_t value = (uint16_t)(bytes[0] | bytes[1] << 8);
    value = (uint16_t)((value & ~clear) | set);
    for (unsigned i = 0; i < 2; i++) {
        bytes[i] = (uint8_t)(value >> 8 * i);
        bytes[i + 2] = (uint8_t)~bytes[i];
    }
}

void l0_option_set(struct chip *chip, const struct machine_setup *setup)
{
    change(chip, OPTION_USER, USER_WDG_SW | USER_BFB2,
           (uint16_t)((setup->bfb2 ? USER_BFB2 : 0) |
                      (setup->wdg_sw ? USER_WDG_SW : 0)));
    if (setup->rdp)
        change(chip, OPTION_RDP, 0xFF,
               setup->rdp == 2 ? RDP_LEVEL_2 : RDP_LEVEL_1);
}

bool l0_option_find(const struct evidence *seen, uint32_t where)
{
    uint32_t before = seen->run->user_option;
    uint32_t now = scenario_run_user_option(seen->run);

    if (now & ~before & USER_BFB2)
        cause_option_bfb2(seen, where);
    if (before & ~now & USER_NBOOT1)
        cause_option_nboot1(seen, where, "the BOOT0 pin is high");
    return (before ^ now) & (USER_BFB2 | USER_NBOOT1);
}

void l0_option_find_stored(const struct evidence *seen)
{
    for (unsigned i = 0; i < seen->run->note_count; i++) {
        const struct machine_event *event = &seen->run->notes[i].event;
        if (event->kind != MACHINE_FIRMWARE ||
            event->firmware.error != FIRMWARE_IGNORED ||
            event->firmware.address != FLASH_OPTR)
            continue;
        evidence_blame(seen, "I6", event->pc,
                       "0x%08" PRIX32 " was stored into FLASH_OPTR, which is "
                       "read-only on this family: nothing changes. Option "
                       "bytes are programmed at 0x%08X",
                       event->firmware.value, (unsigned)OPTION_BASE);
        return;
    }
}
