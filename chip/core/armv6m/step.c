/* SPDX-License-Identifier: MIT
 */
#include "chip/core/armv6m/step.h"

#include "chip/bus.h"
#include "chip/core/cpu.h"
#include "chip/core/exception.h"
#include "chip/core/fetch.h"
#include "chip/core/flags.h"
#include "chip/core/nvic.h"
#include "chip/core/sram.h"

/* The top five bits of an instruction: DDI0419 A5.2, table A5-1 in full. */
enum {
    LSL_IMM,
    LSR_IMM,
    ASR_IMM,
    ADD_SUB,
    MOV_IMM,
    CMP_IMM,
    ADD_IMM,
    SUB_IMM,
    DATA_OR_SPECIAL,
    LDR_LITERAL,
    LOAD_STORE_LOW, /* register offset, opcodes 0-3 */
    LOAD_STORE_HIGH,
    STR_IMM,
    LDR_IMM,
    STRB_IMM,
    LDRB_IMM,
    STRH_IMM,
    LDRH_IMM,
    STR_SP,
    LDR_SP,
    ADR,
    ADD_SP_IMM,
    MISC_LOW,
    MISC_HIGH,
    STM,
    LDM,
    BRANCH_LOW, /* conditions 0-7 */
    BRANCH_HIGH,
    BRANCH,
    WIDE_E8,
    WIDE_F0,
    WIDE_F8
};

/* No cycles: the instruction faults, nothing has changed. */
enum { FAULTS = 0 };

/* For rare or long code: inlined into armv6m_step() it would take registers
 * from the most frequent instructions. */
#define OUT_OF_LINE __attribute__((noinline))

/* --- memory --- */

/* *value changes only if the access is done. */
OUT_OF_LINE static bool load_from_bus(struct chip *chip, uint32_t address,
                                      unsigned size, uint32_t *value)
{
    uint32_t word;
    if (!bus_read(chip, address, size, &word))
        return false;
    *value = word;
    chip->cycle += bus_data_wait(chip, address);
    return true;
}

/* Misaligned accesses always fault (DDI0419 A3.2.1). SRAM is read here as in
 * bus_read(), because most accesses go there. */
static inline bool load(struct chip *chip, uint32_t address, unsigned size,
                        uint32_t *value)
{
    if (in_sram(chip, address, size)) {
        *value = little_endian(sram_at(chip, address), size);
        return true;
    }
    if (address & (size - 1))
        return false;
    return load_from_bus(chip, address, size, value);
}

static inline bool store(struct chip *chip, uint32_t address, unsigned size,
                         uint32_t value)
{
    if (in_sram(chip, address, size)) {
        put_little_endian(sram_at(chip, address), size, value);
        return true;
    }
    if (address & (size - 1))
        return false;
    return bus_write(chip, address, size, value);
}

bool armv6m_load(struct chip *chip, uint32_t address, unsigned size,
                 uint32_t *value)
{
    return load(chip, address, size, value);
}

bool armv6m_store(struct chip *chip, uint32_t address, unsigned size,
                  uint32_t value)
{
    return store(chip, address, size, value);
}

static inline unsigned load_to(struct chip *chip, uint32_t *t, uint32_t address,
                               unsigned size)
{
    if (!load(chip, address, size, t))
        return FAULTS;
    return cpu_access_cycles(address);
}

static inline unsigned store_from(struct chip *chip, uint32_t t,
                                  uint32_t address, unsigned size)
{
    if (!store(chip, address, size, t))
        return FAULTS;
    return cpu_access_cycles(address);
}

/* LDR and STR with Rt in bits 10:8: literal, SP-relative */
static inline unsigned ldr(struct chip *chip, uint32_t insn, uint32_t address)
{
    return load_to(chip, &chip->cpu.r[insn >> 8 & 7], address, 4);
}

static inline unsigned str(struct chip *chip, uint32_t insn, uint32_t address)
{
    return store_from(chip, chip->cpu.r[insn >> 8 & 7], address, 4);
}

OUT_OF_LINE static unsigned load_signed(struct chip *chip, uint32_t *t,
                                        uint32_t address, unsigned size)
{
    uint32_t value;
    if (!load(chip, address, size, &value))
        return FAULTS;
    *t = size == 1 ? (uint32_t)(int8_t)value : (uint32_t)(int16_t)value;
    return cpu_access_cycles(address);
}

#include "chip/core/armv6m/multiple.h"

