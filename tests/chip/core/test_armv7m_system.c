/* SPDX-License-Identifier: MIT
 *
 * The system part of ARMv7-M where QEMU is no judge (test_qemu7.c): cycles of
 * exceptions, buffered stores, BFHFNMIGN, lock-up, sleep, DWT and ITM, late
 * faults, the MPU's fetches.
 */
#include "tests/chip/block.h"
#include "tests/chip/core/small_chip.h"

#include "chip/core/armv7m/fault.h"
#include "chip/core/nvic.h"

static struct chip chip;

enum {
    VECTORS = 0x20000400,
    HANDLERS = 0x20000800, /* 16 bytes each, by exception number */
    CODE = 0x20001000,
    STACK = 0x20003000,
    NOWHERE = 0xA0000000,
    VTOR = 0xE000ED08,
    AIRCR = 0xE000ED0C,
    SCR = 0xE000ED10,
    CCR = 0xE000ED14,
    SHPR1 = 0xE000ED18,
    SHCSR = 0xE000ED24,
    CFSR = 0xE000ED28,
    HFSR = 0xE000ED2C,
    BFAR = 0xE000ED38,
    ACTLR = 0xE000E008,
    CPACR = 0xE000ED88,
    DEMCR = 0xE000EDFC,
    ISER = 0xE000E100,
    ISPR = 0xE000E200,
    IPR0 = 0xE000E400,
    MPU_CTRL = 0xE000ED94,
    MPU_RNR = 0xE000ED98,
    MPU_RBAR = 0xE000ED9C,
    MPU_RASR = 0xE000EDA0,
    FPCCR = 0xE000EF34,
    ALL_FAULTS = 7 << 16
};

#define EXC_MAIN    0xFFFFFFF9u
#define EXC_MAIN_FP 0xFFFFFFE9u

static uint32_t handler(unsigned exception)
{
    return HANDLERS + 16 * exception;
}

#define PUT(address, ...)                                                      \
    do {                                                                       \
        const uint16_t put_[] = {__VA_ARGS__};                                 \
        load_code(&chip, address, put_, sizeof put_ / sizeof *put_);           \
    } while (0)

/* Runs one instruction, or takes one exception; returns its cycles. */
static uint64_t step(void)
{
    uint64_t before = chip.cycle;
    chip_run(&chip, chip.cycle + 1);
    return chip.cycle - before;
}

static uint32_t *reg(unsigned n)
{
    return &chip.cpu.r[n];
}

static void begin(const struct core *core)
{
    small_chip_init(&chip, core);
    chip_power_on(&chip);
    chip_run(&chip, chip.cycle + 1);
    chip.cpu.locked_up = false;
    chip.attention = 0;
    chip.nvic.active = (struct exception_set){0};
    chip.cpu.ipsr = 0;
    for (unsigned i = 1; i < 16 + SMALL_IRQS; i++) {
        load_word(&chip, VECTORS + 4 * i, handler(i) | 1);
        PUT(handler(i), 0x4770); /* bx lr */
    }
    for (unsigned i = 0; i < 64; i++)
        PUT(CODE + 2 * i, 0xBF00); /* nop */
    wr(&chip, VTOR, VECTORS);
    wr(&chip, SHCSR, ALL_FAULTS);
    wr(&chip, CFSR, 0xFFFFFFFF);
    wr(&chip, HFSR, 0xFFFFFFFF);
    chip.cpu.r[CPU_SP] = STACK;
    jump_to(&chip, CODE);
}

static void assert_in(unsigned exception)
{
    assert_int_equal(chip.cpu.ipsr, exception);
    assert_int_equal(*reg(CPU_PC), handler(exception));
}

static uint32_t stacked(unsigned word)
{
    uint32_t value = 0;
    assert_true(chip_peek(&chip, *reg(CPU_SP) + 4 * word, &value, 4));
    return value;
}

enum { FRAME_PC = 6 };

