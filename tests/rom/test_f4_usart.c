/* SPDX-License-Identifier: MIT
 *
 * The USART protocol of the STM32F4's model ROMs: what a host on PA9/PA10 gets,
 * and what is in the memories afterwards. docs/rom-f4.md, section 6.
 */
#include "tests/rom/f4_host.h"

static struct chip chip;

static void start(const struct f4_rom *rom)
{
    f4_start(&chip, rom, 0, 0);
}

static void fill(uint8_t *bytes, size_t count, unsigned seed)
{
    for (size_t i = 0; i < count; i++)
        bytes[i] = (uint8_t)(seed + 1 + i * 7 + i / 64);
}

static void assert_memory(uint32_t address, const void *want, size_t count)
{
    uint8_t got[256];
    assert_true(count <= sizeof got);
    assert_true(chip_peek(&chip, address, got, count));
    assert_memory_equal(got, want, count);
}

/* The words that are observed or assumed, the id byte, and what a host is told.
 */
static void test_identity(void **state)
{
    (void)state;
    FOR_EACH_F4(rom)
    {
        start(rom);
        assert_int_equal(f4_word(&chip, ROM_BASE), rom->sp);
        assert_int_equal(f4_word(&chip, ROM_BASE + 4), rom->reset);
        uint8_t id;
        assert_true(
            chip_peek(&chip, ROM_BASE + ROM_ID_OFFSET(rom->id), &id, 1));
        assert_int_equal(id, rom->id);
        send_bytes(&chip, U1, 0x00, 0xFF);
        expect(&chip, U1, ACK, 11, 0x31, 0x00, 0x01, 0x02, 0x11, 0x21, 0x31,
               0x44, 0x63, 0x73, 0x82, 0x92, ACK);
        send_bytes(&chip, U1, 0x01, 0xFE);
        expect(&chip, U1, ACK, 0x31, 0x00, 0x00, ACK);
        f4_alive(&chip, rom);
    }
}

/* On the pins of the other USART, where the second cable follows: PD5 and PD6,
 * or PB10 and PB11. */
static void test_other_usart(void **state)
{
    (void)state;
    FOR_EACH_F4(rom)
    {
        f4_part(&chip, rom, 0, 0);
        chip.board.boot0 = true;
        chip_power_on(&chip);
        chip_pin_drive(&chip, GPIO_A, 10, true);
        serial_open(&chip, USART_2, BAUD);
        host_wait(&chip, READY_MS * PS_PER_MS);
        assert_int_equal(host_sync(&chip, USART_2), ACK);
        send_bytes(&chip, USART_2, 0x02, 0xFD);
        expect(&chip, USART_2, ACK, 0x01, (uint8_t)(rom->device >> 8),
               (uint8_t)rom->device, ACK);
        bool usart_2 = rom->id >> 4 == 0xD;
        assert_string_equal(serial_sender(&chip, USART_2)->name,
                            usart_2 ? "USART2" : "USART3");
    }
}

/* Each speed is measured; before the start-up time is over nobody listens. */
static void test_speeds(void **state)
{
    (void)state;
    static const uint32_t speeds[] = {1200, 9600, 38400, 57600, 115200};
    FOR_EACH_F4(rom)
    {
        for (unsigned i = 0; i < sizeof speeds / sizeof *speeds; i++) {
            f4_part(&chip, rom, 0, 0);
            chip.board.boot0 = true;
            chip_power_on(&chip);
            serial_open(&chip, U1, speeds[i]);
            host_wait(&chip, 70 * PS_PER_MS);
            if (i == 4) {
                send_bytes(&chip, U1, 0x7F);
                expect_silence(&chip, U1, 1);
            }
            host_wait(&chip, 20 * PS_PER_MS);
            assert_int_equal(host_sync(&chip, U1), ACK);
            f4_alive(&chip, rom);
            assert_int_equal(serial_state(&chip, U1)->framing_errors, 0);
        }
    }
}

