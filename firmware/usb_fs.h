/* SPDX-License-Identifier: MIT
 *
 * Registers of the USB full-speed device, of its packet memory, and of the CRS,
 * as the STM32L0 and the STM32L43x have them; as ST prints them. RM0367,
 * RM0394. Who includes it defines where they are.
 */
#ifndef FIRMWARE_USB_FS_H
#define FIRMWARE_USB_FS_H

#include <stdint.h>

enum {
    USB_BUFFERS = 8,      /* EPnR, each with an entry of the buffer table */
    USB_SRAM_SIZE = 1024, /* bytes, with accesses of 8 or 16 bits */
    USB_PACKET = 64       /* the most data in a packet, but isochronous ones */
};

struct usb { /* RM0367 32.6; every register has 16 bits */
    volatile uint32_t EPR[USB_BUFFERS], unused[8], CNTR, ISTR, FNR, DADDR,
        BTABLE, LPMCSR, BCDR;
};

struct usb_buffer { /* 32.6.2, an entry of the buffer table */
    volatile uint16_t ADDR_TX, COUNT_TX, ADDR_RX, COUNT_RX;
};

/* Written: 1 leaves CTR_RX and CTR_TX and toggles DTOG and STAT, 0 clears CTR
 * and leaves DTOG and STAT. */
enum {
    USB_EPR_EA = 0xF << 0,
    USB_EPR_STAT_TX_POS = 4,
    USB_EPR_STAT_TX = 3 << 4,
    USB_EPR_DTOG_TX = 1 << 6,
    USB_EPR_CTR_TX = 1 << 7,
    USB_EPR_EP_KIND = 1 << 8,
    USB_EPR_EP_TYPE = 3 << 9,
    USB_EPR_EP_TYPE_BULK = 0 << 9,
    USB_EPR_EP_TYPE_CONTROL = 1 << 9,
    USB_EPR_EP_TYPE_INTERRUPT = 3 << 9,
    USB_EPR_SETUP = 1 << 11,
    USB_EPR_STAT_RX_POS = 12,
    USB_EPR_STAT_RX = 3 << 12,
    USB_EPR_DTOG_RX = 1 << 14,
    USB_EPR_CTR_RX = 1 << 15
};

/* STAT_RX and STAT_TX */
enum { USB_STAT_DISABLED, USB_STAT_STALL, USB_STAT_NAK, USB_STAT_VALID };

enum {
    USB_COUNT_RX_64 = 0x8000 | 1 << 10, /* BL_SIZE, NUM_BLOCK */
    USB_COUNT_RX_COUNT = 0x3FF,
    USB_CNTR_FRES = 1 << 0,
    USB_CNTR_PDWN = 1 << 1,
    USB_CNTR_FSUSP = 1 << 3,
    USB_CNTR_SOFM = 1 << 9,
    USB_CNTR_SUSPM = 1 << 11,
    USB_CNTR_WKUPM = 1 << 12,
    USB_CNTR_RESETM = 1 << 10,
    USB_CNTR_CTRM = 1 << 15,
    USB_ISTR_EP_ID = 0xF << 0,
    USB_ISTR_DIR = 1 << 4,
    USB_ISTR_SOF = 1 << 9, /* rc_w0, as RESET, SUSP and WKUP are */
    USB_ISTR_RESET = 1 << 10,
    USB_ISTR_SUSP = 1 << 11,
    USB_ISTR_WKUP = 1 << 12,
    USB_ISTR_CTR = 1 << 15,
    USB_DADDR_EF = 1 << 7,
    USB_BCDR_DPPU = 1 << 15
};

struct crs { /* RM0367 8.6 */
    volatile uint32_t CR, CFGR, ISR, ICR;
};

enum {
    CRS_CR_CEN = 1 << 5,
    CRS_CR_AUTOTRIMEN = 1 << 6,
    CRS_CFGR_RESET = 0x2022BB7F /* SYNCSRC USB SOF, 48 MHz / 1 kHz */
};

#endif
