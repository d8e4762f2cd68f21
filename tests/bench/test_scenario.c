/* SPDX-License-Identifier: MIT
 *
 * Scenarios, what is wanted of them, and the verdict and cause of each kind of
 * end, on firmware that the test assembles.
 */
#include "bench/stm32l0/readings.h"
#include "bench/stm32l0/wanted.h"
#include "rom/stm32l0/choices.h"
#include "tests/bench/trial.h"

/* --- ids --- */

static void parse_back(const struct scenario *scenario)
{
    char id[SCENARIO_ID], again[SCENARIO_ID], error[IMAGE_ERROR_SIZE] = "";
    struct scenario parsed;

    scenario_format(scenario, id);
    if (!scenario_parse(FAMILY_STM32L0, id, &parsed, error, sizeof error))
        fail_msg("%s: %s", id, error);
    scenario_format(&parsed, again);
    assert_string_equal(id, again);
    assert_int_equal(scenario_compare(scenario, &parsed), 0);
    assert_true(scenario_related(scenario, &parsed));
}

static void every_id_is_read_back(void **state)
{
    (void)state;
    struct scenario scenario = {.bank2_hash = 0};
    for (scenario.rom = 0; scenario.rom < ROM_VERSIONS; scenario.rom++)
        for (unsigned i = 0; i < readings_count(scenario.rom); i++) {
            scenario.readings = readings_nth(scenario.rom, i);
            scenario.asked =
                readings_mask(scenario.rom) & ~(1u << READING_GATE);
            scenario.bfb2 = i & 1;
            scenario.rdp = i % 3;
            scenario.bank2 = i % BANK2_FILE;
            scenario.boot0 = i >> 1 & 1;
            scenario.wdg_sw = i >> 2 & 1;
            parse_back(&scenario);
        }
}

static void files_stand_by_their_hash(void **state)
{
    (void)state;
    struct scenario scenario = {
        .rom = ROM_FILE,
        .rom_hash = scenario_hash("rom", 3),
        .bank2 = BANK2_FILE,
        .bank2_hash = 0x0000001A,
        .wdg_sw = 1,
    };
    char id[SCENARIO_ID];
    parse_back(&scenario);
    scenario.rom_hash = 0x1A2B3C4D;
    scenario_format(&scenario, id);
    assert_string_equal(id, "file:1a2b3c4d/bfb2=0/bank2=file:0000001a/rdp=0");
    /* FNV-1a's own test values */
    assert_int_equal(scenario_hash("", 0), 0x811C9DC5);
    assert_int_equal(scenario_hash("foobar", 6), 0xBF9CF968);
}

static void the_id_of_the_design_is_the_id(void **state)
{
    (void)state;
    struct scenario scenario = {.rom = ROM_V4_1,
                                .asked = 1u << READING_BOUNCE |
                                         1u << READING_RAM | 1u << READING_SP,
                                .wdg_sw = 1};
    char id[SCENARIO_ID];
    scenario_format(&scenario, id);
    assert_string_equal(id, "v4.1/bounce=branch,ram=own,sp=range/bfb2=0/"
                            "bank2=blank/rdp=0");
    scenario.boot0 = 1;
    scenario.wdg_sw = 0;
    scenario.rom = ROM_V4_0;
    scenario.asked = 0;
    scenario_format(&scenario, id);
    assert_string_equal(id, "v4.0/bfb2=0/bank2=blank/rdp=0/boot0=1/wdg=0");
    scenario.host = HOST_ON_USB;
    scenario_format(&scenario, id);
    assert_string_equal(id,
                        "v4.0/bfb2=0/bank2=blank/rdp=0/boot0=1/wdg=0/host=usb");
    scenario.host = HOST_ON_USART;
    scenario.asked = 1u << READING_GO;
    scenario.readings.value[READING_GO] = 1;
    scenario_format(&scenario, id);
    assert_string_equal(
        id, "v4.0/go=restored/bfb2=0/bank2=blank/rdp=0/boot0=1/wdg=0");
}

