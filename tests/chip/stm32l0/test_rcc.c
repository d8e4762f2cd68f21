/* SPDX-License-Identifier: MIT
 *
 * RCC: reset flags, protected bits, interrupts, reset lines. Oscillators and
 * frequencies are in test_rcc_oscillator.c.
 */
#include "tests/chip/block.h"

#define RCC(offset) (0x40021000u + (offset))

enum {
    CR = 0x00,
    ICSCR = 0x04,
    CFGR = 0x0C,
    CIER = 0x10,
    CIFR = 0x14,
    CICR = 0x18,
    IOPRSTR = 0x1C,
    AHBRSTR = 0x20,
    APB2RSTR = 0x24,
    APB1RSTR = 0x28,
    IOPENR = 0x2C,
    AHBENR = 0x30,
    APB2ENR = 0x34,
    APB1ENR = 0x38,
    CSR = 0x50,
};

enum {
    PWR_CR = 0x40007000,
    PWREN = 1 << 28,
    DBP = 1 << 8,
    VOS2 = 1 << 12,
};

static const uint32_t FLAGS = 0xFF000000;
static const uint32_t RMVF = 1u << 23;

static void set_dbp(struct chip *chip, bool dbp)
{
    wr(chip, RCC(APB1ENR), PWREN);
    wr(chip, PWR_CR, VOS2 | (dbp ? DBP : 0));
}

/* --- calibration --- */

/* MSICAL shows the calibration plus MSITRIM; range 7 is refused. */
static void test_icscr(void **state)
{
    (void)state;
    struct chip chip;
    fixture_chip(&chip);
    uint32_t cal = rd(&chip, RCC(ICSCR)) & 0x00FF00FF;
    wr(&chip, RCC(ICSCR), 0x0100BF00);
    expect_rd(&chip, RCC(ICSCR), (cal + 0x00010000) | 0x0100BF00);
    watch_firmware(&chip);
    wr(&chip, RCC(ICSCR), 0x0000F000);
    EXPECT_FIRMWARE(&chip, FIRMWARE_PROTOCOL, RCC(ICSCR));
    expect_rd(&chip, RCC(ICSCR), cal | 0xB000);
}

/* --- reset flags --- */

/* RMVF keeps what is written until a reset, which is reported. */
static void test_rmvf_left_set(void **state)
{
    (void)state;
    struct chip chip;
    fixture_chip(&chip);
    watch_firmware(&chip);
    do_reset(&chip, RESET_PIN);
    assert_int_equal(rd(&chip, RCC(CSR)) & 1 << 23, 0);
    wr(&chip, RCC(CSR), 1 << 23);
    expect_rd(&chip, RCC(CSR), 1 << 23);
    reset_request(&chip, RESET_SYSTEM);
    assert_int_equal(chip_run(&chip, chip.cycle), STOP_EVENT);
    EXPECT_FIRMWARE(&chip, FIRMWARE_RMVF, RCC(CSR));
    expect_rd(&chip, RCC(CSR), 0x14000000);
    reset_request(&chip, RESET_SYSTEM);
    assert_int_equal(chip_run(&chip, chip.cycle), STOP_BUDGET);
}

static const struct {
    enum reset_kind kind;
    uint32_t flags;
    bool clears_older;
} flag_rows[] = {
    {RESET_POWER, 0x0C000000, true},   {RESET_DIP, 0x0C000000, true},
    {RESET_PIN, 0x04000000, false},    {RESET_SYSTEM, 0x14000000, false},
    {RESET_IWDG, 0x24000000, false},   {RESET_WWDG, 0x44000000, false},
    {RESET_OPTION, 0x06000000, false}, {RESET_LOW_POWER, 0x84000000, false},
    {RESET_STANDBY, 0, false},
};

enum { FLAG_ROWS = sizeof flag_rows / sizeof *flag_rows };

static void test_flags(void **state)
{
    (void)state;
    for (unsigned i = 0; i < FLAG_ROWS; i++) {
        struct chip chip;
        fixture_chip(&chip);
        wr(&chip, RCC(CSR), RMVF);
        expect_rd(&chip, RCC(CSR), RMVF);
        wr(&chip, RCC(CSR), 0);
        expect_rd(&chip, RCC(CSR), 0);
        do_reset(&chip, flag_rows[i].kind);
        expect_word(&chip, reset_name(flag_rows[i].kind), RCC(CSR),
                    flag_rows[i].flags, __FILE__, __LINE__);
    }
}

/* Flags add up until RMVF; only the supply's return starts afresh. */
static void test_flags_accumulate(void **state)
{
    (void)state;
    for (unsigned first = 0; first < FLAG_ROWS; first++)
        for (unsigned next = 0; next < FLAG_ROWS; next++) {
            struct chip chip;
            fixture_chip(&chip);
            wr(&chip, RCC(CSR), RMVF);
            do_reset(&chip, flag_rows[first].kind);
            do_reset(&chip, flag_rows[next].kind);
            uint32_t older =
                flag_rows[next].clears_older ? 0 : flag_rows[first].flags;
            assert_int_equal(rd(&chip, RCC(CSR)) & FLAGS,
                             older | flag_rows[next].flags);
        }
}

