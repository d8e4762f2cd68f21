/* SPDX-License-Identifier: MIT
 *
 * How the bench reports what it cannot do: one line in a buffer of the
 * caller's that says what was read, what was expected and what to do.
 */
#ifndef BENCH_REFUSE_H
#define BENCH_REFUSE_H

#include <stdbool.h>
#include <stddef.h>

/* Fills ERROR and returns false. */
bool refuse(char *error, size_t size, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Refuses for want of memory; NAME is what was worked on. */
bool refuse_memory(char *error, size_t size, const char *name);

/* PATH, or its end when it is too long for a message. */
const char *path_tail(const char *path);

#endif
