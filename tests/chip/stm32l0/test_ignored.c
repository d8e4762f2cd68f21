/* SPDX-License-Identifier: MIT
 *
 * Stores without effect and stores that take something away, as they are
 * reported to the host: a write-protected RTC domain, read-only registers,
 * RTCRST, option words, operations that a reset tears, UFB.
 */
#include "tests/chip/stm32l0/flash_block.h"

enum {
    PWR_CR = 0x40007000,
    RCC_APB1ENR = 0x40021038,
    RCC_APB2ENR = 0x40021034,
    RCC_CSR = 0x40021050,
    RTC_BKP0R = 0x40002850,
    RTC_BKP3R = 0x4000285C,
    SYSCFG_CFGR1 = 0x40010000,
    OPTION_USER_WORD = 0x1FF80004,
    EEPROM_WORD = 0x08080010
};

static void start(struct chip *chip)
{
    fixture_chip(chip);
    wr(chip, RCC_APB1ENR, 1u << 28);
    (void)rd(chip, RCC_APB1ENR);
    wr(chip, RCC_APB2ENR, 1);
    (void)rd(chip, RCC_APB2ENR);
    watch_firmware(chip);
}

static enum ignored why(const struct chip *chip)
{
    return chip->events.list[0].firmware.ignored;
}

static void test_backup_domain(void **state)
{
    (void)state;
    struct chip chip;
    start(&chip);
    wr(&chip, RTC_BKP0R, 0x515B);
    assert_int_equal(why(&chip), IGNORED_DBP);
    assert_int_equal(chip.events.list[0].firmware.value, 0x515B);
    EXPECT_FIRMWARE(&chip, FIRMWARE_IGNORED, RTC_BKP0R);
    wr(&chip, RCC_CSR, rd(&chip, RCC_CSR) | 1u << 18);
    EXPECT_FIRMWARE(&chip, FIRMWARE_IGNORED, RCC_CSR);
    wr(&chip, RCC_CSR, rd(&chip, RCC_CSR) | 1); /* LSION is not of the domain */
    assert_int_equal(chip.events.count, 0);
    wr(&chip, PWR_CR, 1u << 8);
    wr(&chip, RTC_BKP0R, 0x515B);
    assert_int_equal(chip.events.count, 0);
    expect_rd(&chip, RTC_BKP0R, 0x515B);
}

static void test_domain_reset(void **state)
{
    (void)state;
    struct chip chip;
    start(&chip);
    wr(&chip, PWR_CR, 1u << 8);
    wr(&chip, RCC_CSR, 1u << 19);
    wr(&chip, RCC_CSR, 0);
    assert_int_equal(chip.events.count, 0); /* there was nothing to lose */
    wr(&chip, RTC_BKP3R, 77);
    wr(&chip, RCC_CSR, 1u << 19);
    assert_int_equal(chip.events.list[0].firmware.value, 77);
    EXPECT_FIRMWARE(&chip, FIRMWARE_DOMAIN, RTC_BKP3R);
}

static void test_read_only(void **state)
{
    (void)state;
    struct chip chip;
    start(&chip);
    uint32_t optr = rd(&chip, OPTR);
    wr(&chip, OPTR, ~optr);
    assert_int_equal(why(&chip), IGNORED_READ_ONLY);
    EXPECT_FIRMWARE(&chip, FIRMWARE_IGNORED, OPTR);
    expect_rd(&chip, OPTR, optr);
}

static void test_option_word(void **state)
{
    (void)state;
    struct chip chip;
    start(&chip);
    unlock_pe(&chip);
    wr(&chip, OPTKEYR, 0xFBEAD9C8);
    wr(&chip, OPTKEYR, 0x24252627);
    wr(&chip, OPTION_USER_WORD, 0x7F0F80F0);
    EXPECT_FIRMWARE(&chip, FIRMWARE_OPTION, OPTION_USER_WORD);
}

static void test_torn(void **state)
{
    (void)state;
    static const struct {
        enum reset_kind kind;
        bool by_software;
    } rows[] = {{RESET_SYSTEM, true}, {RESET_PIN, false}, {RESET_POWER, false}};
    for (unsigned i = 0; i < 3; i++) {
        struct chip chip;
        start(&chip);
        unlock_pe(&chip);
        wr(&chip, EEPROM_WORD, 0x12345678);
        chip.events.count = 0;
        chip_reset(&chip, rows[i].kind);
        if (rows[i].by_software)
            EXPECT_FIRMWARE(&chip, FIRMWARE_TORN, EEPROM_WORD);
        assert_int_equal(chip.events.count, 0);
    }
}

static void test_bank_swap(void **state)
{
    (void)state;
    struct chip chip;
    start(&chip);
    wr(&chip, SYSCFG_CFGR1, 1);
    assert_int_equal(chip.events.count, 0);
    wr(&chip, SYSCFG_CFGR1, 1 | 8);
    EXPECT_FIRMWARE(&chip, FIRMWARE_UFB, SYSCFG_CFGR1);
    wr(&chip, SYSCFG_CFGR1, 1);
    EXPECT_FIRMWARE(&chip, FIRMWARE_UFB, SYSCFG_CFGR1);
}

/* MSR MSP, whichever stack is in use. */
static void test_msp(void **state)
{
    (void)state;
    static const uint16_t code[] = {0xF380, 0x8808, 0xE7FE}; /* msr msp, r0 */
    struct chip chip;
    start(&chip);
    load_code(&chip, 0x20000200, code, 3);
    jump_to(&chip, 0x20000200);
    chip.cpu.r[0] = 0x200014D0;
    assert_int_equal(chip.watch.msp.pc, 0);
    chip_run(&chip, chip.cycle + 8);
    assert_int_equal(chip.watch.msp.pc, 0x20000200);
    assert_int_equal(chip.watch.msp.value, 0x200014D0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_backup_domain),
        cmocka_unit_test(test_domain_reset),
        cmocka_unit_test(test_read_only),
        cmocka_unit_test(test_option_word),
        cmocka_unit_test(test_torn),
        cmocka_unit_test(test_bank_swap),
        cmocka_unit_test(test_msp),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
