/* SPDX-License-Identifier: MIT
 *
 * The host's serial line as a client sees it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <asm/termbits.h>
#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "tools/host/pty.h"

static int open_line(void **state)
{
    static struct pty pty;
    char error[128];
    *state = &pty;
    return pty_open(&pty, 115200, error, sizeof error) ? 0 : -1;
}

static int close_line(void **state)
{
    pty_close(*state);
    return 0;
}

static int client(const struct pty *pty)
{
    int fd = open(pty->path, O_RDWR | O_NOCTTY | O_NONBLOCK);
    assert_true(fd >= 0);
    return fd;
}

static void every_byte_passes_both_ways(void **state)
{
    const struct pty *pty = *state;
    int fd = client(pty);
    uint8_t sent[256], seen[256];
    for (unsigned i = 0; i < sizeof sent; i++)
        sent[i] = (uint8_t)i;
    assert_int_equal(write(fd, sent, sizeof sent), sizeof sent);
    assert_int_equal(read(pty->master, seen, sizeof seen), sizeof seen);
    assert_memory_equal(sent, seen, sizeof sent);
    assert_int_equal(write(pty->master, sent, sizeof sent), sizeof sent);
    assert_int_equal(read(fd, seen, sizeof seen), sizeof seen);
    assert_memory_equal(sent, seen, sizeof sent);
    close(fd);
}

static void nothing_is_echoed(void **state)
{
    const struct pty *pty = *state;
    uint8_t byte;
    assert_int_equal(write(pty->master, "x\r\n", 3), 3);
    assert_int_equal(read(pty->master, &byte, 1), -1);
    assert_int_equal(errno, EAGAIN);
}

static void the_line_survives_its_clients(void **state)
{
    const struct pty *pty = *state;
    uint8_t byte = 0;
    for (unsigned i = 0; i < 3; i++) {
        int fd = client(pty);
        assert_int_equal(write(fd, &(uint8_t){(uint8_t)i}, 1), 1);
        close(fd);
        assert_int_equal(read(pty->master, &byte, 1), 1);
        assert_int_equal(byte, i);
        assert_int_equal(read(pty->master, &byte, 1), -1);
        assert_int_equal(errno, EAGAIN); /* not EIO: the line is not hung up */
    }
}

static void set_speed(int fd, tcflag_t code, speed_t speed)
{
    struct termios2 line;
    assert_int_equal(ioctl(fd, TCGETS2, &line), 0);
    line.c_cflag &= ~(tcflag_t)CBAUD;
    line.c_cflag |= code;
    line.c_ispeed = line.c_ospeed = speed;
    assert_int_equal(ioctl(fd, TCSETS2, &line), 0);
}

static void the_speed_is_the_clients(void **state)
{
    const struct pty *pty = *state;
    int fd = client(pty);
    assert_int_equal(pty_speed(pty), 115200);
    set_speed(fd, B9600, 9600);
    assert_int_equal(pty_speed(pty), 9600);
    set_speed(fd, B57600, 57600);
    assert_int_equal(pty_speed(pty), 57600);
    set_speed(fd, BOTHER, 14400); /* no Bxxx constant */
    assert_int_equal(pty_speed(pty), 14400);
    set_speed(fd, B0, 0);
    assert_int_equal(pty_speed(pty), 0);
    close(fd);
}

static void a_closed_line_has_no_speed(void **state)
{
    struct pty pty;
    char error[128];
    (void)state;
    assert_true(pty_open(&pty, 9600, error, sizeof error));
    assert_int_equal(pty_speed(&pty), 9600);
    pty_close(&pty);
    pty_close(&pty);
    assert_int_equal(pty_speed(&pty), 0);
}

#define LINE_TEST(test)                                                        \
    cmocka_unit_test_setup_teardown(test, open_line, close_line)

int main(void)
{
    const struct CMUnitTest tests[] = {
        LINE_TEST(every_byte_passes_both_ways),
        LINE_TEST(nothing_is_echoed),
        LINE_TEST(the_line_survives_its_clients),
        LINE_TEST(the_speed_is_the_clients),
        cmocka_unit_test(a_closed_line_has_no_speed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
