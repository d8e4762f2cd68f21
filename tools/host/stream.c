/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* fopencookie */
#include "tools/host/stream.h"

#include <errno.h>
#include <stdint.h>
#include <unistd.h>

enum { SIGNALS = 2 };

static int descriptor_of(void *cookie)
{
    return (int)(intptr_t)cookie;
}

/* Returning less than SIZE is an error of the stream. */
static ssize_t put(void *cookie, const char *bytes, size_t size)
{
    size_t done = 0;
    unsigned signals = 0;
    while (done < size) {
        ssize_t count = write(descriptor_of(cookie), bytes + done, size - done);
        if (count > 0) {
            done += (size_t)count;
            signals = 0;
        } else if (count == 0 || errno != EINTR || ++signals == SIGNALS) {
            break;
        }
    }
    return (ssize_t)done;
}

static int end(void *cookie)
{
    int descriptor = descriptor_of(cookie);
    return descriptor > STDERR_FILENO ? close(descriptor) : 0;
}

FILE *stream_open(int descriptor)
{
    static const cookie_io_functions_t functions = {.write = put, .close = end};
    return fopencookie((void *)(intptr_t)descriptor, "w", functions);
}
