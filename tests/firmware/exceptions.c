/* SPDX-License-Identifier: MIT
 *
 * Exceptions in every order that ARMv6-M defines, written down as they come
 * (exceptions.h): run on the virtual chip and on QEMU, and compared line by
 * line by test_qemu.c. DDI0419 B1.5, B3.2-B3.4.
 * Not here: fetches from execute-never addresses, which QEMU's Cortex-M0 does
 * (test_exception_fault.c has them); SLEEPONEXIT and SEVONPEND, which it has
 * not (test_exception_sleep.c).
 */
#include "tests/firmware/exceptions.h"

#include <stddef.h>

typedef void (*vector)(void);

extern uint32_t _estack[];
void Reset_Handler(void);

/* Word 7 is no vector: lock_up() is for the host to find. */
__attribute__((section(".isr_vector"), used)) const vector vector_table[48] = {
    [0] = (vector)_estack,        [1] = Reset_Handler,
    [2 ... 3] = exceptions_entry, [7] = (vector)lock_up,
    [11] = exceptions_entry,      [14 ... 47] = exceptions_entry,
};

/* --- tools --- */

static void pend_all_of(uint32_t irqs, uint32_t icsr)
{
    do_cpsid();
    NVIC_ISPR = irqs;
    SCB_ICSR = icsr;
    say("icsr", SCB_ICSR);
    say("ispr", NVIC_ISPR);
    do_cpsie();
    say("icsr", SCB_ICSR);
}

/* --- one exception --- */

static void single(void)
{
    static const uint8_t irqs[] = {0, 1, 15, 30, 31};
    scenario("single");
    for (unsigned i = 0; i < sizeof irqs; i++) {
        enable(irqs[i], i % 4);
        pend(irqs[i]);
    }
    SCB_ICSR = ICSR_PENDSVSET;
    SCB_ICSR = ICSR_PENDSTSET;
    SCB_ICSR = ICSR_NMIPENDSET;
    do_svc_1();
    say("thread", get_ipsr());
}

static uint32_t clobber(struct frame *frame, uint32_t exc_return)
{
    say("r0", frame->r0);
    say("r12", frame->r12);
    say("lr", frame->lr);
    __asm__ volatile("movs r0, #0\n\tmov r12, r0\n\tmsr apsr_nzcvq, r0" ::
                         : "r0", "r12", "cc");
    return exc_return;
}

static void registers(void)
{
    scenario("registers");
    actions[IRQ0 + 4] = clobber;
    enable(4, 1);
    say("sum", do_store_registers((uint32_t)&NVIC_ISPR, 1 << 4));
    say("sum", do_store_registers((uint32_t)&NVIC_ISPR, 0));
}

static void alignment(void)
{
    scenario("alignment");
    enable(2, 0);
    do_store_misaligned((uint32_t)&NVIC_ISPR, 1 << 2);
    pend(2);
    do_store_misaligned((uint32_t)&SCB_ICSR, ICSR_NMIPENDSET);
}

/* --- several --- */

/* Equal priorities go by number, whatever the order of the requests. */
static void order(void)
{
    scenario("order of numbers");
    for (unsigned irq = 0; irq < 32; irq += 5)
        enable(irq, 2);
    system_priorities(2, 2, 2);
    pend_all_of(0x42108421, ICSR_PENDSVSET | ICSR_PENDSTSET);

    scenario("order of priorities");
    for (unsigned irq = 0; irq < 8; irq++)
        enable(irq, 3 - irq % 4);
    system_priorities(0, 3, 1);
    pend_all_of(0xFF, ICSR_PENDSVSET | ICSR_PENDSTSET);

    scenario("NMI first");
    enable(0, 0);
    do_cpsid();
    pend(0);
    SCB_ICSR = ICSR_NMIPENDSET;
    say("icsr", SCB_ICSR);
    do_cpsie();
}

