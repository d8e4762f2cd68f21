/* SPDX-License-Identifier: MIT
 *
 * Which scenarios a campaign is expanded to, and what cannot be one of them.
 */
#include "bench/image_file.h"
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

static void close_campaign(struct image *image, struct scenario_list *list)
{
    free(list->scenarios);
    image_free(image);
}

static unsigned expanded(const char *part, struct campaign_boards boards)
{
    struct campaign campaign;
    struct image image;
    struct scenario_list list = {0};
    char error[IMAGE_ERROR_SIZE];
    open_campaign(&campaign, &image, part);
    assert_true(campaign_expand(&campaign, &boards, &list, error));
    unsigned count = list.count;
    close_campaign(&image, &list);
    return count;
}

/* 36 + 288 + 36 + 288 readings on 2 x 3 x 2 boards; with one bank on 1 x 1 x
 * 2. */
static void what_is_left_out_takes_every_value(void **state)
{
    (void)state;
    struct campaign_boards boards = {.wdg_sw = 1};
    assert_int_equal(expanded("stm32l073rz", boards), 648 * 12);
    assert_int_equal(expanded("stm32l073r8", boards), 648 * 2);
    boards.bfb2 = (struct campaign_values){1, {1}};
    boards.bank2 = (struct campaign_values){1, {BANK2_COPY}};
    boards.rdp = (struct campaign_values){1, {2}};
    assert_int_equal(expanded("stm32l073rz", boards), 648);
    boards.reading_mask = 1u << READING_RAM;
    assert_int_equal(expanded("stm32l073rz", boards), 216);
}

static void pieces_differ_in_their_readings_alone(void **state)
{
    (void)state;
    struct campaign campaign;
    struct image image;
    struct scenario_list list = {0};
    struct campaign_boards boards = {.wdg_sw = 1};
    char error[IMAGE_ERROR_SIZE];
    open_campaign(&campaign, &image, "stm32l073rz");
    assert_true(campaign_expand(&campaign, &boards, &list, error));
    for (unsigned i = 0; i < list.count;) {
        unsigned size = campaign_piece(&list.scenarios[i], list.count - i);
        assert_in_range(size, 1, CAMPAIGN_PIECE);
        for (unsigned k = 1; k < size; k++)
            assert_true(
                scenario_related(&list.scenarios[i], &list.scenarios[i + k]));
        i += size;
    }
    assert_int_equal(campaign_piece(list.scenarios, list.count),
                     CAMPAIGN_PIECE);
    assert_int_equal(campaign_piece(list.scenarios, 5), 5);
    close_campaign(&image, &list);
}

static void expect_refused(const char *part, const char *id, const char *why)
{
    struct campaign campaign;
    struct image image;
    struct scenario_list list = {0};
    char error[IMAGE_ERROR_SIZE] = "";
    open_campaign(&campaign, &image, part);
    assert_false(campaign_add(&campaign, id, &list, error));
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
}

static void files_are_found_by_their_hash(void **state)
{
    (void)state;
    static uint8_t bytes[ROM_IMAGE_SIZE] = {1, 2, 3};
    const struct rom_image rom = {
        .version = ROM_FILE, .path = "dump", .bytes = bytes};
    struct campaign campaign;
    struct image image;
    struct scenario_list list = {0};
    char id[SCENARIO_ID], error[IMAGE_ERROR_SIZE];
    uint32_t hash = scenario_hash(bytes, sizeof bytes);
    open_campaign(&campaign, &image, "stm32l073rz");
    campaign.roms = &rom;
    campaign.rom_count = 1;
    snprintf(id, sizeof id, "file:%08x/bfb2=1", (unsigned)hash);
    assert_true(campaign_add(&campaign, id, &list, error));
    assert_int_equal(list.count, 1);
    assert_int_equal(list.scenarios[0].bfb2, 1);
    assert_ptr_equal(campaign_rom(&campaign, hash), bytes);
    assert_null(campaign_rom(&campaign, hash + 1));
    close_campaign(&image, &list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_left_out_takes_every_value),
        cmocka_unit_test(pieces_differ_in_their_readings_alone),
        cmocka_unit_test(what_cannot_be_is_refused),
        cmocka_unit_test(files_are_found_by_their_hash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
