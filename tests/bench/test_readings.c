/* SPDX-License-Identifier: MIT
 *
 * readings.h and embed.h: how many combinations, their text, their bytes, and
 * the images in the binary.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "bench/embed.h"
#include "bench/image.h"
#include "bench/image_file.h"
#include "bench/readings.h"
#include "bench/record.h"
#include "bench/stm32l0/readings.h"
#include "rom/stm32l0/choices.h"

static void counts(void **state)
{
    (void)state;
    assert_int_equal(readings_count(ROM_V4_0), 576);
    assert_int_equal(readings_count(ROM_V4_1), 27648);
    assert_int_equal(readings_count(ROM_V11_1), 288);
    assert_int_equal(readings_count(ROM_V11_2), 13824);
    assert_int_equal(readings_count(ROM_FILE), 1);
    assert_int_equal(readings_mask(ROM_V4_1), (1 << READINGS) - 1);
    assert_int_equal(readings_mask(ROM_V4_0),
                     1 << READING_RAM | 1 << READING_REMAP |
                         1 << READING_FAULT | 1 << READING_CSR |
                         1 << READING_GO | 1 << READING_WRITE |
                         1 << READING_RTC | 1 << READING_GATE);
    assert_int_equal(readings_mask(ROM_V4_1) & ~readings_mask(ROM_V11_2),
                     1 << READING_RTC);
    assert_int_equal(readings_mask(ROM_FILE), 1 << READING_GATE);
}

/* The order of the combinations is that of their values, and the text of each
 * leads back to it. */
static void combinations_differ(void **state)
{
    (void)state;
    for (unsigned v = 0; v < ROM_VERSIONS; v++) {
        enum rom_version version = (enum rom_version)v;
        struct readings last = {{0}};
        for (unsigned i = 0; i < readings_count(version); i++) {
            struct readings readings = readings_nth(version, i), back = {{0}};
            unsigned given = 0;
            char text[READINGS_TEXT], error[256];
            assert_int_equal(memcmp(&last, &readings, sizeof last) < 0, i > 0);
            last = readings;
            readings_format(version, readings, text);
            assert_true(readings_parse(FAMILY_STM32L0, text, &back, &given,
                                       error, sizeof error));
            assert_memory_equal(&back, &readings, sizeof back);
            assert_int_equal(given | 1 << READING_GATE, readings_mask(version));
        }
    }
}

static void texts(void **state)
{
    (void)state;
    char text[READINGS_TEXT];
    readings_format(ROM_V4_1, readings_nth(ROM_V4_1, 0), text);
    assert_string_equal(
        text, "bounce=branch,stack=exact,ram=own,sp=range,bfb2=ignored,past="
              "needs-pass,remap=caller,fault=reset,csr=kept,go=left,write="
              "words,rtc=kept");
    readings_format(ROM_V4_1, readings_nth(ROM_V4_1, 1), text);
    assert_non_null(strstr(text, "go=left,write=words,rtc=reset"));
    struct readings last = {{0}};
    for (unsigned i = 0; i < READINGS; i++)
        last.value[i] = (uint8_t)(reading_value_count(&l0_readings[i]) - 1);
    readings_format(ROM_V11_2, last, text);
    assert_string_equal(
        text, "bounce=reset,stack=off-by-8,ram=all,sp=below,bfb2=consulted,"
              "past=free,remap=vtor,fault=hang,csr=cleared,go=checks-sp,"
              "write=half-page,gate=open");
    readings_format(ROM_V4_0, last, text);
    assert_string_equal(text, "ram=all,remap=vtor,fault=hang,csr=cleared,"
                              "go=checks-sp,write=half-page,rtc=reset,"
                              "gate=open");
    readings_format(ROM_V11_1, last, text);
    assert_string_equal(text, "ram=all,remap=vtor,fault=hang,csr=cleared,"
                              "go=checks-sp,write=half-page,gate=open");
    readings_format(ROM_FILE, readings_nth(ROM_FILE, 0), text);
    assert_string_equal(text, "");
    const struct readings open = {{[READING_GATE] = 1}};
    readings_format(ROM_FILE, open, text);
    assert_string_equal(text, "gate=open");
}

