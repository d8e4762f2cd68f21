/* SPDX-License-Identifier: MIT */
#include "bench/lint_code.h"

#include <stdlib.h>
#include <string.h>

#include "bench/grow.h"
#include "bench/image_attributes.h"
#include "bench/returns.h"

enum {
    SCAN = 64,   /* instructions of a function that are looked at beforehand */
    LEAF = 20,   /* instructions of a function that is small */
    RECENT = 64, /* accesses that are looked at for the same one */
    WAYS = 8,    /* states of a jump that are kept */
    FIXED = 64,  /* rounds until the effects of all calls are known, at most */
    FUNCTIONS = 40000
};

/* ARMv6-M and later, B3; the watchdogs of all families but the H7 with a D1
 * domain, whose are elsewhere: WWDG_CR and IWDG_KR. */
#define SYST_CSR     0xE000E010
#define NVIC_ISER    0xE000E100
#define NVIC_ICER    0xE000E180
#define NVIC_SIZE    0x40
#define SCB_VTOR     0xE000ED08
#define IWDG_KR      0x40003000
#define IWDG_KR_H7   0x58004800
#define IWDG_START   0xCCCC
#define WWDG_CR      0x40002C00
#define WWDG_CR_H7   0x50003000
#define WWDG_CR_WDGA 0x80

/* A pass over one function. */
struct pass {
    struct lint_code *code;
    uint32_t function;
    bool second; /* what each function does is known now */
    uint64_t on, off;
};

/* --- lists --- */

static void *append(struct lint_code *code, void *list, unsigned count,
                    unsigned *capacity, size_t size)
{
    void *grown = grow(list, count, capacity, size);
    code->out_of_memory |= !grown;
    return grown;
}

/* The place of START among the functions; they are sorted. */
static unsigned place_of(const struct lint_code *code, uint32_t start)
{
    unsigned lo = 0, hi = code->function_count;
    while (lo < hi) {
        unsigned middle = lo + (hi - lo) / 2;
        if (code->functions[middle].start < start)
            lo = middle + 1;
        else
            hi = middle;
    }
    return lo;
}

static struct lint_function *find(const struct lint_code *code, uint32_t start)
{
    unsigned i = place_of(code, start);
    return i < code->function_count && code->functions[i].start == start
               ? &code->functions[i]
               : NULL;
}

const struct lint_function *lint_code_function(const struct lint_code *code,
                                               uint32_t start)
{
    return find(code, start);
}

/* --- what a function looks like --- */

static bool ends(const struct thumb *t)
{
    return t->kind == THUMB_UNDEFINED || t->kind == THUMB_BRANCH ||
           t->kind == THUMB_GO ||
           (t->kind == THUMB_LOAD_MANY && t->list >> THUMB_PC);
}

/* It sets the stack or branches to an address in a register: such functions,
 * and small ones, depend on what they are called with. */
static bool jumps(const struct thumb *t)
{
    return (t->kind == THUMB_TO_SPECIAL && t->imm == THUMB_MSP) ||
           t->kind == THUMB_GO_CALL ||
           (t->kind == THUMB_GO && t->rm != THUMB_LR);
}

static bool worth_entering(const struct lint_code *code, uint32_t start)
{
    struct thumb t;
    bool calls = false;
    for (unsigned i = 0; i < SCAN && flow_fetch(code->image, start, &t); i++) {
        if (jumps(&t))
            return true;
        calls |= t.kind == THUMB_CALL;
        if (ends(&t))
            return !calls && i < LEAF;
        start += t.size;
    }
    return false;
}

/* --- functions --- */

static int compare_addresses(const void *a, const void *b)
{
    uint32_t first = *(const uint32_t *)a, second = *(const uint32_t *)b;
    return (first > second) - (first < second);
}

static bool is_endless(const struct lint_code *code, uint32_t start)
{
    return code->endless_count &&
           bsearch(&start, code->endless, code->endless_count, sizeof start,
                   compare_addresses);
}

