/* SPDX-License-Identifier: MIT */
#include "bench/stm32l4/wanted.h"

#include "bench/stm32l4/readings.h"
#include "chip/state.h"

/* These rules repeat those of rom/ on purpose: the wanted verdict must not
 * come from the code that it judges. */

enum check { CHECKS_NOTHING, CHECKS_BANKS, CHECKS_UNKNOWN };

static enum check check_of(const struct situation *situation)
{
    uint8_t id = situation->rom_id;
    switch (situation->part->dev_id) {
    case 0x435: return id == 0x91 ? CHECKS_NOTHING : CHECKS_UNKNOWN;
    case 0x461: return id == 0x93 ? CHECKS_BANKS : CHECKS_UNKNOWN;
    default:
        return (id >= 0xA1 && id <= 0xA3) || id == 0x90 || id == 0x92
                   ? CHECKS_BANKS
                   : CHECKS_UNKNOWN;
    }
}

/* Inside any SRAM of these parts, and a little more. */
static bool may_be_head(uint32_t word)
{
    return word >> 20 == 0x200 || word >> 20 == 0x100;
}

/* True: this ROM, with its readings, starts a bank with that head. */
static bool is_started(const struct situation *situation, uint32_t word)
{
    bool l49 = situation->part->dev_id == 0x461;
    uint32_t end = l49 ? 0x20040000 : 0x20018000;
    if (!situation->readings)
        return may_be_head(word);
    unsigned sp = situation->readings->value[CHOICE_SP];
    if (word == end)
        return sp != CHOICE_SP_EXCLUSIVE;
    if (word >> 28 == 1)
        return word <= (l49 ? 0x10010000u : 0x10008000u) &&
               (l49 || situation->rom_id == 0xA3 ||
                (situation->rom_id == 0x92 && sp == CHOICE_SP_SRAM2));
    return word >= 0x20000000 && word < end;
}

/* With BFB2=1 the reset of the request leads through the ROM to the image, and
 * a ROM that wipes all RAM has taken the request away. */
static bool forgets(const struct situation *situation)
{
    return situation->bfb2 && situation->asked == ASKED_ROM &&
           situation->readings && !situation->mailbox_rtc &&
           situation->readings->value[CHOICE_RAM] == CHOICE_RAM_ALL &&
           check_of(situation) == CHECKS_BANKS &&
           is_started(situation, situation->own_head) &&
           (situation->copy || !is_started(situation, situation->other_head));
}

/* An own head that is valid is the image's mistake: it should be entered. */
enum verdict l4_wanted(const struct situation *situation)
{
    enum check check = check_of(situation);
    if (forgets(situation))
        return VERDICT_BOUNCED;
    if (situation->rdp == 1 && !situation->allow_rdp1)
        return VERDICT_APPLICATION;
    bool other = check == CHECKS_BANKS && may_be_head(situation->other_head);
    if (situation->asked == ASKED_ERASE)
        return situation->bfb2 && check == CHECKS_BANKS && !other
                   ? VERDICT_ROM
                   : VERDICT_APPLICATION;
    return check == CHECKS_UNKNOWN || other ? VERDICT_APPLICATION : VERDICT_ROM;
}
