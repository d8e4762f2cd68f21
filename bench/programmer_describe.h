/* SPDX-License-Identifier: MIT
 *
 * A session of the programmer in words.
 */
#ifndef BENCH_PROGRAMMER_DESCRIBE_H
#define BENCH_PROGRAMMER_DESCRIBE_H

#include <stddef.h>

#include "bench/programmer_state.h"

/* Writes one line that says how the session ended: what was read, what was
 * expected, what to do. PROGRAMMER_ERROR_SIZE is enough. */
void programmer_describe(const struct programmer *programmer, char *text,
                         size_t size);

#endif
