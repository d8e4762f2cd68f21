/* SPDX-License-Identifier: MIT */
#include "bench/programmer_machine.h"

#include "bench/machine_run.h"
#include "bench/machine_usb.h"

enum { CHUNK = 64 };

static uint64_t now_us(const struct machine *machine)
{
    return machine_ps(machine) / PS_PER_US;
}

static bool by_usb(const struct programmer_machine *bench)
{
    return bench->programmer.setup.link == PROGRAMMER_USB;
}

/* What the application has sent is not for the programmer. */
static void open_line(struct machine *machine, unsigned usart, uint32_t baud)
{
    uint8_t bytes[CHUNK];
    serial_open(&machine->chip, usart, baud);
    while (machine_take(machine, usart, bytes, sizeof bytes))
        ;
}

void programmer_machine_begin(struct programmer_machine *bench,
                              struct machine *machine,
                              const struct programmer_setup *setup,
                              unsigned usart)
{
    struct programmer_setup timed = *setup;
    *bench = (struct programmer_machine){.usart = usart};
    if (setup->link == PROGRAMMER_USB) {
        bench->until_ps =
            machine_ps(machine) + PROGRAMMER_MACHINE_READY_MS * PS_PER_MS;
        if (!machine->usb.plugged)
            machine_usb_plug(machine, true);
    } else {
        timed.baud = setup->baud ? setup->baud : MACHINE_BAUD;
        open_line(machine, usart, timed.baud);
    }
    programmer_begin(&bench->programmer, &timed, now_us(machine));
}

/* --- USART --- */

static void serve_line(struct programmer_machine *bench,
                       struct machine *machine)
{
    struct programmer *programmer = &bench->programmer;
    uint8_t bytes[CHUNK];
    size_t count = machine_take(machine, bench->usart, bytes, sizeof bytes);
    if (count)
        programmer_input(programmer, now_us(machine), bytes, count);
    size_t room = serial_room(&machine->chip, bench->usart);
    while (room && (count = programmer_output(
                        programmer, now_us(machine), bytes,
                        room < sizeof bytes ? room : sizeof bytes))) {
        machine_send(machine, bench->usart, bytes, count);
        room -= count;
    }
}

/* --- USB --- */

static enum dfuse_end end_of(enum usb_status status)
{
    switch (status) {
    case USB_DONE: return DFUSE_OK;
    case USB_STALLED: return DFUSE_STALLED;
    case USB_GONE: return DFUSE_GONE;
    default: return DFUSE_TIMEOUT;
    }
}

static void end_flight(struct programmer_machine *bench,
                       struct machine *machine, enum dfuse_end end,
                       uint32_t actual)
{
    bench->flying = false;
    programmer_answer(&bench->programmer, now_us(machine), end, actual);
}

static void land(struct programmer_machine *bench, struct machine *machine)
{
    struct usb_transfer transfer;
    if (machine_usb_take(machine, &transfer)) {
        end_flight(bench, machine, end_of(transfer.status), transfer.actual);
    } else if (machine->usb.port != USB_PORT_READY) {
        end_flight(bench, machine, DFUSE_GONE, 0);
    } else if (now_us(machine) >= programmer_due(&bench->programmer)) {
        machine_usb_cancel(machine, 0, &transfer);
        end_flight(bench, machine, DFUSE_TIMEOUT, 0);
    }
}

static void take_off(struct programmer_machine *bench, struct machine *machine)
{
    struct dfuse_transfer wanted;
    if (!programmer_transfer(&bench->programmer, now_us(machine), &wanted))
        return;
    struct usb_transfer transfer = {
        .kind = USB_CONTROL,
        .in = wanted.setup[0] >> 7,
        .length = wanted.length,
        .data = wanted.data,
    };
    for (unsigned i = 0; i < USB_SETUP_SIZE; i++)
        transfer.setup[i] = wanted.setup[i];
    bench->flying = true;
    if (!machine_usb_submit(machine, &transfer))
        end_flight(bench, machine, DFUSE_GONE, 0);
}

/* Until a device has come there is nobody to be asked. */
static bool waits_for_device(const struct programmer_machine *bench,
                             const struct machine *machine)
{
    return !bench->flying && machine->usb.port != USB_PORT_READY &&
           machine_ps(machine) < bench->until_ps;
}

static void serve_usb(struct programmer_machine *bench, struct machine *machine)
{
    if (waits_for_device(bench, machine))
        return;
    bench->until_ps = 0; /* one that goes later has gone */
    if (bench->flying)
        land(bench, machine);
    while (!bench->flying && !programmer_ended(&bench->programmer)) {
        take_off(bench, machine);
        if (!bench->flying)
            break;
    }
}

/* --- both --- */

enum { POLL_US = 50 /* how soon a byte or a transfer is noticed */ };

static uint64_t until_ps(const struct programmer_machine *bench,
                         const struct machine *machine)
{
    uint64_t due = programmer_due(&bench->programmer);
    uint64_t now = machine_ps(machine), poll = now + POLL_US * PS_PER_US;
    uint64_t due_ps = due == CLIENT_NEVER ? NEVER : due * PS_PER_US;
    if (due_ps <= now)
        due_ps = now + 1;
    return due_ps < poll ? due_ps : poll;
}

bool programmer_machine_step(struct programmer_machine *bench,
                             struct machine *machine,
                             struct machine_event *event)
{
    struct programmer *programmer = &bench->programmer;
    if (by_usb(bench))
        serve_usb(bench, machine);
    else
        serve_line(bench, machine);
    if (programmer_ended(programmer))
        return false;
    machine_run(machine, until_ps(bench, machine), event);
    programmer_time(programmer, now_us(machine));
    return true;
}

void programmer_machine_copy(struct programmer_machine *bench,
                             const struct programmer_machine *from,
                             struct machine *machine)
{
    const uint8_t *old = (const uint8_t *)from;
    *bench = *from;
    for (unsigned i = 0; i < USB_TRANSFERS; i++) {
        struct usb_slot *slot = &machine->usb.slots[i];
        const uint8_t *data = slot->transfer.data;
        if (slot->used && data >= old && data < old + sizeof *from)
            slot->transfer.data = (uint8_t *)bench + (data - old);
    }
}