static uint32_t pend_others(struct frame *frame, uint32_t exc_return)
{
    (void)frame;
    switch (get_ipsr() - IRQ0) {
    case 10: /* priority 3 */
        pend(11);
        do_nothing();
        break;
    case 11:      /* priority 2 */
        pend(10); /* again, when this has ended */
        pend(13); /* of this priority: waits, comes before 10 */
        pend(12);
        do_nothing();
        break;
    case 12: /* priority 0 */
        SCB_ICSR = ICSR_NMIPENDSET;
        actions[IRQ0 + 10] = actions[IRQ0 + 11] = NULL;
        break;
    }
    say("in", get_ipsr());
    return exc_return;
}

static void nesting(void)
{
    scenario("nesting");
    enable(10, 3);
    enable(11, 2);
    enable(12, 0);
    enable(13, 2);
    for (unsigned irq = 10; irq < 14; irq++)
        actions[IRQ0 + irq] = pend_others;
    pend(10);
    say("thread", get_ipsr());
}

/* --- pending bits, enables, priorities --- */

static void pending(void)
{
    scenario("disabled");
    pend(6);
    say("ispr", NVIC_ISPR);
    say("icsr", SCB_ICSR);
    enable(6, 1);
    say("ispr", NVIC_ISPR);

    scenario("taken back");
    enable(6, 1);
    do_cpsid();
    pend(6);
    SCB_ICSR = ICSR_PENDSVSET;
    SCB_ICSR = ICSR_PENDSTSET;
    say("icsr", SCB_ICSR);
    NVIC_ICPR = 1 << 6;
    say("icpr", NVIC_ICPR);
    SCB_ICSR = ICSR_PENDSVCLR;
    say("icsr", SCB_ICSR);
    SCB_ICSR = ICSR_PENDSTCLR;
    do_cpsie();
    say("icsr", SCB_ICSR);

    scenario("disabled while pending");
    enable(6, 1);
    do_cpsid();
    pend(6);
    NVIC_ICER = 1 << 6;
    say("icer", NVIC_ICER);
    do_cpsie();
    say("ispr", NVIC_ISPR);
}

static uint32_t own_request(struct frame *frame, uint32_t exc_return)
{
    (void)frame;
    actions[get_ipsr()] = NULL;
    NVIC_ISPR = 1u << (get_ipsr() - IRQ0);
    do_nothing();
    say("ispr", NVIC_ISPR);
    return exc_return;
}

static uint32_t more_urgent(struct frame *frame, uint32_t exc_return)
{
    (void)frame;
    pend(9);
    do_nothing();
    say("icsr", SCB_ICSR);
    enable(9, 0);
    do_nothing();
    say("icsr", SCB_ICSR);
    return exc_return;
}

static void while_active(void)
{
    scenario("again while active");
    enable(8, 1);
    actions[IRQ0 + 8] = own_request;
    pend(8);

    scenario("priority raised while pending");
    enable(8, 1);
    enable(9, 1);
    actions[IRQ0 + 8] = more_urgent;
    pend(8);
}

/* --- SVC, PendSV, SysTick --- */

static uint32_t svc_number(struct frame *frame, uint32_t exc_return)
{
    say("svc", *(const uint8_t *)(frame->pc - 2));
    SCB_ICSR = ICSR_PENDSVSET;
    say("icsr", SCB_ICSR);
    return exc_return;
}

static uint32_t call_svc(struct frame *frame, uint32_t exc_return)
{
    (void)frame;
    do_svc_2();
    return exc_return;
}

static uint32_t masked_svc(struct frame *frame, uint32_t exc_return)
{
    (void)frame;
    do_cpsid();
    do_svc_1();
    do_cpsie();
    return exc_return;
}

static void svc(void)
{
    scenario("SVC, then PendSV");
    system_priorities(1, 3, 0);
    actions[SVC] = svc_number;
    do_svc_1();
    do_svc_2();

    scenario("SVC of a handler");
    system_priorities(1, 3, 0);
    enable(3, 2);
    actions[SVC] = svc_number;
    actions[IRQ0 + 3] = call_svc;
    pend(3);

    scenario("SVC that cannot preempt");
    system_priorities(1, 3, 0);
    enable(3, 1);
    enable(4, 0);
    actions[HARDFAULT] = go_on;
    actions[IRQ0 + 3] = actions[IRQ0 + 4] = call_svc;
    pend(3);
    pend(4);
    do_cpsid();
    do_svc_1();
    do_cpsie();
    actions[IRQ0 + 3] = masked_svc;
    system_priorities(0, 3, 0);
    pend(3);
}

