/* SPDX-License-Identifier: MIT
 *
 * A VCD file of ours in other programs: sigrok decodes the UART, and GTKWave
 * finds its view.
 */
#include "tests/tools/command.h"

static char text[OUTPUT_SIZE];

static void sigrok_decodes_the_uart(void **state)
{
    (void)state;
    expect_status(text,
                  "d=$(mktemp -d); $BOOT0 run --pace max --until 20ms "
                  "--vcd $d/app.vcd --vcd-in pins $IMAGES/nucleo-l073rz.elf "
                  ">/dev/null; sigrok-cli -I vcd:downsample=100000 "
                  "-i $d/app.vcd -P uart:rx=PA2:baudrate=115200:format=ascii "
                  "-A uart=rx-data | cut -d' ' -f2 | tr -d '\\n'; rm -r $d",
                  0);
    expect_part(text, "softboot0demov1,lastrequest:none,ROMid0x41");
}

/* Runs with OPTIONS of the VCD, and prints its view, and which of the view's
 * signals, with scope and bits, are not in the file. */
static void view(const char *options)
{
    char script[600];
    snprintf(script, sizeof script,
             "d=$(mktemp -d); $BOOT0 run --pace max --vcd $d/app.vcd %s "
             "$IMAGES/nucleo-l073rz.elf >/dev/null; cat $d/app.gtkw; "
             "awk '$1 == \"$scope\" { at = at $3 \".\" } "
             "$1 == \"$upscope\" { sub(/[^.]*[.]$/, \"\", at) } "
             "$1 == \"$var\" { print at $5 ($6 == \"$end\" ? \"\" : $6) }' "
             "$d/app.vcd >$d/names; grep ^chip $d/app.gtkw | "
             "grep -vxFf $d/names | sed 's/^/missing: /'; rm -r $d",
             options);
    expect_status(text, script, 0);
    expect_part(text, "[dumpfile] \"app.vcd\"\n");
    expect_no_part(text, "missing");
}

/* Every signal of the view is in the file. */
static void the_view_names_signals_of_the_file(void **state)
{
    (void)state;
    view("--until 1ms");
    expect_part(text, "\nchip.board.USART2_TX\n");
    expect_part(text, "\nchip.core.exception[5:0]\n");
    expect_no_part(text, "chip.pins"); /* the same once more */
    view("--until 1ms --vcd-in pins");
    expect_part(text, "\nchip.pins.PA2\n");
    expect_no_part(text, "chip.board");
}

/* GTKWave shows 2^Z ps on 200 pixels, and all of the run on 700. */
static void the_view_shows_the_whole_run(void **state)
{
    (void)state;
    view("--until 1ms");
    expect_part(text, "\n*-28.1"); /* log2(1e9 * 200 / 700) = 28.09 */
    view("--until 800ms");
    expect_part(text, "\n*-37.7"); /* 37.73, and at most 0.09 more */
}

static void scopes_are_checked(void **state)
{
    (void)state;
    expect_status(text,
                  "$BOOT0 run --vcd /tmp/x.vcd --vcd-in cor "
                  "$IMAGES/nucleo-l073rz.elf 2>&1",
                  2);
    expect_part(text, "--vcd-in 'cor': scopes are board, core, pins");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sigrok_decodes_the_uart),
        cmocka_unit_test(the_view_names_signals_of_the_file),
        cmocka_unit_test(the_view_shows_the_whole_run),
        cmocka_unit_test(scopes_are_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
