/* SPDX-License-Identifier: MIT
 *
 * Start-up code that switches every peripheral on and uses each once
 * (tests/firmware/peripherals.c) gets to its end on the virtual board: every
 * step is OK, nothing resets it, and what it touches is modelled, except for
 * the blocks that only keep their registers and say so.
 */
#include "tests/tools/command.h"

static char text[OUTPUT_SIZE];

static const char *const keep_registers[] = {
    "MPU",
    "CRS",
    "DAC",
    "LCD",
    "TSC",
    "SYSCFG 0x40010018", /* COMP1_CSR */
    "SYSCFG 0x4001001C", /* COMP2_CSR */
};

/* True: the line names one of those blocks. */
static bool kept(const char *line, const char *end)
{
    for (unsigned i = 0; i < sizeof keep_registers / sizeof *keep_registers;
         i++) {
        const char *at = strstr(line, keep_registers[i]);
        if (at && at < end)
            return true;
    }
    return false;
}

static void every_step_is_ok(void **state)
{
    (void)state;
    expect_status(
        text, "$BOOT0 run --pace max --until 8000 $IMAGES/peripherals.elf", 0);
    expect_part(text, " usart2    by DMA: clock: OK\n");
    expect_part(text, " usart2    watchdogs: OK\n");
    expect_part(text, " usart2    all steps OK\n");
    expect_no_part(text, "FAIL");
    expect_no_part(text, " reset ");
    expect_no_part(text, " fault ");
    expect_no_part(text, " error ");
}

static void what_it_touches_is_modelled(void **state)
{
    (void)state;
    const char *line = text;
    while ((line = strstr(line, "not modelled: "))) {
        const char *end = strchr(line, '\n');
        if (!kept(line, end))
            fail_msg("%.*s", (int)(end - line), line);
        line = end;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_step_is_ok),
        cmocka_unit_test(what_it_touches_is_modelled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
