/* SPDX-License-Identifier: MIT
 *
 * Exceptions as only ARMv7-M has them, written down as they come
 * (exceptions.h): run on the virtual chip and on QEMU's Cortex-M3 and M4, and
 * compared line by line by test_qemu7.c. DDI0403 B1.5, B3.2-B3.5.
 */
#include "tests/firmware/exceptions7.h"

#include <stddef.h>

typedef void (*vector)(void);

extern uint32_t _estack[];
void Reset_Handler(void);

__attribute__((section(".isr_vector"), used)) const vector vector_table[48] = {
    [0] = (vector)_estack,          [1] = Reset_Handler,
    [2 ... 6] = exceptions_entry,   [11 ... 12] = exceptions_entry,
    [14 ... 47] = exceptions_entry,
};

/* --- registers --- */

static void registers7(void)
{
    scenario("registers");
    say("aircr", SCB_AIRCR);
    SCB_AIRCR = 0x05FA0000 | 5 << 8;
    say("aircr", SCB_AIRCR);
    SCB_AIRCR = 0x05FB0000 | 3 << 8;
    say("aircr", SCB_AIRCR);
    SCB_AIRCR = 0x05FA0000;
    say("ccr", SCB_CCR);
    SCB_CCR = 0xFFFFFFF7;
    say("ccr", SCB_CCR);
    SCB_CCR = CCR_STKALIGN;
    SCB_SHPR1 = SCB_SHPR2 = SCB_SHPR3 = 0xF0F0F0F0;
    say("shpr1", SCB_SHPR1);
    say("shpr2", SCB_SHPR2);
    say("shpr3", SCB_SHPR3);
    SCB_SHPR1 = SCB_SHPR2 = SCB_SHPR3 = 0;
    do_store_byte(0xE000ED18, 0x20);
    do_store_byte(0xE000ED1A, 0x40);
    say("shpr1", SCB_SHPR1);
    say("byte", do_load_byte(0xE000ED1A));
    do_store_byte(0xE000E405, 0x80);
    say("ipr", NVIC_IPR(1));
    say("cfsr", SCB_CFSR);
    say("hfsr", SCB_HFSR);
    SCB_SHCSR = SHCSR_ENABLES;
    say("shcsr", SCB_SHCSR);
    SCB_SHCSR = 0;
    say("vtor", SCB_VTOR);
    SCB_VTOR = 0x20000FFF;
    say("vtor", SCB_VTOR);
    SCB_VTOR = 0;
    say("mpu", MPU_TYPE);
}

/* --- priorities --- */

static uint32_t pend_more(struct frame *frame, uint32_t exc_return)
{
    (void)frame;
    pend(get_ipsr() - IRQ0 + 1);
    do_nothing();
    say("in", get_ipsr());
    say("iabr", NVIC_IABR);
    say("icsr", SCB_ICSR);
    return exc_return;
}

static void priorities(uint32_t first, uint32_t second, uint32_t group)
{
    do_store_byte(0xE000E400, first);
    do_store_byte(0xE000E401, second);
    NVIC_ISER = 3;
    SCB_AIRCR = 0x05FA0000 | group << 8;
    actions[IRQ0] = pend_more;
    pend(0);
    do_nothing();
}

static void groups(void)
{
    scenario("more urgent");
    priorities(0x80, 0x40, 0);
    scenario("as urgent");
    priorities(0x80, 0x80, 0);
    scenario("no preemption");
    priorities(0x80, 0x40, 7);
    scenario("in the group");
    priorities(0x60, 0x40, 5);
    scenario("another group");
    priorities(0x60, 0x20, 5);
    scenario("sub-priority");
    SCB_AIRCR = 0x05FA0000 | 6 << 8;
    do_store_byte(0xE000E402, 0x60);
    do_store_byte(0xE000E403, 0x40);
    NVIC_ISER = 0xC;
    do_cpsid();
    NVIC_ISPR = 0xC;
    say("icsr", SCB_ICSR);
    do_cpsie();
    SCB_AIRCR = 0x05FA0000;
}

static void base(void)
{
    scenario("BASEPRI");
    set_basepri_max(0x20);
    set_basepri_max(0x80);
    set_basepri_max(0);
    say("basepri", get_basepri());
    set_basepri_max(0x10);
    say("basepri", get_basepri());
    set_basepri(0x40);
    enable(0, 1); /* 0x40 */
    do_store_byte(0xE000E401, 0x30);
    NVIC_ISER = 2;
    pend(0);
    pend(1);
    say("ispr", NVIC_ISPR);
    set_basepri(0);

    scenario("BASEPRI and groups");
    SCB_AIRCR = 0x05FA0000 | 5 << 8;
    set_basepri(0x60); /* as 0x40 */
    do_store_byte(0xE000E400, 0x40);
    do_store_byte(0xE000E401, 0x30);
    NVIC_ISER = 3;
    NVIC_ISPR = 3;
    do_nothing();
    say("ispr", NVIC_ISPR);
    set_basepri(0);
    SCB_AIRCR = 0x05FA0000;
}

static uint32_t mask_faults(struct frame *frame, uint32_t exc_return)
{
    (void)frame;
    do_cpsid_f();
    say("faultmask", get_faultmask());
    return exc_return;
}

