/* SPDX-License-Identifier: MIT */
#include "chip/core/skip.h"

#include <string.h>

#include "chip/bus.h"
#include "chip/clock.h"
#include "chip/core/core.h"
#include "chip/core/sram.h"
#include "chip/core/watchpoint.h"

enum {
    TURN_SHORT = 32,  /* instructions that are tried for a turn, */
    TURN_LONG = 128,  /* and every so often, */
    LONG_EVERY = 4,   /* of so many looks */
    STORES = 32,      /* words that a turn stores to RAM, at most */
    FAILURES = 8,     /* in a row, before a loop is forgotten */
    WORTH_TURNS = 4,  /* that must fit before the next event */
    WORTH_CYCLES = 64 /* the same for a loop that is not known yet */
};

/* Looks and searches in vain cost time: they become rare. A program that waits
 * is searched more often, since it may wait in other loops, too. */
enum { PATIENCE_MIN = 64, PATIENCE_WAITS = 4096, PATIENCE_MAX = 1 << 18 };

/* No skip is longer, so that the time of its end fits. */
#define SKIP_CYCLES (1ull << 40)

/* All of the chip that a store to a block can change, but for what time alone
 * changes. */
struct state {
    struct clock clock;
    uint64_t due[DUE_MAX];
    uint8_t core[offsetof(struct chip, part) - offsetof(struct chip, nvic)];
    uint64_t blocks[CHIP_BLOCKS / sizeof(uint64_t)];
};

struct turn {
    struct chip *chip;
    uint64_t until; /* a cycle, as in skip_look() */
    struct cpu begin;
    uint8_t core[CORE_STATE]; /* the rest of the core then */
    uint64_t cycle;           /* at which it began */
    uint64_t steady;          /* until when what was read stays, ps */
    uint32_t lo, hi;          /* of its instructions */
    bool may_store;           /* to blocks, */
    bool stores;              /* and has: `before` is in use */
    unsigned words;
    struct {
        const uint8_t *at; /* one word may have two addresses */
        uint32_t value;    /* before the store */
    } word[STORES];
    struct state before; /* the first such store */
    struct skip_pattern pattern;
};

