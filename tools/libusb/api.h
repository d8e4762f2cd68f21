/* SPDX-License-Identifier: MIT
 *
 * libusb's own header, with its functions exported: all else in this library is
 * hidden, so that it cannot meet a name of the program it is loaded into.
 */
#ifndef TOOLS_LIBUSB_API_H
#define TOOLS_LIBUSB_API_H

#pragma GCC visibility push(default)
#include <libusb.h>
#pragma GCC visibility pop

#endif
