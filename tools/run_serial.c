/* SPDX-License-Identifier: MIT */
#include "tools/run_serial.h"

#include <string.h>
#include <unistd.h>

#include "tools/board_options.h"
#include "tools/die.h"
#include "tools/host/pty_link.h"

void run_serial_none(struct run_serial *serial)
{
    static const struct serial_options nothing = {.end = SERIAL_SHOW};
    memset(serial, 0, sizeof *serial);
    for (unsigned i = 0; i < SERIAL_COUNT; i++) {
        struct run_serial_line *line = &serial->lines[i];
        line->options = &nothing;
        line->pty = (struct pty){.master = -1, .slave = -1};
        jack_none(&line->cable.jack);
    }
}

/* --- connecting --- */

static void print(struct run_serial *serial, const struct run_serial_line *line,
                  const char *what)
{
    timeline_print(serial->loop->timeline, line->options->name, "%s", what);
}

static bool open_pty(struct run_serial *serial, struct run_serial_line *line,
                     char *error)
{
    const char *link = line->options->path;
    if (!pty_open(&line->pty, MACHINE_BAUD, error, IMAGE_ERROR_SIZE))
        return false;
    if (link && !pty_link_make(link, line->pty.path, error, IMAGE_ERROR_SIZE))
        return false;
    line->linked = link;
    jack_pty(&line->cable.jack, &line->pty);
    timeline_print(serial->loop->timeline, line->options->name, "is %s%s%s",
                   line->pty.path, link ? ", by the link " : "",
                   link ? link : "");
    return true;
}

static bool open_socket(struct run_serial *serial, struct run_serial_line *line,
                        char *error)
{
    const struct serial_options *options = line->options;
    struct jack *jack = &line->cable.jack;
    bool telnet = options->end == SERIAL_RFC2217;
    if (!(telnet ? jack_rfc2217 : jack_tcp)(jack, options->port, error))
        return false;
    line->cable.dtr_inverted = options->dtr_inverted;
    line->cable.rts_inverted = options->rts_inverted;
    timeline_print(serial->loop->timeline, options->name, "is 127.0.0.1:%u, %s",
                   jack->listener.port, telnet ? "by RFC 2217" : "bytes only");
    return true;
}

static void open_stdio(struct run_serial_line *line, struct terminal *terminal)
{
    bool reads = terminal_raw(terminal);
    jack_stream(&line->cable.jack, reads ? STDIN_FILENO : -1, STDOUT_FILENO);
}

static bool open_file(struct run_serial_line *line,
                      const struct options *options, char *error)
{
    struct output_file *file = &line->file;
    if (!output_file_open(file, line->options->path, error, IMAGE_ERROR_SIZE))
        return false;
    if (!board_options_spare(options, file, error)) {
        output_file_abandon(file);
        return false;
    }
    output_file_begin(file);
    jack_file(&line->cable.jack, file);
    return true;
}

static bool open_line(struct run_serial *serial, struct run_serial_line *line,
                      const struct options *options, struct terminal *terminal,
                      char *error)
{
    switch (line->options->end) {
    case SERIAL_SHOW:
    case SERIAL_NONE: return true;
    case SERIAL_PTY: return open_pty(serial, line, error);
    case SERIAL_STDIO: open_stdio(line, terminal); return true;
    case SERIAL_TCP:
    case SERIAL_RFC2217: return open_socket(serial, line, error);
    case SERIAL_FILE: return open_file(line, options, error);
    }
    return true;
}

bool run_serial_open(struct run_serial *serial, const struct options *options,
                     struct event_loop *loop, struct terminal *terminal,
                     char *error)
{
    serial->loop = loop;
    serial->waits = options->wait;
    for (unsigned i = 0; i < SERIAL_COUNT; i++) {
        struct run_serial_line *line = &serial->lines[i];
        line->options = &options->serial[i];
        if (!open_line(serial, line, options, terminal, error))
            return false;
        if (line->options->end == SERIAL_SHOW)
            continue;
        cable_plug_in(&line->cable, loop->machine, i);
        event_loop_connect(loop, &line->cable, options->pace);
    }
    event_loop_set_pace(loop, options->pace);
    return true;
}

