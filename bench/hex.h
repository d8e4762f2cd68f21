/* SPDX-License-Identifier: MIT
 *
 * Hexadecimal digits and bytes of two of them.
 */
#ifndef BENCH_HEX_H
#define BENCH_HEX_H

#include <stdint.h>

#define HEX_LOWER "0123456789abcdef"
#define HEX_UPPER "0123456789ABCDEF"

/* Returns the value of a digit of either case, -1 for any other character. */
static inline int hex_value(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    if (digit >= 'a' && digit <= 'f')
        return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F')
        return digit - 'A' + 10;
    return -1;
}

/* Returns the byte that two digits stand for, -1 if they are none. Looks at
 * the second character only when the first is a digit. */
static inline int hex_byte(const char *text)
{
    int high = hex_value(text[0]);
    int low = high < 0 ? -1 : hex_value(text[1]);
    return low < 0 ? -1 : high << 4 | low;
}

/* Writes two digits; `digits` is HEX_LOWER or HEX_UPPER. */
static inline void hex_put_byte(char *to, uint8_t byte, const char *digits)
{
    to[0] = digits[byte >> 4];
    to[1] = digits[byte & 15];
}

#endif
