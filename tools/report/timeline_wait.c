/* SPDX-License-Identifier: MIT */
#include "tools/report/timeline_wait.h"

#include <string.h>

#include "bench/cause_wait.h"

/* The third look in a row with the same result is reported. */
#define LOOK_PS (100 * PS_PER_MS)
enum { LOOKS = 3 };

void timeline_wait_reset(struct timeline *timeline)
{
    timeline->wait = (struct timeline_wait){
        .look_ps = machine_ps(timeline->machine) + LOOK_PS};
}

static void print(struct timeline *timeline)
{
    const struct machine *machine = timeline->machine;
    char where[64];
    image_describe(machine->image, machine->chip.cpu.r[CPU_PC], where,
                   sizeof where);
    timeline_print(timeline, "app",
                   "stands still in a loop at %s: it waits "
                   "for %s",
                   where, timeline->wait.name);
}

uint64_t timeline_wait_due_ps(const struct timeline *timeline)
{
    const struct timeline_wait *wait = &timeline->wait;
    return wait->same == LOOKS || timeline->machine->in_rom ? NEVER
                                                            : wait->look_ps;
}

void timeline_wait_look(struct timeline *timeline)
{
    struct timeline_wait *wait = &timeline->wait;
    const struct machine *machine = timeline->machine;
    char name[REGISTER_NAME];
    if (machine_ps(machine) < timeline_wait_due_ps(timeline))
        return;
    wait->look_ps = machine_ps(machine) + LOOK_PS;
    bool waits = cause_wait_look(&machine->chip, name);
    if (!waits || strcmp(name, wait->name) != 0)
        wait->same = 0;
    strcpy(wait->name, waits ? name : "");
    if (waits && ++wait->same == LOOKS)
        print(timeline);
}
