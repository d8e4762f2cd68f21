/* SPDX-License-Identifier: MIT */
#include "tools/explain_index.h"

#include <stdio.h>
#include <string.h>

#include "tools/report/words.h"

bool explain_index_line(const char **text, char line[EXPLAIN_INDEX_ROW])
{
    const char *end = explain_pages[0].end;
    if (*text >= end)
        return false;
    const char *stop = memchr(*text, '\n', (size_t)(end - *text));
    size_t length = (size_t)((stop ? stop : end) - *text);
    snprintf(line, EXPLAIN_INDEX_ROW, "%.*s", (int)length, *text);
    *text += length + 1;
    return true;
}

bool explain_index_parse(const char *line, struct explain_index_row *row)
{
    if (sscanf(line, "| [%7[A-Z0-9]](%*[^)]) | %255[^|]", row->code,
               row->title) == 2)
        row->page = true;
    else if (sscanf(line, "| %7[A-Z0-9] | %255[^|]", row->code, row->title) ==
             2)
        row->page = false;
    else
        return false;
    size_t length = strlen(row->title);
    if (length && row->title[length - 1] == ' ')
        row->title[length - 1] = 0;
    return true;
}

bool explain_index_next(const char **text, struct explain_index_row *row)
{
    char line[EXPLAIN_INDEX_ROW];
    while (explain_index_line(text, line))
        if (explain_index_parse(line, row))
            return true;
    return false;
}

bool explain_index_nth(unsigned index, char word[EXPLAIN_INDEX_WORD])
{
    const char *text = explain_pages[0].text;
    struct explain_index_row row;
    while (explain_index_next(&text, &row))
        if (index-- == 0)
            return snprintf(word, EXPLAIN_INDEX_WORD, "%s", row.code) > 0;
    return index < words_count &&
           snprintf(word, EXPLAIN_INDEX_WORD, "%s", words[index].word) > 0;
}
