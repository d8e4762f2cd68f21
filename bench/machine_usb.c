/* SPDX-License-Identifier: MIT */
#include "bench/machine_usb.h"

#include "bench/machine_observe.h"
#include "bench/usb_host.h"

/* Reports what the port has come to, once. A device that is reset again has not
 * come again, and how the host gets its descriptors is not told. */
static void report_port(struct machine *machine, enum usb_port before)
{
    enum usb_port now = machine->usb.port;
    bool again = now == USB_PORT_DEBOUNCE && before != USB_PORT_EMPTY;
    if (now == before || again || now == USB_PORT_RECOVERY ||
        now == USB_PORT_ENUMERATION)
        return;
    machine_report(machine, MACHINE_USB)->usb =
        (struct machine_event_usb){.port = now};
}

void machine_usb_plug(struct machine *machine, bool plugged)
{
    enum usb_port before = machine->usb.port;
    machine_watch_event(machine, EVENT_USB);
    usb_host_plug(&machine->usb, &machine->chip, plugged);
    report_port(machine, before);
}

uint64_t machine_usb_due(const struct machine *machine)
{
    return machine->usb.plugged ? usb_host_due(&machine->usb) : NEVER;
}

void machine_usb_attend(struct machine *machine, uint64_t now)
{
    struct usb_host *usb = &machine->usb;
    enum usb_port before = usb->port;
    if (now < machine_usb_due(machine))
        return;
    usb_host_run(usb, &machine->chip);
    report_port(machine, before);
    if (usb->seen.sight)
        machine_report(machine, MACHINE_USB)->usb =
            (struct machine_event_usb){.port = usb->port, .seen = usb->seen};
}

void machine_usb_follow(struct machine *machine, const struct event *event)
{
    enum usb_port before = machine->usb.port;
    usb_host_event(&machine->usb, &machine->chip, event->usb.change);
    report_port(machine, before);
}

bool machine_usb_submit(struct machine *machine,
                        const struct usb_transfer *transfer)
{
    return usb_host_submit(&machine->usb, &machine->chip, transfer);
}

bool machine_usb_take(struct machine *machine, struct usb_transfer *transfer)
{
    bool taken = usb_host_take(&machine->usb, transfer);
    if (taken && machine->in_rom && transfer->status == USB_DONE)
        machine->visit.answered = true;
    return taken;
}

bool machine_usb_cancel(struct machine *machine, uint64_t tag,
                        struct usb_transfer *transfer)
{
    return usb_host_cancel(&machine->usb, tag, transfer);
}
