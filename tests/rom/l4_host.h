/* SPDX-License-Identifier: MIT
 *
 * The model ROMs of the STM32L4, their parts, and a host of AN3155 on USART1.
 */
#ifndef TESTS_ROM_L4_HOST_H
#define TESTS_ROM_L4_HOST_H

#include "chip/stm32l4/part.h"
#include "chip/stm32l4/state.h"
#include "rom/stm32l4/choices.h"
#include "rom/stm32l4/version.h"
#include "tests/chip/block.h"
#include "tests/fail_event.h"
#include "tests/rom/an3155_host.h"

static const struct l4_rom {
    const char *name, *part;
    uint8_t id;
    uint16_t device;
    uint32_t sp, reset; /* words 0 and 1 */
    uint32_t host_ram, ram_end;
    uint16_t flash_kb;
    uint8_t banks, mhz;
} l4_roms[] = {
    {"stm32l4-v10.1", "stm32l476rg", 0xA1, 0x415, 0x20002FD0, 0x1FFF5ECD,
     0x20003000, 0x20018000, 1024, 2, 24},
    {"stm32l4-v10.3", "stm32l476rg", 0xA3, 0x415, 0x20002FD0, 0x1FFF5F19,
     0x20003000, 0x20018000, 1024, 2, 24},
    {"stm32l4-v9.2", "stm32l476rg", 0x92, 0x415, 0x200030D0, 0x1FFF6145,
     0x20003100, 0x20018000, 1024, 2, 72},
    {"stm32l4-v9.3", "stm32l496zg", 0x93, 0x461, 0x200030D0, 0x1FFF62C1,
     0x20003100, 0x20040000, 1024, 2, 72},
    {"stm32l4-v9.1-10", "stm32l432kc", 0x91, 0x435, 0x200030D0, 0x1FFF5A65,
     0x20003100, 0x2000C000, 256, 1, 60},
    {"stm32l4-v9.1-ff", "stm32l432kc", 0x91, 0x435, 0x200030D0, 0x1FFF5A39,
     0x20003100, 0x2000C000, 256, 1, 60},
};
enum {
    L4_ROMS = sizeof l4_roms / sizeof *l4_roms,
    L4_V10_1 = 0,
    L4_V10_3,
    L4_V9_2,
    L4_V9_3,
    L4_V9_1_FIXED,
    L4_V9_1_OLD,
    L4_DUAL = L4_V9_1_FIXED /* those before it check banks */
};

/* The sanitizers look at the first and the last but one. */
#define FOR_EACH_L4(rom)                                                       \
    for (const struct l4_rom *rom = l4_roms; rom < l4_roms + L4_ROMS;          \
         rom += TEST_STRIDE)

enum { U1 = USART_1, BAUD = 115200, READY_MS = 82 };

/* Bank 1's application and bank 2's, wherever they are seen: `b .` each. */
enum { BANK1_RUNS = 0x08000200, BANK2_RUNS = 0x08000204 };
enum { BANK2 = 0x08080000, APP_SP = 0x20004000, NO_SP = 0xBE00BE00 };

enum {
    L4_APB1ENR1 = 0x40021058,
    L4_APB2ENR = 0x40021060,
    L4_MEMRMP = 0x40010000,
    L4_OPTIONS_AT = 0x1FFF7800,
    L4_BFB2 = 1 << 20
};

/* Set by tests that make the ROM write what the hardware refuses. */
static bool l4_provoked;

/* What a host or a bank check may make the ROM do: program cells that are not
 * erased, write to a protected page, swap banks. */
static inline void host_check_events(struct chip *chip)
{
    for (unsigned i = 0; i < chip->events.count; i++) {
        const struct event *event = &chip->events.list[i];
        bool wish =
            event->kind == EVENT_FIRMWARE &&
            (event->firmware.error == FIRMWARE_NONZERO ||
             (event->firmware.error == FIRMWARE_PROTOCOL && l4_provoked) ||
             (event->firmware.error == FIRMWARE_IGNORED &&
              event->firmware.ignored == IGNORED_PROTECTED));
        bool in_rom = event->pc >= ROM_BASE && event->pc < SRAM_BASE + 0x1000;
        if (in_rom && !wish && event->kind != EVENT_USB)
            fail_event(event);
    }
    chip->events.count = 0;
}

