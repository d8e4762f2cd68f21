/* SPDX-License-Identifier: MIT
 *
 * The update itself, without a cut: the old image runs and is asked, the host
 * erases, writes, verifies and starts, the new image runs. Its operations on
 * the non-volatile memories are in a journal.
 */
#ifndef BENCH_UPDATE_RUN_H
#define BENCH_UPDATE_RUN_H

#include "bench/nvm_journal.h"
#include "bench/programmer_machine.h"
#include "bench/update.h"

/* For the new image to run, once it is started. The ROM is spoken to
 * family_info.ready_ms after its entry; what a ROM may take beyond the usual
 * times, family_info.slow_ms, comes to each limit. */
enum { UPDATE_NEW_MS = 1500 };

enum update_phase {
    UPDATE_PHASE_ASK,     /* until the ROM has been entered and stays */
    UPDATE_PHASE_PROGRAM, /* until the host is done */
    UPDATE_PHASE_START,   /* until the new image runs */
    UPDATE_PHASE_DONE,
    UPDATE_PHASE_CUT, /* at the cycle that was asked for */
    UPDATE_PHASE_FAILED
};

struct update_run {
    const struct update *update;
    enum update_phase phase;
    enum update_phase failed;          /* in which one, and */
    char error[PROGRAMMER_ERROR_SIZE]; /* why, in one line */
    uint64_t cut;     /* chip.cycle of an operation's beginning or end; NEVER */
    uint64_t rom_ps;  /* when the ROM was entered last; NEVER = it is left */
    uint64_t main_ps; /* when the new image reached its main */
    uint64_t limit_ps;
    struct nvm_journal journal; /* to be freed */
    struct programmer_machine host;
    struct machine machine;
};

/* Runs the update to its end: UPDATE_PHASE_DONE, or UPDATE_PHASE_FAILED with a
 * reason; with CUT not NEVER to that cycle, with the supply still on
 * (UPDATE_PHASE_CUT). */
void update_run(struct update_run *run, const struct update *update,
                uint64_t cut);

#endif
