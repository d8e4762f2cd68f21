/* SPDX-License-Identifier: MIT
 *
 * Scenarios of exceptions.h: faults, returns that go wrong, stacks that are
 * not there, lock-up.
 */
#include "tests/firmware/exceptions.h"

/* --- faults --- */

void faults(void)
{
    scenario("faults");
    actions[HARDFAULT] = go_on;
    do_udf();
    do_udf_wide();
    do_bkpt();
    do_load(NOWHERE);
    do_load(0x20000001);
    do_load_half(0x20000003);
    do_load_multiple(0x20000002);
    do_store(NOWHERE);
    do_store(0x20000002);
    do_branch(NOWHERE | 1);
    do_branch((uint32_t)do_nothing & ~1u);
    do_cpsid();
    do_udf();
    do_cpsie();
    say("thread", get_xpsr());
}

static uint32_t udf(struct frame *frame, uint32_t exc_return)
{
    (void)frame;
    do_udf();
    do_load(NOWHERE);
    return exc_return;
}

static uint32_t fault_and_request(struct frame *frame, uint32_t exc_return)
{
    pend(5);
    SCB_ICSR = ICSR_NMIPENDSET;
    do_nothing();
    return go_on(frame, exc_return);
}

void faults_in_handlers(void)
{
    scenario("faults in handlers");
    enable(5, 0);
    actions[HARDFAULT] = go_on;
    actions[IRQ0 + 5] = actions[SVC] = actions[SYSTICK] = udf;
    pend(5);
    do_svc_1();
    SCB_ICSR = ICSR_PENDSTSET;

    scenario("requests in HardFault");
    enable(5, 0);
    actions[HARDFAULT] = fault_and_request;
    do_udf();
    say("thread", get_ipsr());
}

/* --- returns --- */

static volatile uint32_t return_with;

/* The return goes wrong; HardFault repairs it. */
static uint32_t wrong_return(struct frame *frame, uint32_t exc_return)
{
    (void)frame, (void)exc_return;
    return return_with;
}

static uint32_t to_main(struct frame *frame, uint32_t exc_return)
{
    (void)frame, (void)exc_return;
    return EXC_MAIN;
}

static uint32_t to_handler(struct frame *frame, uint32_t exc_return)
{
    (void)frame, (void)exc_return;
    return EXC_HANDLER;
}

static uint32_t pend_5(struct frame *frame, uint32_t exc_return)
{
    (void)frame;
    pend(5);
    do_nothing();
    return exc_return;
}

/* To Thread mode, out of the upper one of two handlers. */
static void nested_returns(void)
{
    scenario("wrong EXC_RETURN of two");
    enable(5, 1);
    enable(6, 2);
    actions[IRQ0 + 5] = wrong_return;
    actions[IRQ0 + 6] = pend_5;
    actions[HARDFAULT] = to_handler;
    return_with = EXC_MAIN;
    pend(6);
    return_with = EXC_PROCESS;
    pend(6);
}

static uint32_t other_state(struct frame *frame, uint32_t exc_return)
{
    frame->xpsr ^= return_with;
    return exc_return;
}

static uint32_t same_state(struct frame *frame, uint32_t exc_return)
{
    frame->xpsr = XPSR_T | (frame->xpsr & 0xF0000200);
    return exc_return;
}

void returns(void)
{
    static const uint32_t wrong[] = {EXC_HANDLER, 0xFFFFFFF5, 0xFFFFFFF0,
                                     0xFFFFFFFF};
    scenario("wrong EXC_RETURN");
    enable(5, 1);
    actions[IRQ0 + 5] = wrong_return;
    actions[HARDFAULT] = to_main;
    for (unsigned i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        return_with = wrong[i];
        pend(5);
    }

    nested_returns();
    scenario("stacked flags and IPSR");
    enable(5, 1);
    actions[IRQ0 + 5] = other_state;
    actions[HARDFAULT] = same_state;
    return_with = 0xF0000000;
    pend(5);
    say("xpsr", get_xpsr());
    return_with = XPSR_T;
    pend(5);
    return_with = 21;
    pend(5);
}

/* --- a process stack that is not there --- */

static volatile uint32_t lost_psp;

static uint32_t lose_psp(struct frame *frame, uint32_t exc_return)
{
    lost_psp = (uint32_t)frame;
    set_psp(NOWHERE);
    return exc_return;
}

static uint32_t lose_psp_pend(struct frame *frame, uint32_t exc_return)
{
    pend(6);
    return lose_psp(frame, exc_return);
}

static uint32_t find_psp(struct frame *frame, uint32_t exc_return)
{
    (void)frame;
    set_psp(lost_psp);
    return exc_return;
}

/* The frame that could not be pushed. */
static uint32_t make_frame(struct frame *frame, uint32_t exc_return)
{
    struct frame *other = (struct frame *)OTHER_STACK;
    (void)frame;
    new_frame(other, without_stack_end);
    set_psp(OTHER_STACK);
    return exc_return;
}

static void thread_pend(void)
{
    pend(5);
    do_nothing();
}

static void thread_nmi_without_stack(void)
{
    do_store_without_stack((uint32_t)&SCB_ICSR, ICSR_NMIPENDSET);
    say("psp", get_psp());
}

static void thread_without_stack(void)
{
    do_store_without_stack((uint32_t)&NVIC_ISPR, 1 << 5);
    say("psp", get_psp());
}

void lost_stack(void)
{
    scenario("unstacking fault");
    enable(5, 1);
    actions[IRQ0 + 5] = lose_psp;
    actions[HARDFAULT] = find_psp;
    on_process_stack(thread_pend, PROCESS_STACK);

    scenario("tail-chaining needs no frame");
    enable(5, 1);
    enable(6, 1);
    actions[IRQ0 + 5] = lose_psp_pend;
    actions[IRQ0 + 6] = find_psp;
    on_process_stack(thread_pend, PROCESS_STACK);

    scenario("stacking fault");
    enable(5, 1);
    actions[HARDFAULT] = make_frame;
    on_process_stack(thread_without_stack, PROCESS_STACK);

    scenario("stacking fault of NMI");
    actions[HARDFAULT] = make_frame;
    on_process_stack(thread_nmi_without_stack, PROCESS_STACK);
}

/* --- lock-up --- */

static uint32_t udf_once(struct frame *frame, uint32_t exc_return)
{
    (void)frame;
    do_udf();
    say("lives", get_ipsr());
    return exc_return;
}

static uint32_t svc_once(struct frame *frame, uint32_t exc_return)
{
    (void)frame;
    do_svc_1();
    say("lives", get_ipsr());
    return exc_return;
}

static uint32_t load_once(struct frame *frame, uint32_t exc_return)
{
    (void)frame;
    do_load(NOWHERE);
    say("lives", get_ipsr());
    return exc_return;
}

void lock_up(uint32_t how)
{
    static const action in_fault[] = {udf_once, svc_once, load_once};
    trace_start();
    scenario("lock-up");
    if (how < 3) {
        actions[HARDFAULT] = in_fault[how];
        do_udf();
    } else if (how == 3) {
        actions[NMI] = udf_once;
        SCB_ICSR = ICSR_NMIPENDSET;
        do_nothing();
    } else {
        set_msp_and_udf(NOWHERE);
    }
    say("lives", get_ipsr());
}
