/* SPDX-License-Identifier: MIT
 *
 * `boot0 patch --resident` for the STM32F4 and the STM32L4: what it adds and
 * refuses, and that resident and application together reach the ROM.
 */
#include "bench/image_file.h"
#include "chip/part.h"
#include "src/resident/resident_trailer.h"
#include "tests/tools/bed.h"
#include "tools/crc32.h"
#include "tools/patch_resident.h"

enum { SIZE = 0x4100 - 8, LENGTH = 0x4100, CODE = 0x301 };

/* --- in memory --- */

static uint8_t bytes[LENGTH + BOOT0_TRAILER_SIZE];
static char error[IMAGE_ERROR_SIZE];

/* A raw binary for BASE, patched. */
static bool patch(struct image *image, enum family family, uint32_t base,
                  uint32_t sp, size_t size, const char *part_name)
{
    const struct patch_resident resident = {
        .family = family, .base = base, .version = 3};
    const uint32_t vectors[] = {sp, base + CODE};
    struct part part;
    for (unsigned i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(i * 7 + 1);
    memset(bytes, 0, 0x200);
    memcpy(bytes, vectors, sizeof vectors);
    image_free(image);
    if (!image_load_memory("app.bin", bytes, size, image, error))
        fail_msg("%s", error);
    if (part_name)
        assert_true(part_find(part_name, &part));
    return patch_resident_image(image, &resident, part_name ? &part : NULL,
                                error);
}

/* page_crc is for the first page, or for what there is of it. */
static void expect_page(uint32_t base, enum family family, size_t size,
                        uint32_t covered)
{
    struct image image = {0};
    uint32_t crc;
    if (!patch(&image, family, base, 0x20008000, size, NULL))
        fail_msg("%s", error);
    image_read(&image, base, bytes, sizeof bytes);
    memcpy(&crc, bytes + BOOT0_TABLE_PAGE_CRC, 4);
    assert_int_equal(crc, crc32(crc32(0, bytes, BOOT0_TABLE_PAGE_CRC),
                                bytes + BOOT0_TABLE_PAGE_CRC + 4,
                                covered - BOOT0_TABLE_PAGE_CRC - 4));
    image_free(&image);
}

static void pages(void **state)
{
    (void)state;
    expect_page(0x08004000, FAMILY_STM32F4, SIZE, 0x4000);
    expect_page(0x0800C000, FAMILY_STM32F4, SIZE, 0x4000);
    expect_page(0x08010000, FAMILY_STM32F4, SIZE, LENGTH);
    expect_page(0x08020000, FAMILY_STM32F4, SIZE, LENGTH);
    expect_page(0x08004000, FAMILY_STM32F4, 0x400, 0x400);
    expect_page(0x08001000, FAMILY_STM32L4, SIZE, 0x800);
    expect_page(0x08001000, FAMILY_STM32L4, 0x7F8, 0x800);
    expect_page(0x08001000, FAMILY_STM32L4, 0x400, 0x400);
}

/* What is behind the last byte is as an erase leaves it, and the trailer's CRC
 * is of that. */
static void trailer(void **state)
{
    static const uint8_t blank[] = {255, 255, 255, 255, 255, 255, 255, 255};
    struct image image = {0};
    uint32_t words[4];
    (void)state;
    if (!patch(&image, FAMILY_STM32F4, 0x08004000, 0x20008000, SIZE, NULL))
        fail_msg("%s", error);
    image_read(&image, 0x08004000, bytes, sizeof bytes);
    assert_memory_equal(bytes + SIZE, blank, LENGTH - SIZE);
    memcpy(words, bytes + LENGTH, sizeof words);
    assert_int_equal(words[0], BOOT0_TRAILER_MAGIC_WORD);
    assert_int_equal(words[1], LENGTH);
    assert_int_equal(words[2], 3);
    assert_int_equal(words[3], crc32(0, bytes, LENGTH + 12));
    image_free(&image);
}

/* Every RAM of the part that is named; else of the largest. */
static void stacks(void **state)
{
    static const struct {
        enum family family;
        const char *part;
        uint32_t good, bad;
        const char *said;
    } cases[] = {
        {FAMILY_STM32F4, NULL, 0x20020000, 0x20020004,
         "(0x20000004-0x20020000 or 0x10000004-0x10010000)"},
        {FAMILY_STM32F4, "stm32f401re", 0x20018000, 0x20020000,
         "(0x20000004-0x20018000"},
        {FAMILY_STM32F4, "stm32f411re", 0x20020000, 0x10010000,
         "(0x20000004-0x20020000)"},
        {FAMILY_STM32F4, "stm32f405rg", 0x10010000, 0x20020004, "or 0x1000"},
        {FAMILY_STM32L4, NULL, 0x20050000, 0x20050004,
         "(0x20000004-0x20050000 or 0x10000004-0x10010000)"},
        {FAMILY_STM32L4, "stm32l476rg", 0x20018000, 0x20020000,
         "(0x20000004-0x20018000"},
        {FAMILY_STM32L4, "stm32l432kc", 0x10004000, 0xBE00BE00,
         "behind a resident the head stays valid"},
    };
    struct image image = {0};
    (void)state;
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint32_t base =
            cases[i].family == FAMILY_STM32F4 ? 0x08004000 : 0x08001000;
        if (!patch(&image, cases[i].family, base, cases[i].good, SIZE,
                   cases[i].part))
            fail_msg("%u: %s", i, error);
        assert_false(patch(&image, cases[i].family, base, cases[i].bad, SIZE,
                           cases[i].part));
        if (!strstr(error, cases[i].said))
            fail_msg("got \"%s\", want \"%s\"", error, cases[i].said);
    }
    image_free(&image);
}

