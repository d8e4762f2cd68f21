/* SPDX-License-Identifier: MIT
 *
 * `boot0 run --expect TEXT --fail TEXT`: what the firmware says ends the run.
 */
#include "tests/tools/command.h"

#define RUN   "$BOOT0 run --pace max --until 100ms "
#define IMAGE " $IMAGES/nucleo-l073rz.elf"

static char text[OUTPUT_SIZE];

static void a_text_ends_it_with_0(void **state)
{
    (void)state;
    expect_status(text, RUN "--expect 'last request: none'" IMAGE, 0);
    expect_part(text,
                " expect    \"last request: none\" has come, on usart2\n");
    expect_status(text, RUN "--expect 'demo\\x20v1' --expect 'softboot0'" IMAGE,
                  0);
    assert_int_equal(count_of(text, "has come"), 2);
    /* Also where the line goes to a client. */
    expect_status(text,
                  RUN
                  "--usart2 stdio --expect 'request now: ' --fail ERROR" IMAGE
                  " </dev/null",
                  0);
}

static void another_ends_it_with_1(void **state)
{
    (void)state;
    expect_status(text, RUN "--fail 'last request' --expect 'ROM id'" IMAGE, 1);
    expect_part(text, " fail      \"last request\" has come, on usart2\n");
    expect_part(text, " expect    \"ROM id\" did not come\n");
}

static void a_text_that_does_not_come_is_told(void **state)
{
    (void)state;
    expect_status(text, RUN "--expect 'demo v9'" IMAGE, 1);
    expect_part(text, "   100.000 ms  expect    \"demo v9\" did not come\n");
    expect_status(text, RUN "--fail 'demo v9'" IMAGE, 0);
}

/* The ROM's bytes are no text: it answers 0x79, y. */
static void the_rom_says_nothing(void **state)
{
    (void)state;
    expect_status(
        text,
        "while printf '\\177'; do sleep 0.05; done 2>/dev/null | "
        "$BOOT0 run --until 1s --boot0 1 --usart2 stdio --fail y" IMAGE
        " 2>/dev/null",
        0);
    expect_part(text, "y");
}

static void bad_texts_are_refused(void **state)
{
    (void)state;
    expect_status(text, RUN "--expect ''" IMAGE " 2>&1", 2);
    expect_part(text, "boot0: --expect '': not a text");
    expect_status(text, RUN "--fail 'a\\q'" IMAGE " 2>&1", 2);
    assert_int_equal(count_of(text, "\n"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_ends_it_with_0),
        cmocka_unit_test(another_ends_it_with_1),
        cmocka_unit_test(a_text_that_does_not_come_is_told),
        cmocka_unit_test(the_rom_says_nothing),
        cmocka_unit_test(bad_texts_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
