/* SPDX-License-Identifier: MIT */
#include "tools/report/timeline.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "bench/exception_name.h"
#include "bench/machine_observe.h"
#include "bench/machine_setup.h"
#include "bench/machine_usb_ask.h"
#include "bench/machine_visit.h"
#include "chip/block/gpio_v2.h"
#include "chip/stm32l0/flash.h"
#include "rom/choices.h"
#include "tools/printable.h"
#include "tools/report/usb_words.h"

enum { LD2_PORT = GPIO_A, LD2_PIN = 5, B1_PORT = GPIO_C, B1_PIN = 13 };

enum { TEXT_SIZE = 1024 }; /* only a symbol's name may be longer */

/* Text that stays without a line end for so long is printed as it is. */
#define UNFINISHED_PS (100 * PS_PER_MS)

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

/* --- lines --- */

void timeline_print(struct timeline *timeline, const char *who,
                    const char *format, ...)
{
    char line[TEXT_SIZE];
    va_list arguments;
    double ms = (double)machine_ps(timeline->machine) / PS_PER_MS;
    if (timeline->cycles)
        fprintf(timeline->out, "%10llu # %-10s ",
                (unsigned long long)timeline->machine->chip.cycle, who);
    else
        fprintf(timeline->out, "%10.3f ms  %-9s ", ms, who);
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    fprintf(timeline->out, "%s\n", printable(line));
    if (!timeline->cycles && fflush(timeline->out) != 0 && !timeline->error)
        timeline->error = errno;
}

/* --- serial text --- */

enum { WHO_SIZE = 16 };

/* "usart2", "lpuart1" ... */
static const char *line_name(const struct map_row *block, char who[WHO_SIZE])
{
    size_t i = 0;
    for (; block->name[i] && i < WHO_SIZE - 1; i++)
        who[i] = (char)tolower((unsigned char)block->name[i]);
    who[i] = 0;
    return who;
}

static void print_text(struct timeline *timeline, unsigned usart)
{
    struct timeline_text *text = &timeline->text[usart];
    const struct chip *chip = &timeline->machine->chip;
    char who[WHO_SIZE];
    if (text->length == 0)
        return;
    memcpy(text->last, text->line, text->length);
    text->last[text->length] = 0;
    text->length = 0;
    timeline_print(timeline, line_name(serial_sender(chip, usart), who), "%s",
                   text->last);
}

static void add_text(struct timeline *timeline, unsigned usart,
                     const char *shown)
{
    struct timeline_text *text = &timeline->text[usart];
    size_t length = strlen(shown);
    if (text->length + length > sizeof text->line)
        print_text(timeline, usart);
    if (text->length == 0)
        text->since_ps = machine_ps(timeline->machine);
    memcpy(text->line + text->length, shown, length);
    text->length += length;
}

/* Prints characters as they are, and all other bytes as numbers. */
static void add_byte(struct timeline *timeline, unsigned usart, uint8_t byte)
{
    char shown[8] = {(char)byte};
    if (byte == '\n') {
        print_text(timeline, usart);
        return;
    }
    if (byte == '\r')
        return;
    if (!isprint(byte))
        snprintf(shown, sizeof shown, "<%02X>", byte);
    add_text(timeline, usart, shown);
}

void timeline_serial(struct timeline *timeline, unsigned usart,
                     const uint8_t *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        add_byte(timeline, usart, bytes[i]);
}

/* --- LD2 --- */

/* Makes its changes events as long as they are wanted. */
static void watch_led(struct timeline *timeline)
{
    machine_watch_pin(timeline->watched, LD2_PORT, LD2_PIN,
                      timeline->led.watched);
}

void timeline_watch_led(struct timeline *timeline, struct machine *machine)
{
    timeline->watched = machine;
    timeline->led.watched = true;
    watch_led(timeline);
}

static void print_level(struct timeline *timeline, bool on)
{
    timeline_print(timeline, "LD2", on ? "on" : "off");
}

