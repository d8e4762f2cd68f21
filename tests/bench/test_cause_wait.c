/* SPDX-License-Identifier: MIT
 *
 * cause_wait.h: for which bit of which register a loop waits, on each core.
 */
#include "bench/cause_wait.h"
#include "tests/chip/chip_fixture.h"

enum { CODE = 0x08000200 };

static struct chip chip;

static void begin(const char *part, const uint16_t *code, unsigned count,
                  uint32_t r0)
{
    fixture_part(&chip, part);
    load_code(&chip, CODE, code, count);
    jump_to(&chip, CODE);
    chip.cpu.r[0] = r0;
    run_cycles(&chip, 1000);
}

static void expect_wait(const char *want)
{
    char name[REGISTER_NAME];
    assert_true(cause_wait_look(&chip, name));
    assert_string_equal(name, want);
}

static void on_a_cortex_m0(void **state)
{
    static const uint16_t code[] = {0x6801, 0x0389, 0xD5FC};
    (void)state;
    begin("stm32l073rz", code, 3, 0x40021000);
    expect_wait("RCC_CR.HSERDY");
}

/* By 32-bit instructions, in an IT block, through a function. */
static void on_a_cortex_m4(void **state)
{
    static const uint16_t wide[] = {0xF8D0, 0x1000, 0xF411, 0x3F00, 0xD0FA};
    static const uint16_t block[] = {0xF8D0, 0xC000, 0xEA5F, 0x318C,
                                     0xBF58, 0xE7F9, 0xE7FE};
    static const uint16_t call[] = {0xF000, 0xF803, 0x0389, 0xD5FB,
                                    0xE7FE, 0x6801, 0x4770};
    (void)state;
    begin("stm32f401re", wide, 5, 0x40023800);
    expect_wait("RCC_CR.HSERDY");
    begin("stm32f401re", block, 7, 0x40023800);
    expect_wait("RCC_CR.HSERDY");
    begin("stm32f401re", call, 7, 0x40023800);
    expect_wait("RCC_CR.HSERDY");
}

/* A loop that stores to a block does more than wait. */
static void not_one_that_works(void **state)
{
    static const uint16_t code[] = {0x6801, 0x6001, 0xE7FC};
    char name[REGISTER_NAME];
    (void)state;
    begin("stm32f401re", code, 3, 0x40023800);
    assert_false(cause_wait_look(&chip, name));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(on_a_cortex_m0),
        cmocka_unit_test(on_a_cortex_m4),
        cmocka_unit_test(not_one_that_works),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