/* Flash: 4 and 256 bytes; RAM; the ends of both; not the ROM's RAM. */
static void test_write(void **state)
{
    (void)state;
    uint8_t bytes[256], got[256];
    FOR_EACH_F4(rom)
    {
        uint32_t end = 0x08000000 + rom->flash_kb * 1024u;
        start(rom);
        fill(bytes, sizeof bytes, rom->id);
        assert_int_equal(host_write(&chip, U1, 0x08004000, bytes, 256), ACK);
        assert_int_equal(host_write(&chip, U1, 0x08004100, bytes, 4), ACK);
        assert_memory(0x08004000, bytes, 256);
        assert_memory(0x08004100, bytes, 4);
        assert_int_equal(f4_word(&chip, 0x08004104), 0xFFFFFFFF);
        assert_int_equal(host_read(&chip, U1, 0x08004000, got, 256), ACK);
        assert_memory_equal(got, bytes, 256);
        assert_int_equal(host_write(&chip, U1, end - 256, bytes, 256), ACK);
        assert_memory(end - 256, bytes, 256);
        assert_int_equal(host_write(&chip, U1, end - 128, bytes, 256), NACK);
        assert_int_equal(host_write(&chip, U1, end, bytes, 4), NACK);
        assert_int_equal(host_write(&chip, U1, rom->host_ram, bytes, 256), ACK);
        assert_memory(rom->host_ram, bytes, 256);
        assert_int_equal(host_write(&chip, U1, rom->ram_end - 4, bytes, 4),
                         ACK);
        assert_int_equal(host_write(&chip, U1, rom->ram_end, bytes, 4), NACK);
        assert_int_equal(host_write(&chip, U1, rom->host_ram - 4, bytes, 4),
                         NACK);
        assert_int_equal(host_write(&chip, U1, 0x10000000, bytes, 4), NACK);
        assert_int_equal(host_write(&chip, U1, 0x08004001, bytes, 4), NACK);
        f4_alive(&chip, rom);
    }
}

/* The virtual address: readable, 0 to 4 with three 0xFF, and programming is
 * faster with words than with bytes. */
static void test_supply(void **state)
{
    (void)state;
    static const uint8_t good[] = {3, 0xFF, 0xFF, 0xFF};
    static const uint8_t bad[][4] = {{5, 0xFF, 0xFF, 0xFF},
                                     {0, 0xFF, 0xFF, 0x00}};
    uint8_t bytes[256], got[4];
    uint64_t taken[2];
    FOR_EACH_F4(rom)
    {
        start(rom);
        fill(bytes, sizeof bytes, 0);
        for (unsigned i = 0; i < 2; i++) {
            assert_int_equal(host_read(&chip, U1, 0xFFFF0000, got, 4), ACK);
            assert_int_equal(got[0], i ? 3 : 0);
            assert_memory_equal(got + 1, good + 1, 3);
            uint64_t begin = host_now(&chip);
            assert_int_equal(
                host_write(&chip, U1, 0x08004000 + 256 * i, bytes, 256), ACK);
            taken[i] = host_now(&chip) - begin;
            assert_memory(0x08004000 + 256 * i, bytes, 256);
            assert_int_equal(host_write(&chip, U1, 0xFFFF0000, good, 4), ACK);
            assert_int_equal(host_write(&chip, U1, 0xFFFF0000, bad[i], 4),
                             NACK);
        }
        /* 192 programming times of 16 us less. */
        assert_true(taken[0] > taken[1] + 2500 * PS_PER_US);
    }
}

/* The supply allows words, so that an erase takes half the time. */
static void start_fast(const struct f4_rom *rom)
{
    start(rom);
    assert_int_equal(host_write(&chip, U1, 0xFFFF0000,
                                (const uint8_t[]){3, 0xFF, 0xFF, 0xFF}, 4),
                     ACK);
}

