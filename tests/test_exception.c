/* SPDX-License-Identifier: MIT
 *
 * Exception entry and return, priorities, tail-chaining, faults and lock-up,
 * sleep. DDI0419 B1.5, DDI0484 3.6.1. The vector table is in SRAM; every
 * handler is where its vector's number says, and returns at once unless the
 * test puts something else there.
 */
#include "chip_fixture.h"

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

static uint32_t handler(unsigned exception)
{
    return HANDLERS + 16 * exception;
}

static void put(uint32_t address, const uint16_t *code, size_t count)
{
    load_code(&chip, address, code, count);
}

#define PUT(address, ...)                                                      \
    do {                                                                       \
        const uint16_t put_[] = {__VA_ARGS__};                                 \
        put(address, put_, sizeof put_ / sizeof *put_);                        \
    } while (0)

/* Runs one instruction, or takes one exception. */
static void step(void)
{
    chip_run(&chip, chip.cycle + 1);
}

static void steps(unsigned count)
{
    while (count--)
        step();
}

static uint32_t reg(unsigned n)
{
    return chip.cpu.r[n];
}

static int setup(void **state)
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

static void pend_irq(unsigned irq)
{
    wr(&chip, ISPR, 1u << irq);
}

/* Priority 0..3 of an interrupt. */
static void set_priority(unsigned irq, unsigned priority)
{
    uint32_t address = IPR0 + (irq & ~3u);
    unsigned shift = 8 * (irq & 3) + 6;
    uint32_t value = rd(&chip, address) & ~(3u << shift);
    wr(&chip, address, value | priority << shift);
}

static void assert_in_handler(unsigned exception, uint32_t exc_return)
{
    assert_int_equal(chip.cpu.ipsr, exception);
    assert_int_equal(reg(CPU_PC), handler(exception));
    assert_int_equal(reg(CPU_LR), exc_return);
}

static void assert_locked_up(void)
{
    assert_true(chip.cpu.locked_up);
    assert_int_equal(reg(CPU_PC), LOCKUP_PC);
    assert_int_equal(chip_run(&chip, chip.cycle + 100), STOP_LOCKUP);
}

/* --- entry and return --- */

static void check_frame(uint32_t frame, uint32_t xpsr)
{
    for (unsigned i = 0; i < 4; i++)
        assert_int_equal(rd(&chip, frame + 4 * i), 0x11111111 * i);
    assert_int_equal(rd(&chip, frame + 16), 0x11111111u * 12);
    assert_int_equal(rd(&chip, frame + 20), 0xABCDEF01);
    assert_int_equal(rd(&chip, frame + 24), CODE);
    assert_int_equal(rd(&chip, frame + 28), xpsr);
}

static void test_entry(void **state)
{
    (void)state;
    chip.cpu.n = chip.cpu.c = true;
    pend_irq(5);
    uint64_t start = chip.cycle;
    step();
    assert_int_equal(chip.cycle - start, 15);
    assert_in_handler(21, EXC_MAIN);
    assert_int_equal(reg(CPU_SP), MAIN_STACK - 32);
    check_frame(MAIN_STACK - 32, 0xA1000000);
    assert_true(chip.cpu.n && chip.cpu.c && chip.cpu.t);
    step(); /* bx lr */
    assert_int_equal(chip.cpu.ipsr, 0);
    assert_int_equal(reg(CPU_PC), CODE);
    assert_int_equal(reg(CPU_SP), MAIN_STACK);
    assert_int_equal(reg(CPU_LR), 0xABCDEF01);
    for (unsigned i = 0; i < 13; i++)
        assert_int_equal(reg(i), 0x11111111 * i);
}

/* The frame is aligned to 8 bytes; bit 9 of the stacked xPSR tells. */
static void test_stack_alignment(void **state)
{
    (void)state;
    chip.cpu.r[CPU_SP] = MAIN_STACK + 4;
    pend_irq(0);
    step();
    assert_int_equal(reg(CPU_SP), MAIN_STACK - 32);
    check_frame(MAIN_STACK - 32, 0x01000000 | XPSR_ALIGNED);
    step();
    assert_int_equal(reg(CPU_SP), MAIN_STACK + 4);
    assert_int_equal(reg(CPU_PC), CODE);
}

