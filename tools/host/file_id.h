/* SPDX-License-Identifier: MIT
 *
 * Which file a path or a descriptor is: two names may be one file.
 */
#ifndef TOOLS_HOST_FILE_ID_H
#define TOOLS_HOST_FILE_ID_H

#include <stdbool.h>
#include <stdint.h>

struct file_id {
    uint64_t device, number;
};

/* False: there is no such file. */
bool file_id_of_path(const char *path, struct file_id *id);
bool file_id_of_descriptor(int descriptor, struct file_id *id);

#endif
