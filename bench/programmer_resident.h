/* SPDX-License-Identifier: MIT
 *
 * What a resident at the beginning of the flash means for an update
 * (src/resident/resident_trailer.h). For programmer.c and its parts only.
 */
#ifndef BENCH_PROGRAMMER_RESIDENT_H
#define BENCH_PROGRAMMER_RESIDENT_H

#include <stddef.h>

#include "bench/programmer_state.h"

enum { PROGRAMMER_RESIDENT_HEAD_SIZE = 64 /* bytes of the flash that tell */ };

/* Recognises a resident by the first bytes of the flash. */
void programmer_resident_find(struct programmer_found *found,
                              const uint8_t *flash);

/* Fills in where the image must begin and which page makes it valid. False: the
 * resident would never start this image; ERROR says why. */
bool programmer_resident_plan(const struct programmer *programmer,
                              struct flash_plan_setup *plan, char *error,
                              size_t size);

#endif
