/* SPDX-License-Identifier: MIT
 *
 * libboot0-usb.so, which takes programs that use libusb to the socket of
 * `run --usbip`: docs/usb.md.
 */
#ifndef TOOLS_HOST_USB_LIBRARY_H
#define TOOLS_HOST_USB_LIBRARY_H

#include <stdbool.h>
#include <stddef.h>

#define USB_LIBRARY "libboot0-usb.so"

/* Writes the path of the library, which lies beside boot0, or in the folder of
 * libraries of the same installation. Returns false when it is in neither; PATH
 * is then beside boot0. */
bool usb_library_find(char *path, size_t size);

#endif
