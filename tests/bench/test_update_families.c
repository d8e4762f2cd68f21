/* SPDX-License-Identifier: MIT
 *
 * The campaign of an update on parts with sectors, with double words and ECC,
 * and with an empty check: which operations it has, that a cut from the journal
 * ends as the one in the run, and what the cuts strand.
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
#include "bench/parts.h"
#include "bench/torn.h"
#include "bench/update_cuts.h"
#include "bench/update_run.h"

/* Cuts that are made in a run of their own, and operations from one that is cut
 * to the next, of many that are alike. */
enum { CUTS_IN_RUN = 4, FEW = 13, FEWER = 199 };

static char request[] = "boot0_request";
static const struct asks asks = {
    .count = 1,
    .list = {{.kind = ASK_CALL, .at_us = 10000, .symbol = request}},
};

static struct trial {
    const char *part, *images;
    struct image old, new;
    struct campaign campaign;
    struct update update;
    struct update_run *run, *again;
    struct update_tally tally;
} trial;

static void load(const char *version, struct image *image)
{
    char path[1024], error[IMAGE_ERROR_SIZE];
    snprintf(path, sizeof path, "%s/%s%s.elf", BOOT0_IMAGE_DIR, trial.images,
             version);
    if (!image_load(path, image, error))
        fail_msg("%s", error);
}

static void begin(const char *part, const char *images)
{
    memset(&trial, 0, sizeof trial);
    trial.part = part;
    trial.images = images;
    load("", &trial.old);
    load("-v2", &trial.new);
    assert_true(part_find(part, &trial.campaign.part));
    trial.campaign.asks = &asks;
    trial.campaign.decoder = calloc(1, sizeof *trial.campaign.decoder);
    campaign_load(&trial.campaign, &trial.old, NULL);
    assert_true(update_images(&trial.update, &trial.campaign, &trial.new));
    trial.update.scenario = (struct scenario){
        .rom = parts_default_rom(&trial.campaign.part), .wdg_sw = 1};
    trial.run = calloc(1, sizeof *trial.run);
    trial.again = calloc(1, sizeof *trial.again);
}

static void run(enum flash_policy policy, enum scenario_host host)
{
    nvm_journal_free(&trial.run->journal);
    trial.update.policy = policy;
    trial.update.scenario.host = host;
    update_run(trial.run, &trial.update, NEVER);
    if (trial.run->phase != UPDATE_PHASE_DONE)
        fail_msg("%s: %s", trial.part, trial.run->error);
}

static void end(void)
{
    nvm_journal_free(&trial.run->journal);
    update_images_free(&trial.update);
    free(trial.run);
    free(trial.again);
    free(trial.campaign.decoder);
    image_free(&trial.old);
    image_free(&trial.new);
}

static struct update_fork *new_fork(const struct nvm_journal *journal)
{
    struct update_fork *fork = update_fork_new(&trial.update, journal);
    assert_non_null(fork);
    return fork;
}

/* --- alike --- */

static struct update_end cut_in_the_run(uint64_t cycle, unsigned torn)
{
    update_run(trial.again, &trial.update, cycle);
    assert_int_equal(trial.again->phase, UPDATE_PHASE_CUT);
    struct update_fork *fork = new_fork(&trial.again->journal);
    update_fork_take(fork, &trial.again->machine.chip, torn);
    struct update_end got = update_fork_boot(fork);
    nvm_journal_free(&trial.again->journal);
    free(fork);
    return got;
}

static unsigned nth_way(uint64_t ways, unsigned n)
{
    for (n %= (unsigned)__builtin_popcountll(ways); n; n--)
        ways &= ways - 1;
    return (unsigned)__builtin_ctzll(ways);
}

static void expect_alike(struct update_fork *fork, uint32_t number,
                         unsigned way)
{
    const struct nvm_operation *operation = &trial.run->journal.list[number];
    unsigned torn = nth_way(torn_ways(&operation->what), way);
    update_fork_advance(fork, number);
    uint64_t before = update_fork_key(fork);
    update_fork_tear(fork, torn);
    struct update_end want = update_fork_boot(fork);
    update_fork_mend(fork, true);
    assert_true(update_fork_key(fork) == before);
    struct update_end got = cut_in_the_run(operation->begin, torn);
    if (got.why != want.why || got.pc != want.pc || got.ps != want.ps)
        fail_msg("%s, operation %u, torn=%u: %s at 0x%08X, from the journal "
                 "%s at 0x%08X",
                 trial.part, (unsigned)number, torn, update_why_name(got.why),
                 (unsigned)got.pc, update_why_name(want.why),
                 (unsigned)want.pc);
}

