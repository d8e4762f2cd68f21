/* SPDX-License-Identifier: MIT */
#include "bench/history.h"

#include <stdlib.h>

#include "bench/scenario_run.h"
#include "chip/core/exception.h"

/* Ends the last span. NULL: there is no room for another one. */
static struct history_span *next_span(struct history *history, uint64_t ps)
{
    history->spans[history->count - 1].end_ps = ps;
    if (history->count == HISTORY_SPANS) {
        history->cut_short = true;
        return NULL;
    }
    struct history_span *span = &history->spans[history->count++];
    *span = (struct history_span){.start_ps = ps, .end_ps = ps};
    return span;
}

static void begin(struct history *history, const struct machine_event *event,
                  enum history_who who, enum history_by by)
{
    struct history_span *span = next_span(history, event->ps);
    if (!span)
        return;
    span->who = who;
    span->by = by;
    span->pc = event->pc;
    if (by == HISTORY_BY_RESET)
        span->reset = event->reset.kind;
}

/* After a visit that a reset ended, the reset begins the next span. */
static void left(struct history *history, const struct machine *machine,
                 const struct machine_event *event)
{
    if (!machine->visit.left_by_reset)
        begin(history, event, HISTORY_START_UP, HISTORY_BY_BRANCH);
}

static void reached_main(struct history *history, const struct machine *machine,
                         const struct machine_event *event)
{
    bool other = machine->banks[event->bank].image != machine->image;
    begin(history, event, other ? HISTORY_OTHER : HISTORY_IMAGE,
          HISTORY_BY_BRANCH);
}

static void asked(struct history *history, uint64_t ps)
{
    struct history_span *span = &history->spans[history->count - 1];
    if (span->asked || history->cut_short)
        return;
    span->asked = true;
    span->ask_ps = ps;
}

static void add(struct history *history, const struct machine *machine,
                const struct machine_event *event)
{
    switch (event->kind) {
    case MACHINE_RESET:
        begin(history, event, HISTORY_START_UP, HISTORY_BY_RESET);
        break;
    case MACHINE_ROM:
        begin(history, event, HISTORY_ROM,
              machine->visit.by_hardware ? HISTORY_BY_RESET
                                         : HISTORY_BY_BRANCH);
        break;
    case MACHINE_LEFT: left(history, machine, event); break;
    case MACHINE_MAIN: reached_main(history, machine, event); break;
    case MACHINE_ASKED: asked(history, event->ps); break;
    case MACHINE_LOCKUP:
    case MACHINE_ASTRAY:
        begin(history, event, HISTORY_FAULT, HISTORY_BY_FAULT);
        break;
    case MACHINE_EXCEPTION:
        if (exception_is_fault(event->exception.number))
            begin(history, event, HISTORY_FAULT, HISTORY_BY_FAULT);
        break;
    default: break;
    }
}

bool history_make(const struct campaign *campaign,
                  const struct scenario *scenario, struct history *history)
{
    struct scenario_run *run = malloc(sizeof *run);
    struct machine_event event;
    struct campaign quiet = *campaign;

    *history = (struct history){
        .count = 1,
        .spans = {{.by = HISTORY_BY_RESET, .reset = RESET_POWER}},
    };
    if (!run)
        return false;
    quiet.observers = NULL; /* they have seen their scenario */
    scenario_run_start(run, &quiet, scenario);
    do {
        scenario_run_step(run, &event);
        add(history, &run->machine, &event);
    } while (run->end == SCENARIO_GOES_ON);
    history->spans[history->count - 1].end_ps = machine_ps(&run->machine);
    free(run);
    return true;
}
