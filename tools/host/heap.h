/* SPDX-License-Identifier: MIT
 *
 * The heap in huge pages. A scenario touches about 1.5 MB for the first time,
 * as copies of a chip: in pages of 4 KB, the faults take longer than the
 * scenario.
 */
#ifndef TOOLS_HOST_HEAP_H
#define TOOLS_HOST_HEAP_H

/* Asks for huge pages for what is allocated from now on, and keeps what is
 * freed. On a host that has none nothing changes. */
void heap_begin(void);

#endif
