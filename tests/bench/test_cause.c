/* SPDX-License-Identifier: MIT
 *
 * Causes and warnings: what the text and the remedy say, and cases that the
 * programs of examples/mistakes do not have.
 */
#include "bench/cause_table.h"
#include "bench/register_name.h"
#include "bench/stm32l0/readings.h"
#include "tests/bench/trial.h"

enum {
    RCC_CR = 0x40021000,
    RCC_CFGR = 0x4002100C,
    HSEON = 1 << 16 | 1 << 8,
    HSERDY = 1 << 17,
    HSEBYP = 1 << 18,
    PORT_C = 2,
    B1 = 13
};

static struct trial *pressed(void)
{
    struct trial *trial = trial_new();
    trial->asks.list[0] = (struct ask){
        .kind = ASK_PRESS, .at_us = 10000, .port = PORT_C, .pin = B1};
    return trial;
}

static const struct finding *warning(const struct result *result,
                                     const char *code)
{
    for (unsigned i = 0; i < result->warning_count; i++)
        if (strcmp(result->warnings[i].code, code) == 0)
            return &result->warnings[i];
    return NULL;
}

static void trial_free(struct trial *trial)
{
    image_free(&trial->image);
    test_free(trial);
}

/* --- start-up that waits --- */

/* True: the verdict is lost, and the warning contains WHAT; NULL: there is no
 * such warning. */
static void expect_wait(struct trial *trial, const char *what)
{
    trial_run(trial);
    const struct finding *found = warning(&trial->result, "wait");
    assert_int_equal(trial->result.verdict, VERDICT_LOST);
    if (what && (!found || !strstr(found->text, what)))
        fail_msg("\"%s\", want %s", found ? found->text : "no wait", what);
    if (!what && found)
        fail_msg("\"%s\"", found->text);
    trial_free(trial);
}

/* while (!(REG & BIT)); by TST, or by a shift of the bit into the sign. */
static struct trial *waiting(uint32_t reg, unsigned bit, bool by_shift)
{
    struct trial *trial = pressed();
    struct code *code = at_main(trial);
    emit_load(code, 0, reg);
    emit_load(code, 2, 1u << bit);
    emit(code, 0x6801); /* ldr r1, [r0] */
    if (by_shift) {
        emit(code, (31 - bit) << 6 | 1 << 3 | 1); /* lsls r1, r1, #... */
        emit(code, 0xD5FC);                       /* bpl to the load */
    } else {
        emit(code, 0x4211); /* tst r1, r2 */
        emit(code, 0xD0FC); /* beq to the load */
    }
    emit(code, STAY);
    return trial;
}

static void a_ready_bit_that_never_comes_is_named(void **state)
{
    (void)state;
    expect_wait(waiting(RCC_CR, 17, false), "RCC_CR.HSERDY: no crystal");
    expect_wait(waiting(RCC_CR, 17, true), "RCC_CR.HSERDY: no crystal");
    expect_wait(waiting(RCC_CR, 25, true), "RCC_CR.PLLRDY");
    expect_wait(waiting(0x40007004, 1, false), "PWR_CSR.SBF");
    expect_wait(waiting(0x40000010, 0, false), "TIM2_SR.UIF");
    expect_wait(waiting(0x40000024, 30, false), "TIM2+0x24 bit 30");
}

/* The way out is an option, for a crystal alone. */
static void a_crystal_can_be_given(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 2; i++) {
        struct trial *trial = waiting(RCC_CR, i ? 25 : 17, false);
        trial_run(trial);
        const struct finding *found = warning(&trial->result, "wait");
        assert_non_null(found);
        bool advised = strstr(found->remedy, "--hse 8MHz,crystal");
        assert_int_equal(advised, i == 0);
        trial_free(trial);
    }
}

/* Firmware may well wait for a person or a host. */
static void input_is_not_waited_for_in_vain(void **state)
{
    (void)state;
    expect_wait(waiting(0x50000810, 13, false), NULL);
    expect_wait(waiting(0x4000441C, 5, false), NULL);
    expect_wait(pressed(), NULL); /* b . */
}

static void registers_have_their_names(void **state)
{
    (void)state;
    static const struct {
        const char *part;
        uint32_t address, mask;
        const char *name;
    } rows[] = {
        {"stm32l073rz", RCC_CR, HSERDY, "RCC_CR.HSERDY"},
        {"stm32l073rz", RCC_CFGR, 0xC, "RCC_CFGR.SWS"},
        {"stm32l073rz", RCC_CR, 8, "RCC_CR bit 3"},
        {"stm32l073rz", RCC_CR, 0, "RCC_CR"},
        {"stm32l073rz", 0x4001381C, 64, "USART1_ISR.TC"},
        {"stm32l073rz", 0x50000C10, 1, "GPIOD_IDR bit 0"},
        {"stm32l073rz", 0x40004810, 2, "LPUART1+0x10 bit 1"},
        {"stm32f401re", 0x40023800, 1u << 25, "RCC_CR.PLLRDY"},
        {"stm32f401re", 0x40004400, 1u << 7, "USART2_SR.TXE"},
        {"stm32l476rg", RCC_CR, 2, "RCC_CR.MSIRDY"},
        {"stm32l476rg", 0x4000441C, 1u << 7, "USART2_ISR.TXE"},
    };
    struct chip *chip = test_calloc(1, sizeof *chip);
    struct part part;
    char name[REGISTER_NAME];
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_true(part_find(rows[i].part, &part));
        chip_init(chip, &part);
        register_name(chip, rows[i].address, rows[i].mask, name);
        assert_string_equal(name, rows[i].name);
    }
    test_free(chip);
}