/* 010000: op m dn */
static inline unsigned data_processing(struct cpu *cpu, uint32_t insn)
{
    uint32_t *dn = &cpu->r[insn & 7];
    uint32_t m = cpu->r[insn >> 3 & 7];

    switch (insn >> 6 & 0xF) {
    case 0x0: *dn = set_nz(cpu, *dn & m); break;      /* AND */
    case 0x1: *dn = set_nz(cpu, *dn ^ m); break;      /* EOR */
    case 0x2: *dn = lsl(cpu, *dn, m & 0xFF); break;   /* LSL */
    case 0x3: *dn = lsr(cpu, *dn, m & 0xFF); break;   /* LSR */
    case 0x4: *dn = asr(cpu, *dn, m & 0xFF); break;   /* ASR */
    case 0x5: *dn = add(cpu, *dn, m, cpu->c); break;  /* ADC */
    case 0x6: *dn = add(cpu, *dn, ~m, cpu->c); break; /* SBC */
    case 0x7: *dn = ror(cpu, *dn, m & 0xFF); break;   /* ROR */
    case 0x8: set_nz(cpu, *dn & m); break;            /* TST */
    case 0x9: *dn = subtract(cpu, 0, m); break;       /* RSB #0 */
    case 0xA: subtract(cpu, *dn, m); break;           /* CMP */
    case 0xB: add(cpu, *dn, m, 0); break;             /* CMN */
    case 0xC: *dn = set_nz(cpu, *dn | m); break;      /* ORR */
    case 0xD: *dn = set_nz(cpu, *dn * m); break;      /* MUL */
    case 0xE: *dn = set_nz(cpu, *dn & ~m); break;     /* BIC */
    case 0xF: *dn = set_nz(cpu, ~m); break;           /* MVN */
    }
    return ONE_CYCLE;
}

/* --- branches and high registers --- */

/* The PC reads as the instruction's address + 4. */
static inline uint32_t read_pc(const struct cpu *cpu)
{
    return cpu->r[CPU_PC] + 2;
}

static inline uint32_t read_register(const struct cpu *cpu, unsigned n)
{
    return n == CPU_PC ? read_pc(cpu) : cpu->r[n];
}

/* Destination of MOV and ADD: SP stays aligned, PC keeps the T bit. */
static inline unsigned write_register(struct cpu *cpu, unsigned d,
                                      uint32_t value)
{
    if (d == CPU_PC) {
        cpu_branch(cpu, value);
        return BRANCH_CYCLES;
    }
    cpu->r[d] = d == CPU_SP ? value & ~3u : value;
    return ONE_CYCLE;
}

/* BX and POP to PC: bit 0 becomes EPSR.T. */
static void branch_exchange(struct chip *chip, uint32_t target)
{
    struct cpu *cpu = &chip->cpu;
    if (cpu_is_return(cpu, target)) {
        exception_return(chip, target);
        return;
    }
    cpu->t = target & 1;
    cpu_branch(cpu, target);
}

/* 010001: ADD, CMP, MOV of any registers, BX, BLX */
static inline unsigned special_data(struct chip *chip, uint32_t insn)
{
    struct cpu *cpu = &chip->cpu;
    unsigned dn = (insn >> 4 & 8) | (insn & 7);
    uint32_t m = read_register(cpu, insn >> 3 & 15);

    switch (insn >> 8 & 3) {
    case 0: return write_register(cpu, dn, read_register(cpu, dn) + m);
    case 1: subtract(cpu, read_register(cpu, dn), m); return ONE_CYCLE;
    case 2: return write_register(cpu, dn, m);
    }
    if (insn & 7)
        return FAULTS;
    if (cpu_is_return(cpu, m) && exception_stalls(chip))
        return FAULTS;
    if (!(insn & 0x80)) {
        branch_exchange(chip, m);
        return BRANCH_CYCLES;
    }
    cpu->r[CPU_LR] = cpu->r[CPU_PC] | 1;
    cpu->t = m & 1;
    cpu_branch(cpu, m);
    return BRANCH_CYCLES;
}

/* 1101 cond imm8: B, UDF (1110) and SVC (1111) */
static inline unsigned branch_or_svc(struct chip *chip, uint32_t insn)
{
    struct cpu *cpu = &chip->cpu;
    uint32_t code = insn >> 8 & 15;

    if (code == 14)
        return FAULTS;
    if (code == 15) {
        exception_svc(chip);
        return ONE_CYCLE;
    }
    if (!condition(cpu, code))
        return ONE_CYCLE;
    cpu_branch(cpu, read_pc(cpu) + 2 * (uint32_t)(int8_t)insn);
    return BRANCH_CYCLES;
}

/* --- loads and stores by register offset, 0101 op m n t --- */

