/* SPDX-License-Identifier: MIT
 *
 * One image, asked in one way, on many boards: the properties that all
 * scenarios of a `check` share, and the list of scenarios. Every scenario
 * starts on a new board.
 */
#ifndef BENCH_CAMPAIGN_H
#define BENCH_CAMPAIGN_H

#include <stdbool.h>
#include <stdint.h>

#include "bench/ask.h"
#include "bench/observer.h"
#include "bench/record.h"
#include "bench/rom_image.h"
#include "bench/scenario.h"
#include "bench/wanted.h"
#include "chip/core/armv6m/decoder.h"

enum { CAMPAIGN_VALUES = 3, CAMPAIGN_PIECE = 36 };

struct campaign {
    struct part part;
    const struct image *image;
    const struct image *bank2_image; /* of BANK2_FILE, else NULL */
    uint32_t bank2_hash;             /* of its file */
    const struct rom_image *roms;    /* the ROMs to run, */
    unsigned rom_count;              /* 0 = every model ROM */
    const struct ask *ask;
    enum want want;
    uint64_t until_us;       /* 0 = SCENARIO_LIMIT_MS after the ask */
    struct decoder *decoder; /* of all scenarios; NULL = without */
    bool strict;
    struct observers *observers; /* of the only scenario; NULL = none */
    bool library;                /* in the image and in use; then: */
    struct record record;
};

/* The values of one property of the board; count 0 = all that the part allows.
 */
struct campaign_values {
    unsigned count;
    unsigned values[CAMPAIGN_VALUES];
};

/* The boards that a campaign runs on. */
struct campaign_boards {
    struct campaign_values bfb2, bank2, rdp;
    unsigned boot0, wdg_sw;
    struct readings readings; /* those that are fixed, */
    unsigned reading_mask;    /* 1 << enum reading of each */
};

struct scenario_list {
    struct scenario *scenarios; /* to be freed */
    unsigned count, capacity;
};

/* Sets the image under test, and the image of bank 2 (NULL = none). */
void campaign_load(struct campaign *campaign, const struct image *image,
                   const struct image *bank2_image);

/* Appends every combination, in the order of ROM, BFB2, bank 2, RDP, readings.
 * False: ERROR says why such a board is impossible. */
bool campaign_expand(const struct campaign *campaign,
                     const struct campaign_boards *boards,
                     struct scenario_list *list, char error[IMAGE_ERROR_SIZE]);

/* Appends the scenario with that id. False: ERROR names the mistake in it. */
bool campaign_add(const struct campaign *campaign, const char *id,
                  struct scenario_list *list, char error[IMAGE_ERROR_SIZE]);

/* Appends a scenario as `base`, but with gate=open. False: out of memory. */
bool campaign_add_open(struct scenario_list *list, const struct scenario *base);

/* Returns how many of COUNT (at least 1) scenarios, from the first on, can
 * share their start: those that differ only in the ROM's readings, at most
 * CAMPAIGN_PIECE. */
unsigned campaign_piece(const struct scenario *scenarios, unsigned count);

/* Returns the ROM file with that hash, ROM_IMAGE_SIZE bytes, or NULL. */
const uint8_t *campaign_rom(const struct campaign *campaign, uint32_t hash);

#endif
