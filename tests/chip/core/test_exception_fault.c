/* SPDX-License-Identifier: MIT
 *
 * Faults, returns that cannot be done, lock-up, reset. DDI0419 B1.5, DDI0484
 * 3.6.1.
 */
#include "tests/chip/core/exception_fixture.h"

/* --- returns that cannot be done --- */

/* Thread mode, one handler; a frame that would fit the return. */
static void bad_return(uint32_t exc_return)
{
    setup(NULL);
    pend_irq(0);
    step();
    if (exc_return == EXC_HANDLER)
        wr(&chip, reg(CPU_SP) + 28, 0x01000010);
    chip.cpu.r[CPU_LR] = exc_return;
    step();
    assert_in_handler(3, exc_return);
    assert_int_equal(reg(CPU_SP), MAIN_STACK - 32);
    assert_int_equal(chip.nvic.active.bits[0], 1 << 3);
}

static void test_invalid_exc_return(void **state)
{
    (void)state;
    bad_return(EXC_HANDLER); /* nothing to return to */
    bad_return(0xFFFFFFF5);
    bad_return(0xFFFFFFF0);
    bad_return(0xF0000001);
    bad_return(0xFFFFFFE9);
}

/* F9 and FD while another exception is active. */
static void test_exc_return_nesting(void **state)
{
    for (unsigned i = 0; i < 2; i++) {
        uint32_t exc_return = i ? EXC_MAIN : EXC_PROCESS;
        setup(state);
        set_priority(1, 2);
        pend_irq(1);
        step();
        pend_irq(2);
        step();
        chip.cpu.sp_other = reg(CPU_SP);
        wr(&chip, reg(CPU_SP) + 28, 0x01000000); /* would fit */
        chip.cpu.r[CPU_LR] = exc_return;
        step();
        assert_in_handler(3, exc_return);
        assert_int_equal(chip.nvic.active.bits[0], 1 << 3 | 1 << 17);
    }
}

/* The stacked IPSR must fit the mode that the return goes to. */
static void test_stacked_ipsr(void **state)
{
    (void)state;
    pend_irq(0);
    step();
    wr(&chip, reg(CPU_SP) + 28, 0x01000010);
    step();
    assert_in_handler(3, EXC_MAIN);
    assert_int_equal(reg(CPU_SP), MAIN_STACK - 32);
}

/* The frame cannot be read: HardFault without a new frame. */
static void test_unstacking_fault(void **state)
{
    (void)state;
    pend_irq(0);
    step();
    chip.cpu.r[CPU_SP] = NOWHERE;
    step();
    assert_in_handler(3, EXC_MAIN);
    assert_int_equal(reg(CPU_SP), NOWHERE);
}

static void test_unstacking_fault_into_hardfault(void **state)
{
    (void)state;
    PUT(CODE, 0xDE00);
    step();
    wr(&chip, ICSR, PENDNMI);
    step();
    assert_in_handler(2, EXC_HANDLER);
    chip.cpu.r[CPU_SP] = NOWHERE;
    step();
    assert_locked_up();
    assert_int_equal(chip.cpu.ipsr, 3);
}

/* --- faults --- */

static void assert_fault_at(uint32_t pc, uint32_t xpsr)
{
    assert_in_handler(3, EXC_MAIN);
    assert_int_equal(rd(&chip, reg(CPU_SP) + 24), pc);
    assert_int_equal(rd(&chip, reg(CPU_SP) + 28), xpsr);
}

/* Execute-never and unmapped addresses: the branch is done, the fetch is
 * not. */
static void test_fetch_faults(void **state)
{
    static const uint32_t targets[] = {0x40000000, 0x50000000, 0xE000E000,
                                       0xA0000000, NOWHERE,    0x20005000,
                                       0xFFFFFFF8, 0x08030000};
    for (unsigned i = 0; i < sizeof targets / sizeof *targets; i++) {
        setup(state);
        PUT(CODE, 0x4700); /* bx r0 */
        chip.cpu.r[0] = targets[i] | 1;
        steps(2);
        assert_fault_at(targets[i], 0x01000000);
    }
}

static void test_thumb_bit_clear(void **state)
{
    (void)state;
    PUT(CODE, 0x4700);
    chip.cpu.r[0] = CODE + 8;
    steps(2);
    assert_fault_at(CODE + 8, 0);
}

