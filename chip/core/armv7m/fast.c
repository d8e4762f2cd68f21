/* SPDX-License-Identifier: MIT */
#include "chip/core/armv7m/fast.h"

#include "chip/core/armv7m/decode.h"
#include "chip/core/armv7m/fp_context.h"
#include "chip/core/armv7m/fpu_host.h"
#include "chip/core/armv7m/mpu.h"
#include "chip/core/armv7m/state.h"
#include "chip/core/armv7m/step.h"
#include "chip/core/armv7m/transfer.h"
#include "chip/core/cpu.h"
#include "chip/core/fast_loop.h"
#include "chip/core/lazy_flags.h"

#define FPU(name) fpu_host_##name
#include "chip/core/armv7m/compute.h"

/* --- what an instruction needs --- */

static bool undisturbed(const struct chip *chip, uint64_t limit)
{
    enum { FETCH_ONE = 2 }; /* the window while the NVM works */
    const struct cpu *cpu = &chip->cpu;
    return fast_loop_quiet(chip) && chip->cycle < limit && cpu->t &&
           !armv7m(chip)->it && !(cpu->n && cpu->z) && !(cpu->r[CPU_PC] & 1) &&
           cpu->window.size > FETCH_ONE && !mpu7_on(chip);
}

/* Both orders of a list in SRAM: registers of the core. */
static inline bool load_list(struct chip *chip, const struct op7 *op,
                             uint32_t values[16])
{
    uint32_t address = list_address(chip->cpu.r, op), bytes = list_bytes(op);
    if (!in_sram(chip, address, 4) || !in_sram(chip, address + bytes - 4, 4))
        return false;
    for (uint32_t i = 0; i < bytes; i += 4)
        values[i / 4] = little_endian(sram_at(chip, address + i), 4);
    return true;
}

static inline bool store_list(struct chip *chip, const struct op7 *op)
{
    uint32_t *r = chip->cpu.r, list = op->imm;
    uint32_t address = list_address(r, op), bytes = list_bytes(op);
    if (!in_sram(chip, address, 4) || !in_sram(chip, address + bytes - 4, 4))
        return false;
    for (uint8_t *at = sram_at(chip, address); list; list &= list - 1, at += 4)
        put_little_endian(at, 4, r[__builtin_ctz(list)]);
    list_back(r, op);
    return true;
}

/* One register from anywhere, or two from SRAM. */
static inline bool load_float(struct view *view, int64_t *left,
                              struct chip *chip, uint32_t address,
                              const struct op7 *op)
{
    uint32_t *s = armv7m(chip)->s, first, second;
    if (op->a == 1)
        return view_read(view, left, chip, address, 4, &s[op->d]);
    if (!load(chip, address, 4, &first) || !load(chip, address + 4, 4, &second))
        return false;
    s[op->d] = first;
    s[op->d + 1] = second;
    return true;
}

static inline bool store_float(struct chip *chip, uint32_t address,
                               const struct op7 *op)
{
    const uint32_t *s = armv7m(chip)->s;
    if (!in_sram(chip, address + 4 * (op->a - 1u), 4) ||
        !store(chip, address, 4, s[op->d]))
        return false;
    return op->a == 1 || store(chip, address + 4, 4, s[op->d + 1]);
}

/* --- blocks --- */

/* The address of the instruction before `op`; there is one. */
static uint32_t address_before(const struct block7 *block, const struct op7 *op)
{
    uint8_t at = op->at;
    while (op->at == at)
        op--;
    return block->pc + 2u * op->at;
}

/* A bound on the cycles of one run of blocks. */
enum { STAY_CYCLES = 1 << 30 };

