/* SPDX-License-Identifier: MIT
 *
 * Cuts on the way into the ROM: which ends are allowed, that cuts with the same
 * survivors end alike, and that an id replays its cut.
 */
#include "bench/fork.h"
#include "bench/machine_debug.h"
#include "bench/torn.h"
#include "tests/bench/trial.h"

static struct decoder decoder;

/* The trial's image, with all cuts of a mode on its board, with one value of
 * each reading. */
static struct result_list run_cuts(struct trial *trial, enum cuts_mode mode)
{
    struct campaign_board board = {.scenario = trial->scenario,
                                   .readings =
                                       readings_set_all(trial->scenario.rom)};
    struct result_list list = {0};
    char error[IMAGE_ERROR_SIZE];
    readings_set_keep(&board.readings, ~0u, trial->scenario.readings);
    if (!image_load_memory("test.elf", trial->blob.bytes, trial->blob.size,
                           &trial->image, error))
        fail_msg("%s", error);
    trial->campaign.image = &trial->image;
    trial->campaign.asks = &trial->asks;
    trial->campaign.decoder = &decoder;
    trial->campaign.cuts = mode;
    assert_true(fork_run(&trial->campaign, &board, &list));
    return list;
}

static struct cut_totals totals_of(const struct result_list *list)
{
    struct cut_totals sum = {0};
    for (unsigned i = 0; i < list->count; i++)
        cut_totals_add(&sum, &list->results[i].cuts);
    return sum;
}

/* Returns the result of the first failing cut that ended so. */
static const struct result *failure(const struct result_list *list,
                                    enum verdict verdict)
{
    for (unsigned i = 0; i < list->count; i++)
        if (list->results[i].scenario.cuts[0].kind &&
            list->results[i].verdict == verdict)
            return &list->results[i];
    return NULL;
}

static void end(struct trial *trial, struct result_list *list)
{
    trial->campaign.cuts = CUTS_NONE;
    free(list->results);
    image_free(&trial->image);
    test_free(trial);
}

/* *ADDRESS = VALUE in the EEPROM, whose lock is open. */
static void emit_eeprom(struct code *code, uint32_t value)
{
    emit_load(code, 0, 0x4002200C); /* FLASH_PEKEYR */
    emit_load(code, 1, 0x89ABCDEF);
    emit(code, 0x6001); /* str r1, [r0] */
    emit_load(code, 1, 0x02030405);
    emit(code, 0x6001);
    emit_store(code, EEPROM_BASE, value);
}

/* The flag is in the EEPROM and stays there. */
static struct trial *flag_in_eeprom(void)
{
    struct trial *trial = trial_new();
    struct code *code = at_main(trial);
    emit_load(code, 0, EEPROM_BASE);
    emit(code, 0x6801); /* ldr r1, [r0] */
    emit_load(code, 2, FLAG);
    emit(code, 0x4291); /* cmp r1, r2 */
    emit(code, 0xD000); /* beq over the next one */
    emit(code, STAY);
    emit_jump(code, 0x1FF00405);
    emit_eeprom(at_ask(trial), FLAG);
    emit_reset(&trial->code);
    return trial;
}

/* --- what is allowed --- */

/* A word of RAM that is believed after any reset: lost with the supply, and an
 * allowed way into the ROM where RAM is kept. */
static void a_flag_in_ram_survives(void **state)
{
    (void)state;
    struct trial *trial = once();
    struct result_list list = run_cuts(trial, CUTS_LINEAR);
    struct cut_totals totals = totals_of(&list);
    assert_int_equal(totals.failed, 0);
    assert_true(totals.cuts > 3000);
    assert_true(totals.states < totals.cuts / 10);
    assert_int_equal(totals.cuts % 3, 0);
    end(trial, &list);
}

static void a_flag_that_outlives_the_supply_is_found(void **state)
{
    (void)state;
    struct trial *trial = flag_in_eeprom();
    struct result_list list = run_cuts(trial, CUTS_LINEAR);
    const struct result *found = failure(&list, VERDICT_UNASKED);
    assert_non_null(found);
    assert_string_equal(found->causes[0].code, "cut");
    assert_non_null(strstr(found->causes[0].text, "unasked"));
    assert_non_null(strstr(found->causes[0].text, "0x08080000"));
    assert_int_equal(found->scenario.cuts[0].kind, CUT_POWER);
    assert_int_equal(found->wanted, VERDICT_APPLICATION);
    assert_false(found->pass);
    end(trial, &list);
}

/* An operation in flight is torn in every way, and "old" is no change. */
static void an_operation_is_cut_in_flight(void **state)
{
    (void)state;
    struct trial *trial = flag_in_eeprom();
    struct result_list list = run_cuts(trial, CUTS_LINEAR);
    const struct result *found = failure(&list, VERDICT_APPLICATION);
    assert_non_null(found);
    assert_true(found->scenario.cuts[0].tears);
    assert_int_not_equal(found->scenario.cuts[0].torn, TORN_OLD);
    assert_non_null(strstr(found->causes[0].text, "the EEPROM at"));
    end(trial, &list);
}

