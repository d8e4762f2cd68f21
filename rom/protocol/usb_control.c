/* SPDX-License-Identifier: MIT */
#include "rom/protocol/usb_control.h"

#include "rom/protocol/family.h"
#include "rom/protocol/usb_request.h"

#include FAMILY_HEADER(start.h)
#include FAMILY_HEADER(sysclk.h)
#include FAMILY_HEADER(usb_registers.h)

/* In the packet memory; the buffer table is at 0. */
enum { TX_AT = 0x40, RX_AT = 0x80 };

/* CNTR. While a request has to wait nothing but a reset of the bus interrupts,
 * and the block answers NAK. */
enum {
    WAITS = USB_CNTR_RESETM,
    LISTENS = USB_CNTR_RESETM | USB_CNTR_CTRM,
    SUSPENDED = LISTENS | USB_CNTR_WKUPM | USB_CNTR_FSUSP
};

enum stage { STAGE_NONE, STAGE_IN, STAGE_OUT, STAGE_STATUS };

static struct {
    struct usb_setup setup;
    struct usb_data data; /* what is left of it */
    uint8_t stage;
    bool zero; /* a packet without data follows */
    volatile bool has_host, waits;
} control __attribute__((section(".noinit")));

/* --- the block --- */

static void set_stat(uint32_t rx, uint32_t tx)
{
    uint32_t toggled =
        USB->EPR[0] ^ (rx << USB_EPR_STAT_RX_POS | tx << USB_EPR_STAT_TX_POS);
    USB->EPR[0] = USB_EPR_EP_TYPE_CONTROL | USB_EPR_CTR_RX | USB_EPR_CTR_TX |
                  (toggled & (USB_EPR_STAT_RX | USB_EPR_STAT_TX));
}

/* Clears one flag and leaves the other. */
static void clear(uint32_t flag)
{
    USB->EPR[0] =
        USB_EPR_EP_TYPE_CONTROL | ((USB_EPR_CTR_RX | USB_EPR_CTR_TX) & ~flag);
}

static struct usb_buffer *table(void)
{
    return (struct usb_buffer *)USB_SRAM;
}

static void read_packet(uint8_t *to, uint32_t size)
{
    const volatile uint16_t *from = USB_SRAM + RX_AT / 2;
    for (uint32_t i = 0; i < size; i++)
        to[i] = (uint8_t)(from[i / 2] >> 8 * (i % 2));
}

static void write_packet(const uint8_t *from, uint32_t size)
{
    volatile uint16_t *to = USB_SRAM + TX_AT / 2;
    for (uint32_t i = 0; i < size; i += 2) {
        uint32_t high = i + 1 < size ? from[i + 1] : 0;
        *to++ = (uint16_t)(from[i] | high << 8);
    }
    table()->COUNT_TX = (uint16_t)size;
}

/* --- a transfer --- */

static void refuse(void)
{
    control.stage = STAGE_NONE;
    set_stat(USB_STAT_STALL, USB_STAT_STALL);
}

static void end(void)
{
    control.stage = STAGE_NONE;
    if (usb_request_is_address(&control.setup))
        USB->DADDR = USB_DADDR_EF | control.setup.wValue;
    control.waits = usb_request_end(&control.setup);
    if (control.waits)
        USB->CNTR = WAITS;
}

static uint32_t next_size(void)
{
    return control.data.size < USB_PACKET ? control.data.size : USB_PACKET;
}

/* The host may end the stage with its status at any time. */
static void send(void)
{
    uint32_t size = next_size();
    write_packet(control.data.send, size);
    control.data.send += size;
    control.data.size -= size;
    set_stat(USB_STAT_VALID, USB_STAT_VALID);
}

static void send_status(void)
{
    control.stage = STAGE_STATUS;
    control.data.size = 0;
    send();
}

static void begin(void)
{
    struct usb_setup *setup = &control.setup;
    read_packet((uint8_t *)setup, sizeof *setup);
    clear(USB_EPR_CTR_RX);
    if (!usb_request(setup, &control.data)) {
        refuse();
    } else if (!setup->wLength) {
        send_status();
    } else if (setup->bmRequestType & USB_TYPE_IN) {
        control.stage = STAGE_IN;
        control.zero = control.data.size < setup->wLength;
        send();
    } else if (control.data.size < setup->wLength) {
        refuse();
    } else {
        control.stage = STAGE_OUT;
        set_stat(USB_STAT_VALID, USB_STAT_NAK);
    }
}

/* A packet has been sent. */
static void sent(void)
{
    clear(USB_EPR_CTR_TX);
    if (control.stage == STAGE_STATUS) {
        end();
    } else if (control.stage == STAGE_IN) {
        uint32_t size = table()->COUNT_TX;
        if (control.data.size || (control.zero && size == USB_PACKET))
            send();
    }
}

/* A packet of data, or the status of what was sent. */
static void received(void)
{
    uint32_t size = table()->COUNT_RX & USB_COUNT_RX_COUNT;
    bool status = control.stage == STAGE_IN;
    bool right = control.stage == STAGE_OUT && size == next_size();
    if (right)
        read_packet(control.data.receive, size);
    clear(USB_EPR_CTR_RX);
    if (status) {
        end();
        return;
    }
    if (!right) {
        refuse();
        return;
    }
    control.data.receive += size;
    control.data.size -= size;
    if (control.data.size)
        set_stat(USB_STAT_VALID, USB_STAT_NAK);
    else
        send_status();
}

static void follow_transaction(void)
{
    uint32_t ep = USB->EPR[0];
    if (ep & USB_EPR_CTR_TX)
        sent();
    if (ep & USB_EPR_CTR_RX && ep & USB_EPR_SETUP)
        begin();
    else if (ep & USB_EPR_CTR_RX)
        received();
}

/* --- the bus --- */

static void follow_reset(void)
{
    USB->ISTR = (uint16_t)~USB_ISTR_RESET;
    table()->ADDR_TX = TX_AT;
    table()->ADDR_RX = RX_AT;
    table()->COUNT_RX = USB_COUNT_RX_64;
    USB->EPR[0] = USB_EPR_EP_TYPE_CONTROL;
    set_stat(USB_STAT_NAK, USB_STAT_NAK);
    USB->DADDR = USB_DADDR_EF;
    control.stage = STAGE_NONE;
    control.has_host = true;
    usb_request_reset();
}

/* What only a stray interrupt can be leads where all of them do. */
void usb_interrupt(void)
{
    uint32_t istr = USB->ISTR;
    if (istr & USB_ISTR_WKUP) {
        USB->CNTR = LISTENS;
        USB->ISTR = (uint16_t)~USB_ISTR_WKUP;
    }
    if (istr & USB_ISTR_RESET)
        follow_reset();
    else if (istr & USB_ISTR_EP_ID)
        default_handler();
    else if (istr & USB_ISTR_CTR)
        follow_transaction();
}

bool usb_control_waits(void)
{
    return control.waits;
}

void usb_control_listen(void)
{
    control.waits = false;
    USB->CNTR = LISTENS;
}

bool usb_control_has_host(void)
{
    return control.has_host;
}

/* RM0367 32.5.2: the analog part needs 1 us. */
void usb_control_start(void)
{
    control.has_host = control.waits = false;
    USB->CNTR = USB_CNTR_FRES;
    uint32_t start = sysclk_now();
    while (sysclk_since(start) < SYSCLK_HZ / 1000000)
        ;
    USB->CNTR = SUSPENDED;
    USB->ISTR = 0;
    USB->BTABLE = 0;
    USB->BCDR = USB_BCDR_DPPU;
}
