/* SPDX-License-Identifier: MIT
 *
 * The library as others use it: a small project for each build system, in
 * tests/consumers/<build system>/, built from the checkout or from what `cmake
 * --install` leaves; what each links and patches reaches every ROM.
 */
#include "tests/tools/bed.h"

/* The projects are in a folder with a space in its name; make can install
 * nothing into one. */
static const char prepare[] =
    "set -e; cd $DIR; mkdir 'a b'; cp -r $SOURCE/tests/consumers/* 'a b';"
    " cmake --install $BUILD --prefix usr --component library"
    " >/dev/null";

static const char checked[] =
    "exec $BOOT0 check --ask press:B1@50ms --bfb2 0 --bank2 blank --rdp 0 ";

static int open_bed(void **state)
{
    struct bed *bed = *state = bed_new();
    setenv("SOURCE", BOOT0_SOURCE_DIR, 1);
    setenv("BUILD", BOOT0_BINARY_DIR, 1);
    unsetenv("DESTDIR");
    expect_status(bed->text, prepare, 0);
    return 0;
}

static int close_bed(void **state)
{
    struct bed *bed = *state;
    command(bed->text, "rm -r $DIR/*");
    return bed_close(state);
}

static void expect_rom(struct bed *bed, const char *image)
{
    char line[256];
    snprintf(line, sizeof line, "cd $DIR/'a b'; %s%s 2>&1", checked, image);
    expect_status(bed->text, line, 0);
    expect_all_passed(bed->text);
}

/* Runs SCRIPT in the project's folder. */
static void expect_built(struct bed *bed, const char *project,
                         const char *script)
{
    char line[2048];
    snprintf(line, sizeof line, "cd $DIR/'a b/%s'; IFS=' '; { %s; } 2>&1",
             project, script);
    expect_status(bed->text, line, 0);
}

static void make(void **state)
{
    expect_built(*state, "make",
                 "ln -s \"$SOURCE\" src; make SOFTBOOT0=src BOOT0=\"$BOOT0\"");
    expect_rom(*state, "make/app.elf");
}

static void cpp(void **state)
{
    static const char *const standards[] = {"c++98", "c++11", "c++20"};
    for (unsigned i = 0; i < sizeof standards / sizeof *standards; i++) {
        setenv("STANDARD", standards[i], 1);
        expect_built(*state, "cpp",
                     "ln -sfn \"$SOURCE\" src; rm -f *.elf; make STD=$STANDARD"
                     " SOFTBOOT0=src BOOT0=\"$BOOT0\"");
    }
    expect_rom(*state, "cpp/app.elf");
}

#define PKG_CONFIG                                                             \
    "PKG_CONFIG_PATH=\"$DIR/usr/share/pkgconfig\"; "                           \
    "export PKG_CONFIG_PATH; PATH=\"${BOOT0%/*}:$PATH\"; "

static void pkg_config(void **state)
{
    struct bed *bed = *state;
    expect_built(bed, "pkg-config",
                 PKG_CONFIG "pkg-config --validate softboot0"
                            " && make BOOT0=\"$BOOT0\"");
    expect_rom(bed, "pkg-config/app.elf");
    expect_built(bed, "pkg-config",
                 PKG_CONFIG "read -r version <\"$SOURCE/VERSION\";"
                            " pkg-config --exact-version=$version softboot0");
}

static void meson(void **state)
{
    expect_built(*state, "meson",
                 PKG_CONFIG "meson setup b --cross-file cortex-m0plus.ini"
                            " && ninja -C b");
    expect_rom(*state, "meson/b/app.elf");
}

/* The three files copied into the project, as docs/integration.md says. */
static void cubeide(void **state)
{
    expect_built(*state, "cubeide",
                 "mkdir -p Core/Inc; cp \"$SOURCE\"/src/boot0*.h Core/Inc;"
                 " cp \"$SOURCE\"/src/stm32l0/boot0_reset.S Core/Src;"
                 " make -C Debug BOOT0=\"$BOOT0\"");
    expect_rom(*state, "cubeide/Debug/cube-boot0.elf");
}

