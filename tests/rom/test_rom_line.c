/* SPDX-License-Identifier: MIT
 *
 * How the model ROM finds its host: baud rate, both lines, noise. docs/rom.md
 * 7.
 */
#include "bench/stm32l0/readings.h"
#include "tests/rom/rom_usart_fixture.h"

static void test_get_on_every_rom_and_line(void **state)
{
    (void)state;
    for (unsigned which = 0; which < ROMS; which++)
        for (unsigned usart = U1; usart <= U2; usart++) {
            rom_chip(&chip, which, 0);
            host_start(&chip, usart, BAUD);
            identify(usart);
        }
}

/* AN3155: 1200-115200 baud, deviation up to 2.5 %: of the host, and of what
 * the ROM measures. */
static void one_speed(unsigned usart, uint32_t baud)
{
    rom_chip(&chip, ROM_V4_1, 0);
    host_start(&chip, usart, baud);
    double measured = 32e6 / stm32l0(&chip)->usart[usart].brr;
    if (measured < baud * 0.985 || measured > baud * 1.015)
        fail_msg("USART%u at %u baud: BRR %u is %.0f baud", usart + 1, baud,
                 (unsigned)stm32l0(&chip)->usart[usart].brr, measured);
    identify(usart);
    assert_int_equal(serial_state(&chip, usart)->framing_errors, 0);
    assert_int_equal(serial_state(&chip, usart)->parity_errors, 0);
}

static void test_every_speed(void **state)
{
    static const uint32_t speeds[] = {1200,  2400,  4800,  9600,  14400,
                                      19200, 38400, 57600, 76800, 115200};
    (void)state;
    for (unsigned i = 0; i < sizeof speeds / sizeof *speeds; i++)
        for (unsigned usart = U1; usart <= U2; usart++) {
            one_speed(usart, speeds[i]);
            one_speed(usart, speeds[i] * 1025 / 1000);
            one_speed(usart, speeds[i] * 975 / 1000);
        }
}

static void test_silence_above_and_below_the_speeds(void **state)
{
    (void)state;
    static const uint32_t speeds[] = {1200 * 85 / 100, 115200 * 12 / 10};
    for (unsigned i = 0; i < 2; i++) {
        rom_chip(&chip, ROM_V4_1, 0);
        chip.board.boot0 = true;
        chip_power_on(&chip);
        host_wait(&chip, 10 * PS_PER_MS);
        host_frame(&chip, U2, speeds[i], 0x7F, true, true);
        serial_open(&chip, U2, BAUD);
        expect_silence(&chip, U2, 20);
        assert_int_equal(host_sync(&chip, U2), ACK);
    }
}

static void test_only_0x7f_selects(void **state)
{
    static const uint8_t others[] = {0x00, 0x01, 0x3F, 0x55, 0x5F,
                                     0x6F, 0x77, 0x7E, 0x80, 0xFF};
    (void)state;
    rom_chip(&chip, ROM_V4_1, 0);
    chip.board.boot0 = true;
    chip_power_on(&chip);
    serial_open(&chip, U2, 9600);
    host_wait(&chip, 10 * PS_PER_MS);
    for (unsigned i = 0; i < sizeof others; i++) {
        send_bytes(&chip, U2, others[i]);
        expect_silence(&chip, U2, 15);
    }
    assert_int_equal(host_sync(&chip, U2), ACK);
    identify(U2);
}

static void test_0x7f_with_wrong_parity_or_stop_is_no_selection(void **state)
{
    (void)state;
    rom_chip(&chip, ROM_V4_1, 0);
    chip.board.boot0 = true;
    chip_power_on(&chip);
    host_wait(&chip, 10 * PS_PER_MS);
    serial_open(&chip, U2, BAUD);
    host_frame(&chip, U2, BAUD, 0x7F, false, true);
    expect_silence(&chip, U2, 10);
    host_frame(&chip, U2, BAUD, 0x7F, true, false);
    expect_silence(&chip, U2, 10);
    assert_int_equal(host_sync(&chip, U2), ACK);
}

static void test_glitches_and_a_held_line(void **state)
{
    (void)state;
    rom_chip(&chip, ROM_V4_1, 0);
    chip.board.boot0 = true;
    chip_power_on(&chip);
    serial_open(&chip, U1, BAUD);
    host_wait(&chip, 5 * PS_PER_MS);
    for (unsigned i = 0; i < 20; i++) { /* 1 us low every 10 us on PA3 */
        chip_pin_drive(&chip, GPIO_A, 3, false);
        host_wait(&chip, PS_PER_US);
        chip_pin_drive(&chip, GPIO_A, 3, true);
        host_wait(&chip, 9 * PS_PER_US);
    }
    chip_pin_drive(&chip, GPIO_A, 3, false);
    host_wait(&chip, 50 * PS_PER_MS);
    assert_int_equal(host_sync(&chip, U1), ACK);
    identify(U1);
}

static void test_a_line_works_after_it_was_held_low(void **state)
{
    (void)state;
    rom_chip(&chip, ROM_V4_1, 0);
    chip.board.boot0 = true;
    chip_power_on(&chip);
    chip_pin_drive(&chip, GPIO_A, 3, false);
    host_wait(&chip, 100 * PS_PER_MS);
    serial_open(&chip, U2, BAUD);
    chip_pin_drive(&chip, GPIO_A, 3, true);
    host_wait(&chip, PS_PER_MS);
    assert_int_equal(host_sync(&chip, U2), ACK);
    identify(U2);
}

static void test_the_first_line_wins(void **state)
{
    (void)state;
    start(ROM_V4_1);
    serial_open(&chip, U1, BAUD);
    send_bytes(&chip, U1, 0x7F);
    expect_silence(&chip, U1, 20);
    identify(U2);
}

static void test_a_second_0x7f_is_half_a_command(void **state)
{
    (void)state;
    start(ROM_V4_1);
    send_bytes(&chip, U2, 0x7F);
    expect_silence(&chip, U2, 500);
    send_bytes(&chip, U2, 0x7F);
    expect(&chip, U2, NACK);
    assert_alive(&chip, U2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_get_on_every_rom_and_line),
        cmocka_unit_test(test_every_speed),
        cmocka_unit_test(test_silence_above_and_below_the_speeds),
        cmocka_unit_test(test_only_0x7f_selects),
        cmocka_unit_test(test_0x7f_with_wrong_parity_or_stop_is_no_selection),
        cmocka_unit_test(test_glitches_and_a_held_line),
        cmocka_unit_test(test_a_line_works_after_it_was_held_low),
        cmocka_unit_test(test_the_first_line_wins),
        cmocka_unit_test(test_a_second_0x7f_is_half_a_command),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
