/* SPDX-License-Identifier: MIT
 *
 * The registers of the FPU's context, who may use it, and frames with floating
 * point: stored at once or at the first use, and refused.
 */
#include "tests/chip/core/system_fixture.h"

enum {
    FPCAR = 0xE000EF38,
    FPDSCR = 0xE000EF3C,
    MVFR0 = 0xE000EF40,
    MVFR1 = 0xE000EF44,
    MVFR2 = 0xE000EF48,
    SRAM_END = SRAM_BASE + SMALL_SRAM,
    FRAME = 0x68, /* bytes */
    IRQ0 = 16,
    LSPACT = 1 << 0,
    USER = 1 << 1,
    THREAD = 1 << 3,
    HFRDY = 1 << 4,
    MMRDY = 1 << 5,
    BFRDY = 1 << 6,
    MONRDY = 1 << 8,
    UNPRIVILEGED = 1 << 0, /* of CONTROL */
    FPCA = 1 << 2
};

#define ASPEN     (1u << 31)
#define LSPEN     (1u << 30)
#define VMOV      0xEE00, 0x0A10 /* vmov s0, r0 */
#define VMRS      0xEEF1, 0x0A10 /* vmrs r0, fpscr */
#define BX_LR     0x4770
#define FULL      0x00F00000u
#define ALL_READY (THREAD | HFRDY | MMRDY | BFRDY)

/* An M4F whose code, and whose handler of IRQ 0, use the FPU. */
static void begin_fpu(void)
{
    begin(&cortex_m4f);
    wr(&chip, CPACR, FULL);
    wr(&chip, ISER, 1);
    wr(&chip, IPR0, 0x80);
    PUT(CODE, VMOV);
    PUT(handler(IRQ0), VMOV, BX_LR);
}

/* The code has used the FPU, and IRQ 0 comes. Returns the cycles. */
static uint64_t interrupt(void)
{
    step();
    assert_int_equal(chip.cpu.control & FPCA, FPCA);
    nvic_pend(&chip, IRQ0);
    return step();
}

/* --- registers --- */

static void registers(void **state)
{
    static const struct {
        uint32_t address, reset, ones;
    } registers[] = {
        {CPACR, 0, FULL},
        {FPCCR, ASPEN | LSPEN, ASPEN | LSPEN | 0x17B},
        {FPCAR, 0, 0xFFFFFFF8},
        {FPDSCR, 0, 0x07C00000},
        {MVFR0, 0x10110021, 0x10110021},
        {MVFR1, 0x11000011, 0x11000011},
        {MVFR2, 0, 0},
    };
    (void)state;
    for (unsigned i = 0; i < sizeof registers / sizeof *registers; i++) {
        begin(&cortex_m4f);
        expect_rd(&chip, registers[i].address, registers[i].reset);
        wr(&chip, registers[i].address, 0xFFFFFFFF);
        expect_rd(&chip, registers[i].address, registers[i].ones);
        begin(&cortex_m4); /* none */
        wr(&chip, registers[i].address, 0xFFFFFFFF);
        expect_rd(&chip, registers[i].address, 0);
    }
}

static void who_may_use_it(void **state)
{
    static const struct {
        uint32_t cpacr, control;
        bool refused;
    } cases[] = {
        {0, 0, true},
        {0x00500000, 0, false},
        {0x00500000, UNPRIVILEGED, true},
        {0x00A00000, 0, true}, /* reserved */
        {FULL, UNPRIVILEGED, false},
    };
    (void)state;
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        begin_fpu();
        wr(&chip, CPACR, cases[i].cpacr);
        chip.cpu.control = cases[i].control;
        step();
        if (cases[i].refused) {
            assert_in(EXCEPTION_USAGEFAULT);
            assert_int_equal(stacked(FRAME_PC), CODE);
            expect_rd(&chip, CFSR, CFSR_NOCP);
        } else {
            assert_int_equal(*reg(CPU_PC), CODE + 4);
            assert_int_equal(chip.cpu.control, cases[i].control | FPCA);
        }
    }
}

/* The first use takes FPSCR from FPDSCR; without ASPEN it is none. */
static void the_default_mode(void **state)
{
    (void)state;
    for (unsigned aspen = 0; aspen < 2; aspen++) {
        begin_fpu();
        PUT(CODE, VMRS, VMRS);
        wr(&chip, FPCCR, aspen ? ASPEN | LSPEN : LSPEN);
        wr(&chip, FPDSCR, 0x03400000);
        step();
        assert_int_equal(*reg(0), aspen ? 0x03400000 : 0);
        assert_int_equal(chip.cpu.control & FPCA, aspen ? FPCA : 0);
        wr(&chip, FPDSCR, 0); /* counts for the next context */
        step();
        assert_int_equal(*reg(0), aspen ? 0x03400000 : 0);
    }
}