static void fault_mask(void)
{
    scenario("FAULTMASK");
    enable(0, 0);
    do_cpsid_f();
    say("faultmask", get_faultmask());
    pend(0);
    SCB_ICSR = ICSR_NMIPENDSET;
    do_nothing();
    say("faultmask", get_faultmask());
    do_cpsie_f();
    scenario("FAULTMASK in handlers");
    enable(0, 0);
    actions[IRQ0] = actions[NMI] = mask_faults;
    pend(0);
    say("faultmask", get_faultmask());
    SCB_ICSR = ICSR_NMIPENDSET;
    do_nothing();
    say("faultmask", get_faultmask());
    do_cpsie_f();
}

/* --- the entry and the return --- */

static void instruction_blocks(void)
{
    scenario("IT");
    enable(0, 0);
    say("sum", do_store_in_it((uint32_t)&NVIC_ISPR, 1));
    say("svc", do_svc_in_it());
    say("skipped", do_skipped_udf(0));
    say("strex", do_exclusive((uint32_t)&NVIC_ICPR, 1));
    say("strex", do_exclusive((uint32_t)&NVIC_ISPR, 1));
}

static void alignment7(void)
{
    scenario("STKALIGN=0");
    SCB_CCR = 0;
    enable(2, 0);
    do_store_misaligned((uint32_t)&NVIC_ISPR, 1 << 2);
    pend(2);
    SCB_CCR = CCR_STKALIGN;
}

static uint32_t look_around(struct frame *frame, uint32_t exc_return)
{
    (void)frame;
    say("shcsr", SCB_SHCSR);
    say("iabr", NVIC_IABR);
    return exc_return;
}

static void active_bits(void)
{
    scenario("active");
    enable(31, 0);
    actions[SVC] = actions[PENDSV] = actions[SYSTICK] = actions[IRQ0 + 31] =
        look_around;
    do_svc_1();
    SCB_ICSR = ICSR_PENDSVSET;
    SCB_ICSR = ICSR_PENDSTSET;
    NVIC_STIR = 31;
    do_nothing();
    say("shcsr", SCB_SHCSR);
    SCB_SHCSR = SHCSR_ENABLES | 1 << 12; /* UsageFault pends */
    do_nothing();
    SCB_SHCSR = 0;
}

/* --- returns --- */

static volatile uint32_t return_with, return_right;

static uint32_t wrong_return(struct frame *frame, uint32_t exc_return)
{
    (void)frame, (void)exc_return;
    return return_with;
}

static uint32_t tell_return(struct frame *frame, uint32_t exc_return)
{
    (void)frame, (void)exc_return;
    say("cfsr", SCB_CFSR);
    say("hfsr", SCB_HFSR);
    SCB_CFSR = 0xFFFFFFFF;
    SCB_HFSR = 0xFFFFFFFF;
    return return_right;
}

static void bad_returns(const char *name, uint32_t enables)
{
    static const uint32_t values[] = {0xFFFFFFF0, 0xFFFFFFFF, 0xFFFFFFF1};
    fault_scenario(name, enables);
    enable(0, 1);
    actions[IRQ0] = wrong_return;
    actions[HARDFAULT] = actions[USAGEFAULT] = tell_return;
    return_right = EXC_MAIN;
    for (unsigned i = 0; i < sizeof values / 4; i++) {
        return_with = values[i];
        pend(0);
    }
    SCB_SHCSR = 0;
}

/* IRQ 1 returns to Thread mode while IRQ 0, which it has preempted, stays
 * active. */
static uint32_t to_thread(struct frame *frame, uint32_t exc_return)
{
    (void)exc_return;
    frame->xpsr &= ~0x1FFu;
    return EXC_MAIN;
}

static uint32_t call_irq1(struct frame *frame, uint32_t exc_return)
{
    (void)frame;
    pend(1);
    do_nothing();
    say("ipsr", get_ipsr());
    say("icsr", SCB_ICSR);
    say("iabr", NVIC_IABR);
    /* Back to the handler that this is a part of: by SVC. */
    do_svc_1();
    say("ipsr", get_ipsr());
    return exc_return;
}

static uint32_t to_handler(struct frame *frame, uint32_t exc_return)
{
    (void)exc_return;
    frame->xpsr |= IRQ0;
    return EXC_HANDLER;
}

static void non_base(void)
{
    scenario("NONBASETHRDENA");
    SCB_CCR = CCR_STKALIGN | CCR_NONBASE;
    enable(0, 2);
    enable(1, 1);
    actions[IRQ0] = call_irq1;
    actions[IRQ0 + 1] = to_thread;
    actions[SVC] = to_handler;
    pend(0);
    SCB_CCR = CCR_STKALIGN;

    fault_scenario("NONBASETHRDENA=0", SHCSR_ENABLES);
    enable(0, 2);
    enable(1, 1);
    actions[USAGEFAULT] = tell_return;
    actions[IRQ0] = pend_more;
    actions[IRQ0 + 1] = wrong_return;
    return_with = EXC_MAIN;
    return_right = EXC_HANDLER;
    pend(0);
    say("thread", get_ipsr());
    SCB_SHCSR = 0;
}

static void returns7(void)
{
    bad_returns("bad EXC_RETURN", SHCSR_ENABLES);
    bad_returns("bad EXC_RETURN, disabled", 0);
    non_base();
}

/* The RAM of QEMU's machine may not be clear. */
static void clear_bss(void)
{
    extern uint32_t _sbss[], _ebss[];
    for (volatile uint32_t *word = _sbss; word < _ebss; word++)
        *word = 0;
}

void Reset_Handler(void)
{
    clear_bss();
    trace_start();
    registers7();
    groups();
    base();
    fault_mask();
    instruction_blocks();
    alignment7();
    active_bits();
    returns7();
    faults7();
    mpu();
    floats();
    trace_end();
}