/* --- cycles --- */

static void entry_return_and_chain(void **state)
{
    (void)state;
    begin(&cortex_m3);
    wr(&chip, ISER, 3);
    wr(&chip, ISPR, 3);
    assert_int_equal(step(), 12);
    assert_in(16);
    assert_int_equal(step(), 6 + 3); /* BX */
    assert_in(17);
    assert_int_equal(*reg(CPU_LR), EXC_MAIN);
    assert_int_equal(step(), 10 + 3);
    assert_int_equal(*reg(CPU_PC), CODE);
}

enum {
    SYST_CSR = 0xE000E010,
    SYST_RVR = 0xE000E014,
    SYST_CVR = 0xE000E018,
    SHPR3 = 0xE000ED20
};

/* IRQ0 and IRQ1 of a middle priority, SysTick of the highest or theirs, due
 * IN cycles from now. */
static void begin_late(unsigned in, uint32_t systick_priority)
{
    begin(&cortex_m3);
    wr(&chip, IPR0, 0x8080);
    wr(&chip, SHPR3, systick_priority << 24);
    wr(&chip, ISER, 3);
    wr(&chip, SYST_RVR, 39);
    wr(&chip, SYST_CVR, 0);
    wr(&chip, SYST_CSR, 7);
    while (chip.due_cycle - chip.cycle > in)
        step();
    wr(&chip, SYST_RVR, 0xFFFFFF);
    assert_int_equal(chip.due_cycle - chip.cycle, in);
}

/* What becomes pending up to the handler's first instruction, and is more
 * urgent, takes the frame over; the other one is chained behind. */
static void a_late_arrival(void **state)
{
    (void)state;
    for (unsigned in = 1; in <= 12; in++) {
        begin_late(in, 0);
        uint32_t pc = *reg(CPU_PC);
        wr(&chip, ISPR, 1);
        assert_int_equal(step(), 12);
        assert_in(EXCEPTION_SYSTICK);
        assert_int_equal(*reg(CPU_SP), STACK - 32);
        assert_int_equal(stacked(FRAME_PC), pc);
        assert_int_equal(rd(&chip, ISPR), 1);
        assert_int_equal(step(), 6 + 3);
        assert_in(16);
        assert_int_equal(step(), 10 + 3);
        assert_int_equal(*reg(CPU_PC), pc);
    }
}

static void too_late_or_not_more_urgent(void **state)
{
    (void)state;
    begin_late(13, 0);
    wr(&chip, ISPR, 1);
    assert_int_equal(step(), 12);
    assert_in(16);
    begin_late(5, 0x80);
    wr(&chip, ISPR, 1);
    assert_int_equal(step(), 12);
    assert_in(16);
    assert_int_equal(step(), 6 + 3);
    assert_in(EXCEPTION_SYSTICK);
}

/* The same between two handlers. */
static void a_late_arrival_in_a_chain(void **state)
{
    (void)state;
    begin_late(12 + 4, 0);
    wr(&chip, ISPR, 3);
    assert_int_equal(step(), 12);
    assert_in(16);
    assert_int_equal(step(), 6 + 3);
    assert_in(EXCEPTION_SYSTICK);
    assert_int_equal(*reg(CPU_SP), STACK - 32);
    assert_int_equal(step(), 6 + 3);
    assert_in(17);
}

