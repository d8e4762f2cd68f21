/* SPDX-License-Identifier: MIT */
#include "tools/report/report_files.h"

#include "tools/board_options.h"
#include "tools/die.h"

/* A format, and its file among the options. */
struct format_file {
    const char *option;
    void (*write)(const struct report *report, FILE *out);
};

static const struct format_file formats[REPORT_FILES] = {
    {"--json", report_json},
    {"--junit", report_junit},
    {"--report", report_html},
};

static const char *path_of(const struct options *options, unsigned i)
{
    const char *const paths[REPORT_FILES] = {options->json, options->junit,
                                             options->html};
    return paths[i];
}

static bool open_one(struct report_files *files, unsigned i,
                     const struct options *options)
{
    const char *path = path_of(options, i);
    char error[IMAGE_ERROR_SIZE];
    if (!path)
        return true;
    if (!output_file_open(&files->files[i], path, error, sizeof error) ||
        !board_options_spare(options, &files->files[i], error)) {
        complain("%s %s", formats[i].option, error);
        return false;
    }
    if (output_file_is_stdout(&files->files[i])) {
        complain("%s %s: stdout is in use for the report; name a file",
                 formats[i].option, path_tail(path));
        return false;
    }
    return true;
}

bool report_files_open(struct report_files *files,
                       const struct options *options)
{
    *files = (struct report_files){0};
    for (unsigned i = 0; i < REPORT_FILES; i++)
        if (!open_one(files, i, options)) {
            report_files_abandon(files);
            return false;
        }
    return true;
}

static bool write_one(struct output_file *file,
                      const struct format_file *format,
                      const struct report *report)
{
    const char *path = file->path;
    output_file_begin(file);
    format->write(report, file->file);
    if (output_file_close(file))
        return true;
    complain("%s %s: cannot be written: %s", format->option, path_tail(path),
             output_file_error(file->error));
    return false;
}

bool report_files_write(struct report_files *files, const struct report *report)
{
    bool written = true;
    for (unsigned i = 0; i < REPORT_FILES; i++)
        if (files->files[i].file &&
            !write_one(&files->files[i], &formats[i], report))
            written = false;
    return written;
}

void report_files_abandon(struct report_files *files)
{
    for (unsigned i = 0; i < REPORT_FILES; i++)
        if (files->files[i].file)
            output_file_abandon(&files->files[i]);
}
