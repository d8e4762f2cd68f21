/* SPDX-License-Identifier: MIT */
#include "tools/report/ask_words.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "tools/printable.h"

struct words {
    char *text;
    size_t used;
};

static void add(struct words *words, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* What does not fit is left out. */
static void add(struct words *words, const char *format, ...)
{
    size_t left = ASK_WORDS - words->used;
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(words->text + words->used, left, format, arguments);
    va_end(arguments);
    if (length > 0)
        words->used += (size_t)length < left ? (size_t)length : left - 1;
}

/* Adds "500 ms", "1.5 ms". */
static void add_time(struct words *words, uint64_t us)
{
    unsigned rest = (unsigned)(us % 1000), digits = 3;
    add(words, "%" PRIu64, us / 1000);
    for (; rest && rest % 10 == 0; rest /= 10)
        digits--;
    if (rest)
        add(words, ".%0*u", (int)digits, rest);
    add(words, " ms");
}

static void add_press(struct words *words, const struct ask *ask)
{
    add(words, "%s P%c%u%s", ask->high ? "pulling" : "pressing",
        'A' + ask->port, ask->pin, ask->high ? " high" : "");
    if (ask->hold_us) {
        add(words, " for ");
        add_time(words, ask->hold_us);
    }
}

/* Adds a byte as --ask takes it. */
static void add_byte(struct words *words, uint8_t byte)
{
    switch (byte) {
    case '\n': add(words, "\\n"); break;
    case '\r': add(words, "\\r"); break;
    case '\t': add(words, "\\t"); break;
    case '\\': add(words, "\\\\"); break;
    default:
        add(words, byte >= ' ' && byte < 0x7F ? "%c" : "\\x%02X", byte);
        break;
    }
}

static void add_send(struct words *words, const struct ask *ask)
{
    add(words, "sending \"");
    for (const char *byte = ask->text; *byte; byte++)
        add_byte(words, (uint8_t)*byte);
    add(words, "\" to USART%u", ask->usart);
    if (ask->baud)
        add(words, " at %" PRIu32 " baud", ask->baud);
}

static void add_ask(struct words *words, const struct ask *ask)
{
    switch (ask->kind) {
    case ASK_CALL: add(words, "calling %s", ask->symbol); break;
    case ASK_PRESS: add_press(words, ask); break;
    case ASK_SEND: add_send(words, ask); break;
    }
    add(words, " at ");
    add_time(words, ask->at_us);
}

void ask_words(const struct asks *asks, char text[ASK_WORDS])
{
    struct words words = {.text = text};
    text[0] = 0;
    add(&words, asks->count ? "asked by " : "not asked");
    for (unsigned i = 0; i < asks->count; i++) {
        if (i)
            add(&words, i + 1 < asks->count ? ", " : " and ");
        add_ask(&words, &asks->list[i]);
    }
    printable(text);
}
