/* SPDX-License-Identifier: MIT */
#include "tools/host/workers.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
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
    atomic_uint next; /* the first piece that no worker has taken yet */
    atomic_uint done; /* how many are done */
};

struct worker {
    pid_t pid;
    FILE *file; /* of its results: the number of a piece, then what it wrote */
};

unsigned workers_default(void)
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

static FILE *open_file(void)
{
    FILE *file = tmpfile();
    if (!file)
        die("cannot make a temporary file: %s", strerror(errno));
    return file;
}

/* --- pieces --- */

static void do_piece(const struct workers_job *job, unsigned piece, FILE *file)
{
    bool written = fwrite(&piece, sizeof piece, 1, file) == 1;
    job->piece(job->context, piece, file);
    if (!written || ferror(file) || fflush(file))
        die("cannot write the results of a worker: %s", strerror(errno));
}

static void read_results(const struct workers_job *job, FILE *file)
{
    unsigned piece;
    while (fread(&piece, sizeof piece, 1, file) == 1)
        if (piece >= job->count || !job->result(job->context, piece, file))
            die("the results of a worker are incomplete");
}

/* Each process translates into memory of its own. */
static struct native *translate(const struct workers_job *job)
{
    struct native *native = job->decoder ? native_memory() : NULL;
    if (job->decoder)
        decoder_native(job->decoder, native);
    return native;
}

static void stop_translating(const struct workers_job *job,
                             struct native *native)
{
    if (!job->decoder)
        return;
    decoder_native(job->decoder, NULL);
    native_memory_free(native);
}

/* --- in this process --- */

static FILE *opened(FILE *file)
{
    if (!file)
        die("out of memory");
    return file;
}

static void run_here(const struct workers_job *job)
{
    struct native *native = translate(job);
    struct progress progress;
    char *results = NULL;
    size_t size = 0;
    FILE *file = opened(open_memstream(&results, &size));
    progress_begin(&progress, job->count, job->words);
    for (unsigned i = 0; i < job->count; i++) {
        do_piece(job, i, file);
        progress_show(&progress, i + 1);
    }
    progress_end(&progress);
    fclose(file);
    file = opened(fmemopen(results, size, "r"));
    read_results(job, file);
    fclose(file);
    free(results);
    stop_translating(job, native);
}

/* --- in others --- */

static void take_pieces(const struct workers_job *job, struct counter *counter,
                        FILE *file)
{
    for (;;) {
        unsigned next = atomic_fetch_add(&counter->next, 1);
        if (next >= job->count)
            return;
        do_piece(job, next, file);
        atomic_fetch_add(&counter->done, 1);
    }
}

/* Ends the worker with PARENT, even after SIGKILL. PARENT may have ended before
 * the kernel was asked to watch it. */
static void end_with(pid_t parent)
{
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
        _exit(EXIT_FAILED);
}

/* Starts up to COUNT workers; returns how many there are, 0 = the system gives
 * no process. */
static unsigned start(const struct workers_job *job, struct counter *counter,
                      struct worker *workers, unsigned count)
{
    pid_t parent = getpid();
    fflush(NULL);
    for (unsigned i = 0; i < count; i++) {
        workers[i].file = open_file();
        workers[i].pid = fork();
        if (workers[i].pid == 0) {
            end_with(parent);
            translate(job);
            take_pieces(job, counter, workers[i].file);
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
static void watch(const struct workers_job *job, struct counter *counter,
                  int alive)
{
    struct progress progress;
    struct pollfd end = {.fd = alive};
    progress_begin(&progress, job->count, job->words);
    while (poll(&end, 1, PROGRESS_MS) <= 0)
        progress_show(&progress, atomic_load(&counter->done));
    progress_end(&progress);
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

static void join(const struct worker *workers, unsigned count)
{
    bool well = true;
    for (unsigned i = 0; i < count; i++)
        well = joined(workers[i].pid) && well;
    if (!well)
        die("a worker of check was killed or crashed; try --jobs 1");
}

/* False: there is no process to be had. */
static bool run_workers(const struct workers_job *job, struct counter *counter,
                        unsigned count)
{
    struct worker workers[WORKERS_MAX];
    int alive[2]; /* a pipe whose end every worker holds */
    if (pipe(alive) != 0)
        die("cannot make a pipe: %s", strerror(errno));
    count = start(job, counter, workers, count);
    close(alive[1]);
    if (count > 0) {
        watch(job, counter, alive[0]);
        join(workers, count);
    }
    close(alive[0]);
    for (unsigned i = 0; i < count; i++) {
        rewind(workers[i].file);
        read_results(job, workers[i].file);
        fclose(workers[i].file);
    }
    return count > 0;
}

static unsigned fewer(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

void workers_run(const struct workers_job *job, unsigned jobs)
{
    unsigned count = fewer(fewer(jobs, job->count), WORKERS_MAX);
    if (job->count == 0)
        return;
    struct counter *counter = share();
    if (count < 2 || !run_workers(job, counter, count))
        run_here(job);
    munmap(counter, sizeof *counter);
}
