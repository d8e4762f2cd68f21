/* SPDX-License-Identifier: MIT */
#include "tools/host/cable.h"

#include <string.h>

#include "bench/machine_run.h"
#include "tools/host/rfc2217.h"

/* How long a chip may take to answer, and the longest pause between two
 * operations of the NVM: shorter than any time-out of a client. */
#define QUIET_PS (20 * PS_PER_MS)

enum {
    FRAME_BITS = 11, /* 8E1 */
    VAIN_WAITS = 4,  /* then the client is one that only listens */
    ROUNDS = 16      /* settings that one exchange follows */
};

/* --- plugging in --- */

void cable_plug_in(struct cable *cable, struct machine *machine, unsigned usart)
{
    const struct line *line = &cable->jack.set.line;
    cable->usart = usart;
    cable->line = *line;
    cable->baud = line->baud ? line->baud : MACHINE_BAUD;
    cable->active_ps = machine_ps(machine);
    serial_open(&machine->chip, usart, cable->baud);
    serial_set_frame(&machine->chip, usart, line->framed ? &line->frame : NULL);
}

void cable_to_pty(struct cable *cable, struct machine *machine, unsigned usart,
                  struct pty *pty)
{
    *cable = (struct cable){.usart = usart};
    jack_pty(&cable->jack, pty);
    cable_plug_in(cable, machine, usart);
}

bool cable_sets_speed(const struct cable *cable)
{
    return cable->jack.set.line.baud;
}

/* --- from the chip --- */

static void drain(struct cable *cable)
{
    while (cable->waiting_count) {
        size_t count =
            jack_write(&cable->jack, cable->waiting, cable->waiting_count);
        if (!cable->jack.client)
            cable->waiting_count = 0; /* nobody gets it later */
        if (!count)
            return;
        cable->waiting_count -= count;
        memmove(cable->waiting, cable->waiting + count, cable->waiting_count);
    }
}

static unsigned news(uint32_t *old, uint32_t now, unsigned bit)
{
    bool changed = *old != now;
    *old = now;
    return changed ? bit : 0;
}

static void report_errors(struct cable *cable, const struct serial *serial)
{
    struct cable_errors *seen = &cable->errors;
    unsigned line =
        news(&seen->framing, serial->framing_errors, RFC2217_LINE_FRAMING) |
        news(&seen->breaks, serial->breaks, RFC2217_LINE_BREAK) |
        news(&seen->parity, serial->parity_errors, RFC2217_LINE_PARITY) |
        news(&seen->lost, serial->lost, RFC2217_LINE_OVERRUN);
    if (line)
        jack_report(&cable->jack, line);
}

/* Like a serial driver whose buffer overflows, a cable without a reader drops
 * the last bytes. */
static size_t from_chip(struct cable *cable, struct machine *machine,
                        uint8_t *heard)
{
    uint8_t bytes[CABLE_BUFFER];
    size_t count = machine_take(machine, cable->usart, bytes, sizeof bytes);
    if (count) {
        cable->active_ps = machine_ps(machine);
        cable->answered = true;
        cable->waited = false;
    }
    if (heard)
        memcpy(heard, bytes, count);
    report_errors(cable, serial_state(&machine->chip, cable->usart));
    size_t passed = cable->jack.set.deaf || !cable->jack.client ? 0 : count;
    size_t room = sizeof cable->waiting - cable->waiting_count;
    size_t kept = passed < room ? passed : room;
    memcpy(cable->waiting + cable->waiting_count, bytes, kept);
    cable->waiting_count += kept;
    cable->dropped += passed - kept;
    drain(cable);
    return count;
}

/* --- to the chip --- */

static bool same_frame(const struct line *a, const struct line *b)
{
    return a->framed == b->framed && a->frame.data_bits == b->frame.data_bits &&
           a->frame.parity == b->frame.parity &&
           a->frame.stop_bits == b->frame.stop_bits;
}

static void purge(struct cable *cable, struct machine *machine)
{
    if (cable->jack.set.purge)
        serial_purge(&machine->chip, cable->usart);
    cable->jack.set.purge = false;
}

/* Follows what the client has set. False: bytes from before are still on the
 * line. */
