/* SPDX-License-Identifier: MIT
 *
 * How the model ROM leaves by Go and how it programs short writes, under every
 * reading. docs/rom.md 5, 8 and 9.
 */
#include "bench/stm32l0/readings.h"
#include "tests/rom/rom_board.h"

/* --- Go --- */

/* What `restored` puts back, and what the ROM or its caller changes. */
static const uint32_t restored[] = {
    0x40021000, 0x4002100C, 0x40021010, 0x4002101C, 0x40021020, 0x40021024,
    0x40021028, 0x4002102C, 0x40021030, 0x40021034, 0x40021038, 0x4002104C,
    0x40022000, 0x40022004, 0x40010400, 0x40010404, 0x40010408, 0x4001040C,
    0xE000E010, 0xE000E014, 0xE000E100, 0xE000E200, 0xE000E400, 0xE000ED08,
};
/* The same behind an enable bit: read with all clocks on. */
static const uint32_t gated[] = {
    0x40007000, 0x40010000, 0x40010008, 0x40013800, 0x4001380C, 0x40004400,
    0x4000440C, 0x50000000, 0x50000004, 0x50000008, 0x5000000C, 0x50000014,
    0x50000020, 0x50000024, 0x50000400, 0x5000040C,
};
enum {
    RESTORED = sizeof restored / sizeof *restored,
    GATED = sizeof gated / sizeof *gated
};

static void snapshot(uint32_t values[RESTORED + GATED])
{
    for (unsigned i = 0; i < RESTORED; i++)
        values[i] = rd(&chip, restored[i]);
    wr(&chip, 0x4002102C, 0x9F);
    wr(&chip, APB2ENR, 0x4001);
    wr(&chip, 0x40021038, 0x10020000);
    for (unsigned i = 0; i < GATED; i++)
        values[RESTORED + i] = rd(&chip, gated[i]);
}

/* A caller that leaves a mess, the ROM, Go to bank 1. */
static void go_after_a_mess(unsigned which, uint32_t choices, uint32_t head)
{
    board(which, choices, 0, 0);
    wr(&chip, 0x4002102C, 3);
    wr(&chip, 0x50000400, 0x12345678);
    wr(&chip, 0x40010408, 0x00000002); /* EXTI RTSR */
    wr(&chip, 0xE000ED08, 0x08000000); /* VTOR */
    enter();
    assert_true(answers(U2));
    put(0x08000000, head);
    chip.cpu.primask = true;
    wr(&chip, 0xE000E100, 0x20); /* NVIC */
    wr(&chip, 0xE000E400, 0x40);
    assert_int_equal(host_go(&chip, U2, 0x08000000), ACK);
    assert_true(runs(BANK1_RUNS));
}

static void test_go_restored(void **state)
{
    uint32_t want[RESTORED + GATED], got[RESTORED + GATED];
    (void)state;
    FOR_EACH_ROM(which)
    {
        board(which, 0, APP_SP, 0);
        snapshot(want);
        go_after_a_mess(which, READING(GO, RESTORED), APP_SP);
        assert_int_equal(chip.reset.count, 1);
        assert_false(chip.cpu.primask);
        assert_int_equal(cpu_msp(&chip), APP_SP);
        snapshot(got);
        for (unsigned i = 0; i < RESTORED + GATED; i++)
            if (got[i] != want[i])
                fail_msg("0x%08X is 0x%08X, after a reset 0x%08X",
                         (unsigned)(i < RESTORED ? restored[i]
                                                 : gated[i - RESTORED]),
                         (unsigned)got[i], (unsigned)want[i]);
    }
}

static void test_go_left(void **state)
{
    (void)state;
    FOR_EACH_ROM(which)
    for (unsigned i = 0; i < 2; i++) {
        uint32_t choices = i ? READING(GO, LEFT) : READING(GO, CHECKS_SP);
        go_after_a_mess(which, choices, APP_SP);
        assert_int_equal(chip.reset.count, 1);
        assert_int_equal(cpu_msp(&chip), APP_SP);
        assert_true(chip.cpu.primask);
        assert_int_equal(chip.clock.hclk_hz, 32000000);
        assert_int_equal(stm32l0(&chip)->syscfg.cfgr1 & 3, 1);
        assert_int_not_equal(rd(&chip, APB2ENR), 0);
        assert_int_equal(rd(&chip, 0x40004400) & 1, 1); /* USART2 UE */
        assert_int_equal(rd(&chip, 0xE000E010) & 7, 5); /* SysTick */
        assert_int_equal(rd(&chip, 0xE000ED08), 0x08000000);
    }
}

