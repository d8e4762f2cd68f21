/* SPDX-License-Identifier: MIT
 *
 * Functions of glibc, and of parts of elfutils that are left out, to which
 * libdw refers.
 */
#include <search.h>
#include <stdlib.h>
#include <string.h>

static int equal(const void *a, const void *b)
{
    (void)a;
    (void)b;
    return 0;
}

void tdestroy(void *root, void (*free_key)(void *))
{
    while (root) {
        void *key = *(void **)root; /* a node begins with its key */
        tdelete(key, &root, equal);
        free_key(key);
    }
}

/* Of unwinding, which nothing here does. */
void ebl_closebackend(void *ebl)
{
    (void)ebl;
}

#ifdef _WIN32
char *stpcpy(char *to, const char *from)
{
    size_t length = strlen(from);
    memcpy(to, from, length + 1);
    return to + length;
}

/* Names a folder of separate debugging information: there is none. */
char *realpath(const char *path, char *target)
{
    (void)path;
    (void)target;
    return NULL;
}
#endif
