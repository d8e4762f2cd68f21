/* SPDX-License-Identifier: MIT
 *
 * A listening socket on a host without room for one more descriptor, and
 * clients that go before they are let in.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tools/host/listener.h"

enum { LIMIT_MS = 30000 };

static struct listener listener;

static int knock(void)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_port = htons((uint16_t)listener.port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_true(fd >= 0);
    assert_int_equal(
        connect(fd, (const struct sockaddr *)&address, sizeof address), 0);
    return fd;
}

static bool ready(int milliseconds)
{
    struct pollfd wanted = {.fd = listener.ready, .events = POLLIN};
    return poll(&wanted, 1, milliseconds) > 0;
}

/* Lets the process open no further descriptor, or again as many as before. */
static void close_the_door(bool closed)
{
    static struct rlimit before;
    struct rlimit limit;
    if (!closed) {
        assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
        return;
    }
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    limit = before;
    limit.rlim_cur = 3;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
}

static void a_client_is_let_in(void **state)
{
    int why;
    (void)state;
    assert_false(ready(0));
    assert_int_equal(listener_accept(&listener, &why), -1);
    assert_int_equal(why, 0);
    int client = knock();
    assert_true(ready(LIMIT_MS));
    int fd = listener_accept(&listener, &why);
    assert_true(fd >= 0);
    assert_int_equal(why, 0);
    assert_int_equal(write(client, "x", 1), 1);
    struct pollfd wanted = {.fd = fd, .events = POLLIN};
    assert_int_equal(poll(&wanted, 1, LIMIT_MS), 1);
    close(fd);
    close(client);
}

/* The socket is ready all the time, the listener only now and then, however
 * often it is polled. */
static void without_room_it_rests(void **state)
{
    int why;
    (void)state;
    int client = knock();
    close_the_door(true);
    for (unsigned rests = 0; rests < 3; rests++) {
        assert_true(ready(LIMIT_MS));
        assert_int_equal(listener_accept(&listener, &why), -1);
        assert_int_equal(why, EMFILE);
        assert_true(listener.resting);
        assert_int_equal(listener_accept(&listener, &why), -1);
        assert_int_equal(why, 0);
    }
    close_the_door(false);
    assert_true(ready(LIMIT_MS));
    int fd = listener_accept(&listener, &why);
    assert_true(fd >= 0);
    assert_false(listener.resting);
    assert_false(ready(0));
    close(fd);
    close(client);
}

static void a_port_in_use_is_an_error(void **state)
{
    struct listener second;
    (void)state;
    assert_false(listener_open(&second, listener.port));
    assert_int_equal(errno, EADDRINUSE);
    assert_int_equal(second.socket, -1);
}

static int set_up(void **state)
{
    (void)state;
    return listener_open(&listener, 0) ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    listener_close(&listener);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_client_is_let_in, set_up, tear_down),
        cmocka_unit_test_setup_teardown(without_room_it_rests, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_port_in_use_is_an_error, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