/* --- the ask --- */

/* The pin is read, and nothing is done. */
static void an_ask_that_is_ignored_is_said(void **state)
{
    (void)state;
    struct trial *trial = pressed();
    struct code *code = at_main(trial);
    emit_store(code, 0x4002102C, 1 << PORT_C);
    emit_load(code, 0, 0x50000810);
    emit(code, 0x6801); /* ldr r1, [r0] */
    emit(code, 0xE7FD); /* b to it */
    trial_run(trial);
    const struct finding *found = warning(&trial->result, "ask");
    assert_non_null(found);
    assert_non_null(strstr(found->text, "held longer"));
    trial_free(trial);
}

/* --- texts and remedies --- */

/* while (!(GPIOA_IDR & 1)); then one jump to the ROM */
static struct trial *waiting_for_pa0(bool high)
{
    struct trial *trial = trial_new();
    struct code *code = at_main(trial);
    emit_store(code, 0x4002102C, 1);          /* RCC_IOPENR */
    emit_store(code, 0x50000000, 0xEBFFFCFC); /* GPIOA_MODER */
    emit_load(code, 0, 0x50000010);           /* GPIOA_IDR */
    emit(code, 0x6801);                       /* ldr r1, [r0] */
    emit(code, 0x07C9);                       /* lsls r1, r1, #31 */
    emit(code, 0xD5FC);                       /* bpl to the load */
    emit_jump(code, 0x1FF00405);
    trial->asks.list[0] =
        (struct ask){.kind = ASK_PRESS, .at_us = 10000, .high = high};
    return trial;
}

static void a_button_may_pull_its_pin_high(void **state)
{
    (void)state;
    trial_ends(waiting_for_pa0(true), VERDICT_ROM, NULL);
    struct trial *trial = waiting_for_pa0(false);
    trial_run(trial);
    const struct finding *found = warning(&trial->result, "ask");
    assert_int_equal(trial->result.verdict, VERDICT_LOST);
    assert_non_null(found);
    assert_non_null(strstr(found->text, "PA0 was low already"));
    assert_non_null(strstr(found->text, "--ask press:PA0=high"));
    trial_free(trial);
}

/* What a store without its keys would have written is lost without a trace. */
static void a_closed_lock_is_named(void **state)
{
    static const struct {
        uint32_t address;
        const char *what;
    } cases[] = {
        {0x08010000, "0x08010000 (flash) is written while FLASH_PECR.PRGLOCK"},
        {0x08080004, "(data EEPROM) is written while FLASH_PECR.PELOCK=1"},
        {0x1FF80004, "(option bytes) is written while FLASH_PECR.OPTLOCK=1"},
        {0x40022004, "(FLASH_PECR) is written while FLASH_PECR.PELOCK=1"},
    };
    (void)state;
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct trial *trial = pressed();
        struct code *code = at_main(trial);
        emit_load(code, 0, cases[i].address);
        emit(code, 0x6000); /* str r0, [r0] */
        emit(code, STAY);
        trial_run(trial);
        const struct finding *found = warning(&trial->result, "ignored");
        if (!found || !strstr(found->text, cases[i].what))
            fail_msg("\"%s\", want %s", found ? found->text : "none",
                     cases[i].what);
        assert_null(warning(&trial->result, "protocol"));
        trial_free(trial);
    }
}

/* Start-up code that pushes first, on the stack pointer of a bounce. */
static void a_bounce_that_moves_msp_is_explained(void **state)
{
    (void)state;
    for (unsigned stack = 0; stack < 2; stack++) {
        struct trial *trial = trial_new();
        struct code *code = at_main(trial);
        emit(code, 0xB510); /* push {r4, lr} */
        emit_once(code);
        emit_flag(at_ask(trial));
        trial->scenario.rom = ROM_V4_1;
        trial->scenario.readings.value[READING_STACK] = (uint8_t)stack;
        trial_run(trial);
        const struct result *result = &trial->result;
        assert_int_equal(result->verdict,
                         stack ? VERDICT_LOCKUP : VERDICT_BOUNCED);
        assert_string_equal(result->causes[0].code, "E1");
        const char *msp = strstr(result->causes[0].text, "MSP");
        assert_true(stack ? msp && strstr(msp, "0x20005008") : !msp);
        trial_free(trial);
    }
}

