/* SPDX-License-Identifier: MIT */
#include "tools/report/timeline.h"

#include "tools/report/timeline_ask.h"
#include "tools/report/timeline_error.h"
#include "tools/report/timeline_led.h"
#include "tools/report/timeline_rom.h"
#include "tools/report/timeline_text.h"
#include "tools/report/timeline_wait.h"
#include "tools/report/usb_words.h"

void timeline_open(struct timeline *timeline, FILE *out,
                   const struct machine *machine,
                   const struct machine_setup *setup, const struct asks *asks)
{
    *timeline = (struct timeline){
        .out = out,
        .machine = machine,
        .asks = asks,
        .rom = setup->rom,
        .readings = setup->readings,
    };
}

void timeline_watch_led(struct timeline *timeline, struct machine *machine)
{
    timeline_led_watch(timeline, machine);
}

/* --- serial text --- */

void timeline_serial(struct timeline *timeline, unsigned usart,
                     const uint8_t *bytes, size_t count)
{
    timeline_text_add(timeline, usart, bytes, count);
}

void timeline_flush(struct timeline *timeline, bool end)
{
    timeline_text_flush(timeline, end);
    timeline_rom_flush(timeline, end);
    timeline_wait_look(timeline);
    timeline_led_look(timeline);
}

uint64_t timeline_due_ps(const struct timeline *timeline)
{
    uint64_t rom = timeline_rom_due_ps(timeline);
    uint64_t wait = timeline_wait_due_ps(timeline);
    return rom < wait ? rom : wait;
}

/* --- events --- */

static void print_boot0(struct timeline *timeline, bool level)
{
    const struct machine_wire *wire = &timeline->machine->wire;
    timeline_print(timeline, "BOOT0",
                   level ? "high: charged by P%c%u" : "low: P%c%u was released",
                   "ABCDEFGH"[wire->port], wire -> pin);
}

static void print_usb(struct timeline *timeline,
                      const struct machine_event_usb *event)
{
    char text[USB_WORDS];
    if (usb_words(timeline->machine, event, text) || timeline->cycles)
        timeline_print(timeline, "USB", "%s", text);
}

void timeline_event(struct timeline *timeline,
                    const struct machine_event *event)
{
    switch (event->kind) {
    case MACHINE_TIME: break;
    case MACHINE_RESET:
        timeline_error_reset(timeline);
        timeline_wait_reset(timeline);
        timeline_print(timeline, "reset", "%s", reset_name(event->reset.kind));
        break;
    case MACHINE_ROM: timeline_rom_entered(timeline); break;
    case MACHINE_LEFT: timeline_rom_left(timeline); break;
    case MACHINE_ASKED: timeline_ask_made(timeline, &event->asked); break;
    case MACHINE_VAIN: timeline_ask_vain(timeline, &event->vain); break;
    case MACHINE_BOOT0: print_boot0(timeline, event->boot0); break;
    case MACHINE_USB: print_usb(timeline, &event->usb); break;
    case MACHINE_MAIN:
        timeline_print(timeline, "app", "runs in bank %u", event->bank + 1);
        timeline_wait_reset(timeline);
        break;
    case MACHINE_EXCEPTION:
        timeline_rom_fault(timeline, event);
        timeline_error_exception(timeline, event);
        break;
    case MACHINE_LOCKUP:
        timeline_print(timeline, "fault", "the core is locked up");
        break;
    case MACHINE_ASTRAY:
        timeline_print(timeline, "fault",
                       "astray: pc is 0x%08X, where no code is", event->pc);
        break;
    case MACHINE_PIN: timeline_led_pin(timeline, event); break;
    case MACHINE_UNMODELLED: timeline_error_unmodelled(timeline, event); break;
    case MACHINE_FIRMWARE: timeline_error_firmware(timeline, event); break;
    case MACHINE_VECTOR: break; /* for traces only */
    case MACHINE_NVM: timeline_rom_nvm(timeline, event); break;
    case MACHINE_READING: break; /* for `check` only */
    case MACHINE_BEFORE:
    case MACHINE_BREAK:
    case MACHINE_WATCHPOINT:
    case MACHINE_STEPPED: break; /* for the debugger only */
    }
}
