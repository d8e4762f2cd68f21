/* SPDX-License-Identifier: MIT
 *
 * examples/probe on the virtual chip: the report names the readings that the
 * ROM was built with, for every ROM and a sample of combinations, and the part
 * is left as it was found. With the argument N it takes every Nth combination
 * of all there are, 1 = each.
 */
#include "chip/little_endian.h"
#include "tests/examples/probe_l0.h"
#include "tests/readings_sample.h"
#include "tools/crc32.h"

/* --- every reading --- */

/* The probe on a part with so many banks. */
static void probe_one(const struct image *probe, const char *part,
                      unsigned banks, enum rom_version rom,
                      struct readings readings)
{
    char name[READINGS_TEXT + 32], want[READINGS_TEXT], got[READINGS_TEXT];
    unsigned open = open_readings(rom, readings, banks);
    readings_format(rom, readings, want);
    snprintf(name, sizeof name, "%s %s/%s", part, rom_name(rom), want);
    start(probe, part, rom, readings);
    run_to_end(name);

    struct probe_report result = report(name);
    readings_format(rom, result.readings, got);
    if (result.rom != rom || result.settled != (readings_mask(rom) & ~open) ||
        !readings_agree(rom, result.readings, result.settled, readings))
        SAY("%s: the report says %s, settled 0x%X", name, got, result.settled);
}

static struct readings_sample sample;

/* Combination INDEX of the sample; every second one has gate=open. */
static struct readings sampled(unsigned index)
{
    struct readings readings = sample.list[index];
    readings.value[READING_GATE] = index & 1;
    return readings;
}

/* Any three values of three readings are together in one of the runs. */
static void test_every_reading(void **state)
{
    struct image probe;
    unsigned count = 0, gos = 0, most = 0;
    (void)state;
    load(&probe, "");
    for (unsigned rom = 0; rom < ROM_VERSIONS; rom++) {
        readings_sample(&sample, rom);
        assert_in_range(sample.count, 36, SAMPLE_MAX - 1);
        for (unsigned i = 0; i < sample.count; i += TEST_STRIDE, count++) {
            probe_one(&probe, parts[rom], 2, rom, sampled(i));
            gos += desk.gos;
            most = desk.gos > most ? desk.gos : most;
        }
    }
    print_message("probe: %u combinations, %u.%u calls of stm32flash each, at "
                  "most %u\n",
                  count, gos / count, gos * 10 / count % 10, most);
    assert_int_equal(most, 6);
    image_free(&probe);
}

/* Every STEPth combination of the sample on another part, V4.x or V11.x. */
static void probe_some(const char *directory, const char *v4, const char *v11,
                       unsigned banks, unsigned step)
{
    struct image probe;
    load(&probe, directory);
    for (unsigned rom = 0; rom < ROM_VERSIONS; rom++) {
        readings_sample(&sample, rom);
        for (unsigned i = 0; i < sample.count; i += step * TEST_STRIDE)
            probe_one(&probe, rom < ROM_V11_1 ? v4 : v11, banks, rom,
                      sampled(i));
    }
    image_free(&probe);
}

/* The same by the clang image. */
static void test_clang_image(void **state)
{
    (void)state;
    probe_some("clang/", "stm32l073rz", "stm32l071rz", 2, 9);
}

/* --- other parts --- */

static void test_two_banks_of_64_kb(void **state)
{
    (void)state;
    probe_some("", "stm32l072cb", "stm32l071cb", 2, 8);
}

static void test_one_bank(void **state)
{
    (void)state;
    probe_some("", "stm32l072c8", "stm32l071c8", 1, 2);
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

/* Four vectors of the ROM, the first at offset AT of it. */
static void expect_vectors(unsigned at, const uint8_t *words)
{
    expect_line("rom-vectors-%02X %08X %08X %08X %08X", at,
                (unsigned)little_endian(words, 4),
                (unsigned)little_endian(words + 4, 4),
                (unsigned)little_endian(words + 8, 4),
                (unsigned)little_endian(words + 12, 4));
}

/* What the part is, as the chip has it. */
static void test_lines_of_the_part(void **state)
{
    static const struct {
        const char *part;
        enum rom_version rom;
        unsigned flash_kb, rom_id;
        bool bank2;
    } cases[] = {
        {"stm32l073rz", ROM_V4_1, 192, 0x41, true},
        {"stm32l072cb", ROM_V4_0, 128, 0x40, true},
        {"stm32l071rz", ROM_V11_2, 192, 0xB2, true},
        {"stm32l071c8", ROM_V11_1, 64, 0xB1, false},
    };
    struct image probe;
    (void)state;
    load(&probe, "");
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct chip *chip = &desk.chip;
        start(&probe, cases[i].part, cases[i].rom,
              readings_nth(cases[i].rom, 7));
        run_to_end(cases[i].part);
        expect_line("idcode %04X6447", (unsigned)chip->part.rev_id);
        expect_line("flash-kb %u", cases[i].flash_kb);
        expect_line("rom-id %02X", cases[i].rom_id);
        expect_line(
            "rom-crc32 %08X",
            (unsigned)crc32(0, bus_physical(chip, REGION_SYSTEM), SYSTEM_SIZE));
        for (unsigned at = 0; at < 0x40; at += 16)
            expect_vectors(at, bus_physical(chip, REGION_SYSTEM) + at);
        expect_line("optr %08X", (unsigned)stm32l0(chip)->flash.optr);
        expect_line("head-1 20005008");
        expect_line(cases[i].bank2 ? "head-2 00000000" : "head-2 none");
    }
    image_free(&probe);
}

/* --- all of them --- */

static unsigned step;

static void test_the_product(void **state)
{
    struct image probe;
    (void)state;
    load(&probe, "");
    for (unsigned rom = 0; rom < ROM_VERSIONS; rom++)
        for (unsigned i = 0; i < readings_count(rom); i += step)
            if (!readings_nth(rom, i).value[READING_RTC])
                probe_one(&probe, parts[rom], 2, rom, readings_nth(rom, i));
    image_free(&probe);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest product[] = {cmocka_unit_test(test_the_product)};
    step = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 0;
    if (step)
        return cmocka_run_group_tests(product, NULL, NULL);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_reading),
        cmocka_unit_test(test_clang_image),
        cmocka_unit_test(test_two_banks_of_64_kb),
        cmocka_unit_test(test_one_bank),
        cmocka_unit_test(test_lines_of_the_part),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
