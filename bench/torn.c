/* SPDX-License-Identifier: MIT */
#include "bench/torn.h"

/* An operation without an erase leaves the same old cells in both cases. */
static bool erases(enum flash_operation operation)
{
    return operation != FLASH_PROGRAM_WORD &&
           operation != FLASH_PROGRAM_HALF_PAGE;
}

/* A half page is programmed word by word; an erase takes its page as a whole
 * (both assumed). */
static unsigned prefixes(const struct event_nvm *operation)
{
    return operation->operation == FLASH_PROGRAM_HALF_PAGE
               ? operation->length / 4 - 1
               : 0;
}

unsigned torn_ways(const struct event_nvm *operation, uint8_t ways[TORN_WAYS])
{
    unsigned count = 0;
    for (uint8_t way = TORN_OLD; way < TORN_PREFIX; way++)
        if (way != TORN_ERASED || erases(operation->operation))
            ways[count++] = way;
    for (unsigned i = 1; i <= prefixes(operation); i++)
        ways[count++] = (uint8_t)(TORN_PREFIX + i);
    return count;
}
