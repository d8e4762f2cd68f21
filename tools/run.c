/* SPDX-License-Identifier: MIT
 *
 * `boot0 run`: the virtual board, beside the host's clock.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/machine_ask.h"
#include "bench/machine_setup.h"
#include "bench/machine_usb.h"
#include "bench/parts.h"
#include "tools/board_options.h"
#include "tools/die.h"
#include "tools/gdb/gdb.h"
#include "tools/host/event_loop.h"
#include "tools/host/native_memory.h"
#include "tools/host/stream.h"
#include "tools/options_value.h"
#include "tools/report/ask_effect.h"
#include "tools/report/finding_line.h"
#include "tools/report/timeline_rom.h"
#include "tools/report/trace_files.h"
#include "tools/run_expect.h"
#include "tools/run_live.h"
#include "tools/run_serial.h"
#include "tools/subcommands.h"

/* Everything that one run needs. */
struct run {
    const struct options *options;
    struct image image;
    struct image bank2;
    struct machine_setup setup;
    struct machine machine;
    struct decoder decoder;
    struct timeline timeline;
    struct ask_effect effect;
    struct terminal terminal;
    struct run_serial serial;
    struct event_loop loop;
    struct gdb gdb;
    struct usbip usbip;
    struct panel panel;
    struct run_live live;
    struct run_expect expect;
    struct output_file usb_record; /* .file NULL = not wanted */
    struct trace_files files;
};

/* --- building the board --- */

static struct machine_setup describe(struct run *run)
{
    const struct options *options = run->options;
    bool own = options->rom_count && options->roms[0].bytes;
    return (struct machine_setup){
        .part = &options->part,
        .board = options->board,
        .image = &run->image,
        .rom = options->rom_count ? options->roms[0].version
                                  : parts_default_rom(&options->part),
        .rom_bytes = own ? options->roms[0].bytes : NULL,
        .readings = options->readings,
        .bank2 = options->bank2,
        .bank2_image = options->bank2 == BANK2_FILE ? &run->bank2 : NULL,
        .bfb2 = options->bfb2,
        .boot0 = options->boot0,
        .rdp = options->rdp,
        .wdg_sw = options->wdg_sw,
        .wiring = options->wiring,
        .decoder = &run->decoder,
        .strict = options->strict,
        .events = 1u << EVENT_PIN | 1u << EVENT_UNMODELLED |
                  1u << EVENT_FIRMWARE | 1u << EVENT_NVM,
        .early = true,
    };
}

static bool build(struct run *run)
{
    const struct options *options = run->options;
    char error[IMAGE_ERROR_SIZE];
    if (board_options_load(options, true, &run->image, &run->bank2, error) &&
        bank_2_possible(&options->part, &run->image, options->bank2, error)) {
        board_options_complain_library(options, &run->image);
        decoder_native(&run->decoder, native_memory());
        run->setup = describe(run);
        machine_start(&run->machine, &run->setup);
        return true;
    }
    complain("%s", error);
    return false;
}

static bool ask(struct run *run)
{
    const struct asks *asks = &run->options->asks;
    char error[IMAGE_ERROR_SIZE];
    if (!asks_possible(&run->image, asks, error)) {
        complain("%s", error);
        return false;
    }
    if (board_options_usb(run->options))
        machine_usb_plug(&run->machine, true);
    return machine_ask(&run->machine, asks);
}

/* --- the outside --- */

static bool connect_serial(struct run *run)
{
    char error[IMAGE_ERROR_SIZE];
    if (run_serial_open(&run->serial, run->options, &run->loop, &run->terminal,
                        error))
        return true;
    complain("%s", error);
    return false;
}

static bool connect_gdb(struct run *run)
{
    const struct options *options = run->options;
    char error[IMAGE_ERROR_SIZE];
    if (!options->gdb)
        return true;
    if (!gdb_open(&run->gdb, options->gdb_port, &run->panel, &run->timeline,
                  error, sizeof error)) {
        complain("%s", error);
        return false;
    }
    run->loop.other = run->gdb.link.ready;
    return true;
}

/* The file is opened before the run, and emptied when it begins. */
static bool open_usb_record(struct run *run, char *error)
{
    const struct options *options = run->options;
    if (!options->usb_record)
        return true;
    if (!output_file_open(&run->usb_record, options->usb_record, error,
                          IMAGE_ERROR_SIZE) ||
        !board_options_spare(options, &run->usb_record, error))
        return false;
    output_file_begin(&run->usb_record);
    return true;
}

static bool close_usb_record(struct run *run)
{
    struct output_file *record = &run->usb_record;
    if (!record->file || output_file_close(record))
        return true;
    complain("%s: the record cannot be written: %s", path_tail(record->path),
             output_file_error(record->error));
    return false;
}

static bool connect_usb(struct run *run)
{
    const struct options *options = run->options;
    char error[IMAGE_ERROR_SIZE];
    if (!options->usbip)
        return true;
    if (!open_usb_record(run, error) ||
        !usbip_open(&run->usbip, options->usbip_port, &run->machine,
                    &run->timeline, error, sizeof error)) {
        complain("%s", error);
        return false;
    }
    if (run->usb_record.file)
        usbip_write_record(&run->usbip, &run->usb_record);
    event_loop_serve(&run->loop, &run->usbip, options->pace);
    return true;
}

/* The terminal, if there is one: keys, and a status line. */
static void connect_hand(struct run *run)
{
    bool taken = trace_files_on_stdout(&run->files);
    run_live_open(&run->live, &run->loop, &run->panel, &run->terminal,
                  options_stdio(run->options), taken ? -1 : STDOUT_FILENO);
}

