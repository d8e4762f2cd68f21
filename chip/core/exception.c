/* SPDX-License-Identifier: MIT */
#include "chip/core/exception.h"

#include <string.h>

#include "chip/bus.h"
#include "chip/core/core.h"
#include "chip/core/cpu.h"
#include "chip/core/nvic.h"
#include "chip/core/scb.h"
#include "chip/core/watchpoint.h"
#include "chip/due.h"
#include "chip/event.h"

enum {
    FRAME_SIZE = 32, /* R0-R3, R12, LR, return address, xPSR */
    FRAME_WORDS = 8,
    FRAME_FP_SIZE = 72, /* behind them: S0-S15, FPSCR, a reserved word */
    LOCKUP_PC = 0xFFFFFFFE
};

enum { CCR_NONBASETHRDENA = 1 << 0, CCR_STKALIGN = 1 << 9 };

#define EXC_RETURN_HANDLER     0xFFFFFFF1u
#define EXC_RETURN_THREAD_MAIN 0xFFFFFFF9u
#define EXC_RETURN_THREAD_PSP  0xFFFFFFFDu
#define EXC_RETURN_PSP         (1u << 2)
#define EXC_RETURN_THREAD      (1u << 3)
#define EXC_RETURN_BASIC       (1u << 4) /* the frame has no FPU registers */

#define XPSR_ALIGNED (1u << 9) /* of a frame: the stack was realigned */

static bool active(const struct chip *chip, unsigned exception)
{
    return exception_set_has(&chip->nvic.active, exception);
}

bool exception_stalls(struct chip *chip)
{
    if (bus_attentive(chip))
        bus_touch(chip, chip->scb.vtor);
    return chip->attention & ATTENTION_STALL;
}

bool exception_vector(struct chip *chip, unsigned exception, uint32_t *vector)
{
    uint32_t address = chip->scb.vtor + 4 * exception;
    bool fetched = bus_read(chip, address, 4, vector);
    event_vector(chip, exception, address,
                 fetched ? bus_region(chip, address) : REGION_NONE, *vector);
    return fetched;
}

/* DDI0419 B1.5.14: fetches from 0xFFFFFFFE, until a reset or an NMI. */
static void lockup(struct chip *chip)
{
    chip->cpu.locked_up = true;
    chip->attention |= ATTENTION_LOCKUP;
    cpu_branch(&chip->cpu, LOCKUP_PC);
}

static void leave_lockup(struct chip *chip)
{
    chip->cpu.locked_up = false;
    chip->attention &= ~ATTENTION_LOCKUP;
}

/* The handler mode state of `exception`; the registers are on the stack. */
static void activate(struct chip *chip, unsigned exception)
{
    struct cpu *cpu = &chip->cpu;
    event_exception(chip, exception);
    nvic_activate(chip, exception);
    cpu->ipsr = (uint8_t)exception;
    cpu_select_msp(cpu);
    exception_rules(chip)->enter(chip);
    cpu_event(chip);
}

static void go_to_handler(struct chip *chip, unsigned exception,
                          uint32_t vector)
{
    activate(chip, exception);
    chip->cpu.t = vector & 1;
    cpu_branch(&chip->cpu, vector);
}

/* Goes to the handler of `exception`, which is pending unless it is a fault
 * (DDI0419 B1.5.6, ExceptionTaken). A failed vector fetch makes it a
 * HardFault, and leaves it pending; of HardFault or NMI itself it locks up. */
static void take(struct chip *chip, unsigned exception)
{
    uint32_t vector = 0;

    if (!exception_vector(chip, exception, &vector)) {
        if (exception <= EXCEPTION_HARDFAULT) {
            activate(chip, exception);
            lockup(chip);
            return;
        }
        take(chip, exception_rules(chip)->fault(chip, EXCEPTION_FAULT_VECTOR));
        return;
    }
    go_to_handler(chip, exception, vector);
}

/* Returns the exception whose handler begins: one that became pending during
 * the entry of `exception`, and is more urgent, takes the frame over, and that
 * one waits (DDI0403 B1.5.12, late arrival). */
static unsigned late_arrival(struct chip *chip, unsigned exception)
{
    if (!exception_rules(chip)->late_arrival)
        return exception;
    if (chip->cycle >= chip->due_cycle)
        due_fire(chip);
    unsigned late = nvic_takeable(chip);
    if (!late || !nvic_more_urgent(chip, late, exception))
        return exception;
    nvic_pend(chip, exception);
    return late;
}