static void test_vector_without_thumb_bit(void **state)
{
    (void)state;
    load_word(&chip, VECTORS + 4 * 16, handler(16));
    pend_irq(0);
    step();
    assert_in_handler(16, EXC_MAIN);
    assert_false(chip.cpu.t);
    step();
    assert_in_handler(3, EXC_HANDLER);
    assert_int_equal(rd(&chip, reg(CPU_SP) + 24), handler(16));
    assert_int_equal(rd(&chip, reg(CPU_SP) + 28), 16);
}

static void test_unprivileged_ppb(void **state)
{
    (void)state;
    chip.cpu.control = 1;
    chip.cpu.r[0] = AIRCR;
    chip.cpu.r[1] = 0x05FA0004;
    PUT(CODE, 0x6001); /* str r1, [r0] */
    step();
    assert_fault_at(CODE, 0x01000000);
    assert_int_equal(chip.reset.requested, RESET_NONE);
}

static void test_narrow_ppb_access(void **state)
{
    (void)state;
    chip.cpu.r[0] = SHPR3;
    PUT(CODE, 0x7801); /* ldrb r1, [r0] */
    step();
    assert_fault_at(CODE, 0x01000000);
}

/* A push that fails on the way in: the handler of the fault runs on the same
 * frame, and the interrupt waits. */
static void test_stacking_fault(void **state)
{
    (void)state;
    chip.cpu.r[CPU_SP] = NOWHERE + 32;
    set_priority(0, 1);
    pend_irq(0);
    step();
    assert_in_handler(3, EXC_MAIN);
    assert_int_equal(reg(CPU_SP), NOWHERE);
    assert_int_equal(rd(&chip, ISPR), 1);
}

/* The same on the way into SVC, which comes after the HardFault handler. */
static void test_stacking_fault_of_svc(void **state)
{
    (void)state;
    PUT(CODE, 0xDF00);
    chip.cpu.r[CPU_SP] = NOWHERE + 32;
    step();
    assert_in_handler(3, EXC_MAIN);
    step();
    assert_in_handler(11, EXC_MAIN);
    assert_int_equal(reg(CPU_SP), NOWHERE);
}

/* Under NMI the fault waits, PRIMASK or not. */
static void test_stacking_fault_of_nmi(void **state)
{
    for (unsigned i = 0; i < 2; i++) {
        setup(state);
        chip.cpu.primask = i;
        PUT(handler(2), 0xBF00, 0x4770);
        chip.cpu.r[CPU_SP] = NOWHERE + 32;
        wr(&chip, ICSR, PENDNMI);
        step();
        assert_in_handler(2, EXC_MAIN);
        step();
        assert_int_equal(chip.cpu.ipsr, 2);
        step();
        assert_in_handler(3, EXC_MAIN);
    }
}

/* A vector that cannot be read. System memory ends at 0x1FF80000 + 128: the
 * table starts in the option bytes, and IRQ 16 lies behind them. */
static void test_vector_fault(void **state)
{
    (void)state;
    load_word(&chip, 0x1FF8000C, handler(3) | 1);
    wr(&chip, VTOR, 0x1FF80000);
    pend_irq(16);
    step();
    assert_in_handler(3, EXC_MAIN);
    assert_int_equal(rd(&chip, ISPR), 1 << 16);
}

/* --- vectors in a bank that is being written --- */

enum {
    FLASH_PECR = 0x40022004,
    FLASH_PEKEYR = 0x4002200C,
    FLASH_PRGKEYR = 0x40022010,
    FLASH_SR = 0x40022018,
    PECR_PROG_ERASE = 1 << 3 | 1 << 9,
    SR_BSY = 1,
};

/* Vectors in bank 1, and an erase of one of its pages under way. */
static void start_erase(void)
{
    wr(&chip, VTOR, FLASH_BASE);
    wr(&chip, FLASH_PEKEYR, 0x89ABCDEF);
    wr(&chip, FLASH_PEKEYR, 0x02030405);
    wr(&chip, FLASH_PRGKEYR, 0x8C9DAEBF);
    wr(&chip, FLASH_PRGKEYR, 0x13141516);
    wr(&chip, FLASH_PECR, PECR_PROG_ERASE);
    wr(&chip, FLASH_BASE + 0x10000, 0);
    assert_true(rd(&chip, FLASH_SR) & SR_BSY);
}

/* Runs until the erase is over; the core stood still before that. */
static void wait_for_erase(uint32_t pc)
{
    while (rd(&chip, FLASH_SR) & SR_BSY) {
        assert_int_equal(reg(CPU_PC), pc);
        run_us(&chip, 10);
    }
    step();
}

