/* SPDX-License-Identifier: MIT
 *
 * The speed of a host, from the frame 0x7F on an RX pin. AN3155 section 2; the
 * time base is SysTick (AN2606).
 */
#ifndef ROM_PROTOCOL_BAUD_H
#define ROM_PROTOCOL_BAUD_H

#include <stdint.h>

/* Measures a frame 0x7F that has just begun on the pin, up to its stop bit.
 * Returns the SYSCLK cycles of one bit; 0 = it is no such frame. */
uint32_t baud_measure(uint32_t rx);

#endif