static uint32_t exc_return_now(const struct cpu *cpu)
{
    uint32_t basic = cpu->control & CONTROL_FPCA ? 0 : EXC_RETURN_BASIC;
    uint32_t to = cpu->ipsr                      ? EXC_RETURN_HANDLER
                  : cpu->control & CONTROL_SPSEL ? EXC_RETURN_THREAD_PSP
                                                 : EXC_RETURN_THREAD_MAIN;
    return (to & ~EXC_RETURN_BASIC) | basic;
}

/* --- the frame --- */

static uint32_t frame_size(bool fp)
{
    return fp ? FRAME_SIZE + FRAME_FP_SIZE : FRAME_SIZE;
}

/* Returns whether a frame is aligned to 8 bytes. */
static bool frame_aligned(const struct chip *chip, bool fp)
{
    return fp || exception_rules(chip)->ccr(chip) & CCR_STKALIGN;
}

static enum exception_fault write_words(struct chip *chip, uint32_t frame,
                                        const uint32_t words[FRAME_WORDS])
{
    if (!exception_rules(chip)->allows(chip, frame, FRAME_SIZE, true,
                                       cpu_privileged(chip)))
        return EXCEPTION_FAULT_PUSH_DENIED;
    for (unsigned i = 0; i < FRAME_WORDS; i++)
        if (!bus_write(chip, frame + 4 * i, 4, words[i]))
            return EXCEPTION_FAULT_PUSH;
    return EXCEPTION_FAULT_NONE;
}

static enum exception_fault write_frame(struct chip *chip, uint32_t frame,
                                        const uint32_t words[FRAME_WORDS])
{
    enum exception_fault fault = write_words(chip, frame, words);
    if (fault || !(chip->cpu.control & CONTROL_FPCA))
        return fault;
    return exception_rules(chip)->push_fp(chip, frame + FRAME_SIZE);
}

/* Watches the frame that an entry is about to store, or without `words` the one
 * that a return has read. */
static struct watchpoint_access
frame_access(const struct chip *chip, uint32_t frame, const uint32_t *words)
{
    struct watchpoint_access access = {
        .address = frame,
        .size = FRAME_SIZE,
        .kind = words ? WATCHPOINT_WRITE : WATCHPOINT_READ,
        .frame = true,
        .unit = 4,
        .cycle = chip->cycle,
        .exception = chip->cpu.ipsr,
    };
    if (words) {
        memcpy(access.value, words, FRAME_SIZE);
        bus_held(chip, frame, 4, FRAME_WORDS, access.old);
    }
    return access;
}

/* Pushes the frame on the stack in use. When a store fails, SP has moved
 * nevertheless. */
static enum exception_fault push_frame(struct chip *chip)
{
    struct cpu *cpu = &chip->cpu;
    bool fp = cpu->control & CONTROL_FPCA;
    uint32_t sp = cpu->r[CPU_SP];
    uint32_t gap = frame_aligned(chip, fp) ? sp & 4 : 0;
    uint32_t frame = sp - gap - frame_size(fp);
    const uint32_t words[FRAME_WORDS] = {
        cpu->r[0],      cpu->r[1],
        cpu->r[2],      cpu->r[3],
        cpu->r[12],     cpu->r[CPU_LR],
        cpu->r[CPU_PC], cpu_xpsr(chip) | (gap ? XPSR_ALIGNED : 0),
    };

    cpu->r[CPU_SP] = frame;
    if (!(chip->attention & ATTENTION_WATCHPOINT))
        return write_frame(chip, frame, words);
    struct watchpoint_access access = frame_access(chip, frame, words);
    enum exception_fault fault = write_frame(chip, frame, words);
    if (!fault)
        watchpoint_see(chip, &access);
    return fault;
}

/* Returns the exception to enter instead of `exception` when the frame could
 * not be pushed: that of this fault, on the same frame, if it is more urgent;
 * else it waits. Returns 0 when the core locks up: the entry was that of
 * HardFault, or of NMI over HardFault (DDI0484 3.6.1). */
static unsigned stacking_fault(struct chip *chip, unsigned exception,
                               enum exception_fault fault)
{
    unsigned derived = exception_rules(chip)->fault(chip, fault);
    if (derived == EXCEPTION_HARDFAULT &&
        (exception == EXCEPTION_HARDFAULT || active(chip, EXCEPTION_HARDFAULT)))
        return 0;
    nvic_pend(chip, derived);
    return nvic_more_urgent(chip, derived, exception) ? derived : exception;
}

