/* SPDX-License-Identifier: MIT */
#include "bench/cause_store.h"

#include <stdlib.h>
#include <string.h>

#include "bench/family.h"
#include "bench/kept.h"
#include "chip/core/watchpoint.h"

enum {
    STORES = 64,
    SINGLES = 4,  /* of them, the last ones, are tried one by one */
    TRIAL_MS = 50 /* that the firmware may take from there to the ROM */
};

/* A word that the image stored by an instruction that does not push, as it was
 * stored last. */
struct store {
    uint32_t address, word;
    enum cause_store_by by; /* who overwrote it first, */
    uint32_t pc, now;       /* where, and with what */
    uint32_t from;          /* where it was stored */
};

struct experiment {
    struct campaign campaign;
    enum machine_event_kind start; /* where the request has to last from: the
                                      reset, or the ROM */
    struct scenario_run at_start, trial;
    struct store stores[STORES]; /* the last ones, by time */
    unsigned count;
};

static uint32_t word_at(const struct scenario_run *run, uint32_t address)
{
    const uint8_t *place = kept_place(&run->machine.chip, address);
    uint32_t word = 0;
    if (place)
        memcpy(&word, place, sizeof word);
    return word;
}

static void watch_all(struct scenario_run *run)
{
    struct chip *chip = &run->machine.chip;
    struct kept list[KEPT_MAX];
    unsigned count = kept_list(chip, list);
    for (unsigned i = 0; i < count; i++)
        watchpoint_set(chip, list[i].base, list[i].size, WATCHPOINT_WRITE);
}

/* The write that the run stopped after. */
static const struct watchpoint_write *last_write(const struct scenario_run *run)
{
    const struct watchpoint_table *points = &run->machine.chip.watch.points;
    return &points->ranges[points->hit.range].last;
}

/* STR Rt, [R7, #n], also of bytes and halfwords, and the wide ones: R7 is the
 * frame pointer where it is at the end of the stack. */
static bool is_local(const struct scenario_run *run, uint16_t code)
{
    enum { FRAME_POINTER = 7, NEAR = 64 };
    const uint32_t *r = run->machine.chip.cpu.r;
    bool narrow = (code & 0xE800) == 0x6000 || (code & 0xF800) == 0x8000;
    bool wide = (code & 0xFF1F) == 0xF807 || code == 0xE9C7;
    return r[FRAME_POINTER] - r[CPU_SP] < NEAR &&
           ((narrow && (code >> 3 & 7) == FRAME_POINTER) || wide);
}

/* PUSH, also of several words or of registers of the FPU; STR Rt, [SP, #n], and
 * [SP, #-n]!; an exception's frame. The wide ones are no stores of ARMv6-M. */
static bool is_stacking(const struct scenario_run *run,
                        const struct watchpoint_write *write)
{
    uint16_t code = 0;
    chip_peek(&run->machine.chip, write->pc, &code, sizeof code);
    return write->frame || is_local(run, code) || (code & 0xFE00) == 0xB400 ||
           (code & 0xF800) == 0x9000 || code == 0xE92D || code == 0xF8CD ||
           code == 0xF84D || (code & 0xFFBF) == 0xED2D;
}

/* --- from the ask to the start of the trials --- */

static void forget(struct experiment *experiment, unsigned index)
{
    struct store *stores = experiment->stores;
    memmove(&stores[index], &stores[index + 1],
            (experiment->count - index - 1) * sizeof *stores);
    experiment->count--;
}

/* A word may have been stored by another of its addresses. */
static struct store *find(struct experiment *experiment, uint32_t address)
{
    const struct chip *chip = &experiment->at_start.machine.chip;
    const uint8_t *place = kept_place(chip, address);
    for (unsigned i = 0; place && i < experiment->count; i++)
        if (kept_place(chip, experiment->stores[i].address) == place)
            return &experiment->stores[i];
    return NULL;
}

static void record(struct experiment *experiment, uint32_t address,
                   uint32_t from)
{
    const struct scenario_run *run = &experiment->at_start;
    struct store *known = find(experiment, address);
    if (known)
        forget(experiment, (unsigned)(known - experiment->stores));
    if (experiment->count == STORES)
        forget(experiment, 0);
    experiment->stores[experiment->count++] = (struct store){
        .address = address, .word = word_at(run, address), .from = from};
}

static void overwritten(const struct scenario_run *run, struct store *store,
                        enum cause_store_by by, uint32_t pc)
{
    uint32_t now = word_at(run, store->address);
    if (store->by || now == store->word)
        return;
    store->by = by;
    store->pc = pc;
    store->now = now;
}

/* An instruction stores several words at most. */
static void stored(struct experiment *experiment)
{
    const struct scenario_run *run = &experiment->at_start;
    const struct watchpoint_write *write = last_write(run);
    uint32_t end = write->address + write->size;

    for (uint32_t at = write->address & ~3u; at < end; at += 4) {
        struct store *store = find(experiment, at);
        if (!is_stacking(run, write))
            record(experiment, at, write->pc);
        else if (store)
            overwritten(run, store, CAUSE_STORE_STACK, write->pc);
    }
}

/* The chip has been reset when that is reported. */
static void was_reset(struct experiment *experiment)
{
    for (unsigned i = 0; i < experiment->count; i++)
        overwritten(&experiment->at_start, &experiment->stores[i],
                    CAUSE_STORE_RESET, experiment->stores[i].from);
}

