/* SPDX-License-Identifier: MIT
 *
 * What the tests of exceptions start from: a vector table in SRAM; every
 * handler is where its vector's number says, and returns at once unless the
 * test puts something else there; NOPs at CODE, about to be run on MSP.
 */
#ifndef TESTS_CHIP_CORE_EXCEPTION_FIXTURE_H
#define TESTS_CHIP_CORE_EXCEPTION_FIXTURE_H

#include "tests/chip/chip_fixture.h"

static struct chip chip;

enum {
    VECTORS = 0x20000400,
    HANDLERS = 0x20000800, /* 16 bytes each, by exception number */
    CODE = 0x20001000,
    MAIN_STACK = 0x20003000,
    PROCESS_STACK = 0x20002000,
    NOWHERE = 0x30000000,
    ICSR = 0xE000ED04,
    VTOR = 0xE000ED08,
    AIRCR = 0xE000ED0C,
    SCR = 0xE000ED10,
    SHPR2 = 0xE000ED1C,
    SHPR3 = 0xE000ED20,
    ISER = 0xE000E100,
    ISPR = 0xE000E200,
    IPR0 = 0xE000E400,
    SCR_ONEXIT = 2,
    SCR_ONPEND = 16,
};

#define EXC_HANDLER  0xFFFFFFF1u
#define EXC_MAIN     0xFFFFFFF9u
#define EXC_PROCESS  0xFFFFFFFDu
#define PENDST       (1u << 26)
#define PENDSV       (1u << 28)
#define PENDNMI      (1u << 31)
#define LOCKUP_PC    0xFFFFFFFEu
#define XPSR_ALIGNED (1u << 9)

static inline uint32_t handler(unsigned exception)
{
    return HANDLERS + 16 * exception;
}

static inline void put(uint32_t address, const uint16_t *code, size_t count)
{
    load_code(&chip, address, code, count);
}

#define PUT(address, ...)                                                      \
    do {                                                                       \
        const uint16_t put_[] = {__VA_ARGS__};                                 \
        put(address, put_, sizeof put_ / sizeof *put_);                        \
    } while (0)

/* Runs one instruction, or takes one exception. */
static inline void step(void)
{
    chip_run(&chip, chip.cycle + 1);
}

static inline void steps(unsigned count)
{
    while (count--)
        step();
}

static inline uint32_t reg(unsigned n)
{
    return chip.cpu.r[n];
}

static inline int setup(void **state)
{
    (void)state;
    fixture_chip(&chip);
    for (unsigned i = 1; i < FIXTURE_VECTORS; i++) {
        load_word(&chip, VECTORS + 4 * i, handler(i) | 1);
        PUT(handler(i), 0x4770); /* bx lr */
    }
    for (unsigned i = 0; i < 32; i++)
        PUT(CODE + 2 * i, 0xBF00); /* nop */
    wr(&chip, VTOR, VECTORS);
    wr(&chip, ISER, 0xFFFFFFFF);
    for (unsigned i = 0; i < 13; i++)
        chip.cpu.r[i] = 0x11111111 * i;
    chip.cpu.r[CPU_SP] = MAIN_STACK;
    chip.cpu.r[CPU_LR] = 0xABCDEF01;
    chip.cpu.sp_other = PROCESS_STACK;
    jump_to(&chip, CODE);
    return 0;
}

static inline void pend_irq(unsigned irq)
{
    wr(&chip, ISPR, 1u << irq);
}

/* Priority 0..3 of an interrupt. */
static inline void set_priority(unsigned irq, unsigned priority)
{
    uint32_t address = IPR0 + (irq & ~3u);
    unsigned shift = 8 * (irq & 3) + 6;
    uint32_t value = rd(&chip, address) & ~(3u << shift);
    wr(&chip, address, value | priority << shift);
}

static inline void assert_in_handler(unsigned exception, uint32_t exc_return)
{
    assert_int_equal(chip.cpu.ipsr, exception);
    assert_int_equal(reg(CPU_PC), handler(exception));
    assert_int_equal(reg(CPU_LR), exc_return);
}

static inline void assert_locked_up(void)
{
    assert_true(chip.cpu.locked_up);
    assert_int_equal(reg(CPU_PC), LOCKUP_PC);
    assert_int_equal(chip_run(&chip, chip.cycle + 100), STOP_LOCKUP);
}

static inline void assert_asleep(void)
{
    uint32_t pc = reg(CPU_PC);
    assert_true(chip.cpu.sleeping);
    assert_int_equal(chip_run(&chip, chip.cycle + 1000), STOP_BUDGET);
    assert_true(chip.cpu.sleeping);
    assert_int_equal(reg(CPU_PC), pc);
}

#define TEST(name) cmocka_unit_test_setup(name, setup)

#endif
