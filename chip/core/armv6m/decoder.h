/* SPDX-License-Identifier: MIT
 *
 * Blocks of straight code, decoded once, for the fast loop (fast.c).
 *
 * A decoder contains no state of a chip. Each block has a copy of the halfwords
 * it was decoded from, which are compared with the chip's memory before the
 * block is trusted; trust ends as soon as anything but blocks runs. So memory
 * may be changed by the core, the flash, the host or another snapshot. Blocks
 * in SRAM are compared every time, and end with a store.
 */
#ifndef CHIP_CORE_ARMV6M_DECODER_H
#define CHIP_CORE_ARMV6M_DECODER_H

#include "chip/core/armv6m/decoded_block.h"
#include "chip/state.h"

struct native;

enum {
    BLOCK_HOT = 8,   /* decoder6.hot, unless the host changes it */
    BLOCK_LAME = 32, /* short stays in a row, before it never is again */
    SHORT_STAY = 12, /* instructions */
    NEAR_COUNT = 1024,
    CODE_BYTES = CHIP_MEMORY
};

/* A block that was compared, by its address. */
struct near {
    uint64_t trust; /* block_trust() of then */
    struct block *block;
};

/* All zero is an empty decoder. It must not be copied. */
struct decoder6 {
    struct native *native; /* for translated blocks, or NULL */
    uint8_t hot;           /* runs before a block is translated; 0 = never */
    uint32_t epoch;
    uint32_t count; /* blocks in use but for the first, which is none */
    uint32_t memory, sram_size;   /* bytes, of the part that they are of */
    uint16_t map[CODE_BYTES / 2]; /* block that begins at this halfword */
    struct near near[NEAR_COUNT];
    struct block blocks[BLOCK_COUNT];
};

/* Binds the trust in a block to the present run of blocks and to its address.
 */
static inline uint64_t block_trust(const struct decoder6 *decoder, uint32_t pc)
{
    return (uint64_t)decoder->epoch << 32 | pc;
}

static inline struct near *block_near(struct decoder6 *decoder, uint32_t pc)
{
    return &decoder->near[pc / 2 % NEAR_COUNT];
}

/* Does decoder_native(). */
void decoder6_native(struct decoder6 *decoder, struct native *native);

/* Begins with a chip that may be another one, or of another part, than before.
 */
void decoder6_begin(struct decoder6 *decoder, const struct chip *chip);

/* Nothing is trusted any more. */
void decoder6_doubt(struct decoder6 *decoder);

/* Returns the block that begins at `pc`, in the chip's fetch window, as its
 * memory is now. NULL: the plain loop must run it (it contains a breakpoint).
 */
struct block *decoder6_block(struct decoder6 *decoder, const struct chip *chip,
                             uint32_t pc);

/* Translates a trusted block of NVM. This may discard all blocks. */
void decoder6_translate(struct decoder6 *decoder, const struct chip *chip,
                        struct block *block);

/* Counts a run of translated code that began with `block` and took `count`
 * instructions. If runs are short again and again, because the code polls a
 * peripheral, entering and leaving costs more than it saves. */
void decoder6_stayed(struct decoder6 *decoder, struct block *block,
                     uint32_t count);

#endif
