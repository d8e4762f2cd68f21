/* SPDX-License-Identifier: MIT */
#include "bench/thumb.h"

/* Bits [HI:LO] of WORD. */
static uint32_t bits(uint32_t word, unsigned hi, unsigned lo)
{
    return word >> lo & ((2u << (hi - lo)) - 1);
}

static uint32_t sign_extend(uint32_t value, unsigned bit)
{
    uint32_t sign = 1u << bit;
    return (value ^ sign) - sign;
}

static struct thumb made(enum thumb_kind kind)
{
    return (struct thumb){.kind = kind,
                          .size = 2,
                          .width = 4,
                          .rd = THUMB_NONE,
                          .rn = THUMB_NONE,
                          .rm = THUMB_NONE};
}

static struct thumb alu(enum thumb_operation operation, unsigned rd,
                        unsigned rn)
{
    struct thumb t = made(THUMB_ALU);
    t.operation = operation;
    t.rd = rd;
    t.rn = rn;
    return t;
}

static struct thumb alu_imm(enum thumb_operation operation, unsigned rd,
                            unsigned rn, uint32_t imm)
{
    struct thumb t = alu(operation, rd, rn);
    t.imm = imm;
    return t;
}

static struct thumb alu_register(enum thumb_operation operation, unsigned rd,
                                 unsigned rn, unsigned rm)
{
    struct thumb t = alu(operation, rd, rn);
    t.rm = rm;
    return t;
}

/* An instruction whose result is not followed. */
static struct thumb other(unsigned rd)
{
    struct thumb t = made(THUMB_OTHER);
    t.rd = rd;
    return t;
}

static struct thumb memory(bool load, unsigned rd, unsigned rn, unsigned width,
                           uint32_t imm)
{
    struct thumb t = made(load ? THUMB_LOAD : THUMB_STORE);
    t.rd = rd;
    t.rn = rn;
    t.width = width;
    t.imm = imm;
    return t;
}

/* A load from the literal pool: its address is known. */
static struct thumb literal(unsigned rd, unsigned width, uint32_t address)
{
    return memory(true, rd, THUMB_NONE, width, address);
}

static struct thumb many(bool load, unsigned rn, uint32_t list)
{
    struct thumb t = made(load ? THUMB_LOAD_MANY : THUMB_STORE_MANY);
    t.rn = rn;
    t.list = list;
    t.writeback = true;
    return t;
}

static struct thumb branch(enum thumb_kind kind, uint32_t target)
{
    struct thumb t = made(kind);
    t.imm = target;
    return t;
}

/* --- 16 bits --- */

/* 00xxxx: shift, add, subtract, move, compare with an immediate. */
static struct thumb decode_immediate(uint16_t w)
{
    unsigned rd = bits(w, 2, 0), rn = bits(w, 5, 3), r8 = bits(w, 10, 8);
    uint32_t imm8 = bits(w, 7, 0);
    switch (bits(w, 13, 11)) {
    case 0:
        return bits(w, 10, 6) ? alu_imm(THUMB_LSL, rd, rn, bits(w, 10, 6))
                              : alu_register(THUMB_MOV, rd, THUMB_NONE, rn);
    case 1:
        return alu_imm(THUMB_LSR, rd, rn, bits(w, 10, 6) ? bits(w, 10, 6) : 32);
    case 2: return other(rd); /* ASR */
    case 3:
        if (bits(w, 10, 10))
            return alu_imm(bits(w, 9, 9) ? THUMB_SUB : THUMB_ADD, rd, rn,
                           bits(w, 8, 6));
        return alu_register(bits(w, 9, 9) ? THUMB_SUB : THUMB_ADD, rd, rn,
                            bits(w, 8, 6));
    case 4: return alu_imm(THUMB_MOV, r8, THUMB_NONE, imm8);
    case 5: return other(THUMB_NONE); /* CMP */
    case 6: return alu_imm(THUMB_ADD, r8, r8, imm8);
    default: return alu_imm(THUMB_SUB, r8, r8, imm8);
    }
}

