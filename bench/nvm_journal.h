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

enum { NVM_PIECES = 1 + MAP_BESIDE };

/* Cells in one stretch. */
struct nvm_piece {
    uint32_t first, length;
};

struct nvm_operation {
    struct event_nvm what;
    struct nvm_piece pieces[NVM_PIECES]; /* that it changes: the cells that it
                                            is made on, and what is noted of
                                            them */
    unsigned piece_count;
    uint64_t begin; /* chip.cycle when the run stood still first while it was in
                       flight, */
    uint64_t end;   /* and after it */
    size_t bytes;   /* of the journal: see nvm_journal.c */
};

struct nvm_journal {
    struct nvm_operation *list; /* to be freed */
    uint8_t *bytes;             /* likewise */
    size_t byte_count, byte_room;
    uint32_t count, capacity;
    bool open;          /* the last one has not ended */
    bool out_of_memory; /* it is incomplete */
    bool mass_erase;    /* likewise: all the flash was erased at once */
};

void nvm_journal_free(struct nvm_journal *journal);

/* Enters a MACHINE_NVM or MACHINE_RESET of MACHINE, which stands still where it
 * was reported; ignores other events. */
void nvm_journal_follow(struct nvm_journal *journal, struct machine *machine,
                        const struct machine_event *event);

/* Return what an operation makes of its first piece, and what became of it: the
 * same, unless the run itself tore it by a reset. */
const uint8_t *nvm_journal_planned(const struct nvm_journal *journal,
                                   const struct nvm_operation *operation);
const uint8_t *nvm_journal_after(const struct nvm_journal *journal,
                                 const struct nvm_operation *operation);

/* Makes the pieces of an operation, and what lasts beside them, of a chip as
 * they were after it. */
void nvm_operation_finish(const struct nvm_journal *journal,
                          const struct nvm_operation *operation,
                          struct chip *chip);

/* Puts the operation in flight into a chip whose cells are as before it, at the
 * cycle OPERATION->begin. The next reset tears it. */
void nvm_operation_begin(const struct nvm_journal *journal,
                         const struct nvm_operation *operation,
                         struct chip *chip);

#endif
