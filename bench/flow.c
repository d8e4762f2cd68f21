/* SPDX-License-Identifier: MIT */
#include "bench/flow.h"

#include <stdlib.h>
#include <string.h>

#include "chip/little_endian.h"

enum {
    PATHS = 48,     /* that wait to be followed */
    VISITED = 4096, /* a power of two: places whose visits are counted */
    CASES = 64,     /* of a table branch */
    RAM_FIRST = 0x10000000,
    RAM_LAST = 0x3FFFFFFF
};

struct walk {
    const struct image *image;
    const struct flow_observer *observer;
    struct flow_state *paths; /* PATHS of them */
    uint32_t *at;             /* where each goes on */
    unsigned count;
    uint64_t visited[VISITED];
    uint8_t visits[VISITED];
    unsigned steps;
};

/* --- values --- */

static struct flow_value unknown(void)
{
    return (struct flow_value){.kind = FLOW_UNKNOWN};
}

static struct flow_value constant(uint32_t number)
{
    return (struct flow_value){.kind = FLOW_CONSTANT, .number = number};
}

static struct flow_value word_at(uint32_t address)
{
    return (struct flow_value){.kind = FLOW_WORD, .number = address};
}

static uint32_t calculate(enum thumb_operation operation, uint32_t a,
                          uint32_t b)
{
    switch (operation) {
    case THUMB_MOV: return b;
    case THUMB_MOVT: return (a & 0xFFFF) | b << 16;
    case THUMB_ADD: return a + b;
    case THUMB_SUB: return a - b;
    case THUMB_AND: return a & b;
    case THUMB_ORR: return a | b;
    case THUMB_BIC: return a & ~b;
    case THUMB_EOR: return a ^ b;
    case THUMB_LSL: return b < 32 ? a << b : 0;
    case THUMB_LSR: return b < 32 ? a >> b : 0;
    case THUMB_MVN: return ~b;
    }
    return 0;
}

/* A word of the hardware in which a constant sets or clears bits. */
static struct flow_value change_word(enum thumb_operation operation,
                                     struct flow_value word, uint32_t b)
{
    if (operation == THUMB_ORR) {
        word.set |= b;
        word.cleared &= ~b;
    } else if (operation == THUMB_BIC || operation == THUMB_AND) {
        uint32_t mask = operation == THUMB_BIC ? b : ~b;
        word.cleared |= mask;
        word.set &= ~mask;
    } else if (b)
        word.changed = true;
    return word;
}

static bool adds(enum thumb_operation operation)
{
    return operation == THUMB_ADD || operation == THUMB_SUB;
}

static struct flow_value combine(enum thumb_operation operation,
                                 struct flow_value a, struct flow_value b)
{
    if (operation == THUMB_MOV)
        return b;
    if (b.kind == FLOW_CONSTANT &&
        (a.kind == FLOW_CONSTANT || operation == THUMB_MVN)) {
        struct flow_value sum =
            constant(calculate(operation, a.number, b.number));
        sum.initial = a.initial || b.initial;
        return sum;
    }
    if (a.kind == FLOW_STACK && b.kind == FLOW_CONSTANT && adds(operation)) {
        a.number = calculate(operation, a.number, b.number);
        return a;
    }
    if (a.kind == FLOW_WORD && b.kind == FLOW_CONSTANT)
        return change_word(operation, a, b.number);
    if (b.kind == FLOW_WORD && a.kind == FLOW_CONSTANT &&
        (operation == THUMB_ORR || operation == THUMB_AND))
        return change_word(operation, b, a.number);
    if (operation == THUMB_ORR && a.kind == FLOW_UNKNOWN &&
        b.kind == FLOW_CONSTANT)
        return (struct flow_value){.set = b.number};
    return unknown();
}

/* --- memory --- */

static struct flow_cell *find_cell(struct flow_state *state,
                                   struct flow_value address)
{
    for (unsigned i = 0; i < state->cell_count; i++)
        if (state->cells[i].kind == address.kind &&
            state->cells[i].address == address.number)
            return &state->cells[i];
    return NULL;
}