/* Sectors of 16 and of 64 KB, and none above the last. */
static void test_erase(void **state)
{
    (void)state;
    FOR_EACH_F4(rom)
    {
        start_fast(rom);
        f4_put(&chip, 0x08004000, 0);
        f4_put(&chip, 0x08008000, 0);
        assert_int_equal(host_erase(&chip, U1, (const uint16_t[]){1}, 1), ACK);
        assert_int_equal(f4_word(&chip, 0x08004000), 0xFFFFFFFF);
        assert_int_equal(f4_word(&chip, 0x08008000), 0);
        assert_int_equal(f4_word(&chip, 0x08000000), APP_SP);
        assert_int_equal(host_erase(&chip, U1, &rom->sectors, 1), NACK);
        f4_alive(&chip, rom);
    }
    f4_put(&chip, 0x08010000, 0);
    f4_put(&chip, 0x08020000, 0);
    assert_int_equal(host_erase(&chip, U1, (const uint16_t[]){2, 4}, 2), ACK);
    assert_int_equal(f4_word(&chip, 0x08008000), 0xFFFFFFFF);
    assert_int_equal(f4_word(&chip, 0x08010000), 0xFFFFFFFF);
    assert_int_equal(f4_word(&chip, 0x08020000), 0);
}

/* FFFF erases all and is answered when that is done; single banks there are
 * none. */
static void test_mass_erase(void **state)
{
    (void)state;
    const struct f4_rom *rom = f4_roms + 3;
    start_fast(rom);
    for (unsigned code = 0xFFFD; code <= 0xFFFF; code++) {
        assert_int_equal(host_command(&chip, U1, 0x44), ACK);
        host_block(&chip, U1, (const uint8_t[]){0xFF, (uint8_t)code}, 2);
        int answer = -1;
        for (unsigned i = 0; i < 8 && answer < 0; i++)
            answer = host_byte(&chip, U1);
        assert_int_equal(answer, code == 0xFFFF ? ACK : NACK);
        assert_int_equal(f4_word(&chip, 0x08000000),
                         code == 0xFFFF ? 0xFFFFFFFF : APP_SP);
    }
    f4_alive(&chip, rom);
}

static void test_absent_sector_ignored(void **state)
{
    (void)state;
    const struct f4_rom *rom = f4_roms + 4;
    f4_start(&chip, rom, CHOICE_SECTORS, CHOICE_SECTORS_IGNORED);
    f4_put(&chip, 0x08004000, 0);
    assert_int_equal(host_erase(&chip, U1, (const uint16_t[]){8, 1}, 2), ACK);
    assert_int_equal(f4_word(&chip, 0x08004000), 0xFFFFFFFF);
}

/* 256 bytes from the lock bytes on can be read, 12 or 2 of the factory words
 * cannot. */
static void test_otp(void **state)
{
    (void)state;
    uint8_t got[256], bytes[8] = {1, 2, 3, 4, 5, 6, 7, 8};
    FOR_EACH_F4(rom)
    {
        start(rom);
        assert_int_equal(host_read(&chip, U1, 0x1FFF7A00, got, 256), ACK);
        assert_int_equal(got[0x22] | got[0x23] << 8, rom->flash_kb);
        assert_int_equal(host_read(&chip, U1, 0x1FFF7A10, got, 12), NACK);
        assert_int_equal(host_read(&chip, U1, 0x1FFF7A22, got, 2), NACK);
        assert_int_equal(host_write(&chip, U1, 0x1FFF7800, bytes, 4), ACK);
        assert_memory(0x1FFF7800, bytes, 4);
        assert_int_equal(host_write(&chip, U1, 0x1FFF7A0C, bytes, 8), NACK);
        f4_alive(&chip, rom);
    }
}

/* Resets the chip by a command's option bytes, and finds the ROM again. */
static void restart(uint8_t command)
{
    send_bytes(&chip, U1, command, (uint8_t)~command);
    expect(&chip, U1, ACK, ACK);
    for (unsigned i = 0; i < 50; i++) {
        host_wait(&chip, 200 * PS_PER_MS);
        if (host_sync(&chip, U1) == ACK)
            return;
    }
    fail_msg("the ROM does not answer after 0x%02X", command);
}

