/* SPDX-License-Identifier: MIT */
#include "bench/cause_leave.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/cause_branch.h"
#include "bench/cause_wait.h"
#include "bench/exception_name.h"
#include "bench/machine_ask.h"
#include "bench/machine_run.h"
#include "bench/programmer_machine.h"

enum {
    STORM = 10000,  /* exceptions in START_MS that no timer of an application
                       requests */
    START_MS = 3000 /* that an application may take to its main, and its main
                       to an oscillator (LSE) */
};

/* The host makes the ROM start the application: Go, or leave. */
static bool send_go(struct machine *machine, const struct evidence *seen)
{
    struct programmer_machine host;
    struct machine_event event;
    bool usb = seen->run->scenario.host == HOST_ON_USB;
    const struct programmer_setup setup = {
        .link = usb ? PROGRAMMER_USB : PROGRAMMER_USART, .start = true};
    programmer_machine_begin(&host, machine, &setup, seen->run->probe.usart);
    while (programmer_machine_step(&host, machine, &event))
        ;
    return host.programmer.end == PROGRAMMER_DONE;
}

enum after { STARTS, FALLS_BACK, MISSES, STANDS, NOT_LEFT };

/* What came of Go. */
struct left {
    enum after after;
    struct machine_event last; /* that ended it */
    bool main;                 /* the application was reached */
    unsigned exception; /* the first that took a vector of the ROM; 0 = none */
};

static bool takes_rom_vector(const struct machine *machine,
                             const struct machine_event *event)
{
    return event->kind == MACHINE_ASTRAY && machine->chip.cpu.ipsr &&
           machine_in_system(machine, event->pc);
}

/* True: the machine need not be followed further. */
static bool has_ended(struct left *left, const struct machine *machine)
{
    const struct machine_event *event = &left->last;
    switch (event->kind) {
    case MACHINE_ROM: left->after = FALLS_BACK; return true;
    case MACHINE_EXCEPTION: return event->exception.number == 3;
    case MACHINE_LOCKUP: return true;
    case MACHINE_ASTRAY:
        if (takes_rom_vector(machine, event))
            return false;
        if (machine_in_system(machine, event->pc))
            left->after = MISSES;
        return true;
    default: return false;
    }
}

/* True: a vector of the ROM is about to run. */
static bool takes_vector_in_rom(const struct machine *machine,
                                const struct machine_event *event)
{
    return event->kind == MACHINE_EXCEPTION &&
           machine_in_system(machine, machine->chip.cpu.r[CPU_PC]);
}

/* Follows the machine from Go on. A ROM whose default handler resets starts an
 * application that its vectors are left to once more, and well then. Where the
 * ROM has a handler of its own, it may come back without an end of what
 * requests it, and is taken again at once. */
static struct left follow(struct machine *machine)
{
    const uint64_t limit = machine_ps(machine) + START_MS * PS_PER_MS;
    uint64_t until = limit;
    unsigned storm = 0;
    struct left left = {.after = STANDS};

    while (machine_ps(machine) < until) {
        machine_run(machine, until, &left.last);
        if (has_ended(&left, machine))
            return left;
        storm += takes_vector_in_rom(machine, &left.last);
        if (storm == STORM)
            return left; /* STANDS */
        bool strays = takes_rom_vector(machine, &left.last);
        if (strays && !left.exception)
            left.exception = machine->chip.cpu.ipsr;
        if (left.last.kind == MACHINE_RESET)
            storm = 0;
        if (left.last.kind == MACHINE_RESET || strays) {
            left.main = false;
            until = limit;
        } else if (left.last.kind == MACHINE_MAIN && !left.main) {
            left.main = true;
            until = left.last.ps + SCENARIO_RUNS_MS * PS_PER_MS;
        }
    }
    left.after = left.main ? STARTS : STANDS;
    return left;
}

static struct left leave(struct machine *machine, const struct evidence *seen)
{
    struct machine_event event;
    machine_copy(machine, &seen->run->machine);
    uint64_t over = machine_ask_end_ps(machine);
    while (over != NEVER && machine_ps(machine) < over)
        machine_run(machine, over, &event);
    return send_go(machine, seen) ? follow(machine)
                                  : (struct left){.after = NOT_LEFT};
}

