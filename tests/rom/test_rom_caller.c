/* SPDX-License-Identifier: MIT
 *
 * What the caller leaves to the model ROM: clocks, interrupts, locks, a
 * watchdog; and the resources that it sets up. docs/rom.md 3 and 6.
 */
#include "bench/stm32l0/readings.h"
#include "tests/rom/rom_board.h"

static void set_clock(uint32_t cr, uint32_t cfgr)
{
    wr(&chip, 0x40021038, 1 << 28);
    wr(&chip, 0x40007000, 1 << 11); /* voltage range 1 */
    wr(&chip, 0x40022000, 1);       /* one wait state */
    run_us(&chip, 1000);
    wr(&chip, 0x40021000, cr & ~(1u << 24));
    run_us(&chip, 5000);
    wr(&chip, 0x4002100C, cfgr & ~3u);
    wr(&chip, 0x40021000, cr);
    run_us(&chip, 5000);
    wr(&chip, 0x4002100C, cfgr);
    run_us(&chip, 100);
    assert_int_equal(rd(&chip, 0x4002100C) >> 2 & 3, cfgr & 3);
}

static void test_entry_from_any_clock(void **state)
{
    enum { MSION = 1 << 8, HSION = 1, DIV4 = 8, HSE = 5 << 16, PLL = 1 << 24 };
    static const struct {
        uint32_t cr, cfgr;
    } clocks[] = {
        {MSION | HSION, 1},
        {MSION | HSION | DIV4, 1 | 0x80},
        {HSION | PLL, 3 | 1 << 18 | 1 << 22},
        {HSION | DIV4 | PLL, 3 | 4 << 18 | 2 << 22}, /* 4 x 12 / 3 */
        {MSION | HSE, 2},
        {MSION | HSE | PLL, 3 | 1 << 16 | 3 << 18 | 1 << 22 | 0x500},
        {MSION, 0x9 << 4},
    };
    (void)state;
    for (unsigned i = 0; i < sizeof clocks / sizeof *clocks; i++) {
        board(ROM_V4_1, 0, 0, 0);
        set_clock(clocks[i].cr, clocks[i].cfgr);
        enter();
        assert_true(answers(U2));
        assert_int_equal(chip.clock.hclk_hz, 32000000);
        assert_int_equal(chip.clock.pclk1_hz, 32000000);
        assert_int_equal(chip.clock.pclk2_hz, 32000000);
    }
}

/* An interrupt left on is taken, through the vectors that are at 0: those of
 * the ROM lead to its default handler. PRIMASK alone does not stop a USART. */
static void test_interrupts_left_on(void **state)
{
    (void)state;
    FOR_EACH_ROM(which)
    {
        for (unsigned hang = 0; hang < 2; hang++) {
            board(which, READING_OF(FAULT, hang), 0, 0);
            wr(&chip, 0xE000E014, 1000);
            wr(&chip, 0xE000E010, 7);
            enter();
            assert_false(answers(U2));
            assert_int_equal(chip.reset.count, hang ? 1 : 2);
            assert_int_equal(runs(BANK1_RUNS), !hang);
            assert_int_equal(chip.cpu.ipsr, hang ? EXCEPTION_SYSTICK : 0);
        }
        board(which, 0, 0, 0);
        enter();
        chip.cpu.primask = true;
        assert_true(answers(U2));
        board(which, 0, 0, 0);
        wr(&chip, 0xE000E100, 1 << 5); /* enabled, and never requested */
        enter();
        assert_true(answers(U2));
        assert_int_equal(rd(&chip, 0xE000E100), 0);
    }
}

/* USARTs in use, clocked by HSI16. */
static void test_usarts_left_on(void **state)
{
    (void)state;
    for (unsigned usart = U1; usart <= U2; usart++) {
        board(ROM_V4_1, 0, 0, 0);
        wr(&chip, 0x40021000, rd(&chip, 0x40021000) | 1);
        run_us(&chip, 100);
        wr(&chip, 0x4002104C, 2 | 2 << 2); /* CCIPR */
        wr(&chip, 0x40021034, 1 << 14);
        wr(&chip, 0x40021038, 1 << 17);
        for (unsigned i = 0; i < 2; i++) {
            uint32_t base = i ? 0x40004400 : 0x40013800;
            wr(&chip, base + 0x0C, 139);
            wr(&chip, base, 0x2D); /* UE, RE, TE, RXNEIE */
        }
        enter();
        assert_true(answers(usart));
        assert_alive(&chip, usart);
    }
}

/* PA2 and PA3 locked as they are after a reset: USART2 is deaf, USART1 not. */
static void test_locked_pins(void **state)
{
    (void)state;
    FOR_EACH_ROM(which)
    {
        board(which, 0, 0, 0);
        wr(&chip, 0x4002102C, 1);
        wr(&chip, 0x5000001C, 0x1000C);
        wr(&chip, 0x5000001C, 0x0000C);
        wr(&chip, 0x5000001C, 0x1000C);
        (void)rd(&chip, 0x5000001C); /* ends the lock sequence */
        assert_int_equal(rd(&chip, 0x5000001C), 0x1000C);
        enter();
        assert_false(answers(U2));
        assert_true(answers(U1));
    }
}

