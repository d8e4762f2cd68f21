/* SPDX-License-Identifier: MIT
 *
 * Blocks of decoded instructions (decoder.h) as machine code of the host, for
 * the fast loop. Such code does what computes, loads and stores SRAM, and
 * branches; all else it hands back to the fast loop, at the instruction in
 * question.
 *
 * There is a translator for x86-64 (x86_64/); on other hosts the fast
 * loop runs without (native_none.c). A struct native lies in memory that the
 * host maps twice: the translator writes through the one mapping, and the code
 * runs in the other, which is not writable. When it is full, everything in it
 * is thrown away.
 */
#ifndef CHIP_CORE_ARMV6M_NATIVE_H
#define CHIP_CORE_ARMV6M_NATIVE_H

#include "chip/core/armv6m/native_state.h"
#include "chip/state.h"

/* There is a translator for this host. */
bool native_host(void);

/* Nothing is translated yet. */
void native_clear(struct native *native);

/* Translates a block of NVM, the decoder's `number`. False: no room. */
bool native_make(struct native *native, struct block *block, uint32_t number,
                 const struct chip *chip);

/* Runs from the body of `block` on. */
void native_run(struct native *native, const struct block *block,
                struct native_state *state);

/* The pending jump goes straight to `block` from now on, if it is meant. */
void native_tie(struct native *native, const struct block *block);

#endif
