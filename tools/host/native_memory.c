/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* memfd_create */

#include "tools/host/native_memory.h"

#include <stddef.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

/* Growing a file beyond RLIMIT_FSIZE would end the process. */
static bool may_grow(void)
{
    struct rlimit limit;
    return getrlimit(RLIMIT_FSIZE, &limit) == 0 &&
           limit.rlim_cur >= sizeof(struct native);
}

/* Returns a file of zeros without a name; -1: the host refuses. */
static int make_file(void)
{
    int file = may_grow() ? memfd_create("boot0", MFD_CLOEXEC) : -1;
    if (file >= 0 && ftruncate(file, sizeof(struct native)) != 0) {
        close(file);
        return -1;
    }
    return file;
}

static void *map(int file, int protection)
{
    void *memory =
        mmap(NULL, sizeof(struct native), protection, MAP_SHARED, file, 0);
    if (memory == MAP_FAILED)
        return NULL;
    madvise(memory, sizeof(struct native), MADV_DONTFORK);
    return memory;
}

static struct native *map_twice(int file)
{
    struct native *native = map(file, PROT_READ | PROT_WRITE);
    if (!native)
        return NULL;
    native->executable = map(file, PROT_READ | PROT_EXEC);
    if (!native->executable) {
        munmap(native, sizeof *native);
        return NULL;
    }
    return native;
}

struct native *native_memory(void)
{
    int file = native_host() ? make_file() : -1;
    if (file < 0)
        return NULL;
    struct native *native = map_twice(file);
    close(file);
    return native;
}

void native_memory_free(struct native *native)
{
    if (!native)
        return;
    munmap((void *)native->executable, sizeof *native);
    munmap(native, sizeof *native);
}
