/* SPDX-License-Identifier: MIT */
#include "bench/cuts.h"

#include <stdlib.h>
#include <string.h>

#include "bench/family.h"
#include "bench/machine_debug.h"
#include "bench/machine_setup.h"
#include "bench/states.h"
#include "bench/torn.h"
#include "bench/verdict.h"
#include "chip/hash.h"
#include "chip/survivors.h"

/* A ROM that has not answered for so many instructions waits for its clocks or
 * for a time: it is cut before the next power of 2 from then on. */
enum { ROM_LINEAR = 1 << 15 };

/* What became of the starts from a state. */
enum fate {
    SURVIVED,
    FAILED,
    DEPENDS /* on readings: the state with their values is another one */
};

/* A start after a cut. With CUTS_EXHAUSTIVE the second cut is made in the start
 * after the first. */
struct start {
    struct cuts *cuts;
    struct paths *paths;
    const struct path *origin; /* that was cut */
    struct scenario_cut cut;
    unsigned depth; /* cuts before this one */
    bool depends;   /* on a reading */
    bool failed;    /* it ended so, with some readings */
};

struct cuts {
    const struct campaign *campaign;
    const struct campaign_board *board;
    struct states states; /* by enum fate */
    struct cut_totals totals;
    struct result_list failures; /* the first of each kind */
    struct start starts[SCENARIO_CUTS];
    uint8_t ram[SRAM_MAX]; /* whose hash this is; 0 = none yet */
    uint64_t ram_hash;
};

struct cuts *cuts_new(const struct campaign *campaign,
                      const struct campaign_board *board)
{
    struct cuts *cuts = calloc(1, sizeof *cuts);
    if (!cuts)
        return NULL;
    cuts->campaign = campaign;
    cuts->board = board;
    for (unsigned i = 0; i < SCENARIO_CUTS; i++)
        cuts->starts[i] = (struct start){.cuts = cuts, .depth = i};
    return cuts;
}

void cuts_free(struct cuts *cuts)
{
    if (!cuts)
        return;
    for (unsigned i = 0; i < SCENARIO_CUTS; i++)
        paths_free(cuts->starts[i].paths);
    free(cuts->failures.results);
    states_free(&cuts->states);
    free(cuts);
}

/* --- where cuts are made --- */

/* Returns the number of the next instruction that is cut before. */
static uint64_t next_instruction(const struct cuts *cuts,
                                 const struct path *path)
{
    uint64_t done = path->run.machine.chip.cpu.instructions;
    uint64_t next = (done > path->known ? done : path->known) + 1;
    uint64_t step = 1;
    uint64_t from = path->run.ask_instructions;
    const struct machine *machine = &path->run.machine;
    uint64_t entered = machine->visit.instructions;
    if (family_of(&machine->chip)->slow_ms && machine->in_rom &&
        next - entered > ROM_LINEAR)
        from = entered;
    else if (cuts->campaign->cuts != CUTS_LOG)
        return next;
    while (from + step < next)
        step *= 2;
    return from + step;
}

static void stop_at_next(const struct cuts *cuts, struct path *path)
{
    machine_stop_before(&path->run.machine, scenario_run_is_on_way(&path->run)
                                                ? next_instruction(cuts, path)
                                                : 0);
}

/* --- states --- */

static uint64_t add_nvm(uint64_t hash, const struct scenario_run *run,
                        const struct scenario_cut *cut)
{
    hash = hash_word(hash, run->nvm.now);
    if (!cut->tears || cut->torn == TORN_OLD)
        return hash;
    hash = hash_word(hash, run->nvm.last.address);
    hash = hash_word(hash, run->nvm.last.operation);
    hash = hash_word(hash, cut->torn);
    return cut->torn >= TORN_MIX && cut->torn < TORN_PREFIX
               ? hash_word(hash, run->machine.chip.cycle) /* seeds the mix */
               : hash;
}

