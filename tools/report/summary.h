/* SPDX-License-Identifier: MIT
 *
 * The results of `check` as people read them: a table of boards and ROMs, and
 * each mistake once, the worst first.
 */
#ifndef TOOLS_REPORT_SUMMARY_H
#define TOOLS_REPORT_SUMMARY_H

#include <stdbool.h>

#include "bench/result.h"

enum {
    SUMMARY_ROMS = 32,
    SUMMARY_BOARD = 96, /* bytes that hold any name */
    SUMMARY_REFUSALS = 4
};

/* Values of the readings: 1 << value of each. */
struct summary_readings {
    unsigned rom; /* one of those that have them */
    uint8_t seen[READINGS_MAX];
};

/* How the scenarios of a board and a ROM ended, in combinations of readings. */
struct summary_cell {
    unsigned verdicts[VERDICTS];
    unsigned wrong[VERDICTS];                   /* of them, those that failed */
    struct summary_readings readings[VERDICTS]; /* that led to each */
    unsigned passed, failed;
    unsigned apart; /* the part never started the image: */
    bool stays;     /* it stays in its ROM, else it starts something else */
};

struct summary_row {
    const struct scenario *board; /* whatever its ROM and readings */
    struct summary_cell cells[SUMMARY_ROMS];
};

/* A mistake at one place, or a warning. A warning that explains failures which
 * have no cause (evidence_explains()) is a mistake. */
struct summary_mistake {
    const struct finding *finding;
    bool warning;
    const struct result *shown; /* the result with it that has the fewest
                                   readings off their default */
    unsigned count;             /* of combinations with it, */
    unsigned tried;             /* and of all on the boards and ROMs with it */
    struct summary_readings readings, tried_readings; /* of both */
    unsigned roms; /* 1 << column of each ROM with it */
    unsigned rank; /* its smallest index among a result's causes */
};

struct summary {
    unsigned rom_count;
    const struct scenario *roms[SUMMARY_ROMS]; /* one of each column */
    struct summary_row *rows;
    unsigned row_count;
    struct summary_mistake *mistakes;
    unsigned mistake_count;
    unsigned passed, failed, apart;
    struct cut_totals cuts; /* of all runs */
    unsigned in_rom;        /* of those that passed */
    unsigned wiped; /* of those that passed: the request is lost where the ROM
                       wipes all RAM, as it must be */
    unsigned wiped_roms;                    /* 1 << column of each ROM */
    const char *refusals[SUMMARY_REFUSALS]; /* the library's, of those that
                                               passed: "refused_rdp" */
    unsigned refusal_count;
};

/* True: A and B are the same mistake at the same place. */
bool summary_same(const struct finding *a, const struct finding *b);

/* Sums up COUNT results, which outlive the summary. */
void summary_make(struct summary *summary, const struct result *results,
                  unsigned count);
void summary_free(struct summary *summary);

/* Formats what distinguishes a board: "as delivered", "firmware in bank 2,
 * RDP 1". */
void summary_board(const struct scenario *board, char text[SUMMARY_BOARD]);

/* Formats the ROMs that never start the image on some board, and stay there or
 * else start something else: "V4.0 and V11.1"; "" = none. */
enum { SUMMARY_ROMS_TEXT = 256 };
void summary_apart(const struct summary *summary, bool stays,
                   char text[SUMMARY_ROMS_TEXT]);

/* Formats the readings that decide how the scenarios of a cell end:
 * "ram=own|keep: rom, ram=all: bounced". False: they all end alike. */
enum { SUMMARY_DECIDE = 1280 /* bytes for readings of all verdicts */ };
bool summary_decide(const struct summary_cell *cell, char text[SUMMARY_DECIDE]);

/* Formats ROMs (1 << column of each): "V4.1 and V11.2", "every ROM". */
void summary_roms(const struct summary *summary, unsigned roms,
                  char text[SUMMARY_ROMS_TEXT]);

/* Formats a ROM as people write it: "V4.1", "V4.1 USB" when it is looked for
 * over USB; a file's begins as scenario_format_rom() has it. */
void summary_rom(const struct scenario *scenario, char text[SCENARIO_ROM]);

/* Formats where a mistake shows: "V4.1 and V11.2, every reading" or "V4.1,
 * ram=own|keep". */
enum { SUMMARY_WHERE = 256, SUMMARY_SHARE = 64 };
void summary_where(const struct summary *summary,
                   const struct summary_mistake *mistake,
                   char text[SUMMARY_WHERE]);

/* Formats in how many scenarios it shows: "12 of 96 scenarios"; "a cut on the
 * way in" where it takes one. */
void summary_share(const struct summary *summary,
                   const struct summary_mistake *mistake,
                   char text[SUMMARY_SHARE]);

/* Formats what came of the cuts: "0 of 197139 cuts failed ..."; "" = none was
 * tried. */
enum { SUMMARY_CUTS = 200 };
void summary_cuts(const struct summary *summary, char text[SUMMARY_CUTS]);

#endif
