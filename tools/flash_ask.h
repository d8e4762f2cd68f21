/* SPDX-License-Identifier: MIT
 *
 * The way into the ROM: it is looked for, the firmware is asked, and the ROM is
 * waited for.
 */
#ifndef TOOLS_FLASH_ASK_H
#define TOOLS_FLASH_ASK_H

#include "tools/flash_run.h"

/* Brings the part into its ROM, and identifies it (run->programmer). False:
 * nothing was changed, and ERROR (PORT_ERROR_SIZE bytes) is one line, or ""
 * after a signal. */
bool flash_ask(struct flash_run *run, char *error);

/* FLASH_ASK_LINES: resets the part, with BOOT0 high or low. False: the port has
 * no such lines. */
bool flash_ask_reset(struct flash_run *run, bool boot0);

#endif
