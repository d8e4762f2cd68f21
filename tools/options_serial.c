/* SPDX-License-Identifier: MIT
 *
 * --usart1, --usart2, --lpuart1, --wait
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/nearest.h"
#include "tools/die.h"
#include "tools/options_value.h"

enum { PORT_MAX = 65535 };

/* The argument behind the colon. */
enum argument { NO_ARGUMENT, MAY_HAVE, MUST_HAVE };

static const struct end {
    const char *word;
    enum argument argument;
} ends[] = {
    [SERIAL_PTY] = {"pty", MAY_HAVE},    [SERIAL_STDIO] = {"stdio", 0},
    [SERIAL_TCP] = {"tcp", MUST_HAVE},   [SERIAL_RFC2217] = {"rfc2217", 2},
    [SERIAL_FILE] = {"file", MUST_HAVE}, [SERIAL_NONE] = {"none", 0},
};

enum { ENDS = sizeof ends / sizeof *ends };

static bool wrong(const char *line, const char *text, const char *why,
                  char *error)
{
    return refuse(error, OPTION_ERROR_SIZE,
                  "--%s '%s': %s; it is pty[:LINK], stdio, tcp:PORT, "
                  "rfc2217:PORT, file:NAME or none",
                  line, path_tail(text), why);
}

/* Returns its number; ENDS = no such one. */
static unsigned find_end(const char *text, size_t length)
{
    for (unsigned i = SERIAL_PTY; i < ENDS; i++)
        if (strlen(ends[i].word) == length &&
            strncmp(text, ends[i].word, length) == 0)
            return i;
    return ENDS;
}

static bool unknown_end(const char *line, const char *text, size_t length,
                        char *error)
{
    char word[32], hint[NEAREST_HINT], why[NEAREST_HINT + 32];
    snprintf(word, sizeof word, "%.*s", (int)length, text);
    struct nearest nearest = nearest_to(word);
    for (unsigned i = SERIAL_PTY; i < ENDS; i++)
        nearest_offer(&nearest, ends[i].word);
    nearest_hint(&nearest, "", hint);
    snprintf(why, sizeof why, "no such end%s", hint);
    return wrong(line, text, why, error);
}

bool option_signals(const char *text, bool *dtr_inverted, bool *rts_inverted)
{
    for (; *text; text += 5)
        if (strncmp(text, ",-dtr", 5) == 0)
            *dtr_inverted = true;
        else if (strncmp(text, ",-rts", 5) == 0)
            *rts_inverted = true;
        else
            return false;
    return true;
}

static bool take_port(struct serial_options *serial, const char *text,
                      const char *argument, char *error)
{
    size_t digits = strspn(argument, "0123456789");
    unsigned long port = digits && digits < 6 ? strtoul(argument, NULL, 10)
                                              : (unsigned long)PORT_MAX + 1;
    const char *rest = argument + digits;
    if (port > PORT_MAX)
        return wrong(serial->name, text, "a port is a number from 0 to 65535",
                     error);
    if (*rest && serial->end != SERIAL_RFC2217)
        return wrong(serial->name, text, "nothing comes behind the port",
                     error);
    serial->port = (unsigned)port;
    return option_signals(rest, &serial->dtr_inverted, &serial->rts_inverted) ||
           wrong(serial->name, text,
                 "behind the port comes ,-dtr or ,-rts, which invert them",
                 error);
}

static bool take_argument(struct serial_options *serial, const char *text,
                          const char *argument, char *error)
{
    enum argument wanted = ends[serial->end].argument;
    if (argument && wanted == NO_ARGUMENT)
        return wrong(serial->name, text, "nothing comes behind it", error);
    if (argument ? !*argument : wanted == MUST_HAVE)
        return wrong(serial->name, text, "something comes behind the colon",
                     error);
    if (serial->end == SERIAL_TCP || serial->end == SERIAL_RFC2217)
        return take_port(serial, text, argument, error);
    if (serial->end == SERIAL_FILE && strcmp(argument, "-") == 0)
        return wrong(serial->name, text, "for stdout there is stdio", error);
    serial->path = argument;
    return true;
}

/* USART2 and LPUART1 are one line, which has one end. */
static bool take_end(struct options *options, unsigned usart, const char *name,
                     const char *text, char *error)
{
    struct serial_options *serial = &options->serial[usart];
    size_t length = strcspn(text, ":");
    unsigned end = find_end(text, length);
    if (end == ENDS)
        return unknown_end(name, text, length, error);
    if (serial->name && strcmp(serial->given, text) != 0)
        return refuse(error, OPTION_ERROR_SIZE,
                      "--usart2 and --lpuart1 are one line, on PA2 and PA3, "
                      "but they differ here; give one of them");
    serial->name = name;
    serial->given = text;
    serial->end = (enum serial_end)end;
    return take_argument(serial, text, text[length] ? text + length + 1 : NULL,
                         error);
}

bool option_usart1(struct options *options, const char *text, char *error)
{
    return take_end(options, USART_1, "usart1", text, error);
}

bool option_usart2(struct options *options, const char *text, char *error)
{
    return take_end(options, USART_2, "usart2", text, error);
}

bool option_lpuart1(struct options *options, const char *text, char *error)
{
    return take_end(options, USART_2, "lpuart1", text, error);
}

bool option_wait_client(struct options *options, const char *text, char *error)
{
    (void)text, (void)error;
    options->wait = true;
    return true;
}

/* --- the combination --- */

static bool takes_clients(enum serial_end end)
{
    return end == SERIAL_PTY || end == SERIAL_TCP || end == SERIAL_RFC2217;
}

const struct serial_options *options_stdio(const struct options *options)
{
    for (unsigned i = 0; i < SERIAL_COUNT; i++)
        if (options->serial[i].end == SERIAL_STDIO)
            return &options->serial[i];
    return NULL;
}

bool options_serial_consistent(const struct options *options, char *error)
{
    unsigned stdios = 0, clients = 0;
    for (unsigned i = 0; i < SERIAL_COUNT; i++) {
        stdios += options->serial[i].end == SERIAL_STDIO;
        clients += takes_clients(options->serial[i].end);
    }
    if (stdios > 1)
        return refuse(error, OPTION_ERROR_SIZE,
                      "--%s stdio and --%s stdio: there is one terminal; give "
                      "one line another end",
                      options->serial[USART_1].name,
                      options->serial[USART_2].name);
    if (options->wait && !clients)
        return refuse(error, OPTION_ERROR_SIZE,
                      "--wait waits for a client on a line, and no line has "
                      "pty, tcp or rfc2217");
    return true;
}
