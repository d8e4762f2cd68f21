/* SPDX-License-Identifier: MIT */
#include "tools/report/ask_words.h"

#include <inttypes.h>

#include "tools/printable.h"
#include "tools/report/line.h"

/* Adds "500 ms", "1.5 ms". */
static void add_time(struct line *line, uint64_t us)
{
    unsigned rest = (unsigned)(us % 1000), digits = 3;
    line_add(line, "%" PRIu64, us / 1000);
    for (; rest && rest % 10 == 0; rest /= 10)
        digits--;
    if (rest)
        line_add(line, ".%0*u", (int)digits, rest);
    line_add(line, " ms");
}

static void add_press(struct line *line, const struct ask *ask)
{
    line_add(line, "%s P%c%u%s", ask->high ? "pulling" : "pressing",
             'A' + ask->port, ask->pin, ask->high ? " high" : "");
    if (ask->hold_us) {
        line_add(line, " for ");
        add_time(line, ask->hold_us);
    }
}

/* Adds a byte as --ask takes it. */
static void add_byte(struct line *line, uint8_t byte)
{
    switch (byte) {
    case '\n': line_add(line, "\\n"); break;
    case '\r': line_add(line, "\\r"); break;
    case '\t': line_add(line, "\\t"); break;
    case '\\': line_add(line, "\\\\"); break;
    default:
        line_add(line, byte >= ' ' && byte < 0x7F ? "%c" : "\\x%02X", byte);
        break;
    }
}

static void add_send(struct line *line, const struct ask *ask)
{
    line_add(line, "sending \"");
    for (const char *byte = ask->text; *byte; byte++)
        add_byte(line, (uint8_t)*byte);
    line_add(line, "\" to USART%u", ask->usart);
    if (ask->baud)
        line_add(line, " at %" PRIu32 " baud", ask->baud);
}

static void add_ask(struct line *line, const struct ask *ask)
{
    switch (ask->kind) {
    case ASK_CALL: line_add(line, "calling %s", ask->symbol); break;
    case ASK_PRESS: add_press(line, ask); break;
    case ASK_SEND: add_send(line, ask); break;
    case ASK_DETACH: line_add(line, "DFU_DETACH over USB"); break;
    case ASK_TOUCH: line_add(line, "a 1200-baud touch over USB"); break;
    }
    line_add(line, " at ");
    add_time(line, ask->at_us);
}

void ask_words(const struct asks *asks, char text[ASK_WORDS])
{
    struct line line = line_begin(text, ASK_WORDS);
    line_add(&line, asks->count ? "asked by " : "not asked");
    for (unsigned i = 0; i < asks->count; i++) {
        if (i)
            line_add(&line, i + 1 < asks->count ? ", " : " and ");
        add_ask(&line, &asks->list[i]);
    }
    printable(text);
}
