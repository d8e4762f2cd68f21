/* SPDX-License-Identifier: MIT
 *
 * Terminal programs on the virtual board: each shows what the firmware sends,
 * and the firmware gets the keys. In a tmux session.
 */
#include "tests/tools/libtty/rfc2217_board.h"
#include "tests/tools/tmux.h"

#define IMAGE "$IMAGES/nucleo-l073rz.elf"

/* CLIENT has said IT_RUNS; the firmware answers the line "update". END: the
 * keys that end the client. */
static void talks(struct flash_board *board, const char *client,
                  const char *it_runs, const char *end)
{
    tmux_line(client);
    tmux_sees(tmux_screen, it_runs);
    flash_board_told(board, "a client has come");
    tmux_line("update");
    tmux_sees(tmux_screen, "\nupdate: asking for the bootloader");
    tmux_type(end);
    tmux_sees(tmux_last, TMUX_PROMPT);
    flash_board_told(board, "it has gone");
}

static void start(struct flash_board *board, const char *program,
                  const char *arguments)
{
    need_program(board, program);
    rfc2217_board_start(board, arguments);
    flash_board_told(board, "runs in bank 1");
}

/* The shell in the session was started before $PORT was known. */
static const char *with_port(const char *format)
{
    static char line[512];
    snprintf(line, sizeof line, format, BOOT0_TTY, getenv("PORT"));
    return line;
}

static void picocom(void **state)
{
    struct flash_board *board = *state;
    start(board, "picocom", IMAGE);
    talks(board, with_port("LD_PRELOAD=%s picocom -b 115200 rfc2217:%s"),
          "Terminal ready", "C-a C-x");
}

/* minicom asserts RTS, which raises BOOT0 from then on, unless inverted. */
static void minicom(void **state)
{
    struct flash_board *board = *state;
    start(board, "minicom", IMAGE);
    tmux_line(with_port("export LD_PRELOAD=%s PORT=%s"));
    talks(board, "minicom -o -b 115200 -D rfc2217:$PORT", "Press CTRL-A Z",
          "C-a x Enter");
    tmux_line("unset LD_PRELOAD");
}

/* DTR, which it asserts unless told not to, holds the board in reset. */
static void miniterm(void **state)
{
    struct flash_board *board = *state;
    start(board, "pyserial-miniterm", IMAGE);
    tmux_line(with_port("export TTY=%s PORT=%s"));
    talks(board,
          "pyserial-miniterm --dtr 0 --rts 0 rfc2217://127.0.0.1:$PORT 115200",
          "--- Quit: Ctrl+]", "C-]");
    flash_board_end(board);
    start(board, "pyserial-miniterm", IMAGE);
    tmux_line(with_port("clear; export TTY=%s PORT=%s"));
    talks(board,
          "LD_PRELOAD=$TTY pyserial-miniterm --dtr 0 --rts 0 rfc2217:$PORT "
          "115200",
          "--- Quit: Ctrl+]", "C-]");
}

static int setup(void **state)
{
    *state = flash_board_new();
    return 0;
}

static int end(void **state)
{
    flash_board_end(*state);
    return tmux_end(state);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, tmux_start, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(picocom),
        TEST(minicom),
        TEST(miniterm),
    };
    return cmocka_run_group_tests(tests, setup, flash_board_free);
}
