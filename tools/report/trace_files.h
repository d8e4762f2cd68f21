/* SPDX-License-Identifier: MIT
 *
 * The files of --trace and --vcd: opened before the run, filled by observers of
 * the machine, closed with a report of what went wrong.
 */
#ifndef TOOLS_REPORT_TRACE_FILES_H
#define TOOLS_REPORT_TRACE_FILES_H

#include "bench/machine_setup.h"
#include "tools/options.h"
#include "tools/report/trace.h"
#include "tools/report/vcd.h"
#include "tools/report/vcd_view.h"

struct trace_files {
    struct observers observers;            /* trace_files_start() */
    struct output_file trace_out, vcd_out; /* .file NULL = not wanted */
    struct trace_scope scope;
    struct trace trace;
    struct vcd vcd;
    unsigned vcd_scopes;
    char vcd_view[VCD_VIEW_PATH]; /* the view of GTKWave; "" = none */
    bool started;
};

/* True: OPTIONS ask for at least one of them. */
bool trace_files_wanted(const struct options *options);

/* Opens them for a run of IMAGE. False: one line was printed on stderr, and the
 * files are unchanged. */
bool trace_files_open(struct trace_files *files, const struct options *options,
                      const struct image *image);

/* Starts to observe MACHINE, as the last step of its set-up. */
void trace_files_start(struct trace_files *files, struct machine *machine,
                       const struct machine_setup *setup,
                       const struct asks *asks);

/* True: one of them goes to stdout. */
bool trace_files_on_stdout(const struct trace_files *files);

/* True: a write has failed: the disk is full, or the reader has gone. */
bool trace_files_failed(const struct trace_files *files);

/* After trace_files_close(): true when the write that failed was to stdout. */
bool trace_files_lost_stdout(const struct trace_files *files);

/* Ends the files. False: a write failed, and a line on stderr reports it. */
bool trace_files_close(struct trace_files *files);

#endif
