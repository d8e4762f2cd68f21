/* SPDX-License-Identifier: MIT */
#include "bench/update_fork.h"

#include <stdlib.h>
#include <string.h>

#include "bench/update_boot.h"
#include "chip/stm32l0/flash.h"

static uint8_t *cells(struct update_fork *fork)
{
    return nvm_cells(&fork->machine.chip);
}

struct update_fork *update_fork_new(const struct update *update,
                                    const struct nvm_journal *journal)
{
    struct update_fork *fork = malloc(sizeof *fork);
    if (!fork)
        return NULL;
    memset(fork, 0, offsetof(struct update_fork, fresh));
    fork->update = update;
    fork->journal = journal;
    update_start(update, &fork->fresh, 0);
    memcpy(&fork->machine, &fork->fresh, sizeof fork->machine);
    memcpy(fork->base, cells(fork), NVM_CELLS);
    nvm_hash_all(&fork->hash, fork->base);
    return fork;
}

void update_fork_advance(struct update_fork *fork, uint32_t number)
{
    for (; fork->next < number; fork->next++) {
        const struct nvm_operation *done = &fork->journal->list[fork->next];
        memcpy(cells(fork) + done->first, done->after, done->length);
        memcpy(fork->base + done->first, done->after, done->length);
        nvm_hash_again(&fork->hash, fork->base, done->first, done->length);
    }
}

uint64_t update_fork_key(const struct update_fork *fork)
{
    return fork->hash.sum;
}

/* Weak cells are part of what is left. Those of one cut are like those of no
 * other cut, as their seed is. */
static uint64_t with_weak(uint64_t hash, const struct flash_weak *weak)
{
    return weak->torn ? hash ^ weak->seed * 0x9E3779B97F4A7C15ull : hash;
}

uint64_t update_fork_tear(struct update_fork *fork, unsigned torn)
{
    const struct nvm_operation *operation = &fork->journal->list[fork->next];
    struct chip *chip = &fork->machine.chip;
    struct flash *flash = &stm32l0(chip)->flash;
    flash->weak.torn = FLASH_IDLE;
    chip->board.torn = (uint8_t)torn;
    nvm_operation_begin(operation, chip);
    flash_tear(chip);
    fork->weak.torn = flash->weak.torn;
    if (fork->weak.torn)
        fork->weak = flash->weak;
    return with_weak(nvm_hash_with(&fork->hash, cells(fork), operation->first,
                                   operation->length),
                     &fork->weak);
}

void update_fork_mend(struct update_fork *fork, bool booted)
{
    const struct nvm_operation *operation = &fork->journal->list[fork->next];
    if (booted)
        memcpy(cells(fork), fork->base, NVM_CELLS);
    else
        memcpy(cells(fork) + operation->first, operation->before,
               operation->length);
    fork->weak.torn = FLASH_IDLE;
}

void update_fork_take(struct update_fork *fork, struct chip *chip,
                      unsigned torn)
{
    chip->board.torn = (uint8_t)torn;
    flash_tear(chip);
    memcpy(cells(fork), nvm_cells(chip), NVM_CELLS);
    fork->weak = stm32l0(chip)->flash.weak;
}

/* --- booting --- */

/* Everything but the cells is lost. */
static void lose_power(struct update_fork *fork)
{
    enum {
        CELLS = offsetof(struct machine, chip.memory) + OPTION_OFFSET,
        BEHIND = CELLS + NVM_CELLS
    };
    char *to = (char *)&fork->machine;
    const char *from = (const char *)&fork->fresh;
    memcpy(to, from, CELLS);
    memcpy(to + BEHIND, from + BEHIND, sizeof fork->machine - BEHIND);
}

/* Cells that were programmed since are not weak any more; the others read as
 * they will from now on. */
static void settle(struct update_fork *fork)
{
    struct chip *chip = &fork->machine.chip;
    struct flash_weak *weak = &stm32l0(chip)->flash.weak;
    uint32_t first = nvm_cell(flash_base(fork->weak.torn)) + fork->weak.target;
    *weak = fork->weak;
    for (uint32_t i = 0; i < weak->length; i++)
        if (cells(fork)[first + i] != fork->before[first + i])
            weak->bits[i] = 0;
    chip->board.weak = true;
    flash_settle(chip);
    fork->weak.torn = FLASH_IDLE;
}

static struct update_end worse(struct update_end a, struct update_end b)
{
    return update_verdict(b.why) > update_verdict(a.why) ? b : a;
}

struct update_end update_fork_boot(struct update_fork *fork)
{
    struct update_end worst = {.why = UPDATE_NEW_RUNS};
    for (unsigned i = 0; i < UPDATE_FORK_BOOTS; i++) {
        lose_power(fork);
        memcpy(fork->before, cells(fork), NVM_CELLS);
        struct update_end end = update_boot(fork->update, &fork->machine);
        fork->boots++;
        worst = i ? worse(worst, end) : end;
        if (update_verdict(worst.why) == UPDATE_NO_WAY_BACK)
            break;
        if (fork->weak.torn)
            settle(fork);
        else if (memcmp(fork->before, cells(fork), NVM_CELLS) == 0)
            break;
    }
    return worst;
}
