/* SPDX-License-Identifier: MIT
 *
 * The files of --trace and --vcd: opened before anything runs, filled while a
 * machine is observed, closed with a word about what went wrong.
 */
#ifndef TOOLS_REPORT_TRACE_FILES_H
#define TOOLS_REPORT_TRACE_FILES_H

#include "bench/machine_setup.h"
#include "tools/options.h"
#include "tools/report/trace.h"
#include "tools/report/vcd.h"

struct trace_files {
    struct observers observers;     /* trace_files_start() */
    struct sink trace_out, vcd_out; /* .file NULL = not wanted */
    struct trace_scope scope;
    struct trace trace;
    struct vcd vcd;
    bool started;
};

/* Are there any? */
bool trace_files_wanted(const struct options *options);

/* Opens them for a run of IMAGE. False: one line was told, and the files are
 * as they were. */
bool trace_files_open(struct trace_files *files, const struct options *options,
                      const struct image *image);

/* Looks on from now; after all else that sets the machine up. */
void trace_files_start(struct trace_files *files, struct machine *machine,
                       const struct machine_setup *setup,
                       const struct ask *ask);

/* Does one of them go to stdout? */
bool trace_files_on_stdout(const struct trace_files *files);

/* A file can take no more: the disk is full, the reader has gone. */
bool trace_files_failed(const struct trace_files *files);

/* After its end: was it stdout that took no more? */
bool trace_files_lost_stdout(const struct trace_files *files);

/* The end. False: not all could be written, and a line told so. */
bool trace_files_close(struct trace_files *files);

#endif
