/* SPDX-License-Identifier: MIT
 *
 * An update of a part by its ROM, in virtual time: an image runs, is asked for
 * the ROM, and a host writes another one. Power may go at any moment of it:
 * then the part is booted as an owner can who has neither the BOOT0 pin nor
 * SWD.
 */
#ifndef BENCH_UPDATE_H
#define BENCH_UPDATE_H

#include "bench/campaign.h"
#include "bench/flash_plan.h"
#include "bench/machine.h"

struct update {
    const struct campaign *campaign; /* its image is the one that is replaced */
    const struct image *next;        /* by this one, */
    struct image written; /* of which the host writes this: all but a resident
                             that the part has already */
    struct scenario scenario; /* ROM, options, what the host is on */
    enum flash_policy policy;
};

/* Sets both images. False: out of memory. */
bool update_images(struct update *update, const struct campaign *campaign,
                   const struct image *next);
void update_images_free(struct update *update);

/* Builds the board with the old image and switches it on, its USB cable
 * plugged in if it has one. EVENTS as in struct machine_setup. Nothing is asked
 * yet. */
void update_start(const struct update *update, struct machine *machine,
                  unsigned events);

/* True: all that the host writes is in the flash, byte for byte. */
bool update_is_whole(const struct update *update, const struct chip *chip);

/* Returns the address at which the application of IMAGE counts as running, as
 * bank_main(); behind a resident that of the application it starts. */
uint32_t update_main(const struct image *image);

#endif
