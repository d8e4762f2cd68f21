/* SPDX-License-Identifier: MIT
 *
 * Scenarios of exceptions7.h: faults, what they become, and the MPU.
 */
#include "tests/firmware/exceptions7.h"

#include <stddef.h>

uint32_t tell_fault(struct frame *frame, uint32_t exc_return)
{
    uint32_t cfsr = SCB_CFSR;
    say("cfsr", cfsr);
    say("hfsr", SCB_HFSR);
    say("mmfar", cfsr & 1 << 7 ? SCB_MMFAR : 0);
    say("bfar", cfsr & 1 << 15 ? SCB_BFAR : 0);
    say("shcsr", SCB_SHCSR);
    SCB_CFSR = cfsr;
    SCB_HFSR = 0xFFFFFFFF;
    say("cfsr", SCB_CFSR);
    frame->xpsr &= ~XPSR_IT;
    set_control(get_control() & ~1u);
    return go_on(frame, exc_return);
}

void fault_scenario(const char *name, uint32_t enables)
{
    scenario(name);
    SCB_CFSR = 0xFFFFFFFF;
    SCB_HFSR = 0xFFFFFFFF;
    SCB_SHCSR = enables;
    SCB_SHPR1 = 0;
    for (unsigned i = HARDFAULT; i <= USAGEFAULT; i++)
        actions[i] = tell_fault;
}

static void all_faults(void)
{
    do_udf();
    do_udf_wide();
    do_udf_in_it();
    do_coprocessor();
    get_float();
    do_branch((uint32_t)do_nothing & ~1u);
    do_branch(0x40000001);
    do_branch(0xA0000001);
    do_load(0xA0000000);
    do_load_byte(0xA0000003);
    do_store(0xA0000000);
    do_load_double(0x20000002);
    do_load_multiple(0x20000002);
    do_load_exclusive(0x20000001);
    say("quotient", do_divide(5));
    do_bkpt();
}

static void traps(void)
{
    fault_scenario("traps", SHCSR_ENABLES);
    SCB_CCR = CCR_STKALIGN | CCR_DIV_0 | CCR_UNALIGNED;
    do_svc_1();
    do_divide(5);
    do_load(0x20000001);
    do_load_half(0x20000001);
    do_store_half(0x20000001, 0);
    SCB_CCR = CCR_STKALIGN;
    do_svc_1();
    do_load(0x20000001);
}

static uint32_t nested_udf(struct frame *frame, uint32_t exc_return)
{
    do_udf();
    do_load(0xA0000000);
    say("ipsr", get_ipsr());
    return tell_fault(frame, exc_return);
}

static void escalation(void)
{
    fault_scenario("fault in its own handler", SHCSR_ENABLES);
    SCB_SHPR1 = 0x00404040;
    actions[USAGEFAULT] = nested_udf;
    do_udf();

    fault_scenario("another in a handler", SHCSR_ENABLES);
    SCB_SHPR1 = 0x00402040;
    actions[USAGEFAULT] = nested_udf;
    do_udf();

    fault_scenario("masked", SHCSR_ENABLES);
    SCB_SHPR1 = 0x00404040;
    set_basepri(0x40);
    do_udf();
    set_basepri(0x50);
    do_udf();
    set_basepri(0);
    do_cpsid();
    do_udf();
    do_cpsie();

    fault_scenario("SVC that cannot preempt", SHCSR_ENABLES);
    system_priorities(1, 0, 0);
    set_basepri(0x20);
    do_svc_1();
    set_basepri(0);
}

/* --- the process stack is nowhere --- */

static volatile uint32_t lost_psp;

static uint32_t lose_psp(struct frame *frame, uint32_t exc_return)
{
    (void)frame;
    lost_psp = get_psp();
    set_psp(NOWHERE);
    return exc_return;
}

/* At the entry: there is no frame. */
static uint32_t make_frame(struct frame *frame, uint32_t exc_return)
{
    struct frame *other = (struct frame *)OTHER_STACK;
    (void)frame;
    say("cfsr", SCB_CFSR);
    say("hfsr", SCB_HFSR);
    say("shcsr", SCB_SHCSR);
    new_frame(other, without_stack_end);
    set_psp(OTHER_STACK);
    return exc_return;
}

/* At the return. */
static uint32_t find_psp(struct frame *frame, uint32_t exc_return)
{
    (void)frame;
    say("cfsr", SCB_CFSR);
    say("hfsr", SCB_HFSR);
    set_psp(lost_psp);
    return exc_return;
}

static void thread_pend(void)
{
    pend(5);
    do_nothing();
}

