/* SPDX-License-Identifier: MIT */
#include "tests/benchmark/benchmark_update.h"
#include "bench/stm32l0/readings.h"

#include <stdio.h>
#include <stdlib.h>

#include "bench/image_file.h"
#include "bench/torn.h"
#include "bench/update_cuts.h"
#include "bench/update_run.h"
#include "tests/benchmark/benchmark_time.h"
#include "tools/die.h"
#include "tools/host/native_memory.h"

enum { ROUNDS = 50, FORK_NS_MAX = 1000 };

static char request[] = "boot0_request";
static const struct asks asks = {
    .count = 1,
    .list = {{.kind = ASK_CALL, .at_us = 10000, .symbol = request}},
};

struct bed {
    struct image old, new;
    struct campaign campaign;
    struct update update;
    struct update_run *run;
};

static void load(const char *images, const char *name, struct image *image)
{
    char path[1024], error[IMAGE_ERROR_SIZE];
    snprintf(path, sizeof path, "%s/%s.elf", images, name);
    if (!image_load(path, image, error))
        die("%s", error);
}

/* The demo behind a resident that computes the CRC, over USART. */
static void prepare(struct bed *bed, const char *images)
{
    load(images, "nucleo-l073rz-resident", &bed->old);
    load(images, "nucleo-l073rz-resident-v2", &bed->new);
    part_find("stm32l073rz", &bed->campaign.part);
    bed->campaign.asks = &asks;
    bed->campaign.decoder = xcalloc(1, sizeof *bed->campaign.decoder);
    decoder_native(bed->campaign.decoder, native_memory());
    campaign_load(&bed->campaign, &bed->old, NULL);
    if (!update_images(&bed->update, &bed->campaign, &bed->new))
        die("out of memory");
    bed->update.scenario = (struct scenario){.rom = ROM_V4_1, .wdg_sw = 1};
    bed->run = xmalloc(sizeof *bed->run);
    update_run(bed->run, &bed->update, NEVER);
    if (bed->run->phase != UPDATE_PHASE_DONE)
        die("%s", bed->run->error);
}

static struct update_fork *new_fork(const struct bed *bed)
{
    struct update_fork *fork =
        update_fork_new(&bed->update, &bed->run->journal);
    if (!fork)
        die("out of memory");
    return fork;
}

/* Tears every operation in every way, and mends it. Returns ns for each. */
static double time_forks(const struct bed *bed)
{
    const struct nvm_journal *journal = &bed->run->journal;
    uint64_t forks = 0;
    double spent = 0;
    for (unsigned round = 0; round < ROUNDS; round++) {
        struct update_fork *fork = new_fork(bed);
        double start = bench_own_time();
        for (uint32_t i = 0; i < journal->count; i++) {
            uint64_t left = torn_ways(&journal->list[i].what);
            update_fork_advance(fork, i);
            for (; left; left &= left - 1, forks++) {
                update_fork_tear(fork, (unsigned)__builtin_ctzll(left));
                update_fork_mend(fork, false);
            }
        }
        spent += bench_own_time() - start;
        free(fork);
    }
    return spent * 1e9 / (double)forks;
}

static void print_campaign(const struct bed *bed)
{
    struct update_fork *fork = new_fork(bed);
    struct update_memo memo = {0};
    struct update_tally tally = {0};
    double start = bench_own_time();
    if (!update_cuts_run(fork, bed->run->journal.count, &memo, &tally))
        die("out of memory");
    double spent = bench_own_time() - start;
    printf("%llu cuts, %u states, %llu boots: %.2f s of processor time, %.0f "
           "cuts/s\n",
           (unsigned long long)tally.cuts, (unsigned)memo.count,
           (unsigned long long)fork->boots, spent, (double)tally.cuts / spent);
    update_memo_free(&memo);
    free(fork);
}

bool bench_update(const char *images)
{
    static struct bed bed;
    prepare(&bed, images);
    double ns = time_forks(&bed);
    printf("\nCuts of an update of the demo behind the resident by CRC, on one "
           "processor:\n%.0f ns for the state of a cut: torn, hashed and "
           "mended (1000 at most)\n",
           ns);
    print_campaign(&bed);
    return ns < FORK_NS_MAX;
}
