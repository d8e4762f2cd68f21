/* SPDX-License-Identifier: MIT
 *
 * What the files of the USB full-speed device share: its state and bits.
 */
#ifndef CHIP_BLOCK_USB_FS_STATE_H
#define CHIP_BLOCK_USB_FS_STATE_H

#include "chip/map.h"
#include "chip/usb.h"

enum { USB_FS_REGISTERS = 8, USB_FS_MEMORY = 1024 /* bytes */ };

/* EPnR */
#define EP_CTR_RX  (1u << 15)
#define EP_DTOG_RX (1u << 14)
#define EP_STAT_RX (3u << 12)
#define EP_SETUP   (1u << 11)
#define EP_TYPE    (3u << 9)
#define EP_KIND    (1u << 8)
#define EP_CTR_TX  (1u << 7)
#define EP_DTOG_TX (1u << 6)
#define EP_STAT_TX (3u << 4)
#define EP_EA      0x000Fu

#define EP_BULK    (0u << 9)
#define EP_CONTROL (1u << 9)
#define EP_ISO     (2u << 9)

/* STAT_RX and STAT_TX, and the number of their lower bit */
enum { EP_STAT_RX_AT = 12, EP_STAT_TX_AT = 4 };
enum { STAT_DISABLED, STAT_STALL, STAT_NAK, STAT_VALID };

/* CNTR; its bits 15:7 enable the flags of ISTR */
#define CNTR_FRES   (1u << 0)
#define CNTR_PDWN   (1u << 1)
#define CNTR_LPMODE (1u << 2)
#define CNTR_FSUSP  (1u << 3)
#define CNTR_RESUME (1u << 4)

#define ISTR_ESOF  (1u << 8)
#define ISTR_SOF   (1u << 9)
#define ISTR_RESET (1u << 10)
#define ISTR_SUSP  (1u << 11)
#define ISTR_WKUP  (1u << 12)
#define ISTR_CTR   (1u << 15)

#define DADDR_EF  (1u << 7)
#define BCDR_DPPU (1u << 15)

struct usb_fs {
    uint16_t ep[USB_FS_REGISTERS];
    uint8_t doubled; /* bit = register: buffers, not STAT, control its flow */
    uint16_t cntr;
    uint16_t istr; /* the flags that stores clear */
    uint16_t daddr, btable, lpmcsr, bcdr;
    bool attached;  /* as the host last saw it */
    bool resetting; /* the line is in reset, and was followed */
    bool busy;      /* the line is not idle */
    /* Start of frame: */
    bool framed;      /* frames come in */
    uint32_t first;   /* of the board's frames, the first that came in, */
    uint32_t seen;    /* and how many have begun */
    uint16_t number;  /* FNR.FN of the last one */
    uint8_t missed;   /* expected ones that did not come, 0..3 */
    uint64_t idle_ps; /* when the next one is missed; NEVER = not counted */
    uint8_t memory[USB_FS_MEMORY];
};

/* Both buffers serve one direction, and the data toggle chooses. */
static inline bool usb_fs_double(uint16_t ep)
{
    return (ep & (EP_TYPE | EP_KIND)) == (EP_BULK | EP_KIND);
}

static inline bool usb_fs_iso(uint16_t ep)
{
    return (ep & EP_TYPE) == EP_ISO;
}

#endif