static void print_pin(struct timeline *timeline,
                      const struct machine_event *event)
{
    const struct event_pin *pin = &event->pin;
    bool on = pin->after >> LD2_PIN & 1;
    if (pin->port != LD2_PORT || !((pin->before ^ pin->after) >> LD2_PIN & 1))
        return;
    if (!timeline->watched) { /* a trace has them all */
        print_level(timeline, on);
        return;
    }
    switch (led_change(&timeline->led, event->ps)) {
    case LED_CHANGED: print_level(timeline, on); break;
    case LED_FLICKERS:
        timeline_print(timeline, "LD2",
                       "flickers: over %d changes in %d ms are not told",
                       LED_CHANGES, LED_WINDOW_MS);
        break;
    default: break;
    }
    watch_led(timeline);
}

static void look_at_led(struct timeline *timeline)
{
    const struct machine *machine = timeline->machine;
    if (!timeline->watched)
        return;
    if (led_look(&timeline->led, machine_ps(machine)) == LED_STEADY)
        print_level(timeline,
                    gpio_v2_levels(&machine->chip, LD2_PORT) >> LD2_PIN & 1);
    watch_led(timeline);
}

void timeline_flush(struct timeline *timeline, bool end)
{
    for (unsigned i = 0; i < SERIAL_COUNT; i++)
        if (end || machine_ps(timeline->machine) >
                       timeline->text[i].since_ps + UNFINISHED_PS)
            print_text(timeline, i);
    look_at_led(timeline);
}

/* --- the ROM --- */

static bool has_check(enum rom_version rom)
{
    return rom == ROM_V4_1 || rom == ROM_V11_2;
}

enum bank_check timeline_bank_check(const struct timeline *timeline)
{
    const struct machine *machine = timeline->machine;
    const struct machine_visit *visit = &machine->visit;
    unsigned sp = timeline->readings.value[READING_SP];
    bool bfb2 = stm32l0(&machine->chip)->flash.optr & FLASH_OPTR_BFB2;

    if (timeline->rom == ROM_FILE)
        return CHECK_UNKNOWN;
    if (flash_rdp(&machine->chip) == 2 && bfb2)
        return CHECK_RDP2;
    if (!has_check(timeline->rom))
        return CHECK_NONE;
    if (visit->entry == machine->entries[1])
        return CHECK_PASSED;
    if (machine->chip.board.boot0)
        return CHECK_BOOT0;
    bool second =
        machine->chip.part.bank2_base && bank_is_head(visit->head[1], sp);
    if (!second && !bank_is_head(visit->head[0], sp))
        return CHECK_EMPTY;
    if (!bfb2 && timeline->readings.value[READING_BFB2])
        return CHECK_BFB2;
    return second ? CHECK_BANK2 : CHECK_BANK1;
}

static void print_words(struct timeline *timeline, const char *verdict)
{
    const struct machine_visit *visit = &timeline->machine->visit;
    if (timeline->machine->chip.part.bank2_base)
        timeline_print(timeline, "ROM",
                       "bank check: bank 2 starts with 0x%08X, bank 1 with "
                       "0x%08X: %s",
                       visit->head[1], visit->head[0], verdict);
    else
        timeline_print(timeline, "ROM",
                       "bank check: flash starts with 0x%08X: %s",
                       visit->head[0], verdict);
}

static void print_check(struct timeline *timeline)
{
    switch (timeline_bank_check(timeline)) {
    case CHECK_UNKNOWN: break;
    case CHECK_NONE:
        timeline_print(timeline, "ROM",
                       "this version has no bank check: it stays");
        break;
    case CHECK_PASSED:
        timeline_print(timeline, "ROM",
                       "entered past its bank check: it stays");
        break;
    case CHECK_BOOT0:
        timeline_print(timeline, "ROM",
                       "BOOT0 is high, no bank check: it stays");
        break;
    case CHECK_RDP2:
        timeline_print(timeline, "ROM",
                       "readout protection level 2: it never stays");
        break;
    case CHECK_BFB2:
        timeline_print(timeline, "ROM", "BFB2=0, no bank check: it stays");
        break;
    case CHECK_EMPTY:
        print_words(timeline, "no stack pointer, no bank to start: it stays");
        break;
    case CHECK_BANK1:
        print_words(timeline, "a stack pointer in bank 1: it starts bank 1");
        break;
    case CHECK_BANK2:
        print_words(timeline, "a stack pointer in bank 2: it starts bank 2");
        break;
    }
}

const char *timeline_rom_name(enum rom_version rom, char name[16])
{
    if (rom == ROM_FILE)
        return "own ROM";
    snprintf(name, 16, "V%s", rom_version_name(rom) + 1);
    return name;
}

