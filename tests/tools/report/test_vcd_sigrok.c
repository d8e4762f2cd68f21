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

/* Every signal of the view is in the file. */
static void the_view_names_signals_of_the_file(void **state)
{
    (void)state;
    expect_status(text,
                  "d=$(mktemp -d); $BOOT0 run --pace max --until 1ms "
                  "--vcd $d/app.vcd $IMAGES/nucleo-l073rz.elf >/dev/null; "
                  "cat $d/app.gtkw; for s in $(grep ^chip $d/app.gtkw | "
                  "sed 's/.*[.]//; s/[[].*//'); do grep -q \" $s \" $d/app.vcd "
                  "|| echo missing $s; done; rm -r $d",
                  0);
    expect_part(text, "[dumpfile] \"app.vcd\"\n");
    expect_part(text, "\nchip.board.USART2_TX\n");
    expect_no_part(text, "missing");
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
        cmocka_unit_test(scopes_are_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
