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

/* The defaults, and every other value beside them. */
static void test_each_value(void **state)
{
    struct image probe;
    unsigned count = 0, gos = 0;
    (void)state;
    load(&probe, "");
    for (unsigned n = 0; n < L4_ROMS; n++) {
        unsigned rom = ROM_OF(FAMILY_STM32L4, n);
        probe_one(&probe, rom, (struct readings){{0}});
        for (unsigned i = 0; i < reading_count(rom); i++)
            for (unsigned v = 1; readings_mask(rom) >> i & 1 &&
                                 !reading_info(rom, i)->unprobed &&
                                 v < reading_value_count(reading_info(rom, i));
                 v += 1, count++) {
                struct readings readings = {{0}};
                readings.value[i] = (uint8_t)v;
                probe_one(&probe, rom, readings);
                gos += desk.gos;
            }
    }
    print_message("probe: %u values, %u calls of stm32flash each\n", count,
                  gos / count);
    image_free(&probe);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_value),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
