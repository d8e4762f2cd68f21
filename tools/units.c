/* SPDX-License-Identifier: MIT */
#include "tools/units.h"

#include <string.h>

enum { DIGITS_MAX = 9 };

static const char digits[] = "0123456789";

struct unit {
    const char *name;
    unsigned decimals; /* of the smallest that can be said: 10^-decimals */
};

/* Reads "12.345": *scaled is the number times 10^decimals. Returns where it
 * ends. */
static enum units_result read_number(const char *text, size_t length,
                                     unsigned decimals, uint64_t *scaled)
{
    size_t whole = strspn(text, digits);
    const char *fraction = text[whole] == '.' ? text + whole + 1 : "";
    size_t places = strspn(fraction, digits);
    if (whole > DIGITS_MAX)
        return UNITS_BIG;
    if (places > decimals)
        return UNITS_DECIMALS;
    if (whole + (places ? places + 1 : 0) != length)
        return UNITS_UNKNOWN;
    *scaled = 0;
    for (size_t i = 0; i < whole; i++)
        *scaled = *scaled * 10 + (uint64_t)(text[i] - '0');
    for (size_t i = 0; i < decimals; i++)
        *scaled =
            *scaled * 10 + (i < places ? (uint64_t)(fraction[i] - '0') : 0);
    return UNITS_OK;
}

/* UNITS ends with a NULL; the one without a name may be left out. */
static enum units_result read_with(const char *text, const struct unit *units,
                                   uint64_t *value)
{
    size_t length = strspn(text, "0123456789.");
    const char *name = text + length;
    if (strspn(text, digits) == 0)
        return UNITS_NONE;
    for (; units->name; units++)
        if (strcmp(name, units->name) == 0)
            return read_number(text, length, units->decimals, value);
    return *name == ' ' ? UNITS_SPACE : UNITS_UNKNOWN;
}

enum units_result units_time(const char *text, uint64_t *us)
{
    static const struct unit units[] = {
        {"", 3}, {"ms", 3}, {"us", 0}, {"s", 6}, {NULL, 0}};
    return read_with(text, units, us);
}

enum units_result units_time_strict(const char *text, uint64_t *us)
{
    enum units_result result = units_time(text, us);
    bool bare = text[strspn(text, "0123456789.")] == 0;
    if (result == UNITS_OK && bare && *us && *us < 1000)
        return UNITS_FRACTION;
    return result;
}

enum units_result units_frequency(const char *text, uint64_t *hz)
{
    static const struct unit units[] = {
        {"", 0},    {"Hz", 0}, {"k", 3},   {"kHz", 3}, {"M", 6},
        {"MHz", 6}, {"hz", 0}, {"khz", 3}, {"mhz", 6}, {NULL, 0}};
    return read_with(text, units, hz);
}

const char *units_time_error(enum units_result result)
{
    switch (result) {
    case UNITS_OK: break;
    case UNITS_SPACE: return "write number and unit without a blank, as 500ms";
    case UNITS_FRACTION:
        return "without a unit it would be a fraction of a millisecond; write "
               "the unit, as 0.5s or 0.5ms";
    case UNITS_DECIMALS: return "a time is not finer than 1us";
    case UNITS_BIG: return "a time has at most nine digits before the point";
    case UNITS_NONE:
    case UNITS_UNKNOWN: break;
    }
    return "a time is a number with us, ms or s, as 500ms; without a unit it "
           "is in ms";
}
