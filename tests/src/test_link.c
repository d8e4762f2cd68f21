/* SPDX-License-Identifier: MIT
 *
 * Integration in one line, by both toolchains: a vector table that names
 * boot0_reset and nothing else. Names that start-up code does not have are link
 * errors, other names are told by -D.
 */
#include "tests/tools/command.h"

static char output[OUTPUT_SIZE];

/* What differs between the firmware's start-up code and that of others. */
struct names {
    const char *reset_handler, *end_of_ram; /* of the start-up code */
    const char *table;                      /* its vector word 1 */
    const char *library;                    /* options of boot0_reset.S */
};

static const struct names own = {"Reset_Handler", "_estack", "boot0_reset", ""};

/* One of the two toolchains, from the source to $FOLDER/app.elf. */
static const char *const toolchains[] = {
    "arm-none-eabi-gcc -mcpu=cortex-m0plus -mthumb -ffreestanding -nostdlib"
    " -Os -I$SOURCE/src -I$SOURCE $LIBRARY $NAMES"
    " $SOURCE/src/stm32l0/boot0_reset.S $SOURCE/tests/firmware/library.c"
    " $FOLDER/startup.c -T$FOLDER/app.ld -o $FOLDER/app.elf 2>&1",
    "for file in $SOURCE/src/stm32l0/boot0_reset.S"
    " $SOURCE/tests/firmware/library.c $FOLDER/startup.c; do"
    " clang --target=thumbv6m-none-eabi -mcpu=cortex-m0plus -ffreestanding -Os"
    " -I$SOURCE/src -I$SOURCE $LIBRARY $NAMES -c $file"
    " -o $FOLDER/$(basename $file).o || exit 1; done;"
    " ld.lld $FOLDER/boot0_reset.S.o $FOLDER/library.c.o $FOLDER/startup.c.o"
    " -T $FOLDER/app.ld -o $FOLDER/app.elf 2>&1",
};
enum { TOOLCHAINS = 2 };

/* Links it; returns the exit status. FOLDER is left for what comes next. */
static int build(unsigned toolchain, const struct names *names)
{
    char script[4096];
    snprintf(script, sizeof script,
             "set -f; SOURCE='" BOOT0_SOURCE_DIR "'; LIBRARY='%s';"
             " IFS=' '; NAMES='-Wall';"
             " sed 's/boot0_reset, stop/%s, stop/; s/Reset_Handler/%s/; "
             "s/_estack/%s/' $SOURCE/tests/firmware/startup-table.c"
             " >$FOLDER/startup.c;"
             " sed 's/_estack/%s/; s/ENTRY(Reset_Handler)/ENTRY(%s)/'"
             " $SOURCE/firmware/stm32l0/stm32l073rz.ld >$FOLDER/app.ld; %s",
             names->library, names->table, names->reset_handler,
             names->end_of_ram, names->end_of_ram, names->reset_handler,
             toolchains[toolchain]);
    return command(output, script);
}

static int setup(void **state)
{
    static char folder[64];
    strcpy(folder, "/tmp/test_link_XXXXXX");
    assert_non_null(mkdtemp(folder));
    setenv("FOLDER", folder, 1);
    *state = folder;
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    return command(output, "rm -r $FOLDER");
}

static void expect_built(unsigned toolchain, const struct names *names)
{
    if (build(toolchain, names) != 0)
        fail_msg("%s", output);
}

/* Every ROM is reached with IMAGE. */
static void expect_rom(const char *image)
{
    char line[256];
    snprintf(line, sizeof line,
             "exec $BOOT0 check --bfb2 0 --bank2 blank --rdp 0 $FOLDER/%s",
             image);
    expect_status(output, line, 0);
    expect_all_passed(output);
    expect_no_part(output, "boot0: ");
}

static void one_line(void **state)
{
    (void)state;
    for (unsigned i = 0; i < TOOLCHAINS; i++) {
        expect_built(i, &own);
        expect_rom("app.elf");
    }
}

/* A name that the start-up code does not have is named by the linker. */
static void missing_names(void **state)
{
    (void)state;
    static const struct names cases[] = {
        {"start", "_estack", "boot0_reset", ""},
        {"Reset_Handler", "end_of_ram", "boot0_reset", ""},
        {"start", "end_of_ram", "boot0_reset", "-DBOOT0_SP=end_of_ram"},
        {"start", "end_of_ram", "boot0_reset", "-DBOOT0_NEXT=start"},
    };
    static const char *const missing[] = {"Reset_Handler", "_estack",
                                          "Reset_Handler", "_estack"};
    for (unsigned i = 0; i < TOOLCHAINS; i++)
        for (unsigned j = 0; j < sizeof cases / sizeof *cases; j++) {
            assert_int_not_equal(build(i, &cases[j]), 0);
            expect_part(output, "undefined");
            expect_part(output, missing[j]);
        }
}

static void other_names(void **state)
{
    (void)state;
    static const struct names names = {
        "start", "end_of_ram", "boot0_reset",
        "-DBOOT0_NEXT=start -DBOOT0_SP=end_of_ram"};
    for (unsigned i = 0; i < TOOLCHAINS; i++) {
        expect_built(i, &names);
        expect_rom("app.elf");
    }
}

/* 0 leaves both to `boot0 patch`, which takes them from the vector table. */
static void patch_alone(void **state)
{
    (void)state;
    static const struct names names = {"start", "end_of_ram", "start",
                                       "-DBOOT0_NEXT=0 -DBOOT0_SP=0"};
    for (unsigned i = 0; i < TOOLCHAINS; i++) {
        expect_built(i, &names);
        expect_status(
            output, "exec $BOOT0 patch $FOLDER/app.elf -o $FOLDER/out.elf", 0);
        expect_rom("out.elf");
    }
}

/* With a table that names boot0_reset all the same: locks up, and every command
 * says why. */
static void nothing_next(void **state)
{
    (void)state;
    static const struct names names = {"start", "end_of_ram", "boot0_reset",
                                       "-DBOOT0_NEXT=0 -DBOOT0_SP=0"};
    static const char said[] = "nothing to go on to: build";
    expect_built(0, &names);
    command(output, "exec $BOOT0 check --rom v4.0 --bfb2 0 --bank2 blank"
                    " --rdp 0 $FOLDER/app.elf 2>&1");
    expect_part(output, said);
    command(output, "exec $BOOT0 run --pace max --until 10 --ask none"
                    " $FOLDER/app.elf 2>&1");
    expect_part(output, said);
    expect_status(
        output, "exec $BOOT0 patch $FOLDER/app.elf -o $FOLDER/out.elf 2>&1", 2);
    expect_part(output, "does not know what comes next");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(one_line),    TEST(missing_names), TEST(other_names),
        TEST(patch_alone), TEST(nothing_next),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
