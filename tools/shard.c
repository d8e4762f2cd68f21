/* SPDX-License-Identifier: MIT */
#include "tools/shard.h"

#include <stdio.h>

bool shard_parse(const char *text, struct shard *shard)
{
    unsigned part, parts;
    int end = 0;
    if (sscanf(text, "%4u/%4u%n", &part, &parts, &end) != 2 || text[end] ||
        part < 1 || part > parts)
        return false;
    *shard = (struct shard){.index = part - 1, .count = parts};
    return true;
}

void shard_format(struct shard shard, char text[SHARD_TEXT])
{
    snprintf(text, SHARD_TEXT, "%u/%u", (shard.index % SHARD_MAX) + 1,
             shard.count % (SHARD_MAX + 1));
}
