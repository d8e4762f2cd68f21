/* SPDX-License-Identifier: MIT */
#include "bench/machine_wire.h"

#include "bench/machine_observe.h"
#include "chip/block/gpio_v2.h"

void machine_wire_start(struct machine *machine, const struct wiring *wiring)
{
    struct machine_wire *wire = &machine->wire;
    *wire = (struct machine_wire){.rise_ps = NEVER, .fall_ps = NEVER};
    if (!wiring->boot0 || machine->chip.board.boot0)
        return; /* a pin that is tied high stays high */
    wire->on = true;
    wire->port = wiring->port;
    wire->pin = wiring->pin;
    wire->hold_ps = wiring->hold_us ? wiring->hold_us * PS_PER_US
                                    : WIRING_HOLD_MS * PS_PER_MS;
    machine->chip.watch.events |= 1u << EVENT_PIN;
    machine_watch_pin(machine, wire->port, wire->pin, true);
}

/* A pull-up charges nothing: it is too weak for the pull-down. */
static bool is_high(const struct machine *machine)
{
    const struct machine_wire *wire = &machine->wire;
    unsigned driven = gpio_v2_driven(&machine->chip, wire->port);
    unsigned levels = gpio_v2_levels(&machine->chip, wire->port);
    return driven & levels & 1u << wire->pin;
}

void machine_wire_follow(struct machine *machine, const struct event *pins)
{
    struct machine_wire *wire = &machine->wire;
    if (!wire->on || pins->pin.port != wire->port)
        return;
    bool high = is_high(machine), boot0 = machine->chip.board.boot0;
    if (high && !boot0 && wire->rise_ps == NEVER)
        wire->rise_ps = pins->ps + wire->hold_ps / WIRING_CHARGE;
    if (high)
        wire->fall_ps = NEVER;
    else
        wire->rise_ps = NEVER;
    if (!high && boot0 && wire->fall_ps == NEVER)
        wire->fall_ps = pins->ps + wire->hold_ps;
}

static void set(struct machine *machine, bool level)
{
    machine->wire.rise_ps = machine->wire.fall_ps = NEVER;
    chip_boot0(&machine->chip, level);
    machine_report(machine, MACHINE_BOOT0)->boot0 = level;
}

uint64_t machine_wire_attend(struct machine *machine, uint64_t now)
{
    const struct machine_wire *wire = &machine->wire;
    if (!wire->on)
        return NEVER;
    if (now >= wire->rise_ps)
        set(machine, true);
    else if (now >= wire->fall_ps)
        set(machine, false);
    return wire->rise_ps < wire->fall_ps ? wire->rise_ps : wire->fall_ps;
}

/* What charges BOOT0 has no supply either. */
void machine_wire_discharge(struct machine *machine)
{
    if (!machine->wire.on)
        return;
    machine->wire.rise_ps = machine->wire.fall_ps = NEVER;
    chip_boot0(&machine->chip, false);
}