/* From the erase to the last write; and the cells at the end are the run's. */
static void cuts_end_alike(void)
{
    const struct nvm_journal *journal = &trial.run->journal;
    struct update_fork *fork = new_fork(journal);
    struct chip *ran = &trial.run->machine.chip;
    for (unsigned i = 0; i < CUTS_IN_RUN; i += TEST_STRIDE)
        expect_alike(fork, i * (journal->count - 1) / (CUTS_IN_RUN - 1), i + 1);
    update_fork_advance(fork, journal->count);
    assert_memory_equal(nvm_cells(&fork->machine.chip), nvm_cells(ran),
                        nvm_cells_size(ran));
    assert_memory_equal(nvm_lasting(&fork->machine.chip), nvm_lasting(ran),
                        map_of(ran)->nvm.cut.lasting_size);
    free(fork);
}

/* --- what is lost --- */

/* Cuts every operation, or one in STEP. */
static void cut(uint32_t step)
{
    const struct nvm_journal *journal = &trial.run->journal;
    struct update_fork *fork = new_fork(journal);
    struct update_memo memo = {0};
    memset(&trial.tally, 0, sizeof trial.tally);
    for (uint32_t i = 0; i < journal->count; i += step) {
        update_fork_advance(fork, i);
        assert_true(update_cuts_run(fork, i + 1, &memo, &trial.tally));
    }
    if (step == 1)
        assert_int_equal(trial.tally.cuts, update_cuts_count(journal));
    update_memo_free(&memo);
    free(fork);
}

static uint64_t lost(void)
{
    return update_tally_verdict(&trial.tally, UPDATE_NO_WAY_BACK);
}

static uint64_t lost_by(enum update_why why)
{
    return trial.tally.rows[why].cuts;
}

static const struct event_nvm *operation(uint32_t number)
{
    return &trial.run->journal.list[number].what;
}

static const struct event_nvm *last(void)
{
    return operation(trial.run->journal.count - 1);
}

/* --- parts --- */

/* The only sector of the image is erased, its bytes are programmed one by one,
 * and the two words that start it come last. The hardware starts what is in the
 * flash: only at either end of the update there is a way back. */
static void an_f401(void **state)
{
    (void)state;
    begin("stm32f401re", "nucleo-f401re");
    run(FLASH_POLICY_FIRST_LAST, HOST_ON_USART);
    assert_int_equal(operation(0)->operation, FLASH_ERASE_PAGE);
    assert_int_equal(operation(0)->length, 16 * 1024);
    assert_int_equal(operation(1)->operation, FLASH_PROGRAM_WORD);
    assert_int_equal(operation(1)->address, FLASH_BASE + 8);
    assert_int_equal(operation(1)->length, 1);
    assert_int_equal(last()->address, FLASH_BASE + 7);
    cuts_end_alike();
    cut(FEWER);
    assert_true(lost_by(UPDATE_NO_VECTORS) > trial.tally.cuts * 9 / 10);
    run(FLASH_POLICY_ADDRESS, HOST_ON_USART);
    assert_int_equal(operation(1)->address, FLASH_BASE);
    cut(FEWER);
    assert_true(lost() > trial.tally.cuts * 8 / 10);
    assert_true(lost_by(UPDATE_FAULTS) > lost_by(UPDATE_NO_VECTORS));
    end();
}

/* With an invalid head. A torn double word is read with an NMI. */
static void an_l476(void **state)
{
    (void)state;
    begin("stm32l476rg", "nucleo-l476rg");
    run(FLASH_POLICY_FIRST_LAST, HOST_ON_USART);
    assert_int_equal(operation(0)->operation, FLASH_ERASE_PAGE);
    assert_int_equal(operation(0)->length, 2048);
    assert_int_equal(last()->operation, FLASH_PROGRAM_WORD);
    assert_int_equal(last()->length, 8);
    assert_int_equal(last()->address, FLASH_BASE);
    cuts_end_alike();
    cut(FEW);
    assert_true(lost_by(UPDATE_NO_VECTORS) > trial.tally.cuts * 9 / 10);
    run(FLASH_POLICY_ADDRESS, HOST_ON_USART);
    cut(FEW);
    assert_true(lost() > trial.tally.cuts * 9 / 10);
    assert_true(lost_by(UPDATE_NMI) > 0);
    end();
}

/* The empty check starts the ROM while the first word is erased: with the head
 * last, only cuts in the head itself are lost. */
static void an_l432(void **state)
{
    (void)state;
    begin("stm32l432kc", "nucleo-l432kc");
    run(FLASH_POLICY_FIRST_LAST, HOST_ON_USART);
    cuts_end_alike();
    cut(1);
    assert_in_range(lost(), 1, 8);
    assert_true(lost_by(UPDATE_ROM_ANSWERS) > trial.tally.cuts * 9 / 10);
    run(FLASH_POLICY_ADDRESS, HOST_ON_USART);
    cut(TEST_STRIDE);
    assert_true(lost() > trial.tally.cuts * 9 / 10);
    run(FLASH_POLICY_FIRST_LAST, HOST_ON_USB);
    cut(FEW);
    assert_in_range(lost(), 0, 8);
    end();
}

/* --- behind a resident --- */

