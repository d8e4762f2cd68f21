/* SPDX-License-Identifier: MIT */
#include "examples/probe/experiment.h"

#include "examples/probe/evaluation.h"
#include "examples/probe/family.h"
#include "examples/probe/memory.h"
#include "examples/probe/plan.h"
#include "examples/probe/probe.h"
#include "examples/probe/terminal.h"

enum { TRIES = 3 };

/* --- announcing --- */

static void announce(enum experiment experiment)
{
    print("\n[");
    print_decimal(experiment + 1u);
    print("] ");
    print(plan_title(experiment));
    print("If nothing more comes within 5 s, the ROM waits for you: close the"
          " terminal, run\n");
    plan_print_command(experiment);
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

static _Noreturn void begin(enum experiment experiment)
{
    if (plan_fills(experiment))
        ram_fill();
    terminal_drain();
    forget_flags();
    if (experiment == ENTRY) {
        state_set_phase(PHASE_FLAGS);
        window_reset();
    }
    state_set_phase(plan_passes(experiment) ? PHASE_PASS_JUMP : PHASE_JUMP);
    system_reset();
}

static void next(enum experiment experiment)
{
    do
        experiment++;
    while (experiment < EXPERIMENTS && !plan_applies(experiment));
    state_set(experiment, PHASE_READY, 0);
}

static void leave_out(enum experiment experiment)
{
    print(plan_unwritten);
    state_keep(experiment, CAME_WRITE);
    next(experiment);
}

void experiment_go_on(void)
{
    enum experiment experiment = state_experiment();
    terminal_open();
    if (plan_go_on(experiment))
        begin(experiment);
    leave_out(experiment);
}

void experiments_run(void)
{
    plan_ask_chip();
    for (;;) {
        enum experiment experiment = state_experiment();
        if (experiment == EXPERIMENTS)
            return;
        announce_and_wait(experiment);
        if (plan_prepare(experiment))
            begin(experiment);
        leave_out(experiment);
    }
}

/* --- jumping --- */

static void start_timer(void)
{
    RCC_APB1 |= TIM6EN;
    (void)RCC_APB1;
    part_set_timer();
    TIM6->EGR = TIM_EGR_UG; /* takes the prescaler over, and sets UIF */
    TIM6->SR = 0;
    TIM6->DIER = TIM_DIER_UIE;
    part_enable_timer();
    TIM6->CR1 = TIM_CR1_CEN;
}

/* From here on RCC_APB1ENR is not 0, so that the probe can distinguish a branch
 * to its reset vector from a reset. The watchdog bites if the ROM dies. */
static _Noreturn void jump(enum experiment experiment, bool first_pass)
{
    RCC->APB2ENR |= RCC_APB2ENR_SYSCFGEN;
    (void)RCC->APB2ENR;
    plan_map(experiment, first_pass);
    if (!first_pass && plan_times(experiment))
        start_timer();
    watchdog_start();
    PWR_DOMAIN &= ~(uint32_t)DBP;
    plan_jump(experiment, first_pass);
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
    jump(state_experiment(), true);
}

void experiment_jump(void)
{
    enum experiment experiment = state_experiment();
    take_off(PHASE_FLIGHT, experiment != ENTRY);
    jump(experiment, false);
}

/* --- concluding --- */

void experiment_conclude(void)
{
    enum experiment experiment = state_experiment();
    uint32_t came = state_came();
    unsigned tries = state_tries() + 1;
    bool again =
        plan_says_nothing(experiment, came & CAME_MASK) && tries < TRIES;

    if (!again) {
        state_keep(experiment, came);
        plan_evaluate(experiment, came);
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
