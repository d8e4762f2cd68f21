/* SPDX-License-Identifier: MIT */
#include "bench/machine_debug.h"

#include "bench/machine_observe.h"
#include "chip/core/budget.h"

void machine_go(struct machine *machine)
{
    machine->debug.stepping = false;
    machine->chip.watch.break_passed = 0;
}

void machine_go_one(struct machine *machine)
{
    struct chip *chip = &machine->chip;
    chip->watch.break_passed = chip->cycle + 1;
    machine->debug.stepping = true;
    machine->debug.from = (struct machine_place){
        .instructions = chip->cpu.instructions,
        .pc = chip->cpu.r[CPU_PC],
        .ipsr = chip->cpu.ipsr,
        .resets = chip->reset.count,
    };
}

bool machine_stepped(const struct machine *machine)
{
    const struct chip *chip = &machine->chip;
    const struct machine_place *from = &machine->debug.from;
    if (!machine->debug.stepping || chip->watch.points.hit.pending)
        return false;
    return chip->cpu.instructions != from->instructions ||
           chip->cpu.r[CPU_PC] != from->pc || chip->cpu.ipsr != from->ipsr ||
           chip->reset.count != from->resets || chip->cpu.locked_up;
}

/* A sleeping core sleeps until its next event: waking up is one step. */
enum stop machine_advance_step(struct machine *machine, uint64_t until_ps)
{
    struct chip *chip = &machine->chip;
    uint64_t next = chip->cycle + 1;
    if (chip->cpu.sleeping && chip->due_cycle > next) {
        uint64_t until = clock_cycle_at(chip, until_ps);
        next = chip->due_cycle < until ? chip->due_cycle : until;
    }
    return machine_chip_run(machine,
                            next > chip->cycle ? next : chip->cycle + 1);
}

void machine_stop_before(struct machine *machine, uint64_t number)
{
    machine->stop_before = number;
}

bool machine_is_before(const struct machine *machine)
{
    return machine->stop_before &&
           machine->chip.cpu.instructions >= machine->stop_before;
}

/* The next turn runs the rest. */
enum stop machine_advance_before(struct machine *machine, uint64_t until_ps)
{
    struct chip *chip = &machine->chip;
    uint64_t number = machine->stop_before;
    uint64_t until = clock_cycle_at(chip, until_ps);
    if (!machine_observed(machine))
        return budget_run(chip, machine->decoder, number, until);
    return machine_chip_run(machine, budget_cycle(chip, number, until));
}
