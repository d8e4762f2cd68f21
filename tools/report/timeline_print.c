/* SPDX-License-Identifier: MIT */
#include "tools/report/timeline_print.h"

#include <errno.h>
#include <stdarg.h>

#include "tools/printable.h"

enum { TEXT_SIZE = 1024 }; /* only a symbol's name may be longer */

void timeline_print(struct timeline *timeline, const char *who,
                    const char *format, ...)
{
    char line[TEXT_SIZE];
    va_list arguments;
    double ms = (double)machine_ps(timeline->machine) / PS_PER_MS;
    if (timeline->cycles)
        fprintf(timeline->out, "%10llu # %-10s ",
                (unsigned long long)timeline->machine->chip.cycle, who);
    else
        fprintf(timeline->out, "%10.3f ms  %-9s ", ms, who);
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    fprintf(timeline->out, "%s\n", printable(line));
    if (!timeline->cycles && fflush(timeline->out) != 0 && !timeline->error)
        timeline->error = errno;
}
