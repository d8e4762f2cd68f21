/* SPDX-License-Identifier: MIT
 *
 * boot0 readings: the report of the probe as options for run and check. On
 * stdout are the options alone, so that a shell may put them into a command
 * line; on stderr what stays open.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/file.h"
#include "tools/die.h"
#include "tools/probe_report.h"
#include "tools/subcommands.h"

enum { ERROR_SIZE = 512 };

/* Reads PATH, or standard input for "-". */
static bool read_report(const char *path, uint8_t **text, size_t *size,
                        char *error)
{
    enum { CHUNK = 1 << 16 };
    if (strcmp(path, "-") != 0)
        return file_read(path, text, size, error, ERROR_SIZE);
    size_t used = 0;
    *text = NULL;
    do {
        *text = xrealloc(*text, used + CHUNK);
        *size = fread(*text + used, 1, CHUNK, stdin);
        used += *size;
    } while (*size && used < FILE_LIMIT);
    *size = used;
    if (!used || ferror(stdin))
        free(*text);
    return (used && !ferror(stdin)) ||
           refuse(error, ERROR_SIZE, "stdin: no report could be read");
}

int readings_main(const struct options *options)
{
    struct probe_report report;
    char error[ERROR_SIZE];
    uint8_t *text;
    size_t size;
    if (!read_report(options->image, &text, &size, error))
        return complain("%s", error);
    bool good = probe_report_read((const char *)text, size, &report, error,
                                  sizeof error);
    free(text);
    if (!good)
        return complain("%s: %s", path_tail(options->image), error);
    probe_report_print(&report);
    return 0;
}