static void run_blocks(struct chip *chip, struct decoder *decoders,
                       struct view *view, uint64_t limit)
{
#define NAME_LABEL(name)           &&op_##name,
#define STATEMENT_LABEL(name, ...) &&op_##name,
#define LOAD_LABELS(name, bytes, type)                                         \
    &&op_##name##_IMM, &&op_##name##_REG, &&op_##name##_PRE,                   \
        &&op_##name##_POST, &&op_##name##_LIT,
#define STORE_LABELS(name, bytes, type)                                        \
    &&op_##name##_IMM, &&op_##name##_REG, &&op_##name##_PRE, &&op_##name##_POST,
    static const void *const labels[] = {
        COMPUTE_OPS(STATEMENT_LABEL) FLOAT_OPS(STATEMENT_LABEL)
            LOADS(LOAD_LABELS) STORES(STORE_LABELS) OTHER_OPS(NAME_LABEL)};
    struct decoder7 *const decoder = &decoders->armv7m;
    struct armv7m *const core = armv7m(chip);
    uint32_t *const r = chip->cpu.r, *const s = core->s;
    const uint32_t branch_wait = chip->cpu.window.branch_wait;
    const bool waits = branch_wait | chip->cpu.window.sequential_wait;
    const uint64_t due = chip->due_cycle;
    const uint32_t epoch = decoder->epoch;
    struct flags flags = take_flags(&chip->cpu), *const f = &flags;
    bool fp = fp_context_ready(chip);
    int64_t left = limit - chip->cycle < STAY_CYCLES
                       ? (int64_t)(limit - chip->cycle)
                       : STAY_CYCLES;
    const uint64_t end = chip->cycle + (uint64_t)left;
    uint32_t start = r[CPU_PC]; /* of the block */
    uint32_t wait;              /* wait states of its first word */
    uint32_t value, address, values[16], cycles; /* of one instruction */
    uint64_t now;
    struct block7 *block;
    const struct op7 *op;

enter:
    wait = cpu_fetch_wait(&chip->cpu, start);
enter_waiting:
    block = decoder7_at(decoder, start);
    if (block->trust != epoch || block->pc != start) {
        if (start - chip->cpu.window.lo >= chip->cpu.window.size)
            goto leave;
        block = decoder7_block(decoder, chip, start);
        if (!block)
            goto leave;
    }
    if (left <= block->worst + (int64_t)wait)
        goto leave;
    left -= wait;
    op = block->ops;
    goto *labels[op->kind];

