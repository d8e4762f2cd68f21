/* SPDX-License-Identifier: MIT
 *
 * `boot0 demo`: all the way from the blue button to new firmware, with the real
 * stm32flash; then the plain jump of the original question.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/embed.h"
#include "bench/file.h"
#include "bench/image_file.h"
#include "bench/machine_ask.h"
#include "bench/machine_run.h"
#include "bench/machine_setup.h"
#include "tools/die.h"
#include "tools/host/child.h"
#include "tools/host/event_loop.h"
#include "tools/host/native_memory.h"
#include "tools/patch.h"
#include "tools/printable.h"
#include "tools/report/report.h"
#include "tools/subcommands.h"

enum {
    PRESS_MS = 700, /* B1, from power-on: LD2 has blinked by then */
    REACH_MS = 200, /* from the press to the ROM, at most */
    STAY_MS = 20,   /* a ROM that has not left by then stays */
    RUN_MS = 700,   /* how long the new application is watched */
    CHILD_S = 60    /* stm32flash's life, on the host's clock */
};

struct demo {
    struct terminal terminal;
    struct machine machine;
    struct decoder decoder;
    struct timeline timeline;
    struct event_loop loop;
    struct part part;
    struct image v1, v2, once;
    char folder[64];    /* of the file below, "" = not made */
    char new_image[96]; /* version 2 as stm32flash reads it */
};

/* --- turning --- */

static uint64_t ms(uint64_t count)
{
    return count * PS_PER_MS;
}

/* Turns to an event of MASK (bits 1 << enum machine_event_kind), or until
 * UNTIL_PS or a signal: MACHINE_TIME. */
static enum machine_event_kind turn_to(struct demo *demo, unsigned mask,
                                       uint64_t until_ps)
{
    while (machine_ps(&demo->machine) < until_ps && !terminal_ended()) {
        struct machine_event event;
        event_loop_turn(&demo->loop, until_ps, &event);
        if (1u << event.kind & mask)
            return event.kind;
    }
    return MACHINE_TIME;
}

static enum machine_event_kind turn_for(struct demo *demo, unsigned mask,
                                        uint64_t milliseconds)
{
    return turn_to(demo, mask, machine_ps(&demo->machine) + ms(milliseconds));
}

static bool failed(struct demo *demo, const char *what)
{
    if (terminal_ended())
        what = "interrupted";
    timeline_flush(&demo->timeline, true);
    timeline_print(&demo->timeline, "FAILED", "%s", what);
    return false;
}

/* --- the stage --- */

static void set_stage(struct demo *demo, const char *title,
                      const struct image *image, enum rom_version rom)
{
    static const struct asks press = {
        .count = 1,
        .list = {{.kind = ASK_PRESS,
                  .at_us = PRESS_MS * 1000,
                  .port = GPIO_C,
                  .pin = 13}},
    };
    char name[16];
    printf("\nSTM32L073RZ rev %c, ROM %s, BOOT0 low, BFB2=0: %s\n",
           machine_revision(rom) == machine_revision(ROM_V4_1) ? 'Z' : 'B',
           timeline_rom_name(rom, name), title);
    struct machine_setup setup = {
        .part = &demo->part,
        .image = image,
        .rom = rom,
        .wdg_sw = 1,
        .decoder = &demo->decoder,
        .events =
            1u << EVENT_PIN | 1u << EVENT_UNMODELLED | 1u << EVENT_FIRMWARE,
    };
    machine_start(&demo->machine, &setup);
    timeline_open(&demo->timeline, stdout, &demo->machine, &setup, &press);
    timeline_watch_led(&demo->timeline, &demo->machine);
    event_loop_open(&demo->loop, &demo->machine, &demo->timeline,
                    &demo->terminal);
    machine_ask(&demo->machine, &press);
}

/* Presses the button and waits for the request, the reset and the ROM. */
static bool enter_rom(struct demo *demo)
{
    if (turn_to(demo, 1u << MACHINE_ROM, ms(PRESS_MS + REACH_MS)) !=
        MACHINE_ROM)
        return failed(demo, "the ROM was not entered");
    return true;
}

/* Sends the byte to a copy of the machine, so that this one receives nothing.
 */
static bool answers(const struct demo *demo)
{
    struct machine *copy = xmalloc(sizeof *copy);
    *copy = demo->machine;
    serial_open(&copy->chip, USART_2, 115200);
    machine_send(copy, USART_2, "\x7F", 1);
    struct machine_event event;
    uint64_t until = machine_ps(copy) + ms(STAY_MS);
    do
        machine_run(copy, until, &event);
    while (event.kind != MACHINE_TIME);
    uint8_t answer = 0;
    bool ready = machine_take(copy, USART_2, &answer, 1) && answer == 0x79;
    free(copy);
    return ready;
}

