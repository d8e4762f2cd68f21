/* SPDX-License-Identifier: MIT
 *
 * The server's half of RFC 2217, byte by byte: what each command changes, and
 * how it is answered.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "tools/host/rfc2217.h"
#include "tools/host/rfc2217_server.h"

#define COMMAND(...)                                                           \
    ((const uint8_t[]){TELNET_IAC, TELNET_SB, TELNET_COM_PORT, __VA_ARGS__,    \
                       TELNET_IAC, TELNET_SE})

static struct rfc2217_server server;
static struct line_setting set;
static uint8_t got[64]; /* bytes for the line */

static int set_up(void **state)
{
    (void)state;
    rfc2217_server_start(&server, &set);
    server.agreed = true; /* so that answers are all that comes */
    server.out_size = 0;
    return 0;
}

/* Lets the client say more; returns the bytes for the line of the first turn.
 */
static size_t say(const uint8_t *bytes, size_t size)
{
    if (size)
        memcpy(server.in + server.in_size, bytes, size);
    server.in_size += size;
    return rfc2217_server_read(&server, &set, got, sizeof got);
}

static void expect_out(const uint8_t *bytes, size_t size)
{
    assert_int_equal(server.out_size, size);
    assert_memory_equal(server.out, bytes, size);
    server.out_size = 0;
}

/* A command of COMMAND and SIZE bytes of VALUE is answered with ANSWER. */
static void expect_answer(uint8_t command, uint32_t value, unsigned size,
                          uint32_t answer)
{
    uint8_t bytes[16] = {TELNET_IAC, TELNET_SB, TELNET_COM_PORT, command};
    unsigned used = 4;
    for (unsigned i = 0; i < size; i++)
        bytes[used++] = (uint8_t)(value >> 8 * (size - 1 - i));
    bytes[used++] = TELNET_IAC;
    bytes[used++] = TELNET_SE;
    say(bytes, used);
    bytes[3] = (uint8_t)(command + RFC2217_ANSWER);
    for (unsigned i = 0; i < size; i++)
        bytes[4 + i] = (uint8_t)(answer >> 8 * (size - 1 - i));
    expect_out(bytes, used);
}

static void the_line_is_set_and_told(void **state)
{
    (void)state;
    expect_answer(RFC2217_SET_BAUDRATE, 0, 4, 115200);
    expect_answer(RFC2217_SET_BAUDRATE, 9600, 4, 9600);
    expect_answer(RFC2217_SET_DATASIZE, 7, 1, 7);
    expect_answer(RFC2217_SET_PARITY, RFC2217_PARITY_ODD, 1,
                  RFC2217_PARITY_ODD);
    expect_answer(RFC2217_SET_STOPSIZE, 2, 1, 2);
    assert_int_equal(set.line.baud, 9600);
    assert_true(set.line.framed);
    assert_int_equal(set.line.frame.data_bits, 7);
    assert_int_equal(set.line.frame.parity, PARITY_ODD);
    assert_int_equal(set.line.frame.stop_bits, 2);
    expect_answer(RFC2217_SET_DATASIZE, 0, 1, 7);
    expect_answer(RFC2217_SET_PARITY, 0, 1, RFC2217_PARITY_ODD);
    expect_answer(RFC2217_SET_STOPSIZE, 0, 1, 2);
    for (unsigned i = RFC2217_PARITY_NONE; i <= RFC2217_PARITY_SPACE; i++)
        expect_answer(RFC2217_SET_PARITY, i, 1, i);
}

/* The answer is the present value; at a speed that no line has nothing gets
 * through, whatever the client makes of the answer. */
static void what_the_line_has_not_is_refused(void **state)
{
    (void)state;
    expect_answer(RFC2217_SET_DATASIZE, 9, 1, 8);
    expect_answer(RFC2217_SET_PARITY, 6, 1, RFC2217_PARITY_NONE);
    expect_answer(RFC2217_SET_STOPSIZE, 3, 1, 1);
    assert_false(set.deaf);
    expect_answer(RFC2217_SET_BAUDRATE, 2000000, 4, 115200);
    assert_true(set.deaf);
    assert_int_equal(set.refused, 2000000);
    expect_answer(RFC2217_SET_BAUDRATE, 0, 4, 115200);
    assert_true(set.deaf);
    expect_answer(RFC2217_SET_BAUDRATE, 19200, 4, 19200);
    assert_false(set.deaf);
}