/* vmov s0, r0, whose registers are stored at once, or when they are used. */
static void fpu_frames(void **state)
{
    (void)state;
    begin(&cortex_m4f);
    wr(&chip, CPACR, 0x00F00000);
    wr(&chip, ISER, 1);
    PUT(CODE, 0xEE00, 0x0A10);
    *reg(0) = 0x3F800000;
    step();
    assert_int_equal(chip.cpu.control, 4);
    wr(&chip, ISPR, 1);
    assert_int_equal(step(), 12);
    assert_int_equal(*reg(CPU_LR), EXC_MAIN_FP);
    assert_int_equal(*reg(CPU_SP), STACK - 0x68);
    expect_rd(&chip, FPCCR, 0xC0000079);
    assert_int_equal(step(), 10 + 3); /* nothing to load */
    assert_int_equal(chip.cpu.control, 4);
    assert_int_equal(*reg(CPU_SP), STACK);

    wr(&chip, FPCCR, 0x80000000);
    wr(&chip, ISPR, 1);
    assert_int_equal(step(), 12 + 17);
    assert_int_equal(stacked(8), 0x3F800000);
    armv7m(&chip)->s[0] = 0;
    assert_int_equal(step(), 10 + 17 + 3);
    assert_int_equal(armv7m(&chip)->s[0], 0x3F800000);
}

/* --- refused stores --- */

/* The fault comes after the store, has no address, and waits like an
 * interrupt. */
static void a_buffered_store(void **state)
{
    (void)state;
    begin(&cortex_m3);
    PUT(CODE, 0x6001); /* str r1, [r0] */
    *reg(0) = NOWHERE;
    chip.cpu.primask = true;
    step();
    step();
    assert_int_equal(chip.cpu.ipsr, 0);
    expect_rd(&chip, CFSR, CFSR_IMPRECISERR);
    chip.cpu.primask = false;
    nvic_update(&chip);
    step();
    assert_in(EXCEPTION_BUSFAULT);
    assert_int_equal(stacked(FRAME_PC), CODE + 4);
}

static void a_store_without_buffer(void **state)
{
    (void)state;
    begin(&cortex_m3);
    wr(&chip, ACTLR, 2); /* DISDEFWBUF */
    PUT(CODE, 0x6001);
    *reg(0) = NOWHERE;
    step();
    assert_in(EXCEPTION_BUSFAULT);
    assert_int_equal(stacked(FRAME_PC), CODE);
    expect_rd(&chip, CFSR, CFSR_PRECISERR | CFSR_BFARVALID);
    expect_rd(&chip, BFAR, NOWHERE);
}

static void a_store_with_busfault_off(void **state)
{
    (void)state;
    begin(&cortex_m3);
    wr(&chip, SHCSR, 0);
    PUT(CODE, 0x6001);
    *reg(0) = NOWHERE;
    step();
    step();
    assert_in(EXCEPTION_HARDFAULT);
    assert_int_equal(stacked(FRAME_PC), CODE + 2);
    expect_rd(&chip, HFSR, HFSR_FORCED);
}

/* --- at the priority of HardFault --- */

static void ignored_bus_faults(void **state)
{
    (void)state;
    begin(&cortex_m3);
    wr(&chip, CCR, CCR_BFHFNMIGN | CCR_STKALIGN);
    wr(&chip, SHCSR, 0);
    PUT(CODE, 0xDE00);                                         /* udf */
    PUT(handler(EXCEPTION_HARDFAULT), 0x6801, 0x6001, 0xDE00); /* ldr, str */
    *reg(0) = NOWHERE;
    *reg(1) = 5;
    step();
    assert_in(EXCEPTION_HARDFAULT);
    step();
    assert_int_equal(*reg(1), 0);
    step();
    assert_int_equal(*reg(CPU_PC), handler(EXCEPTION_HARDFAULT) + 4);
    assert_false(chip.cpu.locked_up);
    step(); /* a UsageFault is not ignored */
    assert_true(chip.cpu.locked_up);
    assert_int_equal(*reg(CPU_PC), 0xFFFFFFFE);
}

static void lock_up(const uint16_t *code, size_t count)
{
    begin(&cortex_m3);
    *reg(0) = NOWHERE;
    load_code(&chip, CODE, code, count);
    for (unsigned i = 0; i < count + 1 && !chip.cpu.locked_up; i++)
        step();
    assert_true(chip.cpu.locked_up);
}

