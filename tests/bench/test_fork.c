/* SPDX-License-Identifier: MIT
 *
 * A run that forks where the ROM reads a reading ends as the exhaustive product
 * of all combinations does.
 */
#include "bench/image_file.h"
#include "bench/stm32l0/readings.h"
#include "tests/bench/bench_fixture.h"

#include "bench/fork.h"
#include "bench/verdict.h"

struct firmware {
    struct image image;
    struct asks asks;
    struct campaign campaign;
};

static void open_firmware(struct firmware *firmware,
                          void (*write)(struct code *))
{
    struct blob *blob = test_calloc(1, sizeof *blob);
    struct code code = bench_firmware(blob);
    char error[IMAGE_ERROR_SIZE];

    write(&code);
    if (!image_load_memory("test.elf", blob->bytes, blob->size,
                           &firmware->image, error))
        fail_msg("%s", error);
    test_free(blob);
    firmware->asks = (struct asks){
        .count = 1,
        .list = {{.kind = ASK_CALL, .at_us = 1000, .symbol = (char *)"spin"}}};
    static struct decoder decoder;
    firmware->campaign =
        (struct campaign){.asks = &firmware->asks, .decoder = &decoder};
    assert_true(part_find("stm32l073rz", &firmware->campaign.part));
    campaign_load(&firmware->campaign, &firmware->image, NULL);
}

/* An invalid head: its start-up loads SP itself. */
static void headless(struct code *code)
{
    emit_asked_once(code);
    put32(code->flash, 0xBE00BE00);
}

/* The jump with the remap, whose clock is off: the reading of the chip. */
static void remapped(struct code *code)
{
    code->at = ASK_AT;
    emit_store(code, 0x40010000, 1);
    emit_jump(code, 0x1FF00405);
}

/* Straight past the check, without a first pass. */
static void past(struct code *code)
{
    code->at = ASK_AT;
    emit_jump(code, 0x1FF00369);
}

static bool covers(const struct result *result, struct readings readings)
{
    for (unsigned i = 0; i < READINGS; i++)
        if (result->scenario.asked & 1u << i &&
            result->scenario.readings.value[i] != readings.value[i])
            return false;
    return true;
}

/* Exactly one result stands for the combination, and the combination alone
 * gives the same. */
static void expect_covered(const struct firmware *firmware,
                           const struct campaign_board *board,
                           struct readings readings,
                           const struct result_list *list)
{
    struct scenario scenario = board->scenario;
    const struct result *found = NULL;
    struct result alone;
    char id[SCENARIO_ID];

    scenario.readings = readings;
    scenario_format(&scenario, id);
    assert_true(verdict_run(&firmware->campaign, &scenario, &alone));
    for (unsigned i = 0; i < list->count; i++) {
        if (!covers(&list->results[i], readings))
            continue;
        if (found)
            fail_msg("two results stand for %s", id);
        found = &list->results[i];
        alone.count = found->count;
    }
    assert_non_null(found);
    assert_memory_equal(found, &alone, sizeof alone);
}

/* The readings with number INDEX of the ROM; every second one has gate=open. */
static struct readings combination(enum rom_version rom, unsigned index)
{
    struct readings readings = readings_nth(rom, index);
    readings.value[READING_GATE] = index / 7 % 2;
    return readings;
}

static void expect_as_the_product(void (*write)(struct code *),
                                  struct scenario scenario)
{
    struct firmware firmware;
    struct campaign_board board = {.scenario = scenario,
                                   .readings = readings_set_all(scenario.rom)};
    struct result_list list = {0};
    unsigned all = readings_set_count(&board.readings, ~0u), count = 0;

    open_firmware(&firmware, write);
    assert_true(fork_run(&firmware.campaign, &board, &list));
    for (unsigned i = 0; i < list.count; i++)
        count += list.results[i].count;
    assert_int_equal(count, all);
    assert_true(list.count < all);
    unsigned combinations = readings_count(scenario.rom);
    unsigned step = combinations / 48 * TEST_STRIDE | 1;
    for (unsigned i = 0; i < combinations; i += step)
        expect_covered(&firmware, &board, combination(scenario.rom, i), &list);
    free(list.results);
    image_free(&firmware.image);
}

static void every_end_is_that_of_the_product(void **state)
{
    (void)state;
    static void (*const programs[])(struct code *) = {emit_asked_once, headless,
                                                      remapped, past};
    static const struct scenario boards[] = {
        {.rom = ROM_V4_0, .wdg_sw = 1},
        {.rom = ROM_V4_1, .wdg_sw = 1},
        {.rom = ROM_V4_1, .bank2 = BANK2_NOISE, .rdp = 1, .wdg_sw = 1},
        {.rom = ROM_V11_2, .bank2 = BANK2_APP, .bfb2 = 1, .wdg_sw = 1},
    };
    for (unsigned i = 0; i < sizeof programs / sizeof *programs; i++)
        for (unsigned k = 0; k < sizeof boards / sizeof *boards; k++)
            expect_as_the_product(programs[i], boards[k]);
}

/* Firmware that never enters the ROM is run once. */
static void what_is_never_asked_is_counted(void **state)
{
    (void)state;
    struct firmware firmware;
    struct campaign_board board = {.scenario = {.rom = ROM_V4_1, .wdg_sw = 1},
                                   .readings = readings_set_all(ROM_V4_1)};
    struct result_list list = {0};

    open_firmware(&firmware, emit_asked_once);
    firmware.asks.count = 0;
    assert_true(fork_run(&firmware.campaign, &board, &list));
    assert_int_equal(list.count, 1);
    assert_int_equal(list.results[0].count,
                     readings_set_count(&board.readings, ~0u));
    assert_int_equal(list.results[0].scenario.asked, 0);
    free(list.results);
    image_free(&firmware.image);
}

/* Fixed readings are not forked. */
static void fixed_readings_stay(void **state)
{
    (void)state;
    struct firmware firmware;
    struct campaign_board board = {.scenario = {.rom = ROM_V4_1, .wdg_sw = 1},
                                   .readings = readings_set_all(ROM_V4_1)};
    struct result_list list = {0};

    assert_true(readings_set_match(&board.readings, "ram=[ka]*"));
    assert_true(readings_set_match(&board.readings, "bounce=reset"));
    assert_false(readings_set_match(&board.readings, "ram=own"));
    assert_false(readings_set_match(&board.readings, "color=red"));
    assert_int_equal(readings_set_choice(&board.readings, READING_RAM), 2);
    for (unsigned i = 0; i < READINGS; i++)
        board.scenario.readings.value[i] =
            (uint8_t)readings_set_first(&board.readings, i);
    open_firmware(&firmware, emit_asked_once);
    assert_true(fork_run(&firmware.campaign, &board, &list));
    for (unsigned i = 0; i < list.count; i++) {
        const struct scenario *scenario = &list.results[i].scenario;
        assert_true(scenario->asked & 1u << READING_RAM);
        assert_int_equal(scenario->readings.value[READING_BOUNCE],
                         scenario->asked >> READING_BOUNCE & 1);
        assert_int_not_equal(scenario->readings.value[READING_RAM], 0);
    }
    free(list.results);
    image_free(&firmware.image);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_end_is_that_of_the_product),
        cmocka_unit_test(what_is_never_asked_is_counted),
        cmocka_unit_test(fixed_readings_stay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
