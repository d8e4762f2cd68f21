/* SPDX-License-Identifier: MIT */
#include "decode.h"

#include <string.h>

#include "sram.h"

/* A block being made. */
struct maker {
    struct block *block;
    const uint8_t *bytes; /* of its first instruction */
    uint32_t room;        /* halfwords up to the end of the window */
    uint32_t pc;          /* only its alignment matters */
    uint32_t at;          /* halfwords so far */
    uint32_t cycles, loads;
    uint8_t wait; /* wait states of a sequential word */
    bool sram;    /* a store ends the block */
};

/* --- one instruction; the numbers are those of DDI0419 A5.2 --- */

static struct op slow(void)
{
    return (struct op){.kind = OP_SLOW};
}

static struct op shift(uint32_t insn)
{
    static const uint8_t kinds[] = {OP_LSL_IMM, OP_LSR_IMM, OP_ASR_IMM};
    unsigned which = insn >> 11 & 3, by = insn >> 6 & 31;
    struct op op = {.kind = kinds[which], .d = insn & 7, .n = insn >> 3 & 7};
    op.m = by;
    if (by == 0 && which == 0)
        op.kind = OP_MOVS;
    else if (by == 0)
        op.m = 32;
    return op;
}

static struct op add_subtract(uint32_t insn)
{
    static const uint8_t kinds[] = {OP_ADD_REG, OP_SUB_REG, OP_ADD_IMM,
                                    OP_SUB_IMM};
    return (struct op){.kind = kinds[insn >> 9 & 3],
                       .d = insn & 7,
                       .n = insn >> 3 & 7,
                       .m = insn >> 6 & 7};
}

static struct op immediate8(uint32_t insn)
{
    static const uint8_t kinds[] = {OP_MOV_IMM, OP_CMP_IMM, OP_ADD_IMM,
                                    OP_SUB_IMM};
    uint8_t d = insn >> 8 & 7;
    return (struct op){
        .kind = kinds[insn >> 11 & 3], .d = d, .n = d, .m = insn & 0xFF};
}

static struct op data_processing(uint32_t insn)
{
    static const uint8_t kinds[] = {
        OP_AND, OP_EOR, OP_LSL, OP_LSR, OP_ASR, OP_ADC, OP_SBC, OP_ROR,
        OP_TST, OP_RSB, OP_CMP, OP_CMN, OP_ORR, OP_MUL, OP_BIC, OP_MVN};
    return (struct op){
        .kind = kinds[insn >> 6 & 15], .d = insn & 7, .n = insn >> 3 & 7};
}

/* PC as an operand is rare but for the jump of a switch, MOV PC. */
static struct op special_data(uint32_t insn)
{
    struct op op = {.d = (insn >> 4 & 8) | (insn & 7), .n = insn >> 3 & 15};
    unsigned which = insn >> 8 & 3;

    if (op.n == CPU_PC || (which == 3 && insn & 7))
        return slow();
    if (which == 3)
        op.kind = insn & 0x80 ? OP_BLX : OP_BX;
    else if (which == 1)
        op.kind = op.d == CPU_PC ? OP_SLOW : OP_CMP;
    else if (which == 2 && op.d >= CPU_SP)
        op.kind = op.d == CPU_PC   ? OP_MOV_PC
                  : op.d == CPU_SP ? OP_MOV_SP
                                   : OP_MOV_HIGH;
    else
        op.kind = op.d == CPU_PC || op.d == CPU_SP ? OP_SLOW
                  : which == 2                     ? OP_MOV_HIGH
                                                   : OP_ADD_HIGH;
    return op;
}

static struct op load_store_register(uint32_t insn)
{
    static const uint8_t kinds[] = {OP_STR_REG,   OP_STRH_REG, OP_STRB_REG,
                                    OP_LDRSB_REG, OP_LDR_REG,  OP_LDRH_REG,
                                    OP_LDRB_REG,  OP_LDRSH_REG};
    return (struct op){.kind = kinds[insn >> 9 & 7],
                       .d = insn & 7,
                       .n = insn >> 3 & 7,
                       .m = insn >> 6 & 7};
}