/* --- ids --- */

static void an_id_replays_its_cut(void **state)
{
    (void)state;
    struct trial *trial = flag_in_eeprom();
    struct result_list list = run_cuts(trial, CUTS_LINEAR);
    unsigned replayed = 0;
    trial->campaign.cuts = CUTS_NONE;
    for (unsigned i = 0; i < list.count; i++) {
        struct result again;
        if (!list.results[i].scenario.cuts[0].kind)
            continue;
        assert_true(
            verdict_run(&trial->campaign, &list.results[i].scenario, &again));
        assert_int_equal(again.verdict, list.results[i].verdict);
        assert_string_equal(again.causes[0].text,
                            list.results[i].causes[0].text);
        assert_false(again.pass);
        replayed++;
    }
    assert_true(replayed >= 2);
    end(trial, &list);
}

/* --- equal survivors --- */

/* Makes a cut in a run of its own. */
static void alone(const struct trial *trial, struct scenario_cut cut,
                  struct cut_totals *totals)
{
    struct scenario scenario = trial->scenario;
    struct result result;
    scenario.cuts[0] = cut;
    assert_true(verdict_run(&trial->campaign, &scenario, &result));
    totals->cuts++;
    totals->failed += !result.pass;
}

static void each_kind(const struct trial *trial, const struct scenario_run *run,
                      struct cut_totals *totals)
{
    bool tears = run->nvm.last.begins;
    uint64_t ways = tears ? torn_ways(&run->nvm.last) : 1;
    for (unsigned kind = CUT_POWER; kind < CUT_KINDS; kind++)
        for (uint64_t left = ways; left; left &= left - 1)
            alone(trial,
                  (struct scenario_cut){.kind = (enum cut_kind)kind,
                                        .cycle = run->machine.chip.cycle,
                                        .tears = tears,
                                        .torn = (uint8_t)__builtin_ctzll(left)},
                  totals);
}

/* Makes the cuts of CUTS_LOG one by one. */
static struct cut_totals one_by_one(const struct trial *trial)
{
    static struct scenario_run run;
    struct cut_totals totals = {0};
    struct machine_event event;
    struct campaign cuts = trial->campaign;
    uint64_t step = 1;
    cuts.cuts = CUTS_LOG; /* so that the run follows the NVM */
    scenario_run_start(&run, &cuts, &trial->scenario);
    while (!scenario_run_step(&run, &event)) {
        bool begins = event.kind == MACHINE_NVM && event.nvm.begins;
        if ((begins || event.kind == MACHINE_BEFORE) &&
            scenario_run_is_on_way(&run))
            each_kind(trial, &run, &totals);
        if (!run.asked)
            continue;
        while (run.machine.chip.cpu.instructions >= run.ask_instructions + step)
            step *= 2;
        machine_stop_before(&run.machine, run.ask_instructions + step);
    }
    return totals;
}

/* Each cut ends as the one with the same survivors that was tried first. */
static void the_same_survivors_end_alike(void **state)
{
    (void)state;
    static struct trial *(*const firmware[])(void) = {once, flag_in_eeprom};
    for (unsigned i = 0; i < sizeof firmware / sizeof *firmware; i++) {
        struct trial *trial = firmware[i]();
        struct result_list list = run_cuts(trial, CUTS_LOG);
        struct cut_totals tried = totals_of(&list);
        trial->campaign.cuts = CUTS_NONE;
        struct cut_totals single = one_by_one(trial);
        assert_true(tried.cuts >= 30);
        assert_true(tried.states < tried.cuts);
        assert_int_equal(tried.cuts, single.cuts);
        assert_int_equal(tried.failed, single.failed);
        end(trial, &list);
    }
}

static void the_next_start_is_cut_as_well(void **state)
{
    (void)state;
    struct trial *trial = once();
    struct result_list once_each = run_cuts(trial, CUTS_LINEAR);
    struct cut_totals linear = totals_of(&once_each);
    image_free(&trial->image);
    struct result_list again = run_cuts(trial, CUTS_EXHAUSTIVE);
    struct cut_totals exhaustive = totals_of(&again);
    assert_true(exhaustive.cuts > linear.cuts);
    assert_true(exhaustive.states > linear.states);
    assert_int_equal(exhaustive.failed, 0);
    free(once_each.results);
    end(trial, &again);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_flag_in_ram_survives),
        cmocka_unit_test(a_flag_that_outlives_the_supply_is_found),
        cmocka_unit_test(an_operation_is_cut_in_flight),
        cmocka_unit_test(an_id_replays_its_cut),
        cmocka_unit_test(the_same_survivors_end_alike),
        cmocka_unit_test(the_next_start_is_cut_as_well),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