/* The handler changes the frame: registers, flags and PC follow. */
static void test_return_restores_the_frame(void **state)
{
    (void)state;
    pend_irq(0);
    step();
    uint32_t frame = reg(CPU_SP);
    for (unsigned i = 0; i < 6; i++)
        wr(&chip, frame + 4 * i, 0x80 + i);
    wr(&chip, frame + 24, CODE + 8);
    wr(&chip, frame + 28, 0x51000000);
    step();
    const uint8_t order[] = {0, 1, 2, 3, 12, CPU_LR};
    for (unsigned i = 0; i < 6; i++)
        assert_int_equal(reg(order[i]), 0x80 + i);
    assert_int_equal(reg(CPU_PC), CODE + 8);
    assert_int_equal(cpu_xpsr(&chip), 0x51000000);
}

static void use_process_stack(void)
{
    chip.cpu.r[0] = 2;
    PUT(CODE, 0xF380, 0x8814); /* msr control, r0 */
    step();
    assert_int_equal(reg(CPU_SP), PROCESS_STACK);
    chip.cpu.r[0] = 0;
    jump_to(&chip, CODE);
}

static void test_process_stack(void **state)
{
    (void)state;
    use_process_stack();
    pend_irq(0);
    step();
    assert_in_handler(16, EXC_PROCESS);
    assert_int_equal(reg(CPU_SP), MAIN_STACK);
    assert_int_equal(cpu_psp(&chip), PROCESS_STACK - 32);
    assert_int_equal(chip.cpu.control, 0);
    check_frame(PROCESS_STACK - 32, 0x01000000);
    step();
    assert_int_equal(reg(CPU_SP), PROCESS_STACK);
    assert_int_equal(cpu_msp(&chip), MAIN_STACK);
    assert_int_equal(chip.cpu.control, 2);
}

/* A context switch: the handler returns to the other stack, unprivileged. */
static void test_return_to_another_stack(void **state)
{
    (void)state;
    pend_irq(0);
    step();
    for (unsigned i = 0; i < 8; i++)
        load_word(&chip, PROCESS_STACK + 4 * i, i);
    load_word(&chip, PROCESS_STACK + 24, CODE + 0x10);
    load_word(&chip, PROCESS_STACK + 28, 0x01000000);
    chip.cpu.r[CPU_LR] = EXC_PROCESS;
    step();
    assert_int_equal(reg(CPU_SP), PROCESS_STACK + 32);
    assert_int_equal(cpu_msp(&chip), MAIN_STACK - 32);
    assert_int_equal(reg(CPU_PC), CODE + 0x10);
    assert_int_equal(chip.cpu.control, 2);
}

/* POP {PC} returns as BX does; BLX and MOV PC do not. */
static void test_return_by_pop(void **state)
{
    (void)state;
    PUT(handler(16), 0xB510, 0xBD10); /* push {r4, lr}; pop {r4, pc} */
    pend_irq(0);
    steps(3);
    assert_int_equal(chip.cpu.ipsr, 0);
    assert_int_equal(reg(CPU_PC), CODE);
    assert_int_equal(reg(CPU_SP), MAIN_STACK);

    PUT(handler(16), 0x46F7); /* mov pc, lr */
    pend_irq(0);
    steps(2);
    assert_int_equal(chip.cpu.ipsr, 16);
    assert_int_equal(reg(CPU_PC), EXC_MAIN & ~1u);
    step(); /* nothing can be fetched there */
    assert_in_handler(3, EXC_HANDLER);
}

static void test_handlers_are_privileged(void **state)
{
    (void)state;
    chip.cpu.control = 1;
    chip.cpu.r[0] = ICSR;
    PUT(handler(11), 0x6801, 0x4770); /* ldr r1, [r0]; bx lr */
    PUT(CODE, 0xDF00, 0x6801);        /* svc #0; ldr r1, [r0] */
    steps(2);
    assert_int_equal(chip.cpu.ipsr, 11);
    assert_int_equal(reg(1), 11);
    steps(2); /* back, and the same load without privilege */
    assert_in_handler(3, EXC_MAIN);
}

/* --- SVC --- */