/* Enters an exception; r[15] is the address to return to. HANDLER takes the
 * place of the vector; 0 = the vector. */
static void enter_at(struct chip *chip, unsigned exception, uint32_t handler)
{
    struct cpu *cpu = &chip->cpu;
    uint32_t exc_return = exc_return_now(cpu);
    enum exception_fault fault = push_frame(chip);
    unsigned taken = fault ? stacking_fault(chip, exception, fault) : exception;

    leave_lockup(chip);
    cpu_select_msp(cpu);
    cpu->r[CPU_LR] = exc_return;
    chip->cycle += exception_rules(chip)->entry_cycles;
    if (handler && taken == exception) {
        go_to_handler(chip, exception, handler);
    } else if (taken) {
        take(chip, late_arrival(chip, taken));
    } else {
        activate(chip, exception);
        lockup(chip);
    }
    nvic_update(chip);
}

static void enter(struct chip *chip, unsigned exception)
{
    enter_at(chip, exception, 0);
}

unsigned exception_free(const struct chip *chip)
{
    const struct nvic *nvic = &chip->nvic;
    struct exception_set used = exception_set_or(&nvic->pending, &nvic->active);
    used = exception_set_or(&used, &nvic->enabled);
    unsigned end = EXCEPTION_IRQ0 + map_of(chip)->irq_count;
    for (unsigned i = end - 1; i >= EXCEPTION_IRQ0; i--)
        if (!exception_set_has(&used, i) && nvic_preempts(chip, i))
            return i;
    return 0;
}

void exception_call(struct chip *chip, unsigned exception, uint32_t function)
{
    cpu_wake(chip);
    enter_at(chip, exception, function);
}

void exception_check(struct chip *chip)
{
    if (chip->cpu.sleeping && nvic_wakes(chip))
        cpu_wake(chip);
    unsigned exception = nvic_takeable(chip);
    if (exception)
        enter(chip, exception);
    else
        nvic_update(chip);
}

/* At the priority of HardFault or NMI no fault can be handled. */
void exception_raise(struct chip *chip, unsigned exception)
{
    if (nvic_execution_priority(chip) < 0)
        lockup(chip);
    else if (!exception_stalls(chip)) {
        if (exception != EXCEPTION_HARDFAULT)
            nvic_pend(chip, exception); /* until it is active */
        enter(chip, exception);
    }
}

void exception_fault(struct chip *chip)
{
    exception_raise(chip, EXCEPTION_HARDFAULT);
}

/* An SVC that cannot preempt becomes a HardFault. Its return address is that
 * of the SVC, as for every other fault: assumed. */
void exception_svc(struct chip *chip)
{
    bool taken = nvic_preempts(chip, EXCEPTION_SVC);
    if (taken && !exception_stalls(chip)) {
        nvic_pend(chip, EXCEPTION_SVC);
        enter(chip, EXCEPTION_SVC);
        return;
    }
    chip->cpu.r[CPU_PC] -= 2;
    if (!taken)
        exception_fault(chip);
}

/* --- return, DDI0419 B1.5.8 --- */

/* Returns whether `exc_return` fits the active exceptions, of which there are
 * `count` with the one that returns. Cases that DDI0419 calls UNPREDICTABLE
 * fault, as on ARMv7-M: assumed. */
static bool return_valid(const struct chip *chip, uint32_t exc_return,
                         unsigned count)
{
    bool nested = exception_rules(chip)->ccr(chip) & CCR_NONBASETHRDENA;
    if (core_of(chip)->fpu)
        exc_return |= EXC_RETURN_BASIC;
    switch (exc_return) {
    case EXC_RETURN_HANDLER: return count > 1;
    case EXC_RETURN_THREAD_MAIN:
    case EXC_RETURN_THREAD_PSP: return count == 1 || nested;
    default: return false;
    }
}

/* Handles an impossible return: a fault, entered without a new frame as if
 * tail-chained; lock-up if that cannot be taken either. */
static void return_fault(struct chip *chip, uint32_t exc_return,
                         enum exception_fault fault)
{
    chip->cpu.r[CPU_LR] = exc_return;
    chip->cycle += exception_rules(chip)->tail_chain_cycles;
    unsigned exception = exception_rules(chip)->fault(chip, fault);
    if (nvic_execution_priority(chip) >= 0) {
        take(chip, exception);
    } else {
        if (!active(chip, EXCEPTION_NMI))
            chip->cpu.ipsr = EXCEPTION_HARDFAULT;
        lockup(chip);
    }
    nvic_update(chip);
}

