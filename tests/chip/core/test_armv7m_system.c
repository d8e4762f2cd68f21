/* SPDX-License-Identifier: MIT
 *
 * The system part of ARMv7-M where QEMU is no judge (test_qemu7.c): cycles of
 * exceptions, buffered stores, BFHFNMIGN, lock-up, sleep, registers of the SCB,
 * the MPU's fetches.
 */
#include "tests/chip/core/system_fixture.h"

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

enum { SYST_CSR = 0xE000E010, SYST_RVR = 0xE000E014, SYST_CVR = 0xE000E018 };

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

/* --- registers of the SCB --- */

enum {
    ICTR = 0xE000E004,
    DFSR = 0xE000ED30,
    MMFAR = 0xE000ED34,
    STIR = 0xE000EF00,
    MON_EN = 1 << 16,
    MON_PEND = 1 << 17
};

static void scb_registers(void **state)
{
    static const struct {
        uint32_t address, ones;
    } registers[] = {
        {ICTR, 0}, /* up to 32 interrupts */
        {SCR, 0x16},
        {CCR, 0x31B},
        {VTOR, 0xFFFFFF80},
        {SHPR1, 0x00F0F0F0},
        {SHPR1 + 4, 0xF0u << 24},
        {SHPR3, 0xF0F000F0},
        {ACTLR, 7},
    };
    (void)state;
    begin(&cortex_m4);
    for (unsigned i = 0; i < sizeof registers / sizeof *registers; i++) {
        wr(&chip, registers[i].address, 0xFFFFFFFF);
        expect_rd(&chip, registers[i].address, registers[i].ones);
        wr(&chip, registers[i].address, 0);
        expect_rd(&chip, registers[i].address, 0);
    }
    /* What only reads, and what is not modelled. */
    watch_firmware(&chip);
    wr(&chip, 0xE000ED00, 0);
    expect_rd(&chip, 0xE000ED00, 0x410FC241); /* CPUID */
    wr(&chip, 0xE000ED40, 0);
    expect_rd(&chip, 0xE000ED40, 0x30); /* PFR0 */
    expect_rd(&chip, 0xE000ED3C, 0);    /* AFSR */
    expect_rd(&chip, 0xE000EDF0, 0);    /* DHCSR: no debugger */
    assert_int_equal(chip.events.count, 0);
    expect_rd(&chip, 0xE000EFE0, 0); /* PID0 */
    assert_true(reported_unmodelled(&chip, 0xE000EFE0));
    wr(&chip, 0xE000ED84, 0); /* CSSELR, of a Cortex-M7 */
    assert_true(reported_unmodelled(&chip, 0xE000ED84));
    unwatch(&chip);
    /* One register in these cores. */
    wr(&chip, MMFAR, 0x12345678);
    expect_rd(&chip, BFAR, 0x12345678);
    wr(&chip, BFAR, 0x9ABCDEF0);
    expect_rd(&chip, MMFAR, 0x9ABCDEF0);
}

/* A breakpoint without a debugger, which the monitor takes if it is enabled. */
static void the_monitor(void **state)
{
    (void)state;
    begin(&cortex_m3);
    PUT(CODE, 0xBE00); /* bkpt */
    wr(&chip, DEMCR, MON_EN);
    expect_rd(&chip, DEMCR, MON_EN);
    step();
    assert_in(EXCEPTION_DEBUG_MONITOR);
    assert_int_equal(stacked(FRAME_PC), CODE);
    expect_rd(&chip, DFSR, DFSR_BKPT);
    wr(&chip, DFSR, 1);
    expect_rd(&chip, DFSR, DFSR_BKPT);
    wr(&chip, DFSR, DFSR_BKPT);
    expect_rd(&chip, DFSR, 0);

    begin(&cortex_m3);
    chip.cpu.primask = true;
    wr(&chip, DEMCR, MON_EN | MON_PEND);
    step();
    expect_rd(&chip, DEMCR, MON_EN | MON_PEND);
    chip.cpu.primask = false;
    nvic_update(&chip);
    step();
    assert_in(EXCEPTION_DEBUG_MONITOR);
    expect_rd(&chip, DEMCR, MON_EN);
}

static void interrupts_by_software(void **state)
{
    (void)state;
    begin(&cortex_m3);
    wr(&chip, STIR, 3);
    expect_rd(&chip, ISPR, 1 << 3);
    wr(&chip, STIR, SMALL_IRQS); /* there is none */
    expect_rd(&chip, ISPR, 1 << 3);
    expect_rd(&chip, ISPR + 4, 0);
    expect_rd(&chip, STIR, 0);
    chip.cpu.control = 1; /* unprivileged */
    assert_true(wr_faults(&chip, STIR, 4, 5));
    chip.cpu.control = 0;
    wr(&chip, CCR, CCR_USERSETMPEND);
    chip.cpu.control = 1;
    wr(&chip, STIR, 5);
    assert_true(rd_faults(&chip, STIR, 4));
    chip.cpu.control = 0;
    expect_rd(&chip, ISPR, 1 << 3 | 1 << 5);
}

/* --- the MPU --- */

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(entry_return_and_chain),
        TEST(a_late_arrival),
        TEST(too_late_or_not_more_urgent),
        TEST(a_late_arrival_in_a_chain),
        TEST(a_buffered_store),
        TEST(a_store_without_buffer),
        TEST(a_store_with_busfault_off),
        TEST(ignored_bus_faults),
        TEST(faultmask_locks_up),
        TEST(an_unreadable_vector),
        TEST(basepri_counts_for_wfi),
        TEST(scb_registers),
        TEST(the_monitor),
        TEST(interrupts_by_software),
        TEST(fetches_stop_at_a_region),
        TEST(hardfault_is_free),
        TEST(a_protected_stack),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
