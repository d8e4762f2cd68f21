/* SPDX-License-Identifier: MIT
 *
 * Loads and stores of SRAM, and loads of literals beside the code.
 */
#include "chip/bus.h"
#include "chip/core/armv6m/x86_64/translator.h"
#include "chip/core/sram.h"

/* Computes in ecx the number of the unit of `size` bytes of SRAM at the address
 * in ecx, from which SRAM_BASE is subtracted. Returns to the fast loop unless
 * that unit and `more` units after it exist. */
static void find_unit(struct translator *t, unsigned size, unsigned more)
{
    if (size > 1)
        emit_shift(&t->e, X86_ROR, ECX, size / 2);
    emit_immediate(&t->e, X86_IMM_CMP, in(ECX),
                   t->chip->part.sram_size / size - more);
    leave_inside_if(t, X86_AE);
    t->host = HOST_NOTHING;
}

static struct rm unit(unsigned size, unsigned more)
{
    return indexed(EBP, ECX, size / 2, (int32_t)(size * more));
}

/* ecx = n + offset - SRAM_BASE */
static void base_offset(struct translator *t, unsigned n, uint32_t offset)
{
    get(t, ECX, n);
    emit_rm(&t->e, X86_LEA, ECX, at(ECX, (int32_t)(offset - SRAM_BASE)));
}

static void single_address(struct translator *t, const struct op *op)
{
    const struct op_form *form = &op_forms[op->kind];
    if (form->by_register)
        emit_rm(&t->e, X86_LEA, ECX,
                indexed(guest(op->n).base, guest(op->m).base, 0,
                        -(int32_t)SRAM_BASE));
    else
        base_offset(t, op->n, op->m);
    find_unit(t, form->unit, 0);
}

/* Emits the instruction of the host that loads or stores such a unit. */
static unsigned host_access(const struct op_form *form)
{
    switch (form->unit) {
    case 1:
        return form->is_store    ? X86_STORE_BYTE
               : form->is_signed ? X86_MOVSX_BYTE
                                 : X86_MOVZX_BYTE;
    case 2:
        return form->is_store    ? X86_STORE_HALF
               : form->is_signed ? X86_MOVSX_HALF
                                 : X86_MOVZX_HALF;
    default: return form->is_store ? X86_STORE : X86_MOV;
    }
}

static void single(struct translator *t, const struct op *op)
{
    const struct op_form *form = &op_forms[op->kind];
    single_address(t, op);
    emit_rm(&t->e, host_access(form), guest(op->d).base, unit(form->unit, 0));
}

/* Reads a literal in the same memory as the block directly, and extends the
 * reach of the block to it: a chip with less memory does not trust the block.
 * The fast loop loads any other literal. */
static void load_literal(struct translator *t, const struct op *op)
{
    const struct window *window = &t->chip->cpu.window;
    uint32_t from = t->pc + op->m, offset = from - window->lo;
    struct readable readable;

    if (offset >= window->size || !bus_readable(t->chip, from, &readable)) {
        leave_inside(t);
        return;
    }
    if (t->reach < op->m + 4)
        t->reach = op->m + 4;
    size_t place = readable.offset + (from - readable.lo);
    emit_rm(&t->e, X86_MOV, guest(op->d).base,
            at(EBX, (int32_t)(place - offsetof(struct chip, cpu.r))));
    unsigned wait = bus_data_wait(t->chip, from);
    if (wait)
        emit_rm(&t->e, X86_LEA, LEFT, at(LEFT, -(int32_t)wait));
}

static unsigned count_of(uint32_t list)
{
    return (unsigned)__builtin_popcount(list);
}

static void load_list(struct translator *t, uint32_t list)
{
    for (unsigned i = 0; list; list &= list - 1, i++) {
        emit_rm(&t->e, X86_MOV, EAX, unit(4, i));
        put(t, (unsigned)__builtin_ctz(list), EAX);
    }
}

static void store_list(struct translator *t, uint32_t list)
{
    for (unsigned i = 0; list; list &= list - 1, i++) {
        get(t, EAX, (unsigned)__builtin_ctz(list));
        emit_rm(&t->e, X86_STORE, EAX, unit(4, i));
    }
}

static void advance(struct translator *t, unsigned reg, int32_t bytes)
{
    emit_immediate(&t->e, X86_IMM_ADD, guest(reg), (uint32_t)bytes);
}

/* LDM and POP: a base in the list receives the loaded value. */
static void load_multiple(struct translator *t, const struct op *op)
{
    unsigned count = count_of(op->m);
    base_offset(t, op->n, 0);
    find_unit(t, 4, count - 1);
    advance(t, op->n, 4 * (int32_t)count);
    load_list(t, op->m);
}

static void store_multiple(struct translator *t, const struct op *op)
{
    unsigned count = count_of(op->m);
    base_offset(t, op->n, 0);
    find_unit(t, 4, count - 1);
    store_list(t, op->m);
    advance(t, op->n, 4 * (int32_t)count);
}

static void push(struct translator *t, const struct op *op)
{
    unsigned count = count_of(op->m);
    base_offset(t, CPU_SP, 0 - 4 * count);
    find_unit(t, 4, count - 1);
    store_list(t, op->m);
    advance(t, CPU_SP, -4 * (int32_t)count);
}

static void pop_pc(struct translator *t, const struct op *op)
{
    unsigned count = count_of(op->m);
    base_offset(t, CPU_SP, 0);
    find_unit(t, 4, count);
    emit_rm(&t->e, X86_MOV, EAX, unit(4, count));
    x86_64_check_target(t);
    emit_rm(&t->e, X86_STORE, EAX, flag(FREE));
    load_list(t, op->m);
    emit_rm(&t->e, X86_MOV, EAX, flag(FREE));
    advance(t, CPU_SP, 4 * (int32_t)count + 4);
    x86_64_branch_to(t, op, POP_PC_CYCLES + count);
}

bool x86_64_memory(struct translator *t, const struct op *op)
{
    switch ((enum op_kind)op->kind) {
    case OP_LDR_LITERAL: load_literal(t, op); break;
    case OP_LDM:
    case OP_POP: load_multiple(t, op); break;
    case OP_STM: store_multiple(t, op); break;
    case OP_PUSH: push(t, op); break;
    case OP_POP_PC: pop_pc(t, op); break;
    default:
        if (!op_forms[op->kind].unit)
            return false;
        single(t, op);
    }
    return true;
}