bool run_serial_has_host(const struct run_serial *serial)
{
    for (unsigned i = 0; i < SERIAL_COUNT; i++)
        if (jack_paces(&serial->lines[i].cable.jack))
            return true;
    return false;
}

/* --- what clients do --- */

static void tell_speed(struct run_serial *serial, struct run_serial_line *line)
{
    const struct jack *jack = &line->cable.jack;
    char text[96];
    if (jack->set.deaf == line->told_deaf &&
        jack->set.refused == line->told_refused)
        return;
    line->told_refused = jack->set.refused;
    line->told_deaf = jack->set.deaf;
    if (!jack->set.deaf)
        return;
    snprintf(text, sizeof text,
             "carries nothing: the client's %u baud is not within %d-%d",
             (unsigned)jack->set.refused, LINE_BAUD_MIN, LINE_BAUD_MAX);
    print(serial, line, text);
}

static void tell_signals(struct run_serial *serial,
                         struct run_serial_line *line)
{
    const struct line_signals *now = &line->cable.jack.set.signals;
    struct line_signals *told = &line->told_signals;
    bool low = now->dtr_set && now->dtr != line->cable.dtr_inverted;
    bool high = now->rts_set && now->rts != line->cable.rts_inverted;
    if (high != told->rts)
        print(serial, line, high ? "RTS raises BOOT0" : "RTS lets go of BOOT0");
    if (low != told->dtr)
        print(serial, line, low ? "DTR pulls NRST low" : "DTR lets go of NRST");
    told->rts = high;
    told->dtr = low;
}

static void tell_client(struct run_serial *serial, struct run_serial_line *line)
{
    const struct jack *jack = &line->cable.jack;
    if (!jack->kind || !jack->kind->comes || jack->client == line->told_client)
        return;
    line->told_client = jack->client;
    print(serial, line, jack->client ? "a client has come" : "it has gone");
}

/* Reports that the chip fell behind the host's clock, by which a client waits.
 */
static void tell_late(struct run_serial *serial)
{
    const struct pacer *pacer = &serial->loop->pacer;
    bool clients = false;
    for (unsigned i = 0; i < SERIAL_COUNT; i++)
        clients |= serial->lines[i].cable.jack.client &&
                   serial->lines[i].cable.jack.kind->comes;
    if (serial->told_late || !clients || !pace_late(pacer))
        return;
    serial->told_late = true;
    timeline_print(serial->loop->timeline, "host",
                   "is too busy: the chip is %u ms behind the clock. If a "
                   "client times out, that is not the firmware's fault",
                   (unsigned)(pacer->late_ps / PS_PER_MS));
}

void run_serial_tell(struct run_serial *serial)
{
    for (unsigned i = 0; i < SERIAL_COUNT; i++) {
        tell_client(serial, &serial->lines[i]);
        tell_speed(serial, &serial->lines[i]);
        tell_signals(serial, &serial->lines[i]);
    }
    tell_late(serial);
}

bool run_serial_waits(struct run_serial *serial)
{
    bool awaits = false;
    for (unsigned i = 0; i < SERIAL_COUNT && serial->waits; i++)
        awaits |= jack_awaits(&serial->lines[i].cable.jack);
    serial->waits = awaits;
    if (awaits) {
        event_loop_hold(serial->loop);
        run_serial_tell(serial);
    }
    return awaits;
}

/* --- the end --- */

bool run_serial_failed(const struct run_serial *serial)
{
    for (unsigned i = 0; i < SERIAL_COUNT; i++)
        if (output_file_failed(&serial->lines[i].file))
            return true;
    return false;
}

static bool close_file(struct run_serial_line *line)
{
    struct output_file *file = &line->file;
    if (!file->file || output_file_close(file))
        return true;
    complain("%s: what %s sends cannot be written: %s", path_tail(file->path),
             line->options->name, output_file_error(file->error));
    return false;
}

bool run_serial_close(struct run_serial *serial)
{
    bool closed = true;
    for (unsigned i = 0; i < SERIAL_COUNT; i++) {
        struct run_serial_line *line = &serial->lines[i];
        if (line->linked)
            pty_link_remove(line->options->path, line->pty.path);
        jack_close(&line->cable.jack);
        pty_close(&line->pty);
        closed &= close_file(line);
    }
    return closed;
}