/* The oldest word is forgotten when there are too many. */
static void put_cell(struct flow_state *state, struct flow_value address,
                     struct flow_value value)
{
    struct flow_cell *cell = find_cell(state, address);
    if (!cell && state->cell_count < FLOW_CELLS)
        cell = &state->cells[state->cell_count++];
    if (!cell)
        cell = &state->cells[state->cell_next++ % FLOW_CELLS];
    *cell = (struct flow_cell){address.kind, address.number, value};
}

static bool is_ram(uint32_t address)
{
    return address >= RAM_FIRST && address <= RAM_LAST &&
           (address < 0x1F000000 || address >= 0x20000000);
}

static struct flow_value load_constant(const struct walk *walk,
                                       uint32_t address, unsigned width)
{
    const uint8_t *bytes = image_run_bytes(walk->image, address, width);
    if (!bytes)
        return is_ram(address) ? unknown() : word_at(address);
    struct flow_value value = constant(little_endian(bytes, width));
    value.initial = is_ram(address);
    return value;
}

static void observe(struct walk *walk, struct flow_state *state, uint32_t pc,
                    struct flow_value address, struct flow_value value,
                    bool store)
{
    if (address.kind == FLOW_CONSTANT)
        walk->observer->access(walk->observer->context, pc, address.number,
                               &value, store, state);
}

static struct flow_value load(struct walk *walk, struct flow_state *state,
                              uint32_t pc, struct flow_value address,
                              unsigned width)
{
    struct flow_cell *cell =
        address.kind == FLOW_CONSTANT || address.kind == FLOW_STACK
            ? find_cell(state, address)
            : NULL;
    struct flow_value value = unknown();
    if (cell)
        value = cell->value;
    else if (address.kind == FLOW_CONSTANT)
        value = load_constant(walk, address.number, width);
    if (value.kind == FLOW_WORD && width < 4)
        value.changed = true;
    observe(walk, state, pc, address, value, false);
    return value;
}

static void store(struct walk *walk, struct flow_state *state, uint32_t pc,
                  struct flow_value address, struct flow_value value)
{
    observe(walk, state, pc, address, value, true);
    if (address.kind == FLOW_STACK ||
        (address.kind == FLOW_CONSTANT && is_ram(address.number)))
        put_cell(state, address, value);
}

/* --- registers --- */

/* The stack was moved elsewhere: MSP was set. */
static void set_msp(struct flow_state *state, uint32_t pc,
                    struct flow_value value)
{
    state->r[THUMB_SP] = value;
    state->msp_set = value.kind != FLOW_STACK;
    state->msp = value;
    state->msp_at = pc;
    state->msp_used = 0;
    state->msp_undone = 0;
}

/* SP takes a value of another register or of memory. */
static void move_stack(struct flow_state *state, uint32_t pc,
                       struct flow_value value)
{
    if (value.kind == FLOW_CONSTANT || value.kind == FLOW_WORD)
        set_msp(state, pc, value);
}

static void put(struct flow_state *state, uint32_t pc, unsigned rd,
                struct flow_value value)
{
    if (rd == THUMB_SP && value.kind != FLOW_STACK &&
        state->r[THUMB_SP].kind == FLOW_STACK) {
        move_stack(state, pc, value);
    } else if (rd < THUMB_PC) {
        if (rd == THUMB_SP && value.kind == FLOW_STACK && state->msp_set) {
            state->msp_set = false;
            state->msp_undone = pc;
        }
        state->r[rd] = value;
    }
}

/* A register takes a value as it is; SP then points to another stack. */
static void move(struct flow_state *state, uint32_t pc, unsigned rd,
                 struct flow_value value)
{
    if (rd == THUMB_SP && value.kind != FLOW_STACK)
        move_stack(state, pc, value);
    else
        put(state, pc, rd, value);
}

static struct flow_value get(const struct flow_state *state, unsigned r)
{
    return r < THUMB_PC ? state->r[r] : unknown();
}

