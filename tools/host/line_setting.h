/* SPDX-License-Identifier: MIT
 *
 * What a client has set of a serial line: speed, frame, break, modem lines.
 */
#ifndef TOOLS_HOST_LINE_SETTING_H
#define TOOLS_HOST_LINE_SETTING_H

#include "chip/map.h"

enum {
    LINE_BAUD_MIN = 1200, /* what serial_open() takes */
    LINE_BAUD_MAX = 1000000
};

struct line {
    uint32_t baud;          /* 0 = as the firmware's */
    bool framed;            /* the client has said what a frame is: */
    struct map_frame frame; /* else frames are as the firmware's */
    bool breaking;          /* the line is held low */
};

/* The modem lines, as far as a client has set them; true = asserted. */
struct line_signals {
    bool dtr_set, dtr, rts_set, rts;
};

struct line_setting {
    struct line line;
    struct line_signals signals;
    bool purge;       /* the client takes back what is not yet sent */
    bool deaf;        /* no line has the speed asked for last, `refused`: */
    uint32_t refused; /* nothing gets through until another is set */
};

/* Sets the speed as a client asks for it, or becomes deaf. */
static inline void line_setting_baud(struct line_setting *set, uint32_t baud)
{
    set->deaf = baud < LINE_BAUD_MIN || baud > LINE_BAUD_MAX;
    if (set->deaf)
        set->refused = baud;
    else
        set->line.baud = baud;
}

#endif