/* The two lines of docs/integration.md, section 3, and no tool. */
static void by_hand(void **state)
{
    expect_built(
        *state, "cubeide",
        "set -e; sed -n '/<!-- by hand -->/,/^```$/p'"
        " \"$SOURCE\"/docs/integration.md |"
        " awk '/^-/ { from = $3 } /^\\+/ { print \"s/\\\\.word  *\" from"
        " \"$/.word \" $3 \"/\" }' >by-hand.sed; cat by-hand.sed;"
        " test $(wc -l <by-hand.sed) = 2;"
        " sed -i -f by-hand.sed Core/Startup/*.s;"
        " mkdir -p Core/Inc; cp \"$SOURCE\"/src/boot0*.h Core/Inc;"
        " cp \"$SOURCE\"/src/stm32l0/boot0_reset.S Core/Src;"
        " make -C Debug main-build;"
        " arm-none-eabi-objcopy -O binary Debug/cube.elf cube.bin;"
        " test $(od -An -tx4 -N4 cube.bin) = be00be00");
    expect_rom(*state, "cubeide/Debug/cube.elf");
}

/* As the recipes of STM32duino do: every file of src/, whose objects the sketch
 * is linked with. For an F4 or L4 the library is in exactly one of them. */
static void arduino(void **state)
{
    expect_built(
        *state, "cubeide",
        "set -e; find \"$SOURCE\"/src/ -name '*.[cS]' >files;"
        " objects() { rm -f *.o; while read -r file; do"
        " arm-none-eabi-gcc -mcpu=$* -mthumb -Os -ffunction-sections -c"
        " -x assembler-with-cpp -I\"$SOURCE\"/src \"$file\""
        " -o $(echo \"${file#\"$SOURCE\"}\" | tr / _).o; done <files; };"
        " for part in F407 L476; do objects cortex-m4 -DSTM32${part}xx;"
        " arm-none-eabi-nm -A *.o | grep -c ' T boot0_request$' | grep -x 1;"
        " done; objects cortex-m0plus;"
        " test $(ls *.o | wc -l) -ge 3;"
        " arm-none-eabi-gcc -mcpu=cortex-m0plus -mthumb -Os"
        " --specs=nano.specs --specs=nosys.specs"
        " -Wl,--gc-sections,--entry=Reset_Handler -TSTM32L073RZTX_FLASH.ld"
        " -I\"$SOURCE\"/src Core/Src/*.c Core/Startup/*.s *.o"
        " -o sketch.elf; \"$BOOT0\" patch sketch.elf -o sketch.elf");
    expect_rom(*state, "cubeide/sketch.elf");
}

/* The pack has the files that its description names, and its source assembles
 * with its include folder alone. */
static void cmsis_pack(void **state)
{
    expect_built(
        *state, "make",
        "set -e; \"$SOURCE\"/scripts/pack .; cmake -E tar xf *.pack;"
        " read -r version <\"$SOURCE\"/VERSION;"
        " test -e softboot0.softboot0.$version.pack; sed -n 's/.*<file "
        ".*name=\"\\([^\"]*\\)\".*/\\1/p' *.pdsc >names;"
        " test $(wc -l <names) = 13; while read -r name; do test -e $name;"
        " done <names; rm -f *.o; make SOFTBOOT0=. BOOT0=\"$BOOT0\"");
    expect_rom(*state, "make/app.elf");
}

/* The crate compiles for the host, and its build script leaves the library for
 * the part; rustc for the part is in no registry that this test can count on.
 */