/* The ROM gave the chip back again and again, after the ask was over. */
static void never_cleared(const struct evidence *seen)
{
    if (seen->visit && seen->run->campaign->asks->count &&
        seen->run->bounces >= SCENARIO_TURNS)
        evidence_blame(
            seen, "A5", seen->visit->from,
            "the request is still there after the ROM gave the chip back: the "
            "application jumps into it again, %u times so far",
            seen->run->bounces);
}

/* True: it waits for the same register now and later. */
static bool waits_for_ever(struct machine *machine, char name[REGISTER_NAME])
{
    char later[REGISTER_NAME];
    struct machine_event event;
    uint64_t until = machine_ps(machine) + START_MS * PS_PER_MS;

    if (!cause_wait_look(&machine->chip, name))
        return false;
    while (machine_ps(machine) < until)
        machine_run(machine, until, &event);
    return cause_wait_look(&machine->chip, later) && strcmp(name, later) == 0;
}

static void of_vectors(const struct evidence *seen,
                       const struct machine *machine, unsigned exception)
{
    uint32_t vtor = machine->chip.scb.vtor;
    char name[EXCEPTION_TEXT];
    exception_format(&machine->chip, exception, name);
    evidence_warn(seen, "C4", 0,
                  "when the host leaves by Go, %s of the application "
                  "takes a vector of the ROM, whose default handler does not "
                  "come back: VTOR is 0x%08" PRIX32 "%s",
                  name, vtor, vtor ? "" : ", where the ROM is mapped");
}

static void of_start(const struct evidence *seen, struct machine *machine,
                     const struct left *left)
{
    static const char leaves[] = "Go leaves clocks, interrupts and peripherals "
                                 "as the ROM had them";
    char name[REGISTER_NAME];
    if (left->after == STANDS)
        evidence_warn(seen, "K1", 0,
                      "when the host leaves by Go, the application %s after a "
                      "reset: %s",
                      left->main ? "goes wrong behind its main, which it does "
                                   "not"
                                 : "does not come to its main, although it "
                                   "does",
                      leaves);
    else if (left->after == STARTS && waits_for_ever(machine, name))
        evidence_warn(seen, "K1", 0,
                      "when the host leaves by Go, the application waits for "
                      "%s for ever: %s",
                      name, leaves);
}

/* The library clears its request and knows Go by the clocks. A reset that the
 * ROM makes at Go (readings sp=below, go=checks-sp) is like its bounce by
 * reset. */
static void falls_back(const struct evidence *seen, uint32_t from)
{
    if (!seen->run->campaign->library) {
        evidence_blame(
            seen, "A5", from,
            "the request is still there after the ROM: when the host leaves "
            "by Go, the application jumps back into the ROM, for ever");
        return;
    }
    evidence_warn(
        seen, "A5", from,
        "the ROM stayed in the first of two passes, and when the host leaves "
        "by Go, it resets: the library takes that for the end of the pass and "
        "makes the second one. A reset or a second Go starts the application");
    char remedy[FINDING_REMEDY];
    snprintf(remedy, sizeof remedy,
             "Let the stack begin below the end of RAM (_estack = 0x%08" PRIX32
             " or less): then the ROM takes the head for one in either place. "
             "Or make it invalid (boot0 patch): then one pass is enough.",
             evidence_sram_end(seen) - 8);
    evidence_advise(seen, "A5", remedy);
}

bool cause_leave_find(const struct evidence *seen)
{
    if (seen->result->verdict == VERDICT_RESET_LOOP)
        never_cleared(seen);
    if (!seen->visit || seen->result->verdict != VERDICT_ROM ||
        seen->result->cause_count || seen->run->scenario.rdp ||
        evidence_head_changed(seen) || !seen->run->main_seen)
        return true;
    struct machine *machine = malloc(sizeof *machine);
    if (!machine)
        return false;
    struct left left = leave(machine, seen);
    if (left.after == FALLS_BACK && !machine->visit.by_hardware)
        falls_back(seen, machine->visit.from);
    else if (left.after == MISSES)
        cause_branch_blame_entry(seen, &left.last, "after Go: ");
    else if (left.after == STANDS && left.exception)
        of_vectors(seen, machine, left.exception);
    else
        of_start(seen, machine, &left);
    free(machine);
    return true;
}
