/* SPDX-License-Identifier: MIT
 *
 * The state of a programmer (programmer.h), as plain data, and what it is asked
 * for.
 */
#ifndef BENCH_PROGRAMMER_STATE_H
#define BENCH_PROGRAMMER_STATE_H

#include "bench/an3155_state.h"
#include "bench/dfuse_state.h"
#include "bench/flash_plan.h"

enum {
    PROGRAMMER_ERROR_SIZE = 512,
    PROGRAMMER_SEEN = 128,
    PROGRAMMER_REPAIRS = 3 /* of a page: erased and written again */
};

enum programmer_link { PROGRAMMER_USART, PROGRAMMER_USB };

enum programmer_phase {
    PROGRAMMER_IDENTIFY,
    PROGRAMMER_ERASE,
    PROGRAMMER_WRITE,
    PROGRAMMER_VERIFY,
    PROGRAMMER_START,
    PROGRAMMER_PHASES
};

/* How the session ended. */
enum programmer_end {
    PROGRAMMER_RUNNING,
    PROGRAMMER_DONE,
    PROGRAMMER_STOPPED,     /* by programmer_stop() */
    PROGRAMMER_SILENT,      /* no ROM answers */
    PROGRAMMER_GONE,        /* USB: the device has been detached */
    PROGRAMMER_FOREIGN,     /* what answers is no such ROM */
    PROGRAMMER_UNKNOWN,     /* a device that the table does not have */
    PROGRAMMER_UNSUPPORTED, /* one that it has, but that cannot be programmed */
    PROGRAMMER_OTHER_PART,  /* another device than the setup wants */
    PROGRAMMER_PROTECTED,   /* readout protection */
    PROGRAMMER_MISFIT,  /* the image does not fit the part, or the resident */
    PROGRAMMER_REFUSED, /* the ROM refuses an operation */
    PROGRAMMER_BROKEN,  /* the line loses too much */
    PROGRAMMER_MISMATCH /* the flash is not what was written */
};

/* What is in the flash, compared with what was there before. */
enum programmer_flash {
    PROGRAMMER_UNCHANGED,  /* nothing was erased or written */
    PROGRAMMER_UNFINISHED, /* something was, and the image is not whole */
    PROGRAMMER_WHOLE       /* all is written (and verified, if it was to be) */
};

/* A resident at the beginning of the flash (src/resident/). */
enum programmer_resident {
    PROGRAMMER_RESIDENT_UNKNOWN, /* the flash was not read */
    PROGRAMMER_RESIDENT_NONE,
    PROGRAMMER_RESIDENT_HEAD, /* it judges the application by its first page, */
    PROGRAMMER_RESIDENT_CRC   /* by all of it */
};

struct programmer_setup {
    enum programmer_link link;
    uint32_t baud;       /* of the line; 0 = it has no speed (a pty) */
    uint32_t connect_ms; /* USART: how long it waits for the ROM; 0 = 1 s */
    const struct image *image; /* NULL = the part is identified, and, if
                                  `start`, what it has is started */
    const struct image *old;   /* as flash_plan_setup.old; if the flash turns
                                  out otherwise, all is written, by itself */
    enum flash_policy policy;
    uint16_t id;        /* the device wanted, 0 = any of device.h */
    bool over_resident; /* an image at the beginning of the flash may replace
                           the resident that is there */
    bool verify, start; /* phases that are wanted */
    uint32_t start_at;  /* vector table for Go; 0 = that at the beginning of the
                           flash */
};

/* What the part says of itself. */
struct programmer_found {
    const struct device *device; /* NULL = not known (yet) */
    uint16_t id;                 /* DEV_ID by USART; that of `device` by USB */
    uint16_t version;  /* of the protocol: 0x31 = V3.1; USB: 0x2200 = V2.2 */
    uint8_t rom_id;    /* the ROM's id byte, 0x41 = V4.1; 0 = not readable */
    uint16_t flash_kb; /* F_SIZE; 0 = not readable */
    bool protected;    /* RDP: the ROM refuses to read */
    bool synced;   /* USART: an earlier host had synchronised it (it answered
                      NACK first) */
    uint32_t head; /* first word of the flash */
    enum programmer_resident resident;
    uint32_t resident_base; /* of its application */
};

struct programmer {
    struct programmer_setup setup;
    union {
        struct an3155_client an3155;
        struct dfuse_client dfuse;
    };
    struct programmer_found found;
    struct flash_plan plan; /* from PROGRAMMER_ERASE on */

    enum programmer_phase phase;
    enum programmer_end end;
    bool touched;     /* an erase or a write was sent */
    bool whole;       /* all is written */
    bool unconfirmed; /* started, but the last answer did not come */
    bool stopping;
    bool without_old; /* the flash was not `old`: written again as a whole */
    uint32_t done, total;     /* of the phase: pages, then bytes */
    uint32_t address, length; /* of the operation under way, or that failed;
                                 the length of an erase is in pages */
    uint8_t read, expected;   /* PROGRAMMER_MISMATCH: the byte at `address` */
    unsigned repairs;         /* writes that were not in the flash as sent */

    /* Where it is. */
    unsigned step, tries;
    uint32_t trouble_page, repair_at;
    uint32_t seen_length; /* PROGRAMMER_IDENTIFY: what was read last */
    uint8_t seen[PROGRAMMER_SEEN];
    struct flash_cursor cursor;
};

static inline bool programmer_ended(const struct programmer *programmer)
{
    return programmer->end != PROGRAMMER_RUNNING;
}

#endif
