/* SPDX-License-Identifier: MIT
 *
 * Warnings: what the chip reported of the image, and an ask in vain.
 */
#ifndef BENCH_CAUSE_NOTE_H
#define BENCH_CAUSE_NOTE_H

#include "bench/evidence.h"

/* Adds them, each code once. */
void cause_note_find(const struct evidence *seen);

#endif
