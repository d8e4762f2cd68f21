/* SPDX-License-Identifier: MIT */
#include "tools/host/native_memory.h"

#include <stddef.h>
#include <sys/mman.h>

struct native *native_memory(void)
{
    void *memory;
    if (!native_host())
        return NULL;
    memory =
        mmap(NULL, sizeof(struct native), PROT_READ | PROT_WRITE | PROT_EXEC,
             MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return memory == MAP_FAILED ? NULL : memory;
}

void native_memory_free(struct native *native)
{
    if (native)
        munmap(native, sizeof *native);
}
