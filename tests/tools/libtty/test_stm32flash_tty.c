/* SPDX-License-Identifier: MIT
 *
 * The real stm32flash over RFC 2217, by libboot0-tty: at 8E1, as it is by
 * default, and with its own reset sequences on RTS and DTR.
 */
#include "tests/tools/libtty/rfc2217_board.h"

enum { IMAGE_SIZE = 64 << 10 };

#define STM32FLASH "stm32flash %s rfc2217:$PORT"
#define BOOT_HIGH  "--boot0 1 $IMAGES/nucleo-l073rz.elf"

/* Ends with STATUS; OPTIONS come before the port. */
static void stm32flash(struct flash_board *board, const char *options,
                       int status)
{
    char line[256];
    snprintf(line, sizeof line, STM32FLASH, options);
    rfc2217_board_client(board, line, status);
}

static void start(struct flash_board *board, const char *arguments)
{
    need_program(board, "stm32flash");
    rfc2217_board_start(board, arguments);
}

/* 8E1 is what the ROM expects, and no pseudo-terminal has it. */
static void even_parity_writes_and_starts(void **state)
{
    struct flash_board *board = *state;
    start(board, BOOT_HIGH);
    flash_board_long_image(board, "long.bin", IMAGE_SIZE, 1);
    flash_board_told(board, "ready: ");
    stm32flash(board, "-w $DIR/long.bin -v -g 0x08000000", 0);
    expect_part(board->text, "57600 8E1");
    expect_part(board->text, "Wrote and verified address 0x08010000 (100.00%)");
    flash_board_told(board, "Go: branches to 0x0800");
    flash_board_told(board, "writes 65536 bytes at 0x08000000");
    flash_board_end(board);
}

/* RTS raises BOOT0 and DTR pulls NRST low; each comma is a pause of 100 ms,
 * the last one for the ROM's start. */
static void its_reset_sequences(void **state)
{
    struct flash_board *board = *state;
    static const char *const told[] = {
        "RTS raises BOOT0",     "DTR pulls NRST low",
        "DTR lets go of NRST",  "ready: ",
        "RTS lets go of BOOT0", "DTR pulls NRST low",
        "runs in bank 1",       NULL};
    start(board, "$IMAGES/nucleo-l073rz.elf");
    flash_board_told(board, "runs in bank 1");
    flash_board_long_image(board, "long.bin", IMAGE_SIZE, 2);
    stm32flash(board, "-i rts,dtr,-dtr,:-rts,dtr,-dtr -w $DIR/long.bin -v", 0);
    expect_part(board->text, "(100.00%)");
    flash_board_told(board, "writes 65536 bytes at 0x08000000");
    expect_in_order(board->told, told);
    flash_board_end(board);
}

/* 0x7F without parity looks as with even parity, since the line is high where
 * its parity bit of 1 would be; the first command does not. */
static void wrong_parity_fails(void **state)
{
    struct flash_board *board = *state;
    start(board, BOOT_HIGH);
    flash_board_told(board, "ready: ");
    stm32flash(board, "-m 8n1", 1);
    expect_part(board->text, "Failed to read ACK byte");
    expect_no_part(board->text, "Device ID");
    flash_board_end(board);
}

/* stm32flash finds that it did not get the speed that it has asked for. */
static void a_speed_that_no_line_has(void **state)
{
    struct flash_board *board = *state;
    start(board, BOOT_HIGH);
    flash_board_told(board, "ready: ");
    stm32flash(board, "-b 1500000", 1);
    flash_board_told(board, "the client's 1500000 baud is not within");
    flash_board_end(board);
}

static void nobody_listens(void **state)
{
    struct flash_board *board = *state;
    need_program(board, "stm32flash");
    setenv("TTY", "LD_PRELOAD=" BOOT0_TTY, 1);
    setenv("PORT", "1", 1);
    stm32flash(board, "-b 115200", 1);
    expect_part(board->text, "Failed to open port: rfc2217:1");
}

static int setup(void **state)
{
    *state = flash_board_new();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(even_parity_writes_and_starts),
        cmocka_unit_test(its_reset_sequences),
        cmocka_unit_test(wrong_parity_fails),
        cmocka_unit_test(a_speed_that_no_line_has),
        cmocka_unit_test(nobody_listens),
    };
    return cmocka_run_group_tests(tests, setup, flash_board_free);
}
