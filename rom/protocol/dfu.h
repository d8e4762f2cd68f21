/* SPDX-License-Identifier: MIT
 *
 * The DFU protocol of the bootloader, ST's DfuSe: AN3156, USB DFU 1.1; its
 * figures are those of AN2662 (STM32F105), section 4. docs/rom.md grades them.
 */
#ifndef ROM_PROTOCOL_DFU_H
#define ROM_PROTOCOL_DFU_H

#include <stdbool.h>

#include "rom/protocol/usb.h"

enum { DFU_TRANSFER_SIZE = 2048 };

/* The first state: dfuERROR, errFIRMWARE. */
void dfu_reset(void);

/* Takes a class request; DATA gets what is to be sent, or where the data go.
 * Returns false where it has to be refused by a stall. */
bool dfu_request(const struct usb_setup *setup, struct usb_data *data);

/* Follows the end of the request that was taken. Returns whether the next one
 * has to wait for dfu_work(). */
bool dfu_end(void);

/* Does the work that GETSTATUS has started; not in the interrupt that calls the
 * functions above. Returns whether the host wants to leave. */
bool dfu_work(void);

/* Notes what became of the work; the interrupt is disabled. */
void dfu_worked(void);

/* Starts the application at the address pointer, or resets the chip where there
 * is none. */
_Noreturn void dfu_leave(void);

#endif