static inline unsigned load_store_register(struct chip *chip, uint32_t insn)
{
    uint32_t *r = chip->cpu.r;
    uint32_t *t = &r[insn & 7];
    uint32_t address = r[insn >> 3 & 7] + r[insn >> 6 & 7];

    switch (insn >> 9 & 7) {
    case 0: return store_from(chip, *t, address, 4);
    case 1: return store_from(chip, *t, address, 2);
    case 2: return store_from(chip, *t, address, 1);
    case 3: return load_signed(chip, t, address, 1);
    case 4: return load_to(chip, t, address, 4);
    case 5: return load_to(chip, t, address, 2);
    case 6: return load_to(chip, t, address, 1);
    default: return load_signed(chip, t, address, 2);
    }
}

/* --- multiples --- */

/* One cycle, plus one for each register; an empty list faults. */
static inline unsigned multiple_cycles(unsigned count)
{
    return count ? 1 + count : FAULTS;
}

OUT_OF_LINE static unsigned store_all(struct chip *chip, unsigned n,
                                      uint32_t list)
{
    return multiple_cycles(stm(chip, n, list));
}

OUT_OF_LINE static unsigned load_all(struct chip *chip, unsigned n,
                                     uint32_t list)
{
    return multiple_cycles(ldm(chip, n, list));
}

static unsigned push_all(struct chip *chip, uint32_t insn)
{
    return multiple_cycles(
        push(chip, (insn & 0xFF) | (insn >> 8 & 1) << CPU_LR));
}

static unsigned pop_with_pc(struct chip *chip, uint32_t list)
{
    struct cpu *cpu = &chip->cpu;
    uint32_t values[9];
    unsigned count =
        load_multiple(chip, cpu->r[CPU_SP], list | 1u << CPU_PC, values);

    if (!count)
        return FAULTS;
    uint32_t target = values[count - 1];
    if (cpu_is_return(cpu, target) && exception_stalls(chip))
        return FAULTS;
    set_registers(cpu, list, values);
    cpu->r[CPU_SP] += 4 * count;
    branch_exchange(chip, target);
    return POP_PC_CYCLES + count - 1;
}

/* --- 1011: miscellaneous --- */

static unsigned extend(struct cpu *cpu, uint32_t insn)
{
    uint32_t *d = &cpu->r[insn & 7];
    uint32_t m = cpu->r[insn >> 3 & 7];

    switch (insn >> 6 & 3) {
    case 0: *d = (uint32_t)(int16_t)m; break;
    case 1: *d = (uint32_t)(int8_t)m; break;
    case 2: *d = m & 0xFFFF; break;
    case 3: *d = m & 0xFF; break;
    }
    return ONE_CYCLE;
}

static unsigned reverse(struct cpu *cpu, uint32_t insn)
{
    uint32_t *d = &cpu->r[insn & 7];
    uint32_t m = cpu->r[insn >> 3 & 7];

    switch (insn >> 6 & 3) {
    case 0: *d = swap_bytes(m); return ONE_CYCLE;
    case 1: *d = swap_in_halves(m); return ONE_CYCLE;
    case 3: *d = (uint32_t)(int16_t)swap_in_halves(m); return ONE_CYCLE;
    default: return FAULTS;
    }
}

/* CPSIE i (B662) and CPSID i (B672): no effect in unprivileged code. */
static unsigned cps(struct chip *chip, uint32_t insn)
{
    if (insn != 0xB662 && insn != 0xB672)
        return FAULTS;
    if (cpu_privileged(chip)) {
        chip->cpu.primask = insn >> 4 & 1;
        nvic_update(chip);
    }
    return ONE_CYCLE;
}

/* 10111111 op 0000: NOP, YIELD, WFE, WFI, SEV; all others are NOPs, too. With
 * low bits set it would be IT, which ARMv6-M does not have. */
static unsigned hint(struct chip *chip, uint32_t insn)
{
    if (insn & 15)
        return FAULTS;
    switch (insn >> 4 & 15) {
    case 2: cpu_wait_event(chip); return WAIT_CYCLES;
    case 3: cpu_sleep(chip); return WAIT_CYCLES;
    case 4: cpu_event(chip); return ONE_CYCLE;
    default: return ONE_CYCLE;
    }
}

static unsigned adjust_sp(struct cpu *cpu, uint32_t insn)
{
    uint32_t offset = (insn & 0x7F) * 4;
    cpu->r[CPU_SP] += insn & 0x80 ? 0 - offset : offset;
    return ONE_CYCLE;
}