    /* Statements of op.h, and the next instruction behind each. */
#define COMPUTE_LABEL(name, ...)                                               \
    op_##name:                                                                 \
    {                                                                          \
        __VA_ARGS__                                                            \
    }                                                                          \
    goto *labels[(++op)->kind];
    COMPUTE_OPS(COMPUTE_LABEL)

#define FLOAT_LABEL(name, ...)                                                 \
    op_##name : if (!fp) goto elsewhere;                                       \
    {                                                                          \
        __VA_ARGS__                                                            \
    }                                                                          \
    goto *labels[(++op)->kind];
    FLOAT_OPS(FLOAT_LABEL)

#define LOAD_AT(form, name, bytes, type, where, back)                          \
    op_##name##_##form : address = where;                                      \
    if (!view_read(view, &left, chip, address, bytes, &value))                 \
        goto elsewhere;                                                        \
    back;                                                                      \
    r[op->d] = (uint32_t)(type)value;                                          \
    goto *labels[(++op)->kind];
#define STORE_AT(form, name, bytes, where, back)                               \
    op_##name##_##form : address = where;                                      \
    if (!store(chip, address, bytes, r[op->d]))                                \
        goto elsewhere;                                                        \
    back;                                                                      \
    goto *labels[(++op)->kind];
#define BACK (r[op->n] = (r[op->n] + op->imm) & (op->n == CPU_SP ? ~3u : ~0u))
#define LOAD_FORMS_OF(name, bytes, type)                                       \
    LOAD_AT(IMM, name, bytes, type, r[op->n] + op->imm, )                      \
    LOAD_AT(REG, name, bytes, type, r[op->n] + (r[op->m] << op->imm), )        \
    LOAD_AT(PRE, name, bytes, type, r[op->n] + op->imm, BACK)                  \
    LOAD_AT(POST, name, bytes, type, r[op->n], BACK)                           \
    LOAD_AT(LIT, name, bytes, type, op->imm, )
#define STORE_FORMS_OF(name, bytes, type)                                      \
    STORE_AT(IMM, name, bytes, r[op->n] + op->imm, )                           \
    STORE_AT(REG, name, bytes, r[op->n] + (r[op->m] << op->imm), )             \
    STORE_AT(PRE, name, bytes, r[op->n] + op->imm, BACK)                       \
    STORE_AT(POST, name, bytes, r[op->n], BACK)
    LOADS(LOAD_FORMS_OF)
    STORES(STORE_FORMS_OF)

op_LDM:
    if (!load_list(chip, op, values))
        goto elsewhere;
    set_list(r, op, values);
    goto *labels[(++op)->kind];

op_STM:
    if (!store_list(chip, op))
        goto elsewhere;
    goto *labels[(++op)->kind];

op_LDM_PC:
    if (!load_list(chip, op, values))
        goto elsewhere;
    value = values[__builtin_popcount(op->imm) - 1];
    if (!(value & 1) || cpu_is_return(&chip->cpu, value))
        goto elsewhere;
    set_list(r, op, values);
    left -= op->cycles + op->cost + V7_LOAD_LIST_PC;
    goto jump;

op_VLDR:
    address = op->m == FORM_LIT ? op->imm : r[op->n] + op->imm;
    if (!fp || !load_float(view, &left, chip, address, op))
        goto elsewhere;
    goto *labels[(++op)->kind];

op_VSTR:
    address = op->m == FORM_LIT ? op->imm : r[op->n] + op->imm;
    if (!fp || !store_float(chip, address, op))
        goto elsewhere;
    goto *labels[(++op)->kind];

op_VMRS_FLAGS:
    if (!fp || core->fpscr >> 30 == 3)
        goto elsewhere;
    set_nzcv(f, core->fpscr);
    goto *labels[(++op)->kind];

op_SDIV:
    if (!r[op->m])
        goto elsewhere;
    left -= divide_more(magnitude(r[op->n]), magnitude(r[op->m]));
    r[op->d] = signed_quotient(r[op->n], r[op->m]);
    goto *labels[(++op)->kind];

op_UDIV:
    if (!r[op->m])
        goto elsewhere;
    left -= divide_more(r[op->n], r[op->m]);
    r[op->d] = r[op->n] / r[op->m];
    goto *labels[(++op)->kind];

op_IT:
    goto *labels[(++op)->kind];

op_SKIP:
    if (condition(f, op->n))
        goto *labels[(++op)->kind];
    left += op->imm;
    op += 2;
    goto *labels[op->kind];

