/* SPDX-License-Identifier: MIT
 *
 * `boot0 flash` over a serial line: a pty of `boot0 run`, in another process.
 */
#define _DEFAULT_SOURCE /* getloadavg */
#include "tests/tools/flash_board.h"
#include "tools/host/pty.h"

#define V1  "$IMAGES/nucleo-l073rz.elf"
#define V2  "$IMAGES/nucleo-l073rz-v2.elf"
#define ASK "--ask 'update\\n' "

static int set_up(void **state)
{
    *state = flash_board_new();
    return 0;
}

/* --- updates --- */

static void version_2_and_back(void **state)
{
    struct flash_board *board = *state;
    flash_board_start(board, V1);
    flash_expect(board, ASK "--expect 'demo v2' $PORT " V2, 0);
    expect_in_order(board->text,
                    (const char *const[]){
                        "ask       update\\n is sent\n",
                        "ROM       V4.1 (id byte 0x41), protocol V3.1, at "
                        "115200 baud\n",
                        "part      STM32L07x/L08x (id 0x447), 192 KB, RDP 0",
                        "\nerase     ", " pages in ", "\nwrite     ",
                        " bytes in ", "\nverify    ", " bytes in ",
                        "\nstart     Go was acknowledged\n",
                        "life      \"demo v2\" came\n", NULL});
    expect_no_part(board->text, "not all");
    flash_expect(board, ASK "--expect 'demo v1' $PORT " V1, 0);
    expect_part(board->text, "life      \"demo v1\" came\n");
    flash_board_told(board, "Go: branches to");
    assert_int_equal(count_of(board->told, "Go: branches to"), 2);
}

static void without_a_sign_of_life_it_is_said(void **state)
{
    struct flash_board *board = *state;
    flash_board_start(board, V1);
    flash_expect(board, ASK "$PORT " V2, 0);
    expect_part(board->text,
                "life      no sign of it was asked for (--expect TEXT)\n");
    flash_expect(board, ASK "--wait 1s --expect 'demo v2' $PORT " V1, 1);
    expect_part(board->text, "boot0: /dev/pts/");
    expect_part(
        board->text,
        ": programmed and started, and no sign of life came: demo v2\n");
}

static void a_rom_that_is_up_need_not_be_asked(void **state)
{
    struct flash_board *board = *state;
    flash_board_start(board, V1);
    flash_expect(board, ASK "--no-start $PORT " V2, 0);
    expect_part(board->text, "the part stays in the ROM\n");
    flash_expect(board, "--ask none --expect 'demo v1' $PORT " V1, 0);
    expect_part(board->text, "protocol V3.1, in use before, at 115200 baud\n");
    expect_no_part(board->text, "ask  ");
}

static void only_what_differs_is_written(void **state)
{
    struct flash_board *board = *state;
    flash_board_start(board, V1);
    flash_expect(board, ASK "--diff-with " V1 " --expect 'v2' $PORT " V2, 0);
    unsigned pages = (unsigned)atoi(strstr(board->text, "erase     ") + 10);
    assert_in_range(pages, 1, 10);
    /* It is not what the part has: all is written. */
    flash_expect(board, ASK "--diff-with " V1 " --expect 'v1' $PORT " V1, 0);
    assert_int_equal(count_of(board->text, "\nwrite  "), 1);
    expect_part(board->text, "life      \"v1\" came\n");
}

static void policy_and_verify_can_be_chosen(void **state)
{
    struct flash_board *board = *state;
    flash_board_start(board, V1);
    flash_expect(board,
                 ASK "--policy address --verify none --expect v2 $PORT " V2, 0);
    expect_no_part(board->text, "verify ");
}

static void another_speed(void **state)
{
    struct flash_board *board = *state;
    flash_board_start(board, V1);
    flash_expect(board, ASK "--baud 57600 $PORT " V2, 0);
    expect_part(board->text, "at 57600 baud\n");
    flash_board_told(board, "Go: branches to");
}

/* The model ROM measures no speed above 115200. */
static void a_speed_that_is_too_high_is_lowered(void **state)
{
    struct flash_board *board = *state;
    flash_board_start(board, V1);
    flash_expect(board, ASK "--baud 460800 --expect v2 $PORT " V2, 0);
    expect_part(board->text, "protocol V3.1, at 115200 baud\n");
}