static void cuts_come_last(void **state)
{
    (void)state;
    static const char id[] = "v4.1/bfb2=0/bank2=blank/rdp=0/"
                             "cut=dip@12345:torn=7/cut=power@20000";
    struct scenario scenario, other;
    char again[SCENARIO_ID], error[IMAGE_ERROR_SIZE];
    assert_true(
        scenario_parse(FAMILY_STM32L0, id, &scenario, error, sizeof error));
    parse_back(&scenario);
    scenario_format(&scenario, again);
    assert_string_equal(again, id);
    assert_int_equal(scenario.cuts[0].kind, CUT_DIP);
    assert_int_equal(scenario.cuts[0].torn, 7);
    assert_false(scenario.cuts[1].tears);
    other = scenario;
    other.cuts[1].cycle++;
    assert_true(scenario_compare(&scenario, &other) < 0);
    assert_true(scenario_related(&scenario, &other));
}

/* The order of a report is the same whoever made its parts. */
static void scenarios_have_an_order(void **state)
{
    (void)state;
    static const char *const ids[] = {
        "v4.0/bfb2=0/bank2=app/rdp=0",
        "v4.1/bfb2=0/bank2=blank/rdp=0",
        "v4.1/ram=keep/bfb2=0/bank2=blank/rdp=0",
        "v4.1/bounce=reset/bfb2=0/bank2=blank/rdp=0",
        "v4.1/bfb2=0/bank2=blank/rdp=1",
        "v4.1/bfb2=0/bank2=app/rdp=0",
        "v4.1/bfb2=1/bank2=blank/rdp=0",
        "v11.1/bfb2=0/bank2=blank/rdp=0",
        "v11.1/bfb2=0/bank2=blank/rdp=0/boot0=1",
    };
    char error[IMAGE_ERROR_SIZE];
    struct scenario before, scenario;
    for (unsigned i = 0; i < sizeof ids / sizeof *ids; i++) {
        assert_true(scenario_parse(FAMILY_STM32L0, ids[i], &scenario, error,
                                   sizeof error));
        assert_int_equal(scenario_compare(&scenario, &scenario), 0);
        if (i) {
            assert_true(scenario_compare(&before, &scenario) < 0);
            assert_true(scenario_compare(&scenario, &before) > 0);
        }
        before = scenario;
    }
}

static void what_an_id_leaves_out_is_the_first_value(void **state)
{
    (void)state;
    char error[IMAGE_ERROR_SIZE];
    struct scenario scenario;
    assert_true(scenario_parse(FAMILY_STM32L0, "v11.2/ram=all/rdp=1", &scenario,
                               error, sizeof error));
    assert_int_equal(scenario.rom, ROM_V11_2);
    assert_int_equal(scenario.readings.value[READING_RAM], CHOICE_RAM_ALL);
    assert_int_equal(scenario.readings.value[READING_CSR], 0);
    assert_int_equal(scenario.rdp, 1);
    assert_int_equal(scenario.wdg_sw, 1);
    assert_int_equal(scenario.bank2, BANK2_BLANK);
}

static void bad_ids_are_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        "v4.2",
        "v4.1/",
        "v4.1//rdp=0",
        "v4.1/rdp=3",
        "v4.1/rdp=00",
        "v4.1/rdp=",
        "v4.1/bfb2=2",
        "v4.1/bfb2=0/bfb2=0",
        "v4.1/bank2=junk",
        "v4.1/bank2=file",
        "v4.1/bank2=file:12",
        "v4.1/bank2=file:1234567G",
        "v4.1/ram=some",
        "v4.1/ram=own,ram=own",
        "v4.1/ram=own/csr=kept",
        "v4.0/bounce=reset",
        "file",
        "file:1a2b3c4d/ram=own",
        "v4.1/cut=power",
        "v4.1/cut=none@1000",
        "v4.1/cut=power@",
        "v4.1/cut=power@-1",
        "v4.1/cut=power@1000:torn=",
        "v4.1/cut=power@1000:torn=256",
        "v4.1/cut=power@1000 ",
        "v4.1/cut=dip@1/cut=dip@2/cut=dip@3",
        "v4.1/colour=red",
        "v4.1/rdp=0 ",
    };
    for (unsigned i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct scenario scenario = {.rdp = 7};
        char error[IMAGE_ERROR_SIZE] = "";
        if (scenario_parse(FAMILY_STM32L0, bad[i], &scenario, error,
                           sizeof error))
            fail_msg("\"%s\" was taken", bad[i]);
        assert_true(error[0]);
        assert_null(strchr(error, '\n'));
        assert_int_equal(scenario.rdp, 7);
    }
}

/* --- wanted --- */

enum { HEAD = 0x20005000, NO_HEAD = 0xBE00BE00, MASK_HEAD = 0x30000100 };

static struct readings readings; /* of the ROM of library_on() */