static void flow_control_is_refused(void **state)
{
    static const uint8_t outbound[] = {RFC2217_ASK_FLOW, RFC2217_NO_FLOW,
                                       RFC2217_FLOW_XON, RFC2217_FLOW_RTS,
                                       RFC2217_FLOW_DCD, RFC2217_FLOW_DSR};
    static const uint8_t inbound[] = {
        RFC2217_ASK_INBOUND_FLOW, RFC2217_NO_INBOUND_FLOW, RFC2217_INBOUND_XON,
        RFC2217_INBOUND_RTS, RFC2217_INBOUND_DTR};
    (void)state;
    for (unsigned i = 0; i < sizeof outbound; i++)
        expect_answer(RFC2217_SET_CONTROL, outbound[i], 1, RFC2217_NO_FLOW);
    for (unsigned i = 0; i < sizeof inbound; i++)
        expect_answer(RFC2217_SET_CONTROL, inbound[i], 1,
                      RFC2217_NO_INBOUND_FLOW);
}

/* Before a client sets them, asking for them sets nothing. */
static void signals_are_set_and_told(void **state)
{
    (void)state;
    expect_answer(RFC2217_SET_CONTROL, RFC2217_ASK_DTR, 1, RFC2217_DTR_OFF);
    expect_answer(RFC2217_SET_CONTROL, RFC2217_ASK_RTS, 1, RFC2217_RTS_OFF);
    expect_answer(RFC2217_SET_CONTROL, RFC2217_ASK_BREAK, 1, RFC2217_BREAK_OFF);
    assert_false(set.signals.dtr_set || set.signals.rts_set);
    expect_answer(RFC2217_SET_CONTROL, RFC2217_DTR_ON, 1, RFC2217_DTR_ON);
    expect_answer(RFC2217_SET_CONTROL, RFC2217_RTS_ON, 1, RFC2217_RTS_ON);
    expect_answer(RFC2217_SET_CONTROL, RFC2217_BREAK_ON, 1, RFC2217_BREAK_ON);
    assert_true(set.signals.dtr_set && set.signals.dtr);
    assert_true(set.signals.rts_set && set.signals.rts && set.line.breaking);
    expect_answer(RFC2217_SET_CONTROL, RFC2217_ASK_DTR, 1, RFC2217_DTR_ON);
    expect_answer(RFC2217_SET_CONTROL, RFC2217_DTR_OFF, 1, RFC2217_DTR_OFF);
    assert_true(set.signals.dtr_set && !set.signals.dtr && set.signals.rts);
}

/* 255 is a byte, too; bytes of before a change of the line come before it. */
static void bytes_keep_their_place(void **state)
{
    static const uint8_t bytes[] = {'a', TELNET_IAC, TELNET_IAC, 'b'};
    (void)state;
    memcpy(server.in, bytes, server.in_size = sizeof bytes);
    const uint8_t *speed = COMMAND(RFC2217_SET_BAUDRATE, 0, 0, 37, 128);
    assert_int_equal(say(speed, 10), 3);
    assert_memory_equal(got,
                        "a\xFF"
                        "b",
                        3);
    assert_int_equal(set.line.baud, 9600);
    server.out_size = 0;
    memcpy(server.in, speed, server.in_size = 10);
    assert_int_equal(say((const uint8_t *)"c", 1), 0); /* not at once */
    assert_int_equal(say(NULL, 0), 1);
    assert_int_equal(got[0], 'c');
}

/* A pulse within one packet is a pulse. */
static void no_signal_is_missed(void **state)
{
    (void)state;
    memcpy(server.in, COMMAND(RFC2217_SET_CONTROL, RFC2217_DTR_ON), 7);
    server.in_size = 7;
    say(COMMAND(RFC2217_SET_CONTROL, RFC2217_DTR_OFF), 7);
    assert_true(set.signals.dtr);
    say(NULL, 0);
    assert_false(set.signals.dtr);
}

static void a_purge_is_passed_on(void **state)
{
    (void)state;
    expect_answer(RFC2217_PURGE_DATA, RFC2217_PURGE_FROM_LINE, 1,
                  RFC2217_PURGE_FROM_LINE);
    assert_false(set.purge);
    expect_answer(RFC2217_PURGE_DATA, RFC2217_PURGE_BOTH, 1,
                  RFC2217_PURGE_BOTH);
    assert_true(set.purge);
}

