/* SPDX-License-Identifier: MIT */
#include "tests/benchmark/benchmark_start.h"
#include "tests/benchmark/benchmark_time.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "chip/chip.h"

enum { PROCESSES = 20, SNAPSHOTS = 1000 };

/* Of V4.1; it ends in the ROM. */
static const char scenario[] =
    "v4.1/bounce=branch,stack=exact,ram=own,sp=range,bfb2=ignored,"
    "past=needs-pass/bfb2=0/bank2=blank/rdp=0";

static double wall_time(void)
{
    return bench_time(CLOCK_MONOTONIC);
}

/* Runs it once; returns the seconds it took, and the KiB it had. */
static double run_check(const char *boot0, const char *image, long *memory)
{
    struct rusage usage;
    int status;
    double start = wall_time();
    fflush(NULL);
    pid_t child = vfork();
    if (child == 0) {
        int null = open("/dev/null", O_WRONLY);
        dup2(null, STDOUT_FILENO);
        execl(boot0, boot0, "check", "--only", scenario, image, (char *)NULL);
        _exit(127);
    }
    wait4(child, &status, 0, &usage);
    double time = wall_time() - start;
    if (status != 0) {
        fprintf(stderr, "bench: %s check ended with %d\n", boot0, status);
        exit(2);
    }
    *memory = usage.ru_maxrss;
    return time;
}

/* Seconds of one copy of a chip. */
static double copy_time(void)
{
    static struct chip chip, snapshot;
    double start = wall_time();
    for (unsigned i = 0; i < SNAPSHOTS; i++) {
        chip.cycle = i;
        memcpy(&snapshot, &chip, sizeof chip);
        __asm__ volatile("" : : "r"(&snapshot) : "memory");
    }
    return (wall_time() - start) / SNAPSHOTS;
}

void bench_start(const char *boot0, const char *images)
{
    char image[1024];
    double check = 1e9, copy = 1e9, time;
    long memory = 0;

    snprintf(image, sizeof image, "%s/nucleo-l073rz.elf", images);
    for (unsigned i = 0; i < PROCESSES; i++) {
        time = run_check(boot0, image, &memory);
        check = time < check ? time : check;
        time = copy_time();
        copy = time < copy ? time : copy;
    }
    printf("\nOne scenario of `boot0 check`: %.1f ms with the start of the"
           " process, %.1f MiB.\n",
           check * 1e3, (double)memory / 1024);
    printf("A snapshot of a chip, or its return: %.1f us for %zu bytes.\n",
           copy * 1e6, sizeof(struct chip));
}