static void say_board(struct run *run)
{
    const struct options *options = run->options;
    char readings[READINGS_TEXT], name[16];
    readings_format(run->setup.rom, run->setup.readings, readings);
    timeline_print(&run->timeline, "board", "%s, ROM %s%s, BOOT0=%u, RDP %u",
                   options->part.name, timeline_rom_name(run->setup.rom, name),
                   !options->part.bank2_base ? ""
                   : options->bfb2           ? ", BFB2=1"
                                             : ", BFB2=0",
                   options->boot0, options->rdp);
    if (options->verbose && *readings)
        timeline_print(&run->timeline, "board", "readings of the ROM: %s",
                       readings);
}

/* A part has what a programmer stored in its flash, and nothing else. */
static void say_ram(struct run *run)
{
    uint32_t address;
    size_t size = image_ram(&run->image, &run->machine.chip.part, &address);
    if (size)
        timeline_print(&run->timeline, "board",
                       "%zu bytes are put into RAM, from 0x%08X on: a debugger "
                       "does so, but a real part does not have them after "
                       "power-on",
                       size, (unsigned)address);
}

/* --- running --- */

static int turn_until_end(struct run *run)
{
    const struct options *options = run->options;
    uint64_t until = options->until_us ? options->until_us * PS_PER_US : NEVER;
    while (!terminal_ended() && !ferror(run->timeline.out) && !run->gdb.ended &&
           !trace_files_failed(&run->files) &&
           !run_serial_failed(&run->serial)) {
        struct machine_event event;
        bool held = !gdb_serve(&run->gdb);
        if (!run_live_turn(&run->live, held))
            break;
        if (run_serial_waits(&run->serial))
            continue;
        if (held) {
            event_loop_wait(&run->loop);
            continue;
        }
        event_loop_turn(&run->loop, until, &event);
        if (run_expect_done(&run->expect))
            break;
        gdb_notify(&run->gdb, &event);
        run_serial_tell(&run->serial);
        ask_effect_turn(&run->effect, &run->timeline, &event);
        if (event.kind == MACHINE_UNMODELLED && options->strict)
            return EXIT_FAILED;
        if (event.kind == MACHINE_LOCKUP && !options->gdb)
            return EXIT_FAILED;
        if (machine_ps(&run->machine) >= until)
            break;
    }
    return 0;
}

/* A reader that closes the pipe (EPIPE), or none at all when a signal ends
 * boot0 (EINTR), ends the run quietly; a full disk is reported. */
static bool all_told(const struct run *run)
{
    int error = run->timeline.error;
    if (!error || error == EPIPE || error == EINTR)
        return true;
    complain("%s: what the board does cannot be written: %s",
             run->timeline.out == stderr ? "stderr" : "stdout",
             strerror(error));
    return false;
}

/* True: the run was asked and ends by itself, so that it says what check finds
 * there. With a host, or with values that no part has, the board is another
 * one. */
static bool ends_with_finding(const struct run *run)
{
    const struct options *options = run->options;
    uint32_t address;
    return options->asks.count && options->until_us && !options->gdb &&
           !run_serial_has_host(&run->serial) && !run->loop.usbip &&
           !terminal_ended() &&
           !image_ram(&run->image, &options->part, &address);
}

/* Says what became of the asks. */
static void say_end(struct run *run)
{
    timeline_flush(&run->timeline, true);
    if (!ends_with_finding(run))
        ask_effect_end(&run->effect, &run->timeline);
    else
        finding_line_print(&run->timeline, run->options, &run->image,
                           &run->bank2);
}

static int run_board(struct run *run)
{
    bool taken =
        options_stdio(run->options) || trace_files_on_stdout(&run->files);
    FILE *out = taken ? stderr : stream_open(STDOUT_FILENO);
    if (!out)
        die("out of memory");
    timeline_open(&run->timeline, out, &run->machine, &run->setup,
                  &run->options->asks);
    event_loop_open(&run->loop, &run->machine, &run->timeline, &run->terminal);
    timeline_watch_led(&run->timeline, &run->machine);
    run_expect_open(&run->expect, run->options, &run->timeline);
    run->loop.heard = run_expect_hear;
    run->loop.listener = &run->expect;
    panel_open(&run->panel, &run->machine);
    say_board(run);
    say_ram(run);
    if (!ask(run) || !connect_serial(run) || !connect_gdb(run) ||
        !connect_usb(run))
        return EXIT_USAGE;
    connect_hand(run);
    trace_files_start(&run->files, &run->machine, &run->setup,
                      &run->options->asks);
    int status = turn_until_end(run);
    say_end(run);
    if (status == 0)
        status = run_expect_end(&run->expect);
    gdb_close(&run->gdb, status);
    usbip_close(&run->usbip);
    timeline_flush(&run->timeline, true);
    return all_told(run) ? status : EXIT_USAGE;
}

bool subcommands_live(void)
{
    return true;
}

int run_main(const struct options *options)
{
    struct run *run = xcalloc(1, sizeof *run);
    run->options = options;
    run_serial_none(&run->serial);
    gdb_none(&run->gdb);
    usbip_none(&run->usbip);
    run_live_none(&run->live);
    terminal_open(&run->terminal);
    int status = EXIT_USAGE;
    if (build(run) && trace_files_open(&run->files, options, &run->image)) {
        status = run_board(run);
        bool traced = trace_files_close(&run->files);
        bool sent = run_serial_close(&run->serial);
        if (!close_usb_record(run) || !traced || !sent)
            status = EXIT_USAGE;
    }
    run_live_close(&run->live);
    terminal_close(&run->terminal);
    if (run->timeline.out && run->timeline.out != stderr)
        fclose(run->timeline.out);
    image_free(&run->image);
    image_free(&run->bank2);
    native_memory_free(run->decoder.armv6m.native);
    free(run);
    return status;
}
