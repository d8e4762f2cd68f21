/* SPDX-License-Identifier: MIT */
#include "bench/update_boot.h"

#include <string.h>

#include "bench/family.h"
#include "bench/machine_ask.h"
#include "bench/machine_breakpoint.h"
#include "bench/machine_run.h"
#include "bench/machine_visit.h"
#include "bench/nvm_cells.h"
#include "bench/scenario_run.h"
#include "chip/core/exception.h"
#include "chip/little_endian.h"

enum { OLD, NEW, B_TO_ITSELF = 0xE7FE };

static void end(struct update_boot *boot, enum update_why why)
{
    boot->over = true;
    boot->end = (struct update_end){
        .why = why,
        .pc = boot->machine->chip.cpu.r[CPU_PC],
        .ps = machine_ps(boot->machine),
    };
}

/* Returns MS, and what the family's ROMs may take beyond it, in ps. */
static uint64_t within_ps(const struct machine *machine, uint64_t ms)
{
    return (ms + family_of(&machine->chip)->slow_ms) * PS_PER_MS;
}

/* --- applications --- */

/* The machine stops at the main of either image. */
static void look_for_main(struct update_boot *boot)
{
    boot->main_ps = NEVER;
    boot->runs = NULL;
    machine_breakpoint_clear(boot->machine);
    if (boot->mains[NEW] != boot->mains[OLD])
        machine_breakpoint_set(boot->machine, boot->mains[NEW]);
}

/* True: the flash has the function there that IMAGE has, so far. */
static bool has_function(const struct update_boot *boot,
                         const struct image *image)
{
    const struct ask *ask = &boot->update->campaign->asks->list[0];
    uint32_t address, want, have;
    if (ask->kind != ASK_CALL || !ask_address(image, ask, &address) ||
        !image_word(image, address & ~3u, &want))
        return true;
    return chip_peek(&boot->machine->chip, address & ~3u, &have, 4) &&
           have == want;
}

/* Where both images have main at one address, the one whose request is there is
 * asked. */
static const struct image *image_of_main(const struct update_boot *boot,
                                         unsigned which)
{
    const struct image *old = boot->update->campaign->image;
    const struct image *new = boot->update->next;
    if (boot->mains[OLD] != boot->mains[NEW])
        return which == NEW ? new : old;
    if (update_is_whole(boot->update, &boot->machine->chip))
        return new;
    return has_function(boot, old) ? old : new;
}

static void reached_main(struct update_boot *boot, unsigned which)
{
    if (boot->main_ps != NEVER)
        return;
    boot->main_ps = machine_ps(boot->machine);
    boot->runs = image_of_main(boot, which);
    machine_breakpoint_clear(boot->machine);
}

/* --- the ask --- */

static uint64_t ask_ms(const struct update_boot *boot)
{
    return boot->update->scenario.host == HOST_ON_USB ? UPDATE_ASK_USB_MS
                                                      : UPDATE_ASK_MS;
}

/* The asks keep the time between them. */
static void ask(struct update_boot *boot)
{
    struct machine *machine = boot->machine;
    uint64_t now_us = machine_ps(machine) / PS_PER_US + 1;
    uint64_t first_us = boot->asks.count ? boot->asks.list[0].at_us : 0;
    for (unsigned i = 0; i < boot->asks.count; i++)
        boot->asks.list[i].at_us += now_us - first_us;
    machine->image = boot->runs;
    machine->banks[machine_bank(machine)].image = boot->runs;
    boot->asked = true;
    boot->turns = 0;
    boot->limit_ps = asks_end_us(&boot->asks) * PS_PER_US;
    if (boot->limit_ps < now_us * PS_PER_US)
        boot->limit_ps = now_us * PS_PER_US;
    boot->limit_ps += within_ps(machine, ask_ms(boot));
    if (!machine_ask(machine, &boot->asks))
        end(boot, UPDATE_ASK_FAILS);
}

static void application_runs(struct update_boot *boot)
{
    if (boot->runs == boot->update->next &&
        update_is_whole(boot->update, &boot->machine->chip))
        end(boot, UPDATE_NEW_RUNS);
    else
        ask(boot);
}

/* --- what happens --- */

/* True: an application that does not handle this exception ends in it. */
static bool is_last(uint32_t exception)
{
    return exception == EXCEPTION_NMI || exception_is_fault(exception);
}

static void start_over(struct update_boot *boot)
{
    probe_end(&boot->probe);
    look_for_main(boot);
    boot->faulted = boot->nmi = false;
    boot->instructions = boot->machine->chip.cpu.instructions;
}

static void turn(struct update_boot *boot)
{
    start_over(boot);
    if (++boot->turns == UPDATE_TURNS)
        end(boot, UPDATE_RESETS);
}

static uint32_t erased_word(const struct chip *chip)
{
    return map_of(chip)->nvm.erased_to_0 ? 0 : 0xFFFFFFFF;
}

static enum update_why why_locked_up(const struct update_boot *boot)
{
    const struct machine *machine = boot->machine;
    if (machine->chip.cpu.instructions > boot->instructions + 1)
        return UPDATE_LOCKS_UP;
    return machine_head(machine, 0) == erased_word(&machine->chip)
               ? UPDATE_NO_VECTORS
               : UPDATE_BAD_VECTORS;
}

static bool main_lasts(const struct update_boot *boot)
{
    return boot->main_ps != NEVER &&
           machine_ps(boot->machine) - boot->main_ps >=
               UPDATE_RUNS_MS * PS_PER_MS;
}

