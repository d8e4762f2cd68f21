/* SPDX-License-Identifier: MIT */
#include "tools/escapes.h"

#include <string.h>

#include "bench/hex.h"

/* Parses the escape after a backslash; *read moves past it. */
static bool read_one(const char **read, char *byte)
{
    static const char names[] = "nrt\\0", bytes[] = "\n\r\t\\";
    const char *name = **read ? strchr(names, **read) : NULL;
    if (name && *name != '0') {
        *byte = bytes[name - names];
        *read += 1;
        return true;
    }
    int value = **read == 'x' ? hex_byte(*read + 1) : -1;
    if (value < 0)
        return false;
    *byte = (char)value;
    *read += 3;
    return true;
}

bool escapes_read(char *text)
{
    char *write = text;
    for (const char *read = text; *read;) {
        char byte = *read++;
        if (byte == '\\' && (!read_one(&read, &byte) || byte == 0))
            return false;
        *write++ = byte;
    }
    *write = 0;
    return true;
}

/* The shell of Windows has no single quotes, and no escape but of a quote. */
#ifdef _WIN32
#define QUOTE      '"'
#define QUOTE_IN   "\\\""
#define PLAIN_MORE "\\"
#else
#define QUOTE      '\''
#define QUOTE_IN   "'\\''"
#define PLAIN_MORE ""
#endif

void escapes_add_word(struct line *line, const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                "0123456789-_./:=@,+%" PLAIN_MORE;
    if (*word && strspn(word, plain) == strlen(word)) {
        line_add(line, " %s", word);
        return;
    }
    line_add(line, " %c", QUOTE);
    for (; *word; word++)
        if (*word == QUOTE)
            line_add(line, QUOTE_IN);
        else
            line_add(line, "%c", *word);
    line_add(line, "%c", QUOTE);
}