static struct situation library_on(uint8_t id)
{
    readings = (struct readings){{0}};
    return (struct situation){
        .by_library = l0_wanted,
        .asked = ASKED_ROM,
        .library = true,
        .rom_id = id,
        .readings = &readings,
        .own_head = HEAD,
    };
}

static void expect_wanted(struct situation situation, enum verdict verdict)
{
    enum verdict got = wanted(&situation, WANT_DEFAULT);
    if (got != verdict)
        fail_msg("id %02X, heads %08X %08X, rdp %u: %s, want %s",
                 situation.rom_id, (unsigned)situation.own_head,
                 (unsigned)situation.other_head, situation.rdp,
                 verdict_name(got), verdict_name(verdict));
}

static void the_decision_table(void **state)
{
    (void)state;
    static const uint32_t heads[] = {0, NO_HEAD, HEAD, MASK_HEAD};
    static const uint8_t plain[] = {0x40, 0xB1}, checks[] = {0x41, 0xB2};

    for (unsigned k = 0; k < 2; k++)
        for (unsigned own = 0; own < 4; own++)
            for (unsigned other = 0; other < 4; other++) {
                struct situation at = library_on(plain[k]);
                at.own_head = heads[own];
                at.other_head = heads[other];
                expect_wanted(at, VERDICT_ROM);
                at.rom_id = checks[k];
                expect_wanted(at,
                              other < 2 ? VERDICT_ROM : VERDICT_APPLICATION);
                at.rom_id = (uint8_t)(checks[k] + 1);
                expect_wanted(at, VERDICT_APPLICATION);
            }
}

static void a_wiped_mailbox_bounces(void **state)
{
    (void)state;
    struct situation at = library_on(0x41);
    readings.value[READING_RAM] = CHOICE_RAM_ALL;
    expect_wanted(at, VERDICT_BOUNCED);
    at.mailbox_rtc = true;
    expect_wanted(at, VERDICT_ROM);
    at.mailbox_rtc = false;
    at.own_head = NO_HEAD; /* one pass: the mailbox has done its work */
    expect_wanted(at, VERDICT_ROM);
    at.own_head = MASK_HEAD; /* two passes, but this ROM stays in the first */
    expect_wanted(at, VERDICT_ROM);
    readings.value[READING_SP] = CHOICE_SP_MASK;
    expect_wanted(at, VERDICT_BOUNCED);
    at.readings = NULL; /* the RAM that a user's ROM wipes is unknown */
    expect_wanted(at, VERDICT_ROM);
    at = library_on(0xB1);
    readings.value[READING_RAM] = CHOICE_RAM_ALL;
    expect_wanted(at, VERDICT_ROM);
}

/* The end of RAM is no stack pointer then, and the start of it is one. */
static void a_head_below_the_end_of_ram_wants_two_passes(void **state)
{
    (void)state;
    static const uint32_t heads[] = {0x1FFFFFFC, 0x20000000, 0x20004FFC,
                                     0x20005000};
    for (unsigned i = 0; i < 4; i++) {
        struct situation at = library_on(0x41);
        readings.value[READING_RAM] = CHOICE_RAM_ALL;
        readings.value[READING_SP] = CHOICE_SP_BELOW;
        at.own_head = heads[i];
        expect_wanted(at, i == 1 || i == 2 ? VERDICT_BOUNCED : VERDICT_ROM);
        at.other_head = heads[i]; /* refused under any reading */
        expect_wanted(at, i ? VERDICT_APPLICATION : VERDICT_ROM);
    }
}

/* A ROM that checks nothing with BFB2=0 stays in the first of two passes. */
static void a_check_left_out_needs_no_mailbox(void **state)
{
    (void)state;
    struct situation at = library_on(0x41);
    readings.value[READING_RAM] = CHOICE_RAM_ALL;
    readings.value[READING_BFB2] = CHOICE_BFB2_CONSULTED;
    expect_wanted(at, VERDICT_ROM);
    at.other_head = HEAD; /* the library refuses all the same */
    expect_wanted(at, VERDICT_APPLICATION);
    at.other_head = 0;
    at.bfb2 = 1;
    expect_wanted(at, VERDICT_BOUNCED);
}