/* 010000: between registers. */
static struct thumb decode_data(uint16_t w)
{
    unsigned rd = bits(w, 2, 0), rm = bits(w, 5, 3);
    switch (bits(w, 9, 6)) {
    case 0x0: return alu_register(THUMB_AND, rd, rd, rm);
    case 0x1: return alu_register(THUMB_EOR, rd, rd, rm);
    case 0x2: return alu_register(THUMB_LSL, rd, rd, rm);
    case 0x3: return alu_register(THUMB_LSR, rd, rd, rm);
    case 0x8: /* TST */
    case 0xA: /* CMP */
    case 0xB: return other(THUMB_NONE);
    case 0xC: return alu_register(THUMB_ORR, rd, rd, rm);
    case 0xE: return alu_register(THUMB_BIC, rd, rd, rm);
    case 0xF: return alu_register(THUMB_MVN, rd, THUMB_NONE, rm);
    default: return other(rd);
    }
}

/* 010001: high registers, BX and BLX. */
static struct thumb decode_special(uint16_t w)
{
    unsigned rd = bits(w, 2, 0) | bits(w, 7, 7) << 3, rm = bits(w, 6, 3);
    struct thumb t;
    switch (bits(w, 9, 8)) {
    case 0:
        return rd == THUMB_PC ? made(THUMB_CLOBBER)
                              : alu_register(THUMB_ADD, rd, rd, rm);
    case 1: return other(THUMB_NONE);
    case 2:
        if (rd != THUMB_PC)
            return alu_register(THUMB_MOV, rd, THUMB_NONE, rm);
        t = made(THUMB_GO);
        t.rm = rm;
        return t;
    default:
        t = made(bits(w, 7, 7) ? THUMB_GO_CALL : THUMB_GO);
        t.rm = rm;
        t.exchange = true;
        return t;
    }
}

/* 0101: loads and stores with a register for offset. */
static struct thumb decode_memory_register(uint16_t w)
{
    static const uint8_t widths[8] = {4, 2, 1, 1, 4, 2, 1, 2};
    unsigned operation = bits(w, 11, 9);
    struct thumb t = memory(operation >= 3, bits(w, 2, 0), bits(w, 5, 3),
                            widths[operation], 0);
    t.rm = bits(w, 8, 6);
    return t;
}

/* 011 and 1000: loads and stores with an immediate offset. */
static struct thumb decode_memory(uint16_t w)
{
    unsigned width = w < 0x7000 ? 4 : w < 0x8000 ? 1 : 2;
    return memory(bits(w, 11, 11), bits(w, 2, 0), bits(w, 5, 3), width,
                  bits(w, 10, 6) * width);
}

static struct thumb decode_cbz(uint32_t address, uint16_t w)
{
    struct thumb t =
        branch(THUMB_IF, address + 4 + bits(w, 7, 3) * 2 + bits(w, 9, 9) * 64);
    t.wide_only = true;
    return t;
}

/* IT: the mask's lowest 1 ends it; a bit that is that of the condition's lowest
 * bit stands for "then". */
static struct thumb decode_it(uint16_t w)
{
    struct thumb t = made(THUMB_IT);
    uint32_t mask = bits(w, 3, 0), first = bits(w, 4, 4), count = 4;
    while (!(mask >> (4 - count) & 1))
        count--;
    t.imm = 1; /* the first is executed when the condition holds */
    for (uint32_t i = 1; i < count; i++)
        t.imm |= (uint32_t)(bits(mask, 4 - i, 4 - i) == first) << i;
    t.imm |= 1u << count;
    t.wide_only = true;
    return t;
}

/* 1011: the rest. */
static struct thumb decode_miscellaneous(uint32_t address, uint16_t w)
{
    if ((w & 0xF500) == 0xB100)
        return decode_cbz(address, w);
    if ((w & 0xFF00) == 0xBF00)
        return bits(w, 3, 0) ? decode_it(w) : other(THUMB_NONE);
    if ((w & 0xFE00) == 0xB400) { /* PUSH */
        uint32_t list = bits(w, 7, 0) | bits(w, 8, 8) << THUMB_LR;
        struct thumb t = many(false, THUMB_SP, list);
        t.imm = (uint32_t)-4 * (uint32_t)__builtin_popcount(list);
        return t;
    }
    if ((w & 0xFE00) == 0xBC00) /* POP */
        return many(true, THUMB_SP, bits(w, 7, 0) | bits(w, 8, 8) << THUMB_PC);
    if ((w & 0xFF00) == 0xB000) /* ADD, SUB SP */
        return alu_imm(bits(w, 7, 7) ? THUMB_SUB : THUMB_ADD, THUMB_SP,
                       THUMB_SP, bits(w, 6, 0) * 4);
    if ((w & 0xFFEC) == 0xB660) { /* CPS; bit 1: PRIMASK */
        struct thumb t = made(bits(w, 1, 1) ? THUMB_MASK : THUMB_OTHER);
        t.imm = bits(w, 4, 4);
        return t;
    }
    if ((w & 0xFF00) == 0xBE00) /* BKPT */
        return other(THUMB_NONE);
    return other(bits(w, 2, 0));
}