static void thread_without_stack(void)
{
    do_store_without_stack((uint32_t)&NVIC_ISPR, 1 << 5);
    say("psp", get_psp());
}

/* `urgency` is the priority of BusFault; the interrupt has 0x40. */
static void lost_frames(const char *name, uint32_t enables, uint32_t urgency)
{
    fault_scenario(name, enables);
    enable(5, 1);
    SCB_SHPR1 = urgency << 8;
    actions[HARDFAULT] = actions[BUSFAULT] = make_frame;
    on_process_stack(thread_without_stack, PROCESS_STACK);
    SCB_CFSR = SCB_HFSR = 0xFFFFFFFF;
    actions[IRQ0 + 5] = lose_psp;
    actions[HARDFAULT] = actions[BUSFAULT] = find_psp;
    on_process_stack(thread_pend, PROCESS_STACK);
}

void faults7(void)
{
    fault_scenario("faults", SHCSR_ENABLES);
    all_faults();
    fault_scenario("faults, disabled", 0);
    all_faults();
    traps();
    escalation();
    lost_frames("stack, BusFault more urgent", SHCSR_ENABLES, 0x20);
    lost_frames("stack, BusFault less urgent", SHCSR_ENABLES, 0x80);
    lost_frames("stack, BusFault disabled", 0, 0);
    SCB_SHCSR = 0;
}

/* --- the MPU --- */

enum {
    FULL = 3 << 24,
    PRIVILEGED = 1 << 24,
    PRIVILEGED_WRITE = 2 << 24,
    READ_ONLY = 6 << 24,
    NOTHING = 0,
    XN = 1 << 28,
    KB1 = 9 << 1,
    BYTES_32 = 4 << 1,
    ON = 1
};

static uint32_t area[256] __attribute__((aligned(1024)));

static void region(uint32_t number, uint32_t base, uint32_t rasr)
{
    MPU_RBAR = base | 1 << 4 | number;
    MPU_RASR = rasr | ON;
}

static uint32_t return_privilege(struct frame *frame, uint32_t exc_return)
{
    (void)frame;
    set_control(0);
    return exc_return;
}

static void try_area(uint32_t base)
{
    say("load", do_load(base));
    do_store(base);
    do_store_byte(base + 3, 0);
    say("unprivileged", do_unprivileged_load(base));
    say("user", do_load_user(base));
    do_branch(base | 1);
}

void mpu(void)
{
    static const uint32_t rights[] = {
        NOTHING, PRIVILEGED, PRIVILEGED_WRITE, FULL,
        5 << 24, READ_ONLY,  FULL | XN,        READ_ONLY | XN};
    uint32_t base = (uint32_t)area;
    scenario("MPU registers");
    MPU_RBAR = 0xFFFFFFF5;
    say("rnr", MPU_RNR);
    say("rbar", MPU_RBAR);
    MPU_RASR = 0x173FFF3F;
    say("rasr", MPU_RASR);
    MPU_RASR = 0;
    MPU_RBAR_A1 = base | 1 << 4 | 6;
    MPU_RASR_A1 = 0x00000100 | KB1;
    say("rnr", MPU_RNR);
    say("rasr", MPU_RASR);

    for (unsigned i = 0; i < 256; i++)
        area[i] = 0x47704770; /* bx lr */
    for (unsigned i = 0; i < sizeof rights / 4; i++) {
        fault_scenario("MPU rights", SHCSR_ENABLES);
        actions[SVC] = return_privilege;
        region(0, 0, FULL | 31 << 1);
        region(3, base, rights[i] | KB1);
        MPU_CTRL = 1;
        say("rights", rights[i]);
        try_area(base + 0x40);
        MPU_CTRL = 0;
    }

    fault_scenario("MPU subregions", SHCSR_ENABLES);
    region(0, 0, FULL | 31 << 1);
    region(3, base, NOTHING | KB1 | 0xA5 << 8);
    region(4, base + 0x40, READ_ONLY | BYTES_32);
    MPU_CTRL = 1;
    for (unsigned i = 0; i < 8; i++)
        do_store(base + 128 * i);
    say("load", do_load(base + 0x40));
    do_store(base + 0x40);
    do_load(base + 0x60);
    MPU_CTRL = 0;
    do_store(base + 0x100);

    fault_scenario("MPU without regions", SHCSR_ENABLES);
    actions[SVC] = return_privilege;
    for (unsigned i = 0; i < 8; i++) {
        MPU_RNR = i;
        MPU_RASR = 0;
    }
    MPU_CTRL = 5; /* PRIVDEFENA */
    say("load", do_load(base));
    say("user", do_load_user(base));
    MPU_CTRL = 0;
    SCB_SHCSR = 0;
}