static void a_dry_run_sends_nothing(void **state)
{
    struct flash_board *board = *state;
    flash_board_start(board, V1);
    flash_expect(board, ASK "--dry-run $PORT " V2, 0);
    expect_part(board->text, "dry run   as for an STM32L07x/L08x; nothing was "
                             "sent to /dev/pts/");
    expect_part(board->text, "\nerase     ");
    server_output(&board->server, board->told);
    expect_no_part(board->told, "reset ");
    expect_no_part(board->told, "ROM  ");
}

static void an_old_image_that_is_named_makes_a_dry_run_short(void **state)
{
    struct flash_board *board = *state;
    flash_board_start(board, V1);
    flash_expect(board, "--dry-run --diff-with " V1 " $PORT " V1, 0);
    expect_part(board->text, "\nerase     0 pages\n");
}

/* --- time --- */

enum { LONG = 188 << 10, TRIES = 8 };

/* True: others have work for all of the host's processors. */
static bool is_busy(void)
{
    double load;
    return getloadavg(&load, 1) != 1 ||
           load > (double)sysconf(_SC_NPROCESSORS_ONLN);
}

/* Runs the update until it takes less than LIMIT_MS of virtual time: the time
 * that a busy host lets boot0 flash wait counts there, too. */
static void expect_time(struct flash_board *board, const char *words,
                        double limit_ms)
{
    double took_ms = 0;
    for (unsigned i = 0; i < TRIES; i++) {
        flash_expect(board, words, 0);
        flash_board_told(board, "Go: branches to");
        took_ms = flash_board_ms(board, "Go: branches to") -
                  flash_board_ms(board, "ready: ");
        print_message("%.0f ms of virtual time, at most %.0f\n", took_ms,
                      limit_ms);
        if (took_ms < limit_ms)
            return;
    }
    if (is_busy())
        skip();
    fail_msg("%s takes %.0f ms", words, took_ms);
}

/* 188 KB at 115200 baud, 8E1, are 18.4 s of data; the flash takes 3.2 ms for a
 * page to be erased, and for each of its halves. */
static void a_long_image_takes_the_time_of_the_line(void **state)
{
    struct flash_board *board = *state;
    double line_ms = LONG * 11 / 115.2, flash_ms = LONG / 128 * 3 * 3.2;
    flash_board_long_image(board, "long.bin", LONG, 1);
    flash_board_start(board, V1);
    expect_time(board, ASK "--verify none $PORT $DIR/long.bin",
                1.1 * (line_ms + flash_ms));
}

static void one_page_of_a_long_image_takes_a_moment(void **state)
{
    struct flash_board *board = *state;
    flash_board_long_image(board, "long.bin", LONG, 1);
    flash_board_long_image(board, "other.bin", LONG, 1);
    expect_status(board->text,
                  "printf xyz | dd of=$DIR/other.bin bs=1 seek=100000 "
                  "conv=notrunc 2>/dev/null",
                  0);
    flash_board_start(board, V1);
    flash_expect(board, ASK "--verify none $PORT $DIR/long.bin", 0);
    expect_time(board,
                ASK "--verify none --diff-with $DIR/long.bin $PORT "
                    "$DIR/other.bin",
                2000);
    expect_part(board->text, "erase     2 pages"); /* and the first */
}

/* --- what ends it --- */

static void interrupt_when(struct flash_board *board, const char *words,
                           const char *part)
{
    struct child child;
    char script[400];
    snprintf(script, sizeof script, "exec $BOOT0 flash %s 2>&1", words);
    board->text[0] = 0;
    command_start(&child, script);
    assert_true(command_read(&child, board->text, part));
    usleep(100000);
    kill(child.pid, SIGINT);
    command_read(&child, board->text, NULL);
    command_end(&child);
    board->server.child.status = child.status;
}

