/* SPDX-License-Identifier: MIT */
#include "bench/machine_run.h"

#include <string.h>

#include "bench/family.h"
#include "bench/machine_ask.h"
#include "bench/machine_breakpoint.h"
#include "bench/machine_call.h"
#include "bench/machine_code.h"
#include "bench/machine_debug.h"
#include "bench/machine_noise.h"
#include "bench/machine_observe.h"
#include "bench/machine_usb.h"
#include "bench/machine_visit.h"
#include "bench/machine_wire.h"
#include "chip/core/exception.h"
#include "chip/little_endian.h"

enum { SLICE_MS = 1 /* how soon a lock-up with a watchdog is noticed */ };

/* --- events --- */

/* Reports an event at the place and time of FROM, an event of the chip. */
static struct machine_event *pass_on(struct machine *machine,
                                     enum machine_event_kind kind,
                                     const struct event *from)
{
    struct machine_event *event = machine_report(machine, kind);
    event->pc = from->pc;
    event->cycle = from->cycle;
    event->ps = from->ps;
    return event;
}

static void enter_rom(struct machine *machine, const struct event *fetch)
{
    machine->in_rom = true;
    machine_call_forget(machine);
    machine->visit = machine_visit_begin(machine, fetch);
    pass_on(machine, MACHINE_ROM, fetch);
}

static void leave_rom(struct machine *machine, const struct event *event)
{
    machine->in_rom = false;
    machine->visit.left = true;
    machine->visit.left_by_reset = event->kind == EVENT_RESET;
    if (event->kind == EVENT_RESET)
        machine->visit.reset = event->reset.kind;
    if (event->kind == EVENT_FETCH) {
        machine->visit.started = machine_bank(machine);
        machine->visit.target = event->pc;
        machine_breakpoint_main(machine);
    }
    pass_on(machine, MACHINE_LEFT, event);
}

static void go_astray(struct machine *machine, enum region from)
{
    if (!machine->guard || machine->astray_reported)
        return;
    machine->astray_reported = true;
    struct machine_event *event = machine_report(machine, MACHINE_ASTRAY);
    event->astray.from = from;
    event->astray.last_pc = machine->chip.last_pc;
}

/* True: this fetch from system memory begins a visit. A handler may branch to
 * an entry, too; any other place there is a vector that an exception took. */
static bool enters(const struct machine *machine, uint32_t pc)
{
    return !machine->in_rom && machine->chip.cpu.t &&
           (machine->chip.cpu.ipsr == 0 || machine_code_is_entry(machine, pc));
}

/* An exception that the ROM is interrupted by does not end the visit. */
static bool leaves(const struct machine *machine)
{
    return machine->in_rom && machine->chip.cpu.ipsr == machine->visit.ipsr;
}

/* True: a host had the ROM branch to what it wrote into RAM. The ROM's own code
 * in RAM is below its stack. */
static bool goes_to_ram(const struct machine *machine,
                        const struct event *fetch)
{
    const uint8_t *rom = bus_physical(&machine->chip, REGION_SYSTEM);
    return fetch->fetch.to == REGION_SRAM && machine->visit.answered &&
           fetch->pc >= little_endian(rom, 4);
}

static void crossed(struct machine *machine, const struct event *fetch)
{
    bool flash = fetch->fetch.to == REGION_FLASH ||
                 fetch->fetch.to == REGION_ALIAS_FLASH;

    if (flash && machine_running(machine)->image == machine->image)
        machine->image_started = true;
    if (!machine->chip.cpu.t)
        machine->even_from = fetch->fetch.last_pc;
    if (!machine_code_allows(machine, fetch->pc) && machine->guard)
        go_astray(machine, fetch->fetch.from);
    else if (fetch->fetch.to == REGION_SYSTEM && enters(machine, fetch->pc))
        enter_rom(machine, fetch);
    if ((flash || goes_to_ram(machine, fetch)) && leaves(machine))
        leave_rom(machine, fetch);
}

/* A reset from outside that ends a visit is no bounce: machine.visit does not
 * show it, MACHINE_RESET does. */
