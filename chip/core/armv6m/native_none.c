/* SPDX-License-Identifier: MIT
 *
 * For hosts without a translator: no decoder has translated blocks.
 */
#include "chip/core/armv6m/native.h"

bool native_host(void)
{
    return false;
}

void native_clear(struct native *native)
{
    (void)native;
}

bool native_make(struct native *native, struct block *block, uint32_t number,
                 const struct chip *chip)
{
    (void)native, (void)block, (void)number, (void)chip;
    return false;
}

void native_run(struct native *native, const struct block *block,
                struct native_state *state)
{
    (void)native, (void)block, (void)state;
}

void native_tie(struct native *native, const struct block *block)
{
    (void)native, (void)block;
}
