/* SPDX-License-Identifier: MIT
 *
 * Encodes x86-64 instructions: Intel 64 and IA-32 Architectures Software
 * Developer's Manual, volume 2, chapter 2. Only forms that the translator
 * (translator.h) uses; operands have 32 bits unless named otherwise.
 */
#ifndef CHIP_CORE_ARMV6M_X86_64_ENCODE_H
#define CHIP_CORE_ARMV6M_X86_64_ENCODE_H

#include <stdbool.h>
#include <stdint.h>

enum host {
    EAX,
    ECX,
    EDX,
    EBX,
    ESP,
    EBP,
    ESI,
    EDI,
    R8D,
    R9D,
    R10D,
    R11D,
    R12D,
    R13D,
    R14D,
    R15D
};

/* "op r, rm" unless the name says otherwise. */
enum x86_op {
    X86_ADD = 0x03,
    X86_OR = 0x0B,
    X86_ADC = 0x13,
    X86_SBB = 0x1B,
    X86_AND = 0x23,
    X86_SUB = 0x2B,
    X86_XOR = 0x33,
    X86_CMP = 0x3B,
    X86_TEST = 0x85,
    X86_STORE_BYTE = 0x88 | 1 << 16,
    X86_STORE = 0x89, /* rm = r */
    X86_STORE_HALF = 0x89 | 1 << 17,
    X86_MOV = 0x8B,
    X86_LEA = 0x8D,
    X86_LEA_WIDE = 0x8D | 1 << 18,
    X86_IMUL = 0x0FAF,
    X86_MOVZX_BYTE = 0x0FB6 | 1 << 16,
    X86_MOVZX_HALF = 0x0FB7,
    X86_MOVSX_BYTE = 0x0FBE | 1 << 16,
    X86_MOVSX_HALF = 0x0FBF,
    X86_SETCC = 0x0F90 /* | condition; byte rm */
};
enum { X86_REX = 1 << 16, X86_DATA16 = 1 << 17, X86_REX_W = 1 << 18 };

/* Condition codes. */
enum {
    X86_O,
    X86_NO,
    X86_B,
    X86_AE,
    X86_E,
    X86_NE,
    X86_BE,
    X86_A,
    X86_S,
    X86_NS,
    X86_L = 12,
    X86_GE,
    X86_LE,
    X86_G
};

/* The second operand of the instructions with /digit: 81, C1, D3, F7. */
enum { X86_IMM_ADD = 0, X86_IMM_AND = 4, X86_IMM_SUB = 5, X86_IMM_CMP = 7 };
enum { X86_ROR = 1, X86_SHL = 4, X86_SHR = 5, X86_SAR = 7 };
enum { X86_NOT = 2, X86_NEG = 3 };

/* A register, or memory at base + index * 2^scale + disp. */
struct rm {
    bool memory, relative; /* relative: to RIP, disp is an address in code */
    uint8_t base, index, scale;
    int32_t disp;
};

enum { NO_INDEX = ESP };

static inline struct rm in(enum host reg)
{
    return (struct rm){.base = reg, .index = NO_INDEX};
}

static inline struct rm at(enum host base, int32_t disp)
{
    return (struct rm){
        .memory = true, .base = base, .index = NO_INDEX, .disp = disp};
}

static inline struct rm indexed(enum host base, enum host index, unsigned scale,
                                int32_t disp)
{
    return (struct rm){.memory = true,
                       .base = base,
                       .index = index,
                       .scale = scale,
                       .disp = disp};
}

/* `place` is a byte of what struct emitter.base points to. */
static inline struct rm relative(uint32_t place)
{
    return (struct rm){.relative = true,
                       .base = EBP,
                       .index = NO_INDEX,
                       .disp = (int32_t)place};
}

struct emitter {
    uint8_t *base;
    uint32_t at, end; /* bytes of base */
};

/* Beyond the end bytes are counted, but not written. */
static inline void emit8(struct emitter *e, uint32_t byte)
{
    if (e->at < e->end)
        e->base[e->at] = (uint8_t)byte;
    e->at++;
}

static inline void emit32(struct emitter *e, uint32_t word)
{
    for (unsigned i = 0; i < 4; i++)
        emit8(e, word >> 8 * i);
}