static void test_flags_are_read_only(void **state)
{
    (void)state;
    struct chip chip;
    fixture_chip(&chip);
    wr(&chip, RCC(CSR), FLAGS);
    expect_rd(&chip, RCC(CSR), 0x0C000000);
    wr(&chip, RCC(CSR), 0);
    expect_rd(&chip, RCC(CSR), 0x0C000000);
}

/* --- the bits of the RTC domain --- */

static void test_lse_rtc_bits_need_dbp(void **state)
{
    (void)state;
    const uint32_t bits = 0x00073D00;
    struct chip chip;
    fixture_chip(&chip);
    wr(&chip, RCC(CSR), RMVF | bits);
    expect_rd(&chip, RCC(CSR), RMVF);
    set_dbp(&chip, true);
    wr(&chip, RCC(CSR), bits);
    expect_rd(&chip, RCC(CSR), bits);
    set_dbp(&chip, false);
    wr(&chip, RCC(CSR), 1); /* LSION needs no DBP */
    expect_rd(&chip, RCC(CSR), bits | 1);
    set_dbp(&chip, true);
    wr(&chip, RCC(CSR), 0); /* LSECSSON and RTCSEL stay */
    expect_rd(&chip, RCC(CSR), 0x00032000);
}

static void test_lse_rtc_bits_over_resets(void **state)
{
    (void)state;
    for (unsigned i = 0; i < FLAG_ROWS; i++) {
        struct chip chip;
        fixture_chip(&chip);
        set_dbp(&chip, true);
        wr(&chip, RCC(CSR), RMVF | 0x00051900 | 1);
        do_reset(&chip, flag_rows[i].kind);
        uint32_t kept = flag_rows[i].clears_older ? 0 : 0x00051900;
        expect_rd(&chip, RCC(CSR), kept | flag_rows[i].flags);
    }
}

/* RTCSEL is chosen once; RTCRST gives it back, and clears RTCEN. */
static void test_rtcsel(void **state)
{
    (void)state;
    struct chip chip;
    fixture_chip(&chip);
    set_dbp(&chip, true);
    wr(&chip, RCC(CSR), RMVF | 2 << 16 | 1 << 18);
    wr(&chip, RCC(CSR), 1 << 16 | 1 << 18);
    expect_rd(&chip, RCC(CSR), 2 << 16 | 1 << 18);
    wr(&chip, RCC(CSR), 2 << 16 | 1 << 18 | 1 << 19);
    expect_rd(&chip, RCC(CSR), 1 << 19);
    wr(&chip, RCC(CSR), 1 << 16);
    expect_rd(&chip, RCC(CSR), 1 << 16);
}

/* --- interrupts --- */

/* LSI and HSI16 are enabled, MSI is not: a flag comes only when enabled. */
static void test_interrupts(void **state)
{
    (void)state;
    struct chip chip;
    fixture_chip(&chip);
    sleep_core(&chip);
    wr(&chip, RCC(CIER), 1 << 0 | 1 << 2);
    wr(&chip, RCC(CSR), 1);
    wr(&chip, RCC(CR), 0x101);
    assert_false(irq_line(&chip, IRQ_RCC_CRS));
    run_us(&chip, 10);
    expect_rd(&chip, RCC(CIFR), 1 << 2);
    assert_true(irq_line(&chip, IRQ_RCC_CRS));
    wr(&chip, RCC(CIFR), 0);
    expect_rd(&chip, RCC(CIFR), 1 << 2);
    wr(&chip, RCC(CICR), 1 << 2);
    expect_rd(&chip, RCC(CIFR), 0);
    assert_false(irq_line(&chip, IRQ_RCC_CRS));
    run_us(&chip, 200);
    expect_rd(&chip, RCC(CIFR), 1 << 0);
    wr(&chip, RCC(CR), 0x001); /* MSI stays: it makes SYSCLK */
    wr(&chip, RCC(CICR), 0x1FF);
    wr(&chip, RCC(CIER), 0);
    wr(&chip, RCC(CR), 0x100);
    wr(&chip, RCC(CR), 0x101);
    run_us(&chip, 10);
    expect_rd(&chip, RCC(CIFR), 0);
}

static void test_interrupt_is_taken(void **state)
{
    (void)state;
    struct chip chip;
    fixture_chip(&chip);
    wr(&chip, 0xE000E100, 1u << IRQ_RCC_CRS);
    wr(&chip, RCC(CIER), 1 << 2);
    wr(&chip, RCC(CR), 0x101);
    run_us(&chip, 40);
    assert_int_equal(chip.cpu.ipsr, EXCEPTION_IRQ0 + IRQ_RCC_CRS);
}