static struct lint_function *add_function(struct lint_code *code,
                                          uint32_t start)
{
    struct thumb t;
    unsigned place = place_of(code, start);
    struct lint_function *list = code->functions;
    if (place < code->function_count && list[place].start == start)
        return &list[place];
    if (code->function_count == FUNCTIONS ||
        !flow_fetch(code->image, start, &t) || t.kind == THUMB_UNDEFINED)
        return NULL;
    list = append(code, list, code->function_count, &code->function_capacity,
                  sizeof *list);
    if (!list)
        return NULL;
    code->functions = list;
    memmove(&list[place + 1], &list[place],
            (code->function_count++ - place) * sizeof *list);
    list[place] = (struct lint_function){
        .start = start,
        .into = worth_entering(code, start),
        .returns = !is_endless(code, start),
    };
    return &list[place];
}

/* Reads the vector table: word 1 and what looks like handlers behind it. */
static void add_vectors(struct lint_code *code)
{
    uint32_t word;
    image_word(code->image, code->vectors, &code->sp);
    image_word(code->image, code->vectors + 4, &code->reset);
    add_function(code, code->reset & ~1u);
    for (unsigned i = 2; i < LINT_HANDLERS; i++) {
        if (!image_word(code->image, code->vectors + 4 * i, &word))
            return;
        if (word == 0)
            continue;
        struct lint_function *handler =
            word & 1 ? add_function(code, word & ~1u) : NULL;
        if (!handler)
            return;
        if ((word ^ code->reset) > 1 && !handler->vector) {
            handler->vector = true;
            handler->number = i;
        }
    }
}

static void add_symbols(struct lint_code *code)
{
    const struct image *image = code->image;
    for (size_t i = 0; i < image->symbol_count; i++)
        if (image->symbols[i].function)
            add_function(code, image->symbols[i].address & ~1u);
}

/* Odd words of the image that lead to code are pointers to functions, if it has
 * no symbols that say where functions are. */
static void add_pointers(struct lint_code *code)
{
    const struct image *image = code->image;
    uint32_t word;
    for (size_t i = 0; i < image->segment_count; i++) {
        const struct image_segment *segment = &image->segments[i];
        uint32_t first = (segment->address + 3) & ~3u;
        uint32_t end = segment->address + segment->size;
        for (uint32_t at = first; at + 4 <= end && at >= first; at += 4)
            if (image_word(image, at, &word) && word & 1)
                add_function(code, word & ~1u);
    }
}

uint64_t lint_code_in_force(const struct lint_code *code,
                            const struct lint_jump *jump)
{
    const struct lint_function *function = find(code, jump->function);
    uint64_t before = function ? function->before : 0;
    return (before & ~jump->state.off) | jump->state.on;
}

/* --- effects --- */

static uint64_t bit_of(unsigned effect)
{
    return (uint64_t)1 << effect;
}

static bool is_constant(const struct flow_value *value)
{
    return value->kind == FLOW_CONSTANT;
}

/* Whether a store leaves BIT set: 1, 0, or -1 when that is not known. */
static int leaves(const struct flow_value *value, uint32_t bit)
{
    if (is_constant(value))
        return !!(value->number & bit);
    if (value->set & bit)
        return 1;
    if (value->kind != FLOW_WORD || value->changed)
        return -1;
    return value->cleared & bit ? 0 : -1;
}

/* Whether a store can set BIT: what is read, changed and written back keeps a
 * bit that was clear. */
static bool may_set(const struct flow_value *value, uint32_t bit)
{
    if (value->kind == FLOW_WORD && !value->changed)
        return value->set & bit;
    return leaves(value, bit) != 0;
}

static void switch_effect(unsigned effect, int now, uint64_t *on, uint64_t *off)
{
    if (now > 0)
        *on |= bit_of(effect);
    if (now == 0)
        *off |= bit_of(effect);
}

static void system_effects(const struct lint_code *code, uint32_t address,
                           const struct flow_value *value, uint64_t *on,
                           uint64_t *off)
{
    if (address == SYST_CSR)
        switch_effect(LINT_SYSTICK, leaves(value, 1), on, off);
    if (address - NVIC_ISER < NVIC_SIZE)
        switch_effect(LINT_NVIC, !is_constant(value) || value->number, on, off);
    if (address - NVIC_ICER < NVIC_SIZE)
        switch_effect(LINT_NVIC, 0, on, off);
    if (address == SCB_VTOR && is_constant(value))
        switch_effect(LINT_VTOR,
                      image_is_code(code->image, value->number) ||
                          value->number >> 24 == 8,
                      on, off);
    if ((address == IWDG_KR || address == IWDG_KR_H7) && is_constant(value) &&
        value->number == IWDG_START)
        switch_effect(LINT_IWDG, 1, on, off);
    if ((address == WWDG_CR || address == WWDG_CR_H7) &&
        leaves(value, WWDG_CR_WDGA) > 0)
        switch_effect(LINT_WWDG, 1, on, off);
}

