/* SPDX-License-Identifier: MIT */
#ifndef TESTS_CHIP_PAGE_H
#define TESTS_CHIP_PAGE_H

#include <stdio.h>

/* Returns the text of a page, "docs/gaps.md"; the next call overwrites it. */
static inline char *page_read(const char *name)
{
    enum { PAGE_MAX = 64 * 1024 };
    static char page[PAGE_MAX];
    char path[sizeof BOOT0_SOURCE_DIR + 32];
    snprintf(path, sizeof path, "%s/%s", BOOT0_SOURCE_DIR, name);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    page[fread(page, 1, sizeof page - 1, file)] = 0;
    fclose(file);
    return page;
}

#endif
