/* SPDX-License-Identifier: MIT */
#include "tools/report/story.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "rom/choices.h"
#include "tools/printable.h"

enum { LD2_PORT = GPIO_A, LD2_PIN = 5, B1_PORT = GPIO_C, B1_PIN = 13 };

enum { SAID_SIZE = 1024 }; /* only a symbol's name may be longer */

/* Text that stays without a line end for so long is told as it is. */
#define UNFINISHED_PS (100 * PS_PER_MS)

void story_open(struct story *story, FILE *out, const struct machine *machine,
                const struct machine_setup *setup, const struct ask *ask)
{
    *story = (struct story){
        .out = out,
        .machine = machine,
        .ask = ask,
        .rom = setup->rom,
        .readings = setup->readings,
    };
}

void story_watch_board(struct machine *machine)
{
    machine->chip.watch.pins[LD2_PORT] |= 1 << LD2_PIN;
}

/* --- lines --- */

void story_say(struct story *story, const char *who, const char *format, ...)
{
    char line[SAID_SIZE];
    va_list arguments;
    double ms = (double)machine_ps(story->machine) / PS_PER_MS;
    if (story->cycles)
        fprintf(story->out, "%10llu # %-10s ",
                (unsigned long long)story->machine->chip.cycle, who);
    else
        fprintf(story->out, "%10.3f ms  %-9s ", ms, who);
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    fprintf(story->out, "%s\n", printable(line));
    if (!story->cycles && fflush(story->out) != 0 && !story->error)
        story->error = errno;
}

/* --- serial text --- */

static void tell_text(struct story *story, unsigned usart)
{
    struct story_text *text = &story->text[usart];
    char who[16];
    if (text->length == 0)
        return;
    memcpy(text->last, text->line, text->length);
    text->last[text->length] = 0;
    text->length = 0;
    snprintf(who, sizeof who, "usart%u", usart + 1);
    story_say(story, who, "%s", text->last);
}

static void add_text(struct story *story, unsigned usart, const char *shown)
{
    struct story_text *text = &story->text[usart];
    size_t length = strlen(shown);
    if (text->length + length > sizeof text->line)
        tell_text(story, usart);
    if (text->length == 0)
        text->since_ps = machine_ps(story->machine);
    memcpy(text->line + text->length, shown, length);
    text->length += length;
}

/* Text goes through as it is; what is none is shown as a number. */
static void hear(struct story *story, unsigned usart, uint8_t byte)
{
    char shown[8] = {(char)byte};
    if (byte == '\n') {
        tell_text(story, usart);
        return;
    }
    if (byte == '\r')
        return;
    if (!isprint(byte))
        snprintf(shown, sizeof shown, "<%02X>", byte);
    add_text(story, usart, shown);
}

void story_heard(struct story *story, unsigned usart, const uint8_t *bytes,
                 size_t count)
{
    for (size_t i = 0; i < count; i++)
        hear(story, usart, bytes[i]);
}

void story_settle(struct story *story, bool end)
{
    for (unsigned i = 0; i < USART_COUNT; i++)
        if (end || machine_ps(story->machine) >
                       story->text[i].since_ps + UNFINISHED_PS)
            tell_text(story, i);
}

/* --- the ROM --- */

static bool has_check(enum rom_version rom)
{
    return rom == ROM_V4_1 || rom == ROM_V11_2;
}

enum story_check story_check(const struct story *story)
{
    const struct machine *machine = story->machine;
    const struct machine_visit *visit = &machine->visit;
    unsigned sp = story->readings.value[READING_SP];

    if (story->rom == ROM_FILE)
        return CHECK_UNKNOWN;
    if (flash_rdp(&machine->chip) == 2)
        return CHECK_RDP2;
    if (!has_check(story->rom))
        return CHECK_NONE;
    if (visit->entry == machine->entries[1])
        return CHECK_PASSED;
    if (machine->chip.board.boot0)
        return CHECK_BOOT0;
    if (machine->chip.part.bank2_base && bank_is_head(visit->head[1], sp))
        return CHECK_BANK2;
    return bank_is_head(visit->head[0], sp) ? CHECK_BANK1 : CHECK_EMPTY;
}

static void say_words(struct story *story, const char *verdict)
{
    const struct machine_visit *visit = &story->machine->visit;
    if (story->machine->chip.part.bank2_base)
        story_say(story, "ROM",
                  "bank check: bank 2 starts with 0x%08X, bank 1 with "
                  "0x%08X: %s",
                  visit->head[1], visit->head[0], verdict);
    else
        story_say(story, "ROM", "bank check: flash starts with 0x%08X: %s",
                  visit->head[0], verdict);
}

static void say_check(struct story *story)
{
    switch (story_check(story)) {
    case CHECK_UNKNOWN: break;
    case CHECK_NONE:
        story_say(story, "ROM", "this version has no bank check: it stays");
        break;
    case CHECK_PASSED:
        story_say(story, "ROM", "entered past its bank check: it stays");
        break;
    case CHECK_BOOT0:
        story_say(story, "ROM", "BOOT0 is high, no bank check: it stays");
        break;
    case CHECK_RDP2:
        story_say(story, "ROM", "readout protection level 2: it never stays");
        break;
    case CHECK_EMPTY:
        say_words(story, "no stack pointer, no bank to start: it stays");
        break;
    case CHECK_BANK1:
        say_words(story, "a stack pointer in bank 1: it starts bank 1");
        break;
    case CHECK_BANK2:
        say_words(story, "a stack pointer in bank 2: it starts bank 2");
        break;
    }
}

const char *story_rom_name(enum rom_version rom, char name[16])
{
    if (rom == ROM_FILE)
        return "own ROM";
    snprintf(name, 16, "V%s", rom_version_name(rom) + 1);
    return name;
}

