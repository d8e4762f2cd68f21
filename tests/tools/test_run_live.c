/* SPDX-License-Identifier: MIT
 *
 * `boot0 run` on a terminal, in a tmux session: its keys, its status line, and
 * the screen after it.
 */
#include "tests/tools/tmux.h"

/* For runs that a test ends: they end by themselves when the test fails. */
#define RUN   "$BOOT0 run --until 600s "
#define IMAGE "$IMAGES/nucleo-l073rz.elf"

/* The application runs, and the status line says so. */
static void start_run(const char *line)
{
    tmux_line(line);
    tmux_sees(tmux_screen, "  keys      ");
    tmux_sees(tmux_last, " | application | ");
}

/* The shell has the whole screen: lines scroll through all of it. */
static void expect_whole_screen(void)
{
    char lines[16];
    tmux_sees(tmux_last, TMUX_PROMPT);
    tmux_line("seq 1000 1100");
    tmux_sees(tmux_screen, "1100\n" TMUX_PROMPT);
    assert_int_equal(count_of(tmux_screen, "\n"), TMUX_ROWS - 1);
    snprintf(lines, sizeof lines, "\n%d\n", 1100 - (TMUX_ROWS - 3));
    expect_part(tmux_screen, lines);
    expect_no_part(tmux_screen, " | ");
}

/* --- the tests --- */

/* The button live, the LED, reset, BOOT0, power, and the end. */
static void keys_act_on_the_board(void **state)
{
    (void)state;
    tmux_line("stty -a >before");
    start_run(RUN IMAGE);
    expect_part(tmux_screen,
                "b press B1 (B: hold it), r NRST, p power, 0 BOOT0, q "
                "quit");
    tmux_sees(tmux_last, "LD2 on ");
    tmux_sees(tmux_last, "LD2 off");
    expect_no_part(tmux_screen, " ms  LD2 "); /* the status line has it */
    expect_part(tmux_last,
                "B1 up | application | bank 1 | 16 MHz | BOOT0 0 | ");
    tmux_type("b");
    tmux_sees(tmux_screen, " ms  B1        pressed");
    tmux_sees(tmux_screen, "asking for the bootloader");
    tmux_sees(tmux_last, " | ROM V4.1 | ");
    tmux_type("r");
    tmux_sees(tmux_screen, " reset     NRST pin");
    tmux_sees(tmux_last, " | application | ");
    tmux_type("0");
    tmux_sees(tmux_screen, " BOOT0     is high");
    tmux_type("r");
    tmux_sees(tmux_last, " | ROM V4.1 | bank 1 | ");
    expect_part(tmux_last, " | BOOT0 1 | ");
    tmux_type("0 p");
    tmux_sees(tmux_screen, " reset     power-on");
    tmux_sees(tmux_last, " | application | ");
    tmux_type("B");
    tmux_sees(tmux_last, "| B1 down |");
    tmux_type("b");
    tmux_sees(tmux_last, "| B1 up |");
    tmux_type("q");
    tmux_sees(tmux_last, TMUX_PROMPT);
    tmux_line("echo status $?");
    tmux_sees(tmux_screen, "\nstatus 0\n");
    tmux_line("stty -a | cmp - before && echo same; rm before");
    tmux_sees(tmux_screen, "\nsame\n");
    expect_whole_screen();
}

/* Ctrl-C, and a signal. */
static void the_screen_is_as_it_was(void **state)
{
    (void)state;
    start_run(RUN IMAGE);
    tmux_type("C-c");
    expect_whole_screen();
    tmux_line("clear");
    start_run("timeout -s TERM 4 " RUN IMAGE);
    expect_whole_screen();
}

static void a_stop_gives_the_terminal_back(void **state)
{
    (void)state;
    start_run(RUN IMAGE);
    tmux_type("C-z");
    tmux_sees(tmux_screen, "Stopped");
    tmux_sees(tmux_last, TMUX_PROMPT);
    tmux_line("stty -a | grep -o [-]*icanon");
    tmux_sees(tmux_screen, "\nicanon\n");
    tmux_line("fg");
    tmux_sees(tmux_last, " | application | ");
    tmux_type("r");
    tmux_sees(tmux_screen, " reset     NRST pin");
    tmux_type("q");
    expect_whole_screen();
}

static void the_window_may_change(void **state)
{
    char ignored[OUTPUT_SIZE];
    (void)state;
    start_run(RUN IMAGE);
    tmux_do(ignored, "resize-window -x 40 -y 12");
    tmux_sees(tmux_last, "application");
    tmux_sees(tmux_last, " s");
    expect_no_part(tmux_last, "BOOT0"); /* there is no room for it */
    tmux_do(ignored, "resize-window -x 8 -y 12");
    tmux_sees(tmux_last, " LD2 o");
    tmux_do(ignored, "resize-window -x 100 -y 2"); /* nor for a status line */
    tmux_type("q");
    tmux_sees(tmux_last, TMUX_PROMPT);
    tmux_do(ignored, "resize-window -x 100 -y 24");
    expect_whole_screen();
}

/* The firmware's line is on the terminal: keys come behind Ctrl-A. */
static void keys_beside_a_serial_line(void **state)
{
    (void)state;
    start_run(RUN "--boot0 0 --usart2 stdio " IMAGE);
    expect_part(tmux_screen, " keys      Ctrl-A, then b press B1");
    tmux_sees(tmux_screen, "softboot0 demo v1");
    tmux_type("r"); /* is text */
    tmux_type("C-a b");
    tmux_sees(tmux_last, " | ROM V4.1 | ");
    expect_no_part(tmux_screen, "NRST pin");
    tmux_type("C-a r");
    tmux_sees(tmux_screen, " reset     NRST pin");
    tmux_type("C-a q");
    expect_whole_screen();
}

static void colour_and_dumb_terminals(void **state)
{
    (void)state;
    start_run(RUN IMAGE);
    tmux_do(tmux_screen, "capture-pane -p -e -t 0");
    expect_part(tmux_screen, "\033[7m LD2");
    tmux_type("q");
    expect_whole_screen();
    tmux_line("clear");
    start_run("NO_COLOR=1 " RUN IMAGE);
    tmux_do(tmux_screen, "capture-pane -p -e -t 0");
    expect_no_part(tmux_screen, "\033[7m");
    tmux_type("q");
    expect_whole_screen();
    tmux_line("clear");
    tmux_line("TERM=dumb " RUN IMAGE);
    tmux_sees(tmux_screen, " ms  LD2       on");
    expect_no_part(tmux_screen, " | application | ");
    tmux_type("q");
    expect_whole_screen();
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, tmux_start, tmux_end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(keys_act_on_the_board),          TEST(the_screen_is_as_it_was),
        TEST(a_stop_gives_the_terminal_back), TEST(the_window_may_change),
        TEST(keys_beside_a_serial_line),      TEST(colour_and_dumb_terminals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
