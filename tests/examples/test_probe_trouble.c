/* SPDX-License-Identifier: MIT
 *
 * examples/probe when things go wrong: resets and power failures at any time,
 * a user who cannot help, parts that it must refuse.
 */
#include "chip/noise.h"
#include "tests/examples/probe_l0.h"
#include "tests/readings_sample.h"

/* --- interruptions --- */

/* USB alone settles `rtc`, and the probe has none. */
static unsigned settled_at_most(enum rom_version rom)
{
    return readings_mask(rom) & ~(1u << READING_RTC);
}

static void assert_settled(const char *name, enum rom_version rom,
                           struct readings built)
{
    struct probe_report result = report(name);
    if (result.settled != settled_readings(rom, built) ||
        !readings_agree(rom, result.readings, result.settled, built))
        SAY("%s: settled 0x%X", name, result.settled);
}

/* What is cut now. */
static struct {
    enum rom_version rom;
    struct readings built;
    unsigned writes; /* so far */
    unsigned cuts;
} now;

static void cut(enum reset_kind kind)
{
    static struct desk saved;
    char name[READINGS_TEXT + 64], readings[READINGS_TEXT];
    readings_format(now.rom, now.built, readings);
    snprintf(name, sizeof name, "%s/%s, %s at write %u", rom_name(now.rom),
             readings, reset_name(kind), now.writes);
    saved = desk;
    desk.on_write = NULL;
    reset_request(&desk.chip, kind);
    run_to_end(name);
    assert_settled(name, now.rom, now.built);
    desk = saved;
    now.cuts++;
}

/* The supply only while flash is written: what the backup registers hold does
 * not matter then, as they lose it (RM0367 27: L0 has no VBAT). */
static void cut_here(void)
{
    if (now.writes++ % TEST_STRIDE)
        return;
    cut(RESET_PIN);
    if (stm32l0(&desk.chip)->flash.operation == FLASH_IDLE)
        return;
    cut(RESET_DIP);
    cut(RESET_POWER);
}

/* Whatever happens to the supply or the reset pin: the probe starts again, goes
 * on or begins anew, comes to the right end, and clears up. Here after every
 * write of what survives, in two runs: one that needs the guest, and one that
 * does not. */
static void test_interrupted_at_every_write(void **state)
{
    static const struct {
        enum rom_version rom;
        struct readings built;
    } runs[] = {
        {ROM_V4_1, {.value[READING_GO] = CHOICE_GO_CHECKS_SP}},
        {ROM_V11_2, {.value = {[READING_SP] = 1, [READING_BOUNCE] = 1}}},
    };
    struct image probe;
    (void)state;
    load(&probe, "");
    for (unsigned i = 0; i < 2; i++) {
        now.rom = runs[i].rom;
        now.built = runs[i].built;
        now.writes = now.cuts = 0;
        start(&probe, parts[now.rom], now.rom, now.built);
        desk.on_write = cut_here;
        run_to_end("uncut");
        assert_settled("uncut", now.rom, now.built);
        assert_true(now.writes > 40);
        print_message("probe on %s: cut %u times in %u writes\n",
                      rom_name(now.rom), now.cuts, now.writes);
    }
    image_free(&probe);
}

/* How long a run takes, from power-on, ps. */
static uint64_t duration(const struct image *probe, enum rom_version rom,
                         struct readings built)
{
    start(probe, parts[rom], rom, built);
    run_to_end("duration");
    return desk_now(&desk);
}

static struct readings_sample samples[ROM_VERSIONS];

static void take_samples(void)
{
    for (unsigned rom = 0; rom < ROM_VERSIONS; rom++)
        readings_sample(&samples[rom], rom);
}

/* And here at any moment of any run. */
static void test_interrupted_at_random(void **state)
{
    enum { CUTS = 60 / TEST_STRIDE };
    static const enum reset_kind kinds[] = {RESET_POWER, RESET_DIP, RESET_PIN};
    struct image probe;
    uint32_t x = 2463534242;
    (void)state;
    load(&probe, "");
    take_samples();
    for (unsigned i = 0; i < CUTS; i++) {
        char name[64];
        enum rom_version rom = noise_next(&x) % ROM_VERSIONS;
        unsigned index = noise_next(&x) % samples[rom].count;
        struct readings built = samples[rom].list[index];
        uint64_t end = duration(&probe, rom, built);
        uint64_t at =
            PS_PER_MS + noise_next(&x) % (end / PS_PER_US) * PS_PER_US;
        snprintf(name, sizeof name, "%s/%u, %s at %u us", rom_name(rom), index,
                 reset_name(kinds[i % 3]), (unsigned)(at / PS_PER_US));
        start(&probe, parts[rom], rom, built);
        desk.cut = kinds[i % 3];
        desk.cut_ps = at;
        run_to_end(name);
        assert_settled(name, rom, built);
    }
    image_free(&probe);
}

