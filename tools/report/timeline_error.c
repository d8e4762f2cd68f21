/* SPDX-License-Identifier: MIT */
#include "tools/report/timeline_error.h"

#include <string.h>

#include "bench/clock_rule.h"
#include "bench/exception_name.h"
#include "bench/family.h"
#include "bench/fault.h"
#include "bench/machine_visit.h"
#include "chip/core/exception.h"
#include "chip/map.h"

void timeline_error_exception(struct timeline *timeline,
                              const struct machine_event *event)
{
    const struct chip *chip = &timeline->machine->chip;
    char where[64], what[FAULT_TEXT] = "";
    if (!exception_is_fault(event->exception.number))
        return; /* the others are the firmware's business */
    image_describe(timeline->machine->image, event->pc, where, sizeof where);
    struct fault fault = fault_look(chip);
    if (fault.has_status)
        fault_describe(&fault, what);
    timeline_print(timeline, "fault", "%s at %s%s%s",
                   exception_name(chip, event->exception.number), where,
                   fault.has_status ? ": " : "", what);
}

void timeline_error_unmodelled(struct timeline *timeline,
                               const struct machine_event *event)
{
    const struct event_unmodelled *access = &event->unmodelled;
    const struct machine *machine = timeline->machine;
    char where[64], value[32] = "";
    if (!rom_is_file(timeline->rom) && !machine->chip.watch.strict &&
        machine_visit_made(machine, event))
        return; /* the model ROM's own, after a Go with a bad stack pointer */
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
    timeline_print(timeline, "warning",
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
    timeline_print(timeline, "warning",
                   "%s 0x%08X is used in the two cycles after %s.%s was set, "
                   "at %s",
                   bus_block_name(chip, firmware->address), firmware->address,
                   clock.reg, clock.bit, where);
}

static const char *why_ignored(const struct chip *chip, enum ignored why)
{
    switch (why) {
    case IGNORED_DBP: return "PWR_CR.DBP=0";
    case IGNORED_LOCK: return family_of(chip)->lock_words;
    case IGNORED_PROTECTED:
        return map_of(chip)->rdp(chip) == 1
                   ? "the readout protection forbids it (RDP)"
                   : "it is write-protected by the option bytes (WRP)";
    case IGNORED_READ_ONLY: break;
    }
    return "it is read-only";
}

/* Says each broken rule once per reset, unless it is broken by another clock.
 */
static void print_clock(struct timeline *timeline,
                        const struct event_firmware *fault, const char *where)
{
    char rule[CLOCK_RULE_TEXT];
    uint32_t *told = &timeline->clock_told[fault->rule];
    if (!timeline->cycles && *told == fault->hz)
        return;
    *told = fault->hz;
    clock_rule_words(fault, rule);
    timeline_print(timeline, "warning", "%s, at %s", rule, where);
}

void timeline_error_reset(struct timeline *timeline)
{
    memset(timeline->clock_told, 0, sizeof timeline->clock_told);
}

static void print_firmware(struct timeline *timeline,
                           const struct machine_event *event)
{
    const struct event_firmware *firmware = &event->firmware;
    char where[64];
    image_describe(timeline->machine->image, event->pc, where, sizeof where);
    switch (firmware->error) {
    case FIRMWARE_LATENCY:
    case FIRMWARE_CLOCK: print_clock(timeline, firmware, where); break;
    case FIRMWARE_NONZERO:
        timeline_print(timeline, "warning",
                       "0x%08X programmed without an erase before it at %s",
                       firmware->address, where);
        break;
    case FIRMWARE_PROTOCOL:
        timeline_print(
            timeline, "warning",
            "register protocol broken: 0x%08X written to %s 0x%08X at "
            "%s",
            firmware->value,
            bus_block_name(&timeline->machine->chip, firmware->address),
            firmware->address, where);
        break;
    case FIRMWARE_UNCLOCKED: print_unclocked(timeline, firmware, where); break;
    case FIRMWARE_EARLY: print_early(timeline, firmware, where); break;
    case FIRMWARE_RMVF:
        timeline_print(timeline, "warning",
                       "RCC_CSR.RMVF is still 1 at a reset, at %s", where);
        break;
    case FIRMWARE_IGNORED:
        timeline_print(
            timeline, "warning",
            "0x%08X written to %s 0x%08X is ignored, at %s: %s",
            firmware->value,
            bus_block_name(&timeline->machine->chip, firmware->address),
            firmware->address, where,
            why_ignored(&timeline->machine->chip, firmware->ignored));
        break;
    case FIRMWARE_TORN:
        timeline_print(timeline, "warning",
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

void timeline_error_firmware(struct timeline *timeline,
                             const struct machine_event *event)
{
    if (is_shown(timeline, event))
        print_firmware(timeline, event);
}
