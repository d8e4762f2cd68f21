/* SPDX-License-Identifier: MIT
 *
 * Numbers with units, as a person writes them: 500ms, 1.2s, 10us, 8MHz.
 */
#ifndef TOOLS_UNITS_H
#define TOOLS_UNITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum units_result {
    UNITS_OK,
    UNITS_NONE,     /* it does not begin with a digit */
    UNITS_UNKNOWN,  /* what follows the number is no unit */
    UNITS_SPACE,    /* a blank stands between number and unit */
    UNITS_DECIMALS, /* finer than 1 us, or 1 Hz */
    UNITS_FRACTION, /* of a unit that is not written */
    UNITS_BIG       /* more than nine digits before the point */
};

/* Reads a time, all of TEXT; without a unit it is in ms. */
enum units_result units_time(const char *text, uint64_t *us);

/* The same, but a fraction of 1 must have its unit: 0.5 may mean seconds. */
enum units_result units_time_strict(const char *text, uint64_t *us);

/* Reads a frequency, all of TEXT, in Hz, kHz or MHz (or k, M); without a unit
 * it is in Hz. */
enum units_result units_frequency(const char *text, uint64_t *hz);

/* Returns what is wrong with a time, to stand behind "--option 'TEXT': ". */
const char *units_time_error(enum units_result result);

#endif
