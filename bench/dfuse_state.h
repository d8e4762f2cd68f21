/* SPDX-License-Identifier: MIT
 *
 * The state of a DfuSe client (dfuse_client.h), as plain data, and its limits
 * and time-outs, whose reasons are in docs/programming.md.
 */
#ifndef BENCH_DFUSE_STATE_H
#define BENCH_DFUSE_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "bench/client.h"
#include "bench/dfuse_layout.h"

enum {
    DFUSE_BLOCK = 2048,       /* bytes in a transfer at most */
    DFUSE_SMALL = 64,         /* bytes of short requests */
    DFUSE_ALTERNATES = 8,     /* settings that are looked at */
    DFUSE_TRIES = 4,          /* of each operation */
    DFUSE_TRANSFER_MS = 5000, /* that a control transfer may take */
    DFUSE_BUSY_MS = 30000,    /* that bwPollTimeout is believed */
    DFUSE_POLLS = 1000,       /* of a device that stays busy, 1 ms at least */
    DFUSE_TEXT = 128          /* characters of a memory layout */
};

enum dfuse_operation {
    DFUSE_NOTHING,
    DFUSE_CONNECT, /* descriptors, memory layout, dfuIDLE */
    DFUSE_READ,
    DFUSE_WRITE,
    DFUSE_ERASE,
    DFUSE_LEAVE
};

/* bState, USB DFU 1.1 6.1.2. */
enum dfuse_state {
    DFUSE_APP_IDLE = 0,
    DFUSE_IDLE = 2,
    DFUSE_DNLOAD_SYNC,
    DFUSE_DNBUSY,
    DFUSE_DNLOAD_IDLE,
    DFUSE_MANIFEST_SYNC,
    DFUSE_MANIFEST,
    DFUSE_UPLOAD_IDLE = 9,
    DFUSE_ERROR,
    DFUSE_UNKNOWN = 0xFF /* to be asked */
};

enum { DFUSE_ERR_VENDOR = 11 /* bStatus: readout protection */ };

/* How a control transfer ended. */
enum dfuse_end { DFUSE_OK, DFUSE_STALLED, DFUSE_TIMEOUT, DFUSE_GONE };

struct dfuse_transfer {
    uint8_t setup[8]; /* bit 7 of the first: the data come from the device */
    uint16_t length;  /* bytes of data */
    uint8_t *data;    /* inside the client: to be sent, or to be filled */
};

/* The request under way, or the one that the device's pause is for. */
enum dfuse_step {
    DFUSE_STEP_NONE,
    DFUSE_STEP_DEVICE, /* descriptors */
    DFUSE_STEP_CONFIGURATION,
    DFUSE_STEP_STRING,
    DFUSE_STEP_INTERFACE,
    DFUSE_STEP_ASK,      /* GETSTATUS: what state is it in? */
    DFUSE_STEP_CLEAR,    /* CLRSTATUS or ABORT */
    DFUSE_STEP_ADDRESS,  /* DNLOAD of block 0: set the address pointer */
    DFUSE_STEP_DOWNLOAD, /* DNLOAD of a block, or of the command to erase */
    DFUSE_STEP_POLL,     /* GETSTATUS behind a DNLOAD */
    DFUSE_STEP_UPLOAD,
    DFUSE_STEP_LEAVE,
    DFUSE_STEP_LEFT /* GETSTATUS behind it */
};

struct dfuse_client {
    /* Known from DFUSE_CONNECT on. */
    uint16_t version;       /* bcdDevice, 0x2200 = V2.2 */
    uint16_t transfer_size; /* wTransferSize, DFUSE_BLOCK at most */
    uint8_t interface;
    uint8_t alternate_count, alternate; /* alternate: of the internal flash */
    struct {
        uint8_t setting, string;
    } alternates[DFUSE_ALTERNATES];
    struct dfuse_layout layout;
    char text[DFUSE_TEXT]; /* of the layout, for messages */

    /* The operation, and how it ended. */
    enum dfuse_operation operation;
    enum client_result result;
    bool unconfirmed;      /* DFUSE_LEAVE: dfuMANIFEST was not seen */
    uint8_t status, state; /* of the last GETSTATUS, or what follows from it */
    uint32_t address;
    uint16_t length;

    /* Where it is. */
    enum dfuse_step step, polled; /* polled: the DNLOAD behind STEP_POLL */
    bool addressed;               /* the pointer is set */
    bool ready, flying; /* the transfer waits to be taken; was taken */
    uint8_t tries, clears;
    uint16_t polls;
    uint64_t due_us;
    struct dfuse_transfer transfer;
    uint8_t small[DFUSE_SMALL];
    uint8_t data[DFUSE_BLOCK]; /* read, or to be written */

    struct client_counts counts;
};

#endif