/* Most instructions store nothing: to compare is faster than to hash again. */
static uint64_t ram_hash(struct cuts *cuts, const struct chip *chip)
{
    const uint8_t *ram = bus_physical(chip, REGION_SRAM);
    uint32_t size = survivors_ram_size(chip);
    if (cuts->ram_hash && memcmp(ram, cuts->ram, size) == 0)
        return cuts->ram_hash;
    memcpy(cuts->ram, ram, size);
    return cuts->ram_hash = survivors_ram_hash(chip);
}

/* Where a path may be cut. */
struct point {
    const struct path *path;
    uint64_t ram; /* its hash */
    unsigned depth;
};

static uint64_t state_of(const struct point *point,
                         const struct scenario_cut *cut)
{
    const struct scenario_run *run = &point->path->run;
    const struct chip *chip = &run->machine.chip;
    uint64_t hash = survivors_hash(chip, scenario_cut_reset(cut->kind));
    if (cut->kind != CUT_POWER)
        hash = hash_word(hash, point->ram);
    hash = add_nvm(hash, run, cut);
    hash = hash_word(hash, run->nvm.before);
    return hash_word(hash, (uint64_t)cut->kind << 2 |
                               (uint64_t)run->lost_power << 1 |
                               chip->board.boot0);
}

/* The same state on paths with other values of the readings is another one. */
static uint64_t with_readings(uint64_t hash, const struct path *path)
{
    hash = hash_word(hash, path->decided);
    for (unsigned i = 0; i < READINGS_MAX; i++)
        if (path->decided & 1u << i)
            hash = hash_word(hash, path->run.scenario.readings.value[i]);
    return hash;
}

/* --- a start --- */

/* Every reading counts again: those that the path was given before the cut may
 * decide what becomes of it. */
static void begin(void *context, struct path *path)
{
    const struct start *start = context;
    struct scenario_run *run = &path->run;
    path_copy(path, start->origin);
    run->scenario.cuts[run->cuts] = start->cut;
    scenario_run_cut(run);
    machine_watch_readings(&run->machine, run->scenario.rom);
    path->known = 0;
}

static bool same_kind(const struct result *a, const struct result *b)
{
    return a->verdict == b->verdict &&
           a->scenario.cuts[0].kind == b->scenario.cuts[0].kind &&
           strcmp(a->causes[0].code, b->causes[0].code) == 0;
}

/* True: a failure of that kind is known already. */
static bool is_known(const struct result_list *list,
                     const struct result *result)
{
    for (unsigned i = 0; i < list->count; i++)
        if (same_kind(&list->results[i], result))
            return true;
    return false;
}

/* Keeps the failure if it is the first of its kind. */
static bool keep(struct cuts *cuts, struct scenario_run *run)
{
    struct result result = {.count = 0};
    if (!verdict_conclude(run, &result))
        return false;
    result.count = 1;
    if (is_known(&cuts->failures, &result))
        return true;
    struct result *kept = result_list_add(&cuts->failures);
    if (kept)
        *kept = result;
    return kept;
}

static bool end(void *context, struct path *path)
{
    struct start *start = context;
    if (wanted_survives(verdict_judge(&path->run)) && !path->run.changed)
        return true;
    start->failed = true;
    return keep(start->cuts, &path->run);
}

static bool follow_path(struct cuts *cuts, struct path *path,
                        const struct machine_event *event, unsigned depth);

static bool follow(void *context, struct path *path,
                   const struct machine_event *event)
{
    struct start *start = context;
    struct cuts *cuts = start->cuts;
    start->depends = start->depends || event->kind == MACHINE_READING;
    if (cuts->campaign->cuts != CUTS_EXHAUSTIVE ||
        start->depth + 1 == SCENARIO_CUTS)
        return true;
    return follow_path(cuts, path, event, start->depth + 1);
}

/* False: out of memory. */
static bool start_again(struct start *start, const struct path *origin,
                        const struct scenario_cut *cut, uint32_t *fate)
{
    const struct paths_plan plan = {
        .context = start,
        .readings = &start->cuts->board->readings,
        .begin = begin,
        .follow = follow,
        .end = end,
    };
    if (!start->paths)
        start->paths = paths_new();
    start->origin = origin;
    start->cut = *cut;
    start->depends = start->failed = false;
    start->cuts->totals.states++;
    if (!start->paths || !paths_run(start->paths, &plan))
        return false;
    *fate = start->failed ? FAILED : SURVIVED;
    return true;
}

