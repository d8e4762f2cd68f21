/* SPDX-License-Identifier: MIT
 *
 * The experiments with an STM32L47x, L49x or L43x.
 */
#include "examples/probe/plan.h"

#include "examples/probe/evaluation.h"
#include "examples/probe/family.h"
#include "examples/probe/guest.h"
#include "examples/probe/probe.h"
#include "examples/probe/stm32l4/flash.h"
#include "examples/probe/stm32l4/guest_head.h"
#include "examples/probe/stm32l4/host.h"
#include "examples/probe/stm32l4/shadow.h"
#include "examples/probe/stm32l4/spare.h"
#include "examples/probe/terminal.h"

enum {
    TEARS = 40,    /* tries, from the start of a programming to its end */
    NO_PAGE = 512, /* above the last page of every part, with no bit that
                      FLASH_CR has elsewhere */
    LSE_OFF = 1,
    LSE_ON = 2,
    SWAP_CODE = 0x2000B000 /* where it runs */
};

static const struct place place_tears = {9, 8, 8}, place_lse = {9, 0, 2};

/* --- which, and with what --- */

static bool two_banks(void)
{
    return flash_bank2();
}

/* Both heads are invalid: the ROM stays (AN2606, figures 98 and 100). */
static bool stays(void)
{
    return came_by_go(state_kept(ENTRY));
}

/* The ROM starts the guest, or resets instead: */
static bool bounces(void)
{
    return state_reading(READ_BOUNCE) != OPEN;
}

/* it does so while flash is at 0. */
static bool bounces_unmapped(void)
{
    return came_by_bounce(state_kept(BOUNCE)) ||
           came_by_bounce(state_kept(OPTION));
}

static bool consults(void)
{
    return state_reading(READ_BFB2) == BFB2_CONSULTED;
}

/* A bank has a head, FB_MODE is 1, and yet the ROM stays. */
static bool stays_swapped(void)
{
    return state_reading(READ_FB_MODE) == FB_MODE_CLEARED &&
           (consults() || state_reading(READ_BOOT0) == BOOT0_MEM_MODE);
}

bool plan_applies(enum experiment experiment)
{
    switch (experiment) {
    case ENTRY: return true;
    case BOUNCE: return part_checks_banks() && two_banks() && stays();
    case OPTION: return came_by_go(state_kept(BOUNCE)) && shadow_lost();
    case MAPPED: return bounces() || came_from_fault(state_kept(BOUNCE));
    case PIN:
        return ROM_IS_L496(ROM_ID_BYTE) && shadow_lost() &&
               bounces_unmapped() &&
               state_reading(READ_BOOT0) == BOOT0_ALWAYS_0_OR_PIN;
    case SRAM2: return bounces() && ROM_ID_BYTE == ROM_ID_V9_2;
    case END:
    case TORN: return bounces();
    case SWAP: return part_checks_banks() && two_banks() && stays();
    case BANKS: return stays_swapped();
    case VECTORS: return state_reading(READ_REMAP) >= REMAP_CALLER_OR_ZERO;
    default: return stays();
    }
}

/* Returns the head of the guest that bank 2 must hold when the ROM is entered;
 * 0 = it must be blank. */
static uint32_t wanted_head(enum experiment experiment)
{
    switch (experiment) {
    case BOUNCE:
    case OPTION:
    case MAPPED:
    case PIN:
    case BANKS: return GUEST_HEAD;
    case END: return guest_head_end();
    case SRAM2: return GUEST_HEAD_SRAM2;
    case SWAP: return GUEST_HEAD_NONE;
    default: return 0;
    }
}

/* The shadow of BFB2 is set, so that a ROM that consults it makes its check. */
static bool sets_bfb2(enum experiment experiment)
{
    return experiment == OPTION ||
           (experiment > OPTION && experiment < SWAP && consults());
}

/* The ROM is mapped to 0. Where that may keep it from its check, it is not,
 * unless it cannot work so; VTOR brings its vectors into use. */
static bool is_mapped(enum experiment experiment)
{
    switch (experiment) {
    case BOUNCE:
    case OPTION:
    case PIN:
    case REMAP: return false;
    case END:
    case SRAM2:
    case TORN: return !bounces_unmapped();
    default: return true;
    }
}

static bool swaps(enum experiment experiment)
{
    return experiment == SWAP || experiment == BANKS;
}

static bool uses_spare(enum experiment experiment)
{
    return swaps(experiment) || experiment == WRITE || experiment == PAGES;
}

bool plan_fills(enum experiment experiment)
{
    return experiment == ENTRY;
}

