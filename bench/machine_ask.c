/* SPDX-License-Identifier: MIT */
#include "bench/machine_ask.h"

#include <string.h>

#include "bench/machine_call.h"
#include "bench/machine_usb_ask.h"
#include "chip/block/exti.h"
#include "chip/block/gpio_v2.h"
#include "chip/core/cpu.h"
#include "chip/core/exception.h"

static const struct ask *next_ask(const struct machine *machine)
{
    return &machine->asks->list[machine->ask_next];
}

static struct machine_event *made(struct machine *machine)
{
    struct machine_event *event = machine_report(machine, MACHINE_ASKED);
    event->asked.ask = machine->ask_next++;
    event->asked.handler = 0;
    return event;
}

/* --- a call --- */

/* True: the core is at an instruction boundary, asleep or not. */
static bool at_boundary(const struct machine *machine)
{
    return !(machine->chip.attention &
             ~(uint32_t)(ATTENTION_SLEEP | ATTENTION_WATCHPOINT));
}

/* Returns the function to call, bit 0 set. */
static uint32_t called(struct machine *machine, unsigned handler)
{
    uint32_t address = 0;
    ask_address(machine->image, next_ask(machine), &address);
    machine->asked[machine->ask_next].end_ps = clock_ps(&machine->chip);
    machine->call_ps = NEVER;
    made(machine)->asked.handler = handler;
    return address | 1;
}

/* Firmware that does not return to Thread mode idles in a handler: it is called
 * as an interrupt would call it. Sleep with PRIMASK=1 ends as if that interrupt
 * were pending. If no interrupt gets through for as long again, the handler
 * itself makes the call. A fault handler is never called from. */
static void call_from_handler(struct machine *machine, uint64_t waited)
{
    struct chip *chip = &machine->chip;
    unsigned handler = chip->cpu.ipsr, free = exception_free(chip);
    if (handler <= EXCEPTION_HARDFAULT || waited < MACHINE_WAIT_MS * PS_PER_MS)
        return;
    if (free)
        exception_call(chip, free, called(machine, handler));
    else if (waited >= 2 * MACHINE_WAIT_MS * PS_PER_MS)
        machine_call(machine, called(machine, handler));
    else
        cpu_wake(chip);
}

static void call(struct machine *machine)
{
    uint64_t now = clock_ps(&machine->chip);
    if (machine->call_ps == NEVER)
        machine->call_ps = now;
    if (!at_boundary(machine))
        return;
    if (machine->chip.cpu.ipsr)
        call_from_handler(machine, now - machine->call_ps);
    else
        machine_call(machine, called(machine, 0));
}

/* --- a press, a text --- */

static uint64_t over_ps(const struct ask *ask, uint64_t from_ps)
{
    return from_ps + ask_duration_us(ask) * PS_PER_US;
}

static void press(struct machine *machine, const struct ask *ask,
                  struct machine_asked *asked)
{
    struct chip *chip = &machine->chip;
    asked->end_ps = over_ps(ask, ask->at_us * PS_PER_US);
    asked->release_ps = asked->end_ps;
    asked->pin_read = gpio_v2_read_last(chip, ask->port);
    asked->unchanged =
        (gpio_v2_levels(chip, ask->port) >> ask->pin & 1) == ask->high;
    if (!exti_listens(chip, ask->port, ask->pin))
        asked->judge_ps = asked->end_ps;
    chip_pin_drive(chip, ask->port, ask->pin, ask->high);
}

static const struct serial *line_of(const struct machine *machine,
                                    const struct ask *ask)
{
    return serial_state(&machine->chip, ask->usart - 1);
}

/* Whoever has set another speed of the line gets it back. */
static void set_baud(struct machine *machine, const struct ask *ask,
                     struct machine_asked *asked)
{
    uint32_t baud = line_of(machine, ask)->baud;
    if (ask_baud(ask) == baud)
        return;
    asked->baud_back = baud;
    serial_open(&machine->chip, ask->usart - 1, ask_baud(ask));
}

/* A text is judged when it has been sent, and a little later. */
static void send_text(struct machine *machine, const struct ask *ask,
                      struct machine_asked *asked)
{
    struct chip *chip = &machine->chip;
    asked->end_ps = over_ps(ask, clock_ps(chip));
    asked->judge_ps = asked->end_ps;
    set_baud(machine, ask, asked);
    serial_send(chip, ask->usart - 1, ask->text, strlen(ask->text));
}

