/* SPDX-License-Identifier: MIT */
#include "bench/machine_ask.h"

#include <string.h>

#include "chip/block/exti.h"
#include "chip/block/gpio_v2.h"
#include "chip/core/armv6m/cpu.h"
#include "chip/core/armv6m/exception.h"

/* True: the core is at an instruction boundary, asleep or not. */
static bool at_boundary(const struct machine *machine)
{
    return !(machine->chip.attention &
             ~(uint32_t)(ATTENTION_SLEEP | ATTENTION_WATCHPOINT));
}

static void called(struct machine *machine, unsigned handler)
{
    machine->ask = ASK_NONE;
    machine->ask_end_ps = clock_ps(&machine->chip);
    machine_report(machine, MACHINE_ASKED)->handler = handler;
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
    if (free) {
        called(machine, handler);
        exception_call(chip, free, machine->ask_address);
    } else if (waited >= 2 * MACHINE_WAIT_MS * PS_PER_MS) {
        called(machine, handler);
        cpu_call(chip, machine->ask_address);
    } else {
        cpu_wake(chip);
    }
}

static void call(struct machine *machine)
{
    uint64_t now = clock_ps(&machine->chip);
    if (machine->call_ps == NEVER)
        machine->call_ps = now;
    if (!at_boundary(machine))
        return;
    if (machine->chip.cpu.ipsr) {
        call_from_handler(machine, now - machine->call_ps);
        return;
    }
    called(machine, 0);
    cpu_call(&machine->chip, machine->ask_address);
}

static void press(struct machine *machine)
{
    machine->release_ps = machine->ask_ps + MACHINE_PRESS_MS * PS_PER_MS;
    machine->judge_ps = machine->ask_end_ps = machine->release_ps;
    machine->pin_read = gpio_v2_read_last(&machine->chip, machine->ask_port);
    if (exti_listens(&machine->chip, machine->ask_port, machine->ask_pin))
        machine->judge_ps = NEVER;
    chip_pin_drive(&machine->chip, machine->ask_port, machine->ask_pin, false);
}

/* A text is judged when it has been sent, of frames of 11 bits, and a little
 * later. */
static void send_text(struct machine *machine)
{
    size_t length = strlen(machine->ask_text);
    uint64_t bits = 11 * (length + 1);
    machine->ask_end_ps = machine->ask_ps + bits * PS_PER_S / MACHINE_BAUD;
    if (!serial_line(&machine->chip, machine->ask_usart).on)
        machine->judge_ps = machine->ask_end_ps;
    serial_send(&machine->chip, machine->ask_usart, machine->ask_text, length);
}

/* Waits while the ROM runs, which then starts the image, or stays. While the
 * other bank runs, the image cannot be asked. */
static void ask_now(struct machine *machine)
{
    if (machine->in_rom || machine->chip.cpu.locked_up)
        return;
    bool there = machine_running(machine)->image == machine->image;
    if (there && machine->ask == ASK_CALL) {
        call(machine);
        return;
    }
    if (machine->ask == ASK_PRESS)
        press(machine);
    else if (machine->ask == ASK_SEND)
        send_text(machine);
    machine->ask = ASK_NONE;
    if (there) {
        machine_report(machine, MACHINE_ASKED);
        return;
    }
    machine->judge_ps = NEVER;
    machine_report(machine, MACHINE_VAIN)->vain = VAIN_OTHER;
}

/* Reports an ask that the firmware cannot have noticed. */
static void judge(struct machine *machine)
{
    const struct chip *chip = &machine->chip;
    bool pin = machine->release_ps != NEVER;
    machine->judge_ps = NEVER;
    if (pin ? machine->pin_read == gpio_v2_read_last(chip, machine->ask_port)
            : !serial_line(chip, machine->ask_usart).on)
        machine_report(machine, MACHINE_VAIN)->vain =
            pin ? VAIN_PIN : VAIN_LINE;
}

static uint64_t earlier(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

uint64_t machine_ask_attend(struct machine *machine, uint64_t now)
{
    if (now >= machine->judge_ps)
        judge(machine);
    if (now >= machine->release_ps) {
        chip_pin_release(&machine->chip, machine->ask_port, machine->ask_pin);
        machine->release_ps = NEVER;
    }
    if (machine->ask != ASK_NONE && now < machine->ask_ps)
        return machine->ask_ps;
    if (machine->ask != ASK_NONE)
        ask_now(machine);
    return earlier(machine->release_ps, machine->judge_ps);
}