static void effects(const struct lint_code *code, uint32_t address,
                    const struct flow_value *value, uint64_t *on, uint64_t *off)
{
    system_effects(code, address, value, on, off);
    for (unsigned i = 0; i < code->remap_count; i++)
        if (address == code->remap[i].address)
            switch_effect(LINT_REMAP + i,
                          may_set(value, 1) &&
                              (!is_constant(value) || !(value->number & 2)),
                          on, off);
    for (unsigned i = 0; i < code->clock_count; i++)
        if (address == code->clock[i].address)
            switch_effect(LINT_CLOCK + i,
                          may_set(value, 1u << code->clock[i].bit), on, off);
}

const struct lint_access *lint_code_store(const struct lint_code *code,
                                          unsigned effect)
{
    for (unsigned i = 0; i < code->access_count; i++) {
        const struct lint_access *access = &code->accesses[i];
        uint64_t on = 0, off = 0;
        if (access->store)
            effects(code, access->address, &access->value, &on, &off);
        if (on & bit_of(effect))
            return access;
    }
    return NULL;
}

static void add_register(struct lint_register *list, unsigned *count,
                         unsigned limit, uint32_t address, unsigned bit)
{
    for (unsigned i = 0; i < *count; i++)
        if (list[i].address == address && list[i].bit == bit)
            return;
    if (address && *count < limit)
        list[(*count)++] = (struct lint_register){address, bit};
}

static void add_registers(struct lint_code *code,
                          const struct part_table *table)
{
    for (size_t i = 0; i < table->count; i++) {
        const struct part_row *row = &table->rows[i];
        add_register(code->remap, &code->remap_count, LINT_REMAPS, row->remap,
                     0);
        add_register(code->clock, &code->clock_count, LINT_CLOCKS,
                     row->remap_clock, row->remap_clock_bit);
    }
}

/* --- what the observer notes --- */

static void add_effects(struct flow_state *state, uint64_t on, uint64_t off)
{
    state->on = (state->on & ~off) | on;
    state->off = (state->off | off) & ~on;
}

/* Not the image itself: RAM, registers, system memory. */
static bool interesting(uint32_t address)
{
    return address >= 0x1FF00000 || address >> 20 == 0x0BF;
}

static void add_access(const struct pass *pass, uint32_t at, uint32_t address,
                       const struct flow_value *value, bool store)
{
    struct lint_code *code = pass->code;
    unsigned last = code->access_count;
    for (unsigned i = last; i-- > 0 && i + RECENT > last;)
        if (code->accesses[i].at == at && code->accesses[i].address == address)
            return;
    struct lint_access *list = append(code, code->accesses, code->access_count,
                                      &code->access_capacity, sizeof *list);
    if (!list)
        return;
    code->accesses = list;
    list[code->access_count++] =
        (struct lint_access){.at = at,
                             .address = address,
                             .function = pass->function,
                             .value = *value,
                             .store = store};
}

static void on_access(void *context, uint32_t pc, uint32_t address,
                      const struct flow_value *value, bool store,
                      struct flow_state *state)
{
    struct pass *pass = context;
    uint64_t on = 0, off = 0;
    if (store)
        effects(pass->code, address, value, &on, &off);
    add_effects(state, on, off);
    pass->on |= on;
    pass->off |= off;
    if (!pass->second && interesting(address))
        add_access(pass, pc, address, value, store);
}

static unsigned count_bits(uint64_t mask)
{
    return (unsigned)__builtin_popcountll(mask);
}

/* An edge keeps the way on which the fewest effects are in force. */
static void add_edge(struct pass *pass, uint32_t at, uint32_t to,
                     const struct flow_state *state)
{
    struct lint_code *code = pass->code;
    struct lint_edge edge = {pass->function, to, at, state->on, state->off};
    for (unsigned i = code->edge_count; i-- > 0;) {
        struct lint_edge *old = &code->edges[i];
        if (old->from != edge.from)
            break; /* those of a function are together */
        if (old->at == at && old->to == to) {
            if (count_bits(edge.on) < count_bits(old->on))
                *old = edge;
            return;
        }
    }
    struct lint_edge *list = append(code, code->edges, code->edge_count,
                                    &code->edge_capacity, sizeof *list);
    if (!list)
        return;
    code->edges = list;
    list[code->edge_count++] = edge;
}