/* With BFB2=1 the ROM runs between the request and the decision. */
static void a_wiped_mailbox_refuses_nothing(void **state)
{
    (void)state;
    struct situation at = library_on(0xB2);
    readings.value[READING_RAM] = CHOICE_RAM_ALL;
    at.bfb2 = 1;
    expect_wanted(at, VERDICT_BOUNCED);
    at.rdp = 1;
    expect_wanted(at, VERDICT_BOUNCED);
    at.rdp = 2; /* protected, however it is found */
    expect_wanted(at, VERDICT_APPLICATION);
    at.rdp = 1;
    at.mailbox_rtc = true;
    expect_wanted(at, VERDICT_APPLICATION);
    at.mailbox_rtc = false;
    at.bfb2 = 0;
    expect_wanted(at, VERDICT_APPLICATION);
    at.bfb2 = 1;
    at.other_head = HEAD; /* that bank is started, and asks nothing */
    expect_wanted(at, VERDICT_APPLICATION);
    at.copy = true; /* it is the image once more */
    expect_wanted(at, VERDICT_BOUNCED);
}

static void protection_refuses(void **state)
{
    (void)state;
    struct situation at = library_on(0x40);
    at.rdp = 1;
    expect_wanted(at, VERDICT_APPLICATION);
    at.allow_rdp1 = true;
    expect_wanted(at, VERDICT_ROM);
    at.rdp = 2;
    expect_wanted(at, VERDICT_APPLICATION);
    at.boot0 = 1;
    expect_wanted(at, VERDICT_APPLICATION);
    at.library = false;
    expect_wanted(at, VERDICT_APPLICATION);
    at.rdp = 1;
    at.boot0 = 0;
    expect_wanted(at, VERDICT_ROM); /* nothing refuses */
}

static void asking_nothing_wants_the_application(void **state)
{
    (void)state;
    struct situation at = library_on(0x40);
    at.asked = ASKED_NOTHING;
    expect_wanted(at, VERDICT_APPLICATION);
    at.library = false;
    expect_wanted(at, VERDICT_APPLICATION);
    at.boot0 = 1; /* the pin asks */
    expect_wanted(at, VERDICT_ROM);
}

static void an_erase_wants_bfb2(void **state)
{
    (void)state;
    struct situation at = library_on(0x41);
    at.asked = ASKED_ERASE;
    expect_wanted(at, VERDICT_APPLICATION);
    at.bfb2 = 1;
    expect_wanted(at, VERDICT_ROM);
    at.other_head = HEAD;
    expect_wanted(at, VERDICT_APPLICATION);
    at.other_head = 0;
    at.rom_id = 0x40;
    expect_wanted(at, VERDICT_APPLICATION);
    at.rom_id = 0xB2;
    at.rdp = 1;
    expect_wanted(at, VERDICT_APPLICATION);
}

static void wants_of_the_command_line_come_first(void **state)
{
    (void)state;
    struct situation at = library_on(0x99);
    assert_int_equal(wanted(&at, WANT_ROM), VERDICT_ROM);
    assert_int_equal(wanted(&at, WANT_NEVER), VERDICT_NEVER);
    for (unsigned i = 0; i < VERDICTS; i++) {
        assert_int_equal(wanted_met(i, VERDICT_NEVER),
                         i != VERDICT_ROM && i != VERDICT_UNASKED);
        assert_true(wanted_met(i, i));
    }
    assert_false(wanted_met(VERDICT_LOST, VERDICT_ROM));
}

/* --- verdicts --- */

static void one_jump_enters_v4_0(void **state)
{
    (void)state;
    trial_ends(once(), VERDICT_ROM, NULL);
    struct trial *trial = once();
    trial->scenario.rom = ROM_V11_1;
    trial_ends(trial, VERDICT_ROM, NULL);
}

static void one_jump_bounces_off_v4_1(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 8; i++) {
        struct trial *trial = once();
        trial->scenario.rom = i & 1 ? ROM_V11_2 : ROM_V4_1;
        trial->scenario.bfb2 = i >> 1 & 1;
        trial->scenario.readings.value[READING_BOUNCE] = i >> 2 & 1;
        trial_ends(trial, VERDICT_BOUNCED, "E1");
    }
}

static void an_invalid_head_stays_in_v4_1(void **state)
{
    (void)state;
    struct trial *trial = once();
    put32(trial->code.flash, NO_HEAD);
    put16(trial->code.flash + HANDLER_AT, 0x4801);     /* ldr r0, +108 */
    put16(trial->code.flash + HANDLER_AT + 2, 0x4685); /* mov sp, r0 */
    put16(trial->code.flash + HANDLER_AT + 4, 0xE004); /* b main */
    put32(trial->code.flash + HANDLER_AT + 8, 0x20005000);
    trial->scenario.rom = ROM_V4_1;
    trial_ends(trial, VERDICT_ROM, NULL);
}

