/* SPDX-License-Identifier: MIT
 *
 * --trace, --trace-from, --trace-to, --trace-in, --vcd, --vcd-in, --usb-record
 */
#include <string.h>

#include "tools/die.h"
#include "tools/options_value.h"
#include "tools/units.h"

static bool output(const char *option, const char *text, const char **path,
                   char *error)
{
    if (!*text)
        return refuse(error, OPTION_ERROR_SIZE,
                      "--%s '': it is a file, or - for stdout", option);
    *path = text;
    return true;
}

bool option_trace(struct options *options, const char *text, char *error)
{
    return output("trace", text, &options->trace, error);
}

bool option_vcd(struct options *options, const char *text, char *error)
{
    return output("vcd", text, &options->vcd, error);
}

bool option_vcd_in(struct options *options, const char *text, char *error)
{
    static const char *const names[] = {"board", "core", "pins"};
    const char *at = text;
    options->vcd_scopes = 0;
    do {
        size_t length = strcspn(at, ",");
        unsigned i = 0;
        while (i < 3 && (strlen(names[i]) != length ||
                         strncmp(at, names[i], length) != 0))
            i++;
        if (i == 3)
            return refuse(error, OPTION_ERROR_SIZE,
                          "--vcd-in '%s': scopes are board, core, pins",
                          path_tail(text));
        options->vcd_scopes |= 1u << i;
        at += length;
    } while (*at++ == ',');
    return true;
}

/* The standard output has the events of the board. */
bool option_usb_record(struct options *options, const char *text, char *error)
{
    if (!*text || strcmp(text, "-") == 0)
        return refuse(error, OPTION_ERROR_SIZE,
                      "--usb-record '%s': it is a file", text);
    options->usb_record = text;
    return true;
}

static bool time_of(const char *option, const char *text, uint64_t *us,
                    char *error)
{
    enum units_result result = units_time(text, us);
    return result == UNITS_OK ||
           refuse(error, OPTION_ERROR_SIZE, "--%s '%s': %s", option,
                  path_tail(text), units_time_error(result));
}

bool option_trace_from(struct options *options, const char *text, char *error)
{
    return time_of("trace-from", text, &options->trace_from_us, error);
}

bool option_trace_to(struct options *options, const char *text, char *error)
{
    if (!time_of("trace-to", text, &options->trace_to_us, error))
        return false;
    if (options->trace_to_us == 0)
        return refuse(error, OPTION_ERROR_SIZE,
                      "--trace-to '%s': no trace is left", path_tail(text));
    return true;
}

/* The names are looked up when the image has been read. */
bool option_trace_in(struct options *options, const char *text, char *error)
{
    (void)error;
    options->trace_in = text;
    return true;
}