static bool run_to_start(struct experiment *experiment,
                         const struct scenario *scenario)
{
    struct scenario_run *run = &experiment->at_start;
    struct machine_event event;

    scenario_run_start(run, &experiment->campaign, scenario);
    while (!scenario_run_step(run, &event)) {
        if (event.kind == MACHINE_ASKED)
            watch_all(run);
        else if (event.kind == MACHINE_WATCHPOINT)
            stored(experiment);
        else if (event.kind == MACHINE_RESET)
            was_reset(experiment);
        if (event.kind == experiment->start && run->asked)
            return true;
    }
    return false;
}

/* --- trials --- */

static void put_back(struct scenario_run *run, const struct store *store)
{
    uint8_t *place = kept_place(&run->machine.chip, store->address);
    if (place)
        memcpy(place, &store->word, sizeof store->word);
}

/* Who stores at that place now. */
static enum cause_store_by writer(const struct scenario_run *run,
                                  const struct watchpoint_write *write)
{
    if (run->machine.in_rom)
        return CAUSE_STORE_ROM;
    return is_stacking(run, write) ? CAUSE_STORE_STACK : CAUSE_STORE_START;
}

/* Watches COUNT stores and nothing else: the ROM may wipe all of SRAM. */
static void watch_stores(struct scenario_run *run, const struct store *stores,
                         unsigned count)
{
    struct chip *chip = &run->machine.chip;
    uint32_t addresses[2];
    if (2 * count > WATCHPOINT_RANGES)
        return;
    watchpoint_clear(chip);
    for (unsigned i = 0; i < count; i++) {
        unsigned seen = kept_addresses(chip, stores[i].address, addresses);
        for (unsigned k = 0; k < seen; k++)
            watchpoint_set(chip, addresses[k], 4, WATCHPOINT_WRITE);
    }
}

/* Puts back what was overwritten of COUNT stores. What the ROM overwrites it
 * may need there, until it is left. */
static void keep(struct scenario_run *run, struct store *stores, unsigned count,
                 const struct machine_event *event)
{
    const struct watchpoint_write *write = last_write(run);
    bool reset = event->kind == MACHINE_RESET;
    for (unsigned i = 0; i < count; i++) {
        if (word_at(run, stores[i].address) == stores[i].word)
            continue;
        overwritten(run, &stores[i],
                    reset ? CAUSE_STORE_RESET : writer(run, write),
                    reset ? stores[i].from : write->pc);
        if (!run->machine.in_rom)
            put_back(run, &stores[i]);
    }
}

/* True: with COUNT stores kept the firmware comes into the ROM; in a second
 * pass, the ROM answers. */
static bool enters(struct experiment *experiment, struct store *stores,
                   unsigned count)
{
    struct scenario_run *trial = &experiment->trial;
    struct machine_event event;

    bool second = experiment->start == MACHINE_ROM;
    scenario_run_copy(trial, &experiment->at_start);
    const struct family_info *family = family_of(&trial->machine.chip);
    trial->limit_ps =
        machine_ps(&trial->machine) + (TRIAL_MS + family->slow_ms) * PS_PER_MS;
    for (unsigned i = 0; i < count; i++)
        put_back(trial, &stores[i]);
    watch_stores(trial, stores, count);
    while (!scenario_run_step(trial, &event)) {
        if (event.kind == MACHINE_WATCHPOINT || event.kind == MACHINE_LEFT ||
            event.kind == MACHINE_RESET)
            keep(trial, stores, count, &event);
        if (!second && trial->visits)
            return true;
        if (trial->turns > experiment->at_start.turns + SCENARIO_TURNS)
            return false; /* a loop, while the button is held */
    }
    return trial->visits > 1 && trial->end == SCENARIO_IN_ROM;
}

static void report(const struct store *store, struct cause_store *found)
{
    *found = (struct cause_store){
        .by = store->by ? store->by : CAUSE_STORE_START,
        .address = store->address,
        .pc = store->pc,
        .word = store->word,
        .now = store->now,
    };
}

/* Reports the last store that was overwritten. */
static void report_last(const struct experiment *experiment,
                        struct cause_store *found)
{
    for (unsigned i = experiment->count; i-- && !found->by;)
        if (experiment->stores[i].by)
            report(&experiment->stores[i], found);
}

/* A request is the last word stored, or several words. */
static void search(struct experiment *experiment, struct cause_store *found)
{
    unsigned count = experiment->count;
    for (unsigned i = 0; i < SINGLES && i < count; i++) {
        struct store *store = &experiment->stores[count - 1 - i];
        if (!enters(experiment, store, 1))
            continue;
        report(store, found);
        return;
    }
    if (count > 1 && enters(experiment, experiment->stores, count))
        report_last(experiment, found);
}

static bool find_from(const struct scenario_run *seen,
                      enum machine_event_kind start, struct cause_store *found)
{
    struct experiment *experiment = calloc(1, sizeof *experiment);

    *found = (struct cause_store){.by = CAUSE_STORE_NOBODY};
    if (!experiment)
        return false;
    experiment->campaign = *seen->campaign;
    experiment->campaign.observers = NULL; /* they look at the scenario */
    experiment->start = start;
    if (run_to_start(experiment, &seen->scenario))
        search(experiment, found);
    free(experiment);
    return true;
}

bool cause_store_find(const struct scenario_run *seen,
                      struct cause_store *found)
{
    return find_from(seen, MACHINE_RESET, found);
}

bool cause_store_find_pass(const struct scenario_run *seen,
                           struct cause_store *found)
{
    return find_from(seen, MACHINE_ROM, found);
}