static void faultmask_locks_up(void **state)
{
    static const uint16_t load[] = {0xB671, 0x6801}; /* cpsid f; ldr */
    static const uint16_t udf[] = {0xB671, 0xDE00};
    (void)state;
    lock_up(load, 2);
    lock_up(udf, 2);
    chip.cpu.control = 0;
    wr(&chip, 0xE000ED04, 1u << 31); /* NMI ends it */
    step();
    assert_in(EXCEPTION_NMI);
    assert_false(chip.cpu.locked_up);
}

/* The vector of UsageFault is where nothing is. */
static void an_unreadable_vector(void **state)
{
    (void)state;
    begin(&cortex_m3);
    wr(&chip, VTOR, 0x60000000);
    PUT(CODE, 0xDE00);
    step();
    assert_true(chip.cpu.locked_up); /* HardFault's is not there, either */
    expect_rd(&chip, HFSR, HFSR_VECTTBL);
}

/* --- sleep --- */

static void basepri_counts_for_wfi(void **state)
{
    (void)state;
    begin(&cortex_m3);
    wr(&chip, ISER, 3);
    wr(&chip, IPR0, 0x2080); /* of IRQ 1, 0x20; of IRQ 0, 0x80 */
    armv7m(&chip)->basepri = 0x40;
    chip.cpu.primask = true;
    PUT(CODE, 0xBF30); /* wfi */
    step();
    assert_true(chip.cpu.sleeping);
    wr(&chip, ISPR, 1);
    step();
    assert_true(chip.cpu.sleeping);
    wr(&chip, ISPR, 2);
    step();
    assert_false(chip.cpu.sleeping);
    assert_int_equal(chip.cpu.ipsr, 0);
}

/* --- trace blocks --- */

enum { DWT_CTRL = 0xE0001000, DWT_CYCCNT = 0xE0001004 };

static void the_cycle_counter(void **state)
{
    (void)state;
    begin(&cortex_m4);
    wr(&chip, DWT_CTRL, 1); /* without TRCENA */
    expect_rd(&chip, DWT_CTRL, 0);
    wr(&chip, DEMCR, 1 << 24);
    expect_rd(&chip, DWT_CTRL, 0x40000000);
    wr(&chip, DWT_CYCCNT, 0xFFFFFFFE);
    chip.cycle += 100;
    expect_rd(&chip, DWT_CYCCNT, 0xFFFFFFFE);
    wr(&chip, DWT_CTRL, 1);
    chip.cycle += 100;
    expect_rd(&chip, DWT_CYCCNT, 98);
    PUT(CODE, 0xBF30);
    uint64_t cycles = step();
    uint32_t asleep = 98 + (uint32_t)cycles;
    chip_run(&chip, chip.cycle + 1000);
    assert_true(chip.cpu.sleeping);
    assert_in_range(rd(&chip, DWT_CYCCNT), 98, asleep);
    chip_reset(&chip, RESET_SYSTEM); /* leaves it on */
    expect_rd(&chip, DWT_CTRL, 0x40000001);
    chip_power_on(&chip);
    expect_rd(&chip, DEMCR, 0);
}

enum { ITM_TER = 0xE0000E00, ITM_TCR = 0xE0000E80, ITM_PORT = 0xE0000000 };

static void a_port_is_ready_when_it_is_on(void **state)
{
    (void)state;
    begin(&cortex_m3);
    wr(&chip, DEMCR, 1 << 24);
    expect_rd(&chip, ITM_PORT, 0);
    wr(&chip, ITM_TER, 1);
    expect_rd(&chip, ITM_PORT, 0);
    wr(&chip, ITM_TCR, 1);
    expect_rd(&chip, ITM_PORT, 1);
    expect_rd(&chip, ITM_PORT + 4, 0);
    assert_true(bus_write(&chip, ITM_PORT, 1, 'x'));
    wr(&chip, ITM_TER, 0);
    expect_rd(&chip, ITM_PORT, 0);
}

