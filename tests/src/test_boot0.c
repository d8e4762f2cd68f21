/* SPDX-License-Identifier: MIT
 *
 * The firmware library by verdict: a request ends in the ROM, or as the
 * decision table has it, on every ROM and under every combination of readings.
 */
#include "bench/fork.h"
#include "bench/scenario_run.h"
#include "bench/stm32l0/readings.h"
#include "bench/verdict.h"
#include "tests/src/boot0_fixture.h"
#include "tools/die.h"
#include "tools/host/native_memory.h"

struct trial {
    struct image image;
    struct campaign campaign;
    struct asks asks;
    struct rom_image rom;
    bool kept; /* the head is a stack pointer */
};

/* One for all images: a block is compared with the memory before it runs. */
static struct decoder *shared_decoder(void)
{
    static struct decoder decoder;
    if (!decoder.armv6m.native)
        decoder_native(&decoder, native_memory());
    return &decoder;
}

static const char *const levels[] = {"library-O0", "library-Og",
                                     "library-Os", "library-O2",
                                     "library-O3", "library-flto"};
enum { LEVELS = sizeof levels / sizeof *levels };

/* HEAD is what `boot0 patch` is told. */
enum head {
    HEAD_INVALID = PATCH_HEAD_INVALID,
    HEAD_KEPT = PATCH_HEAD_KEEP,
    HEAD_BY_HAND
};

static void trial_open(struct trial *trial, const char *directory,
                       const char *name, enum head head)
{
    memset(trial, 0, sizeof *trial);
    library_load(&trial->image, directory, name);
    if (head != HEAD_BY_HAND)
        library_patch(&trial->image, (enum patch_head)head);
    trial->kept = head != HEAD_INVALID;
    trial->asks = (struct asks){.count = 1,
                                .list = {{.kind = ASK_CALL,
                                          .at_us = 10000,
                                          .symbol = (char *)"boot0_request"}}};
    campaign_load(&trial->campaign, &trial->image, NULL);
    trial->campaign.asks = &trial->asks;
    trial->campaign.decoder = shared_decoder();
    assert_true(trial->campaign.library);
    assert_true(part_find("stm32l073rz", &trial->campaign.part));
}

static void trial_close(struct trial *trial)
{
    image_free(&trial->image);
}

static bool checks_banks(enum rom_version rom)
{
    return rom == ROM_V4_1 || rom == ROM_V11_2;
}

/* True: the ROM starts the bank that has the image's head. */
static bool starts_head(const struct trial *trial,
                        const struct scenario *scenario)
{
    uint32_t head = 0;
    image_word(&trial->image, FLASH_BASE, &head);
    return checks_banks(scenario->rom) &&
           bank_is_head(&trial->campaign.part, head, NULL,
                        &scenario->readings) &&
           (scenario->bfb2 ||
            scenario->readings.value[READING_BFB2] == CHOICE_BFB2_IGNORED);
}

/* Two passes with the mailbox in RAM end before the second one if the ROM
 * wipes all of it. */
static bool forgets(const struct trial *trial, const struct scenario *scenario)
{
    return trial->kept && !(trial->campaign.record.flags & BOOT0_FLAG_RTC) &&
           starts_head(trial, scenario) &&
           scenario->readings.value[READING_RAM] == CHOICE_RAM_ALL;
}

static void expect_result(const struct trial *trial,
                          const struct result *result, enum verdict verdict,
                          const char *outcome)
{
    char id[SCENARIO_ID];
    if (result->verdict == verdict &&
        (!outcome || !strcmp(result->outcome, outcome)) &&
        result->cause_count == 0)
        return;
    scenario_format(&result->scenario, id);
    fail_msg("%s, kind %u: verdict %s, want %s; outcome %s, want %s; causes: "
             "%s %s\n  boot0 check --only %s",
             trial->image.path, trial->campaign.record.kind,
             verdict_name(result->verdict), verdict_name(verdict),
             result->outcome, outcome ? outcome : "any",
             result->cause_count ? result->causes[0].code : "none",
             result->cause_count ? result->causes[0].text : "", id);
}

