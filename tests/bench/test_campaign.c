/* SPDX-License-Identifier: MIT
 *
 * Which boards a campaign is expanded to, and what cannot be one of them.
 */
#include "bench/image_file.h"
#include "bench/stm32l0/readings.h"
#include "tests/bench/image_fixture.h"

#include "bench/campaign.h"

/* The smallest image, on a part with two banks unless NAME is given. */
static void open_campaign(struct campaign *campaign, struct image *image,
                          const char *name)
{
    const uint8_t vectors[8] = {0, 0x50, 0, 0x20, 9, 0, 0, 8};
    char error[IMAGE_ERROR_SIZE];
    assert_true(
        image_load_memory("least.bin", vectors, sizeof vectors, image, error));
    *campaign = (struct campaign){.want = WANT_DEFAULT};
    assert_true(part_find(name, &campaign->part));
    campaign_load(campaign, image, NULL);
    assert_false(campaign->library);
}

static void close_campaign(struct image *image, struct board_list *list)
{
    free(list->boards);
    image_free(image);
}

static unsigned expanded(const char *part, struct campaign_boards boards)
{
    struct campaign campaign;
    struct image image;
    struct board_list list = {0};
    char error[IMAGE_ERROR_SIZE];
    open_campaign(&campaign, &image, part);
    assert_true(campaign_expand(&campaign, &boards, &list, error));
    unsigned count = list.count;
    close_campaign(&image, &list);
    return count;
}

/* 4 ROMs x 2 BFB2 x 3 bank 2 x 2 RDP; with one bank 4 x 2 RDP. */
static void what_is_left_out_takes_every_value(void **state)
{
    (void)state;
    struct campaign_boards boards = {.reading_mask = 0};
    assert_int_equal(expanded("stm32l073rz", boards), 48);
    assert_int_equal(expanded("stm32l073r8", boards), 8);
    boards.values[BOARD_BFB2] = 1u << 1;
    boards.values[BOARD_BANK2] = 1u << BANK2_COPY;
    boards.values[BOARD_RDP] = 1u << 2;
    assert_int_equal(expanded("stm32l073rz", boards), 4);
}

static void fixed_readings_narrow_a_board(void **state)
{
    (void)state;
    struct campaign campaign;
    struct image image;
    struct board_list list = {0};
    struct campaign_boards boards = {
        .values = {[BOARD_BFB2] = 1u << 0},
        .readings = {{[READING_RAM] = 2, [READING_SP] = 1}},
        .reading_mask = 1u << READING_RAM | 1u << READING_SP,
    };
    char error[IMAGE_ERROR_SIZE];
    open_campaign(&campaign, &image, "stm32l073rz");
    assert_true(campaign_expand(&campaign, &boards, &list, error));
    assert_int_equal(list.count, 24);
    for (unsigned i = 0; i < list.count; i++) {
        const struct campaign_board *board = &list.boards[i];
        bool checks =
            board->scenario.rom == ROM_V4_1 || board->scenario.rom == ROM_V11_2;
        assert_int_equal(board->readings.values[READING_RAM], 1u << 2);
        assert_int_equal(board->scenario.readings.value[READING_RAM], 2);
        assert_int_equal(board->readings.values[READING_SP],
                         checks ? 1u << 1 : 1u << 0);
        assert_int_equal(readings_set_choice(&board->readings, READING_CSR), 2);
    }
    close_campaign(&image, &list);
}

/* --- boards by pattern --- */

static unsigned selected(const char *first, const char *second)
{
    struct campaign campaign;
    struct image image;
    struct board_list list = {0};
    struct campaign_boards boards = {.values = {[BOARD_BFB2] = 1u << 0}};
    char error[IMAGE_ERROR_SIZE];
    open_campaign(&campaign, &image, "stm32l073rz");
    if (!campaign_select(&campaign, &boards, first, &list, error) ||
        (second && !campaign_select(&campaign, &boards, second, &list, error)))
        fail_msg("%s", error);
    unsigned count = list.count;
    close_campaign(&image, &list);
    return count;
}

