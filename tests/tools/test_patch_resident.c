/* SPDX-License-Identifier: MIT
 *
 * `boot0 patch --resident`: what it adds, in each format; every refusal; and
 * that the two together reach the ROM.
 */
#include "bench/image_append.h"
#include "bench/image_file.h"
#include "chip/stm32l0/memory.h"
#include "src/resident/resident_trailer.h"
#include "tests/tools/bed.h"
#include "tools/crc32.h"
#include "tools/patch.h"
#include "tools/patch_resident.h"

enum { BASE = BOOT0_APPLICATION_DEFAULT, SIZE = 1000, LENGTH = 1008 };

/* --- in memory --- */

struct app {
    uint8_t bytes[FLASH_MAX];
    size_t size;
    struct image image;
    struct patch_resident resident;
    char error[IMAGE_ERROR_SIZE];
};

static void set_word(struct app *app, uint32_t offset, uint32_t word)
{
    put32(app->bytes + offset, word);
}

/* A raw binary for BASE, of which the last two words are not whole. */
static int open_app(void **state)
{
    struct app *app = test_calloc(1, sizeof *app);
    for (unsigned i = 0; i < sizeof app->bytes; i++)
        app->bytes[i] = (uint8_t)(i * 7 + 1);
    memset(app->bytes, 0, 192);
    set_word(app, 0, 0x20005000);
    set_word(app, 4, BASE + 0x101);
    app->size = SIZE;
    app->resident = (struct patch_resident){.base = BASE, .version = 3};
    *state = app;
    return 0;
}

static int close_app(void **state)
{
    struct app *app = *state;
    image_free(&app->image);
    image_free(&app->resident.resident);
    test_free(app);
    return 0;
}

static bool patch(struct app *app, const char *part_name)
{
    struct part part;
    image_free(&app->image);
    if (!image_load_memory("app.bin", app->bytes, app->size, &app->image,
                           app->error))
        fail_msg("%s", app->error);
    if (part_name)
        assert_true(part_find(part_name, &part));
    return patch_resident_image(&app->image, &app->resident,
                                part_name ? &part : NULL, app->error);
}

static uint32_t word_at(struct app *app, uint32_t offset)
{
    uint32_t word;
    assert_true(image_word(&app->image, BASE + offset, &word));
    return word;
}

static void expect_patched(struct app *app, uint32_t length, uint32_t version)
{
    uint8_t *bytes = test_calloc(1, FLASH_MAX);
    image_read(&app->image, BASE, bytes, length + BOOT0_TRAILER_SIZE);
    assert_int_equal(word_at(app, BOOT0_TABLE_LENGTH), length);
    assert_int_equal(word_at(app, BOOT0_TABLE_PAGE_CRC),
                     crc32(crc32(0, bytes, 0x20), bytes + 0x24, 0x5C));
    assert_int_equal(word_at(app, length), 0xB007A991);
    assert_int_equal(word_at(app, length + 4), length);
    assert_int_equal(word_at(app, length + 8), version);
    assert_int_equal(word_at(app, length + 12), crc32(0, bytes, length + 12));
    assert_int_equal(image_read(&app->image, BASE, bytes, FLASH_MAX),
                     length + BOOT0_TRAILER_SIZE);
    test_free(bytes);
}

/* Nothing else than the two words changes; what is behind it is 0. */
static void what_is_added(void **state)
{
    struct app *app = *state;
    uint8_t bytes[SIZE], rest[LENGTH - SIZE], zero[LENGTH - SIZE] = {0};
    assert_true(patch(app, NULL));
    expect_patched(app, LENGTH, 3);
    image_read(&app->image, BASE, bytes, sizeof bytes);
    set_word(app, BOOT0_TABLE_LENGTH, word_at(app, BOOT0_TABLE_LENGTH));
    set_word(app, BOOT0_TABLE_PAGE_CRC, word_at(app, BOOT0_TABLE_PAGE_CRC));
    assert_memory_equal(bytes, app->bytes, SIZE);
    image_read(&app->image, BASE + SIZE, rest, sizeof rest);
    assert_memory_equal(rest, zero, sizeof rest);
}

/* A length that needs no padding, and what is patched already. */
static void lengths(void **state)
{
    struct app *app = *state;
    for (app->size = LENGTH - 15; app->size <= LENGTH; app->size++) {
        assert_true(patch(app, NULL));
        expect_patched(app, LENGTH, 3);
    }
    image_read(&app->image, BASE, app->bytes, LENGTH + BOOT0_TRAILER_SIZE);
    app->size = LENGTH + BOOT0_TRAILER_SIZE;
    app->resident.version = 4;
    assert_true(patch(app, NULL));
    expect_patched(app, LENGTH, 4);
}

