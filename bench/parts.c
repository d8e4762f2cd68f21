/* SPDX-License-Identifier: MIT */
#include "bench/parts.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "bench/family.h"
#include "bench/nearest.h"
#include "bench/refuse.h"

enum {
    ORDERED = 11, /* letters that name the part */
    FAR = 3,      /* letters that differ */
    PARTS_KNOWN = 256
};

/* True: NAME has only a package letter and a temperature range behind the name
 * of a part, as the marking STM32L073RZT6 (DS10685 section 8). */
static bool is_ordering_code(const char *name)
{
    return strlen(name) >= ORDERED + 2 &&
           strchr("tuhyi", tolower((unsigned char)name[ORDERED])) &&
           isdigit((unsigned char)name[ORDERED + 1]);
}

static bool find(const char *name, struct part *part,
                 const struct board_info **board)
{
    char shortened[PARTS_NAME];
    *board = boards_find(name);
    if (*board)
        return part_find((*board)->part, part);
    if (part_find(name, part))
        return true;
    if (!is_ordering_code(name))
        return false;
    snprintf(shortened, sizeof shortened, "%.*s", ORDERED, name);
    return part_find(shortened, part);
}

static unsigned count_lines(const struct family_line *line)
{
    return (unsigned)(strlen(line->packages) * strlen(line->sizes));
}

/* The INDEXth part of a line. */
static void name_part(const struct family_line *line, unsigned index,
                      char name[PARTS_NAME])
{
    unsigned sizes = (unsigned)strlen(line->sizes);
    snprintf(name, PARTS_NAME, "%s%c%c", line->prefix,
             line->packages[index / sizes], line->sizes[index % sizes]);
}

static bool part_nth(unsigned index, char name[PARTS_NAME])
{
    for (unsigned i = 0; i < FAMILIES; i++) {
        const struct family_info *family = family_info((enum family)i);
        for (unsigned k = 0; k < family->line_count; k++) {
            unsigned count = count_lines(&family->lines[k]);
            if (index < count) {
                name_part(&family->lines[k], index, name);
                return true;
            }
            index -= count;
        }
    }
    return false;
}

bool parts_nth(unsigned index, char name[PARTS_NAME])
{
    unsigned boards = 0;
    for (; boards_nth(boards); boards++)
        if (boards == index)
            return snprintf(name, PARTS_NAME, "%s", boards_nth(index)->name) >
                   0;
    return part_nth(index - boards, name);
}

/* Fills HINT with the part or board whose name is nearest, or with "". */
static void hint_part(const char *name, char hint[NEAREST_HINT])
{
    struct nearest nearest = nearest_to(name);
    nearest.distance = FAR; /* other lines have similar names */
    char known[PARTS_NAME], best[PARTS_NAME] = "";
    for (unsigned i = 0; part_nth(i, known); i++) {
        nearest_offer(&nearest, known);
        if (nearest.best == known)
            nearest.best = memcpy(best, known, sizeof best);
    }
    for (unsigned i = 0; boards_nth(i); i++)
        nearest_offer(&nearest, boards_nth(i)->name);
    nearest_hint(&nearest, "", hint);
}

bool parts_find(const char *name, struct part *part,
                const struct board_info **board, char *error, size_t error_size)
{
    char hint[NEAREST_HINT], known[PARTS_KNOWN];
    if (find(name, part, board))
        return true;
    hint_part(name, hint);
    size_t used = 0;
    for (unsigned i = 0; i < FAMILIES && used < sizeof known; i++)
        used +=
            (size_t)snprintf(known + used, sizeof known - used, "%s%s",
                             i ? "; " : "", family_info((enum family)i)->parts);
    return refuse(error, error_size,
                  "unknown part '%s'%s: known are %s, with a package letter "
                  "and a size letter, as in " PART_DEFAULT ", and boards",
                  path_tail(name), hint, known);
}

unsigned parts_default_rom(const struct part *part)
{
    return family_info(part->family)->default_rom(part);
}
