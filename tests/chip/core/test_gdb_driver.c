/* SPDX-License-Identifier: MIT
 *
 * The driver of the instruction tests against what OpenOCD sends, where it is
 * not what `boot0 run --gdb` sends: acknowledgements, registers with numbers
 * of their own and of a few bits, console output before a stop, notifications.
 * The server's side of the talk is written down before it begins. OpenOCD 0.12:
 * src/server/gdb_server.c, src/target/armv7m.c.
 */
#include "tests/chip/core/gdb_driver.h"

static struct gdb_target target;
static int server; /* the other end of the client's socket */

static int meet(void **state)
{
    int ends[2];
    (void)state;
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    memset(&target, 0, sizeof target);
    target.client.fd = ends[0];
    server = ends[1];
    return 0;
}

static int part(void **state)
{
    (void)state;
    client_close(&target.client);
    close(server);
    return 0;
}

/* --- the server --- */

static void send_bytes(const char *bytes)
{
    size_t length = strlen(bytes);
    assert_int_equal(write(server, bytes, length), (ssize_t)length);
}

static void send_packet(const char *body)
{
    char packet[4096];
    unsigned sum = 0;
    for (const char *p = body; *p; p++)
        sum += (uint8_t)*p;
    int length = snprintf(packet, sizeof packet, "$%s#%02x", body, sum & 0xFF);
    assert_in_range(length, 0, sizeof packet - 1);
    send_bytes(packet);
}

/* What came from the client since, packets without their checksums. */
static void expect_got(const char *want)
{
    char got[4096], plain[4096];
    size_t at = 0;
    ssize_t length = recv(server, got, sizeof got - 1, MSG_DONTWAIT);
    assert_true(length > 0);
    for (ssize_t i = 0; i < length; i++) {
        plain[at++] = got[i];
        if (got[i] == '#')
            i += 2;
    }
    plain[at] = 0;
    assert_string_equal(plain, want);
}

static void agree(void)
{
    static const char xml[] =
        "<target version=\"1.0\"><architecture>arm</architecture>\n"
        "<feature name=\"org.gnu.gdb.arm.m-profile\">\n"
        "<reg name=\"r0\" bitsize=\"32\" regnum=\"0\" group=\"general\"/>\n"
        "<reg name=\"pc\" bitsize=\"32\" regnum=\"15\" type=\"code_ptr\"/>\n"
        "<reg name=\"xPSR\" bitsize=\"32\" regnum=\"16\" type=\"int\"/>\n"
        "</feature>\n<feature name=\"org.gnu.gdb.arm.m-system\">\n"
        "<reg name=\"msp\" bitsize=\"32\" regnum=\"17\"/>\n"
        "<reg name=\"primask\" bitsize=\"1\" regnum=\"20\" type=\"int8\"/>\n"
        "<reg name=\"control\" bitsize=\"3\" regnum=\"23\" type=\"int8\"/>\n"
        "</feature></target>";
    char half[sizeof xml + 1];

    send_bytes("+");
    send_packet("PacketSize=4000;qXfer:memory-map:read+;"
                "qXfer:features:read+;QStartNoAckMode+");
    send_bytes("+");
    send_packet("OK");
    snprintf(half, sizeof half, "m%.100s", xml);
    send_packet(half);
    snprintf(half, sizeof half, "l%s", xml + 100);
    send_packet(half);
    client_start(&target.client);
    expect_got("$qSupported:qXfer:features:read+;swbreak+;hwbreak+#+"
               "$QStartNoAckMode#+"
               "$qXfer:features:read:target.xml:0,7fe#"
               "$qXfer:features:read:target.xml:64,7fe#");
}

/* --- tests --- */

/* A register has the number and as many digits as the server says. */
static void registers(void **state)
{
    (void)state;
    agree();
    send_packet("03000061");
    assert_int_equal(client_get(&target.client, "xpsr"), 0x61000003);
    send_packet("01");
    assert_int_equal(client_get(&target.client, "primask"), 1);
    send_packet("OK");
    client_put(&target.client, "control", 2);
    send_packet("OK");
    client_put(&target.client, "msp", 0x20001000);
    expect_got("$p10#$p14#$P17=02#$P11=00100020#");
}

/* A step reports where the core has halted, then that it has. */
static void step(void **state)
{
    (void)state;
    send_packet("O68616c7465643a2050433a20307832303030313030320a");
    send_packet("O");
    send_packet("T05");
    gdb_driver.step(&target);
    expect_got("$s#");
}

/* Slow adapters report that they are alive while memory is read and written. */
static void memory(void **state)
{
    static const uint8_t want[] = {0x01, 0x23, 0x45};
    uint8_t got[3];
    (void)state;
    send_bytes("%ocd_keepalive:00#f7%ocd_keepalive:01#f8");
    send_packet("012345");
    gdb_driver.get_memory(&target, 0x20000100, got, sizeof got);
    assert_memory_equal(got, want, sizeof got);
    send_bytes("%ocd_keepalive:02#f9");
    send_packet("OK");
    gdb_driver.put_memory(&target, 0x20000100, want, sizeof want);
    expect_got("$m20000100,3#$M20000100,3:012345#");
}

/* `monitor reset halt` talks before it is done. */
static void monitor(void **state)
{
    (void)state;
    send_packet("O0a");
    send_packet("O68616c7465640a");
    send_packet("OK");
    client_monitor(&target.client, "reset halt");
    expect_got("$qRcmd,72657365742068616c74#");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(registers, meet, part),
        cmocka_unit_test_setup_teardown(step, meet, part),
        cmocka_unit_test_setup_teardown(memory, meet, part),
        cmocka_unit_test_setup_teardown(monitor, meet, part),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
