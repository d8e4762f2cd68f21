/* SPDX-License-Identifier: MIT
 *
 * libboot0-tty between python3-serial as a program with a serial device and
 * python3-serial's own server of RFC 2217, which prints what it was asked to
 * set.
 */
#include "tests/tools/bed.h"

static struct child server;
static char said[OUTPUT_SIZE];

static void settings_and_bytes_arrive(void **state)
{
    static const char *const set[] = {"baudrate 19200",
                                      "bytesize 8",
                                      "parity E",
                                      "stopbits 1",
                                      "dtr True",
                                      "rts True",
                                      "bytesize 7",
                                      "parity M",
                                      "stopbits 2",
                                      "baudrate 12345",
                                      "dtr False",
                                      "rts False",
                                      "rts True",
                                      "break_condition True",
                                      "break_condition False",
                                      "break_condition True",
                                      "break_condition False",
                                      NULL};
    struct bed *bed = *state;
    char script[512];
    said[0] = 0;
    command_start(&server, "exec /usr/bin/python3 " BOOT0_SOURCE_DIR
                           "/tests/tools/host/rfc2217_line.py");
    assert_true(command_read(&server, said, "port "));
    snprintf(script, sizeof script,
             "exec env LD_PRELOAD=" BOOT0_TTY
             " /usr/bin/python3 " BOOT0_SOURCE_DIR
             "/tests/tools/libtty/pyserial_client.py rfc2217:127.0.0.1:%d 2>&1",
             atoi(strstr(said, "port ") + 5));
    expect_status(bed->text, script, 0);
    command_read(&server, said, NULL);
    command_end(&server);
    expect_in_order(said, set);
}

/* What is no line's name is opened as ever, and so is what cannot be. */
static void other_names_are_passed_on(void **state)
{
    struct bed *bed = *state;
    expect_status(bed->text,
                  "LD_PRELOAD=" BOOT0_TTY " sh -c 'echo there >$DIR/file && "
                  "cat $DIR/file && rm $DIR/file && cat $DIR/file' 2>&1",
                  1);
    expect_part(bed->text, "there\n");
    expect_part(bed->text, "No such file or directory");
    expect_status(bed->text,
                  "exec env LD_PRELOAD=" BOOT0_TTY " cat rfc2217:1 2>&1", 1);
    expect_part(bed->text, "rfc2217:1': Connection refused");
    expect_status(bed->text,
                  "exec env LD_PRELOAD=" BOOT0_TTY " cat rfc2217:COM1 2>&1", 1);
    expect_part(bed->text, "rfc2217:COM1': No such file or directory");
}

static void nothing_else_is_exported(void **state)
{
    struct bed *bed = *state;
    expect_status(bed->text,
                  "nm -D --defined-only " BOOT0_TTY
                  " | sed 's/.* //' | sort | tr '\\n' ' '",
                  0);
    assert_string_equal(
        bed->text,
        "__open64_2 __open_2 close ioctl open open64 openat openat64 tcdrain "
        "tcflush tcgetattr tcsendbreak tcsetattr write \n");
}

static int set_up(void **state)
{
    setenv("LC_ALL", "C", 1);
    *state = bed_new();
    return 0;
}

static int tear_down(void **state)
{
    if (server.pid)
        command_end(&server);
    return bed_close(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(settings_and_bytes_arrive),
        cmocka_unit_test(other_names_are_passed_on),
        cmocka_unit_test(nothing_else_is_exported),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
