/* SPDX-License-Identifier: MIT
 *
 * The run of one scenario: runs the machine until its end is clear, and counts
 * resets, visits and bounces. Plain data: a copy continues from the same point,
 * so that scenarios share the part of the run before the ROM looks at a reading
 * in which they differ (fork.h).
 */
#ifndef BENCH_SCENARIO_RUN_H
#define BENCH_SCENARIO_RUN_H

#include <stdbool.h>
#include <stdint.h>

#include "bench/campaign.h"
#include "bench/fault.h"
#include "bench/machine.h"
#include "bench/probe.h"

enum {
    SCENARIO_RUNS_MS = 10,   /* without reset or fault, after which an
                                application counts as running, */
    SCENARIO_CUT_MS = 1,     /* and after a cut */
    SCENARIO_FAULT_MS = 1,   /* a HardFault handler may take to lock the core
                               up */
    SCENARIO_LIMIT_MS = 500, /* after the asks, when --until says nothing */
    SCENARIO_USB_MS = 1500,  /* likewise, for a USB host */
    SCENARIO_TURNS = 8,      /* so many resets and bounces are a loop */
    SCENARIO_NOTES = 24,
    SCENARIO_VISITS = 2
};

enum scenario_end {
    SCENARIO_GOES_ON,
    SCENARIO_LOCKUP,
    SCENARIO_HARDFAULT,
    SCENARIO_ASTRAY,
    SCENARIO_LOOPS,
    SCENARIO_IN_ROM, /* the ROM answers */
    SCENARIO_DEAF,   /* the ROM keeps the chip and answers nothing */
    SCENARIO_RUNS,   /* the application runs and the ask has had its effect */
    SCENARIO_STRICT, /* an access that is not modelled */
    SCENARIO_LIMIT   /* time is up */
};

/* What the chip reported of the image; the first of each kind and address. */
struct scenario_note {
    struct machine_event event;
    bool asked; /* after the ask */
};

/* The non-volatile memories since the ask. */
struct scenario_nvm {
    uint64_t before, now;  /* their hash at the ask, and now */
    struct event_nvm last; /* the last operation; .begins: it is in flight */
    uint64_t end_ps;       /* of the last one that is not */
};

struct scenario_run {
    const struct campaign *campaign;
    struct scenario scenario;
    uint64_t limit_ps;

    uint64_t due_ps;     /* of the step under way */
    bool stopped_before; /* the last one ended before an instruction that is cut
                            before */

    enum scenario_end end;
    struct machine_event last; /* the event that ended it */
    struct fault fault;        /* the last one, if there was one */
    uint64_t fault_ps;         /* when; NEVER = there was none */
    struct fault nmi;          /* the last NMI, likewise */

    bool asked;                   /* the first ask was made, or there is none */
    struct machine_vain_ask vain; /* which the firmware cannot have noticed */
    unsigned turns;               /* resets and bounces since the ask */
    unsigned turns_over;          /* of them since the ask was over */
    unsigned resets;              /* since the ask */
    unsigned visits;              /* of the ROM by a branch, since the ask */
    unsigned bounces;             /* of them without Go; */
    uint64_t bounce_ps;           /* the end of the first one */
    unsigned starts; /* banks the ROM started by BFB2=1, since the ask */
    struct machine_visit visit[SCENARIO_VISITS]; /* the first and the last */
    bool main_seen;   /* the application was reached, at any time */
    uint64_t main_ps; /* the application was reached; NEVER = not since */
    unsigned outcome; /* what the library had noted then */
    struct probe probe;
    uint32_t head[2];          /* first words of the banks as they were
                                  loaded */
    uint32_t user_option;      /* the user option bytes at power-on */
    uint64_t first_main_ps;    /* the application was reached at power-on, or
                                  NEVER */
    uint64_t ask_instructions; /* cpu.instructions when it was asked */
    unsigned cuts;             /* so many of scenario.cuts were made, */
    uint32_t cut_pc;           /* the last one came before this instruction, */
    bool lost_power;           /* one of them by a loss of RAM, */
    bool changed;              /* and one that left other NVM than before the
                                  ask */
    struct scenario_nvm nvm;   /* where cuts are made or tried */
    unsigned note_count;       /* accesses and errors of the image */
    struct scenario_note notes[SCENARIO_NOTES];
    struct machine machine; /* the last member: see machine_copy() */
};

/* Makes a fork: copies what is in use of a run. */
void scenario_run_copy(struct scenario_run *run,
                       const struct scenario_run *from);

/* Builds the board of the scenario and switches it on. The files of the
 * scenario are among those of the campaign. */
void scenario_run_start(struct scenario_run *run,
                        const struct campaign *campaign,
                        const struct scenario *scenario);

/* Runs to the next event of the machine and evaluates it. True: the run is
 * over.
 */
bool scenario_run_step(struct scenario_run *run, struct machine_event *event);

/* Runs to the end. */
void scenario_run_continue(struct scenario_run *run);

/* Changes a reading that nothing has depended on so far. */
void scenario_run_decide(struct scenario_run *run, unsigned reading,
                         unsigned value);

/* Returns how long a scenario goes on when all asks are over. */
uint64_t scenario_run_limit_ps(const struct scenario *scenario);

/* True: the asks have been made and are over: buttons released, texts sent.
 * What the firmware does is judged from then on. */
bool scenario_run_ask_over(const struct scenario_run *run);

/* Returns the user option bytes (nBOOT1, BFB2 ...) as their cells are now. */
uint32_t scenario_run_user_option(const struct scenario_run *run);

/* Returns the library's last outcome, a BOOT0_OUTCOME_. An application behind a
 * loader may overwrite what the loader's library noted: then it counts as it
 * was before the application started. */
unsigned scenario_run_outcome(const struct scenario_run *run);

/* True: the application has run long enough without reset or fault:
 * SCENARIO_RUNS_MS, or SCENARIO_CUT_MS. */
bool scenario_run_app_runs(const struct scenario_run *run);

/* --- cuts: scenario_run_cut.c --- */

/* True: cuts are made in the scenario, or tried at each of its instructions. */
bool scenario_run_has_cuts(const struct campaign *campaign,
                           const struct scenario *scenario);

/* True: it is on the way from the ask to the ROM, or from a cut to the
 * application. */
bool scenario_run_is_on_way(const struct scenario_run *run);

/* Makes the next cut of run->scenario, now. */
void scenario_run_cut(struct scenario_run *run);

/* For the run itself: */

/* Notes what is before the ask, which is made now. */
void scenario_run_cut_asked(struct scenario_run *run);
/* Stops the run before the instruction that the next cut may come before, */
void scenario_run_cut_arm(struct scenario_run *run);
/* where it is made, if its cycle has come. */
void scenario_run_cut_due(struct scenario_run *run);
/* Follow the NVM: an operation begins or ends, or a reset has ended it. */
void scenario_run_nvm_worked(struct scenario_run *run,
                             const struct event_nvm *operation);
void scenario_run_nvm_settled(struct scenario_run *run);

#endif
