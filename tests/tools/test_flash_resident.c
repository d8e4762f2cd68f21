/* SPDX-License-Identifier: MIT
 *
 * `boot0 flash` with a part that has a resident.
 */
#include "tests/tools/flash_board.h"

#include "bench/image_convert.h"
#include "bench/image_file.h"

#define OLD "$IMAGES/nucleo-l073rz-resident.elf"
#define NEW "$IMAGES/nucleo-l073rz-resident-v2.elf"
#define ASK "--ask 'update\\n' "

static int set_up(void **state)
{
    struct flash_board *board = flash_board_new();
    *state = board;
    flash_board_start(board, OLD);
    return 0;
}

static void the_resident_is_kept(void **state)
{
    struct flash_board *board = *state;
    flash_expect(board, ASK "--expect v2 $PORT " NEW, 0);
    expect_part(board->text, ", a resident (by crc) for 0x08001000\n");
    expect_part(board->text,
                "image     its resident is left out: the part keeps its own\n");
    flash_expect(board, ASK "--expect v1 $PORT " OLD, 0);
}

static void an_image_over_it_is_refused(void **state)
{
    struct flash_board *board = *state;
    flash_expect(board, ASK "$PORT $IMAGES/nucleo-l073rz.elf", 3);
    expect_part(board->text, "start     the firmware that was there goes on\n");
    expect_part(board->text, "begins at 0x08000000, where the resident is; "
                             "link it for 0x08001000; nothing was changed\n");
    flash_expect(board, ASK "--expect v2 $PORT " NEW, 0);
}

static void its_crc_can_be_the_verification(void **state)
{
    struct flash_board *board = *state;
    flash_expect(board, ASK "--verify resident $PORT " NEW, 0);
    expect_no_part(board->text, "verify ");
    expect_part(board->text, "life      the ROM does not answer: the resident "
                             "has found the image whole, and started it\n");
    flash_expect(board, ASK "--expect v1 $PORT " OLD, 0);
}

/* Puts version 2 behind the resident, patched, into $DIR/new.hex, and into
 * $DIR/other.hex with another byte in it. */
static void make_two(struct flash_board *board)
{
    struct image image;
    char error[IMAGE_ERROR_SIZE], path[128];
    assert_true(image_load(BOOT0_IMAGE_DIR "/nucleo-l073rz-behind-v2.elf",
                           &image, error));
    assert_true(image_set_word(&image, 0x08001800, 0x12345678));
    snprintf(path, sizeof path, "%s/other.elf", board->folder.name);
    assert_true(image_save(&image, path, error));
    image_free(&image);
    expect_status(board->text,
                  "$BOOT0 patch --resident 0x08001000 "
                  "$IMAGES/nucleo-l073rz-behind-v2.elf -o $DIR/new.hex && "
                  "$BOOT0 patch --resident 0x08001000 $DIR/other.elf -o "
                  "$DIR/other.hex",
                  0);
}

/* The part has version 1, and not what the old image says. */
static void an_image_that_is_not_whole_is_written_again(void **state)
{
    struct flash_board *board = *state;
    make_two(board);
    flash_expect(board,
                 ASK "--verify resident --diff-with $DIR/other.hex $PORT "
                     "$DIR/new.hex",
                 0);
    expect_in_order(board->text,
                    (const char *const[]){"diff      the part had another "
                                          "image than ",
                                          "other.hex: all of it is written\n",
                                          "erase     ", "\nwrite     ",
                                          "life      ", NULL});
    flash_expect(board, ASK "--expect v1 $PORT " OLD, 0);
}

static void an_image_that_is_not_patched_is_refused(void **state)
{
    struct flash_board *board = *state;
    flash_expect(board, ASK "$PORT $IMAGES/nucleo-l073rz-behind-v2.elf", 2);
    expect_part(board->text, "starts at 0x08001000; a part starts what is at "
                             "0x08000000, and a resident what boot0 patch "
                             "--resident has made\n");
}

static void its_sector_can_be_protected(void **state)
{
    struct flash_board *board = *state;
    flash_expect(board, ASK "--protect --expect v2 $PORT " NEW, 0);
    expect_part(board->text, "protect   sector 0 (WRP); the part resets\n");
    flash_board_told(board, "0xFFFE0001 written to 0x1FF80008");
    flash_expect(board, ASK "--expect v1 $PORT " OLD, 0);
    flash_board_end(board);
    flash_board_start(board, "$IMAGES/nucleo-l073rz.elf");
    flash_expect(board, ASK "--protect $PORT $IMAGES/nucleo-l073rz.elf", 3);
    expect_part(board->text, "--protect: the part has no resident; nothing");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
#define TEST(test)                                                             \
    cmocka_unit_test_setup_teardown(test, set_up, flash_board_free)
        TEST(the_resident_is_kept),
        TEST(an_image_over_it_is_refused),
        TEST(its_crc_can_be_the_verification),
        TEST(an_image_that_is_not_whole_is_written_again),
        TEST(an_image_that_is_not_patched_is_refused),
        TEST(its_sector_can_be_protected),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
