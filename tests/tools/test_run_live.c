/* SPDX-License-Identifier: MIT
 *
 * `boot0 run` on a terminal, in a tmux session: its keys, its status line, and
 * the screen after it.
 */
#include "tests/tools/command.h"

#include <sys/stat.h>

enum { ROWS = 24, COLUMNS = 100 };

/* For runs that a test ends: they end by themselves when the test fails. */
#define RUN    "$BOOT0 run --until 600s "
#define IMAGE  "$IMAGES/nucleo-l073rz.elf"
#define PROMPT "ready>"

static struct child server;
static char folder[32];          /* of the server's socket and its set-up */
static char screen[OUTPUT_SIZE]; /* as it was captured last, */
static char last[COLUMNS + 64];  /* and its last line */

/* --- the session --- */

static void tmux(char *output, const char *arguments)
{
    char script[1024];
    snprintf(script, sizeof script, "tmux -S %s/socket %s", folder, arguments);
    expect_status(output, script, 0);
}

/* Types what tmux names: letters, Enter, C-a. */
static void type(const char *keys)
{
    char ignored[OUTPUT_SIZE], arguments[600];
    snprintf(arguments, sizeof arguments, "send-keys -t 0 %s", keys);
    tmux(ignored, arguments);
}

static void type_line(const char *line)
{
    char keys[512];
    snprintf(keys, sizeof keys, "-l '%s'", line);
    type(keys);
    type("Enter");
}

static void capture(void)
{
    tmux(screen, "capture-pane -p -t 0");
    size_t length = strlen(screen);
    while (length && screen[length - 1] == '\n')
        length--;
    screen[length] = 0;
    const char *line = strrchr(screen, '\n');
    snprintf(last, sizeof last, "%.*s", (int)sizeof last - 1,
             line ? line + 1 : screen);
}

/* Waits until WHERE, `screen` or `last`, has PART. */
static void sees(const char *where, const char *part)
{
    double limit = seconds() + COMMAND_LIMIT_S;
    for (capture(); !strstr(where, part); capture()) {
        if (seconds() > limit)
            fail_msg("\"%s\" is not on the screen:\n%s", part, screen);
        poll(NULL, 0, 20);
    }
}

static int start_session(void **state)
{
    char path[64], script[128];
    (void)state;
    strcpy(folder, "/tmp/boot0-tmux-XXXXXX");
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/conf", folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fprintf(file,
            "set -g exit-empty off\n"
            "set -g default-terminal screen\n"
            "new-session -d -x %d -y %d 'PS1=\"" PROMPT "\" "
            "exec bash --norc --noprofile -i'\n",
            COLUMNS, ROWS);
    fclose(file);
    snprintf(script, sizeof script, "exec tmux -S %s/socket -f %s -D", folder,
             path);
    command_start(&server, script);
    double limit = seconds() + COMMAND_LIMIT_S;
    snprintf(path, sizeof path, "%s/socket", folder);
    struct stat there;
    while (stat(path, &there) != 0 && seconds() < limit)
        poll(NULL, 0, 5);
    sees(screen, PROMPT);
    return 0;
}

static int end_session(void **state)
{
    char ignored[OUTPUT_SIZE], script[64];
    (void)state;
    snprintf(script, sizeof script, "tmux -S %s/socket kill-server", folder);
    command(ignored, script);
    command_end(&server);
    snprintf(script, sizeof script, "rm -r %s", folder);
    command(ignored, script);
    return 0;
}

/* The application runs, and the status line says so. */
static void start_run(const char *line)
{
    type_line(line);
    sees(screen, "  keys      ");
    sees(last, " | application | ");
}

/* The shell has the whole screen: lines scroll through all of it. */
static void expect_whole_screen(void)
{
    char lines[16];
    sees(last, PROMPT);
    type_line("seq 1000 1100");
    sees(screen, "1100\n" PROMPT);
    assert_int_equal(count_of(screen, "\n"), ROWS - 1);
    snprintf(lines, sizeof lines, "\n%d\n", 1100 - (ROWS - 3));
    expect_part(screen, lines);
    expect_no_part(screen, " | ");
}

/* --- the tests --- */