static void another_program_in_bank_2_is_started(void **state)
{
    (void)state;
    struct trial *trial = once();
    trial->scenario.rom = ROM_V4_1;
    trial->scenario.bank2 = BANK2_APP;
    trial_ends(trial, VERDICT_BOUNCED, "E1");
    trial = once();
    trial->scenario.rom = ROM_V4_1;
    trial->scenario.bank2 = BANK2_COPY;
    trial_ends(trial, VERDICT_BOUNCED, "E1");
}

static void noise_in_bank_2_is_started(void **state)
{
    (void)state;
    struct trial *trial = once();
    trial->scenario.rom = ROM_V4_1;
    trial->scenario.bank2 = BANK2_NOISE; /* the fault vector is junk too */
    trial_ends(trial, VERDICT_LOCKUP, "E2");
}

/* Bank 2 runs: the image to call is not there, so nothing was asked. */
static void bank_2_runs_first_with_bfb2(void **state)
{
    (void)state;
    struct trial *trial = once();
    trial->scenario.rom = ROM_V4_1;
    trial->scenario.bank2 = BANK2_APP;
    trial->scenario.bfb2 = 1;
    trial_ends(trial, VERDICT_APPLICATION, NULL);
}

static void without_an_ask_the_application_runs(void **state)
{
    (void)state;
    struct trial *trial = once();
    trial->asks.count = 0;
    trial_ends(trial, VERDICT_APPLICATION, NULL);
}

static void the_rom_without_an_ask_is_unasked(void **state)
{
    (void)state;
    struct trial *trial = trial_new();
    emit_jump(at_main(trial), 0x1FF00405);
    trial->asks.count = 0;
    trial_ends(trial, VERDICT_UNASKED, NULL);
    /* the same while the ask is still to come */
    trial = trial_new();
    emit_jump(at_main(trial), 0x1FF00405);
    trial_ends(trial, VERDICT_UNASKED, NULL);
    /* V4.0 has no dual-bank code: with BFB2=1 it keeps the part */
    trial = once();
    trial->scenario.bfb2 = 1;
    trial_ends(trial, VERDICT_UNASKED, NULL);
    /* but the pin asks */
    trial = once();
    trial->scenario.boot0 = 1;
    trial_ends(trial, VERDICT_ROM, NULL);
}

static void a_reset_without_a_flag_is_lost(void **state)
{
    (void)state;
    struct trial *trial = trial_new();
    emit_reset(at_ask(trial));
    trial_ends(trial, VERDICT_LOST, NULL);
    trial = trial_new();
    emit(at_ask(trial), 0x4770); /* bx lr: nothing at all */
    trial_ends(trial, VERDICT_LOST, NULL);
}

/* Reset_Handler clears the word before main looks at it. */
static void a_flag_cleared_by_start_up_is_found(void **state)
{
    (void)state;
    struct trial *trial = once();
    uint8_t *at = trial->code.flash + HANDLER_AT;
    put16(at, 0x4801);     /* ldr r0, +108 */
    put16(at + 2, 0x2100); /* movs r1, #0 */
    put16(at + 4, 0x6001); /* str r1, [r0] */
    put16(at + 6, 0xE003); /* b main */
    put32(at + 8, FLAG_AT);
    trial_ends(trial, VERDICT_LOST, "A2");
}

/* A flag in the ROM's RAM, on a part that boots through the ROM. */
static void a_flag_cleared_by_the_rom_is_found(void **state)
{
    (void)state;
    struct trial *trial = once();
    trial->scenario.rom = ROM_V4_1;
    trial->scenario.bfb2 = 1;
    trial->scenario.readings.value[READING_RAM] = CHOICE_RAM_ALL;
    trial_ends(trial, VERDICT_BOUNCED, "A4");
}

/* The flag is never cleared, and the ROM sends every jump back. */
static void bounces_without_end_are_a_loop(void **state)
{
    (void)state;
    struct trial *trial = trial_new();
    struct code *code = at_main(trial);
    emit_load(code, 0, FLAG_AT);
    emit(code, 0x6801);
    emit_load(code, 2, FLAG);
    emit(code, 0x4291);
    emit(code, 0xD000);
    emit(code, STAY);
    emit_jump(code, 0x1FF00405);
    emit_flag(at_ask(trial));
    trial->scenario.rom = ROM_V4_1;
    trial_ends(trial, VERDICT_RESET_LOOP, "E1");
}