/* --- frames --- */

/* vmov s0, r0, whose registers are stored at once, or when they are used. */
static void frames(void **state)
{
    (void)state;
    begin_fpu();
    PUT(handler(IRQ0), BX_LR);
    *reg(0) = 0x3F800000;
    assert_int_equal(interrupt(), 12);
    assert_int_equal(*reg(CPU_LR), EXC_MAIN_FP);
    assert_int_equal(*reg(CPU_SP), STACK - FRAME);
    expect_rd(&chip, FPCCR, ASPEN | LSPEN | ALL_READY | LSPACT);
    expect_rd(&chip, FPCAR, STACK - FRAME + 0x20);
    assert_int_equal(step(), 10 + 3); /* nothing to load */
    assert_int_equal(chip.cpu.control, FPCA);
    assert_int_equal(*reg(CPU_SP), STACK);

    wr(&chip, FPCCR, ASPEN);
    wr(&chip, ISPR, 1);
    assert_int_equal(step(), 12 + 17);
    assert_int_equal(stacked(8), 0x3F800000);
    armv7m(&chip)->s[0] = 0;
    assert_int_equal(step(), 10 + 17 + 3);
    assert_int_equal(armv7m(&chip)->s[0], 0x3F800000);
}

/* The first use in the handler stores the registers of the code. */
static void a_late_store(void **state)
{
    (void)state;
    begin_fpu();
    *reg(0) = 0x40000000;
    interrupt();
    *reg(0) = 0x40400000;
    assert_int_not_equal(stacked(8), 0x40000000);
    step();
    assert_int_equal(stacked(8), 0x40000000);
    assert_int_equal(armv7m(&chip)->s[0], 0x40400000);
    expect_rd(&chip, FPCCR, ASPEN | LSPEN | ALL_READY);
    step();
    assert_int_equal(armv7m(&chip)->s[0], 0x40000000);
}

/* FPCCR notes whom the room is for, and which faults could be taken then. */
static void what_is_noted(void **state)
{
    static const struct {
        uint32_t control, shcsr, demcr, shpr1, basepri, noted;
    } cases[] = {
        {0, ALL_FAULTS, 0, 0, 0, ALL_READY},
        {UNPRIVILEGED, ALL_FAULTS, 0, 0, 0, ALL_READY | USER},
        {0, 0, 0, 0, 0, THREAD | HFRDY},
        {0, ALL_FAULTS, 1 << 16, 0, 0, ALL_READY | MONRDY},
        {0, 1 << 16, 0, 0, 0, THREAD | HFRDY | MMRDY},
        /* A BusFault that BASEPRI masks. */
        {0, ALL_FAULTS, 0, 0xC000, 0xA0, THREAD | HFRDY | MMRDY},
    };
    (void)state;
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        begin_fpu();
        wr(&chip, SHCSR, cases[i].shcsr);
        wr(&chip, DEMCR, cases[i].demcr);
        wr(&chip, SHPR1, cases[i].shpr1);
        armv7m(&chip)->basepri = (uint8_t)cases[i].basepri;
        chip.cpu.control = cases[i].control;
        interrupt();
        assert_in(IRQ0);
        expect_rd(&chip, FPCCR, ASPEN | LSPEN | LSPACT | cases[i].noted);
    }
    /* From one handler into another: no thread. */
    begin_fpu();
    wr(&chip, ISER, 2);
    interrupt();
    step();
    wr(&chip, ISPR, 2);
    step();
    assert_in(IRQ0 + 1);
    expect_rd(&chip, FPCCR,
              ASPEN | LSPEN | LSPACT | (ALL_READY & ~(uint32_t)THREAD));
}

/* --- a store at the first use that is refused --- */

/* The instruction is repeated when the fault has been dealt with. */
static void late_bus_fault(void **state)
{
    (void)state;
    begin_fpu();
    interrupt();
    wr(&chip, FPCAR, NOWHERE);
    step();
    assert_in(EXCEPTION_BUSFAULT);
    expect_rd(&chip, CFSR, CFSR_LSPERR);
    assert_int_equal(stacked(FRAME_PC), handler(IRQ0));
    wr(&chip, FPCAR, STACK - FRAME + 0x20);
    step(); /* bx lr */
    assert_int_equal(*reg(CPU_PC), handler(IRQ0));
    step();
    assert_int_equal(*reg(CPU_PC), handler(IRQ0) + 4);
    assert_int_equal(rd(&chip, FPCCR) & LSPACT, 0);
}

