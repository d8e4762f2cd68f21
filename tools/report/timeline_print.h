/* SPDX-License-Identifier: MIT
 *
 * What a timeline remembers, and a line of it. The files timeline_*.c each
 * print the lines of one subject; timeline.h is the interface.
 */
#ifndef TOOLS_REPORT_TIMELINE_PRINT_H
#define TOOLS_REPORT_TIMELINE_PRINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "bench/machine.h"
#include "bench/register_name.h"
#include "tools/report/led.h"

enum { TIMELINE_LINE = 160 };

struct timeline {
    FILE *out;
    bool cycles; /* lines of a trace: they begin with the cycle */
    int error;   /* errno of the first line that could not be written; 0 =
                    all were, or they are a trace's */
    const struct machine *machine;
    const struct asks *asks; /* those of MACHINE_ASKED */
    unsigned rom;
    struct readings readings;
    struct timeline_text {
        uint64_t since_ps; /* of its first byte */
        size_t length;
        char line[TIMELINE_LINE];     /* not complete yet */
        char last[TIMELINE_LINE + 1]; /* the last one printed */
    } text[SERIAL_COUNT];
    struct timeline_visit { /* the present stay in the ROM: */
        bool ready;         /* it was reported that it is, */
        unsigned looks;     /* how often it was looked at for that, */
        uint64_t look_ps;   /* and when it will be again */
        bool fault;         /* the ROM took one */
        bool options;       /* option bytes or all flash were changed in it */
    } visit;
    struct timeline_host { /* what a host had the ROM do, not reported yet */
        unsigned pages;    /* erased, */
        bool mixed;        /* between writes, */
        uint32_t from, to; /* and written: [from, to), or from == to */
        uint64_t last_ps;  /* of the last operation */
    } host;
    uint32_t clock_told[CLOCK_RULES]; /* Hz, since the last reset */
    struct timeline_wait { /* for what the application stands still in a loop */
        uint64_t look_ps;  /* when it is looked at again, */
        unsigned same;     /* how often it was the same, */
        char name[REGISTER_NAME]; /* "" = it does not */
    } wait;
    struct led led;          /* LD2, */
    struct machine *watched; /* once timeline_watch_led() has this machine */
};

/* Prints a line with the present time: "  12.345 ms  who       what". */
void timeline_print(struct timeline *timeline, const char *who,
                    const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
