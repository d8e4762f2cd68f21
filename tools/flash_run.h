/* SPDX-License-Identifier: MIT
 *
 * What the parts of `boot0 flash` share: the command line, the images, the part
 * behind its port, and the exit statuses.
 */
#ifndef TOOLS_FLASH_RUN_H
#define TOOLS_FLASH_RUN_H

#include <stdbool.h>
#include <stdint.h>

#include "bench/image.h"
#include "bench/programmer.h"
#include "tools/host/port.h"
#include "tools/host/port_usb.h"
#include "tools/host/progress.h"
#include "tools/host/terminal.h"
#include "tools/options.h"

enum flash_status {
    FLASH_RUNS = 0,       /* the sign of life was seen, or none was wanted */
    FLASH_NO_LIFE = 1,    /* programmed, and no sign of life */
    FLASH_USAGE = 2,      /* an unusable command line, image or port */
    FLASH_UNCHANGED = 3,  /* nothing was changed */
    FLASH_UNFINISHED = 4, /* something was erased, and the image is not whole */
    FLASH_INTERRUPTED = 130, /* by the user, with nothing changed */
    FLASH_NOT_WHOLE = 256    /* the resident has refused the image; no status
                                of the command */
};

enum { FLASH_EARLY = 512 };

struct flash_run {
    const struct options *options;
    const struct flash_options *given; /* options->flash */
    struct image image, old;           /* old: --diff-with, else empty */
    struct terminal terminal;

    bool usb;         /* the part hangs on `device`, else on `port` */
    struct port port; /* open when its kind is not NULL */
    struct port_usb device;
    uint32_t baud;                /* of the ROM's line now */
    struct programmer programmer; /* the last session with the ROM */
    bool gone;                    /* the port has vanished during it */
    bool asked;       /* the firmware was asked, and left for the ROM */
    bool without_old; /* the part has not what `old` says */
    uint8_t early[FLASH_EARLY]; /* what the firmware said together with the */
    size_t early_count;         /* ROM's last answer */
    char said[200];             /* what the firmware said to that */
    struct progress progress;
    uint64_t phase_us; /* when the phase on show began */
    unsigned shown_phase;
    uint32_t shown_total, shown_done; /* of that phase: pages or bytes */
};

#endif