/* --- cuts --- */

/* Finds what became of a state, on this path. */
static bool find(const struct cuts *cuts, uint64_t state,
                 const struct path *path, uint32_t *fate)
{
    return states_find(&cuts->states, state, fate) &&
           (*fate != DEPENDS ||
            states_find(&cuts->states, with_readings(state, path), fate));
}

static bool note(struct cuts *cuts, uint64_t state, const struct path *path,
                 bool depends, uint32_t fate)
{
    if (!depends)
        return states_put(&cuts->states, state, fate);
    return states_put(&cuts->states, state, DEPENDS) &&
           states_put(&cuts->states, with_readings(state, path), fate);
}

/* Starts the part unless it was started in that state before. A cut that leads
 * back to the same state adds nothing. */
static bool look_up(struct cuts *cuts, const struct point *point,
                    const struct scenario_cut *cut, uint32_t *fate)
{
    struct start *start = &cuts->starts[point->depth];
    uint64_t state = state_of(point, cut);
    if (find(cuts, state, point->path, fate))
        return true;
    return states_put(&cuts->states, state, SURVIVED) &&
           start_again(start, point->path, cut, fate) &&
           note(cuts, state, point->path, start->depends, *fate);
}

static bool try_cut(struct cuts *cuts, const struct point *point,
                    const struct scenario_cut *cut)
{
    uint32_t fate;
    if (!look_up(cuts, point, cut, &fate))
        return false;
    cuts->totals.cuts++;
    cuts->totals.failed += fate == FAILED;
    return true;
}

/* An operation on the NVM that is in flight is torn in every way. */
static bool try_kind(struct cuts *cuts, const struct point *point,
                     enum cut_kind kind)
{
    const struct scenario_run *run = &point->path->run;
    struct scenario_cut cut = {.kind = kind, .cycle = run->machine.chip.cycle};

    if (!run->nvm.last.begins)
        return try_cut(cuts, point, &cut);
    cut.tears = true;
    for (uint64_t left = torn_ways(&run->nvm.last); left; left &= left - 1) {
        cut.torn = (uint8_t)__builtin_ctzll(left);
        if (!try_cut(cuts, point, &cut))
            return false;
    }
    return true;
}

static bool try_cuts(struct cuts *cuts, struct path *path, unsigned depth)
{
    const struct point point = {
        .path = path,
        .ram = ram_hash(cuts, &path->run.machine.chip),
        .depth = depth,
    };
    for (unsigned kind = CUT_POWER; kind < CUT_KINDS; kind++)
        if (!try_kind(cuts, &point, (enum cut_kind)kind))
            return false;
    return true;
}

/* True: a cut may come here: before an instruction, or while the operation that
 * the last one has begun holds the next one up. */
static bool is_point(const struct machine_event *event)
{
    return event->kind == MACHINE_BEFORE ||
           (event->kind == MACHINE_NVM && event->nvm.begins);
}

/* Tries the cuts that can come at this event, and stops at the next point. */
static bool follow_path(struct cuts *cuts, struct path *path,
                        const struct machine_event *event, unsigned depth)
{
    if (is_point(event) && scenario_run_is_on_way(&path->run) &&
        path->run.machine.chip.cpu.instructions > path->known &&
        !try_cuts(cuts, path, depth))
        return false;
    stop_at_next(cuts, path);
    return true;
}

bool cuts_follow(struct cuts *cuts, struct path *path,
                 const struct machine_event *event)
{
    return follow_path(cuts, path, event, 0);
}

/* --- what came of it --- */

void cuts_take_totals(struct cuts *cuts, struct cut_totals *totals)
{
    *totals = cuts->totals;
    cuts->totals = (struct cut_totals){0};
}

bool cuts_take_failures(struct cuts *cuts, struct result_list *list)
{
    for (unsigned i = 0; i < cuts->failures.count; i++) {
        struct result *result = result_list_add(list);
        if (!result)
            return false;
        *result = cuts->failures.results[i];
    }
    return true;
}
