/* SPDX-License-Identifier: MIT */
#include "tests/benchmark/benchmark_cuts.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench/fork.h"
#include "bench/image_file.h"
#include "bench/parts.h"
#include "tests/benchmark/benchmark_time.h"

static bool load(const char *images, struct image *image)
{
    char path[512], error[IMAGE_ERROR_SIZE];
    snprintf(path, sizeof path, "%s/nucleo-l073rz.elf", images);
    if (image_load(path, image, error))
        return true;
    fprintf(stderr, "bench: %s\n", error);
    return false;
}

static struct cut_totals run(const struct campaign *campaign)
{
    const struct campaign_boards boards = {
        .values = {[BOARD_BFB2] = 1, [BOARD_BANK2] = 1, [BOARD_RDP] = 1}};
    struct board_list list = {0};
    struct result_list results = {0};
    struct cut_totals totals = {0};
    char error[IMAGE_ERROR_SIZE];
    if (campaign_expand(campaign, &boards, &list, error))
        for (unsigned i = 0; i < list.count; i++)
            fork_run(campaign, &list.boards[i], &results);
    for (unsigned i = 0; i < results.count; i++)
        cut_totals_add(&totals, &results.results[i].cuts);
    free(results.results);
    free(list.boards);
    return totals;
}

void bench_cuts(const char *images)
{
    static char symbol[] = "boot0_request";
    static struct decoder decoder;
    const struct asks asks = {
        .count = 1,
        .list = {{.kind = ASK_CALL, .at_us = 10000, .symbol = symbol}}};
    struct campaign campaign = {
        .asks = &asks, .cuts = CUTS_LINEAR, .decoder = &decoder};
    struct image image;
    if (!load(images, &image) || !part_find(PART_DEFAULT, &campaign.part))
        return;
    campaign_load(&campaign, &image, NULL);
    double begin = bench_time(CLOCK_PROCESS_CPUTIME_ID);
    struct cut_totals totals = run(&campaign);
    double time = bench_time(CLOCK_PROCESS_CPUTIME_ID) - begin;
    printf("\nCuts on the way into the ROM, the demo on a new part, every ROM, "
           "one core:\n%" PRIu64 " cuts, %" PRIu64
           " states, %.2f s: %.0f cuts, "
           "%.0f states a second (at least 10000 cuts are asked)\n",
           totals.cuts, totals.states, time, (double)totals.cuts / time,
           (double)totals.states / time);
    image_free(&image);
}
