/* SPDX-License-Identifier: MIT
 *
 * One image, asked in one way, on many boards: the properties that all boards
 * of a `check` share, and the list of boards. Every board is run under every
 * combination of its readings (fork.h), each time new from power-on.
 */
#ifndef BENCH_CAMPAIGN_H
#define BENCH_CAMPAIGN_H

#include <stdbool.h>
#include <stdint.h>

#include "bench/ask.h"
#include "bench/observer.h"
#include "bench/readings_set.h"
#include "bench/record.h"
#include "bench/rom_image.h"
#include "bench/scenario.h"
#include "bench/wanted.h"
#include "bench/wiring.h"
#include "chip/core/decoder.h"

/* Where the way into the ROM is cut, see cuts.h. */
enum cuts_mode {
    CUTS_NONE,
    CUTS_LINEAR,    /* once, before every instruction */
    CUTS_LOG,       /* once, before the 1st, 2nd, 4th, 8th ... after the ask */
    CUTS_EXHAUSTIVE /* before every instruction, and once more before every
                       instruction of the start after each cut */
};

struct campaign {
    struct part part;
    const struct board_info *board; /* NULL = the part's usual one */
    const struct image *image;
    const struct image *bank2_image; /* of BANK2_FILE, else NULL */
    uint32_t bank2_hash;             /* of its file */
    const struct rom_image *roms;    /* the ROMs to run, */
    unsigned rom_count;              /* 0 = every model ROM */
    const struct asks *asks;
    struct wiring wiring;
    enum want want;
    enum cuts_mode cuts;
    uint64_t until_us;       /* 0 = SCENARIO_LIMIT_MS after the asks */
    struct decoder *decoder; /* of all scenarios; NULL = without */
    bool strict;
    bool usb;                    /* a USB host is plugged in */
    struct observers *observers; /* of the only scenario; NULL = none */
    bool library;                /* in the image and in use; then: */
    struct record record;
};

/* Properties of a board that have more than one value. */
enum board_property {
    BOARD_BFB2,
    BOARD_BANK2,
    BOARD_RDP,
    BOARD_BOOT0,
    BOARD_WDG_SW,
    BOARD_HOST,
    BOARD_PROPERTIES
};

/* The boards of a campaign: every combination of their values. */
struct campaign_boards {
    unsigned values[BOARD_PROPERTIES]; /* 1 << value; 0 = all that parts are
                                          delivered with or users set */
    struct readings readings;          /* those that are fixed, */
    unsigned reading_mask;             /* 1 << number of each */
};

struct campaign_board {
    struct scenario scenario; /* with the first value of each reading */
    struct readings_set readings;
};

struct board_list {
    struct campaign_board *boards; /* to be freed */
    unsigned count, capacity;
};

/* Sets the image under test, and the image of bank 2 (NULL = none). */
void campaign_load(struct campaign *campaign, const struct image *image,
                   const struct image *bank2_image);

/* Returns the USART on which the ROM is looked for: USART_2 unless the library
 * locks its pins. */
unsigned campaign_usart(const struct campaign *campaign);

/* Appends every board, in the order of scenario_compare(). False: ERROR says
 * why such a board is impossible. */
bool campaign_expand(const struct campaign *campaign,
                     const struct campaign_boards *boards,
                     struct board_list *list, char error[IMAGE_ERROR_SIZE]);

/* Appends the boards that PATTERN selects and the list does not have. It is an
 * id (scenario.h) whose values may have the wildcards of fnmatch(); its ROM may
 * be left out, or have capitals. What it does not name is as in BOARDS; what it
 * names need not be among BOARDS. False: ERROR names the mistake in it. */
bool campaign_select(const struct campaign *campaign,
                     const struct campaign_boards *boards, const char *pattern,
                     struct board_list *list, char error[IMAGE_ERROR_SIZE]);

/* Returns the ROM file with that hash, or NULL. */
const uint8_t *campaign_rom(const struct campaign *campaign, uint32_t hash);

#endif
