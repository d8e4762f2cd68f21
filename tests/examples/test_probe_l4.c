/* SPDX-License-Identifier: MIT
 *
 * examples/probe for the STM32L4 on the virtual chip: the report names the
 * readings that the ROM was built with, for every ROM, each value of each
 * reading and a sample of combinations, and the part is left as it was found.
 * With the argument N it takes every Nth of a larger sample, 1 = each.
 */
#include "chip/little_endian.h"
#include "tests/examples/probe_l4.h"
#include "tests/readings_sample.h"
#include "tools/crc32.h"

/* --- every reading --- */

static void probe_one(const struct image *probe, unsigned rom,
                      struct readings readings)
{
    char name[READINGS_TEXT + 32], want[READINGS_TEXT], got[READINGS_TEXT];
    uint32_t settled = readings_mask(rom) & ~open_readings(rom, &readings);
    readings_format(rom, readings, want);
    snprintf(name, sizeof name, "%s/%s", rom_name(rom), want);
    start(probe, rom, readings);
    run_to_end(name);

    struct probe_report result = report(name);
    readings_format_mask(rom, result.settled, result.readings, got);
    if (result.rom != rom || result.settled != settled ||
        !readings_agree(rom, result.readings, settled, as_seen(rom, readings)))
        SAY("%s: the report says %s; settled 0x%X, want 0x%X", name, got,
            result.settled, (unsigned)settled);
}

/* Every value of a reading but the default, beside the defaults of the others.
 */
static unsigned probe_values(const struct image *probe, unsigned rom,
                             unsigned reading)
{
    const struct reading_info *info = reading_info(rom, reading);
    if (!(readings_mask(rom) >> reading & 1) || info->unprobed)
        return 0;
    for (unsigned v = 1; v < reading_value_count(info); v++) {
        if ((rom + reading + v) % TEST_STRIDE)
            continue;
        struct readings readings = {{0}};
        readings.value[reading] = (uint8_t)v;
        probe_one(probe, rom, readings);
    }
    return reading_value_count(info) - 1;
}

static void test_each_value(void **state)
{
    struct image probe;
    unsigned count = 0;
    (void)state;
    load(&probe, "");
    for (unsigned n = 0; n < L4_ROMS; n++) {
        unsigned rom = ROM_OF(FAMILY_STM32L4, n);
        probe_one(&probe, rom, (struct readings){{0}});
        for (unsigned i = 0; i < reading_count(rom); i++)
            count += probe_values(&probe, rom, i);
    }
    print_message("probe: %u values\n", count);
    assert_int_equal(count, 113);
    image_free(&probe);
}

static struct readings_sample sample;

/* Some of a sample in which any three values of three readings are together. */
static void probe_some(const char *directory, unsigned step)
{
    struct image probe;
    unsigned count = 0, most = 0;
    load(&probe, directory);
    for (unsigned n = 0; n < L4_ROMS; n++) {
        unsigned rom = ROM_OF(FAMILY_STM32L4, n);
        readings_sample(&sample, rom);
        for (unsigned i = n % step; i < sample.count; i += step, count++) {
            probe_one(&probe, rom, sample.list[i]);
            most = desk.gos > most ? desk.gos : most;
        }
    }
    print_message("probe: %u combinations, at most %u calls of stm32flash\n",
                  count, most);
    image_free(&probe);
}

static void test_mixed_readings(void **state)
{
    (void)state;
    probe_some("", 8 * TEST_STRIDE);
}

/* The same by the clang image. */
static void test_clang_image(void **state)
{
    (void)state;
    probe_some("clang/", 40 * TEST_STRIDE);
}

/* --- other parts --- */

static void probe_part(const struct image *probe, const char *part,
                       unsigned rom, uint32_t lse_hz, uint32_t beside)
{
    struct readings built = {.value = {[CHOICE_BOUNCE] = CHOICE_BOUNCE_RESET,
                                       [CHOICE_BOOT0] = CHOICE_BOOT0_MEM_MODE,
                                       [CHOICE_REMAP] = CHOICE_REMAP_VTOR,
                                       [CHOICE_BANKS] = CHOICE_BANKS_PHYSICAL}};
    uint32_t settled =
        readings_mask(rom) & ~open_readings(rom, &built) & ~beside;
    prepare(probe, part, rom, built);
    desk.chip.board.lse_hz = lse_hz;
    power_on_desk();
    run_to_end(part);
    struct probe_report result = report(part);
    if (result.rom != rom || result.settled != settled ||
        !readings_agree(rom, result.readings, settled, built))
        SAY("%s: settled 0x%X, want 0x%X", part, result.settled,
            (unsigned)settled);
}