/* Runs SCENARIO under every combination of readings of its ROM. */
static struct result_list run_readings(const struct trial *trial,
                                       struct scenario scenario)
{
    const struct campaign_board board = {
        .scenario = scenario, .readings = readings_set_all(scenario.rom)};
    struct result_list list = {0};
    assert_true(fork_run(&trial->campaign, &board, &list));
    return list;
}

/* With BFB2=1 there is nothing to test where the ROM takes the end of RAM for
 * no stack pointer. */
static bool is_started(const struct trial *trial,
                       const struct scenario *scenario)
{
    return !scenario->bfb2 || starts_head(trial, scenario);
}

static void expect_everywhere(const struct trial *trial,
                              struct scenario scenario, enum verdict verdict,
                              const char *outcome)
{
    struct result_list list = run_readings(trial, scenario);
    for (unsigned i = 0; i < list.count; i++)
        if (is_started(trial, &list.results[i].scenario))
            expect_result(trial, &list.results[i], verdict, outcome);
    free(list.results);
}

/* BFB2=0, bank 2 blank, RDP 0: every combination leads to the ROM. */
static void expect_rom(const struct trial *trial)
{
    for (enum rom_version rom = 0; rom < ROM_VERSIONS; rom++) {
        struct result_list list =
            run_readings(trial, (struct scenario){.rom = rom, .wdg_sw = 1});
        for (unsigned i = 0; i < list.count; i++) {
            const struct result *result = &list.results[i];
            bool lost = forgets(trial, &result->scenario);
            if (!lost || result->verdict != VERDICT_BOUNCED)
                expect_result(trial, result, VERDICT_ROM, "none");
            assert_true(!lost || result->verdict == VERDICT_BOUNCED);
        }
        free(list.results);
    }
}

/* What differs is in the images: the sanitizers take the first toolchain. */
static void expect_rom_of(const char *name, enum head first, enum head last)
{
    for (unsigned i = 0; i < TOOLCHAINS; i += TEST_STRIDE)
        for (enum head head = first; head <= last; head++) {
            struct trial trial;
            trial_open(&trial, toolchains[i], name, head);
            expect_rom(&trial);
            trial_close(&trial);
        }
}

static void test_every_level(void **state)
{
    (void)state;
    for (unsigned i = 0; i < LEVELS; i += TEST_STRIDE)
        expect_rom_of(levels[i], HEAD_INVALID, HEAD_KEPT);
}

static void test_rtc_mailbox(void **state)
{
    (void)state;
    expect_rom_of("library-rtc", HEAD_INVALID, HEAD_KEPT);
}

/* Settings in boot0_config.h. */
static void test_config(void **state)
{
    (void)state;
    struct image image;
    struct record record;
    library_load(&image, "", "library-config");
    assert_int_equal(record_find(&image, &record), 1);
    assert_int_equal(record.mailbox, 0x20002000);
    image_free(&image);
    expect_rom_of("library-config", HEAD_INVALID, HEAD_KEPT);
}

/* Start-up code of ST's assembly style, of CMSIS's C style, which relies on
 * the hardware for SP, and a vector table that names boot0_reset itself. */
static void test_start_up(void **state)
{
    (void)state;
    expect_rom_of("startup-st", HEAD_INVALID, HEAD_KEPT);
    expect_rom_of("startup-cmsis", HEAD_INVALID, HEAD_KEPT);
    expect_rom_of("startup-table", HEAD_BY_HAND, HEAD_BY_HAND);
    expect_rom_of("nucleo-l073rz", HEAD_BY_HAND, HEAD_BY_HAND);
}

