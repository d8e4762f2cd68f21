/* SPDX-License-Identifier: MIT
 *
 * Ports: the kinds that a test can have, and what becomes of those that cannot
 * be opened.
 */
#include "tests/bench/image_fixture.h"
#include "tests/tools/command.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "tools/host/listener.h"
#include "tools/host/port.h"
#include "tools/host/pty.h"

enum { SECOND_US = 1000000 };

static struct port port, other;
static char error[PORT_ERROR_SIZE];
static struct pty pty;

static int set_up(void **state)
{
    (void)state;
    return pty_open(&pty, 115200, error, sizeof error) ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    port_close(&port);
    pty_close(&pty);
    return 0;
}

static void expect_open(const char *name)
{
    if (!port_open(&port, name, error))
        fail_msg("%s", error);
}

/* NAME cannot be opened; the line has PART in it. */
static void expect_refused(const char *name, const char *part)
{
    if (port_open(&other, name, error))
        fail_msg("%s was opened, want: %s", name, part);
    expect_part(error, part);
    assert_null(strchr(error, '\n'));
}

/* Reads until COUNT bytes have come. */
static void expect_bytes(const void *bytes, int count)
{
    uint8_t got[1024];
    int size = 0;
    while (size < count) {
        int more =
            port_read(&port, got + size, sizeof got - (size_t)size, SECOND_US);
        assert_true(more > 0);
        size += more;
    }
    assert_int_equal(size, count);
    assert_memory_equal(got, bytes, (size_t)count);
}

static void fill(uint8_t bytes[256])
{
    for (unsigned i = 0; i < 256; i++)
        bytes[i] = (uint8_t)i;
}

/* --- a pseudo-terminal --- */

static void a_pty_is_a_line_with_a_speed(void **state)
{
    uint8_t sent[256], got[256];
    (void)state;
    fill(sent);
    expect_open(pty.path);
    assert_true(port_set_line(&port, 57600, PORT_PARITY_EVEN));
    assert_int_equal(pty_speed(&pty), 57600);
    assert_true(port_write(&port, sent, sizeof sent));
    assert_int_equal(read(pty.master, got, sizeof got), sizeof got);
    assert_memory_equal(sent, got, sizeof sent);
    assert_int_equal(write(pty.master, sent, sizeof sent), sizeof sent);
    expect_bytes(sent, sizeof sent);
    assert_int_equal(port_read(&port, got, sizeof got, 1000), 0);
}

static void a_pty_has_no_modem_lines(void **state)
{
    (void)state;
    expect_open(pty.path);
    assert_false(port_set_signals(&port, true, false));
}

static void a_link_to_a_pty_will_do(void **state)
{
    char link[] = "/tmp/port-XXXXXX";
    (void)state;
    assert_non_null(mkdtemp(link));
    assert_int_equal(rmdir(link), 0);
    assert_int_equal(symlink(pty.path, link), 0);
    expect_open(link);
    assert_int_equal(unlink(link), 0);
    assert_true(port_set_line(&port, 9600, PORT_PARITY_NONE));
    assert_int_equal(pty_speed(&pty), 9600);
}

static void what_was_not_read_is_thrown_away(void **state)
{
    uint8_t byte;
    (void)state;
    expect_open(pty.path);
    assert_true(port_set_line(&port, 115200, PORT_PARITY_NONE));
    assert_int_equal(write(pty.master, "old", 3), 3);
    port_discard(&port, 1000);
    assert_int_equal(port_read(&port, &byte, 1, 1000), 0);
}

static void a_port_that_goes_is_gone(void **state)
{
    uint8_t byte;
    (void)state;
    expect_open(pty.path);
    pty_close(&pty);
    assert_int_equal(port_read(&port, &byte, 1, SECOND_US), -1);
}

static void draining_takes_the_time_of_the_line(void **state)
{
    static const uint8_t bytes[100];
    (void)state;
    expect_open(pty.path);
    assert_true(port_set_line(&port, 9600, PORT_PARITY_NONE));
    uint64_t start = port_now_us();
    assert_true(port_write(&port, bytes, sizeof bytes));
    port_drain(&port);
    assert_true(port_now_us() - start >= 100 * 10 * UINT64_C(1000000) / 9600);
}

/* --- what cannot be opened --- */

static void a_port_has_one_user(void **state)
{
    (void)state;
    expect_open(pty.path);
    expect_refused(pty.path, "busy: another program has this port");
    port_close(&port);
    expect_open(pty.path);
}

/* A lock by name is a file, which goes with it. */
static void a_lock_leaves_nothing(void **state)
{
    struct port_lock first = PORT_LOCK_NONE, second = PORT_LOCK_NONE;
    struct folder folder;
    (void)state;
    folder_open(&folder);
    setenv("XDG_RUNTIME_DIR", folder.name, 1);
    for (unsigned i = 0; i < 2; i++) {
        assert_true(port_lock_name(&first, "tcp:1"));
        assert_int_equal(folder_count(&folder), 1);
        assert_false(port_lock_name(&second, "tcp:1"));
        assert_int_equal(errno, EBUSY);
        port_unlock(&second); /* has none */
        assert_false(port_lock_name(&second, "tcp:1"));
        port_unlock(&first);
        assert_int_equal(folder_count(&folder), 0);
    }
    folder_close(&folder);
    unsetenv("XDG_RUNTIME_DIR");
}

static void no_such_port(void **state)
{
    char name[PORT_NAME + 10];
    (void)state;
    expect_refused("/dev/ttyNONE", "/dev/ttyNONE: no such port");
    expect_refused("", ": no such port");
    memset(name, 'x', sizeof name - 1);
    name[sizeof name - 1] = 0;
    expect_refused(name, "no such port");
    expect_refused("/tmp", "/tmp: is no serial port");
    expect_refused("/dev/null", "/dev/null: is no serial port");
    expect_refused("tcp:", "tcp:: no such port; behind the first colon");
    expect_refused("tcp:host:http", "no such port; behind the first colon");
}

