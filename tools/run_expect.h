/* SPDX-License-Identifier: MIT
 *
 * --expect and --fail: the run ends when the firmware has said something, on
 * any serial line. The ROM's bytes are no text.
 */
#ifndef TOOLS_RUN_EXPECT_H
#define TOOLS_RUN_EXPECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tools/options.h"
#include "tools/report/timeline.h"

/* Two texts' room: a text is found wherever it is cut. */
enum { EXPECT_HEARD = 2 * OPTION_EXPECT_TEXT };

struct run_expect {
    const struct options *options;
    struct timeline *timeline;
    unsigned seen; /* 1 << index of each text that was expected and came */
    unsigned seen_on[OPTION_EXPECTS]; /* the line that it came on */
    const char *failed;               /* the text of --fail that came, */
    unsigned failed_on;               /* and its line */
    struct expect_line {
        size_t length;
        char heard[EXPECT_HEARD]; /* the last bytes */
    } lines[SERIAL_COUNT];
};

void run_expect_open(struct run_expect *expect, const struct options *options,
                     struct timeline *timeline);

/* Takes what the firmware sent. */
void run_expect_hear(void *expect, unsigned usart, const uint8_t *bytes,
                     size_t count);

/* True: the run is to end: all texts have come, or one of --fail. */
bool run_expect_done(const struct run_expect *expect);

/* Says at the end which texts have come. Returns 0, or EXIT_FAILED. */
int run_expect_end(struct run_expect *expect);

#endif
