/* SPDX-License-Identifier: MIT */
#include "tests/benchmark/benchmark_wait.h"

#include "tests/benchmark/benchmark_loops.h"
#include "tests/benchmark/benchmark_responder.h"
#include "tests/benchmark/benchmark_time.h"
#include "tools/host/pty.h"

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

enum { CLIENT_KB = 190, CLIENT_BAUD = 115200, ARGUMENTS = 16, RAN_MAX = 1 };

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

/* True: it ran to its end. A status above 1 says that it did not; then that is
 * printed for NAME, and no time is. */
static bool ran(const char *name, struct cost cost, int most)
{
    if (WIFEXITED(cost.status) && WEXITSTATUS(cost.status) <= most)
        return true;
    if (WIFEXITED(cost.status))
        printf("%s: FAILED, it ended with status %d\n", name,
               WEXITSTATUS(cost.status));
    else
        printf("%s: FAILED, it was ended by signal %d\n", name,
               WTERMSIG(cost.status));
    return false;
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

/* Writes and verifies the file DATA over the line PATH. */
static struct cost run_client(char *data, char *path)
{
    char *client[ARGUMENTS] = {"stm32flash", "-m", "8n1", "-b", "115200", "-F",
                               "256:66",     "-w", data,  "-v", path};
    double begin = bench_time(CLOCK_MONOTONIC);
    return finish(start(client, -1), begin);
}

/* *CHIP: the cost of boot0. */
static struct cost client_of_board(const char *boot0, const char *images,
                                   char *data, struct cost *chip)
{
    char image[1024], path[64] = "";
    char *board[ARGUMENTS] = {(char *)boot0, "run",      "--boot0",
                              "1",           "--usart2", "pty",
                              "--pace",      "max",      image};
    int ends[2];

    snprintf(image, sizeof image, "%s/nucleo-l073rz.elf", images);
    if (pipe(ends) != 0)
        exit(2);
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    pid_t pid = start(board, ends[1]);
    close(ends[1]);
    struct cost cost = {.status = 127 << 8};
    if (read_path(ends[0], path, sizeof path))
        cost = run_client(data, path);
    kill(pid, SIGINT);
    *chip = finish(pid, 0);
    close(ends[0]);
    return cost;
}

static struct cost client_of_responder(char *data)
{
    char error[128];
    struct pty pty;
    struct cost cost = {.status = 127 << 8};
    if (!pty_open(&pty, CLIENT_BAUD, error, sizeof error))
        return cost;
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        bench_respond(pty.master);
        _exit(0);
    }
    cost = run_client(data, pty.path);
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    pty_close(&pty);
    return cost;
}

static bool bench_client(const char *boot0, const char *images)
{
    static const char name[] = "stm32flash -w -v, 190 KB, --pace max";
    char data[] = "/tmp/boot0-bench-XXXXXX";
    struct cost chip;

    write_data(data);
    struct cost least = client_of_responder(data);
    struct cost board = client_of_board(boot0, images, data, &chip);
    unlink(data);
    if (!ran("stm32flash with a responder", least, 0) || !ran(name, board, 0) ||
        !ran("boot0 run", chip, 0))
        return false;
    printf("%s: %.2f s, %.2f s of boot0's processor time;\n"
           "    %.0f times an instant responder (%.2f s)\n",
           name, board.wall, chip.processor, board.wall / least.wall,
           least.wall);
    return true;
}

/* --- check --- */

static bool bench_check(const char *boot0, const char *images, const char *name,
                        unsigned at_ms)
{
    char image[1024], ask[32], title[128];
    struct bench_loops loops;
    char *check[ARGUMENTS] = {(char *)boot0, "check", "--jobs", "1",  "--bfb2",
                              "0",           "--ask", ask,      image};
    snprintf(image, sizeof image, "%s/%s.elf", images, name);
    snprintf(ask, sizeof ask, "press:PC13@%u", at_ms);
    snprintf(title, sizeof title, "check --ask %s %s", ask, name);
    struct cost cost = finish(start(check, -1), bench_time(CLOCK_MONOTONIC));
    if (!ran(title, cost, RAN_MAX))
        return false;
    if (!bench_loops(image, at_ms * 1000, &loops)) {
        printf("%s: FAILED, executed loops end otherwise\n", title);
        return false;
    }
    printf("%s: %.2f s, %.2f s of processor time;\n"
           "    one board with every loop executed %.2f s, %.0f times that with"
           " loops skipped (%.3f s)\n",
           title, cost.wall, cost.processor, loops.executed,
           loops.executed / loops.skipped, loops.skipped);
    return true;
}

bool bench_wait(const char *boot0, const char *images)
{
    printf("\nFirmware that waits:\n");
    bool right = bench_client(boot0, images);
    right &= bench_check(boot0, images, "mistake-a9-backup-without-dbp", 50);
    right &= bench_check(boot0, images, "mistake-i6-optr-written", 50);
    right &= bench_check(boot0, images, "original-once", 500);
    return right;
}
