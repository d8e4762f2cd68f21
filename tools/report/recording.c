/* SPDX-License-Identifier: MIT */
#include "tools/report/recording.h"

#include <signal.h>
#include <string.h>

#include "tools/die.h"

bool recording_wanted(const struct options *options)
{
    return options->trace || options->vcd;
}

/* --- opening --- */

/* A slip of the fingers must not cost the firmware. */
static bool spares_input(const struct sink *sink, const struct options *options,
                         char *error)
{
    const char *inputs[OPTION_ROMS + 2] = {options->image, options->bank2_path};
    for (unsigned i = 0; i < options->rom_count; i++)
        inputs[2 + i] = options->roms[i].path;
    for (unsigned i = 0; i < OPTION_ROMS + 2; i++)
        if (inputs[i] && sink_is_path(sink, inputs[i]))
            return refuse(error, IMAGE_ERROR_SIZE,
                          "%s: it is read, and cannot be written too",
                          path_tail(sink->path));
    return true;
}

static bool open_one(struct sink *sink, const char *path,
                     const struct options *options, char *error)
{
    return !path || (sink_open(sink, path, error, IMAGE_ERROR_SIZE) &&
                     spares_input(sink, options, error));
}

static bool open_both(struct recording *recording,
                      const struct options *options, char *error)
{
    struct sink *trace = &recording->trace_out, *vcd = &recording->vcd_out;
    if (!open_one(trace, options->trace, options, error) ||
        !open_one(vcd, options->vcd, options, error))
        return false;
    if (trace->file && vcd->file && sink_is(trace, vcd) &&
        strcmp(options->vcd, "/dev/null") != 0)
        return refuse(error, IMAGE_ERROR_SIZE,
                      "--trace and --vcd name the same file: %s",
                      path_tail(options->vcd));
    return true;
}

static bool set_scope(struct trace_scope *scope, const struct options *options,
                      const struct image *image, char *error)
{
    scope->from_ps = options->trace_from_us * PS_PER_US;
    scope->to_ps =
        options->trace_to_us ? options->trace_to_us * PS_PER_US : NEVER;
    return !options->trace_in ||
           trace_places(scope, image, options->trace_in, error);
}

static void attach(struct observers *observers, struct machine *machine,
                   const struct machine_setup *setup, const struct ask *ask)
{
    recording_start((struct recording *)observers, machine, setup, ask);
}

bool recording_open(struct recording *recording, const struct options *options,
                    const struct image *image)
{
    char error[IMAGE_ERROR_SIZE];
    *recording = (struct recording){.observers.attach = attach};
    if (set_scope(&recording->scope, options, image, error) &&
        open_both(recording, options, error)) {
        signal(SIGPIPE, SIG_IGN); /* then it is an error of the write */
        return true;
    }
    sink_abandon(&recording->trace_out);
    sink_abandon(&recording->vcd_out);
    complain("%s", error);
    return false;
}

/* --- running --- */

void recording_start(struct recording *recording, struct machine *machine,
                     const struct machine_setup *setup, const struct ask *ask)
{
    recording->started = true;
    if (recording->vcd_out.file) {
        sink_begin(&recording->vcd_out);
        vcd_open(&recording->vcd, &recording->vcd_out, machine);
        machine_observe(machine, &recording->vcd.observer);
    }
    if (recording->trace_out.file) {
        sink_begin(&recording->trace_out);
        trace_open(&recording->trace, &recording->trace_out, &recording->scope,
                   machine, setup, ask);
        machine_observe(machine, &recording->trace.observer);
    }
}

bool recording_on_stdout(const struct recording *recording)
{
    return sink_is_stdout(&recording->trace_out) ||
           sink_is_stdout(&recording->vcd_out);
}

static bool lost_stdout(const struct sink *sink)
{
    return sink->path && sink_is_stdout(sink) && sink->error;
}

bool recording_lost_stdout(const struct recording *recording)
{
    return lost_stdout(&recording->trace_out) ||
           lost_stdout(&recording->vcd_out);
}

bool recording_failed(const struct recording *recording)
{
    return sink_failed(&recording->trace_out) ||
           sink_failed(&recording->vcd_out);
}

/* --- the end --- */

static bool close_one(struct sink *sink, const char *what)
{
    if (!sink->file || sink_close(sink))
        return true;
    complain("%s: the %s cannot be written: %s",
             strcmp(sink->path, "-") == 0 ? "stdout" : path_tail(sink->path),
             what, sink_error(sink->error));
    return false;
}

bool recording_close(struct recording *recording)
{
    if (!recording->started) {
        sink_abandon(&recording->trace_out);
        sink_abandon(&recording->vcd_out);
        return true;
    }
    if (recording->vcd_out.file)
        vcd_close(&recording->vcd);
    if (recording->trace_out.file)
        trace_close(&recording->trace);
    bool trace = close_one(&recording->trace_out, "trace");
    bool vcd = close_one(&recording->vcd_out, "VCD");
    return trace && vcd;
}