static struct thumb decode_condition(uint32_t address, uint16_t w)
{
    unsigned condition = bits(w, 11, 8);
    if (condition == 14)
        return made(THUMB_UNDEFINED);
    if (condition == 15) { /* SVC: a handler may change r0 to r3 */
        struct thumb t = other(0);
        return t;
    }
    return branch(THUMB_IF, address + 4 + sign_extend(bits(w, 7, 0), 7) * 2);
}

static struct thumb decode_narrow(uint32_t address, uint16_t w)
{
    uint32_t pc = (address + 4) & ~3u;
    unsigned r8 = bits(w, 10, 8);
    uint32_t imm8 = bits(w, 7, 0);
    switch (bits(w, 15, 11)) {
    case 0x08: return bits(w, 10, 10) ? decode_special(w) : decode_data(w);
    case 0x09: return literal(r8, 4, pc + imm8 * 4);
    case 0x0A:
    case 0x0B: return decode_memory_register(w);
    case 0x12: return memory(false, r8, THUMB_SP, 4, imm8 * 4);
    case 0x13: return memory(true, r8, THUMB_SP, 4, imm8 * 4);
    case 0x14: return alu_imm(THUMB_MOV, r8, THUMB_NONE, pc + imm8 * 4);
    case 0x15: return alu_imm(THUMB_ADD, r8, THUMB_SP, imm8 * 4);
    case 0x16:
    case 0x17: return decode_miscellaneous(address, w);
    case 0x18: return many(false, r8, imm8);
    case 0x19: {
        struct thumb t = many(true, r8, imm8);
        t.writeback = !(imm8 >> r8 & 1);
        return t;
    }
    case 0x1A:
    case 0x1B: return decode_condition(address, w);
    case 0x1C:
        return branch(THUMB_BRANCH,
                      address + 4 + sign_extend(bits(w, 10, 0), 10) * 2);
    default: return w < 0x4000 ? decode_immediate(w) : decode_memory(w);
    }
}

/* --- 32 bits --- */

/* ThumbExpandImm (A5.3.2). */
static uint32_t expand(uint32_t imm12)
{
    uint32_t imm8 = imm12 & 0xFF, rotate = imm12 >> 7;
    if (imm12 >> 10)
        imm8 = (imm12 & 0x7F) | 0x80;
    else if (imm12 >> 8 == 0)
        return imm8;
    else if (imm12 >> 8 == 1)
        return imm8 | imm8 << 16;
    else if (imm12 >> 8 == 2)
        return imm8 << 8 | imm8 << 24;
    else
        return imm8 * 0x01010101u;
    return imm8 >> rotate | imm8 << (32 - rotate);
}

static struct thumb wide(struct thumb t)
{
    t.size = 4;
    t.wide_only = true;
    return t;
}

/* Data processing: the operation of bits 24:21 of a modified immediate, or of a
 * shifted register. */
static struct thumb data_operation(unsigned operation, unsigned rd, unsigned rn)
{
    static const int8_t known[16] = {
        [0] = THUMB_AND, [1] = THUMB_BIC,  [2] = THUMB_ORR, [3] = THUMB_MVN,
        [4] = THUMB_EOR, [5] = -1,         [6] = -1,        [7] = -1,
        [8] = THUMB_ADD, [9] = -1,         [10] = -1,       [11] = -1,
        [12] = -1,       [13] = THUMB_SUB, [14] = -1,       [15] = -1};
    bool compares =
        operation == 0 || operation == 4 || operation == 8 || operation == 13;
    if (rd == THUMB_PC)
        return other(compares ? THUMB_NONE : rd);
    if (known[operation] < 0)
        return other(rd);
    if (rn == THUMB_PC && operation == 2)
        return alu(THUMB_MOV, rd, THUMB_NONE);
    if (rn == THUMB_PC && operation == 3)
        return alu(THUMB_MVN, rd, THUMB_NONE);
    if (operation == 3) /* ORN */
        return other(rd);
    return alu((enum thumb_operation)known[operation], rd, rn);
}

