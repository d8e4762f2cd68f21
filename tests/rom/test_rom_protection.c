/* SPDX-License-Identifier: MIT
 *
 * AN3155: protection and option bytes. docs/rom.md 7 and 8.
 */
#include "bench/stm32l0/readings.h"
#include "chip/stm32l0/flash.h"
#include "tests/rom/rom_usart_fixture.h"

/* The option bytes were loaded: a system reset, and the ROM is asked anew. */
static void reconnect(unsigned resets_before)
{
    host_wait(&chip, 20 * PS_PER_MS);
    assert_int_equal(chip.reset.count, resets_before + 1);
    assert_int_equal(chip.reset.last, RESET_OPTION);
    assert_int_equal(host_sync(&chip, U2), ACK);
}

static void test_write_protect(void **state)
{
    const uint8_t first[] = {0, 15, 16, 40, 47, 48, 255}, second[] = {1};
    uint8_t data[128], zeros[128] = {0};
    const uint16_t page = 0;
    (void)state;
    start(ROM_V4_1);
    fill(data, sizeof data, 4);
    uint32_t resets = chip.reset.count;
    assert_int_equal(host_write_protect(&chip, U2, first, 7), ACK);
    reconnect(resets);
    assert_word(0x1FF80008, 0x7FFE8001);
    assert_word(0x1FF8000C, 0xFFFE0001);
    assert_word(0x1FF80010, 0x7EFF8100);
    assert_int_equal(stm32l0(&chip)->flash.wrprot1, 0x00018001);
    assert_int_equal(stm32l0(&chip)->flash.wrprot2, 0x00008100);

    /* No error, no effect (AN3155). */
    assert_int_equal(host_write(&chip, U2, 0x08000000, data, 128), ACK);
    assert_memory(0x08000000, zeros, 128);
    assert_int_equal(host_write(&chip, U2, 0x08001000, data, 128), ACK);
    assert_memory(0x08001000, data, 128);
    assert_true(chip_poke(&chip, 0x08000000, data, 128));
    assert_int_equal(host_erase(&chip, U2, &page, 1), ACK);
    assert_memory(0x08000000, data, 128);

    /* A second list replaces the first. */
    resets = chip.reset.count;
    assert_int_equal(host_write_protect(&chip, U2, second, 1), ACK);
    reconnect(resets);
    assert_int_equal(stm32l0(&chip)->flash.wrprot1, 2);
    assert_int_equal(stm32l0(&chip)->flash.wrprot2, 0);

    resets = chip.reset.count;
    send_bytes(&chip, U2, 0x73, 0x8C);
    expect(&chip, U2, ACK, ACK);
    reconnect(resets);
    assert_int_equal(stm32l0(&chip)->flash.wrprot1, 0);
    assert_int_equal(host_write(&chip, U2, 0x08001080, data, 128), ACK);
    assert_memory(0x08001080, data, 128);
}

/* Every number there is: those past the last sector are ignored. */
static void test_write_protect_everything(void **state)
{
    uint8_t all[256];
    (void)state;
    for (unsigned i = 0; i < 256; i++)
        all[i] = (uint8_t)i;
    start(ROM_V4_1);
    uint32_t resets = chip.reset.count;
    assert_int_equal(host_write_protect(&chip, U2, all, 256), ACK);
    reconnect(resets);
    assert_int_equal(stm32l0(&chip)->flash.wrprot1, 0xFFFFFFFF);
    assert_int_equal(stm32l0(&chip)->flash.wrprot2, 0x0000FFFF);
    assert_int_equal(stm32l0(&chip)->flash.optr, 0x807000AA);
    assert_alive(&chip, U2);
}

static void assert_level1_rules(void)
{
    static const uint8_t refused[] = {0x11, 0x21, 0x31, 0x44, 0x63, 0x73, 0x82};
    identify(U2);
    for (unsigned i = 0; i < sizeof refused; i++) {
        assert_int_equal(host_command(&chip, U2, refused[i]), NACK);
        expect_silence(&chip, U2, 2);
    }
    identify(U2);
}

