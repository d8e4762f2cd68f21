/* SPDX-License-Identifier: MIT */
#include "tools/report/trace_files.h"

#include <signal.h>
#include <string.h>

#include "bench/machine_observe.h"
#include "bench/machine_setup.h"
#include "tools/board_options.h"
#include "tools/die.h"

bool trace_files_wanted(const struct options *options)
{
    return options->trace || options->vcd;
}

/* --- opening --- */

static bool open_one(struct output_file *output, const char *path,
                     const struct options *options, char *error)
{
    return !path || (output_file_open(output, path, error, IMAGE_ERROR_SIZE) &&
                     board_options_spare(options, output, error));
}

static bool open_both(struct trace_files *files, const struct options *options,
                      char *error)
{
    struct output_file *trace = &files->trace_out, *vcd = &files->vcd_out;
    if (!open_one(trace, options->trace, options, error) ||
        !open_one(vcd, options->vcd, options, error))
        return false;
    if (trace->file && vcd->file && output_file_is_stdout(trace) &&
        output_file_is_stdout(vcd))
        return refuse(error, IMAGE_ERROR_SIZE,
                      "--trace and --vcd: two outputs name the same file, "
                      "stdout");
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
                   const struct machine_setup *setup, const struct asks *asks)
{
    trace_files_start((struct trace_files *)observers, machine, setup, asks);
}

bool trace_files_open(struct trace_files *files, const struct options *options,
                      const struct image *image)
{
    char error[IMAGE_ERROR_SIZE];
    *files = (struct trace_files){.observers.attach = attach};
    files->vcd_scopes =
        options->vcd_scopes ? options->vcd_scopes : (unsigned)VCD_ALL;
    if (set_scope(&files->scope, options, image, error) &&
        open_both(files, options, error)) {
        if (files->vcd_out.file && !output_file_is_stdout(&files->vcd_out))
            vcd_view_path(options->vcd, files->vcd_view);
        signal(SIGPIPE, SIG_IGN); /* then it is an error of the write */
        return true;
    }
    output_file_abandon(&files->trace_out);
    output_file_abandon(&files->vcd_out);
    complain("%s", error);
    return false;
}

/* --- running --- */

void trace_files_start(struct trace_files *files, struct machine *machine,
                       const struct machine_setup *setup,
                       const struct asks *asks)
{
    files->started = true;
    if (files->vcd_out.file) {
        output_file_begin(&files->vcd_out);
        vcd_open(&files->vcd, &files->vcd_out, machine, files->vcd_scopes);
        machine_observe(machine, &files->vcd.observer);
    }
    if (files->trace_out.file) {
        output_file_begin(&files->trace_out);
        trace_open(&files->trace, &files->trace_out, &files->scope, machine,
                   setup, asks);
        machine_observe(machine, &files->trace.observer);
    }
}

bool trace_files_on_stdout(const struct trace_files *files)
{
    return output_file_is_stdout(&files->trace_out) ||
           output_file_is_stdout(&files->vcd_out);
}

static bool lost_stdout(const struct output_file *output)
{
    return output->path && output_file_is_stdout(output) && output->error;
}

bool trace_files_lost_stdout(const struct trace_files *files)
{
    return lost_stdout(&files->trace_out) || lost_stdout(&files->vcd_out);
}

bool trace_files_failed(const struct trace_files *files)
{
    return output_file_failed(&files->trace_out) ||
           output_file_failed(&files->vcd_out);
}

/* --- the end --- */

static bool close_one(struct output_file *output, const char *what)
{
    if (!output->file || output_file_close(output))
        return true;
    complain("%s: the %s cannot be written: %s",
             strcmp(output->path, "-") == 0 ? "stdout"
                                            : path_tail(output->path),
             what, output_file_error(output->error));
    return false;
}

static bool write_view(const struct trace_files *files)
{
    char error[IMAGE_ERROR_SIZE];
    if (vcd_view_write(files->vcd_view, files->vcd_out.path, files->vcd_scopes,
                       files->vcd.ps, error, sizeof error))
        return true;
    complain("%s", error);
    return false;
}

bool trace_files_close(struct trace_files *files)
{
    if (!files->started) {
        output_file_abandon(&files->trace_out);
        output_file_abandon(&files->vcd_out);
        return true;
    }
    if (files->vcd_out.file)
        vcd_close(&files->vcd);
    if (files->trace_out.file)
        trace_close(&files->trace);
    bool trace = close_one(&files->trace_out, "trace");
    bool vcd = close_one(&files->vcd_out, "VCD");
    if (vcd && files->vcd_view[0])
        vcd = write_view(files);
    return trace && vcd;
}
