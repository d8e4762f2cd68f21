/* SPDX-License-Identifier: MIT */
#include "chip/core/exception.h"

#include <string.h>

#include "chip/bus.h"
#include "chip/core/cpu.h"
#include "chip/core/nvic.h"
#include "chip/core/scb.h"
#include "chip/core/watchpoint.h"
#include "chip/event.h"

/* DDI0484 3.6.1: at worst 15 cycles from the request to the first instruction
 * of the handler. Arm gives no figure for the rest: return and tail-chaining
 * are assumed, the cycles of BX or POP come on top. */
enum { ENTRY_CYCLES = 15, RETURN_CYCLES = 11, TAIL_CHAIN_CYCLES = 6 };

enum {
    FRAME_SIZE = 32, /* R0-R3, R12, LR, return address, xPSR */
    FRAME_WORDS = 8,
    LOCKUP_PC = 0xFFFFFFFE
};

#define EXC_RETURN_HANDLER     0xFFFFFFF1u
#define EXC_RETURN_THREAD_MAIN 0xFFFFFFF9u
#define EXC_RETURN_THREAD_PSP  0xFFFFFFFDu

/* xPSR: N31 Z30 C29 V28 | T24 | 9 = the stack was realigned | IPSR 5:0 */
#define XPSR_ALIGNED (1u << 9)
#define XPSR_T       (1u << 24)
#define XPSR_IPSR    0x3Fu

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
    cpu_event(chip);
}

static void go_to_handler(struct chip *chip, unsigned exception,
                          uint32_t vector)
{
    activate(chip, exception);
    chip->cpu.t = vector & 1;
    cpu_branch(&chip->cpu, vector);
}

/* Goes to the handler of `exception`, which is pending unless it is HardFault
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
        take(chip, EXCEPTION_HARDFAULT);
        return;
    }
    go_to_handler(chip, exception, vector);
}

static uint32_t exc_return_now(const struct cpu *cpu)
{
    if (cpu->ipsr)
        return EXC_RETURN_HANDLER;
    return cpu->control & CONTROL_SPSEL ? EXC_RETURN_THREAD_PSP
                                        : EXC_RETURN_THREAD_MAIN;
}

static bool write_frame(struct chip *chip, uint32_t frame,
                        const uint32_t words[FRAME_WORDS])
{
    for (unsigned i = 0; i < FRAME_WORDS; i++)
        if (!bus_write(chip, frame + 4 * i, 4, words[i]))
            return false;
    return true;
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

/* Pushes the frame on the stack in use, aligned to 8 bytes (CCR.STKALIGN is
 * always 1). Returns false when a store fails; SP has moved nevertheless. */
static bool push_frame(struct chip *chip)
{
    struct cpu *cpu = &chip->cpu;
    uint32_t sp = cpu->r[CPU_SP];
    uint32_t frame = (sp - FRAME_SIZE) & ~4u;
    const uint32_t words[FRAME_WORDS] = {
        cpu->r[0],      cpu->r[1],
        cpu->r[2],      cpu->r[3],
        cpu->r[12],     cpu->r[CPU_LR],
        cpu->r[CPU_PC], cpu_xpsr(chip) | (sp & 4 ? XPSR_ALIGNED : 0),
    };

    cpu->r[CPU_SP] = frame;
    if (!(chip->attention & ATTENTION_WATCHPOINT))
        return write_frame(chip, frame, words);
    struct watchpoint_access access = frame_access(chip, frame, words);
    bool written = write_frame(chip, frame, words);
    if (written)
        watchpoint_see(chip, &access);
    return written;
}

/* Returns the exception to enter instead of `exception` when the frame could
 * not be pushed: HardFault, on the same frame; under NMI it waits. Returns 0
 * when the core locks up: the entry was that of HardFault, or of NMI over
 * HardFault (DDI0484 3.6.1). */
static unsigned stacking_fault(struct chip *chip, unsigned exception)
{
    if (exception == EXCEPTION_HARDFAULT || active(chip, EXCEPTION_HARDFAULT))
        return 0;
    nvic_pend(chip, EXCEPTION_HARDFAULT);
    return exception == EXCEPTION_NMI ? EXCEPTION_NMI : EXCEPTION_HARDFAULT;
}

/* Enters an exception; r[15] is the address to return to. HANDLER takes the
 * place of the vector; 0 = the vector. */
