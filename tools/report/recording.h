/* SPDX-License-Identifier: MIT
 *
 * The files of --trace and --vcd: opened before anything runs, filled while a
 * machine is observed, closed with a word about what went wrong.
 */
#ifndef TOOLS_REPORT_RECORDING_H
#define TOOLS_REPORT_RECORDING_H

#include "tools/options.h"
#include "tools/report/trace.h"
#include "tools/report/vcd.h"

struct recording {
    struct observers observers;     /* recording_start() */
    struct sink trace_out, vcd_out; /* .file NULL = not wanted */
    struct trace_scope scope;
    struct trace trace;
    struct vcd vcd;
    bool started;
};

/* Are there any? */
bool recording_wanted(const struct options *options);

/* Opens them for a run of IMAGE. False: one line was told, and the files are
 * as they were. */
bool recording_open(struct recording *recording, const struct options *options,
                    const struct image *image);

/* Looks on from now; after all else that sets the machine up. */
void recording_start(struct recording *recording, struct machine *machine,
                     const struct machine_setup *setup, const struct ask *ask);

/* Does one of them go to stdout? */
bool recording_on_stdout(const struct recording *recording);

/* A file can take no more: the disk is full, the reader has gone. */
bool recording_failed(const struct recording *recording);

/* After its end: was it stdout that took no more? */
bool recording_lost_stdout(const struct recording *recording);

/* The end. False: not all could be written, and a line told so. */
bool recording_close(struct recording *recording);

#endif