static void was_reset(struct machine *machine, const struct event *reset)
{
    bool outside = reset->reset.kind == RESET_POWER ||
                   reset->reset.kind == RESET_DIP ||
                   reset->reset.kind == RESET_PIN;
    if (machine->in_rom && !outside)
        leave_rom(machine, reset);
    machine->in_rom = false;
    machine->lockup_reported = false;
    machine_call_forget(machine);
    machine_ask_reset(machine);
    machine->passed = (struct image_range){0, 0};
    machine_breakpoint_main(machine);
    pass_on(machine, MACHINE_RESET, reset)->reset = reset->reset;
}

/* The run stopped after the instruction that made the access. */
static struct machine_event *access_made(struct machine *machine,
                                         enum machine_event_kind kind,
                                         const struct event *from)
{
    struct machine_event *event = pass_on(machine, kind, from);
    event->pc = machine->chip.last_pc;
    return event;
}

/* Once is enough: from then on the run depends on it. */
static void gate_met(struct machine *machine, const struct event *from)
{
    if (machine->gate_met)
        return;
    machine->gate_met = true;
    pass_on(machine, MACHINE_READING, from)->reading =
        family_of(&machine->chip)->choices;
}

/* The ROM was entered with an interrupt on, which is taken now. */
static void interrupted(struct machine *machine, unsigned exception)
{
    struct machine_visit *visit = &machine->visit;
    if (machine->in_rom && !visit->interrupted &&
        !exception_is_fault(exception))
        visit->interrupted = exception;
}

static void translate(struct machine *machine, const struct event *from)
{
    switch (from->kind) {
    case EVENT_RESET: was_reset(machine, from); break;
    case EVENT_FETCH: crossed(machine, from); break;
    case EVENT_PIN:
        machine_wire_follow(machine, from);
        pass_on(machine, MACHINE_PIN, from)->pin = from->pin;
        break;
    case EVENT_VECTOR:
        pass_on(machine, MACHINE_VECTOR, from)->vector = from->vector;
        break;
    case EVENT_EXCEPTION:
        interrupted(machine, from->exception.number);
        pass_on(machine, MACHINE_EXCEPTION, from)->exception = from->exception;
        break;
    case EVENT_UNMODELLED:
        access_made(machine, MACHINE_UNMODELLED, from)->unmodelled =
            from->unmodelled;
        break;
    case EVENT_FIRMWARE:
        access_made(machine, MACHINE_FIRMWARE, from)->firmware = from->firmware;
        break;
    case EVENT_READ:
        pass_on(machine, MACHINE_READING, from)->reading =
            from->read.address - machine->chip.watch.reads.address;
        break;
    case EVENT_GATE: gate_met(machine, from); break;
    case EVENT_NVM: pass_on(machine, MACHINE_NVM, from)->nvm = from->nvm; break;
    case EVENT_USB: machine_usb_follow(machine, from); break;
    case EVENT_COUNT: break;
    }
}

static void drain(struct machine *machine)
{
    struct event_list *events = &machine->chip.events;
    for (uint32_t i = 0; i < events->count; i++)
        translate(machine, &events->list[i]);
    events->count = 0;
    machine_code_guard(machine);
}

static void break_reached(struct machine *machine)
{
    uint32_t pc = machine->chip.cpu.r[CPU_PC];
    uint32_t main = machine_running(machine)->main;

    machine_call_return(machine);
    /* The address may be main of the bank that is not mapped now. */
    if (!machine->main_reported && (pc == main || pc + FLASH_BASE == main)) {
        machine->main_reported = true;
        machine_breakpoint_apply(machine);
        machine_report(machine, MACHINE_MAIN)->bank = machine_bank(machine);
    }
    if (machine_breakpoint_here(machine)) {
        machine->debug.stepping = false;
        machine_report(machine, MACHINE_BREAK);
    }
}

static void watchpoint_reached(struct machine *machine)
{
    machine->debug.stepping = false;
    machine_report(machine, MACHINE_WATCHPOINT);
}

static void stray(struct machine *machine)
{
    drain(machine);
    if (!machine_code_allows(machine, machine->chip.cpu.r[CPU_PC]))
        go_astray(machine, machine->chip.cpu.window.region);
    machine_code_guard(machine);
}

/* --- running --- */

