/* SPDX-License-Identifier: MIT */
#include "chip/block/usb_fs_endpoint.h"

#include "chip/event.h"

#define ISTR_DIR (1u << 4)

/* Of EPnR: what a store replaces, toggles with 1, and clears with 0. */
#define EP_REPLACED (EP_TYPE | EP_KIND | EP_EA)
#define EP_TOGGLED  (EP_DTOG_RX | EP_STAT_RX | EP_DTOG_TX | EP_STAT_TX)
#define EP_CLEARED  (EP_CTR_RX | EP_CTR_TX)

/* Returns the first endpoint with a transaction to be noticed, among those with
 * two buffers or the others; USB_FS_REGISTERS = none. */
static unsigned pending(const struct usb_fs *usb, bool urgent)
{
    for (unsigned n = 0; n < USB_FS_REGISTERS; n++) {
        uint16_t ep = usb->ep[n];
        if (ep & EP_CLEARED && (usb_fs_iso(ep) || usb_fs_double(ep)) == urgent)
            return n;
    }
    return USB_FS_REGISTERS;
}

uint32_t usb_fs_endpoint_flags(const struct usb_fs *usb)
{
    unsigned n = pending(usb, true);
    if (n == USB_FS_REGISTERS)
        n = pending(usb, false);
    if (n == USB_FS_REGISTERS)
        return 0;
    return ISTR_CTR | n | (usb->ep[n] & EP_CTR_RX ? ISTR_DIR : 0);
}

void usb_fs_endpoint_reset(struct usb_fs *usb)
{
    for (unsigned n = 0; n < USB_FS_REGISTERS; n++)
        usb->ep[n] &= EP_CLEARED;
    usb->doubled = 0;
    usb->daddr = 0;
}

/* Returns whether a store made an endpoint answer otherwise than with NAK. */
static bool becomes_ready(uint16_t before, uint16_t after)
{
    unsigned changed = before ^ after;
    return (changed & EP_STAT_RX && after >> EP_STAT_RX_AT & 1) ||
           (changed & EP_STAT_TX && after >> EP_STAT_TX_AT & 1) ||
           (usb_fs_double(after) && changed & (EP_DTOG_RX | EP_DTOG_TX));
}

void usb_fs_endpoint_write(struct chip *chip, struct usb_fs *usb, unsigned n,
                           uint32_t value)
{
    uint16_t before = usb->ep[n];
    if (usb->cntr & CNTR_FRES)
        return;
    uint32_t kept = before & (EP_SETUP | EP_TOGGLED | (EP_CLEARED & value));
    usb->ep[n] =
        (uint16_t)((kept ^ (value & EP_TOGGLED)) | (value & EP_REPLACED));
    if (!usb_fs_double(usb->ep[n]))
        usb->doubled &= (uint8_t) ~(1u << n);
    if (becomes_ready(before, usb->ep[n]))
        event_usb(chip, USB_READY);
}
