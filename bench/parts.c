/* SPDX-License-Identifier: MIT */
#include "bench/parts.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "bench/nearest.h"
#include "bench/refuse.h"

enum {
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

/* The bench has ROMs, readings and boards of one family so far. */
static bool served(const char *name, struct part *part)
{
    return part_find(name, part) && part->family == FAMILY_STM32L0;
}

static bool find(const char *name, struct part *part)
{
    char shortened[PARTS_NAME];
    for (unsigned i = 0; i < sizeof boards / sizeof *boards; i++)
        if (strcasecmp(name, boards[i].name) == 0)
            return served(boards[i].part, part);
    if (served(name, part))
        return true;
    if (!is_ordering_code(name))
        return false;
    snprintf(shortened, sizeof shortened, "%.*s", ORDERED, name);
    return served(shortened, part);
}

/* Every name of a part is one of these, with a package and a size. */
static const char *const lines[] = {"071", "072", "073", "081", "082", "083"};
static const char packages[] = "rcvke", sizes[] = "zb8";

enum {
    BOARDS = sizeof boards / sizeof *boards,
    LINES = sizeof lines / sizeof *lines,
    PACKAGES = sizeof packages - 1,
    SIZES = sizeof sizes - 1
};

bool parts_nth(unsigned index, char name[PARTS_NAME])
{
    if (index < BOARDS)
        return snprintf(name, PARTS_NAME, "%s", boards[index].name) > 0;
    index -= BOARDS;
    if (index >= LINES * PACKAGES * SIZES)
        return false;
    snprintf(name, PARTS_NAME, "stm32l%s%c%c", lines[index / SIZES / PACKAGES],
             packages[index / SIZES % PACKAGES], sizes[index % SIZES]);
    return true;
}

/* Fills HINT with the part or board whose name is nearest, or with "". */
static void hint_part(const char *name, char hint[NEAREST_HINT])
{
    struct nearest nearest = nearest_to(name);
    nearest.distance = FAR; /* other lines have similar names */
    char known[PARTS_NAME], best[PARTS_NAME] = "";
    for (unsigned i = BOARDS; parts_nth(i, known); i++) {
        nearest_offer(&nearest, known);
        if (nearest.best == known)
            nearest.best = memcpy(best, known, sizeof best);
    }
    for (unsigned i = 0; i < BOARDS; i++)
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
