/* SPDX-License-Identifier: MIT */
#include "chip/reset.h"

void reset_request(struct chip *chip, enum reset_kind kind)
{
    enum reset_kind *requested = &chip->reset.requested;
    if (*requested == RESET_NONE || kind < *requested)
        *requested = kind;
    chip->attention |= ATTENTION_RESET;
}

const char *reset_name(enum reset_kind kind)
{
    static const char *const names[RESET_KINDS] = {
        [RESET_NONE] = "none",
        [RESET_POWER] = "power-on",
        [RESET_DIP] = "power dip",
        [RESET_PIN] = "NRST pin",
        [RESET_SYSTEM] = "system",
        [RESET_IWDG] = "independent watchdog",
        [RESET_WWDG] = "window watchdog",
        [RESET_OPTION] = "option byte load",
        [RESET_LOW_POWER] = "low-power",
        [RESET_STANDBY] = "Standby exit",
    };
    return names[kind];
}
