/* SPDX-License-Identifier: MIT
 *
 * `boot0 flash` of parts with sectors and of parts with double words, over a
 * pty of `boot0 run`; and an image that is for another family.
 */
#include "tests/tools/flash_board.h"

#define ASK "--ask 'update\\n' "

static int set_up(void **state)
{
    *state = flash_board_new();
    return 0;
}

/* USART1 has its console and its ROM. A sector is erased once and has bytes of
 * the whole image; OLD makes only the second update shorter. */
static void an_f411(void **state)
{
    struct flash_board *board = *state;
    flash_board_start_on(board, "usart1",
                         "--part blackpill-f411ce "
                         "$IMAGES/blackpill-f411ce.elf");
    flash_expect(board,
                 ASK "--expect 'demo v2' $PORT $IMAGES/blackpill-f411ce-v2.elf",
                 0);
    expect_in_order(board->text,
                    (const char *const[]){
                        "ROM       V13.0 (id byte 0xD0), protocol V3.1",
                        "part      STM32F411 (id 0x431), 512 KB, RDP 0",
                        "\nerase     1 sector in ", "\nwrite     ",
                        "\nverify    ", "\nstart     Go was acknowledged\n",
                        "life      \"demo v2\" came\n", NULL});
    flash_board_told(board, "writes 8 bytes at 0x08000000");
    flash_expect(board, ASK "$PORT $IMAGES/nucleo-l476rg.elf", 3);
    expect_part(board->text, "nucleo-l476rg.elf: its library is that of the "
                             "STM32L47x/L49x/L43x, and the part is an "
                             "STM32F411; nothing was changed");
    expect_part(board->text, "the firmware that was there goes on");
}

/* Its size cannot be read. The ROM is ready only once the LSE runs. */
static void an_l476(void **state)
{
    struct flash_board *board = *state;
    flash_board_start(board, "--part nucleo-l476rg $IMAGES/nucleo-l476rg.elf");
    flash_expect(
        board, ASK "--expect 'demo v2' $PORT $IMAGES/nucleo-l476rg-v2.elf", 0);
    expect_part(board->text, "part      STM32L47x/L48x (id 0x415), RDP 0");
    expect_part(board->text, "\nerase     2 pages in ");
    flash_expect(board,
                 ASK "--diff-with $IMAGES/nucleo-l476rg-v2.elf --expect "
                     "'demo v1' $PORT $IMAGES/nucleo-l476rg.elf",
                 0);
    expect_part(board->text, "\nerase     1 page in ");
}

/* An update that a host has left unfinished is gone on with. */
static void an_l432(void **state)
{
    struct flash_board *board = *state;
    flash_board_start(board, "--part nucleo-l432kc $IMAGES/nucleo-l432kc.elf");
    flash_expect(board,
                 ASK "--no-start --verify none $PORT "
                     "$IMAGES/nucleo-l432kc-v2.elf",
                 0);
    flash_expect(board,
                 "--policy address --expect 'demo v1' $PORT "
                 "$IMAGES/nucleo-l432kc.elf",
                 0);
    expect_part(board->text, "in use before");
    expect_part(board->text, "life      \"demo v1\" came\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_f411, set_up, flash_board_free),
        cmocka_unit_test_setup_teardown(an_l476, set_up, flash_board_free),
        cmocka_unit_test_setup_teardown(an_l432, set_up, flash_board_free),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
