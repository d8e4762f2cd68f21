/* SPDX-License-Identifier: MIT
 *
 * A USB device by examples/usb/, and VTOR left as it is after a reset. After Go
 * its interrupt takes the ROM's vector, whose handler knows nothing of the
 * device: the request stays, and the core never gets out of the handler.
 */
#define VTOR_LEFT
#include "examples/mistakes/g1-reset-in-request.c"
