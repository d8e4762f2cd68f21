/* SPDX-License-Identifier: MIT
 *
 * Part names on the command line; what a part has is in chip/part.h.
 */
#ifndef BENCH_PARTS_H
#define BENCH_PARTS_H

#include <stdbool.h>
#include <stddef.h>

#include "bench/readings.h"
#include "chip/boards.h"
#include "chip/part.h"

enum { PARTS_NAME = 24 /* bytes that hold the name of a part or board */ };

#define PART_DEFAULT "stm32l073rz" /* the Nucleo-L073RZ's */

/* As part_find(); also by the name of a board (nucleo-l073rz) or by the marking
 * (STM32L073RZT6). *BOARD is the one that was named, or
 * NULL. False: ERROR names the parts that are known. */
bool parts_find(const char *name, struct part *part,
                const struct board_info **board, char *error,
                size_t error_size);

/* Fills NAME with the INDEXth name that parts_find() knows, boards first.
 * False: there are not so many. */
bool parts_nth(unsigned index, char name[PARTS_NAME]);

/* The ROM that a part of this line leaves the factory with today. */
unsigned parts_default_rom(const struct part *part);

#endif
