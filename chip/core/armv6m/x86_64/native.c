/* SPDX-License-Identifier: MIT
 *
 * Translates blocks for x86-64 hosts, and runs them.
 */
#include <stddef.h>
#include <string.h>

#include "chip/core/armv6m/native.h"
#include "chip/core/armv6m/x86_64/translator.h"

/* enter.S */
void native_enter(struct native_state *state, const void *code);
void native_leave(void);
void native_jump(void);
void native_serialize(void);

_Static_assert(offsetof(struct native_state, which) == 40, "enter.S");
_Static_assert(offsetof(struct native, jumps) == 44 + 4 * BLOCK_COUNT,
               "enter.S");
_Static_assert(NATIVE_JUMPS == 1024 && sizeof(struct native_jump) == 8,
               "enter.S");

/* --- one block --- */

static void miss_if(struct translator *t, unsigned condition)
{
    t->misses[t->miss_count++] = emit_jump_if(&t->e, condition);
}

/* Emits an entry for code that comes with `wait` wait states for the first
 * word: it checks that the block is trusted, and that nothing is due before it
 * ends. */
static uint32_t way_in(struct translator *t, unsigned wait)
{
    uint32_t entry = t->e.at;
    size_t trusted =
        offsetof(struct native, trusted) + sizeof(uint32_t) * t->number;
    emit_rm(&t->e, X86_MOV, EAX, member(offsetof(struct native, epoch)));
    emit_rm(&t->e, X86_CMP, EAX, member(trusted));
    miss_if(t, X86_NE);
    emit_immediate(&t->e, X86_IMM_CMP, in(LEFT), t->block->worst);
    miss_if(t, X86_LE);
    if (wait)
        emit_immediate(&t->e, X86_IMM_SUB, in(LEFT), wait);
    return entry;
}

static void body(struct translator *t)
{
    const struct op *op = t->block->ops;
    do {
        t->i = (uint8_t)(op - t->block->ops);
        if (!x86_64_compute(t, op) && !x86_64_memory(t, op))
            x86_64_branch(t, op);
    } while (!op_ends_block(op++));
}

/* The targets of the jumps out of the block. */
static void ways_out(struct translator *t)
{
    for (unsigned i = 0; i < t->taken_count; i++) {
        emit_aim(&t->e, t->taken[i].jump, t->e.at);
        x86_64_branch_taken(t, &t->block->ops[t->taken[i].op]);
    }
    for (unsigned i = 0; i < t->inside_count; i++) {
        emit_aim(&t->e, t->inside[i].jump, t->e.at);
        x86_64_leave(t, t->inside[i].op, NATIVE_INSIDE | t->number);
    }
    for (unsigned i = 0; i < t->miss_count; i++)
        emit_aim(&t->e, t->misses[i], t->e.at);
    x86_64_leave(t, t->pc, 0);
}

bool native_make(struct native *native, struct block *block, uint32_t number,
                 const struct chip *chip)
{
    uint32_t pc = block->pc;
    struct translator t = {
        .e = {.base = (uint8_t *)native,
              .at = offsetof(struct native, code) + native->used,
              .end = sizeof *native},
        .block = block,
        .chip = chip,
        .pc = pc,
        .number = number,
    };
    const struct window *window = &chip->cpu.window;

    x86_64_find_live_flags(&t);
    block->entry = way_in(&t, window->branch_wait);
    block->body = t.e.at;
    body(&t);
    uint32_t wait = pc & 2 ? 0 : window->sequential_wait;
    block->entry_in_sequence = block->entry;
    if (wait != window->branch_wait) {
        block->entry_in_sequence = way_in(&t, wait);
        emit_aim(&t.e, emit_jump(&t.e), block->body);
    }
    ways_out(&t);
    if (block->reach < t.reach / 2)
        block->reach = (uint16_t)(t.reach / 2);
    if (t.e.at > t.e.end) {
        block->body = 0;
        return false;
    }
    native_serialize();
    native->used = t.e.at - offsetof(struct native, code);
    native->jumps[pc / 2 % NATIVE_JUMPS] =
        (struct native_jump){pc, block->entry};
    return true;
}

/* --- use --- */

bool native_host(void)
{
    return true;
}

void native_clear(struct native *native)
{
    native->leave = native_leave;
    native->jump = native_jump;
    native->used = 0;
    native->pending = (struct native_tie){0};
    memset(native->trusted, 0, sizeof native->trusted);
    for (unsigned i = 0; i < NATIVE_JUMPS; i++)
        native->jumps[i].pc = NATIVE_NOWHERE;
}

void native_run(struct native *native, const struct block *block,
                struct native_state *state)
{
    native_enter(state, (const uint8_t *)native->executable + block->body);
    native->pending = (struct native_tie){0};
    if (!(state->which & NATIVE_INSIDE))
        native->pending = (struct native_tie){state->which, state->at,
                                              state->last & NATIVE_IN_SEQUENCE};
}

void native_tie(struct native *native, const struct block *block)
{
    const struct native_tie *tie = &native->pending;
    struct emitter e = {.base = (uint8_t *)native, .end = sizeof *native};
    if (tie->jump && tie->to == block->pc) {
        emit_aim(&e, tie->jump,
                 tie->in_sequence ? block->entry_in_sequence : block->entry);
        native_serialize();
    }
    native->pending = (struct native_tie){0};
}