/* Start-up code may name its handler in the reserved vectors, too. */
static void reserved_handlers(void **state)
{
    struct app *app = *state;
    set_word(app, BOOT0_TABLE_LENGTH, BASE + 0x111);
    set_word(app, BOOT0_TABLE_PAGE_CRC, BASE + 0x111);
    assert_true(patch(app, NULL));
    expect_patched(app, LENGTH, 3);
}

static void refusals(void **state)
{
    static const struct {
        uint32_t offset, word;
        const char *said;
    } cases[] = {
        {0, 0x20000000, "vector word 0 is 0x20000000, no stack pointer"},
        {0, 0x20005004, "vector word 0 is 0x20005004, no stack pointer"},
        {0, 0xBE00BE00, "behind a resident the head stays valid: give the"},
        {4, BASE + 0x100,
         "vector word 1 is 0x08001100, no reset handler: "
         "bit 0 (Thumb) is clear"},
        {4, 0x08000101, "the application has no code there"},
        {4, BASE + SIZE + 1, "the application has no code there"},
        {0x1C, 12,
         "vector word 7, which is reserved and where the resident "
         "looks, is 0x0000000C; it must be 0 or a handler"},
        {0x20, 12, "vector word 8, which is reserved and where"},
        {0x20, BASE + SIZE + 0x101, "vector word 8"},
    };
    struct app *app = *state;
    uint32_t was[3] = {0x20005000, BASE + 0x101, 0};
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        set_word(app, cases[i].offset, cases[i].word);
        assert_false(patch(app, NULL));
        if (!strstr(app->error, cases[i].said))
            fail_msg("got \"%s\", want \"%s\" in it", app->error,
                     cases[i].said);
        assert_ptr_equal(strstr(app->error, "app.bin: "), app->error);
        assert_null(strchr(app->error, '\n'));
        set_word(app, cases[i].offset,
                 was[cases[i].offset / 4 < 2 ? cases[i].offset / 4 : 2]);
    }
    assert_true(patch(app, NULL));
}

/* The first word of bank 2 must not become a head in the middle of a write. */
static void head_of_bank_2(void **state)
{
    enum { BANK2_192K = 0x17000, BANK2_128K = 0xF000 };
    struct app *app = *state;
    app->size = 100 * 1024;
    set_word(app, BANK2_192K, 0x2FFE0000);
    set_word(app, BANK2_128K, 0);
    assert_false(patch(app, NULL));
    assert_non_null(strstr(app->error, "0x08018000, where bank 2 of a 192 KB"));
    assert_non_null(strstr(app->error, "bit 29 must be clear"));
    assert_true(patch(app, "stm32l073rb"));
    set_word(app, BANK2_192K, 0xDFFFFFFF);
    assert_true(patch(app, NULL));
    set_word(app, BANK2_128K, 0x20000001);
    assert_false(patch(app, NULL));
    assert_non_null(strstr(app->error, "0x08010000, where bank 2 of a 128 KB"));
    assert_true(patch(app, "stm32l073rz"));
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
    expect_status(bed->text, "! test -e $DIR/out.elf", 0);
}

#define BEHIND   "$IMAGES/nucleo-l073rz-behind-v1.elf"
#define RESIDENT "--resident $IMAGES/resident.elf "