static struct op load_store_immediate(uint32_t insn)
{
    static const struct {
        uint8_t kind, size;
    } forms[] = {{OP_STR_IMM, 4},  {OP_LDR_IMM, 4},  {OP_STRB_IMM, 1},
                 {OP_LDRB_IMM, 1}, {OP_STRH_IMM, 2}, {OP_LDRH_IMM, 2}};
    unsigned which = (insn >> 11) - 12;
    return (struct op){.kind = forms[which].kind,
                       .d = insn & 7,
                       .n = insn >> 3 & 7,
                       .m = forms[which].size * (insn >> 6 & 31)};
}

/* LDR and STR by SP, ADD of SP */
static struct op sp_relative(uint32_t insn, enum op_kind kind)
{
    return (struct op){
        .kind = kind, .d = insn >> 8 & 7, .n = CPU_SP, .m = 4 * (insn & 0xFF)};
}

/* LDR literal, ADR */
static struct op pc_relative(const struct maker *maker, uint32_t insn,
                             enum op_kind kind)
{
    uint32_t base = (maker->pc + 2 * maker->at + 4) & ~3u;
    return (struct op){.kind = kind,
                       .d = insn >> 8 & 7,
                       .m = base - maker->pc + 4 * (insn & 0xFF)};
}

static struct op extend(uint32_t insn)
{
    static const uint8_t kinds[] = {OP_SXTH, OP_SXTB, OP_UXTH, OP_UXTB};
    return (struct op){
        .kind = kinds[insn >> 6 & 3], .d = insn & 7, .n = insn >> 3 & 7};
}

static struct op reverse(uint32_t insn)
{
    static const uint8_t kinds[] = {OP_REV, OP_REV16, OP_SLOW, OP_REVSH};
    return (struct op){
        .kind = kinds[insn >> 6 & 3], .d = insn & 7, .n = insn >> 3 & 7};
}

static struct op multiple(enum op_kind kind, uint32_t n, uint32_t list)
{
    if (!list && kind != OP_POP_PC)
        return slow();
    return (struct op){.kind = kind, .n = n, .m = list};
}

static struct op miscellaneous(uint32_t insn)
{
    uint32_t words = 4 * (insn & 0x7F);

    switch (insn >> 8 & 15) {
    case 0x0:
        return (struct op){.kind = OP_ADDRESS,
                           .d = CPU_SP,
                           .n = CPU_SP,
                           .m = insn & 0x80 ? 0 - words : words};
    case 0x2: return extend(insn);
    case 0x4:
    case 0x5:
        return multiple(OP_PUSH, CPU_SP,
                        (insn & 0xFF) | (insn >> 8 & 1) << CPU_LR);
    case 0xA: return reverse(insn);
    case 0xC: return multiple(OP_POP, CPU_SP, insn & 0xFF);
    case 0xD: return multiple(OP_POP_PC, CPU_SP, insn & 0xFF);
    case 0xF: return (struct op){.kind = insn == 0xBF00 ? OP_NOP : OP_SLOW};
    default: return slow();
    }
}

static struct op branch_if(const struct maker *maker, uint32_t insn)
{
    uint32_t code = insn >> 8 & 15;
    if (code >= 14)
        return slow();
    return (struct op){.kind = OP_BEQ + code,
                       .m = 2 * maker->at + 4 + 2 * (uint32_t)(int8_t)insn};
}

static struct op branch(const struct maker *maker, uint32_t insn)
{
    uint32_t offset = (insn & 0x7FF) << 1;
    return (struct op){.kind = OP_B,
                       .m = 2 * maker->at + 4 + (offset ^ 0x800) - 0x800};
}

static uint32_t halfword(const struct maker *maker, uint32_t at)
{
    return little_endian(maker->bytes + 2 * at, 2);
}

/* BL; the other 32-bit instructions are seldom run. */
static struct op wide(const struct maker *maker, uint32_t insn)
{
    if (maker->at + 2 > maker->room)
        return slow();
    uint32_t second = halfword(maker, maker->at + 1);
    if ((second & 0xD000) != 0xD000)
        return slow();
    return (struct op){.kind = OP_BL,
                       .m = 2 * maker->at + 4 + cpu_bl_offset(insn, second)};
}

