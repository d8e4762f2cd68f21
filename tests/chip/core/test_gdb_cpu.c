/* SPDX-License-Identifier: MIT
 *
 * The instruction tests through a GDB remote server, here boot0's own: the
 * same programs that run on the virtual chip, reported to run on it from
 * outside.
 */
#include "tests/tools/gdb/gdb_server.h"

#include <libgen.h>

static char text[OUTPUT_SIZE];
static struct gdb_server server;

static int start(void **state)
{
    char self[512] = "";
    (void)state;
    if (readlink("/proc/self/exe", self, sizeof self - 1) <= 0)
        return -1;
    setenv("HERE", dirname(self), 1);
    server_start(&server, text, "--ask none $IMAGES/nucleo-l073rz.elf");
    return 0;
}

static int stop(void **state)
{
    (void)state;
    int status = server_end(&server, true);
    server_clean(&server);
    assert_int_equal(status, 0);
    return 0;
}

/* The test program NAME beside this one, on the server. */
static void run_remotely(const char *name, unsigned tests)
{
    char script[128], passed[64];
    snprintf(script, sizeof script, "BOOT0_GDB=127.0.0.1:%s $HERE/%s",
             server.port, name);
    expect_status(text, script, 0);
    snprintf(passed, sizeof passed, "[  PASSED  ] %u test(s).", tests);
    expect_part(text, passed);
}

static void data_processing(void **state)
{
    (void)state;
    run_remotely("test_cpu", 12);
    expect_part(text, "BKPT is for the debugger: left out");
    server_reports(&server, text, "is detached: the chip runs on");
    expect_part(text, "HardFault"); /* it did run there */
}

static void loads_and_stores(void **state)
{
    (void)state;
    run_remotely("test_cpu_memory", 9);
}

static void some_encodings(void **state)
{
    (void)state;
    run_remotely("test_cpu_encodings", 3);
}

static void no_server_is_reported(void **state)
{
    (void)state;
    assert_int_not_equal(command(text, "BOOT0_GDB=127.0.0.1:1 $HERE/test_cpu"),
                         0);
    expect_part(text, "BOOT0_GDB=127.0.0.1:1: no server answers");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(data_processing),
        cmocka_unit_test(loads_and_stores),
        cmocka_unit_test(some_encodings),
        cmocka_unit_test(no_server_is_reported),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