static void resets_without_end_are_a_loop(void **state)
{
    (void)state;
    struct trial *trial = trial_new();
    struct code *code = at_main(trial);
    emit_load(code, 0, FLAG_AT);
    emit(code, 0x6801);
    emit_load(code, 2, FLAG);
    emit(code, 0x4291);
    emit(code, 0xD000);
    emit(code, STAY);
    emit_reset(code);
    emit_flag(at_ask(trial));
    trial_ends(trial, VERDICT_RESET_LOOP, NULL);
}

static void an_undefined_instruction_is_a_hardfault(void **state)
{
    (void)state;
    struct trial *trial = trial_new();
    emit(at_ask(trial), UDF);
    trial_ends(trial, VERDICT_HARDFAULT, NULL);
}

static void a_fault_in_the_fault_handler_is_a_lockup(void **state)
{
    (void)state;
    struct trial *trial = trial_new();
    put16(trial->code.flash + OTHERS_AT, UDF);
    emit(at_ask(trial), UDF);
    trial_ends(trial, VERDICT_LOCKUP, NULL);
}

static void erased_flash_is_astray(void **state)
{
    (void)state;
    struct trial *trial = trial_new();
    emit_branch(at_ask(trial), 0x08002001);
    trial_ends(trial, VERDICT_ASTRAY, NULL);
}

static void ram_that_nobody_wrote_is_astray(void **state)
{
    (void)state;
    struct trial *trial = trial_new();
    emit_branch(at_ask(trial), 0x20002001);
    trial_ends(trial, VERDICT_ASTRAY, NULL);
}

/* A function copied to RAM by hand resets the chip. */
static void ram_that_the_image_wrote_is_code(void **state)
{
    (void)state;
    struct trial *trial = once();
    struct code *code = at_ask(trial);
    emit_store(code, FLAG_AT, FLAG);
    emit_store(code, 0x20002000, 0xE7FE6001); /* str r1, [r0]; b . */
    emit_load(code, 0, 0xE000ED0C);
    emit_load(code, 1, 0x05FA0004);
    emit_branch(code, 0x20002001);
    trial_ends(trial, VERDICT_ROM, NULL);
}

static void the_rom_has_its_entries(void **state)
{
    (void)state;
    struct trial *trial = trial_new();
    emit_jump(at_ask(trial), 0x1FF00411); /* amid the start-up */
    trial_ends(trial, VERDICT_ASTRAY, "J1");
    trial = trial_new();
    emit_jump(at_ask(trial), 0x1FF00369); /* V4.1's, on V11.2 */
    trial->scenario.rom = ROM_V11_2;
    trial_ends(trial, VERDICT_ASTRAY, "J1");
    trial = trial_new();
    emit_jump(at_ask(trial), 0x1FF00369);
    trial->scenario.rom = ROM_V4_1;
    trial->scenario.readings.value[READING_PAST] = CHOICE_PAST_FREE;
    trial_ends(trial, VERDICT_ROM, NULL);
}

/* --- causes --- */

static void an_even_address_is_named(void **state)
{
    (void)state;
    struct trial *trial = trial_new();
    emit_jump(at_ask(trial), 0x1FF00404);
    trial_ends(trial, VERDICT_HARDFAULT, "B6");
}

static void an_entry_taken_for_a_pointer_is_named(void **state)
{
    (void)state;
    struct trial *trial = trial_new();
    emit_load(at_ask(trial), 0, 0x1FF00369);
    emit(&trial->code, 0x6802); /* ldr r2, [r0] */
    emit(&trial->code, 0x4710);
    trial_ends(trial, VERDICT_HARDFAULT, "B3");
}

static void the_version_byte_taken_for_the_rom_is_named(void **state)
{
    (void)state;
    static const uint16_t loads[] = {0x6842, 0x6802}; /* r2, [r0, #4], [r0] */
    for (unsigned i = 0; i < 2; i++) {
        struct trial *trial = trial_new();
        emit_load(at_ask(trial), 0, 0x1FF01FFE);
        emit(&trial->code, loads[i]);
        emit(&trial->code, 0x4710);
        trial_ends(trial, VERDICT_HARDFAULT, "J2");
    }
}

