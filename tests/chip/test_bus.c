/* SPDX-License-Identifier: MIT
 *
 * What the bus does with a block whose clock is off, or has just been enabled.
 */
#include "tests/chip/block.h"
#include "tests/chip/block/usart_fixture.h"

enum {
    SYSCFG_CFGR1 = 0x40010000,
    PA0 = 1 << 0,
    LCKK = 1 << 16,
    GPIO_PUPDR = 0x0C,
    GPIO_LCKR = 0x1C
};

static struct chip chip;

static int setup(void **state)
{
    (void)state;
    fixture_usart2(&chip, 139, 0);
    return 0;
}

/* --- reads --- */

static void rdr_is_read_without_taking_the_byte(void **state)
{
    (void)state;
    const uint8_t byte = 0x5A;
    serial_send(&chip, USART_2, &byte, 1);
    run_us(&chip, 200);
    modify(&chip, RCC_APB1ENR, 1 << 17, 0);
    expect_rd(&chip, USART2 + RDR, 0x5A);
    assert_int_equal(rd(&chip, USART2 + ISR) & RXNE, RXNE);
    modify(&chip, RCC_APB1ENR, 0, 1 << 17);
    expect_rd(&chip, USART2 + RDR, 0x5A);
    assert_int_equal(rd(&chip, USART2 + ISR) & RXNE, 0);
}

static void port_clock(bool on)
{
    modify(&chip, RCC_IOPENR, 1, on);
}

static void idr_holds_its_last_sample(void **state)
{
    (void)state;
    modify(&chip, GPIOA + GPIO_MODER, 3, 0);
    chip_pin_drive(&chip, GPIO_A, 0, true);
    port_clock(false);
    chip_pin_drive(&chip, GPIO_A, 0, false);
    assert_int_equal(rd(&chip, GPIOA + GPIO_IDR) & PA0, PA0);
    port_clock(true);
    assert_int_equal(rd(&chip, GPIOA + GPIO_IDR) & PA0, 0);
    port_clock(false);
    assert_int_equal(rd(&chip, GPIOA + GPIO_IDR) & PA0, 0);
    do_reset(&chip, RESET_SYSTEM);
    assert_int_equal(rd(&chip, GPIOA + GPIO_IDR), 0);
}

/* The reset state pulls PA13 up; no clock has sampled it yet. */
static void idr_is_0_after_a_reset(void **state)
{
    (void)state;
    modify(&chip, RCC_IOPENR, 0, 1);
    assert_int_equal(rd(&chip, GPIOA + GPIO_IDR) >> 13 & 1, 1);
    do_reset(&chip, RESET_SYSTEM);
    expect_rd(&chip, GPIOA + GPIO_IDR, 0);
    port_clock(true);
    assert_int_equal(rd(&chip, GPIOA + GPIO_IDR) >> 13 & 1, 1);
}

static void a_read_does_not_end_the_lock_sequence(void **state)
{
    (void)state;
    wr(&chip, GPIOA + GPIO_LCKR, LCKK | 1);
    wr(&chip, GPIOA + GPIO_LCKR, 1);
    wr(&chip, GPIOA + GPIO_LCKR, LCKK | 1);
    port_clock(false);
    expect_rd(&chip, GPIOA + GPIO_LCKR, 1);
    expect_rd(&chip, GPIOA + GPIO_LCKR, 1);
    port_clock(true);
    expect_rd(&chip, GPIOA + GPIO_LCKR, 1);
    expect_rd(&chip, GPIOA + GPIO_LCKR, LCKK | 1);
}

/* --- writes --- */

static void a_write_is_reported_once_per_register(void **state)
{
    (void)state;
    watch_firmware(&chip);
    wr(&chip, SYSCFG_CFGR1, 1);
    assert_int_equal(chip.events.list[0].firmware.value, 1);
    EXPECT_FIRMWARE(&chip, FIRMWARE_UNCLOCKED, SYSCFG_CFGR1);
    expect_rd(&chip, SYSCFG_CFGR1, 0);
    wr(&chip, SYSCFG_CFGR1, 3);
    assert_int_equal(chip.events.count, 0);
    wr8(&chip, SYSCFG_CFGR1 + 9, 1);
    EXPECT_FIRMWARE(&chip, FIRMWARE_UNCLOCKED, SYSCFG_CFGR1 + 8);
    wr(&chip, RCC_APB2ENR, 1);
    run_cycles(&chip, 10);
    wr(&chip, SYSCFG_CFGR1, 1);
    expect_rd(&chip, SYSCFG_CFGR1, 1);
    assert_int_equal(chip.events.count, 0);
}

static void a_read_is_not_reported(void **state)
{
    (void)state;
    watch_firmware(&chip);
    rd(&chip, SYSCFG_CFGR1);
    rd(&chip, GPIOC + GPIO_IDR);
    assert_int_equal(chip.events.count, 0);
}

/* --- just enabled --- */

enum { CODE = 0x20000200, NOP = 0xBF00, STR = 0x6023, LDR_BACK = 0x6826 };

/* Runs STR r3, [r4] to RCC_APB2ENR, what is between, and STR r5, [r6] to
 * SYSCFG_CFGR1. Returns the events that are there. */
