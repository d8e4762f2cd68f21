/* SPDX-License-Identifier: MIT */
#include "tools/host/windows/fnmatch.h"

#include <ctype.h>
#include <stdbool.h>
#include <stddef.h>

static int fold(char c, int flags)
{
    return flags & FNM_CASEFOLD ? tolower((unsigned char)c) : c;
}

/* Returns what follows the set that begins at SET, behind its '['; NULL: it has
 * no end. *HAS: C is in it. */
static const char *look_in_set(const char *set, char c, int flags, bool *has)
{
    bool not = *set == '!' || *set == '^', found = false;
    const char *first = set += not ;
    for (; *set && (*set != ']' || set == first); set++) {
        char low = *set, high = *set;
        if (set[1] == '-' && set[2] && set[2] != ']')
            high = *(set += 2);
        found |= fold(low, flags) <= fold(c, flags) &&
                 fold(c, flags) <= fold(high, flags);
    }
    *has = found != not ;
    return *set ? set + 1 : NULL;
}

/* Matches one character of the text; returns the rest of the pattern, NULL: it
 * does not match. */
static const char *match_one(const char *pattern, char c, int flags)
{
    bool has;
    const char *rest;
    if (!c)
        return NULL;
    if (*pattern == '?')
        return pattern + 1;
    if (*pattern == '[' &&
        (rest = look_in_set(pattern + 1, c, flags, &has)) != NULL)
        return has ? rest : NULL;
    if (*pattern == '\\' && pattern[1])
        pattern++;
    return fold(*pattern, flags) == fold(c, flags) ? pattern + 1 : NULL;
}

int fnmatch(const char *pattern, const char *text, int flags)
{
    while (*pattern && *pattern != '*') {
        pattern = match_one(pattern, *text++, flags);
        if (!pattern)
            return FNM_NOMATCH;
    }
    if (!*pattern)
        return *text ? FNM_NOMATCH : 0;
    for (;; text++) {
        if (fnmatch(pattern + 1, text, flags) == 0)
            return 0;
        if (!*text)
            return FNM_NOMATCH;
    }
}
