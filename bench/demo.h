/* SPDX-License-Identifier: MIT
 *
 * The stories that `boot0 demo` tells of a board, as data.
 */
#ifndef BENCH_DEMO_H
#define BENCH_DEMO_H

#include <stdbool.h>

struct demo_chapter {
    unsigned rom;
    bool plain;   /* the plain jump, else the library and an update, */
    bool bounces; /* from which the ROM gives the chip back */
};

struct demo_story {
    const char *board;           /* its button asks, or a line if it has none */
    const char *v1, *v2, *plain; /* embedded files */
    const char *library;         /* what version 1 has, in words */
    const char *question;        /* whose plain jump it is, in words */
    struct demo_chapter chapters[4];
    unsigned chapter_count;
    bool usb; /* `demo --usb` tells the first chapter over USB, too */
};

#endif
