/* SPDX-License-Identifier: MIT
 *
 * Places in the source: `boot0 check` names file, line and function of a
 * mistake, shows the line, and takes symbols from another file. The programs
 * are compiled here, by both toolchains, so that their sources can change.
 */
#include "tests/tools/bed.h"

#define CHECK                                                                  \
    "exec $BOOT0 check --rom v4.1 --bfb2 0 --bank2 blank --rdp 0"              \
    " --reading bounce=branch,ram=own,sp=range,csr=kept"                       \
    " --ask press:PC13@20 "

/* The jump is in line 8 of each. */
static const char jumps_in_c[] = "#include \"examples/mistakes/hal.h\"\n"
                                 "int main(void)\n"
                                 "{\n"
                                 "    SystemClock_HSI16();\n"
                                 "    wait_press();\n"
                                 "    LL_RCC_DeInit();\n"
                                 "    uint32_t pc = R32(ROM + 4);\n"
                                 "\tJUMP(R32(ROM), pc); \t\n"
                                 "    for (;;) {}\n"
                                 "}\n";

static const char jumps_in_cpp[] = "extern \"C\" {\n"
                                   "#include \"examples/mistakes/hal.h\"\n"
                                   "}\n"
                                   "namespace update {\n"
                                   "template <typename T> struct Loader {\n"
                                   "    __attribute__((noinline)) void "
                                   "enter(T sp, uint32_t pc)\n"
                                   "    {\n"
                                   "        JUMP(sp, pc);\n"
                                   "    }\n"
                                   "};\n"
                                   "}\n"
                                   "extern \"C\" int main()\n"
                                   "{\n"
                                   "    SystemClock_HSI16();\n"
                                   "    wait_press();\n"
                                   "    LL_RCC_DeInit();\n"
                                   "    update::Loader<uint32_t>().enter("
                                   "R32(ROM), R32(ROM + 4));\n"
                                   "}\n";

static const char jumps_in_header[] = "#include \"examples/mistakes/hal.h\"\n"
                                      "#include \"jump.h\"\n"
                                      "int main(void)\n"
                                      "{\n"
                                      "    SystemClock_HSI16();\n"
                                      "    wait_press();\n"
                                      "    LL_RCC_DeInit();\n"
                                      "    jump(R32(ROM), R32(ROM + 4));\n"
                                      "    for (;;) {}\n"
                                      "}\n";

static const char header[] =
    "static inline void jump(uint32_t sp, uint32_t pc)\n"
    "{\n"
    "    JUMP(sp, pc);\n"
    "}\n";

enum { TOOLCHAINS = 2 };

/* Compiles $DIR/$1 and start-up code to $DIR/app.elf. */
static const char *const toolchains[TOOLCHAINS] = {
    "arm-none-eabi-gcc -mcpu=cortex-m0plus -mthumb $FLAGS -nostdlib"
    " $STARTUP $DIR/$FILE -T$SCRIPT -Wl,--no-warn-rwx-segments"
    " -o $DIR/app.elf -lgcc 2>&1",
    "for file in $STARTUP $DIR/$FILE; do"
    " clang --target=thumbv6m-none-eabi -mcpu=cortex-m0plus $FLAGS -c $file"
    " -o $DIR/$(basename $file).o || exit 1; done 2>&1;"
    " ld.lld $DIR/*.o -T $SCRIPT -o $DIR/app.elf 2>&1; result=$?;"
    " rm $DIR/*.o; exit $result",
};

static void write_source(struct bed *bed, const char *name, const char *text)
{
    folder_write(&bed->folder, name, text, strlen(text));
}

static void compile(struct bed *bed, unsigned toolchain, const char *file,
                    const char *flags)
{
    char script[2048];
    snprintf(script, sizeof script,
             "cd $DIR; SOURCE='" BOOT0_SOURCE_DIR "'; FILE='%s'; IFS=' ';"
             " SCRIPT=$SOURCE/examples/mistakes/mistakes.ld;"
             " STARTUP=\"$SOURCE/examples/mistakes/tick.c"
             " $SOURCE/examples/mistakes/startup.c\";"
             " FLAGS=\"-Os -ffreestanding -I$SOURCE %s\"; %s",
             file, flags, toolchains[toolchain]);
    expect_status(bed->text, script, 0);
}

static void check(struct bed *bed, const char *options)
{
    char line[512];
    snprintf(line, sizeof line, CHECK "%s", options);
    expect_status(bed->text, line, 1);
}

