/* SPDX-License-Identifier: MIT
 *
 * The verdict that a request should have: the decision table of the library, a
 * second time and from the scenario alone. It shares no code with src/, so that
 * `check` is an independent judge.
 */
#ifndef BENCH_WANTED_H
#define BENCH_WANTED_H

#include <stdbool.h>
#include <stdint.h>

struct part;
struct readings;

enum want {
    WANT_DEFAULT, /* from the image and the scenario */
    WANT_ROM,     /* every scenario must reach the ROM */
    WANT_NEVER    /* no scenario may reach the ROM */
};

enum verdict {
    VERDICT_LOCKUP,      /* the core is locked up */
    VERDICT_HARDFAULT,   /* a HardFault was taken */
    VERDICT_ASTRAY,      /* the core fetched where no code is */
    VERDICT_RESET_LOOP,  /* 8 resets or bounces without anything else */
    VERDICT_UNASKED,     /* the ROM is ready without an ask */
    VERDICT_ROM,         /* the ROM is ready: it answered 0x7F with 0x79 */
    VERDICT_DEAF,        /* the ROM has the chip and answers nothing */
    VERDICT_BOUNCED,     /* the ROM gave the chip back */
    VERDICT_APPLICATION, /* runs: nothing was asked, or it was refused */
    VERDICT_LOST,        /* asked; the ROM was not entered, nothing refused */
    VERDICTS,
    VERDICT_NEVER = VERDICTS /* wanted only: neither rom nor unasked */
};

const char *verdict_name(enum verdict verdict);

enum asked { ASKED_NOTHING, ASKED_ROM, ASKED_ERASE };

struct situation {
    const struct part *part;
    /* The rules of its library, at RDP level 0 or 1. */
    enum verdict (*by_library)(const struct situation *situation);
    enum asked asked;
    bool library;     /* in the image, and the reset vector leads to it */
    bool allow_rdp1;  /* built with BOOT0_ALLOW_RDP1 */
    bool mailbox_rtc; /* built with BOOT0_MAILBOX_RTC */
    uint8_t rom_id;
    bool hse_crystal; /* on the board, not a clock signal */
    /* Of a model ROM; NULL = the ROM is a user's own. */
    const struct readings *readings;
    uint32_t own_head, other_head; /* first words of the banks */
    bool copy; /* the other bank holds the image once more */
    unsigned bfb2, boot0, rdp;
};

/* Returns the verdict that the scenario should have. */
enum verdict wanted(const struct situation *situation, enum want want);

/* True: VERDICT is as WANTED. */
bool wanted_met(enum verdict verdict, enum verdict wanted);

/* True: a part that was cut may end so. Where RAM is lost the ROM is unasked.
 */
bool wanted_survives(enum verdict verdict);

#endif
