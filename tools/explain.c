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
#include "tools/explain_index.h"
#include "tools/report/plain_text.h"
#include "tools/report/words.h"
#include "tools/report/wrap.h"
#include "tools/subcommands.h"

enum { CODE_SIZE = EXPLAIN_INDEX_CODE, ROW_SIZE = EXPLAIN_INDEX_ROW };

/* --- all --- */

static void list_all(void)
{
    const char *text = explain_pages[0].text;
    char line[ROW_SIZE];
    struct explain_index_row row;
    while (explain_index_line(&text, line)) {
        if (strncmp(line, "## ", 3) == 0)
            printf("%s\n", line + 3);
        else if (explain_index_parse(line, &row))
            printf("  %-4s %s\n", row.code, row.title);
    }
    puts("Words that check uses in the place of codes");
    for (size_t i = 0; i < words_count; i++)
        printf("  %-11s %s\n", words[i].word, words[i].title);
    puts("boot0 explain CODE prints the page of one.");
}

/* --- one code --- */

static bool find(const char *code, struct explain_index_row *row)
{
    const char *text = explain_pages[0].text;
    while (explain_index_next(&text, row))
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
    struct explain_index_row row;
    int best = -1;
    while (explain_index_next(&text, &row)) {
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
    struct explain_index_row row;
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
        printf("%s: %s\n\nIt belongs to other families: there is no page, and "
               "neither boot0 check nor\nboot0 lint reports it.\n",
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