static void no_permission(void **state)
{
    (void)state;
    if (geteuid() != 0 || seteuid(65534) != 0)
        skip(); /* only root can make a port that is not its own */
    chmod(pty.path, 0600);
    bool refused = !port_open(&other, pty.path, error);
    assert_int_equal(seteuid(0), 0);
    assert_true(refused);
    expect_part(error, "no permission; join the group");
}

/* --- TCP --- */

static void tcp_carries_bytes(void **state)
{
    struct listener listener;
    uint8_t sent[256], got[256];
    char name[32];
    int why, end = -1;
    (void)state;
    fill(sent);
    assert_true(listener_open(&listener, 0));
    snprintf(name, sizeof name, "tcp:%u", listener.port);
    expect_open(name);
    assert_false(port_has_speed(&port));
    assert_true(port_set_line(&port, 115200, PORT_PARITY_EVEN));
    expect_refused(name, "busy: another program has this port");
    while (end < 0)
        end = listener_accept(&listener, &why);
    assert_true(port_write(&port, sent, sizeof sent));
    usleep(50000);
    assert_int_equal(read(end, got, sizeof got), sizeof got);
    assert_memory_equal(got, sent, sizeof got);
    assert_int_equal(write(end, sent, sizeof sent), sizeof sent);
    expect_bytes(sent, sizeof sent);
    close(end);
    assert_int_equal(port_read(&port, got, 1, SECOND_US), -1);
    listener_close(&listener);
    port_close(&port);
    expect_refused(name, "no such port: Connection refused; is its server");
}

/* --- RFC 2217 --- */

static char text[OUTPUT_SIZE];

/* Starts the server; returns the name of its port. */
static const char *serve(struct child *server, const char *terminal)
{
    static char name[64];
    char script[256];
    snprintf(script, sizeof script,
             "exec /usr/bin/python3 %s/tests/tools/host/rfc2217_line.py %s",
             BOOT0_SOURCE_DIR, terminal);
    text[0] = 0;
    command_start(server, script);
    assert_true(command_read(server, text, "port "));
    snprintf(name, sizeof name, "rfc2217:localhost:%d",
             atoi(strstr(text, "port ") + 5));
    return name;
}

static void rfc2217_carries_the_settings(void **state)
{
    static const char *const settings[] = {
        "baudrate 9600", "bytesize 8", "parity N",  "stopbits 1",
        "xonxoff False", "rts True",   "dtr False", "baudrate 1000000",
        "parity E",      "rts False",  "dtr True",  NULL};
    struct child server;
    (void)state;
    expect_open(serve(&server, ""));
    assert_true(port_has_speed(&port));
    assert_true(port_set_line(&port, 9600, PORT_PARITY_NONE));
    assert_true(port_set_signals(&port, false, true));
    assert_true(port_set_line(&port, 1000000, PORT_PARITY_EVEN));
    assert_true(port_set_signals(&port, true, false));
    port_close(&port);
    command_read(&server, text, NULL);
    command_end(&server);
    expect_in_order(text, settings);
}

/* 255 is Telnet's own. 0x00FFFFFF baud has three of them. */
static void rfc2217_carries_every_byte(void **state)
{
    struct child server;
    uint8_t sent[256], got[1];
    (void)state;
    fill(sent);
    expect_open(serve(&server, ""));
    assert_true(port_write(&port, sent, sizeof sent));
    expect_bytes(sent, sizeof sent);
    assert_true(port_set_line(&port, 0x00FFFFFF, PORT_PARITY_NONE));
    assert_int_equal(port_read(&port, got, 1, 1000), 0);
    command_end(&server);
    assert_int_equal(port_read(&port, got, 1, SECOND_US), -1);
}

static void rfc2217_reaches_a_line(void **state)
{
    struct child server;
    uint8_t got[16];
    (void)state;
    expect_open(serve(&server, pty.path));
    assert_true(port_set_line(&port, 19200, PORT_PARITY_EVEN));
    assert_int_equal(pty_speed(&pty), 19200);
    assert_true(port_write(&port, "\x7F", 1));
    usleep(100000);
    assert_int_equal(read(pty.master, got, sizeof got), 1);
    assert_int_equal(write(pty.master, "\x79", 1), 1);
    expect_bytes("\x79", 1);
    command_end(&server);
}

static void a_server_that_is_none_is_refused(void **state)
{
    struct listener listener;
    char name[32];
    (void)state;
    assert_true(listener_open(&listener, 0));
    snprintf(name, sizeof name, "rfc2217:%u", listener.port);
    expect_refused(name, "does not answer as RFC 2217 says; one that carries "
                         "bytes only is tcp:");
    listener_close(&listener);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
#define TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
        TEST(a_pty_is_a_line_with_a_speed),
        TEST(a_pty_has_no_modem_lines),
        TEST(a_link_to_a_pty_will_do),
        TEST(what_was_not_read_is_thrown_away),
        TEST(a_port_that_goes_is_gone),
        TEST(draining_takes_the_time_of_the_line),
        TEST(a_port_has_one_user),
        TEST(a_lock_leaves_nothing),
        TEST(no_such_port),
        TEST(no_permission),
        TEST(tcp_carries_bytes),
        TEST(rfc2217_carries_the_settings),
        TEST(rfc2217_carries_every_byte),
        TEST(rfc2217_reaches_a_line),
        TEST(a_server_that_is_none_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
