/* SPDX-License-Identifier: MIT */
#include "tools/host/file_id.h"

#include <sys/stat.h>

static bool take(int failed, const struct stat *status, struct file_id *id)
{
    if (failed)
        return false;
    *id = (struct file_id){(uint64_t)status->st_dev, (uint64_t)status->st_ino};
    return true;
}

bool file_id_of_path(const char *path, struct file_id *id)
{
    struct stat status;
    return take(stat(path, &status), &status, id);
}

bool file_id_of_descriptor(int descriptor, struct file_id *id)
{
    struct stat status;
    return take(fstat(descriptor, &status), &status, id);
}
