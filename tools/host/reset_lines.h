/* SPDX-License-Identifier: MIT
 *
 * NRST and BOOT0 as DTR and RTS of a client set them over RFC 2217, wired as
 * serial adapters with such lines are: DTR asserted pulls NRST low, RTS
 * asserted raises BOOT0; either may be inverted. A line that no client has set
 * does nothing. While NRST is low virtual time stands still; the chip is reset,
 * and looks at BOOT0, when NRST rises.
 */
#ifndef TOOLS_HOST_RESET_LINES_H
#define TOOLS_HOST_RESET_LINES_H

#include <stdbool.h>

#include "tools/host/cable.h"

struct reset_lines {
    bool idle_boot0; /* without a client */
    bool boot0_set;  /* a client has set BOOT0 */
    bool nrst_low;
};

void reset_lines_open(struct reset_lines *lines, const struct machine *machine);

/* Follows the jacks of all cables; NULL = none on that line. */
void reset_lines_follow(struct reset_lines *lines, struct machine *machine,
                        struct cable *const cables[SERIAL_COUNT]);

#endif
