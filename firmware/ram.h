/* SPDX-License-Identifier: MIT
 *
 * What start-up code does with RAM before main: .data and .bss, by the
 * symbols of the linker script.
 */
#ifndef FIRMWARE_RAM_H
#define FIRMWARE_RAM_H

#include <stdint.h>

extern uint32_t _sidata[], _sdata[], _edata[], _sbss[], _ebss[];

/* volatile: not to become calls of memcpy and memset, which are not here */
static inline __attribute__((always_inline)) void ram_start(void)
{
    volatile uint32_t *to = _sdata;
    for (const uint32_t *from = _sidata; to < _edata;)
        *to++ = *from++;
    for (to = _sbss; to < _ebss;)
        *to++ = 0;
}

#endif