static void crate(void **state)
{
    struct bed *bed = *state;
    static const char *const compilers[] = {"arm-none-eabi-gcc", "clang"};
    if (command(bed->text, "command -v cargo") != 0) {
        print_message("cargo is not installed: the crate is not compiled\n");
        skip();
    }
    expect_built(bed, "make",
                 "set -e; cp -r \"$SOURCE\"/packages \"$SOURCE\"/src ..;"
                 " cd ../packages/rust; unset CARGO_TARGET_DIR;"
                 " cargo check --offline; rustc --edition 2021 build.rs");
    for (unsigned i = 0; i < sizeof compilers / sizeof *compilers; i++) {
        setenv("BOOT0_CC", compilers[i], 1);
        expect_built(
            bed, "make",
            "set -e; rm -f *.o *.a *.elf; TARGET=thumbv6m-none-eabi"
            " CARGO_MANIFEST_DIR=\"$PWD/../packages/rust\" OUT_DIR=\"$PWD\""
            " CARGO_FEATURE_ALLOW_RDP1=1 ../packages/rust/build;"
            " arm-none-eabi-gcc -mcpu=cortex-m0plus -mthumb -Os -nostdlib"
            " -ffreestanding -I../src ../firmware/*.c -L. -lboot0"
            " -T../firmware/app.ld -o linked.elf;"
            " \"$BOOT0\" patch linked.elf -o app.elf");
        expect_rom(bed, "make/app.elf");
    }
    unsetenv("BOOT0_CC");
}

/* --- CMake --- */

#define CONFIGURE                                                              \
    "cmake -B b -G Ninja"                                                      \
    " -DCMAKE_TOOLCHAIN_FILE=\"$DIR/a b/firmware/cortex-m0plus.cmake\""        \
    " -DBOOT0_COMMAND=\"$BOOT0\" "

#define INSTALLED "-DCMAKE_PREFIX_PATH=\"$DIR/usr\""

static void cmake_fetchcontent(void **state)
{
    struct bed *bed = *state;
    expect_built(bed, "cmake-fetchcontent",
                 CONFIGURE "-DSOFTBOOT0=\"$SOURCE\" && cmake --build b");
    expect_rom(bed, "cmake-fetchcontent/b/app.elf");
    expect_rom(bed, "cmake-fetchcontent/b/app.hex");
    expect_rom(bed, "cmake-fetchcontent/b/factory.elf");
    expect_built(bed, "cmake-fetchcontent", "test -s b/update.bin");
}

static void cmake_find_package(void **state)
{
    struct bed *bed = *state;
    expect_built(bed, "cmake-find-package",
                 CONFIGURE INSTALLED " && cmake --build b -v");
    expect_part(bed->text, "-DBOOT0_MAILBOX_RTC -DBOOT0_NEXT=0"
                           " -DBOOT0_ONLY_USB -DBOOT0_SP=0");
    expect_part(bed->text, "patch --head keep --part stm32l073rz");
    expect_part(bed->text, "app.elf: vectors 0x20004FF8 ");
    expect_built(bed, "cmake-find-package",
                 "\"$BOOT0\" check --bfb2 0 --bank2 blank --rdp 0 b/app.elf");
    expect_all_passed(bed->text);
}

/* The module of Zephyr, with each setting that it can have. */
static void zephyr(void **state)
{
    struct bed *bed = *state;
    expect_built(bed, "zephyr",
                 "set -e; { echo CONFIG_SOFTBOOT0=y;"
                 " echo CONFIG_SOFTBOOT0_HEAD_KEEP=y;"
                 " echo CONFIG_SOFTBOOT0_ALLOW_RDP1=y;"
                 " echo CONFIG_SOFTBOOT0_ONLY_USART2=y;"
                 " echo CONFIG_SOFTBOOT0_NOTED=0x20004FFC;"
                 " echo \"CONFIG_SOFTBOOT0_COMMAND=\\\"$BOOT0\\\"\"; } "
                 ">prj.conf; " CONFIGURE
                 "-DCONFIG=\"$PWD\"/prj.conf -DSOFTBOOT0=\"$SOURCE\";"
                 " cmake --build b -v");
    expect_part(bed->text, "-DBOOT0_ALLOW_RDP1 -DBOOT0_NEXT=0 "
                           "-DBOOT0_NOTED=0x20004FFC -DBOOT0_ONLY_USART2");
    expect_part(bed->text, "zephyr-boot0.hex: vectors 0x20004FF8 ");
    expect_rom(bed, "zephyr/b/zephyr-boot0.elf");
}

