/* SPDX-License-Identifier: MIT
 *
 * What to do about a mistake, in the words of a part: the rows of cause_table.c
 * with the names and addresses of its family, or the family's own row.
 */
#ifndef BENCH_REMEDY_H
#define BENCH_REMEDY_H

#include "bench/cause_table.h"
#include "bench/family.h"

enum { REMEDY_TEXT = 260 };

/* LIBRARY: the image has it in use. */
void remedy_words(const struct family_info *family,
                  const struct cause_info *info, bool library,
                  char text[REMEDY_TEXT]);

#endif
