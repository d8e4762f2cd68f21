/* SPDX-License-Identifier: MIT */
#include "examples/probe/state.h"

#include "examples/probe/probe.h"

enum { MAGIC = 0xB07, MAGIC_POS = 20 };
enum { RUN = 0, CAME = 4 }; /* in each family; the guest writes to the latter */

static uint32_t get(unsigned index)
{
    return RTC->BKPR[index];
}

/* The value that a run has stored; without a run it is 0. */
static uint32_t known(unsigned index)
{
    return state_valid() ? get(index) : 0;
}

static void put(unsigned index, uint32_t value)
{
    RTC->BKPR[index] = value;
}

static uint32_t mask(struct place place)
{
    return (1u << place.bits) - 1;
}

void state_put(struct place place, uint32_t value)
{
    uint32_t kept = get(place.index) & ~(mask(place) << place.pos);
    put(place.index, kept | (value & mask(place)) << place.pos);
}

uint32_t state_field(struct place place)
{
    return known(place.index) >> place.pos & mask(place);
}

void state_open(void)
{
    part_open_backup();
    PWR_DOMAIN |= DBP;
}

static uint32_t of_run(struct place place)
{
    return get(RUN) >> place.pos & mask(place);
}

bool state_valid(void)
{
    return get(RUN) >> MAGIC_POS == MAGIC &&
           of_run(place_experiment) <= EXPERIMENTS &&
           of_run(place_phase) <= PHASE_TEAR;
}

void state_clear(void)
{
    for (unsigned i = 0; i < BACKUPS_USED; i++)
        put(i, 0);
}

bool state_works(void)
{
    bool works = true;
    for (unsigned i = 0; i < BACKUPS_USED; i++)
        put(i, 0x5AC3A500 + i);
    for (unsigned i = 0; i < BACKUPS_USED; i++)
        works = works && get(i) == 0x5AC3A500 + i;
    state_clear();
    return works;
}

void state_begin(void)
{
    state_clear();
    state_set(ENTRY, PHASE_READY, 0);
}

enum experiment state_experiment(void)
{
    return (enum experiment)of_run(place_experiment);
}

enum phase state_phase(void)
{
    return (enum phase)of_run(place_phase);
}

unsigned state_tries(void)
{
    return of_run(place_tries);
}

/* The flags stay. */
void state_set(enum experiment experiment, enum phase phase, unsigned tries)
{
    uint32_t run = (uint32_t)MAGIC << MAGIC_POS;
    if (place_flags.index == RUN)
        run |= get(RUN) & mask(place_flags) << place_flags.pos;
    put(RUN, run | tries << place_tries.pos |
                 (unsigned)phase << place_phase.pos |
                 (unsigned)experiment << place_experiment.pos);
}

void state_set_phase(enum phase phase)
{
    state_put(place_phase, phase);
}

unsigned state_reading(enum reading reading)
{
    return state_field(place_of_reading(reading));
}

void state_read(enum reading reading, unsigned value)
{
    state_put(place_of_reading(reading), value);
}

uint32_t state_came(void)
{
    return get(CAME);
}

void state_set_came(uint32_t came)
{
    put(CAME, came);
}

void state_keep(enum experiment experiment, uint32_t came)
{
    state_put(place_of_kept(experiment), came & CAME_MASK);
    if (experiment == ENTRY)
        state_put(place_flags, came >> CAME_FLAGS_POS);
    if (experiment == GO) /* SWS and the STILL_ bits */
        state_put(place_go, came >> CAME_SWS_POS);
}

unsigned state_kept(enum experiment experiment)
{
    return state_field(place_of_kept(experiment));
}

unsigned state_flags(void)
{
    return state_field(place_flags);
}

unsigned state_go(void)
{
    return state_field(place_go);
}

void state_set_ram(unsigned own, unsigned above)
{
    state_put(place_own, own);
    state_put(place_above, above);
}

unsigned state_ram_own(void)
{
    return state_field(place_own);
}

unsigned state_ram_above(void)
{
    return state_field(place_above);
}
