/* SPDX-License-Identifier: MIT
 *
 * examples/probe when things go wrong: resets and power failures at any time,
 * a user who cannot help, parts that it must refuse.
 */
#include "probe_bench.h"

/* --- interruptions --- */

static uint32_t next_random(uint32_t *x)
{
    *x ^= *x << 13;
    *x ^= *x >> 17;
    *x ^= *x << 5;
    return *x;
}

/* How long a run takes, from power-on; *written_ps = when the guest is. */
static uint64_t duration(const struct image *probe, enum rom_version rom,
                         unsigned index, uint64_t *written_ps)
{
    const struct chip *chip = &bench.chip;
    *written_ps = 0;
    start(probe, parts[rom], rom, readings_nth(rom, index));
    for (;;) {
        if (!*written_ps && chip->flash.operation != FLASH_IDLE)
            *written_ps = bench_now(&bench);
        bench_wait(&bench, 1000);
        if (bench_act(&bench) == ACT_END)
            return bench_now(&bench);
    }
}

/* Whatever happens to the supply or the reset pin, and when: the probe starts
 * again, goes on or begins anew, comes to the right end, and clears up. */
static void test_interrupted(void **state)
{
    enum { CUTS = STRIDE == 1 ? 120 : 18, WRITING_MS = 120 };
    static const enum reset_kind kinds[] = {RESET_POWER, RESET_DIP, RESET_PIN};
    struct image probe;
    uint32_t x = 2463534242;
    (void)state;
    load(&probe, "");
    for (unsigned i = 0; i < CUTS; i++) {
        char name[64];
        enum rom_version rom = next_random(&x) % ROM_VERSIONS;
        unsigned index = next_random(&x) % readings_count(rom);
        uint64_t written, at, end = duration(&probe, rom, index, &written);
        if (written && i % 2)
            at = written + next_random(&x) % (WRITING_MS * 1000) * PS_PER_US;
        else
            at = PS_PER_MS + next_random(&x) % (end / PS_PER_US) * PS_PER_US;
        snprintf(name, sizeof name, "%s/%u, %s at %u us", rom_version_name(rom),
                 index, reset_name(kinds[i % 3]), (unsigned)(at / PS_PER_US));
        start(&probe, parts[rom], rom, readings_nth(rom, index));
        bench.cut = kinds[i % 3];
        bench.cut_ps = at;
        run_to_end(name);
        struct probe_report result = report(name);
        if (result.settled != readings_mask(rom) ||
            !readings_agree(rom, result.readings, result.settled,
                            readings_nth(rom, index)))
            SAY("%s: settled 0x%X", name, result.settled);
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
    for (unsigned rom = 0; rom < ROM_VERSIONS; rom++)
        for (unsigned i = 0; i < readings_count(rom);
             i += STRIDE == 1 ? 17 : 97) {
            struct readings built = readings_nth(rom, i);
            start(&probe, parts[rom], rom, built);
            bench.stays_away = true;
            run_to_end("button");
            struct probe_report result = report("button");
            assert_int_equal(result.settled & 1u << READING_GO, 0);
            if (!readings_agree(rom, result.readings, result.settled, built))
                SAY("%s/%u: wrong", rom_version_name(rom), i);
        }
    image_free(&probe);
}

static void test_wrong_door(void **state)
{
    struct image probe;
    (void)state;
    load(&probe, "");
    for (unsigned i = 0; i < 3; i++) {
        struct readings built = {.value[READING_GO] = (uint8_t)i};
        start(&probe, parts[ROM_V4_0], ROM_V4_0, built);
        bench.wrong_door = true;
        run_to_end("wrong door");
        struct probe_report result = report("wrong door");
        assert_int_equal(result.settled, readings_mask(ROM_V4_0));
        assert_int_equal(result.readings.value[READING_GO], i);
        assert_int_equal(bench.gos, 3);
    }
    image_free(&probe);
}

/* --- refusals --- */

/* The probe says WORDS, reports nothing but the part, and changes nothing. */
static void assert_refused(const char *words)
{
    for (unsigned i = 0; i < 3000 && !strstr(bench.text, words); i++) {
        bench_wait(&bench, 1000);
        bench_listen(&bench);
    }
    if (!strstr(bench.text, words))
        SAY("it does not say \"%s\"", words);
    bench_key(&bench, 'y');
    bench_wait(&bench, 500 * 1000);
    bench_listen(&bench);
    assert_null(strstr(bench.text, "Press y"));
    assert_int_equal(bench.chip.reset.count, found.reset.count);
    assert_as_found(words);
}

/* Option word INDEX, with its complement. */
static void put_option(struct chip *chip, unsigned index, uint16_t value)
{
    uint32_t word = value | (uint32_t)(uint16_t)~value << 16;
    memcpy(chip->option + 4 * index, &word, 4);
}

static void prepare(const struct image *probe, enum rom_version rom)
{
    bench_init(&bench, probe, parts[rom], rom,
               (struct readings){.value[READING_SP] = 1});
}

static void go_on(void)
{
    bench_power_on(&bench);
    found = bench.chip;
}

static void test_refusals(void **state)
{
    struct image probe;
    (void)state;
    load(&probe, "");
    prepare(&probe, ROM_V4_1);
    bench.chip.nvm[96 * 1024 + 127] = 1;
    go_on();
    assert_refused("the first page of bank 2 is not blank");
    assert_int_equal(report("blank").settled, 0);

    prepare(&probe, ROM_V4_1);
    put_option(&bench.chip, 0, 0x00BB);
    go_on();
    assert_refused("the readout protection is not level 0");

    prepare(&probe, ROM_V4_1);
    put_option(&bench.chip, 1, 0x80F0);
    go_on();
    assert_refused("BFB2 or WPRMOD is 1");

    prepare(&probe, ROM_V4_1);
    bench.chip.system[0x1FFE] = 0x42;
    go_on();
    assert_refused("the ROM's id is not");
    image_free(&probe);
}

/* Bank 2 may not be written: what needs the guest stays open, no more. */
static void test_write_protected_bank2(void **state)
{
    struct image probe;
    (void)state;
    load(&probe, "");
    bench_init(&bench, &probe, parts[ROM_V4_1], ROM_V4_1,
               (struct readings){.value[READING_GO] = 2});
    put_option(&bench.chip, 3, 1 << (24 - 16)); /* sector 24 */
    bench.chip.watch.events = 0;
    go_on();
    run_to_end("protected");
    struct probe_report result = report("protected");
    assert_int_equal(result.settled, readings_mask(ROM_V4_1) &
                                         ~(1u << READING_BOUNCE) &
                                         ~(1u << READING_PAST));
    assert_int_equal(result.readings.value[READING_GO], 2);
    image_free(&probe);
}

/* The hardware watchdog runs from every reset on. */
static void test_hardware_watchdog(void **state)
{
    struct image probe;
    (void)state;
    load(&probe, "");
    for (unsigned i = 0; i < 288; i += STRIDE == 1 ? 41 : 120) {
        bench_init(&bench, &probe, parts[ROM_V11_2], ROM_V11_2,
                   readings_nth(ROM_V11_2, i));
        put_option(&bench.chip, 1, 0x8060);
        go_on();
        bench_wait(&bench, 2000 * 1000); /* it waits for y, and lives */
        assert_int_equal(bench.chip.reset.count, 1);
        run_to_end("watchdog");
        struct probe_report result = report("watchdog");
        assert_int_equal(result.settled, readings_mask(ROM_V11_2));
        assert_true(readings_agree(ROM_V11_2, result.readings, result.settled,
                                   readings_nth(ROM_V11_2, i)));
    }
    image_free(&probe);
}

/* Written by the ROM and started by Go, with all that Go leaves behind. */
static void test_started_by_go(void **state)
{
    struct image probe;
    (void)state;
    load(&probe, "");
    bench_init(&bench, &probe, parts[ROM_V4_1], ROM_V4_1, (struct readings){0});
    bench.chip.board.boot0 = true;
    go_on();
    bench_wait(&bench, 10000);
    bench.chip.board.boot0 = false;
    assert_true(bench_go(&bench, 0x08000000));
    run_to_end("go");
    assert_int_equal(report("go").settled, readings_mask(ROM_V4_1));
    image_free(&probe);
}

/* A ROM that starts the bank with every clock off: a branch all the same. */
static void test_bounce_without_clocks(void **state)
{
    struct image probe;
    struct chip *chip = &bench.chip;
    (void)state;
    load(&probe, "");
    const struct image_symbol *reset = image_symbol(&probe, "Reset_Handler");
    assert_non_null(reset);
    for (unsigned csr = 0; csr < 2; csr++) {
        struct readings built = {
            .value = {[READING_SP] = 1, [READING_CSR] = (uint8_t)csr}};
        start(&probe, parts[ROM_V4_1], ROM_V4_1, built);
        unsigned bounces = 0;
        assert_true(chip_break_set(chip, reset->address));
        while (bench_act(&bench) != ACT_END) {
            enum stop stop =
                chip_run_to(chip, bench_now(&bench) + 2 * PS_PER_MS);
            if (stop == STOP_BREAK && chip->rcc.apb1enr) {
                chip->rcc.apb1enr = 0;
                bounces++;
            }
            chip->events.count = 0;
        }
        assert_in_range(bounces, 1, 8);
        struct probe_report result = report("no clocks");
        assert_int_equal(result.settled, readings_mask(ROM_V4_1));
        assert_true(
            readings_agree(ROM_V4_1, result.readings, result.settled, built));
        assert_as_found("no clocks");
    }
    image_free(&probe);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_interrupted),
        cmocka_unit_test(test_reset_button_alone),
        cmocka_unit_test(test_wrong_door),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_write_protected_bank2),
        cmocka_unit_test(test_hardware_watchdog),
        cmocka_unit_test(test_started_by_go),
        cmocka_unit_test(test_bounce_without_clocks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
