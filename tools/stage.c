/* SPDX-License-Identifier: MIT */
#include "tools/stage.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "bench/family.h"
#include "bench/machine_ask.h"
#include "bench/machine_run.h"
#include "bench/machine_setup.h"
#include "tools/die.h"
#include "tools/printable.h"
#include "tools/report/timeline_rom.h"

enum { CHILD_S = 60 /* a client's life, on the host's clock */ };

/* --- turning --- */

enum machine_event_kind stage_turn_to(struct stage *stage, unsigned mask,
                                      uint64_t until_ps)
{
    while (machine_ps(&stage->machine) < until_ps && !terminal_ended()) {
        struct machine_event event;
        event_loop_turn(&stage->loop, until_ps, &event);
        if (1u << event.kind & mask)
            return event.kind;
    }
    return MACHINE_TIME;
}

enum machine_event_kind stage_turn_for(struct stage *stage, unsigned mask,
                                       uint64_t milliseconds)
{
    return stage_turn_to(
        stage, mask, machine_ps(&stage->machine) + milliseconds * PS_PER_MS);
}

bool stage_failed(struct stage *stage, const char *what)
{
    if (terminal_ended())
        what = "interrupted";
    timeline_flush(&stage->timeline, true);
    timeline_print(&stage->timeline, "FAILED", "%s", what);
    return false;
}

/* --- the board --- */

/* The silicon that carries the ROM, where it is told by that. */
static const char *revision_of(const struct stage *stage, unsigned rom)
{
    unsigned revision = rom_info(rom)->rev_id;
    const struct family_info *family = family_info(stage->part.family);
    return revision && family->rev_words ? family->rev_words(revision) : "";
}

void stage_set(struct stage *stage, const char *title,
               const struct image *image, unsigned rom, const struct asks *asks)
{
    char name[16], part[sizeof stage->part.name];
    for (unsigned i = 0; i < sizeof part; i++)
        part[i] = (char)toupper((unsigned char)stage->part.name[i]);
    printf("\n%s%s, ROM %s, BOOT0 low%s: %s\n", part, revision_of(stage, rom),
           timeline_rom_name(rom, name),
           stage->part.bank2_base ? ", BFB2=0" : "", title);
    struct machine_setup setup = {
        .part = &stage->part,
        .board = stage->board,
        .image = image,
        .rom = rom,
        .wdg_sw = 1,
        .decoder = &stage->decoder,
        .events = 1u << EVENT_PIN | 1u << EVENT_UNMODELLED |
                  1u << EVENT_FIRMWARE | 1u << EVENT_NVM,
    };
    machine_start(&stage->machine, &setup);
    timeline_open(&stage->timeline, stdout, &stage->machine, &setup, asks);
    timeline_watch_led(&stage->timeline, &stage->machine);
    event_loop_open(&stage->loop, &stage->machine, &stage->timeline,
                    &stage->terminal);
    machine_ask(&stage->machine, asks);
}

bool stage_is_programmed(const struct stage *stage)
{
    const struct image *image = &stage->v2;
    for (size_t i = 0; i < image->segment_count; i++) {
        const struct image_segment *segment = &image->segments[i];
        if (memcmp(bus_physical(&stage->machine.chip, REGION_FLASH) +
                       (segment->address - IMAGE_BASE),
                   segment->data, segment->size) != 0)
            return false;
    }
    return true;
}

/* --- the client --- */

static int no_client(const char *name, int error)
{
    if (error == ENOENT)
        return complain("%s is not installed: the demo programs the chip with "
                        "it; apt-get install %s",
                        name, name);
    return complain("cannot run %s: %s", name, strerror(error));
}

int stage_look_for_client(const char *name)
{
    struct child child;
    int error =
        child_start(&child, (char *[]){(char *)name, (char *)"-h", NULL});
    child_end(&child);
    return error ? no_client(name, error) : 0;
}

/* "Erase \t[=====]" */
static char *without_tabs(char *line)
{
    for (char *at = line; (at = strchr(at, '\t'));)
        *at = ' ';
    return line;
}

static void show_output(const struct stage *stage, struct child *child)
{
    char *line;
    while ((line = child_line(child)))
        if (!stage->hides || !stage->hides(line))
            printf("               |%s%s\n", *line ? " " : "",
                   printable(without_tabs(line)));
    fflush(stdout);
}

/* Reports whether the host was too slow for the client. */
static bool client_failed(struct stage *stage, const char *name,
                          const char *what)
{
    char text[160];
    bool late = pace_late(&stage->loop.pacer);
    int used = snprintf(text, sizeof text, "%s %s", name, what);
    if (late && used > 0 && (size_t)used < sizeof text)
        snprintf(text + used, sizeof text - (size_t)used,
                 ": this host is too busy, the chip was %u ms behind the "
                 "clock. It is not the firmware's fault: try again",
                 (unsigned)(stage->loop.pacer.late_ps / PS_PER_MS));
    return stage_failed(stage, text);
}

/* Turns until the client has ended; true = it succeeded. */
static bool serve(struct stage *stage, const char *name, struct child *child)
{
    uint64_t limit_ps = pace_host_ps() + CHILD_S * PS_PER_S;
    while (!child_ended(child)) {
        struct machine_event event;
        if (terminal_ended())
            return stage_failed(stage, "interrupted");
        if (pace_host_ps() > limit_ps)
            return client_failed(stage, name, "did not end in time");
        event_loop_turn(&stage->loop, NEVER, &event);
        show_output(stage, child);
        stage->loop.other = child->output;
    }
    return child->status == 0 || client_failed(stage, name, "was not content");
}

bool stage_run_client(struct stage *stage, char *const command[])
{
    char text[256] = "";
    for (size_t i = 0, used = 0; command[i] && used < sizeof text; i++)
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%s",
                                 i ? " " : "", command[i]);
    timeline_print(&stage->timeline, "host", "%s", text);

    struct child child;
    int error = child_start(&child, command);
    if (error) {
        no_client(command[0], error);
        return false;
    }
    bool content = serve(stage, command[0], &child);
    child_end(&child);
    stage->loop.other = -1;
    return content;
}
