/* SPDX-License-Identifier: MIT
 *
 * GCC may call it for the initial value of an array, also when freestanding. No
 * library is linked.
 */
#include <stddef.h>
#include <stdint.h>

void *memset(void *to, int value, size_t count);

/* volatile: not to become a call of itself */
void *memset(void *to, int value, size_t count)
{
    volatile uint8_t *byte = to;
    while (count--)
        *byte++ = (uint8_t)value;
    return to;
}
