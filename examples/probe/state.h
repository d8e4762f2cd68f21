/* SPDX-License-Identifier: MIT
 *
 * The state of the probe, in RTC backup registers: the only memory that
 * survives every reset and all writes of the ROM to RAM. Only a power failure
 * clears them; then the probe starts anew. part.h of the family has the places.
 *
 * A reset may come between any two writes, and the run continues from there:
 * the state is valid after every single write.
 */
#ifndef EXAMPLES_PROBE_STATE_H
#define EXAMPLES_PROBE_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "examples/probe/family.h"

enum phase {
    PHASE_READY,     /* to be announced and prepared */
    PHASE_FLAGS,     /* ready to jump after a reset by the WWDG */
    PHASE_JUMP,      /* ready to jump */
    PHASE_PASS_JUMP, /* ready for the first of two jumps */
    PHASE_PASS,      /* that one is in flight */
    PHASE_FLIGHT,    /* the jump was made */
    PHASE_TEAR       /* being prepared: a reset comes into a write to flash */
};

/* Values of the readings that each family has; 0 = open, as far as is known. */
enum { OPEN = 0 };
enum { BOUNCE_BRANCH = 1, BOUNCE_RESET };
enum { RAM_OWN = 1, RAM_KEEP, RAM_ALL };
enum { STACK_EXACT = 1, STACK_OFF_BY_8 };
enum { BFB2_IGNORED = 1, BFB2_CONSULTED };
enum { FAULT_RESET = 1, FAULT_HANG };
enum { CSR_KEPT = 1, CSR_CLEARED };
enum { GO_LEFT = 1, GO_RESTORED, GO_CLOCKS, GO_CHECKS_SP };

/* Makes the backup registers writable. To be called before all others. */
void state_open(void);

/* True: the registers hold a run of the probe. */
bool state_valid(void);

/* True: all registers keep a test pattern; sets them to 0. */
bool state_works(void);

/* Begin a run, before its first experiment; clear all registers. */
void state_begin(void);
void state_clear(void);

/* Returns the present experiment; EXPERIMENTS = all are done. */
enum experiment state_experiment(void);
enum phase state_phase(void);
unsigned state_tries(void);

/* Sets the experiment to prepare for the TRIES-th time, 0 = first. The result
 * of the last one stays until the next is in flight. */
void state_set(enum experiment experiment, enum phase phase, unsigned tries);
void state_set_phase(enum phase phase);

/* Return and set what has a place of its own in a family. */
uint32_t state_field(struct place place);
void state_put(struct place place, uint32_t value);

unsigned state_reading(enum reading reading);
void state_read(enum reading reading, unsigned value);

/* Returns the word that describes how the experiment in flight came back. */
uint32_t state_came(void);
void state_set_came(uint32_t came);

/* Keep the result of an experiment for the report: its CAME_ kind; flags of
 * ENTRY; bits 12:6 of GO. Without a run, all kept values and readings are 0. */
void state_keep(enum experiment experiment, uint32_t came);
unsigned state_kept(enum experiment experiment);
unsigned state_flags(void);
unsigned state_go(void);

/* Words of RAM that the ROM left unchanged. */
void state_set_ram(unsigned own, unsigned above);
unsigned state_ram_own(void);
unsigned state_ram_above(void);

#endif
