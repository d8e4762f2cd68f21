/* SPDX-License-Identifier: MIT
 *
 * --ask call:SYMBOL | press:PIN[=high][,hold=TIME] | send:LINE[:BAUD]:TEXT |
 * usb:detach | usb:touch1200 | none, with @TIME behind it.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "bench/nearest.h"
#include "chip/boards.h"
#include "tools/die.h"
#include "tools/escapes.h"
#include "tools/options_value.h"
#include "tools/units.h"

enum { BAUD_MIN = 1200, BAUD_MAX = 1000000 /* chip/serial.h */ };

static const char forms[] =
    "call:SYMBOL, press:PIN[=high][,hold=TIME], "
    "send:usart2[:BAUD]:TEXT, usb:detach, usb:touch1200, "
    "each with @TIME behind it, or none";

/* What is parsed, and where its errors go. */
struct reading_ask {
    const char *text; /* as it was given */
    char *error;
    struct ask *ask;
    const struct options *options;
};

static bool wrong(const struct reading_ask *in, const char *what)
{
    return refuse(in->error, OPTION_ERROR_SIZE, "--ask '%s': %s; it is %s",
                  path_tail(in->text), what, forms);
}

/* Refuses with nothing but a hint. */
static bool hint(const struct reading_ask *in, const char *what)
{
    return refuse(in->error, OPTION_ERROR_SIZE, "--ask '%s': %s",
                  path_tail(in->text), what);
}

