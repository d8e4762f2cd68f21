/* SPDX-License-Identifier: MIT
 *
 * `boot0 lint`: what an image shows without being run.
 */
#include <stdio.h>

#include "bench/image_file.h"
#include "bench/image_symbols.h"
#include "bench/lint.h"
#include "tools/die.h"
#include "tools/report/lint_report.h"
#include "tools/subcommands.h"

static bool load(const struct options *options, struct image *image,
                 char *error)
{
    if (!image_load_at(options->image, options->base, image, error))
        return false;
    for (unsigned i = 0; i < options->symbols_count; i++)
        if (!image_symbols_take(image, options->symbols[i], error)) {
            image_free(image);
            return false;
        }
    return true;
}

static int report(const struct options *options, const struct lint *lint)
{
    struct source *source = source_open(lint->image);
    if (options->format == FORMAT_JSON)
        lint_json(lint, source, stdout);
    else
        lint_text(lint, source, stdout);
    source_close(source);
    return lint->mistakes ? EXIT_FAILED : 0;
}

int lint_main(const struct options *options)
{
    struct image image;
    struct part_table table;
    struct lint lint;
    char error[IMAGE_ERROR_SIZE];
    if (!load(options, &image, error))
        return complain("%s", error);
    if (!part_table_open(&table))
        die("out of memory");
    int status = EXIT_USAGE;
    if (lint_image(&lint, &image, &table, options->line, error)) {
        status = report(options, &lint);
        lint_free(&lint);
    } else
        complain("lint: %s", error);
    part_table_close(&table);
    image_free(&image);
    return status;
}