/* The first double word of bank 2 must never be written. */
static void head_of_bank_2(void **state)
{
    enum { BASE = 0x08001000, BANK2 = 0x08020000 };
    struct image image = {0};
    const struct patch_resident resident = {.family = FAMILY_STM32L4,
                                            .base = BASE};
    const uint32_t vectors[] = {0x20008000, BASE + CODE};
    size_t size = BANK2 - BASE + 0x100;
    uint8_t *whole = test_calloc(1, size);
    struct part part;
    (void)state;
    memcpy(whole, vectors, sizeof vectors);
    for (unsigned i = 0; i < 3; i++) {
        memset(whole + (BANK2 - BASE), 0xFF, 8);
        if (i == 1)
            whole[BANK2 - BASE + 7] = 0x7F;
        assert_true(image_load_memory("app.bin", whole, size, &image, error));
        assert_true(part_find("stm32l433rc", &part));
        bool done = patch_resident_image(&image, &resident,
                                         i == 2 ? &part : NULL, error);
        image_free(&image);
        assert_int_equal(done, i != 1);
    }
    assert_non_null(strstr(error, "0x08020000, where bank 2 of a 256 KB part"));
    assert_non_null(strstr(error, "its double word must stay erased"));
    test_free(whole);
}

/* --- the command --- */

static int open_bed(void **state)
{
    *state = bed_new();
    return 0;
}

static void expect_refused(struct bed *bed, const char *arguments,
                           const char *said)
{
    char script[512];
    snprintf(script, sizeof script,
             "cd $DIR; IFS=' '; eval exec $BOOT0 patch -o out.elf %s 2>&1",
             arguments);
    expect_status(bed->text, script, 2);
    expect_part(bed->text, said);
    assert_int_equal(count_of(bed->text, "\n"), 1);
}

#define F4 "--resident $IMAGES/resident-stm32f4.elf "
#define L4 "--resident $IMAGES/resident-stm32l4.elf "

