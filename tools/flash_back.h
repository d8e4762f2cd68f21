/* SPDX-License-Identifier: MIT
 *
 * What `boot0 flash` asks of the ROM besides programming: to give the chip back
 * to the firmware that is still there, to protect the resident's sector, and to
 * take the readout protection away.
 */
#ifndef TOOLS_FLASH_BACK_H
#define TOOLS_FLASH_BACK_H

#include "tools/flash_run.h"

/* Starts what is in the flash. False: the ROM refuses. */
bool flash_back(struct flash_run *run);

/* AN3155 0x63 for sector 0; the part resets. False: the ROM refuses. */
bool flash_back_protect(struct flash_run *run);

/* AN3155 and AN3156 0x92: erases flash and EEPROM; the part resets. False: the
 * ROM refuses. */
bool flash_back_unprotect(struct flash_run *run);

#endif
