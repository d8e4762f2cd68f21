/* SPDX-License-Identifier: MIT
 *
 * What the end of an experiment shows.
 */
#include "examples/probe/evaluation.h"

#include "examples/probe/family.h"
#include "examples/probe/plan.h"
#include "examples/probe/probe.h"
#include "examples/probe/stm32l4/host.h"
#include "examples/probe/stm32l4/shadow.h"
#include "examples/probe/stm32l4/spare.h"

enum { SYSTEM_MAPPED = 1 };

/* --- the bank check --- */

static void read_entry(unsigned kind, uint32_t came)
{
    if (!came_by_go(kind))
        return;
    evaluate_ram();
    evaluate_csr(came);
    shadow_ask();
}

/* The guest has noted the clocks of two buses, in which the probe had left
 * PWREN and SYSCFGEN on. */
static void read_hand_over(uint32_t came)
{
    uint32_t both = STILL_APB1 | STILL_APB2;
    if ((came & both) == both)
        state_read(READ_HAND_OVER, HAND_OVER_LEFT);
    if ((came & both) == 0)
        state_read(READ_HAND_OVER, HAND_OVER_RESTORED);
}

static void read_bounce(unsigned kind, uint32_t came)
{
    if (kind == CAME_RESET)
        state_read(READ_BOUNCE, BOUNCE_RESET);
    if (kind != CAME_GUEST)
        return;
    state_read(READ_BOUNCE, BOUNCE_BRANCH);
    evaluate_stack(came);
    read_hand_over(came);
}

/* Flash is at 0, and BOOT0 is low, so that a ROM that starts no bank asks BFB2
 * first. */
static void read_bfb2(unsigned kind)
{
    if (came_by_bounce(kind))
        state_read(READ_BFB2, BFB2_IGNORED);
    else if (came_by_go(kind))
        state_read(READ_BFB2, BFB2_CONSULTED);
}

/* The L47x has no register that shows its pin. A ROM that cannot work while
 * flash is at 0 shows here what it does, but not why it stays. */
static void read_mapped(unsigned kind, uint32_t came)
{
    bool before = state_reading(READ_BOUNCE) != OPEN;
    if (came_by_go(kind) && before)
        state_read(READ_BOOT0, BOOT0_MEM_MODE);
    if (!came_by_bounce(kind))
        return;
    state_read(READ_BOOT0, BOOT0_ALWAYS_0_OR_PIN);
    if (before)
        return;
    state_read(READ_BFB2, BFB2_IGNORED);
    read_bounce(kind, came);
}

static void read_pin(unsigned kind)
{
    if (came_by_go(kind))
        state_read(READ_BOOT0, BOOT0_PIN);
    else if (came_by_bounce(kind))
        state_read(READ_BOOT0, BOOT0_ALWAYS_0);
}

static void read_end(unsigned kind)
{
    if (came_by_bounce(kind))
        state_read(READ_SP, SP_INCLUSIVE);
    else if (came_by_go(kind))
        state_read(READ_SP, SP_EXCLUSIVE);
}

/* The end of SRAM says less on V9.2, which may take SRAM2, too. */
static void read_sram2(unsigned kind)
{
    bool inclusive = state_reading(READ_SP) == SP_INCLUSIVE;
    if (came_by_bounce(kind))
        state_read(READ_SP, inclusive ? SP_SRAM2 : OPEN);
    else if (!came_by_go(kind))
        state_read(READ_SP, OPEN);
}

static void read_torn(unsigned kind)
{
    if (kind == CAME_RESET || kind == CAME_WATCHDOG)
        state_read(READ_TORN, TORN_FAULT);
    else if (came_by_go(kind))
        state_read(READ_TORN, TORN_INVALID);
}

/* --- the banks --- */