/* One period; the core sleeps until then, and wakes although PRIMASK is 1. */
static void systick(void)
{
    scenario("SysTick");
    do_cpsid();
    SYST_RVR = 2000;
    SYST_CVR = 0;
    SYST_CSR = 7;
    do_wfi();
    SYST_CSR = 6;
    say("icsr", SCB_ICSR);
    do_cpsie();
    say("csr", SYST_CSR);
    SYST_CVR = 0;
    say("cvr", SYST_CVR);
    do_event();
}

static void wfi(void)
{
    scenario("WFI with PRIMASK");
    enable(1, 1);
    do_cpsid();
    pend(1);
    do_wfi();
    say("ispr", NVIC_ISPR);
    do_cpsie();
}

/* --- PRIMASK --- */

static uint32_t mask(struct frame *frame, uint32_t exc_return)
{
    (void)frame;
    do_cpsid();
    pend(2);
    SCB_ICSR = ICSR_NMIPENDSET;
    do_nothing();
    return exc_return;
}

static void primask(void)
{
    scenario("PRIMASK of a handler");
    enable(2, 0);
    enable(3, 3);
    actions[IRQ0 + 3] = mask;
    pend(3);
    say("primask", get_primask());
    say("icsr", SCB_ICSR);
    do_cpsie();
}

/* --- registers --- */

static void say_irq_registers(void)
{
    NVIC_ISER = 0xFFFFFFFF;
    say("iser", NVIC_ISER);
    NVIC_ICER = 0x0000FFFF;
    say("icer", NVIC_ICER);
    NVIC_ICER = 0xFFFFFFFF;
    NVIC_ISPR = 0x80000001;
    say("ispr", NVIC_ISPR);
    NVIC_ICPR = 0x80000000;
    say("icpr", NVIC_ICPR);
    for (unsigned i = 0; i < 8; i++) {
        NVIC_IPR(i) = 0xFFFFFFFF;
        say("ipr", NVIC_IPR(i));
        NVIC_IPR(i) = 0x407F80C1 << i;
        say("ipr", NVIC_IPR(i));
    }
}

static void say_registers(void)
{
    scenario("core registers");
    say_irq_registers();
    SCB_SHPR2 = SCB_SHPR3 = 0xFFFFFFFF;
    say("shpr2", SCB_SHPR2);
    say("shpr3", SCB_SHPR3);
    say("aircr", SCB_AIRCR);
    say("ccr", SCB_CCR);
    SCB_SCR = 0xFFFFFFFF;
    say("scr", SCB_SCR);
    SCB_SCR = 0;
    SCB_VTOR = 0x20000100;
    say("vtor", SCB_VTOR);
    SCB_VTOR = 0;
    SYST_RVR = 0xFFFFFFFF;
    say("rvr", SYST_RVR);
    SYST_CSR = 0;
    say("csr", SYST_CSR);
    set_psp(0xFFFFFFFF);
    say("psp", get_psp());
}

static uint32_t privileged_again(struct frame *frame, uint32_t exc_return)
{
    (void)frame;
    set_control(0);
    return exc_return;
}

/* What Cortex-M0 and Cortex-M0+ differ in; test_qemu.c knows these names. */
static void say_differences(void)
{
    scenario("differences");
    say("CPUID", SCB_CPUID);
    actions[SVC] = privileged_again;
    set_control(1);
    say("nPRIV", get_control());
    do_svc_1();
}

void Reset_Handler(void)
{
    trace_start();
    single();
    registers();
    alignment();
    order();
    nesting();
    pending();
    while_active();
    svc();
    systick();
    wfi();
    primask();
    faults();
    faults_in_handlers();
    returns();
    process_stack();
    two_threads();
    change_of_stack();
    lost_stack();
    say_registers();
    say_differences();
    scenario("end");
    trace_end();
}
