/* SPDX-License-Identifier: MIT
 *
 * examples/probe on the virtual chip, and boot0 readings: the report says what
 * the ROM was built with, for every ROM and combination of readings, and the
 * part is left as it was found.
 */
#include <sys/wait.h>
#include <unistd.h>

#include "probe_bench.h"

/* Under the sanitizers every n-th combination is run. */
#if defined(__SANITIZE_ADDRESS__)
enum { STRIDE = 13 };
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
enum { STRIDE = 13 };
#else
enum { STRIDE = 1 };
#endif
#else
enum { STRIDE = 1 };
#endif

static struct bench bench;
static struct chip found; /* the part before the probe ran */

static const char *const parts[ROM_VERSIONS] = {
    [ROM_V4_0] = "stm32l073rz",
    [ROM_V4_1] = "stm32l073rz",
    [ROM_V11_1] = "stm32l071rz",
    [ROM_V11_2] = "stm32l071rz",
};

static void load(struct image *probe, const char *directory)
{
    char path[1024], error[IMAGE_ERROR_SIZE];
    snprintf(path, sizeof path, "%s/%sprobe.elf", BOOT0_IMAGE_DIR, directory);
    if (!image_load(path, probe, error))
        fail_msg("%s", error);
}

/* Says where it went wrong, with the probe's own words. */
#define SAY(...)                                                               \
    do {                                                                       \
        print_error("%s\n", bench.text);                                       \
        fail_msg(__VA_ARGS__);                                                 \
    } while (0)

static struct probe_report report(const char *name)
{
    struct probe_report result;
    char error[512];
    if (!probe_report_read(bench.text, bench.length, &result, error,
                           sizeof error))
        SAY("%s: %s", name, error);
    return result;
}

/* Nothing but what every start changes. */
static void assert_as_found(const char *name)
{
    const struct chip *chip = &bench.chip;
    if (memcmp(chip->nvm, found.nvm, sizeof found.nvm) != 0)
        SAY("%s: the flash was changed", name);
    assert_memory_equal(chip->eeprom, found.eeprom, sizeof found.eeprom);
    assert_memory_equal(chip->option, found.option, sizeof found.option);
    assert_memory_equal(&chip->rtc, &found.rtc, sizeof found.rtc);
}

static void run_to_end(const char *name)
{
    if (!bench_run(&bench, 60))
        SAY("%s: the probe does not come to an end", name);
    assert_as_found(name);
}

static void start(const struct image *probe, const char *part,
                  enum rom_version rom, struct readings readings)
{
    bench_init(&bench, probe, part, rom, readings);
    bench_power_on(&bench);
    found = bench.chip;
    bench_wait(&bench, 1000);
}

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
        for (unsigned i = 0; i < readings_count(rom); i += STRIDE, count++) {
            probe_one(&probe, parts[rom], rom, i, 0);
            gos += bench.gos;
            most = bench.gos > most ? bench.gos : most;
        }
    print_message("probe: %u of 648 combinations, %u.%u calls of stm32flash "
                  "each, at most %u\n",
                  count, gos / count, gos * 10 / count % 10, most);
    if (STRIDE == 1)
        assert_int_equal(count, 648);
    image_free(&probe);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_reading),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
