/* SPDX-License-Identifier: MIT */
#include "bench/parts.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "bench/nearest.h"
#include "bench/refuse.h"

enum {
    PART_NAME = 16,
    ORDERED = 11, /* letters that name the part */
    FAR = 3       /* letters that differ */
};

/* Boards by their name. */
static const struct {
    const char *name, *part;
} boards[] = {
    {"nucleo-l073rz", "stm32l073rz"},
    {"b-l072z-lrwan1", "stm32l072cz"},
};

/* True: NAME has only a package letter and a temperature range behind the name
 * of a part, as the marking STM32L073RZT6 (DS10685 section 8). */
static bool is_ordering_code(const char *name)
{
    return strlen(name) >= ORDERED + 2 &&
           strchr("tuhyi", tolower((unsigned char)name[ORDERED])) &&
           isdigit((unsigned char)name[ORDERED + 1]);
}

static bool find(const char *name, struct part *part)
{
    char shortened[PART_NAME];
    for (unsigned i = 0; i < sizeof boards / sizeof *boards; i++)
        if (strcasecmp(name, boards[i].name) == 0)
            return part_find(boards[i].part, part);
    if (part_find(name, part))
        return true;
    if (!is_ordering_code(name))
        return false;
    snprintf(shortened, sizeof shortened, "%.*s", ORDERED, name);
    return part_find(shortened, part);
}

/* Fills HINT with the part whose name is nearest, or with "". */
static void hint_part(const char *name, char hint[NEAREST_HINT])
{
    static const char *const lines[] = {"071", "072", "073",
                                        "081", "082", "083"};
    static const char packages[] = "rcvke", sizes[] = "zb8";
    struct nearest nearest = nearest_to(name);
    nearest.distance = FAR; /* other lines have similar names */
    char known[PART_NAME], best[PART_NAME] = "";
    for (unsigned i = 0; i < 6 * 5 * 3; i++) {
        snprintf(known, sizeof known, "stm32l%s%c%c", lines[i / 15],
                 packages[i / 3 % 5], sizes[i % 3]);
        nearest_offer(&nearest, known);
        if (nearest.best == known)
            nearest.best = memcpy(best, known, sizeof best);
    }
    for (unsigned i = 0; i < sizeof boards / sizeof *boards; i++)
        nearest_offer(&nearest, boards[i].name);
    nearest_hint(&nearest, "", hint);
}

bool parts_find(const char *name, struct part *part, char *error,
                size_t error_size)
{
    char hint[NEAREST_HINT];
    if (find(name, part))
        return true;
    hint_part(name, hint);
    return refuse(error, error_size,
                  "unknown part '%s'%s: known are stm32l071, l072, l073, l081, "
                  "l082 and l083 with a package letter (c e k r v) and a size "
                  "letter (8 b z), as in " PART_DEFAULT,
                  path_tail(name), hint);
}

enum rom_version parts_default_rom(const struct part *part)
{
    return part->usb_rom ? ROM_V4_1 : ROM_V11_2;
}
