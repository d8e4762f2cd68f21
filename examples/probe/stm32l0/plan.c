/* SPDX-License-Identifier: MIT
 *
 * The experiments with an STM32L07x/L08x.
 */
#include "examples/probe/plan.h"

#include "examples/probe/evaluation.h"
#include "examples/probe/family.h"
#include "examples/probe/guest.h"
#include "examples/probe/probe.h"
#include "examples/probe/terminal.h"

enum { PAST_V4_1 = ROM_PAST_V4_1 | 1, PAST_V11_2 = ROM_PAST_V11_2 | 1 };

/* The way into a ROM that stays. */
enum way { WAY_NONE, WAY_RESET, WAY_PAST, WAY_PASS_PAST };

static bool two_banks(void)
{
    return guest_area() != AREA_NONE;
}

/* Returns the head that makes the ROM start bank 2; 0 = there is no need, the
 * probe's own head makes it start bank 1. */
static uint32_t passing_head(void)
{
    switch (state_reading(READ_SP)) {
    case SP_RANGE: return GUEST_HEAD_END;
    case SP_BELOW: return GUEST_HEAD_BELOW;
    default: return 0;
    }
}

static enum way way(void)
{
    if (came_by_go(state_kept(ENTRY)))
        return WAY_RESET;
    switch (state_reading(READ_PAST)) {
    case PAST_FREE: return WAY_PAST;
    case PAST_NEEDS_PASS: return WAY_PASS_PAST;
    default: return WAY_NONE;
    }
}

bool plan_applies(enum experiment experiment)
{
    switch (experiment) {
    case ENTRY: return true;
    case BOUNCE:
        return part_checks_banks() && two_banks() &&
               came_by_go(state_kept(ENTRY));
    case BELOW: return came_by_go(state_kept(BOUNCE));
    case PAST: return part_checks_banks();
    case PAST_AFTER:
        return state_reading(READ_SP) != OPEN &&
               came_from_fault(state_kept(PAST));
    case VECTORS:
        return state_reading(READ_REMAP) == OPEN &&
               came_from_fault(state_kept(REMAP));
    case WRITE: return two_banks() && way() != WAY_NONE;
    default: return way() != WAY_NONE;
    }
}

/* Returns the head of the guest that bank 2 must hold when the ROM is entered;
 * 0 = it must be blank. */
static uint32_t wanted_head(enum experiment experiment)
{
    switch (experiment) {
    case BOUNCE: return GUEST_HEAD_END;
    case BELOW: return GUEST_HEAD_BELOW;
    case PAST_AFTER: return passing_head();
    default: return 0;
    }
}

bool plan_passes(enum experiment experiment)
{
    return experiment == PAST_AFTER ||
           (experiment > PAST_AFTER && way() == WAY_PASS_PAST);
}

static bool goes_past(enum experiment experiment)
{
    return experiment == PAST || experiment == PAST_AFTER ||
           (experiment > PAST_AFTER && way() != WAY_RESET);
}

/* The ROM is mapped to 0, so that its vectors are in use. */
static bool is_mapped(enum experiment experiment)
{
    return experiment != REMAP && experiment != VECTORS;
}

bool plan_times(enum experiment experiment)
{
    return !is_mapped(experiment) || experiment == FAULT;
}

bool plan_fills(enum experiment experiment)
{
    return experiment < PAST_AFTER;
}

/* --- announcing --- */

const char plan_introduction[] =
    "\nsoftboot0 probe: what does the ROM bootloader of this part do?\n"
    "It jumps into the ROM up to fourteen times and resets in between;"
    " it needs your\nhelp by stm32flash two to six times. It fills RAM,"
    " starts the watchdog, uses and\nthen clears the RTC backup"
    " registers, and writes and then erases the first three\npages of"
    " bank 2 (384 bytes). Option bytes, EEPROM and bank 1 stay as they"
    " are; a\nreset starts it at any time.\n";

const char plan_unwritten[] =
    "Bank 2 could not be written: this experiment is left out.\n";

const char *plan_name(enum experiment experiment)
{
    static const char *const names[EXPERIMENTS] = {
        "entry", "bounce",  "below", "past", "after",
        "remap", "vectors", "fault", "go",   "write"};
    return names[experiment];
}

