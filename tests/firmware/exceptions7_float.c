/* SPDX-License-Identifier: MIT
 *
 * Scenarios of exceptions7.h: the FPU's registers across exceptions. A
 * Cortex-M3 says only that it has none.
 */
#include "tests/firmware/exceptions7.h"

enum { PI = 0x40490FDB }; /* as a float */

static uint32_t look(struct frame *frame, uint32_t exc_return)
{
    const uint32_t *words = (const uint32_t *)frame;
    say("fpccr", FPU_FPCCR & ~(1u << 10)); /* UFRDY is of ARMv8-M */
    say("fpcar", FPU_FPCAR - (uint32_t)frame);
    say("control", get_control());
    say("saved", words[8] == PI);
    return exc_return;
}

static uint32_t use(struct frame *frame, uint32_t exc_return)
{
    look(frame, exc_return);
    set_float(0x3F800000, 0);
    look(frame, exc_return);
    return exc_return;
}

static void interrupted(const char *name, uint32_t fpccr, action act)
{
    fault_scenario(name, SHCSR_ENABLES);
    enable(0, 1);
    FPU_FPCCR = fpccr;
    FPU_FPDSCR = 0x01C00000;
    actions[IRQ0] = act;
    set_float(0x40000000, 0x03000000);
    say("s0", do_store_with_float((uint32_t)&NVIC_ISPR, 1, PI));
    say("fpscr", get_fpscr());
    say("control", get_control());
    say("fpccr", FPU_FPCCR & ~(1u << 10));
    FPU_FPDSCR = 0;
    set_control(0);
}

static uint32_t nest(struct frame *frame, uint32_t exc_return)
{
    (void)frame;
    set_float(0x41000000, 0);
    pend(1);
    do_nothing();
    say("s0", get_float());
    return exc_return;
}

static void nested(void)
{
    fault_scenario("FPU, nested", SHCSR_ENABLES);
    enable(0, 2);
    enable(1, 1);
    actions[IRQ0] = nest;
    actions[IRQ0 + 1] = use;
    say("s0", do_store_with_float((uint32_t)&NVIC_ISPR, 1, PI));
    set_control(0);
}

void floats(void)
{
    scenario("CPACR");
    SCB_CPACR = 0x00F00000;
    say("cpacr", SCB_CPACR);
    if (!SCB_CPACR)
        return;
    set_float(1, 0xFFFFFFFF);
    say("fpscr", get_fpscr());
    say("control", get_control());
    set_float(1, 0);
    set_control(0);
    interrupted("FPU, lazy", 0xC0000000, look);
    interrupted("FPU, lazy and used", 0xC0000000, use);
    interrupted("FPU, at once", 0x80000000, use);
    interrupted("FPU, not at all", 0, look);
    FPU_FPCCR = 0xC0000000;
    nested();
    fault_scenario("CPACR closed", SHCSR_ENABLES);
    SCB_CPACR = 0;
    get_float();
    SCB_SHCSR = 0;
}