static void arguments(void **state)
{
    struct bed *bed = *state;
    expect_refused(bed, "--resident 0x08001080 " BEHIND,
                   "--resident 0x08001080: an application behind a resident "
                   "begins at a multiple of 0x100 above 0x08000000, by default "
                   "at 0x08001000");
    expect_refused(bed, "--resident 0x08000000 " BEHIND,
                   "begins at a multiple");
    expect_refused(bed, "--resident 0x08030000 " BEHIND,
                   "begins at a multiple");
    expect_refused(bed, "--resident $DIR/none.elf " BEHIND, "none.elf");
    expect_refused(bed, "--resident " BEHIND " " BEHIND,
                   "no resident: its word at 0x0800001C is 0x00000000");
    expect_refused(bed, "--resident $IMAGES/resident-base.elf " BEHIND,
                   "its first byte is at 0x08001000, where the resident is; "
                   "link the application for 0x08002000: FLASH (rx) : ORIGIN = "
                   "0x08002000");
    expect_refused(bed, RESIDENT "$IMAGES/application.elf",
                   "its first byte is at 0x08004000, and the resident starts "
                   "an application at 0x08001000");
    expect_refused(bed, RESIDENT "$IMAGES/nucleo-l073rz.elf",
                   "its first byte is at 0x08000000, where the resident is");
    expect_refused(bed, RESIDENT "$IMAGES/nucleo-l073rz-resident.elf",
                   "its first byte is at 0x08000000, where the resident is");
    expect_refused(bed, "--resident $IMAGES/resident-rtc.elf " BEHIND,
                   "leaves a request at 0x20004FF8, and the resident looks at "
                   "0x4000285C");
    expect_refused(bed, "--resident 0x08001000 --join " BEHIND,
                   "--join: --resident names an address");
    expect_refused(bed, "--join " BEHIND,
                   "--join: goes with --resident FILE, which is not given");
    expect_refused(bed, "--image-version 2 " BEHIND,
                   "--image-version: goes with --resident FILE");
    expect_refused(bed, RESIDENT "--head keep " BEHIND,
                   "--head: behind a resident the head stays as it is");
    expect_refused(bed, RESIDENT "--image-version -1 " BEHIND,
                   "it is a number from 0 to 4294967295");
}

/* ELF, HEX and raw binary in, each out: the same bytes, by objcopy, too, which
 * goes by the sections. */
static void formats(void **state)
{
    struct bed *bed = *state;
    expect_status(
        bed->text,
        "set -e; cd $DIR; copy=arm-none-eabi-objcopy;"
        " $copy -O ihex " BEHIND " in.hex; $copy -O binary " BEHIND " in.bin;"
        " cp " BEHIND " in.elf;"
        " for in in elf hex bin; do for out in hex bin; do"
        " $BOOT0 patch --resident $IMAGES/resident.elf --image-version 1"
        " in.$in -o $in.$out;"
        " cmp $in.$out $IMAGES/nucleo-l073rz-app.$out; done; done;"
        " $copy -O binary $IMAGES/nucleo-l073rz-app.elf app.bin;"
        " cmp app.bin $IMAGES/nucleo-l073rz-app.bin;"
        " $copy -O ihex $IMAGES/nucleo-l073rz-resident.elf both.hex;"
        " $copy -I ihex -O binary --gap-fill 0 both.hex both.bin;"
        " $BOOT0 patch --resident $IMAGES/resident.elf --image-version 1 --join"
        " in.elf -o joined.bin; cmp both.bin joined.bin;"
        " cat joined.bin | head -c 896 | cmp - $IMAGES/resident.bin",
        0);
}

/* What the image leaves out would keep what the version before had there. */
static void gaps_are_filled(void **state)
{
    struct bed *bed = *state;
    expect_status(
        bed->text,
        "set -e; cd $DIR; arm-none-eabi-objcopy -O ihex " BEHIND " in.hex;"
        " { grep -v ^:00000001FF in.hex; echo :020000040800F2;"
        " echo :045000001122334402; echo :00000001FF; } >hole.hex;"
        " $BOOT0 patch --resident $IMAGES/resident.elf hole.hex -o out.hex;"
        " $BOOT0 patch --resident $IMAGES/resident.elf hole.hex -o out.bin;"
        " arm-none-eabi-objcopy -I ihex -O binary --gap-fill 255 out.hex"
        " filled.bin; cmp out.bin filled.bin;"
        " od -An -tx1 -j 16384 -N 4 out.bin; stat -c '%s bytes' out.bin",
        0);
    expect_part(bed->text, " 11 22 33 44\n16416 bytes\n");
}

/* Debuggers and readelf take the file as before. */
static void symbols_stay(void **state)
{
    struct bed *bed = *state;
    expect_status(
        bed->text,
        "set -e; cd $DIR; nm=arm-none-eabi-nm; $nm " BEHIND " >was;"
        " $nm $IMAGES/nucleo-l073rz-resident.elf >is; cmp was is;"
        " arm-none-eabi-readelf -Wa $IMAGES/nucleo-l073rz-resident.elf 2>&1 |"
        " grep -iE 'warning|error' && exit 1; arm-none-eabi-objdump -h"
        " $IMAGES/nucleo-l073rz-resident.elf",
        0);
    expect_part(bed->text, ".boot0.trailer");
    expect_part(bed->text, ".boot0.resident");
}

