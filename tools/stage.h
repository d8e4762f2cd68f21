/* SPDX-License-Identifier: MIT
 *
 * The stage of `boot0 demo`: a board, its timeline, and a real client that runs
 * beside it.
 */
#ifndef TOOLS_STAGE_H
#define TOOLS_STAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "bench/ask.h"
#include "bench/demo.h"
#include "bench/image.h"
#include "bench/machine.h"
#include "tools/host/child.h"
#include "tools/host/event_loop.h"

struct stage {
    struct terminal terminal;
    struct machine machine;
    struct decoder decoder;
    struct timeline timeline;
    struct event_loop loop;
    struct part part;
    const struct demo_story *story;
    const struct board_info *board;
    struct image v1, v2, plain;
    char folder[64];    /* of the file below, "" = not made */
    char new_image[96]; /* version 2 as the client reads it */
    /* True: this line of the client's output is not shown. NULL = all are. */
    bool (*hides)(const char *line);
};

/* Sets up a board, prints its heading and makes the asks, which outlive the
 * stage. */
void stage_set(struct stage *stage, const char *title,
               const struct image *image, unsigned rom,
               const struct asks *asks);

/* Turns to an event of MASK (bits 1 << enum machine_event_kind), or until
 * UNTIL_PS or a signal: MACHINE_TIME. */
enum machine_event_kind stage_turn_to(struct stage *stage, unsigned mask,
                                      uint64_t until_ps);
enum machine_event_kind stage_turn_for(struct stage *stage, unsigned mask,
                                       uint64_t milliseconds);

/* Prints why the demo fails; returns false. */
bool stage_failed(struct stage *stage, const char *what);

/* True: the flash holds version 2. */
bool stage_is_programmed(const struct stage *stage);

/* Returns 0, or the exit status if there is no client of that name. */
int stage_look_for_client(const char *name);

/* Runs the client with the board beside it, shows its command line and its
 * output. Returns false, which is reported, unless it succeeds. */
bool stage_run_client(struct stage *stage, char *const command[]);

#endif