static void a_line_is_named_and_shown(void **state)
{
    struct bed *bed = *state;
    write_source(bed, "app.c", jumps_in_c);
    for (unsigned i = 0; i < TOOLCHAINS; i++) {
        compile(bed, i, "app.c", "-g");
        check(bed, "$DIR/app.elf");
        expect_part(bed->text, "\nE1  app.c:8, main+0x");
        expect_part(bed->text, "\n    8 |     JUMP(R32(ROM), pc);\n");
        check(bed, "--format json $DIR/app.elf");
        expect_part(bed->text, "\"file\":\t\"app.c\"");
        expect_part(bed->text, "\"line\":\t8");
        expect_part(bed->text, "\"source\":\t\"    JUMP(R32(ROM), pc);\"");
    }
}

static void each_dwarf_is_read(void **state)
{
    struct bed *bed = *state;
    static const char *const versions[] = {"-gdwarf-2", "-gdwarf-3",
                                           "-gdwarf-4", "-gdwarf-5"};
    write_source(bed, "app.c", jumps_in_c);
    for (unsigned i = 0; i < sizeof versions / sizeof *versions; i++) {
        compile(bed, i % TOOLCHAINS, "app.c", versions[i]);
        check(bed, "$DIR/app.elf");
        expect_part(bed->text, "\nE1  app.c:8, main+0x");
    }
}

static void a_name_of_cpp_is_demangled(void **state)
{
    struct bed *bed = *state;
    write_source(bed, "app.cpp", jumps_in_cpp);
    for (unsigned i = 0; i < TOOLCHAINS; i++) {
        compile(bed, i, "app.cpp", "-g");
        check(bed, "$DIR/app.elf");
        expect_part(bed->text, "\nE1  app.cpp:8, update::Loader<");
        expect_part(bed->text, ">::enter+0x");
        expect_no_part(bed->text, "_ZN");
    }
}

static const char asked_in_cpp[] =
    "namespace board {\n"
    "struct Loader {\n"
    "    __attribute__((noinline)) void jump() { asm(\"nop\"); }\n"
    "    __attribute__((noinline)) void stay(int) { asm(\"nop\"); }\n"
    "    __attribute__((noinline)) void stay() { asm(\"nop\"); }\n"
    "};\n"
    "}\n"
    "static inline void enter() { asm(\"nop; nop\"); }\n"
    "extern \"C\" int main(void)\n"
    "{\n"
    "    board::Loader loader;\n"
    "    loader.jump();\n"
    "    loader.stay();\n"
    "    loader.stay(1);\n"
    "    enter();\n"
    "    for (;;)\n"
    "        asm(\"nop\");\n"
    "}\n";

/* --ask takes a name as it is written, and says why it cannot. */
static void a_name_of_cpp_can_be_asked(void **state)
{
    struct bed *bed = *state;
    static const struct {
        const char *name, *message;
        int status;
    } cases[] = {
        {"board::Loader::jump", "calling board::Loader::jump at 10 ms", 1},
        {"_ZN5board6Loader4jumpEv", "calling _ZN5board6Loader4jumpEv", 1},
        {"board::Loader::stay", "_ZN5board6Loader4stayEi", 2},
        {"board::Loader::jmp", "(did you mean call:board::Loader::jump?)", 2},
        {"jmp", "(did you mean call:board::Loader::jump?)", 2},
        {"enter", "enter is inlined where it is called", 2},
    };
    write_source(bed, "app.cpp", asked_in_cpp);
    for (unsigned i = 0; i < TOOLCHAINS; i++) {
        compile(bed, i, "app.cpp", "-g -fno-exceptions -fno-unwind-tables");
        for (unsigned k = 0; k < sizeof cases / sizeof *cases; k++) {
            char line[256];
            snprintf(line, sizeof line,
                     "$BOOT0 check --only v4.0/bank2=blank/rdp=0 "
                     "--ask call:%s $DIR/app.elf 2>&1",
                     cases[k].name);
            expect_status(bed->text, line, cases[k].status);
            expect_part(bed->text, cases[k].message);
        }
    }
}

/* Two files of one name differ in JUnit, and the name of a case has no line. */
static void junit_has_the_path_and_no_line_in_a_name(void **state)
{
    struct bed *bed = *state;
    write_source(bed, "app.c", jumps_in_c);
    compile(bed, 0, "app.c", "-g");
    command(bed->text,
            "cd $DIR/.. && exec $BOOT0 check --rom v4.1 --bank2 blank "
            "--rdp 0 --ask press:PC13@20 --format junit "
            "$DIR/app.elf");
    expect_part(bed->text, "/app.c\" line=\"8\"");
    expect_no_part(bed->text, " file=\"app.c\"");
    expect_part(bed->text, ": E1 in main\" ");
}

