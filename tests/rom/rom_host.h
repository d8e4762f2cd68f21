/* SPDX-License-Identifier: MIT
 *
 * The four model ROMs of the STM32L0, and what a host does to them beside
 * AN3155 (an3155_host.h).
 */
#ifndef TESTS_ROM_ROM_HOST_H
#define TESTS_ROM_ROM_HOST_H

#include "bench/stm32l0/readings.h"
#include "tests/choices.h"
#include "tests/fail_event.h"
#include "tests/rom/an3155_host.h"

enum { ROMS = ROM_VERSIONS };

struct rom_facts {
    const char *name, *part;
    uint8_t id;
    bool bank_check;
    uint32_t host_ram; /* first RAM address that the host may use */
    uint32_t past;     /* entry past the bank check; 0 = none */
};

static const struct rom_facts roms[ROMS] = {
    {"v4.0", "stm32l073rz", 0x40, false, 0x20001000, 0},
    {"v4.1", "stm32l073rz", 0x41, true, 0x20001000, 0x1FF00368},
    {"v11.1", "stm32l071rz", 0xB1, false, 0x20001400, 0},
    {"v11.2", "stm32l071rz", 0xB2, true, 0x20001400, 0x1FF00466},
};

/* A part with this ROM and these readings, still off. */
static inline void rom_part(struct chip *chip, const char *name, unsigned which,
                            uint32_t choices)
{
    uint8_t rom[SYSTEM_SIZE];
    struct part part;
    rom_read_file(roms[which].name, rom, sizeof rom);
    choices_set(rom, choices);
    assert_true(part_find(name, &part));
    chip_init(chip, &part);
    chip_load_rom(chip, rom);
    chip->watch.events = 1u << EVENT_UNMODELLED | 1u << EVENT_FIRMWARE;
}

static inline void rom_chip(struct chip *chip, unsigned which, uint32_t choices)
{
    rom_part(chip, roms[which].part, which, choices);
}

/* What the host may make the ROM do: program cells that are not erased, write
 * to a protected sector. */
static inline bool host_wish(const struct event *event)
{
    return event->firmware.error == FIRMWARE_NONZERO ||
           (event->firmware.error == FIRMWARE_IGNORED &&
            event->firmware.ignored == IGNORED_PROTECTED) ||
           (event->firmware.error == FIRMWARE_PROTOCOL &&
            event->firmware.address >= FLASH_BASE &&
            event->firmware.address < FLASH_BASE + FLASH_MAX);
}

/* Otherwise the ROM touches nothing that is not modelled, breaks no rule. */
static inline void host_check_events(struct chip *chip)
{
    for (unsigned i = 0; i < chip->events.count; i++) {
        const struct event *event = &chip->events.list[i];
        bool in_rom =
            event->pc >= SYSTEM_BASE && event->pc < SRAM_BASE + 0x1000;
        if (in_rom && event->kind != EVENT_USB &&
            !(event->kind == EVENT_FIRMWARE && host_wish(event)))
            fail_event(event);
    }
    chip->events.count = 0;
}

/* Power on with BOOT0 high, and 0x7F: the ROM has answered. */
static inline void host_start(struct chip *chip, unsigned usart, uint32_t baud)
{
    chip->board.boot0 = true;
    chip_power_on(chip);
    serial_open(chip, usart, baud);
    host_wait(chip, 10 * PS_PER_MS);
    assert_int_equal(host_sync(chip, usart), ACK);
}

/* Asserts that the ROM still answers Get ID. */
static inline void host_alive_at(struct chip *chip, unsigned usart,
                                 const char *file, int line)
{
    send_bytes(chip, usart, 0x02, 0xFD);
    host_expect_at(chip, usart, BYTES(ACK, 0x01, 0x04, 0x47, ACK), file, line);
}

#define assert_alive(chip, usart) host_alive_at(chip, usart, __FILE__, __LINE__)

/* One frame bit by bit on PA3 or PA10: START, the bits of FRAME from bit 0
 * (data, parity, stop ...), COUNT in all. The line idles high afterwards. */
static inline void host_bits(struct chip *chip, unsigned usart, uint32_t baud,
                             uint32_t frame, unsigned count)
{
    unsigned pin = usart == USART_1 ? 10 : 3;
    for (unsigned i = 0; i < count; i++) {
        chip_pin_drive(chip, GPIO_A, pin, frame >> i & 1);
        host_wait(chip, PS_PER_S / baud);
    }
    chip_pin_drive(chip, GPIO_A, pin, true);
}

/* Sends a byte as 8E1 with the given parity bit and stop bit. */
static inline void host_frame(struct chip *chip, unsigned usart, uint32_t baud,
                              uint8_t byte, bool good_parity, bool stop)
{
    bool parity = __builtin_parity(byte) != !good_parity;
    uint32_t frame = (uint32_t)byte << 1 | (uint32_t)parity << 9 |
                     (uint32_t)stop << 10 | 1u << 11;
    host_bits(chip, usart, baud, frame, 12);
}

#endif
