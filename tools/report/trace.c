/* SPDX-License-Identifier: MIT */
#include "tools/report/trace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/exception_name.h"
#include "bench/hex.h"
#include "bench/machine_setup.h"
#include "chip/core/exception.h"
#include "chip/core/nvic.h"
#include "tools/die.h"

/* --- lines: written by hand, since there are millions --- */

enum {
    LINE_SIZE = 512, /* all registers changed, and room to spare */
    CYCLE_WIDTH = 10,
    WHERE_WIDTH = 28,
    TEXT_WIDTH = 28
};

struct line {
    unsigned length;
    char text[LINE_SIZE];
};

static void put_text(struct line *line, const char *text)
{
    while (*text)
        line->text[line->length++] = *text++;
}

/* Writes TEXT in a column of WIDTH, and a blank. */
static void put_column(struct line *line, const char *text, unsigned width)
{
    unsigned end = line->length + width;
    put_text(line, text);
    while (line->length < end)
        line->text[line->length++] = ' ';
    line->text[line->length++] = ' ';
}

static void put_hex(struct line *line, uint32_t value)
{
    put_text(line, "0x");
    for (int shift = 28; shift >= 0; shift -= 4)
        line->text[line->length++] = HEX_UPPER[value >> shift & 15];
}

static void put_cycle(struct line *line, uint64_t cycle)
{
    char digits[24];
    unsigned at = sizeof digits - 1;
    digits[at] = 0;
    do
        digits[--at] = (char)('0' + cycle % 10);
    while ((cycle /= 10) != 0);
    while (sizeof digits - 1 - at < CYCLE_WIDTH)
        digits[--at] = ' ';
    put_text(line, digits + at);
}

/* " r0=0x00000001" */
static void put_register(struct line *line, const char *name, uint32_t value)
{
    put_text(line, " ");
    put_text(line, name);
    put_text(line, "=");
    put_hex(line, value);
}

/* " Z=1" */
static void put_digit(struct line *line, const char *name, unsigned value)
{
    put_text(line, " ");
    put_text(line, name);
    put_text(line, "=");
    line->text[line->length++] = (char)('0' + value);
}

/* --- an instruction --- */

static void put_registers(struct line *line, const struct cpu *old,
                          const struct cpu *new)
{
    static const char *const names[] = {"r0",  "r1",  "r2",  "r3", "r4",
                                        "r5",  "r6",  "r7",  "r8", "r9",
                                        "r10", "r11", "r12", "sp", "lr"};
    for (unsigned i = 0; i < CPU_PC; i++)
        if (old->r[i] != new->r[i])
            put_register(line, names[i], new->r[i]);
    if (old->sp_other != new->sp_other)
        put_register(line, new->control &CONTROL_SPSEL ? "msp" : "psp",
                     new->sp_other);
}

static void put_flags(struct line *line, const struct cpu *old,
                      const struct cpu *new)
{
    if (old->n != new->n)
        put_digit(line, "N", new->n);
    if (old->z != new->z)
        put_digit(line, "Z", new->z);
    if (old->c != new->c)
        put_digit(line, "C", new->c);
    if (old->v != new->v)
        put_digit(line, "V", new->v);
    if (old->t != new->t)
        put_digit(line, "T", new->t);
    if (old->primask != new->primask)
        put_digit(line, "PRIMASK", new->primask);
    if (old->control != new->control)
        put_digit(line, "CONTROL", new->control);
}

static void tell_instruction(struct trace *trace, const struct cpu *now)
{
    struct line line;
    const struct disassembly_line *code =
        disassembly_line(trace->disassembly, &trace->place);
    line.length = 0;
    put_cycle(&line, trace->cycle);
    put_text(&line, " ");
    put_hex(&line, trace->place.pc);
    put_text(&line, " ");
    put_column(&line, code->where, WHERE_WIDTH);
    put_column(&line, code->text, TEXT_WIDTH);
    put_registers(&line, &trace->cpu, now);
    put_flags(&line, &trace->cpu, now);
    while (line.text[line.length - 1] == ' ')
        line.length--;
    put_text(&line, "\n");
    output_file_write(trace->out, line.text, line.length);
}

/* --- events --- */

static void tell_exception(struct trace *trace, struct machine *machine,
                           unsigned exception)
{
    char where[DISASSEMBLY_WHERE];
    const struct cpu *cpu = &machine->chip.cpu;
    struct disassembly_place place = disassembly_place(machine);
    disassembly_where(&place, where, sizeof where);
    trace->exception = true;
    timeline_print(&trace->timeline, "exception",
                   "%s (%u): to %s sp=0x%08X lr=0x%08X",
                   exception_name(&machine->chip, exception), exception, where,
                   (unsigned)cpu->r[CPU_SP], (unsigned)cpu->r[CPU_LR]);
}