/* Its folders have names of Windows. */
static void an_image_from_windows_has_its_paths(void **state)
{
    struct bed *bed = *state;
    static const char *const folders[] = {"C:/Users/me/proj",
                                          "C:\\\\Users\\\\me\\\\proj"};
    static const char *const paths[] = {"C:/Users/me/proj/app.c",
                                        "C:\\Users\\me\\proj/app.c"};
    write_source(bed, "app.c", jumps_in_c);
    for (unsigned i = 0; i < 2 * TOOLCHAINS; i++) {
        char flags[128], part[128];
        snprintf(flags, sizeof flags, "-g -fdebug-prefix-map=$DIR=%s",
                 folders[i / 2]);
        compile(bed, i % 2, "app.c", flags);
        check(bed, "$DIR/app.elf");
        expect_part(bed->text, "\nE1  app.c:8, main+0x");
        check(bed, "--format junit $DIR/app.elf");
        snprintf(part, sizeof part, " file=\"%s\" line=\"8\"", paths[i / 2]);
        expect_part(bed->text, part);
    }
}

/* The line of the header says nothing about this program. */
static void a_header_gives_way_to_its_caller(void **state)
{
    struct bed *bed = *state;
    write_source(bed, "app.c", jumps_in_header);
    write_source(bed, "jump.h", header);
    for (unsigned i = 0; i < TOOLCHAINS; i++) {
        compile(bed, i, "app.c", "-g");
        check(bed, "$DIR/app.elf");
        expect_part(bed->text, "\nE1  app.c:8, main+0x");
        expect_part(bed->text, "\n    8 |     jump(R32(ROM), R32(ROM + 4));\n");
    }
}

/* tick.c of the program and tick.c of the start-up code. */
static void a_name_is_as_long_as_it_has_to_be(void **state)
{
    struct bed *bed = *state;
    char part[128];
    write_source(bed, "tick.c", jumps_in_c);
    compile(bed, 0, "tick.c", "-g");
    check(bed, "$DIR/app.elf");
    snprintf(part, sizeof part, "\nE1  %s/tick.c:8, main+0x",
             strrchr(bed->folder.name, '/') + 1);
    expect_part(bed->text, part);
}

static void a_source_that_is_gone_is_left_out(void **state)
{
    struct bed *bed = *state;
    write_source(bed, "app.c", jumps_in_c);
    compile(bed, 0, "app.c", "-g");
    unlink(folder_path(&bed->folder, "app.c"));
    check(bed, "$DIR/app.elf");
    expect_part(bed->text, "\nE1  app.c:8, main+0x");
    expect_no_part(bed->text, " | ");
    expect_status(bed->again, "mkfifo $DIR/app.c", 0);
    check(bed, "$DIR/app.elf");
    expect_part(bed->text, "\nE1  app.c:8, main+0x");
    write_source(bed, "short.c", "int i;\n");
    expect_status(bed->again, "mv $DIR/short.c $DIR/app.c", 0);
    check(bed, "$DIR/app.elf");
    expect_no_part(bed->text, " | ");
}

/* No line ends and no escape sequences in names or in a line. */
static void what_is_not_printable_is_replaced(void **state)
{
    struct bed *bed = *state;
    write_source(bed, "app.c",
                 "#include \"examples/mistakes/hal.h\"\n"
                 "int main(void)\n"
                 "{\n"
                 "    SystemClock_HSI16();\n"
                 "    wait_press();\n"
                 "#line 7 \"a\\033[1mb.c\"\n"
                 "    JUMP(R32(ROM), R32(ROM + 4)); /* \033[2J */\n"
                 "    for (;;) {}\n"
                 "}\n");
    compile(bed, 0, "app.c", "-g");
    check(bed, "$DIR/app.elf");
    expect_part(bed->text, "\nE1  a?[1mb.c:7, main+0x");
    expect_no_part(bed->text, "\033");
    expect_status(bed->again, "cp $DIR/app.c \"$DIR/$(printf 'a\\033[1mb.c')\"",
                  0);
    check(bed, "$DIR/app.elf");
    expect_part(bed->text, "/* ?[2J */\n");
    expect_no_part(bed->text, "\033");
}

static void without_debugging_information_there_is_the_symbol(void **state)
{
    struct bed *bed = *state;
    write_source(bed, "app.c", jumps_in_c);
    compile(bed, 0, "app.c", "-g0");
    check(bed, "$DIR/app.elf");
    expect_part(bed->text, "\nE1  main+0x");
    expect_no_part(bed->text, "--symbols");
}