static bool begins(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

/* --- a press --- */

static bool take_hold(const struct reading_ask *in, const char *text)
{
    if (!begins(text, "hold="))
        return wrong(in, "what follows the pin is not hold=TIME");
    enum units_result result = units_time_strict(text + 5, &in->ask->hold_us);
    if (result != UNITS_OK)
        return hint(in, units_time_error(result));
    return in->ask->hold_us || wrong(in, "a button is not held for no time");
}

/* A pin is often named without its P, or with a blank or underscore in it. */
static bool unknown_pin(const struct reading_ask *in, const char *text)
{
    char pin[16] = "P", what[OPTION_PINS + 32], meant[32] = "";
    unsigned port, number;
    size_t used = 1;
    for (text += toupper((unsigned char)*text) == 'P'; *text; text++)
        if (!strchr("_- ", *text) && used + 1 < sizeof pin)
            pin[used++] = (char)toupper((unsigned char)*text);
    if (option_pin(in->options, pin, &port, &number))
        snprintf(meant, sizeof meant, "; did you mean %s?", pin);
    option_pins(in->options, what);
    strcat(what, meant);
    return wrong(in, what);
}

static bool take_level(const struct reading_ask *in, const char *text)
{
    in->ask->high = strcasecmp(text, "high") == 0;
    return in->ask->high || strcasecmp(text, "low") == 0 ||
           wrong(in, "a pin is pressed high or low");
}

/* The board's button pulls its pin high. */
static bool is_button_high(const struct reading_ask *in, const char *text)
{
    const struct board_info *board = option_board(in->options);
    return board->has_button && strcasecmp(text, board->button_name) == 0 &&
           !board->button.active_low;
}

static bool take_press(const struct reading_ask *in, char *text)
{
    char *comma = strchr(text, ',');
    in->ask->kind = ASK_PRESS;
    if (comma)
        *comma = 0;
    char *level = strchr(text, '=');
    if (level)
        *level++ = 0;
    if (!option_pin(in->options, text, &in->ask->port, &in->ask->pin))
        return unknown_pin(in, text);
    in->ask->high = is_button_high(in, text);
    return (!level || take_level(in, level)) &&
           (!comma || take_hold(in, comma + 1));
}

/* --- a text --- */

/* USART2 and LPUART1 have the same pins. */
static bool take_line(const char *text, struct ask *ask)
{
    static const struct {
        const char *name;
        unsigned usart;
    } lines[] = {{"usart1", 1}, {"usart2", 2}, {"lpuart1", 2}};
    for (unsigned i = 0; i < sizeof lines / sizeof *lines; i++)
        if (strcasecmp(text, lines[i].name) == 0)
            ask->usart = lines[i].usart;
    return ask->usart;
}

static bool unknown_line(const struct reading_ask *in, const char *text)
{
    static const char *const lines[] = {"usart1", "usart2", "lpuart1", NULL};
    char what[160], meant[NEAREST_HINT];
    struct nearest nearest = nearest_to(text);
    nearest_offer_all(&nearest, lines);
    nearest_hint(&nearest, "", meant);
    snprintf(what, sizeof what, "no such line (usart1, usart2 or lpuart1)%s",
             meant);
    return wrong(in, what);
}

/* Digits between two colons are a speed; *text moves behind them. */
static bool take_baud(char **text, struct ask *ask)
{
    size_t digits = strspn(*text, "0123456789");
    if (digits == 0 || (*text)[digits] != ':')
        return true;
    unsigned long baud = strtoul(*text, NULL, 10);
    ask->baud = (uint32_t)baud;
    *text += digits + 1;
    return digits < 9 && baud >= BAUD_MIN && baud <= BAUD_MAX;
}

static bool take_send(const struct reading_ask *in, char *text)
{
    char *colon = strchr(text, ':');
    in->ask->kind = ASK_SEND;
    if (!colon)
        return wrong(in, "no line and text, as in send:usart2:boot");
    *colon++ = 0;
    if (!take_line(text, in->ask))
        return unknown_line(in, text);
    if (!take_baud(&colon, in->ask))
        return wrong(in, "BAUD is from 1200 to 1000000");
    if (!*colon)
        return wrong(in, "no text");
    if (!escapes_read(colon))
        return wrong(in, "an escape that is not \\n \\r \\t \\\\ \\xHH");
    in->ask->text = xstrdup(colon);
    return true;
}

/* --- over USB --- */

static bool take_usb(const struct reading_ask *in, const char *text)
{
    static const char *const ways[] = {"detach", "touch1200", NULL};
    char what[192], meant[NEAREST_HINT];
    bool is_touch = strcasecmp(text, "touch1200") == 0;
    in->ask->kind = is_touch ? ASK_TOUCH : ASK_DETACH;
    if (is_touch || strcasecmp(text, "detach") == 0)
        return true;
    struct nearest nearest = nearest_to(text);
    nearest_offer_all(&nearest, ways);
    nearest_hint(&nearest, "usb:", meant);
    snprintf(what, sizeof what, "over USB it is usb:detach or usb:touch1200%s",
             meant);
    return hint(in, what);
}

/* --- the kinds --- */

/* What was probably meant by a word that begins no ask. */
static bool unknown(const struct reading_ask *in, const char *word)
{
    static const char *const lines[] = {"usart1:", "usart2:", "lpuart1:", NULL};
    static const char *const kinds[] = {"call", "press", "send",
                                        "usb",  "none",  NULL};
    char head[32], what[160], meant[NEAREST_HINT];
    size_t length = strcspn(word, ":@,");
    unsigned port, pin;
    snprintf(head, sizeof head, "%.*s", (int)length, word);
    const char *prefix =
        option_pin(in->options, head, &port, &pin) ? "press:" : NULL;
    for (unsigned i = 0; lines[i]; i++)
        if (begins(word, lines[i]))
            prefix = "send:";
    struct nearest nearest = nearest_to(head);
    nearest_offer_all(&nearest, kinds);
    if (!prefix && !nearest.best && !word[length] && length)
        prefix = "call:";
    if (prefix) {
        snprintf(what, sizeof what, "did you mean %s%.100s?", prefix, in->text);
        return wrong(in, what);
    }
    nearest_hint(&nearest, "", meant);
    snprintf(what, sizeof what, "not understood%s", meant);
    return wrong(in, what);
}

/* COPY is the text without the time; the ask keeps copies of parts of it. */
static bool take_kind(const struct reading_ask *in, char *copy)
{
    if (begins(copy, "call:")) {
        in->ask->kind = ASK_CALL;
        in->ask->symbol = xstrdup(copy + 5);
        return copy[5] ? true : wrong(in, "no symbol");
    }
    if (begins(copy, "press:"))
        return take_press(in, copy + 6);
    if (begins(copy, "send:"))
        return take_send(in, copy + 5);
    if (begins(copy, "usb:"))
        return take_usb(in, copy + 4);
    return unknown(in, copy);
}

/* Removes "@TIME" from the end of COPY, if it is there. An @ without a digit
 * behind it belongs to the text that is sent. */
static bool take_time(const struct reading_ask *in, char *copy)
{
    char *at = strrchr(copy, '@');
    bool text = begins(copy, "send:");
    if (!at || (text && !isdigit((unsigned char)at[1])))
        return true;
    enum units_result result = units_time_strict(at + 1, &in->ask->at_us);
    *at = 0;
    if (result == UNITS_OK)
        return true;
    if (text)
        return hint(in, "what follows the last @ is no time, as 500ms; an @ of "
                        "the text is written \\x40");
    if (strchr(at + 1, ','))
        return hint(in, "the time comes last, as in press:PC13,hold=2s@500ms");
    return hint(in, units_time_error(result));
}

void option_asks_free(struct asks *asks)
{
    for (unsigned i = 0; i < asks->count; i++) {
        free(asks->list[i].symbol);
        free(asks->list[i].text);
    }
    asks->count = 0;
}

static bool parse(const struct reading_ask *in)
{
    char *copy = xstrdup(in->text);
    bool ok = take_time(in, copy) && take_kind(in, copy);
    free(copy);
    if (ok)
        return true;
    free(in->ask->symbol);
    free(in->ask->text);
    return false;
}

bool option_ask(struct options *options, const char *text, char *error)
{
    struct ask ask = {.at_us = OPTION_ASK_MS * 1000};
    const struct reading_ask in = {text, error, &ask, options};
    bool none = strcmp(text, "none") == 0;
    bool before = options->given & GIVEN_ASK;
    if (before && (none || options->asks.count == 0))
        return hint(&in, "none stands alone: it is not one of several asks");
    if (options->asks.count == ASK_MAX)
        return hint(&in, "there are eight asks already");
    if (none)
        return true;
    if (!parse(&in))
        return false;
    asks_add(&options->asks, &ask);
    return true;
}