/* The button live, the LED, reset, BOOT0, power, and the end. */
static void keys_act_on_the_board(void **state)
{
    (void)state;
    type_line("stty -a >before");
    start_run(RUN IMAGE);
    expect_part(screen, "b press B1 (B: hold it), r NRST, p power, 0 BOOT0, q "
                        "quit");
    sees(last, "LD2 on ");
    sees(last, "LD2 off");
    expect_no_part(screen, " ms  LD2 "); /* the status line has it */
    expect_part(last, "B1 up | application | bank 1 | 16 MHz | BOOT0 0 | ");
    type("b");
    sees(screen, " ms  B1        pressed");
    sees(screen, "asking for the bootloader");
    sees(last, " | ROM V4.1 | ");
    type("r");
    sees(screen, " reset     NRST pin");
    sees(last, " | application | ");
    type("0");
    sees(screen, " BOOT0     is high");
    type("r");
    sees(last, " | ROM V4.1 | bank 1 | ");
    expect_part(last, " | BOOT0 1 | ");
    type("0 p");
    sees(screen, " reset     power-on");
    sees(last, " | application | ");
    type("B");
    sees(last, "| B1 down |");
    type("b");
    sees(last, "| B1 up |");
    type("q");
    sees(last, PROMPT);
    type_line("echo status $?");
    sees(screen, "\nstatus 0\n");
    type_line("stty -a | cmp - before && echo same; rm before");
    sees(screen, "\nsame\n");
    expect_whole_screen();
}

/* Ctrl-C, and a signal. */
static void the_screen_is_as_it_was(void **state)
{
    (void)state;
    start_run(RUN IMAGE);
    type("C-c");
    expect_whole_screen();
    type_line("clear");
    start_run("timeout -s TERM 4 " RUN IMAGE);
    expect_whole_screen();
}

static void a_stop_gives_the_terminal_back(void **state)
{
    (void)state;
    start_run(RUN IMAGE);
    type("C-z");
    sees(screen, "Stopped");
    sees(last, PROMPT);
    type_line("stty -a | grep -o [-]*icanon");
    sees(screen, "\nicanon\n");
    type_line("fg");
    sees(last, " | application | ");
    type("r");
    sees(screen, " reset     NRST pin");
    type("q");
    expect_whole_screen();
}

static void the_window_may_change(void **state)
{
    char ignored[OUTPUT_SIZE];
    (void)state;
    start_run(RUN IMAGE);
    tmux(ignored, "resize-window -x 40 -y 12");
    sees(last, "application");
    sees(last, " s");
    expect_no_part(last, "BOOT0"); /* there is no room for it */
    tmux(ignored, "resize-window -x 8 -y 12");
    sees(last, " LD2 o");
    tmux(ignored, "resize-window -x 100 -y 2"); /* nor for a status line */
    type("q");
    sees(last, PROMPT);
    tmux(ignored, "resize-window -x 100 -y 24");
    expect_whole_screen();
}

/* The firmware's line is on the terminal: keys come behind Ctrl-A. */
static void keys_beside_a_serial_line(void **state)
{
    (void)state;
    start_run(RUN "--boot0 0 --usart2 stdio " IMAGE);
    expect_part(screen, " keys      Ctrl-A, then b press B1");
    sees(screen, "softboot0 demo v1");
    type("r"); /* is text */
    type("C-a b");
    sees(last, " | ROM V4.1 | ");
    expect_no_part(screen, "NRST pin");
    type("C-a r");
    sees(screen, " reset     NRST pin");
    type("C-a q");
    expect_whole_screen();
}

static void colour_and_dumb_terminals(void **state)
{
    (void)state;
    start_run(RUN IMAGE);
    tmux(screen, "capture-pane -p -e -t 0");
    expect_part(screen, "\033[7m LD2");
    type("q");
    expect_whole_screen();
    type_line("clear");
    start_run("NO_COLOR=1 " RUN IMAGE);
    tmux(screen, "capture-pane -p -e -t 0");
    expect_no_part(screen, "\033[7m");
    type("q");
    expect_whole_screen();
    type_line("clear");
    type_line("TERM=dumb " RUN IMAGE);
    sees(screen, " ms  LD2       on");
    expect_no_part(screen, " | application | ");
    type("q");
    expect_whole_screen();
}

#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, start_session, end_session)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(keys_act_on_the_board),          TEST(the_screen_is_as_it_was),
        TEST(a_stop_gives_the_terminal_back), TEST(the_window_may_change),
        TEST(keys_beside_a_serial_line),      TEST(colour_and_dumb_terminals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
