/* SPDX-License-Identifier: MIT
 *
 * What a reset leaves as it is, so that firmware can keep a request there: the
 * part's RAMs, the backup registers of the RTC, and backup RAM.
 */
#ifndef BENCH_KEPT_H
#define BENCH_KEPT_H

#include <stdbool.h>
#include <stdint.h>

#include "chip/chip.h"

enum kept_kind { KEPT_NOWHERE, KEPT_RAM, KEPT_BACKUP_RAM, KEPT_REGISTERS };

struct kept {
    enum kept_kind kind;
    uint32_t base, size; /* bytes; of registers, of all of them */
};

enum { KEPT_MAX = 5 };

/* Fills LIST with what the part has; a RAM that has two addresses is there
 * twice. Returns the count. */
unsigned kept_list(const struct chip *chip, struct kept list[KEPT_MAX]);

/* Returns the kind of memory that ADDRESS is in. */
enum kept_kind kept_kind(const struct chip *chip, uint32_t address);

/* Returns the word that contains ADDRESS, wherever it is kept: two addresses of
 * one word give the same place. NULL: nothing is kept there, or the RAM has no
 * clock now. */
uint8_t *kept_place(const struct chip *chip, uint32_t address);

/* Fills LIST with the addresses at which the core sees the word that contains
 * ADDRESS, itself first. Returns the count, 1 or 2. */
unsigned kept_addresses(const struct chip *chip, uint32_t address,
                        uint32_t list[2]);

/* Fills all RAM and backup RAM with 0. */
void kept_clear(struct chip *chip);

#endif