/* How often the ROM is entered, and that the last time is to stay. */
static void test_passes(void **state)
{
    (void)state;
    struct scenario_run *run = xmalloc(sizeof *run);
    for (enum head head = HEAD_INVALID; head <= HEAD_KEPT; head++)
        for (enum rom_version rom = 0; rom < ROM_VERSIONS; rom++) {
            struct trial trial;
            trial_open(&trial, "", "library-Os", head);
            struct scenario scenario = {.rom = rom, .wdg_sw = 1};
            scenario_run_start(run, &trial.campaign, &scenario);
            scenario_run_continue(run);
            assert_int_equal(run->end, SCENARIO_IN_ROM);
            bool twice = trial.kept && checks_banks(rom);
            assert_int_equal(run->visits, twice ? 2 : 1);
            assert_int_equal(run->resets, 1);
            trial_close(&trial);
        }
    free(run);
}

static void test_unasked(void **state)
{
    (void)state;
    struct trial trial;
    trial_open(&trial, "", "library-Os", HEAD_KEPT);
    trial.asks.count = 0;
    for (enum rom_version rom = 0; rom < ROM_VERSIONS; rom++)
        expect_everywhere(&trial, (struct scenario){.rom = rom, .wdg_sw = 1},
                          VERDICT_APPLICATION, "none");
    trial_close(&trial);
}

/* A first word of the other bank that may be a stack pointer: only a ROM
 * without bank check is entered. */
static void test_other_head(void **state)
{
    (void)state;
    for (enum head head = HEAD_INVALID; head <= HEAD_KEPT; head++) {
        struct trial trial;
        trial_open(&trial, "", "library-Os", head);
        for (enum rom_version rom = 0; rom < ROM_VERSIONS; rom++)
            for (enum bank2_kind bank2 = BANK2_APP; bank2 <= BANK2_NOISE;
                 bank2++)
                expect_everywhere(
                    &trial,
                    (struct scenario){.rom = rom, .bank2 = bank2, .wdg_sw = 1},
                    checks_banks(rom) ? VERDICT_APPLICATION : VERDICT_ROM,
                    checks_banks(rom) ? "refused_bank2" : "none");
        trial_close(&trial);
    }
}

static void test_readout_protection(void **state)
{
    (void)state;
    for (enum head head = HEAD_INVALID; head <= HEAD_KEPT; head++) {
        struct trial trial;
        trial_open(&trial, "", "library-Os", head);
        for (enum rom_version rom = 0; rom < ROM_VERSIONS; rom++)
            for (unsigned rdp = 1; rdp <= 2; rdp++)
                expect_everywhere(
                    &trial,
                    (struct scenario){.rom = rom, .rdp = rdp, .wdg_sw = 1},
                    VERDICT_APPLICATION, "refused_rdp");
        trial_close(&trial);
    }
}

/* BOOT0_ALLOW_RDP1: level 1 as level 0, level 2 still refused. */
static void test_allow_rdp1(void **state)
{
    (void)state;
    for (unsigned i = 0; i < TOOLCHAINS; i++) {
        struct trial trial;
        trial_open(&trial, toolchains[i], "library-rdp1", HEAD_INVALID);
        for (enum rom_version rom = 0; rom < ROM_VERSIONS; rom++) {
            struct scenario scenario = {.rom = rom, .rdp = 1, .wdg_sw = 1};
            expect_everywhere(&trial, scenario, VERDICT_ROM, "none");
            scenario.rdp = 2;
            expect_everywhere(&trial, scenario, VERDICT_APPLICATION,
                              "refused_rdp");
        }
        trial_close(&trial);
    }
}

