/* SPDX-License-Identifier: MIT */
#include "tools/host/jobs.h"

#include <errno.h>
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

enum { WORKERS_MAX = 256 };

/* Neighbouring scenarios that share their start. */
struct piece {
    unsigned first, count;
};

/* The memory that the workers share. */
struct board_of_work {
    atomic_uint next; /* the first piece that no worker has taken yet */
    struct result results[];
};

struct work {
    const struct campaign *campaign;
    const struct scenario *scenarios;
    struct piece *pieces;
    unsigned piece_count;
    struct board_of_work *shared;
};

unsigned jobs_default(void)
{
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    return online < 1 ? 1 : (unsigned)online;
}

static size_t shared_size(unsigned count)
{
    return sizeof(struct board_of_work) + count * sizeof(struct result);
}

static struct board_of_work *share(unsigned count)
{
    struct board_of_work *shared =
        mmap(NULL, shared_size(count), PROT_READ | PROT_WRITE,
             MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED)
        die("no memory for the results of %u scenarios: %s", count,
            strerror(errno));
    return shared;
}

static void cut(struct work *work, unsigned count)
{
    work->pieces = xcalloc(count, sizeof *work->pieces);
    for (unsigned i = 0; i < count;) {
        struct piece *piece = &work->pieces[work->piece_count++];
        *piece =
            (struct piece){i, campaign_piece(&work->scenarios[i], count - i)};
        i += piece->count;
    }
}

static void take_pieces(const struct work *work)
{
    for (;;) {
        unsigned next = atomic_fetch_add(&work->shared->next, 1);
        if (next >= work->piece_count)
            return;
        struct piece piece = work->pieces[next];
        if (!verdict_run(work->campaign, &work->scenarios[piece.first],
                         piece.count, &work->shared->results[piece.first]))
            die("out of memory");
    }
}

/* Ends the worker with PARENT, even after SIGKILL. PARENT may have ended before
 * the kernel was asked to watch it. */
static void end_with(pid_t parent)
{
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
        _exit(EXIT_FAILED);
}

/* Each worker translates into memory of its own. */
static void labour(const struct work *work)
{
    struct decoder *decoder = work->campaign->decoder;
    struct native *native = native_memory();
    decoder_native(decoder, native);
    take_pieces(work);
    decoder_native(decoder, NULL);
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

static void employ(const struct work *work, unsigned jobs)
{
    pid_t children[WORKERS_MAX], parent = getpid();
    unsigned count = 0;
    bool well = true;

    fflush(NULL);
    while (count < jobs) {
        pid_t child = fork();
        if (child == 0) {
            end_with(parent);
            labour(work);
            _exit(0);
        }
        if (child < 0)
            break; /* with fewer hands, then */
        children[count++] = child;
    }
    if (count == 0)
        labour(work);
    for (unsigned i = 0; i < count; i++)
        well = joined(children[i]) && well;
    if (!well)
        die("a worker of check was killed or crashed; try --jobs 1");
}

struct result *jobs_run(const struct campaign *campaign,
                        const struct scenario *scenarios, unsigned count,
                        unsigned jobs)
{
    struct work work = {
        .campaign = campaign, .scenarios = scenarios, .shared = share(count)};

    cut(&work, count);
    if (jobs > work.piece_count)
        jobs = work.piece_count;
    if (jobs > WORKERS_MAX)
        jobs = WORKERS_MAX;
    if (jobs > 1)
        employ(&work, jobs);
    else
        labour(&work);
    free(work.pieces);
    return work.shared->results;
}

void jobs_free(struct result *results, unsigned count)
{
    munmap((char *)results - offsetof(struct board_of_work, results),
           shared_size(count));
}
