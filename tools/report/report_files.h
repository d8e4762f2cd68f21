/* SPDX-License-Identifier: MIT
 *
 * The files that `check` writes beside its text: JSON, JUnit and HTML. They are
 * opened before the run, so that a bad path is reported early.
 */
#ifndef TOOLS_REPORT_REPORT_FILES_H
#define TOOLS_REPORT_REPORT_FILES_H

#include "tools/host/output_file.h"
#include "tools/report/report.h"

enum { REPORT_FILES = 3 };

struct report_files {
    struct output_file files[REPORT_FILES];
};

/* Opens the files that the options name. False: the error has been printed. */
bool report_files_open(struct report_files *files,
                       const struct options *options);

/* Writes and closes them. False: likewise. */
bool report_files_write(struct report_files *files,
                        const struct report *report);

/* Closes them unwritten. */
void report_files_abandon(struct report_files *files);

#endif
