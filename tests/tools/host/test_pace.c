/* SPDX-License-Identifier: MIT
 *
 * Virtual time against the host's clock.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <time.h>

#include "chip/clock.h"
#include "tools/host/pace.h"

static void sleep_ms(unsigned milliseconds)
{
    struct timespec time = {.tv_nsec = (long)milliseconds * 1000000};
    nanosleep(&time, NULL);
}

static void flat_out_has_no_limit(void **state)
{
    struct pacer pacer;
    (void)state;
    pace_start(&pacer, PACE_MAX, false, 0);
    assert_true(pace_limit(&pacer, 0, false) == NEVER);
    assert_true(pace_limit(&pacer, 1000 * PS_PER_S, false) == NEVER);
}

static void real_follows_the_clock(void **state)
{
    struct pacer pacer;
    (void)state;
    uint64_t before = pace_host_ps();
    pace_start(&pacer, PACE_REAL, false, 5 * PS_PER_S);
    sleep_ms(20);
    uint64_t limit = pace_limit(&pacer, 5 * PS_PER_S, true);
    uint64_t passed = pace_host_ps() - before;
    assert_true(limit >= 5 * PS_PER_S + 20 * PS_PER_MS);
    assert_true(limit <= 5 * PS_PER_S + passed);
}

static void a_host_that_paused_does_not_catch_up(void **state)
{
    struct pacer pacer;
    (void)state;
    pace_start(&pacer, PACE_REAL, false, 0);
    sleep_ms(990);
    uint64_t limit = pace_limit(&pacer, 0, false);
    uint64_t before = pace_host_ps();
    assert_true(limit < 300 * PS_PER_MS);
    assert_true(limit > 200 * PS_PER_MS);
    /* And what was let go is not asked for later. */
    for (unsigned i = 0; i < 3; i++)
        limit = pace_limit(&pacer, limit, false);
    assert_true(limit < 300 * PS_PER_MS + (pace_host_ps() - before));
}

/* A client waits for its answer: the chip makes up for what the host lost. */
static void a_busy_chip_catches_up(void **state)
{
    struct pacer pacer;
    (void)state;
    pace_start(&pacer, PACE_REAL, true, 0);
    sleep_ms(600);
    assert_true(pace_limit(&pacer, 0, true) >= 600 * PS_PER_MS);
    sleep_ms(600);
    assert_true(pace_limit(&pacer, 100 * PS_PER_MS, true) >= 1200 * PS_PER_MS);
    pacer.host_ps -= 10 * PS_PER_S; /* a pause that no client outlasts */
    assert_int_equal(pace_limit(&pacer, 0, true), 2 * PS_PER_S);
}

static void an_idle_chip_waits_for_its_client(void **state)
{
    struct pacer pacer;
    (void)state;
    pace_start(&pacer, PACE_MAX, true, 0);
    uint64_t before = pace_host_ps();
    assert_true(pace_limit(&pacer, 10 * PS_PER_S, true) == NEVER);
    uint64_t limit = pace_limit(&pacer, 10 * PS_PER_S, false);
    assert_true(limit >= 10 * PS_PER_S);
    sleep_ms(5);
    limit = pace_limit(&pacer, limit, false);
    uint64_t passed = pace_host_ps() - before;
    assert_true(limit >= 10 * PS_PER_S + 5 * PS_PER_MS);
    /* The base is the moment of the last busy turn, just after `before`. */
    assert_true(limit <= 10 * PS_PER_S + passed);
}

/* The lag of the chip behind the clock is recorded, whatever caused it; a lead
 * does not make up for it. */
static void a_late_chip_is_noticed(void **state)
{
    struct pacer pacer;
    (void)state;
    pace_start(&pacer, PACE_MAX, true, 0);
    pace_limit(&pacer, 10 * PS_PER_S, true);
    assert_false(pace_late(&pacer));
    sleep_ms(PACE_LATE_MS);
    pace_limit(&pacer, 10 * PS_PER_S, true);
    assert_true(pace_late(&pacer));
    assert_true(pacer.late_ps >= PACE_LATE_MS * PS_PER_MS);
    pace_start(&pacer, PACE_MAX, true, 0);
    assert_false(pace_late(&pacer));
    for (uint64_t i = 1; i <= 30; i++) { /* a bit slower than the clock */
        sleep_ms(10);
        pace_limit(&pacer, i * PS_PER_MS, true);
    }
    assert_true(pace_late(&pacer));
    for (unsigned i = 0; i < 2; i++) { /* a chip that is held owes nothing */
        pace_start(&pacer, i ? PACE_REAL : PACE_MAX, true, 0);
        sleep_ms(PACE_LATE_MS);
        pace_resume(&pacer, 0);
        pace_limit(&pacer, PS_PER_S, false);
        assert_false(pace_late(&pacer));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(flat_out_has_no_limit),
        cmocka_unit_test(real_follows_the_clock),
        cmocka_unit_test(a_host_that_paused_does_not_catch_up),
        cmocka_unit_test(a_busy_chip_catches_up),
        cmocka_unit_test(an_idle_chip_waits_for_its_client),
        cmocka_unit_test(a_late_chip_is_noticed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