static void print_entered(struct timeline *timeline)
{
    const struct machine_visit *visit = &timeline->machine->visit;
    char how[96] = "by the hardware's boot selection";
    char where[64], name[16];
    if (!visit->by_hardware) {
        image_describe(timeline->machine->image, visit->from, where,
                       sizeof where);
        snprintf(how, sizeof how, "by a branch from %s",
                 visit->from ? where : "?");
    }
    timeline_print(
        timeline, "ROM", "%s (id byte 0x%02X) entered at 0x%08X %s",
        timeline_rom_name(timeline->rom, name),
        bus_physical(&timeline->machine->chip, REGION_SYSTEM)[ROM_ID_OFFSET],
        visit->entry, how);
    print_check(timeline);
}

static void print_left(struct timeline *timeline)
{
    const struct machine_visit *visit = &timeline->machine->visit;
    if (visit->left_by_reset)
        timeline_print(timeline, "ROM",
                       visit->answered ? "left by a reset"
                                       : "bounced: it resets the chip");
    else if (visit->answered)
        timeline_print(timeline, "ROM", "Go: branches to 0x%08X",
                       visit->target);
    else
        timeline_print(timeline, "ROM",
                       "%s: it branches to 0x%08X, the application in bank %u",
                       visit->by_hardware ? "boots" : "bounced", visit->target,
                       visit->started + 1);
}

/* --- the chip --- */

static const struct ask *ask_of(const struct timeline *timeline, unsigned index)
{
    return &timeline->asks->list[index];
}

static void print_call(struct timeline *timeline, const struct ask *ask,
                       unsigned handler)
{
    char name[EXCEPTION_TEXT];
    if (!handler) {
        timeline_print(timeline, "ask", "%s is called", ask->symbol);
        return;
    }
    exception_format(&timeline->machine->chip, handler, name);
    timeline_print(timeline, "ask",
                   "%s is called as an interrupt would call it: the handler of "
                   "%s has not ended for %d ms",
                   ask->symbol, name, MACHINE_WAIT_MS);
}

static const char *listener(const struct timeline *timeline,
                            const struct ask *ask)
{
    return serial_listener(&timeline->machine->chip, ask->usart - 1)->name;
}

static void print_pins(struct timeline *timeline, const struct ask *ask)
{
    const struct chip *chip = &timeline->machine->chip;
    const struct map_pin *tx = serial_pin(chip, ask->usart - 1, SIGNAL_TX);
    const struct map_pin *rx = serial_pin(chip, ask->usart - 1, SIGNAL_RX);
    timeline_print(timeline, "ask",
                   "in vain: the line is on P%c%u and P%c%u, and %s is not "
                   "connected to them",
                   'A' + tx->port, tx->number, 'A' + rx->port, rx->number,
                   listener(timeline, ask));
}

static void print_vain(struct timeline *timeline,
                       const struct machine_vain_ask *vain)
{
    const struct ask *ask = ask_of(timeline, vain->ask);
    switch (vain->why) {
    case VAIN_NOT: break;
    case VAIN_OTHER:
        timeline_print(timeline, "ask",
                       "in vain: the image to ask does not run");
        break;
    case VAIN_PIN:
        timeline_print(timeline, "ask",
                       "in vain: the pin was neither read nor waited for "
                       "(EXTI)");
        break;
    case VAIN_LINE:
        timeline_print(timeline, "ask", "in vain: %s is off",
                       listener(timeline, ask));
        break;
    case VAIN_PINS: print_pins(timeline, ask); break;
    case VAIN_SPEED:
        timeline_print(timeline, "ask",
                       "in vain: it was sent at %u baud, and %s listens at %u",
                       (unsigned)ask_baud(ask), listener(timeline, ask),
                       (unsigned)vain->baud);
        break;
    case VAIN_ABSENT:
    case VAIN_DEAF:
    case VAIN_INTERFACE:
    case VAIN_STALLED:
        timeline_print(timeline, "ask", "in vain: %s",
                       machine_usb_ask_vain(vain->why, ask));
        break;
    }
}

