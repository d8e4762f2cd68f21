/* SPDX-License-Identifier: MIT
 *
 * What `boot0 lint` prints.
 */
#ifndef TOOLS_REPORT_LINT_REPORT_H
#define TOOLS_REPORT_LINT_REPORT_H

#include <stdio.h>

#include "bench/lint.h"
#include "bench/source.h"

enum { LINT_WHERE = 160 };

/* Formats a place in the code: "main+0x12 (main.c:42)"; SOURCE may be NULL. */
void lint_where(const struct image *image, const struct source *source,
                uint32_t address, char where[LINT_WHERE]);

void lint_text(const struct lint *lint, const struct source *source, FILE *out);
void lint_json(const struct lint *lint, const struct source *source, FILE *out);

#endif
