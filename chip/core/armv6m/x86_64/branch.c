/* SPDX-License-Identifier: MIT
 *
 * Branches, and the exits of a block.
 */
#include "chip/core/armv6m/x86_64/translator.h"

void x86_64_leave(struct translator *t, uint32_t where, uint32_t which)
{
    emit_move(&t->e, in(EAX), where);
    emit_move(&t->e, in(ECX), which);
    emit_jump_to(&t->e, member(offsetof(struct native, leave)));
}

/* Returns the cycles of the block if it ends with `op`. */
static void account(struct translator *t, const struct op *op, uint32_t cycles,
                    uint32_t count, uint32_t last)
{
    emit_move(&t->e, flag(LAST), last);
    emit_immediate(&t->e, X86_IMM_SUB, in(LEFT), op->cycles + cycles);
    emit_immediate(&t->e, X86_IMM_ADD, in(COUNT), count);
}

static uint32_t pc_of(const struct translator *t, const struct op *op)
{
    return t->pc + 2u * (uint32_t)(op - t->block->ops);
}

/* Jumps to a block that is not known yet, or to this one. */
static void go_to(struct translator *t, uint32_t target)
{
    uint32_t jump = emit_jump(&t->e);
    if (target == t->pc) {
        emit_aim(&t->e, jump, t->block->entry);
        return;
    }
    emit_aim(&t->e, jump, t->e.at);
    x86_64_leave(t, target, jump);
}

static void branch(struct translator *t, const struct op *op, uint32_t cycles)
{
    account(t, op, cycles, op->d + 1u, pc_of(t, op));
    go_to(t, t->pc + op->m);
}

static void end(struct translator *t, const struct op *op)
{
    uint32_t next = t->pc + op->m;
    account(t, op, 0, op->d, (next - 2) | NATIVE_IN_SEQUENCE);
    go_to(t, next);
}

static void branch_link(struct translator *t, const struct op *op)
{
    emit_move(&t->e, guest(CPU_LR), (pc_of(t, op) + 4) | 1);
    branch(t, op, BL_CYCLES + op->n);
}

/* To the address in eax. */
void x86_64_branch_to(struct translator *t, const struct op *op,
                      uint32_t cycles)
{
    emit_immediate(&t->e, X86_IMM_AND, in(EAX), ~1u);
    account(t, op, cycles, op->d + 1u, pc_of(t, op));
    emit_rm(&t->e, X86_LEA_WIDE, ECX, relative(0));
    emit_jump_to(&t->e, member(offsetof(struct native, jump)));
}

/* Returns to the fast loop unless eax is the address of Thumb code; 0xFxxxxxxx
 * may be a return from an exception. */
void x86_64_check_target(struct translator *t)
{
    emit_bit_0(&t->e, in(EAX));
    leave_inside_if(t, X86_AE);
    emit_immediate(&t->e, X86_IMM_CMP, in(EAX), 0xF0000000);
    leave_inside_if(t, X86_AE);
}

static void branch_register(struct translator *t, const struct op *op)
{
    get(t, EAX, op->n);
    if (op->kind != OP_MOV_PC)
        x86_64_check_target(t);
    if (op->kind == OP_BLX)
        emit_move(&t->e, guest(CPU_LR), (pc_of(t, op) + 2) | 1);
    x86_64_branch_to(t, op, BRANCH_CYCLES);
}

/* Returns the host's condition for the guest's, if the host's flags hold it. */
static bool host_condition(const struct translator *t, unsigned code,
                           unsigned *condition)
{
    static const uint8_t after_difference[] = {
        X86_E,  X86_NE, X86_AE, X86_B,  X86_S, X86_NS, X86_O,
        X86_NO, X86_A,  X86_BE, X86_GE, X86_L, X86_G,  X86_LE};
    unsigned pair = code >> 1;
    *condition = after_difference[code];
    switch (t->host) {
    case HOST_DIFFERENCE: return true;
    case HOST_SUM:
        if (pair == 1) /* CS, CC */
            *condition ^= 1;
        return pair != 4;                            /* HI, LS */
    case HOST_RESULT: return pair == 0 || pair == 2; /* EQ NE MI PL */
    default: return false;
    }
}

/* Computes the condition from the flags that were kept. */
static unsigned kept_condition(struct translator *t, unsigned code)
{
    unsigned turned = code & 1;
    switch (code >> 1) {
    case 0: /* Z */ emit_rm(&t->e, X86_TEST, NZ, in(NZ)); return X86_E ^ turned;
    case 1: /* C */
        emit_compare_byte(&t->e, flag(CARRY), 0);
        return X86_NE ^ turned;
    case 2: /* N */ emit_rm(&t->e, X86_TEST, NZ, in(NZ)); return X86_S ^ turned;
    case 3: /* V */
        emit_compare_byte(&t->e, flag(OVERFLOW), 0);
        return X86_NE ^ turned;
    case 4: /* C and not Z: a mask of C, and the result */
        emit_rm(&t->e, X86_MOVZX_BYTE, EAX, flag(CARRY));
        break;
    default: /* N is V; GT, LE: and not Z */
        emit_rm(&t->e, X86_MOV, EAX, in(NZ));
        emit_shift(&t->e, X86_SHR, EAX, 31);
        emit_rm(&t->e, X86_MOVZX_BYTE, ECX, flag(OVERFLOW));
        emit_rm(&t->e, X86_CMP, EAX, in(ECX));
        if (code >> 1 == 5)
            return X86_E ^ turned;
        emit_move(&t->e, in(EAX), 0);
        emit_rm(&t->e, X86_SETCC | X86_E, 0, in(EAX));
    }
    emit_unary(&t->e, X86_NEG, EAX);
    emit_rm(&t->e, X86_TEST, EAX, in(NZ));
    return X86_NE ^ turned;
}

static void branch_if(struct translator *t, const struct op *op)
{
    unsigned code = op->kind - OP_BEQ, condition;
    if (!host_condition(t, code, &condition)) {
        condition = kept_condition(t, code);
        t->host = HOST_NOTHING;
    }
    t->taken[t->taken_count++] =
        (struct exit){emit_jump_if(&t->e, condition), t->i};
}

void x86_64_branch_taken(struct translator *t, const struct op *op)
{
    branch(t, op, BRANCH_CYCLES);
}

bool x86_64_branch(struct translator *t, const struct op *op)
{
    if (op->kind >= OP_BEQ && op->kind <= OP_BLE) {
        branch_if(t, op);
        return true;
    }
    switch ((enum op_kind)op->kind) {
    case OP_B: branch(t, op, BRANCH_CYCLES); break;
    case OP_BL: branch_link(t, op); break;
    case OP_BX:
    case OP_BLX:
    case OP_MOV_PC: branch_register(t, op); break;
    case OP_END: end(t, op); break;
    case OP_SLOW: leave_inside(t); break;
    default: return false;
    }
    return true;
}