OUT_OF_LINE static unsigned miscellaneous(struct chip *chip, uint32_t insn)
{
    switch (insn >> 8 & 15) {
    case 0x0: return adjust_sp(&chip->cpu, insn);
    case 0x2: return extend(&chip->cpu, insn);
    case 0x4:
    case 0x5: return push_all(chip, insn);
    case 0x6: return cps(chip, insn);
    case 0xA: return reverse(&chip->cpu, insn);
    case 0xC: return multiple_cycles(pop(chip, insn & 0xFF));
    case 0xD: return pop_with_pc(chip, insn & 0xFF);
    case 0xF: return hint(chip, insn);
    default: return FAULTS; /* BKPT without a debugger; UNDEFINED */
    }
}

/* --- 32-bit instructions, 11110 --- */

/* SP and PC cannot be operands of MSR and MRS (UNPREDICTABLE: a fault). */
static bool low_or_lr(unsigned n)
{
    return n != CPU_SP && n != CPU_PC;
}

/* 11110011 1000 n : 1000 1000 SYSm */
static unsigned msr(struct chip *chip, uint32_t first, uint32_t second)
{
    unsigned n = first & 15;
    if (second >> 8 != 0x88 || !low_or_lr(n) ||
        !cpu_write_special(chip, second & 0xFF, chip->cpu.r[n]))
        return FAULTS;
    return SPECIAL_CYCLES;
}

/* 11110011 1110 1111 : 1000 d SYSm */
static unsigned mrs(struct chip *chip, uint32_t second)
{
    unsigned d = second >> 8 & 15;
    uint32_t value;
    if (second >> 12 != 8 || !low_or_lr(d) ||
        !cpu_read_special(chip, second & 0xFF, &value))
        return FAULTS;
    chip->cpu.r[d] = value;
    return SPECIAL_CYCLES;
}

/* 11110011 1011 1111 : 1000 1111 op option; op 4 DSB, 5 DMB, 6 ISB. The model
 * makes one access after the other, so the barriers do nothing. */
static unsigned barrier(uint32_t second)
{
    uint32_t op = second >> 4 & 15;
    if (second >> 8 != 0x8F || op < 4 || op > 6)
        return FAULTS;
    return SPECIAL_CYCLES;
}

static unsigned bl(struct cpu *cpu, uint32_t first, uint32_t second)
{
    uint32_t next = cpu->r[CPU_PC];
    cpu->r[CPU_LR] = next | 1;
    cpu_branch(cpu, next + cpu_bl_offset(first, second));
    return BL_CYCLES;
}

static unsigned execute_wide(struct chip *chip, uint32_t first, uint32_t second)
{
    if ((second & 0xD000) == 0xD000)
        return bl(&chip->cpu, first, second);
    if ((first & 0xFFF0) == 0xF380)
        return msr(chip, first, second);
    if (first == 0xF3EF)
        return mrs(chip, second);
    if (first == 0xF3BF)
        return barrier(second);
    return FAULTS; /* UDF.W; UNDEFINED */
}

/* --- fetch and dispatch --- */

/* The second halfword may lie in another window. */
OUT_OF_LINE static unsigned fetch_wide(struct chip *chip, uint32_t first)
{
    struct cpu *cpu = &chip->cpu;
    uint32_t pc = cpu->r[CPU_PC];

    if (!fetch_reach(chip, pc))
        return FAULTS;
    fetch_cost(chip, pc);
    cpu->r[CPU_PC] = pc + 2;
    return execute_wide(chip, first, fetch_halfword(chip, pc));
}

/* Returns the low register in the three bits of `insn` from `position` on. */
static inline uint32_t *low(struct cpu *cpu, uint32_t insn, unsigned position)
{
    return &cpu->r[insn >> position & 7];
}

static inline uint32_t imm5(uint32_t insn)
{
    return insn >> 6 & 31;
}

/* LSR and ASR: 0 stands for 32. */
static inline uint32_t shift_right_by(uint32_t insn)
{
    return imm5(insn) ? imm5(insn) : 32;
}

/* 00011 I op m n d: I = immediate of 3 bits instead of m, op = subtract */
static inline unsigned add_subtract(struct cpu *cpu, uint32_t insn)
{
    uint32_t n = *low(cpu, insn, 3);
    uint32_t m = insn & 0x400 ? insn >> 6 & 7 : *low(cpu, insn, 6);
    *low(cpu, insn, 0) = insn & 0x200 ? subtract(cpu, n, m) : add(cpu, n, m, 0);
    return ONE_CYCLE;
}

static inline unsigned branch(struct cpu *cpu, uint32_t insn)
{
    uint32_t offset = (insn & 0x7FF) << 1;
    cpu_branch(cpu, read_pc(cpu) + (offset ^ 0x800) - 0x800);
    return BRANCH_CYCLES;
}

