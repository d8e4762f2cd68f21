/* SPDX-License-Identifier: MIT */
#include "tools/gdb/gdb_monitor.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "bench/machine_wire.h"
#include "tools/escapes.h"

enum { SEND_TEXT = 256 };

/* Adds output for the user, in hexadecimal. */
static void say(struct gdb *gdb, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void say(struct gdb *gdb, const char *format, ...)
{
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    gdb_add_hex(&gdb->reply, text, strlen(text));
}

static void reset(struct gdb *gdb, enum reset_kind kind)
{
    gdb_reset(gdb, kind);
    say(gdb,
        "%s reset: the chip is held at 0x%08x.\nIf gdb still shows the old "
        "registers: maintenance flush register-cache\n",
        reset_name(kind), (unsigned)gdb->machine->chip.cpu.r[CPU_PC]);
}

static void reset_pin(struct gdb *gdb)
{
    reset(gdb, RESET_PIN);
}

static void reset_power(struct gdb *gdb)
{
    machine_wire_discharge(gdb->machine);
    reset(gdb, RESET_POWER);
}

static const char *core_state(const struct cpu *cpu)
{
    if (cpu->locked_up)
        return "locked up";
    if (cpu->sleeping)
        return cpu->wait_event ? "in WFE" : "in WFI";
    return cpu->ipsr ? "in a handler" : "in Thread mode";
}

static void info(struct gdb *gdb)
{
    const struct machine *machine = gdb->machine;
    const struct chip *chip = &machine->chip;
    uint64_t us = machine_ps(machine) / PS_PER_US;
    say(gdb, "%s, HCLK %u Hz, %u.%03u ms, %llu cycles, last reset: %s\n",
        chip->part.name, (unsigned)chip->clock.hclk_hz, (unsigned)(us / 1000),
        (unsigned)(us % 1000), (unsigned long long)chip->cycle,
        reset_name(chip->reset.last));
    say(gdb, "%s, bank %u is at 0x08000000; the core is %s, exception %u\n",
        machine->in_rom ? "the ROM runs" : "the image runs",
        machine_bank(machine) + 1, core_state(&chip->cpu),
        (unsigned)chip->cpu.ipsr);
}

/* gdb makes one more step before it shows a watchpoint. */
static void watch(struct gdb *gdb)
{
    const struct watchpoint_hit *hit = &gdb->last_hit;
    const struct watchpoint_write *write = &gdb->last_write;
    if (!hit->kind)
        say(gdb, "no watchpoint was met yet\n");
    else if (hit->kind == WATCHPOINT_READ)
        say(gdb, "read of 0x%08x by the instruction at 0x%08x\n",
            (unsigned)hit->address, (unsigned)hit->pc);
    else
        say(gdb, "write of 0x%08x by %s 0x%08x: 0x%0*x over 0x%0*x\n",
            (unsigned)hit->address,
            write->frame ? "the entry of an exception behind"
                         : "the instruction at",
            (unsigned)hit->pc, (int)(2 * write->size), (unsigned)write->value,
            (int)(2 * write->size), (unsigned)write->old);
}

static void boot0(struct gdb *gdb)
{
    bool level = panel_boot0(gdb->panel);
    timeline_print(gdb->timeline, "BOOT0", level ? "is high" : "is low");
    say(gdb, "BOOT0 is %s: it counts at the next reset\n",
        level ? "high" : "low");
}

/* The press lasts its time when the chip runs. */
static void press(struct gdb *gdb, const char *name)
{
    const char *button = panel_button(gdb->panel);
    if (!button) {
        say(gdb, "this board has no button\n");
        return;
    }
    if (strcasecmp(name, button) != 0) {
        say(gdb, "the button of this board is %s\n", button);
        return;
    }
    panel_press(gdb->panel, ASK_HOLD_MS);
    timeline_print(gdb->timeline, button, "pressed");
    say(gdb, "%s is pressed: for %d ms of virtual time\n", button, ASK_HOLD_MS);
}

static void send_text(struct gdb *gdb, unsigned usart, const char *text)
{
    char copy[SEND_TEXT];
    if (strlen(text) >= sizeof copy || !escapes_read(strcpy(copy, text)) ||
        !*copy) {
        say(gdb,
            "send LINE TEXT: TEXT has at most %d characters, and the escapes "
            "\\n \\r \\t \\\\ \\xHH\n",
            SEND_TEXT - 1);
        return;
    }
    size_t sent = panel_send(gdb->panel, usart, copy);
    if (sent < strlen(copy))
        say(gdb, "the line is full: %zu of %zu bytes were taken\n", sent,
            strlen(copy));
    else
        say(gdb, "%zu byte%s: the line carries them while the chip runs\n",
            sent, sent == 1 ? "" : "s");
}

static void send_usart1(struct gdb *gdb, const char *text)
{
    send_text(gdb, USART_1, text);
}

static void send_usart2(struct gdb *gdb, const char *text)
{
    send_text(gdb, USART_2, text);
}

static void help(struct gdb *gdb);

static const struct monitor_command {
    const char *name, *text;
    void (*run)(struct gdb *);
    void (*take)(struct gdb *, const char *); /* the name ends with a blank */
} commands[] = {
    {"help", "this text", help, NULL},
    {"info", "time, clock, bank, state of the core", info, NULL},
    {"watch", "which instruction met the last watchpoint", watch, NULL},
    {"reset", "NRST; the chip is held at its reset vector", reset_pin, NULL},
    {"reset halt", "the same", reset_pin, NULL},
    {"reset init", "the same, as scripts for OpenOCD say", reset_pin, NULL},
    {"power", "power off and on: SRAM is lost; then as reset", reset_power,
     NULL},
    {"boot0", "the other level of the BOOT0 pin", boot0, NULL},
    {"press ", "the button, by its name (B1), for 100 ms", NULL, press},
    {"send usart1 ",
     "TEXT, with \\n \\r \\t \\\\ \\xHH, to the line on PA9, PA10", NULL,
     send_usart1},
    {"send usart2 ", "the same to PA2, PA3", NULL, send_usart2},
    {"send lpuart1 ", "the same line", NULL, send_usart2},
};

static void help(struct gdb *gdb)
{
    for (unsigned i = 0; i < sizeof commands / sizeof *commands; i++)
        say(gdb, "%-13s %s\n", commands[i].name, commands[i].text);
}

static bool carry_out(struct gdb *gdb, const struct monitor_command *command,
                      const char *line)
{
    size_t length = strlen(command->name);
    if (command->take && strncmp(line, command->name, length) == 0)
        command->take(gdb, line + length);
    else if (command->run && strcasecmp(line, command->name) == 0)
        command->run(gdb);
    else
        return false;
    return true;
}

void gdb_monitor(struct gdb *gdb, const char *line)
{
    for (unsigned i = 0; i < sizeof commands / sizeof *commands; i++)
        if (carry_out(gdb, &commands[i], line))
            return;
    say(gdb, "unknown; monitor help lists what there is\n");
}
