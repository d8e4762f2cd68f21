/* SPDX-License-Identifier: MIT */
#include "bench/nearest.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static bool same(char a, char b)
{
    return tolower((unsigned char)a) == tolower((unsigned char)b);
}

/* Row I of the table of distances between the beginnings of two words (optimal
 * string alignment); the two rows before it are PREVIOUS and BEFORE. */
static void fill_row(const char *a, const char *b, size_t i, size_t *row,
                     const size_t *previous, const size_t *before)
{
    size_t length = strlen(b);
    row[0] = i;
    for (size_t j = 1; j <= length; j++) {
        bool equal = same(a[i - 1], b[j - 1]);
        row[j] =
            least(least(previous[j], row[j - 1]) + 1, previous[j - 1] + !equal);
        if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) &&
            same(a[i - 2], b[j - 1]))
            row[j] = least(row[j], before[j - 2] + 1);
    }
}

size_t nearest_distance(const char *a, const char *b)
{
    size_t rows[3][NEAREST_WORD + 1];
    size_t from = strlen(a), to = strlen(b);
    if (from > NEAREST_WORD || to > NEAREST_WORD)
        return SIZE_MAX;
    for (size_t j = 0; j <= to; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= from; i++)
        fill_row(a, b, i, rows[i % 3], rows[(i + 2) % 3], rows[(i + 1) % 3]);
    return rows[from % 3][to];
}

/* A third of the letters may be wrong, in a short word one, and in a word of
 * one letter none. */
struct nearest nearest_to(const char *word)
{
    size_t length = strlen(word);
    return (struct nearest){
        .word = word,
        .distance = (length < 6 ? length > 1 : length / 3) + 1,
    };
}

/* A name of which the end is missing. */
static bool begins_known(const char *word, const char *known)
{
    enum { LEAST = 6 };
    size_t length = strlen(word);
    return length >= LEAST && strncasecmp(word, known, length) == 0;
}

void nearest_offer(struct nearest *nearest, const char *known)
{
    size_t distance = nearest_distance(nearest->word, known);
    if (distance > 1 && begins_known(nearest->word, known))
        distance = 1;
    if (distance >= nearest->distance)
        return;
    nearest->best = known;
    nearest->distance = distance;
}

void nearest_offer_all(struct nearest *nearest, const char *const *list)
{
    for (; *list; list++)
        nearest_offer(nearest, *list);
}

void nearest_hint(const struct nearest *nearest, const char *prefix,
                  char hint[NEAREST_HINT])
{
    hint[0] = 0;
    if (nearest->best && strcmp(nearest->best, nearest->word) != 0)
        snprintf(hint, NEAREST_HINT, " (did you mean %s%s?)", prefix,
                 nearest->best);
}
