/* SPDX-License-Identifier: MIT
 *
 * The ARM build in folders whose names have a space, a comma or a quote makes
 * the same images as anywhere; where CMake cannot work, one line explains why.
 */
#include "tests/tools/command.h"

static char text[OUTPUT_SIZE];
static char line[2048];

/* A copy of the sources of the ARM images in a folder of that name, $D. */
#define IN_COPY                                                                \
    "set -eu; top=$(mktemp -d); trap 'rm -r $top' EXIT; "                      \
    "D=$top/\"%s\"; mkdir -p $D/tests; cd $SOURCE; "                           \
    "cp -R CMakeLists.txt VERSION cmake examples firmware rom src $D; "        \
    "cp -R tests/firmware $D/tests; cd $D; "

#define CONFIGURE                                                              \
    "cmake -S . -B build -G Ninja -DBOOT0_IMAGE_DIR=$D/images "                \
    "-DCMAKE_TOOLCHAIN_FILE=$D/cmake/%s.cmake 2>&1; "

static void expect_built(const char *folder, const char *toolchain,
                         const char *target, const char *images)
{
    snprintf(line, sizeof line,
             IN_COPY CONFIGURE
             "cmake --build build --target %s 2>&1; for i in images/*.elf; do "
             "arm-none-eabi-objcopy -O binary $i a; "
             "arm-none-eabi-objcopy -O binary $IMAGES/%s${i#images/} b; "
             "cmp a b; echo same bytes in $i; done",
             folder, toolchain, target, images);
    expect_status(text, line, 0);
    expect_part(text, "same bytes in images/library-config.elf");
}

static void a_space_a_comma_and_a_quote(void **state)
{
    (void)state;
    expect_built("a space, a comma", "arm-none-eabi", "rom-v4.1 library-config",
                 "");
    expect_part(text, "same bytes in images/rom-v4.1.elf");
    expect_built("it's", "arm-none-eabi", "library-config", "");
    expect_built("it's another", "clang-armv6m", "library-config", "clang/");
}

static void what_cmake_loses_is_refused(void **state)
{
    static const char *const names[] = {"a\\\"b", "a#b", "a\\$b", "a;b"};
    (void)state;
    for (unsigned i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(line, sizeof line, IN_COPY CONFIGURE, names[i],
                 "arm-none-eabi");
        expect_status(text, line, 1);
        expect_part(text, "CMake cannot build below /");
        expect_part(text, "Rename the folder.");
    }
}

int main(void)
{
    setenv("SOURCE", BOOT0_SOURCE_DIR, 1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_space_a_comma_and_a_quote),
        cmocka_unit_test(what_cmake_loses_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
