/* SPDX-License-Identifier: MIT
 *
 * boot0 readings: the report of the probe as options for run and check. On
 * stdout are the options alone, so that a shell may put them into a command
 * line; on stderr what stays open.
 */
#include <stdio.h>
#include <stdlib.h>

#include "bench/file.h"
#include "tools/die.h"
#include "tools/probe_report.h"
#include "tools/subcommands.h"

enum { ERROR_SIZE = 512 };

int readings_main(const struct options *options)
{
    struct probe_report report;
    char error[ERROR_SIZE];
    uint8_t *text;
    size_t size;
    if (!file_read_input(options->image, &text, &size, error, sizeof error))
        return complain("%s", error);
    bool good = probe_report_read((const char *)text, size, &report, error,
                                  sizeof error);
    free(text);
    if (!good)
        return complain("%s: %s", path_tail(options->image), error);
    probe_report_print(&report);
    return 0;
}
