/* SPDX-License-Identifier: MIT */
#include "tools/host/jobs.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tools/die.h"
#include "tools/host/native_memory.h"
#include "tools/host/progress.h"

enum { WORKERS_MAX = 256 };

/* What the workers share. */
struct counter {
    atomic_uint next; /* the first board that no worker has taken yet */
    atomic_uint done; /* how many are done */
};

struct work {
    const struct campaign *campaign;
    const struct board_list *boards;
    struct counter *counter;
};

/* A worker. Its file has the results of the boards that it took: a struct
 * header each, then the results. */
struct worker {
    pid_t pid;
    FILE *file;
};

struct header {
    unsigned board, count;
};

unsigned jobs_default(void)
{
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    return online < 1 ? 1 : (unsigned)online;
}

static struct counter *share(void)
{
    struct counter *counter =
        mmap(NULL, sizeof *counter, PROT_READ | PROT_WRITE,
             MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (counter == MAP_FAILED)
        die("no memory to share with the workers: %s", strerror(errno));
    return counter;
}

/* --- workers --- */

static void write_results(FILE *file, unsigned board,
                          const struct result_list *list)
{
    const struct header header = {board, list->count};
    if (fwrite(&header, sizeof header, 1, file) != 1 ||
        fwrite(list->results, sizeof *list->results, list->count, file) !=
            list->count ||
        fflush(file))
        die("cannot write the results of a worker: %s", strerror(errno));
}

static void take_boards(const struct work *work, FILE *file)
{
    struct result_list list = {0};
    for (;;) {
        unsigned next = atomic_fetch_add(&work->counter->next, 1);
        if (next >= work->boards->count)
            break;
        list.count = 0;
        if (!fork_run(work->campaign, &work->boards->boards[next], &list))
            die("out of memory");
        write_results(file, next, &list);
        atomic_fetch_add(&work->counter->done, 1);
    }
    free(list.results);
}

/* Ends the worker with PARENT, even after SIGKILL. PARENT may have ended before
 * the kernel was asked to watch it. */
static void end_with(pid_t parent)
{
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
        _exit(EXIT_FAILED);
}

/* Each process translates into memory of its own. */
static struct native *translate(const struct work *work)
{
    struct native *native = native_memory();
    decoder_native(work->campaign->decoder, native);
    return native;
}

static void stop_translating(const struct work *work, struct native *native)
{
    decoder_native(work->campaign->decoder, NULL);
    native_memory_free(native);
}

/* Waits for the child; false: it failed. */
static bool joined(pid_t child)
{
    int status;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return false;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static FILE *open_file(void)
{
    FILE *file = tmpfile();
    if (!file)
        die("cannot make a temporary file: %s", strerror(errno));
    return file;
}

/* Starts up to COUNT workers; returns how many there are, 0 = the system gives
 * no process. */
static unsigned start(const struct work *work, struct worker *workers,
                      unsigned count)
{
    pid_t parent = getpid();
    fflush(NULL);
    for (unsigned i = 0; i < count; i++) {
        workers[i].file = open_file();
        workers[i].pid = fork();
        if (workers[i].pid == 0) {
            end_with(parent);
            translate(work);
            take_boards(work, workers[i].file);
            _exit(0);
        }
        if (workers[i].pid < 0) { /* with fewer hands, then */
            fclose(workers[i].file);
            return i;
        }
    }
    return count;
}

/* Waits until no worker holds the pipe any more, and shows how far they are. */
static void watch(const struct work *work, int alive)
{
    struct progress progress;
    struct pollfd end = {.fd = alive};
    progress_begin(&progress, work->boards->count);
    while (poll(&end, 1, PROGRESS_MS) <= 0)
        progress_show(&progress, atomic_load(&work->counter->done));
    progress_end(&progress);
}

static void join(const struct worker *workers, unsigned count)
{
    bool well = true;
    for (unsigned i = 0; i < count; i++)
        well = joined(workers[i].pid) && well;
    if (!well)
        die("a worker of check was killed or crashed; try --jobs 1");
}

/* --- results --- */

/* Moves the results in FILE to the lists of their boards. */
static void read_results(FILE *file, struct result_list *of_board)
{
    struct header header;
    rewind(file);
    while (fread(&header, sizeof header, 1, file) == 1) {
        struct result_list *list = &of_board[header.board];
        list->results = xcalloc(header.count, sizeof *list->results);
        list->count = header.count;
        if (fread(list->results, sizeof *list->results, list->count, file) !=
            list->count)
            die("the results of a worker are incomplete");
    }
    fclose(file);
}

static struct result_list concatenate(struct result_list *of_board,
                                      unsigned boards)
{
    struct result_list all = {0};
    for (unsigned i = 0; i < boards; i++)
        all.capacity += of_board[i].count;
    all.results = xcalloc(all.capacity, sizeof *all.results);
    for (unsigned i = 0; i < boards; i++) {
        memcpy(all.results + all.count, of_board[i].results,
               of_board[i].count * sizeof *all.results);
        all.count += of_board[i].count;
        free(of_board[i].results);
    }
    return all;
}

static struct result_list gather(const struct work *work,
                                 struct worker *workers, unsigned count)
{
    unsigned boards = work->boards->count;
    struct result_list *of_board = xcalloc(boards, sizeof *of_board);
    for (unsigned i = 0; i < count; i++)
        read_results(workers[i].file, of_board);
    struct result_list all = concatenate(of_board, boards);
    free(of_board);
    return all;
}

/* Runs all boards in this process. */
static struct result_list run_here(const struct work *work)
{
    struct native *native = translate(work);
    struct result_list results = {0};
    struct progress progress;
    progress_begin(&progress, work->boards->count);
    for (unsigned i = 0; i < work->boards->count; i++) {
        if (!fork_run(work->campaign, &work->boards->boards[i], &results))
            die("out of memory");
        progress_show(&progress, i + 1);
    }
    progress_end(&progress);
    stop_translating(work, native);
    return results;
}

static unsigned fewer(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* Runs the boards in up to COUNT workers. False: there is no process to be had.
 */
static bool run_workers(const struct work *work, unsigned count,
                        struct result_list *results)
{
    struct worker workers[WORKERS_MAX];
    int alive[2]; /* a pipe whose end every worker holds */
    if (pipe(alive) != 0)
        die("cannot make a pipe: %s", strerror(errno));
    count = start(work, workers, count);
    close(alive[1]);
    if (count > 0) {
        watch(work, alive[0]);
        join(workers, count);
        *results = gather(work, workers, count);
    }
    close(alive[0]);
    return count > 0;
}

struct result_list jobs_run(const struct campaign *campaign,
                            const struct board_list *boards, unsigned jobs)
{
    struct work work = {
        .campaign = campaign, .boards = boards, .counter = share()};
    unsigned count = fewer(fewer(jobs, boards->count), WORKERS_MAX);
    struct result_list results;

    if (count < 2 || !run_workers(&work, count, &results))
        results = run_here(&work);
    munmap(work.counter, sizeof *work.counter);
    return results;
}
