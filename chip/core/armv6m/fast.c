/* SPDX-License-Identifier: MIT */
#include "chip/core/armv6m/fast.h"

#include "chip/bus.h"
#include "chip/clock.h"
#include "chip/core/armv6m/native.h"
#include "chip/core/cpu.h"
#include "chip/core/fast_loop.h"
#include "chip/core/lazy_flags.h"
#include "chip/frequency.h"

#include "chip/core/armv6m/multiple.h"
#include "chip/core/armv6m/step.h"

/* --- memory: what needs the bus --- */

/* Does the load or store `op` of the block at `start` through the bus; the chip
 * is in the state that armv6m_step() would have then, except for the flags.
 * False: the access failed. Only cycles beyond MEMORY_CYCLES are added to
 * chip.cycle.
 */
static __attribute__((noinline)) bool
access_bus(struct chip *chip, const struct op *op, uint32_t start)
{
    const struct op_form *form = &op_forms[op->kind];
    uint32_t *r = chip->cpu.r;
    uint32_t value, address = op_access(op, start, r).address;

    if (form->is_store && !armv6m_store(chip, address, form->unit, r[op->d]))
        return false;
    if (!form->is_store) {
        if (!armv6m_load(chip, address, form->unit, &value))
            return false;
        if (form->is_signed)
            value = form->unit == 1 ? (uint32_t)(int8_t)value
                                    : (uint32_t)(int16_t)value;
        r[op->d] = value;
    }
    chip->cycle += cpu_access_cycles(address);
    chip->cycle -= MEMORY_CYCLES;
    return true;
}

/* --- blocks --- */

enum { FETCH_ONE = 2 }; /* the window while the NVM works */

static bool undisturbed(const struct chip *chip, uint64_t limit)
{
    const struct cpu *cpu = &chip->cpu;
    return fast_loop_quiet(chip) && chip->cycle < limit && cpu->t &&
           !(cpu->n && cpu->z) && !(cpu->r[CPU_PC] & 1) &&
           cpu->window.size > FETCH_ONE;
}

/* Translated code does not update cpu.fetched where nothing waits. */
static bool native_fits(const struct cpu *cpu)
{
    return cpu->window.branch_wait || cpu->fetched == CPU_NO_WORD;
}

/* Updates the chip as the last instruction of a translated block does. */
static void native_ended(struct chip *chip, const struct native_state *state)
{
    struct cpu *cpu = &chip->cpu;
    chip->last_pc = state->last & ~1u;
    cpu->fetched = CPU_NO_WORD;
    if (state->last & NATIVE_IN_SEQUENCE && cpu->window.branch_wait)
        cpu->fetched = chip->last_pc & ~3u;
}

/* A bound on the cycles of one run of blocks: they fit in an int32_t, in which
 * translated code counts. */
enum { STAY_CYCLES = 1 << 30 };