bool plan_passes(enum experiment experiment)
{
    (void)experiment; /* no entry past the check is known */
    return false;
}

bool plan_times(enum experiment experiment)
{
    return experiment == REMAP || experiment == VECTORS || experiment == FAULT;
}

/* --- announcing --- */

const char plan_introduction[] =
    "\nsoftboot0 probe: what does the ROM bootloader of this part do?\n"
    "It jumps into the ROM up to sixteen times and resets in between; it needs"
    " your\nhelp by stm32flash up to nine times, and that of boot0 probe once."
    " It fills RAM,\nstarts the watchdog, uses and then clears ten RTC backup"
    " registers, erases and\nwrites two spare pages behind its code, and writes"
    " and then erases two pages of\nbank 2. Option bytes are never programmed,"
    " and the probe's own code is never\nwritten; a reset starts it at any"
    " time.\n";

const char plan_unwritten[] =
    "The flash could not be prepared: this experiment is left out.\n";

const char *plan_name(enum experiment experiment)
{
    static const char *const names[EXPERIMENTS] = {
        [ENTRY] = "entry",   [BOUNCE] = "bounce", [OPTION] = "option",
        [MAPPED] = "mapped", [PIN] = "pin",       [END] = "end",
        [SRAM2] = "sram2",   [TORN] = "torn",     [SWAP] = "swap",
        [BANKS] = "banks",   [REMAP] = "remap",   [VECTORS] = "vectors",
        [FAULT] = "fault",   [GO] = "go",         [WRITE] = "write",
        [PAGES] = "pages"};
    return names[experiment];
}

const char *plan_title(enum experiment experiment)
{
    static const char *const titles[EXPERIMENTS] = {
        [ENTRY] = "entry: fills RAM, resets by the window watchdog and jumps"
                  " to the ROM's\nreset vector; no bank has a stack"
                  " pointer.\n",
        [BOUNCE] = "bounce: puts a program into the first page of bank 2 and"
                   " jumps to the ROM,\nwhich is not mapped to 0; it should"
                   " start that program, or reset.\n",
        [OPTION] = "option: the same with BFB2 set in FLASH_OPTR, where a"
                   " reset clears it again.\n",
        [MAPPED] = "mapped: the same with the ROM mapped to 0.\n",
        [PIN] = "pin: the same, not mapped, with nSWBOOT0 and nBOOT0 cleared"
                " in FLASH_OPTR.\n",
        [END] = "end: the same with the end of SRAM as the program's stack"
                " pointer.\n",
        [SRAM2] = "sram2: the same with one in SRAM2.\n",
        [TORN] = "torn: the same with a first word that a reset has torn, up"
                 " to 40 resets\nbefore the jump.\n",
        [SWAP] = "swap: swaps the banks by FB_MODE and jumps to the ROM, which"
                 " is to erase a\npage and to write to it.\n",
        [BANKS] = "banks: the same, with a program in bank 2.\n",
        [REMAP] = "remap: jumps to the ROM without mapping it to 0; a timer"
                  " interrupt is to\ncome there.\n",
        [VECTORS] = "vectors: the same with the ROM mapped to 0, and VTOR at"
                    " the probe: a timer\ninterrupt is to come there.\n",
        [FAULT] = "fault: jumps to the ROM, where a timer interrupt finds its"
                  " default handler.\n",
        [GO] = "go: jumps to the ROM, for a Go to a head that is no stack"
               " pointer.\n",
        [WRITE] = "write: jumps to the ROM, which is to write 300 bytes.\n",
        [PAGES] = "pages: jumps to the ROM, which is to erase a page that no"
                  " part has. stm32flash\ncannot: press reset and start boot0"
                  " probe, or press reset each time.\n",
    };
    return titles[experiment];
}

/* Without -e 0 stm32flash erases the page first. */
static void print_write(bool erases, uint32_t address, unsigned bytes)
{
    print(erases ? "-w probe-stm32l4.bin -S 0x"
                 : "-e 0 -w probe-stm32l4.bin -S 0x");
    print_hex(address, 8);
    print(":");
    print_decimal(bytes);
    print(" ");
}

/* stm32flash does not send such a list. */
static void print_pages(void)
{
    print("    boot0 probe PORT    # erase pages ");
    print_decimal(spare_number(SPARE_SECOND));
    print(",");
    print_decimal(NO_PAGE + spare_number(SPARE_FIRST));
    print(" -g 0x");
    print_hex(DOOR_VALID, 8);
    print(", refused -g 0x");
    print_hex(DOOR_REFUSED, 8);
    print("\n");
}