static inline void emit_memory(struct emitter *e, unsigned reg, struct rm rm)
{
    bool sib = rm.index != NO_INDEX || (rm.base & 7) == ESP;
    bool byte = rm.disp == (int8_t)rm.disp;
    emit8(e, (byte ? 0x40 : 0x80) | (reg & 7) << 3 | (sib ? ESP : rm.base & 7));
    if (sib)
        emit8(e, rm.scale << 6 | (rm.index & 7) << 3 | (rm.base & 7));
    if (byte)
        emit8(e, (uint32_t)rm.disp);
    else
        emit32(e, (uint32_t)rm.disp);
}

static inline void emit_rm(struct emitter *e, unsigned op, unsigned reg,
                           struct rm rm)
{
    uint32_t rex = (op & X86_REX_W ? 8 : 0) | reg >> 3 << 2 |
                   rm.index >> 3 << 1 | rm.base >> 3;
    if (op & X86_DATA16)
        emit8(e, 0x66);
    if (rex || op & X86_REX)
        emit8(e, 0x40 | rex);
    if ((op & 0xFF00) == 0x0F00)
        emit8(e, 0x0F);
    emit8(e, op);
    if (rm.relative) {
        emit8(e, (reg & 7) << 3 | EBP);
        emit32(e, (uint32_t)rm.disp - (e->at + 4));
    } else if (rm.memory) {
        emit_memory(e, reg, rm);
    } else {
        emit8(e, 0xC0 | (reg & 7) << 3 | (rm.base & 7));
    }
}

/* rm = rm op immediate; `op` is an X86_IMM_... */
static inline void emit_immediate(struct emitter *e, unsigned op, struct rm rm,
                                  uint32_t value)
{
    bool byte = value == (uint32_t)(int8_t)value;
    emit_rm(e, byte ? 0x83 : 0x81, op, rm);
    if (byte)
        emit8(e, value);
    else
        emit32(e, value);
}

/* rm = value; no flags */
static inline void emit_move(struct emitter *e, struct rm rm, uint32_t value)
{
    emit_rm(e, 0xC7, 0, rm);
    emit32(e, value);
}

/* `op` is X86_ROR to X86_SAR; by 1 to 31 */
static inline void emit_shift(struct emitter *e, unsigned op, enum host reg,
                              uint32_t by)
{
    emit_rm(e, 0xC1, op, in(reg));
    emit8(e, by);
}

/* By CL. */
static inline void emit_shift_cl(struct emitter *e, unsigned op, enum host reg)
{
    emit_rm(e, 0xD3, op, in(reg));
}

/* X86_NOT, X86_NEG */
static inline void emit_unary(struct emitter *e, unsigned op, enum host reg)
{
    emit_rm(e, 0xF7, op, in(reg));
}

static inline void emit_byte_swap(struct emitter *e, enum host reg)
{
    emit8(e, 0x0F);
    emit8(e, 0xC8 | reg); /* EAX to EDI */
}

/* CF = bit 0 of rm */
static inline void emit_bit_0(struct emitter *e, struct rm rm)
{
    emit_rm(e, 0x0FBA, 4, rm);
    emit8(e, 0);
}

/* Compares a byte of memory. */
static inline void emit_compare_byte(struct emitter *e, struct rm rm,
                                     uint32_t value)
{
    emit_rm(e, 0x80, X86_IMM_CMP, rm);
    emit8(e, value);
}

/* A jump to be aimed by emit_aim(); returns its place. */
static inline uint32_t emit_jump(struct emitter *e)
{
    emit8(e, 0xE9);
    emit32(e, 0);
    return e->at;
}

static inline uint32_t emit_jump_if(struct emitter *e, unsigned condition)
{
    emit8(e, 0x0F);
    emit8(e, 0x80 | condition);
    emit32(e, 0);
    return e->at;
}

static inline void emit_aim(struct emitter *e, uint32_t jump, uint32_t target)
{
    struct emitter there = {e->base, jump - 4, e->end};
    emit32(&there, target - jump);
}

/* Through a pointer. */
static inline void emit_jump_to(struct emitter *e, struct rm pointer)
{
    emit_rm(e, 0xFF, 4, pointer);
}

#endif
