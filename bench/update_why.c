/* SPDX-License-Identifier: MIT */
#include "bench/update_why.h"

struct row {
    enum update_verdict verdict;
    const char *name, *words;
};

static const struct row rows[UPDATE_WHYS] = {
    [UPDATE_NEW_RUNS] = {UPDATE_UPDATED, "new-runs",
                         "the new image runs, and is whole"},
    [UPDATE_ROM_ANSWERS] = {UPDATE_WAY_BACK, "rom-answers",
                            "the ROM answers after power-on"},
    [UPDATE_ASK_WORKS] = {UPDATE_WAY_BACK, "ask-works",
                          "an application runs, and enters the ROM when it is "
                          "asked"},
    [UPDATE_NO_VECTORS] = {UPDATE_NO_WAY_BACK, "vectors-erased",
                           "the vector table is erased: the core locks up at "
                           "reset"},
    [UPDATE_BAD_VECTORS] = {UPDATE_NO_WAY_BACK, "vectors-torn",
                            "the vector table is half written: the core locks "
                            "up at reset"},
    [UPDATE_LOCKS_UP] = {UPDATE_NO_WAY_BACK, "locks-up",
                         "an application that is not whole starts, and the "
                         "core locks up"},
    [UPDATE_FAULTS] = {UPDATE_NO_WAY_BACK, "faults",
                       "an application that is not whole starts, and ends in "
                       "a HardFault"},
    [UPDATE_NMI] = {UPDATE_NO_WAY_BACK, "nmi",
                    "an application that is not whole starts, and ends in an "
                    "NMI, as of a torn double word"},
    [UPDATE_RESETS] = {UPDATE_NO_WAY_BACK, "resets",
                       "the part is reset over and over"},
    [UPDATE_ROM_SILENT] = {UPDATE_NO_WAY_BACK, "rom-silent",
                           "the ROM has the chip and does not answer"},
    [UPDATE_NOTHING_RUNS] = {UPDATE_NO_WAY_BACK, "nothing-runs",
                             "what starts reaches neither an application nor "
                             "the ROM"},
    [UPDATE_ASK_FAILS] = {UPDATE_NO_WAY_BACK, "ask-fails",
                          "an application that is not whole runs, and asking "
                          "it does not lead to the ROM"},
};

enum update_verdict update_verdict(enum update_why why)
{
    return rows[why].verdict;
}

const char *update_verdict_name(enum update_verdict verdict)
{
    static const char *const names[UPDATE_VERDICTS] = {
        [UPDATE_UPDATED] = "updated",
        [UPDATE_WAY_BACK] = "way-back",
        [UPDATE_NO_WAY_BACK] = "no-way-back",
    };
    return names[verdict];
}

const char *update_why_words(enum update_why why)
{
    return rows[why].words;
}

const char *update_why_name(enum update_why why)
{
    return rows[why].name;
}
