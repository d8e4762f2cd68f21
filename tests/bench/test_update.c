/* SPDX-License-Identifier: MIT
 *
 * The campaign of an update: the same cut made in the run itself and made from
 * the journal ends alike; what is cut, and how it is counted; ids.
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
#include "bench/torn.h"
#include "bench/update_cuts.h"
#include "bench/update_id.h"
#include "bench/update_run.h"

enum { SAMPLE = 11 /* every so many operations a cut is made in the run */ };

static char request[] = "boot0_request";
static const struct asks asks = {
    .count = 1,
    .list = {{.kind = ASK_CALL, .at_us = 10000, .symbol = request}},
};
static struct image old, new;
static struct campaign campaign = {.asks = &asks};
static struct update update;
static struct update_run *run, *again;

static void load(const char *name, struct image *image)
{
    char path[1024], error[IMAGE_ERROR_SIZE];
    snprintf(path, sizeof path, "%s/%s.elf", BOOT0_IMAGE_DIR, name);
    if (!image_load(path, image, error))
        fail_msg("%s", error);
}

/* The demo is updated, over USART, its first page last. */
static int start(void **state)
{
    (void)state;
    load("nucleo-l073rz", &old);
    load("nucleo-l073rz-v2", &new);
    assert_true(part_find("stm32l073rz", &campaign.part));
    campaign.decoder = calloc(1, sizeof *campaign.decoder);
    campaign_load(&campaign, &old, NULL);
    run = malloc(sizeof *run);
    again = malloc(sizeof *again);
    assert_true(campaign.decoder && run && again);
    assert_true(update_images(&update, &campaign, &new));
    update.scenario = (struct scenario){.rom = ROM_V4_1, .wdg_sw = 1};
    update.policy = FLASH_POLICY_FIRST_LAST;
    update_run(run, &update, NEVER);
    return run->phase == UPDATE_PHASE_DONE ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    nvm_journal_free(&run->journal);
    update_images_free(&update);
    free(run);
    free(again);
    free(campaign.decoder);
    image_free(&old);
    image_free(&new);
    return 0;
}

/* --- the run --- */

/* The first page is erased first, and its halves are written last. */
static void the_journal_has_the_order(void **state)
{
    (void)state;
    const struct nvm_journal *journal = &run->journal;
    const struct nvm_operation *last = &journal->list[journal->count - 1];
    assert_int_equal(journal->list[0].what.operation, FLASH_ERASE_PAGE);
    assert_int_equal(journal->list[0].what.address, FLASH_BASE);
    assert_int_equal(last->what.operation, FLASH_PROGRAM_HALF_PAGE);
    assert_int_equal(last->what.address, FLASH_BASE + FLASH_HALF_PAGE);
    assert_true(update_is_whole(&update, &run->machine.chip));
    for (uint32_t i = 0; i < journal->count; i++)
        assert_memory_equal(nvm_journal_planned(journal, &journal->list[i]),
                            nvm_journal_after(journal, &journal->list[i]),
                            journal->list[i].what.length);
}

/* --- cuts --- */

static struct update_fork *new_fork(const struct nvm_journal *journal)
{
    struct update_fork *fork = update_fork_new(&update, journal);
    assert_non_null(fork);
    return fork;
}

/* The verdict of a cut that is made in a run of its own. */
static struct update_end cut_in_the_run(uint64_t cycle, unsigned torn)
{
    update_run(again, &update, cycle);
    assert_int_equal(again->phase, UPDATE_PHASE_CUT);
    assert_int_equal(again->machine.chip.cycle, cycle);
    struct update_fork *fork = new_fork(&again->journal);
    update_fork_take(fork, &again->machine.chip, torn);
    struct update_end got = update_fork_boot(fork);
    nvm_journal_free(&again->journal);
    free(fork);
    return got;
}

static unsigned nth_way(uint64_t ways, unsigned n)
{
    for (n %= (unsigned)__builtin_popcountll(ways); n; n--)
        ways &= ways - 1;
    return (unsigned)__builtin_ctzll(ways);
}

static void a_cut_ends_alike_in_the_run(void **state)
{
    (void)state;
    struct update_fork *fork = new_fork(&run->journal);
    for (uint32_t i = 0; i < run->journal.count; i += SAMPLE * TEST_STRIDE) {
        const struct nvm_operation *operation = &run->journal.list[i];
        unsigned torn = nth_way(torn_ways(&operation->what), i);
        update_fork_advance(fork, i);
        update_fork_tear(fork, torn);
        struct update_end want = update_fork_boot(fork);
        update_fork_mend(fork, true);
        struct update_end got = cut_in_the_run(operation->begin, torn);
        if (got.why != want.why || got.pc != want.pc || got.ps != want.ps)
            fail_msg("operation %u, torn=%u: %s at 0x%08X, from the journal %s "
                     "at 0x%08X",
                     (unsigned)i, torn, update_why_name(got.why),
                     (unsigned)got.pc, update_why_name(want.why),
                     (unsigned)want.pc);
    }
    free(fork);
}