static void ctrl_c_ends_the_page_in_hand(void **state)
{
    struct flash_board *board = *state;
    flash_board_long_image(board, "long.bin", 188 << 10, 2);
    flash_board_start(board, V1);
    interrupt_when(board, ASK "$PORT $DIR/long.bin", "erase     ");
    assert_int_equal(board->server.child.status, 4);
    expect_part(board->text,
                ": erased and not finished: stopped while writing");
    const char *again = strstr(board->text, "boot0: go on with: boot0 ");
    assert_non_null(again);
    expect_part(again, " --ask 'update\\n' /dev/pts/");
    flash_expect(board, ASK "--expect v2 $PORT " V2, 0);
}

static void ctrl_c_before_it_changes_nothing(void **state)
{
    struct flash_board *board = *state;
    flash_board_start(board, V1);
    interrupt_when(board, "--ask 'what?\\n' $PORT " V2, "is sent");
    assert_int_equal(board->server.child.status, 130);
    expect_part(board->text, "boot0: interrupted; nothing was changed\n");
}

static void a_port_has_one_user(void **state)
{
    struct flash_board *board = *state;
    struct child first;
    flash_board_start(board, V1);
    board->text[0] = 0;
    command_start(&first, "exec $BOOT0 flash --ask 'x\\n' $PORT " V2 " 2>&1");
    assert_true(command_read(&first, board->text, "is sent"));
    flash_expect(board, ASK "$PORT " V2, 2);
    expect_part(board->text, "busy: another program has this port; end it "
                             "first\n");
    command_end(&first);
    flash_expect(board, ASK "--expect v2 $PORT " V2, 0);
}

static void a_killed_one_is_followed_by_the_next(void **state)
{
    struct flash_board *board = *state;
    struct child first;
    flash_board_long_image(board, "long.bin", 100 << 10, 3);
    flash_board_start(board, V1);
    board->text[0] = 0;
    command_start(&first, "exec $BOOT0 flash " ASK "$PORT $DIR/long.bin 2>&1");
    assert_true(command_read(&first, board->text, "erase     "));
    usleep(150000);
    kill(first.pid, SIGKILL);
    command_end(&first);
    flash_expect(board, ASK "--expect v2 $PORT " V2, 0);
}

/* --- protection --- */

static void a_protected_part_is_left_alone(void **state)
{
    struct flash_board *board = *state;
    flash_board_start(board, "--rdp 1 " V1);
    flash_expect(board, ASK "--wait 1s $PORT " V2, 3);
    expect_part(board->text, "no ROM answers; the firmware said: ");
    expect_part(board->text, "; nothing was changed\n");
}

/* BOOT0 is high: a blank part has no other way back. */
static void a_protected_part_can_be_erased(void **state)
{
    struct flash_board *board = *state;
    flash_board_start(board, "--rdp 1 --boot0 1 " V1);
    flash_expect(board, "$PORT " V2, 3);
    expect_part(board->text, ", RDP 1\n");
    expect_part(board->text, "boot0: the part is read protected (RDP level 1): "
                             "--erase-all erases all of it, which takes the "
                             "protection away; nothing was changed\n");
    flash_expect(board, "--erase-all $PORT " V2, 0);
    expect_part(board->text, "erase     all of flash and EEPROM, by readout "
                             "unprotect\n");
}

/* --- bad input --- */

static void a_full_disk_does_not_hide_the_status(void **state)
{
    struct flash_board *board = *state;
    flash_board_start(board, V1);
    expect_status(board->text,
                  "$BOOT0 flash " ASK "$PORT " V2 " 2>&1 >/dev/full", 2);
    expect_part(board->text,
                "boot0: stdout: not all of the output could be written");
    expect_status(board->text,
                  "$BOOT0 flash --ask 'x\\n' --wait 500ms $PORT " V2
                  " 2>&1 >/dev/full",
                  3);
}

