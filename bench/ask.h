/* SPDX-License-Identifier: MIT
 *
 * The asks: how, and when, the firmware on the board is made to request the
 * ROM.
 */
#ifndef BENCH_ASK_H
#define BENCH_ASK_H

#include <stdbool.h>
#include <stdint.h>

#include "bench/image.h"

enum {
    ASK_BAUD = 115200, /* of a text, unless it says otherwise */
    ASK_HOLD_MS = 100, /* how long a button is held, unless it says otherwise */
    ASK_USB_MS = 1000, /* how long a USB host waits for the device, from the
                          time of the ask on */
    ASK_MAX = 8
};

enum ask_kind {
    ASK_CALL,   /* call `symbol` once, at a Thread-mode instruction boundary */
    ASK_PRESS,  /* press the button on pin `port`, `pin`, which pulls it low or
                   high */
    ASK_SEND,   /* send `text` to `usart` from the host */
    ASK_DETACH, /* the USB host sends DFU_DETACH, as dfu-util -e does */
    ASK_TOUCH   /* the USB host opens a serial port (CDC-ACM) at 1200 baud and
                   closes it, as upload tools do */
};

struct ask {
    enum ask_kind kind;
    uint64_t at_us;   /* virtual time from power-on */
    char *symbol;     /* ASK_CALL */
    unsigned port;    /* 0 = GPIOA, 1 = B, 2 = C, 3 = D, 4 = E, 7 = H */
    unsigned pin;     /* 0..15 */
    bool high;        /* ASK_PRESS: the button pulls the pin high */
    uint64_t hold_us; /* ASK_PRESS; 0 = ASK_HOLD_MS */
    unsigned usart;   /* 1, or 2: the line of USART2 and LPUART1 */
    uint32_t baud;    /* ASK_SEND; 0 = ASK_BAUD */
    char *text;       /* ends with 0 */
};

/* All that are made in one run. None: nobody asks for the ROM. */
struct asks {
    unsigned count;
    struct ask list[ASK_MAX]; /* by rising time */
};

/* Adds an ask behind those that are not later; ASKS has room for it. */
void asks_add(struct asks *asks, const struct ask *ask);

/* Returns the time from power-on when all asks are over, if nothing holds them
 * up. */
uint64_t asks_end_us(const struct asks *asks);

/* True: the USB host makes it; one of ASKS is. */
bool ask_is_usb(const struct ask *ask);
bool asks_have_usb(const struct asks *asks);

/* Returns what the USB host asks with: "DFU_DETACH" or "the 1200-baud touch".
 */
const char *ask_usb_words(const struct ask *ask);

/* Returns the speed of a text. */
uint32_t ask_baud(const struct ask *ask);

/* Returns how long an ask takes, at most: the button is held, the text is sent,
 * the USB host waits; 0 for a call. */
uint64_t ask_duration_us(const struct ask *ask);

/* True: IMAGE can be asked this way; it contains the functions that ASKS call.
 * False: ERROR names what is missing. */
bool asks_possible(const struct image *image, const struct asks *asks,
                   char error[IMAGE_ERROR_SIZE]);

/* Finds the function that ASK calls: by its symbol, or as it is written in C++
 * without its parameters, if only one is; boot0_request in an image without
 * symbols by the library's record. *address has no bit 0. */
bool ask_address(const struct image *image, const struct ask *ask,
                 uint32_t *address);

#endif