static void the_rom_of_another_family_is_named(void **state)
{
    (void)state;
    static const uint32_t roms[] = {0x1FFFC804, 0x1FFF0004, 0x1FFFEC04};
    for (unsigned i = 0; i < sizeof roms / sizeof *roms; i++) {
        struct trial *trial = trial_new();
        emit_load(at_ask(trial), 0, roms[i]);
        emit(&trial->code, 0x6802);
        emit(&trial->code, 0x4710);
        trial_ends(trial, VERDICT_HARDFAULT, "J1");
        trial = trial_new();
        emit_branch(at_ask(trial), roms[i] | 1);
        trial_ends(trial, VERDICT_HARDFAULT, "J1");
    }
}

static void the_ram_of_another_part_is_named(void **state)
{
    (void)state;
    struct trial *trial = trial_new();
    emit_store(at_ask(trial), 0x20007FF0, FLAG);
    trial_ends(trial, VERDICT_HARDFAULT, "A6");
}

/* r0 is in RAM that the part does not have; a multiple of no register faults
 * for that reason, wherever it leads. */
static void every_form_of_access_is_looked_at(void **state)
{
    static const struct {
        uint16_t code;
        const char *cause;
    } forms[] = {
        {0x5842, "A6"}, /* ldr r2, [r0, r1] */
        {0x56C2, "A6"}, /* ldrsb r2, [r0, r3] */
        {0x7802, "A6"}, /* ldrb r2, [r0] */
        {0xC8F8, "A6"}, /* ldm r0!, {r3-r7} */
        {0xC008, "A6"}, /* stm r0!, {r3} */
        {0xC000, NULL}, /* stm r0!, {} */
    };
    (void)state;
    for (unsigned i = 0; i < sizeof forms / sizeof *forms; i++) {
        struct trial *trial = trial_new();
        emit_load(at_ask(trial), 0, 0x20007FF0);
        emit_load(&trial->code, 1, 4);
        emit_load(&trial->code, 3, 8);
        emit(&trial->code, forms[i].code);
        trial_ends(trial, VERDICT_HARDFAULT, forms[i].cause);
    }
}

static void a_stack_in_the_rom_is_named(void **state)
{
    (void)state;
    struct trial *trial = trial_new();
    emit_load(at_ask(trial), 0, 0x1FF00000);
    emit(&trial->code, 0x6842); /* ldr r2, [r0, #4] */
    emit(&trial->code, 0xF380); /* msr msp, r0 */
    emit(&trial->code, 0x8808);
    emit(&trial->code, 0x4710);
    trial_ends(trial, VERDICT_LOCKUP, "B2");
}

static void a_thread_stack_is_named(void **state)
{
    (void)state;
    struct trial *trial = trial_new();
    struct code *code = at_ask(trial);
    emit_load(code, 0, 0x20004000);
    emit(code, 0xF380); /* msr psp, r0 */
    emit(code, 0x8809);
    emit(code, 0x2002); /* movs r0, #2 */
    emit(code, 0xF380); /* msr control, r0 */
    emit(code, 0x8814);
    emit(code, 0xF3BF); /* isb */
    emit(code, 0x8F6F);
    emit_jump(code, 0x1FF00405);
    trial_ends(trial, VERDICT_ROM, "B5");
}

static void an_unprivileged_reset_is_named(void **state)
{
    (void)state;
    struct trial *trial = trial_new();
    struct code *code = at_ask(trial);
    emit(code, 0x2001); /* movs r0, #1 */
    emit(code, 0xF380); /* msr control, r0 */
    emit(code, 0x8814);
    emit(code, 0xF3BF); /* isb */
    emit(code, 0x8F6F);
    emit_reset(code);
    trial_ends(trial, VERDICT_HARDFAULT, "B7");
}

/* MEM_MODE = 01 while running at 0x00000160. */
static void a_remap_under_foot_is_named(void **state)
{
    (void)state;
    struct trial *trial = trial_new();
    struct code *code = at_ask(trial);
    emit_load(code, 2, 0x0000016F); /* past the branch, in the alias */
    emit_store(code, 0x40021034, 1);
    emit(code, 0x4710);
    emit(code, 0xBF00);
    emit(code, 0xBF00);
    assert_int_equal(code->at, 0x16E);
    emit_store(code, 0x40010000, 1);
    emit(code, STAY);
    trial_ends(trial, VERDICT_ASTRAY, "C3");
}

/* --- the rest of a result --- */