static void say_entered(struct story *story)
{
    const struct machine_visit *visit = &story->machine->visit;
    char how[96] = "by the hardware's boot selection";
    char where[64], name[16];
    if (!visit->by_hardware) {
        image_describe(story->machine->image, visit->from, where, sizeof where);
        snprintf(how, sizeof how, "by a branch from %s",
                 visit->from ? where : "?");
    }
    story_say(story, "ROM", "%s (id byte 0x%02X) entered at 0x%08X %s",
              story_rom_name(story->rom, name),
              story->machine->chip.system[ROM_ID_OFFSET], visit->entry, how);
    say_check(story);
}

static void say_left(struct story *story)
{
    const struct machine_visit *visit = &story->machine->visit;
    if (visit->left_by_reset)
        story_say(story, "ROM",
                  visit->answered ? "left by a reset"
                                  : "bounced: it resets the chip");
    else if (visit->answered)
        story_say(story, "ROM", "Go: branches to 0x%08X", visit->target);
    else
        story_say(story, "ROM",
                  "%s: it branches to 0x%08X, the application in bank %u",
                  visit->by_hardware ? "boots" : "bounced", visit->target,
                  visit->started + 1);
}

/* --- the chip --- */

static void say_ask(struct story *story)
{
    const struct ask *ask = story->ask;
    switch (ask->kind) {
    case ASK_CALL: story_say(story, "ask", "%s is called", ask->symbol); break;
    case ASK_PRESS:
        if (ask->port == B1_PORT && ask->pin == B1_PIN)
            story_say(story, "B1", "pressed");
        else
            story_say(story, "ask", "P%c%u is pressed", "ABCDEFGH"[ask->port],
                      ask -> pin);
        break;
    case ASK_SEND:
        story_say(story, "ask", "%zu bytes are sent to usart%u",
                  strlen(ask->text), ask->usart);
        break;
    case ASK_NONE: break;
    }
}

enum { HARD_FAULT = 3 };

static void say_exception(struct story *story,
                          const struct machine_event *event)
{
    char where[64];
    if (event->exception.number !=
        HARD_FAULT) /* the others are the firmware's business */
        return;
    image_describe(story->machine->image, event->pc, where, sizeof where);
    story_say(story, "fault", "HardFault at %s", where);
}

static void say_pin(struct story *story, const struct event_pin *pin)
{
    uint32_t changed = pin->before ^ pin->after;
    if (pin->port == LD2_PORT && changed & 1u << LD2_PIN)
        story_say(story, "LD2", pin->after & 1u << LD2_PIN ? "on" : "off");
}

static void say_unmodelled(struct story *story,
                           const struct machine_event *event)
{
    const struct event_unmodelled *access = &event->unmodelled;
    char where[64], value[32] = "";
    image_describe(story->machine->image, event->pc, where, sizeof where);
    if (access->write)
        snprintf(value, sizeof value, " 0x%08X", access->value);
    story_say(story, "chip", "not modelled: %s of %s 0x%08X%s at %s",
              access->write ? "write" : "read", bus_block_name(access->address),
              access->address, value, where);
}

static void say_firmware(struct story *story, const struct machine_event *event)
{
    const struct event_firmware *firmware = &event->firmware;
    char where[64];
    image_describe(story->machine->image, event->pc, where, sizeof where);
    switch (firmware->error) {
    case FIRMWARE_LATENCY:
        story_say(story, "error",
                  "HCLK of %u Hz is too fast for the flash latency (%u Hz) "
                  "at %s",
                  firmware->hz, firmware->limit_hz, where);
        break;
    case FIRMWARE_CLOCK:
        story_say(story, "error",
                  "clock of %u Hz is over its limit (%u Hz) "
                  "at %s",
                  firmware->hz, firmware->limit_hz, where);
        break;
    case FIRMWARE_NONZERO:
        story_say(story, "error",
                  "0x%08X programmed without an erase before it at %s",
                  firmware->address, where);
        break;
    case FIRMWARE_PROTOCOL:
        story_say(story, "error",
                  "register protocol broken: 0x%08X written to %s 0x%08X at "
                  "%s",
                  firmware->value, bus_block_name(firmware->address),
                  firmware->address, where);
        break;
    }
}

void story_event(struct story *story, const struct machine_event *event)
{
    switch (event->kind) {
    case MACHINE_TIME: break;
    case MACHINE_RESET:
        story_say(story, "reset", "%s", reset_name(event->reset.kind));
        break;
    case MACHINE_ROM: say_entered(story); break;
    case MACHINE_LEFT: say_left(story); break;
    case MACHINE_ASKED: say_ask(story); break;
    case MACHINE_VAIN:
        story_say(story, "ask", "in vain: the image to call does not run");
        break;
    case MACHINE_MAIN:
        story_say(story, "app", "runs in bank %u", event->bank + 1);
        break;
    case MACHINE_EXCEPTION: say_exception(story, event); break;
    case MACHINE_LOCKUP:
        story_say(story, "fault", "the core is locked up");
        break;
    case MACHINE_ASTRAY:
        story_say(story, "fault", "astray: pc is 0x%08X, where no code is",
                  event->pc);
        break;
    case MACHINE_PIN: say_pin(story, &event->pin); break;
    case MACHINE_UNMODELLED: say_unmodelled(story, event); break;
    case MACHINE_FIRMWARE: say_firmware(story, event); break;
    case MACHINE_VECTOR: break; /* a trace tells */
    case MACHINE_BEFORE:
    case MACHINE_BREAK:
    case MACHINE_WATCHPOINT:
    case MACHINE_STEPPED: break; /* the debugger tells */
    }
}
