/* SPDX-License-Identifier: MIT
 *
 * examples/probe for the STM32L4 when things go wrong: resets and power
 * failures at any time, a user who cannot help, parts that it must refuse.
 */
#include "chip/noise.h"
#include "tests/examples/probe_l4.h"
#include "tests/readings_sample.h"

static void assert_settled(const char *name, unsigned rom,
                           struct readings built, uint32_t beside)
{
    struct probe_report result = report(name);
    uint32_t want = readings_mask(rom) & ~open_readings(rom, &built) & ~beside;
    if (result.settled != want ||
        !readings_agree(rom, result.readings, want, as_seen(rom, built)))
        SAY("%s: settled 0x%X, want 0x%X", name, result.settled,
            (unsigned)want);
}

/* --- interruptions --- */

static struct readings any_readings(unsigned rom, uint32_t *x)
{
    struct readings_sample sample = {.rom = rom};
    return sample_random(&sample, x);
}

/* How long a run takes, from power-on, ps. */
static uint64_t duration(const struct image *probe, unsigned rom,
                         struct readings built)
{
    start(probe, rom, built);
    run_to_end("duration");
    return desk_now(&desk);
}

/* Whatever happens to the supply or the reset pin, and whatever the ROM does
 * meanwhile: the probe starts again, goes on or begins anew, comes to the right
 * end, and clears up. */
static void test_interrupted_at_random(void **state)
{
    enum { CUTS = 72 / TEST_STRIDE };
    static const enum reset_kind kinds[] = {RESET_POWER, RESET_DIP, RESET_PIN};
    struct image probe;
    uint32_t x = 2463534242;
    (void)state;
    load(&probe, "");
    for (unsigned i = 0; i < CUTS; i++) {
        char name[READINGS_TEXT + 64], text[READINGS_TEXT];
        unsigned rom = ROM_OF(FAMILY_STM32L4, noise_next(&x) % L4_ROMS);
        struct readings built = any_readings(rom, &x);
        uint64_t us = duration(&probe, rom, built) / PS_PER_US;
        uint64_t at = PS_PER_MS + noise_next(&x) % us * PS_PER_US;
        readings_format(rom, built, text);
        snprintf(name, sizeof name, "%s/%s, %s at %u us", rom_name(rom), text,
                 reset_name(kinds[i % 3]), (unsigned)(at / PS_PER_US));
        start(&probe, rom, built);
        desk.cut = kinds[i % 3];
        desk.cut_ps = at;
        run_to_end(name);
        assert_settled(name, rom, built, 0);
    }
    image_free(&probe);
}

/* A user who cannot run stm32flash presses reset: what needs him stays open,
 * and the rest is right. */
static void test_reset_button_alone(void **state)
{
    struct image probe;
    uint32_t x = 1234567;
    (void)state;
    load(&probe, "");
    for (unsigned i = 0; i < 12; i += TEST_STRIDE) {
        unsigned rom = ROM_OF(FAMILY_STM32L4, i % L4_ROMS);
        struct readings built = any_readings(rom, &x);
        start(&probe, rom, built);
        desk.stays_away = true;
        run_to_end("button");
        struct probe_report result = report("button");
        assert_int_equal(result.settled, 0); /* `entry` stays in every ROM */
    }
    image_free(&probe);
}

/* He does everything but the erase that only boot0 probe can do. */
static void test_by_hand(void **state)
{
    struct image probe;
    struct readings built = {.value[CHOICE_PAGES] = CHOICE_PAGES_IGNORED};
    (void)state;
    load(&probe, "");
    start(&probe, L4_V9_2, built);
    desk.by_hand = true;
    run_to_end("by hand");
    assert_settled("by hand", L4_V9_2, built, 1u << CHOICE_PAGES);
    image_free(&probe);
}

/* No reset leaves a word with two wrong bits. */
static void test_nothing_is_torn(void **state)
{
    static const uint8_t ends[] = {TORN_OLD, TORN_NEW};
    struct image probe;
    (void)state;
    load(&probe, "");
    for (unsigned i = 0; i < 2; i++) {
        prepare(&probe, "stm32l476rg", L4_V9_2, (struct readings){{0}});
        desk.chip.board.torn = ends[i];
        power_on_desk();
        run_to_end("not torn");
        assert_settled("not torn", L4_V9_2, (struct readings){{0}},
                       1u << CHOICE_TORN);
        assert_non_null(strstr(desk.text, "back-torn no-write"));
        assert_in_range(desk.chip.reset.count, 60, 90);
    }
    image_free(&probe);
}