static void reports(void **state)
{
    struct bed *bed = *state;
    expect_status(
        bed->text,
        "cd $DIR; $BOOT0 patch --resident 0x08001000 " BEHIND " -o out.bin", 0);
    expect_part(bed->text, "out.bin: application of ");
    expect_part(bed->text, " bytes at 0x08001000, version 0, CRC-32 0x");
    expect_no_part(bed->text, "library");
    expect_status(bed->text,
                  "cd $DIR; $BOOT0 patch --resident 0x08004000"
                  " $IMAGES/application-jumps.elf -o out.hex",
                  0);
    expect_part(bed->text, "the library is not in it: it cannot ask");
}

/* --- the two together --- */

static void expect_green(struct bed *bed, const char *arguments)
{
    char script[512];
    snprintf(script, sizeof script, "IFS=' '; eval exec $BOOT0 check %s 2>&1",
             arguments);
    expect_status(bed->text, script, 0);
    expect_all_passed(bed->text);
    expect_no_part(bed->text, "boot0: ");
}

static void every_rom(void **state)
{
    static const char *const asks[] = {"", "--ask press:B1 ",
                                       "--ask call:boot0_request@80 "};
    static const char *const images[] = {"resident.elf", "resident-v2.elf",
                                         "resident-head.elf", "resident.hex"};
    struct bed *bed = *state;
    for (unsigned i = 0; i < 3; i++)
        for (unsigned j = 0; j < 4; j++) {
            char arguments[128];
            snprintf(arguments, sizeof arguments, "%s$IMAGES/nucleo-l073rz-%s",
                     asks[i], images[j]);
            expect_green(bed, arguments);
        }
}

/* A resident that waits is no application that runs. */
static void bad_application(void **state)
{
    static const char check[] = "exec $BOOT0 check --ask none --bank2 blank"
                                " --rdp 1 $DIR/both.bin 2>&1";
    struct bed *bed = *state;
    expect_status(bed->text,
                  "cd $DIR; $BOOT0 patch --resident $IMAGES/resident.elf --join"
                  " " BEHIND " -o both.bin",
                  0);
    expect_status(bed->text, check, 0);
    expect_status(bed->text,
                  "cd $DIR; printf x | dd of=both.bin bs=1 seek=8192"
                  " conv=notrunc 2>&1",
                  0);
    expect_status(bed->text, check, 1);
    expect_all_failed(bed->text);
}

/* check and run say so, once. A long path would break the line. */
static void resident_alone(void **state)
{
    static const char said[] = "resident.elf: a resident with no";
    struct bed *bed = *state;
    expect_status(bed->text,
                  "cd $IMAGES && exec $BOOT0 check resident.elf 2>&1", 1);
    assert_int_equal(count_of(bed->text, said), 1);
    expect_status(bed->text,
                  "cd $IMAGES && exec $BOOT0 run --pace max --until 1"
                  " resident.elf 2>&1",
                  0);
    assert_int_equal(count_of(bed->text, said), 1);
    expect_part(bed->text,
                " application at 0x08001000: every reset leads to the ROM; "
                "boot0 patch --resident ");
    expect_status(bed->text,
                  "exec $BOOT0 run --pace max --until 1"
                  " $IMAGES/nucleo-l073rz-resident.elf 2>&1",
                  0);
    expect_no_part(bed->text, "a resident");
}

/* After the ROM the application reads how its request ended, in the word that
 * it shares with the resident. */
static void outcome_is_shared(void **state)
{
    struct bed *bed = *state;
    expect_status(bed->text,
                  "exec $BOOT0 run --pace max --until 200 --rom v4.1"
                  " --bank2 app --ask press:B1@50"
                  " $IMAGES/nucleo-l073rz-resident.elf 2>&1",
                  0);
    expect_part(bed->text, "last request: refused (bank 2 would be started)");
}

#define IN_MEMORY(name)                                                        \
    cmocka_unit_test_setup_teardown(name, open_app, close_app)
#define COMMAND(name) cmocka_unit_test_setup_teardown(name, open_bed, bed_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_MEMORY(what_is_added),
        IN_MEMORY(lengths),
        IN_MEMORY(reserved_handlers),
        IN_MEMORY(refusals),
        IN_MEMORY(head_of_bank_2),
        COMMAND(arguments),
        COMMAND(formats),
        COMMAND(gaps_are_filled),
        COMMAND(symbols_stay),
        COMMAND(reports),
        COMMAND(every_rom),
        COMMAND(bad_application),
        COMMAND(resident_alone),
        COMMAND(outcome_is_shared),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