static void test_fault_waits_for_the_vector(void **state)
{
    static const uint16_t codes[] = {0xDE00, 0xDF00}; /* udf, svc */
    for (unsigned i = 0; i < 2; i++) {
        setup(state);
        load_word(&chip, FLASH_BASE + 4 * 11, FIXTURE_FAULT | 1);
        PUT(CODE, codes[i]);
        start_erase();
        step();
        wait_for_erase(CODE);
        assert_int_equal(chip.cpu.ipsr, i ? 11 : 3);
        assert_int_equal(rd(&chip, MAIN_STACK - 8), CODE + 2 * i);
        assert_int_equal(chip.cpu.r[CPU_SP], MAIN_STACK - 32);
    }
}

/* A return may need the vector of the next handler. */
static void test_return_waits_for_the_vector(void **state)
{
    for (unsigned pop = 0; pop < 2; pop++) {
        setup(state);
        PUT(handler(16), 0xB500, 0xBD00); /* push {lr}; pop {pc} */
        pend_irq(0);
        step();
        if (pop)
            step();
        else
            PUT(handler(16), 0x4770);
        uint32_t pc = reg(CPU_PC), sp = reg(CPU_SP);
        start_erase();
        pend_irq(1);
        step();
        assert_int_equal(reg(CPU_SP), sp);
        wait_for_erase(pc);
        assert_int_equal(chip.cpu.ipsr, 17);
        assert_int_equal(reg(CPU_SP), MAIN_STACK - 32);
    }
}

/* --- lock-up --- */

static void test_fault_in_hardfault(void **state)
{
    static const uint16_t bad[] = {0xDE00, 0xBE00, 0xDF00}; /* udf bkpt svc */
    for (unsigned i = 0; i < sizeof bad / sizeof *bad; i++) {
        setup(state);
        PUT(CODE, 0xDE00);
        PUT(handler(3), bad[i]);
        steps(2);
        assert_locked_up();
        assert_int_equal(chip.cpu.ipsr, 3);
    }
}

static void test_fault_in_nmi(void **state)
{
    (void)state;
    PUT(handler(2), 0xDE00);
    wr(&chip, ICSR, PENDNMI);
    steps(2);
    assert_locked_up();
    assert_int_equal(chip.cpu.ipsr, 2);
}

static void test_fault_in_a_handler(void **state)
{
    (void)state;
    PUT(handler(16), 0xDE00);
    pend_irq(0);
    steps(2);
    assert_in_handler(3, EXC_HANDLER);
    assert_int_equal(rd(&chip, reg(CPU_SP) + 24), handler(16));
    assert_int_equal(rd(&chip, reg(CPU_SP) + 28), 0x01000010);
}

static void test_hardfault_vector_fault(void **state)
{
    (void)state;
    wr(&chip, VTOR, NOWHERE);
    PUT(CODE, 0xDE00);
    step();
    assert_locked_up();
}

static void test_hardfault_stacking_fault(void **state)
{
    (void)state;
    chip.cpu.r[CPU_SP] = NOWHERE;
    PUT(CODE, 0xDE00);
    step();
    assert_locked_up();
    assert_int_equal(chip.cpu.ipsr, 3);
}

static void test_nmi_stacking_fault_over_hardfault(void **state)
{
    (void)state;
    PUT(CODE, 0xDE00);
    step();
    chip.cpu.r[CPU_SP] = NOWHERE;
    wr(&chip, ICSR, PENDNMI);
    step();
    assert_locked_up();
    assert_int_equal(chip.cpu.ipsr, 2);
}

/* NMI leaves a lock-up at HardFault priority, and its return goes back. */
static void test_nmi_leaves_lockup(void **state)
{
    (void)state;
    PUT(CODE, 0xDE00);
    PUT(handler(3), 0xDE00);
    steps(2);
    assert_locked_up();
    pend_irq(0); /* not urgent enough */
    assert_locked_up();
    nvic_pend(&chip, EXCEPTION_NMI);
    step();
    assert_in_handler(2, EXC_HANDLER);
    assert_false(chip.cpu.locked_up);
    assert_int_equal(rd(&chip, reg(CPU_SP) + 24), LOCKUP_PC);
    steps(2);
    assert_locked_up();
}

static void test_reset_leaves_lockup(void **state)
{
    (void)state;
    PUT(CODE, 0xDE00);
    PUT(handler(3), 0xDE00);
    steps(2);
    assert_locked_up();
    reset_request(&chip, RESET_PIN);
    assert_int_equal(chip_run(&chip, chip.cycle + 1), STOP_BUDGET);
    assert_false(chip.cpu.locked_up);
    assert_int_equal(chip.cpu.ipsr, 0);
    assert_int_equal(reg(CPU_PC), FIXTURE_IDLE);
    assert_int_equal(reg(CPU_SP), FIXTURE_STACK);
}

