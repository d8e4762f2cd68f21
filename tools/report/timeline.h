/* SPDX-License-Identifier: MIT
 *
 * What happens on the bench, told in one line per event: virtual time in ms,
 * who, what. Serial text is told line by line.
 */
#ifndef TOOLS_REPORT_TIMELINE_H
#define TOOLS_REPORT_TIMELINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "bench/machine.h"
#include "bench/machine_setup.h"

enum { TIMELINE_LINE = 160 };

/* What the model ROM's bank check comes to, by what it finds. */
enum bank_check {
    CHECK_UNKNOWN, /* a user's own ROM image */
    CHECK_NONE,    /* this version has none: the ROM stays */
    CHECK_PASSED,  /* entered past it: the ROM stays */
    CHECK_BOOT0,   /* the BOOT0 pin is high: the ROM stays */
    CHECK_RDP2,    /* level 2: no bootloader, the application is started */
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
    const struct ask *ask; /* what MACHINE_ASKED means */
    enum rom_version rom;
    struct readings readings;
    struct timeline_text {
        uint64_t since_ps; /* of its first byte */
        size_t length;
        char line[TIMELINE_LINE];     /* not complete yet */
        char last[TIMELINE_LINE + 1]; /* the last one told */
    } text[SERIAL_COUNT];
};

/* SETUP: what the machine was built of; ASK outlives the timeline. */
void timeline_open(struct timeline *timeline, FILE *out,
                   const struct machine *machine,
                   const struct machine_setup *setup, const struct ask *ask);

/* Makes LD2 of the Nucleo-64 tell its changes. */
void timeline_watch_led(struct machine *machine);

/* One line, now: "  12.345 ms  who       what". */
void timeline_print(struct timeline *timeline, const char *who,
                    const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The line or lines of an event; nothing for MACHINE_TIME. */
void timeline_event(struct timeline *timeline,
                    const struct machine_event *event);

/* Bytes that a USART sent; told when their line ends or stays unfinished. */
void timeline_serial(struct timeline *timeline, unsigned usart,
                     const uint8_t *bytes, size_t count);
/* Tells unfinished lines that nothing was added to for a while; with END all
 * unfinished lines. */
void timeline_flush(struct timeline *timeline, bool end);

/* "V4.1", "own ROM". */
const char *timeline_rom_name(enum rom_version rom, char name[16]);

/* The bank check's decision for the present or last visit. */
enum bank_check timeline_bank_check(const struct timeline *timeline);

#endif