static void print_sent(struct timeline *timeline, const struct ask *ask)
{
    const struct machine *machine = timeline->machine;
    char who[WHO_SIZE], baud[32] = "";
    if (ask->baud)
        snprintf(baud, sizeof baud, " at %u baud", (unsigned)ask->baud);
    size_t count = strlen(ask->text);
    timeline_print(
        timeline, "ask", "%zu byte%s sent to %s%s", count,
        count == 1 ? " is" : "s are",
        line_name(serial_listener(&machine->chip, ask->usart - 1), who), baud);
}

/* The hold time is told when it is not the usual one. */
static void print_press(struct timeline *timeline, const struct ask *ask)
{
    char hold[48] = "";
    const char *how = ask->high ? "pulled high" : "pressed";
    if (ask->hold_us)
        snprintf(hold, sizeof hold, " for %.10g ms",
                 (double)ask->hold_us / 1000);
    if (ask->port == B1_PORT && ask->pin == B1_PIN)
        timeline_print(timeline, "B1", "%s%s", how, hold);
    else
        timeline_print(timeline, "ask", "P%c%u is %s%s", "ABCDEFGH"[ask->port],
                       ask -> pin, how, hold);
}

static void print_ask(struct timeline *timeline,
                      const struct machine_event_asked *asked)
{
    const struct ask *ask = ask_of(timeline, asked->ask);
    switch (ask->kind) {
    case ASK_CALL: print_call(timeline, ask, asked->handler); break;
    case ASK_PRESS: print_press(timeline, ask); break;
    case ASK_SEND: print_sent(timeline, ask); break;
    case ASK_DETACH:
        timeline_print(timeline, "ask", "the USB host sends DFU_DETACH");
        break;
    case ASK_TOUCH:
        timeline_print(timeline, "ask",
                       "the USB host opens the serial port at 1200 baud and "
                       "closes it");
        break;
    }
}

static void print_boot0(struct timeline *timeline, bool level)
{
    const struct machine_wire *wire = &timeline->machine->wire;
    timeline_print(timeline, "BOOT0",
                   level ? "high: charged by P%c%u" : "low: P%c%u was released",
                   "ABCDEFGH"[wire->port], wire -> pin);
}

enum { HARD_FAULT = 3 };

static void print_exception(struct timeline *timeline,
                            const struct machine_event *event)
{
    char where[64];
    if (event->exception.number !=
        HARD_FAULT) /* the others are the firmware's business */
        return;
    image_describe(timeline->machine->image, event->pc, where, sizeof where);
    timeline_print(timeline, "fault", "HardFault at %s", where);
}

static void print_unmodelled(struct timeline *timeline,
                             const struct machine_event *event)
{
    const struct event_unmodelled *access = &event->unmodelled;
    char where[64], value[32] = "";
    image_describe(timeline->machine->image, event->pc, where, sizeof where);
    if (access->write)
        snprintf(value, sizeof value, " 0x%08X", access->value);
    timeline_print(timeline, "chip", "not modelled: %s of %s 0x%08X%s at %s",
                   access->write ? "write" : "read",
                   bus_block_name(&timeline->machine->chip, access->address),
                   access->address, value, where);
}

static void print_unclocked(struct timeline *timeline,
                            const struct event_firmware *firmware,
                            const char *where)
{
    const struct chip *chip = &timeline->machine->chip;
    struct bus_clock clock = bus_clock(chip, firmware->address);
    timeline_print(timeline, "error",
                   "%s is written while its clock is off: %s.%s=0; the write "
                   "of 0x%08X to 0x%08X is ignored at %s",
                   bus_block_name(chip, firmware->address), clock.reg,
                   clock.bit, firmware->value, firmware->address, where);
}

static void print_early(struct timeline *timeline,
                        const struct event_firmware *firmware,
                        const char *where)
{
    const struct chip *chip = &timeline->machine->chip;
    struct bus_clock clock = bus_clock(chip, firmware->address);
    timeline_print(timeline, "error",
                   "%s 0x%08X is used in the two cycles after %s.%s was set, "
                   "at %s",
                   bus_block_name(chip, firmware->address), firmware->address,
                   clock.reg, clock.bit, where);
}

static const char *why_ignored(enum ignored why)
{
    switch (why) {
    case IGNORED_DBP: return "PWR_CR.DBP=0";
    case IGNORED_LOCK: return "FLASH_PECR has it locked";
    case IGNORED_READ_ONLY: break;
    }
    return "it is read-only";
}