static void test_svc(void **state)
{
    (void)state;
    PUT(CODE, 0xDF42);
    step();
    assert_in_handler(11, EXC_MAIN);
    assert_int_equal(rd(&chip, reg(CPU_SP) + 24), CODE + 2);
    step();
    assert_int_equal(reg(CPU_PC), CODE + 2);
}

static void test_svc_masked(void **state)
{
    (void)state;
    chip.cpu.primask = true;
    PUT(CODE, 0xDF42);
    step();
    assert_in_handler(3, EXC_MAIN);
    assert_int_equal(rd(&chip, reg(CPU_SP) + 24), CODE);
}

/* From a handler SVC needs the higher priority; else it is a fault. */
static void test_svc_in_a_handler(void **state)
{
    (void)state;
    set_priority(0, 2);
    wr(&chip, SHPR2, 1u << 30);
    PUT(handler(16), 0xDF00, 0xDF00, 0x4770);
    pend_irq(0);
    steps(2);
    assert_in_handler(11, EXC_HANDLER);
    step();
    assert_int_equal(reg(CPU_PC), handler(16) + 2);
    wr(&chip, SHPR2, 2u << 30);
    step();
    assert_in_handler(3, EXC_HANDLER);
    assert_int_equal(rd(&chip, reg(CPU_SP) + 24), handler(16) + 2);
}

/* --- priorities --- */

static void test_preemption(void **state)
{
    (void)state;
    set_priority(1, 2);
    set_priority(2, 1);
    set_priority(3, 2);
    pend_irq(1);
    step();
    assert_in_handler(17, EXC_MAIN);
    pend_irq(3); /* the same priority: waits */
    assert_int_equal(chip.attention, 0);
    pend_irq(2);
    step();
    assert_in_handler(18, EXC_HANDLER);
    assert_int_equal(reg(CPU_SP), MAIN_STACK - 64);
    step();
    assert_int_equal(chip.cpu.ipsr, 17);
    assert_int_equal(reg(CPU_PC), handler(17));
    step();
    assert_in_handler(19, EXC_MAIN);
    step();
    assert_int_equal(chip.cpu.ipsr, 0);
    assert_int_equal(reg(CPU_SP), MAIN_STACK);
}

/* Equal priorities: the lower number first, whatever came first. */
static void test_ties(void **state)
{
    (void)state;
    pend_irq(9);
    wr(&chip, ICSR, PENDST);
    pend_irq(4);
    wr(&chip, ICSR, PENDSV);
    const uint8_t order[] = {14, 15, 20, 25};
    for (unsigned i = 0; i < sizeof order; i++) {
        step();
        assert_in_handler(order[i], EXC_MAIN);
    }
    step();
    assert_int_equal(reg(CPU_PC), CODE);
}

/* Tail-chaining: no frame is popped or pushed between two handlers. */
static void test_tail_chain(void **state)
{
    (void)state;
    set_priority(7, 1);
    wr(&chip, SHPR3, 3u << 30 | 2u << 22); /* SysTick 3, PendSV 2 */
    pend_irq(7);
    step();
    wr(&chip, ICSR, PENDST | PENDSV);
    uint32_t frame = reg(CPU_SP);
    wr(&chip, frame, 0x5555); /* stays: nothing is pushed again */
    chip.cpu.r[0] = 0xAAAA;
    uint64_t start = chip.cycle;
    step();
    assert_in_handler(14, EXC_MAIN);
    assert_int_equal(reg(CPU_SP), frame);
    assert_int_equal(rd(&chip, frame), 0x5555);
    assert_in_range(chip.cycle - start, 6, 14);
    step();
    assert_in_handler(15, EXC_MAIN);
    step();
    assert_int_equal(chip.cpu.ipsr, 0);
    assert_int_equal(reg(0), 0x5555);
}

static void test_primask(void **state)
{
    (void)state;
    PUT(CODE, 0xB672, 0xBF00, 0xB662, 0xBF00); /* cpsid i; nop; cpsie i */
    step();
    pend_irq(0);
    steps(2);
    assert_int_equal(chip.cpu.ipsr, 0);
    assert_int_equal(reg(CPU_PC), CODE + 6);
    step();
    assert_in_handler(16, EXC_MAIN);
    assert_int_equal(rd(&chip, reg(CPU_SP) + 24), CODE + 6);
}

