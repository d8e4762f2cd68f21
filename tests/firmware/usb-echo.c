/* SPDX-License-Identifier: MIT
 *
 * A USB device for tests of hosts, by polling. Endpoint 1 sends back what it
 * receives, endpoint 2 (interrupt) sends a byte when it is asked to, endpoint 3
 * stalls. Vendor requests: KEEP stores up to 64 bytes, TELL returns them, KNOCK
 * makes endpoint 2 send its value, SWAP disconnects the device, which comes
 * back as another product, DIE disconnects it for good.
 */
#include <stdbool.h>

#include "firmware/stm32l0/stm32l073.h"
#include "firmware/stm32l0/stm32l073_usb.h"

enum { KEEP = 1, TELL, KNOCK, SWAP, DIE };
enum { GET_DESCRIPTOR = 6, SET_ADDRESS = 5, SET_CONFIGURATION = 9 };
enum { VENDOR_IN = 0xC0, VENDOR_OUT = 0x40, STANDARD_IN = 0x80 };
enum { TABLE = 64, AWAY = 100000 /* turns of a loop */ };

static uint8_t device[18] = {18,   1, 0, 2, 0xFF, 0, 0, 64, 0x09,
                             0x12, 1, 0, 0, 1,    0, 0, 0,  1};
static const uint8_t configuration[] = {
    9, 2, 46,   0, 1,  1,    0, 0x80, 50, /* configuration */
    9, 4, 0,    0, 4,  0xFF, 1, 2,    0,  /* interface */
    7, 5, 0x01, 2, 64, 0,    0,           /* bulk OUT */
    7, 5, 0x81, 2, 64, 0,    0,           /* bulk IN */
    7, 5, 0x82, 3, 8,  0,    4,           /* interrupt IN */
    7, 5, 0x03, 2, 64, 0,    0,           /* bulk OUT that stalls */
};

static const uint8_t *rest; /* of what endpoint 0 sends */
static uint32_t left, address, data_out, leaves;
static uint8_t kept[USB_PACKET];
static uint32_t kept_size;

/* --- packets --- */

static volatile struct usb_buffer *entry(uint32_t n)
{
    return (volatile struct usb_buffer *)USB_SRAM + n;
}

static uint32_t tx_at(uint32_t n)
{
    return TABLE + n * 2 * USB_PACKET;
}

static uint32_t rx_at(uint32_t n)
{
    return tx_at(n) + USB_PACKET;
}

/* STAT of the directions in MASK; CTR bits in CLEAR are cleared. */
static void change(uint32_t n, uint32_t mask, uint32_t value, uint32_t clear)
{
    enum { CTR = USB_EPR_CTR_RX | USB_EPR_CTR_TX };
    uint32_t now = USB->EPR[n];
    uint32_t kept_bits = USB_EPR_EA | USB_EPR_EP_KIND | USB_EPR_EP_TYPE;
    USB->EPR[n] = (now & kept_bits) | (CTR & ~clear) | ((now ^ value) & mask);
}

static void rx(uint32_t n, uint32_t stat)
{
    change(n, USB_EPR_STAT_RX, stat << USB_EPR_STAT_RX_POS, USB_EPR_CTR_RX);
}

static void tx(uint32_t n, uint32_t stat)
{
    change(n, USB_EPR_STAT_TX, stat << USB_EPR_STAT_TX_POS, USB_EPR_CTR_TX);
}

static void send(uint32_t n, const uint8_t *bytes, uint32_t size)
{
    for (uint32_t i = 0; i < size; i += 2)
        USB_SRAM[(tx_at(n) + i) / 2] =
            (uint16_t)(bytes[i] | (i + 1 < size ? bytes[i + 1] << 8 : 0));
    entry(n)->COUNT_TX = (uint16_t)size;
    tx(n, USB_STAT_VALID);
}

static uint32_t receive(uint32_t n, uint8_t bytes[USB_PACKET])
{
    uint32_t size = entry(n)->COUNT_RX & USB_COUNT_RX_COUNT;
    for (uint32_t i = 0; i < size; i++)
        bytes[i] = (uint8_t)(USB_SRAM[(rx_at(n) + i) / 2] >> (i & 1) * 8);
    return size;
}

static void open(uint32_t n, uint32_t type, uint32_t rx_stat, uint32_t tx_stat)
{
    entry(n)->ADDR_TX = (uint16_t)tx_at(n);
    entry(n)->ADDR_RX = (uint16_t)rx_at(n);
    entry(n)->COUNT_RX = USB_COUNT_RX_64;
    USB->EPR[n] = n | type;
    change(n,
           USB_EPR_STAT_RX | USB_EPR_STAT_TX | USB_EPR_DTOG_RX |
               USB_EPR_DTOG_TX,
           rx_stat << USB_EPR_STAT_RX_POS | tx_stat << USB_EPR_STAT_TX_POS, 0);
}

/* --- endpoint 0 --- */

static void configure(void)
{
    open(1, USB_EPR_EP_TYPE_BULK, USB_STAT_VALID, USB_STAT_NAK);
    open(2, USB_EPR_EP_TYPE_INTERRUPT, USB_STAT_DISABLED, USB_STAT_NAK);
    open(3, USB_EPR_EP_TYPE_BULK, USB_STAT_STALL, USB_STAT_DISABLED);
}

