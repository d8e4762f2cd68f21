/* SPDX-License-Identifier: MIT
 *
 * --ask call:SYMBOL[@MS] | press:PC13[@MS] | send:usart2:TEXT[@MS] | none
 */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bench/hex.h"
#include "tools/die.h"
#include "tools/options_value.h"

enum { MS_DIGITS = 9, PIN_MAX = 15 };

static const char forms[] = "call:SYMBOL[@MS], press:PC13[@MS], "
                            "send:usart2:TEXT[@MS] or none";

static bool wrong(char *error, const char *text, const char *what)
{
    return refuse(error, OPTION_ERROR_SIZE, "--ask '%s': %s; it is %s", text,
                  what, forms);
}

bool option_milliseconds(const char *text, uint64_t *us)
{
    size_t digits = strspn(text, "0123456789");
    const char *rest = text + digits;
    size_t decimals = *rest == '.' ? strspn(rest + 1, "0123456789") : 0;
    if (digits == 0 || digits > MS_DIGITS || decimals > 3 ||
        rest[decimals ? decimals + 1 : 0])
        return false;
    uint64_t value = strtoull(text, NULL, 10) * 1000, unit = 100;
    for (size_t i = 0; i < decimals; i++, unit /= 10)
        value += (uint64_t)(rest[1 + i] - '0') * unit;
    *us = value;
    return true;
}

/* Removes "@MS" from the end of TEXT, if it is there. An @ without a number
 * belongs to the text. */
static void take_time(char *text, uint64_t *us)
{
    char *at = strrchr(text, '@');
    if (at && option_milliseconds(at + 1, us))
        *at = 0;
}

/* Parses "PC13", in either case. GPIOF and GPIOG do not exist on this die. */
static bool take_pin(const char *text, struct ask *ask)
{
    char port = (char)toupper((unsigned char)text[0] ? text[1] : 0);
    if (toupper((unsigned char)text[0]) != 'P' || !port ||
        !strchr("ABCDEH", port) || !isdigit((unsigned char)text[2]))
        return false;
    char *end;
    unsigned long pin = strtoul(text + 2, &end, 10);
    if (*end || pin > PIN_MAX || end - (text + 2) > 2)
        return false;
    ask->port = (unsigned)(port - 'A');
    ask->pin = (unsigned)pin;
    return true;
}

/* Parses the escape after a backslash; *read moves past it. */
static bool unescape_one(const char **read, char *byte)
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

/* \n \r \t \\ \xHH, in place. A byte 0 would end the text: refused. */
static bool unescape(char *text)
{
    char *write = text;
    for (const char *read = text; *read;) {
        char byte = *read++;
        if (byte == '\\' && (!unescape_one(&read, &byte) || byte == 0))
            return false;
        *write++ = byte;
    }
    *write = 0;
    return true;
}

/* USART2 and LPUART1 have the same pins. */
static bool take_line(const char *text, struct ask *ask)
{
    static const struct {
        const char *name;
        unsigned usart;
    } lines[] = {{"usart1", 1}, {"usart2", 2}, {"lpuart1", 2}};
    for (unsigned i = 0; i < sizeof lines / sizeof *lines; i++)
        if (strcmp(text, lines[i].name) == 0)
            ask->usart = lines[i].usart;
    return ask->usart;
}

static bool take_send(char *text, struct ask *ask)
{
    char *colon = strchr(text, ':');
    if (!colon || !colon[1])
        return false;
    *colon = 0;
    if (!take_line(text, ask) || !unescape(colon + 1))
        return false;
    ask->text = xstrdup(colon + 1);
    return true;
}

/* COPY is TEXT without the time; *ask keeps parts of it. */
static bool take_kind(char *copy, struct ask *ask, const char *text,
                      char *error)
{
    if (strncmp(copy, "call:", 5) == 0) {
        ask->kind = ASK_CALL;
        if (!copy[5])
            return wrong(error, text, "no symbol");
        ask->symbol = xstrdup(copy + 5);
        return true;
    }
    if (strncmp(copy, "press:", 6) == 0) {
        ask->kind = ASK_PRESS;
        return take_pin(copy + 6, ask) ||
               wrong(error, text, "no such pin (PA0 to PE15, PH0, PH1 ...)");
    }
    if (strncmp(copy, "send:", 5) == 0) {
        ask->kind = ASK_SEND;
        return take_send(copy + 5, ask) ||
               wrong(error, text,
                     "no such line (usart1, usart2 or lpuart1), no text, or an "
                     "escape that is not \\n \\r \\t \\\\ \\xHH");
    }
    return wrong(error, text, "not understood");
}

bool option_ask(struct options *options, const char *text, char *error)
{
    struct ask ask = {.at_us = options->ask.at_us};
    bool ok = true;
    if (strcmp(text, "none") == 0) {
        ask.kind = ASK_NONE;
    } else {
        char *copy = xstrdup(text);
        take_time(copy, &ask.at_us);
        ok = take_kind(copy, &ask, text, error);
        free(copy);
    }
    if (!ok) {
        free(ask.symbol);
        free(ask.text);
        return false;
    }
    free(options->ask.symbol);
    free(options->ask.text);
    options->ask = ask;
    return true;
}