static enum flow_call on_call(void *context, uint32_t pc, uint32_t target,
                              struct flow_state *state)
{
    struct pass *pass = context;
    struct lint_function *callee = pass->second
                                       ? find(pass->code, target)
                                       : add_function(pass->code, target);
    add_edge(pass, pc, target, state);
    if (!callee)
        return FLOW_OVER;
    if (callee->into)
        return FLOW_INTO;
    if (!callee->returns)
        return FLOW_NEVER_RETURNS;
    if (pass->second)
        add_effects(state, callee->on, callee->off & ~callee->on);
    return FLOW_OVER;
}

static void on_tail(void *context, uint32_t pc, uint32_t target,
                    struct flow_state *state)
{
    struct pass *pass = context;
    if (target != pass->function && find(pass->code, target))
        add_edge(pass, pc, target, state);
}

static void on_jump(void *context, uint32_t pc, const struct flow_value *target,
                    bool exchange, struct flow_state *state)
{
    struct pass *pass = context;
    struct lint_code *code = pass->code;
    unsigned ways = 0;
    for (unsigned i = 0; i < code->jump_count; i++)
        ways += code->jumps[i].at == pc;
    if (!pass->second || ways >= WAYS)
        return;
    struct lint_jump *list = append(code, code->jumps, code->jump_count,
                                    &code->jump_capacity, sizeof *list);
    if (!list)
        return;
    code->jumps = list;
    list[code->jump_count++] = (struct lint_jump){.at = pc,
                                                  .function = pass->function,
                                                  .target = *target,
                                                  .exchange = exchange,
                                                  .state = *state};
}

static void on_special(void *context, uint32_t pc, unsigned number,
                       struct flow_state *state)
{
    struct pass *pass = context;
    (void)pc;
    if (number != THUMB_PSP)
        return;
    add_effects(state, bit_of(LINT_PSP), 0);
    pass->on |= bit_of(LINT_PSP);
}

/* --- passes --- */

static void follow(struct lint_code *code, uint32_t start, bool second)
{
    struct pass pass = {.code = code, .function = start, .second = second};
    const struct flow_observer observer = {.context = &pass,
                                           .no_stack =
                                               start == (code->reset & ~1u),
                                           .access = on_access,
                                           .call = on_call,
                                           .tail = on_tail,
                                           .jump = on_jump,
                                           .special = on_special};
    flow_follow(code->image, start, &observer);
    struct lint_function *function = find(code, start);
    if (second || !function)
        return;
    function->on = pass.on;
    function->off = pass.off;
}

/* New functions are found on the way: those that are called. They are sorted
 * in, so that the list is gone through until nothing is new. */
static void first_pass(struct lint_code *code)
{
    bool more = true;
    while (more && !code->out_of_memory) {
        more = false;
        for (unsigned i = 0; i < code->function_count; i++) {
            if (code->functions[i].followed)
                continue;
            code->functions[i].followed = true;
            follow(code, code->functions[i].start, false);
            more = true;
        }
    }
}

static bool never_returns(const void *context, uint32_t target)
{
    const struct lint_function *function = find(context, target);
    return function && !function->returns;
}

static bool is_function(const void *context, uint32_t target)
{
    return find(context, target);
}

/* What calls a function that never returns may never return either. */
static void find_returns(struct lint_code *code)
{
    struct returns returns = {.image = code->image,
                              .never = never_returns,
                              .leaves = is_function,
                              .context = code};
    bool changed = true;
    for (unsigned round = 0; changed && round < FIXED; round++) {
        changed = false;
        for (unsigned i = 0; i < code->function_count; i++) {
            struct lint_function *function = &code->functions[i];
            if (!function->returns || returns_from(&returns, function->start))
                continue;
            function->returns = false;
            changed = true;
        }
    }
    returns_free(&returns);
}

static void note_endless(struct lint_code *code)
{
    for (unsigned i = 0; i < code->function_count; i++) {
        if (code->functions[i].returns)
            continue;
        uint32_t *list = append(code, code->endless, code->endless_count,
                                &code->endless_capacity, sizeof *list);
        if (!list)
            return;
        code->endless = list;
        list[code->endless_count++] = code->functions[i].start;
    }
}

