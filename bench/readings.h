/* SPDX-License-Identifier: MIT
 *
 * The readings of the ROM: where the public record is silent, each possible
 * behaviour is a value of a named reading (docs/rom.md). One value of each is a
 * combination; bytes in the image of a model ROM select it (rom/choices.h).
 * Value 0 of each is the default of `run` and `demo`.
 *
 * `gate` is a reading of the chip: every ROM has it, and it is in no
 * combination; `check` tries its other value where a run met it.
 */
#ifndef BENCH_READINGS_H
#define BENCH_READINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rom/choices.h"

/* ROM versions, in the order in which check runs them. */
enum rom_version {
    ROM_V4_0,
    ROM_V4_1,
    ROM_V11_1,
    ROM_V11_2,
    ROM_VERSIONS,           /* how many there are */
    ROM_FILE = ROM_VERSIONS /* a user's own image: it has no readings */
};

/* In the order of their bytes in the ROM image and of their names in an id. */
enum reading {
    READING_BOUNCE,
    READING_STACK,
    READING_RAM,
    READING_SP,
    READING_BFB2,
    READING_PAST,
    READING_REMAP,
    READING_FAULT,
    READING_CSR,
    READING_GO,
    READING_WRITE,
    READING_RTC,
    READING_GATE, /* of the chip, not of the ROM */
    READINGS      /* how many there are */
};

enum {
    READING_VALUES = 4, /* the most values a reading has */
    READINGS_TEXT = 192 /* bytes that hold any combination as text */
};

struct reading_info {
    const char *name;
    const char *values[READING_VALUES]; /* NULL after the last */
    unsigned roms; /* the ROMs it applies to: mask of 1 << enum rom_version */
    const char *question; /* what the reading answers, for the user */
};

/* A combination: the index of each reading's value; 0 where the reading does
 * not apply. All zero = the default. */
struct readings {
    uint8_t value[READINGS];
};

extern const struct reading_info reading_table[READINGS];

/* Returns "v4.0" ...; "file" for ROM_FILE. */
const char *rom_version_name(enum rom_version version);

/* False: NAME is not one of the four. */
bool rom_version_find(const char *name, enum rom_version *version);

/* Returns how many values the reading has. */
unsigned reading_value_count(enum reading reading);

/* Returns how many combinations apply to the ROM: 576, 27648, 288, 13824;
 * 1 for ROM_FILE. `gate` is not counted. */
unsigned readings_count(enum rom_version version);

/* Returns combination number INDEX (0 = default; the last reading changes
 * first) of a ROM. `gate` and readings that do not apply stay 0. INDEX <
 * readings_count(). */
struct readings readings_nth(enum rom_version version, unsigned index);

/* Returns the readings that apply to the ROM, a mask of 1 << enum reading. */
unsigned readings_mask(enum rom_version version);

/* True: READINGS has the values of WANTED for every reading in GIVEN (a mask of
 * 1 << enum reading). Readings that do not apply to the ROM are ignored. */
bool readings_agree(enum rom_version version, struct readings readings,
                    unsigned given, struct readings wanted);

/* Formats the readings that apply as "bounce=branch,ram=own,...", `gate` only
 * when it is open; ROM_FILE gives "" then. */
void readings_format(enum rom_version version, struct readings readings,
                     char text[READINGS_TEXT]);

/* Formats the readings in MASK, 1 << enum reading of each. */
void readings_format_mask(unsigned mask, struct readings readings,
                          char text[READINGS_TEXT]);

/* Adds the values that TEXT ("ram=all,go=left") names to *readings and their
 * bits to *given. False: ERROR names the choices; nothing was changed. */
bool readings_parse(const char *text, struct readings *readings,
                    unsigned *given, char *error, size_t error_size);

/* Gets the bytes for ROM_CHOICES_OFFSET in the image. */
void readings_bytes(struct readings readings, uint8_t bytes[ROM_CHOICES]);

#endif
