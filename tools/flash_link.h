/* SPDX-License-Identifier: MIT
 *
 * The part behind its port: runs a session of the programmer on it.
 */
#ifndef TOOLS_FLASH_LINK_H
#define TOOLS_FLASH_LINK_H

#include "tools/flash_run.h"

/* Opens the port. False: ERROR (PORT_ERROR_SIZE bytes) is one line. */
bool flash_link_open(struct flash_run *run, char *error);
void flash_link_close(struct flash_run *run);

/* Runs a session with SETUP, whose link and speed are filled in here, to its
 * end: run->programmer.end, or run->gone. A signal that ends boot0 stops it
 * behind the operation in hand. */
void flash_link_run(struct flash_run *run, struct programmer_setup setup);

/* USART: looks whether a ROM is up that waits for a command, and identifies it.
 * False: none answers at once. */
bool flash_link_look(struct flash_run *run);

/* Identifies the ROM, waiting CONNECT_MS for it, and then ending what an
 * earlier host may have left unfinished. False: none has answered. */
bool flash_link_identify(struct flash_run *run, uint32_t connect_ms);

/* USART: sets the line as the firmware has it, 8N1. False: the port has gone.
 */
bool flash_link_to_firmware(struct flash_run *run);

/* Sends a frame of AN3155 and waits for its ACK. */
bool flash_link_command(struct flash_run *run, const uint8_t *bytes,
                        size_t size, uint64_t limit_us);

#endif
