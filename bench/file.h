/* SPDX-License-Identifier: MIT
 *
 * Whole files: read into memory, written whole or not at all.
 */
#ifndef BENCH_FILE_H
#define BENCH_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { FILE_LIMIT = 64 << 20 }; /* bytes; no image is as large */

/* Reads PATH into *bytes (to be freed; one more byte, 0, stands behind them).
 * Refuses directories, empty files and files over FILE_LIMIT. */
bool file_read(const char *path, uint8_t **bytes, size_t *size, char *error,
               size_t error_size);

/* The same with standard input for "-", which errors name stdin. */
bool file_read_input(const char *path, uint8_t **bytes, size_t *size,
                     char *error, size_t error_size);

/* Writes a temporary file beside PATH and renames it, so that PATH has either
 * its old or its new contents. Refuses what is there and is no regular file
 * (a device, a directory) or may not be written. */
bool file_write(const char *path, const void *bytes, size_t size, char *error,
                size_t error_size);

#endif