/* A mended fork is as it was: booting in between changes no key. */
static void forks_leave_nothing_behind(void **state)
{
    (void)state;
    struct update_fork *fork = new_fork(&run->journal);
    struct update_fork *quiet = new_fork(&run->journal);
    for (uint32_t i = 0; i < run->journal.count; i += SAMPLE) {
        update_fork_advance(fork, i);
        update_fork_advance(quiet, i);
        uint64_t key = update_fork_tear(fork, TORN_MIX);
        update_fork_boot(fork);
        update_fork_mend(fork, true);
        assert_true(update_fork_tear(fork, TORN_MIX) == key);
        update_fork_mend(fork, false);
        assert_true(update_fork_tear(quiet, TORN_MIX) == key);
        update_fork_mend(quiet, false);
        assert_true(update_fork_key(fork) == update_fork_key(quiet));
    }
    free(fork);
    free(quiet);
}

/* The demo without its first page has no way back; before and after it does. */
static void the_campaign_counts_every_cut(void **state)
{
    (void)state;
    struct update_fork *fork = new_fork(&run->journal);
    struct update_memo memo = {0};
    struct update_tally tally = {0};
    assert_true(update_cuts_run(fork, run->journal.count, &memo, &tally));
    assert_int_equal(tally.cuts, update_cuts_count(&run->journal));
    assert_true(memo.count < tally.cuts);
    uint64_t updated = update_tally_verdict(&tally, UPDATE_UPDATED);
    uint64_t back = update_tally_verdict(&tally, UPDATE_WAY_BACK);
    uint64_t none = update_tally_verdict(&tally, UPDATE_NO_WAY_BACK);
    assert_int_equal(updated + back + none, tally.cuts);
    assert_true(updated >= 2 && back >= 1);
    assert_true(none > tally.cuts * 9 / 10);
    const struct update_tally_row *erased = &tally.rows[UPDATE_NO_VECTORS];
    assert_true(erased->cuts > tally.cuts / 2);
    assert_int_equal(erased->operation, 0);
    assert_int_equal(erased->first.torn, TORN_ERASED);
    update_memo_free(&memo);
    free(fork);
}

/* --- memo --- */

static void a_memo_finds_what_was_added(void **state)
{
    (void)state;
    struct update_memo memo = {0};
    struct update_end end = {0};
    for (uint64_t i = 0; i < 5000; i++) {
        assert_false(update_memo_find(&memo, i * 4096, &end));
        end.pc = (uint32_t)i;
        assert_true(update_memo_add(&memo, i * 4096, &end));
    }
    for (uint64_t i = 0; i < 5000; i++) {
        assert_true(update_memo_find(&memo, i * 4096, &end));
        assert_int_equal(end.pc, i);
        assert_true(memo.keys[i] == i * 4096);
    }
    update_memo_free(&memo);
}

/* --- ids --- */

static void ids_are_parsed_as_they_are_formatted(void **state)
{
    (void)state;
    static const char *const ids[] = {
        "v4.1/bfb2=0/bank2=blank/rdp=0/policy=address",
        "v11.2/bfb2=1/bank2=app/rdp=0/policy=first-last/cut=power@12:torn=7",
        "v4.0/bfb2=0/bank2=blank/rdp=0/host=usb/policy=address/cut=power@345",
        "v4.1/bfb2=0/bank2=blank/rdp=0/policy=last-first/cut=power@6",
    };
    for (unsigned i = 0; i < sizeof ids / sizeof *ids; i++) {
        struct scenario scenario;
        enum flash_policy policy;
        char id[UPDATE_ID], error[IMAGE_ERROR_SIZE];
        if (!update_id_parse(FAMILY_STM32L0, ids[i], &scenario, &policy, error,
                             sizeof error))
            fail_msg("%s: %s", ids[i], error);
        update_id_format(&scenario, policy,
                         scenario.cuts[0].kind ? &scenario.cuts[0] : NULL, id);
        assert_string_equal(id, ids[i]);
    }
}

static void bad_ids_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *id, *says;
    } rows[] = {
        {"v4.1/bfb2=0", "has policy=address or policy=first-last in it"},
        {"v4.1/policy=last/cut=power@1", "policy 'last'"},
        {"v4.9/policy=address", "v4.9"},
        {"v4.1/policy=address/cut=axe@1", "cut"},
    };
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct scenario scenario;
        enum flash_policy policy;
        char error[IMAGE_ERROR_SIZE];
        assert_false(update_id_parse(FAMILY_STM32L0, rows[i].id, &scenario,
                                     &policy, error, sizeof error));
        assert_non_null(strstr(error, rows[i].says));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_journal_has_the_order),
        cmocka_unit_test(a_cut_ends_alike_in_the_run),
        cmocka_unit_test(forks_leave_nothing_behind),
        cmocka_unit_test(the_campaign_counts_every_cut),
        cmocka_unit_test(a_memo_finds_what_was_added),
        cmocka_unit_test(ids_are_parsed_as_they_are_formatted),
        cmocka_unit_test(bad_ids_are_refused),
    };
    return cmocka_run_group_tests(tests, start, end);
}
