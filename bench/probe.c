/* SPDX-License-Identifier: MIT */
#include "bench/probe.h"

#include <string.h>

#include "bench/family.h"
#include "bench/machine_run.h"
#include "bench/machine_usb.h"
#include "bench/usb_descriptor.h"

enum {
    BOOT_MS = 6, /* at 2.1 MHz the model takes 5 ms to wipe all RAM, and the
                  * bank it starts then must receive nothing */
    AGAIN_MS = 5,
    LOOK_US = 50,       /* how often the line is looked at */
    USB_DEAF_MS = 1000, /* three enumerations of 120 ms */
    SYNC = 0x7F,
    ACK = 0x79
};

#define ST_DFU 0x0483DF11u

void probe_begin(struct probe *probe, const struct machine *machine)
{
    const struct machine_visit *visit = &machine->visit;
    unsigned ms = family_of(&machine->chip)->ready_ms;
    if (visit->by_hardware && ms < BOOT_MS)
        ms = BOOT_MS;
    probe->entered_ps = visit->ps;
    probe->next_ps = visit->ps + ms * PS_PER_MS;
    probe->sent = false;
}

void probe_end(struct probe *probe)
{
    probe->entered_ps = probe->next_ps = NEVER;
}

/* --- strangers --- */

/* The ROM takes a noisy line for its host. */
static void look_for_strangers(struct probe *probe, struct machine *machine)
{
    uint8_t bytes[SERIAL_QUEUE];
    for (unsigned i = 0; i < SERIAL_COUNT; i++)
        if (machine->noisy >> i & 1 &&
            (i != probe->usart || probe->host == HOST_ON_USB) &&
            memchr(bytes, ACK, machine_take(machine, i, bytes, sizeof bytes)) &&
            machine->visit.answered)
            probe->stranger |= 1u << i;
}

/* --- over USART --- */

static bool look_usart(struct probe *probe, struct machine *machine)
{
    static const uint8_t sync = SYNC;
    uint8_t bytes[SERIAL_QUEUE];
    size_t count = machine_take(machine, probe->usart, bytes, sizeof bytes);
    uint64_t now = machine_ps(machine);

    if (now < probe->next_ps)
        return machine->visit.answered && memchr(bytes, ACK, count);
    if (!serial_idle(&machine->chip, probe->usart)) { /* a text is under way */
        probe->next_ps = now + LOOK_US * PS_PER_US;
        return false;
    }
    serial_open(&machine->chip, probe->usart, MACHINE_BAUD);
    machine_send(machine, probe->usart, &sync, 1);
    probe->next_ps = now + AGAIN_MS * PS_PER_MS;
    probe->sent = true;
    return false;
}

/* --- over USB --- */

/* DFU_GETSTATUS (DFU 1.1 6.1.2). */
static void ask_status(struct machine *machine)
{
    enum { STATUS = 6 };
    struct usb_transfer transfer = {.kind = USB_CONTROL,
                                    .in = true,
                                    .setup = {0xA1, 3, 0, 0, 0, 0, STATUS},
                                    .length = STATUS};
    machine_usb_submit(machine, &transfer);
}

/* A device that came before is not the ROM: it has gone with the reset. */
static bool look_usb(struct probe *probe, struct machine *machine)
{
    const struct usb_host *host = &machine->usb;
    struct usb_transfer ended;
    if (host->port != USB_PORT_READY || usb_descriptor_id(host) != ST_DFU) {
        probe->sent = false;
        return false;
    }
    if (!probe->sent)
        ask_status(machine);
    probe->sent = true;
    return machine_usb_take(machine, &ended) && ended.status == USB_DONE &&
           ended.actual == ended.length;
}

/* --- both --- */

bool probe_look(struct probe *probe, struct machine *machine)
{
    if (probe->entered_ps == NEVER)
        return false;
    look_for_strangers(probe, machine);
    return probe->host == HOST_ON_USB ? look_usb(probe, machine)
                                      : look_usart(probe, machine);
}

/* What happens over USB is an event of the machine. */
uint64_t probe_due(const struct probe *probe, const struct machine *machine)
{
    bool usb = probe->host == HOST_ON_USB;
    if (probe->entered_ps == NEVER)
        return NEVER;
    if (!usb && !probe->sent)
        return probe->next_ps;
    return machine_ps(machine) +
           (usb ? PS_PER_MS : LOOK_US * (uint64_t)PS_PER_US);
}

bool probe_is_deaf(const struct probe *probe, const struct machine *machine)
{
    bool usb = probe->host == HOST_ON_USB;
    bool other = usb || probe->stranger; /* if anybody was answered */
    unsigned ms = usb ? USB_DEAF_MS : family_of(&machine->chip)->deaf_ms;
    return probe->entered_ps != NEVER && (other || !machine->visit.answered) &&
           machine_ps(machine) - probe->entered_ps >= ms * PS_PER_MS;
}
