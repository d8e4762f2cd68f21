/* SPDX-License-Identifier: MIT */
#include "examples/probe/experiment.h"

#include "examples/probe/evaluation.h"
#include "examples/probe/guest.h"
#include "examples/probe/memory.h"
#include "examples/probe/probe.h"
#include "examples/probe/terminal.h"
#include "firmware/stm32l0/stm32l073.h"
#include "rom/stm32l0/version.h"

enum {
    PAST_V4_1 = ROM_PAST_V4_1 | 1,
    PAST_V11_2 = ROM_PAST_V11_2 | 1,
    TRIES = 3,
    /* 20 ms at 32 MHz, 0.3 s at the 2.1 MHz after a reset: the ROM is ready
     * within 0.71 ms (AN2606). */
    TIMER_PRESCALER = 63,
    TIMER_TICKS = 10000
};

/* The way into a ROM that stays. */
enum way { WAY_NONE, WAY_RESET, WAY_PAST, WAY_PASS_PAST };

bool rom_known(uint8_t id)
{
    return ROM_KNOWN(id);
}

bool rom_checks_banks(uint8_t id)
{
    return ROM_CHECKS_BANKS(id);
}

static bool checks(void)
{
    return rom_checks_banks(ROM_ID_BYTE);
}

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

static bool applies(enum experiment experiment)
{
    switch (experiment) {
    case ENTRY: return true;
    case BOUNCE:
        return checks() && two_banks() && came_by_go(state_kept(ENTRY));
    case BELOW: return came_by_go(state_kept(BOUNCE));
    case PAST: return checks();
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

static bool wants_pass(enum experiment experiment)
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

static bool wants_timer(enum experiment experiment)
{
    return !is_mapped(experiment) || experiment == FAULT;
}

/* --- announcing --- */

static const char *const titles[EXPERIMENTS] = {
    [ENTRY] = "entry: fills RAM, resets by the window watchdog and jumps to the"
              " ROM's\nreset vector; the head of bank 1 is a stack pointer by"
              " the mask, not by the\nrange.\n",
    [BOUNCE] = "bounce: puts a program into the first page of bank 2, fills RAM"
               " and jumps to\nthe ROM's reset vector; the ROM should start"
               " that program, or reset.\n",
    [BELOW] = "below: the same with another stack pointer in that program.\n",
    [PAST] = "past: fills RAM and jumps past the ROM's bank check without a"
             " first pass.\n",
    [PAST_AFTER] = "after: jumps to the ROM's reset vector, and when that comes"
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

/* The command for a ROM that has stayed. */
static void print_command(enum experiment experiment)
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

static void announce(enum experiment experiment)
{
    print("\n[");
    print_decimal(experiment + 1u);
    print("] ");
    print(titles[experiment]);
    print("If nothing more comes within 5 s, the ROM waits for you: close the"
          " terminal, run\n");
    print_command(experiment);
    print("open the terminal and press Enter.\n");
}

/* Waits for a key before each step: after a Go the host's terminal is still
 * closed, and output is lost. */
static void announce_and_wait(enum experiment experiment)
{
    char key = '\r';
    while (key != 'y') {
        if (key == '\r' || key == '\n') {
            announce(experiment);
            print("Press y to make the jump.\n");
        }
        key = terminal_key();
    }
}

/* --- beginning --- */

static void forget_flags(void)
{
    RCC->CSR |= RCC_CSR_RMVF;
    RCC->CSR &= ~(uint32_t)RCC_CSR_RMVF;
}

/* Prepares bank 2 for the experiment. False: it failed. */
static bool prepare_bank2(enum experiment experiment)
{
    uint32_t head = wanted_head(experiment);
    if (head)
        return guest_write(head);
    /* PAST and PAST_AFTER run no bank check, or ran it just before. */
    return !two_banks() || experiment == PAST || guest_erase();
}

static _Noreturn void begin(enum experiment experiment)
{
    if (experiment < PAST_AFTER)
        ram_fill();
    terminal_drain();
    forget_flags();
    if (experiment == ENTRY) {
        state_set_phase(PHASE_FLAGS);
        window_reset();
    }
    state_set_phase(wants_pass(experiment) ? PHASE_PASS_JUMP : PHASE_JUMP);
    system_reset();
}

static void next(enum experiment experiment)
{
    do
        experiment++;
    while (experiment < EXPERIMENTS && !applies(experiment));
    state_set(experiment, PHASE_READY, 0);
}

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

void experiments_run(void)
{
    if (state_reading(READ_GATE) == OPEN)
        ask_gate();
    for (;;) {
        enum experiment experiment = state_experiment();
        if (experiment == EXPERIMENTS)
            return;
        announce_and_wait(experiment);
        if (prepare_bank2(experiment))
            begin(experiment);
        print("Bank 2 could not be written: this experiment is left out.\n");
        state_keep(experiment, CAME_WRITE);
        next(experiment);
    }
}

/* --- jumping --- */

static void map_rom(void)
{
    SYSCFG->CFGR1 =
        (SYSCFG->CFGR1 & ~SYSCFG_CFGR1_MEM_MODE) | SYSCFG_CFGR1_MEM_MODE_SYSTEM;
}

static void start_timer(void)
{
    RCC->APB1ENR |= RCC_APB1ENR_TIM6EN;
    (void)RCC->APB1ENR;
    TIM6->PSC = TIMER_PRESCALER;
    TIM6->ARR = TIMER_TICKS;
    TIM6->EGR = TIM_EGR_UG; /* takes the prescaler over, and sets UIF */
    TIM6->SR = 0;
    TIM6->DIER = TIM_DIER_UIE;
    NVIC_ISER = 1u << TIM6_IRQ;
    TIM6->CR1 = TIM_CR1_CEN;
}

/* From here on RCC_APB1ENR is not 0, so that the probe can distinguish a branch
 * to its reset vector from a reset. The watchdog bites if the ROM dies. */
static _Noreturn void jump(uint32_t entry, enum experiment experiment)
{
    RCC->APB2ENR |= RCC_APB2ENR_SYSCFGEN;
    (void)RCC->APB2ENR;
    if (is_mapped(experiment))
        map_rom();
    if (experiment == VECTORS)
        SCB->VTOR = FLASH_BASE;
    if (wants_timer(experiment))
        start_timer();
    watchdog_start();
    PWR->CR &= ~(uint32_t)PWR_CR_DBP;
    __asm volatile("msr msp, %0\n\tbx %1" ::"r"(ROM_SP), "r"(entry) : "memory");
    __builtin_unreachable();
}

/* The write of PHASE puts the experiment in flight: after it the flags explain
 * a reset. So everything is ready before. */
static void take_off(enum phase phase, bool flags_too)
{
    state_set_came(0);
    if (flags_too)
        forget_flags();
    state_set_phase(phase);
}

void experiment_first_pass(void)
{
    take_off(PHASE_PASS, true);
    jump(ROM_RESET, PAST_AFTER);
}

void experiment_jump(void)
{
    enum experiment experiment = state_experiment();
    uint32_t past = ROM_ID_BYTE == ROM_ID_V4_1 ? PAST_V4_1 : PAST_V11_2;
    take_off(PHASE_FLIGHT, experiment != ENTRY);
    jump(goes_past(experiment) ? past : ROM_RESET, experiment);
}

/* --- concluding --- */

/* Not an answer of the ROM: a button, a power failure, the wrong command. */
static bool says_nothing(enum experiment experiment, unsigned kind)
{
    if (kind == CAME_BUTTON)
        return true;
    if (kind != CAME_VALID)
        return false;
    return experiment == GO ||
           (experiment == WRITE && guest_meeting() == MEETING_NONE);
}

void experiment_conclude(void)
{
    enum experiment experiment = state_experiment();
    uint32_t came = state_came();
    unsigned tries = state_tries() + 1;
    bool again = says_nothing(experiment, came & CAME_MASK) && tries < TRIES;

    if (!again) {
        state_keep(experiment, came);
        evaluate(experiment, came);
    }
    terminal_open();
    print("\nThe probe is back by: ");
    print(came_name(came & CAME_MASK));
    print(again ? ". Once more.\n" : "\n");
    if (again)
        state_set(experiment, PHASE_READY, tries);
    else
        next(experiment);
}
