/* SPDX-License-Identifier: MIT
 *
 * A chip of no family: a core of ARMv7-M, SysTick, 32 interrupts, 256 KB of
 * flash that is seen at 0, too, and 64 KB of SRAM; no other block. The test
 * chooses the core.
 */
#ifndef TESTS_CHIP_CORE_SMALL_CHIP_H
#define TESTS_CHIP_CORE_SMALL_CHIP_H

#include "tests/chip/chip_fixture.h"

#include "chip/boards.h"
#include "chip/core/armv7m/core.h"
#include "chip/core/armv7m/state.h"
#include "chip/core/systick.h"

enum {
    SMALL_SRAM = 64 * 1024,
    SMALL_FLASH = 256 * 1024,
    SMALL_IRQS = 32,
    SMALL_HZ = 16000000
};

static const struct map_row small_rows[MAP_BLOCKS + 1] = {
    [MAP_BLOCKS] = {.name = "SysTick",
                    .base = 0xE000E010,
                    .size = 0x10,
                    .bus = BUS_AHB_WORD,
                    .kind = &systick,
                    .irq = NO_IRQ},
};

static const struct map_memory small_memories[] = {
    {.region = REGION_SRAM, .base = SRAM_BASE, .size = SMALL_SRAM},
    {.region = REGION_FLASH,
     .base = FLASH_BASE,
     .size = SMALL_FLASH,
     .offset = SMALL_SRAM,
     .nvm = true},
};

static bool small_never(const struct chip *chip)
{
    (void)chip;
    return false;
}

static bool small_readable(const struct chip *chip, uint32_t address)
{
    (void)chip;
    (void)address;
    return true;
}

static unsigned small_wait(const struct chip *chip)
{
    (void)chip;
    return 0;
}

static enum access small_store(struct chip *chip, uint32_t address,
                               unsigned size, uint32_t value)
{
    (void)chip;
    (void)address;
    (void)size;
    (void)value;
    return ACCESS_FAULT;
}

static uint32_t small_size(const struct chip *chip)
{
    (void)chip;
    return SMALL_SRAM + SMALL_FLASH;
}

static uint32_t small_alias(const struct chip *chip)
{
    (void)chip;
    return FLASH_BASE;
}

static uint32_t small_calib(const struct chip *chip)
{
    (void)chip;
    return 0x270F; /* as mps2-an385 */
}

static void small_nothing(struct chip *chip)
{
    (void)chip;
}

static const struct board_info small_board = {.name = "small", .part = "small"};

static struct map small_map = {
    .rows = small_rows,
    .row_count = MAP_BLOCKS + 1,
    .due_count = 1,
    .memories = small_memories,
    .memory_count = 2,
    .nvm = {.attentive = small_never,
            .readable = small_readable,
            .store = small_store,
            .wait_branch = small_wait,
            .wait_sequential = small_wait},
    .irq_count = SMALL_IRQS,
    .boards = &small_board,
    .board_count = 1,
    .memory_size = small_size,
    .factory = small_nothing,
    .alias_base = small_alias,
    .systick_calib = small_calib,
    .deep_sleep = small_nothing,
    .wake = small_nothing,
};

/* In place of chip/family.c. */
const struct map *const family_maps[FAMILIES] = {&small_map};

/* A chip that has no power yet. */
static inline void small_chip_init(struct chip *chip, const struct core *core)
{
    const struct part part = {
        .name = "small", .sram_size = SMALL_SRAM, .flash_kb = 256};
    small_map.core = core;
    chip_init(chip, &part);
    chip->clock.hclk_hz = SMALL_HZ;
    chip->clock.hclk_ps = PS_PER_S / SMALL_HZ;
}

#endif
