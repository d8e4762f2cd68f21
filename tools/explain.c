/* SPDX-License-Identifier: MIT
 *
 * `boot0 explain`: prints the page of a mistake (docs/mistakes) or what a word
 * of the screen means, or lists all of them with their titles.
 */
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/die.h"
#include "tools/report/plain_text.h"
#include "tools/report/words.h"
#include "tools/report/wrap.h"
#include "tools/subcommands.h"

enum { CODE_SIZE = 8, ROW_SIZE = 256 };

/* explain_pages.S; the first one is the index. */
struct explain_page {
    const char *text, *end;
};
extern const struct explain_page explain_pages[], explain_pages_end[];

/* A row of the index: "| [E1](E1.md) | title |", or without a link where there
 * is no page. */
struct row {
    char code[CODE_SIZE], title[ROW_SIZE];
    bool page;
};

/* --- the index --- */

/* Takes the line that begins at *TEXT into LINE; false: the page is over. */
static bool next_line(const char **text, char line[ROW_SIZE])
{
    const char *end = explain_pages[0].end;
    if (*text >= end)
        return false;
    const char *stop = memchr(*text, '\n', (size_t)(end - *text));
    size_t length = (size_t)((stop ? stop : end) - *text);
    snprintf(line, ROW_SIZE, "%.*s", (int)length, *text);
    *text += length + 1;
    return true;
}

static bool parse_row(const char *line, struct row *row)
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

static bool next_row(const char **text, struct row *row)
{
    char line[ROW_SIZE];
    while (next_line(text, line))
        if (parse_row(line, row))
            return true;
    return false;
}

static void list_all(void)
{
    const char *text = explain_pages[0].text;
    char line[ROW_SIZE];
    struct row row;
    while (next_line(&text, line)) {
        if (strncmp(line, "## ", 3) == 0)
            printf("%s\n", line + 3);
        else if (parse_row(line, &row))
            printf("  %-4s %s\n", row.code, row.title);
    }
    puts("Words that check uses in the place of codes");
    for (size_t i = 0; i < words_count; i++)
        printf("  %-11s %s\n", words[i].word, words[i].title);
    puts("boot0 explain CODE prints the page of one.");
}

/* --- one code --- */

static bool find(const char *code, struct row *row)
{
    const char *text = explain_pages[0].text;
    while (next_row(&text, row))
        if (strcmp(row->code, code) == 0)
            return true;
    return false;
}

/* How far two codes are apart: by letter first, then by number. */
static int distance(const char *a, const char *b)
{
    int letters = abs(a[0] - b[0]);
    return 1000 * letters + abs(atoi(a + 1) - atoi(b + 1));
}

static void nearest(const char *code, char found[CODE_SIZE])
{
    const char *text = explain_pages[0].text;
    struct row row;
    int best = -1;
    while (next_row(&text, &row)) {
        int far = distance(code, row.code);
        if (best >= 0 && far >= best)
            continue;
        best = far;
        snprintf(found, CODE_SIZE, "%s", row.code);
    }
}

static const struct explain_page *page_of(const char *code)
{
    const struct explain_page *page = explain_pages + 1;
    size_t length = strlen(code);
    for (; page != explain_pages_end; page++)
        if (strncmp(page->text + 2, code, length) == 0 &&
            page->text[2 + length] == ':')
            return page;
    return NULL;
}

/* A word of the screen, as it is printed there: "LOST", "early". */
static const struct word *word_of(const char *text)
{
    char word[ROW_SIZE];
    size_t length = strlen(text);
    if (length >= sizeof word)
        return NULL;
    for (size_t i = 0; i <= length; i++)
        word[i] = (char)tolower((unsigned char)text[i]);
    return words_find(word);
}

static int explain_word(const struct word *word)
{
    printf("%s: %s\n\n", word->word, word->title);
    wrap_print(stdout, 0, 0, word->text);
    return 0;
}

static int explain(const char *word)
{
    char code[CODE_SIZE] = "", close[CODE_SIZE];
    struct row row;
    if (word_of(word))
        return explain_word(word_of(word));
    for (size_t i = 0; word[i] && i < sizeof code - 1; i++)
        code[i] = (char)toupper((unsigned char)word[i]);
    if (strlen(word) >= sizeof code || !find(code, &row)) {
        nearest(code, close);
        return complain("explain: no code %s; the nearest is %s; boot0 explain "
                        "lists all",
                        path_tail(word), close);
    }
    const struct explain_page *page = row.page ? page_of(code) : NULL;
    if (page)
        plain_text(stdout, page->text, page->end);
    else
        printf("%s: %s\n\nIt belongs to another family or needs USB: there is "
               "no page, and boot0 check\ndoes not report it.\n",
               row.code, row.title);
    return 0;
}

int explain_main(const struct options *options)
{
    if (options->image)
        return explain(options->image);
    list_all();
    return 0;
}
