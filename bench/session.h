/* SPDX-License-Identifier: MIT
 *
 * One scenario under way: runs the machine until it is clear how it ends, and
 * keeps what has been seen. Plain data: a copy goes on from the same point, so
 * that scenarios which differ only in readings share what comes before the
 * ROM's first instruction.
 */
#ifndef BENCH_SESSION_H
#define BENCH_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "bench/campaign.h"
#include "bench/fault.h"
#include "bench/machine.h"

enum {
    SESSION_RUNS_MS = 10,   /* so long without reset or fault: it runs */
    SESSION_FAULT_MS = 1,   /* what a HardFault handler may do before the end:
                               lock the core up */
    SESSION_LIMIT_MS = 500, /* after the ask, when --until says nothing */
    SESSION_TURNS = 8,      /* so many resets and bounces are a loop */
    SESSION_NOTES = 8,
    SESSION_VISITS = 2
};

enum session_end {
    SESSION_GOES_ON,
    SESSION_LOCKUP,
    SESSION_HARDFAULT,
    SESSION_ASTRAY,
    SESSION_LOOPS,
    SESSION_IN_ROM, /* the ROM answers */
    SESSION_RUNS,   /* the application runs and the ask has had its effect */
    SESSION_STRICT, /* an access that is not modelled */
    SESSION_LIMIT   /* time is up */
};

struct session {
    struct machine machine;
    const struct campaign *campaign;
    struct scenario scenario;
    uint64_t limit_ps;

    enum session_end end;
    struct machine_event last; /* the event that ended it */
    struct fault fault;        /* of the HardFault, if there was one */
    uint64_t fault_ps;         /* when; NEVER = there was none */

    bool asked;       /* or nothing was to be asked */
    bool vain;        /* the image to be asked did not run */
    unsigned turns;   /* resets and bounces since the ask */
    unsigned resets;  /* of them resets */
    unsigned visits;  /* of the ROM by a branch, since the ask */
    unsigned bounces; /* of them without Go */
    unsigned starts;  /* banks the ROM started by BFB2=1, since the ask */
    struct machine_visit visit[SESSION_VISITS]; /* the first and the last */
    uint64_t main_ps;  /* the application was reached; NEVER = not since */
    uint64_t rom_ps;   /* the ROM was entered; NEVER = the core is not in it */
    uint64_t probe_ps; /* 0x7F is due */
    bool probed;       /* it was sent in this stay */
    uint32_t head[2], reset[2]; /* vector words 0 and 1 of the banks as they
                                   were loaded */
    unsigned note_count;        /* what the image did that is worth telling */
    struct machine_event notes[SESSION_NOTES];
};

/* Builds the board of the scenario and switches it on. The files of the
 * scenario are among those of the campaign. */
void session_start(struct session *session, const struct campaign *campaign,
                   const struct scenario *scenario);

/* Runs to the next event of the machine and takes it in. True: it is over. */
bool session_step(struct session *session, struct machine_event *event);

/* Runs to the end, or with TO_ROM until the core is about to run the first
 * instruction of the ROM. True: it is over. */
bool session_run(struct session *session, bool to_rom);

/* The same session under other readings, from before the ROM's first
 * instruction. */
void session_change_readings(struct session *session,
                             const struct scenario *scenario);

/* The application has run SESSION_RUNS_MS without reset or fault. */
bool session_app_runs(const struct session *session);

#endif
