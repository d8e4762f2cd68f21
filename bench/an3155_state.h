/* SPDX-License-Identifier: MIT
 *
 * The state of an AN3155 client (an3155_client.h), as plain data, and its
 * limits and time-outs, whose reasons are in docs/programming.md.
 */
#ifndef BENCH_AN3155_STATE_H
#define BENCH_AN3155_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "bench/client.h"

enum {
    AN3155_BLOCK = 256,   /* bytes that a command reads or writes at most */
    AN3155_PAGES = 64,    /* pages in one command: one list would lose 5 s to
                             one bad byte, and show no progress */
    AN3155_COMMANDS = 32, /* that a ROM may have */
    AN3155_FRAME = 258,   /* the longest: count, block, checksum */
    AN3155_TRIES = 4,     /* of each operation */
    AN3155_SYNC_MS = 100, /* between the first bytes 0x7F */
    AN3155_CONNECT_MS = 1000, /* so long, unless the caller wants longer */
    AN3155_ANSWER_MS = 2000,  /* for ACK or NACK, and between bytes of data */
    AN3155_WRITE_MS = 3000,   /* for a block to be programmed */
    AN3155_ERASE_MS = 2000,   /* for a list, and what its pages take */
    AN3155_PAD_MS = 100,      /* for the answer to a byte that pads */
    AN3155_QUIET_MS = 20,     /* without a byte: the line is quiet */
    AN3155_NOISE_MS = 2000    /* a line that is not quiet by then never is */
};

enum an3155_operation {
    AN3155_NOTHING,
    AN3155_CONNECT, /* sync, Get, Get ID */
    AN3155_READ,
    AN3155_WRITE,
    AN3155_ERASE,
    AN3155_GO
};

/* What the client waits for. */
enum an3155_stage {
    AN3155_IDLE,
    AN3155_SYNC,    /* an answer to 0x7F */
    AN3155_QUIET,   /* the end of what the line still says */
    AN3155_PAD,     /* a NACK, which ends the frame the ROM is in */
    AN3155_ALIGN,   /* a NACK to a byte or two: the ROM waits for a command */
    AN3155_COMMAND, /* ACK to a command, */
    AN3155_ADDRESS, /* to an address, */
    AN3155_LIST,    /* to a count, to data, to a list of pages, */
    AN3155_COUNT,   /* the first byte of an answer, */
    AN3155_DATA,    /* the others, */
    AN3155_TAIL     /* the ACK that ends it */
};

enum an3155_trouble { AN3155_NACKED, AN3155_LATE, AN3155_UNEXPECTED };

/* What made it wait for a quiet line. */
enum an3155_quiet {
    AN3155_AFTER_SYNC,
    AN3155_AFTER_TROUBLE,
    AN3155_AFTER_PAD,
    AN3155_AFTER_ALIGN
};

struct an3155_client {
    uint32_t baud; /* of the line: what arrives before a frame can have left is
                      no answer to it; 0 = a line without a speed (a pty) */
    uint32_t connect_ms; /* how long 0x7F is sent every AN3155_SYNC_MS */

    /* Known from AN3155_CONNECT on. */
    uint16_t id;           /* DEV_ID; 0 = not known yet */
    uint8_t version;       /* of the protocol, 0x31 = V3.1 */
    uint8_t command_count; /* 0 = not known yet */
    uint8_t commands[AN3155_COMMANDS];
    bool known;    /* Get has said the same twice */
    uint8_t asked; /* more than twice */
    bool synced;   /* the ROM had had its 0x7F before */

    /* The operation, and how it ended. */
    enum an3155_operation operation;
    enum client_result result;
    bool unconfirmed; /* AN3155_GO is done, but its last ACK did not come, and
                         no ROM answers any more */
    uint32_t address;
    uint16_t length;   /* bytes, or pages of a list, */
    uint32_t erase_ms; /* which take so long at most */
    union {
        uint8_t data[AN3155_BLOCK];   /* read, or to be written */
        uint16_t pages[AN3155_PAGES]; /* to be erased */
    };

    /* Where it is. */
    enum an3155_stage stage;
    enum an3155_stage failed;    /* where the last trouble was, */
    enum an3155_trouble trouble; /* and what it was; */
    uint8_t unexpected;          /* AN3155_UNEXPECTED: the byte */
    uint8_t command;
    uint8_t tries; /* of the operation so far */
    uint16_t want, got;
    uint64_t due_us, early_us, noise_us, connect_us;
    uint32_t wait_ms; /* for the answer to the frame */
    uint16_t frame_size, frame_sent;
    uint8_t frame[AN3155_FRAME];

    /* Into step again. */
    enum an3155_quiet after;
    uint8_t pad;            /* the byte that pads */
    uint32_t padded, limit; /* how many, and at most */
    uint32_t syncs;         /* 0x7F sent */
    uint8_t answer;         /* to them */

    struct client_counts counts;
};

#endif
