/* SPDX-License-Identifier: MIT
 *
 * Arithmetic and logic. The flags come from the host's own instructions.
 */
#include "chip/core/armv6m/x86_64/translator.h"

/* --- flags --- */

static bool may_leave(const struct op *op)
{
    return op->kind == OP_SLOW || op->kind >= OP_LDR_LITERAL ||
           (op->kind >= OP_LSL && op->kind <= OP_ASR) || op->kind == OP_ROR;
}

static bool writes_carry(enum op_kind kind)
{
    switch (kind) {
    case OP_LSL_IMM:
    case OP_LSR_IMM:
    case OP_ASR_IMM: return true;
    default: return false;
    }
}

static bool writes_both(enum op_kind kind)
{
    switch (kind) {
    case OP_ADD_REG:
    case OP_SUB_REG:
    case OP_ADD_IMM:
    case OP_SUB_IMM:
    case OP_CMP_IMM:
    case OP_RSB:
    case OP_CMP:
    case OP_CMN: return true;
    default: return false;
    }
}

/* C and V are not computed when they are set again before any code, here or in
 * the fast loop, can read them. */
void x86_64_find_live_flags(struct translator *t)
{
    bool carry = true, overflow = true;
    for (unsigned i = t->block->length; i-- > 0;) {
        const struct op *op = &t->block->ops[i];
        t->carry_live[i] = carry;
        t->overflow_live[i] = overflow;
        if (writes_both(op->kind))
            overflow = false;
        if (writes_both(op->kind) || writes_carry(op->kind))
            carry = false;
        if (op->kind == OP_ADC || op->kind == OP_SBC)
            carry = true, overflow = false;
        if (may_leave(op))
            carry = overflow = true;
    }
}

/* Takes over the guest's C and V from the host's CF (inverted, for differences)
 * and OF. */
static void keep_carry_overflow(struct translator *t, enum host_flags host)
{
    unsigned carry = host == HOST_SUM ? X86_B : X86_AE;
    if (t->carry_live[t->i])
        emit_rm(&t->e, X86_SETCC | carry, 0, flag(CARRY));
    if (t->overflow_live[t->i])
        emit_rm(&t->e, X86_SETCC | X86_O, 0, flag(OVERFLOW));
    t->host = host;
}

static void keep_shifted_out(struct translator *t)
{
    if (t->carry_live[t->i])
        emit_rm(&t->e, X86_SETCC | X86_B, 0, flag(CARRY));
    t->host = HOST_NOTHING;
}

/* --- what computes --- */

static void three(struct translator *t, unsigned x86, const struct op *op,
                  enum host_flags host)
{
    get(t, NZ, op->n);
    emit_rm(&t->e, x86, NZ, guest(op->m));
    keep_carry_overflow(t, host);
    put(t, op->d, NZ);
}

static void immediate(struct translator *t, unsigned x86, const struct op *op,
                      enum host_flags host)
{
    get(t, NZ, op->n);
    emit_immediate(&t->e, x86, in(NZ), op->m);
    keep_carry_overflow(t, host);
    if (op->kind != OP_CMP_IMM)
        put(t, op->d, NZ);
}

/* d = d op n, N and Z only; TST keeps d */
static void logic(struct translator *t, unsigned x86, const struct op *op)
{
    get(t, NZ, op->d);
    emit_rm(&t->e, x86, NZ, guest(op->n));
    t->host = x86 == X86_IMUL ? HOST_NOTHING : HOST_RESULT;
    if (op->kind != OP_TST)
        put(t, op->d, NZ);
}

static void clear_bits(struct translator *t, const struct op *op)
{
    get(t, EAX, op->n);
    emit_unary(&t->e, X86_NOT, EAX);
    get(t, NZ, op->d);
    emit_rm(&t->e, X86_AND, NZ, in(EAX));
    t->host = HOST_RESULT;
    put(t, op->d, NZ);
}

static void compare(struct translator *t, unsigned x86, const struct op *op,
                    enum host_flags host)
{
    get(t, NZ, op->d);
    emit_rm(&t->e, x86, NZ, guest(op->n));
    keep_carry_overflow(t, host);
}

static void with_carry(struct translator *t, const struct op *op)
{
    bool add = op->kind == OP_ADC;
    if (add)
        emit_bit_0(&t->e, flag(CARRY));
    else
        emit_compare_byte(&t->e, flag(CARRY), 1); /* CF = C is 0 */
    get(t, NZ, op->d);
    emit_rm(&t->e, add ? X86_ADC : X86_SBB, NZ, guest(op->n));
    keep_carry_overflow(t, add ? HOST_SUM : HOST_DIFFERENCE);
    put(t, op->d, NZ);
}

static void negate(struct translator *t, const struct op *op)
{
    get(t, NZ, op->n);
    emit_unary(&t->e, X86_NEG, NZ);
    keep_carry_overflow(t, HOST_DIFFERENCE);
    put(t, op->d, NZ);
}

static void invert(struct translator *t, const struct op *op)
{
    get(t, NZ, op->n);
    emit_unary(&t->e, X86_NOT, NZ);
    t->host = HOST_NOTHING;
    put(t, op->d, NZ);
}

static void move(struct translator *t, const struct op *op)
{
    get(t, NZ, op->n);
    put(t, op->d, NZ);
    t->host = HOST_NOTHING;
}

static void move_immediate(struct translator *t, const struct op *op)
{
    emit_move(&t->e, in(NZ), op->m);
    put(t, op->d, NZ);
    t->host = HOST_NOTHING;
}

