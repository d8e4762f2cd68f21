/* SPDX-License-Identifier: MIT
 *
 * Decoded blocks (decoder.h) as machine code of the host, for the fast loop.
 * Translated code computes, loads and stores SRAM, and branches; at any other
 * instruction it returns to the fast loop.
 *
 * There is a translator for x86-64 (x86_64/); on other hosts the fast loop runs
 * without one (native_none.c). A struct native lies in memory that the host
 * maps twice: the translator writes through one mapping, and the code runs in
 * the other, which is not writable. When the memory is full, all translated
 * code is discarded.
 */
#ifndef CHIP_CORE_ARMV6M_NATIVE_H
#define CHIP_CORE_ARMV6M_NATIVE_H

#include "chip/core/armv6m/native_state.h"
#include "chip/state.h"

/* Returns whether there is a translator for this host. */
bool native_host(void);

/* Nothing is translated yet. */
void native_clear(struct native *native);

/* Translates a block of NVM, the decoder's `number`. False: no room. */
bool native_make(struct native *native, struct block *block, uint32_t number,
                 const struct chip *chip);

/* Runs translated code from the body of `block` on. */
void native_run(struct native *native, const struct block *block,
                struct native_state *state);

/* Links the pending jump to `block`, if it leads there. */
void native_tie(struct native *native, const struct block *block);

#endif
