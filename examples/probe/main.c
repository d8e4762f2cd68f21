/* SPDX-License-Identifier: MIT
 *
 * The probe: settles by experiment how the ROM bootloader of a part behaves
 * where the public record is silent, and prints a report for `boot0 readings`.
 * docs/silicon.md is its guide. What a family alone has is in its folder.
 *
 * It runs from reset to reset and keeps its state in the RTC backup registers
 * (state.h). It never programs option bytes or writes its own code, so that any
 * reset starts it, and erases what it has written to flash (guest.h).
 */
#include "examples/probe/experiment.h"
#include "examples/probe/guest.h"
#include "examples/probe/memory.h"
#include "examples/probe/plan.h"
#include "examples/probe/probe.h"
#include "examples/probe/report.h"
#include "examples/probe/state.h"
#include "examples/probe/terminal.h"

_Noreturn void main(uint32_t sp);
_Noreturn void came_by_valid_door(void);
_Noreturn void came_by_invalid_door(void);
_Noreturn void came_by_refused_door(void);
_Noreturn void came_by_fault(void);
_Noreturn void came_by_timer(void);

/* --- coming back --- */

static uint32_t flags(void)
{
    return RCC->CSR >> CAME_FLAGS_POS;
}

/* Records the clocks and peripherals before anything changes them. */
static uint32_t snapshot(void)
{
    uint32_t came = flags() << CAME_FLAGS_POS | (RCC->CFGR & RCC_CFGR_SWS)
                                                    << (CAME_SWS_POS - 2);
    came |= part_apb1() ? STILL_APB1 : 0;
    came |= RCC->APB2ENR ? STILL_APB2 : 0;
    came |= RCC_PORTS ? STILL_IOP : 0;
    came |= SYSTICK->CSR & SYSTICK_CSR_ENABLE ? STILL_SYSTICK : 0;
    if (RCC_APB1 & USART2EN && USART2->CR1 & USART_CR1_UE)
        came |= STILL_USART2;
    RCC->APB2ENR |= RCC_APB2ENR_SYSCFGEN;
    (void)RCC->APB2ENR;
    came |= SCB->VTOR == ROM_BASE ? STILL_VTOR : 0;
    came |= SCB->VTOR == FLASH_BASE ? STILL_OWN : 0;
    return came | (REMAP_REG & MEM_MODE & CAME_MODE) << CAME_MODE_POS;
}

static bool in_flight(void)
{
    return state_valid() &&
           (state_phase() == PHASE_PASS || state_phase() == PHASE_FLIGHT);
}

/* The ROM came back, but not through the reset vector. The result is evaluated
 * after a reset. */
static _Noreturn void come_back(unsigned kind)
{
    uint32_t came = snapshot();
    state_open();
    if (in_flight())
        state_set_came(came | kind);
    else if (kind == CAME_FAULT)
        for (;;) /* the probe's own: for a debugger */
            ;
    system_reset();
}

void came_by_valid_door(void)
{
    come_back(CAME_VALID);
}

void came_by_invalid_door(void)
{
    come_back(CAME_INVALID);
}

void came_by_refused_door(void)
{
    come_back(CAME_REFUSED);
}

void came_by_fault(void)
{
    come_back(CAME_FAULT);
}

void came_by_timer(void)
{
    come_back(CAME_TIMER);
}

/* The ROM came back through the reset vector. Before the jump the probe has
 * switched clocks on, started the watchdog and cleared SFTRSTF: a ROM that
 * switches all clocks off is still recognised by the watchdog. */
static unsigned kind_of_start(bool clocked)
{
    if (clocked)
        return CAME_BRANCH;
    if (flags() & FLAG_IWDG)
        return CAME_WATCHDOG;
    if (flags() & FLAG_SFT)
        return CAME_RESET;
    return watchdog_set() ? CAME_BRANCH : CAME_BUTTON;
}

static bool passed(unsigned kind)
{
    return kind == CAME_RESET || kind == CAME_BRANCH || kind == CAME_GUEST;
}

/* A branch is followed by a reset, so that the chip is in the same state as
 * after any other end. */
static void came_through_reset_vector(bool clocked, uint32_t sp)
{
    if (!state_came()) {
        unsigned kind = kind_of_start(clocked);
        uint32_t more = (uint8_t)(sp - PROBE_HEAD);
        state_set_came(snapshot() | more << CAME_STACK_POS | kind);
        if (kind == CAME_BRANCH)
            system_reset();
    }
    if (state_phase() == PHASE_PASS && passed(state_came() & CAME_MASK)) {
        state_set_phase(PHASE_JUMP);
        system_reset();
    }
    experiment_conclude();
}

/* --- talking --- */

/* The old contents of the backup registers are lost when y is pressed. */
static void print_backup(void)
{
    uint32_t any = 0;
    for (unsigned i = 0; i < BACKUPS_USED; i++)
        any |= RTC->BKPR[i];
    if (!any)
        return;
    print("The backup registers hold, for you to write down:\n");
    for (unsigned i = 0; i < BACKUPS_USED; i++) {
        print_hex(RTC->BKPR[i], 8);
        print((i + 1) % 8 && i + 1 < BACKUPS_USED ? " " : "\n");
    }
}

static void introduce(void)
{
    print(plan_introduction);
    if (guest_area() == AREA_OURS || guest_area() == AREA_GUEST)
        print("Bank 2 holds what an interrupted run has left; it will be"
              " erased.\n");
}

/* y was not pressed yet, or the supply failed. */
static void wait_to_begin(void)
{
    terminal_open();
    const char *refusal = plan_refusal();
    while (refusal) {
        report_print();
        print("The probe makes no experiment: ");
        print(refusal);
        print(". Any key for the block again.\n");
        terminal_key();
    }
    do {
        introduce();
        print_backup();
        print("Press y to begin.\n");
    } while (terminal_key() != 'y');
    while (!state_works()) {
        print("The RTC backup registers do not hold what is written: the probe"
              " cannot run.\n");
        terminal_key();
    }
    state_begin();
}

static _Noreturn void finish(void)
{
    terminal_open();
    plan_clean();
    do {
        report_print();
        print("Paste the block above, from BEGIN to END, into a report."
              " Press q to clear the\nRTC backup registers, any other key for"
              " the block again.\n");
    } while (terminal_key() != 'q');
    state_clear();
    print("Cleared. The part is as it was, but for this program.\n");
    terminal_drain();
    system_reset();
}

void main(uint32_t sp)
{
    bool clocked = part_apb1(); /* 0 after a reset */
    state_open();
    if (clocked && !in_flight())
        system_reset(); /* started by Go after it was written, for example */
    if (!state_valid())
        wait_to_begin();
    switch (state_phase()) {
    case PHASE_READY: break;
    case PHASE_FLAGS:
        if (flags() & FLAG_WWDG)
            experiment_jump();
        state_set_phase(PHASE_READY);
        break;
    case PHASE_TEAR: experiment_go_on(); break;
    case PHASE_JUMP: experiment_jump();
    case PHASE_PASS_JUMP: experiment_first_pass();
    case PHASE_PASS:
    case PHASE_FLIGHT: came_through_reset_vector(clocked, sp); break;
    }
    terminal_open();
    experiments_run();
    finish();
}