/* --- making them --- */

/* True: the ask must wait: the ROM runs, which then starts the image, or stays;
 * or another text is on its way. */
static bool must_wait(const struct machine *machine, const struct ask *ask)
{
    if (machine->in_rom || machine->chip.cpu.locked_up)
        return true;
    return ask->kind == ASK_SEND &&
           !serial_idle(&machine->chip, ask->usart - 1);
}

static struct machine_vain_ask *in_vain(struct machine *machine, unsigned ask,
                                        enum machine_vain why)
{
    struct machine_event *event = machine_report(machine, MACHINE_VAIN);
    event->vain = (struct machine_vain_ask){.why = why, .ask = ask};
    return &event->vain;
}

/* The host makes the ask when it has found the device. */
static void ask_by_usb(struct machine *machine, const struct ask *ask)
{
    enum machine_vain why = VAIN_NOT;
    unsigned index = machine->ask_next;
    switch (machine_usb_ask_ready(machine, ask, &why)) {
    case USB_ASK_WAITS: break;
    case USB_ASK_READY:
        made(machine);
        machine_usb_ask_begin(machine, index);
        break;
    case USB_ASK_VAIN:
        machine->asked[index].end_ps = clock_ps(&machine->chip);
        made(machine);
        in_vain(machine, index, why);
        break;
    }
}

/* While the other bank runs, the image cannot be asked. */
static void ask_now(struct machine *machine)
{
    const struct ask *ask = next_ask(machine);
    struct machine_asked *asked = &machine->asked[machine->ask_next];
    if (must_wait(machine, ask))
        return;
    bool there = machine_running(machine)->image == machine->image;
    if (there && ask->kind == ASK_CALL) {
        call(machine);
        return;
    }
    if (there && ask_is_usb(ask)) {
        ask_by_usb(machine, ask);
        return;
    }
    asked->end_ps = clock_ps(&machine->chip);
    if (ask->kind == ASK_PRESS)
        press(machine, ask, asked);
    else if (ask->kind == ASK_SEND)
        send_text(machine, ask, asked);
    if (there) {
        made(machine);
        return;
    }
    asked->judge_ps = NEVER;
    in_vain(machine, machine->ask_next++, VAIN_OTHER);
}

/* --- what becomes of them --- */

/* True: no USART receives both speeds. RM0367 30.4.8 tolerates less than 5 %.
 */
static bool differs(uint64_t bit_ps, uint32_t baud)
{
    uint64_t sent = PS_PER_S / baud;
    return bit_ps * 20 < sent * 19 || bit_ps * 20 > sent * 21;
}

static void judge_text(struct machine *machine, unsigned index)
{
    const struct ask *ask = &machine->asks->list[index];
    struct map_line line = serial_line(&machine->chip, ask->usart - 1);
    if (!line.on)
        in_vain(machine, index, VAIN_LINE);
    else if (!serial_connected(&machine->chip, ask->usart - 1))
        in_vain(machine, index, VAIN_PINS);
    else if (line.bit_ps && differs(line.bit_ps, ask_baud(ask)))
        in_vain(machine, index, VAIN_SPEED)->baud =
            (uint32_t)((PS_PER_S + line.bit_ps / 2) / line.bit_ps);
}

/* Reports an ask that the firmware cannot have noticed. */
static void judge(struct machine *machine, unsigned index)
{
    const struct ask *ask = &machine->asks->list[index];
    struct machine_asked *asked = &machine->asked[index];
    asked->judge_ps = NEVER;
    if (machine->in_rom)
        return;
    if (ask->kind == ASK_SEND)
        judge_text(machine, index);
    else if (asked->pin_read == gpio_v2_read_last(&machine->chip, ask->port))
        in_vain(machine, index, VAIN_PIN);
}

static void give_back_line(struct machine *machine, unsigned index)
{
    const struct ask *ask = &machine->asks->list[index];
    struct machine_asked *asked = &machine->asked[index];
    if (serial_idle(&machine->chip, ask->usart - 1))
        serial_open(&machine->chip, ask->usart - 1, asked->baud_back);
    asked->baud_back = 0;
}

