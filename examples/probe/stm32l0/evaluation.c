/* SPDX-License-Identifier: MIT
 *
 * What the end of an experiment shows.
 */
#include "examples/probe/evaluation.h"

#include "examples/probe/family.h"
#include "examples/probe/guest.h"
#include "examples/probe/plan.h"
#include "examples/probe/probe.h"

enum { SYSTEM_MAPPED = 1 };

/* --- the bank check --- */

/* The ROM has started a bank, whose head is a stack pointer by SP. */
static void read_bounce(uint32_t came, unsigned sp)
{
    state_read(READ_SP, sp);
    state_read(READ_BFB2, BFB2_IGNORED);
    if ((came & CAME_MASK) == CAME_RESET) {
        state_read(READ_BOUNCE, BOUNCE_RESET);
        return;
    }
    state_read(READ_BOUNCE, BOUNCE_BRANCH);
    evaluate_stack(came);
}

static void read_entry(unsigned kind, uint32_t came)
{
    bool bounced =
        (kind == CAME_RESET || kind == CAME_BRANCH) && part_checks_banks();
    if (!came_by_go(kind) && !bounced)
        return;
    evaluate_ram();
    evaluate_csr(came);
    if (bounced)
        read_bounce(came, SP_MASK);
}

/* A ROM that starts no bank at all asks BFB2 first. */
static void read_guest(unsigned kind, uint32_t came, unsigned sp)
{
    if (kind == CAME_RESET || kind == CAME_GUEST) {
        evaluate_ram();
        read_bounce(came, sp);
    } else if (sp == SP_BELOW && came_by_go(kind))
        state_read(READ_BFB2, BFB2_CONSULTED);
}

static void read_past(unsigned kind, unsigned past)
{
    if (came_by_go(kind))
        state_read(READ_PAST, past);
}

/* --- the bootloader --- */

/* Either the timer's interrupt reached the probe, or the ROM's vectors took it.
 * A ROM that lost it was left by Go. */
static void read_remap(unsigned kind, uint32_t came)
{
    if (kind == CAME_TIMER)
        state_read(READ_REMAP, REMAP_CALLER);
    if (!came_by_go(kind))
        return;
    if ((came >> CAME_MODE_POS & 3) == SYSTEM_MAPPED)
        state_read(READ_REMAP, REMAP_SELF);
    else if (came & STILL_VTOR)
        state_read(READ_REMAP, REMAP_VTOR);
    else if (came & STILL_USART2)
        state_read(READ_REMAP, REMAP_CALLER);
}

/* With VTOR at the probe MEM_MODE does not matter; the ROM's own VTOR does. */
static void read_vectors(unsigned kind)
{
    if (kind == CAME_TIMER)
        state_read(READ_REMAP, REMAP_SELF);
    else if (kind == CAME_WATCHDOG || kind == CAME_RESET)
        state_read(READ_REMAP, REMAP_VTOR);
}

static void read_write(unsigned kind)
{
    if (kind != CAME_VALID)
        return;
    switch (guest_meeting()) {
    case MEETING_BOTH: state_read(READ_WRITE, WRITE_WORDS); break;
    case MEETING_FIRST: state_read(READ_WRITE, WRITE_HALF_PAGE); break;
    case MEETING_NONE: break;
    }
}

void plan_evaluate(enum experiment experiment, uint32_t came)
{
    unsigned kind = came & CAME_MASK;
    switch (experiment) {
    case ENTRY: read_entry(kind, came); break;
    case BOUNCE: read_guest(kind, came, SP_RANGE); break;
    case BELOW: read_guest(kind, came, SP_BELOW); break;
    case PAST: read_past(kind, PAST_FREE); break;
    case PAST_AFTER: read_past(kind, PAST_NEEDS_PASS); break;
    case REMAP: read_remap(kind, came); break;
    case VECTORS: read_vectors(kind); break;
    case FAULT: evaluate_fault(kind); break;
    case GO: evaluate_go(kind, came); break;
    case WRITE: read_write(kind); break;
    case EXPERIMENTS: break;
    }
}
