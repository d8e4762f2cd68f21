/* SPDX-License-Identifier: MIT */
#include "examples/probe/state.h"

#include "examples/probe/probe.h"
#include "firmware/stm32l0/stm32l073.h"

enum { MAGIC = 0xB007 };
enum { RUN, RESULT, RAM, KEPT, CAME };
enum { GO_BITS = 0xFF };

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

void state_open(void)
{
    RCC->APB1ENR |= RCC_APB1ENR_PWREN;
    (void)RCC->APB1ENR; /* ES0292: read back before the first access */
    PWR->CR |= PWR_CR_DBP;
}

bool state_valid(void)
{
    uint32_t run = get(RUN);
    return run >> 16 == MAGIC && (run & 0xF) <= EXPERIMENTS &&
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

void state_set(enum experiment experiment, enum phase phase, unsigned tries)
{
    put(RUN, (uint32_t)MAGIC << 16 | tries << 8 | (unsigned)phase << 4 |
                 (unsigned)experiment);
}

void state_set_phase(enum phase phase)
{
    put_field(RUN, 4, 0xF, phase);
}

unsigned state_reading(enum reading reading)
{
    return known(RESULT) >> 2 * reading & 3;
}

void state_read(enum reading reading, unsigned value)
{
    put_field(RESULT, 2 * reading, 3, value);
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
    put_field(KEPT, 4 * experiment, 0xF, came & CAME_MASK);
    if (experiment == ENTRY)
        put_field(RESULT, 24, 0xFF, came >> CAME_FLAGS_POS);
    if (experiment == GO) /* SWS and the STILL_ bits */
        put_field(KEPT, 24, GO_BITS, came >> CAME_SWS_POS & GO_BITS);
}

unsigned state_kept(enum experiment experiment)
{
    return known(KEPT) >> 4 * experiment & 0xF;
}

unsigned state_flags(void)
{
    return known(RESULT) >> 24;
}

unsigned state_go(void)
{
    return known(KEPT) >> 24;
}

void state_set_ram(unsigned own, unsigned above)
{
    put(RAM, above << 16 | own);
}

unsigned state_ram_own(void)
{
    return known(RAM) & 0xFFFF;
}

unsigned state_ram_above(void)
{
    return known(RAM) >> 16;
}
