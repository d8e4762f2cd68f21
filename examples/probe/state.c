/* SPDX-License-Identifier: MIT */
#include "examples/probe/state.h"

#include "examples/probe/probe.h"
#include "firmware/stm32l0/stm32l073.h"

enum { MAGIC = 0xB07 };
enum { RUN, RESULT, RAM, KEPT, CAME };
enum { FLAGS = 0xFF, FLAGS_POS = 12 };
enum { GO_STATE = 0x7F, GO_STATE_POS = 25 };
enum { WORDS = 0xFFF, OWN_POS = 8, ABOVE_POS = 20 };
enum { IN_KEPT = 8 }; /* so many experiments have their place there */

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

static void put_field(unsigned index, unsigned pos, uint32_t mask,
                      uint32_t value)
{
    put(index, (get(index) & ~(mask << pos)) | value << pos);
}

static uint32_t field(unsigned index, unsigned pos, uint32_t mask)
{
    return known(index) >> pos & mask;
}

void state_open(void)
{
    RCC->APB1ENR |= RCC_APB1ENR_PWREN;
    (void)RCC->APB1ENR; /* ES0292: read back before the first access */
    PWR->CR |= PWR_CR_DBP;
}

bool state_valid(void)
{
    uint32_t run = get(RUN);
    return run >> 20 == MAGIC && (run & 0xF) <= EXPERIMENTS &&
           (run >> 4 & 0xF) <= PHASE_FLIGHT;
}

void state_clear(void)
{
    for (unsigned i = 0; i < RTC_BACKUP_REGISTERS; i++)
        put(i, 0);
}

bool state_works(void)
{
    bool works = true;
    for (unsigned i = 0; i < RTC_BACKUP_REGISTERS; i++)
        put(i, 0x5AC3A500 + i);
    for (unsigned i = 0; i < RTC_BACKUP_REGISTERS; i++)
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
    return (enum experiment)(get(RUN) & 0xF);
}

enum phase state_phase(void)
{
    return (enum phase)(get(RUN) >> 4 & 0xF);
}

unsigned state_tries(void)
{
    return get(RUN) >> 8 & 0xF;
}

/* The flags stay. */
void state_set(enum experiment experiment, enum phase phase, unsigned tries)
{
    put(RUN, (uint32_t)MAGIC << 20 | (get(RUN) & FLAGS << FLAGS_POS) |
                 tries << 8 | (unsigned)phase << 4 | (unsigned)experiment);
}

void state_set_phase(enum phase phase)
{
    put_field(RUN, 4, 0xF, phase);
}

/* Two bits for each reading, and three for `go`. */
static unsigned reading_pos(enum reading reading)
{
    return 2 * (unsigned)reading + (reading > READ_GO);
}

static uint32_t reading_mask(enum reading reading)
{
    return reading == READ_GO ? 7 : 3;
}

unsigned state_reading(enum reading reading)
{
    return field(RESULT, reading_pos(reading), reading_mask(reading));
}

void state_read(enum reading reading, unsigned value)
{
    put_field(RESULT, reading_pos(reading), reading_mask(reading), value);
}

uint32_t state_came(void)
{
    return get(CAME);
}

void state_set_came(uint32_t came)
{
    put(CAME, came);
}

static unsigned kept_register(enum experiment experiment)
{
    return (unsigned)experiment < IN_KEPT ? KEPT : RAM;
}

static unsigned kept_pos(enum experiment experiment)
{
    return 4 * ((unsigned)experiment % IN_KEPT);
}

void state_keep(enum experiment experiment, uint32_t came)
{
    put_field(kept_register(experiment), kept_pos(experiment), CAME_MASK,
              came & CAME_MASK);
    if (experiment == ENTRY)
        put_field(RUN, FLAGS_POS, FLAGS, came >> CAME_FLAGS_POS);
    if (experiment == GO) /* SWS and the STILL_ bits */
        put_field(RESULT, GO_STATE_POS, GO_STATE,
                  came >> CAME_SWS_POS & GO_STATE);
}

unsigned state_kept(enum experiment experiment)
{
    return field(kept_register(experiment), kept_pos(experiment), CAME_MASK);
}

unsigned state_flags(void)
{
    return field(RUN, FLAGS_POS, FLAGS);
}

unsigned state_go(void)
{
    return field(RESULT, GO_STATE_POS, GO_STATE);
}

void state_set_ram(unsigned own, unsigned above)
{
    put_field(RAM, OWN_POS, WORDS << (ABOVE_POS - OWN_POS) | WORDS,
              above << (ABOVE_POS - OWN_POS) | own);
}

unsigned state_ram_own(void)
{
    return field(RAM, OWN_POS, WORDS);
}

unsigned state_ram_above(void)
{
    return field(RAM, ABOVE_POS, WORDS);
}