static struct flow_value operand(const struct flow_state *state,
                                 const struct thumb *t)
{
    if (t->rm == THUMB_NONE)
        return constant(t->imm);
    struct flow_value value = get(state, t->rm);
    return t->shift ? combine(THUMB_LSL, value, constant(t->shift)) : value;
}

/* A constant that the reset handler loads into SP, and then uses, is where the
 * stack of the image itself begins. */
static void begin_stack(struct flow_state *state)
{
    state->no_stack = false;
    if (!state->msp_set || state->msp.kind != FLOW_CONSTANT)
        return;
    state->msp_set = false;
    state->r[THUMB_SP] = (struct flow_value){.kind = FLOW_STACK};
}

static void use_stack(struct flow_state *state, uint32_t pc, unsigned rn)
{
    if (rn != THUMB_SP)
        return;
    if (state->no_stack)
        begin_stack(state);
    if (state->msp_set && !state->msp_used)
        state->msp_used = pc;
}

/* --- paths --- */

static uint64_t place_of(const struct flow_state *state, uint32_t pc)
{
    return pc | (uint64_t)(state->depth ? state->returns[state->depth - 1] : 0)
                    << 32;
}

/* False: PC was visited often enough, with the same effects in force: a way on
 * which less was switched on is followed, too. */
static bool visit(struct walk *walk, const struct flow_state *state,
                  uint32_t pc)
{
    uint64_t place = (place_of(state, pc) + 1) ^ state->on * 0x100000001B3u;
    place += !place;
    uint64_t hash = place * 0x9E3779B97F4A7C15u >> 52;
    for (unsigned i = 0; i < VISITED; i++) {
        unsigned slot = (unsigned)(hash + i) % VISITED;
        if (!walk->visited[slot])
            walk->visited[slot] = place;
        if (walk->visited[slot] == place)
            return walk->visits[slot]++ < FLOW_VISITS;
    }
    return false;
}

static void add_path(struct walk *walk, const struct flow_state *state,
                     uint32_t pc)
{
    if (walk->count == PATHS)
        return;
    walk->paths[walk->count] = *state;
    walk->at[walk->count++] = pc;
}

/* Goes on behind the call, or ends the path. Returns where, 0 = it ends. */
static uint32_t go_back(struct flow_state *state)
{
    return state->depth ? state->returns[--state->depth] : 0;
}

static void forget_call(struct flow_state *state)
{
    static const unsigned lost[] = {0, 1, 2, 3, 12, THUMB_LR};
    for (unsigned i = 0; i < sizeof lost / sizeof *lost; i++)
        state->r[lost[i]] = unknown();
}

static uint32_t call(struct walk *walk, struct flow_state *state, uint32_t pc,
                     uint32_t target, uint32_t back)
{
    switch (walk->observer->call(walk->observer->context, pc, target, state)) {
    case FLOW_NEVER_RETURNS: return 0;
    case FLOW_INTO:
        if (state->depth < FLOW_DEPTH) {
            state->returns[state->depth++] = back;
            state->r[THUMB_LR] = (struct flow_value){.kind = FLOW_RETURN};
            return target;
        }
        break;
    case FLOW_OVER: break;
    }
    forget_call(state);
    return back;
}

/* Branches to a value. BACK: 0, or where a call returns to. */
static uint32_t go(struct walk *walk, struct flow_state *state, uint32_t pc,
                   struct flow_value target, bool exchange, uint32_t back)
{
    struct thumb t;
    if (target.kind == FLOW_RETURN)
        return go_back(state);
    if (target.kind == FLOW_CONSTANT &&
        flow_fetch(walk->image, target.number & ~1u, &t)) {
        if (exchange && !(target.number & 1))
            return 0; /* data: no way through the code leads here */
        uint32_t place = target.number & ~1u;
        if (back)
            return call(walk, state, pc, place, back);
        walk->observer->tail(walk->observer->context, pc, place, state);
        return place;
    }
    if (target.kind == FLOW_CONSTANT || target.kind == FLOW_WORD ||
        state->msp_set)
        walk->observer->jump(walk->observer->context, pc, &target, exchange,
                             state);
    if (!back)
        return 0;
    forget_call(state);
    return back;
}