static void run_blocks(struct chip *chip, struct decoder *decoders,
                       struct view *view, uint64_t limit)
{
#define LABEL(name) &&op_##name,
    static const void *const labels[] = {FAST_OPS(LABEL)};
#undef LABEL
    struct decoder6 *const decoder = &decoders->armv6m;
    uint32_t *const r = chip->cpu.r;
    const uint32_t branch_wait = chip->cpu.window.branch_wait;
    const uint64_t due = chip->due_cycle;
    const uint64_t trust = block_trust(decoder, 0);
    struct flags f = take_flags(&chip->cpu);
    int64_t left = limit - chip->cycle < STAY_CYCLES
                       ? (int64_t)(limit - chip->cycle)
                       : STAY_CYCLES;
    const uint64_t end = chip->cycle + (uint64_t)left;
    uint32_t start = r[CPU_PC];       /* of the block */
    uint32_t wait;                    /* wait states of its first word */
    uint32_t value, values[9], count; /* of one instruction */
    uint64_t now;
    const struct near *near;
    struct block *block;
    const struct op *op;
    struct native_state state;

enter:
    wait = cpu_fetch_wait(&chip->cpu, start);
enter_waiting:
    near = block_near(decoder, start);
    block = near->block;
    if (near->trust != (trust | start)) {
        if (start - chip->cpu.window.lo >= chip->cpu.window.size)
            goto leave;
        block = decoder6_block(decoder, chip, start);
        if (!block)
            goto leave;
    }
    if (left <= block->worst)
        goto leave;
    if (block->body && native_fits(&chip->cpu))
        goto native;
    if (block->heat < decoder->hot && ++block->heat == decoder->hot) {
        decoder6_translate(decoder, chip, block);
        goto enter;
    }
    left -= wait;
    op = block->ops;
    goto *labels[op->kind];

native:
    /* Translated code returns before a block, or inside one, at an instruction
     * that is executed here. */
    native_tie(decoder->native, block);
    state = (struct native_state){
        .r = r,
        .sram = chip->memory,
        .left = (int32_t)(left - wait),
        .nz = f.nz,
        .c = f.c,
        .v = flag_v(&f),
        .last = NATIVE_NONE,
    };
    native_run(decoder->native, block, &state);
    left = state.left;
    f = (struct flags){state.nz, (uint32_t)state.v << 31, state.c};
    decoder6_stayed(decoder, block, state.count);
    chip->cpu.instructions += state.count;
    if (state.last != NATIVE_NONE)
        native_ended(chip, &state);
    if (!(state.which & NATIVE_INSIDE)) {
        start = state.at;
        goto enter;
    }
    block = &decoder->blocks[state.which & ~NATIVE_INSIDE];
    start = block->pc;
    if (state.last != NATIVE_NONE)
        wait = cpu_fetch_wait(&chip->cpu, start);
    op = &block->ops[state.at];
    goto *labels[op->kind];

op_NOP:
    goto *labels[(++op)->kind];

op_MOVS:
    r[op->d] = set_nz(&f, r[op->n]);
    goto *labels[(++op)->kind];

op_LSL_IMM:
    r[op->d] = lsl_some(&f, r[op->n], op->m);
    goto *labels[(++op)->kind];

op_LSR_IMM:
    r[op->d] = lsr_some(&f, r[op->n], op->m);
    goto *labels[(++op)->kind];

op_ASR_IMM:
    r[op->d] = asr_some(&f, r[op->n], op->m);
    goto *labels[(++op)->kind];

op_ADD_REG:
    r[op->d] = add(&f, r[op->n], r[op->m], 0);
    goto *labels[(++op)->kind];

op_SUB_REG:
    r[op->d] = subtract(&f, r[op->n], r[op->m]);
    goto *labels[(++op)->kind];

op_ADD_IMM:
    r[op->d] = add(&f, r[op->n], op->m, 0);
    goto *labels[(++op)->kind];

op_SUB_IMM:
    r[op->d] = subtract(&f, r[op->n], op->m);
    goto *labels[(++op)->kind];

op_MOV_IMM:
    r[op->d] = set_nz(&f, op->m);
    goto *labels[(++op)->kind];

op_CMP_IMM:
    subtract(&f, r[op->n], op->m);
    goto *labels[(++op)->kind];

op_AND:
    r[op->d] = set_nz(&f, r[op->d] & r[op->n]);
    goto *labels[(++op)->kind];

op_EOR:
    r[op->d] = set_nz(&f, r[op->d] ^ r[op->n]);
    goto *labels[(++op)->kind];

op_LSL:
    r[op->d] = lsl(&f, r[op->d], r[op->n] & 0xFF);
    goto *labels[(++op)->kind];

op_LSR:
    r[op->d] = lsr(&f, r[op->d], r[op->n] & 0xFF);
    goto *labels[(++op)->kind];

op_ASR:
    r[op->d] = asr(&f, r[op->d], r[op->n] & 0xFF);
    goto *labels[(++op)->kind];

op_ADC:
    r[op->d] = add(&f, r[op->d], r[op->n], f.c);
    goto *labels[(++op)->kind];

op_SBC:
    r[op->d] = add(&f, r[op->d], ~r[op->n], f.c);
    goto *labels[(++op)->kind];

op_ROR:
    r[op->d] = ror(&f, r[op->d], r[op->n] & 0xFF);
    goto *labels[(++op)->kind];

op_TST:
    set_nz(&f, r[op->d] & r[op->n]);
    goto *labels[(++op)->kind];

op_RSB:
    r[op->d] = subtract(&f, 0, r[op->n]);
    goto *labels[(++op)->kind];

op_CMP:
    subtract(&f, r[op->d], r[op->n]);
    goto *labels[(++op)->kind];

op_CMN:
    add(&f, r[op->d], r[op->n], 0);
    goto *labels[(++op)->kind];

op_ORR:
    r[op->d] = set_nz(&f, r[op->d] | r[op->n]);
    goto *labels[(++op)->kind];

op_MUL:
    r[op->d] = set_nz(&f, r[op->d] * r[op->n]);
    goto *labels[(++op)->kind];

op_BIC:
    r[op->d] = set_nz(&f, r[op->d] & ~r[op->n]);
    goto *labels[(++op)->kind];

op_MVN:
    r[op->d] = set_nz(&f, ~r[op->n]);
    goto *labels[(++op)->kind];

op_MOV_HIGH:
    r[op->d] = r[op->n];
    goto *labels[(++op)->kind];

op_ADD_HIGH:
    r[op->d] += r[op->n];
    goto *labels[(++op)->kind];

op_MOV_SP:
    r[CPU_SP] = r[op->n] & ~3u;
    goto *labels[(++op)->kind];

op_ADDRESS:
    r[op->d] = r[op->n] + op->m;
    goto *labels[(++op)->kind];

op_ADR:
    r[op->d] = start + op->m;
    goto *labels[(++op)->kind];

op_SXTH:
    r[op->d] = (uint32_t)(int16_t)r[op->n];
    goto *labels[(++op)->kind];

op_SXTB:
    r[op->d] = (uint32_t)(int8_t)r[op->n];
    goto *labels[(++op)->kind];

op_UXTH:
    r[op->d] = r[op->n] & 0xFFFF;
    goto *labels[(++op)->kind];

op_UXTB:
    r[op->d] = r[op->n] & 0xFF;
    goto *labels[(++op)->kind];

op_REV:
    r[op->d] = swap_bytes(r[op->n]);
    goto *labels[(++op)->kind];

op_REV16:
    r[op->d] = swap_in_halves(r[op->n]);
    goto *labels[(++op)->kind];

op_REVSH:
    r[op->d] = (uint32_t)(int16_t)swap_in_halves(r[op->n]);
    goto *labels[(++op)->kind];

op_LDR_LITERAL:
    if (!view_read(view, &left, chip, start + op->m, 4, &value))
        goto elsewhere;
    r[op->d] = value;
    goto *labels[(++op)->kind];

op_LDR_REG:
    if (!view_read(view, &left, chip, r[op->n] + r[op->m], 4, &value))
        goto elsewhere;
    r[op->d] = value;
    goto *labels[(++op)->kind];

op_LDRH_REG:
    if (!view_read(view, &left, chip, r[op->n] + r[op->m], 2, &value))
        goto elsewhere;
    r[op->d] = value;
    goto *labels[(++op)->kind];

op_LDRB_REG:
    if (!view_read(view, &left, chip, r[op->n] + r[op->m], 1, &value))
        goto elsewhere;
    r[op->d] = value;
    goto *labels[(++op)->kind];

op_LDRSH_REG:
    if (!view_read(view, &left, chip, r[op->n] + r[op->m], 2, &value))
        goto elsewhere;
    r[op->d] = (uint32_t)(int16_t)value;
    goto *labels[(++op)->kind];

op_LDRSB_REG:
    if (!view_read(view, &left, chip, r[op->n] + r[op->m], 1, &value))
        goto elsewhere;
    r[op->d] = (uint32_t)(int8_t)value;
    goto *labels[(++op)->kind];

op_LDR_IMM:
    if (!view_read(view, &left, chip, r[op->n] + op->m, 4, &value))
        goto elsewhere;
    r[op->d] = value;
    goto *labels[(++op)->kind];

op_LDRH_IMM:
    if (!view_read(view, &left, chip, r[op->n] + op->m, 2, &value))
        goto elsewhere;
    r[op->d] = value;
    goto *labels[(++op)->kind];

op_LDRB_IMM:
    if (!view_read(view, &left, chip, r[op->n] + op->m, 1, &value))
        goto elsewhere;
    r[op->d] = value;
    goto *labels[(++op)->kind];

op_STR_REG:
    if (!store(chip, r[op->n] + r[op->m], 4, r[op->d]))
        goto elsewhere;
    goto *labels[(++op)->kind];

op_STRH_REG:
    if (!store(chip, r[op->n] + r[op->m], 2, r[op->d]))
        goto elsewhere;
    goto *labels[(++op)->kind];

op_STRB_REG:
    if (!store(chip, r[op->n] + r[op->m], 1, r[op->d]))
        goto elsewhere;
    goto *labels[(++op)->kind];

op_STR_IMM:
    if (!store(chip, r[op->n] + op->m, 4, r[op->d]))
        goto elsewhere;
    goto *labels[(++op)->kind];

op_STRH_IMM:
    if (!store(chip, r[op->n] + op->m, 2, r[op->d]))
        goto elsewhere;
    goto *labels[(++op)->kind];

op_STRB_IMM:
    if (!store(chip, r[op->n] + op->m, 1, r[op->d]))
        goto elsewhere;
    goto *labels[(++op)->kind];

op_LDM:
    if (!ldm(chip, op->n, op->m))
        goto leave_before;
    goto *labels[(++op)->kind];

op_STM:
    if (!stm(chip, op->n, op->m))
        goto leave_before;
    goto *labels[(++op)->kind];

op_PUSH:
    if (!push(chip, op->m))
        goto leave_before;
    goto *labels[(++op)->kind];

op_POP:
    if (!pop(chip, op->m))
        goto leave_before;
    goto *labels[(++op)->kind];

op_BEQ:
    if (condition(&f, 0))
        goto branch_taken;
    goto *labels[(++op)->kind];

op_BNE:
    if (condition(&f, 1))
        goto branch_taken;
    goto *labels[(++op)->kind];

op_BCS:
    if (condition(&f, 2))
        goto branch_taken;
    goto *labels[(++op)->kind];

op_BCC:
    if (condition(&f, 3))
        goto branch_taken;
    goto *labels[(++op)->kind];

op_BMI:
    if (condition(&f, 4))
        goto branch_taken;
    goto *labels[(++op)->kind];

op_BPL:
    if (condition(&f, 5))
        goto branch_taken;
    goto *labels[(++op)->kind];

op_BVS:
    if (condition(&f, 6))
        goto branch_taken;
    goto *labels[(++op)->kind];

op_BVC:
    if (condition(&f, 7))
        goto branch_taken;
    goto *labels[(++op)->kind];

op_BHI:
    if (condition(&f, 8))
        goto branch_taken;
    goto *labels[(++op)->kind];

op_BLS:
    if (condition(&f, 9))
        goto branch_taken;
    goto *labels[(++op)->kind];

op_BGE:
    if (condition(&f, 10))
        goto branch_taken;
    goto *labels[(++op)->kind];

op_BLT:
    if (condition(&f, 11))
        goto branch_taken;
    goto *labels[(++op)->kind];

op_BGT:
    if (condition(&f, 12))
        goto branch_taken;
    goto *labels[(++op)->kind];

op_BLE:
    if (condition(&f, 13))
        goto branch_taken;
    goto *labels[(++op)->kind];

op_BL:
    r[CPU_LR] = (start + 2u * op->d + 4) | 1;
    left -= BL_CYCLES + op->n - BRANCH_CYCLES;
    goto branch_taken;

op_B:
branch_taken:
    value = start + op->m;
    left -= op->cycles + BRANCH_CYCLES;
    goto jump;

op_MOV_PC:
    value = r[op->n];
    left -= op->cycles + BRANCH_CYCLES;
    goto jump;

op_BX:
    value = r[op->n];
    if (!(value & 1) || cpu_is_return(&chip->cpu, value))
        goto leave_before;
    left -= op->cycles + BRANCH_CYCLES;
    goto jump;

op_BLX:
    value = r[op->n];
    if (!(value & 1) || cpu_is_return(&chip->cpu, value))
        goto leave_before;
    left -= op->cycles + BRANCH_CYCLES;
    r[CPU_LR] = (start + 2u * op->d + 2) | 1;
    goto jump;

op_POP_PC:
    count = load_multiple(chip, r[CPU_SP], op->m | 1u << CPU_PC, values);
    if (!count)
        goto leave_before;
    value = values[count - 1];
    if (!(value & 1) || cpu_is_return(&chip->cpu, value))
        goto leave_before;
    set_registers(&chip->cpu, op->m, values);
    r[CPU_SP] += 4 * count;
    left -= op->cycles + POP_PC_CYCLES + count - 1;
    goto jump;

jump:
    chip->last_pc = start + 2u * op->d;
    chip->cpu.instructions += op->d + 1u;
    chip->cpu.fetched = CPU_NO_WORD;
    start = value & ~1u;
    wait = branch_wait;
    goto enter_waiting;

op_END:
    left -= op->cycles;
    chip->cpu.instructions += op->d;
    start += op->m;
    chip->last_pc = start - 2;
    if (branch_wait)
        chip->cpu.fetched = (start - 2) & ~3u;
    goto enter;

elsewhere:
    /* Prepares an access to the bus: brings the chip up to date, except for the
     * flags, which no bus reads. */
    count = (uint32_t)(op - block->ops);
    chip->last_pc = start + 2 * count;
    r[CPU_PC] = chip->last_pc + 2;
    if (branch_wait)
        chip->cpu.fetched = chip->last_pc & ~3u;
    now = end - (uint64_t)left + op->cycles;
    chip->cycle = now;
    if (!access_bus(chip, op, start)) {
        chip->cpu.instructions += count;
        give_flags(&chip->cpu, f);
        armv6m_not_done(chip, chip->last_pc);
        return;
    }
    left -= (int64_t)(chip->cycle - now);
    op++;
    if (chip->attention || chip->due_cycle != due || !chip->cpu.window.size)
        goto leave_before;
    goto *labels[op->kind];

op_SLOW:
leave_before:
    /* Ends the block before this instruction, whose fetch has not been waited
     * for. */
    left -= op->cycles;
    if (op == block->ops) {
        left += wait;
        goto leave;
    }
    chip->cpu.instructions += (uint64_t)(op - block->ops);
    start += 2 * (uint32_t)(op - block->ops);
    chip->last_pc = start - 2;
    if (op->kind != OP_SLOW && op->kind != OP_END && !(start & 3))
        left += block->wait;
    if (branch_wait)
        chip->cpu.fetched = (start - 2) & ~3u;

leave:
    r[CPU_PC] = start;
    chip->cycle = end - (uint64_t)left;
    give_flags(&chip->cpu, f);
}

/* --- the loop --- */

static void begin(struct decoder *decoder, const struct chip *chip)
{
    decoder6_begin(&decoder->armv6m, chip);
}

enum stop armv6m_run(struct chip *chip, struct decoder *decoder,
                     uint64_t until_cycle)
{
    static const struct fast_loop loop = {
        .near = 24,
        .begin = begin,
        .undisturbed = undisturbed,
        .run_blocks = run_blocks,
    };
    return fast_loop_run(&loop, chip, decoder, until_cycle);
}
