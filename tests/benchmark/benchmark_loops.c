/* SPDX-License-Identifier: MIT */
#include "tests/benchmark/benchmark_loops.h"

#include <stdio.h>
#include <stdlib.h>

#include "bench/fork.h"
#include "bench/image_file.h"
#include "bench/parts.h"
#include "bench/verdict.h"
#include "tests/benchmark/benchmark_time.h"
#include "tools/host/native_memory.h"

static const char board[] = "v4.1/bfb2=0/bank2=blank/rdp=0";

/* Returns the processor time, or -1. */
static double cost(struct campaign *campaign, const struct campaign_board *only,
                   bool off, struct result_list *results)
{
    struct decoder *decoder = calloc(1, sizeof *decoder);
    if (!decoder)
        return -1;
    decoder_native(decoder, native_memory());
    decoder->skip.off = off;
    campaign->decoder = decoder;
    double begin = bench_own_time();
    bool done = fork_run(campaign, only, results);
    double time = bench_own_time() - begin;
    native_memory_free(decoder->armv6m.native);
    free(decoder);
    return done ? time : -1;
}

static bool same(const struct result_list *a, const struct result_list *b)
{
    if (a->count != b->count)
        return false;
    for (unsigned i = 0; i < a->count; i++)
        if (a->results[i].verdict != b->results[i].verdict)
            return false;
    return true;
}

static bool both(struct campaign *campaign, const struct campaign_board *only,
                 struct bench_loops *loops)
{
    struct result_list skipped = {0}, executed = {0};
    loops->skipped = cost(campaign, only, false, &skipped);
    loops->executed = cost(campaign, only, true, &executed);
    bool right = loops->skipped >= 0 && loops->executed >= 0 &&
                 same(&skipped, &executed);
    free(skipped.results);
    free(executed.results);
    return right;
}

bool bench_loops(const char *name, uint64_t at_us, struct bench_loops *loops)
{
    struct asks asks = {
        .count = 1,
        .list = {{.kind = ASK_PRESS, .at_us = at_us, .port = 2, .pin = 13}},
    };
    struct campaign campaign = {.want = WANT_DEFAULT, .asks = &asks};
    struct campaign_boards boards = {.reading_mask = 0};
    struct board_list list = {0};
    struct image image;
    char error[IMAGE_ERROR_SIZE];
    bool done = false;

    if (!image_load(name, &image, error) ||
        !part_find("stm32l073rz", &campaign.part))
        return false;
    campaign_load(&campaign, &image, NULL);
    if (campaign_select(&campaign, &boards, board, &list, error) &&
        list.count == 1)
        done = both(&campaign, &list.boards[0], loops);
    free(list.boards);
    image_free(&image);
    return done;
}
