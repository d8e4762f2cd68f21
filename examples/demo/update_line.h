/* SPDX-License-Identifier: MIT
 *
 * The line of text that asks for an update. A whole line, never a byte: noise
 * must not enter the ROM.
 */
#ifndef EXAMPLES_DEMO_UPDATE_LINE_H
#define EXAMPLES_DEMO_UPDATE_LINE_H

#include <stdbool.h>
#include <stdint.h>

/* Takes a byte as the USART received it; DISTURBED: with a framing, noise or
 * overrun error. Returns true when it ends the line "update". */
bool update_line_take(uint8_t byte, bool disturbed);

#endif
