/* SPDX-License-Identifier: MIT
 *
 * A cut: the supply goes, or NRST falls, in the middle of a scenario. In an id:
 *
 *     cut=power|dip|pin@CYCLE[:torn=N]
 *
 * CYCLE is the HCLK cycle since power-on; N says what becomes of the NVM
 * operation in flight then, as board.torn numbers it (chip/state.h).
 */
#ifndef BENCH_SCENARIO_CUT_H
#define BENCH_SCENARIO_CUT_H

#include <stdbool.h>
#include <stdint.h>

#include "chip/state.h"

enum cut_kind {
    CUT_NONE,
    CUT_POWER, /* RAM is random afterwards */
    CUT_DIP,   /* the power-on flags, with RAM kept */
    CUT_PIN,   /* NRST */
    CUT_KINDS
};

enum { SCENARIO_CUT_TEXT = 48 }; /* bytes that hold any */

struct scenario_cut {
    enum cut_kind kind;
    bool tears;   /* an NVM operation was in flight, */
    uint8_t torn; /* of which this is left */
    uint64_t cycle;
};

const char *scenario_cut_name(enum cut_kind kind);

/* Returns the reset that the cut ends with. */
enum reset_kind scenario_cut_reset(enum cut_kind kind);

/* Formats what follows "cut=" in an id. */
void scenario_cut_format(const struct scenario_cut *cut,
                         char text[SCENARIO_CUT_TEXT]);

/* Parses that. False: it is none. */
bool scenario_cut_parse(const char *text, struct scenario_cut *cut);

/* Compares for the order of a report: time, kind, what is torn. */
int scenario_cut_compare(const struct scenario_cut *a,
                         const struct scenario_cut *b);

#endif