static void a_result_passes_only_as_wanted(void **state)
{
    (void)state;
    struct trial *trial = once();
    trial_run(trial);
    assert_true(trial->result.pass);
    assert_int_equal(trial->result.wanted, VERDICT_ROM);
    assert_string_equal(trial->result.outcome, "none");
    assert_true(trial->result.cycles > 10000);
    image_free(&trial->image);

    trial->campaign.want = WANT_NEVER;
    trial_run(trial);
    assert_false(trial->result.pass);
    image_free(&trial->image);

    test_free(trial);
}

static void a_jump_is_placed(void **state)
{
    (void)state;
    struct trial *trial = trial_new();
    emit_jump(at_ask(trial), 0x1FF00405);
    trial->scenario.rom = ROM_V4_1;
    trial_run(trial);
    assert_string_equal(trial->result.causes[0].where, "spin+0xA");
    image_free(&trial->image);
    test_free(trial);

    static const uint32_t nowhere[] = {0x1FF00404, 0x1FFFC805};
    for (unsigned i = 0; i < 2; i++) {
        trial = trial_new();
        emit_jump(at_ask(trial), nowhere[i]);
        trial_run(trial);
        assert_int_equal(trial->result.verdict, VERDICT_HARDFAULT);
        assert_string_equal(trial->result.causes[0].where, "spin+0xA");
        image_free(&trial->image);
        test_free(trial);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_id_is_read_back),
        cmocka_unit_test(files_stand_by_their_hash),
        cmocka_unit_test(the_id_of_the_design_is_the_id),
        cmocka_unit_test(cuts_come_last),
        cmocka_unit_test(scenarios_have_an_order),
        cmocka_unit_test(what_an_id_leaves_out_is_the_first_value),
        cmocka_unit_test(bad_ids_are_refused),
        cmocka_unit_test(the_decision_table),
        cmocka_unit_test(a_wiped_mailbox_bounces),
        cmocka_unit_test(a_head_below_the_end_of_ram_wants_two_passes),
        cmocka_unit_test(a_check_left_out_needs_no_mailbox),
        cmocka_unit_test(a_wiped_mailbox_refuses_nothing),
        cmocka_unit_test(protection_refuses),
        cmocka_unit_test(asking_nothing_wants_the_application),
        cmocka_unit_test(an_erase_wants_bfb2),
        cmocka_unit_test(wants_of_the_command_line_come_first),
        cmocka_unit_test(one_jump_enters_v4_0),
        cmocka_unit_test(one_jump_bounces_off_v4_1),
        cmocka_unit_test(an_invalid_head_stays_in_v4_1),
        cmocka_unit_test(another_program_in_bank_2_is_started),
        cmocka_unit_test(noise_in_bank_2_is_started),
        cmocka_unit_test(bank_2_runs_first_with_bfb2),
        cmocka_unit_test(without_an_ask_the_application_runs),
        cmocka_unit_test(the_rom_without_an_ask_is_unasked),
        cmocka_unit_test(a_reset_without_a_flag_is_lost),
        cmocka_unit_test(a_flag_cleared_by_start_up_is_found),
        cmocka_unit_test(a_flag_cleared_by_the_rom_is_found),
        cmocka_unit_test(bounces_without_end_are_a_loop),
        cmocka_unit_test(resets_without_end_are_a_loop),
        cmocka_unit_test(an_undefined_instruction_is_a_hardfault),
        cmocka_unit_test(a_fault_in_the_fault_handler_is_a_lockup),
        cmocka_unit_test(erased_flash_is_astray),
        cmocka_unit_test(ram_that_nobody_wrote_is_astray),
        cmocka_unit_test(ram_that_the_image_wrote_is_code),
        cmocka_unit_test(the_rom_has_its_entries),
        cmocka_unit_test(an_even_address_is_named),
        cmocka_unit_test(an_entry_taken_for_a_pointer_is_named),
        cmocka_unit_test(the_version_byte_taken_for_the_rom_is_named),
        cmocka_unit_test(the_rom_of_another_family_is_named),
        cmocka_unit_test(the_ram_of_another_part_is_named),
        cmocka_unit_test(every_form_of_access_is_looked_at),
        cmocka_unit_test(a_stack_in_the_rom_is_named),
        cmocka_unit_test(a_thread_stack_is_named),
        cmocka_unit_test(an_unprivileged_reset_is_named),
        cmocka_unit_test(a_remap_under_foot_is_named),
        cmocka_unit_test(a_result_passes_only_as_wanted),
        cmocka_unit_test(a_jump_is_placed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