static struct thumb decode_plain_immediate(uint32_t address, uint16_t a,
                                           uint16_t b)
{
    unsigned rd = bits(b, 11, 8), rn = bits(a, 3, 0);
    uint32_t imm12 =
        bits(a, 10, 10) << 11 | bits(b, 14, 12) << 8 | bits(b, 7, 0);
    uint32_t imm16 = rn << 12 | imm12, pc = (address + 4) & ~3u;
    switch (bits(a, 8, 4)) {
    case 0x00:
        return rn == THUMB_PC ? alu_imm(THUMB_MOV, rd, THUMB_NONE, pc + imm12)
                              : alu_imm(THUMB_ADD, rd, rn, imm12);
    case 0x04: return alu_imm(THUMB_MOV, rd, THUMB_NONE, imm16);
    case 0x0A:
        return rn == THUMB_PC ? alu_imm(THUMB_MOV, rd, THUMB_NONE, pc - imm12)
                              : alu_imm(THUMB_SUB, rd, rn, imm12);
    case 0x0C: return alu_imm(THUMB_MOVT, rd, rd, imm16);
    default: return other(rd); /* bit fields, saturation */
    }
}

static struct thumb decode_modified_immediate(uint16_t a, uint16_t b)
{
    uint32_t imm12 =
        bits(a, 10, 10) << 11 | bits(b, 14, 12) << 8 | bits(b, 7, 0);
    struct thumb t =
        data_operation(bits(a, 8, 5), bits(b, 11, 8), bits(a, 3, 0));
    t.imm = expand(imm12);
    return t;
}

static struct thumb decode_shifted_register(uint16_t a, uint16_t b)
{
    unsigned amount = bits(b, 14, 12) << 2 | bits(b, 7, 6);
    struct thumb t =
        data_operation(bits(a, 8, 5), bits(b, 11, 8), bits(a, 3, 0));
    if (t.kind != THUMB_ALU)
        return t;
    if (bits(b, 5, 4) != 0 ||
        (amount && t.operation == THUMB_MOV && t.rn != THUMB_NONE))
        return other(t.rd); /* not LSL */
    t.rm = bits(b, 3, 0);
    t.shift = amount;
    return t;
}

static struct thumb decode_branch(uint32_t address, uint16_t a, uint16_t b)
{
    uint32_t s = bits(a, 10, 10), j1 = bits(b, 13, 13), j2 = bits(b, 11, 11);
    uint32_t i1 = (j1 ^ s) ^ 1, i2 = (j2 ^ s) ^ 1;
    uint32_t far = s << 24 | i1 << 23 | i2 << 22 | bits(a, 9, 0) << 12 |
                   bits(b, 10, 0) << 1;
    uint32_t near = s << 20 | j2 << 19 | j1 << 18 | bits(a, 5, 0) << 12 |
                    bits(b, 10, 0) << 1;
    if (bits(b, 14, 14) && bits(b, 12, 12)) {
        struct thumb t = branch(THUMB_CALL, address + 4 + sign_extend(far, 24));
        t.size = 4;
        return t; /* ARMv6-M has it, too */
    }
    if (bits(b, 12, 12))
        return wide(branch(THUMB_BRANCH, address + 4 + sign_extend(far, 24)));
    return wide(branch(THUMB_IF, address + 4 + sign_extend(near, 20)));
}

/* 11110xxx 1xxxxxxx: branches, MSR, MRS, barriers. */
static struct thumb decode_control(uint32_t address, uint16_t a, uint16_t b)
{
    struct thumb t;
    if (bits(b, 14, 14) || bits(b, 12, 12) || bits(a, 9, 7) != 7)
        return decode_branch(address, a, b);
    switch (bits(a, 10, 4)) {
    case 0x38:
    case 0x39: /* MSR; it and the next two are of ARMv6-M, too */
        t = made(THUMB_TO_SPECIAL);
        t.imm = bits(b, 7, 0);
        t.rm = bits(a, 3, 0);
        t.size = 4;
        return t;
    case 0x3A: /* hints */ return wide(other(THUMB_NONE));
    case 0x3B: /* DSB, DMB, ISB */
        t = other(THUMB_NONE);
        t.size = 4;
        return t;
    case 0x3E:
    case 0x3F: /* MRS */
        t = other(bits(b, 11, 8));
        t.size = 4;
        return t;
    default: /* UDF.W */
        t = made(THUMB_UNDEFINED);
        t.size = 4;
        return t;
    }
}

