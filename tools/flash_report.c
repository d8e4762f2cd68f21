/* SPDX-License-Identifier: MIT */
#include "tools/flash_report.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "bench/device.h"
#include "bench/family.h"
#include "bench/record.h"
#include "chip/part.h"
#include "tools/die.h"
#include "tools/escapes.h"
#include "tools/printable.h"
#include "tools/report/line.h"

enum { LINE_SIZE = 1024, LABEL = 9, BAR = 30 };

void flash_report_say(const char *label, const char *format, ...)
{
    char text[LINE_SIZE];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    printf("%-*s %s\n", LABEL, label, printable(text));
    fflush(stdout);
}

/* --- what was found --- */

/* AN2606 table 2: the high half is the set of interfaces, the low one the
 * version of it. */
static void add_rom(struct line *line, const struct programmer_found *found,
                    bool usb)
{
    if (found->rom_id)
        line_add(line, "V%u.%u (id byte 0x%02X), ", found->rom_id >> 4,
                 found->rom_id & 15u, found->rom_id);
    if (usb)
        line_add(line, "DFU V%x.%x", found->version >> 12,
                 found->version >> 8 & 15u);
    else
        line_add(line, "protocol V%x.%x", found->version >> 4,
                 found->version & 15u);
    if (found->synced)
        line_add(line, ", in use before");
}

static void add_resident(struct line *line,
                         const struct programmer_found *found)
{
    switch (found->resident) {
    case PROGRAMMER_RESIDENT_UNKNOWN: return;
    case PROGRAMMER_RESIDENT_NONE: line_add(line, ", no resident"); return;
    case PROGRAMMER_RESIDENT_HEAD:
    case PROGRAMMER_RESIDENT_CRC:
        line_add(line, ", a resident (by %s) for 0x%08X",
                 found->resident == PROGRAMMER_RESIDENT_CRC ? "crc" : "head",
                 (unsigned)found->resident_base);
        return;
    }
}

void flash_report_found(const struct flash_run *run)
{
    const struct programmer_found *found = &run->programmer.found;
    char text[LINE_SIZE];
    struct line line = line_begin(text, sizeof text);
    add_rom(&line, found, run->usb);
    if (!run->usb)
        line_add(&line, ", at %u baud", (unsigned)run->baud);
    flash_report_say("ROM", "%s", text);
    line = line_begin(text, sizeof text);
    line_add(&line, "%s (id 0x%03X)",
             found->device ? found->device->name : "unknown", found->id);
    if (found->flash_kb)
        line_add(&line, ", %u KB", found->flash_kb);
    line_add(&line, ", RDP %s", found->protected ? "1" : "0");
    add_resident(&line, found);
    flash_report_say("part", "%s", text);
}

/* --- progress --- */

static const char *const labels[PROGRAMMER_PHASES] = {
    [PROGRAMMER_IDENTIFY] = NULL, [PROGRAMMER_ERASE] = "erase",
    [PROGRAMMER_WRITE] = "write", [PROGRAMMER_VERIFY] = "verify",
    [PROGRAMMER_START] = NULL,
};

/* Of the phase on show. */
static const char *unit_of(const struct flash_run *run)
{
    return run->shown_phase == PROGRAMMER_ERASE
               ? device_unit(run->programmer.found.device, run->shown_total)
               : "bytes";
}

static double seconds_of(const struct flash_run *run)
{
    return (double)(port_now_us() - run->phase_us) / 1e6;
}

/* "[=====     ] 1024 of 4096 bytes, 5.1 KB/s"; pages have no such rate. */
static void show_bar(struct flash_run *run)
{
    const struct programmer *programmer = &run->programmer;
    uint32_t done = programmer->done, total = programmer->total;
    unsigned filled = total ? (unsigned)((uint64_t)done * BAR / total) : 0;
    double spent = seconds_of(run);
    char rate[32] = "";
    if (run->shown_phase != PROGRAMMER_ERASE)
        snprintf(rate, sizeof rate, ", %.1f KB/s",
                 spent > 0 ? done / spent / 1024 : 0);
    progress_text(&run->progress, "%-*s [%.*s%*s] %u of %u %s%s", LABEL,
                  labels[run->shown_phase], (int)filled,
                  "==============================", (int)(BAR - filled), "",
                  (unsigned)done, (unsigned)total, unit_of(run), rate);
}

void flash_report_phase_end(struct flash_run *run)
{
    const char *label = labels[run->shown_phase];
    if (!label || !run->shown_total)
        return;
    progress_end(&run->progress);
    flash_report_say(label, "%u %s in %.1f s%s", (unsigned)run->shown_done,
                     unit_of(run), seconds_of(run),
                     run->shown_done < run->shown_total ? ", not all" : "");
    run->shown_phase = PROGRAMMER_IDENTIFY;
}

static void begin_phase(struct flash_run *run, unsigned phase)
{
    run->shown_phase = phase;
    run->phase_us = port_now_us();
    progress_begin(&run->progress, 0, "");
}

void flash_report_progress(struct flash_run *run)
{
    const struct programmer *programmer = &run->programmer;
    if (programmer->phase != run->shown_phase) {
        run->shown_done = run->shown_total; /* or it would not have ended */
        flash_report_phase_end(run);
        begin_phase(run, programmer->phase);
    }
    run->shown_total = programmer->total;
    run->shown_done = programmer->done;
    if (labels[run->shown_phase])
        show_bar(run);
}

/* --- before and after --- */

void flash_report_again(const struct flash_run *run)
{
    const struct options *options = run->options;
    char text[LINE_SIZE];
    struct line line = line_begin(text, sizeof text);
    for (unsigned i = 0; i < options->replay_count; i++) {
        const struct option_word *word = &options->replay[i];
        if (strcmp(word->name, "diff-with") == 0)
            continue;
        line_add(&line, " --%s", word->name);
        if (word->argument)
            escapes_add_word(&line, word->argument);
    }
    escapes_add_word(&line, options->flash.port);
    escapes_add_word(&line, options->image);
    fflush(stdout);
    fprintf(stderr, "boot0: go on with: boot0 flash%s\n", printable(text));
}

/* Returns the device that a dry run stands for: the largest of the family that
 * the image's library is for, or of the first family. */
static const struct device *dry_device(const struct image *image)
{
    struct record record = {.address = 0};
    struct part part;
    record_find(image, &record);
    part_find(family_info(record.family)->largest, &part);
    return device_find(part.dev_id);
}

enum flash_status flash_report_plan(struct flash_run *run)
{
    const struct flash_options *options = run->given;
    const struct flash_plan_setup setup = {
        .device = dry_device(&run->image),
        .image = &run->image,
        .old = options->diff_with ? &run->old : NULL,
        .policy =
            options->rising ? FLASH_POLICY_ADDRESS : FLASH_POLICY_FIRST_LAST,
        .start = run->image.segments[0].address,
    };
    char error[PORT_ERROR_SIZE];
    struct flash_plan *plan = &run->programmer.plan;
    if (!flash_plan_make(plan, &setup, error, sizeof error))
        return (enum flash_status)complain("%s", error);
    flash_report_say("dry run", "as for an %s; nothing was sent to %s",
                     setup.device->name, options->port);
    flash_report_say("erase", "%u %s", (unsigned)plan->page_count,
                     device_unit(setup.device, plan->page_count));
    flash_report_say("write", "%u bytes", (unsigned)plan->write_count);
    if (options->verify == FLASH_VERIFY_READ)
        flash_report_say("verify", "%u bytes", (unsigned)plan->verify_count);
    return FLASH_RUNS;
}