/* OPTR, with its complement. */
static void change_options(uint32_t clear, uint32_t set)
{
    uint8_t *bytes = bus_physical(&desk.chip, REGION_OPTION);
    uint32_t optr;
    memcpy(&optr, bytes, 4);
    optr = (optr & ~clear) | set;
    memcpy(bytes, &optr, 4);
    optr = ~optr;
    memcpy(bytes + 4, &optr, 4);
}

/* FLASH_OPTR is not what the option bytes are, after a reset: nothing is set
 * there, and a ROM that consults BFB2 is not asked further. */
static void test_shadows_that_stay(void **state)
{
    enum { SRAM2_RST = 1 << 25 };
    struct readings built = {.value = {[CHOICE_BFB2] = CHOICE_BFB2_CONSULTED,
                                       [CHOICE_BOOT0] = CHOICE_BOOT0_PIN}};
    struct image probe;
    (void)state;
    load(&probe, "");
    prepare(&probe, parts[L4_V9_3 % ROM_ROOM], L4_V9_3, built);
    power_on_desk();
    change_options(SRAM2_RST, 0);
    found = desk.chip;
    run_to_end("shadows");
    assert_non_null(strstr(desk.text, "back-option -"));
    assert_non_null(strstr(desk.text, "back-pin -"));
    assert_settled("shadows", L4_V9_3, built,
                   1u << CHOICE_BOUNCE | 1u << CHOICE_STACK | 1u << CHOICE_SP |
                       1u << CHOICE_BOOT0 | 1u << CHOICE_TORN |
                       1u << CHOICE_HAND_OVER);
    image_free(&probe);
}

/* --- refusals --- */

/* The probe says WORDS, reports nothing but the part, and changes nothing. */
static void assert_refused(const char *words)
{
    for (unsigned i = 0; i < 3000 && !strstr(desk.text, words); i++) {
        desk_wait(&desk, 1000);
        desk_listen(&desk);
    }
    if (!strstr(desk.text, words))
        SAY("it does not say \"%s\"", words);
    desk_key(&desk, 'y');
    desk_wait(&desk, 500 * 1000);
    desk_listen(&desk);
    assert_null(strstr(desk.text, "Press y"));
    assert_int_equal(desk.chip.reset.count, found.reset.count);
    assert_as_found(words);
}

static void prepare_l476(const struct image *probe)
{
    prepare(probe, "stm32l476rg", L4_V9_2, (struct readings){{0}});
}

static void test_refusals(void **state)
{
    enum { BFB2 = 1 << 20, RDP = 0xFF, BANK2 = 512 * 1024, PAGE = 2048 };
    struct image probe;
    (void)state;
    load(&probe, "");
    prepare_l476(&probe);
    bus_physical(&desk.chip, REGION_FLASH)[BANK2 + PAGE - 1] = 1;
    power_on_desk();
    assert_refused("the two pages of bank 2 are not blank");
    assert_int_equal(report("blank").settled, 0);

    prepare_l476(&probe);
    change_options(RDP, 0xBB);
    power_on_desk();
    assert_refused("the readout protection is not level 0");

    prepare_l476(&probe);
    bus_physical(&desk.chip, REGION_SYSTEM)[ROM_ID_OFFSET] = 0x90;
    power_on_desk();
    assert_refused("the ROM's id is not");

    prepare(&probe, "stm32l432kc", L4_V9_1_10, (struct readings){{0}});
    bus_physical(&desk.chip, REGION_SYSTEM)[ROM_INFO_OFFSET] = 0x11;
    power_on_desk();
    assert_refused("0x91 with 0xFF or 0x10");
    image_free(&probe);
}

/* BFB2 = 1 starts the ROM, which finds no head and stays: the probe never runs,
 * and nothing is lost. */
static void test_bfb2(void **state)
{
    struct image probe;
    (void)state;
    load(&probe, "");
    prepare_l476(&probe);
    change_options(0, 1 << 20);
    power_on_desk();
    desk_wait(&desk, 3000 * 1000);
    assert_true(in_rom(&desk.chip));
    assert_true(desk_go(&desk, 0x08000000));
    desk_wait(&desk, 3000 * 1000); /* clocked: it resets, into the ROM */
    assert_true(in_rom(&desk.chip));
    image_free(&probe);
}

