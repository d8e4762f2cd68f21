/* SPDX-License-Identifier: MIT
 *
 * `boot0 flash` through a server on the network, by python3-serial, behind
 * which the pty of `boot0 run` is.
 */
#include "tests/tools/flash_board.h"

#define V1  "$IMAGES/nucleo-l073rz.elf"
#define V2  "$IMAGES/nucleo-l073rz-v2.elf"
#define ASK "--ask 'update\\n' "

struct desk {
    struct flash_board *board;
    struct child server;
    char said[OUTPUT_SIZE];
};

static int set_up(void **state)
{
    static struct desk desk;
    desk = (struct desk){.board = flash_board_new()};
    *state = &desk;
    return 0;
}

static int tear_down(void **state)
{
    struct desk *desk = *state;
    void *board = desk->board;
    if (desk->server.pid)
        command_end(&desk->server);
    return flash_board_free(&board);
}

/* $NET is the number of the server's port. */
static void start(struct desk *desk, const char *arguments, const char *how)
{
    char script[300], number[8];
    flash_board_start(desk->board, arguments);
    snprintf(script, sizeof script,
             "exec /usr/bin/python3 %s/tests/tools/host/rfc2217_line.py $PORT "
             "%s",
             BOOT0_SOURCE_DIR, how);
    desk->said[0] = 0;
    command_start(&desk->server, script);
    assert_true(command_read(&desk->server, desk->said, "port "));
    snprintf(number, sizeof number, "%d",
             atoi(strstr(desk->said, "port ") + 5));
    setenv("NET", number, 1);
}

/* The server has one client; returns what it said. */
static const char *end(struct desk *desk)
{
    command_read(&desk->server, desk->said, NULL);
    command_end(&desk->server);
    desk->server.pid = 0;
    return desk->said;
}

static void by_rfc2217(void **state)
{
    struct desk *desk = *state;
    start(desk, V1, "");
    flash_expect(desk->board, ASK "--baud 57600 --verify none rfc2217:$NET " V2,
                 0);
    expect_part(desk->board->text, "at 57600 baud\n");
    expect_in_order(end(desk),
                    (const char *const[]){"baudrate 57600", "parity E",
                                          "baudrate 115200", "parity N",
                                          "baudrate 57600", "parity E", NULL});
    flash_board_told(desk->board, "Go: branches to");
}

static void by_tcp(void **state)
{
    struct desk *desk = *state;
    start(desk, V1, "raw");
    flash_expect(desk->board, ASK "--expect v2 tcp:localhost:$NET " V2, 0);
}

/* The part is held in reset while BOOT0 is high, and started by another reset:
 * with a ROM that is up there is only the second. */
static void by_dtr_and_rts(void **state)
{
    struct desk *desk = *state;
    start(desk, "--boot0 1 " V1, "");
    flash_expect(desk->board, "--ask dtr-rts --verify none rfc2217:$NET " V2,
                 0);
    expect_part(desk->board->text, "start     reset with BOOT0 low\n");
    expect_in_order(end(desk),
                    (const char *const[]){"parity E", "rts False", "dtr True",
                                          "rts False", "dtr False", "rts False",
                                          "dtr False", NULL});
}

static void dtr_and_rts_can_be_inverted(void **state)
{
    struct desk *desk = *state;
    start(desk, V1, "");
    flash_expect(desk->board,
                 "--ask dtr-rts,-dtr,-rts --wait 500ms rfc2217:$NET " V2, 3);
    expect_part(desk->board->text,
                "no ROM answers; is DTR wired to NRST and RTS to BOOT0? ,-dtr "
                "and ,-rts invert them; nothing was changed\n");
    expect_in_order(end(desk),
                    (const char *const[]){"parity E", "rts False", "dtr False",
                                          "rts False", "dtr True", "rts True",
                                          "dtr True", NULL});
}

/* `boot0 run` is the server, and resets the part; the new firmware's first text
 * comes at once. */
static void by_the_lines_of_the_virtual_board(void **state)
{
    static const struct {
        const char *board, *ask;
    } wirings[] = {{"", ""}, {",-dtr,-rts", ",-dtr,-rts"}};
    struct desk *desk = *state;
    char words[200];
    for (unsigned i = 0; i < sizeof wirings / sizeof *wirings; i++) {
        snprintf(words, sizeof words, "--usart2 rfc2217:0%s " V1,
                 wirings[i].board);
        flash_board_run(desk->board, words);
        flash_board_told(desk->board, " runs in bank");
        const char *port = strstr(desk->board->told, "127.0.0.1:");
        snprintf(words, sizeof words, "%d", atoi(port + 10));
        setenv("NET", words, 1);
        snprintf(words, sizeof words,
                 "--ask dtr-rts%s --expect v2 --verify none rfc2217:$NET " V2,
                 wirings[i].ask);
        flash_expect(desk->board, words, 0);
        expect_part(desk->board->text, "start     reset with BOOT0 low\n");
        flash_board_told(desk->board, "usart2    RTS raises BOOT0\n");
        flash_board_told(desk->board, "usart2    it has gone\n");
        flash_board_end(desk->board);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
#define TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
        TEST(by_rfc2217),
        TEST(by_tcp),
        TEST(by_dtr_and_rts),
        TEST(dtr_and_rts_can_be_inverted),
        TEST(by_the_lines_of_the_virtual_board),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
