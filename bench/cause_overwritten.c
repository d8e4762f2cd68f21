/* SPDX-License-Identifier: MIT */
#include "bench/cause_overwritten.h"

#include <stdlib.h>
#include <string.h>

enum { WORDS_MAX = 64 };

struct experiment {
    struct campaign campaign;
    struct scenario_run at_main, trial;
    uint8_t before[SRAM_SIZE], at_reset[SRAM_SIZE], after_rom[SRAM_SIZE];
    uint32_t
        offsets[WORDS_MAX]; /* in SRAM, of the words that were overwritten */
    unsigned count;
};

static bool run_to(struct experiment *experiment, enum machine_event_kind kind)
{
    struct machine_event event;
    struct scenario_run *run = &experiment->at_main;

    while (!scenario_run_step(run, &event)) {
        if (event.kind == MACHINE_LEFT)
            memcpy(experiment->after_rom,
                   bus_physical(&run->machine.chip, REGION_SRAM), SRAM_SIZE);
        if (event.kind == kind)
            return true;
    }
    return false;
}

static bool repeat(struct experiment *experiment,
                   const struct scenario *scenario)
{
    const struct chip *chip = &experiment->at_main.machine.chip;

    scenario_run_start(&experiment->at_main, &experiment->campaign, scenario);
    if (!run_to(experiment, MACHINE_ASKED))
        return false;
    memcpy(experiment->before, bus_physical(chip, REGION_SRAM), SRAM_SIZE);
    if (!run_to(experiment, MACHINE_RESET))
        return false;
    memcpy(experiment->at_reset, bus_physical(chip, REGION_SRAM), SRAM_SIZE);
    memcpy(experiment->after_rom, bus_physical(chip, REGION_SRAM), SRAM_SIZE);
    return run_to(experiment, MACHINE_MAIN);
}

static void find_words(struct experiment *experiment)
{
    const uint8_t *now =
        bus_physical(&experiment->at_main.machine.chip, REGION_SRAM);
    for (uint32_t i = 0; i < SRAM_SIZE; i += 4) {
        bool written =
            memcmp(experiment->before + i, experiment->at_reset + i, 4) != 0;
        bool gone = memcmp(experiment->at_reset + i, now + i, 4) != 0;
        if (written && gone && experiment->count < WORDS_MAX)
            experiment->offsets[experiment->count++] = i;
    }
}

/* True: the firmware enters the ROM from main on, with COUNT words from FIRST
 * restored. */
static bool enters(struct experiment *experiment, unsigned first,
                   unsigned count)
{
    struct scenario_run *trial = &experiment->trial;
    struct machine_event event;
    bool over = false;

    memcpy(trial, &experiment->at_main, sizeof *trial);
    for (unsigned i = first; i < first + count; i++) {
        uint32_t offset = experiment->offsets[i];
        memcpy(bus_physical(&trial->machine.chip, REGION_SRAM) + offset,
               experiment->at_reset + offset, 4);
    }
    while (trial->visits == 0 && !over)
        over = scenario_run_step(trial, &event);
    return trial->visits > 0;
}

/* Narrows the words down to one, or to the first of several that are needed
 * together. Most scenarios end with the first trial: restoring all words does
 * not help. */
static bool narrow(struct experiment *experiment, unsigned *found)
{
    unsigned count = experiment->count;

    if (count == 0 || !enters(experiment, 0, count))
        return false;
    for (*found = 0; *found < count; ++*found)
        if (enters(experiment, *found, 1))
            return true;
    *found = 0;
    while (*found + 1 < count &&
           enters(experiment, *found + 1, count - *found - 1))
        ++*found;
    return true;
}

static void report(const struct experiment *experiment, uint32_t offset,
                   struct overwritten *overwritten)
{
    uint32_t now;
    memcpy(&now,
           bus_physical(&experiment->at_main.machine.chip, REGION_SRAM) +
               offset,
           4);
    memcpy(&overwritten->word, experiment->at_reset + offset, 4);
    overwritten->found = true;
    overwritten->address = SRAM_BASE + offset;
    overwritten->now = now;
    overwritten->by_rom = memcmp(experiment->after_rom + offset,
                                 experiment->at_reset + offset, 4) != 0;
}

bool cause_overwritten_find(const struct campaign *campaign,
                            const struct scenario *scenario,
                            struct overwritten *overwritten)
{
    struct experiment *experiment = calloc(1, sizeof *experiment);
    unsigned index;

    *overwritten = (struct overwritten){.found = false};
    if (!experiment)
        return false;
    experiment->campaign = *campaign;
    experiment->campaign.observers = NULL; /* they look at the scenario */
    if (repeat(experiment, scenario)) {
        find_words(experiment);
        if (narrow(experiment, &index))
            report(experiment, experiment->offsets[index], overwritten);
    }
    free(experiment);
    return true;
}
