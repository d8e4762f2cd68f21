/* SPDX-License-Identifier: MIT
 *
 * The demo application is asked by a line of text, and by nothing less.
 */
#include "tests/tools/command.h"

#include "examples/demo/update_line.h"
#include "tests/random.h"

static char text[OUTPUT_SIZE];

/* Returns how often TEXT asks. */
static unsigned asks(const char *line)
{
    unsigned count = 0;
    for (; *line; line++)
        count += update_line_take((uint8_t)*line, false);
    return count;
}

static void the_line_asks(void **state)
{
    (void)state;
    assert_int_equal(asks("update\r\n"), 1);
    assert_int_equal(asks("update\nupdate\n"), 2);
    assert_int_equal(asks("\x7F\x7Fupdate\n"), 1);
    assert_int_equal(asks("what?\rupdate\r"), 1);
}

static void another_line_does_not(void **state)
{
    (void)state;
    assert_int_equal(asks("\n\r\n"), 0);
    assert_int_equal(asks("updat\ne\n"), 0);
    assert_int_equal(asks("updates\n"), 0);
    assert_int_equal(asks("an update\n"), 0);
    assert_int_equal(asks("UPDATE\n"), 0);
    assert_int_equal(asks("update \n"), 0);
    assert_int_equal(asks("upupdate\nupdate"), 0);
    assert_int_equal(asks("x\n"), 0);
}

/* Of all the bytes of the line, one is disturbed. */
static void a_disturbed_line_does_not(void **state)
{
    static const char line[] = "update\n";
    (void)state;
    for (size_t bad = 0; bad < strlen(line); bad++) {
        update_line_take('\n', false);
        for (size_t i = 0; i < strlen(line); i++)
            assert_false(update_line_take((uint8_t)line[i], i == bad));
    }
}

static void noise_does_not(void **state)
{
    uint64_t seed = 0x5EED;
    (void)state;
    for (unsigned i = 0; i < 10000000; i++)
        assert_false(update_line_take((uint8_t)random_next(&seed), false));
}

static void the_line_reaches_the_rom(void **state)
{
    (void)state;
    expect_status(text,
                  "$BOOT0 check --ask 'send:usart2:\\x7Fupdate\\r\\n@100ms' "
                  "$IMAGES/nucleo-l073rz.elf",
                  0);
    expect_part(text, "as delivered               ROM          ROM/bounced");
}

static void a_chattering_line_does_not(void **state)
{
    (void)state;
    expect_status(text,
                  "$BOOT0 check --usb --rom v4.0 --rom v4.1 --ask none "
                  "--want never --noise usart2 $IMAGES/nucleo-l073rz.elf",
                  0);
    expect_part(text, "; 0 reach the ROM");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_line_asks),
        cmocka_unit_test(another_line_does_not),
        cmocka_unit_test(a_disturbed_line_does_not),
        cmocka_unit_test(noise_does_not),
        cmocka_unit_test(the_line_reaches_the_rom),
        cmocka_unit_test(a_chattering_line_does_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