static void send_part(void)
{
    uint32_t size = left < USB_PACKET ? left : USB_PACKET;
    send(0, rest, size);
    rest += size;
    left -= size;
}

static void answer(const void *bytes, uint32_t size, uint32_t wanted)
{
    rest = bytes;
    left = size < wanted ? size : wanted;
}

/* Returns false when the device stalls the request. */
static bool standard(uint32_t request, uint32_t value, uint32_t length)
{
    uint32_t type = value >> 8;
    if (request == GET_DESCRIPTOR && type == 1)
        answer(device, sizeof device, length);
    else if (request == GET_DESCRIPTOR && type == 2)
        answer(configuration, sizeof configuration, length);
    else if (request == SET_ADDRESS)
        address = value;
    else if (request == SET_CONFIGURATION)
        configure();
    else
        return false;
    return true;
}

static bool vendor(uint32_t request, uint32_t value, uint32_t length)
{
    uint8_t byte = (uint8_t)value;
    if (request == KEEP && length <= USB_PACKET)
        data_out = length;
    else if (request == TELL)
        answer(kept, kept_size, length);
    else if (request == KNOCK)
        send(2, &byte, 1);
    else if (request == SWAP || request == DIE)
        leaves = request;
    else
        return false;
    return true;
}

static void setup(void)
{
    uint8_t bytes[USB_PACKET];
    receive(0, bytes);
    uint32_t value = bytes[2] | (uint32_t)bytes[3] << 8;
    uint32_t length = bytes[6] | (uint32_t)bytes[7] << 8;
    left = data_out = 0;
    bool known = bytes[0] & VENDOR_OUT ? vendor(bytes[1], value, length)
                                       : standard(bytes[1], value, length);
    rx(0, known ? USB_STAT_VALID : USB_STAT_STALL);
    if (!known)
        tx(0, USB_STAT_STALL);
    else if (!data_out)
        send_part();
}

static void data(void)
{
    if (data_out) {
        kept_size = receive(0, kept);
        data_out = 0;
        send(0, kept, 0);
    }
    rx(0, USB_STAT_VALID);
}

static void go_away(void)
{
    USB->BCDR = 0;
    USB->CNTR = USB_CNTR_FRES;
    USB->DADDR = 0;
    while (leaves == DIE)
        ;
    for (volatile uint32_t i = 0; i < AWAY; i++)
        ;
    device[10]++;
    leaves = 0;
    USB->CNTR = 0;
    USB->ISTR = 0;
    USB->BCDR = USB_BCDR_DPPU;
}

static void sent(void)
{
    change(0, 0, 0, USB_EPR_CTR_TX);
    if (left)
        send_part();
    if (address)
        USB->DADDR = USB_DADDR_EF | address;
    address = 0;
    if (leaves)
        go_away();
}

static void serve_control(void)
{
    uint32_t ep = USB->EPR[0];
    if (ep & USB_EPR_CTR_TX)
        sent();
    if (ep & USB_EPR_CTR_RX && ep & USB_EPR_SETUP)
        setup();
    else if (ep & USB_EPR_CTR_RX)
        data();
}

/* --- the others --- */

static void echo(void)
{
    uint8_t bytes[USB_PACKET];
    uint32_t ep = USB->EPR[1];
    uint32_t waits = USB_STAT_NAK << USB_EPR_STAT_TX_POS;
    if (!(ep & USB_EPR_CTR_RX) || (ep & USB_EPR_STAT_TX) != waits)
        return;
    send(1, bytes, receive(1, bytes));
    rx(1, USB_STAT_VALID);
}

/* --- the whole --- */

static void start(void)
{
    RCC->APB1ENR |= RCC_APB1ENR_PWREN | RCC_APB1ENR_USBEN;
    RCC->APB2ENR |= RCC_APB2ENR_SYSCFGEN;
    (void)RCC->APB2ENR;
    hsi16_start();
    SYSCFG->CFGR3 |= SYSCFG_CFGR3_EN_VREFINT | SYSCFG_CFGR3_ENREF_HSI48;
    RCC->CRRCR |= RCC_CRRCR_HSI48ON;
    while (!(RCC->CRRCR & RCC_CRRCR_HSI48RDY))
        ;
    RCC->CCIPR |= RCC_CCIPR_HSI48SEL;
    USB->CNTR = USB_CNTR_FRES;
    for (volatile uint32_t i = 0; i < 16; i++) /* tSTARTUP, 1 us */
        ;
    USB->CNTR = 0;
    USB->ISTR = 0;
    USB->BCDR = USB_BCDR_DPPU;
}

int main(void)
{
    start();
    for (;;) {
        if (USB->ISTR & USB_ISTR_RESET) {
            USB->ISTR = (uint16_t)~USB_ISTR_RESET;
            open(0, USB_EPR_EP_TYPE_CONTROL, USB_STAT_VALID, USB_STAT_NAK);
            USB->DADDR = USB_DADDR_EF;
            left = address = data_out = 0;
        }
        serve_control();
        echo();
    }
}
