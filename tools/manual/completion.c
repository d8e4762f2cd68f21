/* SPDX-License-Identifier: MIT */
#include "tools/manual/completion.h"

#include <stdbool.h>
#include <string.h>

/* True: the clause ends at TEXT: "; ", ": " or ". ", or a line feed behind. */
static bool ends_clause(const char *text)
{
    return strchr(";:.", *text) && (text[1] == ' ' || text[1] == '\n');
}

void completion_summary(const char *help, char summary[COMPLETION_SUMMARY])
{
    size_t used = 0;
    for (; *help && !ends_clause(help) && used < COMPLETION_SUMMARY - 1; help++)
        if (*help != '\n')
            summary[used++] = *help;
        else if (used && summary[used - 1] != ' ')
            summary[used++] = ' ';
    summary[used] = 0;
}