static struct op decode(const struct maker *maker, uint32_t insn)
{
    switch (insn >> 11) {
    case 0:
    case 1:
    case 2: return shift(insn);
    case 3: return add_subtract(insn);
    case 4:
    case 5:
    case 6:
    case 7: return immediate8(insn);
    case 8: return insn & 0x400 ? special_data(insn) : data_processing(insn);
    case 9: return pc_relative(maker, insn, OP_LDR_LITERAL);
    case 10:
    case 11: return load_store_register(insn);
    case 12:
    case 13:
    case 14:
    case 15:
    case 16:
    case 17: return load_store_immediate(insn);
    case 18: return sp_relative(insn, OP_STR_IMM);
    case 19: return sp_relative(insn, OP_LDR_IMM);
    case 20: return pc_relative(maker, insn, OP_ADR);
    case 21: return sp_relative(insn, OP_ADDRESS);
    case 22:
    case 23: return miscellaneous(insn);
    case 24: return multiple(OP_STM, insn >> 8 & 7, insn & 0xFF);
    case 25: return multiple(OP_LDM, insn >> 8 & 7, insn & 0xFF);
    case 26:
    case 27: return branch_if(maker, insn);
    case 28: return branch(maker, insn);
    case 30: return wide(maker, insn);
    default: return slow();
    }
}

/* --- blocks --- */

static bool is_load(enum op_kind kind)
{
    return kind >= OP_LDR_LITERAL && kind <= OP_LDRB_IMM;
}

static bool is_store(enum op_kind kind)
{
    return (kind >= OP_STR_REG && kind <= OP_STRB_IMM) || kind == OP_STM ||
           kind == OP_PUSH;
}

/* Nothing in sequence comes after it. */
static bool is_last(enum op_kind kind)
{
    return kind == OP_SLOW || kind == OP_B || kind == OP_POP_PC ||
           (kind >= OP_BL && kind <= OP_MOV_PC);
}

/* Cycles when the block goes on behind the instruction. */
static uint32_t cycles_of(const struct op *op)
{
    switch (op->kind) {
    case OP_LDM:
    case OP_STM:
    case OP_PUSH:
    case OP_POP: return 1 + (uint32_t)__builtin_popcount(op->m);
    default: return is_load(op->kind) || is_store(op->kind) ? 2 : 1;
    }
}

/* Takes the next instruction; false: it was the last one. */
static bool take(struct maker *maker)
{
    struct block *block = maker->block;
    uint32_t insn = halfword(maker, maker->at);
    struct op op = decode(maker, insn);
    bool new_word = maker->at && !((maker->pc + 2 * maker->at) & 3);

    if (new_word && op.kind != OP_SLOW)
        maker->cycles += maker->wait;
    op.cycles = (uint8_t)maker->cycles;
    if (op.kind == OP_BL && (maker->pc + 2 * maker->at) & 2)
        op.cycles += maker->wait; /* of its second halfword */
    if (op.kind >= OP_POP_PC)
        op.d = (uint8_t)maker->at;
    /* The core may be in the instruction, with a data wait state for each
     * load, and one for the block's first word. */
    block->worst = (uint16_t)(maker->cycles + maker->loads + 1);
    block->ops[maker->at] = op;
    block->code[maker->at++] = (uint16_t)insn;
    if (op.kind == OP_BL)
        block->code[maker->at] = (uint16_t)halfword(maker, maker->at);
    maker->at += op.kind == OP_BL;
    maker->loads += is_load(op.kind);
    maker->cycles += cycles_of(&op);
    return !is_last(op.kind) && !(maker->sram && is_store(op.kind));
}

/* What is often run together is dispatched once. The second instruction keeps
 * its place and its own operands. */
