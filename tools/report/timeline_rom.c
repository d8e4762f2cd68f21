/* SPDX-License-Identifier: MIT */
#include "tools/report/timeline_rom.h"

#include "bench/bank.h"
#include "chip/stm32l0/flash.h"
#include "rom/choices.h"

/* The result of the model ROM's bank check. */
enum bank_check {
    CHECK_UNKNOWN, /* a user's own ROM image */
    CHECK_NONE,    /* this version has none: the ROM stays */
    CHECK_PASSED,  /* entered past it: the ROM stays */
    CHECK_BOOT0,   /* the BOOT0 pin is high: the ROM stays */
    CHECK_RDP2,    /* level 2, BFB2=1: the ROM starts an application */
    CHECK_BFB2,    /* BFB2=0, and the ROM consults it: it stays */
    CHECK_EMPTY,   /* no bank starts with a stack pointer: the ROM stays */
    CHECK_BANK1,   /* bank 1, 2 does and is started */
    CHECK_BANK2
};

static bool has_check(enum rom_version rom)
{
    return rom == ROM_V4_1 || rom == ROM_V11_2;
}

static enum bank_check bank_check(const struct timeline *timeline)
{
    const struct machine *machine = timeline->machine;
    const struct machine_visit *visit = &machine->visit;
    unsigned sp = timeline->readings.value[READING_SP];
    bool bfb2 = stm32l0(&machine->chip)->flash.optr & FLASH_OPTR_BFB2;

    if (timeline->rom == ROM_FILE)
        return CHECK_UNKNOWN;
    if (flash_rdp(&machine->chip) == 2 && bfb2)
        return CHECK_RDP2;
    if (!has_check(timeline->rom))
        return CHECK_NONE;
    if (visit->entry == machine->entries[1])
        return CHECK_PASSED;
    if (machine->chip.board.boot0)
        return CHECK_BOOT0;
    bool second =
        machine->chip.part.bank2_base && bank_is_head(visit->head[1], sp);
    if (!second && !bank_is_head(visit->head[0], sp))
        return CHECK_EMPTY;
    if (!bfb2 && timeline->readings.value[READING_BFB2])
        return CHECK_BFB2;
    return second ? CHECK_BANK2 : CHECK_BANK1;
}

static void print_words(struct timeline *timeline, const char *verdict)
{
    const struct machine_visit *visit = &timeline->machine->visit;
    if (timeline->machine->chip.part.bank2_base)
        timeline_print(timeline, "ROM",
                       "bank check: bank 2 starts with 0x%08X, bank 1 with "
                       "0x%08X: %s",
                       visit->head[1], visit->head[0], verdict);
    else
        timeline_print(timeline, "ROM",
                       "bank check: flash starts with 0x%08X: %s",
                       visit->head[0], verdict);
}

static void print_check(struct timeline *timeline)
{
    switch (bank_check(timeline)) {
    case CHECK_UNKNOWN: break;
    case CHECK_NONE:
        timeline_print(timeline, "ROM",
                       "this version has no bank check: it stays");
        break;
    case CHECK_PASSED:
        timeline_print(timeline, "ROM",
                       "entered past its bank check: it stays");
        break;
    case CHECK_BOOT0:
        timeline_print(timeline, "ROM",
                       "BOOT0 is high, no bank check: it stays");
        break;
    case CHECK_RDP2:
        timeline_print(timeline, "ROM",
                       "readout protection level 2: it never stays");
        break;
    case CHECK_BFB2:
        timeline_print(timeline, "ROM", "BFB2=0, no bank check: it stays");
        break;
    case CHECK_EMPTY:
        print_words(timeline, "no stack pointer, no bank to start: it stays");
        break;
    case CHECK_BANK1:
        print_words(timeline, "a stack pointer in bank 1: it starts bank 1");
        break;
    case CHECK_BANK2:
        print_words(timeline, "a stack pointer in bank 2: it starts bank 2");
        break;
    }
}

const char *timeline_rom_name(enum rom_version rom, char name[16])
{
    if (rom == ROM_FILE)
        return "own ROM";
    snprintf(name, 16, "V%s", rom_version_name(rom) + 1);
    return name;
}

void timeline_rom_entered(struct timeline *timeline)
{
    const struct machine_visit *visit = &timeline->machine->visit;
    char how[96] = "by the hardware's boot selection";
    char where[64], name[16];
    if (!visit->by_hardware) {
        image_describe(timeline->machine->image, visit->from, where,
                       sizeof where);
        snprintf(how, sizeof how, "by a branch from %s",
                 visit->from ? where : "?");
    }
    timeline_print(
        timeline, "ROM", "%s (id byte 0x%02X) entered at 0x%08X %s",
        timeline_rom_name(timeline->rom, name),
        bus_physical(&timeline->machine->chip, REGION_SYSTEM)[ROM_ID_OFFSET],
        visit->entry, how);
    print_check(timeline);
}

void timeline_rom_left(struct timeline *timeline)
{
    const struct machine_visit *visit = &timeline->machine->visit;
    if (visit->left_by_reset)
        timeline_print(timeline, "ROM",
                       visit->answered ? "left by a reset"
                                       : "bounced: it resets the chip");
    else if (visit->answered)
        timeline_print(timeline, "ROM", "Go: branches to 0x%08X",
                       visit->target);
    else
        timeline_print(timeline, "ROM",
                       "%s: it branches to 0x%08X, the application in bank %u",
                       visit->by_hardware ? "boots" : "bounced", visit->target,
                       visit->started + 1);
}