/* --- reset lines --- */

struct line_row {
    const char *name;
    uint32_t enable, enable_bit, reset, reset_bit;
    uint32_t address, value, after;
};

/* A register with a value, its block's reset line, the value after a pulse. */
static const struct line_row line_rows[] = {
    {"TIM2_PSC", RCC(APB1ENR), 1 << 0, RCC(APB1RSTR), 1 << 0, 0x40000028,
     0x1234, 0},
    {"TIM6_PSC", RCC(APB1ENR), 1 << 4, RCC(APB1RSTR), 1 << 4, 0x40001028,
     0x1234, 0},
    {"WWDG_CFR", RCC(APB1ENR), 1 << 11, RCC(APB1RSTR), 1 << 11, 0x40002C04,
     0x1D5, 0x7F},
    {"USART2_BRR", RCC(APB1ENR), 1 << 17, RCC(APB1RSTR), 1 << 17, 0x4000440C,
     0x123, 0},
    {"PWR_CR", RCC(APB1ENR), 1 << 28, RCC(APB1RSTR), 1 << 28, 0x40007000,
     0x1100, 0x1000},
    {"SYSCFG_EXTICR1", RCC(APB2ENR), 1 << 0, RCC(APB2RSTR), 1 << 0, 0x40010008,
     0x1234, 0},
    {"USART1_BRR", RCC(APB2ENR), 1 << 14, RCC(APB2RSTR), 1 << 14, 0x4001380C,
     0x123, 0},
    {"DBGMCU_CR", RCC(APB2ENR), 1 << 22, RCC(APB2RSTR), 1 << 22, 0x40015804, 7,
     0},
    {"FLASH_ACR", RCC(AHBENR), 1 << 8, RCC(AHBRSTR), 1 << 8, 0x40022000, 3, 0},
    {"CRC_POL", RCC(AHBENR), 1 << 12, RCC(AHBRSTR), 1 << 12, 0x40023014, 5,
     0x04C11DB7},
    {"GPIOB_ODR", RCC(IOPENR), 1 << 1, RCC(IOPRSTR), 1 << 1, 0x50000414, 0x55,
     0},
    {"GPIOH_ODR", RCC(IOPENR), 1 << 7, RCC(IOPRSTR), 1 << 7, 0x50001C14, 0x3,
     0},
};

enum { LINE_ROWS = sizeof line_rows / sizeof *line_rows };

static void test_reset_lines(void **state)
{
    (void)state;
    for (unsigned i = 0; i < LINE_ROWS; i++) {
        const struct line_row *row = &line_rows[i];
        struct chip chip;
        fixture_chip(&chip);
        wr(&chip, row->enable, rd(&chip, row->enable) | row->enable_bit);
        wr(&chip, row->address, row->value);
        expect_word(&chip, row->name, row->address, row->value, __FILE__,
                    __LINE__);
        wr(&chip, row->reset, ~row->reset_bit); /* all the others */
        wr(&chip, row->reset, 0);
        expect_word(&chip, row->name, row->address, row->value, __FILE__,
                    __LINE__);
        wr(&chip, row->reset, row->reset_bit);
        wr(&chip, row->reset, 0);
        expect_word(&chip, row->name, row->address, row->after, __FILE__,
                    __LINE__);
    }
}

/* --- a system reset --- */

static void test_system_reset(void **state)
{
    (void)state;
    struct chip chip;
    fixture_chip(&chip);
    sleep_core(&chip);
    wr(&chip, RCC(CR), 0x101);
    run_us(&chip, 10);
    wr(&chip, RCC(CFGR), 1);
    wr(&chip, RCC(IOPENR), 7);
    wr(&chip, RCC(CIER), 0xFF);
    assert_int_equal(chip.clock.hclk_hz, 16000000);
    do_reset(&chip, RESET_SYSTEM);
    expect_rd(&chip, RCC(CR), 0x300);
    expect_rd(&chip, RCC(CFGR), 0);
    expect_rd(&chip, RCC(IOPENR), 0);
    expect_rd(&chip, RCC(CIER), 0);
    assert_int_equal(chip.clock.hclk_hz, 2097152);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rmvf_left_set),
        cmocka_unit_test(test_icscr),
        cmocka_unit_test(test_flags),
        cmocka_unit_test(test_flags_accumulate),
        cmocka_unit_test(test_flags_are_read_only),
        cmocka_unit_test(test_lse_rtc_bits_need_dbp),
        cmocka_unit_test(test_lse_rtc_bits_over_resets),
        cmocka_unit_test(test_rtcsel),
        cmocka_unit_test(test_interrupts),
        cmocka_unit_test(test_interrupt_is_taken),
        cmocka_unit_test(test_reset_lines),
        cmocka_unit_test(test_system_reset),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
