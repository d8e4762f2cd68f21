/* SPDX-License-Identifier: MIT
 *
 * The states that cuts of an update leave, one after the other in one machine:
 * from cut to cut only the cells of an operation change, and everything else of
 * a chip is lost with its power. No copy of the chip is made for a cut.
 */
#ifndef BENCH_UPDATE_FORK_H
#define BENCH_UPDATE_FORK_H

#include "bench/nvm_hash.h"
#include "bench/nvm_journal.h"
#include "bench/update.h"
#include "bench/update_why.h"

enum { UPDATE_FORK_BOOTS = 3 /* in a row, at most */ };

struct update_fork {
    const struct update *update;
    const struct nvm_journal *journal;
    uint32_t next;  /* the cells are those before this operation, but for what a
                       tear has changed */
    uint64_t boots; /* so far */
    struct nvm_hash hash;         /* of the cells; not of what a boot changes */
    uint8_t lasting[MAP_LASTING]; /* before the operation, */
    uint8_t base[NVM_MAX];        /* and the cells then */
    uint8_t before[NVM_MAX];      /* those before a boot */
    struct machine fresh;         /* switched on the first time, at cycle 0 */
    struct machine machine;       /* its chip has the cells */
};

/* Returns a fork at the beginning of the update, to be freed; NULL: out of
 * memory. UPDATE and JOURNAL must outlive it. */
struct update_fork *update_fork_new(const struct update *update,
                                    const struct nvm_journal *journal);

/* Makes the cells those before operation NUMBER, or, if that is
 * journal.count, those at the end; not before the present one. */
void update_fork_advance(struct update_fork *fork, uint32_t number);

/* Returns the key of the cells as they are before the next operation. Cuts that
 * have equal keys leave the same behind. */
uint64_t update_fork_key(const struct update_fork *fork);

/* Tears the next operation, as board.torn numbers it; the cells are then what
 * the cut leaves. Returns their key. */
uint64_t update_fork_tear(struct update_fork *fork, unsigned torn);

/* Makes the cells those of a chip whose supply goes now, while the operation in
 * flight, if there is one, is torn so. For a fork that makes this cut alone. */
void update_fork_take(struct update_fork *fork, struct chip *chip,
                      unsigned torn);

/* Boots the cells from power-on, and again until they do not change any more:
 * weak ones read otherwise at the second power-on. Returns the worst end. The
 * cells must be mended then. */
struct update_end update_fork_boot(struct update_fork *fork);

/* Makes the cells those before the next operation again. */
void update_fork_mend(struct update_fork *fork, bool booted);

#endif
