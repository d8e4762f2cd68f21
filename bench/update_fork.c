/* SPDX-License-Identifier: MIT */
#include "bench/update_fork.h"

#include <stdlib.h>
#include <string.h>

#include "bench/update_boot.h"
#include "chip/hash.h"

static struct chip *chip_of(struct update_fork *fork)
{
    return &fork->machine.chip;
}

static uint8_t *cells(struct update_fork *fork)
{
    return nvm_cells(chip_of(fork));
}

static uint32_t size(const struct update_fork *fork)
{
    return fork->hash.size;
}

static const struct map_cut *cut_of(const struct update_fork *fork)
{
    return &map_of(&fork->machine.chip)->nvm.cut;
}

static const struct nvm_operation *next(const struct update_fork *fork)
{
    return &fork->journal->list[fork->next];
}

struct update_fork *update_fork_new(const struct update *update,
                                    const struct nvm_journal *journal)
{
    struct update_fork *fork = malloc(sizeof *fork);
    if (!fork)
        return NULL;
    memset(fork, 0, offsetof(struct update_fork, base));
    fork->update = update;
    fork->journal = journal;
    update_start(update, &fork->fresh, 0);
    machine_copy(&fork->machine, &fork->fresh);
    nvm_hash_all(&fork->hash, cells(fork), nvm_cells_size(chip_of(fork)));
    memcpy(fork->base, cells(fork), size(fork));
    memcpy(fork->lasting, nvm_lasting(chip_of(fork)),
           cut_of(fork)->lasting_size);
    return fork;
}

/* The pieces of an operation have changed. */
static void hash_again(struct update_fork *fork,
                       const struct nvm_operation *operation)
{
    for (unsigned i = 0; i < operation->piece_count; i++)
        nvm_hash_again(&fork->hash, cells(fork), operation->pieces[i].first,
                       operation->pieces[i].length);
}

/* Copies the pieces of an operation from one array of cells to another. */
static void copy_pieces(uint8_t *to, const uint8_t *from,
                        const struct nvm_operation *operation)
{
    for (unsigned i = 0; i < operation->piece_count; i++)
        memcpy(to + operation->pieces[i].first,
               from + operation->pieces[i].first, operation->pieces[i].length);
}

void update_fork_advance(struct update_fork *fork, uint32_t number)
{
    for (; fork->next < number; fork->next++) {
        nvm_operation_finish(fork->journal, next(fork), chip_of(fork));
        copy_pieces(fork->base, cells(fork), next(fork));
        hash_again(fork, next(fork));
        memcpy(fork->lasting, nvm_lasting(chip_of(fork)),
               cut_of(fork)->lasting_size);
    }
}

/* Cells that are not certain are part of what is left. Those of one cut are
 * like those of no other cut, as their seed is. */
uint64_t update_fork_key(const struct update_fork *fork)
{
    const struct chip *chip = &fork->machine.chip;
    if (!cut_of(fork)->uncertain(chip))
        return fork->hash.sum;
    return hash_bytes(fork->hash.sum, nvm_lasting(chip),
                      (uint32_t)cut_of(fork)->lasting_size);
}

uint64_t update_fork_tear(struct update_fork *fork, unsigned torn)
{
    struct chip *chip = chip_of(fork);
    chip->board.torn = (uint8_t)torn;
    nvm_operation_begin(fork->journal, next(fork), chip);
    cut_of(fork)->tear(chip);
    hash_again(fork, next(fork));
    return update_fork_key(fork);
}

void update_fork_mend(struct update_fork *fork, bool booted)
{
    const struct nvm_journal *journal = fork->journal;
    if (booted)
        memcpy(cells(fork), fork->base, size(fork));
    else
        copy_pieces(cells(fork), fork->base, next(fork));
    if (fork->next < journal->count)
        hash_again(fork, next(fork));
    memcpy(nvm_lasting(chip_of(fork)), fork->lasting,
           cut_of(fork)->lasting_size);
}

void update_fork_take(struct update_fork *fork, struct chip *chip,
                      unsigned torn)
{
    chip->board.torn = (uint8_t)torn;
    cut_of(fork)->tear(chip);
    memcpy(cells(fork), nvm_cells(chip), size(fork));
    memcpy(nvm_lasting(chip_of(fork)), nvm_lasting(chip),
           cut_of(fork)->lasting_size);
}

/* --- booting --- */

/* Everything is lost but the cells, which are last in the machine but for what
 * never changes, and what lasts with them. */
static void lose_power(struct update_fork *fork)
{
    uint8_t lasting[MAP_LASTING];
    size_t length = cut_of(fork)->lasting_size;
    memcpy(lasting, nvm_lasting(chip_of(fork)), length);
    memcpy(&fork->machine, &fork->fresh,
           (size_t)(cells(fork) - (uint8_t *)&fork->machine));
    memcpy(nvm_lasting(chip_of(fork)), lasting, length);
}

/* Cells that are not certain read as they will from the second power-on on. */
static void settle(struct update_fork *fork)
{
    chip_of(fork)->board.weak = true;
    cut_of(fork)->settle(chip_of(fork));
}

static struct update_end worse(struct update_end a, struct update_end b)
{
    return update_verdict(b.why) > update_verdict(a.why) ? b : a;
}

/* True: the next boot may end otherwise. */
static bool is_changed(struct update_fork *fork)
{
    return cut_of(fork)->uncertain(chip_of(fork)) ||
           memcmp(fork->before, cells(fork), size(fork)) != 0;
}

struct update_end update_fork_boot(struct update_fork *fork)
{
    struct update_end worst = {.why = UPDATE_NEW_RUNS};
    for (unsigned i = 0; i < UPDATE_FORK_BOOTS; i++) {
        lose_power(fork);
        if (i)
            settle(fork);
        memcpy(fork->before, cells(fork), size(fork));
        struct update_end end = update_boot(fork->update, &fork->machine);
        fork->boots++;
        worst = i ? worse(worst, end) : end;
        if (update_verdict(worst.why) == UPDATE_NO_WAY_BACK ||
            !is_changed(fork))
            break;
    }
    return worst;
}
