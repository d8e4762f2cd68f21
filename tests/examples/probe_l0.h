/* SPDX-License-Identifier: MIT
 *
 * The probe on an STM32L07x/L08x: what it can settle, and how it is helped.
 */
#ifndef TESTS_EXAMPLES_PROBE_L0_H
#define TESTS_EXAMPLES_PROBE_L0_H

#include "bench/stm32l0/readings.h"
#include "tests/examples/probe_desk.h"

/* The one write without a clock that the probe makes on purpose. */
static inline bool asks_gate(const struct event *event)
{
    return event->kind == EVENT_FIRMWARE &&
           event->firmware.error == FIRMWARE_UNCLOCKED &&
           event->firmware.address == 0x40010000; /* SYSCFG_CFGR1 */
}

static inline bool same_memories(const struct chip *a, const struct chip *b)
{
    return memcmp(bus_physical(a, REGION_EEPROM),
                  bus_physical(b, REGION_EEPROM), EEPROM_SIZE) == 0 &&
           memcmp(bus_physical(a, REGION_OPTION),
                  bus_physical(b, REGION_OPTION), OPTION_SIZE) == 0;
}

static inline unsigned timer_slices(const struct chip *chip)
{
    (void)chip;
    return 150;
}

static const struct desk_manner manner = {
    .probe = "probe",
    .slice_us = 200,
    .quiet = 35,
    .tries = 1,
    .timer = timer_slices,
    .means = asks_gate,
    .same = same_memories,
};

/* --- what can be settled --- */

enum {
    OF_A_BOUNCE = 1 << READING_BOUNCE | 1 << READING_STACK | 1 << READING_SP
};

/* A ROM that never starts a bank does not show how it would; nor does it show
 * an entry past the check that needs such a pass. */
static inline unsigned open_without_bounce(struct readings built)
{
    unsigned open = OF_A_BOUNCE;
    if (built.value[READING_PAST] == CHOICE_PAST_NEEDS_PASS)
        open |= 1u << READING_PAST;
    return open;
}

/* Returns the readings that stay open on a part with so many banks. Without a
 * second one only the probe's own head can be found, by the mask. No probe
 * without USB sees `rtc`. */
static inline unsigned open_readings(enum rom_version rom,
                                     struct readings built, unsigned banks)
{
    const uint8_t *value = built.value;
    unsigned open = 1u << READING_RTC;
    if (banks == 1)
        open |= 1u << READING_WRITE;
    bool consulted = value[READING_BFB2] == CHOICE_BFB2_CONSULTED;
    bool found = banks == 2 || value[READING_SP] == CHOICE_SP_MASK;
    if (consulted || !found)
        open |= open_without_bounce(built);
    else if (value[READING_BOUNCE] == CHOICE_BOUNCE_RESET)
        open |= 1u << READING_STACK;
    if (banks == 1 && (consulted || !found))
        open |= 1u << READING_BFB2;
    return open & readings_mask(rom);
}

static inline unsigned settled_readings(enum rom_version rom,
                                        struct readings built)
{
    return readings_mask(rom) & ~open_readings(rom, built, 2);
}

static const char *const parts[ROM_VERSIONS] = {
    [ROM_V4_0] = "stm32l073rz",
    [ROM_V4_1] = "stm32l073rz",
    [ROM_V11_1] = "stm32l071rz",
    [ROM_V11_2] = "stm32l071rz",
};

static inline void load(struct image *probe, const char *directory)
{
    load_probe(probe, directory, manner.probe);
}

static inline void start(const struct image *probe, const char *part,
                         enum rom_version rom, struct readings readings)
{
    desk_init(&desk, &manner, probe, part, rom, readings);
    desk.chip.board.gate_open = readings.value[READING_GATE];
    power_on_desk();
}

#endif