static void print_firmware(struct timeline *timeline,
                           const struct machine_event *event)
{
    const struct event_firmware *firmware = &event->firmware;
    char where[64];
    image_describe(timeline->machine->image, event->pc, where, sizeof where);
    switch (firmware->error) {
    case FIRMWARE_LATENCY:
        timeline_print(
            timeline, "error",
            "HCLK of %u Hz is too fast for the flash latency (%u Hz) "
            "at %s",
            firmware->hz, firmware->limit_hz, where);
        break;
    case FIRMWARE_CLOCK:
        timeline_print(timeline, "error",
                       "clock of %u Hz is over its limit (%u Hz) "
                       "at %s",
                       firmware->hz, firmware->limit_hz, where);
        break;
    case FIRMWARE_NONZERO:
        timeline_print(timeline, "error",
                       "0x%08X programmed without an erase before it at %s",
                       firmware->address, where);
        break;
    case FIRMWARE_PROTOCOL:
        timeline_print(
            timeline, "error",
            "register protocol broken: 0x%08X written to %s 0x%08X at "
            "%s",
            firmware->value,
            bus_block_name(&timeline->machine->chip, firmware->address),
            firmware->address, where);
        break;
    case FIRMWARE_UNCLOCKED: print_unclocked(timeline, firmware, where); break;
    case FIRMWARE_EARLY: print_early(timeline, firmware, where); break;
    case FIRMWARE_RMVF:
        timeline_print(timeline, "error",
                       "RCC_CSR.RMVF is still 1 at a reset, at %s", where);
        break;
    case FIRMWARE_IGNORED:
        timeline_print(
            timeline, "error",
            "0x%08X written to %s 0x%08X is ignored, at %s: %s",
            firmware->value,
            bus_block_name(&timeline->machine->chip, firmware->address),
            firmware->address, where, why_ignored(firmware->ignored));
        break;
    case FIRMWARE_TORN:
        timeline_print(timeline, "error",
                       "reset while the NVM at 0x%08X is being written",
                       firmware->address);
        break;
    case FIRMWARE_OPTION:
        timeline_print(timeline, "option", "0x%08X written to 0x%08X, at %s",
                       firmware->value, firmware->address, where);
        break;
    case FIRMWARE_DOMAIN: /* what the firmware wants */
    case FIRMWARE_UFB: break;
    }
}

/* The model ROM's own code is no business of the firmware's author; what it
 * writes for a host is. */
static bool is_shown(const struct timeline *timeline,
                     const struct machine_event *event)
{
    enum firmware_error error = event->firmware.error;
    return error == FIRMWARE_OPTION || error == FIRMWARE_TORN ||
           !machine_visit_made(timeline->machine, event);
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
        timeline_print(timeline, "reset", "%s", reset_name(event->reset.kind));
        break;
    case MACHINE_ROM: print_entered(timeline); break;
    case MACHINE_LEFT: print_left(timeline); break;
    case MACHINE_ASKED: print_ask(timeline, &event->asked); break;
    case MACHINE_VAIN: print_vain(timeline, &event->vain); break;
    case MACHINE_BOOT0: print_boot0(timeline, event->boot0); break;
    case MACHINE_USB: print_usb(timeline, &event->usb); break;
    case MACHINE_MAIN:
        timeline_print(timeline, "app", "runs in bank %u", event->bank + 1);
        break;
    case MACHINE_EXCEPTION: print_exception(timeline, event); break;
    case MACHINE_LOCKUP:
        timeline_print(timeline, "fault", "the core is locked up");
        break;
    case MACHINE_ASTRAY:
        timeline_print(timeline, "fault",
                       "astray: pc is 0x%08X, where no code is", event->pc);
        break;
    case MACHINE_PIN: print_pin(timeline, event); break;
    case MACHINE_UNMODELLED: print_unmodelled(timeline, event); break;
    case MACHINE_FIRMWARE:
        if (is_shown(timeline, event))
            print_firmware(timeline, event);
        break;
    case MACHINE_VECTOR: break; /* for traces only */
    case MACHINE_NVM:
    case MACHINE_READING: break; /* for `check` only */
    case MACHINE_BEFORE:
    case MACHINE_BREAK:
    case MACHINE_WATCHPOINT:
    case MACHINE_STEPPED: break; /* for the debugger only */
    }
}
