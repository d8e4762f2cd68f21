/* SPDX-License-Identifier: MIT */
#include "chip/core/armv6m/decoder.h"

#include <string.h>

#include "chip/core/armv6m/native.h"

/* A block being made. */
struct maker {
    struct block *block;
    struct straight code; /* up to the end of the window */
    uint32_t at;          /* halfwords so far */
    uint32_t cycles, loads;
    uint8_t wait, branch_wait; /* wait states, as in the block */
    bool sram;                 /* a store ends the block */
    bool ended; /* by an instruction that nothing in sequence follows */
};

/* --- blocks --- */

static bool is_sram(const struct chip *chip, size_t offset)
{
    return offset - offsetof(struct chip, memory) < chip->part.sram_size;
}

/* Returns the cycles if the block continues after the instruction. */
static uint32_t cycles_of(const struct op *op)
{
    const struct op_form *form = &op_forms[op->kind];
    if (form->is_list)
        return 1 + (uint32_t)__builtin_popcount(op->m);
    return form->unit ? 2 : 1;
}

/* Takes the next instruction; false: it was the last one. */
static bool take(struct maker *maker)
{
    struct block *block = maker->block;
    struct op op = decode(&maker->code, maker->at);
    const struct op_form *form = &op_forms[op.kind];
    bool new_word = maker->at && !((maker->code.pc + 2 * maker->at) & 3);

    if (new_word && op.kind != OP_SLOW)
        maker->cycles += maker->wait;
    op.cycles = (uint8_t)maker->cycles;
    if (op.kind == OP_BL && (maker->code.pc + 2 * maker->at) & 2)
        op.n = maker->wait; /* of its second halfword */
    if (op.kind >= OP_POP_PC)
        op.d = (uint8_t)maker->at;
    /* Bounds the cycles within the instruction: a data wait state for each load
     * except those of lists, and one for the block's first word. */
    block->worst = (uint16_t)(maker->cycles + maker->loads + 1);
    maker->ended = op_ends_block(&op);
    for (unsigned i = op.kind == OP_BL ? 2 : 1; i; i--, maker->at++) {
        block->ops[maker->at] = op;
        block->code[maker->at] =
            (uint16_t)code_halfword(&maker->code, maker->at);
    }
    maker->loads += form->unit && !form->is_store && !form->is_list;
    maker->cycles += cycles_of(&op);
    return !maker->ended && !(maker->sram && form->is_store);
}

static void make(struct maker *maker)
{
    struct block *block = maker->block;

    block->pc = maker->code.pc;
    block->wait = maker->wait;
    block->branch_wait = maker->branch_wait;
    block->heat = block->lame = 0;
    block->entry = block->body = 0;
    while (take(maker))
        if (maker->at == BLOCK_OPS || maker->at == maker->code.room)
            break;
    block->length = (uint8_t)maker->at;
    block->reach = block->length;
    if (!maker->ended)
        block->ops[maker->at] = (struct op){.kind = OP_END,
                                            .cycles = (uint8_t)maker->cycles,
                                            .d = (uint8_t)maker->at,
                                            .m = 2 * maker->at};
}

/* --- finding --- */

static void forget(struct decoder6 *decoder)
{
    memset(decoder->map, 0, decoder->memory);
    memset(decoder->near, 0, sizeof decoder->near);
    decoder->count = 0;
    if (decoder->native)
        native_clear(decoder->native);
}

void decoder6_native(struct decoder6 *decoder, struct native *native)
{
    decoder->native = native_host() ? native : NULL;
    decoder->hot = decoder->native ? BLOCK_HOT : 0;
    forget(decoder);
}

void decoder6_begin(struct decoder6 *decoder, const struct chip *chip)
{
    uint32_t memory = chip->size - (uint32_t)offsetof(struct chip, memory);
    if (decoder->memory != memory ||
        decoder->sram_size != chip->part.sram_size) {
        forget(decoder);
        decoder->memory = memory;
        decoder->sram_size = chip->part.sram_size;
    }
    decoder6_doubt(decoder);
}

void decoder6_doubt(struct decoder6 *decoder)
{
    if (++decoder->epoch == 0) {
        forget(decoder);
        decoder->epoch = 1;
    }
    if (decoder->native)
        decoder->native->epoch = decoder->epoch;
}

/* Decodes the block that begins at `halfword` of the chip's memory, for the
 * first time or after its code has changed. */
static struct block *new_block(struct decoder6 *decoder, uint32_t halfword)
{
    if (decoder->count == BLOCK_COUNT - 1)
        forget(decoder);
    decoder->map[halfword] = (uint16_t)++decoder->count;
    return &decoder->blocks[decoder->count];
}

/* Returns whether decoding again would give the same block. */
static bool holds(const struct maker *maker)
{
    const struct block *block = maker->block;
    if (block->reach > maker->code.room || block->pc != maker->code.pc ||
        block->wait != maker->wait || block->branch_wait != maker->branch_wait)
        return false;
    for (unsigned i = 0; i < block->length; i++)
        if (block->code[i] != code_halfword(&maker->code, i))
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

/* Emitted code may still jump to this block by number, so a number is never
 * reused for other code. */
static void renew(struct decoder6 *decoder, struct maker *maker,
                  uint32_t halfword)
{
    uint16_t known = decoder->map[halfword];
    maker->block = &decoder->blocks[known];
    if (known && holds(maker))
        return;
    if (!known || maker->block->entry)
        maker->block = new_block(decoder, halfword);
    make(maker);
}

static void trust(struct decoder6 *decoder, struct block *block)
{
    *block_near(decoder, block->pc) =
        (struct near){block_trust(decoder, block->pc), block};
    if (decoder->native && block->body)
        decoder->native->trusted[block - decoder->blocks] = decoder->epoch;
}

struct block *decoder6_block(struct decoder6 *decoder, const struct chip *chip,
                             uint32_t pc)
{
    const struct window *window = &chip->cpu.window;
    size_t offset = window->offset + (pc - window->lo);
    size_t byte = offset - offsetof(struct chip, memory);
    struct maker maker = {
        .code = {(const uint8_t *)chip + offset,
                 (window->size - (pc - window->lo)) / 2, pc},
        .wait = window->sequential_wait,
        .branch_wait = window->branch_wait,
        .sram = is_sram(chip, offset),
    };

    renew(decoder, &maker, (uint32_t)(byte / 2));
    if (has_breakpoint(&chip->watch, pc, maker.block->length))
        return NULL;
    if (!maker.sram)
        trust(decoder, maker.block);
    return maker.block;
}

void decoder6_translate(struct decoder6 *decoder, const struct chip *chip,
                        struct block *block)
{
    const struct window *window = &chip->cpu.window;
    size_t offset = window->offset + (block->pc - window->lo);
    uint32_t number = (uint32_t)(block - decoder->blocks);
    if (is_sram(chip, offset) || block->ops[0].kind == OP_SLOW)
        return;
    if (native_make(decoder->native, block, number, chip))
        trust(decoder, block);
    else
        forget(decoder);
}

void decoder6_stayed(struct decoder6 *decoder, struct block *block,
                     uint32_t count)
{
    if (count >= SHORT_STAY) {
        block->lame = 0;
    } else if (++block->lame == BLOCK_LAME) {
        decoder->native->trusted[block - decoder->blocks] = 0;
        block->body = 0;
    }
}
