/* SPDX-License-Identifier: MIT
 *
 * What the blocks that keep their registers give back: ready flags, interrupts.
 * The registers themselves are in docs/registers.md.
 */
#include "tests/chip/block.h"

enum {
    RCC_AHBENR = 0x40021030,
    RCC_APB1ENR = 0x40021038,
    RCC_APB1RSTR = 0x40021028,
    LCD_CR = 0x40002400,
    LCD_FCR = 0x40002404,
    LCD_SR = 0x40002408,
    LCD_CLR = 0x4000240C,
    LCD_RAM = 0x40002414,
    TSC_CR = 0x40024000,
    TSC_IER = 0x40024004,
    TSC_ICR = 0x40024008,
    TSC_ISR = 0x4002400C,
    TSC_IOGCSR = 0x40024030,
};

enum { UDDIE = 1 << 3, UDR = 1 << 2, UDD = 1 << 3, FCRSF = 1 << 5 };

static struct chip chip;

static int setup(void **state)
{
    (void)state;
    fixture_chip(&chip);
    wr(&chip, RCC_APB1ENR, 1 << 9);
    wr(&chip, RCC_AHBENR, 1 << 16 | 1 << 8);
    return 0;
}

static void lcd_is_ready_at_once(void **state)
{
    (void)state;
    expect_rd(&chip, LCD_SR, FCRSF);
    wr(&chip, LCD_CR, 1);
    expect_rd(&chip, LCD_SR, FCRSF | 1 << 4 | 1);
    wr(&chip, LCD_CR, 0);
    expect_rd(&chip, LCD_SR, FCRSF);
}

static void lcd_updates_its_display(void **state)
{
    (void)state;
    wr(&chip, LCD_FCR, UDDIE);
    wr(&chip, LCD_RAM + 4, 0x12345678);
    assert_false(irq_line(&chip, IRQ_LCD));
    wr(&chip, LCD_SR, UDR);
    expect_rd(&chip, LCD_SR, FCRSF | UDD);
    assert_true(irq_line(&chip, IRQ_LCD));
    wr(&chip, LCD_CLR, UDD);
    expect_rd(&chip, LCD_SR, FCRSF);
    assert_false(irq_line(&chip, IRQ_LCD));
    expect_rd(&chip, LCD_RAM + 4, 0x12345678);
}

/* Its bit in RCC resets a block, and drops its interrupt. */
static void a_reset_forgets(void **state)
{
    (void)state;
    wr(&chip, LCD_FCR, UDDIE);
    wr(&chip, LCD_SR, UDR);
    wr(&chip, RCC_APB1RSTR, 1 << 9);
    wr(&chip, RCC_APB1RSTR, 0);
    expect_rd(&chip, LCD_FCR, 0);
    expect_rd(&chip, LCD_SR, FCRSF);
    assert_false(irq_line(&chip, IRQ_LCD));
}

static void an_acquisition_ends(void **state)
{
    (void)state;
    wr(&chip, TSC_IOGCSR, 1 << 2);
    wr(&chip, TSC_IER, 1);
    wr(&chip, TSC_CR, 1 << 1 | 1);
    expect_rd(&chip, TSC_CR, 1);
    expect_rd(&chip, TSC_ISR, 1);
    expect_rd(&chip, TSC_IOGCSR, 1 << 18 | 1 << 2);
    assert_true(irq_line(&chip, IRQ_TSC));
    wr(&chip, TSC_ICR, 1);
    expect_rd(&chip, TSC_ISR, 0);
    assert_false(irq_line(&chip, IRQ_TSC));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(lcd_is_ready_at_once, setup),
        cmocka_unit_test_setup(lcd_updates_its_display, setup),
        cmocka_unit_test_setup(a_reset_forgets, setup),
        cmocka_unit_test_setup(an_acquisition_ends, setup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
