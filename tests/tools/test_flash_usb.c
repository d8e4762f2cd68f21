/* SPDX-License-Identifier: MIT
 *
 * `boot0 flash usb` with the USB socket of `boot0 run`, by libboot0-usb.
 */
#include "tests/tools/flash_board.h"
#include "tests/tools/libusb/usb_board.h"

#define V1       "$IMAGES/nucleo-l073rz.elf"
#define V2       "$IMAGES/nucleo-l073rz-v2.elf"
#define IDENTITY "1209:0001 softboot0 demo v"

static int set_up(void **state)
{
    *state = flash_board_new();
    return 0;
}

static int group_set_up(void **state)
{
    return usb_board_set_up(state);
}

/* The board's USB socket is that of the library. */
static void start(struct flash_board *board, const char *image)
{
    static const char before[] = "serves 127.0.0.1:";
    char arguments[200], port[8];
    snprintf(arguments, sizeof arguments, "--usbip 0 %s", image);
    flash_board_run(board, arguments);
    flash_board_told(board, before);
    snprintf(port, sizeof port, "%d",
             atoi(strstr(board->told, before) + strlen(before)));
    setenv("BOOT0_USBIP", port, 1);
    flash_board_told(board, "the host has found 1209:0001");
}

/* `boot0 flash WORDS`, with the library, ends with STATUS. */
static void flash(struct flash_board *board, const char *words, int status)
{
    char script[600];
    snprintf(script, sizeof script,
             "LD_PRELOAD=$LIBRARY exec $BOOT0 flash %s 2>&1", words);
    int got = command(board->text, script);
    if (got != status)
        fail_msg("boot0 flash %s\n  status %d, want %d\n%s\nthe board:\n%s",
                 words, got, status, board->text,
                 server_output(&board->server, board->told));
}

static void version_2_and_back(void **state)
{
    struct flash_board *board = *state;
    start(board, V1);
    flash(board, "usb " V2, 0);
    expect_in_order(board->text,
                    (const char *const[]){
                        "ask       " IDENTITY "1, serial ", " is detached\n",
                        "ROM       V4.1 (id byte 0x41), DFU V2.2\n",
                        "part      STM32L07x/L08x (id 0x447), 192 KB, RDP 0",
                        "\nerase     ", "\nwrite     ", "\nverify    ",
                        "\nstart     leave was acknowledged\n",
                        "life      " IDENTITY "2, serial ", " has come\n",
                        NULL});
    flash(board, "--ask touch1200 --expect 'demo v1' usb " V1, 0);
    expect_part(board->text, " is touched with 1200 baud\n");
    expect_part(board->text, "life      " IDENTITY "1, serial ");
}

static void by_serial_number(void **state)
{
    struct flash_board *board = *state;
    char serial[64], words[128];
    start(board, V1);
    flash(board, "--no-start usb " V1, 0);
    flash(board, "--expect v1 usb " V1, 0);
    const char *at = strstr(board->text, "serial ");
    assert_non_null(at);
    assert_int_equal(sscanf(at, "serial %63s", serial), 1);
    snprintf(words, sizeof words, "usb:%s " V2, serial);
    flash(board, words, 0);
    flash(board, "--wait 1s usb:123 " V1, 3);
    expect_part(board->text, "usb: there is no ROM (0483:df11), and nothing");
}

static void what_is_not_asked_does_not_leave(void **state)
{
    struct flash_board *board = *state;
    start(board, V1);
    flash(board, "--ask none --wait 1s usb " V2, 3);
    expect_part(board->text, "boot0: usb: " IDENTITY "1, serial ");
    expect_part(board->text, " has not left for the ROM, and --ask did not ask "
                             "it to; nothing was changed\n");
}

static void only_what_differs_is_written(void **state)
{
    struct flash_board *board = *state;
    start(board, V1);
    flash(board, "--diff-with " V1 " usb " V2, 0);
    assert_in_range(atoi(strstr(board->text, "erase     ") + 10), 1, 10);
    flash(board, "--diff-with " V1 " --expect v1 usb " V1, 0);
}

static void one_user_at_a_time(void **state)
{
    struct flash_board *board = *state;
    struct child first;
    start(board, V1);
    board->text[0] = 0;
    command_start(&first, "LD_PRELOAD=$LIBRARY exec $BOOT0 flash --ask none "
                          "--wait 20s usb " V2 " 2>&1");
    usleep(500000);
    flash(board, "usb " V2, 2);
    expect_part(board->text, "boot0: usb: busy: another program has this port");
    command_end(&first);
}

/* The process that is killed pulls the cable. */
static void a_pulled_cable_is_followed_by_the_next(void **state)
{
    struct flash_board *board = *state;
    struct child first;
    flash_board_long_image(board, "long.bin", 100 << 10, 3);
    start(board, V1);
    board->text[0] = 0;
    command_start(&first, "LD_PRELOAD=$LIBRARY exec $BOOT0 flash usb "
                          "$DIR/long.bin 2>&1");
    assert_true(command_read(&first, board->text, "erase     "));
    usleep(100000);
    kill(first.pid, SIGKILL);
    command_end(&first);
    flash(board, "--expect v2 usb " V2, 0);
    expect_no_part(board->text, "ask  ");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
#define TEST(test)                                                             \
    cmocka_unit_test_setup_teardown(test, set_up, flash_board_free)
        TEST(version_2_and_back),
        TEST(by_serial_number),
        TEST(what_is_not_asked_does_not_leave),
        TEST(only_what_differs_is_written),
        TEST(one_user_at_a_time),
        TEST(a_pulled_cable_is_followed_by_the_next),
    };
    return cmocka_run_group_tests(tests, group_set_up, usb_board_tear_down);
}
