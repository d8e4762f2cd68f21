/* SPDX-License-Identifier: MIT
 *
 * docs/gaps.md and the chip agree: every block is named there, and what the
 * page calls "reported" is reported.
 */
#include "tests/chip/chip_fixture.h"
#include "tests/chip/page.h"

#include <stdio.h>
#include <stdlib.h>

enum { BLOCK_SIZE = 0x400 };

static struct chip chip;

static int setup(void **state)
{
    (void)state;
    fixture_chip(&chip);
    chip.watch.events = 1 << EVENT_UNMODELLED;
    /* Every clock on, except the firewall's. */
    wr(&chip, 0x4002102C, 0x9F);
    wr(&chip, 0x40021034, 0x00405225);
    wr(&chip, 0x40021038, 0xFFFFFFFF);
    wr(&chip, 0x40021030, 0x01111101);
    chip.events.count = chip.events.reported_count = 0;
    return 0;
}

static bool reported(uint32_t address, bool write, uint32_t value)
{
    chip.events.count = chip.events.reported_count = 0;
    if (write)
        wr(&chip, address, value);
    else
        rd(&chip, address);
    return chip.events.count == 1 &&
           chip.events.list[0].kind == EVENT_UNMODELLED &&
           chip.events.list[0].unmodelled.address == address &&
           chip.events.list[0].unmodelled.write == write;
}

/* Returns whether section 1 of the page names the block, as a whole word. */
static bool listed(const char *section, size_t length, const char *name)
{
    const char *at = section;
    while ((at = strstr(at, name)) && at < section + length) {
        char before = at[-1], after = at[strlen(name)];
        if (strchr(" (\n", before) && strchr(",.) \n", after))
            return true;
        at++;
    }
    return false;
}

/* A block is reported at its first word exactly when section 1 lists it; one
 * that is modelled has its own bold name elsewhere. */
static void every_block_is_named(void **state)
{
    (void)state;
    char *page = page_read("docs/gaps.md");
    char *first = strstr(page, "## 1.");
    char *second = strstr(page, "## 2.");
    assert_non_null(first);
    assert_non_null(second);
    unsigned blocks = 0;
    for (uint32_t at = 0x40000000; at < 0x40030000; at += BLOCK_SIZE) {
        const char *name = bus_block_name(&chip, at);
        if (strcmp(name, "no block") == 0)
            continue;
        blocks++;
        bool absent = reported(at, false, 0);
        if (absent != listed(first, (size_t)(second - first), name))
            fail_msg("%s is %s the chip, but docs/gaps.md says otherwise", name,
                     absent ? "not in" : "in");
        if (!absent && !strstr(second, name))
            fail_msg("docs/gaps.md does not mention %s", name);
    }
    assert_true(blocks >= 38);
    assert_non_null(strstr(second, "**GPIO.**"));
}

/* What no block answers for is reported as well. */
static void holes_are_reported(void **state)
{
    (void)state;
    assert_string_equal(bus_block_name(&chip, 0x40000800), "no block");
    assert_true(reported(0x40000800, false, 0));
    assert_true(reported(0x40000800, true, 0));
}

/* What the page calls reported by name; docs/registers.md has every bit. */
static void registers_are_reported(void **state)
{
    (void)state;
    static const struct {
        const char *name; /* as the page has it */
        uint32_t address;
        bool write;
        uint32_t value;
    } cases[] = {
        {"COMP1EN", 0x40010018, true, 1},
        {"COMP2EN", 0x4001001C, true, 1},
        {"DAC_CR.EN1", 0x40007400, true, 1},
        {"LCD_CR.LCDEN", 0x40002400, true, 1},
        {"SOFIE", 0x40002404, true, 2},
        {"TSC_CR.TSCE", 0x40024000, true, 1},
        {"FWDIS", 0x40010004, true, 0},
        {"MPU_CTRL.ENABLE", 0xE000ED94, true, 1},
        {"SHCSR", 0xE000ED24, false, 0},
        {"DFSR", 0xE000ED30, false, 0},
        {"DWT", 0xE0001000, false, 0},
        {"BPU", 0xE0002000, false, 0},
        {"DCB", 0xE000EDF0, false, 0},
        {"ROM table", 0xE00FF000, false, 0},
    };
    char *page = page_read("docs/gaps.md");
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (!reported(cases[i].address, cases[i].write, cases[i].value))
            fail_msg("%s is not reported", cases[i].name);
        if (!strstr(page, cases[i].name))
            fail_msg("docs/gaps.md does not mention %s", cases[i].name);
    }
}

/* Once per register and direction; with watch.strict each stops the run. */
static void once_or_strict(void **state)
{
    (void)state;
    enum { AES = 0x40026000 };
    assert_true(reported(AES, false, 0));
    rd(&chip, AES);
    assert_int_equal(chip.events.count, 1);
    wr(&chip, AES, 1);
    wr(&chip, AES, 2);
    assert_int_equal(chip.events.count, 2);
    wr(&chip, AES + 4, 1);
    assert_int_equal(chip.events.count, 3);
    chip.events.count = 0;
    run_us(&chip, 1);
    chip.watch.strict = true;
    for (unsigned i = 0; i < 2; i++) {
        rd(&chip, AES);
        assert_int_equal(run_us(&chip, 10), STOP_UNMODELLED);
        chip.events.count = 0;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(every_block_is_named, setup),
        cmocka_unit_test_setup(holes_are_reported, setup),
        cmocka_unit_test_setup(registers_are_reported, setup),
        cmocka_unit_test_setup(once_or_strict, setup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