static void a_pattern_selects(void **state)
{
    (void)state;
    assert_int_equal(selected("v4.1", NULL), 6);
    assert_int_equal(selected("*", NULL), 24);
    assert_int_equal(selected("v4.*/bank2=*/rdp=0", NULL), 8);
    assert_int_equal(selected("v4.1/bfb2=0/bank2=blank/rdp=0", NULL), 1);
    /* What a pattern names need not be tried without it. */
    assert_int_equal(selected("v4.1/bfb2=1/bank2=blank/rdp=2", NULL), 1);
    assert_int_equal(selected("v4.1/rdp=*/boot0=*/wdg=*", NULL), 3 * 3 * 4);
    /* Only the ROMs that have the reading. */
    assert_int_equal(selected("*/bounce=reset/bank2=blank/rdp=0", NULL), 2);
    assert_int_equal(selected("v4.1", "v4.1/rdp=0"), 6);
    assert_int_equal(selected("v4.1/rdp=1", "v4.1/rdp=0"), 6);
    assert_int_equal(selected("v4.1/ram=own/rdp=1", "v4.1/rdp=1"), 6);
}

static void expect_refused(const char *part, const char *id, const char *why)
{
    struct campaign campaign;
    struct image image;
    struct board_list list = {0};
    char error[IMAGE_ERROR_SIZE] = "";
    open_campaign(&campaign, &image, part);
    const struct campaign_boards boards = {.reading_mask = 0};
    assert_false(campaign_select(&campaign, &boards, id, &list, error));
    if (!strstr(error, why))
        fail_msg("%s: \"%s\" is not in \"%s\"", id, why, error);
    assert_int_equal(list.count, 0);
    close_campaign(&image, &list);
}

static void what_cannot_be_is_refused(void **state)
{
    (void)state;
    expect_refused("stm32l073rz", "v9/bfb2=0", "no ROM");
    expect_refused("stm32l073rz", "file:00000000/bfb2=0", "no --rom FILE");
    expect_refused("stm32l073rz", "v4.1/bank2=file:00000000",
                   "no --bank2 FILE");
    expect_refused("stm32l073r8", "v4.1/bank2=app", "no second bank");
    expect_refused("stm32l073rz", "v4.1/rdp=3", "\"rdp=3\"");
    expect_refused("stm32l073rz", "v4.1/sp=high", "\"sp=high\"");
    expect_refused("stm32l073rz", "v4.0/bounce=reset", "with such readings");
    expect_refused("stm32l073rz", "v4.1/cut=brown@7", "cut=brown@7");
}

static void files_are_found_by_their_hash(void **state)
{
    (void)state;
    static uint8_t bytes[ROM_IMAGE_SIZE] = {1, 2, 3};
    const struct rom_image rom = {.version = ROM_FILE,
                                  .path = "dump",
                                  .bytes = bytes,
                                  .size = sizeof bytes};
    struct campaign campaign;
    struct image image;
    struct board_list list = {0};
    char id[SCENARIO_ID], error[IMAGE_ERROR_SIZE];
    uint32_t hash = scenario_hash(bytes, sizeof bytes);
    open_campaign(&campaign, &image, "stm32l073rz");
    campaign.roms = &rom;
    campaign.rom_count = 1;
    snprintf(id, sizeof id, "file:%08x/bfb2=1", (unsigned)hash);
    const struct campaign_boards boards = {
        .values = {[BOARD_RDP] = 1, [BOARD_BANK2] = 1}};
    assert_true(campaign_select(&campaign, &boards, id, &list, error));
    assert_int_equal(list.count, 1);
    assert_int_equal(list.boards[0].scenario.bfb2, 1);
    assert_ptr_equal(campaign_rom(&campaign, hash), bytes);
    assert_null(campaign_rom(&campaign, hash + 1));
    close_campaign(&image, &list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_left_out_takes_every_value),
        cmocka_unit_test(fixed_readings_narrow_a_board),
        cmocka_unit_test(a_pattern_selects),
        cmocka_unit_test(what_cannot_be_is_refused),
        cmocka_unit_test(files_are_found_by_their_hash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
