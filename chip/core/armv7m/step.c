/* SPDX-License-Identifier: MIT */
#include "chip/core/armv7m/step.h"

#include "chip/core/armv7m/access.h"
#include "chip/core/armv7m/fault.h"
#include "chip/core/armv7m/fp_context.h"
#include "chip/core/armv7m/special.h"
#include "chip/core/armv7m/state.h"
#include "chip/core/armv7m/transfer.h"
#include "chip/core/cpu.h"
#include "chip/core/exception.h"
#include "chip/core/fetch.h"
#include "chip/core/flags.h"

#define FPU(name) fpu_##name
#include "chip/core/armv7m/compute.h"

enum { NOT_DONE = 0 };
enum { ALWAYS = 14 };

uint8_t armv7m_sets(const struct chip *chip)
{
    const struct armv7m *core = armv7m(chip);
    return (core->dsp ? SET_DSP : 0) | (core->fpu ? SET_FPU : 0);
}

/* --- how an instruction ends --- */

/* Goes on behind it. */
static void complete(struct chip *chip, const struct op7 *op)
{
    struct armv7m *core = armv7m(chip);
    chip->cpu.r[CPU_PC] += op->size;
    if (core->it)
        core->it = decode7_it_next(core->it);
}

static unsigned branch(struct chip *chip, const struct op7 *op, uint32_t target,
                       unsigned cycles)
{
    complete(chip, op);
    cpu_branch(&chip->cpu, target);
    return cycles;
}

/* BX, and loads of PC: bit 0 becomes EPSR.T; in Handler mode it may be a
 * return. */
static unsigned exchange(struct chip *chip, const struct op7 *op,
                         uint32_t target, unsigned cycles)
{
    complete(chip, op);
    if (cpu_is_return(&chip->cpu, target)) {
        exception_return(chip, target);
        return cycles;
    }
    chip->cpu.t = target & 1;
    cpu_branch(&chip->cpu, target);
    return cycles;
}

/* Returns whether the core must wait for the vectors before it returns. */
static bool return_waits(struct chip *chip, uint32_t target)
{
    return cpu_is_return(&chip->cpu, target) && exception_stalls(chip);
}

static unsigned fault(struct chip *chip, uint32_t cfsr)
{
    armv7m_fault(chip, cfsr);
    return NOT_DONE;
}

/* --- single loads and stores --- */

static void write_back(uint32_t *r, unsigned n, uint32_t value)
{
    r[n] = n == CPU_SP ? value & ~3u : value;
}

static void index_base(uint32_t *r, const struct op7 *op, unsigned form)
{
    if (form == FORM_PRE || form == FORM_POST)
        write_back(r, op->n, r[op->n] + op->imm);
}

static bool load_value(struct chip *chip, uint32_t address,
                       struct value_type type, uint32_t *value)
{
    if (!access_load(chip, address, type.bytes, value))
        return false;
    if (type.is_signed)
        *value = type.bytes == 1 ? (uint32_t)(int8_t)*value
                                 : (uint32_t)(int16_t)*value;
    return true;
}

/* `which`: the kind's distance from the first one. */
static bool load_register(struct chip *chip, const struct op7 *op,
                          unsigned which)
{
    uint32_t *r = chip->cpu.r, value;
    unsigned form = which % LOAD_FORMS;
    if (!load_value(chip, transfer_address(r, op, form), load_type(which),
                    &value))
        return false;
    index_base(r, op, form);
    r[op->d] = value;
    return true;
}

static bool store_register(struct chip *chip, const struct op7 *op,
                           unsigned which)
{
    uint32_t *r = chip->cpu.r;
    unsigned form = which % STORE_FORMS;
    if (!access_store(chip, transfer_address(r, op, form),
                      store_type(which).bytes, r[op->d]))
        return false;
    index_base(r, op, form);
    return true;
}

