/* SPDX-License-Identifier: MIT
 *
 * Every malformed frame of AN3155: NACK, and the model ROM is still usable.
 * docs/rom.md 7.
 */
#include "bench/stm32l0/readings.h"
#include "tests/rom/rom_usart_fixture.h"

static void test_unknown_commands(void **state)
{
    static const uint8_t known[] = {0x00, 0x01, 0x02, 0x11, 0x21, 0x31,
                                    0x44, 0x63, 0x73, 0x82, 0x92};
    (void)state;
    start(ROM_V4_1);
    for (unsigned code = 0; code < 256; code++) {
        if (memchr(known, (int)code, sizeof known))
            continue;
        assert_int_equal(host_command(&chip, U2, (uint8_t)code), NACK);
    }
    assert_alive(&chip, U2);
}

static void test_bad_complements(void **state)
{
    (void)state;
    start(ROM_V4_1);
    for (unsigned bit = 0; bit < 8; bit++) {
        send_bytes(&chip, U2, 0x02, (uint8_t)(0xFD ^ 1 << bit));
        expect(&chip, U2, NACK);
    }
    assert_int_equal(host_command(&chip, U2, 0x11), ACK);
    assert_int_equal(host_address(&chip, U2, 0x08000000), ACK);
    send_bytes(&chip, U2, 3, 3); /* count without its complement */
    expect(&chip, U2, NACK);
    assert_alive(&chip, U2);
}

static void test_bad_checksums(void **state)
{
    static const uint8_t with_address[] = {0x11, 0x21, 0x31};
    (void)state;
    start(ROM_V4_1);
    for (unsigned i = 0; i < 3; i++) {
        assert_int_equal(host_command(&chip, U2, with_address[i]), ACK);
        send_bytes(&chip, U2, 0x08, 0x00, 0x00, 0x00, 0x09);
        expect(&chip, U2, NACK);
    }
    assert_int_equal(host_command(&chip, U2, 0x31), ACK);
    assert_int_equal(host_address(&chip, U2, 0x08000000), ACK);
    send_bytes(&chip, U2, 3, 1, 2, 3, 4, 0x00);
    expect(&chip, U2, NACK);
    assert_word(0x08000000, 0);
    assert_int_equal(host_command(&chip, U2, 0x44), ACK);
    send_bytes(&chip, U2, 0, 0, 0, 1, 0x02);
    expect(&chip, U2, NACK);
    uint32_t resets = chip.reset.count;
    assert_int_equal(host_command(&chip, U2, 0x63), ACK);
    send_bytes(&chip, U2, 0, 1, 0x00);
    expect(&chip, U2, NACK);
    assert_alive(&chip, U2);
    assert_int_equal(chip.reset.count, resets);
    assert_int_equal(stm32l0(&chip)->flash.wrprot1, 0);
}

static void test_parity_error_in_a_command(void **state)
{
    (void)state;
    for (unsigned usart = U1; usart <= U2; usart++) {
        rom_chip(&chip, ROM_V4_1, 0);
        host_start(&chip, usart, BAUD);
        host_frame(&chip, usart, BAUD, 0x02, false, true);
        host_frame(&chip, usart, BAUD, 0xFD, true, true);
        expect(&chip, usart, NACK);
        host_frame(&chip, usart, BAUD, 0x02, true, true);
        host_frame(&chip, usart, BAUD, 0xFD, false, true);
        expect(&chip, usart, NACK);
        assert_alive(&chip, usart);
    }
}

static void test_parity_and_framing_errors_in_data(void **state)
{
    (void)state;
    for (unsigned stop = 0; stop < 2; stop++) {
        start(ROM_V4_1);
        assert_int_equal(host_command(&chip, U2, 0x31), ACK);
        assert_int_equal(host_address(&chip, U2, 0x08000000), ACK);
        send_bytes(&chip, U2, 3, 1, 2, 3);
        host_wait(&chip, PS_PER_MS);
        host_frame(&chip, U2, BAUD, 4, !stop, stop);
        send_bytes(&chip, U2, 3 ^ 1 ^ 2 ^ 3 ^ 4);
        expect(&chip, U2, NACK);
        assert_word(0x08000000, 0);
        assert_alive(&chip, U2);
    }
}

/* A break is a byte 0 with a framing error: half a command. */
static void test_break(void **state)
{
    (void)state;
    start(ROM_V4_1);
    host_bits(&chip, U2, BAUD, 0, 20);
    host_wait(&chip, PS_PER_MS);
    send_bytes(&chip, U2, 0xFF);
    expect(&chip, U2, NACK);
    assert_alive(&chip, U2);
}

/* Bytes that come while the ROM programs are lost; it goes on. */
static void test_overrun(void **state)
{
    uint8_t data[256];
    (void)state;
    start(ROM_V4_1);
    fill(data, sizeof data, 2);
    assert_int_equal(host_command(&chip, U2, 0x31), ACK);
    assert_int_equal(host_address(&chip, U2, 0x08000000), ACK);
    uint8_t block[257] = {255};
    memcpy(block + 1, data, 256);
    host_block(&chip, U2, block, 257);
    send_bytes(&chip, U2, 0x02, 0xAA, 0xAA);
    expect(&chip, U2, ACK);
    assert_memory(0x08000000, data, 256);
    /* What was kept is half a command; with a byte lost it is malformed. */
    send_bytes(&chip, U2, 0xFD);
    expect(&chip, U2, NACK);
    assert_alive(&chip, U2);
}

/* Random bytes never stop it; 512 zeros end any frame they are taken for. */
static void test_noise_then_usable(void **state)
{
    static const uint8_t zeros[513];
    uint32_t random = 12345;
    uint8_t byte;
    (void)state;
    start(ROM_V4_1);
    uint32_t resets = chip.reset.count;
    for (unsigned i = 0; i < 2000; i++) {
        random = random * 1664525 + 1013904223;
        byte = (uint8_t)(random >> 24);
        if (byte == 0x44 || byte == 0x63 || byte == 0x73 || byte == 0x82 ||
            byte == 0x92 || byte == 0x21)
            byte = 0x11;
        host_send(&chip, U2, &byte, 1);
    }
    host_send(&chip, U2, zeros, sizeof zeros);
    host_wait(&chip, 400 * PS_PER_MS);
    while (serial_take(&chip, U2, &byte, 1))
        ;
    for (int i = 0; i < 3; i++) { /* an even count of bytes may be pending */
        send_bytes(&chip, U2, 0x7F);
        if (host_receive(&chip, U2, &byte, 1, 20))
            break;
    }
    assert_alive(&chip, U2);
    assert_int_equal(chip.reset.count, resets);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_unknown_commands),
        cmocka_unit_test(test_bad_complements),
        cmocka_unit_test(test_bad_checksums),
        cmocka_unit_test(test_parity_error_in_a_command),
        cmocka_unit_test(test_parity_and_framing_errors_in_data),
        cmocka_unit_test(test_break),
        cmocka_unit_test(test_overrun),
        cmocka_unit_test(test_noise_then_usable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