/* The checkout inside another build: no targets, options, flags and variables
 * but the library's. */
static const char inside[] =
    "mkdir inside; cd inside; cat >CMakeLists.txt <<'END'\n"
    "cmake_minimum_required(VERSION 3.18)\n"
    "project(inside LANGUAGES ASM)\n"
    "function(look)\n"
    "    get_cmake_property(names VARIABLES)\n"
    "    list(FILTER names INCLUDE REGEX \"^(CMAKE|BOOT0|BUILD)_\")\n"
    "    list(FILTER names EXCLUDE REGEX "
    "\"^CMAKE_(CURRENT_)?FUNCTION|ARG[CV]\")\n"
    "    foreach(name IN LISTS names)\n"
    "        message(\"${name}=${${name}}\")\n"
    "    endforeach()\n"
    "    get_directory_property(options COMPILE_OPTIONS)\n"
    "    message(\"options=${options}\")\n"
    "endfunction()\n"
    "look()\n"
    "message(-----)\n"
    "add_subdirectory(${SOFTBOOT0} softboot0)\n"
    "message(-----)\n"
    "look()\n"
    "get_property(targets DIRECTORY ${SOFTBOOT0}\n"
    "    PROPERTY BUILDSYSTEM_TARGETS)\n"
    "message(\"targets=${targets};\")\n"
    "END\n" CONFIGURE "-DSOFTBOOT0=\"$SOURCE\" 2>all || cat all;"
    " part() { awk -v part=$1 '/^-----/ { n++; next } n == part' all; };"
    " part 0 >before; part 1; part 2 >after; diff before after;"
    " ls b/softboot0";

static void only_the_library(void **state)
{
    struct bed *bed = *state;
    expect_built(bed, "cmake-fetchcontent", inside);
    expect_part(bed->text, "targets=;");
    expect_no_part(bed->text, "> CMAKE_");
    expect_no_part(bed->text, "< ");
    expect_no_part(bed->text, "> options");
    expect_no_part(bed->text, "BOOT0_TESTS");
}

/* Of the language that CMake would leave out, and of a version to come. */
static void complaints(void **state)
{
    static const char project[] =
        "mkdir c; printf '%%s\\n' 'cmake_minimum_required(VERSION 3.18)'"
        " 'project(c LANGUAGES %s)' 'find_package(softboot0 %s REQUIRED)'"
        " '%s' >c/CMakeLists.txt; cd c; ! " CONFIGURE INSTALLED;
    static const struct {
        const char *languages, *version, *line, *said;
    } cases[] = {
        {"C", "", "", "ASM is not enabled"},
        {"C ASM", "99.0", "", "requested version \"99.0\""},
        {"C ASM", "", "softboot0_patch(TARGET app)", "'app' is no target"},
        {"C ASM", "", "softboot0_patch(TARGE app)",
         "softboot0_patch: unknown argument TARGE"},
        {"C ASM", "",
         "add_executable(app ../../firmware/main.c)\n"
         "set(BOOT0_COMMAND BOOT0_COMMAND-NOTFOUND)\n"
         "softboot0_patch(TARGET app)",
         "command boot0 was not found"},
    };
    struct bed *bed = *state;
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        char script[1024];
        snprintf(script, sizeof script, project, cases[i].languages,
                 cases[i].version, cases[i].line);
        expect_built(bed, "cmake-find-package", script);
        expect_part(bed->text, cases[i].said);
        expect_built(bed, "cmake-find-package", "rm -r c");
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_bed, close_bed)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(make),
        TEST(cpp),
        TEST(pkg_config),
        TEST(meson),
        TEST(cubeide),
        TEST(by_hand),
        TEST(arduino),
        TEST(cmsis_pack),
        TEST(crate),
        TEST(cmake_fetchcontent),
        TEST(cmake_find_package),
        TEST(zephyr),
        TEST(only_the_library),
        TEST(complaints),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
