/* SPDX-License-Identifier: MIT
 *
 * System control block: identification, VTOR, AIRCR, SCR, CCR, SHPR, and what
 * of the private peripheral bus is told as not modelled. DDI0419 B3.2.
 */
#include "exception_fixture.h"

enum {
    CPUID = 0xE000ED00,
    CCR = 0xE000ED14,
    MPU_TYPE = 0xE000ED90,
    MPU_CTRL = 0xE000ED94,
    MPU_RASR = 0xE000EDA0,
    DHCSR = 0xE000EDF0,
    DWT_CTRL = 0xE0001000,
    ROM_TABLE = 0xE00FF000,
};

static void test_identification(void **state)
{
    (void)state;
    assert_int_equal(rd(&chip, CPUID), 0x410CC601);
    assert_int_equal(rd(&chip, CCR), 0x00000208);
    assert_int_equal(rd(&chip, MPU_TYPE), 0x00000800);
    wr(&chip, CPUID, 0);
    wr(&chip, CCR, 0);
    wr(&chip, MPU_TYPE, 0);
    assert_int_equal(rd(&chip, CPUID), 0x410CC601);
    assert_int_equal(rd(&chip, CCR), 0x00000208);
    assert_int_equal(rd(&chip, MPU_TYPE), 0x00000800);
}

static void test_vtor(void **state)
{
    (void)state;
    wr(&chip, VTOR, 0xFFFFFFFF);
    assert_int_equal(rd(&chip, VTOR), 0xFFFFFF00);
    wr(&chip, VTOR, 0x08001234);
    assert_int_equal(rd(&chip, VTOR), 0x08001200);
}

static void test_writable_bits(void **state)
{
    (void)state;
    wr(&chip, SCR, 0xFFFFFFFF);
    assert_int_equal(rd(&chip, SCR), 0x16);
    wr(&chip, SHPR2, 0xFFFFFFFF);
    assert_int_equal(rd(&chip, SHPR2), 0xC0000000);
    wr(&chip, SHPR3, 0xFFFFFFFF);
    assert_int_equal(rd(&chip, SHPR3), 0xC0C00000);
    wr(&chip, SHPR3, 0x40800000);
    assert_int_equal(rd(&chip, SHPR3), 0x40800000);
}

static void test_aircr(void **state)
{
    (void)state;
    assert_int_equal(rd(&chip, AIRCR), 0xFA050000);
    wr(&chip, AIRCR, 0xFA050004); /* the key as it reads is not the key */
    wr(&chip, AIRCR, 0x00000004);
    wr(&chip, AIRCR, 0x05FA0000);
    assert_int_equal(chip.reset.requested, RESET_NONE);
    wr(&chip, AIRCR, 0x05FA0004);
    assert_int_equal(chip.reset.requested, RESET_SYSTEM);
}

/* The reset comes before the next instruction. */
static void test_sysresetreq(void **state)
{
    (void)state;
    chip.cpu.r[0] = AIRCR;
    chip.cpu.r[1] = 0x05FA0004;
    chip.cpu.r[2] = 0x20000000;
    load_word(&chip, 0x20000000, 0);
    PUT(CODE, 0x6001, 0x6011); /* str r1, [r0]; str r1, [r2] */
    uint32_t resets = chip.reset.count;
    steps(2);
    assert_int_equal(chip.reset.count, resets + 1);
    assert_int_equal(rd(&chip, 0x20000000), 0);
}

static void test_vectclractive(void **state)
{
    (void)state;
    pend_irq(0);
    step();
    wr(&chip, AIRCR, 0x05FA0002);
    assert_int_equal(rd(&chip, ICSR), 0);
    assert_int_equal(chip.cpu.ipsr, 0);
    pend_irq(0);
    step();
    assert_in_handler(16, EXC_MAIN);
}

static void assert_told(uint32_t address, bool write)
{
    chip.events.count = 0;
    if (write)
        wr(&chip, address, 0x1234);
    else
        rd(&chip, address);
    assert_int_equal(chip.events.count, 1);
    assert_int_equal(chip.events.list[0].kind, EVENT_UNMODELLED);
    assert_int_equal(chip.events.list[0].a, address);
    assert_int_equal(chip.events.list[0].c, write);
}

static void test_not_modelled(void **state)
{
    (void)state;
    static const uint32_t addresses[] = {MPU_CTRL, MPU_RASR, DHCSR, DWT_CTRL,
                                         ROM_TABLE};
    chip.watch.events = 1 << EVENT_UNMODELLED;
    for (unsigned i = 0; i < sizeof addresses / sizeof *addresses; i++) {
        assert_told(addresses[i], false);
        assert_told(addresses[i], true);
    }
}

/* Reserved words inside the system control space are not worth telling. */
static void test_reserved(void **state)
{
    (void)state;
    static const uint32_t addresses[] = {0xE000E000, 0xE000E008, 0xE000ED18,
                                         0xE000ED28, 0xE000EF00};
    chip.watch.events = 1 << EVENT_UNMODELLED;
    for (unsigned i = 0; i < sizeof addresses / sizeof *addresses; i++) {
        wr(&chip, addresses[i], 0xFFFFFFFF);
        assert_int_equal(rd(&chip, addresses[i]), 0);
    }
    assert_int_equal(chip.events.count, 0);
}

static void test_narrow(void **state)
{
    (void)state;
    assert_true(rd_faults(&chip, CPUID, 1));
    assert_true(rd_faults(&chip, CPUID, 2));
    assert_true(wr_faults(&chip, SCR, 1, 4));
    assert_true(wr_faults(&chip, SCR, 2, 4));
    assert_int_equal(rd(&chip, SCR), 0);
}

static void test_unprivileged(void **state)
{
    (void)state;
    chip.cpu.control = 1;
    assert_true(rd_faults(&chip, CPUID, 4));
    assert_true(wr_faults(&chip, SCR, 4, 4));
    chip.cpu.control = 0;
    assert_int_equal(rd(&chip, SCR), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_identification), TEST(test_vtor),
        TEST(test_writable_bits),  TEST(test_aircr),
        TEST(test_sysresetreq),    TEST(test_vectclractive),
        TEST(test_not_modelled),   TEST(test_reserved),
        TEST(test_narrow),         TEST(test_unprivileged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