/* The hardware watchdog runs from every reset on. */
static void test_hardware_watchdog(void **state)
{
    enum { IWDG_SW = 1 << 16 };
    struct image probe;
    uint32_t x = 7654321;
    (void)state;
    load(&probe, "");
    for (unsigned i = 0; i < 6; i += TEST_STRIDE) {
        unsigned rom = ROM_OF(FAMILY_STM32L4, i);
        struct readings built = any_readings(rom, &x);
        prepare(&probe, parts[i], rom, built);
        change_options(IWDG_SW, 0);
        power_on_desk();
        desk_wait(&desk, 2000 * 1000); /* it waits for y, and lives */
        assert_int_equal(desk.chip.reset.count, 1);
        run_to_end("watchdog");
        assert_settled("watchdog", rom, built, 0);
    }
    image_free(&probe);
}

/* Bank 2 may not be written: what needs the guest stays open, no more. */
static void test_write_protected_bank2(void **state)
{
    struct image probe;
    (void)state;
    load(&probe, "");
    prepare_l476(&probe);
    static const uint32_t wrp2a[2] = {0x00FF0000, 0xFF00FFFF};
    memcpy(bus_physical(&desk.chip, REGION_OPTION) + L4_OPTION_BANK + 0x18,
           wrp2a, sizeof wrp2a);
    desk.chip.watch.events = 0;
    power_on_desk();
    run_to_end("protected");
    struct probe_report result = report("protected");
    const uint32_t of_the_bootloader = 1u << CHOICE_RAM | 1u << CHOICE_REMAP |
                                       1u << CHOICE_FAULT | 1u << CHOICE_CSR |
                                       1u << CHOICE_GO | 1u << CHOICE_WRITE |
                                       1u << CHOICE_PAGES;
    assert_int_equal(result.settled, of_the_bootloader);
    assert_true(readings_agree(L4_V9_2, result.readings, result.settled,
                               (struct readings){{0}}));
    image_free(&probe);
}

/* What the run will take away from another program is shown before. */
static void test_backup_registers_in_use(void **state)
{
    struct image probe;
    (void)state;
    load(&probe, "");
    prepare(&probe, "stm32l432kc", L4_V9_1_10, (struct readings){{0}});
    desk_power_on(&desk);
    stm32l4(&desk.chip)->rtc.bkpr[1] = 0x12345678;
    stm32l4(&desk.chip)->rtc.bkpr[31] = 0x9ABCDEF0;
    found = desk.chip;
    for (unsigned i = 0; i < 3000 && !strstr(desk.text, "to begin."); i++) {
        desk_wait(&desk, 1000);
        desk_listen(&desk);
    }
    if (!strstr(desk.text, "down:\r\n00000000 12345678 00000000 00000000 "
                           "00000000 00000000 00000000 00000000\r\n00000000 "
                           "00000000\r\nPress y to begin."))
        SAY("the registers are not shown");
    assert_as_found("not begun");
    desk.heard = 0;
    assert_true(desk_run(&desk, 300));
    for (unsigned i = 0; i < BACKUPS; i++)
        assert_int_equal(stm32l4(&desk.chip)->rtc.bkpr[i], 0);
    assert_int_equal(stm32l4(&desk.chip)->rtc.bkpr[31], 0x9ABCDEF0);
    image_free(&probe);
}

/* The flash of an L43x was empty when the supply came: each reset starts the
 * ROM until it goes and comes again. */
static void test_programmed_while_empty(void **state)
{
    struct image probe, nothing = {0};
    (void)state;
    load(&probe, "");
    prepare(&nothing, "stm32l432kc", L4_V9_1_10, (struct readings){{0}});
    desk_power_on(&desk);
    desk_wait(&desk, 10000);
    assert_true(in_rom(&desk.chip));
    bank_load(&desk.chip, &probe);
    assert_true(desk_go(&desk, 0x08000000));
    desk_wait(&desk, 100000); /* clocked: it resets, into the ROM */
    assert_true(in_rom(&desk.chip));
    reset_request(&desk.chip, RESET_POWER);
    desk_wait(&desk, 1000);
    found = desk.chip;
    run_to_end("after the supply");
    assert_settled("after the supply", L4_V9_1_10, (struct readings){{0}}, 0);
    image_free(&probe);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_interrupted_at_random),
        cmocka_unit_test(test_reset_button_alone),
        cmocka_unit_test(test_by_hand),
        cmocka_unit_test(test_nothing_is_torn),
        cmocka_unit_test(test_shadows_that_stay),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_bfb2),
        cmocka_unit_test(test_hardware_watchdog),
        cmocka_unit_test(test_write_protected_bank2),
        cmocka_unit_test(test_backup_registers_in_use),
        cmocka_unit_test(test_programmed_while_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