/* The clocks are those after a reset, and all else is left. */
static void test_go_clocks(void **state)
{
    static const uint32_t clocks[] = {0x40021000, 0x40021004, 0x40021008,
                                      0x4002100C, 0x40021010, 0x4002104C,
                                      0x40022000};
    (void)state;
    FOR_EACH_ROM(which)
    {
        uint32_t want[7];
        board(which, 0, APP_SP, 0);
        for (unsigned i = 0; i < 7; i++)
            want[i] = rd(&chip, clocks[i]);
        go_after_a_mess(which, READING(GO, CLOCKS), 0xBE00BE00);
        assert_int_equal(chip.reset.count, 1);
        for (unsigned i = 0; i < 7; i++)
            assert_int_equal(rd(&chip, clocks[i]), want[i]);
        assert_false(chip.cpu.primask);
        assert_int_equal(cpu_msp(&chip), 0xBE00BE00);
        assert_int_equal(rd(&chip, 0x40004400) & 1, 1); /* USART2 UE */
        assert_int_equal(rd(&chip, 0xE000E010) & 7, 5); /* SysTick */
        assert_int_equal(stm32l0(&chip)->syscfg.cfgr1 & 3, 1);
    }
}

/* The ROM's VTOR stays after Go, unless everything is put back, also where the
 * caller had mapped the ROM to 0 and VTOR made no difference before. */
static void test_go_with_vtor(void **state)
{
    (void)state;
    FOR_EACH_ROM(which)
    for (uint32_t go = 0; go < 4; go++)
        for (uint32_t mapped = 0; mapped < 2; mapped++) {
            bool restored = go == CHOICE_GO_RESTORED;
            board(which, READING(REMAP, VTOR) | READING_OF(GO, go), 0, 0);
            enter_at(ROM_RESET, mapped);
            assert_true(answers(U2));
            put(0x08000000, APP_SP);
            assert_int_equal(host_go(&chip, U2, 0x08000000), ACK);
            assert_true(runs(BANK1_RUNS));
            assert_int_equal(rd(&chip, 0xE000ED08), restored ? 0 : 0x1FF00000);
        }
}

/* An invalid head is started all the same, or makes a reset. */
static void test_go_to_an_invalid_head(void **state)
{
    (void)state;
    FOR_EACH_ROM(which)
    {
        go_after_a_mess(which, READING(GO, LEFT), 0xBE00BE00);
        assert_int_equal(chip.reset.count, 1);
        assert_int_equal(cpu_msp(&chip), 0xBE00BE00);
        go_after_a_mess(which, READING(GO, RESTORED), 0xBE00BE00);
        assert_int_equal(chip.reset.count, 1);
        go_after_a_mess(which, READING(GO, CHECKS_SP), 0xBE00BE00);
        assert_int_equal(chip.reset.count, 2);
        assert_int_equal(chip.reset.last, RESET_SYSTEM);
    }
}

/* --- write --- */

enum { BANK_PAGE = 0x08010000, QUARTER = 32 };

/* Four writes of 32 bytes to a page, as in ST community 106212. */
static void test_write_in_quarters(void **state)
{
    (void)state;
    FOR_EACH_ROM(which)
    for (uint32_t half = 0; half < 2; half++) {
        uint8_t data[128], got[128], want[128] = {0};
        for (unsigned i = 0; i < 128; i++)
            data[i] = (uint8_t)(i + 1);
        rom_chip(&chip, which, READING_OF(WRITE, half));
        host_start(&chip, U2, BAUD);
        for (unsigned at = 0; at < 128; at += QUARTER) {
            bool kept = !half || at % 64 == 0;
            assert_int_equal(
                host_write(&chip, U2, BANK_PAGE + at, data + at, QUARTER), ACK);
            if (kept)
                memcpy(want + at, data + at, QUARTER);
        }
        assert_int_equal(host_read(&chip, U2, BANK_PAGE, got, 128), ACK);
        assert_memory_equal(got, want, 128);
    }
}

/* Blocks that begin and end anywhere, once to each half page: the same under
 * either value. */
static void test_write_of_any_length(void **state)
{
    static const struct {
        uint32_t offset, size;
    } cases[] = {{0, 4},   {60, 4},   {60, 8},   {4, 60},
                 {64, 64}, {32, 128}, {100, 44}, {128, 252}};
    (void)state;
    for (uint32_t half = 0; half < 2; half++) {
        rom_chip(&chip, ROM_V4_1, READING_OF(WRITE, half));
        host_start(&chip, U2, BAUD);
        for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
            uint32_t page = BANK_PAGE + 1024 * i;
            uint8_t data[256], got[256], want[512] = {0};
            for (unsigned k = 0; k < 256; k++)
                data[k] = (uint8_t)(k * 7 + 1);
            memcpy(want + cases[i].offset, data, cases[i].size);
            assert_int_equal(host_write(&chip, U2, page + cases[i].offset, data,
                                        cases[i].size),
                             ACK);
            for (unsigned k = 0; k < 512; k += 256) {
                assert_int_equal(host_read(&chip, U2, page + k, got, 256), ACK);
                assert_memory_equal(got, want + k, 256);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_go_restored),
        cmocka_unit_test(test_go_left),
        cmocka_unit_test(test_go_clocks),
        cmocka_unit_test(test_go_with_vtor),
        cmocka_unit_test(test_go_to_an_invalid_head),
        cmocka_unit_test(test_write_in_quarters),
        cmocka_unit_test(test_write_of_any_length),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
