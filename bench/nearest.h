/* SPDX-License-Identifier: MIT
 *
 * The word that was probably meant by one that is unknown: the nearest by the
 * number of letters to insert, remove, replace or swap.
 */
#ifndef BENCH_NEAREST_H
#define BENCH_NEAREST_H

#include <stddef.h>

enum { NEAREST_WORD = 48, NEAREST_HINT = 120 };

struct nearest {
    const char *word; /* that is unknown */
    const char *best; /* nearest so far; NULL = none is near enough */
    size_t distance;  /* of it; before: the first that is too far */
};

/* Begins to look for what WORD means. */
struct nearest nearest_to(const char *word);

/* Offers a word that is known; it must outlive NEAREST. */
void nearest_offer(struct nearest *nearest, const char *known);

/* Offers the words of LIST, which ends with NULL. */
void nearest_offer_all(struct nearest *nearest, const char *const *list);

/* Fills HINT with " (did you mean PREFIXword?)", or with "". */
void nearest_hint(const struct nearest *nearest, const char *prefix,
                  char hint[NEAREST_HINT]);

/* Counts the letters to change between two words, in either case. A word longer
 * than NEAREST_WORD is far from all. */
size_t nearest_distance(const char *a, const char *b);

#endif
