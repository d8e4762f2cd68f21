/* SPDX-License-Identifier: MIT
 *
 * The model ROMs of the STM32F4, their parts, and a host of AN3155 on USART1.
 */
#ifndef TESTS_ROM_F4_HOST_H
#define TESTS_ROM_F4_HOST_H

#include "chip/stm32f4/part.h"
#include "chip/stm32f4/state.h"
#include "rom/stm32f4/choices.h"
#include "rom/stm32f4/version.h"
#include "tests/chip/block.h"
#include "tests/fail_event.h"
#include "tests/rom/an3155_host.h"

static const struct f4_rom {
    const char *name, *part;
    uint8_t id;
    uint16_t device;
    uint32_t sp, reset; /* words 0 and 1 */
    uint32_t host_ram, ram_end;
    uint16_t flash_kb, sectors;
} f4_roms[] = {
    {"stm32f4-v3.1", "stm32f405rg", 0x31, 0x413, 0x20001E58, 0x1FFF3A17,
     0x20002000, 0x20020000, 1024, 12},
    {"stm32f4-v9.1", "stm32f407vg", 0x91, 0x413, 0x20002E58, 0x1FFF4D8D,
     0x20003000, 0x20020000, 1024, 12},
    {"stm32f4-v13.0", "stm32f411re", 0xD0, 0x431, 0x20002E58, 0x1FFF4253,
     0x20003000, 0x20020000, 512, 8},
    {"stm32f4-v13.0", "stm32f401cc", 0xD0, 0x423, 0x20002E58, 0x1FFF4253,
     0x20003000, 0x20010000, 256, 6},
    {"stm32f4-v13.1", "stm32f401re", 0xD1, 0x433, 0x20002E58, 0x1FFF4253,
     0x20003000, 0x20018000, 512, 8},
};
enum { F4_ROMS = sizeof f4_roms / sizeof *f4_roms };

/* The sanitizers look at the first and the last. */
#define FOR_EACH_F4(rom)                                                       \
    for (const struct f4_rom *rom = f4_roms; rom < f4_roms + F4_ROMS;          \
         rom += TEST_STRIDE)

enum { U1 = USART_1, BAUD = 115200, READY_MS = 90 };
enum { APP_RUNS = 0x08000200, APP_SP = 0x20010000 };

/* What a host may make the ROM do: program cells that are not erased, write to
 * a protected sector. */
static inline void host_check_events(struct chip *chip)
{
    for (unsigned i = 0; i < chip->events.count; i++) {
        const struct event *event = &chip->events.list[i];
        bool wish = event->kind == EVENT_FIRMWARE &&
                    (event->firmware.error == FIRMWARE_NONZERO ||
                     event->firmware.error == FIRMWARE_OPTION ||
                     (event->firmware.error == FIRMWARE_IGNORED &&
                      event->firmware.ignored == IGNORED_PROTECTED));
        bool in_rom = event->pc >= ROM_BASE && event->pc < SRAM_BASE + 0x1000;
        if (in_rom && !wish)
            fail_event(event);
    }
    chip->events.count = 0;
}

static inline void f4_put(struct chip *chip, uint32_t address, uint32_t word)
{
    assert_true(chip_poke(chip, address, &word, 4));
}

static inline uint32_t f4_word(const struct chip *chip, uint32_t address)
{
    uint32_t word;
    assert_true(chip_peek(chip, address, &word, 4));
    return word;
}

/* A part with this ROM and one reading, still off, with an application that is
 * `b .` at APP_RUNS, whatever vector is taken. */
static inline void f4_part(struct chip *chip, const struct f4_rom *rom,
                           unsigned reading, unsigned value)
{
    uint8_t image[ROM_BYTES];
    struct part part;
    rom_read_file(rom->name, image, sizeof image);
    image[ROM_CHOICES_OFFSET + reading] = (uint8_t)value;
    assert_true(f4_part_find(rom->part, &part));
    chip_init(chip, &part);
    chip_load_rom(chip, image);
    for (unsigned i = 1; i < 102; i++)
        f4_put(chip, 0x08000000 + 4 * i, APP_RUNS | 1);
    f4_put(chip, 0x08000000, APP_SP);
    f4_put(chip, APP_RUNS, 0xE7FEE7FE);
    chip->watch.events = 1u << EVENT_UNMODELLED | 1u << EVENT_FIRMWARE;
}

/* Powered on with BOOT0 high, and 0x7F: the ROM has answered. */
static inline void f4_start(struct chip *chip, const struct f4_rom *rom,
                            unsigned reading, unsigned value)
{
    f4_part(chip, rom, reading, value);
    chip->board.boot0 = true;
    chip_power_on(chip);
    serial_open(chip, U1, BAUD);
    host_wait(chip, READY_MS * PS_PER_MS);
    assert_int_equal(host_sync(chip, U1), ACK);
}

static inline void f4_alive(struct chip *chip, const struct f4_rom *rom)
{
    send_bytes(chip, U1, 0x02, 0xFD);
    expect(chip, U1, ACK, 0x01, (uint8_t)(rom->device >> 8),
           (uint8_t)rom->device, ACK);
}

#endif
