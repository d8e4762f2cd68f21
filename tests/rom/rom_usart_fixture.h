/* SPDX-License-Identifier: MIT
 *
 * What the tests of the model ROM's USART protocol share: one chip, and
 * contents of memory.
 */
#ifndef TESTS_ROM_ROM_USART_FIXTURE_H
#define TESTS_ROM_ROM_USART_FIXTURE_H

#include "tests/rom/rom_host.h"

static struct chip chip;

enum { U1 = USART_1, U2 = USART_2, BAUD = 115200 };

/* A V4.1 in an L073RZ that has answered on USART2 at 115200 baud. */
static inline void start(unsigned which)
{
    rom_chip(&chip, which, 0);
    host_start(&chip, U2, BAUD);
}

static inline void fill(uint8_t *bytes, size_t count, unsigned seed)
{
    for (size_t i = 0; i < count; i++)
        bytes[i] = (uint8_t)(seed + 1 + i * 7 + i / 64);
}

static inline void assert_memory(uint32_t address, const void *want,
                                 size_t count)
{
    uint8_t got[4096];
    assert_true(count <= sizeof got);
    assert_true(chip_peek(&chip, address, got, count));
    assert_memory_equal(got, want, count);
}

static inline void assert_word(uint32_t address, uint32_t want)
{
    uint32_t got;
    assert_true(chip_peek(&chip, address, &got, 4));
    assert_int_equal(got, want);
}

static inline void identify(unsigned usart)
{
    send_bytes(&chip, usart, 0x00, 0xFF);
    expect(&chip, usart, ACK, 11, 0x31, 0x00, 0x01, 0x02, 0x11, 0x21, 0x31,
           0x44, 0x63, 0x73, 0x82, 0x92, ACK);
    send_bytes(&chip, usart, 0x01, 0xFE);
    expect(&chip, usart, ACK, 0x31, 0x00, 0x00, ACK);
    assert_alive(&chip, usart);
}

#endif