static bool stay_in_rom(struct demo *demo)
{
    if (turn_for(demo, 1u << MACHINE_LEFT | 1u << MACHINE_LOCKUP, STAY_MS) !=
            MACHINE_TIME ||
        terminal_ended())
        return failed(demo, "the ROM did not stay");
    if (!answers(demo))
        return failed(demo, "the ROM does not answer 0x7F");
    timeline_print(&demo->timeline, "ROM", "ready: answers 0x7F with 0x79");
    return true;
}

/* --- stm32flash --- */

static int no_client(int error)
{
    if (error == ENOENT)
        return complain("stm32flash is not installed: the demo programs the "
                        "chip with it; apt-get install stm32flash");
    return complain("cannot run stm32flash: %s", strerror(error));
}

/* Returns 0, or the exit status if there is no client. */
static int look_for_client(void)
{
    struct child child;
    int error = child_start(&child, (char *[]){"stm32flash", "-h", NULL});
    child_end(&child);
    return error ? no_client(error) : 0;
}

static void show_output(struct child *child)
{
    char *line;
    while ((line = child_line(child)))
        printf("               |%s%s\n", *line ? " " : "", printable(line));
    fflush(stdout);
}

/* The client failed: reports whether the host was too slow for it. */
static bool client_failed(struct demo *demo, const char *what)
{
    char text[160];
    if (!pace_late(&demo->loop.pacer))
        return failed(demo, what);
    snprintf(text, sizeof text,
             "%s: this host is too busy, the chip was %u ms behind the clock. "
             "It is not the firmware's fault: try again",
             what, (unsigned)(demo->loop.pacer.late_ps / PS_PER_MS));
    return failed(demo, text);
}

/* Turns until the client has ended; true = it succeeded. */
static bool serve(struct demo *demo, struct child *child)
{
    uint64_t limit_ps = pace_host_ps() + CHILD_S * PS_PER_S;
    while (!child_ended(child)) {
        struct machine_event event;
        if (terminal_ended())
            return failed(demo, "interrupted");
        if (pace_host_ps() > limit_ps)
            return client_failed(demo, "stm32flash did not end in time");
        event_loop_turn(&demo->loop, NEVER, &event);
        show_output(child);
        demo->loop.other = child->output;
    }
    return child->status == 0 ||
           client_failed(demo, "stm32flash was not content");
}

static bool run_client(struct demo *demo, char *port)
{
    char *command[] = {
        "stm32flash",    "-m", "8n1", "-b",         "115200", "-w",
        demo->new_image, "-v", "-g",  "0x08000000", port,     NULL};
    char text[256] = "";
    for (size_t i = 0, used = 0; command[i] && used < sizeof text; i++)
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%s",
                                 i ? " " : "", command[i]);
    timeline_print(&demo->timeline, "host", "%s", text);

    struct child child;
    int error = child_start(&child, command);
    if (error) {
        no_client(error);
        return false;
    }
    bool content = serve(demo, &child);
    child_end(&child);
    demo->loop.other = -1;
    return content;
}

static bool program(struct demo *demo)
{
    struct pty pty;
    struct cable cable;
    char error[IMAGE_ERROR_SIZE];
    if (!pty_open(&pty, MACHINE_BAUD, error, sizeof error))
        return failed(demo, error);
    cable_to_pty(&cable, &demo->machine, USART_2, &pty, MACHINE_BAUD);
    event_loop_connect(&demo->loop, &cable, PACE_MAX);
    demo->loop.cable_shown = true;
    bool done = run_client(demo, pty.path);
    event_loop_connect(&demo->loop, NULL, PACE_MAX);
    pty_close(&pty);
    return done;
}

/* --- the chapters --- */

static bool is_programmed(const struct demo *demo)
{
    const struct image *image = &demo->v2;
    for (size_t i = 0; i < image->segment_count; i++) {
        const struct image_segment *segment = &image->segments[i];
        if (memcmp(bus_physical(&demo->machine.chip, REGION_FLASH) +
                       (segment->address - IMAGE_BASE),
                   segment->data, segment->size) != 0)
            return false;
    }
    return true;
}

/* Waits for the new application, which may have started while stm32flash was
 * still ending. */