static void tell_return(struct trace *trace, struct machine *machine)
{
    char where[DISASSEMBLY_WHERE];
    const struct cpu *cpu = &machine->chip.cpu;
    struct disassembly_place place = disassembly_place(machine);
    disassembly_where(&place, where, sizeof where);
    timeline_print(
        &trace->timeline, "return", "from %s (%u) to %s%s in %s",
        exception_name(&machine->chip, trace->cpu.ipsr), trace->cpu.ipsr,
        cpu->ipsr ? exception_name(&machine->chip, cpu->ipsr) : "Thread mode",
        cpu->ipsr || !(cpu->control & CONTROL_SPSEL) ? "" : " on PSP", where);
}

static const char *const places[] = {
    [REGION_NONE] = "where no memory is",
    [REGION_FLASH] = "flash",
    [REGION_EEPROM] = "EEPROM",
    [REGION_SYSTEM] = "system memory",
    [REGION_SRAM] = "SRAM",
    [REGION_ALIAS_FLASH] = "flash seen at 0",
    [REGION_ALIAS_SYSTEM] = "system memory seen at 0",
    [REGION_ALIAS_SRAM] = "SRAM seen at 0",
    [REGION_OPTION] = "option bytes",
    [REGION_OTP] = "OTP",
    [REGION_CCM] = "CCM data RAM",
    [REGION_SRAM2] = "SRAM2",
};

/* "SysTick (15): 0x08000181 from 0x0000003C, flash seen at 0" */
static void tell_vector(struct trace *trace, const struct chip *chip,
                        const struct event *event)
{
    const struct event_vector *vector = &event->vector;
    char number[16];
    snprintf(number, sizeof number, " (%u)", (unsigned)vector->exception);
    timeline_print(&trace->timeline, "vector", "%s%s: 0x%08X from 0x%08X, %s",
                   exception_name(chip, vector->exception),
                   vector->exception ? number : "", (unsigned)vector->word,
                   (unsigned)vector->address, places[vector->region]);
}

/* The vectors of a reset are printed after the reset itself. */
static void keep_vector(struct trace *trace, const struct event *event)
{
    if (trace->vector_count < TRACE_VECTORS)
        trace->vectors[trace->vector_count++] = *event;
}

static void tell_reset_vectors(struct trace *trace, const struct chip *chip)
{
    for (unsigned i = 0; i < trace->vector_count; i++)
        tell_vector(trace, chip, &trace->vectors[i]);
    trace->vector_count = 0;
}

static void tell_pins(struct trace *trace, const struct event *event)
{
    const struct event_pin *port = &event->pin;
    uint32_t changed = port->before ^ port->after;
    for (unsigned pin = 0; changed >> pin; pin++)
        if (changed >> pin & 1)
            timeline_print(&trace->timeline, "pin", "P%c%u=%u",
                           'A' + (char)port->port, pin,
                           (unsigned)(port->after >> pin & 1));
}

/* --- scope --- */

static bool in_time(const struct trace *trace, uint64_t ps)
{
    return ps >= trace->scope.from_ps && ps < trace->scope.to_ps;
}

static bool in_place(const struct trace *trace)
{
    const struct trace_scope *scope = &trace->scope;
    for (unsigned i = 0; i < scope->count; i++)
        if (trace->place.address >= scope->ranges[i].lo &&
            trace->place.address < scope->ranges[i].hi)
            return true;
    return scope->count == 0;
}

/* --- observing --- */

static void before(struct observer *observer, struct machine *machine)
{
    struct trace *trace = (struct trace *)observer;
    uint64_t now = machine_ps(machine);
    trace->on = in_time(trace, now) && !trace->out->error;
    if (now >= trace->scope.to_ps || trace->out->error)
        observer->quiet_ps = NEVER;
    if (!trace->on)
        return;
    trace->cycle = machine->chip.cycle;
    trace->cpu = machine->chip.cpu;
    trace->place = disassembly_place(machine);
    trace->resets = machine->chip.reset.count;
    trace->exception = false;
}

/* The instruction caused a reset, which has replaced the registers. */
static void ran(struct observer *observer, struct machine *machine)
{
    struct trace *trace = (struct trace *)observer;
    const struct cpu *now = &machine->chip.cpu;
    bool reset = machine->chip.reset.count != trace->resets;
    if (trace->on && now->instructions != trace->cpu.instructions &&
        in_place(trace))
        tell_instruction(trace, reset ? &trace->cpu : now);
}

static void event(struct observer *observer, struct machine *machine,
                  const struct event *event)
{
    struct trace *trace = (struct trace *)observer;
    if (!in_time(trace, event->ps))
        return;
    if (event->kind == EVENT_VECTOR &&
        event->vector.exception <= EXCEPTION_RESET)
        keep_vector(trace, event);
    if (!in_place(trace))
        return;
    trace->timeline.machine = machine;
    if (event->kind == EVENT_VECTOR &&
        event->vector.exception > EXCEPTION_RESET)
        tell_vector(trace, &machine->chip, event);
    else if (event->kind == EVENT_PIN)
        tell_pins(trace, event);
    else if (event->kind == EVENT_EXCEPTION)
        tell_exception(trace, machine, event->exception.number);
}

static void after(struct observer *observer, struct machine *machine)
{
    struct trace *trace = (struct trace *)observer;
    const struct cpu *now = &machine->chip.cpu;
    trace->timeline.machine = machine;
    if (trace->on && !trace->exception && trace->cpu.ipsr != now->ipsr &&
        machine->chip.reset.count == trace->resets && in_place(trace))
        tell_return(trace, machine);
}

