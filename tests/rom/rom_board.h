/* SPDX-License-Identifier: MIT
 *
 * A board with applications in both banks, and ways into the model ROM.
 */
#ifndef TESTS_ROM_ROM_BOARD_H
#define TESTS_ROM_ROM_BOARD_H

#include "tests/chip/chip_fixture.h"
#include "tests/rom/rom_host.h"

static struct chip chip;

enum {
    U1 = USART_1,
    U2 = USART_2,
    BAUD = 115200,
    ROM_RESET = 0x1FF00404,
    ROM_SP = 0x200014D0,
    BANK1_RUNS = 0x08000100, /* `b .` of the application in bank 1, */
    BANK2_RUNS = 0x08000180, /* and in bank 2, mapped there by UFB */
    APP_SP = 0x20004000,
    MARK = 0x3C0FFEE1,

    APB2ENR = 0x40021034,
    CFGR1 = 0x40010000,
    UFB = 1 << 3,
};

static inline void put(uint32_t address, uint32_t word)
{
    assert_true(chip_poke(&chip, address, &word, 4));
}

/* An application with 48 vectors that is `b .` at RUNS; HEAD = its word 0. */
static inline void put_app(uint32_t base, uint32_t head, uint32_t runs)
{
    for (unsigned i = 1; i < 48; i++)
        put(base + 4 * i, runs | 1);
    put(base, head);
    put(base + (runs & 0xFFF), 0xE7FEE7FE);
}

/* Option byte USER and RDP as they are written; complements included. */
static inline void put_options(bool bfb2, uint8_t rdp)
{
    uint32_t user = 0x8070 | (bfb2 ? 0x80 : 0);
    put(0x1FF80000, rdp | (uint32_t)(uint16_t)~rdp << 16);
    put(0x1FF80004, user | (user ^ 0xFFFF) << 16);
}

static inline void run_cpu(void)
{
    assert_int_equal(chip_run(&chip, chip.cycle + 200), STOP_BUDGET);
}

/* Powered on with BOOT0 low: the application in bank 1 runs, whatever its
 * word 0. */
static inline void board(unsigned which, uint32_t choices, uint32_t head1,
                         uint32_t head2)
{
    rom_chip(&chip, which, choices);
    put_app(0x08000000, head1, BANK1_RUNS);
    if (head2)
        put_app(0x08018000, head2, BANK2_RUNS);
    chip_power_on(&chip);
    run_cpu();
    assert_int_equal(chip.cpu.r[CPU_PC], BANK1_RUNS);
}

/* What an application does to enter: SYSCFG clock, MEM_MODE, MSP, branch. */
static inline void enter_at(uint32_t address, uint32_t syscfg)
{
    wr(&chip, APB2ENR, rd(&chip, APB2ENR) | 1);
    wr(&chip, CFGR1, syscfg);
    for (unsigned i = 0; i < 13; i++)
        chip.cpu.r[i] = MARK;
    chip.cpu.r[CPU_LR] = MARK;
    chip.cpu.r[CPU_SP] = ROM_SP;
    chip.cpu.primask = false;
    jump_to(&chip, address);
    chip.cpu.fetched = CPU_NO_WORD;
}

static inline void enter(void)
{
    enter_at(ROM_RESET, 1);
}

static inline bool answers(unsigned usart)
{
    uint8_t byte = 0;
    if (!serial_state(&chip, usart)->baud)
        serial_open(&chip, usart, BAUD);
    host_wait(&chip, 30 * PS_PER_MS);
    send_bytes(&chip, usart, 0x7F);
    return host_receive(&chip, usart, &byte, 1, 20) && byte == ACK;
}

static inline bool runs(uint32_t address)
{
    host_wait(&chip, 30 * PS_PER_MS);
    return chip.cpu.r[CPU_PC] == address && !chip.cpu.ipsr;
}

static inline bool ufb(void)
{
    return stm32l0(&chip)->syscfg.cfgr1 & UFB;
}

#define FOR_EACH_ROM(which) for (unsigned which = 0; which < ROMS; which++)
#define FOR_EACH_CHECKING(which)                                               \
    FOR_EACH_ROM(which)                                                        \
    if (roms[which].bank_check)

#endif
