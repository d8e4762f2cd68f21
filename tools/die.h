/* SPDX-License-Identifier: MIT
 *
 * How the tools end on bad input: with exit status 2 and one line on stderr
 * that contains what was read, what was expected and what to do.
 */
#ifndef TOOLS_DIE_H
#define TOOLS_DIE_H

#include <stddef.h>

#include "bench/refuse.h"

enum { EXIT_FAILED = 1, EXIT_USAGE = 2 };

/* Prints "boot0: " and the message as one line (printable.h) and returns
 * EXIT_USAGE, so that a caller may clean up. */
int complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The same, then exits. */
_Noreturn void die(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/* Allocate memory. Without memory they end the command with one line. */
void *xmalloc(size_t size);
void *xcalloc(size_t count, size_t size);
void *xrealloc(void *old, size_t size);
char *xstrdup(const char *text);

#endif