/* Two banks of 128 and of 256 KB, other lines of the dies. */
static void test_sizes(void **state)
{
    struct image probe;
    (void)state;
    load(&probe, "");
    probe_part(&probe, "stm32l476rc", L4_V10_3, LSE_HZ, 0);
    probe_part(&probe, "stm32l475re", L4_V9_2, LSE_HZ, 0);
    probe_part(&probe, "stm32l496ve", L4_V9_3, LSE_HZ, 0);
    probe_part(&probe, "stm32l431cb", L4_V9_1_10, LSE_HZ, 0);
    image_free(&probe);
}

/* The L47x looks for its LSE for 2.56 s at each entry. */
static void test_no_lse(void **state)
{
    struct image probe;
    (void)state;
    load(&probe, "");
    probe_part(&probe, "stm32l476rg", L4_V9_2, 0, 0);
    probe_part(&probe, "stm32l476rg", L4_V10_1, 0, 0);
    assert_true(desk_now(&desk) > 20 * PS_PER_S);
    image_free(&probe);
}

/* --- the part --- */

static void expect_line(const char *format, ...)
{
    char line[128] = "\r\n";
    va_list list;
    va_start(list, format);
    vsnprintf(line + 2, sizeof line - 4, format, list);
    va_end(list);
    strcat(line, "\r\n");
    if (!strstr(desk.text, line))
        SAY("the report does not say: %s", line);
}

/* What the part is, as the chip has it. */
static void test_lines_of_the_part(void **state)
{
    static const struct {
        unsigned rom, flash_kb, rom_id;
        const char *info, *head_2;
    } cases[] = {
        {L4_V10_1, 1024, 0xA1, NULL, "FFFFFFFF"},
        {L4_V9_3, 1024, 0x93, NULL, "FFFFFFFF"},
        {L4_V9_1_FF, 256, 0x91, "FF", "none"},
        {L4_V9_1_10, 256, 0x91, "10", "none"},
    };
    struct image probe;
    (void)state;
    load(&probe, "");
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct chip *chip = &desk.chip;
        start(&probe, cases[i].rom, (struct readings){{0}});
        run_to_end("lines");
        const uint8_t *rom = bus_physical(chip, REGION_SYSTEM);
        expect_line("format 4");
        expect_line("idcode %08X", (unsigned)chip->part.rev_id << 16 | 0x6000 |
                                       chip->part.dev_id);
        expect_line("flash-kb %u", cases[i].flash_kb);
        expect_line("rom-id %02X", cases[i].rom_id);
        if (cases[i].info)
            expect_line("rom-info %s", cases[i].info);
        expect_line("rom-crc32 %08X", (unsigned)crc32(0, rom, ROM_BYTES));
        expect_line("rom-vectors-00 %08X %08X %08X %08X",
                    (unsigned)little_endian(rom, 4),
                    (unsigned)little_endian(rom + 4, 4),
                    (unsigned)little_endian(rom + 8, 4),
                    (unsigned)little_endian(rom + 12, 4));
        expect_line("optr %08X", (unsigned)little_endian(
                                     bus_physical(chip, REGION_OPTION), 4));
        expect_line("head-1 BE00B007");
        expect_line("head-2 %s", cases[i].head_2);
        expect_line("flags 44");
        expect_line(cases[i].rom == L4_V9_1_FF ? "go none" : "go left");
        expect_line(cases[i].info ? "bounce none" : "bounce branch");
    }
    image_free(&probe);
}

/* A reading of which two values fit is not settled, and both are told. */
static void test_what_cannot_be_told_apart(void **state)
{
    struct image probe;
    (void)state;
    load(&probe, "");
    for (unsigned value = 0; value <= CHOICE_BOOT0_PIN; value += 2) {
        start(&probe, L4_V9_2,
              (struct readings){.value[CHOICE_BOOT0] = (uint8_t)value});
        run_to_end("boot0");
        struct probe_report result = report("boot0");
        assert_int_equal(result.settled >> CHOICE_BOOT0 & 1, 0);
        assert_int_equal(result.possible[CHOICE_BOOT0],
                         1 << CHOICE_BOOT0_ALWAYS_0 | 1 << CHOICE_BOOT0_PIN);
        expect_line("boot0 always-0/pin");
    }
    image_free(&probe);
}

/* --- more of them --- */

static unsigned step;

static void test_the_sample(void **state)
{
    (void)state;
    probe_some("", step);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest product[] = {cmocka_unit_test(test_the_sample)};
    step = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 0;
    if (step)
        return cmocka_run_group_tests(product, NULL, NULL);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_value),
        cmocka_unit_test(test_mixed_readings),
        cmocka_unit_test(test_clang_image),
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_no_lse),
        cmocka_unit_test(test_lines_of_the_part),
        cmocka_unit_test(test_what_cannot_be_told_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
