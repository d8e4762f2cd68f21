/* SPDX-License-Identifier: MIT */
#include "tools/host/cable.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "bench/machine_run.h"

/* The longest pause on the line, or between two operations of the NVM, that is
 * not yet idle: longer than any frame at 1200 baud (9.2 ms), shorter than any
 * time-out of a client. */
#define QUIET_PS (20 * PS_PER_MS)

/* How often a client that sends nothing is asked for its speed. */
#define LOOK_PS (5 * PS_PER_MS)

enum {
    FRAME_BITS = 11, /* 8E1 */
    VAIN_WAITS = 4   /* then the client is one that only listens */
};

static void plug_in(struct cable *cable, struct machine *machine,
                    unsigned usart, uint32_t baud)
{
    cable->usart = usart;
    cable->baud = baud;
    cable->active_ps = machine_ps(machine);
    serial_open(&machine->chip, usart, baud);
}

void cable_to_pty(struct cable *cable, struct machine *machine, unsigned usart,
                  const struct pty *pty, uint32_t baud)
{
    *cable = (struct cable){.pty = pty, .in = pty->master, .out = pty->master};
    plug_in(cable, machine, usart, baud);
}

void cable_to_stdio(struct cable *cable, struct machine *machine,
                    unsigned usart, uint32_t baud)
{
    *cable = (struct cable){.in = STDIN_FILENO, .out = STDOUT_FILENO};
    plug_in(cable, machine, usart, baud);
}

static void drain(struct cable *cable)
{
    while (cable->waiting_count && cable->out >= 0) {
        ssize_t n = write(cable->out, cable->waiting, cable->waiting_count);
        if (n < 0 && errno != EAGAIN && errno != EINTR)
            cable->out = -1;
        if (n <= 0)
            return;
        cable->waiting_count -= (size_t)n;
        memmove(cable->waiting, cable->waiting + n, cable->waiting_count);
    }
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
    }
    if (heard)
        memcpy(heard, bytes, count);
    size_t room = sizeof cable->waiting - cable->waiting_count;
    size_t kept = count < room ? count : room;
    memcpy(cable->waiting + cable->waiting_count, bytes, kept);
    cable->waiting_count += kept;
    cable->dropped += count - kept;
    drain(cable);
    return count;
}

/* Follows the client's speed. False: it has changed, but bytes of the old speed
 * are still on the line. */
static bool follow_speed(struct cable *cable, struct machine *machine)
{
    uint32_t speed = cable->pty ? pty_speed(cable->pty) : cable->baud;
    cable->looked_ps = machine_ps(machine);
    if (speed == cable->baud || speed == 0)
        return true;
    if (speed < CABLE_SPEED_MIN || speed > CABLE_SPEED_MAX) {
        cable->refused = speed;
        return true;
    }
    if (!serial_idle(&machine->chip, cable->usart))
        return false;
    cable->baud = speed;
    serial_open(&machine->chip, cable->usart, speed);
    return true;
}

static void to_chip(struct cable *cable, struct machine *machine)
{
    uint8_t bytes[256];
    /* Standard input may block; the pty's master does not. */
    struct pollfd ready = {.fd = cable->in, .events = POLLIN};
    poll(&ready, 1, 0);
    if (!ready.revents && machine_ps(machine) < cable->looked_ps + LOOK_PS)
        return;
    /* The speed is read after poll(): a client sets it before it writes. */
    size_t room = serial_room(&machine->chip, cable->usart);
    if (!follow_speed(cable, machine) || !ready.revents || room == 0)
        return;
    ssize_t n =
        read(cable->in, bytes, room < sizeof bytes ? room : sizeof bytes);
    if (n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN))
        cable->in = -1;
    if (n <= 0)
        return;
    cable->active_ps = machine_ps(machine);
    cable->answered = false;
    cable->waits = 0;
    machine_send(machine, cable->usart, bytes, (size_t)n);
}

size_t cable_exchange(struct cable *cable, struct machine *machine,
                      uint8_t *heard)
{
    if (machine->chip.due[DUE_FLASH] != NEVER)
        cable->worked_ps = machine_ps(machine);
    size_t count = from_chip(cable, machine, heard);
    to_chip(cable, machine);
    return count;
}

bool cable_busy(const struct cable *cable, const struct machine *machine)
{
    uint64_t now = machine_ps(machine);
    return !serial_idle(&machine->chip, cable->usart) ||
           machine->chip.due[DUE_FLASH] != NEVER ||
           now < cable->active_ps + QUIET_PS ||
           (cable->worked_ps && now < cable->worked_ps + QUIET_PS);
}

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

bool cable_hears(const struct cable *cable, const struct machine *machine)
{
    const struct serial *serial = serial_state(&machine->chip, cable->usart);
    return cable->pty && (serial->rx_total || serial->in.count) &&
           !silent(cable, machine);
}

bool cable_expects(const struct cable *cable, const struct machine *machine)
{
    return cable->pty && cable->answered && cable->waits < VAIN_WAITS &&
           machine->chip.due[DUE_FLASH] == NEVER && silent(cable, machine);
}

void cable_waited(struct cable *cable)
{
    cable->answered = false;
    cable->waits++;
}

uint64_t cable_queued_ps(const struct cable *cable,
                         const struct machine *machine)
{
    const struct serial *serial = serial_state(&machine->chip, cable->usart);
    return serial->out.count * frame_ps(cable);
}

struct pollfd cable_poll(const struct cable *cable,
                         const struct machine *machine)
{
    struct pollfd wanted = {.fd = cable->in};
    if (cable->in >= 0 && serial_room(&machine->chip, cable->usart))
        wanted.events = POLLIN;
    if (cable->pty && cable->waiting_count)
        wanted.events |= POLLOUT;
    return wanted;
}