/* Nothing is lost: by CRC in any order, by head with the first page last. */
static void expect_none_lost(enum flash_policy policy, uint32_t step)
{
    run(policy, HOST_ON_USART);
    cut(step);
    for (unsigned i = 0; lost() && i < UPDATE_WHYS; i++)
        if (trial.tally.rows[i].cuts)
            print_error("%u: %s\n", (unsigned)trial.tally.rows[i].cuts,
                        update_why_name((enum update_why)i));
    assert_int_equal(lost(), 0);
    assert_true(lost_by(UPDATE_ROM_ANSWERS) > trial.tally.cuts / 2);
}

/* The update leaves the resident alone. */
static void expect_resident_kept(uint32_t base)
{
    const struct nvm_journal *journal = &trial.run->journal;
    for (uint32_t i = 0; i < journal->count; i++)
        assert_in_range(journal->list[i].what.address, base, base + 0x8000);
}

static void behind_residents(const char *part, const char *board, uint32_t base,
                             uint32_t step)
{
    char images[64];
    snprintf(images, sizeof images, "%s-resident", board);
    begin(part, images);
    expect_none_lost(FLASH_POLICY_ADDRESS, step);
    expect_resident_kept(base);
    expect_none_lost(FLASH_POLICY_LAST_FIRST, step);
    end();
    snprintf(images, sizeof images, "%s-resident-head", board);
    begin(part, images);
    expect_none_lost(FLASH_POLICY_FIRST_LAST, step);
    expect_resident_kept(base);
    end();
}

static void residents(void **state)
{
    (void)state;
    behind_residents("stm32f401re", "nucleo-f401re", 0x08004000,
                     2 * FEWER * TEST_STRIDE);
    behind_residents("stm32l476rg", "nucleo-l476rg", 0x08001000,
                     8 * FEW * TEST_STRIDE);
    behind_residents("stm32l432kc", "nucleo-l432kc", 0x08001000,
                     FEW * TEST_STRIDE);
}

/* Every cut of the one that is the quickest to simulate. */
static void all_of_an_l432(void **state)
{
    (void)state;
    begin("stm32l432kc", "nucleo-l432kc-resident");
    expect_none_lost(FLASH_POLICY_FIRST_LAST, TEST_STRIDE);
    assert_true(TEST_STRIDE > 1 || lost_by(UPDATE_NEW_RUNS) > 0);
    end();
}

static uint32_t symbol_of(const char *resident, const char *name)
{
    struct image image;
    char path[1024], error[IMAGE_ERROR_SIZE];
    snprintf(path, sizeof path, "%s/%s.elf", BOOT0_IMAGE_DIR, resident);
    if (!image_load(path, &image, error))
        fail_msg("%s", error);
    const struct image_symbol *symbol = image_symbol(&image, name);
    if (!symbol)
        fail_msg("%s: no symbol %s", path, name);
    uint32_t address = symbol->address;
    image_free(&image);
    return address;
}

/* A resident of which one word is another. */
static void expect_some_lost(const char *part, const char *images,
                             enum flash_policy policy, uint32_t address,
                             uint32_t word, uint32_t step)
{
    assert_true(image_store(&trial.old, address, &word, sizeof word));
    campaign_load(&trial.campaign, &trial.old, NULL);
    run(policy, HOST_ON_USART);
    cut(step);
    if (!lost())
        fail_msg("%s, %s: no cut is lost", part, images);
    end();
}

/* A resident that starts whatever is there; by head a host that writes the
 * first page first; one that takes the NMI of a torn double word for the end.
 */
static void less_is_found_out(void **state)
{
    static const char f401[] = "nucleo-f401re-resident";
    static const char l476[] = "nucleo-l476rg-resident";
    enum {
        NMI_VECTOR = 0x08000008,
        VALID = 0x477042A4 /* CMP r4, r4; BX lr */
    };
    (void)state;
    begin("stm32f401re", f401);
    expect_some_lost("stm32f401re", f401, FLASH_POLICY_ADDRESS,
                     symbol_of("resident-stm32f4", "resident_judge"), VALID,
                     2 * FEWER * TEST_STRIDE);
    begin("stm32l476rg", l476);
    expect_some_lost("stm32l476rg", l476, FLASH_POLICY_ADDRESS, NMI_VECTOR,
                     symbol_of("resident-stm32l4", "resident_wait") | 1,
                     4 * FEW * TEST_STRIDE);
    begin("stm32l476rg", "nucleo-l476rg-resident-head");
    run(FLASH_POLICY_ADDRESS, HOST_ON_USART);
    cut(2 * FEW);
    assert_true(lost_by(UPDATE_FAULTS) + lost_by(UPDATE_NMI) > 0);
    end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_f401),        cmocka_unit_test(an_l476),
        cmocka_unit_test(an_l432),        cmocka_unit_test(residents),
        cmocka_unit_test(all_of_an_l432), cmocka_unit_test(less_is_found_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
