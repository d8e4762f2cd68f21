/* SPDX-License-Identifier: MIT */
#include "tests/benchmark/benchmark_real.h"
#include "bench/stm32l0/readings.h"
#include "tests/benchmark/benchmark_time.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/image_file.h"
#include "bench/machine_run.h"
#include "bench/machine_setup.h"
#include "tools/host/native_memory.h"

enum { IMAGES = 256, SHOWN = 8, TRIES = 3, RUN_MS = 250 };

struct real {
    char name[64];
    double ratio; /* virtual time to processor time */
};

static double run(const struct image *image, const struct part *part,
                  struct decoder *decoder)
{
    static struct machine machine;
    struct machine_event event = {0};

    machine_start(&machine, &(struct machine_setup){
                                .part = part,
                                .image = image,
                                .rom = ROM_V4_1,
                                .wdg_sw = 1,
                                .decoder = decoder,
                            });
    double start = bench_own_time();
    do
        machine_run(&machine, RUN_MS * PS_PER_MS, &event);
    while (event.kind != MACHINE_TIME);
    return RUN_MS / 1e3 / (bench_own_time() - start);
}

/* The best of some tries. False: it is no image for a bank. */
static bool measure(const char *path, const struct part *part,
                    struct real *real)
{
    static struct decoder decoder;
    char error[IMAGE_ERROR_SIZE];
    struct image image;

    if (!image_load(path, &image, error))
        return false;
    if (!image_fits(&image, part, error)) {
        image_free(&image);
        return false;
    }
    if (!decoder.armv6m.native)
        decoder_native(&decoder, native_memory());
    snprintf(real->name, sizeof real->name, "%s", strrchr(path, '/') + 1);
    real->ratio = 0;
    for (unsigned i = 0; i < TRIES; i++) {
        double ratio = run(&image, part, &decoder);
        real->ratio = ratio > real->ratio ? ratio : real->ratio;
    }
    image_free(&image);
    return true;
}

static int slower(const void *a, const void *b)
{
    const struct real *x = a, *y = b;
    return (x->ratio > y->ratio) - (x->ratio < y->ratio);
}

void bench_real(const char *images)
{
    static struct real reals[IMAGES];
    struct part part;
    char pattern[1024];
    unsigned count = 0;
    glob_t found;

    part_find("stm32l073rz", &part);
    snprintf(pattern, sizeof pattern, "%s/*.elf", images);
    if (glob(pattern, 0, NULL, &found)) {
        fprintf(stderr, "bench: no images in %s\n", images);
        exit(2);
    }
    for (size_t i = 0; i < found.gl_pathc && count < IMAGES; i++)
        count += measure(found.gl_pathv[i], &part, &reals[count]);
    globfree(&found);
    qsort(reals, count, sizeof *reals, slower);
    printf("\nVirtual time per processor time (1 = real time) of %u images,"
           " the slowest ones:\n",
           count);
    for (unsigned i = 0; i < count && i < SHOWN; i++)
        printf("%-24s %7.2f\n", reals[i].name, reals[i].ratio);
}
