/* SPDX-License-Identifier: MIT
 *
 * The journal of a run: every operation on the non-volatile memories, with the
 * cells before and after. From it the contents at any moment of the run are
 * made again without running it, and what a cut in an operation leaves.
 */
#ifndef BENCH_NVM_JOURNAL_H
#define BENCH_NVM_JOURNAL_H

#include <stdbool.h>
#include <stdint.h>

#include "bench/machine.h"
#include "bench/nvm_cells.h"

struct nvm_operation {
    enum flash_operation kind;
    uint32_t first, length;    /* cells, one page at most */
    uint64_t begin;            /* chip.cycle when the run stood still first
                                  while it was in flight, */
    uint64_t end;              /* and after it */
    uint8_t before[NVM_PAGE];  /* the cells, */
    uint8_t planned[NVM_PAGE]; /* what they are to become, */
    uint8_t after[NVM_PAGE];   /* and what they became: the same, unless the
                                  run itself tore it by a reset */
};

struct nvm_journal {
    struct nvm_operation *list; /* to be freed */
    uint32_t count, capacity;
    bool open;          /* the last one has not ended */
    bool out_of_memory; /* it is incomplete */
    bool mass_erase;    /* likewise: one is larger than a page */
};

void nvm_journal_free(struct nvm_journal *journal);

/* Enters a MACHINE_NVM or MACHINE_RESET of MACHINE, which stands still where it
 * was reported; ignores other events. */
void nvm_journal_follow(struct nvm_journal *journal, struct machine *machine,
                        const struct machine_event *event);

/* Puts the operation in flight into a chip whose cells are as before it, at the
 * cycle OPERATION->begin. The next reset tears it. */
void nvm_operation_begin(const struct nvm_operation *operation,
                         struct chip *chip);

#endif
