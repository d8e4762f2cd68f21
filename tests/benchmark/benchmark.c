/* SPDX-License-Identifier: MIT
 *
 * make bench: what the library costs a firmware, exact figures, the same on
 * every machine; and how fast the virtual chip is on this one.
 */
#include "tests/benchmark/benchmark_cuts.h"
#include "tests/benchmark/benchmark_real.h"
#include "tests/benchmark/benchmark_speed.h"
#include "tests/benchmark/benchmark_start.h"
#include "tests/benchmark/benchmark_update.h"
#include "tests/benchmark/benchmark_usb.h"
#include "tests/benchmark/benchmark_wait.h"
#include "tests/src/boot0_cost.h"

static void print_cost(struct chip *chip, const char *name)
{
    struct image image;
    library_load(&image, "", name);
    uint32_t request = cost_bytes_core(&image), all = cost_bytes_all(&image);
    library_patch(&image, PATCH_HEAD_INVALID);
    printf("%-12s %8u %8u %8u %8llu %8llu\n", name, request, all, 4u,
           (unsigned long long)cost_cycles(chip, &image),
           (unsigned long long)cost_request_cycles(chip, &image));
    image_free(&image);
}

int main(void)
{
    static struct chip chip;
    printf("The library on a Cortex-M0+, -Os: bytes of flash (request, reset"
           " and record; all\nfunctions), bytes of RAM, cycles that a normal"
           " start takes longer, cycles from\nthe request to the ROM's first"
           " instruction:\n");
    printf("%-12s %8s %8s %8s %8s %8s\n", "", "request", "all", "RAM", "start",
           "to ROM");
    print_cost(&chip, "library-Os");
    print_cost(&chip, "library-rtc");
    bench_start(BOOT0, BOOT0_IMAGE_DIR);
    bool right = bench_wait(BOOT0, BOOT0_IMAGE_DIR);
    bench_cuts(BOOT0_IMAGE_DIR);
    bench_usb();
    right = bench_update(BOOT0_IMAGE_DIR) && right;
    bench_real(BOOT0_IMAGE_DIR);
    bench_speed(BOOT0_IMAGE_DIR);
    return right ? 0 : 1;
}