static void read_banks(void)
{
    if (host_swap() != SWAP_KEPT)
        return;
    bool first = spare_erased(SPARE_FIRST), second = spare_erased(SPARE_BANK2);
    if (second && !first)
        state_read(READ_BANKS, BANKS_ADDRESSED);
    if (first && !second)
        state_read(READ_BANKS, BANKS_PHYSICAL);
}

static void read_swap(void)
{
    switch (host_swap()) {
    case SWAP_KEPT: state_read(READ_FB_MODE, FB_MODE_KEPT); break;
    case SWAP_CLEARED: state_read(READ_FB_MODE, FB_MODE_CLEARED); break;
    case SWAP_NONE: break;
    }
    read_banks();
}

/* --- the bootloader --- */

/* Flash is at 0, and VTOR is 0: the interrupt reached the probe, or the ROM's
 * vectors took it. Of a ROM that lost it, Go shows what was in use. */
static void read_remap(unsigned kind, uint32_t came)
{
    if (kind == CAME_TIMER)
        state_read(READ_REMAP, REMAP_CALLER_OR_ZERO);
    else if (came_from_fault(kind))
        state_read(READ_REMAP, REMAP_SELF_OR_VTOR);
    if (!came_by_go(kind))
        return;
    if ((came >> CAME_MODE_POS & CAME_MODE) == SYSTEM_MAPPED)
        state_read(READ_REMAP, REMAP_SELF);
    else if (came & STILL_VTOR)
        state_read(READ_REMAP, REMAP_VTOR);
    else if (came & STILL_USART2)
        state_read(READ_REMAP, REMAP_CALLER_OR_ZERO);
}

/* The ROM is at 0, and VTOR is the probe's, which two readings leave. */
static void read_vectors(unsigned kind, uint32_t came)
{
    bool taken = came_from_fault(kind), left = kind == CAME_TIMER;
    if (came_by_go(kind) && came & STILL_USART2) {
        left = came & STILL_OWN;
        taken = !left;
    }
    if (!taken && !left)
        return;
    if (state_reading(READ_REMAP) == REMAP_CALLER_OR_ZERO)
        state_read(READ_REMAP, left ? REMAP_CALLER : REMAP_ZERO);
    else
        state_read(READ_REMAP, left ? REMAP_SELF : REMAP_VTOR);
}

static void read_write(void)
{
    switch (host_write()) {
    case HOST_PADDED: state_read(READ_WRITE, WRITE_PADDED); break;
    case HOST_DROPPED: state_read(READ_WRITE, WRITE_DROPPED); break;
    case HOST_NONE: break;
    }
}

/* The list had the second spare page, and a number that no part has. */
static void read_pages(unsigned kind)
{
    bool first = spare_erased(SPARE_FIRST), second = spare_erased(SPARE_SECOND);
    if (kind == CAME_REFUSED && !first && !second)
        state_read(READ_PAGES, PAGES_NACK);
    if (kind == CAME_VALID && !first && second)
        state_read(READ_PAGES, PAGES_IGNORED);
}

void plan_evaluate(enum experiment experiment, uint32_t came)
{
    unsigned kind = came & CAME_MASK;
    switch (experiment) {
    case ENTRY: read_entry(kind, came); break;
    case BOUNCE: read_bfb2(kind); /* fall through */
    case OPTION: read_bounce(kind, came); break;
    case MAPPED: read_mapped(kind, came); break;
    case PIN: read_pin(kind); break;
    case END: read_end(kind); break;
    case SRAM2: read_sram2(kind); break;
    case TORN: read_torn(kind); break;
    case SWAP: read_swap(); break;
    case BANKS: read_banks(); break;
    case REMAP: read_remap(kind, came); break;
    case VECTORS: read_vectors(kind, came); break;
    case FAULT: evaluate_fault(kind); break;
    case GO: evaluate_go(kind, came); break;
    case WRITE: read_write(); break;
    case PAGES: read_pages(kind); break;
    case EXPERIMENTS: break;
    }
}
