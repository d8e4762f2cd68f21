/* SPDX-License-Identifier: MIT
 *
 * The options of `boot0 flash`.
 */
#ifndef TOOLS_FLASH_OPTIONS_H
#define TOOLS_FLASH_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

/* How the firmware on the part is asked to leave for the ROM. */
enum flash_ask {
    FLASH_ASK_DEFAULT, /* over USB as FLASH_ASK_DETACH if the application has
                          DFU, else as FLASH_ASK_NONE */
    FLASH_ASK_NONE,    /* somebody else does, or the ROM is up already */
    FLASH_ASK_TEXT,    /* a text on the line */
    FLASH_ASK_TOUCH,   /* its serial port over USB is opened at 1200 baud */
    FLASH_ASK_DETACH,  /* DFU's request DETACH */
    FLASH_ASK_LINES    /* not at all: DTR is wired to NRST, RTS to BOOT0 */
};

enum flash_verify {
    FLASH_VERIFY_READ,     /* all is read back */
    FLASH_VERIFY_RESIDENT, /* the resident's CRC decides at the start */
    FLASH_VERIFY_NONE
};

enum {
    FLASH_BAUD = 115200, /* AN3155: tested from 1200 to 115200 */
    FLASH_BAUD_MIN = 1200,
    FLASH_BAUD_MAX = 1000000,
    FLASH_WAIT_MS = 10000,
    FLASH_EXPECT = 256 /* characters of --expect */
};

struct flash_options {
    const char *port;
    enum flash_ask ask;
    const char *ask_word; /* as it was given */
    char *text;           /* FLASH_ASK_TEXT; NULL = none */
    uint32_t ask_baud;    /* of the application; 0 = FLASH_BAUD */
    bool dtr_inverted;    /* FLASH_ASK_LINES: released pulls NRST low */
    bool rts_inverted;    /* FLASH_ASK_LINES: released raises BOOT0 */
    uint32_t baud;        /* of the ROM; 0 = FLASH_BAUD */
    bool rising;          /* --policy address */
    enum flash_verify verify;
    const char *diff_with; /* NULL = every page is written */
    char *expect;          /* sign of life; NULL = none is named */
    uint64_t wait_us;      /* for the ROM, and for the sign of life; 0 =
                              FLASH_WAIT_MS */
    bool no_start, dry_run, force, protect, erase_all;
};

#endif
