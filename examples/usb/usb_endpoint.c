/* SPDX-License-Identifier: MIT */
#include "examples/usb/usb_endpoint.h"

/* The packet memory: the table of 64 bytes, then 64 to send and 64 received for
 * each endpoint. */
enum { BUFFERS = 64, PAIR = 2 * USB_PACKET };

#define KEPT    (USB_EPR_EA | USB_EPR_EP_KIND | USB_EPR_EP_TYPE)
#define CTR     (USB_EPR_CTR_RX | USB_EPR_CTR_TX)
#define RX_MASK (USB_EPR_STAT_RX | USB_EPR_DTOG_RX)
#define TX_MASK (USB_EPR_STAT_TX | USB_EPR_DTOG_TX)

static unsigned tx_address(unsigned n)
{
    return BUFFERS + PAIR * n;
}

static unsigned rx_address(unsigned n)
{
    return BUFFERS + PAIR * n + USB_PACKET;
}

static volatile struct usb_buffer *entry(unsigned n)
{
    return (volatile struct usb_buffer *)USB_SRAM + n;
}

/* The bits of MASK get the value that VALUE has: all of them toggle. */
static void change(unsigned n, uint32_t mask, uint32_t value, uint32_t ctr)
{
    uint32_t now = USB->EPR[n];
    USB->EPR[n] = (now & KEPT) | (CTR & ~ctr) | ((now ^ value) & mask);
}

/* --- open and closed --- */

void usb_endpoint_open(unsigned address, uint32_t type)
{
    unsigned n = address & USB_EPR_EA;
    USB->EPR[n] = n | type | CTR; /* the other direction stays as it is */
    entry(n)->ADDR_TX = (uint16_t)tx_address(n);
    entry(n)->ADDR_RX = (uint16_t)rx_address(n);
    entry(n)->COUNT_RX = USB_COUNT_RX_64;
    if (address & USB_ENDPOINT_IN)
        change(n, TX_MASK, USB_STAT_NAK << USB_EPR_STAT_TX_POS, 0);
    else
        change(n, RX_MASK, USB_STAT_VALID << USB_EPR_STAT_RX_POS, 0);
}

static void close_from(unsigned first)
{
    for (unsigned n = first; n < USB_BUFFERS; n++)
        change(n, RX_MASK | TX_MASK, 0, CTR);
}

void usb_endpoint_close_all(void)
{
    close_from(0);
}

void usb_endpoint_close_others(void)
{
    close_from(1);
}

/* --- packets --- */

static unsigned stat(unsigned address)
{
    uint32_t now = USB->EPR[address & USB_EPR_EA];
    return now >> (address & USB_ENDPOINT_IN ? USB_EPR_STAT_TX_POS
                                             : USB_EPR_STAT_RX_POS) &
           3;
}

/* The packet memory takes no words; the core loads no halfword from an odd
 * address. */
typedef uint16_t __attribute__((may_alias)) pair;

static bool is_even(const void *data)
{
    return !((uintptr_t)data & 1);
}

void usb_endpoint_fill(unsigned n, const void *data, unsigned size)
{
    volatile uint16_t *to = USB_SRAM + tx_address(n) / 2;
    const uint8_t *bytes = data;
    const pair *from = data;
    entry(n)->COUNT_TX = (uint16_t)size;
    for (unsigned pairs = is_even(data) ? size / 2 : 0; pairs; pairs--)
        *to++ = *from++;
    for (unsigned i = is_even(data) ? size & ~1u : 0; i < size; i += 2)
        *to++ = (uint16_t)(bytes[i] | (i + 1 < size ? bytes[i + 1] << 8 : 0));
}

unsigned usb_endpoint_fetch(unsigned n, void *data)
{
    const volatile uint16_t *from = USB_SRAM + rx_address(n) / 2;
    unsigned size = entry(n)->COUNT_RX & USB_COUNT_RX_COUNT;
    uint8_t *bytes = data;
    pair *to = data;
    for (unsigned pairs = is_even(data) ? size / 2 : 0; pairs; pairs--)
        *to++ = *from++;
    for (unsigned i = is_even(data) ? size & ~1u : 0; i < size; i++) {
        bytes[i] = (uint8_t)(*from >> 8 * (i & 1));
        from += i & 1;
    }
    return size;
}

bool usb_endpoint_can_send(unsigned n)
{
    return stat(n | USB_ENDPOINT_IN) == USB_STAT_NAK;
}

void usb_endpoint_send(unsigned n, const void *data, unsigned size)
{
    usb_endpoint_fill(n, data, size);
    change(n, USB_EPR_STAT_TX, USB_STAT_VALID << USB_EPR_STAT_TX_POS, 0);
}

bool usb_endpoint_has_received(unsigned n)
{
    return stat(n) == USB_STAT_NAK;
}

unsigned usb_endpoint_read(unsigned n, void *data)
{
    unsigned size = usb_endpoint_fetch(n, data);
    change(n, USB_EPR_STAT_RX, USB_STAT_VALID << USB_EPR_STAT_RX_POS, 0);
    return size;
}

/* --- halted --- */

bool usb_endpoint_is_open(unsigned address)
{
    return (address & USB_EPR_EA) < USB_ENDPOINTS &&
           stat(address) != USB_STAT_DISABLED;
}

bool usb_endpoint_is_halted(unsigned address)
{
    return stat(address) == USB_STAT_STALL;
}

void usb_endpoint_halt(unsigned address, bool halts)
{
    unsigned n = address & USB_EPR_EA;
    if (address & USB_ENDPOINT_IN)
        change(n, halts ? USB_EPR_STAT_TX : TX_MASK,
               (halts ? USB_STAT_STALL : USB_STAT_NAK) << USB_EPR_STAT_TX_POS,
               0);
    else
        change(n, halts ? USB_EPR_STAT_RX : RX_MASK,
               (halts ? USB_STAT_STALL : USB_STAT_VALID) << USB_EPR_STAT_RX_POS,
               0);
}

/* --- one store --- */

void usb_endpoint_answer(unsigned n, uint32_t ctr, unsigned rx, unsigned tx)
{
    change(n, USB_EPR_STAT_RX | USB_EPR_STAT_TX,
           rx << USB_EPR_STAT_RX_POS | tx << USB_EPR_STAT_TX_POS, ctr);
}

void usb_endpoint_notice(unsigned n, uint32_t ctr)
{
    change(n, 0, 0, ctr);
}
