/* SPDX-License-Identifier: MIT
 *
 * The ends that a serial line of `boot0 run` can have, seen from the outside:
 * what a client gets and when, what a wrong setting does, and who comes second.
 */
#include "tests/tools/flash_board.h"
#include "tools/host/port.h"

#define IMAGE  "$IMAGES/nucleo-l073rz.elf"
#define BANNER "softboot0 demo v1, last request: none"
#define ANSWER "update: asking for the bootloader\r\n"

enum { LIMIT_S = COMMAND_LIMIT_S, TEXT = 512 };

static struct port client;

/* Starts the board with its line at END ("tcp", "rfc2217"); MORE options. */
static void start(struct flash_board *board, const char *end, const char *more)
{
    char arguments[128];
    snprintf(arguments, sizeof arguments, "--usart2 %s:0 %s " IMAGE, end, more);
    flash_board_run(board, arguments);
    flash_board_told(board, "is 127.0.0.1:");
    flash_board_told(board, "\n");
}

/* Connects to that line. */
static void come(struct flash_board *board, struct port *port, const char *end)
{
    static const char before[] = "is 127.0.0.1:";
    char name[32], error[PORT_ERROR_SIZE];
    snprintf(name, sizeof name, "%s:%d", end,
             atoi(strstr(board->told, before) + sizeof before - 1));
    if (!port_open(port, name, error))
        fail_msg("%s", error);
}

static void say(struct port *port, const char *text)
{
    assert_true(port_write(port, text, strlen(text)));
}

/* Reads until PART has come, or the port is gone; returns all that came. */
static const char *hear(struct port *port, const char *part)
{
    static char text[TEXT];
    size_t length = 0;
    double limit = seconds() + LIMIT_S;
    text[0] = 0;
    while (!strstr(text, part) && length < sizeof text - 1) {
        int count =
            port_read(port, text + length, sizeof text - 1 - length, 100000);
        length += count > 0 ? (size_t)count : 0;
        text[length] = 0;
        if (count < 0)
            return text;
        if (seconds() > limit)
            fail_msg("\"%s\" did not come; got:\n%s", part, text);
    }
    return text;
}

static void leave(struct flash_board *board)
{
    port_close(&client);
    flash_board_end(board);
}

/* --- when a client comes --- */

/* What was sent before is not kept: the first that comes is the answer. */
static void nothing_from_before(void **state)
{
    struct flash_board *board = *state;
    static const char *const ends[] = {"tcp", "rfc2217"};
    for (unsigned i = 0; i < 2; i++) {
        start(board, ends[i], "");
        flash_board_told(board, "LD2       on"); /* the banner has gone out */
        come(board, &client, ends[i]);
        flash_board_told(board, "a client has come");
        say(&client, "update\n");
        assert_string_equal(hear(&client, "\r\n"), ANSWER);
        leave(board);
    }
}

/* The board has not begun before there is somebody. */
static void it_waits_for_a_client(void **state)
{
    struct flash_board *board = *state;
    start(board, "tcp", "--wait");
    poll(NULL, 0, 100);
    expect_no_part(server_output(&board->server, board->told), "runs in bank");
    come(board, &client, "tcp");
    const char *text = hear(&client, "\r\n");
    assert_ptr_equal(strstr(text, BANNER), text);
    leave(board);
}

/* As a serial port that is in use: it is sent away, and the first one is not
 * disturbed. Whoever comes when that has gone is served. */
static void one_at_a_time(void **state)
{
    struct flash_board *board = *state;
    static struct port second;
    uint8_t byte;
    start(board, "tcp", "");
    come(board, &client, "tcp");
    flash_board_told(board, "a client has come");
    port_unlock(&client.lock); /* boot0's own do not come that far */
    come(board, &second, "tcp");
    assert_int_equal(port_read(&second, &byte, 1, LIMIT_S * 1000000ull), -1);
    port_close(&second);
    say(&client, "update\n");
    expect_part(hear(&client, ANSWER), ANSWER);
    port_close(&client);
    flash_board_told(board, "it has gone");
    come(board, &second, "tcp");
    assert_int_equal(port_read(&second, &byte, 1, 50000), 0);
    port_close(&second);
    leave(board);
}

/* --- what a client sets --- */

/* "update" does nothing at this setting. The right one, set afterwards, finds
 * the firmware as it was. */
static void expect_deaf(struct flash_board *board, uint32_t baud,
                        enum port_parity parity)
{
    static const char right[] = "a line that is not the right one\n";
    char text[TEXT];
    port_set_line(&client, baud, parity);
    say(&client, "\nupdate\n");
    int count = port_read(&client, text, sizeof text - 1, 200000);
    text[count > 0 ? count : 0] = 0;
    expect_no_part(text, "asking");
    expect_no_part(server_output(&board->server, board->told), "reset");
    assert_true(port_set_line(&client, 115200, PORT_PARITY_NONE));
    say(&client, right);
}

/* A speed that the line does not have carries nothing, neither at that speed
 * nor at the one from before. */
static void wrong_settings_fail(void **state)
{
    struct flash_board *board = *state;
    start(board, "rfc2217", "");
    flash_board_told(board, "runs in bank 1");
    come(board, &client, "rfc2217");
    expect_deaf(board, 57600, PORT_PARITY_NONE);
    expect_deaf(board, 9600, PORT_PARITY_NONE);
    expect_deaf(board, 115200, PORT_PARITY_EVEN);
    assert_false(port_set_line(&client, 1500000, PORT_PARITY_NONE));
    expect_deaf(board, 1500000, PORT_PARITY_NONE);
    flash_board_told(board, "the client's 1500000 baud is not within");
    expect_deaf(board, 300, PORT_PARITY_NONE);
    say(&client, "update\n");
    expect_part(hear(&client, ANSWER), ANSWER);
    leave(board);
}

/* --- ends without a client --- */

static void a_file_and_nothing(void **state)
{
    struct flash_board *board = *state;
    static char text[OUTPUT_SIZE];
    expect_status(board->text,
                  "exec $BOOT0 run --pace max --until 100 --usart2 "
                  "file:$DIR/sent.txt " IMAGE,
                  0);
    expect_no_part(board->text, BANNER);
    expect_status(text, "exec cat $DIR/sent.txt", 0);
    assert_ptr_equal(strstr(text, BANNER), text);
    assert_int_equal(count_of(text, "\n"), 1);
    expect_status(board->text,
                  "exec $BOOT0 run --pace max --until 100 --usart2 none " IMAGE,
                  0);
    expect_no_part(board->text, "usart2");
    expect_status(board->text,
                  "exec $BOOT0 run --pace max --until 100 --usart1 tcp:0 "
                  "--usart2 file:$DIR/none/sent.txt " IMAGE " 2>&1",
                  2);
    expect_part(board->text, "none/sent.txt");
}

/* --- the test --- */

static int setup(void **state)
{
    *state = flash_board_new();
    return 0;
}

/* Also where the test has failed. */
static int end(void **state)
{
    leave(*state);
    return 0;
}

#define TEST(name) cmocka_unit_test_teardown(name, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(nothing_from_before), TEST(it_waits_for_a_client),
        TEST(one_at_a_time),       TEST(wrong_settings_fail),
        TEST(a_file_and_nothing),
    };
    return cmocka_run_group_tests(tests, setup, flash_board_free);
}
