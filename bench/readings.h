/* SPDX-License-Identifier: MIT
 *
 * The readings of the ROM: where the public record is silent, each possible
 * behaviour is a value of a named reading (docs/rom.md). One value of each is a
 * combination; bytes in the image of a model ROM select it. A reading is a
 * number in the table of its family (bench/FAMILY/), in the order of their
 * bytes and of their names in an id. Value 0 of each is the default of `run`
 * and `demo`.
 *
 * A reading behind those of the ROM is the chip's (`gate`): it is in no
 * combination; `check` tries its other value where a run met it.
 */
#ifndef BENCH_READINGS_H
#define BENCH_READINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/rom.h"

enum {
    READINGS_MAX = 24,  /* the most that a family has */
    READING_VALUES = 4, /* the most values a reading has */
    READINGS_TEXT = 320 /* bytes that hold any combination as text */
};

struct reading_info {
    const char *name;
    const char *values[READING_VALUES]; /* NULL after the last */
    const char *question; /* what the reading answers, for the user */
    /* The probe leaves it open, and its report has no line for it: why, or ""
     * (docs/silicon.md says it). NULL: it asks. */
    const char *unprobed;
    bool confirmed; /* on silicon, for a ROM at least */
};

/* A combination: the index of each reading's value; 0 where the reading does
 * not apply. All zero = the default. */
struct readings {
    uint8_t value[READINGS_MAX];
};

/* Returns a reading of the ROM's family, or how many there are. */
const struct reading_info *reading_info(unsigned rom, unsigned reading);
unsigned reading_count(unsigned rom);

/* Returns how many of a family's have been confirmed on silicon so far. */
unsigned readings_confirmed(enum family family);

/* Returns how many values a reading has. */
unsigned reading_value_count(const struct reading_info *info);

/* Returns the number of the reading of that name; READINGS_MAX = the ROM has
 * none. */
unsigned reading_find(unsigned rom, const char *name);

/* True: the ROM has that reading, and READINGS that value of it. */
bool readings_say(unsigned rom, const struct readings *readings,
                  const char *name, const char *value);

/* Returns how many combinations apply to the ROM, those of the chip aside: 576,
 * 27648, 288, 13824 for the STM32L0; 1 for a user's own image. */
unsigned readings_count(unsigned rom);

/* Returns combination number INDEX (0 = default; the last reading changes
 * first) of a ROM. The chip's, and readings that do not apply, stay 0. INDEX <
 * readings_count(). */
struct readings readings_nth(unsigned rom, unsigned index);

/* Returns the readings that apply to the ROM: 1 << number of each. */
uint32_t readings_mask(unsigned rom);

/* Returns those of them that are the chip's. */
uint32_t readings_of_chip(unsigned rom);

/* True: READINGS has the values of WANTED for every reading in GIVEN (a mask of
 * 1 << number). Readings that do not apply to the ROM are ignored. */
bool readings_agree(unsigned rom, struct readings readings, uint32_t given,
                    struct readings wanted);

/* Formats the readings that apply as "bounce=branch,ram=own,...", those of the
 * chip only when they are not the default. */
void readings_format(unsigned rom, struct readings readings,
                     char text[READINGS_TEXT]);

/* Formats the readings in MASK, 1 << number of each. */
void readings_format_mask(unsigned rom, uint32_t mask, struct readings readings,
                          char text[READINGS_TEXT]);

/* Adds the values that TEXT ("ram=all,go=left") names to *readings and their
 * bits to *given. False: ERROR names the choices; nothing was changed. */
bool readings_parse(enum family family, const char *text,
                    struct readings *readings, uint32_t *given, char *error,
                    size_t error_size);

#endif
