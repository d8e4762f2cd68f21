/* SPDX-License-Identifier: MIT
 *
 * Updates behind the resident lose no cut; residents that look at less, and
 * hosts that they do not bear, are found out.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bench/image_file.h"
#include "bench/stm32l0/readings.h"
#include "bench/update_cuts.h"
#include "bench/update_run.h"

enum {
    PIECE = 8, /* operations, after which a test may have seen enough */
    ASK_US = 10000,
    TIMES = 16 /* at which the request is made until a cut is lost */
};

static char request[] = "boot0_request";

struct trial {
    struct asks asks;
    struct image old, new;
    struct campaign campaign;
    struct update update;
    struct update_run run, again;
    struct update_tally tally;
};

/* --- an update --- */

static void load(const char *name, const char *end, struct image *image)
{
    char path[1024], error[IMAGE_ERROR_SIZE];
    snprintf(path, sizeof path, "%s/%s%s.elf", BOOT0_IMAGE_DIR, name, end);
    if (!image_load(path, image, error))
        fail_msg("%s", error);
}

static struct trial *trial_new(const char *name, enum flash_policy policy)
{
    struct trial *trial = test_calloc(1, sizeof *trial);
    load(name, "", &trial->old);
    load(name, "-v2", &trial->new);
    trial->asks = (struct asks){
        .count = 1,
        .list = {{.kind = ASK_CALL, .at_us = ASK_US, .symbol = request}}};
    trial->campaign.asks = &trial->asks;
    assert_true(part_find("stm32l073rz", &trial->campaign.part));
    trial->campaign.decoder = test_calloc(1, sizeof *trial->campaign.decoder);
    trial->update.policy = policy;
    trial->update.scenario = (struct scenario){.rom = ROM_V4_1, .wdg_sw = 1};
    return trial;
}

/* Puts another resident into the part. */
static void take_resident(struct trial *trial, const char *name)
{
    struct image resident = {0};
    load(name, "", &resident);
    for (size_t i = 0; i < resident.segment_count; i++)
        assert_true(image_store(&trial->old, resident.segments[i].address,
                                resident.segments[i].data,
                                resident.segments[i].size));
    image_free(&resident);
}

static void run(struct trial *trial)
{
    campaign_load(&trial->campaign, &trial->old, NULL);
    assert_true(update_images(&trial->update, &trial->campaign, &trial->new));
    update_run(&trial->run, &trial->update, NEVER);
    if (trial->run.phase != UPDATE_PHASE_DONE)
        fail_msg("%s", trial->run.error);
}

static uint64_t lost(const struct trial *trial)
{
    return update_tally_verdict(&trial->tally, UPDATE_NO_WAY_BACK);
}

/* Makes all cuts, or those up to the piece in which the first one is lost. */
static void cut(struct trial *trial, bool all)
{
    const struct nvm_journal *journal = &trial->run.journal;
    struct update_fork *fork = update_fork_new(&trial->update, journal);
    struct update_memo memo = {0};
    assert_non_null(fork);
    while (fork->next < journal->count && (all || !lost(trial))) {
        uint32_t end = fork->next + PIECE;
        if (end > journal->count)
            end = journal->count;
        assert_true(update_cuts_run(fork, end, &memo, &trial->tally));
    }
    update_memo_free(&memo);
    free(fork);
}

static void trial_end(struct trial *trial)
{
    nvm_journal_free(&trial->run.journal);
    nvm_journal_free(&trial->again.journal);
    update_images_free(&trial->update);
    image_free(&trial->old);
    image_free(&trial->new);
    test_free(trial->campaign.decoder);
    test_free(trial);
}

static void show(const struct trial *trial)
{
    for (unsigned i = 0; i < UPDATE_WHYS; i++) {
        const struct update_tally_row *row = &trial->tally.rows[i];
        char text[SCENARIO_CUT_TEXT];
        scenario_cut_format(&row->first, text);
        if (row->cuts)
            print_error("%u: %s, first cut=%s\n", (unsigned)row->cuts,
                        update_why_name((enum update_why)i), text);
    }
}