/* Each value by its name in rom/stm32l0/choices.h. */
static void bytes(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        unsigned at, value;
    } cases[] = {
        {"bounce=branch", CHOICE_BOUNCE, CHOICE_BOUNCE_BRANCH},
        {"bounce=reset", CHOICE_BOUNCE, CHOICE_BOUNCE_RESET},
        {"stack=exact", CHOICE_STACK, CHOICE_STACK_EXACT},
        {"stack=off-by-8", CHOICE_STACK, CHOICE_STACK_OFF_BY_8},
        {"ram=own", CHOICE_RAM, CHOICE_RAM_OWN},
        {"ram=keep", CHOICE_RAM, CHOICE_RAM_KEEP},
        {"ram=all", CHOICE_RAM, CHOICE_RAM_ALL},
        {"sp=range", CHOICE_SP, CHOICE_SP_RANGE},
        {"sp=mask", CHOICE_SP, CHOICE_SP_MASK},
        {"sp=below", CHOICE_SP, CHOICE_SP_BELOW},
        {"bfb2=ignored", CHOICE_BFB2, CHOICE_BFB2_IGNORED},
        {"bfb2=consulted", CHOICE_BFB2, CHOICE_BFB2_CONSULTED},
        {"past=needs-pass", CHOICE_PAST, CHOICE_PAST_NEEDS_PASS},
        {"past=free", CHOICE_PAST, CHOICE_PAST_FREE},
        {"remap=caller", CHOICE_REMAP, CHOICE_REMAP_CALLER},
        {"remap=self", CHOICE_REMAP, CHOICE_REMAP_SELF},
        {"remap=vtor", CHOICE_REMAP, CHOICE_REMAP_VTOR},
        {"fault=reset", CHOICE_FAULT, CHOICE_FAULT_RESET},
        {"fault=hang", CHOICE_FAULT, CHOICE_FAULT_HANG},
        {"csr=kept", CHOICE_CSR, CHOICE_CSR_KEPT},
        {"csr=cleared", CHOICE_CSR, CHOICE_CSR_CLEARED},
        {"go=left", CHOICE_GO, CHOICE_GO_LEFT},
        {"go=restored", CHOICE_GO, CHOICE_GO_RESTORED},
        {"go=clocks", CHOICE_GO, CHOICE_GO_CLOCKS},
        {"go=checks-sp", CHOICE_GO, CHOICE_GO_CHECKS_SP},
        {"write=words", CHOICE_WRITE, CHOICE_WRITE_WORDS},
        {"write=half-page", CHOICE_WRITE, CHOICE_WRITE_HALF_PAGE},
        {"rtc=kept", CHOICE_RTC, CHOICE_RTC_KEPT},
        {"rtc=reset", CHOICE_RTC, CHOICE_RTC_RESET},
    };
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct readings readings = {{0}};
        unsigned given = 0;
        char error[256];
        uint8_t want[ROM_CHOICES] = {0};
        assert_true(readings_parse(FAMILY_STM32L0, cases[i].text, &readings,
                                   &given, error, sizeof error));
        want[cases[i].at] = (uint8_t)cases[i].value;
        assert_memory_equal(readings.value, want, ROM_CHOICES);
    }
}

static void assert_not_parsed(const char *text, const char *words)
{
    struct readings readings = {{0, 1}}, before = readings;
    unsigned given = 0;
    char error[256];
    assert_false(readings_parse(FAMILY_STM32L0, text, &readings, &given, error,
                                sizeof error));
    if (!strstr(error, words))
        fail_msg("got \"%s\", want \"%s\" in it", error, words);
    assert_memory_equal(&readings, &before, sizeof readings);
    assert_int_equal(given, 0);
}

static void bad_texts(void **state)
{
    (void)state;
    assert_not_parsed("rom=own", "unknown reading 'rom'");
    assert_not_parsed(
        "rom=own", "bounce, stack, ram, sp, bfb2, past, remap, fault, csr, go, "
                   "write, rtc, gate");
    assert_not_parsed("go=some", "it is left, restored, clocks, checks-sp");
    assert_not_parsed("sp=some", "it is range, mask, below");
    assert_not_parsed("ram=some", "own, keep, all");
    assert_not_parsed("csr=some", "it is kept, cleared");
    assert_not_parsed("ram", "reading ram cannot be ''");
    assert_not_parsed("ram=all,", "unknown reading ''");
    assert_not_parsed("", "unknown reading ''");
    assert_not_parsed("sp=mask,ram=all,sp=range", "sp is given twice");
    assert_not_parsed("ra=all", "unknown reading 'ra'");
    assert_not_parsed("ram=al", "cannot be 'al'");
}