static void release(struct machine *machine, unsigned index)
{
    const struct ask *ask = &machine->asks->list[index];
    chip_pin_release(&machine->chip, ask->port, ask->pin);
    machine->asked[index].release_ps = NEVER;
}

static uint64_t earlier(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

static void follow_usb(struct machine *machine)
{
    const struct machine_usb_ask *asked = &machine->usb_ask;
    if (!machine_usb_ask_follow(machine))
        return;
    machine->asked[asked->ask].end_ps = clock_ps(&machine->chip);
    if (asked->status == USB_STALLED)
        in_vain(machine, asked->ask, VAIN_STALLED);
}

/* Attends to an ask that was made; returns when it needs more. */
static uint64_t follow(struct machine *machine, unsigned index, uint64_t now)
{
    struct machine_asked *asked = &machine->asked[index];
    if (now >= asked->judge_ps)
        judge(machine, index);
    if (now >= asked->release_ps)
        release(machine, index);
    if (now >= asked->end_ps && asked->baud_back)
        give_back_line(machine, index);
    uint64_t next = earlier(asked->release_ps, asked->judge_ps);
    return asked->baud_back ? earlier(next, asked->end_ps) : next;
}

uint64_t machine_ask_attend(struct machine *machine, uint64_t now)
{
    uint64_t next = NEVER;
    if (!machine->asks)
        return NEVER;
    if (machine->ask_next < machine->asks->count &&
        now >= next_ask(machine)->at_us * PS_PER_US)
        ask_now(machine);
    follow_usb(machine);
    for (unsigned i = 0; i < machine->ask_next; i++)
        next = earlier(next, follow(machine, i, now));
    if (machine->ask_next == machine->asks->count)
        return next;
    const struct ask *ask = next_ask(machine);
    uint64_t at = ask->at_us * PS_PER_US;
    if (now >= at && ask_is_usb(ask))
        at = over_ps(ask, at);
    return now < at ? earlier(next, at) : next;
}

void machine_ask_reset(struct machine *machine)
{
    machine->call_ps = NEVER;
    for (unsigned i = 0; i < machine->ask_next; i++)
        machine->asked[i].judge_ps = NEVER;
}

/* What is on its way on a line is lost. */
static void end(struct machine *machine, unsigned index)
{
    const struct ask *ask = &machine->asks->list[index];
    struct machine_asked *asked = &machine->asked[index];
    if (ask->kind == ASK_SEND)
        serial_open(&machine->chip, ask->usart - 1,
                    asked->baud_back ? asked->baud_back
                                     : line_of(machine, ask)->baud);
    if (asked->release_ps != NEVER)
        release(machine, index);
    *asked = (struct machine_asked){.release_ps = NEVER, .judge_ps = NEVER};
}

void machine_ask_end(struct machine *machine)
{
    machine->usb_ask.on = false;
    machine->call_ps = NEVER;
    if (!machine->asks)
        return;
    for (unsigned i = 0; i < machine->asks->count; i++)
        end(machine, i);
    machine->ask_next = machine->asks->count;
}

bool machine_ask_waits(const struct machine *machine, uint64_t now)
{
    if (!machine->asks || machine->ask_next == machine->asks->count ||
        machine->in_rom || machine->chip.cpu.locked_up)
        return false;
    const struct ask *ask = next_ask(machine);
    return ask->kind == ASK_CALL && now >= ask->at_us * PS_PER_US;
}

uint64_t machine_ask_end_ps(const struct machine *machine)
{
    uint64_t end = 0;
    if (!machine->asks)
        return 0;
    for (unsigned i = 0; i < machine->asks->count; i++)
        if (machine->asked[i].end_ps > end)
            end = machine->asked[i].end_ps;
    return end;
}

bool machine_ask(struct machine *machine, const struct asks *asks)
{
    uint32_t address;
    machine->asks = asks;
    machine->ask_next = 0;
    for (unsigned i = asks->count; i--;) {
        const struct ask *ask = &asks->list[i];
        machine->asked[i] = (struct machine_asked){
            .release_ps = NEVER, .judge_ps = NEVER, .end_ps = NEVER};
        if (ask->kind == ASK_CALL &&
            !ask_address(machine->image, ask, &address))
            return false;
        if (ask->kind == ASK_SEND) /* its terminal is open before */
            serial_open(&machine->chip, ask->usart - 1, ask_baud(ask));
    }
    return true;
}