static void test_readout_protect_and_back(void **state)
{
    uint8_t data[128], zeros[128] = {0};
    (void)state;
    for (unsigned which = 0; which < ROMS; which++) {
        start(which);
        fill(data, sizeof data, 5);
        assert_int_equal(host_write(&chip, U2, 0x08000000, data, 128), ACK);
        assert_int_equal(host_write(&chip, U2, 0x08020000, data, 128), ACK);
        assert_int_equal(host_write(&chip, U2, 0x08080000, data, 128), ACK);
        uint32_t resets = chip.reset.count;
        send_bytes(&chip, U2, 0x82, 0x7D);
        expect(&chip, U2, ACK, ACK);
        reconnect(resets);
        assert_int_equal(flash_rdp(&chip), 1);
        assert_memory(0x08000000, data, 128);
        assert_level1_rules();

        assert_true(chip_poke(&chip, 0x20003000, data, 128));
        resets = chip.reset.count;
        send_bytes(&chip, U2, 0x92, 0x6D);
        expect(&chip, U2, ACK, ACK);
        reconnect(resets);
        assert_int_equal(flash_rdp(&chip), 0);
        assert_memory(0x08000000, zeros, 128);
        assert_memory(0x08020000, zeros, 128);
        assert_memory(0x08080000, zeros, 128);
        assert_memory(0x20003000, zeros, 128);
        assert_int_equal(host_write(&chip, U2, 0x08000000, data, 128), ACK);
        assert_memory(0x08000000, data, 128);
    }
}

static void test_readout_unprotect_at_level_0(void **state)
{
    uint8_t data[128], zeros[128] = {0};
    (void)state;
    start(ROM_V4_1);
    fill(data, sizeof data, 5);
    assert_int_equal(host_write(&chip, U2, 0x08000000, data, 128), ACK);
    assert_int_equal(host_write(&chip, U2, 0x20003000, data, 128), ACK);
    uint32_t resets = chip.reset.count;
    send_bytes(&chip, U2, 0x92, 0x6D);
    expect(&chip, U2, ACK, ACK);
    reconnect(resets);
    assert_memory(0x08000000, data, 128);
    assert_memory(0x20003000, zeros, 128);
}

/* USER: nothing but BFB2 is changed; the complement may be wrong. */
static void test_write_options(void **state)
{
    const uint32_t options[5] = {0xFF5500AA, 0x000080F0, 0xFFFE0001, 0xFFFF0000,
                                 0xFFFF0000};
    const uint32_t want[5] = {0xFF5500AA, 0x7F0F80F0, 0xFFFE0001, 0xFFFF0000,
                              0xFFFF0000};
    (void)state;
    start(ROM_V4_1);
    uint32_t resets = chip.reset.count;
    assert_int_equal(host_write(&chip, U2, 0x1FF80000, options, 20), ACK);
    reconnect(resets);
    assert_memory(0x1FF80000, want, 20);
    assert_int_equal(stm32l0(&chip)->flash.optr, 0x80F000AA);
    assert_int_equal(stm32l0(&chip)->flash.wrprot1, 1);

    /* Fewer words leave the rest; more than five are ignored. */
    const uint32_t factory[8] = {0xFF5500AA, 0x7F8F8070, 0xFFFF0000, 0xFFFF0000,
                                 0xFFFF0000, 1,          2,          3};
    resets = chip.reset.count;
    assert_int_equal(host_write(&chip, U2, 0x1FF80000, factory, 8), ACK);
    reconnect(resets);
    assert_int_equal(stm32l0(&chip)->flash.optr, 0x807000AA);
    assert_int_equal(stm32l0(&chip)->flash.wrprot1, 1);
    resets = chip.reset.count;
    assert_int_equal(host_write(&chip, U2, 0x1FF80000, factory, 32), ACK);
    reconnect(resets);
    assert_memory(0x1FF80000, factory, 20);
    assert_int_equal(stm32l0(&chip)->flash.wrprot1, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_write_protect),
        cmocka_unit_test(test_write_protect_everything),
        cmocka_unit_test(test_readout_protect_and_back),
        cmocka_unit_test(test_readout_unprotect_at_level_0),
        cmocka_unit_test(test_write_options),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
