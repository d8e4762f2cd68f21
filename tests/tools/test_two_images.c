/* SPDX-License-Identifier: MIT
 *
 * A loader and the application that it starts, in one file: which library
 * counts, what patch refuses, and whose symbols name what. An application alone
 * is no image that a reset starts.
 */
#include "tests/tools/bed.h"

#define BOARD                                                                  \
    " --ask press:B1@50 --only 'v4.*/bank2=blank/rdp=0'"                       \
    " --only 'v11.*/bank2=app/rdp=1' "
#define RUN        "exec $BOOT0 run --pace max --until 1 "
#define SECTION_10 "(docs/integration.md, section 10)"

/* The hex files of a loader, as it was linked and patched, and the application;
 * each pair of the two; and both without the library. */
static const char build[] =
    "set -e; cd $DIR; for name in loader loader-named loader-alone application"
    " application-jumps; do arm-none-eabi-objcopy -O ihex $IMAGES/$name.elf"
    " $name.hex; done; $BOOT0 patch loader.hex -o patched.hex;"
    " pair() { grep -v ^:00000001FF $1.hex | cat - $2.hex >$3.hex; };"
    " for name in loader loader-named loader-alone patched; do"
    " pair $name application with-$name; done;"
    " pair loader-alone application-jumps jumps";

static int open_bed(void **state)
{
    struct bed *bed = bed_new();
    *state = bed;
    expect_status(bed->text, build, 0);
    return 0;
}

static void expect_refused(struct bed *bed, const char *script,
                           const char *words)
{
    expect_status(bed->text, script, 2);
    expect_part(bed->text, words);
    assert_int_equal(count_of(bed->text, "\n"), 1);
}

/* --- which library --- */

static void the_library_of_the_loader_counts(void **state)
{
    static const char *const images[] = {"patched", "loader-named"};
    struct bed *bed = *state;
    for (unsigned i = 0; i < 2; i++) {
        char script[256];
        snprintf(script, sizeof script,
                 "cd $DIR; exec $BOOT0 check" BOARD "with-%s.hex 2>&1",
                 images[i]);
        expect_status(bed->text, script, 0);
        expect_all_passed(bed->text);
        expect_part(bed->text, "stm32l073rz, with the library;");
        expect_no_part(bed->text, "boot0: ");
    }
    /* The whole default set, asked through the record. */
    expect_status(bed->text, "exec $BOOT0 check $DIR/with-patched.hex", 0);
    expect_all_passed(bed->text);
    expect_status(bed->text,
                  "exec $BOOT0 run --rom v4.0 --pace max --until 100"
                  " --ask press:B1@50 $DIR/with-patched.hex 2>&1",
                  0);
    expect_no_part(bed->text, "boot0: ");
    expect_part(bed->text, "V4.0 (id byte 0x40) entered");
}

static void patch_takes_the_library_of_the_loader(void **state)
{
    struct bed *bed = *state;
    expect_status(bed->text,
                  "cd $DIR; $BOOT0 patch with-loader.hex -o both.hex &&"
                  " cmp both.hex with-patched.hex",
                  0);
    expect_status(bed->text,
                  "exec $BOOT0 check" BOARD "$DIR/with-loader.hex 2>&1", 1);
    expect_part(bed->text, "with the library, which is not in use");
    expect_status(bed->text, RUN "$DIR/with-loader.hex 2>&1", 0);
    expect_part(bed->text, "with-loader.hex: the library is in it and not in "
                           "use: the reset vector is 0x0800");
    expect_part(bed->text, "or run boot0 patch\n");
}

/* The vector of the loader must not lead to what an update erases. */
static void the_library_of_the_application_alone_is_refused(void **state)
{
    static const char said[] =
        "with-loader-alone.hex: the library is in the program at 0x08004000, "
        "not in the one that the reset starts, at 0x08000000: ";
    struct bed *bed = *state;
    expect_refused(bed,
                   "cd $DIR; exec $BOOT0 patch with-loader-alone.hex"
                   " -o x.hex 2>&1",
                   said);
    expect_part(bed->text,
                "the loader, and patch it before the two are merged " SECTION_10
                "\n");
    expect_status(bed->text, "! test -e $DIR/x.hex", 0);
    expect_status(bed->text,
                  "exec $BOOT0 check" BOARD "$DIR/with-loader-alone.hex 2>&1",
                  1);
    expect_part(bed->text, "with the library, which is not in use");
    expect_status(bed->text, RUN "$DIR/with-loader-alone.hex 2>&1", 0);
    expect_part(bed->text, said);
    expect_no_part(bed->text, "run boot0 patch");
    /* The gap between the two is filled in a raw binary. */
    expect_refused(bed,
                   "cd $DIR; arm-none-eabi-objcopy -I ihex -O binary"
                   " with-loader-alone.hex with-loader-alone.bin;"
                   " exec $BOOT0 patch with-loader-alone.bin -o x.bin 2>&1",
                   "the library is in the program at 0x08004000, ");
}