static void enter_at(struct chip *chip, unsigned exception, uint32_t handler)
{
    struct cpu *cpu = &chip->cpu;
    uint32_t exc_return = exc_return_now(cpu);
    bool pushed = push_frame(chip);
    unsigned taken = pushed ? exception : stacking_fault(chip, exception);

    leave_lockup(chip);
    cpu_select_msp(cpu);
    cpu->r[CPU_LR] = exc_return;
    chip->cycle += ENTRY_CYCLES;
    if (handler && taken == exception) {
        go_to_handler(chip, exception, handler);
    } else if (taken) {
        take(chip, taken);
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
        if (!exception_set_has(&used, i) &&
            nvic_priority(chip, i) < nvic_execution_priority(chip))
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

void exception_fault(struct chip *chip)
{
    if (active(chip, EXCEPTION_HARDFAULT) || active(chip, EXCEPTION_NMI)) {
        lockup(chip);
        return;
    }
    if (exception_stalls(chip))
        return;
    enter(chip, EXCEPTION_HARDFAULT);
}

/* An SVC that cannot preempt becomes a HardFault. Its return address is that
 * of the SVC, as for every other fault: assumed. */
void exception_svc(struct chip *chip)
{
    bool taken =
        nvic_priority(chip, EXCEPTION_SVC) < nvic_execution_priority(chip);
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
static bool return_valid(uint32_t exc_return, unsigned count)
{
    switch (exc_return) {
    case EXC_RETURN_HANDLER: return count > 1;
    case EXC_RETURN_THREAD_MAIN:
    case EXC_RETURN_THREAD_PSP: return count == 1;
    default: return false;
    }
}

/* Handles an impossible return: HardFault, entered without a new frame as if
 * tail-chained; lock-up if that cannot be taken either. */
static void return_fault(struct chip *chip, uint32_t exc_return)
{
    chip->cpu.r[CPU_LR] = exc_return;
    chip->cycle += TAIL_CHAIN_CYCLES;
    if (active(chip, EXCEPTION_NMI)) {
        lockup(chip);
    } else if (active(chip, EXCEPTION_HARDFAULT)) {
        chip->cpu.ipsr = EXCEPTION_HARDFAULT;
        lockup(chip);
    } else {
        take(chip, EXCEPTION_HARDFAULT);
    }
    nvic_update(chip);
}

static bool read_frame(struct chip *chip, uint32_t frame,
                       uint32_t words[FRAME_WORDS])
{
    for (unsigned i = 0; i < FRAME_WORDS; i++)
        if (!bus_read(chip, frame + 4 * i, 4, &words[i]))
            return false;
    if (chip->attention & ATTENTION_WATCHPOINT) {
        struct watchpoint_access access = frame_access(chip, frame, NULL);
        watchpoint_see(chip, &access);
    }
    return true;
}

static void restore(struct cpu *cpu, const uint32_t words[FRAME_WORDS])
{
    uint32_t xpsr = words[7];

    for (unsigned i = 0; i < 4; i++)
        cpu->r[i] = words[i];
    cpu->r[12] = words[4];
    cpu->r[CPU_LR] = words[5];
    cpu_branch(cpu, words[6]);
    cpu->r[CPU_SP] += FRAME_SIZE;
    if (xpsr & XPSR_ALIGNED)
        cpu->r[CPU_SP] |= 4;
    cpu->n = xpsr >> 31 & 1;
    cpu->z = xpsr >> 30 & 1;
    cpu->c = xpsr >> 29 & 1;
    cpu->v = xpsr >> 28 & 1;
    cpu->t = xpsr & XPSR_T;
    cpu->ipsr = xpsr & XPSR_IPSR;
}

/* Pops the frame that `exc_return` selects. */
static void unstack(struct chip *chip, uint32_t exc_return)
{
    struct cpu *cpu = &chip->cpu;
    bool psp = exc_return == EXC_RETURN_THREAD_PSP;
    uint32_t words[FRAME_WORDS];
    bool to_handler = exc_return == EXC_RETURN_HANDLER;

    if (!read_frame(chip, psp ? cpu->sp_other : cpu->r[CPU_SP], words) ||
        to_handler != !!(words[7] & XPSR_IPSR)) {
        return_fault(chip, exc_return);
        return;
    }
    if (psp)
        cpu_select_psp(cpu);
    restore(cpu, words);
    cpu_event(chip);
    chip->cycle += RETURN_CYCLES;
    nvic_update(chip);
    if (!to_handler && chip->scb.scr & SCR_SLEEPONEXIT)
        cpu_sleep(chip);
}

void exception_return(struct chip *chip, uint32_t exc_return)
{
    struct cpu *cpu = &chip->cpu;
    unsigned count = exception_set_count(&chip->nvic.active);
    bool valid = active(chip, cpu->ipsr) && return_valid(exc_return, count);

    nvic_deactivate(chip, cpu->ipsr);
    if (!valid) {
        return_fault(chip, exc_return);
        return;
    }
    unsigned next = nvic_takeable(chip);
    if (next) {
        cpu->r[CPU_LR] = exc_return;
        chip->cycle += TAIL_CHAIN_CYCLES;
        take(chip, next);
        nvic_update(chip);
        return;
    }
    unstack(chip, exc_return);
}