/* PRIMASK stops neither NMI nor HardFault. */
static void test_primask_and_nmi(void **state)
{
    (void)state;
    chip.cpu.primask = true;
    wr(&chip, ICSR, PENDNMI);
    step();
    assert_in_handler(2, EXC_MAIN);
    step();
    PUT(CODE, 0xDE00); /* udf */
    step();
    assert_in_handler(3, EXC_MAIN);
    wr(&chip, ICSR, PENDNMI);
    step();
    assert_in_handler(2, EXC_HANDLER);
}

/* A priority that changes while a handler runs counts at once. */
static void test_priority_change(void **state)
{
    (void)state;
    pend_irq(1);
    step();
    pend_irq(2);
    assert_int_equal(chip.attention, 0);
    set_priority(1, 3);
    step();
    assert_in_handler(18, EXC_HANDLER);
}

static void test_events(void **state)
{
    (void)state;
    chip.watch.events = 1 << EVENT_EXCEPTION;
    pend_irq(5);
    assert_int_equal(chip_run(&chip, chip.cycle + 1), STOP_EVENT);
    assert_int_equal(chip.events.count, 1);
    assert_int_equal(chip.events.list[0].kind, EVENT_EXCEPTION);
    assert_int_equal(chip.events.list[0].a, 21);
    assert_int_equal(chip.events.list[0].pc, CODE);
}

/* --- returns that cannot be done --- */

