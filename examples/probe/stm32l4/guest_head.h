/* SPDX-License-Identifier: MIT
 *
 * The heads that the guest has on an STM32L4, beside those of heads.h.
 */
#ifndef EXAMPLES_PROBE_STM32L4_GUEST_HEAD_H
#define EXAMPLES_PROBE_STM32L4_GUEST_HEAD_H

#include <stdbool.h>
#include <stdint.h>

/* Returns the end of the SRAM behind 0x20000000. */
uint32_t guest_head_end(void);

/* Writes the guest, and resets while its head is being programmed, a little
 * later with every ATTEMPT. Returns only when the guest could not be written.
 */
bool guest_tear(unsigned attempt);

/* True: the head has two wrong bits. */
bool guest_torn(void);

#endif
