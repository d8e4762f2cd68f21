/* SPDX-License-Identifier: MIT
 *
 * The resident where it can start neither the application nor the ROM: it
 * waits, blinks and keeps a watchdog quiet; and where others decide what is
 * started.
 */
#include "bench/stm32l0/readings.h"
#include "tests/src/resident_fixture.h"

enum {
    MODER = 0,
    ODR = 0x14,
    SAMPLE_MS = 5,
    OPTION_RDP = 0,
    USER_WDG_SW = 1 << 4,
    LEVEL_1 = 0xBB,
    LEVEL_2 = 0xCC,
    TICK_MS = 125
};

static void protect(struct resident *resident, uint16_t level)
{
    library_option(&resident->off, OPTION_RDP, 0xFF, level);
}

/* A part that refuses for the given reason, with an application that is bad. */
static struct resident *refusing(const char *name, enum boot0_outcome outcome)
{
    struct resident *resident = resident_new("", name, ROM_V4_1);
    resident_word(&resident->off, 4, 0);
    switch (outcome) {
    case BOOT0_REFUSED_ID:
        bus_physical(&resident->off, REGION_SYSTEM)[ROM_ID] = 0x42;
        break;
    case BOOT0_REFUSED_BANK2:
        library_set_word(&resident->off, 0x08018000, 0x20001000);
        break;
    default: protect(resident, LEVEL_1); break;
    }
    return resident;
}

static bool is_high(struct resident *resident, unsigned port, unsigned pin)
{
    uint32_t base = 0x50000000 + port * 0x400;
    bool output =
        (resident_register(&resident->chip, base + MODER) >> 2 * pin & 3) == 1;
    return output && resident_register(&resident->chip, base + ODR) >> pin & 1;
}

/* Runs for some time; nothing breaks a rule, nothing resets. */
static void pass(struct resident *resident, unsigned ms)
{
    struct chip *chip = &resident->chip;
    uint64_t end = clock_ps(chip) + ms * PS_PER_MS;
    chip->watch.events |= 1u << EVENT_RESET;
    while (chip_run_to(chip, end) == STOP_EVENT)
        fail_event(&chip->events.list[0]);
    assert_in_range(chip->cpu.r[CPU_PC], FLASH_BASE, FLASH_BASE + 1023);
}

/* Runs until the pin has that level; returns for how many ms it had not. */
static unsigned until(struct resident *resident, unsigned port, unsigned pin,
                      bool high)
{
    unsigned ms = 0;
    while (is_high(resident, port, pin) != high) {
        pass(resident, SAMPLE_MS);
        ms += SAMPLE_MS;
        assert_in_range(ms, 0, 5000);
    }
    return ms;
}

static void expect_near(unsigned ms, unsigned wanted)
{
    assert_in_range(ms, wanted - 2 * SAMPLE_MS, wanted + 2 * SAMPLE_MS);
}

/* Blinks `times` times, pauses, and begins again. */
static void expect_blinks(struct resident *resident, unsigned port,
                          unsigned pin, unsigned times)
{
    assert_int_equal(resident_boot(resident), END_WAIT);
    until(resident, port, pin, true);
    for (unsigned round = 0; round < 2; round++)
        for (unsigned i = 1; i <= times; i++) {
            expect_near(until(resident, port, pin, false), TICK_MS);
            expect_near(until(resident, port, pin, true),
                        i < times ? TICK_MS : 7 * TICK_MS);
        }
}

static void test_blinks(void **state)
{
    (void)state;
    for (enum boot0_outcome outcome = BOOT0_REFUSED_ID;
         outcome <= BOOT0_REFUSED_RDP; outcome++) {
        struct resident *resident = refusing("resident", outcome);
        expect_blinks(resident, 0, 5, outcome);
        resident_expect_ram(resident, MAILBOX_RAM);
        assert_int_equal(library_word(&resident->chip, 0x20004FFC),
                         BOOT0_MAGIC + outcome);
        resident_free(resident);
    }
}

static void test_other_pins(void **state)
{
    (void)state;
    struct resident *resident = refusing("resident-all", BOOT0_REFUSED_ID);
    expect_blinks(resident, 7, 1, BOOT0_REFUSED_ID);
    resident_free(resident);
}