    /* In the order of their condition codes. */
#define BRANCH_LABEL(name, code)                                               \
    op_##name : if (condition(f, code)) goto branch_taken;                     \
    goto *labels[(++op)->kind];
    BRANCH_LABEL(BEQ, 0)
    BRANCH_LABEL(BNE, 1)
    BRANCH_LABEL(BCS, 2)
    BRANCH_LABEL(BCC, 3)
    BRANCH_LABEL(BMI, 4)
    BRANCH_LABEL(BPL, 5)
    BRANCH_LABEL(BVS, 6)
    BRANCH_LABEL(BVC, 7)
    BRANCH_LABEL(BHI, 8)
    BRANCH_LABEL(BLS, 9)
    BRANCH_LABEL(BGE, 10)
    BRANCH_LABEL(BLT, 11)
    BRANCH_LABEL(BGT, 12)
    BRANCH_LABEL(BLE, 13)

op_CBZ:
    if (!r[op->n])
        goto branch_taken;
    goto *labels[(++op)->kind];

op_CBNZ:
    if (r[op->n])
        goto branch_taken;
    goto *labels[(++op)->kind];

op_BL:
    r[CPU_LR] = (start + 2u * op->at + op->size) | 1;

op_B:
branch_taken:
    value = op->imm;
    left -= op->cycles + V7_BRANCH;
    goto jump;

op_TBB:
    if (!view_read(view, &left, chip, table_address(r, op), 1, &value))
        goto elsewhere;
    goto by_table;

op_TBH:
    if (!view_read(view, &left, chip, table_address(r, op), 2, &value))
        goto elsewhere;

by_table:
    value = op->imm + 2 * value;
    left -= op->cycles + V7_TABLE_BRANCH;
    goto jump;

op_JUMP:
    value = r[op->m] + op->imm;
    left -= op->cycles + V7_BRANCH_BY_REGISTER;
    goto jump;

op_BX:
    value = r[op->m];
    if (!(value & 1) || cpu_is_return(&chip->cpu, value))
        goto elsewhere;
    left -= op->cycles + V7_BRANCH_BY_REGISTER;
    goto jump;

op_BLX:
    value = r[op->m];
    if (!(value & 1))
        goto elsewhere;
    r[CPU_LR] = (start + 2u * op->at + op->size) | 1;
    left -= op->cycles + V7_BRANCH_BY_REGISTER;

jump:
    chip->last_pc = start + 2u * op->at;
    chip->cpu.instructions += op->count + 1u;
    chip->cpu.fetched = CPU_NO_WORD;
    start = value & ~1u;
    wait = branch_wait;
    goto enter_waiting;

op_END:
    left -= op->cycles;
    chip->cpu.instructions += op->count;
    chip->last_pc = address_before(block, op);
    start = op->imm;
    if (waits)
        chip->cpu.fetched = (start - 2) & ~3u;
    if (op->it)
        goto leave_in_it;
    goto enter;

op_LOAD_OTHER:
op_LOAD_USER:
op_STORE_USER:
op_LDRD:
op_STRD:
op_LDREX:
op_STREX:
op_BX_IMM:
op_MRS:
op_MSR:
op_CPS:
op_WFE:
op_WFI:
op_SEV:
op_CLREX:
op_SVC:
op_BKPT:
op_UNDEFINED:
op_UNPREDICTABLE:
op_NOCP:
op_VLDM:
op_VSTM:
elsewhere:
    /* Does it as the plain loop does: brings the chip up to date, and goes on
     * if nothing but the registers has changed. */
    chip->last_pc = start + 2u * op->at;
    r[CPU_PC] = chip->last_pc;
    core->it = op->it;
    if (waits)
        chip->cpu.fetched = (chip->last_pc + op->size - 2) & ~3u;
    now = end - (uint64_t)left + op->cycles;
    chip->cycle = now;
    chip->cpu.instructions += op->count;
    give_flags(&chip->cpu, flags);
    cycles = armv7m_execute(chip, op);
    if (!cycles)
        return;
    left -= (int64_t)(chip->cycle - now) + cycles - op->cost;
    if (decode7_branches(op) || op->kind == V7_SVC || chip->attention ||
        chip->due_cycle != due || !chip->cpu.window.size ||
        (chip->cpu.n && chip->cpu.z) || left <= block->worst) {
        chip->cpu.instructions++;
        chip->cycle += cycles;
        return;
    }
    chip->cpu.instructions -= op->count;
    flags = take_flags(&chip->cpu);
    fp = fp_context_ready(chip);
    core->it = 0;
    goto *labels[(++op)->kind];

leave_in_it:
    core->it = op->it;

leave:
    r[CPU_PC] = start;
    chip->cycle = end - (uint64_t)left;
    give_flags(&chip->cpu, flags);
}

/* --- the loop --- */

static void begin(struct decoder *decoder, const struct chip *chip)
{
    (void)chip;
    decoder7_doubt(&decoder->armv7m);
}

enum stop armv7m_run(struct chip *chip, struct decoder *decoder,
                     uint64_t until_cycle)
{
    static const struct fast_loop loop = {
        .near = 64,
        .begin = begin,
        .undisturbed = undisturbed,
        .run_blocks = run_blocks,
    };
    return fast_loop_run(&loop, chip, decoder, until_cycle);
}