static bool watch_new(struct demo *demo)
{
    const struct machine *machine = &demo->machine;
    turn_for(demo, 0, RUN_MS);
    timeline_flush(&demo->timeline, true);
    if (!is_programmed(demo))
        return failed(demo, "version 2 is not in the flash");
    if (!machine->main_reported || machine->in_rom)
        return failed(demo, "version 2 does not run");
    if (!strstr(demo->timeline.text[USART_2].last, "v2"))
        return failed(demo, "version 2 did not print its banner");
    return true;
}

static bool with_library(struct demo *demo, enum rom_version rom)
{
    set_stage(demo, "version 1, with the library and an invalid head",
              &demo->v1, rom);
    return enter_rom(demo) && stay_in_rom(demo) && program(demo) &&
           watch_new(demo);
}

static bool plain_jump_enters(struct demo *demo)
{
    set_stage(demo, "the plain jump of the original question", &demo->once,
              ROM_V4_0);
    return enter_rom(demo) && stay_in_rom(demo);
}

static bool plain_jump_bounces(struct demo *demo)
{
    set_stage(demo, "the plain jump of the original question", &demo->once,
              ROM_V4_1);
    if (!enter_rom(demo))
        return false;
    if (turn_for(demo, 1u << MACHINE_LEFT, STAY_MS) != MACHINE_LEFT)
        return failed(demo, "the ROM did not give the chip back");
    if (turn_for(demo, 1u << MACHINE_MAIN, RUN_MS) != MACHINE_MAIN)
        return failed(demo, "the application did not start again");
    return true;
}

static int tell_all(struct demo *demo)
{
    unsigned good = 0;
    good += with_library(demo, ROM_V4_1);
    if (!terminal_ended())
        good += with_library(demo, ROM_V4_0);
    if (!terminal_ended())
        good += plain_jump_enters(demo);
    if (!terminal_ended())
        good += plain_jump_bounces(demo);
    printf("\n%u of 4 ended as they should, on a virtual chip with a model of "
           "the ROM\n(%d readings, %d confirmed on silicon).\n",
           good, READINGS, REPORT_CONFIRMED);
    return good == 4 ? 0 : EXIT_FAILED;
}

/* --- set-up --- */

static void load(struct image *image, const char *name, struct embedded file,
                 const struct part *part)
{
    char error[IMAGE_ERROR_SIZE];
    if (!image_load_memory(name, file.bytes, file.size, image, error))
        die("%s", error);
    if (part && !patch_image(image, PATCH_HEAD_INVALID, part, error))
        die("%s", error);
}

/* Writes version 2 as a raw binary into a folder of its own. */
static bool write_new_image(struct demo *demo)
{
    const struct image_segment *last =
        &demo->v2.segments[demo->v2.segment_count - 1];
    size_t size = (last->address + last->size - IMAGE_BASE + 3) & ~(size_t)3;
    const char *temporary = getenv("TMPDIR");
    snprintf(demo->folder, sizeof demo->folder, "%s/boot0-XXXXXX",
             temporary && strlen(temporary) < 40 ? temporary : "/tmp");
    if (!mkdtemp(demo->folder)) {
        complain("cannot make a folder %s: %s", demo->folder, strerror(errno));
        demo->folder[0] = 0;
        return false;
    }
    snprintf(demo->new_image, sizeof demo->new_image, "%s/nucleo-v2.bin",
             demo->folder);
    uint8_t *bytes = xmalloc(size);
    char error[IMAGE_ERROR_SIZE];
    image_read(&demo->v2, IMAGE_BASE, bytes, size);
    bool written =
        file_write(demo->new_image, bytes, size, error, sizeof error);
    if (!written)
        complain("%s", error);
    free(bytes);
    return written;
}

static void clean_up(struct demo *demo)
{
    if (demo->folder[0]) {
        unlink(demo->new_image);
        rmdir(demo->folder);
    }
    image_free(&demo->v1);
    image_free(&demo->v2);
    image_free(&demo->once);
}

int demo_main(const struct options *options)
{
    (void)options; /* it has none of its own */
    int status = look_for_client();
    if (status)
        return status;
    struct demo *demo = xcalloc(1, sizeof *demo);
    decoder_native(&demo->decoder, native_memory());
    part_find("stm32l073rz", &demo->part);
    load(&demo->v1, "nucleo-l073rz.elf", embed_demo_v1(), &demo->part);
    load(&demo->v2, "nucleo-l073rz-v2.elf", embed_demo_v2(), &demo->part);
    load(&demo->once, "original-once.elf", embed_original_once(), NULL);
    terminal_open(&demo->terminal);
    status = write_new_image(demo) ? tell_all(demo) : EXIT_USAGE;
    clean_up(demo);
    terminal_close(&demo->terminal);
    native_memory_free(demo->decoder.native);
    free(demo);
    return status;
}
