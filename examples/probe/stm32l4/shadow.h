/* SPDX-License-Identifier: MIT
 *
 * FLASH_OPTR, the shadow of the option bytes: what is written there shows, and
 * a reset brings back what is programmed (RM0440 3.4.2, of a family with the
 * same block). The probe tries that before it relies on it, and never programs.
 */
#ifndef EXAMPLES_PROBE_STM32L4_SHADOW_H
#define EXAMPLES_PROBE_STM32L4_SHADOW_H

#include <stdbool.h>
#include <stdint.h>

/* Sets the bits in MASK to VALUE until the next reset. */
void shadow_set(uint32_t mask, uint32_t value);

/* Change a bit that matters to nobody here; after a reset, note whether that
 * has brought it back, and do so if not. */
void shadow_try(void);
void shadow_ask(void);

/* True: a reset does. */
bool shadow_lost(void);

#endif
