/* SPDX-License-Identifier: MIT
 *
 * The USART protocol of the STM32L4's model ROMs: what a host on PA9/PA10 gets,
 * and what is in the memories afterwards. docs/rom-l4.md, section 6.
 */
#include "tests/rom/l4_host.h"

static struct chip chip;

enum { BLANK = 0xFFFFFFFF };

/* The default readings, a host has connected: kept, as it takes the ROM some
 * time. */
static void start(const struct l4_rom *rom)
{
    static struct chip started[L4_ROMS];
    struct chip *ready = &started[rom - l4_roms];
    if (!ready->size)
        l4_start(ready, rom, 0, 0);
    memcpy(&chip, ready, sizeof chip);
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

static void alive(const struct l4_rom *rom)
{
    send_bytes(&chip, U1, 0x02, 0xFD);
    expect(&chip, U1, ACK, 0x01, (uint8_t)(rom->device >> 8),
           (uint8_t)rom->device, ACK);
}

/* The words that are observed or assumed, the id byte, that of information, and
 * what a host is told. */
static void test_identity(void **state)
{
    (void)state;
    FOR_EACH_L4(rom)
    {
        start(rom);
        assert_int_equal(l4_word(&chip, ROM_BASE), rom->sp);
        assert_int_equal(l4_word(&chip, ROM_BASE + 4), rom->reset);
        uint8_t byte;
        assert_true(chip_peek(&chip, ROM_BASE + ROM_ID_OFFSET, &byte, 1));
        assert_int_equal(byte, rom->id);
        assert_true(chip_peek(&chip, ROM_BASE + ROM_INFO_OFFSET, &byte, 1));
        if (rom->banks == 1)
            assert_int_equal(byte, rom == &l4_roms[L4_V9_1_OLD] ? 0xFF : 0x10);
        send_bytes(&chip, U1, 0x00, 0xFF);
        expect(&chip, U1, ACK, 11, 0x31, 0x00, 0x01, 0x02, 0x11, 0x21, 0x31,
               0x44, 0x63, 0x73, 0x82, 0x92, ACK);
        send_bytes(&chip, U1, 0x01, 0xFE);
        expect(&chip, U1, ACK, 0x31, 0x00, 0x00, ACK);
    }
}

/* Each speed is measured. */
static void test_speeds(void **state)
{
    (void)state;
    static const uint32_t speeds[] = {1200, 9600, 115200};
    FOR_EACH_L4(rom)
    {
        for (unsigned i = 0; i < sizeof speeds / sizeof *speeds; i++) {
            l4_part(&chip, rom, 0, 0);
            chip.board.boot0 = true;
            l4_power(&chip);
            serial_open(&chip, U1, speeds[i]);
            host_wait(&chip, READY_MS * PS_PER_MS);
            assert_int_equal(host_sync(&chip, U1), ACK);
            alive(rom);
            assert_int_equal(serial_state(&chip, U1)->framing_errors, 0);
        }
    }
}

/* Flash: 8, 12 and 256 bytes, and the ends of it. */
static void test_write(void **state)
{
    (void)state;
    uint8_t bytes[256], got[256];
    FOR_EACH_L4(rom)
    {
        uint32_t end = 0x08000000 + rom->flash_kb * 1024u;
        start(rom);
        fill(bytes, sizeof bytes, rom->id);
        assert_int_equal(host_write(&chip, U1, 0x08004000, bytes, 256), ACK);
        assert_int_equal(host_write(&chip, U1, 0x08004100, bytes, 8), ACK);
        assert_int_equal(host_write(&chip, U1, 0x08004108, bytes, 12), ACK);
        assert_memory(0x08004000, bytes, 256);
        assert_memory(0x08004100, bytes, 8);
        assert_memory(0x08004108, bytes, 12);
        assert_int_equal(l4_word(&chip, 0x08004114), BLANK);
        assert_int_equal(host_read(&chip, U1, 0x08004000, got, 256), ACK);
        assert_memory_equal(got, bytes, 256);
        assert_int_equal(host_write(&chip, U1, end - 256, bytes, 256), ACK);
        assert_memory(end - 256, bytes, 256);
        assert_int_equal(host_write(&chip, U1, end - 128, bytes, 256), NACK);
        assert_int_equal(host_write(&chip, U1, end, bytes, 8), NACK);
        alive(rom);
    }
}

/* The last word of a write that is no multiple of 8 may be lost. */
static void test_write_dropped(void **state)
{
    (void)state;
    static const uint8_t bytes[12] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    l4_start(&chip, &l4_roms[L4_V9_2], CHOICE_WRITE, CHOICE_WRITE_DROPPED);
    assert_int_equal(host_write(&chip, U1, 0x08004000, bytes, 12), ACK);
    assert_memory(0x08004000, bytes, 8);
    assert_int_equal(l4_word(&chip, 0x08004008), BLANK);
}

/* AN2606: not a multiple of 8: that write fails, and all later ones. */
static void test_unaligned(void **state)
{
    (void)state;
    static const uint8_t bytes[8] = {1, 2, 3, 4, 5, 6, 7, 8};
    l4_provoked = true;
    FOR_EACH_L4(rom)
    {
        start(rom);
        assert_int_equal(host_write(&chip, U1, 0x08004004, bytes, 8), ACK);
        assert_int_equal(host_write(&chip, U1, 0x08004100, bytes, 8), ACK);
        assert_int_equal(l4_word(&chip, 0x08004004), BLANK);
        assert_int_equal(l4_word(&chip, 0x08004008), BLANK);
        assert_int_equal(l4_word(&chip, 0x08004100), BLANK);
        l4_put(&chip, 0x08004800, 0);
        assert_int_equal(host_erase(&chip, U1, (const uint16_t[]){9}, 1), ACK);
        assert_int_equal(l4_word(&chip, 0x08004800), 0);
        chip_reset(&chip, RESET_PIN);
        l4_expect_ready(&chip, rom);
        assert_int_equal(host_write(&chip, U1, 0x08004100, bytes, 8), ACK);
        assert_memory(0x08004100, bytes, 8);
    }
    l4_provoked = false;
}

/* RAM up to both ends, which V10.1 does not write as it was sent; not the
 * ROM's, not SRAM2. */
static void test_ram(void **state)
{
    (void)state;
    uint8_t bytes[256];
    FOR_EACH_L4(rom)
    {
        start(rom);
        fill(bytes, sizeof bytes, rom->id);
        assert_int_equal(host_write(&chip, U1, rom->host_ram, bytes, 256), ACK);
        if (rom == &l4_roms[L4_V10_1]) {
            assert_memory(rom->host_ram, bytes, 4);
            assert_memory(rom->host_ram + 4, bytes, 4);
        } else {
            assert_memory(rom->host_ram, bytes, 256);
        }
        assert_int_equal(host_write(&chip, U1, rom->ram_end - 4, bytes, 4),
                         ACK);
        assert_int_equal(host_write(&chip, U1, rom->ram_end, bytes, 4), NACK);
        assert_int_equal(host_write(&chip, U1, rom->host_ram - 4, bytes, 4),
                         NACK);
        assert_int_equal(host_write(&chip, U1, 0x10000000, bytes, 4), NACK);
        alive(rom);
    }
}

/* Pages of 2 KB, and none above the last, unless the reading ignores those. */
static void test_erase(void **state)
{
    (void)state;
    FOR_EACH_L4(rom)
    {
        for (unsigned ignored = 0; ignored < 2; ignored++) {
            const uint16_t last = (uint16_t)(rom->flash_kb / 2 - 1);
            const uint16_t pages[] = {3, last}, above[] = {last + 1, 2};
            l4_start(&chip, rom, CHOICE_PAGES, ignored);
            for (unsigned i = 1; i < 5; i++)
                l4_put(&chip, 0x08000000 + 0x800 * i, 0);
            l4_put(&chip, 0x08000000 + 0x800u * last, 0);
            assert_int_equal(host_erase(&chip, U1, pages, 2), ACK);
            assert_int_equal(l4_word(&chip, 0x08001800), BLANK);
            assert_int_equal(l4_word(&chip, 0x08000000 + 0x800u * last), BLANK);
            assert_int_equal(l4_word(&chip, 0x08001000), 0);
            assert_int_equal(l4_word(&chip, 0x08002000), 0);
            assert_int_equal(host_erase(&chip, U1, above, 2),
                             ignored ? ACK : NACK);
            assert_int_equal(l4_word(&chip, 0x08001000), ignored ? BLANK : 0);
        }
    }
}

static int erase_special(unsigned code)
{
    assert_int_equal(host_command(&chip, U1, 0x44), ACK);
    host_block(&chip, U1, (const uint8_t[]){0xFF, (uint8_t)code}, 2);
    return host_byte(&chip, U1);
}

/* FFFF erases all, FFFE and FFFD a bank: not on the L496, nor where there is
 * one. */
static void test_mass_erase(void **state)
{
    (void)state;
    FOR_EACH_L4(rom)
    {
        for (unsigned code = 0xFFFC; code <= 0xFFFF; code++) {
            uint32_t middle = 0x08000000 + rom->flash_kb * 512u;
            bool all = code == 0xFFFF;
            bool one = code > 0xFFFC && rom->device == 0x415;
            start(rom);
            l4_put(&chip, middle, 0);
            assert_int_equal(erase_special(code), all || one ? ACK : NACK);
            assert_int_equal(l4_word(&chip, 0x08000000),
                             all || (one && code == 0xFFFE) ? BLANK : APP_SP);
            assert_int_equal(l4_word(&chip, middle),
                             all || (one && code == 0xFFFD) ? BLANK : 0);
            alive(rom);
        }
    }
}

/* With the banks swapped page 0 is what is at 0x08000000, or in bank 1. */
static void test_erase_swapped(void **state)
{
    (void)state;
    for (unsigned which = 0; which < L4_DUAL; which += TEST_STRIDE) {
        const struct l4_rom *rom = &l4_roms[which];
        for (unsigned physical = 0; physical < 2; physical++) {
            l4_part(&chip, rom, CHOICE_BANKS, physical);
            l4_put(&chip, 0x08000000, NO_SP);
            l4_put(&chip, BANK2, 0);
            l4_power_on(&chip);
            wr(&chip, L4_APB2ENR, 1);
            wr(&chip, L4_MEMRMP, 0x100);
            assert_int_equal(l4_word(&chip, 0x08000000), 0);
            l4_jump(&chip, rom, true);
            l4_expect_ready(&chip, rom);
            assert_int_equal(host_erase(&chip, U1, (const uint16_t[]){0}, 1),
                             ACK);
            assert_int_equal(l4_word(&chip, 0x08000000), physical ? 0 : BLANK);
            assert_int_equal(l4_word(&chip, BANK2), physical ? BLANK : NO_SP);
        }
    }
}

/* OTP is written once, the factory words are not read. */
static void test_otp(void **state)
{
    (void)state;
    uint8_t got[8];
    static const uint8_t bytes[8] = {1, 2, 3, 4, 5, 6, 7, 8};
    FOR_EACH_L4(rom)
    {
        start(rom);
        assert_int_equal(host_write(&chip, U1, 0x1FFF7000, bytes, 8), ACK);
        assert_memory(0x1FFF7000, bytes, 8);
        assert_int_equal(host_read(&chip, U1, 0x1FFF7000, got, 8), ACK);
        assert_memory_equal(got, bytes, 8);
        assert_int_equal(host_read(&chip, U1, 0x1FFF75E0, got, 2), NACK);
        assert_int_equal(host_read(&chip, U1, 0x40021000, got, 4), NACK);
        assert_int_equal(host_read(&chip, U1, 0x1FFFF808, got, 8),
                         rom->banks == 2 ? ACK : NACK);
        alive(rom);
    }
}

/* Time for the option bytes, an erase, and the start of the ROM. */
static void expect_restarted(void)
{
    host_wait(&chip, 400 * PS_PER_MS);
    assert_int_equal(host_sync(&chip, U1), ACK);
}

/* Resets the chip by a command's option bytes, and finds the ROM again. */
static void restart(uint8_t command)
{
    send_bytes(&chip, U1, command, (uint8_t)~command);
    expect(&chip, U1, ACK, ACK);
    expect_restarted();
}

/* Level 1, where all but four commands are refused; back to level 0, at the
 * price of the flash. */
static void test_protection(void **state)
{
    (void)state;
    static const uint8_t refused[] = {0x11, 0x31, 0x21, 0x44, 0x63, 0x73, 0x82};
    FOR_EACH_L4(rom)
    {
        start(rom);
        restart(0x82);
        for (unsigned i = 0; i < sizeof refused; i++)
            assert_int_equal(host_command(&chip, U1, refused[i]), NACK);
        alive(rom);
        assert_int_equal(l4_word(&chip, 0x08000000), APP_SP);
        restart(0x92);
        assert_int_equal(l4_word(&chip, 0x08000000), BLANK);
        assert_int_equal(host_command(&chip, U1, 0x11), ACK);
    }
}

/* Pages 16 to 18 are written no more; after Write Unprotect they are. */
static void test_write_protection(void **state)
{
    (void)state;
    static const uint8_t bytes[8] = {1, 2, 3, 4, 5, 6, 7, 8};
    l4_provoked = true;
    FOR_EACH_L4(rom)
    {
        start(rom);
        assert_int_equal(
            host_write_protect(&chip, U1, (const uint8_t[]){18, 16}, 2), ACK);
        expect_restarted();
        assert_int_equal(host_write(&chip, U1, 0x08009800, bytes, 8), ACK);
        assert_memory(0x08009800, bytes, 8);
        assert_int_equal(host_write(&chip, U1, 0x08008800, bytes, 8), ACK);
        assert_int_equal(l4_word(&chip, 0x08008800), BLANK);
        restart(0x73);
        assert_int_equal(host_write(&chip, U1, 0x08008800, bytes, 8), ACK);
        assert_memory(0x08008800, bytes, 8);
    }
    l4_provoked = false;
}

/* Option bytes take effect by a reset; PCROP is left out. */
static void test_options(void **state)
{
    (void)state;
    uint8_t bytes[44] = {0}, got[40];
    FOR_EACH_L4(rom)
    {
        start(rom);
        assert_int_equal(host_read(&chip, U1, L4_OPTIONS_AT, bytes, 40), ACK);
        memcpy(got, bytes, 40);
        bytes[1] ^= 1;      /* BOR_LEV */
        bytes[0x08] = 0x10; /* PCROP1_STRT */
        bytes[0x18] = 20;   /* WRP1A */
        bytes[0x1A] = 21;
        assert_int_equal(host_write(&chip, U1, L4_OPTIONS_AT, bytes, 40), ACK);
        expect_restarted();
        memcpy(bytes + 8, got + 8, 8);
        assert_int_equal(host_read(&chip, U1, L4_OPTIONS_AT, got, 40), ACK);
        assert_memory_equal(got, bytes, 4);
        assert_memory_equal(got + 8, bytes + 8, 4);
        assert_memory_equal(got + 0x18, bytes + 0x18, 4);
        assert_int_equal(host_write(&chip, U1, L4_OPTIONS_AT, bytes, 44), NACK);
    }
}

/* The application runs, with what the reading leaves; the old V9.1 puts all
 * back and leaves the RTC without its clock. */
static void test_go(void **state)
{
    (void)state;
    FOR_EACH_L4(rom)
    {
        for (unsigned go = CHOICE_GO_LEFT; go <= CHOICE_GO_CHECKS_SP; go++) {
            l4_start(&chip, rom, CHOICE_GO, go);
            assert_int_equal(host_go(&chip, U1, 0x08000000), ACK);
            l4_wait_us(&chip, 1000);
            assert_int_equal(chip.cpu.r[CPU_PC], BANK1_RUNS);
            bool old = rom == &l4_roms[L4_V9_1_OLD];
            bool back = old || go == CHOICE_GO_RESTORED;
            assert_int_equal(rd(&chip, L4_APB2ENR), back ? 0 : 0x4001);
            assert_int_equal(chip.clock.sysclk_hz / 1000000,
                             back || go == CHOICE_GO_CLOCKS ? 4 : rom->mhz);
            uint32_t rtcapb = rd(&chip, L4_APB1ENR1) & 1u << 10;
            assert_int_equal(rtcapb, old || rom->device == 0x415 ? 0 : 1 << 10);
        }
        l4_start(&chip, rom, 0, 0);
        assert_int_equal(host_go(&chip, U1, 0x08000002), NACK);
        assert_int_equal(host_go(&chip, U1, 0x1FFF0000), NACK);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_identity),
        cmocka_unit_test(test_speeds),
        cmocka_unit_test(test_write),
        cmocka_unit_test(test_write_dropped),
        cmocka_unit_test(test_unaligned),
        cmocka_unit_test(test_ram),
        cmocka_unit_test(test_erase),
        cmocka_unit_test(test_mass_erase),
        cmocka_unit_test(test_erase_swapped),
        cmocka_unit_test(test_otp),
        cmocka_unit_test(test_protection),
        cmocka_unit_test(test_write_protection),
        cmocka_unit_test(test_options),
        cmocka_unit_test(test_go),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
