/* SPDX-License-Identifier: MIT
 *
 * The steps that the column "first" of docs/registers.md names.
 */
#ifndef TESTS_CHIP_STM32L0_REGISTER_STEPS_H
#define TESTS_CHIP_STM32L0_REGISTER_STEPS_H

#include <stdbool.h>

struct chip;

/* Does "DBP WPR", ...; "-" is nothing. False: a step is not known. */
bool register_steps(struct chip *chip, const char *steps);

#endif
