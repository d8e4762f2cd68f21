/* SPDX-License-Identifier: MIT
 *
 * A mistake is named whatever compiler, level and kind of file it comes from:
 * each program of examples/mistakes is compiled again at one level by gcc, and
 * at another by clang, which is then checked as a raw binary without symbols.
 * The levels go round, so that over all programs each has its turn.
 */
#include "tests/examples/mistake_check.h"

enum { LEVELS = 5 };

static const char *const levels[LEVELS] = {"O0", "O1", "O2", "O3", "Os"};

enum compiler { GCC, CLANG, COMPILERS };

/* Whose programs they are: examples/mistakes/NAME.c, or m4/NAME.c. */
enum family_of_program { L0, F4, L4, PROGRAM_FAMILIES };

static const struct family_build {
    const char *row;                  /* a row's name begins with it, */
    const char *sources;              /* which is that folder */
    const char *compilers[COMPILERS]; /* their commands */
    const char *script, *folder;      /* of the linker */
    const char *start;                /* objects beside the program's */
} families[PROGRAM_FAMILIES] = {
    [L0] = {"",
            "",
            {"arm-none-eabi-gcc -mcpu=cortex-m0plus -mthumb",
             "clang --target=thumbv6m-none-eabi -mcpu=cortex-m0plus"},
            "examples/mistakes/mistakes.ld",
            "examples/mistakes",
            /* Of two weak handlers, tick's and the vector table's, the first
             * counts. */
            "start0/tick.o start0/startup.o"},
    [F4] = {"f4/",
            "m4/",
            {"arm-none-eabi-gcc -mcpu=cortex-m4 -mthumb -DSTM32F4",
             "clang --target=thumbv7em-none-eabi -mcpu=cortex-m4 -DSTM32F4"},
            "firmware/stm32f4/stm32f401re.ld",
            "firmware/stm32f4",
            "start1/startup.o"},
    [L4] = {"l4/",
            "m4/",
            {"arm-none-eabi-gcc -mcpu=cortex-m4 -mthumb -DSTM32L4",
             "clang --target=thumbv7em-none-eabi -mcpu=cortex-m4 -DSTM32L4"},
            "firmware/stm32l4/stm32l432kc.ld",
            "firmware/stm32l4",
            "start2/startup.o"},
};

/* It links with start-up code that has none. */
#define FPU "COMPILER=\"$COMPILER -mfloat-abi=softfp -mfpu=fpv4-sp-d16\"; "

static const char *const linkers[COMPILERS] = {
    [GCC] = "$COMPILER -nostdlib -Wl,--no-warn-rwx-segments,--gc-sections"
            " -o $DIR/app.elf -T \"$SCRIPT\" -L \"$SCRIPTS\" program.o $START"
            " $USB -lgcc",
    [CLANG] = "ld.lld --gc-sections -o $DIR/app.elf -T \"$SCRIPT\""
              " -L \"$SCRIPTS\" program.o $START $USB"
              " && llvm-objcopy -O binary $DIR/app.elf $DIR/app.bin",
};

/* Where a program is the mistake at some levels only. */
static const struct exception {
    const char *name;
    enum compiler compiler;
    const char *without; /* levels */
} exceptions[] = {
    /* gcc's frame pointer keeps the old stack in reach */
    {"b1-entry-on-old-stack", GCC, "O0"},
    /* a frame pointer, and no tail call */
    {"b1-msp-undone", GCC, "O1 O2 O3 Os"},
    {"b1-msp-undone", CLANG, "O0 O1 O2 O3 Os"},
    /* started again on the thread's stack, it faults */
    {"b5-process-stack", GCC, "O0"},
    {"b5-process-stack", CLANG, "O0"},
    /* a raw binary has no symbol `main`, by which its start is known */
    {"k1-clocks-taken-for-reset", CLANG, "O0 O1 O2 O3 Os"},
    /* and counts as running while it erases the sector, 250 ms */
    {"f4/f2-first-sector-erased", CLANG, "O0 O1 O2 O3 Os"},
    {"f4/k1-stack-in-ccm", CLANG, "O0 O1 O2 O3 Os"},
    /* as on the STM32L0 */
    {"f4/b1-entry-on-old-stack", GCC, "O0"},
    {"f4/k1-clocks-taken-for-reset", CLANG, "O0 O1 O2 O3 Os"},
    /* between the remap and the jump there is time for a tick */
    {"f4/d1-systick-left-on", GCC, "O0"},
    {"l4/d1-systick-left-on", GCC, "O0"},
};

static char output[OUTPUT_SIZE];
static struct mistakes mistakes;