static unsigned enable_and_write(const uint16_t *between, unsigned count)
{
    uint16_t code[8] = {STR};
    for (unsigned i = 0; i < count; i++)
        code[1 + i] = between[i];
    code[1 + count] = 0x603D; /* str r5, [r7] */
    code[2 + count] = 0xE7FE;
    load_code(&chip, CODE, code, 3 + count);
    chip.cpu.r[3] = 1;
    chip.cpu.r[4] = RCC_APB2ENR;
    chip.cpu.r[5] = 1;
    chip.cpu.r[7] = SYSCFG_CFGR1;
    watch_firmware(&chip);
    jump_to(&chip, CODE);
    chip_run(&chip, chip.cycle + 20); /* to the first event, if there is one */
    return chip.events.count;
}

static void a_write_in_the_two_cycles_is_lost(void **state)
{
    static const uint16_t nops[] = {NOP, NOP, NOP};
    (void)state;
    for (unsigned i = 0; i <= 2; i++) {
        setup(NULL);
        enable_and_write(nops, i);
        EXPECT_FIRMWARE(&chip, FIRMWARE_EARLY, SYSCFG_CFGR1);
        expect_rd(&chip, SYSCFG_CFGR1, 0);
    }
    setup(NULL);
    assert_int_equal(enable_and_write(nops, 3), 0);
    expect_rd(&chip, SYSCFG_CFGR1, 1);
}

/* LDR r6, [r4] reads RCC_APB2ENR, LDR r6, [r7] SYSCFG_CFGR1. */
static void reading_back_is_enough(void **state)
{
    static const uint16_t back = LDR_BACK, read = 0x683E;
    (void)state;
    assert_int_equal(enable_and_write(&back, 1), 0);
    expect_rd(&chip, SYSCFG_CFGR1, 1);
    setup(NULL);
    assert_int_equal(enable_and_write(&read, 1), 1);
    EXPECT_FIRMWARE(&chip, FIRMWARE_EARLY, SYSCFG_CFGR1);
}

/* Only the block whose bit was 0 before. */
static void other_blocks_are_not_early(void **state)
{
    (void)state;
    wr(&chip, RCC_APB2ENR, 1);
    run_cycles(&chip, 10);
    assert_int_equal(enable_and_write(NULL, 0), 0);
    expect_rd(&chip, SYSCFG_CFGR1, 1);
}

/* --- names --- */

static void expect_clock(uint32_t address, const char *reg, const char *bit)
{
    struct bus_clock clock = bus_clock(&chip, address);
    assert_non_null(clock.reg);
    assert_string_equal(clock.reg, reg);
    assert_string_equal(clock.bit, bit);
}

static void every_clock_has_a_name(void **state)
{
    (void)state;
    expect_clock(SYSCFG_CFGR1, "RCC_APB2ENR", "SYSCFGEN");
    expect_clock(PWR_CR, "RCC_APB1ENR", "PWREN");
    expect_clock(0x50001C00, "RCC_IOPENR", "IOPHEN");
    expect_clock(0x40023000, "RCC_AHBENR", "CRCEN");
    assert_null(bus_clock(&chip, RCC).reg);
    assert_null(bus_clock(&chip, 0x40000800).reg);
    for (unsigned i = 0; i < map_of(&chip)->row_count; i++) {
        const struct map_row *row = map_row(&chip, i);
        if (row->clock.mask)
            assert_non_null(bus_clock(&chip, row->base).bit);
    }
}

static void blocks_of_the_core_have_names(void **state)
{
    static const struct {
        uint32_t address;
        const char *name;
    } rows[] = {
        {0xE0001000, "DWT"},      {0xE0002FD0, "BPU"},
        {0xE000E010, "SysTick"},  {0xE000E100, "NVIC"},
        {0xE000E41C, "NVIC"},     {0xE000ED00, "SCB"},
        {0xE000ED20, "SCB"},      {0xE000ED94, "MPU"},
        {0xE000EDF0, "DCB"},      {0xE000EF00, "SCS"},
        {0xE000E008, "SCS"},      {0xE00FF000, "ROM table"},
        {0xE0000000, "no block"}, {0x40000800, "no block"},
    };
    (void)state;
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(bus_block_name(&chip, rows[i].address),
                            rows[i].name);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(rdr_is_read_without_taking_the_byte, setup),
        cmocka_unit_test_setup(idr_holds_its_last_sample, setup),
        cmocka_unit_test_setup(idr_is_0_after_a_reset, setup),
        cmocka_unit_test_setup(a_read_does_not_end_the_lock_sequence, setup),
        cmocka_unit_test_setup(a_write_is_reported_once_per_register, setup),
        cmocka_unit_test_setup(a_read_is_not_reported, setup),
        cmocka_unit_test_setup(a_write_in_the_two_cycles_is_lost, setup),
        cmocka_unit_test_setup(reading_back_is_enough, setup),
        cmocka_unit_test_setup(other_blocks_are_not_early, setup),
        cmocka_unit_test_setup(every_clock_has_a_name, setup),
        cmocka_unit_test_setup(blocks_of_the_core_have_names, setup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