static void symbols_come_from_another_file(void **state)
{
    struct bed *bed = *state;
    write_source(bed, "app.c", jumps_in_c);
    compile(bed, 0, "app.c", "-g");
    expect_status(bed->text,
                  "cd $DIR; arm-none-eabi-objcopy -O binary app.elf app.bin;"
                  " arm-none-eabi-objcopy -O ihex app.elf app.hex;"
                  " arm-none-eabi-strip -o app.out app.elf",
                  0);
    static const char *const kinds[] = {"bin", "hex", "out"};
    for (unsigned i = 0; i < 3; i++) {
        char options[64];
        snprintf(options, sizeof options, "$DIR/app.%s", kinds[i]);
        check(bed, options);
        expect_part(bed->text, "\nE1  0x0800");
        assert_int_equal(count_of(bed->text, "--symbols ELF"), 1);
        snprintf(options, sizeof options, "--symbols $DIR/app.elf $DIR/app.%s",
                 kinds[i]);
        check(bed, options);
        expect_part(bed->text, "\nE1  app.c:8, main+0x");
        expect_part(bed->text, "\n    8 |     JUMP(R32(ROM), pc);\n");
        expect_no_part(bed->text, "no symbols in the image");
    }
    expect_status(bed->text,
                  "exec $BOOT0 run --pace max --until 40 --ask press:PC13@20"
                  " --symbols $DIR/app.elf $DIR/app.bin",
                  0);
    expect_part(bed->text, "by a branch from main+0x");
}

/* What a patch changes is not another program. */
static void a_patched_image_takes_symbols(void **state)
{
    struct bed *bed = *state;
    expect_status(bed->text,
                  "$BOOT0 patch $IMAGES/nucleo-l073rz.elf -o $DIR/app.elf &&"
                  " arm-none-eabi-objcopy -O binary $DIR/app.elf $DIR/app.bin",
                  0);
    expect_status(bed->text,
                  "exec $BOOT0 run --pace max --until 40"
                  " --ask call:boot0_request@20"
                  " --symbols $IMAGES/nucleo-l073rz.elf $DIR/app.bin",
                  0);
    expect_part(bed->text, "by a branch from boot0_reset+0x");
}

static void symbols_of_other_code_are_refused(void **state)
{
    struct bed *bed = *state;
    write_source(bed, "app.c", jumps_in_c);
    compile(bed, 0, "app.c", "-g");
    expect_status(bed->text,
                  "cd $DIR; arm-none-eabi-objcopy -O binary app.elf app.bin;"
                  " arm-none-eabi-strip -o app.out app.elf",
                  0);
    expect_status(bed->text,
                  CHECK "--symbols $IMAGES/original-asm.elf $DIR/app.bin", 2);
    expect_part(bed->text, " is not that of ");
    expect_part(bed->text, "app.bin; give the ELF file of the same build");
    assert_int_equal(count_of(bed->text, "\n"), 1);
    expect_status(bed->text, CHECK "--symbols $DIR/app.out $DIR/app.bin", 2);
    expect_part(bed->text, "app.out: has no symbols");
    expect_status(bed->text, CHECK "--symbols $DIR/app.bin $DIR/app.bin", 2);
    expect_part(bed->text, "app.bin: has no symbols");
    expect_status(bed->text, CHECK "--symbols $DIR/none.elf $DIR/app.bin", 2);
    expect_part(bed->text, "none.elf: cannot open");
}

static int open_bed(void **state)
{
    *state = bed_new();
    return 0;
}

int main(void)
{
#define PLACES_TEST(name)                                                      \
    cmocka_unit_test_setup_teardown(name, open_bed, bed_close)
    const struct CMUnitTest tests[] = {
        PLACES_TEST(a_line_is_named_and_shown),
        PLACES_TEST(each_dwarf_is_read),
        PLACES_TEST(a_name_of_cpp_is_demangled),
        PLACES_TEST(a_name_of_cpp_can_be_asked),
        PLACES_TEST(junit_has_the_path_and_no_line_in_a_name),
        PLACES_TEST(an_image_from_windows_has_its_paths),
        PLACES_TEST(a_header_gives_way_to_its_caller),
        PLACES_TEST(a_name_is_as_long_as_it_has_to_be),
        PLACES_TEST(a_source_that_is_gone_is_left_out),
        PLACES_TEST(what_is_not_printable_is_replaced),
        PLACES_TEST(without_debugging_information_there_is_the_symbol),
        PLACES_TEST(symbols_come_from_another_file),
        PLACES_TEST(a_patched_image_takes_symbols),
        PLACES_TEST(symbols_of_other_code_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