static const struct pair {
    uint8_t first, second, both;
} pairs[] = {
    {OP_CMP_IMM, OP_BEQ, OP_CMP_IMM_BEQ},
    {OP_CMP_IMM, OP_BNE, OP_CMP_IMM_BNE},
    {OP_CMP, OP_BEQ, OP_CMP_BEQ},
    {OP_CMP, OP_BNE, OP_CMP_BNE},
    {OP_TST, OP_BEQ, OP_TST_BEQ},
    {OP_TST, OP_BNE, OP_TST_BNE},
    {OP_SUB_IMM, OP_BEQ, OP_SUB_IMM_BEQ},
    {OP_SUB_IMM, OP_BNE, OP_SUB_IMM_BNE},
    {OP_MOV_HIGH, OP_MOV_HIGH, OP_MOV_HIGH_TWICE},
};

static void join_pairs(struct block *block)
{
    for (unsigned i = 0; i + 1 < block->length; i++)
        for (unsigned j = 0; j < sizeof pairs / sizeof *pairs; j++)
            if (block->ops[i].kind == pairs[j].first &&
                block->ops[i + 1].kind == pairs[j].second) {
                block->ops[i].kind = pairs[j].both;
                i++;
                break;
            }
}

static void make(struct maker *maker)
{
    struct block *block = maker->block;

    block->wait = maker->wait;
    while (take(maker))
        if (maker->at == BLOCK_OPS || maker->at == maker->room)
            break;
    block->length = (uint8_t)maker->at;
    enum op_kind last = block->ops[maker->at - 1].kind;
    if (maker->at <= BLOCK_OPS && !is_last(last))
        block->ops[maker->at] = (struct op){.kind = OP_END,
                                            .cycles = (uint8_t)maker->cycles,
                                            .d = (uint8_t)maker->at,
                                            .m = 2 * maker->at};
    join_pairs(block);
}

/* --- finding --- */

static void forget(struct decoder *decoder)
{
    memset(decoder->map, 0, sizeof decoder->map);
    memset(decoder->near, 0, sizeof decoder->near);
    decoder->count = 0;
}

void decoder_doubt(struct decoder *decoder)
{
    if (++decoder->epoch != 0)
        return;
    for (unsigned i = 0; i < NEAR_COUNT; i++)
        decoder->near[i].trust = 0;
    decoder->epoch = 1;
}

static struct block *block_at(struct decoder *decoder, uint32_t halfword)
{
    if (decoder->map[halfword] == 0) {
        if (decoder->count == BLOCK_COUNT - 1)
            forget(decoder);
        decoder->map[halfword] = (uint16_t)++decoder->count;
        decoder->blocks[decoder->count].length = 0;
    }
    return &decoder->blocks[decoder->map[halfword]];
}

/* The block is what would be made now. */
static bool holds(const struct maker *maker)
{
    const struct block *block = maker->block;
    if (block->length == 0 || block->length > maker->room ||
        block->wait != maker->wait)
        return false;
    for (unsigned i = 0; i < block->length; i++)
        if (block->code[i] != halfword(maker, i))
            return false;
    return true;
}

static bool has_breakpoint(const struct watch *watch, uint32_t pc,
                           uint32_t length)
{
    for (uint32_t i = 0; i < watch->break_count; i++)
        if (watch->breaks[i] - pc < 2 * length)
            return true;
    return false;
}

struct block *decoder_block(struct decoder *decoder, const struct chip *chip,
                            uint32_t pc)
{
    const struct window *window = &chip->cpu.window;
    size_t offset = window->offset + (pc - window->lo);
    size_t byte = offset - offsetof(struct chip, nvm);
    struct block *block = block_at(decoder, (uint32_t)(byte / 2));
    struct maker maker = {
        .block = block,
        .bytes = (const uint8_t *)chip + offset,
        .room = (window->size - (pc - window->lo)) / 2,
        .pc = pc,
        .wait = window->sequential_wait,
        .sram = offset >= offsetof(struct chip, sram),
    };

    if (!holds(&maker))
        make(&maker);
    if (has_breakpoint(&chip->watch, pc, block->length))
        return NULL;
    if (!maker.sram)
        *block_near(decoder, pc) =
            (struct near){block_trust(decoder, pc), block};
    return block;
}