/* A user who cannot run stm32flash presses reset: what needs him stays open,
 * and the rest is right. */
static void test_reset_button_alone(void **state)
{
    struct image probe;
    (void)state;
    load(&probe, "");
    take_samples();
    for (unsigned rom = 0; rom < ROM_VERSIONS; rom++)
        for (unsigned i = 0; i < samples[rom].count; i += 4 * TEST_STRIDE) {
            struct readings built = samples[rom].list[i];
            start(&probe, parts[rom], rom, built);
            desk.stays_away = true;
            run_to_end("button");
            struct probe_report result = report("button");
            assert_int_equal(result.settled & 1u << READING_GO, 0);
            if (!readings_agree(rom, result.readings, result.settled, built))
                SAY("%s/%u: wrong", rom_name(rom), i);
        }
    image_free(&probe);
}

static void test_wrong_door(void **state)
{
    struct image probe;
    (void)state;
    load(&probe, "");
    for (unsigned i = 0; i <= CHOICE_GO_CHECKS_SP; i++) {
        struct readings built = {.value[READING_GO] = (uint8_t)i};
        start(&probe, parts[ROM_V4_0], ROM_V4_0, built);
        desk.wrong_door = true;
        run_to_end("wrong door");
        struct probe_report result = report("wrong door");
        assert_int_equal(result.settled, settled_at_most(ROM_V4_0));
        assert_int_equal(result.readings.value[READING_GO], i);
        assert_int_equal(desk.gos, 4);
    }
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

/* Option word INDEX, with its complement. */
static void put_option(struct chip *chip, unsigned index, uint16_t value)
{
    uint32_t word = value | (uint32_t)(uint16_t)~value << 16;
    memcpy(bus_physical(chip, REGION_OPTION) + 4 * index, &word, 4);
}

static void prepare(const struct image *probe, enum rom_version rom)
{
    desk_init(&desk, &manner, probe, parts[rom], rom,
              (struct readings){.value[READING_SP] = 1});
}

static void go_on(void)
{
    desk_power_on(&desk);
    found = desk.chip;
}

/* The backup registers hold something of another program. */
static void go_on_with_backup(void)
{
    desk_power_on(&desk);
    stm32l0(&desk.chip)->rtc.bkpr[0] = 0x12345678;
    stm32l0(&desk.chip)->rtc.bkpr[4] = 0x9ABCDEF0;
    found = desk.chip;
}

static void test_refusals(void **state)
{
    struct image probe;
    (void)state;
    load(&probe, "");
    prepare(&probe, ROM_V4_1);
    bus_physical(&desk.chip, REGION_FLASH)[96 * 1024 + 127] = 1;
    go_on_with_backup();
    assert_refused("the first three pages of bank 2 are not blank");
    assert_int_equal(report("blank").settled, 0);

    prepare(&probe, ROM_V4_1);
    put_option(&desk.chip, 0, 0x00BB);
    go_on_with_backup();
    assert_refused("the readout protection is not level 0");

    prepare(&probe, ROM_V4_1);
    put_option(&desk.chip, 1, 0x80F0);
    go_on_with_backup();
    assert_refused("BFB2 or WPRMOD is 1");

    prepare(&probe, ROM_V4_1);
    bus_physical(&desk.chip, REGION_SYSTEM)[0x1FFE] = 0x42;
    go_on_with_backup();
    assert_refused("the ROM's id is not");
    image_free(&probe);
}

/* What the run will take away from another program is shown before. */
static void test_backup_registers_in_use(void **state)
{
    struct image probe;
    (void)state;
    load(&probe, "");
    prepare(&probe, ROM_V4_0);
    go_on_with_backup();
    for (unsigned i = 0; i < 3000 && !strstr(desk.text, "to begin."); i++) {
        desk_wait(&desk, 1000);
        desk_listen(&desk);
    }
    if (!strstr(desk.text, "The backup registers hold, for you to write "
                           "down:\r\n12345678 00000000 00000000 00000000 "
                           "9ABCDEF0\r\nPress y to begin."))
        SAY("the registers are not shown");
    assert_as_found("not begun");
    desk.heard = 0;
    assert_true(desk_run(&desk, 60));
    for (unsigned i = 0; i < 5; i++)
        assert_int_equal(stm32l0(&desk.chip)->rtc.bkpr[i], 0);
    image_free(&probe);
}

/* Bank 2 may not be written: what needs the guest stays open, no more. */
static void test_write_protected_bank2(void **state)
{
    struct image probe;
    (void)state;
    load(&probe, "");
    desk_init(&desk, &manner, &probe, parts[ROM_V4_1], ROM_V4_1,
              (struct readings){.value[READING_GO] = CHOICE_GO_CHECKS_SP});
    put_option(&desk.chip, 3, 1 << (24 - 16)); /* sector 24 */
    desk.chip.watch.events = 0;
    go_on();
    run_to_end("protected");
    struct probe_report result = report("protected");
    assert_int_equal(result.settled,
                     settled_at_most(ROM_V4_1) &
                         ~(OF_A_BOUNCE | 1u << READING_BFB2 |
                           1u << READING_PAST | 1u << READING_WRITE));
    assert_int_equal(result.readings.value[READING_GO], CHOICE_GO_CHECKS_SP);
    image_free(&probe);
}

/* The hardware watchdog runs from every reset on. */
static void test_hardware_watchdog(void **state)
{
    struct image probe;
    (void)state;
    load(&probe, "");
    take_samples();
    for (unsigned i = 0; i < samples[ROM_V11_2].count; i += 8 * TEST_STRIDE) {
        struct readings built = samples[ROM_V11_2].list[i];
        desk_init(&desk, &manner, &probe, parts[ROM_V11_2], ROM_V11_2, built);
        put_option(&desk.chip, 1, 0x8060);
        go_on();
        desk_wait(&desk, 2000 * 1000); /* it waits for y, and lives */
        assert_int_equal(desk.chip.reset.count, 1);
        run_to_end("watchdog");
        assert_settled("watchdog", ROM_V11_2, built);
    }
    image_free(&probe);
}

/* Written by the ROM and started by Go, with all that Go leaves behind. */
static void test_started_by_go(void **state)
{
    struct image probe;
    (void)state;
    load(&probe, "");
    desk_init(&desk, &manner, &probe, parts[ROM_V4_1], ROM_V4_1,
              (struct readings){0});
    desk.chip.board.boot0 = true;
    go_on();
    desk_wait(&desk, 10000);
    desk.chip.board.boot0 = false;
    assert_true(desk_go(&desk, 0x08000000));
    run_to_end("go");
    assert_int_equal(report("go").settled, settled_at_most(ROM_V4_1));
    image_free(&probe);
}

/* A ROM that starts the bank with every clock off: a branch all the same. */
static void test_bounce_without_clocks(void **state)
{
    struct image probe;
    struct chip *chip = &desk.chip;
    (void)state;
    load(&probe, "");
    const struct image_symbol *reset = image_symbol(&probe, "Reset_Handler");
    assert_non_null(reset);
    for (unsigned csr = 0; csr < 2; csr++) {
        struct readings built = {
            .value = {[READING_SP] = 1, [READING_CSR] = (uint8_t)csr}};
        start(&probe, parts[ROM_V4_1], ROM_V4_1, built);
        assert_true(chip_break_set(chip, reset->address));
        run_to_end("no clocks");
        assert_in_range(desk.unclocked, 1, 8);
        struct probe_report result = report("no clocks");
        assert_int_equal(result.settled, settled_at_most(ROM_V4_1));
        assert_true(
            readings_agree(ROM_V4_1, result.readings, result.settled, built));
    }
    image_free(&probe);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_interrupted_at_every_write),
        cmocka_unit_test(test_interrupted_at_random),
        cmocka_unit_test(test_reset_button_alone),
        cmocka_unit_test(test_wrong_door),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_backup_registers_in_use),
        cmocka_unit_test(test_write_protected_bank2),
        cmocka_unit_test(test_hardware_watchdog),
        cmocka_unit_test(test_started_by_go),
        cmocka_unit_test(test_bounce_without_clocks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
