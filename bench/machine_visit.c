/* SPDX-License-Identifier: MIT */
#include "bench/machine_visit.h"

#include "bench/family.h"
#include "chip/block/iwdg_v2.h"
#include "chip/block/usart_state.h"
#include "chip/block/wwdg.h"
#include "chip/core/armv7m/state.h"
#include "chip/core/core.h"
#include "chip/core/exception.h"
#include "chip/core/mpu.h"
#include "chip/core/nvic.h"
#include "chip/map.h"

enum {
    CR1_UE = 1 << 0, /* of struct usart, whatever its version */
    CR1_RXNEIE = 1 << 5,
    ISR_TXE = 1 << 7,
    LCKR_LCKK = 1 << 16,
    WWDG_WDGA = 1 << 7
};

/* The interrupts that a received byte requests: those of USARTs which are on
 * and ask for them. */
static struct exception_set receivers(const struct chip *chip)
{
    struct exception_set irqs = {0};
    for (unsigned i = MAP_BLOCKS; i < map_of(chip)->row_count; i++) {
        const struct map_row *row = map_row(chip, i);
        if (!MAP_HAS(row, line) || !map_open(chip, row->clock))
            continue;
        const struct usart *usart = map_state(chip, row);
        if ((usart->cr1 & (CR1_UE | CR1_RXNEIE)) == (CR1_UE | CR1_RXNEIE))
            exception_set_add(&irqs, EXCEPTION_IRQ0 + row->irq);
    }
    return irqs;
}

/* Returns the lines that are enabled and can interrupt what runs: not with
 * PRIMASK=1, and not in a handler of the same or a higher priority, which stays
 * active in the ROM (PM0223). The faults and DebugMonitor of ARMv7-M, which
 * SHCSR enables, come from instructions. */
static struct exception_set enabled(const struct chip *chip)
{
    struct exception_set irqs = {0};
    struct exception_set left = chip->nvic.enabled;
    while (!exception_set_empty(&left)) {
        unsigned exception = exception_set_first(&left);
        exception_set_remove(&left, exception);
        if (exception >= EXCEPTION_IRQ0 && nvic_preempts(chip, exception))
            exception_set_add(&irqs, exception);
    }
    return irqs;
}

static bool systick_interrupts(const struct chip *chip)
{
    return (chip->systick.csr & 3) == 3 &&
           nvic_preempts(chip, EXCEPTION_SYSTICK);
}

static void record_locks(const struct chip *chip, struct machine_visit *visit)
{
    for (unsigned i = 0; i < GPIO_PORTS; i++) {
        const struct map_row *row = map_port(chip, i);
        if (row->kind != &gpio_v2)
            continue;
        const struct gpio_v2 *gpio = map_state(chip, row);
        if (gpio->lckr & LCKR_LCKK)
            visit->locked[i] = (uint16_t)gpio->lckr;
    }
}

static void record_core(const struct chip *chip, struct machine_visit *visit)
{
    visit->primask = chip->cpu.primask;
    if (core_of(chip)->architecture == 7) {
        visit->faultmask = armv7m(chip)->faultmask;
        visit->basepri = armv7m(chip)->basepri;
    }
    visit->mpu = chip->mpu.ctrl & MPU_CTRL_ENABLE;
    visit->control = chip->cpu.control;
    visit->ipsr = chip->cpu.ipsr;
    visit->sp = chip->cpu.r[CPU_SP];
    visit->msp = chip->watch.msp;
    visit->instructions = chip->cpu.instructions;
    visit->vtor = chip->scb.vtor;
    visit->systick = systick_interrupts(chip);
    visit->enabled = enabled(chip);
}

/* Returns how many bytes of before a line still brings: the one whose bits are
 * on it, and the one that waits behind it in the transmitter, if the block is
 * not reset until then. */
static uint32_t pending(const struct chip *chip, unsigned line)
{
    const struct serial *serial = serial_state(chip, line);
    const struct map_row *row = serial_sender(chip, line);
    if (!serial->rx_total)
        return 0;
    if (!MAP_HAS(row, line))
        return 1;
    const struct usart *usart = map_state(chip, row);
    return usart->isr & ISR_TXE ? 1 : 2;
}

bool machine_visit_iwdg(const struct chip *chip)
{
    const struct map_row *row = map_find(chip, &iwdg_v2);
    const struct iwdg_v2 *iwdg = map_state(chip, row);
    return iwdg->running;
}

bool machine_visit_wwdg(const struct chip *chip)
{
    const struct map_row *row = map_find(chip, &wwdg);
    const struct wwdg *state = map_state(chip, row);
    return state->cr & WWDG_WDGA;
}

static void record_blocks(const struct machine *machine,
                          struct machine_visit *visit)
{
    const struct chip *chip = &machine->chip;
    visit->ufb = machine_bank(machine);
    visit->mem_mode = machine_mem_mode(machine);
    struct exception_set on = receivers(chip);
    visit->receivers = exception_set_and(&on, &visit->enabled);
    const struct family_info *family = family_of(chip);
    visit->clocks = family->clocks ? family->clocks(chip) : NULL;
    visit->iwdg = machine_visit_iwdg(chip);
    visit->wwdg = machine_visit_wwdg(chip);
    for (unsigned i = 0; i < SERIAL_COUNT; i++)
        visit->stale[i] = serial_state(chip, i)->in.count + pending(chip, i);
    record_locks(chip, visit);
}

struct machine_visit machine_visit_begin(const struct machine *machine,
                                         const struct event *fetch)
{
    bool by_hardware = fetch->fetch.from == REGION_NONE;
    struct machine_visit visit = {
        .by_hardware = by_hardware,
        .entry = fetch->pc,
        .from = by_hardware ? 0 : fetch->fetch.last_pc,
        .ps = fetch->ps,
        .head = {machine_head(machine, 0), machine_head(machine, 1)},
    };
    record_core(&machine->chip, &visit);
    record_blocks(machine, &visit);
    return visit;
}

bool machine_visit_made(const struct machine *machine,
                        const struct machine_event *event)
{
    return machine->in_rom || machine_in_system(machine, event->pc);
}
