/* SPDX-License-Identifier: MIT
 *
 * The timeline of the board, one line per event: virtual time in ms, the part
 * concerned, the event. Serial text is printed line by line.
 */
#ifndef TOOLS_REPORT_TIMELINE_H
#define TOOLS_REPORT_TIMELINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "bench/machine.h"
#include "bench/machine_setup.h"
#include "tools/report/led.h"

enum { TIMELINE_LINE = 160 };

/* The result of the model ROM's bank check. */
enum bank_check {
    CHECK_UNKNOWN, /* a user's own ROM image */
    CHECK_NONE,    /* this version has none: the ROM stays */
    CHECK_PASSED,  /* entered past it: the ROM stays */
    CHECK_BOOT0,   /* the BOOT0 pin is high: the ROM stays */
    CHECK_RDP2,    /* level 2, BFB2=1: the ROM starts an application */
    CHECK_BFB2,    /* BFB2=0, and the ROM consults it: it stays */
    CHECK_EMPTY,   /* no bank starts with a stack pointer: the ROM stays */
    CHECK_BANK1,   /* bank 1, 2 does and is started */
    CHECK_BANK2
};

struct timeline {
    FILE *out;
    bool cycles; /* lines of a trace: they begin with the cycle */
    int error;   /* errno of the first line that could not be written; 0 =
                    all were, or they are a trace's */
    const struct machine *machine;
    const struct asks *asks; /* those of MACHINE_ASKED */
    enum rom_version rom;
    struct readings readings;
    struct timeline_text {
        uint64_t since_ps; /* of its first byte */
        size_t length;
        char line[TIMELINE_LINE];     /* not complete yet */
        char last[TIMELINE_LINE + 1]; /* the last one printed */
    } text[SERIAL_COUNT];
    struct led led;          /* LD2, */
    struct machine *watched; /* once timeline_watch_led() has this machine */
};

/* Opens the timeline of a machine that was built from SETUP. ASKS outlive the
 * timeline. */
void timeline_open(struct timeline *timeline, FILE *out,
                   const struct machine *machine,
                   const struct machine_setup *setup, const struct asks *asks);

/* Tells changes of LD2 of the Nucleo-64. MACHINE is that of the timeline. */
void timeline_watch_led(struct timeline *timeline, struct machine *machine);

/* Prints a line with the present time: "  12.345 ms  who       what". */
void timeline_print(struct timeline *timeline, const char *who,
                    const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Prints the line or lines of an event; MACHINE_TIME has none. */
void timeline_event(struct timeline *timeline,
                    const struct machine_event *event);

/* Adds bytes that a USART sent; they are printed when their line ends or stays
 * unfinished. */
void timeline_serial(struct timeline *timeline, unsigned usart,
                     const uint8_t *bytes, size_t count);
/* Prints unfinished lines to which nothing was added for a while, with END all
 * unfinished lines; and whether an LED that flickered is steady again. */
void timeline_flush(struct timeline *timeline, bool end);

/* Returns "V4.1" ..., or "own ROM" for a ROM file. */
const char *timeline_rom_name(enum rom_version rom, char name[16]);

/* Returns the bank check's result for the present or last visit. */
enum bank_check timeline_bank_check(const struct timeline *timeline);

#endif
