/* SPDX-License-Identifier: MIT */
#include "bench/update_cuts.h"

#include <string.h>

#include "bench/torn.h"

uint64_t update_cuts_count(const struct nvm_journal *journal)
{
    uint64_t count = 0;
    for (uint32_t i = 0; i < journal->count; i++)
        count += 1u + (unsigned)__builtin_popcountll(
                          torn_ways(&journal->list[i].what));
    return count;
}

/* --- tallies --- */

static void add(struct update_tally *tally, const struct scenario_cut *cut,
                uint32_t operation, const struct update_end *end)
{
    struct update_tally_row *row = &tally->rows[end->why];
    tally->cuts++;
    if (row->cuts++ == 0) {
        row->first = *cut;
        row->end = *end;
        row->operation = operation;
    }
}

void update_tally_add(struct update_tally *tally,
                      const struct update_tally *more)
{
    tally->cuts += more->cuts;
    for (unsigned i = 0; i < UPDATE_WHYS; i++) {
        struct update_tally_row *row = &tally->rows[i];
        uint64_t before = row->cuts;
        if (before == 0)
            *row = more->rows[i];
        else
            row->cuts += more->rows[i].cuts;
    }
}

uint64_t update_tally_verdict(const struct update_tally *tally,
                              enum update_verdict verdict)
{
    uint64_t cuts = 0;
    for (unsigned i = 0; i < UPDATE_WHYS; i++)
        if (update_verdict((enum update_why)i) == verdict)
            cuts += tally->rows[i].cuts;
    return cuts;
}

/* --- making them --- */

/* Boots the cells unless equal ones were booted before. */
static bool boot(struct update_fork *fork, struct update_memo *memo,
                 uint64_t key, struct update_end *end, bool *booted)
{
    *booted = !update_memo_find(memo, key, end);
    if (!*booted)
        return true;
    *end = update_fork_boot(fork);
    return update_memo_add(memo, key, end);
}

static bool tear(struct update_fork *fork, struct update_memo *memo,
                 struct update_tally *tally, unsigned torn)
{
    const struct scenario_cut cut = {
        .kind = CUT_POWER,
        .tears = true,
        .torn = (uint8_t)torn,
        .cycle = fork->journal->list[fork->next].begin,
    };
    struct update_end end;
    bool booted;
    uint64_t key = update_fork_tear(fork, torn);
    if (!boot(fork, memo, key, &end, &booted))
        return false;
    update_fork_mend(fork, booted);
    add(tally, &cut, fork->next, &end);
    return true;
}

/* The operation before the next one is done. */
static bool between(struct update_fork *fork, struct update_memo *memo,
                    struct update_tally *tally)
{
    const struct scenario_cut cut = {
        .kind = CUT_POWER, .cycle = fork->journal->list[fork->next - 1].end};
    struct update_end end;
    bool booted;
    if (!boot(fork, memo, update_fork_key(fork), &end, &booted))
        return false;
    if (booted)
        update_fork_mend(fork, true);
    add(tally, &cut, fork->next - 1, &end);
    return true;
}

bool update_cuts_run(struct update_fork *fork, uint32_t end,
                     struct update_memo *memo, struct update_tally *tally)
{
    while (fork->next < end) {
        uint64_t left = torn_ways(&fork->journal->list[fork->next].what);
        for (; left; left &= left - 1)
            if (!tear(fork, memo, tally, (unsigned)__builtin_ctzll(left)))
                return false;
        update_fork_advance(fork, fork->next + 1);
        if (!between(fork, memo, tally))
            return false;
    }
    return true;
}
