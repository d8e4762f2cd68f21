/* SPDX-License-Identifier: MIT */
#define _DEFAULT_SOURCE /* readlink */
#include "tools/host/usb_library.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

bool usb_library_find(char *path, size_t size)
{
    char self[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    self[length > 0 ? length : 0] = 0;
    char *name = strrchr(self, '/');
    if (name)
        *name = 0;
    int used = snprintf(path, size, "%s/" USB_LIBRARY, name ? self : ".");
    return used > 0 && (size_t)used < size && access(path, R_OK) == 0;
}
