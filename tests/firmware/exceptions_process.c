/* SPDX-License-Identifier: MIT
 *
 * Scenarios of exceptions.h: Thread mode with a stack of its own.
 */
#include "tests/firmware/exceptions.h"

/* --- the process stack --- */

static void thread_on_psp(void)
{
    say("control", get_control());
    pend(5);
    do_store_misaligned((uint32_t)&NVIC_ISPR, 1 << 5);
    do_svc_1();
    do_udf();
    say("psp", get_psp());
}

static uint32_t spsel(struct frame *frame, uint32_t exc_return)
{
    (void)frame;
    set_control(2);
    say("control", get_control());
    return exc_return;
}

void process_stack(void)
{
    scenario("process stack");
    enable(5, 1);
    actions[HARDFAULT] = go_on;
    actions[IRQ0 + 5] = spsel;
    on_process_stack(thread_on_psp, PROCESS_STACK);
    on_process_stack(thread_on_psp, PROCESS_STACK - 4);
    say("control", get_control());
    pend(5);
    say("control", get_control());
}

static volatile uint32_t other_psp;

/* PendSV: to the other thread, or back. */
static uint32_t swap(struct frame *frame, uint32_t exc_return)
{
    set_psp(other_psp);
    other_psp = (uint32_t)frame;
    return exc_return;
}

static uint32_t say_r0(struct frame *frame, uint32_t exc_return)
{
    say("r0", frame->r0);
    return exc_return;
}

static void first_thread(void)
{
    for (unsigned i = 0; i < 3; i++) {
        SCB_ICSR = ICSR_PENDSVSET;
        do_nothing();
        say("first", i);
    }
}

void two_threads(void)
{
    struct frame *frame = (struct frame *)OTHER_STACK;
    new_frame(frame, other_thread);
    scenario("two threads");
    system_priorities(1, 3, 0);
    other_psp = OTHER_STACK;
    actions[PENDSV] = swap;
    actions[SVC] = say_r0;
    on_process_stack(first_thread, PROCESS_STACK);
}

/* From MSP to PSP and back by SVC; the frame on MSP waits meanwhile. */
static struct frame *volatile main_frame;

static uint32_t to_process(struct frame *frame, uint32_t exc_return)
{
    struct frame *other = (struct frame *)OTHER_STACK;
    (void)exc_return;
    main_frame = frame;
    copy_frame(other, frame);
    other->xpsr &= ~XPSR_ALIGNED;
    set_psp(OTHER_STACK);
    return EXC_PROCESS;
}

static uint32_t back_to_main(struct frame *frame, uint32_t exc_return)
{
    uint32_t aligned = main_frame->xpsr & XPSR_ALIGNED;
    (void)exc_return;
    copy_frame(main_frame, frame);
    main_frame->xpsr |= aligned;
    return EXC_MAIN;
}

void change_of_stack(void)
{
    scenario("from MSP to PSP and back");
    enable(5, 1);
    actions[IRQ0 + 5] = to_process;
    actions[SVC] = back_to_main;
    do_cpsid();
    pend(5);
    do_cpsie();
    do_svc_1();
    say("control", get_control());
}
