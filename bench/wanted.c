/* SPDX-License-Identifier: MIT */
#include "bench/wanted.h"

const char *verdict_name(enum verdict verdict)
{
    static const char *const names[] = {
        [VERDICT_LOCKUP] = "lockup",   [VERDICT_HARDFAULT] = "hardfault",
        [VERDICT_ASTRAY] = "astray",   [VERDICT_RESET_LOOP] = "reset-loop",
        [VERDICT_UNASKED] = "unasked", [VERDICT_ROM] = "rom",
        [VERDICT_DEAF] = "deaf",       [VERDICT_BOUNCED] = "bounced",
        [VERDICT_LOST] = "lost",       [VERDICT_APPLICATION] = "application",
        [VERDICT_NEVER] = "never",
    };
    return names[verdict];
}

enum verdict wanted(const struct situation *situation, enum want want)
{
    if (want == WANT_ROM)
        return VERDICT_ROM;
    if (want == WANT_NEVER)
        return VERDICT_NEVER;
    if (situation->rdp == 2)
        return VERDICT_APPLICATION;
    if (situation->boot0) /* the pin asks, whatever the image does */
        return VERDICT_ROM;
    if (situation->asked == ASKED_NOTHING)
        return VERDICT_APPLICATION;
    return situation->library ? situation->by_library(situation) : VERDICT_ROM;
}

bool wanted_met(enum verdict verdict, enum verdict wanted)
{
    if (wanted == VERDICT_NEVER)
        return verdict != VERDICT_ROM && verdict != VERDICT_UNASKED;
    return verdict == wanted;
}

bool wanted_survives(enum verdict verdict)
{
    return verdict == VERDICT_APPLICATION || verdict == VERDICT_ROM;
}