/* LDRT, STRT ...: with the rights of unprivileged code. */
static bool as_user(struct chip *chip, const struct op7 *op)
{
    struct armv7m *core = armv7m(chip);
    core->user = true;
    bool done = op->kind == V7_LOAD_USER ? load_register(chip, op, op->a)
                                         : store_register(chip, op, op->a);
    core->user = false;
    return done;
}

/* LDR of SP or PC. */
static unsigned load_other(struct chip *chip, const struct op7 *op)
{
    uint32_t *r = chip->cpu.r, value;
    if (!access_load(chip, transfer_address(r, op, op->a), 4, &value))
        return NOT_DONE;
    if (op->d == CPU_PC && return_waits(chip, value))
        return NOT_DONE;
    index_base(r, op, op->a);
    if (op->d == CPU_PC)
        return exchange(chip, op, value, V7_LOAD_PC);
    r[CPU_SP] = value & ~3u;
    complete(chip, op);
    return op->cost;
}

/* --- two and more --- */

static bool load_two(struct chip *chip, const struct op7 *op)
{
    uint32_t *r = chip->cpu.r, values[2];
    if (!access_load_words(chip, transfer_address(r, op, op->m), 2, values))
        return false;
    index_base(r, op, op->m);
    r[op->d] = values[0];
    r[op->a] = values[1];
    return true;
}

static bool store_two(struct chip *chip, const struct op7 *op)
{
    uint32_t *r = chip->cpu.r;
    const uint32_t values[2] = {r[op->d], r[op->a]};
    if (!access_store_words(chip, transfer_address(r, op, op->m), 2, values))
        return false;
    index_base(r, op, op->m);
    return true;
}

static bool load_list(struct chip *chip, const struct op7 *op,
                      uint32_t values[16])
{
    uint32_t *r = chip->cpu.r;
    return access_load_words(chip, list_address(r, op), list_bytes(op) / 4,
                             values);
}

static bool load_multiple(struct chip *chip, const struct op7 *op)
{
    uint32_t values[16];
    if (!load_list(chip, op, values))
        return false;
    set_list(chip->cpu.r, op, values);
    return true;
}

static unsigned load_multiple_pc(struct chip *chip, const struct op7 *op)
{
    uint32_t values[16];
    if (!load_list(chip, op, values))
        return NOT_DONE;
    uint32_t target = values[list_bytes(op) / 4 - 1];
    if (return_waits(chip, target))
        return NOT_DONE;
    set_list(chip->cpu.r, op, values);
    return exchange(chip, op, target, op->cost + V7_LOAD_LIST_PC);
}

static bool store_multiple(struct chip *chip, const struct op7 *op)
{
    uint32_t *r = chip->cpu.r, values[16];
    unsigned count = 0;
    for (uint32_t list = op->imm; list; list &= list - 1)
        values[count++] = r[__builtin_ctz(list)];
    if (!access_store_words(chip, list_address(r, op), count, values))
        return false;
    list_back(r, op);
    return true;
}

/* --- exclusive --- */

/* The monitor keeps no address (assumed, as Arm allows). */
static bool load_exclusive(struct chip *chip, const struct op7 *op)
{
    uint32_t *r = chip->cpu.r, address = r[op->n] + op->imm;
    if (!access_aligned(chip, address, op->a) ||
        !access_load(chip, address, op->a, &r[op->d]))
        return false;
    armv7m(chip)->exclusive = true;
    return true;
}

static bool store_exclusive(struct chip *chip, const struct op7 *op)
{
    uint32_t *r = chip->cpu.r, address = r[op->n] + op->imm;
    struct armv7m *core = armv7m(chip);
    if (!access_aligned(chip, address, op->a))
        return false;
    if (core->exclusive && !access_store(chip, address, op->a, r[op->m]))
        return false;
    r[op->d] = !core->exclusive;
    core->exclusive = false;
    return true;
}

/* --- of the FPU --- */

