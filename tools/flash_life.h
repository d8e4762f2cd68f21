/* SPDX-License-Identifier: MIT
 *
 * Whether the new firmware runs: its text on the line, or its device on USB.
 */
#ifndef TOOLS_FLASH_LIFE_H
#define TOOLS_FLASH_LIFE_H

#include "tools/flash_run.h"

/* Waits for the sign of life of firmware that was started, and prints what came
 * of it. Returns the exit status, or FLASH_NOT_WHOLE. */
enum flash_status flash_life(struct flash_run *run);

#endif
