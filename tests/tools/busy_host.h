/* SPDX-License-Identifier: MIT
 *
 * For tests with a client whose time-outs follow the host's clock: a try in
 * which the host left the chip behind that clock shows nothing, and is made
 * again. A host that is busy in every try leaves the test skipped, not failed.
 */
#ifndef TESTS_TOOLS_BUSY_HOST_H
#define TESTS_TOOLS_BUSY_HOST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tools/host/pace.h"

enum { BUSY_TRIES = 12 };

static jmp_buf busy_again;

/* Begins the test anew if the host, not the firmware, let the client down. */
static inline void busy_check(const struct pacer *pacer)
{
    if (pace_late(pacer))
        longjmp(busy_again, 1);
}

/* The test is *STATE. */
static inline void busy_retry(void **state)
{
    CMUnitTestFunction test = *(CMUnitTestFunction *)state;
    for (volatile unsigned tries = 0; tries < BUSY_TRIES; tries++)
        if (setjmp(busy_again) == 0) {
            test(NULL);
            return;
        }
    print_message("the host was too busy for the client %d times\n",
                  BUSY_TRIES);
    skip();
}

#define BUSY_TEST(test)                                                        \
    {                                                                          \
        .name = #test, .test_func = busy_retry,                                \
        .initial_state = (void *)(uintptr_t)(test)                             \
    }

#endif