static void what_cannot_be_done_is_one_line(void **state)
{
    static const struct {
        const char *words, *line;
        int status;
    } cases[] = {
        {"", "boot0: flash: no PORT is given", 2},
        {"$PORT", "boot0: flash: no IMAGE is given", 2},
        {"$PORT " V1 " " V2, "boot0: flash: one argument too many", 2},
        {"/dev/ttyNONE " V1, "boot0: /dev/ttyNONE: no such port; PORT is", 2},
        {"/dev/null " V1, "boot0: /dev/null: is no serial port", 2},
        {"tcp:1 " V1, "boot0: tcp:1: no such port: Connection refused", 2},
        {"rfc2217:x " V1, "boot0: rfc2217:x: no such port; behind the", 2},
        {"$PORT $DIR/none.elf", "none.elf: cannot open: No such file", 2},
        {"$PORT $DIR/high.hex", "high.hex: starts at 0x08004000; a part", 2},
        {"$PORT $IMAGES/original-once.elf", "does not contain the library", 2},
        {"--diff-with $DIR/none $PORT " V1, "none: cannot open: No such", 2},
        {"--ask 'a\\q' $PORT " V1, "boot0: --ask 'a\\q': not a text with", 2},
        {"--ask dtr-rts,x $PORT " V1, "behind dtr-rts comes ,-dtr or ,-rts", 2},
        {"--ask detach $PORT " V1, "PORT is usb then", 2},
        {"--ask boot usb " V1, "over USB it is detach, touch1200 or none", 2},
        {"--baud 9600 usb " V1, "USB has no speed to set", 2},
        {"--protect usb " V1, "--protect: DfuSe has no command for it", 2},
        {"--baud 9600 tcp:1 " V1, "tcp: carries no speed", 2},
        {"--baud 5 $PORT " V1, "--baud '5': it is a number from 1200 to", 2},
        {"--wait 0 $PORT " V1, "--wait '0': no ROM answers in no time", 2},
        {"--verify all $PORT " V1, "--verify 'all': unknown", 2},
        {"--policy random $PORT " V1, "--policy 'random': unknown", 2},
        {"--expect '' $PORT " V1, "--expect '': not a text", 2},
        {"--no-start --expect x $PORT " V1, "--no-start: what is not", 2},
        {"--ask dtr-rts $PORT " V1, "has no DTR and RTS that can be set", 3},
        {"--wait 1s $PORT " V1, "no ROM answers; is this the port", 3},
        {"--wait 1s " ASK "$PORT " V1, "its firmware know this --ask?", 3},
    };
    struct flash_board *board = *state;
    struct pty silent;
    static struct blob high;
    char error[128];
    assert_true(pty_open(&silent, 115200, error, sizeof error));
    setenv("PORT", silent.path, 1);
    static const uint8_t base[] = {0x08, 0x00}, bytes[16] = {1, 2, 3};
    add_hex_record(&high, 4, 0, base, 2);
    add_hex_record(&high, 0, 0x4000, bytes, sizeof bytes);
    add_hex_record(&high, 1, 0, NULL, 0);
    folder_write(&board->folder, "high.hex", high.bytes, high.size);
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        flash_expect(board, cases[i].words, cases[i].status);
        expect_part(board->text, cases[i].line);
        assert_int_equal(count_of(board->text, "boot0: "), 1);
    }
    pty_close(&silent);
}

static void an_image_without_the_library_can_be_forced(void **state)
{
    struct flash_board *board = *state;
    flash_board_start(board, V1);
    flash_expect(board, ASK "--force $PORT $IMAGES/original-once.elf", 0);
    flash_board_told(board, "Go: branches to");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
#define TEST(test)                                                             \
    cmocka_unit_test_setup_teardown(test, set_up, flash_board_free)
        TEST(version_2_and_back),
        TEST(without_a_sign_of_life_it_is_said),
        TEST(a_rom_that_is_up_need_not_be_asked),
        TEST(only_what_differs_is_written),
        TEST(policy_and_verify_can_be_chosen),
        TEST(another_speed),
        TEST(a_speed_that_is_too_high_is_lowered),
        TEST(a_dry_run_sends_nothing),
        TEST(an_old_image_that_is_named_makes_a_dry_run_short),
        TEST(a_long_image_takes_the_time_of_the_line),
        TEST(one_page_of_a_long_image_takes_a_moment),
        TEST(ctrl_c_ends_the_page_in_hand),
        TEST(ctrl_c_before_it_changes_nothing),
        TEST(a_port_has_one_user),
        TEST(a_killed_one_is_followed_by_the_next),
        TEST(a_protected_part_is_left_alone),
        TEST(a_protected_part_can_be_erased),
        TEST(a_full_disk_does_not_hide_the_status),
        TEST(what_cannot_be_done_is_one_line),
        TEST(an_image_without_the_library_can_be_forced),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
