/* SPDX-License-Identifier: MIT
 *
 * What is soldered to the part: pins by name, --wire PIN:boot0[,TIME],
 * --hse none|HZ[,crystal].
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "chip/boards.h"
#include "chip/map.h"
#include "tools/die.h"
#include "tools/options_value.h"
#include "tools/units.h"

enum {
    PIN_MAX = 15,
    HSE_MIN_HZ = 1000000, /* DS10685 6.3.7: external clock, crystal */
    HSE_MAX_HZ = 32000000,
    CRYSTAL_MAX_HZ = 25000000
};

const struct board_info *option_board(const struct options *options)
{
    return options->board ? options->board : boards_of(&options->part);
}

static bool has_port(const struct options *options, unsigned port)
{
    return port < GPIO_PORTS &&
           family_maps[options->part.family]->rows[MAP_PORTS + port].name;
}

void option_pins(const struct options *options, char text[OPTION_PINS])
{
    const struct board_info *board = option_board(options);
    size_t used = (size_t)snprintf(text, OPTION_PINS, "no such pin (ports");
    for (unsigned port = 0; port < GPIO_PORTS; port++)
        if (has_port(options, port))
            used += (size_t)snprintf(text + used, OPTION_PINS - used, " %c",
                                     'A' + port);
    if (board->has_button)
        snprintf(text + used, OPTION_PINS - used,
                 ", pins 0 to 15; %s is P%c%u)", board->button_name,
                 'A' + board->button.port, board->button.number);
    else
        snprintf(text + used, OPTION_PINS - used,
                 ", pins 0 to 15; %s has no button)", board->name);
}

bool option_pin(const struct options *options, const char *text, unsigned *port,
                unsigned *pin)
{
    const struct board_info *board = option_board(options);
    char letter = (char)toupper((unsigned char)(*text ? text[1] : 0));
    if (board->has_button && strcasecmp(text, board->button_name) == 0) {
        *port = board->button.port;
        *pin = board->button.number;
        return true;
    }
    if (toupper((unsigned char)*text) != 'P' || letter < 'A' ||
        !has_port(options, (unsigned)(letter - 'A')) ||
        !isdigit((unsigned char)text[2]))
        return false;
    char *end;
    unsigned long number = strtoul(text + 2, &end, 10);
    if (*end || number > PIN_MAX || end - (text + 2) > 2)
        return false;
    *port = (unsigned)(letter - 'A');
    *pin = (unsigned)number;
    return true;
}

static bool wrong_wire(const char *text, const char *what, char *error)
{
    return refuse(error, OPTION_ERROR_SIZE,
                  "--wire '%s': %s; it is PIN:boot0[,TIME], as PB5:boot0,10ms",
                  path_tail(text), what);
}

/* COPY is cut into pieces. */
static bool take_wire(struct options *options, char *copy, const char *text,
                      char *error)
{
    struct wiring *wiring = &options->wiring;
    char *comma = strchr(copy, ',');
    if (comma)
        *comma++ = 0;
    char *colon = strchr(copy, ':');
    if (!colon || strcasecmp(colon + 1, "boot0") != 0)
        return wrong_wire(text, "a wire leads to boot0", error);
    *colon = 0;
    if (!option_pin(options, copy, &wiring->port, &wiring->pin)) {
        char pins[OPTION_PINS];
        option_pins(options, pins);
        return wrong_wire(text, pins, error);
    }
    enum units_result result =
        comma ? units_time_strict(comma, &wiring->hold_us) : UNITS_OK;
    if (result != UNITS_OK)
        return wrong_wire(text, units_time_error(result), error);
    if (comma && !wiring->hold_us)
        return wrong_wire(text, "a time of 0 holds nothing", error);
    wiring->boot0 = true;
    return true;
}

bool option_noise(struct options *options, const char *text, char *error)
{
    for (unsigned i = 0; i < 2; i++) {
        const char name[] = {'u', 's', 'a', 'r', 't', (char)('1' + i), 0};
        if (strcasecmp(text, name) != 0)
            continue;
        options->wiring.noise |= 1u << (USART_1 + i);
        return true;
    }
    return refuse(error, OPTION_ERROR_SIZE,
                  "--noise '%s': a line that the ROM listens to was expected, "
                  "usart1 or usart2",
                  path_tail(text));
}

bool option_usb(struct options *options, const char *text, char *error)
{
    (void)text, (void)error;
    options->usb = true;
    return true;
}

bool option_wire(struct options *options, const char *text, char *error)
{
    char *copy = xstrdup(text);
    bool ok = take_wire(options, copy, text, error);
    free(copy);
    return ok;
}

static bool wrong_hse(const char *text, char *error)
{
    return refuse(error, OPTION_ERROR_SIZE,
                  "--hse '%s': it is none, or a frequency from 1MHz to 32MHz, "
                  "as 8MHz, with ,crystal behind it (to 25MHz) when it is no "
                  "clock signal",
                  path_tail(text));
}

bool option_hse(struct options *options, const char *text, char *error)
{
    struct wiring *wiring = &options->wiring;
    char number[32] = "";
    size_t length = strcspn(text, ",");
    uint64_t hz = 0;
    wiring->hse = true;
    if (strcmp(text, "none") == 0)
        return true;
    if (text[length] && strcmp(text + length, ",crystal") != 0)
        return wrong_hse(text, error);
    snprintf(number, sizeof number, "%.*s", (int)length, text);
    wiring->hse_crystal = text[length];
    uint64_t most = wiring->hse_crystal ? CRYSTAL_MAX_HZ : HSE_MAX_HZ;
    if (units_frequency(number, &hz) != UNITS_OK || hz < HSE_MIN_HZ ||
        hz > most)
        return wrong_hse(text, error);
    wiring->hse_hz = (uint32_t)hz;
    return true;
}