static enum stop advance(struct machine *machine, uint64_t until, uint64_t now)
{
    struct chip *chip = &machine->chip;
    uint64_t slice = now + SLICE_MS * PS_PER_MS;
    if (machine->debug.stepping)
        return machine_advance_step(machine, until);
    if (machine_ask_waits(machine, now)) /* by single instructions */
        return machine_chip_run(machine, chip->cycle + 1);
    if (until > slice)
        until = slice;
    enum stop why = machine->stop_before
                        ? machine_advance_before(machine, until)
                        : machine_chip_run_to(machine, until);
    if (why == STOP_LOCKUP) /* nothing is due in the chip; time goes on */
        chip->cycle = clock_cycle_at(chip, until);
    return why;
}

/* Applies what the board and the host do now; returns the time of what they do
 * next. */
static uint64_t attend(struct machine *machine, uint64_t now)
{
    uint64_t wire = machine_wire_attend(machine, now);
    machine_usb_attend(machine, now);
    uint64_t ask = machine_ask_attend(machine, now);
    uint64_t usb = machine_usb_due(machine); /* the ask may have transfers */
    uint64_t noise = machine_noise_attend(machine, now);
    const uint64_t times[] = {wire, ask, usb, noise};
    uint64_t first = NEVER;
    for (unsigned i = 0; i < sizeof times / sizeof *times; i++)
        first = times[i] < first ? times[i] : first;
    return first;
}

static void step(struct machine *machine, uint64_t until)
{
    struct chip *chip = &machine->chip;
    uint64_t now = clock_ps(chip);

    if (machine_is_before(machine)) {
        machine->stop_before = 0;
        machine_report(machine, MACHINE_BEFORE);
        return;
    }
    uint64_t outside = attend(machine, now);
    if (machine->queue_count)
        return;
    if (now >= until) {
        machine_report(machine, MACHINE_TIME);
        return;
    }
    switch (advance(machine, until < outside ? until : outside, now)) {
    case STOP_BUDGET:
    case STOP_LOCKUP: break;
    case STOP_EVENT:
    case STOP_UNMODELLED: drain(machine); break;
    case STOP_BREAK: break_reached(machine); break;
    case STOP_ASTRAY: stray(machine); break;
    case STOP_WATCHPOINT: watchpoint_reached(machine); break;
    }
    if (chip->cpu.locked_up && !machine->lockup_reported) {
        machine->lockup_reported = true;
        machine_report(machine, MACHINE_LOCKUP);
    }
    if (machine_stepped(machine)) {
        machine->debug.stepping = false;
        machine_report(machine, MACHINE_STEPPED);
    }
}

void machine_run(struct machine *machine, uint64_t until_ps,
                 struct machine_event *event)
{
    while (machine->queue_count == 0)
        step(machine, until_ps);
    *event = machine->queue[machine->queue_head];
    machine->queue_head = (machine->queue_head + 1) % MACHINE_QUEUE;
    machine->queue_count--;
    machine_observe_event(machine, event);
}

static void make_room(struct machine *machine)
{
    while (machine->queue_count > MACHINE_QUEUE - MACHINE_TURN) {
        machine->queue_head = (machine->queue_head + 1) % MACHINE_QUEUE;
        machine->queue_count--;
    }
}

void machine_reset(struct machine *machine, enum reset_kind kind)
{
    make_room(machine);
    chip_reset(&machine->chip, kind);
    if (kind == RESET_POWER)
        machine_keep_noise(machine);
    machine_observe_events(machine);
    drain(machine);
}

/* --- the host's lines --- */

size_t machine_send(struct machine *machine, unsigned usart, const void *bytes,
                    size_t count)
{
    return serial_send(&machine->chip, usart, bytes, count);
}

size_t machine_take(struct machine *machine, unsigned usart, void *bytes,
                    size_t capacity)
{
    struct machine_visit *visit = &machine->visit;
    size_t count = serial_take(&machine->chip, usart, bytes, capacity);
    size_t stale = visit->stale[usart] < count ? visit->stale[usart] : count;

    visit->stale[usart] -= (uint32_t)stale;
    if (machine->in_rom && count > stale)
        visit->answered = true;
    return count;
}
