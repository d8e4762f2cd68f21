/* SPDX-License-Identifier: MIT */
#include "tools/gdb/gdb_monitor.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

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

static void help(struct gdb *gdb);

static const struct monitor_command {
    const char *name, *text;
    void (*run)(struct gdb *);
} commands[] = {
    {"help", "this text", help},
    {"info", "time, clock, bank, state of the core", info},
    {"watch", "which instruction met the last watchpoint", watch},
    {"reset", "NRST; the chip is held at its reset vector", reset_pin},
    {"reset halt", "the same", reset_pin},
    {"power", "power off and on: SRAM is lost; then as reset", reset_power},
};

static void help(struct gdb *gdb)
{
    for (unsigned i = 0; i < sizeof commands / sizeof *commands; i++)
        say(gdb, "%-12s %s\n", commands[i].name, commands[i].text);
}

void gdb_monitor(struct gdb *gdb, const char *line)
{
    for (unsigned i = 0; i < sizeof commands / sizeof *commands; i++)
        if (strcmp(line, commands[i].name) == 0) {
            commands[i].run(gdb);
            return;
        }
    say(gdb, "unknown; monitor help lists what there is\n");
}