/* An erased part: SP 0, PC 0, T 0. */
static void test_erased_part(void **state)
{
    (void)state;
    uint32_t zero[2] = {0, 0};
    assert_true(chip_poke(&chip, FLASH_BASE, zero, sizeof zero));
    load_word(&chip, FLASH_BASE + 12, 0);
    reset_request(&chip, RESET_PIN);
    chip_run(&chip, chip.cycle + 1);
    assert_locked_up();
}

/* --- reset --- */

static void test_reset_state(void **state)
{
    (void)state;
    load_word(&chip, FLASH_BASE, 0x20001237);
    chip.cpu.control = 3;
    chip.cpu.primask = true;
    chip.cpu.r[4] = 0x12345678;
    PUT(CODE, 0x6001); /* str r1, [r0] */
    chip.cpu.control = 2;
    chip.cpu.r[0] = AIRCR;
    chip.cpu.r[1] = 0x05FA0004;
    pend_irq(3);
    step();
    assert_int_equal(chip_run(&chip, chip.cycle + 1), STOP_BUDGET);
    assert_int_equal(chip.reset.last, RESET_SYSTEM);
    assert_int_equal(reg(CPU_PC), FIXTURE_IDLE);
    assert_int_equal(reg(CPU_SP), 0x20001234);
    assert_int_equal(reg(CPU_LR), 0xFFFFFFFF);
    assert_int_equal(reg(4), 0x12345678);
    assert_int_equal(chip.cpu.control, 0);
    assert_false(chip.cpu.primask);
    assert_int_equal(rd(&chip, VTOR), 0);
    assert_int_equal(rd(&chip, ISER), 0);
    assert_int_equal(rd(&chip, ISPR), 0);
}

/* The reset vector without bit 0: HardFault at the first instruction. */
static void test_reset_without_thumb_bit(void **state)
{
    (void)state;
    load_word(&chip, FLASH_BASE + 4, FIXTURE_IDLE);
    reset_request(&chip, RESET_PIN);
    chip_run(&chip, chip.cycle + 1);
    assert_int_equal(chip.cpu.ipsr, 3);
    assert_int_equal(reg(CPU_PC), FIXTURE_FAULT);
}

/* With VTOR = 0 vectors come through the alias at 0, here SRAM. */
static void test_vectors_through_the_alias(void **state)
{
    (void)state;
    enum { APB2ENR = 0x40021034, SYSCFG_CFGR1 = 0x40010000 };
    wr(&chip, VTOR, 0);
    pend_irq(0);
    step();
    assert_int_equal(reg(CPU_PC), FIXTURE_IDLE);
    chip.cpu.r[CPU_LR] = EXC_MAIN;
    PUT(HANDLERS, 0x4770);
    jump_to(&chip, HANDLERS);
    step();
    wr(&chip, APB2ENR, 1);
    wr(&chip, SYSCFG_CFGR1, 3);
    load_word(&chip, SRAM_BASE + 4 * 16, handler(16) | 1);
    pend_irq(0);
    step();
    assert_in_handler(16, EXC_MAIN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_invalid_exc_return),
        TEST(test_exc_return_nesting),
        TEST(test_stacked_ipsr),
        TEST(test_unstacking_fault),
        TEST(test_unstacking_fault_into_hardfault),
        TEST(test_fetch_faults),
        TEST(test_thumb_bit_clear),
        TEST(test_vector_without_thumb_bit),
        TEST(test_unprivileged_ppb),
        TEST(test_narrow_ppb_access),
        TEST(test_stacking_fault),
        TEST(test_stacking_fault_of_svc),
        TEST(test_stacking_fault_of_nmi),
        TEST(test_vector_fault),
        TEST(test_fault_waits_for_the_vector),
        TEST(test_return_waits_for_the_vector),
        TEST(test_fault_in_hardfault),
        TEST(test_fault_in_nmi),
        TEST(test_fault_in_a_handler),
        TEST(test_hardfault_vector_fault),
        TEST(test_hardfault_stacking_fault),
        TEST(test_nmi_stacking_fault_over_hardfault),
        TEST(test_nmi_leaves_lockup),
        TEST(test_reset_leaves_lockup),
        TEST(test_erased_part),
        TEST(test_reset_state),
        TEST(test_reset_without_thumb_bit),
        TEST(test_vectors_through_the_alias),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
