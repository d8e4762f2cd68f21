/* SPDX-License-Identifier: MIT
 *
 * What a project takes into its own tree: every file of src/ says what it is,
 * whose, from where and which version; the header is C99 and C++98, by every
 * compiler; the numbers of the outcomes and of the version stand once.
 */
#include "src/boot0.h"
#include "tests/tools/command.h"

static char output[OUTPUT_SIZE];

static void version_text(char *text, size_t size)
{
    FILE *file = fopen(BOOT0_SOURCE_DIR "/VERSION", "r");
    assert_non_null(file);
    assert_non_null(fgets(text, (int)size, file));
    fclose(file);
    text[strcspn(text, "\n")] = 0;
}

/* VERSION, the header and the command agree. */
static void version(void **state)
{
    (void)state;
    char want[32], got[64];
    version_text(want, sizeof want);
    snprintf(got, sizeof got, "%d.%d.%d", BOOT0_VERSION_MAJOR,
             BOOT0_VERSION_MINOR, BOOT0_VERSION_PATCH);
    assert_string_equal(got, want);
    assert_int_equal(BOOT0_VERSION >> 12, BOOT0_VERSION_MAJOR);
    assert_int_equal(BOOT0_VERSION >> 4 & 0xFF, BOOT0_VERSION_MINOR);
    assert_int_equal(BOOT0_VERSION & 0xF, BOOT0_VERSION_PATCH);
    expect_status(output, "exec $BOOT0 --version", 0);
    expect_part(output, want);
}

static void every_file(void **state)
{
    (void)state;
    char want[32], script[512];
    version_text(want, sizeof want);
    expect_status(output, "find '" BOOT0_SOURCE_DIR "/src' -type f", 0);
    assert_in_range(count_of(output, "/src/"), 3, 100);
    /* Lists the files without the line. */
    snprintf(script, sizeof script,
             "cd '" BOOT0_SOURCE_DIR "'; lack() { grep -rL "
             "--exclude=CMakeLists.txt \"$@\" src; }; "
             "lack -e '^/\\* SPDX-FileCopyrightText: '; "
             "lack -e '^ \\* SPDX-License-Identifier: MIT$'; lack -F -x -e "
             "' * softboot0 %s, https://github.com/softboot0/softboot0'",
             want);
    command(output, script);
    assert_string_equal(output, "");
}

/* The whole interface is used, nothing is run. */
#define PROGRAM                                                                \
    "#include \"boot0.h\"\n"                                                   \
    "void (*table[])(void) = {boot0_reset, boot0_request,"                     \
    " boot0_request_erase};\n"                                                 \
    "int ask(void);\n"                                                         \
    "int ask(void) { struct boot0_rom rom = boot0_rom();"                      \
    " return rom.id + rom.outcome + BOOT0_VERSION +"                           \
    " (boot0_outcome() == BOOT0_REFUSED_ERASE); }\n"

static void expect_compiled(const char *compiler, const char *language)
{
    char script[1024];
    snprintf(script, sizeof script,
             "IFS=' '; printf %%s '" PROGRAM "' | %s -std=%s -pedantic -Wall"
             " -Wextra -Werror -ffreestanding -I'" BOOT0_SOURCE_DIR
             "/src' -x %s -c -o /dev/null - 2>&1",
             compiler, language, strstr(language, "++") ? "c++" : "c");
    expect_status(output, script, 0);
}

static void compilers(void **state)
{
    (void)state;
    static const char *const compilers[] = {
        "arm-none-eabi-gcc -mcpu=cortex-m0plus -mthumb",
        "clang --target=thumbv6m-none-eabi"};
    static const char *const languages[] = {"c99",   "c11",   "c17",
                                            "c++98", "c++11", "c++20"};
    for (unsigned i = 0; i < sizeof compilers / sizeof *compilers; i++)
        for (unsigned j = 0; j < sizeof languages / sizeof *languages; j++)
            expect_compiled(compilers[i], languages[j]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(version),
        cmocka_unit_test(every_file),
        cmocka_unit_test(compilers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
