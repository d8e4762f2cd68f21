/* SPDX-License-Identifier: MIT */
#define _DEFAULT_SOURCE /* readlink */
#include "tools/host/usb_library.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Where the library is from the folder of boot0: beside it in a build, and
 * where it is installed. */
static const char *const places[] = {"", BOOT0_LIBRARY_FROM_BIN "/"};

static void own_folder(char folder[PATH_MAX])
{
    ssize_t length = readlink("/proc/self/exe", folder, PATH_MAX - 1);
    folder[length > 0 ? length : 0] = 0;
    char *name = strrchr(folder, '/');
    if (name)
        *name = 0;
    else
        strcpy(folder, ".");
}

bool usb_library_find(char *path, size_t size)
{
    char folder[PATH_MAX];
    own_folder(folder);
    for (unsigned i = 0; i < sizeof places / sizeof *places; i++) {
        int used = snprintf(path, size, "%s/%s" USB_LIBRARY, folder, places[i]);
        if (used > 0 && (size_t)used < size && access(path, R_OK) == 0)
            return true;
    }
    snprintf(path, size, "%s/" USB_LIBRARY, folder);
    return false;
}
