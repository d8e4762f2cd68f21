/* SPDX-License-Identifier: MIT
 *
 * Verdicts: what counts as an entry, when an ask is over, a ROM that is deaf, a
 * fault where no memory is.
 */
#include "bench/stm32l0/readings.h"
#include "rom/stm32l0/choices.h"
#include "tests/bench/trial.h"

enum {
    GPIO_PORT_C = 2,
    B1 = 13,
    SVC_VECTOR = 11,
    HANDLER = 0x1A0,
    SVC_0 = 0xDF00
};

static void emit_systick(struct code *code, uint32_t reload)
{
    emit_store(code, 0xE000E014, reload);
    emit_store(code, 0xE000E018, 0);
    emit_store(code, 0xE000E010, 7);
}

/* SysTick interrupts the ROM before it has set up its own. */
static void a_rom_that_answers_nothing_is_deaf(void **state)
{
    (void)state;
    static const enum rom_version roms[] = {ROM_V4_0, ROM_V4_1, ROM_V11_1,
                                            ROM_V11_2};
    for (unsigned i = 0; i < 4; i++) {
        struct trial *trial = trial_new();
        emit_systick(at_ask(trial), 200);
        emit_jump(&trial->code, 0x1FF00405);
        trial->scenario.rom = roms[i];
        trial_run(trial);
        assert_int_equal(trial->result.verdict, VERDICT_DEAF);
        assert_false(trial->result.pass);
        image_free(&trial->image);
        test_free(trial);
    }
}

/* The handler of SVC makes the jump. */
static struct trial *by_handler(void)
{
    struct trial *trial = trial_new();
    put32(trial->code.flash + 4 * SVC_VECTOR, FLASH_START + HANDLER + 1);
    emit(at_ask(trial), SVC_0);
    trial->code.at = HANDLER;
    emit_jump(&trial->code, 0x1FF00405);
    return trial;
}

static void an_entry_from_a_handler_is_an_entry(void **state)
{
    (void)state;
    trial_ends(by_handler(), VERDICT_ROM, NULL);
    struct trial *trial = by_handler();
    trial->scenario.rom = ROM_V4_1;
    trial_ends(trial, VERDICT_BOUNCED, "E1");
}

/* Jumps as long as B1 is held. */
static struct trial *by_level(void)
{
    struct trial *trial = trial_new();
    struct code *code = at_main(trial);
    emit_store(code, 0x4002102C, 1u << GPIO_PORT_C);
    emit_store(code, 0x50000800, ~(3u << 2 * B1));
    emit_load(code, 0, 0x50000810);
    emit(code, 0x6801); /* ldr r1, [r0] */
    emit(code, 0x0B89); /* lsrs r1, r1, #14: C = bit 13 */
    emit(code, 0xD2FC); /* bcs to the load */
    emit_jump(code, 0x1FF00405);
    trial->asks.list[0] = (struct ask){
        .kind = ASK_PRESS, .at_us = 10000, .port = GPIO_PORT_C, .pin = B1};
    return trial;
}

static void jumps_while_the_button_is_held_are_no_loop(void **state)
{
    (void)state;
    trial_ends(by_level(), VERDICT_ROM, NULL);
    for (unsigned bounce = 0; bounce < 2; bounce++) {
        struct trial *trial = by_level();
        trial->scenario.rom = ROM_V4_1;
        trial->scenario.readings.value[READING_BOUNCE] = (uint8_t)bounce;
        trial_ends(trial, VERDICT_BOUNCED, "E1");
    }
}

/* ARM state does not exist: the core faults before it executes anything. */
static void a_branch_without_bit_0_is_a_hardfault(void **state)
{
    (void)state;
    static const uint32_t nowhere[] = {0x1FF00404, 0x1FF00004, 0x1FF00368,
                                       0x00000000, 0x20002000, 0x08002000,
                                       0x40000000, 0x00FF0000};
    for (unsigned i = 0; i < sizeof nowhere / sizeof *nowhere; i++) {
        struct trial *trial = trial_new();
        emit_jump(at_ask(trial), nowhere[i]);
        trial_run(trial);
        assert_int_equal(trial->result.verdict, VERDICT_HARDFAULT);
        image_free(&trial->image);
        test_free(trial);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_rom_that_answers_nothing_is_deaf),
        cmocka_unit_test(an_entry_from_a_handler_is_an_entry),
        cmocka_unit_test(jumps_while_the_button_is_held_are_no_loop),
        cmocka_unit_test(a_branch_without_bit_0_is_a_hardfault),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
