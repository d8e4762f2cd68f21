/* SPDX-License-Identifier: MIT
 *
 * Bits of the system control block that are the same in all cores.
 */
#ifndef CHIP_CORE_SCB_H
#define CHIP_CORE_SCB_H

enum {
    SCR_SLEEPONEXIT = 1 << 1,
    SCR_SLEEPDEEP = 1 << 2,
    SCR_SEVONPEND = 1 << 4
};

#endif
