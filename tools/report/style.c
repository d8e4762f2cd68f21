/* SPDX-License-Identifier: MIT */
#include "tools/report/style.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool style_wanted(FILE *out)
{
    const char *no = getenv("NO_COLOR"), *term = getenv("TERM");
    return isatty(fileno(out)) && !(no && *no) && term &&
           strcmp(term, "dumb") != 0;
}

void style_begin(FILE *out, bool coloured, enum style style)
{
    /* ECMA-48 SGR: bold and a colour that is readable on black and white */
    static const char *const codes[] = {
        [STYLE_PLAIN] = "",     [STYLE_GOOD] = "32", [STYLE_BAD] = "1;31",
        [STYLE_WARNING] = "33", [STYLE_QUIET] = "2",
    };
    if (coloured && *codes[style])
        fprintf(out, "\033[%sm", codes[style]);
}

void style_end(FILE *out, bool coloured, enum style style)
{
    if (coloured && style != STYLE_PLAIN)
        fputs("\033[0m", out);
}
