/* SPDX-License-Identifier: MIT
 *
 * The heap in huge pages: what is allocated lies in memory that the host was
 * asked for them, again and again in the same.
 */
#define _DEFAULT_SOURCE /* sbrk */

#include "tools/host/heap.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* The sanitizer's malloc() has memory of its own. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

enum { SIZE = 5 << 20 };

/* True: `flag` is among the VmFlags of the mapping that holds `memory`. */
static bool has_flag(const void *memory, const char *flag)
{
    char line[4096];
    unsigned long from, to;
    bool inside = false, found = false;
    FILE *maps = fopen("/proc/self/smaps", "r");
    assert_non_null(maps);
    while (!found && fgets(line, sizeof line, maps)) {
        if (sscanf(line, "%lx-%lx ", &from, &to) == 2)
            inside = (uintptr_t)memory - from < to - from;
        found = inside && !strncmp(line, "VmFlags:", 8) && strstr(line, flag);
    }
    fclose(maps);
    return found;
}

static void test_huge(void **state)
{
    (void)state;
    if (SANITIZED || access("/sys/kernel/mm/transparent_hugepage", F_OK) != 0)
        skip();
    void *large = malloc(SIZE);
    assert_true(has_flag((char *)large + SIZE / 2, " hg"));
    free(large);
}

static void test_freed_memory_is_used_again(void **state)
{
    (void)state;
    if (SANITIZED)
        skip();
    void *first = malloc(SIZE);
    free(first);
    void *end = sbrk(0);
    void *second = malloc(SIZE);
    assert_ptr_equal(second, first);
    assert_ptr_equal(sbrk(0), end);
    free(second);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_huge),
        cmocka_unit_test(test_freed_memory_is_used_again),
    };
    heap_begin();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