/* The cases of TBB and TBH follow the instruction, up to the first of them. */
static void follow_table(struct walk *walk, const struct flow_state *state,
                         uint32_t pc, bool halfwords)
{
    uint32_t base = pc + 4, nearest = UINT32_MAX, size = halfwords ? 2 : 1;
    for (unsigned i = 0; i < CASES && base + i * size < nearest; i++) {
        const uint8_t *entry =
            image_run_bytes(walk->image, base + i * size, size);
        if (!entry)
            return;
        uint32_t target = base + 2 * little_endian(entry, size);
        nearest = target < nearest ? target : nearest;
        add_path(walk, state, target);
    }
}

/* --- instructions --- */

static struct flow_value address_of(const struct flow_state *state,
                                    const struct thumb *t)
{
    if (t->rn == THUMB_NONE)
        return constant(t->imm);
    struct flow_value base = get(state, t->rn);
    return t->post ? base : combine(THUMB_ADD, base, operand(state, t));
}

static uint32_t step_memory(struct walk *walk, struct flow_state *state,
                            uint32_t pc, const struct thumb *t)
{
    use_stack(state, pc, t->rn);
    struct flow_value address = address_of(state, t);
    struct flow_value moved =
        t->writeback ? combine(THUMB_ADD, get(state, t->rn), constant(t->imm))
                     : unknown();
    if (t->kind == THUMB_STORE)
        store(walk, state, pc, address, get(state, t->rd));
    struct flow_value value = t->kind == THUMB_LOAD
                                  ? load(walk, state, pc, address, t->width)
                                  : unknown();
    if (t->writeback)
        put(state, pc, t->rn, moved);
    if (t->kind == THUMB_LOAD && t->rd == THUMB_PC)
        return go(walk, state, pc, value, true, 0);
    if (t->kind == THUMB_LOAD)
        move(state, pc, t->rd, value);
    return pc + t->size;
}

static uint32_t step_many(struct walk *walk, struct flow_state *state,
                          uint32_t pc, const struct thumb *t)
{
    use_stack(state, pc, t->rn);
    struct flow_value base =
        t->rn == THUMB_NONE ? constant(0) : get(state, t->rn);
    struct flow_value at =
        t->post ? base : combine(THUMB_ADD, base, constant(t->imm));
    struct flow_value target = {.kind = FLOW_UNKNOWN};
    for (unsigned i = 0; i < 16; i++) {
        unsigned r = t->falling ? 15 - i : i;
        if (!(t->list >> r & 1))
            continue;
        if (t->kind == THUMB_STORE_MANY)
            store(walk, state, pc, at, get(state, r));
        else if (r == THUMB_PC)
            target = load(walk, state, pc, at, 4);
        else
            put(state, pc, r, load(walk, state, pc, at, 4));
        at = combine(THUMB_ADD, at, constant(4));
    }
    if (t->writeback)
        put(state, pc, t->rn,
            t->imm ? combine(THUMB_ADD, base, constant(t->imm)) : at);
    if (t->kind != THUMB_LOAD_MANY || !(t->list >> THUMB_PC))
        return pc + t->size;
    if (target.kind == FLOW_UNKNOWN)
        return go_back(state); /* so functions return */
    return go(walk, state, pc, target, true, 0);
}

static void step_alu(struct flow_state *state, uint32_t pc,
                     const struct thumb *t)
{
    struct flow_value value =
        combine(t->operation, get(state, t->rn), operand(state, t));
    if (t->operation == THUMB_MOV)
        move(state, pc, t->rd, value);
    else
        put(state, pc, t->rd, value);
}

static void step_special(struct walk *walk, struct flow_state *state,
                         uint32_t pc, const struct thumb *t)
{
    struct flow_value value = get(state, t->rm);
    if (t->imm == THUMB_MSP)
        set_msp(state, pc, value);
    if (t->imm == THUMB_CONTROL)
        state->control = true;
    if (t->imm == THUMB_PRIMASK) {
        state->primask =
            value.kind == FLOW_CONSTANT ? (int)(value.number & 1) : -1;
        state->primask_at = pc;
    }
    walk->observer->special(walk->observer->context, pc, t->imm, state);
}

