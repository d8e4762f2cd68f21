/* SPDX-License-Identifier: MIT
 *
 * The report of examples/probe: a block of lines "name value" that a user has
 * pasted from a terminal. docs/silicon.md shows one.
 */
#ifndef TOOLS_PROBE_REPORT_H
#define TOOLS_PROBE_REPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "bench/readings.h"

struct probe_report {
    unsigned rom;
    unsigned flash_kb;              /* the size of its flash */
    struct readings readings;       /* value 0 of those that are open */
    unsigned settled;               /* 1 << number of each that is not open */
    uint8_t possible[READINGS_MAX]; /* 1 << the values that each may have */
};

/* Finds the last block in TEXT and parses it. Text around the block, blanks
 * around its lines and CR are ignored; its CRC-32 must match. False: ERROR
 * names the fault in one line. */
bool probe_report_read(const char *text, size_t length,
                       struct probe_report *report, char *error, size_t size);

/* Prints --rom and --reading on stdout, and on stderr the readings that stay
 * open. */
void probe_report_print(const struct probe_report *report);

#endif