void plan_print_command(enum experiment experiment)
{
    if (experiment == PAGES) {
        print_pages();
        return;
    }
    print("    stm32flash -b 115200 ");
    if (swaps(experiment))
        print_write(true, spare_address(SPARE_FIRST) + SWAP_OFFSET, SWAP_BYTES);
    if (experiment == WRITE)
        print_write(false, spare_address(SPARE_SECOND) + HOST_OFFSET,
                    HOST_BYTES);
    print("-g 0x");
    print_hex(experiment == GO ? DOOR_INVALID : DOOR_VALID, 8);
    print(" PORT");
    if (swaps(experiment)) {
        print("    # page ");
        print_decimal(spare_number(SPARE_FIRST));
    }
    print("\n");
}

/* --- preparing --- */

/* The ROM of the L47x switches the LSE on. */
void plan_ask_chip(void)
{
    if (state_field(place_lse) == 0)
        state_put(place_lse, RCC->BDCR & RCC_BDCR_LSEON ? LSE_ON : LSE_OFF);
}

bool plan_go_on(enum experiment experiment)
{
    unsigned tears = state_field(place_tears);
    (void)experiment; /* it is TORN */
    if (guest_torn())
        return true;
    if (tears == TEARS)
        return false;
    state_put(place_tears, tears + 1);
    return guest_tear(tears + 1);
}

static bool tear(void)
{
    state_put(place_tears, 0);
    state_set_phase(PHASE_TEAR);
    return plan_go_on(TORN);
}

bool plan_prepare(enum experiment experiment)
{
    uint32_t head = wanted_head(experiment);
    bool good = true;
    if (head)
        good = guest_write(head);
    else if (two_banks())
        good = guest_erase();
    if (experiment == ENTRY)
        shadow_try();
    if (uses_spare(experiment))
        good = spare_prepare(swaps(experiment)) && good;
    return good && (experiment != TORN || tear());
}

void plan_clean(void)
{
    spare_prepare(false);
    if (two_banks())
        guest_erase();
    if (state_field(place_lse) == LSE_OFF)
        RCC->BDCR &= ~(uint32_t)RCC_BDCR_LSEON;
}

/* --- jumping --- */

void plan_map(enum experiment experiment, bool first_pass)
{
    (void)first_pass;
    if (sets_bfb2(experiment))
        shadow_set(FLASH_OPTR_BFB2, FLASH_OPTR_BFB2);
    if (experiment == PIN)
        shadow_set(FLASH_OPTR_NSWBOOT0 | FLASH_OPTR_NBOOT0, 0);
    if (experiment == VECTORS)
        SCB->VTOR = FLASH_BASE;
    if (experiment == TORN)
        SCB->VTOR = ROM_BASE;
    if (is_mapped(experiment))
        SYSCFG->MEMRMP = SYSCFG_MEMRMP_MEM_MODE_SYSTEM;
}

extern const uint32_t swap_and_enter[], swap_and_enter_end[];

/* What is swapped is what the probe runs from, and what the caches hold. */
static _Noreturn void swap_and_jump(void)
{
    typedef void swap(volatile uint32_t *, uint32_t, uint32_t, uint32_t);
    const unsigned words = (unsigned)(swap_and_enter_end - swap_and_enter);
    volatile uint32_t *code = (volatile uint32_t *)SWAP_CODE;
    for (unsigned i = 0; i < words; i++)
        code[i] = swap_and_enter[i];
    FLASH->ACR = 0;
    FLASH->ACR = FLASH_ACR_ICRST | FLASH_ACR_DCRST;
    FLASH->ACR = 0;
    ((swap *)(SWAP_CODE + 1))(&SYSCFG->MEMRMP,
                              SYSCFG->MEMRMP | SYSCFG_MEMRMP_FB_MODE, ROM_SP,
                              ROM_RESET);
    __builtin_unreachable();
}

void plan_jump(enum experiment experiment, bool first_pass)
{
    (void)first_pass;
    if (swaps(experiment))
        swap_and_jump();
    enter_rom(ROM_SP, ROM_RESET);
}

bool plan_says_nothing(enum experiment experiment, unsigned kind)
{
    if (kind == CAME_BUTTON)
        return true;
    switch (experiment) {
    case SWAP:
    case BANKS: return came_back(kind) && host_swap() == SWAP_NONE;
    case GO: return kind == CAME_VALID;
    case WRITE: return kind == CAME_VALID && host_write() == HOST_NONE;
    case PAGES: return kind == CAME_VALID && !spare_erased(SPARE_SECOND);
    default: return false;
    }
}