/* Flash unlocked, in the middle of something. */
static void test_locks_left_open(void **state)
{
    uint8_t data[128] = {1, 2, 3, 4};
    (void)state;
    board(ROM_V4_1, 0, 0, 0);
    wr(&chip, 0x4002200C, 0x89ABCDEF);
    wr(&chip, 0x4002200C, 0x02030405);
    wr(&chip, 0x40022010, 0x8C9DAEBF);
    wr(&chip, 0x40022010, 0x13141516);
    wr(&chip, 0x40022004, 1 << 9 | 1 << 3); /* ERASE, PROG */
    enter();
    assert_true(answers(U2));
    assert_int_equal(host_write(&chip, U2, 0x08010000, data, 128), ACK);
    uint8_t got[128];
    assert_int_equal(host_read(&chip, U2, 0x08010000, got, 128), ACK);
    assert_memory_equal(got, data, 128);
}

static void test_pins_and_clocks(void **state)
{
    (void)state;
    FOR_EACH_ROM(which)
    {
        bool v4 = roms[which].id < 0x80;
        rom_chip(&chip, which, 0);
        chip.board.boot0 = true;
        chip_power_on(&chip);
        host_wait(&chip, 10 * PS_PER_MS);
        uint32_t moder = rd(&chip, 0x50000000), pupdr = rd(&chip, 0x5000000C);
        assert_int_equal(moder & 0x003C00F0, 0x002800A0);
        assert_int_equal(pupdr & 0x003C00F0, 0x00140050);
        assert_int_equal(pupdr & 0x0000FF00, v4 ? 0x0000AA00 : 0);
        assert_int_equal(moder & 0x0000FF00, v4 ? 0 : 0x0000FC00);
        assert_int_equal(rd(&chip, 0x50000020), 0x00004400);
        assert_int_equal(rd(&chip, 0x50000024), 0x00000440);
        assert_int_equal(chip.clock.hclk_hz, 32000000);
    }
}

/* --- watchdog --- */

/* 17 periods of LSI/4 are 1.8 ms, of LSI/256 118 ms. */
static void start_watchdog(void)
{
    wr(&chip, 0x40003000, 0xCCCC);
    wr(&chip, 0x40003000, 0x5555);
    wr(&chip, 0x40003008, 0x7FF);
    wr(&chip, 0x40003004, 0);
    run_us(&chip, 1000);
    wr(&chip, 0x40003000, 0xAAAA);
}

static void test_watchdog_is_kept_alive(void **state)
{
    uint8_t data[256] = {0};
    uint16_t pages[200];
    (void)state;
    for (unsigned i = 0; i < 200; i++)
        pages[i] = (uint16_t)(400 + i);
    FOR_EACH_ROM(which)
    {
        board(which, 0, 0, 0);
        start_watchdog();
        enter();
        host_wait(&chip, PS_PER_MS * 100);
        wr(&chip, 0x40003000, 0x5555);
        wr(&chip, 0x40003008, 0x10);
        run_us(&chip, 1000);
        wr(&chip, 0x40003000, 0xAAAA);     /* or the long count would go on */
        host_wait(&chip, PS_PER_MS * 500); /* selection loop */
        assert_true(answers(U2));
        host_wait(&chip, PS_PER_MS * 300); /* waiting for a command */
        assert_int_equal(host_erase(&chip, U2, pages, 200), ACK);
        assert_int_equal(host_write(&chip, U2, 0x08000000, data, 256), ACK);
        assert_int_equal(host_read(&chip, U2, 0x08000000, data, 256), ACK);
        chip_pin_drive(&chip, GPIO_A, 3, false);
        host_wait(&chip, PS_PER_MS * 300); /* line held low */
        assert_int_equal(chip.reset.count, 1);
        assert_true(stm32l0(&chip)->iwdg.running);
        assert_int_equal(rd(&chip, 0x40003004), 6);
    }
}

/* The shortest time-out there is with LSI/256, 6.9 ms, against the longest
 * frames: 9.2 ms. */
static void test_shortest_watchdog_at_1200_baud(void **state)
{
    uint8_t data[64];
    (void)state;
    board(ROM_V4_1, 0, 0, 0);
    start_watchdog();
    enter();
    host_wait(&chip, PS_PER_MS * 20);
    wr(&chip, 0x40003000, 0x5555);
    wr(&chip, 0x40003008, 0);
    run_us(&chip, 1000);
    wr(&chip, 0x40003000, 0xAAAA);
    serial_open(&chip, U2, 1200);
    host_wait(&chip, PS_PER_MS * 20);
    assert_int_equal(host_sync(&chip, U2), ACK);
    memset(data, 0x5A, sizeof data);
    assert_int_equal(host_write(&chip, U2, 0x08000400, data, 64), ACK);
    assert_int_equal(host_read(&chip, U2, 0x08000400, data, 64), ACK);
    assert_int_equal(data[63], 0x5A);
    assert_int_equal(chip.reset.count, 1);
}

static void test_watchdog_is_never_started(void **state)
{
    (void)state;
    FOR_EACH_ROM(which)
    {
        board(which, 0, 0, 0);
        enter();
        assert_true(answers(U2));
        assert_false(stm32l0(&chip)->iwdg.running);
        assert_int_equal(rd(&chip, 0x4000300C) & 1, 1); /* PVU (AN2606) */
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_entry_from_any_clock),
        cmocka_unit_test(test_interrupts_left_on),
        cmocka_unit_test(test_usarts_left_on),
        cmocka_unit_test(test_locked_pins),
        cmocka_unit_test(test_locks_left_open),
        cmocka_unit_test(test_pins_and_clocks),
        cmocka_unit_test(test_watchdog_is_kept_alive),
        cmocka_unit_test(test_shortest_watchdog_at_1200_baud),
        cmocka_unit_test(test_watchdog_is_never_started),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
