/* SPDX-License-Identifier: MIT */
#include "examples/probe/evaluation.h"

#include "examples/probe/memory.h"
#include "examples/probe/probe.h"
#include "examples/probe/state.h"

enum { STACK_MASK = 0xFF };

const char *came_name(unsigned kind)
{
    static const char *const names[16] = {
        [0] = "-",
        [CAME_RESET] = "reset",
        [CAME_BRANCH] = "branch",
        [CAME_GUEST] = "bank-2",
        [CAME_VALID] = "go",
        [CAME_INVALID] = "go-invalid",
        [CAME_WATCHDOG] = "watchdog",
        [CAME_FAULT] = "fault",
        [CAME_TIMER] = "interrupt",
        [CAME_BUTTON] = "button",
        [CAME_WRITE] = "no-write",
        [CAME_REFUSED] = "refused",
    };
    return names[kind] ? names[kind] : "?";
}

bool came_by_go(unsigned kind)
{
    return kind == CAME_VALID || kind == CAME_INVALID;
}

bool came_by_bounce(unsigned kind)
{
    return kind == CAME_GUEST || kind == CAME_RESET;
}

bool came_back(unsigned kind)
{
    return came_by_go(kind) || kind == CAME_GUEST;
}

bool came_from_fault(unsigned kind)
{
    return kind == CAME_WATCHDOG || kind == CAME_FAULT || kind == CAME_RESET;
}

void evaluate_ram(void)
{
    unsigned own = ram_kept_own(), above = ram_kept_above();
    unsigned reading = OPEN;
    state_set_ram(own, above);
    if (8 * above <= ram_above_words())
        reading = RAM_ALL;
    else if (8 * above >= 7 * ram_above_words())
        reading = 8 * own > ram_own_words() ? RAM_KEEP : RAM_OWN;
    state_read(READ_RAM, reading);
}

void evaluate_stack(uint32_t came)
{
    uint32_t more = came >> CAME_STACK_POS & STACK_MASK;
    if (more == 0)
        state_read(READ_STACK, STACK_EXACT);
    if (more == 8)
        state_read(READ_STACK, STACK_OFF_BY_8);
}

void evaluate_csr(uint32_t came)
{
    state_read(READ_CSR,
               came >> CAME_FLAGS_POS & FLAG_WWDG ? CSR_KEPT : CSR_CLEARED);
}

void evaluate_fault(unsigned kind)
{
    if (kind == CAME_RESET)
        state_read(READ_FAULT, FAULT_RESET);
    else if (kind == CAME_WATCHDOG)
        state_read(READ_FAULT, FAULT_HANG);
}

void evaluate_go(unsigned kind, uint32_t came)
{
    const uint32_t clocks = 3 << CAME_SWS_POS;
    const uint32_t rest =
        STILL_APB1 | STILL_APB2 | STILL_IOP | STILL_SYSTICK | STILL_USART2;
    if (kind == CAME_RESET)
        state_read(READ_GO, GO_CHECKS_SP);
    else if (kind == CAME_INVALID && came & STILL_USART2)
        state_read(READ_GO, came & clocks ? GO_LEFT : GO_CLOCKS);
    else if (kind == CAME_INVALID && !(came & (clocks | rest)))
        state_read(READ_GO, GO_RESTORED);
}
