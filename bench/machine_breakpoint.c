/* SPDX-License-Identifier: MIT */
#include "bench/machine_breakpoint.h"

void machine_breakpoint_apply(struct machine *machine)
{
    struct chip *chip = &machine->chip;
    chip_break_clear(chip);
    if (machine->call_count)
        chip_break_set(chip, machine->callers[machine->call_count - 1].pc);
    for (unsigned i = 0; i < machine->debug.break_count; i++)
        chip_break_set(chip, machine->debug.breaks[i]);
    for (unsigned i = 0; i < 2 && !machine->main_reported; i++) {
        uint32_t address = machine->banks[i].main;
        if (!address)
            continue;
        chip_break_set(chip, address);
        if (machine_in_flash(machine, address))
            chip_break_set(chip, address - FLASH_BASE); /* by the alias */
    }
}

void machine_breakpoint_main(struct machine *machine)
{
    machine->main_reported = false;
    machine_breakpoint_apply(machine);
}

bool machine_breakpoint_set(struct machine *machine, uint32_t address)
{
    struct machine_debug *debug = &machine->debug;
    if (debug->break_count == MACHINE_BREAKS)
        return false;
    debug->breaks[debug->break_count++] = address & ~1u;
    machine_breakpoint_apply(machine);
    return true;
}

void machine_breakpoint_clear(struct machine *machine)
{
    machine->debug.break_count = 0;
    machine_breakpoint_apply(machine);
}

bool machine_breakpoint_here(const struct machine *machine)
{
    const struct machine_debug *debug = &machine->debug;
    for (unsigned i = 0; i < debug->break_count; i++)
        if (debug->breaks[i] == machine->chip.cpu.r[CPU_PC])
            return true;
    return false;
}
