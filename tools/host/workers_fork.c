/* SPDX-License-Identifier: MIT
 *
 * Workers as child processes.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif
#include <sys/wait.h>
#include <unistd.h>

#include "tools/die.h"
#include "tools/host/progress.h"
#include "tools/host/workers.h"

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

/* Without PARENT nobody reads the results. */
static void take_pieces(const struct workers_job *job, struct counter *counter,
                        pid_t parent, FILE *file)
{
    while (getppid() == parent) {
        unsigned next = atomic_fetch_add(&counter->next, 1);
        if (next >= job->count)
            return;
        workers_do_piece(job, next, file);
        atomic_fetch_add(&counter->done, 1);
    }
}

/* Ends the worker with its parent, even after SIGKILL, and not only at the next
 * piece, on a host that can. The parent may have ended before. */
static void end_with_parent(void)
{
#ifdef __linux__
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0)
        _exit(EXIT_FAILED);
#endif
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
            end_with_parent();
            workers_translate(job);
            take_pieces(job, counter, parent, workers[i].file);
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

bool workers_start(const struct workers_job *job, unsigned count)
{
    struct counter *counter = share();
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
    munmap(counter, sizeof *counter);
    for (unsigned i = 0; i < count; i++) {
        rewind(workers[i].file);
        workers_read_results(job, workers[i].file);
        fclose(workers[i].file);
    }
    return count > 0;
}
