/* SPDX-License-Identifier: MIT
 *
 * `run --usb-record FILE`: the transfers of a USB/IP client as a text, for
 * people and for tests that make them again. A line each, in the order in which
 * they ended:
 *   attach VENDOR:PRODUCT
 *   MS ENDPOINT out|in SETUP|LENGTH STATUS DATA
 *   gone
 * MS is the virtual time from the end of the transfer before to the submission
 * of this one; SETUP the eight bytes of a control transfer, LENGTH what the
 * client has given or has room for; STATUS 0 or an error of Linux; DATA what
 * was transferred, "-" = nothing. Bytes are hexadecimal.
 */
#ifndef TOOLS_HOST_USBIP_RECORD_H
#define TOOLS_HOST_USBIP_RECORD_H

#include "tools/host/output_file.h"
#include "tools/host/usbip_transfers.h"

struct usbip_record {
    struct output_file *file; /* NULL = no record */
    uint64_t last_ps;         /* when the last transfer ended */
};

void usbip_record_attach(struct usbip_record *record,
                         const struct usb_host *host, uint64_t now_ps);
void usbip_record_transfer(struct usbip_record *record,
                           const struct usbip_transfer *transfer);
void usbip_record_gone(struct usbip_record *record);

#endif
