/* SPDX-License-Identifier: MIT
 *
 * What the host's writes have left in the spare pages (spare.h).
 */
#ifndef EXAMPLES_PROBE_STM32L4_HOST_H
#define EXAMPLES_PROBE_STM32L4_HOST_H

/* Where a write to the lower half came, made with FB_MODE set before. */
enum host_swap {
    SWAP_NONE,   /* nowhere: the host has not written */
    SWAP_KEPT,   /* bank 2 */
    SWAP_CLEARED /* bank 1 */
};
enum host_swap host_swap(void);

/* What became of the last word of HOST_BYTES. */
enum host_write {
    HOST_NONE, /* the host has not written, or something else */
    HOST_PADDED,
    HOST_DROPPED
};
enum host_write host_write(void);

#endif