/* By 1 to 31, or by 32 to the right. */
static void shift(struct translator *t, unsigned x86, const struct op *op)
{
    get(t, NZ, op->n);
    if (op->m < 32) {
        emit_shift(&t->e, x86, NZ, op->m);
        keep_shifted_out(t);
    } else {
        emit_shift(&t->e, X86_SAR, NZ, 31);
        emit_bit_0(&t->e, in(NZ));
        keep_shifted_out(t);
        if (x86 == X86_SHR)
            emit_move(&t->e, in(NZ), 0);
    }
    put(t, op->d, NZ);
}

/* By 0 to 31; more is rare. By 0, C and the host's flags stay. */
static void shift_by(struct translator *t, unsigned x86, const struct op *op)
{
    emit_rm(&t->e, X86_MOVZX_BYTE, ECX, guest(op->n));
    emit_immediate(&t->e, X86_IMM_CMP, in(ECX), 31);
    leave_inside_if(t, X86_A);
    get(t, NZ, op->d);
    emit_bit_0(&t->e, flag(CARRY));
    emit_shift_cl(&t->e, x86, NZ);
    keep_shifted_out(t);
    put(t, op->d, NZ);
}

/* d = n + m; no flags, the host's neither */
static void address(struct translator *t, const struct op *op)
{
    get(t, EAX, op->n);
    emit_rm(&t->e, X86_LEA, EAX, at(EAX, (int32_t)op->m));
    put(t, op->d, EAX);
}

static void move_high(struct translator *t, const struct op *op)
{
    get(t, EAX, op->n);
    put(t, op->d, EAX);
}

static void move_sp(struct translator *t, const struct op *op)
{
    get(t, EAX, op->n);
    emit_immediate(&t->e, X86_IMM_AND, in(EAX), ~3u);
    put(t, CPU_SP, EAX);
    t->host = HOST_NOTHING;
}

static void add_high(struct translator *t, const struct op *op)
{
    get(t, EAX, op->d);
    emit_rm(&t->e, X86_ADD, EAX, guest(op->n));
    put(t, op->d, EAX);
    t->host = HOST_NOTHING;
}

static void extend(struct translator *t, unsigned x86, const struct op *op)
{
    emit_rm(&t->e, x86, guest(op->d).base, guest(op->n));
}

static void reverse(struct translator *t, const struct op *op)
{
    get(t, EAX, op->n);
    emit_byte_swap(&t->e, EAX);
    if (op->kind != OP_REV)
        emit_shift(&t->e, op->kind == OP_REV16 ? X86_ROR : X86_SAR, EAX, 16);
    put(t, op->d, EAX);
    t->host = HOST_NOTHING;
}

/* --- all of it --- */

bool x86_64_compute(struct translator *t, const struct op *op)
{
    switch ((enum op_kind)op->kind) {
    case OP_NOP: break;
    case OP_MOVS: move(t, op); break;
    case OP_LSL_IMM: shift(t, X86_SHL, op); break;
    case OP_LSR_IMM: shift(t, X86_SHR, op); break;
    case OP_ASR_IMM: shift(t, X86_SAR, op); break;
    case OP_ADD_REG: three(t, X86_ADD, op, HOST_SUM); break;
    case OP_SUB_REG: three(t, X86_SUB, op, HOST_DIFFERENCE); break;
    case OP_ADD_IMM: immediate(t, X86_IMM_ADD, op, HOST_SUM); break;
    case OP_SUB_IMM:
    case OP_CMP_IMM: immediate(t, X86_IMM_SUB, op, HOST_DIFFERENCE); break;
    case OP_MOV_IMM: move_immediate(t, op); break;
    case OP_AND:
    case OP_TST: logic(t, X86_AND, op); break;
    case OP_EOR: logic(t, X86_XOR, op); break;
    case OP_ORR: logic(t, X86_OR, op); break;
    case OP_MUL: logic(t, X86_IMUL, op); break;
    case OP_BIC: clear_bits(t, op); break;
    case OP_LSL: shift_by(t, X86_SHL, op); break;
    case OP_LSR: shift_by(t, X86_SHR, op); break;
    case OP_ASR: shift_by(t, X86_SAR, op); break;
    case OP_ROR: shift_by(t, X86_ROR, op); break;
    case OP_ADC:
    case OP_SBC: with_carry(t, op); break;
    case OP_RSB: negate(t, op); break;
    case OP_CMP: compare(t, X86_SUB, op, HOST_DIFFERENCE); break;
    case OP_CMN: compare(t, X86_ADD, op, HOST_SUM); break;
    case OP_MVN: invert(t, op); break;
    case OP_MOV_HIGH: move_high(t, op); break;
    case OP_ADD_HIGH: add_high(t, op); break;
    case OP_MOV_SP: move_sp(t, op); break;
    case OP_ADDRESS: address(t, op); break;
    case OP_ADR: emit_move(&t->e, guest(op->d), t->pc + op->m); break;
    case OP_SXTH: extend(t, X86_MOVSX_HALF, op); break;
    case OP_SXTB: extend(t, X86_MOVSX_BYTE, op); break;
    case OP_UXTH: extend(t, X86_MOVZX_HALF, op); break;
    case OP_UXTB: extend(t, X86_MOVZX_BYTE, op); break;
    case OP_REV:
    case OP_REV16:
    case OP_REVSH: reverse(t, op); break;
    default: return false;
    }
    return true;
}