static uint64_t earlier(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* --- the state that stores may change --- */

static void keep_state(struct state *state, const struct chip *chip)
{
    state->clock = chip->clock;
    memcpy(state->due, chip->due, sizeof state->due);
    memcpy(state->core, &chip->nvic, sizeof state->core);
    memcpy(state->blocks, chip->blocks, sizeof state->blocks);
}

static bool same_state(const struct state *state, const struct chip *chip)
{
    return !memcmp(&state->clock, &chip->clock, sizeof state->clock) &&
           !memcmp(state->due, chip->due, sizeof state->due) &&
           !memcmp(state->core, &chip->nvic, sizeof state->core) &&
           !memcmp(state->blocks, chip->blocks, sizeof state->blocks);
}

/* Keeps the words that SIZE bytes at `at` are in. */
static bool keep_words(struct turn *turn, const uint8_t *at, uint32_t size)
{
    const uint8_t *end = at + size;
    for (at -= (uintptr_t)at & 3; at < end; at += 4) {
        if (turn->words == STORES)
            return false;
        turn->word[turn->words].at = at;
        turn->word[turn->words++].value = little_endian(at, 4);
    }
    return true;
}

/* Of a word that was stored twice the first value counts. */
static bool first_store(const struct turn *turn, unsigned i)
{
    for (unsigned j = 0; j < i; j++)
        if (turn->word[j].at == turn->word[i].at)
            return false;
    return true;
}

static bool same_words(const struct turn *turn)
{
    for (unsigned i = 0; i < turn->words; i++)
        if (turn->word[i].value != little_endian(turn->word[i].at, 4) &&
            first_store(turn, i))
            return false;
    return true;
}

/* --- accesses --- */

/* Returns where the chip keeps what is accessed, if it is all in one RAM whose
 * accesses have no other effect. */
static const uint8_t *in_ram(const struct chip *chip,
                             const struct core_next *next)
{
    uint32_t size = chip->part.sram_size, offset = next->address - SRAM_BASE;
    if (offset < size && next->size <= size - offset)
        return sram_at(chip, next->address);
    return bus_ram(chip, next->address, next->size);
}

static bool may_load(struct turn *turn, const struct core_next *next)
{
    struct readable memory;
    uint32_t address = next->address, size = next->size;
    skip_pattern_load(&turn->pattern, turn->chip, address, size);
    if (bus_readable(turn->chip, address, &memory))
        return true;
    uint64_t steady = bus_steady(turn->chip, address, size);
    turn->steady = earlier(turn->steady, steady);
    return steady;
}

static bool may_store(struct turn *turn, const struct core_next *next)
{
    uint32_t address = next->address, size = next->size;
    if (bus_renews(turn->chip, address, size, next->value)) {
        skip_pattern_store(&turn->pattern, address, size, next->value);
        return true;
    }
    turn->pattern.unfit = true;
    if (!turn->may_store || !bus_repeatable(turn->chip, address, size))
        return false;
    if (!turn->stores)
        keep_state(&turn->before, turn->chip);
    turn->stores = true;
    return true;
}

static bool may_access_ram(struct turn *turn, const struct core_next *next,
                           const uint8_t *at)
{
    turn->pattern.unfit |= next->is_store || next->is_list;
    if (next->is_store)
        return keep_words(turn, at, next->size);
    skip_pattern_load(&turn->pattern, turn->chip, next->address, next->size);
    return true;
}

static bool is_watched(const struct chip *chip, const struct core_next *next)
{
    const struct watchpoint_access data = {
        .address = next->address,
        .size = next->size,
        .kind = next->is_store ? WATCHPOINT_WRITE : WATCHPOINT_READ,
    };
    return chip->attention & ATTENTION_WATCHPOINT &&
           watchpoint_matters(chip, &data);
}

static bool may_access(struct turn *turn, const struct core_next *next)
{
    if (!next->size)
        return true;
    if (is_watched(turn->chip, next))
        return false;
    const uint8_t *at = in_ram(turn->chip, next);
    if (at)
        return may_access_ram(turn, next, at);
    if (next->is_list || next->address & (next->unit - 1u))
        return false;
    return next->is_store ? may_store(turn, next) : may_load(turn, next);
}

/* --- one turn --- */

static bool has_breakpoint(const struct watch *watch, uint32_t pc)
{
    if (!(watch->break_filter >> (pc >> 1 & 63) & 1))
        return false;
    for (uint32_t i = 0; i < watch->break_count; i++)
        if (watch->breaks[i] == pc)
            return true;
    return false;
}

/* Where nothing but the next instruction can come. */
static bool in_time(const struct turn *turn)
{
    return turn->chip->cycle < turn->until &&
           turn->chip->cycle < turn->chip->due_cycle;
}

static bool may_execute(struct turn *turn)
{
    struct core_next next = {.size = 0};
    if (!core_of(turn->chip)->next(turn->chip, &next))
        return false;
    turn->pattern.unfit |= next.may_unmask;
    return may_access(turn, &next);
}

/* Executes an instruction as chip_run() does. False: it is none for a turn, or
 * something else must be done after it. */
static bool step(struct turn *turn)
{
    struct chip *chip = turn->chip;
    const struct window *window = &chip->cpu.window;
    uint32_t pc = chip->cpu.r[CPU_PC];

    if (!in_time(turn) || pc - window->lo >= window->size || !chip->cpu.t ||
        has_breakpoint(&chip->watch, pc) || !may_execute(turn))
        return false;
    turn->lo = pc < turn->lo ? pc : turn->lo;
    turn->hi = pc > turn->hi ? pc : turn->hi;
    chip->last_pc = pc;
    skip_pattern_step(&turn->pattern, chip);
    core_of(chip)->step(chip);
    return !(chip->attention & ~ATTENTION_WATCHPOINT) &&
           chip->cpu.ipsr == turn->begin.ipsr;
}

static void begin(struct turn *turn, struct chip *chip, uint64_t until,
                  bool may_store)
{
    turn->may_store = may_store;
    turn->chip = chip;
    turn->until = until;
    turn->begin = chip->cpu;
    memcpy(turn->core, chip->blocks, core_of(chip)->state);
    turn->cycle = chip->cycle;
    turn->steady = NEVER;
    turn->lo = turn->hi = chip->cpu.r[CPU_PC];
    turn->stores = false;
    turn->words = 0;
    skip_pattern_begin(&turn->pattern);
}

/* The number of executed instructions is what time alone changes. */
static bool same_core(struct turn *turn)
{
    const struct chip *chip = turn->chip;
    turn->begin.instructions = chip->cpu.instructions;
    return !memcmp(&turn->begin, &chip->cpu, sizeof chip->cpu) &&
           !memcmp(turn->core, chip->blocks, core_of(chip)->state);
}

static bool ended(struct turn *turn)
{
    const struct cpu *cpu = &turn->chip->cpu;
    uint64_t instructions = turn->begin.instructions;
    if (cpu->r[CPU_PC] != turn->begin.r[CPU_PC])
        return false;
    bool same = same_core(turn) && same_words(turn) &&
                (!turn->stores || same_state(&turn->before, turn->chip));
    turn->begin.instructions = instructions;
    return same;
}

/* Executes up to `most` instructions from pc on, all in the SIZE bytes from LO
 * on. True: the last ones were a turn, maybe behind another one, which read
 * what an event had changed. */
static bool execute(struct turn *turn, uint32_t most, uint32_t lo,
                    uint32_t size)
{
    struct chip *chip = turn->chip;
    bool again = false;
    for (uint32_t i = 0; i < most; i++) {
        if (chip->cpu.r[CPU_PC] - lo >= size || !step(turn))
            return false;
        if (ended(turn))
            return true;
        if (again || chip->cpu.r[CPU_PC] != turn->begin.r[CPU_PC])
            continue;
        begin(turn, chip, turn->until, turn->may_store);
        again = true;
    }
    return false;
}

/* Leaves out the turns of a loop that end before anything can change, but for
 * the last one. What they read stays until STEADY, ps. */
static void leave_out(struct skip *skip, const struct skip_loop *loop,
                      struct chip *chip, uint64_t until, uint64_t steady)
{
    uint64_t end =
        earlier(earlier(until, chip->due_cycle), clock_cycle_at(chip, steady));

    if (end <= chip->cycle)
        return;
    uint64_t turns = earlier(end - chip->cycle, SKIP_CYCLES) / loop->cycles;
    if (turns < 2)
        return;
    chip->cycle += (turns - 1) * loop->cycles;
    skip->search += (turns - 1) * loop->cycles;
    chip->cpu.instructions += (turns - 1) * loop->count;
    skip->left_out += (turns - 1) * loop->count;
}

/* --- loops --- */

static struct skip_loop *find(struct skip *skip, uint32_t pc)
{
    for (unsigned i = 0; i < SKIP_LOOPS; i++) {
        struct skip_loop *loop = &skip->loops[i];
        if (loop->count && pc >= loop->lo && pc <= loop->hi)
            return loop;
    }
    return NULL;
}

static void remember(struct skip_loop *loop, const struct turn *turn)
{
    const struct chip *chip = turn->chip;
    loop->lo = turn->lo;
    loop->hi = turn->hi;
    loop->count = (uint32_t)(chip->cpu.instructions - turn->begin.instructions);
    loop->cycles = (uint32_t)(chip->cycle - turn->cycle);
    loop->failures = 0;
    loop->stores = turn->stores;
    loop->pattern.steps = 0;
    skip_pattern_keep(&loop->pattern, &turn->pattern, chip, loop->lo, loop->hi);
}

static void search_within(struct skip *skip, const struct chip *chip,
                          uint32_t cycles)
{
    if (skip->search_patience > cycles)
        skip->search_patience = cycles;
    skip->search = earlier(skip->search, chip->cycle + skip->search_patience);
}

/* The next turns at pc are the same. */
static void waits(struct skip *skip, const struct skip_loop *loop,
                  struct chip *chip, uint64_t until, uint64_t steady)
{
    leave_out(skip, loop, chip, until, steady);
    search_within(skip, chip, PATIENCE_WAITS);
    skip->patience = PATIENCE_MIN;
}

/* A struct turn is large: the frames of functions that are called often are
 * without one, which the sanitizers would mark in each call. */
#define WITH_TURN __attribute__((noinline))

/* Executes a turn of a loop that waited before. */
static WITH_TURN void turn_again(struct skip *skip, struct skip_loop *loop,
                                 struct chip *chip, uint64_t until)
{
    struct turn turn;
    begin(&turn, chip, until, loop->stores);
    if (execute(&turn, 2 * loop->count, loop->lo, loop->hi - loop->lo + 1)) {
        remember(loop, &turn);
        waits(skip, loop, chip, until, turn.steady);
    } else if (in_time(&turn) && ++loop->failures == FAILURES) {
        loop->count = 0;
    }
}

/* pc is in a loop that waited before. A turn may begin anywhere in it. */
static void wait_again(struct skip *skip, struct skip_loop *loop,
                       struct chip *chip, uint64_t until)
{
    uint64_t steady, end = earlier(until, chip->due_cycle);

    if (end - chip->cycle < WORTH_TURNS * (uint64_t)loop->cycles)
        return;
    if (skip_pattern_repeats(&loop->pattern, chip, &steady))
        waits(skip, loop, chip, until, steady);
    else
        turn_again(skip, loop, chip, until);
}

static uint32_t more(uint32_t patience)
{
    return patience < PATIENCE_MAX ? 2 * patience : patience;
}

/* True: there is a turn at pc. */
static WITH_TURN bool search(struct skip *skip, struct chip *chip,
                             uint64_t until)
{
    struct turn turn;
    bool rare = ++skip->searches % LONG_EVERY == 0;

    begin(&turn, chip, until, true);
    bool found = execute(&turn, rare ? TURN_LONG : TURN_SHORT, 0, UINT32_MAX);
    if (found) {
        struct skip_loop *loop = &skip->loops[skip->next++ % SKIP_LOOPS];
        remember(loop, &turn);
        leave_out(skip, loop, chip, until, turn.steady);
        skip_restart(skip);
    } else {
        skip->search_patience = more(skip->search_patience);
    }
    skip->search = chip->cycle + skip->search_patience;
    return found;
}

/* The next time at which blocks are left for a look at pc; a search that is
 * overdue waits until there is time before the next event. */
static void look_later(struct skip *skip, const struct chip *chip)
{
    uint64_t search =
        skip->search > chip->cycle ? skip->search : chip->cycle + PATIENCE_MIN;
    skip->look = earlier(chip->cycle + skip->patience, search);
}

void skip_restart(struct skip *skip)
{
    skip->patience = skip->search_patience = PATIENCE_MIN;
}

/* The chip may have another time than before. */
void skip_begin(struct skip *skip, const struct chip *chip)
{
    if (skip->patience < PATIENCE_MIN)
        skip_restart(skip);
    search_within(skip, chip, skip->search_patience);
    look_later(skip, chip);
    if (skip->off)
        skip->look = NEVER;
}

bool skip_look(struct skip *skip, struct chip *chip, uint64_t until)
{
    struct skip_loop *loop = find(skip, chip->cpu.r[CPU_PC]);
    uint64_t end = earlier(until, chip->due_cycle);
    bool elsewhere = false;
    if (skip->off)
        return false;
    if (loop)
        wait_again(skip, loop, chip, until);
    else if (chip->cycle + WORTH_CYCLES >= skip->search &&
             chip->cycle + WORTH_CYCLES < end)
        elsewhere = !search(skip, chip, until);
    else if (skip->look <= chip->cycle)
        skip->patience = more(skip->patience);
    if (skip->look <= chip->cycle || loop)
        look_later(skip, chip);
    return elsewhere;
}