static bool load_float(struct chip *chip, const struct op7 *op)
{
    uint32_t values[2];
    struct armv7m *core = armv7m(chip);
    if (!access_load_words(chip, transfer_address(chip->cpu.r, op, op->m),
                           op->a, values))
        return false;
    for (unsigned i = 0; i < op->a; i++)
        core->s[op->d + i] = values[i];
    return true;
}

static bool store_float(struct chip *chip, const struct op7 *op)
{
    return access_store_words(chip, transfer_address(chip->cpu.r, op, op->m),
                              op->a, &armv7m(chip)->s[op->d]);
}

static void float_list_back(uint32_t *r, const struct op7 *op)
{
    if (op->m & FLOAT_LIST_BACK)
        r[op->n] += op->m & FLOAT_LIST_BEFORE ? 0 - op->imm : op->imm;
}

static bool load_float_list(struct chip *chip, const struct op7 *op)
{
    uint32_t *r = chip->cpu.r, values[32];
    if (!access_load_words(chip, float_list_address(r, op), op->a, values))
        return false;
    for (unsigned i = 0; i < op->a; i++)
        armv7m(chip)->s[op->d + i] = values[i];
    float_list_back(r, op);
    return true;
}

static bool store_float_list(struct chip *chip, const struct op7 *op)
{
    uint32_t *r = chip->cpu.r;
    if (!access_store_words(chip, float_list_address(r, op), op->a,
                            &armv7m(chip)->s[op->d]))
        return false;
    float_list_back(r, op);
    return true;
}

static bool float_transfer(struct chip *chip, const struct op7 *op)
{
    switch (op->kind) {
    case V7_VLDR: return load_float(chip, op);
    case V7_VSTR: return store_float(chip, op);
    case V7_VLDM: return load_float_list(chip, op);
    default: return store_float_list(chip, op);
    }
}

static bool transfer(struct chip *chip, const struct op7 *op)
{
    if (op->kind < V7_STR_IMM)
        return load_register(chip, op, op->kind - V7_LDR_IMM);
    if (op->kind < V7_LOAD_OTHER)
        return store_register(chip, op, op->kind - V7_STR_IMM);
    switch (op->kind) {
    case V7_LOAD_USER:
    case V7_STORE_USER: return as_user(chip, op);
    case V7_LDRD: return load_two(chip, op);
    case V7_STRD: return store_two(chip, op);
    case V7_LDM: return load_multiple(chip, op);
    case V7_STM: return store_multiple(chip, op);
    case V7_LDREX: return load_exclusive(chip, op);
    case V7_STREX: return store_exclusive(chip, op);
    default: return armv7m_fp_use(chip) && float_transfer(chip, op);
    }
}

static unsigned execute_transfer(struct chip *chip, const struct op7 *op)
{
    if (!transfer(chip, op))
        return NOT_DONE;
    complete(chip, op);
    return op->cost;
}

/* --- branches --- */

static unsigned table_branch(struct chip *chip, const struct op7 *op)
{
    unsigned size = op->kind == V7_TBH ? 2 : 1;
    uint32_t entry;
    if (!access_load(chip, table_address(chip->cpu.r, op), size, &entry))
        return NOT_DONE;
    return branch(chip, op, op->imm + 2 * entry, V7_TABLE_BRANCH);
}

static unsigned branch_if(struct chip *chip, const struct op7 *op, bool taken)
{
    if (taken)
        return branch(chip, op, op->imm, V7_BRANCH);
    complete(chip, op);
    return op->cost;
}

