/* SPDX-License-Identifier: MIT
 *
 * A test program's folder, $DIR in its command lines, and room for what they
 * print.
 */
#ifndef TESTS_TOOLS_BED_H
#define TESTS_TOOLS_BED_H

#include "tests/bench/image_fixture.h"
#include "tests/tools/command.h"

struct bed {
    struct folder folder;
    char text[OUTPUT_SIZE], again[OUTPUT_SIZE];
};

static inline struct bed *bed_new(void)
{
    struct bed *bed = test_calloc(1, sizeof *bed);
    folder_open(&bed->folder);
    setenv("DIR", bed->folder.name, 1);
    return bed;
}

static inline void bed_save(struct bed *bed, const char *name,
                            const struct blob *blob)
{
    folder_write(&bed->folder, name, blob->bytes, blob->size);
}

static inline int bed_close(void **state)
{
    struct bed *bed = *state;
    folder_close(&bed->folder);
    test_free(bed);
    return 0;
}

#endif
