/* SPDX-License-Identifier: MIT
 *
 * Ordinary start-up code gets through every clock tree, and each has the
 * frequency that the code believes in: what it says at 9600 baud is read.
 */
#include "tests/tools/command.h"

static char output[OUTPUT_SIZE];

static void expect_every_tree(const char *image)
{
    static const char *const lines[] = {
        "usart2    MSI 2.1 MHz\n",
        "usart2    MSI 4.2 MHz, range 3\n",
        "usart2    HSI16, range 2, 1 wait state\n",
        "usart2    HSI16, range 1, 0 wait states\n",
        "usart2    HSE bypass 8 MHz\n",
        "usart2    PLL from HSE 32 MHz, PCLK1 16 MHz\n",
        "usart2    PLL from HSI16 32 MHz\n",
        "usart2    LSE\n",
        "usart2    MSI again\n",
    };
    char line[256];
    snprintf(line, sizeof line,
             "exec $BOOT0 run --pace max --ask none --strict --until 4000 %s",
             image);
    expect_status(output, line, 0);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        expect_part(output, lines[i]);
    expect_no_part(output, "error  "); /* no rule was broken */
}

static void test_clock_trees(void **state)
{
    (void)state;
    expect_every_tree("$IMAGES/clocks.elf");
    expect_every_tree("$IMAGES/clang/clocks.elf");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_clock_trees)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