static void refusals(void **state)
{
    struct bed *bed = *state;
    expect_refused(bed, F4 "$IMAGES/nucleo-l476rg-behind-v1.elf",
                   "its library is that of the STM32L47x/L49x/L43x, and the "
                   "resident is for the STM32F401/F405/F407/F411; give "
                   "build/firmware/resident-stm32l4.elf");
    expect_refused(bed, L4 "$IMAGES/nucleo-l073rz-behind-v1.elf",
                   "and the resident is for the STM32L47x/L49x/L43x; give "
                   "build/firmware/resident.elf");
    expect_refused(bed, F4 "$IMAGES/nucleo-f401re.elf",
                   "where the resident is; link the application for "
                   "0x08004000");
    expect_refused(bed, L4 "$IMAGES/nucleo-l476rg.elf",
                   "link the application for 0x08001000");
    expect_refused(bed,
                   "--resident 0x08002000 --part nucleo-f401re "
                   "$IMAGES/nucleo-f401re-behind-v1.elf",
                   "begins where a sector begins above 0x08000000, by default "
                   "at 0x08004000");
    expect_refused(bed,
                   "--resident 0x08001400 "
                   "$IMAGES/nucleo-l432kc-behind-v1.elf",
                   "begins at a multiple of 0x800 above 0x08000000, by default "
                   "at 0x08001000");
    expect_refused(bed,
                   "--resident $IMAGES/resident-stm32l4-rtc.elf "
                   "$IMAGES/nucleo-l432kc-behind-v1.elf",
                   "leaves a request at 0x2000BFF8, and the resident looks at "
                   "0x400028C8");
}

/* Alone, without the family's file: by the library in the application. */
static void by_address(void **state)
{
    struct bed *bed = *state;
    expect_status(bed->text,
                  "set -e; cd $DIR; $BOOT0 patch --resident 0x08004000"
                  " --image-version 2 $IMAGES/nucleo-f401re-behind-v2.elf"
                  " -o out.bin; cmp out.bin $IMAGES/nucleo-f401re-app-v2.bin",
                  0);
    expect_part(bed->text, " bytes at 0x08004000, version 2, CRC-32 0x");
}

static void every_rom(void **state)
{
    static const char *const images[] = {"nucleo-f401re", "nucleo-l476rg",
                                         "nucleo-l432kc"};
    static const char *const tails[] = {"resident.elf", "resident-head-v2.hex"};
    struct bed *bed = *state;
    for (unsigned i = 0; i < 3; i++)
        for (unsigned j = 0; j < 2; j++) {
            char script[256];
            snprintf(script, sizeof script,
                     "exec $BOOT0 check --part %s $IMAGES/%s-%s 2>&1",
                     images[i], images[i], tails[j]);
            expect_status(bed->text, script, 0);
            expect_all_passed(bed->text);
            expect_no_part(bed->text, "boot0: ");
        }
}

/* A resident that waits is no application that runs. */
static void bad_application(void **state)
{
    struct bed *bed = *state;
    expect_status(bed->text,
                  "cd $DIR; $BOOT0 patch --resident"
                  " $IMAGES/resident-stm32l4.elf --join"
                  " $IMAGES/nucleo-l432kc-behind-v1.elf -o both.bin &&"
                  " printf x | dd of=both.bin bs=1 seek=4608 conv=notrunc 2>&1"
                  " && ! $BOOT0 check --part nucleo-l432kc --ask none --rdp 1"
                  " both.bin 2>&1",
                  0);
    expect_all_failed(bed->text);
}

/* After the ROM the application reads how its request ended. */
static void outcome_is_shared(void **state)
{
    static const char *const parts[] = {"nucleo-f401re", "nucleo-l476rg"};
    struct bed *bed = *state;
    for (unsigned i = 0; i < 2; i++) {
        char script[256];
        snprintf(script, sizeof script,
                 "exec $BOOT0 run --pace max --until 400 --part %s --rdp 1"
                 " --ask press:B1@50 $IMAGES/%s-resident.elf 2>&1",
                 parts[i], parts[i]);
        expect_status(bed->text, script, 0);
        expect_part(bed->text, "last request: refused (readout protection)");
    }
}

#define COMMAND(name) cmocka_unit_test_setup_teardown(name, open_bed, bed_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages),    cmocka_unit_test(trailer),
        cmocka_unit_test(stacks),   cmocka_unit_test(head_of_bank_2),
        COMMAND(refusals),          COMMAND(by_address),
        COMMAND(every_rom),         COMMAND(bad_application),
        COMMAND(outcome_is_shared),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
