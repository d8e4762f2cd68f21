/* SPDX-License-Identifier: MIT
 *
 * For hosts other than Linux.
 */
#include "tools/host/heap.h"

void heap_begin(void)
{
}
