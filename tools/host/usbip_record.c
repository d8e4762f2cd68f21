/* SPDX-License-Identifier: MIT */
#include "tools/host/usbip_record.h"

#include <stdio.h>
#include <string.h>

#include "chip/clock.h"
#include "chip/little_endian.h"

enum { LINE = 64 };

static void put(struct usbip_record *record, const char *text)
{
    output_file_write(record->file, text, strlen(text));
}

static void put_bytes(struct usbip_record *record, const uint8_t *bytes,
                      uint32_t count)
{
    char hex[3];
    for (uint32_t i = 0; i < count; i++) {
        snprintf(hex, sizeof hex, "%02x", bytes[i]);
        put(record, hex);
    }
}

void usbip_record_attach(struct usbip_record *record,
                         const struct usb_host *host, uint64_t now_ps)
{
    char line[LINE];
    if (!record->file)
        return;
    record->last_ps = now_ps;
    snprintf(line, sizeof line, "attach %04x:%04x\n",
             (unsigned)little_endian(host->device + 8, 2),
             (unsigned)little_endian(host->device + 10, 2));
    put(record, line);
}

static uint64_t pause_ms(const struct usbip_record *record,
                         const struct usbip_transfer *transfer)
{
    return transfer->start_ps <= record->last_ps
               ? 0
               : (transfer->start_ps - record->last_ps) / PS_PER_MS;
}

static void put_what(struct usbip_record *record,
                     const struct usb_transfer *usb)
{
    char length[LINE];
    if (usb->kind == USB_CONTROL) {
        put_bytes(record, usb->setup, sizeof usb->setup);
        return;
    }
    snprintf(length, sizeof length, "%u", (unsigned)usb->length);
    put(record, length);
}

void usbip_record_transfer(struct usbip_record *record,
                           const struct usbip_transfer *transfer)
{
    char line[LINE];
    const struct usb_transfer *usb = &transfer->usb;
    if (!record->file)
        return;
    snprintf(line, sizeof line, "%llu %u %s ",
             (unsigned long long)pause_ms(record, transfer), usb->endpoint,
             usb->in ? "in" : "out");
    put(record, line);
    put_what(record, usb);
    snprintf(line, sizeof line, " %d ", (int)transfer->status);
    put(record, line);
    put_bytes(record, transfer->bytes, usb->actual);
    put(record, usb->actual ? "\n" : "-\n");
    record->last_ps = transfer->end_ps;
}

void usbip_record_gone(struct usbip_record *record)
{
    if (record->file)
        put(record, "gone\n");
}
