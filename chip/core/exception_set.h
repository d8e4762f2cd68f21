/* SPDX-License-Identifier: MIT
 *
 * A set of exceptions, by their numbers.
 */
#ifndef CHIP_CORE_EXCEPTION_SET_H
#define CHIP_CORE_EXCEPTION_SET_H

#include <stdbool.h>
#include <stdint.h>

enum { EXCEPTION_SET_WORDS = 2, EXCEPTION_SET_MAX = 64 * EXCEPTION_SET_WORDS };

struct exception_set {
    uint64_t bits[EXCEPTION_SET_WORDS]; /* bit n % 64 of word n / 64 */
};

static inline bool exception_set_has(const struct exception_set *set,
                                     unsigned exception)
{
    return set->bits[exception / 64] >> exception % 64 & 1;
}

static inline void exception_set_add(struct exception_set *set,
                                     unsigned exception)
{
    set->bits[exception / 64] |= 1ull << exception % 64;
}

static inline void exception_set_remove(struct exception_set *set,
                                        unsigned exception)
{
    set->bits[exception / 64] &= ~(1ull << exception % 64);
}

static inline bool exception_set_empty(const struct exception_set *set)
{
    return !(set->bits[0] | set->bits[1]);
}

static inline unsigned exception_set_count(const struct exception_set *set)
{
    return (unsigned)(__builtin_popcountll(set->bits[0]) +
                      __builtin_popcountll(set->bits[1]));
}

/* Returns the lowest number in a set that is not empty. */
static inline unsigned exception_set_first(const struct exception_set *set)
{
    return set->bits[0] ? (unsigned)__builtin_ctzll(set->bits[0])
                        : 64 + (unsigned)__builtin_ctzll(set->bits[1]);
}

static inline struct exception_set
exception_set_and(const struct exception_set *a, const struct exception_set *b)
{
    return (struct exception_set){
        {a->bits[0] & b->bits[0], a->bits[1] & b->bits[1]}};
}

static inline struct exception_set
exception_set_or(const struct exception_set *a, const struct exception_set *b)
{
    return (struct exception_set){
        {a->bits[0] | b->bits[0], a->bits[1] | b->bits[1]}};
}

/* Returns what is in A and not in B. */
static inline struct exception_set
exception_set_minus(const struct exception_set *a,
                    const struct exception_set *b)
{
    return (struct exception_set){
        {a->bits[0] & ~b->bits[0], a->bits[1] & ~b->bits[1]}};
}

#endif