/* Finds the functions and what each of them does. */
static void find_functions(struct lint_code *code)
{
    code->function_count = 0;
    code->edge_count = 0;
    code->access_count = 0;
    add_vectors(code);
    add_symbols(code);
    if (code->image->symbol_count == 0)
        add_pointers(code);
    first_pass(code);
}

/* What a function does, and what those do that it calls. */
static void spread_effects(struct lint_code *code)
{
    bool changed = true;
    for (unsigned round = 0; changed && round < FIXED; round++) {
        changed = false;
        for (unsigned i = 0; i < code->edge_count; i++) {
            struct lint_function *from = find(code, code->edges[i].from);
            const struct lint_function *to = find(code, code->edges[i].to);
            if (!from || !to)
                continue;
            uint64_t on = from->on | to->on, off = from->off | to->off;
            changed |= on != from->on || off != from->off;
            from->on = on;
            from->off = off;
        }
    }
}

/* Marks what is called from functions that were reached as REACHED. */
static void spread_reached(struct lint_code *code, enum lint_reached reached)
{
    bool changed = true;
    for (unsigned round = 0; changed && round < FIXED; round++) {
        changed = false;
        for (unsigned i = 0; i < code->edge_count; i++) {
            const struct lint_edge *edge = &code->edges[i];
            const struct lint_function *from = find(code, edge->from);
            struct lint_function *to = find(code, edge->to);
            if (!from || !to || from->reached != reached)
                continue;
            uint64_t before = (from->before & ~edge->off) | edge->on;
            bool nearer = to->reached < reached;
            if (!nearer && (to->reached != reached ||
                            count_bits(before) >= count_bits(to->before)))
                continue;
            to->reached = reached;
            to->before = before;
            to->handler = from->handler;
            changed = true;
        }
    }
}

/* Everything that the start switches on is on when an interrupt comes, or when
 * a function is called by its address. */
static void find_ways(struct lint_code *code)
{
    struct lint_function *reset = find(code, code->reset & ~1u);
    uint64_t started = reset ? reset->on : 0;
    for (unsigned i = 0; i < code->function_count; i++)
        code->functions[i].before = started;
    if (reset) {
        reset->reached = LINT_BY_RESET;
        reset->before = 0;
        spread_reached(code, LINT_BY_RESET);
    }
    for (unsigned i = 0; i < code->function_count; i++) {
        struct lint_function *function = &code->functions[i];
        if (!function->vector || function->reached == LINT_BY_RESET)
            continue;
        function->reached = LINT_BY_HANDLER;
        function->handler = function->number;
    }
    spread_reached(code, LINT_BY_HANDLER);
}

/* In code that is reached from the vectors. */
static bool uses_thumb2(const struct lint_code *code)
{
    struct thumb t;
    for (unsigned i = 0; i < code->function_count; i++) {
        uint32_t at = code->functions[i].start;
        if (code->functions[i].reached == LINT_BY_POINTER)
            continue; /* it may be data */
        for (unsigned k = 0; k < LEAF && flow_fetch(code->image, at, &t); k++) {
            if (t.wide_only)
                return true;
            if (ends(&t))
                break;
            at += t.size;
        }
    }
    return false;
}

static bool has_thumb2(const struct lint_code *code)
{
    switch (code->image->arch) {
    case ARCH_V6_M:
    case ARCH_V6S_M: return false;
    case ARCH_V7:
    case ARCH_V7E_M:
    case ARCH_V8_M_MAIN:
    case ARCH_V8_1_M_MAIN: return true;
    }
    return uses_thumb2(code);
}

bool lint_code_read(struct lint_code *code, const struct image *image,
                    uint32_t vectors, const struct part_table *table)
{
    *code = (struct lint_code){.image = image, .vectors = vectors};
    add_registers(code, table);
    find_functions(code);
    find_returns(code);
    note_endless(code);
    find_functions(code); /* without what stands behind calls of the endless */
    spread_effects(code);
    code->edge_count = 0;
    for (unsigned i = 0; i < code->function_count; i++)
        follow(code, code->functions[i].start, true);
    find_ways(code);
    code->thumb2 = has_thumb2(code);
    return !code->out_of_memory;
}

void lint_code_free(struct lint_code *code)
{
    free(code->functions);
    free(code->endless);
    free(code->edges);
    free(code->accesses);
    free(code->jumps);
    *code = (struct lint_code){0};
}
