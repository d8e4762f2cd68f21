/* SPDX-License-Identifier: MIT */
#include "tools/host/progress.h"

#include <stdarg.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

void progress_begin(struct progress *progress, unsigned total,
                    const char *words)
{
    *progress = (struct progress){
        .terminal = isatty(STDERR_FILENO),
        .total = total,
        .words = words,
        .start = now(),
    };
}

void progress_show(struct progress *progress, unsigned done)
{
    double time = now(), spent = time - progress->start;
    if (!progress->terminal || spent < 1 ||
        time - progress->last < PROGRESS_MS / 1000.0)
        return;
    progress->last = time;
    progress->shown = true;
    fprintf(stderr, "\r%u of %u %s", done, progress->total, progress->words);
    if (done)
        fprintf(stderr, ", about %.0f s left ",
                spent / done * (progress->total - done));
    fflush(stderr);
}

void progress_text(struct progress *progress, const char *format, ...)
{
    double time = now();
    va_list arguments;
    if (!progress->terminal || time - progress->last < PROGRESS_MS / 1000.0)
        return;
    progress->last = time;
    progress->shown = true;
    fputs("\r", stderr);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputs("\033[K", stderr);
    fflush(stderr);
}

void progress_end(struct progress *progress)
{
    if (progress->shown)
        fputs("\r\033[K", stderr);
}