/* 1111100x: single loads and stores. */
static struct thumb decode_single(uint32_t address, uint16_t a, uint16_t b)
{
    unsigned rt = bits(b, 15, 12), rn = bits(a, 3, 0);
    unsigned width = 1u << bits(a, 6, 5);
    bool load = bits(a, 4, 4), wide_offset = bits(a, 7, 7);
    uint32_t pc = (address + 4) & ~3u;
    if (width == 8)
        return made(THUMB_UNDEFINED);
    if (load && rt == THUMB_PC && width < 4)
        return other(THUMB_NONE); /* PLD */
    if (load && rn == THUMB_PC)
        return literal(rt, width,
                       wide_offset ? pc + bits(b, 11, 0) : pc - bits(b, 11, 0));
    if (wide_offset)
        return memory(load, rt, rn, width, bits(b, 11, 0));
    if (!bits(b, 11, 11)) {
        struct thumb t = memory(load, rt, rn, width, 0);
        t.rm = bits(b, 3, 0);
        t.shift = bits(b, 5, 4);
        return t;
    }
    uint32_t imm = bits(b, 7, 0);
    struct thumb t =
        memory(load, rt, rn, width, bits(b, 9, 9) ? imm : 0u - imm);
    t.writeback = bits(b, 8, 8);
    t.post = !bits(b, 10, 10);
    return t;
}

/* 11101000: LDM, STM; LDRD, STRD; exclusive accesses; table branches. */
static struct thumb decode_many(uint32_t address, uint16_t a, uint16_t b)
{
    unsigned rn = bits(a, 3, 0);
    bool load = bits(a, 4, 4);
    if (!bits(a, 6, 6)) {
        struct thumb t = many(load, rn, b & 0xDFFF);
        t.writeback = bits(a, 5, 5);
        if (bits(a, 8, 7) == 2) /* decrement before */
            t.imm = (uint32_t)-4 * (uint32_t)__builtin_popcount(b & 0xDFFF);
        return t;
    }
    if ((a & 0xFFF0) == 0xE8D0 && (b & 0xFFE0) == 0xF000)
        return branch(THUMB_TABLE, bits(b, 4, 4));
    if (!bits(a, 8, 8) && !bits(a, 5, 5)) { /* exclusive accesses */
        struct thumb t = other(load ? bits(b, 15, 12) : bits(b, 11, 8));
        return t;
    }
    unsigned rt = bits(b, 15, 12), rt2 = bits(b, 11, 8);
    uint32_t imm = bits(b, 7, 0) * 4;
    struct thumb t = many(load, rn, 1u << rt | 1u << rt2);
    if (rt == rt2) /* a register is stored twice; loads cannot be predicted */
        return load ? made(THUMB_CLOBBER) : other(THUMB_NONE);
    t.falling = rt > rt2;
    t.imm = bits(a, 7, 7) ? imm : 0u - imm;
    t.writeback = bits(a, 5, 5);
    t.post = !bits(a, 8, 8);
    if (rn == THUMB_PC) {
        t.rn = THUMB_NONE;
        t.imm += (address + 4) & ~3u;
    }
    return t;
}

static struct thumb decode_wide(uint32_t address, uint16_t a, uint16_t b)
{
    if ((a & 0xF800) == 0xF000 && b >> 15)
        return decode_control(address, a, b);
    struct thumb t;
    if ((a & 0xFE00) == 0xE800)
        t = decode_many(address, a, b);
    else if ((a & 0xFE00) == 0xEA00)
        t = decode_shifted_register(a, b);
    else if ((a & 0xFA00) == 0xF000)
        t = decode_modified_immediate(a, b);
    else if ((a & 0xFA00) == 0xF200)
        t = decode_plain_immediate(address, a, b);
    else if ((a & 0xFE00) == 0xF800)
        t = decode_single(address, a, b);
    else if ((a & 0xFE00) == 0xFA00) /* shifts, extensions, multiplications */
        t = other(bits(b, 11, 8));
    else if ((a & 0xEC00) == 0xEC00) /* coprocessors: VLDR, VPUSH ... */
        t = (a & 0xFFE0) == 0xEC40 || (a & 0xEF10) == 0xEE10
                ? made(THUMB_CLOBBER)
                : other(THUMB_NONE);
    else
        t = made(THUMB_CLOBBER);
    return wide(t);
}

struct thumb thumb_decode(uint32_t address, uint16_t first, uint16_t second)
{
    return first >> 11 >= 0x1D ? decode_wide(address, first, second)
                               : decode_narrow(address, first);
}