/* BFRDY was not noted. */
static void late_hard_fault(void **state)
{
    (void)state;
    begin_fpu();
    wr(&chip, SHCSR, 0);
    interrupt();
    wr(&chip, SHCSR, ALL_FAULTS);
    wr(&chip, FPCAR, NOWHERE);
    step();
    assert_in(EXCEPTION_HARDFAULT);
    expect_rd(&chip, CFSR, CFSR_LSPERR);
    expect_rd(&chip, HFSR, HFSR_FORCED);
}

/* The store has the rights of the code that used the registers. */
static void late_protection_fault(void **state)
{
    enum { PRIVILEGED = 1 << 24, SIZE_128 = 6 << 1 };
    (void)state;
    for (unsigned user = 0; user < 2; user++) {
        begin_fpu();
        region(0, 0, RIGHTS_ALL | SIZE_4GB);
        region(1, SRAM_BASE + 0x8000, PRIVILEGED | SIZE_128);
        wr(&chip, MPU_CTRL, 1);
        chip.cpu.control = user ? UNPRIVILEGED : 0;
        interrupt();
        wr(&chip, FPCAR, SRAM_BASE + 0x8000);
        step();
        if (!user) {
            assert_int_equal(*reg(CPU_PC), handler(IRQ0) + 4);
            continue;
        }
        assert_in(EXCEPTION_MEMMANAGE);
        expect_rd(&chip, CFSR, CFSR_MLSPERR);
        assert_int_equal(stacked(FRAME_PC), handler(IRQ0));
    }
}

/* It could be taken before, and cannot preempt the handler: it waits. */
static void late_fault_that_waits(void **state)
{
    enum { BUSFAULTPENDED = 1 << 14 };
    (void)state;
    begin_fpu();
    wr(&chip, SHPR1, 0xC000);
    interrupt();
    wr(&chip, FPCAR, NOWHERE);
    step();
    assert_int_equal(*reg(CPU_PC), handler(IRQ0) + 4);
    assert_int_equal(rd(&chip, SHCSR) & BUSFAULTPENDED, BUSFAULTPENDED);
    expect_rd(&chip, CFSR, CFSR_LSPERR);
    step(); /* bx lr */
    assert_in(EXCEPTION_BUSFAULT);
}

/* --- frames that are refused --- */

/* All of the frame but its registers of the FPU is in SRAM. */
static void store_at_once(void **state)
{
    (void)state;
    begin_fpu();
    wr(&chip, FPCCR, ASPEN);
    chip.cpu.r[CPU_SP] = SRAM_END - 0x20 + FRAME;
    interrupt();
    assert_in(EXCEPTION_BUSFAULT);
    expect_rd(&chip, CFSR, CFSR_STKERR);
    expect_rd(&chip, ISPR, 1);
}

static void load(void **state)
{
    (void)state;
    begin_fpu();
    PUT(handler(IRQ0), BX_LR);
    wr(&chip, FPCCR, ASPEN);
    interrupt();
    chip.cpu.r[CPU_SP] = SRAM_END - 0x20;
    load_word(&chip, SRAM_END - 8, CODE);
    load_word(&chip, SRAM_END - 4, 1 << 24);
    step();
    assert_in(EXCEPTION_BUSFAULT);
    expect_rd(&chip, CFSR, CFSR_UNSTKERR);
}

static void load_from_a_protected_stack(void **state)
{
    enum { NO_ACCESS = 0, SIZE_32 = 4 << 1 };
    (void)state;
    begin_fpu();
    PUT(handler(IRQ0), BX_LR);
    wr(&chip, FPCCR, ASPEN);
    interrupt();
    region(0, 0, RIGHTS_ALL | SIZE_4GB);
    region(1, STACK - 0x20, NO_ACCESS | SIZE_32);
    wr(&chip, MPU_CTRL, 1);
    step();
    assert_in(EXCEPTION_MEMMANAGE);
    expect_rd(&chip, CFSR, CFSR_MUNSTKERR);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(registers),
        TEST(who_may_use_it),
        TEST(the_default_mode),
        TEST(frames),
        TEST(a_late_store),
        TEST(what_is_noted),
        TEST(late_bus_fault),
        TEST(late_hard_fault),
        TEST(late_protection_fault),
        TEST(late_fault_that_waits),
        TEST(store_at_once),
        TEST(load),
        TEST(load_from_a_protected_stack),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