static void agreement(void **state)
{
    (void)state;
    struct readings wanted = {{[READING_RAM] = 2, [READING_SP] = 1}};
    unsigned given = 1 << READING_RAM | 1 << READING_SP, count = 0;
    for (unsigned i = 0; i < readings_count(ROM_V4_1); i++)
        count +=
            readings_agree(ROM_V4_1, readings_nth(ROM_V4_1, i), given, wanted);
    assert_int_equal(count, 27648 / 3 / 3);
    count = 0;
    for (unsigned i = 0; i < readings_count(ROM_V4_0); i++)
        count +=
            readings_agree(ROM_V4_0, readings_nth(ROM_V4_0, i), given, wanted);
    assert_int_equal(count, 576 / 3); /* sp does not apply */
    assert_true(
        readings_agree(ROM_FILE, readings_nth(ROM_FILE, 0), given, wanted));
}

static void versions(void **state)
{
    (void)state;
    static const char *const names[] = {"v4.0", "v4.1", "v11.1", "v11.2"};
    for (unsigned i = 0; i < ROM_VERSIONS; i++) {
        enum rom_version version = ROM_FILE;
        assert_true(rom_find(FAMILY_STM32L0, names[i], &version));
        assert_int_equal(version, i);
        assert_string_equal(rom_name(version), names[i]);
    }
    enum rom_version version;
    assert_true(rom_find(FAMILY_STM32L0, "V11.2", &version));
    assert_false(rom_find(FAMILY_STM32L0, "file", &version));
    assert_false(rom_find(FAMILY_STM32L0, "v4", &version));
    assert_false(rom_find(FAMILY_STM32L0, "", &version));
}

static void embedded_roms(void **state)
{
    (void)state;
    static const uint8_t ids[] = {0x40, 0x41, 0xB1, 0xB2};
    for (unsigned i = 0; i < ROM_VERSIONS; i++) {
        enum rom_version version = (enum rom_version)i;
        const uint8_t *plain = embed_rom(version);
        uint8_t rom[ROM_IMAGE_SIZE];
        struct readings readings = {{[READING_GO] = 2, [READING_RAM] = 1}};
        assert_int_equal(plain[ROM_ID_OFFSET], ids[i]);
        embed_rom_with(version, readings, rom, sizeof rom);
        for (unsigned k = 0; k < ROM_CHOICES; k++) {
            assert_int_equal(rom[ROM_CHOICES_OFFSET + k], readings.value[k]);
            assert_int_equal(plain[ROM_CHOICES_OFFSET + k], 0);
        }
        assert_memory_equal(rom, plain, ROM_CHOICES_OFFSET);
        assert_memory_equal(rom + ROM_CHOICES_OFFSET + ROM_CHOICES,
                            plain + ROM_CHOICES_OFFSET + ROM_CHOICES,
                            ROM_IMAGE_SIZE - ROM_CHOICES_OFFSET - ROM_CHOICES);
    }
}

static void assert_embedded(struct embedded file, unsigned records)
{
    struct image image;
    struct record record;
    char error[IMAGE_ERROR_SIZE];
    if (!image_load_memory("embedded.elf", file.bytes, file.size, &image,
                           error))
        fail_msg("%s", error);
    assert_non_null(image_symbol(&image, "main"));
    assert_int_equal(record_find(&image, &record), records);
    image_free(&image);
}

static void embedded_applications(void **state)
{
    (void)state;
    assert_embedded(embed_file("nucleo-l073rz.elf"), 1);
    assert_embedded(embed_file("nucleo-l476rg-v2.elf"), 1);
    assert_embedded(embed_file("original-once.elf"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts),
        cmocka_unit_test(combinations_differ),
        cmocka_unit_test(texts),
        cmocka_unit_test(bytes),
        cmocka_unit_test(bad_texts),
        cmocka_unit_test(agreement),
        cmocka_unit_test(versions),
        cmocka_unit_test(embedded_roms),
        cmocka_unit_test(embedded_applications),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