static unsigned execute_branch(struct chip *chip, const struct op7 *op)
{
    struct cpu *cpu = &chip->cpu;
    uint32_t target = cpu->r[op->m], pc = cpu->r[CPU_PC];
    switch (op->kind) {
    case V7_B: return branch(chip, op, op->imm, V7_BRANCH);
    case V7_CBZ: return branch_if(chip, op, !cpu->r[op->n]);
    case V7_CBNZ: return branch_if(chip, op, cpu->r[op->n]);
    case V7_BL:
        cpu->r[CPU_LR] = (pc + op->size) | 1;
        return branch(chip, op, op->imm, V7_BRANCH);
    case V7_BX_IMM: return exchange(chip, op, op->imm, V7_BRANCH_BY_REGISTER);
    case V7_BX:
        if (return_waits(chip, target))
            return NOT_DONE;
        return exchange(chip, op, target, V7_BRANCH_BY_REGISTER);
    case V7_BLX:
        complete(chip, op);
        cpu->r[CPU_LR] = (pc + op->size) | 1;
        cpu->t = target & 1;
        cpu_branch(cpu, target);
        return V7_BRANCH_BY_REGISTER;
    case V7_JUMP:
        return branch(chip, op, target + op->imm, V7_BRANCH_BY_REGISTER);
    case V7_TBB:
    case V7_TBH: return table_branch(chip, op);
    default: return branch_if(chip, op, condition(cpu, op->kind - V7_BEQ));
    }
}

/* --- the rest --- */

static unsigned divide(struct chip *chip, const struct op7 *op)
{
    uint32_t *r = chip->cpu.r, x = r[op->n], y = r[op->m];
    unsigned more = 0;
    if (!y && armv7m(chip)->ccr & CCR_DIV_0_TRP)
        return fault(chip, CFSR_DIVBYZERO);
    if (!y) {
        r[op->d] = 0;
    } else if (op->kind == V7_UDIV) {
        more = divide_more(x, y);
        r[op->d] = x / y;
    } else {
        more = divide_more(magnitude(x), magnitude(y));
        r[op->d] = signed_quotient(x, y);
    }
    complete(chip, op);
    return op->cost + more;
}

/* An instruction of the FPU faults for its absence first. */
static unsigned undefined(struct chip *chip, const struct op7 *op)
{
    if (op->a && !armv7m_fp_use(chip))
        return NOT_DONE;
    return fault(chip, CFSR_UNDEFINSTR);
}

static unsigned flags_from_float(struct chip *chip, const struct op7 *op)
{
    if (!armv7m_fp_use(chip))
        return NOT_DONE;
    cpu_set_nzcv(&chip->cpu, armv7m(chip)->fpscr);
    complete(chip, op);
    return op->cost;
}

static unsigned supervisor_call(struct chip *chip, const struct op7 *op)
{
    if (!armv7m_svc(chip))
        return NOT_DONE;
    complete(chip, op);
    exception_svc(chip);
    return op->cost;
}

static unsigned if_then(struct chip *chip, const struct op7 *op)
{
    complete(chip, op);
    armv7m(chip)->it = (uint8_t)op->imm;
    return op->cost;
}

static unsigned execute_system(struct chip *chip, const struct op7 *op)
{
    struct cpu *cpu = &chip->cpu;
    switch (op->kind) {
    case V7_MRS: cpu->r[op->d] = special_read(chip, op->imm); break;
    case V7_MSR: special_write(chip, op->imm, op->a, cpu->r[op->n]); break;
    case V7_CPS: special_cps(chip, op->imm); break;
    case V7_WFE: cpu_wait_event(chip); break;
    case V7_WFI: cpu_sleep(chip); break;
    case V7_SEV: cpu_event(chip); break;
    case V7_CLREX: armv7m(chip)->exclusive = false; break;
    }
    complete(chip, op);
    return op->cost;
}

