/* SPDX-License-Identifier: MIT */
#include "tools/host/event_loop.h"

#include <poll.h>

#include "bench/machine_run.h"

/* Virtual time between two exchanges of bytes: with a client about three bytes
 * at 115200 baud. While its answer is due, less, because what the chip does
 * beyond the answer is time that the client did not take; and without a client
 * less than the idle frame that a USART sends before its first byte, up to
 * 200,000 baud (RM0367 29.5.2). */
#define CLIENT_SLICE_PS (250 * PS_PER_US)
#define FINE_SLICE_PS   (50 * PS_PER_US)
/* While bytes wait to be sent to the chip, or the chip is sending, or works on
 * its NVM, nothing of the client's is urgent. */
#define BUSY_SLICE_PS   (5 * PS_PER_MS)

/* The step of a chip that follows the clock, and the sleep of the host between
 * steps: short enough for a blinking LED and for typing. */
enum { STEP_MS = 2 };

void event_loop_open(struct event_loop *loop, struct machine *machine,
                     struct timeline *timeline, const struct terminal *terminal)
{
    *loop = (struct event_loop){
        .machine = machine,
        .timeline = timeline,
        .terminal = terminal,
        .other = -1,
    };
    reset_lines_open(&loop->reset_lines, machine);
    pace_start(&loop->pacer, PACE_MAX, false, machine_ps(machine));
}

/* --- who is connected --- */

/* True: somebody is there for whom time passes as the clock's does. */
static bool has_client(const struct event_loop *loop)
{
    for (unsigned usart = 0; usart < SERIAL_COUNT; usart++)
        if (loop->cables[usart] && jack_paces(&loop->cables[usart]->jack))
            return true;
    return loop->usbip;
}

void event_loop_set_pace(struct event_loop *loop, enum pace pace)
{
    pace_start(&loop->pacer, pace, has_client(loop), machine_ps(loop->machine));
}

void event_loop_connect(struct event_loop *loop, struct cable *cable,
                        enum pace pace)
{
    loop->cables[cable->usart] = cable;
    event_loop_set_pace(loop, pace);
}

void event_loop_disconnect(struct event_loop *loop, unsigned usart,
                           enum pace pace)
{
    loop->cables[usart] = NULL;
    event_loop_set_pace(loop, pace);
}

void event_loop_serve(struct event_loop *loop, struct usbip *usbip,
                      enum pace pace)
{
    loop->usbip = usbip;
    event_loop_set_pace(loop, pace);
}

/* --- bytes --- */

static bool near(uint32_t a, uint32_t b)
{
    uint32_t difference = a > b ? a - b : b - a;
    return 50 * (uint64_t)difference <= a;
}

/* Where no client sets the speed of a line, it follows the firmware's setting;
 * a line without a cable gets one whose bytes go to the timeline. */
static void follow_firmware(struct machine *machine, unsigned usart)
{
    struct chip *chip = &machine->chip;
    struct map_line line = serial_line_from(chip, usart);
    if (!line.sends || !line.bit_ps)
        return;
    uint64_t baud = (PS_PER_S + line.bit_ps / 2) / line.bit_ps;
    if (baud >= LINE_BAUD_MIN && baud <= LINE_BAUD_MAX &&
        !near(baud, serial_state(chip, usart)->baud) &&
        serial_idle(chip, usart))
        serial_open(chip, usart, (uint32_t)baud);
}

static void serve_usb(struct event_loop *loop, bool now)
{
    struct usbip *usbip = loop->usbip;
    if (usbip && (now || machine_ps(loop->machine) >=
                             usbip->served_ps + CLIENT_SLICE_PS))
        usbip_serve(usbip);
}

static bool any(const struct event_loop *loop,
                bool (*is)(const struct cable *, const struct machine *))
{
    for (unsigned usart = 0; usart < SERIAL_COUNT; usart++)
        if (loop->cables[usart] && is(loop->cables[usart], loop->machine))
            return true;
    return false;
}

static bool busy(const struct event_loop *loop)
{
    return any(loop, cable_busy) || (loop->usbip && usbip_busy(loop->usbip));
}

static size_t exchange_line(struct event_loop *loop, unsigned usart,
                            uint8_t bytes[CABLE_BUFFER])
{
    struct cable *cable = loop->cables[usart];
    if (!cable || !cable_sets_speed(cable))
        follow_firmware(loop->machine, usart);
    if (!cable)
        return machine_take(loop->machine, usart, bytes, CABLE_BUFFER);
    return cable_exchange(cable, loop->machine, loop->reset_lines.nrst_low,
                          bytes);
}

/* IN_ROM: the ROM sent the bytes; they are no text. */
static void exchange(struct event_loop *loop, bool in_rom)
{
    uint8_t bytes[CABLE_BUFFER];
    for (unsigned usart = 0; usart < SERIAL_COUNT; usart++) {
        const struct cable *cable = loop->cables[usart];
        size_t count = exchange_line(loop, usart, bytes);
        if (loop->heard && !in_rom)
            loop->heard(loop->listener, usart, bytes, count);
        if (loop->timeline && !in_rom && (!cable || cable->shown))
            timeline_serial(loop->timeline, usart, bytes, count);
    }
    reset_lines_follow(&loop->reset_lines, loop->machine, loop->cables);
    if (loop->timeline)
        timeline_flush(loop->timeline, false);
    loop->exchanged_ps = machine_ps(loop->machine);
}