static void every_code_has_its_row(void **state)
{
    (void)state;
    for (size_t i = 0; i < cause_table_count; i++) {
        const struct cause_info *info = &cause_table[i];
        assert_ptr_equal(cause_info(info->code), info);
        assert_true(strlen(info->code) < FINDING_CODE);
        assert_true(strlen(info->remedy) < FINDING_REMEDY);
        assert_true(!info->library_remedy ||
                    strlen(info->library_remedy) < FINDING_REMEDY);
    }
    assert_null(cause_info("Z1"));
}

static const struct finding *only_cause(struct trial *trial, const char *code)
{
    trial_run(trial);
    assert_int_equal(trial->result.cause_count, 1);
    assert_string_equal(trial->result.causes[0].code, code);
    return &trial->result.causes[0];
}

/* An image without the library cannot be patched. */
static void remedies_fit_the_image(void **state)
{
    (void)state;
    struct trial *trial = once();
    trial->scenario.rom = ROM_V4_1;
    const struct finding *cause = only_cause(trial, "E1");
    assert_null(strstr(cause->remedy, "patch"));
    assert_non_null(strstr(cause->remedy, "boot0_reset"));
    assert_null(strstr(cause->text, "boot0"));
    assert_true(cause->address != 0);
    trial_free(trial);

    trial = once();
    trial->campaign.library = true;
    trial->scenario.rom = ROM_V4_1;
    cause = only_cause(trial, "E1");
    assert_non_null(strstr(cause->remedy, "boot0 patch"));
    trial_free(trial);

    trial = once();
    trial->scenario.rom = ROM_V4_1;
    trial->scenario.bank2 = BANK2_APP;
    cause = only_cause(trial, "E1");
    assert_non_null(strstr(cause->remedy, "bank 2"));
    trial_free(trial);
}

/* Nobody asked: neither E1 nor its remedies. */
static void what_nobody_asked_for_is_not_helped_in(void **state)
{
    (void)state;
    struct trial *trial = trial_new();
    emit_jump(at_main(trial), 0x1FF00405);
    trial->scenario.rom = ROM_V4_1;
    trial->asks.count = 0;
    trial_ends(trial, VERDICT_RESET_LOOP, NULL);
}

static void usb_is_spoken_of_on_roms_that_have_it(void **state)
{
    (void)state;
    static const enum rom_version roms[] = {ROM_V4_0, ROM_V11_1};
    for (unsigned i = 0; i < 2; i++) {
        struct trial *trial = once();
        trial->scenario.rom = roms[i];
        trial_run(trial);
        const struct finding *found = warning(&trial->result, "C1");
        assert_non_null(found);
        assert_int_equal(strstr(found->text, "USB") != NULL, i == 0);
        assert_true(trial->result.pass);
        trial_free(trial);
    }
}

/* VTOR in the ROM is as good as a remap. */
static void vtor_in_the_rom_needs_no_remap(void **state)
{
    (void)state;
    struct trial *trial = trial_new();
    emit_store(at_ask(trial), 0xE000ED08, 0x1FF00000);
    emit_jump(&trial->code, 0x1FF00405);
    trial_says(trial, VERDICT_ROM, NULL, "");
    trial = trial_new();
    emit_store(at_ask(trial), 0xE000ED08, 0x08000000);
    emit_jump(&trial->code, 0x1FF00405);
    trial_says(trial, VERDICT_ROM, NULL, "C6");
}

static void a_locked_pin_is_named(void **state)
{
    (void)state;
    struct trial *trial = trial_new();
    struct code *code = at_ask(trial);
    emit_store(code, 0x4002102C, 1);
    emit_load(code, 0, 0x5000001C);
    emit_load(code, 1, 0x1000C);
    emit_load(code, 2, 0xC);
    emit(code, 0x6001); /* str r1, [r0]; r2; r1; ldr r3: the lock sequence */
    emit(code, 0x6002);
    emit(code, 0x6001);
    emit(code, 0x6803);
    emit_jump(code, 0x1FF00405);
    trial_ends(trial, VERDICT_DEAF, "G3");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_ready_bit_that_never_comes_is_named),
        cmocka_unit_test(input_is_not_waited_for_in_vain),
        cmocka_unit_test(registers_have_their_names),
        cmocka_unit_test(an_ask_that_is_ignored_is_said),
        cmocka_unit_test(a_crystal_can_be_given),
        cmocka_unit_test(a_button_may_pull_its_pin_high),
        cmocka_unit_test(a_closed_lock_is_named),
        cmocka_unit_test(a_bounce_that_moves_msp_is_explained),
        cmocka_unit_test(every_code_has_its_row),
        cmocka_unit_test(remedies_fit_the_image),
        cmocka_unit_test(what_nobody_asked_for_is_not_helped_in),
        cmocka_unit_test(usb_is_spoken_of_on_roms_that_have_it),
        cmocka_unit_test(vtor_in_the_rom_needs_no_remap),
        cmocka_unit_test(a_locked_pin_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
