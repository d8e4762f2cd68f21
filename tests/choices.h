/* SPDX-License-Identifier: MIT
 *
 * The readings of a model ROM as one word, so that a test can join some of them
 * with `|`; 0 = every default.
 */
#ifndef TESTS_CHOICES_H
#define TESTS_CHOICES_H

#include <stdint.h>

#include "bench/stm32l0/readings.h"
#include "rom/stm32l0/choices.h"

enum { CHOICE_BITS = 2 }; /* of each reading, in the order of its bytes */

/* One value, by number or by name, of one reading. */
#define READING_OF(name, value)                                                \
    ((uint32_t)(value) << CHOICE_BITS * CHOICE_##name)
#define READING(name, value) READING_OF(name, CHOICE_##name##_##value)

/* Sets all the readings of the image. */
static inline void choices_set(uint8_t *rom, uint32_t choices)
{
    for (unsigned i = 0; i < ROM_CHOICES; i++)
        rom[ROM_CHOICES_OFFSET + i] =
            choices >> CHOICE_BITS * i & ((1 << CHOICE_BITS) - 1);
}

#endif
