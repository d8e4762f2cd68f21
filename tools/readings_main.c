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

static void print_settled(const struct probe_report *report)
{
    const char *separator = "--reading ";
    printf("--rom %s\n", rom_version_name(report->rom));
    for (unsigned i = 0; i < READINGS; i++) {
        const struct reading_info *info = &reading_table[i];
        if (!(report->settled & 1u << i))
            continue;
        printf("%s%s=%s", separator, info->name,
               info->values[report->readings.value[i]]);
        separator = ",";
    }
    if (report->settled)
        putchar('\n');
}

static void print_open(const struct probe_report *report)
{
    unsigned open = readings_mask(report->rom) & ~report->settled;
    for (unsigned i = 0; i < READINGS; i++)
        if (open & 1u << i)
            fprintf(stderr, "open: %s (%s?)\n", reading_table[i].name,
                    reading_table[i].question);
}

int readings_main(const struct options *options)
{
    struct probe_report report;
    char error[ERROR_SIZE];
    uint8_t *text;
    size_t size;
    if (!file_read(options->image, &text, &size, error, sizeof error))
        return complain("%s", error);
    bool good = probe_report_read((const char *)text, size, &report, error,
                                  sizeof error);
    free(text);
    if (!good)
        return complain("%s: %s", path_tail(options->image), error);
    print_settled(&report);
    print_open(&report);
    return 0;
}
