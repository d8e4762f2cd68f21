/* SPDX-License-Identifier: MIT */
#include "bench/machine_call.h"

#include "bench/machine_breakpoint.h"
#include "chip/core/cpu.h"

static struct machine_caller caller_of(const struct cpu *cpu)
{
    return (struct machine_caller){
        .r = {cpu->r[0], cpu->r[1], cpu->r[2], cpu->r[3]},
        .r12 = cpu->r[12],
        .sp = cpu->r[CPU_SP],
        .lr = cpu->r[CPU_LR],
        .pc = cpu->r[CPU_PC],
        .n = cpu->n,
        .z = cpu->z,
        .c = cpu->c,
        .v = cpu->v,
        .ipsr = cpu->ipsr,
    };
}

static void put_back(struct cpu *cpu, const struct machine_caller *caller)
{
    for (unsigned i = 0; i < 4; i++)
        cpu->r[i] = caller->r[i];
    cpu->r[12] = caller->r12;
    cpu->r[CPU_LR] = caller->lr;
    cpu->n = caller->n;
    cpu->z = caller->z;
    cpu->c = caller->c;
    cpu->v = caller->v;
}

/* True: the last instruction may be the end of a function: BX (but not BLX),
 * POP with PC, MOV PC. Code may come by in other ways, where the function that
 * is called is the one that it interrupts. */
static bool was_return(const struct chip *chip)
{
    uint8_t code[2];
    if (!chip_peek(chip, chip->last_pc, code, sizeof code))
        return false;
    unsigned instruction = code[0] | code[1] << 8;
    return (instruction & 0xFF87) == 0x4700 ||
           (instruction & 0xFF00) == 0xBD00 || (instruction & 0xFF87) == 0x4687;
}

void machine_call_return(struct machine *machine)
{
    struct cpu *cpu = &machine->chip.cpu;
    if (!machine->call_count)
        return;
    const struct machine_caller *caller =
        &machine->callers[machine->call_count - 1];
    if (cpu->r[CPU_PC] != caller->pc || cpu->r[CPU_SP] != caller->sp ||
        cpu->ipsr != caller->ipsr || cpu->instructions == caller->from ||
        !was_return(&machine->chip))
        return;
    put_back(cpu, caller);
    machine->call_count--;
    machine_breakpoint_apply(machine);
}

void machine_call(struct machine *machine, uint32_t function)
{
    struct chip *chip = &machine->chip;
    machine_call_return(machine); /* the one before may end here and now */
    machine->callers[machine->call_count] = caller_of(&chip->cpu);
    cpu_call(chip, function);
    machine->callers[machine->call_count++].from = chip->cpu.instructions;
    machine_breakpoint_apply(machine);
}

void machine_call_forget(struct machine *machine)
{
    if (!machine->call_count)
        return;
    machine->call_count = 0;
    machine_breakpoint_apply(machine);
}
