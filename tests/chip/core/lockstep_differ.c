/* SPDX-License-Identifier: MIT */
#include "tests/chip/core/lockstep_differ.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <capstone/capstone.h>

static const char *const names[VALUES] = {
    "R0", "R1", "R2",  "R3",  "R4",  "R5", "R6", "R7",
    "R8", "R9", "R10", "R11", "R12", "SP", "LR", "flags"};

void must(uc_err error, const char *what)
{
    if (error == UC_ERR_OK)
        return;
    fprintf(stderr, "lockstep: %s: %s\n", what, uc_strerror(error));
    abort();
}

uint32_t judge_get(const struct lockstep *l, int reg)
{
    uint32_t value = 0;
    must(uc_reg_read(l->judge, reg, &value), "uc_reg_read");
    return value;
}

uint16_t halfword(const struct lockstep *l, uint32_t address)
{
    uint16_t value = 0;
    if (address - FLASH_BASE < FLASH_MAX)
        memcpy(&value, l->flash + (address - FLASH_BASE), sizeof value);
    return value;
}

static void print_instruction(const struct lockstep *l, uint32_t at)
{
    csh capstone;
    cs_insn *insn = NULL;
    const uint8_t *bytes = l->flash + (at - FLASH_BASE);
    size_t size = at + 4 > LOCKSTEP_END ? 2 : 4;

    fprintf(stderr, "  at %08" PRIX32 ": %04X %04X ", at, halfword(l, at),
            halfword(l, at + 2));
    if (cs_open(CS_ARCH_ARM, CS_MODE_THUMB | CS_MODE_MCLASS, &capstone))
        return;
    if (cs_disasm(capstone, bytes, size, at, 1, &insn))
        fprintf(stderr, "%s %s", insn->mnemonic, insn->op_str);
    cs_free(insn, insn != NULL);
    cs_close(&capstone);
    fprintf(stderr, "\n");
}

/* The fast loop is not stopped at each instruction: these were in the run. */
static void print_path(const struct lockstep *l)
{
    fprintf(stderr, "  the fast loop, %s, at the end of a run of %u:\n",
            l->form == FORM_TRANSLATED ? "translated" : "decoded",
            l->path_length);
    for (unsigned i = 0; i < l->path_length && i < PATH_LENGTH; i++)
        print_instruction(l, l->path[i]);
}

static void print_state(const struct lockstep *l)
{
    if (l->chip == &l->fast) {
        print_path(l);
        return;
    }
    print_instruction(l, l->at);
    fprintf(stderr, "  before it:");
    for (unsigned i = 0; i < VALUES; i++)
        fprintf(stderr, "%s %s=%08" PRIX32, i % 8 ? "" : "\n   ", names[i],
                l->before[i]);
    fprintf(stderr, "\n");
}

bool differs(struct lockstep *l, enum difference seen, const char *format, ...)
{
    int known = known_find(seen, halfword(l, l->at), halfword(l, l->at + 2));
    va_list arguments;

    if (known >= 0) {
        l->hits[known]++;
        l->excused = true;
        return false;
    }
    l->failed = true;
    fprintf(stderr, "lockstep: ");
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fprintf(stderr, "\n");
    print_state(l);
    return false;
}

bool same(struct lockstep *l, enum difference seen, const char *name,
          uint32_t chip, uint32_t judge)
{
    return chip == judge ||
           differs(l, seen, "%s is %08" PRIX32 ", Unicorn has %08" PRIX32, name,
                   chip, judge);
}

bool same_low(struct lockstep *l, enum difference seen)
{
    for (unsigned i = 0; i < SP; i++)
        if (!same(l, seen, names[i], l->chip->cpu.r[i], l->values[i]))
            return false;
    return true;
}

bool same_special(struct lockstep *l)
{
    const struct chip *chip = l->chip;
    return same(l, SPECIAL, "MSP", cpu_msp(chip),
                judge_get(l, UC_ARM_REG_MSP)) &&
           same(l, SPECIAL, "PSP", cpu_psp(chip),
                judge_get(l, UC_ARM_REG_PSP)) &&
           same(l, SPECIAL, "CONTROL", chip->cpu.control & ~CONTROL_NPRIV,
                judge_get(l, UC_ARM_REG_CONTROL)) &&
           same(l, SPECIAL, "PRIMASK", chip->cpu.primask,
                judge_get(l, UC_ARM_REG_PRIMASK));
}

bool same_memory(struct lockstep *l)
{
    uint32_t chip, judge;
    if (!memcmp(bus_physical(l->chip, REGION_SRAM), l->sram, SRAM_SIZE))
        return true;
    for (uint32_t i = 0;; i += 4) {
        memcpy(&chip, bus_physical(l->chip, REGION_SRAM) + i, 4);
        memcpy(&judge, &l->sram[i], 4);
        if (chip != judge)
            return differs(l, MEMORY,
                           "the word at %08" PRIX32 " is %08" PRIX32
                           ", Unicorn has %08" PRIX32,
                           SRAM_BASE + i, chip, judge);
    }
}

static bool same_flags(struct lockstep *l)
{
    static const char names[] = "NZCV"; /* bits 31:28 */
    uint32_t chip = cpu_xpsr(l->chip), judge = l->values[APSR];
    for (unsigned i = 0; i < 4; i++)
        if ((chip ^ judge) >> (31 - i) & 1)
            return differs(l, REGISTER, "flag %c is %u, Unicorn has %u",
                           names[i], chip >> (31 - i) & 1,
                           judge >> (31 - i) & 1);
    return same(l, REGISTER, "APSR 27:0", 0, judge << 4);
}

bool same_registers(struct lockstep *l, uint32_t next)
{
    const struct cpu *cpu = &l->chip->cpu;
    return same_low(l, REGISTER) &&
           same(l, REGISTER, "SP", cpu->r[SP], l->values[SP]) &&
           same(l, REGISTER, "LR", cpu->r[LR], l->values[LR]) &&
           same(l, REGISTER, "PC", cpu->r[CPU_PC], next) && same_flags(l);
}