static unsigned execute_other(struct chip *chip, const struct op7 *op)
{
    if (op->kind >= V7_B && op->kind <= V7_TBH)
        return execute_branch(chip, op);
    switch (op->kind) {
    case V7_LOAD_OTHER: return load_other(chip, op);
    case V7_LDM_PC: return load_multiple_pc(chip, op);
    case V7_SDIV:
    case V7_UDIV: return divide(chip, op);
    case V7_IT: return if_then(chip, op);
    case V7_MRS:
    case V7_MSR:
    case V7_CPS:
    case V7_WFE:
    case V7_WFI:
    case V7_SEV:
    case V7_CLREX: return execute_system(chip, op);
    case V7_VMRS_FLAGS: return flags_from_float(chip, op);
    case V7_SVC: return supervisor_call(chip, op);
    case V7_BKPT: armv7m_breakpoint(chip); return NOT_DONE;
    case V7_NOCP: return fault(chip, CFSR_NOCP);
    case V7_UNDEFINED:
    case V7_UNPREDICTABLE: return undefined(chip, op);
    default: return execute_transfer(chip, op);
    }
}

static bool is_float(const struct op7 *op)
{
    return op->kind >= V7_VADD && op->kind <= V7_VMSR;
}

unsigned armv7m_execute(struct chip *chip, const struct op7 *op)
{
    struct cpu *const f = &chip->cpu;
    struct armv7m *const core = armv7m(chip);
    uint32_t *const r = f->r, *const s = core->s;

    if (is_float(op) && !armv7m_fp_use(chip))
        return NOT_DONE;
    switch (op->kind) {
#define CASE(name, ...)                                                        \
    case V7_##name: {                                                          \
        __VA_ARGS__                                                            \
    } break;
        COMPUTE_OPS(CASE)
        FLOAT_OPS(CASE)
    default: return execute_other(chip, op);
    }
    complete(chip, op);
    return op->cost;
}

/* --- one instruction --- */

/* The instruction at r[15]. Returns false when it cannot be fetched (yet). */
static bool fetch(struct chip *chip, struct code7 *code)
{
    uint32_t pc = chip->cpu.r[CPU_PC];
    fetch_cost(chip, pc);
    *code = (struct code7){.pc = pc,
                           .first = (uint16_t)fetch_halfword(chip, pc),
                           .it = armv7m(chip)->it,
                           .sets = armv7m_sets(chip)};
    if (!decode7_is_wide(code->first))
        return true;
    if (!fetch_reach(chip, pc + 2))
        return false;
    fetch_cost(chip, pc + 2);
    code->second = (uint16_t)fetch_halfword(chip, pc + 2);
    return true;
}

bool armv7m_peek(const struct chip *chip, struct op7 *op)
{
    const struct window *window = &chip->cpu.window;
    uint32_t pc = chip->cpu.r[CPU_PC];
    struct code7 code = {.pc = pc,
                         .first = (uint16_t)fetch_halfword(chip, pc),
                         .it = armv7m(chip)->it,
                         .sets = armv7m_sets(chip)};
    if (decode7_is_wide(code.first)) {
        if (pc + 2 - window->lo >= window->size)
            return false;
        code.second = (uint16_t)fetch_halfword(chip, pc + 2);
    }
    *op = decode7(&code);
    return true;
}

/* BKPT has no condition. */
bool armv7m_skips(const struct chip *chip, const struct op7 *op)
{
    uint8_t it = armv7m(chip)->it;
    return it >> 4 < ALWAYS && it && op->kind != V7_BKPT &&
           !condition(&chip->cpu, it >> 4);
}

static unsigned run(struct chip *chip, const struct op7 *op)
{
    if (!armv7m_skips(chip, op))
        return armv7m_execute(chip, op);
    complete(chip, op);
    return V7_SKIPPED;
}

void armv7m_step(struct chip *chip)
{
    struct code7 code;
    if (!chip->cpu.t) {
        armv7m_fault(chip, CFSR_INVSTATE);
        return;
    }
    if (!fetch(chip, &code)) {
        if (!(chip->attention & ATTENTION_STALL))
            armv7m_fault_fetch(chip);
        return;
    }
    struct op7 op = decode7(&code);
    unsigned cycles = run(chip, &op);
    if (cycles == NOT_DONE)
        return;
    chip->cpu.instructions++;
    chip->cycle += cycles;
}
