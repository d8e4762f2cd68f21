/* SPDX-License-Identifier: MIT
 *
 * examples/probe on the virtual chip: the report says what the ROM was built
 * with, for every ROM and combination of readings, and the part is left as it
 * was found.
 */
#include "probe_bench.h"

/* --- every reading --- */

static void probe_one(const struct image *probe, const char *part,
                      enum rom_version rom, unsigned index, unsigned open)
{
    char name[256], want[READINGS_TEXT], got[READINGS_TEXT];
    struct readings readings = readings_nth(rom, index);
    readings_format(rom, readings, want);
    snprintf(name, sizeof name, "%s %s/%s", part, rom_version_name(rom), want);
    start(probe, part, rom, readings);
    run_to_end(name);

    struct probe_report result = report(name);
    readings_format(rom, result.readings, got);
    if (result.rom != rom || result.settled != (readings_mask(rom) & ~open) ||
        !readings_agree(rom, result.readings, result.settled, readings))
        SAY("%s: the report says %s, settled 0x%X", name, got, result.settled);
}

static void test_every_reading(void **state)
{
    struct image probe;
    unsigned count = 0, gos = 0, most = 0;
    (void)state;
    load(&probe, "");
    for (unsigned rom = 0; rom < ROM_VERSIONS; rom++)
        for (unsigned i = 0; i < readings_count(rom); i++, count++) {
            probe_one(&probe, parts[rom], rom, i, 0);
            gos += bench.gos;
            most = bench.gos > most ? bench.gos : most;
        }
    print_message("probe: %u of 648 combinations, %u.%u calls of stm32flash "
                  "each, at most %u\n",
                  count, gos / count, gos * 10 / count % 10, most);
    assert_int_equal(count, 648);
    image_free(&probe);
}

/* The same by the clang image. */
static void test_clang_image(void **state)
{
    struct image probe;
    (void)state;
    load(&probe, "clang/");
    for (unsigned rom = 0; rom < ROM_VERSIONS; rom++)
        for (unsigned i = 5; i < readings_count(rom); i += 31)
            probe_one(&probe, parts[rom], rom, i, 0);
    image_free(&probe);
}

/* --- other parts --- */

static void test_two_banks_of_64_kb(void **state)
{
    struct image probe;
    (void)state;
    load(&probe, "");
    for (unsigned rom = 0; rom < ROM_VERSIONS; rom++)
        for (unsigned i = 3; i < readings_count(rom); i += 29)
            probe_one(&probe, rom < ROM_V11_1 ? "stm32l072cb" : "stm32l071cb",
                      rom, i, 0);
    image_free(&probe);
}

/* Without a second bank a ROM that takes no head of the probe's for a stack
 * pointer cannot be made to come back. */
static void test_one_bank(void **state)
{
    struct image probe;
    (void)state;
    load(&probe, "");
    for (unsigned rom = 0; rom < ROM_VERSIONS; rom++)
        for (unsigned i = 0; i < readings_count(rom); i += 7) {
            struct readings readings = readings_nth(rom, i);
            unsigned open = 0;
            if (readings.value[READING_SP] == 0) { /* range */
                open = 1u << READING_BOUNCE;
                if (readings.value[READING_PAST] == 0) /* needs-pass */
                    open |= 1u << READING_PAST;
            }
            probe_one(&probe, rom < ROM_V11_1 ? "stm32l072c8" : "stm32l071c8",
                      rom, i, open & readings_mask(rom));
        }
    image_free(&probe);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_reading),
        cmocka_unit_test(test_clang_image),
        cmocka_unit_test(test_two_banks_of_64_kb),
        cmocka_unit_test(test_one_bank),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