/* None: no pin becomes an output. */
static void test_dark(void **state)
{
    (void)state;
    struct resident *resident = refusing("resident-dark", BOOT0_REFUSED_RDP);
    assert_int_equal(resident_boot(resident), END_WAIT);
    for (unsigned i = 0; i < 10; i++) {
        pass(resident, 300);
        assert_int_equal(resident_register(&resident->chip, 0x4002102C), 0);
    }
    resident_free(resident);
}

/* At level 1 a valid application starts; with the setting a bad one leads to
 * the ROM; at level 2 to nothing. */
static void test_protected(void **state)
{
    (void)state;
    struct resident *resident = resident_new("", "resident", ROM_V4_1);
    protect(resident, LEVEL_1);
    assert_int_equal(resident_boot(resident), END_APP);
    resident_free(resident);

    resident = refusing("resident-rdp1", BOOT0_REFUSED_RDP);
    assert_int_equal(resident_boot(resident), END_ROM);
    protect(resident, LEVEL_2);
    assert_int_equal(resident_boot(resident), END_WAIT);
    resident_free(resident);
}

/* The watchdog of the option byte runs while the resident waits, and resets
 * nothing. */
static void test_watchdog_waits(void **state)
{
    (void)state;
    struct resident *resident = refusing("resident", BOOT0_REFUSED_RDP);
    library_option(&resident->off, OPTION_USER, USER_WDG_SW, 0);
    expect_blinks(resident, 0, 5, BOOT0_REFUSED_RDP);
    pass(resident, 10000);
    resident_free(resident);
}

/* The longest check leaves the application nearly all of the first period of
 * the watchdog: LSI of 37 kHz here, 26 to 56 kHz on silicon (DS10685). */
static void test_watchdog_check(void **state)
{
    (void)state;
    enum { PERIOD_MS = 443, SHORTEST_MS = 292 };
    struct resident *resident = resident_new("", "resident", ROM_V4_1);
    struct chip *chip = &resident->chip;
    library_option(&resident->off, OPTION_USER, USER_WDG_SW, 0);
    resident_make(&resident->off, APP_MAX);
    resident_on(resident);
    uint64_t start = clock_ps(chip);
    assert_int_equal(resident_run(resident), END_APP);
    uint64_t started = clock_ps(chip);
    print_message("a check of %u bytes: %u us\n", (unsigned)APP_MAX,
                  (unsigned)((started - start) / (PS_PER_MS / 1000)));
    assert_in_range(started - start, 1, SHORTEST_MS / 4 * PS_PER_MS);

    chip->watch.events = 1u << EVENT_RESET;
    assert_int_equal(chip_run_to(chip, started + 2 * PERIOD_MS * PS_PER_MS),
                     STOP_EVENT);
    assert_in_range(clock_ps(chip) - started, (PERIOD_MS - 2) * PS_PER_MS,
                    (PERIOD_MS + 2) * PS_PER_MS);
    resident_free(resident);
}

/* BFB2=1: the ROM runs first, finds no head in bank 1 and starts bank 2 if that
 * has one; without one it stays. The resident is never started. */
static void test_bfb2(void **state)
{
    (void)state;
    struct resident *resident = resident_new("", "resident", ROM_V4_1);
    library_option(&resident->off, OPTION_USER, 0, USER_BFB2);
    resident_on(resident);
    assert_int_equal(resident->chip.cpu.r[CPU_PC], ROM_ENTRY);
    assert_int_equal(
        chip_run_to(&resident->chip, clock_ps(&resident->chip) + PS_PER_MS),
        STOP_BUDGET);
    assert_int_equal(resident_run(resident), END_NOWHERE);
    assert_in_range(resident->chip.cpu.r[CPU_PC], SYSTEM_BASE,
                    SYSTEM_BASE + SYSTEM_SIZE);
    resident_free(resident);
}

/* A head in bank 2 does not keep a valid application from starting. */
static void test_bank2_valid(void **state)
{
    (void)state;
    struct resident *resident = resident_new("", "resident", ROM_V4_1);
    library_set_word(&resident->off, 0x08018000, 0x20001000);
    assert_int_equal(resident_boot(resident), END_APP);
    resident_free(resident);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_blinks),
        cmocka_unit_test(test_other_pins),
        cmocka_unit_test(test_dark),
        cmocka_unit_test(test_protected),
        cmocka_unit_test(test_watchdog_waits),
        cmocka_unit_test(test_watchdog_check),
        cmocka_unit_test(test_bfb2),
        cmocka_unit_test(test_bank2_valid),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
