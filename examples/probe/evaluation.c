/* SPDX-License-Identifier: MIT */
#include "examples/probe/evaluation.h"

#include "examples/probe/experiment.h"
#include "examples/probe/guest.h"
#include "examples/probe/memory.h"
#include "examples/probe/probe.h"
#include "firmware/stm32l0/stm32l073.h"

enum { STACK_MASK = 0xFF, SYSTEM_MAPPED = 1 };

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
    };
    return names[kind] ? names[kind] : "?";
}

bool came_by_go(unsigned kind)
{
    return kind == CAME_VALID || kind == CAME_INVALID;
}

bool came_from_fault(unsigned kind)
{
    return kind == CAME_WATCHDOG || kind == CAME_FAULT || kind == CAME_RESET;
}

/* --- the bank check --- */

static void read_ram(void)
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

static void read_stack(uint32_t came)
{
    uint32_t more = came >> CAME_STACK_POS & STACK_MASK;
    if (more == 0)
        state_read(READ_STACK, STACK_EXACT);
    if (more == 8)
        state_read(READ_STACK, STACK_OFF_BY_8);
}

/* The ROM has started a bank, whose head is a stack pointer by SP. */
static void read_bounce(uint32_t came, unsigned sp)
{
    state_read(READ_SP, sp);
    state_read(READ_BFB2, BFB2_IGNORED);
    if ((came & CAME_MASK) == CAME_RESET) {
        state_read(READ_BOUNCE, BOUNCE_RESET);
        return;
    }
    state_read(READ_BOUNCE, BOUNCE_BRANCH);
    read_stack(came);
}

static void read_entry(unsigned kind, uint32_t came)
{
    bool bounced = (kind == CAME_RESET || kind == CAME_BRANCH) &&
                   rom_checks_banks(ROM_ID_BYTE);
    if (!came_by_go(kind) && !bounced)
        return;
    read_ram();
    state_read(READ_CSR,
               came >> CAME_FLAGS_POS & FLAG_WWDG ? CSR_KEPT : CSR_CLEARED);
    if (bounced)
        read_bounce(came, SP_MASK);
}

/* A ROM that starts no bank at all asks BFB2 first. */
static void read_guest(unsigned kind, uint32_t came, unsigned sp)
{
    if (kind == CAME_RESET || kind == CAME_GUEST) {
        read_ram();
        read_bounce(came, sp);
    } else if (sp == SP_BELOW && came_by_go(kind))
        state_read(READ_BFB2, BFB2_CONSULTED);
}

static void read_past(unsigned kind, unsigned past)
{
    if (came_by_go(kind))
        state_read(READ_PAST, past);
}

/* --- the bootloader --- */

/* Either the timer's interrupt reached the probe, or the ROM's vectors took it.
 * A ROM that lost it was left by Go. */
static void read_remap(unsigned kind, uint32_t came)
{
    if (kind == CAME_TIMER)
        state_read(READ_REMAP, REMAP_CALLER);
    if (!came_by_go(kind))
        return;
    if ((came >> CAME_MODE_POS & 3) == SYSTEM_MAPPED)
        state_read(READ_REMAP, REMAP_SELF);
    else if (came & STILL_VTOR)
        state_read(READ_REMAP, REMAP_VTOR);
    else if (came & STILL_USART2)
        state_read(READ_REMAP, REMAP_CALLER);
}

/* With VTOR at the probe MEM_MODE does not matter; the ROM's own VTOR does. */
static void read_vectors(unsigned kind)
{
    if (kind == CAME_TIMER)
        state_read(READ_REMAP, REMAP_SELF);
    else if (kind == CAME_WATCHDOG || kind == CAME_RESET)
        state_read(READ_REMAP, REMAP_VTOR);
}

static void read_fault(unsigned kind)
{
    if (kind == CAME_RESET)
        state_read(READ_FAULT, FAULT_RESET);
    else if (kind == CAME_WATCHDOG)
        state_read(READ_FAULT, FAULT_HANG);
}

static void read_go(unsigned kind, uint32_t came)
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

static void read_write(unsigned kind)
{
    if (kind != CAME_VALID)
        return;
    switch (guest_meeting()) {
    case MEETING_BOTH: state_read(READ_WRITE, WRITE_WORDS); break;
    case MEETING_FIRST: state_read(READ_WRITE, WRITE_HALF_PAGE); break;
    case MEETING_NONE: break;
    }
}

void evaluate(enum experiment experiment, uint32_t came)
{
    unsigned kind = came & CAME_MASK;
    switch (experiment) {
    case ENTRY: read_entry(kind, came); break;
    case BOUNCE: read_guest(kind, came, SP_RANGE); break;
    case BELOW: read_guest(kind, came, SP_BELOW); break;
    case PAST: read_past(kind, PAST_FREE); break;
    case PAST_AFTER: read_past(kind, PAST_NEEDS_PASS); break;
    case REMAP: read_remap(kind, came); break;
    case VECTORS: read_vectors(kind); break;
    case FAULT: read_fault(kind); break;
    case GO: read_go(kind, came); break;
    case WRITE: read_write(kind); break;
    case EXPERIMENTS: break;
    }
}