/* --- symbols --- */

/* What check found about an image, without the names of places. */
static void verdicts(char *text, const char *symbols, const char *image)
{
    char script[512];
    snprintf(script, sizeof script,
             "cd $DIR; $BOOT0 check" BOARD "--format json %s %s.hex |"
             " grep -E '\"(verdict|outcome|code)\":'",
             symbols, image);
    command(text, script);
    expect_part(text, "\"verdict\"");
}

#define LOADER "--symbols $IMAGES/loader.elf "
#define ALONE  "--symbols $IMAGES/loader-alone.elf "
#define ASKS   "--symbols $IMAGES/application.elf "
#define JUMPS  "--symbols $IMAGES/application-jumps.elf "

static void symbols_only_name(void **state)
{
    static const char *const asks[] = {LOADER, ASKS, LOADER ASKS, ASKS LOADER};
    static const char *const jumps[] = {ALONE, JUMPS, ALONE JUMPS, JUMPS ALONE};
    struct bed *bed = *state;
    verdicts(bed->again, "", "with-patched");
    for (unsigned i = 0; i < 4; i++) {
        verdicts(bed->text, asks[i], "with-patched");
        assert_string_equal(bed->text, bed->again);
    }
    verdicts(bed->again, "", "jumps");
    expect_part(bed->again, "E1");
    for (unsigned i = 0; i < 4; i++) {
        verdicts(bed->text, jumps[i], "jumps");
        assert_string_equal(bed->text, bed->again);
    }
}

static void symbols_of_both_name_both(void **state)
{
    struct bed *bed = *state;
    expect_status(
        bed->text,
        "cd $DIR; exec $BOOT0 check --rom v4.1 --ask press:B1@50 " ALONE JUMPS
        "jumps.hex",
        1);
    expect_part(bed->text, "\nE1  application.c:");
    expect_status(bed->text,
                  "exec $BOOT0 run --pace max --until 5 --trace - " ALONE JUMPS
                  "$DIR/jumps.hex",
                  0);
    expect_part(bed->text, " 0x080000C0 main ");
    expect_part(bed->text, " 0x080040C0 main ");
    expect_refused(bed,
                   "cd $DIR; exec $BOOT0 check " JUMPS ASKS "jumps.hex 2>&1",
                   "application.elf: its byte at 0x08004");
}

/* --- the application alone --- */

static void an_application_alone_is_refused(void **state)
{
    static const char *const commands[] = {"check --ask press:B1", "run"};
    struct bed *bed = *state;
    expect_status(bed->text,
                  "cd $DIR; arm-none-eabi-objcopy -O binary"
                  " $IMAGES/application.elf application.bin;"
                  " cp $IMAGES/application.elf .",
                  0);
    for (unsigned i = 0; i < 2; i++) {
        char script[256];
        static const char *const kinds[] = {"elf", "hex", "bin"};
        for (unsigned k = 0; k < 3; k++) {
            snprintf(script, sizeof script,
                     "cd $DIR; exec $BOOT0 %s application.%s 2>&1", commands[i],
                     kinds[k]);
            expect_refused(bed, script, ": does not start a bank: ");
            expect_part(bed->text, k == 2 ? "its reset vector 0x0800"
                                          : "its first byte is at 0x08004000");
            expect_part(bed->text, "srec_cat loader.hex -intel app.hex -intel "
                                   "-o both.hex -intel " SECTION_10 "\n");
        }
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_bed, bed_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_library_of_the_loader_counts),
        TEST(patch_takes_the_library_of_the_loader),
        TEST(the_library_of_the_application_alone_is_refused),
        TEST(symbols_only_name),
        TEST(symbols_of_both_name_both),
        TEST(an_application_alone_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