static enum exception_fault read_frame(struct chip *chip, uint32_t frame,
                                       bool privileged,
                                       uint32_t words[FRAME_WORDS])
{
    if (!exception_rules(chip)->allows(chip, frame, FRAME_SIZE, false,
                                       privileged))
        return EXCEPTION_FAULT_POP_DENIED;
    for (unsigned i = 0; i < FRAME_WORDS; i++)
        if (!bus_read(chip, frame + 4 * i, 4, &words[i]))
            return EXCEPTION_FAULT_POP;
    if (chip->attention & ATTENTION_WATCHPOINT) {
        struct watchpoint_access access = frame_access(chip, frame, NULL);
        watchpoint_see(chip, &access);
    }
    return EXCEPTION_FAULT_NONE;
}

/* Reads the frame that `exc_return` says, and the FPU's registers from it. */
static enum exception_fault pop_frame(struct chip *chip, uint32_t exc_return,
                                      uint32_t words[FRAME_WORDS])
{
    const struct cpu *cpu = &chip->cpu;
    bool psp = exc_return & EXC_RETURN_PSP;
    bool to_handler = !(exc_return & EXC_RETURN_THREAD);
    bool privileged = to_handler || !(cpu->control & CONTROL_NPRIV);
    uint32_t frame = psp ? cpu->sp_other : cpu->r[CPU_SP];
    enum exception_fault fault = read_frame(chip, frame, privileged, words);
    if (fault)
        return fault;
    if (to_handler != !!(words[7] & exception_rules(chip)->ipsr_mask))
        return EXCEPTION_FAULT_RETURN;
    if (exc_return & EXC_RETURN_BASIC)
        return EXCEPTION_FAULT_NONE;
    return exception_rules(chip)->pop_fp(chip, frame + FRAME_SIZE, privileged);
}

static void restore(struct chip *chip, bool fp,
                    const uint32_t words[FRAME_WORDS])
{
    struct cpu *cpu = &chip->cpu;
    uint32_t xpsr = words[7];

    for (unsigned i = 0; i < 4; i++)
        cpu->r[i] = words[i];
    cpu->r[12] = words[4];
    cpu->r[CPU_LR] = words[5];
    cpu_branch(cpu, words[6]);
    cpu->r[CPU_SP] += frame_size(fp);
    if (xpsr & XPSR_ALIGNED && frame_aligned(chip, fp))
        cpu->r[CPU_SP] |= 4;
    if (fp)
        cpu->control |= CONTROL_FPCA;
    else
        cpu->control &= ~CONTROL_FPCA;
    exception_rules(chip)->set_xpsr(chip, xpsr);
    cpu->ipsr = (uint8_t)(xpsr & exception_rules(chip)->ipsr_mask);
}

/* Pops the frame that `exc_return` selects. */
static void unstack(struct chip *chip, uint32_t exc_return)
{
    struct cpu *cpu = &chip->cpu;
    uint32_t words[FRAME_WORDS];
    enum exception_fault fault = pop_frame(chip, exc_return, words);

    if (fault) {
        return_fault(chip, exc_return, fault);
        return;
    }
    if (exc_return & EXC_RETURN_PSP)
        cpu_select_psp(cpu);
    restore(chip, !(exc_return & EXC_RETURN_BASIC), words);
    cpu_event(chip);
    chip->cycle += exception_rules(chip)->return_cycles;
    nvic_update(chip);
    if (chip->scb.scr & SCR_SLEEPONEXIT &&
        exception_set_empty(&chip->nvic.active))
        cpu_sleep(chip);
}

void exception_return(struct chip *chip, uint32_t exc_return)
{
    struct cpu *cpu = &chip->cpu;
    unsigned count = exception_set_count(&chip->nvic.active);
    bool valid =
        active(chip, cpu->ipsr) && return_valid(chip, exc_return, count);

    nvic_deactivate(chip, cpu->ipsr);
    exception_rules(chip)->leave(chip, cpu->ipsr);
    if (!valid) {
        return_fault(chip, exc_return, EXCEPTION_FAULT_RETURN);
        return;
    }
    unsigned next = nvic_takeable(chip);
    if (next) {
        cpu->r[CPU_LR] = exc_return;
        chip->cycle += exception_rules(chip)->tail_chain_cycles;
        take(chip, late_arrival(chip, next));
        nvic_update(chip);
        return;
    }
    unstack(chip, exc_return);
}