static inline void l4_put(struct chip *chip, uint32_t address, uint32_t word)
{
    assert_true(chip_poke(chip, address, &word, 4));
}

static inline uint32_t l4_word(const struct chip *chip, uint32_t address)
{
    uint32_t word;
    assert_true(chip_peek(chip, address, &word, 4));
    return word;
}

/* Sets bits of OPTR, with those of the complement, while the part is off. */
static inline void l4_option(struct chip *chip, uint32_t clear, uint32_t set)
{
    uint32_t value = (l4_word(chip, L4_OPTIONS_AT) & ~clear) | set;
    l4_put(chip, L4_OPTIONS_AT, value);
    l4_put(chip, L4_OPTIONS_AT + 4, ~value);
}

static inline void l4_application(struct chip *chip, uint32_t bank,
                                  uint32_t head, uint32_t runs)
{
    for (unsigned i = 1; i < 107; i++)
        l4_put(chip, bank + 4 * i, runs | 1);
    l4_put(chip, bank, head);
    l4_put(chip, bank + runs % 0x1000, 0xE7FEE7FE);
}

/* A part with this ROM and one reading, still off, with an application in bank
 * 1. */
static inline void l4_part(struct chip *chip, const struct l4_rom *rom,
                           unsigned reading, unsigned value)
{
    uint8_t image[ROM_BYTES];
    struct part part;
    rom_read_file(rom->name, image, sizeof image);
    image[ROM_CHOICES_OFFSET + reading] = (uint8_t)value;
    assert_true(l4_part_find(rom->part, &part));
    chip_init(chip, &part);
    chip_load_rom(chip, image);
    l4_application(chip, 0x08000000, APP_SP, BANK1_RUNS);
    chip->watch.events = 1u << EVENT_UNMODELLED | 1u << EVENT_FIRMWARE;
}

static inline void l4_wait_us(struct chip *chip, unsigned us)
{
    assert_true(host_wait(chip, us * PS_PER_US));
}

/* Powered on; the LSE runs, as after the first start of a part with a crystal
 * and VBAT. */
static inline void l4_power(struct chip *chip)
{
    chip_power_on(chip);
    stm32l4(chip)->rcc.bdcr |= 3; /* LSEON, LSERDY */
}

/* The same, with BOOT0 low, where the application runs. */
static inline void l4_power_on(struct chip *chip)
{
    l4_power(chip);
    l4_wait_us(chip, 10);
    assert_int_equal(chip->cpu.r[CPU_PC], BANK1_RUNS);
}

static inline void l4_expect_ready(struct chip *chip, const struct l4_rom *rom)
{
    serial_open(chip, U1, BAUD);
    host_wait(chip, READY_MS * PS_PER_MS);
    assert_int_equal(host_sync(chip, U1), ACK);
    send_bytes(chip, U1, 0x02, 0xFD);
    expect(chip, U1, ACK, 0x01, (uint8_t)(rom->device >> 8),
           (uint8_t)rom->device, ACK);
}

/* Reset with BOOT0 high, and 0x7F: the ROM has answered. */
static inline void l4_start(struct chip *chip, const struct l4_rom *rom,
                            unsigned reading, unsigned value)
{
    l4_part(chip, rom, reading, value);
    chip->board.boot0 = true;
    l4_power(chip);
    l4_expect_ready(chip, rom);
}

/* What a jump by software does: perhaps the remap, then SP and PC. */
static inline void l4_jump(struct chip *chip, const struct l4_rom *rom,
                           bool remap)
{
    if (remap) {
        wr(chip, L4_APB2ENR, rd(chip, L4_APB2ENR) | 1);
        wr(chip, L4_MEMRMP, (rd(chip, L4_MEMRMP) & ~7u) | 1);
    }
    chip->cpu.r[CPU_SP] = rom->sp;
    cpu_branch(&chip->cpu, rom->reset);
    chip->cpu.fetched = CPU_NO_WORD;
}

/* Which bank runs a moment later: 1, 2; 0 = the ROM. */
static inline unsigned l4_runs(struct chip *chip)
{
    l4_wait_us(chip, 4000);
    switch (chip->cpu.r[CPU_PC]) {
    case BANK1_RUNS: return 1;
    case BANK2_RUNS: return 2;
    default:
        assert_in_range(chip->cpu.r[CPU_PC], ROM_BASE, ROM_BASE + ROM_BYTES);
        return 0;
    }
}

#endif