/* Level 1: refused once, V3.1 twice. */
static void test_protection(void **state)
{
    (void)state;
    static const uint8_t refused[] = {0x11, 0x31, 0x21, 0x44, 0x63, 0x73, 0x82};
    for (unsigned which = 0; which < F4_ROMS; which += F4_ROMS - 1) {
        const struct f4_rom *rom = &f4_roms[which];
        start(rom);
        restart(0x82);
        for (unsigned i = 0; i < sizeof refused; i++) {
            assert_int_equal(host_command(&chip, U1, refused[i]), NACK);
            if (rom->id == 0x31 && i < 2)
                assert_int_equal(host_byte(&chip, U1), NACK);
            expect_silence(&chip, U1, 2);
        }
        f4_alive(&chip, rom);
        assert_int_equal(f4_word(&chip, 0x08000000), APP_SP);
    }
}

/* Back to level 0, at the price of the flash. */
static void test_unprotection(void **state)
{
    (void)state;
    const struct f4_rom *rom = f4_roms + 3;
    start(rom);
    restart(0x82);
    restart(0x92);
    assert_int_equal(f4_word(&chip, 0x08000000), 0xFFFFFFFF);
    assert_int_equal(host_command(&chip, U1, 0x11), ACK);
}

/* Sectors 1 and 3 are written no more; after Write Unprotect they are. */
static void test_write_protection(void **state)
{
    (void)state;
    uint8_t bytes[4] = {1, 2, 3, 4};
    for (unsigned i = 0; i < F4_ROMS; i += F4_ROMS - 1) {
        const struct f4_rom *rom = &f4_roms[i];
        start(rom);
        assert_int_equal(
            host_write_protect(&chip, U1, (const uint8_t[]){1, 3}, 2), ACK);
        host_wait(&chip, 1000 * PS_PER_MS);
        assert_int_equal(host_sync(&chip, U1), ACK);
        assert_int_equal(host_write(&chip, U1, 0x0800C000, bytes, 4), ACK);
        assert_int_equal(f4_word(&chip, 0x0800C000), 0xFFFFFFFF);
        assert_int_equal(host_write(&chip, U1, 0x08008000, bytes, 4), ACK);
        assert_memory(0x08008000, bytes, 4);
        restart(0x73);
        assert_int_equal(host_write(&chip, U1, 0x0800C000, bytes, 4), ACK);
        assert_memory(0x0800C000, bytes, 4);
    }
}

/* The application runs; all but V9.1 leave it without a clock on AHB1. */
static void test_go(void **state)
{
    (void)state;
    FOR_EACH_F4(rom)
    {
        for (unsigned go = CHOICE_GO_LEFT; go <= CHOICE_GO_CHECKS_SP; go++) {
            f4_start(&chip, rom, CHOICE_GO, go);
            assert_int_equal(host_go(&chip, U1, 0x08000000), ACK);
            host_wait(&chip, PS_PER_MS);
            assert_int_equal(chip.cpu.r[CPU_PC], APP_RUNS);
            uint32_t ahb1enr = stm32f4(&chip)->rcc.ahb1enr;
            if (rom->id != 0x91)
                assert_int_equal(ahb1enr, 0);
            else
                assert_true(ahb1enr);
        }
        f4_start(&chip, rom, 0, 0);
        assert_int_equal(host_go(&chip, U1, 0x08000002), NACK);
        assert_int_equal(host_go(&chip, U1, 0x1FFF0000), NACK);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_other_usart),
        cmocka_unit_test(test_identity),
        cmocka_unit_test(test_speeds),
        cmocka_unit_test(test_write),
        cmocka_unit_test(test_supply),
        cmocka_unit_test(test_erase),
        cmocka_unit_test(test_mass_erase),
        cmocka_unit_test(test_absent_sector_ignored),
        cmocka_unit_test(test_otp),
        cmocka_unit_test(test_protection),
        cmocka_unit_test(test_unprotection),
        cmocka_unit_test(test_write_protection),
        cmocka_unit_test(test_go),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
