/* SPDX-License-Identifier: MIT */
#include "examples/probe/experiment.h"

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

static bool checks(void)
{
    return rom_checks_banks(ROM_ID_BYTE);
}

static bool by_go(unsigned kind)
{
    return kind == CAME_VALID || kind == CAME_INVALID;
}

/* The probe's own head makes the ROM start bank 1 under `mask`, the guest's
 * head makes it start bank 2 under `range`, too. */
static bool can_pass(void)
{
    unsigned sp = state_reading(READ_SP);
    return sp == SP_MASK || (sp == SP_RANGE && guest_page() != PAGE_NONE);
}

static enum way way(void)
{
    if (by_go(state_kept(ENTRY)))
        return WAY_RESET;
    switch (state_reading(READ_PAST)) {
    case PAST_FREE: return WAY_PAST;
    case PAST_NEEDS_PASS: return WAY_PASS_PAST;
    default: return WAY_NONE;
    }
}

static bool applies(enum experiment experiment)
{
    unsigned past = state_kept(PAST);
    switch (experiment) {
    case ENTRY: return true;
    case BOUNCE:
        return checks() && state_reading(READ_SP) == SP_RANGE && can_pass();
    case PAST: return checks();
    case PAST_AFTER:
        return checks() && can_pass() &&
               (past == CAME_WATCHDOG || past == CAME_FAULT);
    default: return way() != WAY_NONE;
    }
}

/* True: bank 2 must hold the guest when the ROM is entered. */
static bool wants_guest(enum experiment experiment)
{
    return experiment == BOUNCE ||
           (experiment == PAST_AFTER && state_reading(READ_SP) == SP_RANGE);
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

/* --- announcing --- */

static const char *const titles[EXPERIMENTS] = {
    [ENTRY] = "entry: fills RAM, resets by the window watchdog and jumps to the"
              " ROM's\nreset vector; the head of bank 1 is a stack pointer by"
              " the mask, not by the\nrange.\n",
    [BOUNCE] = "bounce: puts a program into the first page of bank 2, fills RAM"
               " and jumps to\nthe ROM's reset vector; the ROM should start"
               " that program, or reset.\n",
    [PAST] = "past: fills RAM and jumps past the ROM's bank check without a"
             " first pass.\n",
    [PAST_AFTER] = "after: jumps to the ROM's reset vector, and when that comes"
                   " back past its\nbank check.\n",
    [REMAP] = "remap: jumps to the ROM without mapping it to 0; a timer"
              " interrupt is to\ncome there.\n",
    [GO] = "go: jumps to the ROM, for a Go to a head that is no stack"
           " pointer.\n",
};

static void announce(enum experiment experiment)
{
    print("\n[");
    print_decimal(experiment + 1u);
    print("] ");
    print(titles[experiment]);
    print("If nothing more comes within 5 s, the ROM waits for you: close the"
          " terminal, run\n    stm32flash -b 115200 -g 0x");
    print_hex(experiment == GO ? DOOR_INVALID : DOOR_VALID, 8);
    print(" PORT\nopen the terminal and press Enter.\n");
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
    if (wants_guest(experiment))
        return guest_write();
    /* PAST and PAST_AFTER run no bank check, or ran it just before. */
    return guest_page() == PAGE_NONE || experiment == PAST || guest_erase();
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
static _Noreturn void jump(uint32_t entry, bool mapped)
{
    RCC->APB2ENR |= RCC_APB2ENR_SYSCFGEN;
    (void)RCC->APB2ENR;
    if (mapped)
        map_rom();
    else
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
    jump(ROM_RESET, true);
}

void experiment_jump(void)
{
    enum experiment experiment = state_experiment();
    uint32_t past = ROM_ID_BYTE == ROM_ID_V4_1 ? PAST_V4_1 : PAST_V11_2;
    take_off(PHASE_FLIGHT, experiment != ENTRY);
    jump(goes_past(experiment) ? past : ROM_RESET, experiment != REMAP);
}

/* --- concluding --- */

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

static void read_entry(unsigned kind, uint32_t came)
{
    bool bounced = kind == CAME_RESET || kind == CAME_BRANCH;
    if (!by_go(kind) && !(bounced && checks()))
        return;
    read_ram();
    state_read(READ_CSR,
               came >> CAME_FLAGS_POS & FLAG_WWDG ? CSR_KEPT : CSR_CLEARED);
    if (checks())
        state_read(READ_SP, bounced ? SP_MASK : SP_RANGE);
    if (bounced)
        state_read(READ_BOUNCE,
                   kind == CAME_RESET ? BOUNCE_RESET : BOUNCE_BRANCH);
}

static void read_bounce(unsigned kind)
{
    if (kind != CAME_RESET && kind != CAME_GUEST)
        return;
    read_ram();
    state_read(READ_BOUNCE, kind == CAME_RESET ? BOUNCE_RESET : BOUNCE_BRANCH);
}

/* Either the timer's interrupt reached the probe, or the ROM's vectors took it
 * and the watchdog bit. A ROM that lost both was left by Go. */
static void read_remap(unsigned kind, uint32_t came)
{
    if (kind == CAME_TIMER)
        state_read(READ_REMAP, REMAP_CALLER);
    else if (kind == CAME_WATCHDOG)
        state_read(READ_REMAP, REMAP_SELF);
    else if (by_go(kind) && (came >> CAME_MODE_POS & 3) == 1)
        state_read(READ_REMAP, REMAP_SELF);
    else if (by_go(kind) && came & STILL_USART2)
        state_read(READ_REMAP, REMAP_CALLER);
}

static void read_go(unsigned kind, uint32_t came)
{
    const uint32_t any = 3 << CAME_SWS_POS | STILL_APB1 | STILL_APB2 |
                         STILL_IOP | STILL_SYSTICK | STILL_USART2;
    if (kind == CAME_RESET)
        state_read(READ_GO, GO_CHECKS_SP);
    else if (kind == CAME_INVALID && came & STILL_USART2)
        state_read(READ_GO, GO_LEFT);
    else if (kind == CAME_INVALID && !(came & any))
        state_read(READ_GO, GO_RESTORED);
}

static void take_down(enum experiment experiment, uint32_t came)
{
    unsigned kind = came & CAME_MASK;
    switch (experiment) {
    case ENTRY: read_entry(kind, came); break;
    case BOUNCE: read_bounce(kind); break;
    case PAST:
        if (by_go(kind))
            state_read(READ_PAST, PAST_FREE);
        break;
    case PAST_AFTER:
        if (by_go(kind))
            state_read(READ_PAST, PAST_NEEDS_PASS);
        break;
    case REMAP: read_remap(kind, came); break;
    case GO: read_go(kind, came); break;
    case EXPERIMENTS: break;
    }
}

/* Not an answer of the ROM: a button, a power failure, the wrong address. */
static bool says_nothing(enum experiment experiment, unsigned kind)
{
    return kind == CAME_BUTTON || (experiment == GO && kind == CAME_VALID);
}

void experiment_conclude(void)
{
    enum experiment experiment = state_experiment();
    uint32_t came = state_came();
    unsigned tries = state_tries() + 1;
    bool again = says_nothing(experiment, came & CAME_MASK) && tries < TRIES;

    if (!again) {
        state_keep(experiment, came);
        take_down(experiment, came);
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