const char *plan_title(enum experiment experiment)
{
    static const char *const titles[EXPERIMENTS] = {
        [ENTRY] =
            "entry: fills RAM, resets by the window watchdog and jumps to the"
            " ROM's\nreset vector; the head of bank 1 is a stack pointer by"
            " the mask, not by the\nrange.\n",
        [BOUNCE] =
            "bounce: puts a program into the first page of bank 2, fills RAM"
            " and jumps to\nthe ROM's reset vector; the ROM should start"
            " that program, or reset.\n",
        [BELOW] =
            "below: the same with another stack pointer in that program.\n",
        [PAST] = "past: fills RAM and jumps past the ROM's bank check without a"
                 " first pass.\n",
        [PAST_AFTER] =
            "after: jumps to the ROM's reset vector, and when that comes"
            " back past its\nbank check.\n",
        [REMAP] = "remap: jumps to the ROM without mapping it to 0; a timer"
                  " interrupt is to\ncome there.\n",
        [VECTORS] = "vectors: the same with VTOR at the probe.\n",
        [FAULT] = "fault: jumps to the ROM, where a timer interrupt finds its"
                  " default handler.\n",
        [GO] = "go: jumps to the ROM, for a Go to a head that is no stack"
               " pointer.\n",
        [WRITE] = "write: jumps to the ROM, which is to write 288 bytes to bank"
                  " 2. The command\nneeds the probe's file probe.bin.\n",
    };

    return titles[experiment];
}

void plan_print_command(enum experiment experiment)
{
    print("    stm32flash -b 115200 ");
    if (experiment == WRITE) {
        print("-e 0 -w probe.bin -S 0x");
        print_hex(guest_host_address(), 8);
        print(":");
        print_decimal(HOST_BYTES);
        print(" ");
    }
    print("-g 0x");
    print_hex(experiment == GO ? DOOR_INVALID : DOOR_VALID, 8);
    print(" PORT\n");
}

/* --- preparing --- */

/* Writes MEM_MODE while SYSCFGEN=0 and reads it back with the clock on. The
 * probe runs at 0x08000000 and makes no interrupt, so that nothing looks at 0
 * meanwhile. */
static void ask_gate(void)
{
    RCC->APB2ENR |= RCC_APB2ENR_SYSCFGEN;
    (void)RCC->APB2ENR;
    uint32_t before = SYSCFG->CFGR1;
    uint32_t other = before ^ SYSCFG_CFGR1_MEM_MODE_SYSTEM;
    RCC->APB2ENR &= ~(uint32_t)RCC_APB2ENR_SYSCFGEN;
    (void)RCC->APB2ENR;
    SYSCFG->CFGR1 = other;
    RCC->APB2ENR |= RCC_APB2ENR_SYSCFGEN;
    (void)RCC->APB2ENR;
    bool taken = (SYSCFG->CFGR1 ^ before) & SYSCFG_CFGR1_MEM_MODE;
    SYSCFG->CFGR1 = before;
    RCC->APB2ENR &= ~(uint32_t)RCC_APB2ENR_SYSCFGEN;
    state_read(READ_GATE, taken ? GATE_OPEN : GATE_STRICT);
}

void plan_ask_chip(void)
{
    if (state_reading(READ_GATE) == OPEN)
        ask_gate();
}

bool plan_prepare(enum experiment experiment)
{
    uint32_t head = wanted_head(experiment);
    if (head)
        return guest_write(head);
    /* PAST and PAST_AFTER run no bank check, or ran it just before. */
    return !two_banks() || experiment == PAST || guest_erase();
}

bool plan_go_on(enum experiment experiment)
{
    (void)experiment; /* nothing is torn */
    return true;
}

void plan_clean(void)
{
    if (two_banks())
        guest_erase();
}

/* --- jumping --- */

static void map_rom(void)
{
    SYSCFG->CFGR1 =
        (SYSCFG->CFGR1 & ~SYSCFG_CFGR1_MEM_MODE) | SYSCFG_CFGR1_MEM_MODE_SYSTEM;
}

void plan_map(enum experiment experiment, bool first_pass)
{
    if (first_pass || is_mapped(experiment))
        map_rom();
    if (!first_pass && experiment == VECTORS)
        SCB->VTOR = FLASH_BASE;
}

void plan_jump(enum experiment experiment, bool first_pass)
{
    uint32_t past = ROM_ID_BYTE == ROM_ID_V4_1 ? PAST_V4_1 : PAST_V11_2;
    bool goes = !first_pass && goes_past(experiment);
    enter_rom(ROM_SP, goes ? past : ROM_RESET);
}

bool plan_says_nothing(enum experiment experiment, unsigned kind)
{
    if (kind == CAME_BUTTON)
        return true;
    if (kind != CAME_VALID)
        return false;
    return experiment == GO ||
           (experiment == WRITE && guest_meeting() == MEETING_NONE);
}
