/* SPDX-License-Identifier: MIT */
#include "chip/core/armv7m/decoder.h"

#include <string.h>

#include "chip/core/armv7m/decode.h"
#include "chip/core/armv7m/step.h"
#include "chip/little_endian.h"

/* A block being made. */
struct maker {
    struct block7 *block;
    const uint8_t *bytes; /* of its code, where the chip keeps it */
    uint32_t pc, room;    /* halfwords up to the end of the window */
    uint8_t wait, branch_wait, sets;
    bool sram;               /* a store ends the block */
    unsigned ops, at, count; /* so far */
    uint32_t cycles, more;   /* more: beyond them, at most */
    uint8_t it;
};

/* Bounds of what an instruction may take beyond its cost: wait states of a
 * read, a division. */
enum { MOST_WAIT = 16, MOST_DIVISION = 10 };

static uint16_t halfword(const struct maker *maker, unsigned at)
{
    return (uint16_t)little_endian(maker->bytes + 2 * at, 2);
}

static bool is_load(const struct op7 *op)
{
    return (op->kind >= V7_LDR_IMM && op->kind < V7_STR_IMM) ||
           op->kind == V7_TBB || op->kind == V7_TBH;
}

static bool is_store(const struct op7 *op)
{
    return (op->kind >= V7_STR_IMM && op->kind < V7_LOAD_OTHER) ||
           op->kind == V7_STORE_USER || op->kind == V7_STRD ||
           op->kind == V7_STM || op->kind == V7_STREX || op->kind == V7_VSTR ||
           op->kind == V7_VSTM;
}

/* Returns whether nothing in sequence follows, or only after the plain loop. */
static bool is_last(const struct op7 *op)
{
    if (op->kind >= V7_BEQ && op->kind <= V7_CBNZ)
        return false;
    return decode7_branches(op) || op->kind == V7_SVC || op->kind == V7_BKPT ||
           op->kind == V7_WFE || op->kind == V7_WFI ||
           (op->kind >= V7_UNDEFINED && op->kind <= V7_NOCP);
}

static uint32_t bound(const struct op7 *op)
{
    if (is_load(op))
        return MOST_WAIT;
    return op->kind == V7_SDIV || op->kind == V7_UDIV ? MOST_DIVISION : 0;
}

/* The words that an instruction is the first to fetch; the block's first word
 * is not among them. */
static uint32_t new_words(const struct maker *maker, const struct op7 *op)
{
    uint32_t pc = maker->pc + 2 * maker->at;
    return (maker->at && !(pc & 3)) || (op->size == 4 && pc & 2);
}

static struct op7 decode(const struct maker *maker)
{
    struct code7 code = {.pc = maker->pc + 2 * maker->at,
                         .first = halfword(maker, maker->at),
                         .it = maker->it,
                         .sets = maker->sets};
    if (decode7_is_wide(code.first))
        code.second = halfword(maker, maker->at + 1);
    return decode7(&code);
}

static void append(struct maker *maker, struct op7 op)
{
    op.cycles = (uint8_t)maker->cycles;
    op.at = (uint8_t)maker->at;
    op.count = (uint8_t)maker->count;
    op.it = maker->it;
    maker->block->ops[maker->ops++] = op;
}

/* Returns whether the next instruction fits: with one for its condition, and
 * the end. */
static bool fits(const struct maker *maker)
{
    enum { CYCLES = 160 }; /* leave room in op.cycles */
    if (maker->ops + 3 > BLOCK7_OPS || maker->cycles > CYCLES ||
        maker->at >= maker->room)
        return false;
    return !decode7_is_wide(halfword(maker, maker->at)) ||
           maker->at + 2 <= maker->room;
}

static uint8_t it_after(const struct maker *maker, const struct op7 *op)
{
    if (op->kind == V7_IT)
        return (uint8_t)op->imm;
    return maker->it ? decode7_it_next(maker->it) : 0;
}

/* Takes the next instruction; false: it was the last one. */
static bool take(struct maker *maker)
{
    enum { ALWAYS = 14 };
    struct op7 op = decode(maker);
    uint8_t condition = maker->it >> 4;
    maker->cycles += new_words(maker, &op) * maker->wait;
    maker->block->worst = (uint16_t)(maker->cycles + maker->more + 1);
    if (maker->it && condition < ALWAYS && op.kind != V7_BKPT)
        append(maker, (struct op7){.kind = V7_SKIP,
                                   .n = condition,
                                   .imm = op.cost - V7_SKIPPED});
    append(maker, op);
    for (unsigned i = 0; i < op.size / 2u; i++, maker->at++)
        maker->block->code[maker->at] = halfword(maker, maker->at);
    maker->cycles += op.cost;
    maker->more += bound(&op);
    maker->count++;
    maker->it = it_after(maker, &op);
    return !is_last(&op) && !(maker->sram && is_store(&op));
}

/* A block that ends by itself has an end, too: its last instruction may be
 * skipped. */
static void make(struct maker *maker)
{
    struct block7 *block = maker->block;
    block->pc = maker->pc;
    block->wait = maker->wait;
    block->branch_wait = maker->branch_wait;
    block->sets = maker->sets;
    while (fits(maker) && take(maker))
        ;
    append(maker,
           (struct op7){.kind = V7_END, .imm = maker->pc + 2 * maker->at});
    block->length = (uint8_t)maker->at;
}

/* Returns whether decoding again would give the same block. */
static bool holds(const struct maker *maker)
{
    const struct block7 *block = maker->block;
    if (!block->length || block->length > maker->room ||
        block->pc != maker->pc || block->wait != maker->wait ||
        block->branch_wait != maker->branch_wait || block->sets != maker->sets)
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

void decoder7_doubt(struct decoder7 *decoder)
{
    if (++decoder->epoch)
        return;
    memset(decoder->blocks, 0, sizeof decoder->blocks);
    decoder->epoch = 1;
}

static bool is_sram(enum region region)
{
    return region == REGION_SRAM || region == REGION_ALIAS_SRAM ||
           region == REGION_SRAM2;
}

struct block7 *decoder7_block(struct decoder7 *decoder, const struct chip *chip,
                              uint32_t pc)
{
    const struct window *window = &chip->cpu.window;
    uint32_t into = pc - window->lo;
    struct maker maker = {
        .block = decoder7_at(decoder, pc),
        .bytes = (const uint8_t *)chip + window->offset + into,
        .pc = pc,
        .room = (window->size - into) / 2,
        .wait = window->sequential_wait,
        .branch_wait = window->branch_wait,
        .sets = armv7m_sets(chip),
        .sram = is_sram(window->region),
    };
    if (!holds(&maker))
        make(&maker);
    maker.block->trust = 0;
    if (!maker.block->length ||
        has_breakpoint(&chip->watch, pc, maker.block->length))
        return NULL;
    if (!maker.sram)
        maker.block->trust = decoder->epoch;
    return maker.block;
}
