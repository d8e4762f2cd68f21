/* SPDX-License-Identifier: MIT */
#include "examples/demo/update_line.h"

/* A line begins behind any control character, so also behind the bytes 0x7F
 * with which a host looks for the ROM, and behind a disturbed byte. */
bool update_line_take(uint8_t byte, bool disturbed)
{
    static const char wanted[] = "update";
    enum { LENGTH = sizeof wanted - 1, ANOTHER = 0xFF };
    static uint8_t matched; /* characters of it; ANOTHER = another line */

    bool whole = matched == LENGTH && (byte == '\r' || byte == '\n');
    if (disturbed || byte < ' ' || byte == 0x7F)
        matched = 0;
    else if (matched < LENGTH && byte == (uint8_t)wanted[matched])
        matched++;
    else
        matched = ANOTHER;
    return whole && !disturbed;
}
