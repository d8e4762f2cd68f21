/* SPDX-License-Identifier: MIT
 *
 * What a reset leaves of the state: the hashes change with what survives, and
 * with nothing else.
 */
#include "chip/survivors.h"
#include "tests/chip/chip_fixture.h"

enum {
    SYSTICK_LOAD = 0xE000E014,
    RCC_APB1ENR = 0x40021038,
    PWREN = 1 << 28,
    PWR_CR = 0x40007000,
    DBP = 1 << 8,
    RTC_BKP0R = 0x40002850,
    DBGMCU_CR = 0x40015804
};

static struct chip chip;

static void write(uint32_t address, uint32_t value)
{
    assert_true(bus_write(&chip, address, 4, value));
}

static int setup(void **state)
{
    (void)state;
    fixture_part(&chip, "stm32l073rz");
    return 0;
}

static void registers_that_are_reset_do_not_count(void **state)
{
    (void)state;
    uint64_t pin = survivors_hash(&chip, RESET_PIN);
    write(SYSTICK_LOAD, 1234);
    write(RCC_APB1ENR, PWREN);
    write(PWR_CR, DBP);
    assert_true(survivors_hash(&chip, RESET_PIN) == pin);
}

static void ram_counts_by_itself(void **state)
{
    (void)state;
    uint64_t ram = survivors_ram_hash(&chip);
    uint64_t dip = survivors_hash(&chip, RESET_DIP);
    uint32_t word;
    assert_true(bus_read(&chip, 0x20000100, 4, &word));
    write(0x20000100, word ^ 1u << 31);
    assert_true(survivors_ram_hash(&chip) != ram);
    assert_true(survivors_hash(&chip, RESET_DIP) == dip);
    write(0x20000100, word);
    assert_true(survivors_ram_hash(&chip) == ram);
}

/* NRST leaves the RTC domain and the debug registers, a dip does not. */
static void the_rtc_domain_counts_where_it_is_kept(void **state)
{
    (void)state;
    static const uint32_t kept[] = {RTC_BKP0R, DBGMCU_CR};
    write(RCC_APB1ENR, PWREN);
    write(PWR_CR, DBP);
    write(0x40021034, 1 << 22); /* DBGEN */
    for (unsigned i = 0; i < sizeof kept / sizeof *kept; i++) {
        uint64_t pin = survivors_hash(&chip, RESET_PIN);
        uint64_t dip = survivors_hash(&chip, RESET_DIP);
        write(kept[i], 7);
        assert_true(survivors_hash(&chip, RESET_PIN) != pin);
        assert_true(survivors_hash(&chip, RESET_DIP) == dip);
    }
}

/* RCC_CSR: flags add up over NRST, a power-on sets its own. */
static void reset_flags_count(void **state)
{
    (void)state;
    uint64_t pin = survivors_hash(&chip, RESET_PIN);
    uint64_t dip = survivors_hash(&chip, RESET_DIP);
    write(0x40021050, 1 << 23); /* RMVF */
    write(0x40021050, 0);
    assert_true(survivors_hash(&chip, RESET_PIN) != pin);
    assert_true(survivors_hash(&chip, RESET_DIP) == dip);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(registers_that_are_reset_do_not_count, setup),
        cmocka_unit_test_setup(ram_counts_by_itself, setup),
        cmocka_unit_test_setup(the_rtc_domain_counts_where_it_is_kept, setup),
        cmocka_unit_test_setup(reset_flags_count, setup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
