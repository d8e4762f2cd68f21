/* SPDX-License-Identifier: MIT
 *
 * The probe on an STM32L47x, L49x or L43x: what it can settle, and how it is
 * helped.
 */
#ifndef TESTS_EXAMPLES_PROBE_L4_H
#define TESTS_EXAMPLES_PROBE_L4_H

#include "bench/stm32l4/readings.h"
#include "rom/stm32l4/version.h"
#include "tests/examples/probe_desk.h"

enum { LSE_HZ = 32768, BDCR_LSEON = 1, BDCR_LSERDY = 2 };

/* It resets on purpose while it programs a word, and nothing else. */
static inline bool tears(const struct event *event)
{
    return event->kind == EVENT_FIRMWARE &&
           event->firmware.error == FIRMWARE_TORN;
}

static inline bool same_options(const struct chip *a, const struct chip *b)
{
    return memcmp(bus_physical(a, REGION_OPTION),
                  bus_physical(b, REGION_OPTION), L4_OPTION_SIZE) == 0 &&
           ((stm32l4(a)->rcc.bdcr ^ stm32l4(b)->rcc.bdcr) & BDCR_LSEON) == 0;
}

/* 0.3 s, and 3 s while the LSE is looked for; and the watchdog. */
static inline unsigned timer_slices(const struct chip *chip)
{
    bool ready =
        stm32l4(chip)->rcc.bdcr & BDCR_LSERDY || chip->part.dev_id != 0x415;
    return ready ? 40 : 310;
}

static const struct desk_manner manner = {
    .probe = "probe-stm32l4",
    .slice_us = 10000,
    .quiet = 9, /* 77 ms, until the ROM of the L49x is ready */
    .tries = 80,
    .timer = timer_slices,
    .means = tears,
    .same = same_options,
};

/* A part of each ROM. */
static const char *const parts[] = {
    [L4_V10_1 % ROM_ROOM] = "stm32l476rg",
    [L4_V10_3 % ROM_ROOM] = "stm32l476rg",
    [L4_V9_2 % ROM_ROOM] = "stm32l476rg",
    [L4_V9_3 % ROM_ROOM] = "stm32l496zg",
    [L4_V9_1_FF % ROM_ROOM] = "stm32l432kc",
    [L4_V9_1_10 % ROM_ROOM] = "stm32l432kc",
};
enum { L4_ROMS = sizeof parts / sizeof *parts };

/* --- what can be settled --- */

static inline uint8_t value_of(const struct readings *readings,
                               unsigned reading)
{
    return readings->value[reading];
}

/* FB_MODE stays 1 while the ROM runs, and a bank has no head or the ROM does
 * not start it. */
static inline bool shows_banks(const struct readings *built)
{
    return value_of(built, CHOICE_FB_MODE) == CHOICE_FB_MODE_KEPT ||
           value_of(built, CHOICE_BFB2) == CHOICE_BFB2_CONSULTED ||
           value_of(built, CHOICE_BOOT0) == CHOICE_BOOT0_MEM_MODE;
}

/* Returns the readings that stay open: a reset hides what a branch would leave,
 * the L47x has no register that shows its pin, and no probe goes to level 2. */
static inline uint32_t open_readings(unsigned rom, const struct readings *built)
{
    uint32_t open = 1u << CHOICE_RDP2;
    if (value_of(built, CHOICE_BOUNCE) == CHOICE_BOUNCE_RESET)
        open |= 1u << CHOICE_STACK | 1u << CHOICE_HAND_OVER;
    if (value_of(built, CHOICE_BOOT0) != CHOICE_BOOT0_MEM_MODE &&
        rom != L4_V9_3)
        open |= 1u << CHOICE_BOOT0;
    if (!shows_banks(built))
        open |= 1u << CHOICE_BANKS;
    return open & readings_mask(rom);
}

/* V9.2 alone has the value `sram2`: of the others it is `inclusive`. */
static inline struct readings as_seen(unsigned rom, struct readings built)
{
    uint8_t *sp = &built.value[CHOICE_SP];
    if (rom != L4_V9_2 && *sp == CHOICE_SP_SRAM2)
        *sp = CHOICE_SP_INCLUSIVE;
    return built;
}

static inline void load(struct image *probe, const char *directory)
{
    load_probe(probe, directory, manner.probe);
}

static inline void prepare(const struct image *probe, const char *part,
                           unsigned rom, struct readings readings)
{
    desk_init(&desk, &manner, probe, part, rom, readings);
    desk.chip.board.lse_hz = LSE_HZ;
    desk.chip.board.torn = TORN_MIX;
}

static inline void start(const struct image *probe, unsigned rom,
                         struct readings readings)
{
    prepare(probe, parts[rom % ROM_ROOM], rom, readings);
    power_on_desk();
}

#endif