/* True: the core branches to itself in the handler of a fault or of the NMI,
 * where nothing can interrupt it, and no watchdog runs. */
static bool is_stuck(const struct update_boot *boot)
{
    const struct chip *chip = &boot->machine->chip;
    uint16_t code;
    return boot->faulted && is_last(chip->cpu.ipsr) &&
           chip_peek(chip, chip->cpu.r[CPU_PC], &code, sizeof code) &&
           code == B_TO_ITSELF && !machine_visit_iwdg(chip) &&
           !machine_visit_wwdg(chip);
}

static enum update_why why_in_vain(const struct update_boot *boot)
{
    if (boot->faulted)
        return boot->nmi ? UPDATE_NMI : UPDATE_FAULTS;
    return boot->asked ? UPDATE_ASK_FAILS : UPDATE_NOTHING_RUNS;
}

static void tick(struct update_boot *boot)
{
    if (probe_look(&boot->probe, boot->machine))
        end(boot, boot->asked ? UPDATE_ASK_WORKS : UPDATE_ROM_ANSWERS);
    else if (probe_is_deaf(&boot->probe, boot->machine))
        end(boot, UPDATE_ROM_SILENT);
    else if (!boot->asked && main_lasts(boot))
        application_runs(boot);
    else if (is_stuck(boot))
        end(boot, why_in_vain(boot));
    else if (machine_ps(boot->machine) >= boot->limit_ps)
        end(boot, why_in_vain(boot));
}

static void exception(struct update_boot *boot,
                      const struct machine_event *event)
{
    uint32_t number = event->exception.number;
    if (!is_last(number) || boot->faulted)
        return;
    boot->faulted = true;
    boot->nmi = number == EXCEPTION_NMI;
    boot->look_ps = event->ps + SCENARIO_FAULT_MS * PS_PER_MS;
}

static void handle(struct update_boot *boot, const struct machine_event *event)
{
    switch (event->kind) {
    case MACHINE_TIME:
    case MACHINE_USB: tick(boot); break;
    case MACHINE_RESET:
    case MACHINE_LEFT: turn(boot); break;
    case MACHINE_ROM: probe_begin(&boot->probe, boot->machine); break;
    case MACHINE_MAIN: reached_main(boot, OLD); break;
    case MACHINE_BREAK: reached_main(boot, NEW); break;
    case MACHINE_LOCKUP: end(boot, why_locked_up(boot)); break;
    case MACHINE_EXCEPTION: exception(boot, event); break;
    default: break;
    }
}

/* --- running --- */

enum { LATE_LOOK_US = 1000 };

/* A ROM that may be ready seconds late is looked at less often. */
static uint64_t look_ps(const struct update_boot *boot)
{
    uint64_t due = probe_due(&boot->probe, boot->machine);
    uint64_t late = machine_ps(boot->machine) + LATE_LOOK_US * PS_PER_US;
    bool waits = boot->probe.sent && due != NEVER && due < late;
    return waits && family_of(&boot->machine->chip)->slow_ms ? late : due;
}

static uint64_t deadline(const struct update_boot *boot)
{
    uint64_t next = boot->limit_ps;
    uint64_t look = look_ps(boot);
    if (look == NEVER && boot->main_ps != NEVER && !boot->asked)
        look = boot->main_ps + UPDATE_RUNS_MS * PS_PER_MS;
    if (boot->faulted && machine_ps(boot->machine) < boot->look_ps &&
        boot->look_ps < look)
        look = boot->look_ps;
    return look < next ? look : next;
}

/* The operation was torn by this very loss of power, so that its cells are as
 * uncertain once the supply is back. */
static void switch_on(struct machine *machine)
{
    uint8_t lasting[MAP_LASTING];
    size_t size = map_of(&machine->chip)->nvm.cut.lasting_size;
    memcpy(lasting, nvm_lasting(&machine->chip), size);
    machine_reset(machine, RESET_POWER);
    memcpy(nvm_lasting(&machine->chip), lasting, size);
}

static struct update_end boot_by(const struct update *update,
                                 struct machine *machine, enum reset_kind kind)
{
    struct update_boot boot = {
        .update = update,
        .machine = machine,
        .mains = {update_main(update->campaign->image),
                  update_main(update->next)},
        .asks = *update->campaign->asks,
        .probe = {.host = update->scenario.host,
                  .usart = campaign_usart(update->campaign)},
    };
    struct machine_event event;
    machine->asks = NULL;
    if (kind == RESET_POWER)
        switch_on(machine);
    else
        machine_reset(machine, kind);
    boot.limit_ps = machine_ps(machine) + within_ps(machine, UPDATE_START_MS);
    machine->queue_count = 0; /* that reset is no turn of a loop */
    start_over(&boot);
    while (!boot.over) {
        machine_run(machine, deadline(&boot), &event);
        handle(&boot, &event);
    }
    return boot.end;
}

struct update_end update_boot(const struct update *update,
                              struct machine *machine)
{
    struct update_end end = boot_by(update, machine, RESET_POWER);
    if (update_verdict(end.why) != UPDATE_NO_WAY_BACK)
        return end;
    struct update_end again = boot_by(update, machine, RESET_PIN);
    if (update_verdict(again.why) == UPDATE_NO_WAY_BACK)
        return end;
    again.reset = true;
    return again;
}
