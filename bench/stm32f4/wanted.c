/* SPDX-License-Identifier: MIT */
#include "bench/stm32f4/wanted.h"

#include "bench/stm32f4/readings.h"

/* These rules repeat those of rom/ on purpose: the wanted verdict must not
 * come from the code that it judges. */

/* The two versions that differ in the lowest bit of the id alone are one to
 * the library. */
static bool is_known(const struct situation *situation)
{
    unsigned version = situation->rom_id & 0xFEu;
    if (situation->part->dev_id == 0x413)
        return version == 0x30 || version == 0x90;
    return version == 0xD0;
}

/* The ROM does not set HSEBYP, without which a clock signal is none; V3.1 waits
 * 0.79 ms, in which no crystal has started. */
static bool misses_hse(const struct situation *situation)
{
    return !situation->hse_crystal || situation->rom_id == 0x31;
}

/* Each entry ends in a reset: the library stops after seven; a ROM that wipes
 * all RAM takes its count away. */
static enum verdict never_ready(const struct situation *situation, bool wiped)
{
    return wiped && !situation->mailbox_rtc ? VERDICT_BOUNCED
                                            : VERDICT_APPLICATION;
}

/* `late` counts its misses in RAM, too. */
static enum verdict by_hse(const struct situation *situation)
{
    const struct readings *readings = situation->readings;
    if (!readings)
        return VERDICT_ROM;
    bool wiped = readings->value[CHOICE_RAM] == CHOICE_RAM_ALL;
    unsigned hse = readings->value[CHOICE_HSE];
    bool late = hse == CHOICE_HSE_LATE && wiped;
    bool missed = hse == CHOICE_HSE_START && misses_hse(situation);
    return late || missed ? never_ready(situation, wiped) : VERDICT_ROM;
}

enum verdict f4_wanted(const struct situation *situation)
{
    if (situation->rdp == 1 && !situation->allow_rdp1)
        return VERDICT_APPLICATION;
    if (situation->asked == ASKED_ERASE || !is_known(situation))
        return VERDICT_APPLICATION;
    return by_hse(situation);
}
