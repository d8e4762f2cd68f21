/* SPDX-License-Identifier: MIT */
#include "bench/stm32l0/wanted.h"

#include "bench/stm32l0/readings.h"

/* These rules repeat those of rom/ and bench/bank.c on purpose: the wanted
 * verdict must not come from the code that it judges. */

/* Returns what the ROM with that id byte checks. */
enum check { CHECKS_NOTHING, CHECKS_BANKS, CHECKS_UNKNOWN };

static enum check check_of(uint8_t rom_id)
{
    static const uint8_t without[] = {0x40, 0xB1}, with[] = {0x41, 0xB2};
    for (unsigned i = 0; i < sizeof with; i++) {
        if (rom_id == without[i])
            return CHECKS_NOTHING;
        if (rom_id == with[i])
            return CHECKS_BANKS;
    }
    return CHECKS_UNKNOWN;
}

static bool is_head_by_range(uint32_t word)
{
    return word > 0x20000000 && word <= 0x20005004;
}

static bool is_head_by_mask(uint32_t word)
{
    return (word & 0x2FFE0000) == 0x20000000;
}

static bool is_head_below(uint32_t word)
{
    return word - 0x20000000 < 0x5000;
}

static bool may_be_head(uint32_t word)
{
    return is_head_by_range(word) || is_head_by_mask(word) ||
           is_head_below(word);
}

/* True: this ROM, with its readings, starts a bank with that head. */
static bool is_started(const struct situation *situation, uint32_t word)
{
    if (!situation->readings)
        return may_be_head(word);
    switch (situation->readings->value[READING_SP]) {
    case CHOICE_SP_MASK: return is_head_by_mask(word);
    case CHOICE_SP_BELOW: return is_head_below(word);
    default: return is_head_by_range(word);
    }
}

/* The erase leads to the ROM only where BFB2 makes it check the banks. */
static enum verdict after_erase(const struct situation *situation)
{
    bool leads = situation->bfb2 &&
                 check_of(situation->rom_id) == CHECKS_BANKS &&
                 !may_be_head(situation->other_head);
    return leads ? VERDICT_ROM : VERDICT_APPLICATION;
}

/* True: the ROM looks for a bank to start on this board. */
static bool makes_check(const struct situation *situation)
{
    bool left_out =
        situation->readings && !situation->bfb2 &&
        situation->readings->value[READING_BFB2] == CHOICE_BFB2_CONSULTED;
    return check_of(situation->rom_id) == CHECKS_BANKS && !left_out;
}

/* A ROM that wipes all RAM before it gives the chip back destroys a mailbox in
 * RAM. */
static bool forgets(const struct situation *situation)
{
    return situation->readings && !situation->mailbox_rtc &&
           situation->readings->value[READING_RAM] == CHOICE_RAM_ALL &&
           makes_check(situation) && is_started(situation, situation->own_head);
}

/* Of two banks with a valid head the ROM starts the other one. */
static bool image_starts(const struct situation *situation)
{
    return situation->copy || !is_started(situation, situation->other_head);
}

enum verdict l0_wanted(const struct situation *situation)
{
    /* With BFB2=1 the reset of the request leads through the ROM to a bank: the
     * request is gone then. */
    if (situation->bfb2 && situation->asked == ASKED_ROM &&
        forgets(situation) && image_starts(situation))
        return VERDICT_BOUNCED;
    if (situation->rdp == 1 && !situation->allow_rdp1)
        return VERDICT_APPLICATION;
    if (situation->asked == ASKED_ERASE)
        return after_erase(situation);
    switch (check_of(situation->rom_id)) {
    case CHECKS_NOTHING: return VERDICT_ROM;
    case CHECKS_UNKNOWN: return VERDICT_APPLICATION;
    case CHECKS_BANKS: break;
    }
    if (may_be_head(situation->other_head))
        return VERDICT_APPLICATION;
    /* Two passes need the mailbox once more after the first one. */
    return forgets(situation) ? VERDICT_BOUNCED : VERDICT_ROM;
}
