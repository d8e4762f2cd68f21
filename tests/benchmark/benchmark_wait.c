/* SPDX-License-Identifier: MIT */
#include "tests/benchmark/benchmark_wait.h"
#include "tests/benchmark/benchmark_time.h"

#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CLIENT_KB = 190, ARGUMENTS = 16 };

struct cost {
    double wall, processor; /* seconds */
    int status;
};

/* Starts argv[0] with its output in `out`; -1: it goes nowhere. */
static pid_t start(char *const argv[], int out)
{
    fflush(NULL);
    pid_t child = fork();
    if (child)
        return child;
    int null = open("/dev/null", O_RDWR);
    dup2(out < 0 ? null : out, STDOUT_FILENO);
    dup2(null, STDERR_FILENO);
    execvp(argv[0], argv);
    _exit(127);
}

static struct cost finish(pid_t child, double begin)
{
    struct rusage usage;
    struct cost cost;
    wait4(child, &cost.status, 0, &usage);
    cost.wall = bench_time(CLOCK_MONOTONIC) - begin;
    cost.processor =
        (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
        (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1e-6;
    return cost;
}

/* --- stm32flash --- */

/* Reads the path of the board's serial line, which boot0 prints. */
static bool read_path(int from, char *path, size_t size)
{
    char text[1024], *at;
    size_t count = 0;
    ssize_t n;
    while ((n = read(from, text + count, sizeof text - 1 - count)) > 0) {
        count += (size_t)n;
        text[count] = 0;
        at = strstr(text, "/dev/pts/");
        if (!at || !strchr(at, '\n'))
            continue;
        snprintf(path, size, "%.*s", (int)strcspn(at, "\n"), at);
        return true;
    }
    return false;
}

static void write_data(char *path)
{
    int file = mkstemp(path);
    uint32_t word = 1;
    for (unsigned i = 0; i < CLIENT_KB * 1024 / sizeof word; i++) {
        word = word * 1664525 + 1013904223;
        if (write(file, &word, sizeof word) != sizeof word)
            perror("bench: /tmp");
    }
    close(file);
}

static void bench_client(const char *boot0, const char *images)
{
    char image[1024], path[64] = "", data[] = "/tmp/boot0-bench-XXXXXX";
    char *board[ARGUMENTS] = {(char *)boot0, "run",      "--boot0",
                              "1",           "--usart2", "pty",
                              "--pace",      "max",      image};
    char *client[ARGUMENTS] = {"stm32flash", "-m", "8n1", "-b", "115200", "-F",
                               "256:66",     "-w", data,  "-v", path};
    int ends[2];

    snprintf(image, sizeof image, "%s/nucleo-l073rz.elf", images);
    write_data(data);
    if (pipe(ends) != 0)
        exit(2);
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    pid_t board_pid = start(board, ends[1]);
    close(ends[1]);
    double begin = bench_time(CLOCK_MONOTONIC);
    struct cost cost = {.status = 127 << 8};
    if (read_path(ends[0], path, sizeof path))
        cost = finish(start(client, -1), begin);
    kill(board_pid, SIGINT);
    struct cost chip = finish(board_pid, begin);
    close(ends[0]);
    unlink(data);
    if (cost.status)
        printf("stm32flash, %u KB: it ended with %d\n", CLIENT_KB, cost.status);
    else
        printf("%-40s %8.2f s, %.2f s of boot0's processor time\n",
               "stm32flash -w -v, 190 KB, --pace max", cost.wall,
               chip.processor);
}

/* --- check --- */

static void bench_check(const char *boot0, const char *images, const char *name,
                        const char *ask)
{
    char image[1024];
    char *check[ARGUMENTS] = {(char *)boot0, "check",     "--jobs",
                              "1",           "--bfb2",    "0",
                              "--ask",       (char *)ask, image};
    snprintf(image, sizeof image, "%s/%s.elf", images, name);
    struct cost cost = finish(start(check, -1), bench_time(CLOCK_MONOTONIC));
    printf("check --ask %s %-22s %7.2f s, %.2f s of processor time\n", ask,
           name, cost.wall, cost.processor);
}

void bench_wait(const char *boot0, const char *images)
{
    printf("\nFirmware that waits:\n");
    bench_client(boot0, images);
    bench_check(boot0, images, "mistake-a9-backup-without-dbp",
                "press:PC13@50");
    bench_check(boot0, images, "mistake-i6-optr-written", "press:PC13@50");
    bench_check(boot0, images, "original-once", "press:PC13@500");
}