/* Runs SCRIPT in the folder of a compiler and level. There `compile FILE.c`
 * compiles one of examples/mistakes, and `usb` the device layer of
 * examples/usb. */
static void build(const struct family_build *family, enum compiler compiler,
                  const char *level, const char *script)
{
    char text[4096];
    snprintf(
        text, sizeof text,
        "SOURCE='" BOOT0_SOURCE_DIR "'; COMPILER='%s -%s -ffreestanding"
        " -ffunction-sections -fdata-sections';"
        " MISTAKES=\"$SOURCE/examples/mistakes\"; SCRIPT=\"$SOURCE/%s\";"
        " SCRIPTS=\"$SOURCE/%s\"; START='%s';"
        " usb() { mkdir -p usb; for f in \"$SOURCE\"/examples/usb/*.c;"
        " do compile ../usb/${f##*/} usb/${f##*/}.o || return 1;"
        " USB=\"$USB usb/${f##*/}.o\"; done; };"
        " compile() { $COMPILER -I \"$SOURCE\" -o $2 -c \"$MISTAKES/$1\"; };"
        " { IFS=' '; mkdir -p $DIR/%u%s/start%u && cd $DIR/%u%s && %s; } 2>&1;"
        " echo status $?",
        family->compilers[compiler], level, family->script, family->folder,
        family->start, compiler, level, (unsigned)(family - families), compiler,
        level, script);
    command(output, text);
    if (!strstr(output, "status 0\n"))
        fail_msg("%s: %s", script, output);
}

static void build_start(const struct family_build *family,
                        enum compiler compiler, const char *level)
{
    char script[128];
    snprintf(script, sizeof script, "compile startup.c start%u/startup.o%s",
             (unsigned)(family - families),
             family == families ? " && compile tick.c start0/tick.o" : "");
    build(family, compiler, level, script);
}

static int setup(void **state)
{
    static char folder[] = "/tmp/test_mistakes_XXXXXX";
    (void)state;
    assert_non_null(mkdtemp(folder));
    setenv("DIR", folder, 1);
    mistakes_read(&mistakes);
    for (unsigned i = 0; i < COMPILERS * LEVELS; i++)
        for (unsigned k = 0; k < PROGRAM_FAMILIES; k++)
            build_start(&families[k], i / LEVELS, levels[i % LEVELS]);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    return command(output, "exec rm -r $DIR");
}

static bool makes_sense(const struct mistake *row, enum compiler compiler,
                        const char *level)
{
    for (unsigned i = 0; i < sizeof exceptions / sizeof *exceptions; i++)
        if (exceptions[i].compiler == compiler &&
            strcmp(exceptions[i].name, row->name) == 0 &&
            strstr(exceptions[i].without, level))
            return false;
    return true;
}

static const struct family_build *family_of_row(const struct mistake *row)
{
    for (unsigned i = PROGRAM_FAMILIES; --i;)
        if (strncmp(row->name, families[i].row, strlen(families[i].row)) == 0)
            return &families[i];
    return &families[L0];
}

/* True: it is named as in the table, or need not be. */
static bool check(const struct mistake *row, enum compiler compiler,
                  const char *level)
{
    char said[MISTAKE_SAID], script[512];
    if (row->open || !makes_sense(row, compiler, level))
        return true;
    const struct family_build *family = family_of_row(row);
    const char *name = row->name + strlen(family->row);
    snprintf(script, sizeof script,
             "%scompile %s%s.c program.o && USB= && { ! grep -q examples/usb/ "
             "\"$MISTAKES/%s%s.c\" || usb; } && %s",
             strstr(name, "fpu") ? FPU : "", family->sources, name,
             family->sources, name, linkers[compiler]);
    build(family, compiler, level, script);
    if (mistake_check(row, compiler == GCC ? "$DIR/app.elf" : "$DIR/app.bin",
                      output, said))
        return true;
    printf("%s %s -%s: %s\n", row->name, compiler == GCC ? "gcc" : "clang",
           level, said);
    return false;
}

/* Those of the STM32L0 by both compilers, the others by one each. */
static void each_is_named_after_another_compilation(void **state)
{
    (void)state;
    unsigned wrong = 0;
    for (unsigned i = 0; i < mistakes.count; i++) {
        const struct mistake *row = &mistakes.rows[i];
        bool both = family_of_row(row) == &families[L0];
        if (both || i % 2 == 0)
            wrong += !check(row, GCC, levels[i % LEVELS]);
        if (both || i % 2)
            wrong += !check(row, CLANG, levels[(i + i / LEVELS + 2) % LEVELS]);
    }
    if (wrong)
        fail_msg("%u are not named, see above", wrong);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_is_named_after_another_compilation),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