/* --- the MPU --- */

enum { RIGHTS_ALL = 3 << 24, SIZE_4GB = 31 << 1, XN = 1 << 28, ON = 1 };

static void region(uint32_t n, uint32_t base, uint32_t attributes)
{
    wr(&chip, MPU_RNR, n);
    wr(&chip, MPU_RBAR, base);
    wr(&chip, MPU_RASR, attributes | ON);
}

/* The code runs into 32 bytes that cannot be executed; a 32-bit instruction
 * lies across the border. */
static void fetches_stop_at_a_region(void **state)
{
    enum { SIZE_32 = 4 << 1 };
    (void)state;
    begin(&cortex_m3);
    region(0, 0, RIGHTS_ALL | SIZE_4GB);
    region(1, CODE + 32, RIGHTS_ALL | SIZE_32 | XN);
    wr(&chip, MPU_CTRL, 1);
    PUT(CODE + 30, 0xF3AF, 0x8000); /* nop.w */
    for (unsigned i = 0; i < 15; i++)
        step();
    assert_int_equal(*reg(CPU_PC), CODE + 30);
    assert_int_equal(chip.cpu.window.lo + chip.cpu.window.size, CODE + 32);
    step();
    assert_in(EXCEPTION_MEMMANAGE);
    assert_int_equal(stacked(FRAME_PC), CODE + 30);
    expect_rd(&chip, CFSR, CFSR_IACCVIOL);
}

/* Handlers at the priority of HardFault are free of it, unless HFNMIENA. */
static void hardfault_is_free(void **state)
{
    (void)state;
    for (unsigned ctrl = 1; ctrl <= 3; ctrl += 2) {
        begin(&cortex_m3);
        wr(&chip, SHCSR, 0);
        region(0, CODE, RIGHTS_ALL | 9 << 1);
        region(1, STACK - 1024, RIGHTS_ALL | 9 << 1);
        region(2, HANDLERS, RIGHTS_ALL | 9 << 1);
        wr(&chip, MPU_CTRL, ctrl);
        PUT(CODE, 0xDE00);
        PUT(handler(EXCEPTION_HARDFAULT), 0x6801); /* ldr r1, [r0] */
        *reg(0) = SRAM_BASE;
        step();
        assert_in(EXCEPTION_HARDFAULT);
        step();
        assert_int_equal(chip.cpu.locked_up, ctrl == 3);
    }
}

/* A stack that the MPU protects. */
static void a_protected_stack(void **state)
{
    (void)state;
    begin(&cortex_m3);
    region(0, 0, RIGHTS_ALL | SIZE_4GB);
    region(1, STACK - 1024, 6 << 24 | 9 << 1); /* read-only */
    wr(&chip, MPU_CTRL, 1);
    wr(&chip, ISER, 1);
    wr(&chip, IPR0, 0x80);
    wr(&chip, ISPR, 1);
    step();
    assert_in(EXCEPTION_MEMMANAGE);
    expect_rd(&chip, CFSR, CFSR_MSTKERR);
    assert_int_equal(rd(&chip, ISPR), 1); /* waits */
}

#define TEST(name) cmocka_unit_test(name)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(entry_return_and_chain),
        TEST(a_late_arrival),
        TEST(too_late_or_not_more_urgent),
        TEST(a_late_arrival_in_a_chain),
        TEST(fpu_frames),
        TEST(a_buffered_store),
        TEST(a_store_without_buffer),
        TEST(a_store_with_busfault_off),
        TEST(ignored_bus_faults),
        TEST(faultmask_locks_up),
        TEST(an_unreadable_vector),
        TEST(basepri_counts_for_wfi),
        TEST(the_cycle_counter),
        TEST(a_port_is_ready_when_it_is_on),
        TEST(fetches_stop_at_a_region),
        TEST(hardfault_is_free),
        TEST(a_protected_stack),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
