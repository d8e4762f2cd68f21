/* SPDX-License-Identifier: MIT
 *
 * The ask: how, and when, the firmware on the board is made to request the ROM.
 */
#ifndef BENCH_ASK_H
#define BENCH_ASK_H

#include <stdbool.h>
#include <stdint.h>

#include "bench/image.h"

enum ask_kind {
    ASK_CALL,  /* call `symbol` once, at a Thread-mode instruction boundary */
    ASK_PRESS, /* press the button on pin `port`, `pin` */
    ASK_SEND,  /* send `text` to `usart` from the host */
    ASK_NONE   /* ask nothing */
};

struct ask {
    enum ask_kind kind;
    uint64_t at_us; /* virtual time from power-on */
    char *symbol;   /* ASK_CALL */
    unsigned port;  /* 0 = GPIOA, 1 = B, 2 = C, 3 = D, 4 = E, 7 = H */
    unsigned pin;   /* 0..15 */
    unsigned usart; /* 1, or 2: the line of USART2 and LPUART1 */
    char *text;     /* ends with 0 */
};

/* True: IMAGE can be asked this way; it contains the function that ASK calls.
 * False: ERROR names what is missing. */
bool ask_possible(const struct image *image, const struct ask *ask,
                  char error[IMAGE_ERROR_SIZE]);

/* Finds the function that ASK calls: by its symbol; boot0_request in an image
 * without symbols by the library's record. *address has no bit 0. */
bool ask_address(const struct image *image, const struct ask *ask,
                 uint32_t *address);

#endif
