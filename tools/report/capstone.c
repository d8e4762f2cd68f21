/* SPDX-License-Identifier: MIT */
#include "tools/report/capstone.h"

#include <dlfcn.h>
#include <string.h>

#include "tools/die.h"

#define TEXT_OF(value) #value
#define TEXT(macro)    TEXT_OF(macro)
#define LIBRARY        "libcapstone.so." TEXT(CS_API_MAJOR)

/* Sets a pointer to a function: ISO C does not convert what dlsym() returns to
 * one, POSIX says that it has the same representation. */
static void find(void *library, const char *name, void *function)
{
    void *address = dlsym(library, name);
    if (!address)
        die(LIBRARY " has no %s", name);
    memcpy(function, &address, sizeof address);
}

struct capstone capstone_load(void)
{
    struct capstone capstone;
    void *library = dlopen(LIBRARY, RTLD_LAZY);
    if (!library)
        die("a trace needs libcapstone: %s", dlerror());
    find(library, "cs_open", &capstone.open);
    find(library, "cs_malloc", &capstone.malloc);
    find(library, "cs_disasm_iter", &capstone.disasm_iter);
    find(library, "cs_free", &capstone.free);
    find(library, "cs_close", &capstone.close);
    return capstone;
}
