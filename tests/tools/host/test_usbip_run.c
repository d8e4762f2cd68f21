/* SPDX-License-Identifier: MIT
 *
 * `boot0 run --usbip` from outside: the port that it prints is served, at
 * either pace.
 */
#include "tests/tools/command.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>

/* An end for the case that the test fails. */
#define RUN "exec $BOOT0 run --until 60000 --usbip "

static char text[OUTPUT_SIZE];

static int connect_to(unsigned port)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_port = htons((uint16_t)port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    int client = socket(AF_INET, SOCK_STREAM, 0);
    assert_true(client >= 0);
    assert_int_equal(
        connect(client, (const struct sockaddr *)&address, sizeof address), 0);
    return client;
}

static unsigned printed_port(struct child *child)
{
    static const char before[] = "usbip     serves 127.0.0.1:";
    text[0] = 0;
    assert_true(command_read(child, text, before));
    return (unsigned)atoi(strstr(text, before) + strlen(before));
}

static void take(int client, uint8_t *bytes, size_t size)
{
    struct timeval limit = {.tv_sec = COMMAND_LIMIT_S};
    setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    assert_int_equal(recv(client, bytes, size, MSG_WAITALL), size);
}

/* As Ctrl-C does; waits until it has ended. */
static void end(struct child *child)
{
    kill(child->pid, SIGINT);
    command_read(child, text, NULL);
    command_end(child);
}

static void expect_served(const char *script)
{
    static const uint8_t list[8] = {1, 0x11, 0x80, 5};
    static const uint8_t import[40] = {1, 0x11, 0x80, 3, [8] = '1', '-', '1'};
    uint8_t bytes[12];
    struct child child;
    command_start(&child, script);
    unsigned port = printed_port(&child);
    int client = connect_to(port);
    assert_int_equal(send(client, list, sizeof list, 0), sizeof list);
    take(client, bytes, 12);
    assert_int_equal(bytes[11], 1);
    close(client);
    client = connect_to(port);
    assert_int_equal(send(client, import, sizeof import, 0), sizeof import);
    take(client, bytes, 8);
    assert_int_equal(bytes[7], 0);
    assert_true(command_read(&child, text, "a host has the device 1209:0001"));
    close(client);
    assert_true(command_read(&child, text, "the host has let go"));
    end(&child);
    assert_int_equal(child.status, 0);
}

static void the_port_is_served_at_either_pace(void **state)
{
    (void)state;
    expect_served(RUN "0 --pace max $IMAGES/usb-echo.elf");
    expect_served(RUN "0 --pace real $IMAGES/usb-echo.elf");
}

/* A client on USART2 and a USB host are served at the same time. */
static void it_goes_together_with_a_pty(void **state)
{
    (void)state;
    expect_served(RUN "0 --pace max --usart2 pty $IMAGES/usb-echo.elf");
}

static void the_record_has_what_the_host_does(void **state)
{
    (void)state;
    char script[] = RUN "0 --usb-record /tmp/boot0-usb-XXXXXX --pace max "
                        "$IMAGES/usb-echo.elf";
    char *path = strstr(script, "/tmp"), *rest = strchr(path, ' ');
    *rest = 0;
    close(mkstemp(path));
    char *name = strdup(path);
    *rest = ' ';
    expect_served(script);
    FILE *file = fopen(name, "r");
    assert_non_null(file);
    text[fread(text, 1, sizeof text - 1, file)] = 0;
    assert_string_equal(text, "attach 1209:0001\ngone\n");
    fclose(file);
    unlink(name);
    free(name);
}

/* For a machine without the kernel's module. */
static void the_library_is_named(void **state)
{
    char line[600];
    struct child child;
    (void)state;
    command_start(&child, RUN "0 $IMAGES/usb-echo.elf");
    unsigned port = printed_port(&child);
    snprintf(line, sizeof line,
             "or: BOOT0_USBIP=%u LD_PRELOAD=" BOOT0_USB " dfu-util -l", port);
    assert_true(command_read(&child, text, line));
    kill(child.pid, SIGINT);
    child_end(&child);
}

static void a_port_in_use_is_reported(void **state)
{
    char script[128];
    struct child child;
    (void)state;
    command_start(&child, RUN "0 $IMAGES/usb-echo.elf");
    snprintf(script, sizeof script,
             "$BOOT0 run --usbip %u $IMAGES/usb-echo.elf",
             printed_port(&child));
    expect_status(text, script, 2);
    expect_part(text, "the port is in use; --usbip 0 takes a free one");
    end(&child);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_port_is_served_at_either_pace),
        cmocka_unit_test(it_goes_together_with_a_pty),
        cmocka_unit_test(the_record_has_what_the_host_does),
        cmocka_unit_test(the_library_is_named),
        cmocka_unit_test(a_port_in_use_is_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