static bool follow(struct cable *cable, struct machine *machine)
{
    const struct line *line = &cable->jack.set.line;
    struct chip *chip = &machine->chip;
    bool speed = line->baud && line->baud != cable->baud;
    bool frame = !same_frame(line, &cable->line);
    purge(cable, machine);
    if (!speed && !frame && line->breaking == cable->line.breaking)
        return true;
    if (!serial_idle(chip, cable->usart) && !cable->line.breaking)
        return false;
    if (line->breaking != cable->line.breaking)
        serial_break(chip, cable->usart, line->breaking);
    if (speed) {
        cable->baud = line->baud;
        serial_open(chip, cable->usart, line->baud);
    }
    if (frame)
        serial_set_frame(chip, cable->usart,
                         line->framed ? &line->frame : NULL);
    cable->line = *line;
    return true;
}

static void to_chip(struct cable *cable, struct machine *machine, bool held)
{
    uint8_t bytes[256];
    for (unsigned i = 0; i < ROUNDS && follow(cable, machine); i++) {
        size_t room = serial_room(&machine->chip, cable->usart);
        if (!cable->jack.ready || !room)
            return;
        size_t count = jack_read(&cable->jack, bytes,
                                 room < sizeof bytes ? room : sizeof bytes);
        if (!count || held || cable->jack.set.deaf)
            continue;
        cable->active_ps = machine_ps(machine);
        cable->answered = false;
        cable->waits = 0;
        machine_send(machine, cable->usart, bytes, count);
    }
}

size_t cable_exchange(struct cable *cable, struct machine *machine, bool held,
                      uint8_t *heard)
{
    if (machine->chip.due[DUE_FLASH] != NEVER)
        cable->worked_ps = machine_ps(machine);
    jack_look(&cable->jack);
    size_t count = from_chip(cable, machine, heard);
    to_chip(cable, machine, held);
    return count;
}

/* --- whose turn it is --- */

static uint64_t frame_ps(const struct cable *cable)
{
    return FRAME_BITS * PS_PER_S / cable->baud;
}

/* The chip sends nothing, and has not begun to for the time of a frame. */
static bool silent(const struct cable *cable, const struct machine *machine)
{
    const struct serial *serial = serial_state(&machine->chip, cable->usart);
    return serial->rx_total == 0 &&
           machine_ps(machine) >= serial->rx_start_ps + 2 * frame_ps(cable);
}

bool cable_busy(const struct cable *cable, const struct machine *machine)
{
    uint64_t now = machine_ps(machine);
    if (!serial_idle(&machine->chip, cable->usart) ||
        machine->chip.due[DUE_FLASH] != NEVER || !silent(cable, machine))
        return true;
    if (cable->answered)
        return false;
    return now < cable->active_ps + QUIET_PS ||
           (cable->worked_ps && now < cable->worked_ps + QUIET_PS);
}

bool cable_awaits_answer(const struct cable *cable,
                         const struct machine *machine)
{
    const struct serial *serial = serial_state(&machine->chip, cable->usart);
    return !cable->answered && !serial->out.count &&
           machine_ps(machine) < cable->active_ps + QUIET_PS;
}

static bool listens(const struct cable *cable)
{
    return cable->jack.client && jack_paces(&cable->jack);
}

bool cable_hears(const struct cable *cable, const struct machine *machine)
{
    const struct serial *serial = serial_state(&machine->chip, cable->usart);
    return cable_sets_speed(cable) && listens(cable) &&
           (serial->rx_total || serial->in.count) && !silent(cable, machine);
}

bool cable_expects(const struct cable *cable, const struct machine *machine)
{
    return cable_sets_speed(cable) && listens(cable) && cable->answered &&
           !cable->waited && cable->waits < VAIN_WAITS &&
           machine->chip.due[DUE_FLASH] == NEVER && silent(cable, machine);
}

void cable_waited(struct cable *cable)
{
    cable->waited = true;
    cable->waits++;
}

uint64_t cable_queued_ps(const struct cable *cable,
                         const struct machine *machine)
{
    const struct serial *serial = serial_state(&machine->chip, cable->usart);
    return serial->out.count * frame_ps(cable);
}

unsigned cable_poll(const struct cable *cable, const struct machine *machine,
                    struct pollfd *wanted)
{
    unsigned count = jack_poll(&cable->jack, wanted);
    if (!serial_room(&machine->chip, cable->usart)) /* nothing would be read */
        count = 0;
    for (unsigned i = 0; i < count && cable->waiting_count; i++)
        wanted[i].events |= POLLOUT;
    return count;
}
