/* SPDX-License-Identifier: MIT */
#include "tools/printable.h"

#include <stdbool.h>
#include <stdint.h>

struct range {
    uint32_t first, last;
};

/* Returns the number of bytes of the character whose first byte is BYTE; 0 = no
 * character begins with it (RFC 3629 4). */
static unsigned length_by(uint8_t byte)
{
    if (byte < 0x80)
        return 1;
    if (byte >= 0xC2 && byte < 0xE0)
        return 2;
    if (byte >= 0xE0 && byte < 0xF0)
        return 3;
    return byte >= 0xF0 && byte < 0xF5 ? 4 : 0;
}

/* An overlong encoding is not UTF-8 (RFC 3629 3). */
static bool is_shown(uint32_t character, unsigned length)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    static const struct range unshown[] = {
        {0x00, 0x1F},     /* C0: line ends, cursor, colours */
        {0x7F, 0x9F},     /* DEL, C1 */
        {0x061C, 0x061C}, /* direction of writing ... */
        {0x200E, 0x200F},       {0x2028, 0x202E}, /* ... and line separators */
        {0x2066, 0x2069},       {0xD800, 0xDFFF}, /* surrogates */
        {0xFFFE, 0xFFFF},                         /* not in XML */
        {0x110000, UINT32_MAX},
    };
    if (character < least[length])
        return false;
    for (unsigned i = 0; i < sizeof unshown / sizeof *unshown; i++)
        if (character >= unshown[i].first && character <= unshown[i].last)
            return false;
    return true;
}

size_t printable_length(const char *text)
{
    const uint8_t *bytes = (const uint8_t *)text;
    unsigned length = length_by(bytes[0]);
    uint32_t character = length > 1 ? bytes[0] & (0x7Fu >> length) : bytes[0];
    for (unsigned i = 1; i < length; i++) {
        if ((bytes[i] & 0xC0) != 0x80)
            return 0;
        character = character << 6 | (bytes[i] & 0x3F);
    }
    return length && is_shown(character, length) ? length : 0;
}

char *printable(char *text)
{
    for (char *at = text; *at;) {
        size_t length = printable_length(at);
        if (length == 0)
            *at = '?';
        at += length ? length : 1;
    }
    return text;
}
