/* SPDX-License-Identifier: MIT
 *
 * The name of a part of a check, "I/N", as --shard takes it and the JSON of
 * that part contains it.
 */
#ifndef TOOLS_SHARD_H
#define TOOLS_SHARD_H

#include <stdbool.h>

enum { SHARD_MAX = 9999, SHARD_TEXT = 12 /* bytes that hold any */ };

struct shard {
    unsigned index; /* 0 is the first */
    unsigned count; /* 0 = the check is whole */
};

/* Parses all of TEXT; false: it is not part I of N, and *shard is kept. */
bool shard_parse(const char *text, struct shard *shard);
void shard_format(struct shard shard, char text[SHARD_TEXT]);

#endif