/* Does what the instruction does; returns where the path goes on, 0 = it ends.
 */
static uint32_t step(struct walk *walk, struct flow_state *state, uint32_t pc,
                     const struct thumb *t)
{
    uint32_t next = pc + t->size;
    switch (t->kind) {
    case THUMB_UNDEFINED: return 0;
    case THUMB_OTHER: put(state, pc, t->rd, unknown()); return next;
    case THUMB_CLOBBER:
        for (unsigned r = 0; r < THUMB_SP; r++)
            state->r[r] = unknown();
        return next;
    case THUMB_ALU: step_alu(state, pc, t); return next;
    case THUMB_LOAD:
    case THUMB_STORE: return step_memory(walk, state, pc, t);
    case THUMB_LOAD_MANY:
    case THUMB_STORE_MANY: return step_many(walk, state, pc, t);
    case THUMB_BRANCH:
        walk->observer->tail(walk->observer->context, pc, t->imm, state);
        return t->imm == pc ? 0 : t->imm;
    case THUMB_IF: add_path(walk, state, t->imm); return next;
    case THUMB_CALL: return call(walk, state, pc, t->imm, next);
    case THUMB_TABLE: follow_table(walk, state, pc, t->imm); return 0;
    case THUMB_GO:
        return go(walk, state, pc, get(state, t->rm), t->exchange, 0);
    case THUMB_GO_CALL:
        return go(walk, state, pc, get(state, t->rm), t->exchange, next);
    case THUMB_TO_SPECIAL: step_special(walk, state, pc, t); return next;
    case THUMB_MASK:
        state->primask = (int)t->imm;
        state->primask_at = pc;
        return next;
    case THUMB_IT:
        state->condition = t->imm;
        state->inverse = true;
        add_path(walk, state, next);
        state->inverse = false;
        return next;
    }
    return 0;
}

/* True: the instruction belongs to the other way through an IT block. */
static bool skipped(struct flow_state *state)
{
    if (state->condition <= 1)
        return false;
    bool then = state->condition & 1;
    state->condition >>= 1;
    return then == state->inverse;
}

bool flow_fetch(const struct image *image, uint32_t pc, struct thumb *t)
{
    const uint8_t *bytes = image_run_bytes(image, pc, 2);
    if (!bytes || pc & 1 || !image_is_code(image, pc))
        return false;
    const uint8_t *more = image_run_bytes(image, pc + 2, 2);
    *t = thumb_decode(pc, (uint16_t)little_endian(bytes, 2),
                      more ? (uint16_t)little_endian(more, 2) : 0);
    return true;
}

static void follow_path(struct walk *walk, struct flow_state *state,
                        uint32_t pc)
{
    struct thumb t;
    while (pc && flow_fetch(walk->image, pc, &t)) {
        if (!visit(walk, state, pc))
            return;
        if (walk->steps++ == FLOW_STEPS)
            return;
        pc = skipped(state) ? pc + t.size : step(walk, state, pc, &t);
    }
}

static struct flow_state at_entry(bool no_stack)
{
    struct flow_state state = {.primask = -1, .no_stack = no_stack};
    state.r[THUMB_SP].kind = FLOW_STACK;
    state.r[THUMB_LR].kind = FLOW_RETURN;
    return state;
}

void flow_follow(const struct image *image, uint32_t start,
                 const struct flow_observer *observer)
{
    struct walk *walk = calloc(1, sizeof *walk);
    struct flow_state state = at_entry(observer->no_stack);
    if (!walk)
        return;
    walk->image = image;
    walk->observer = observer;
    walk->paths = malloc(PATHS * sizeof *walk->paths);
    walk->at = malloc(PATHS * sizeof *walk->at);
    if (walk->paths && walk->at)
        add_path(walk, &state, start);
    while (walk->count && walk->steps < FLOW_STEPS) {
        state = walk->paths[--walk->count];
        follow_path(walk, &state, walk->at[walk->count]);
    }
    free(walk->paths);
    free(walk->at);
    free(walk);
}