/* Every value of the id byte but the four: refused. */
static void test_unknown_rom(void **state)
{
    (void)state;
    uint8_t bytes[ROM_IMAGE_SIZE];
    for (enum head head = HEAD_INVALID; head <= HEAD_KEPT; head++) {
        struct trial trial;
        trial_open(&trial, "", "library-Os", head);
        trial.rom = (struct rom_image){
            .version = ROM_FILE, .bytes = bytes, .size = sizeof bytes};
        trial.campaign.roms = &trial.rom;
        trial.campaign.rom_count = 1;
        for (unsigned id = 0; id < 256; id++) {
            if (id == 0x40 || id == 0x41 || id == 0xB1 || id == 0xB2)
                continue;
            memcpy(bytes, embed_rom(ROM_V4_1), sizeof bytes);
            bytes[ROM_ID] = (uint8_t)id;
            struct scenario scenario = {.rom = ROM_FILE,
                                        .rom_hash =
                                            scenario_hash(bytes, sizeof bytes),
                                        .wdg_sw = 1};
            struct result result;
            assert_true(verdict_run(&trial.campaign, &scenario, &result));
            expect_result(&trial, &result, VERDICT_APPLICATION, "refused_id");
        }
        trial_close(&trial);
    }
}

/* With BFB2=1 the ROM runs before every start, and does so once more when no
 * bank is left. */
static void test_erase(void **state)
{
    (void)state;
    static const char *const names[] = {"library-Os", "library-rtc"};
    for (unsigned i = 0; i < TOOLCHAINS; i++)
        for (unsigned j = 0; j < 2; j++) {
            struct trial trial;
            trial_open(&trial, toolchains[i], names[j], HEAD_KEPT);
            trial.asks.list[0].symbol = (char *)"boot0_request_erase";
            expect_everywhere(
                &trial,
                (struct scenario){.rom = ROM_V4_1, .bfb2 = 1, .wdg_sw = 1},
                VERDICT_ROM, NULL);
            expect_everywhere(
                &trial,
                (struct scenario){.rom = ROM_V11_2, .bfb2 = 1, .wdg_sw = 1},
                VERDICT_ROM, NULL);
            trial_close(&trial);
        }
}

/* Where the erase could strand the part it does not happen. */
static void test_erase_refused(void **state)
{
    (void)state;
    struct trial trial;
    for (enum head head = HEAD_INVALID; head <= HEAD_KEPT; head++) {
        trial_open(&trial, "", "library-Os", head);
        trial.asks.list[0].symbol = (char *)"boot0_request_erase";
        for (enum rom_version rom = 0; rom < ROM_VERSIONS; rom++)
            for (unsigned rdp = 0; rdp <= 2; rdp++)
                expect_everywhere(
                    &trial,
                    (struct scenario){.rom = rom, .rdp = rdp, .wdg_sw = 1},
                    VERDICT_APPLICATION, "refused_erase");
        trial_close(&trial);
    }
    /* The head in bank 1 is the other one: bank 2 runs. */
    trial_open(&trial, "", "library-rtc", HEAD_KEPT);
    trial.asks.list[0].symbol = (char *)"boot0_request_erase";
    struct scenario scenario = {
        .rom = ROM_V4_1, .bfb2 = 1, .bank2 = BANK2_COPY, .wdg_sw = 1};
    expect_everywhere(&trial, scenario, VERDICT_APPLICATION, "refused_bank2");
    scenario.bank2 = BANK2_BLANK;
    scenario.rdp = 1;
    expect_everywhere(&trial, scenario, VERDICT_APPLICATION, "refused_rdp");
    scenario.rdp = 2;
    expect_everywhere(&trial, scenario, VERDICT_APPLICATION, "refused_rdp");
    trial_close(&trial);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_level),
        cmocka_unit_test(test_rtc_mailbox),
        cmocka_unit_test(test_config),
        cmocka_unit_test(test_start_up),
        cmocka_unit_test(test_passes),
        cmocka_unit_test(test_unasked),
        cmocka_unit_test(test_other_head),
        cmocka_unit_test(test_readout_protection),
        cmocka_unit_test(test_allow_rdp1),
        cmocka_unit_test(test_unknown_rom),
        cmocka_unit_test(test_erase),
        cmocka_unit_test(test_erase_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
