/* SPDX-License-Identifier: MIT
 *
 * For tests of the USB device: registers as a driver uses them, and a host that
 * makes transactions by hand.
 */
#ifndef TESTS_CHIP_BLOCK_USB_SOCKET_H
#define TESTS_CHIP_BLOCK_USB_SOCKET_H

#include <string.h>

#include "chip/usb.h"
#include "tests/chip/block.h"

enum {
    USB = 0x40005C00,
    EP0R = USB,
    EP1R = USB + 4,
    EP2R = USB + 8,
    CNTR = USB + 0x40,
    ISTR = USB + 0x44,
    FNR = USB + 0x48,
    DADDR = USB + 0x4C,
    BTABLE = USB + 0x50,
    LPMCSR = USB + 0x54,
    BCDR = USB + 0x58,
    PMA = 0x40006000,

    CTR_RX = 1 << 15,
    DTOG_RX = 1 << 14,
    RX_VALID = 3 << 12,
    RX_NAK = 2 << 12,
    RX_STALL = 1 << 12,
    SETUP = 1 << 11,
    BULK = 0 << 9,
    CONTROL = 1 << 9,
    ISO = 2 << 9,
    KIND = 1 << 8,
    CTR_TX = 1 << 7,
    DTOG_TX = 1 << 6,
    TX_VALID = 3 << 4,
    TX_NAK = 2 << 4,
    TX_STALL = 1 << 4,

    FRES = 1 << 0,
    PDWN = 1 << 1,
    LPMODE = 1 << 2,
    FSUSP = 1 << 3,
    RESUME = 1 << 4,
    ESOF = 1 << 8, /* of CNTR and ISTR */
    SOF = 1 << 9,
    RESET = 1 << 10,
    SUSP = 1 << 11,
    WKUP = 1 << 12,
    CTR = 1 << 15,
    DIR = 1 << 4,
    EF = 1 << 7,
    DPPU = 1 << 15,
    LCK = 1 << 13,
    RXDP = 1 << 15,

    ADDR_TX = 0,
    COUNT_TX = 2,
    ADDR_RX = 4,
    COUNT_RX = 6,
};

static struct chip chip;

static inline void put(uint32_t address, uint32_t value)
{
    fixture_write(&chip, address, 2, value, __FILE__, __LINE__);
}

static inline uint32_t get(uint32_t address)
{
    return fixture_read(&chip, address, 2, __FILE__, __LINE__);
}

/* A word of the buffer table, which is at 0. */
static inline void table(unsigned n, unsigned word, uint32_t value)
{
    put(PMA + 8 * n + word, value);
}

/* The endpoint register gets this value: what toggles is computed, as drivers
 * do. CTR stays. */
static inline void set_ep(unsigned n, uint32_t value)
{
    enum { TOGGLES = DTOG_RX | RX_VALID | DTOG_TX | TX_VALID };
    uint32_t now = get(EP0R + 4 * n);
    put(EP0R + 4 * n, (value & ~(uint32_t)TOGGLES) | ((value ^ now) & TOGGLES) |
                          CTR_RX | CTR_TX);
}

/* Notices what was received or sent. */
static inline void clear_ctr(unsigned n, uint32_t ctr)
{
    uint32_t now = get(EP0R + 4 * n);
    put(EP0R + 4 * n, ((now & 0x070F) | CTR_RX | CTR_TX) & ~ctr);
}

/* HSI16 is SYSCLK, HSI48 runs. */
static inline void clocks_on(void)
{
    wr(&chip, 0x40021000, rd(&chip, 0x40021000) | 1);
    run_us(&chip, 100);
    wr(&chip, 0x4002100C, 1);
    wr(&chip, 0x40021034, 1);                 /* SYSCFGEN */
    wr(&chip, 0x40021038, 1 << 23 | 1 << 28); /* USBEN, PWREN */
    wr(&chip, 0x40010020, 1 << 13 | 1);       /* ENREF_HSI48 */
    wr(&chip, 0x40021008, 1);                 /* HSI48ON */
    wr(&chip, 0x4002104C, 1 << 26);           /* HSI48SEL */
    run_us(&chip, 100);
}

/* The device is on, and shows its pull-up. */
static inline void device_on(void)
{
    put(CNTR, FRES);
    run_us(&chip, 1);
    put(CNTR, 0);
    put(BTABLE, 0);
    put(ISTR, 0);
    put(CNTR, CTR | RESET | SUSP | WKUP);
    put(BCDR, DPPU);
}

static inline void bus_reset(void)
{
    usb_drive(&chip, USB_LINE_RESET, 0);
    run_us(&chip, 10000);
    usb_drive(&chip, USB_LINE_FRAMES, 0);
    put(ISTR, 0);
}

/* Endpoint 0 as drivers open it: 64 bytes each way. */
static inline void open_ep0(uint32_t rx, uint32_t tx)
{
    table(0, ADDR_TX, 0x40);
    table(0, ADDR_RX, 0x80);
    table(0, COUNT_RX, 0x8400); /* 64 bytes */
    set_ep(0, CONTROL | rx | tx);
    put(DADDR, EF);
}

static inline int device(void **state)
{
    (void)state;
    fixture_chip(&chip);
    clocks_on();
    usb_drive(&chip, USB_LINE_IDLE, 0);
    device_on();
    bus_reset();
    open_ep0(RX_VALID, TX_NAK);
    sleep_core(&chip);
    return 0;
}

/* A transaction with endpoint EP of the device with the address 0. */
static struct usb_packet packet;

static inline enum usb_answer transact(enum usb_token token, unsigned endpoint,
                                       bool data1, const char *data)
{
    packet = (struct usb_packet){
        .token = token, .endpoint = (uint8_t)endpoint, .data1 = data1};
    if (data) {
        packet.size = (uint16_t)strlen(data);
        memcpy(packet.data, data, packet.size);
    }
    return usb_transact(&chip, &packet);
}

#endif
