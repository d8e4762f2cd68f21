/* SPDX-License-Identifier: MIT
 *
 * What an image shows without being run: the entries into a ROM bootloader that
 * its code holds, the lines of parts that they belong to, and the mistakes that
 * are visible. Every finding says what was seen, where, and how certain it is.
 */
#ifndef BENCH_LINT_H
#define BENCH_LINT_H

#include "bench/lint_result.h"

/* Looks at IMAGE. PART is a part number of the table or NULL. TABLE and IMAGE
 * outlive LINT. False: ERROR says why it could not be read. */
bool lint_image(struct lint *lint, const struct image *image,
                const struct part_table *table, const char *part,
                char error[IMAGE_ERROR_SIZE]);
void lint_free(struct lint *lint);

#endif