/* Other events have the lines of `run`. Pins and exceptions have theirs
 * already.
 */
static void told(struct observer *observer, struct machine *machine,
                 const struct machine_event *event)
{
    struct trace *trace = (struct trace *)observer;
    trace->timeline.machine = machine;
    if (in_time(trace, event->ps) && event->kind != MACHINE_PIN &&
        event->kind != MACHINE_EXCEPTION)
        timeline_event(&trace->timeline, event);
    if (event->kind == MACHINE_RESET)
        tell_reset_vectors(trace, &machine->chip);
}

/* --- opening --- */

static bool add_range(struct trace_scope *scope, uint32_t lo, uint32_t hi)
{
    if (scope->count == TRACE_RANGES)
        return false;
    scope->ranges[scope->count++] = (struct image_range){lo, hi};
    return true;
}

/* Its end has a line, or is where the next one begins. */
static uint32_t symbol_end(const struct image *image, size_t index)
{
    const struct image_symbol *symbol = &image->symbols[index];
    if (symbol->size)
        return symbol->address + symbol->size;
    for (size_t i = index + 1; i < image->symbol_count; i++)
        if (image->symbols[i].address > symbol->address)
            return image->symbols[i].address;
    return UINT32_MAX;
}

static bool add_symbol(struct trace_scope *scope, const struct image *image,
                       const char *name, char *error)
{
    unsigned found = 0;
    for (size_t i = 0; i < image->symbol_count; i++) {
        const struct image_symbol *symbol = &image->symbols[i];
        if (strcmp(symbol->name, name) != 0 || symbol->absolute)
            continue;
        found++;
        if (!add_range(scope, symbol->address, symbol_end(image, i)))
            return refuse(error, IMAGE_ERROR_SIZE,
                          "--trace-in: more than %d ranges", TRACE_RANGES);
    }
    return found || refuse(error, IMAGE_ERROR_SIZE,
                           "--trace-in '%s': no symbol of %s, and no range of "
                           "addresses as 0x1FF00000-0x1FF01FFF",
                           path_tail(name), path_tail(image->path));
}

/* "LO-HI", in hexadecimal, HI included (no code begins at the
 * last address of all). */
static bool is_range(const char *word, uint32_t *lo, uint32_t *hi)
{
    char *end;
    if (strncmp(word, "0x", 2) != 0)
        return false;
    unsigned long long first = strtoull(word, &end, 16);
    if (*end != '-' || strncmp(end + 1, "0x", 2) != 0)
        return false;
    unsigned long long last = strtoull(end + 1, &end, 16);
    if (*end || last > UINT32_MAX)
        return false;
    *lo = (uint32_t)(first < UINT32_MAX ? first : UINT32_MAX);
    *hi = (uint32_t)(last < UINT32_MAX ? last + 1 : UINT32_MAX);
    return true;
}

bool trace_places(struct trace_scope *scope, const struct image *image,
                  const char *text, char *error)
{
    char *copy = xstrdup(text), *rest;
    bool good = true;
    for (char *word = strtok_r(copy, ",", &rest); word && good;
         word = strtok_r(NULL, ",", &rest)) {
        uint32_t lo, hi;
        bool range = is_range(word, &lo, &hi);
        if (range && lo >= hi)
            good = refuse(error, IMAGE_ERROR_SIZE,
                          "--trace-in '%s': the range ends before it begins",
                          path_tail(word));
        else if (range)
            good = add_range(scope, lo, hi) ||
                   refuse(error, IMAGE_ERROR_SIZE,
                          "--trace-in: more than %d ranges", TRACE_RANGES);
        else
            good = add_symbol(scope, image, word, error);
    }
    if (good && scope->count == 0)
        good = refuse(error, IMAGE_ERROR_SIZE, "--trace-in '%s': no symbol",
                      path_tail(text));
    free(copy);
    return good;
}

void trace_open(struct trace *trace, struct output_file *out,
                const struct trace_scope *scope, const struct machine *machine,
                const struct machine_setup *setup, const struct asks *asks)
{
    *trace = (struct trace){
        .observer = {.events = 1u << EVENT_PIN | 1u << EVENT_EXCEPTION |
                               1u << EVENT_VECTOR,
                     .quiet_ps = scope->from_ps,
                     .before = before,
                     .ran = ran,
                     .event = event,
                     .after = after,
                     .machine_event = told},
        .out = out,
        .scope = *scope,
        .disassembly = disassembly_new(),
    };
    for (unsigned i = 0; i < GPIO_PORTS; i++)
        trace->observer.pins[i] = 0xFFFF;
    timeline_open(&trace->timeline, out->file, machine, setup, asks);
    trace->timeline.cycles = true;
    if (scope->from_ps == 0)
        timeline_print(&trace->timeline, "reset", "%s",
                       reset_name(RESET_POWER));
}

void trace_close(struct trace *trace)
{
    disassembly_free(trace->disassembly);
    trace->disassembly = NULL;
}