/* True: the client gets the rest of the answer first. */
static bool exchanges_later(const struct event_loop *loop,
                            const struct machine_event *event)
{
    return event->kind == MACHINE_TIME && any(loop, cable_hears) &&
           machine_ps(loop->machine) < loop->exchanged_ps + BUSY_SLICE_PS;
}

/* --- time --- */

static void wait_for_host(struct event_loop *loop)
{
    struct pollfd wanted[3 + SERIAL_COUNT * JACK_POLLS] = {
        {.fd = loop->terminal ? loop->terminal->signals : -1, .events = POLLIN},
        {.fd = loop->other, .events = POLLIN},
        {.fd = loop->usbip ? loop->usbip->ready : -1, .events = POLLIN},
    };
    unsigned count = 3;
    for (unsigned usart = 0; usart < SERIAL_COUNT; usart++)
        if (loop->cables[usart])
            count +=
                cable_poll(loop->cables[usart], loop->machine, &wanted[count]);
    poll(wanted, count, STEP_MS);
    serve_usb(loop, true);
}

static uint64_t earlier(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* A single step of a debugger does not wait for the clock, except in sleep. */
static bool steps_at_once(const struct machine *machine)
{
    return machine->debug.stepping && !machine->chip.cpu.sleeping;
}

/* The client needs a moment of the host's time before it goes on: virtual time
 * stands still, instead of running ahead and taking the processor from it. */
static void await_client(struct event_loop *loop, bool in_rom)
{
    for (unsigned usart = 0; usart < SERIAL_COUNT; usart++)
        if (loop->cables[usart])
            cable_waited(loop->cables[usart]);
    wait_for_host(loop);
    exchange(loop, in_rom);
    pace_resume(&loop->pacer, machine_ps(loop->machine));
}

/* How long the NVM is busy, and a moment more: then the next operation has
 * begun, or the answer. */
static uint64_t nvm_ps(const struct machine *machine)
{
    uint64_t due = machine->chip.due[DUE_FLASH];
    return due == NEVER ? 0 : due - machine_ps(machine) + FINE_SLICE_PS;
}

static uint64_t slice_of(const struct event_loop *loop,
                         const struct cable *cable)
{
    uint64_t queued = cable_queued_ps(cable, loop->machine);
    uint64_t nvm = nvm_ps(loop->machine);
    uint64_t busy = earlier(queued > nvm ? queued : nvm, BUSY_SLICE_PS);
    uint64_t least = nvm || cable_awaits_answer(cable, loop->machine)
                         ? FINE_SLICE_PS
                         : CLIENT_SLICE_PS;
    return busy > least ? busy : least;
}

static uint64_t slice(const struct event_loop *loop)
{
    uint64_t least = NEVER;
    for (unsigned usart = 0; usart < SERIAL_COUNT; usart++) {
        const struct cable *cable = loop->cables[usart];
        if (cable)
            least =
                earlier(least, cable_sets_speed(cable) ? slice_of(loop, cable)
                                                       : FINE_SLICE_PS);
    }
    return least == NEVER ? FINE_SLICE_PS : least;
}

/* The next time from NOW on at which the timeline looks at the machine. */
static uint64_t look_ps(const struct event_loop *loop, uint64_t now)
{
    uint64_t due = loop->timeline ? timeline_due_ps(loop->timeline) : NEVER;
    return due > now ? due : NEVER;
}

void event_loop_turn(struct event_loop *loop, uint64_t until_ps,
                     struct machine_event *event)
{
    struct machine *machine = loop->machine;
    bool in_rom = machine->in_rom;
    uint64_t now = machine_ps(machine);
    if (loop->reset_lines.nrst_low) {
        event_loop_hold(loop);
        *event = (struct machine_event){.kind = MACHINE_TIME, .ps = now};
        return;
    }
    if (loop->pacer.pace == PACE_MAX && any(loop, cable_expects))
        await_client(loop, in_rom);
    serve_usb(loop, false);
    uint64_t limit = pace_limit(&loop->pacer, now, busy(loop));
    if (limit < now + STEP_MS * PS_PER_MS && limit < until_ps &&
        !steps_at_once(machine)) {
        wait_for_host(loop);
        exchange(loop, in_rom);
        *event = (struct machine_event){.kind = MACHINE_TIME, .ps = now};
        return;
    }
    uint64_t end =
        steps_at_once(machine) ? NEVER : earlier(limit, look_ps(loop, now));
    machine_run(machine, earlier(until_ps, earlier(end, now + slice(loop))),
                event);
    if (!exchanges_later(loop, event))
        exchange(loop, in_rom); /* bytes from before the event come first */
    if (loop->timeline)
        timeline_event(loop->timeline, event);
}

void event_loop_wait(struct event_loop *loop)
{
    struct pollfd wanted[] = {
        {.fd = loop->terminal ? loop->terminal->signals : -1, .events = POLLIN},
        {.fd = loop->other, .events = POLLIN},
    };
    poll(wanted, sizeof wanted / sizeof *wanted, -1);
    pace_resume(&loop->pacer, machine_ps(loop->machine));
}

void event_loop_hold(struct event_loop *loop)
{
    wait_for_host(loop);
    exchange(loop, loop->machine->in_rom);
    pace_resume(&loop->pacer, machine_ps(loop->machine));
}