/* --- residents --- */

static void expect_none_lost(const char *name, enum flash_policy policy)
{
    struct trial *trial = trial_new(name, policy);
    run(trial);
    cut(trial, true);
    if (lost(trial))
        show(trial);
    assert_int_equal(lost(trial), 0);
    assert_int_equal(trial->tally.cuts, update_cuts_count(&trial->run.journal));
    assert_true(trial->tally.rows[UPDATE_NEW_RUNS].cuts > 0);
    assert_true(trial->tally.rows[UPDATE_ROM_ANSWERS].cuts > 1000);
    trial_end(trial);
}

static void a_resident_by_crc_loses_none(void **state)
{
    (void)state;
    expect_none_lost("nucleo-l073rz-resident", FLASH_POLICY_ADDRESS);
    expect_none_lost("nucleo-l073rz-resident", FLASH_POLICY_FIRST_LAST);
    expect_none_lost("nucleo-l073rz-resident", FLASH_POLICY_LAST_FIRST);
}

/* Its host must write the first page last. */
static void a_resident_by_head_loses_none(void **state)
{
    (void)state;
    expect_none_lost("nucleo-l073rz-resident-head", FLASH_POLICY_FIRST_LAST);
}

/* The run itself, cut there, ends in the same way. */
static void expect_replay(struct trial *trial)
{
    const struct update_tally_row *first = NULL;
    for (unsigned i = 0; i < UPDATE_WHYS; i++)
        if (trial->tally.rows[i].cuts &&
            update_verdict((enum update_why)i) == UPDATE_NO_WAY_BACK)
            first = &trial->tally.rows[i];
    assert_non_null(first);
    update_run(&trial->again, &trial->update, first->first.cycle);
    assert_int_equal(trial->again.phase, UPDATE_PHASE_CUT);
    struct update_fork *fork =
        update_fork_new(&trial->update, &trial->again.journal);
    assert_non_null(fork);
    update_fork_take(fork, &trial->again.machine.chip, first->first.torn);
    assert_int_equal(update_fork_boot(fork).why, first->end.why);
    free(fork);
}

/* Which of the torn cells hold is chance, and another time is another chance: a
 * resident that looks at both vectors is deceived by few of the mixtures. */
static bool loses(const char *name, const char *resident,
                  enum flash_policy policy, unsigned at_us)
{
    struct trial *trial = trial_new(name, policy);
    trial->asks.list[0].at_us = at_us;
    take_resident(trial, resident);
    run(trial);
    cut(trial, false);
    bool some = lost(trial) > 0;
    if (some)
        expect_replay(trial);
    trial_end(trial);
    return some;
}

/* The first word, the vectors and the length, both vectors alone. By head, with
 * a host that writes it too early, or erases it too late; the trailer without
 * the CRC, with a host that writes it before the rest. */
static void less_is_found_out(void **state)
{
    (void)state;
    static const struct {
        const char *name, *resident;
        enum flash_policy policy;
    } rows[] = {
        {"nucleo-l073rz-resident", "resident-first-word",
         FLASH_POLICY_FIRST_LAST},
        {"nucleo-l073rz-resident", "resident-no-trailer",
         FLASH_POLICY_FIRST_LAST},
        {"nucleo-l073rz-resident", "resident-no-crc", FLASH_POLICY_LAST_FIRST},
        {"nucleo-l073rz-resident-head", "resident-head", FLASH_POLICY_ADDRESS},
        {"nucleo-l073rz-resident-head", "resident-head",
         FLASH_POLICY_LAST_FIRST},
        {"nucleo-l073rz-resident-head", "resident-two-words",
         FLASH_POLICY_FIRST_LAST},
    };
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
        unsigned time = 0;
        while (time < TIMES && !loses(rows[i].name, rows[i].resident,
                                      rows[i].policy, ASK_US + time * 1000))
            time++;
        if (time == TIMES)
            fail_msg("%s: no cut is lost", rows[i].resident);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_resident_by_crc_loses_none),
        cmocka_unit_test(a_resident_by_head_loses_none),
        cmocka_unit_test(less_is_found_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