static void bad_return(uint32_t exc_return)
{
    setup(NULL);
    pend_irq(0);
    step();
    chip.cpu.r[CPU_LR] = exc_return;
    step();
    assert_in_handler(3, exc_return);
    assert_int_equal(reg(CPU_SP), MAIN_STACK - 32);
    assert_int_equal(chip.nvic.active, 1 << 3);
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
        chip.cpu.r[CPU_LR] = exc_return;
        step();
        assert_in_handler(3, exc_return);
        assert_int_equal(chip.nvic.active, 1 << 3 | 1 << 17);
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

/* Under NMI the fault waits. */
static void test_stacking_fault_of_nmi(void **state)
{
    (void)state;
    chip.cpu.r[CPU_SP] = NOWHERE + 32;
    wr(&chip, ICSR, PENDNMI);
    step();
    assert_in_handler(2, EXC_MAIN);
    step();
    assert_in_handler(3, EXC_MAIN);
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

/* --- sleep --- */

static void assert_asleep(void)
{
    uint32_t pc = reg(CPU_PC);
    assert_true(chip.cpu.sleeping);
    assert_int_equal(chip_run(&chip, chip.cycle + 1000), STOP_BUDGET);
    assert_true(chip.cpu.sleeping);
    assert_int_equal(reg(CPU_PC), pc);
}

static void test_wfi(void **state)
{
    (void)state;
    PUT(CODE, 0xBF30);
    step();
    assert_asleep();
    nvic_pend(&chip, 20);
    step();
    assert_in_handler(20, EXC_MAIN);
    assert_false(chip.cpu.sleeping);
    step();
    assert_int_equal(reg(CPU_PC), CODE + 2);
}

/* PRIMASK keeps the interrupt pending, but not the core asleep. */
static void test_wfi_with_primask(void **state)
{
    (void)state;
    chip.cpu.primask = true;
    PUT(CODE, 0xBF30);
    step();
    assert_asleep();
    nvic_pend(&chip, 20);
    step();
    assert_false(chip.cpu.sleeping);
    assert_int_equal(chip.cpu.ipsr, 0);
    assert_int_equal(reg(CPU_PC), CODE + 4);
}

/* What is disabled, or no more urgent than what runs, does not wake. */
static void test_wfi_not_woken(void **state)
{
    (void)state;
    enum { ICER = 0xE000E180 };
    wr(&chip, ICER, 1u << 9);
    PUT(handler(16), 0xBF30, 0x4770);
    pend_irq(0);
    steps(2);
    nvic_pend(&chip, 25);
    assert_asleep();
    nvic_pend(&chip, 24);
    assert_asleep();
    set_priority(8, 3);
    assert_asleep();
    set_priority(0, 3);
    assert_asleep();
    set_priority(8, 0);
    step();
    assert_in_handler(24, EXC_HANDLER);
}

static void test_wfe_and_sev(void **state)
{
    (void)state;
    PUT(CODE, 0xBF40, 0xBF20, 0xBF20); /* sev; wfe; wfe */
    steps(2);
    assert_false(chip.cpu.sleeping);
    step();
    assert_asleep();
    cpu_event(&chip);
    step();
    assert_false(chip.cpu.sleeping);
    assert_int_equal(reg(CPU_PC), CODE + 8);
}

/* WFE obeys PRIMASK; SEVONPEND makes any new request an event. */
static void test_wfe_with_primask(void **state)
{
    (void)state;
    enum { ICER = 0xE000E180 };
    chip.cpu.primask = true;
    PUT(CODE, 0xBF20);
    step();
    nvic_pend(&chip, 20);
    assert_asleep();
    wr(&chip, SCR, SCR_ONPEND);
    wr(&chip, ICER, 1u << 5);
    nvic_pend(&chip, 20); /* not new */
    assert_asleep();
    nvic_pend(&chip, 21); /* new, though disabled */
    step();
    assert_false(chip.cpu.sleeping);
    assert_int_equal(chip.cpu.ipsr, 0);
}

/* Exception entry and return set the event register. */
static void test_events_of_exceptions(void **state)
{
    (void)state;
    PUT(CODE, 0xBF20, 0xBF20);
    pend_irq(0);
    steps(2);
    assert_true(chip.cpu.event);
    step();
    assert_false(chip.cpu.sleeping);
    step();
    assert_asleep();
    assert_int_equal(reg(CPU_PC), CODE + 4);
}

static void test_sleep_on_exit(void **state)
{
    (void)state;
    wr(&chip, SCR, SCR_ONEXIT);
    pend_irq(0);
    steps(2);
    assert_int_equal(chip.cpu.ipsr, 0);
    assert_int_equal(reg(CPU_PC), CODE);
    assert_asleep();
    nvic_pend(&chip, 17);
    step();
    assert_in_handler(17, EXC_MAIN);
    wr(&chip, SCR, 0);
    step();
    assert_false(chip.cpu.sleeping);
}

/* A request that is there already is no reason to sleep. */
static void test_sleep_on_exit_tail_chains(void **state)
{
    (void)state;
    wr(&chip, SCR, SCR_ONEXIT);
    pend_irq(0);
    step();
    pend_irq(1);
    step();
    assert_in_handler(17, EXC_MAIN);
    step();
    assert_asleep();
}

/* --- a call by the host --- */

static void test_cpu_call(void **state)
{
    (void)state;
    PUT(CODE, 0xBF30);
    step();
    assert_asleep();
    cpu_call(&chip, HANDLERS | 1);
    PUT(HANDLERS, 0x4770);
    assert_int_equal(reg(CPU_LR), (CODE + 2) | 1);
    steps(2);
    assert_int_equal(reg(CPU_PC), CODE + 4);
    assert_false(chip.cpu.sleeping);
}

#define TEST(name) cmocka_unit_test_setup(name, setup)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_entry),
        TEST(test_stack_alignment),
        TEST(test_return_restores_the_frame),
        TEST(test_process_stack),
        TEST(test_return_to_another_stack),
        TEST(test_return_by_pop),
        TEST(test_handlers_are_privileged),
        TEST(test_svc),
        TEST(test_svc_masked),
        TEST(test_svc_in_a_handler),
        TEST(test_preemption),
        TEST(test_ties),
        TEST(test_tail_chain),
        TEST(test_primask),
        TEST(test_primask_and_nmi),
        TEST(test_priority_change),
        TEST(test_events),
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
        TEST(test_stacking_fault_of_nmi),
        TEST(test_vector_fault),
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
        TEST(test_wfi),
        TEST(test_wfi_with_primask),
        TEST(test_wfi_not_woken),
        TEST(test_wfe_and_sev),
        TEST(test_wfe_with_primask),
        TEST(test_events_of_exceptions),
        TEST(test_sleep_on_exit),
        TEST(test_sleep_on_exit_tail_chains),
        TEST(test_cpu_call),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
