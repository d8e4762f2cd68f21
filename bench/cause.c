/* SPDX-License-Identifier: MIT */
#include "bench/cause.h"

#include "bench/cause_bank.h"
#include "bench/cause_branch.h"
#include "bench/cause_cut.h"
#include "bench/cause_interrupt.h"
#include "bench/cause_leave.h"
#include "bench/cause_mpu.h"
#include "bench/cause_note.h"
#include "bench/cause_protection.h"
#include "bench/cause_remap.h"
#include "bench/cause_request.h"
#include "bench/cause_stack.h"
#include "bench/cause_watchdog.h"
#include "bench/evidence.h"
#include "bench/family.h"
#include "chip/core/exception.h"

/* Returns the last visit by a branch since the ask; the machine's own goes on
 * being filled in. */
static const struct machine_visit *last_visit(const struct scenario_run *run)
{
    if (!run->visits)
        return NULL;
    const struct machine_visit *last = &run->visit[run->visits > 1 ? 1 : 0];
    return run->machine.visit.ps == last->ps ? &run->machine.visit : last;
}

/* The part never gets out of its ROM. */
static void of_bfb2(const struct evidence *seen)
{
    if (!seen->run->scenario.bfb2)
        return;
    evidence_warn(
        seen, "bfb2", 0,
        "with BFB2=1 the part starts its ROM at every reset, and this one "
        "stays there: %s. The application never runs",
        evidence_bank_started(seen, seen->run->head) == 2
            ? "no bank has a stack pointer in its first word"
            : "it cannot start a bank (no dual-bank code)");
}

/* What the core did last is not where it began to go wrong: another bank or a
 * head that is gone. */
static bool of_faults(const struct evidence *seen)
{
    switch (seen->result->verdict) {
    case VERDICT_LOCKUP:
    case VERDICT_HARDFAULT:
    case VERDICT_ASTRAY: break;
    default: return false;
    }
    if (cause_bank_find_garbage(seen))
        return true;
    if (seen->run->fault.exception == EXCEPTION_NMI)
        return false; /* no instruction caused it */
    /* What was read from a stack that had moved goes astray in its own way. */
    if (!cause_stack_find_moved(seen))
        cause_branch_find(seen);
    return false;
}

static bool is_lost(const struct evidence *seen)
{
    enum verdict verdict = seen->result->verdict;
    return (verdict == VERDICT_LOST || verdict == VERDICT_BOUNCED) &&
           !wanted_met(verdict, seen->result->wanted);
}

/* What happened at the entry and in the ROM; the first of them decided the
 * verdict. */
static void of_entry(const struct evidence *seen)
{
    cause_remap_find(seen);
    if (seen->result->verdict == VERDICT_BOUNCED)
        cause_bank_find(seen);
    cause_interrupt_find(seen);
    cause_stack_find(seen);
    cause_bank_find(seen);
    cause_mpu_find(seen);
    cause_watchdog_find(seen);
    cause_remap_find_after(seen);
    if (evidence_family(seen)->find_entry)
        evidence_family(seen)->find_entry(seen);
}

bool cause_find(const struct scenario_run *run, struct result *result)
{
    const struct evidence seen = {run, last_visit(run), result};
    bool looked = true;

    if (run->cuts) {
        cause_cut_find(&seen);
        return true;
    }
    cause_protection_find(&seen);
    if (of_faults(&seen) || cause_bank_find_erased(&seen)) {
        cause_note_find(&seen);
        return true;
    }
    if (is_lost(&seen) && !result->cause_count)
        looked = cause_request_find_lost(&seen);
    if (run->campaign->asks->count == 0)
        looked = looked && cause_request_find_unasked(&seen);
    of_entry(&seen);
    if (result->verdict == VERDICT_UNASKED)
        of_bfb2(&seen);
    looked = looked && cause_leave_find(&seen);
    cause_note_find(&seen);
    return looked;
}
