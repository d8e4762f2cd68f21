/* SPDX-License-Identifier: MIT
 *
 * Exception entry and return, SVC, priorities, tail-chaining, calls by the
 * host. DDI0419 B1.5.
 */
#include "tests/chip/core/exception_fixture.h"

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

/* The frame is aligned to 8 bytes; bit 9 of the stacked xPSR shows it. */
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
    assert_int_equal(chip.events.list[0].exception.number, 21);
    assert_int_equal(chip.events.list[0].pc, CODE);
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
        TEST(test_cpu_call),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
