/* SPDX-License-Identifier: MIT */
#include "tools/host/file_id.h"

#include <windows.h>

bool file_id_of_descriptor(int descriptor, struct file_id *id)
{
    BY_HANDLE_FILE_INFORMATION info;
    HANDLE handle = (HANDLE)_get_osfhandle(descriptor);
    if (GetFileType(handle) != FILE_TYPE_DISK) {
        *id = (struct file_id){UINT64_MAX, (uintptr_t)handle};
        return true;
    }
    if (!GetFileInformationByHandle(handle, &info))
        return false;
    *id = (struct file_id){info.dwVolumeSerialNumber,
                           (uint64_t)info.nFileIndexHigh << 32 |
                               info.nFileIndexLow};
    return true;
}

bool file_id_of_path(const char *path, struct file_id *id)
{
    int descriptor = open(path, O_RDONLY);
    if (descriptor < 0)
        return false;
    bool found = file_id_of_descriptor(descriptor, id);
    close(descriptor);
    return found;
}