/* Executes one instruction; r[15] is the address after its first halfword.
 * Returns its cycles without wait states, or FAULTS. */
static inline unsigned execute(struct chip *chip, uint32_t insn)
{
    struct cpu *cpu = &chip->cpu;
    uint32_t *d = low(cpu, insn, 0);
    uint32_t imm8 = insn & 0xFF;

    switch (insn >> 11) {
    case LSL_IMM:
        *d = lsl(cpu, *low(cpu, insn, 3), imm5(insn));
        return ONE_CYCLE;
    case LSR_IMM:
        *d = lsr(cpu, *low(cpu, insn, 3), shift_right_by(insn));
        return ONE_CYCLE;
    case ASR_IMM:
        *d = asr(cpu, *low(cpu, insn, 3), shift_right_by(insn));
        return ONE_CYCLE;
    case ADD_SUB: return add_subtract(cpu, insn);
    case MOV_IMM: *low(cpu, insn, 8) = set_nz(cpu, imm8); return ONE_CYCLE;
    case CMP_IMM: subtract(cpu, *low(cpu, insn, 8), imm8); return ONE_CYCLE;
    case ADD_IMM:
        *low(cpu, insn, 8) = add(cpu, *low(cpu, insn, 8), imm8, 0);
        return ONE_CYCLE;
    case SUB_IMM:
        *low(cpu, insn, 8) = subtract(cpu, *low(cpu, insn, 8), imm8);
        return ONE_CYCLE;
    case DATA_OR_SPECIAL:
        if (insn & 0x400)
            return special_data(chip, insn);
        return data_processing(cpu, insn);
    case LDR_LITERAL: return ldr(chip, insn, (read_pc(cpu) & ~3u) + 4 * imm8);
    case LOAD_STORE_LOW:
    case LOAD_STORE_HIGH: return load_store_register(chip, insn);
    case STR_IMM:
        return store_from(chip, *d, *low(cpu, insn, 3) + 4 * imm5(insn), 4);
    case LDR_IMM:
        return load_to(chip, d, *low(cpu, insn, 3) + 4 * imm5(insn), 4);
    case STRB_IMM:
        return store_from(chip, *d, *low(cpu, insn, 3) + imm5(insn), 1);
    case LDRB_IMM: return load_to(chip, d, *low(cpu, insn, 3) + imm5(insn), 1);
    case STRH_IMM:
        return store_from(chip, *d, *low(cpu, insn, 3) + 2 * imm5(insn), 2);
    case LDRH_IMM:
        return load_to(chip, d, *low(cpu, insn, 3) + 2 * imm5(insn), 2);
    case STR_SP: return str(chip, insn, cpu->r[CPU_SP] + 4 * imm8);
    case LDR_SP: return ldr(chip, insn, cpu->r[CPU_SP] + 4 * imm8);
    case ADR:
        *low(cpu, insn, 8) = (read_pc(cpu) & ~3u) + 4 * imm8;
        return ONE_CYCLE;
    case ADD_SP_IMM:
        *low(cpu, insn, 8) = cpu->r[CPU_SP] + 4 * imm8;
        return ONE_CYCLE;
    case MISC_LOW:
    case MISC_HIGH: return miscellaneous(chip, insn);
    case STM: return store_all(chip, insn >> 8 & 7, imm8);
    case LDM: return load_all(chip, insn >> 8 & 7, imm8);
    case BRANCH_LOW:
    case BRANCH_HIGH: return branch_or_svc(chip, insn);
    case BRANCH: return branch(cpu, insn);
    case WIDE_F0: return fetch_wide(chip, insn);
    case WIDE_E8:
    case WIDE_F8:
    default: return FAULTS;
    }
}

void armv6m_not_done(struct chip *chip, uint32_t pc)
{
    chip->cpu.r[CPU_PC] = pc;
    if (!(chip->attention & ATTENTION_STALL))
        exception_fault(chip);
}

void armv6m_step(struct chip *chip)
{
    struct cpu *cpu = &chip->cpu;
    uint32_t pc = cpu->r[CPU_PC];

    if (!cpu->t) {
        exception_fault(chip);
        return;
    }
    fetch_cost(chip, pc);
    cpu->r[CPU_PC] = pc + 2;
    unsigned cycles = execute(chip, fetch_halfword(chip, pc));
    if (cycles == FAULTS) {
        armv6m_not_done(chip, pc);
        return;
    }
    cpu->instructions++;
    chip->cycle += cycles;
}