static void states_come_as_far_as_wanted(void **state)
{
    (void)state;
    rfc2217_server_report(&server, RFC2217_LINE_BREAK);
    assert_int_equal(server.out_size, 0); /* the RFC's default */
    expect_answer(RFC2217_SET_LINESTATE_MASK, RFC2217_LINE_FRAMING, 1,
                  RFC2217_LINE_FRAMING);
    rfc2217_server_report(&server, RFC2217_LINE_BREAK | RFC2217_LINE_FRAMING);
    expect_out(COMMAND(RFC2217_NOTIFY_LINESTATE + RFC2217_ANSWER,
                       RFC2217_LINE_FRAMING),
               7);
    expect_answer(RFC2217_SET_MODEMSTATE_MASK, 0, 1, 0);
    say(COMMAND(RFC2217_SET_MODEMSTATE_MASK, RFC2217_MODEM_CTS), 7);
    assert_int_equal(server.out_size, 14);
    assert_memory_equal(
        server.out + 7,
        COMMAND(RFC2217_NOTIFY_MODEMSTATE + RFC2217_ANSWER, RFC2217_MODEM_CTS),
        7);
}

/* A client that is asked for the option first may not offer it any more. */
static void a_command_agrees(void **state)
{
    (void)state;
    server.agreed = false;
    say(COMMAND(RFC2217_SET_STOPSIZE, 1), 7);
    assert_int_equal(server.out_size, 14);
    assert_int_equal(server.out[3], RFC2217_NOTIFY_MODEMSTATE + RFC2217_ANSWER);
}

static void bytes_to_the_client_are_doubled_and_suspended(void **state)
{
    static const uint8_t bytes[] = {1, TELNET_IAC, 2};
    static const uint8_t doubled[] = {1, TELNET_IAC, TELNET_IAC, 2};
    uint8_t many[RFC2217_OUT] = {0};
    (void)state;
    assert_int_equal(rfc2217_server_write(&server, bytes, sizeof bytes), 3);
    expect_out(doubled, sizeof doubled);
    say(COMMAND(RFC2217_FLOWCONTROL_SUSPEND), 6);
    assert_int_equal(rfc2217_server_write(&server, bytes, sizeof bytes), 0);
    say(COMMAND(RFC2217_FLOWCONTROL_RESUME), 6);
    /* There is always room for an answer. */
    size_t taken = rfc2217_server_write(&server, many, sizeof many);
    assert_int_equal(taken, RFC2217_OUT - RFC2217_ANSWER_ROOM);
    assert_int_equal(rfc2217_server_write(&server, many, sizeof many), 0);
    say(COMMAND(RFC2217_SIGNATURE), 6);
    assert_true(server.out_size > taken + 8);
    assert_memory_equal(server.out + taken + 4, "softboot0", 9);
}

static void other_options_are_refused_once(void **state)
{
    enum { ECHO = 1 };
    static const uint8_t no[] = {TELNET_IAC, TELNET_WONT, ECHO};
    (void)state;
    say((const uint8_t[]){TELNET_IAC, TELNET_DO, ECHO}, 3);
    expect_out(no, 3);
    say((const uint8_t[]){TELNET_IAC, TELNET_DONT, ECHO}, 3);
    say((const uint8_t[]){TELNET_IAC, TELNET_DO, TELNET_BINARY}, 3);
    say((const uint8_t[]){TELNET_IAC, TELNET_WILL, TELNET_COM_PORT}, 3);
    assert_int_equal(server.out_size, 0); /* as this end has asked for */
}

/* Suboptions that are cut short, unknown, longer than any, or never end. */
static void junk_does_no_harm(void **state)
{
    uint8_t junk[300];
    uint32_t seed = 1;
    (void)state;
    for (unsigned round = 0; round < 2000; round++) {
        for (unsigned i = 0; i < sizeof junk; i++) {
            seed = seed * 1664525 + 1013904223;
            static const uint8_t often[] = {TELNET_IAC, TELNET_SB,
                                            TELNET_COM_PORT, TELNET_SE};
            junk[i] = seed >> 31 ? often[seed >> 20 & 3] : (uint8_t)(seed >> 8);
        }
        server.in_at = server.in_size = 0;
        say(junk, sizeof junk);
        assert_in_range(set.line.frame.data_bits, 5, 8);
        assert_in_range(set.line.frame.stop_bits, 1, 2);
        assert_in_range(set.line.baud, LINE_BAUD_MIN, LINE_BAUD_MAX);
        if (round % 8 == 0)
            server.out_size = 0;
    }
}

int main(void)
{
#define TEST(test) cmocka_unit_test_setup(test, set_up)
    static const struct CMUnitTest tests[] = {
        TEST(the_line_is_set_and_told),
        TEST(what_the_line_has_not_is_refused),
        TEST(flow_control_is_refused),
        TEST(signals_are_set_and_told),
        TEST(bytes_keep_their_place),
        TEST(no_signal_is_missed),
        TEST(a_purge_is_passed_on),
        TEST(states_come_as_far_as_wanted),
        TEST(a_command_agrees),
        TEST(bytes_to_the_client_are_doubled_and_suspended),
        TEST(other_options_are_refused_once),
        TEST(junk_does_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
