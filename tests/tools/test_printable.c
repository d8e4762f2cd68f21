/* SPDX-License-Identifier: MIT
 *
 * Text from outside is printed harmlessly: character by character, and in the
 * output of the subcommands about an image with hostile names.
 */
#include "tests/bench/bench_fixture.h"

#include <locale.h>
#include <wchar.h>
#include <wctype.h>

#include "tests/tools/bed.h"
#include "tools/printable.h"

static char text[OUTPUT_SIZE];

/* --- characters --- */

static void expect_shown(const char *raw, const char *shown)
{
    char copy[64];
    snprintf(copy, sizeof copy, "%s", raw);
    assert_string_equal(printable(copy), shown);
}

static void text_stays_as_it_is(void **state)
{
    (void)state;
    expect_shown("", "");
    expect_shown("main+0x4 ~", "main+0x4 ~");
    expect_shown("Z\xC3\xBCrich \xE2\x82\xAC \xF0\x9F\x94\x8C",
                 "Z\xC3\xBCrich \xE2\x82\xAC \xF0\x9F\x94\x8C");
    expect_shown("\xC2\xA0\xEF\xBF\xBD\xF4\x8F\xBF\xBF",
                 "\xC2\xA0\xEF\xBF\xBD\xF4\x8F\xBF\xBF");
}

static void controls_are_not_shown(void **state)
{
    (void)state;
    expect_shown("a\tb\nc\rd\x1B[2Je\x7F", "a?b?c?d?[2Je?");
    expect_shown("\xC2\x80\xC2\x9B[m", "????[m");
    expect_shown("\xE2\x80\xAE \xE2\x80\xA8 \xE2\x81\xA6 \xD8\x9C",
                 "??? ??? ??? ??");
}

/* RFC 3629: cut short, a tail alone, longer than need be, surrogates, over
 * the end; and what XML 1.0 excludes. */
static void what_is_no_utf_8_is_not_shown(void **state)
{
    (void)state;
    expect_shown("\xFF\xFE.\x80.\xC3", "??.?.?");
    expect_shown("\xC3.\xE2\x82.\xF0\x9F\x94", "?.??.???");
    expect_shown("\xC0\xAF\xC1\x81.\xE0\x80\xAF.\xF0\x80\x80\xAF",
                 "????.???.????");
    expect_shown("\xED\xA0\x80.\xED\xBF\xBF", "???.???");
    expect_shown("\xF4\x90\x80\x80.\xF5\x80\x80\x80", "????.????");
    expect_shown("\xEF\xBF\xBE.\xEF\xBF\xBF", "???.???");
}

/* --- output of the subcommands --- */

#define HOSTILE "\x1B[2"
#define NAME    "$(printf 'n\\033]0;\\377\\302\\233.elf')"

/* Its main has a hostile name and writes to a block that is not modelled. */
static int bed_open(void **state)
{
    struct bed *bed = bed_new();
    struct blob *blob = test_calloc(1, sizeof *blob);
    struct code code = bench_firmware(blob);
    char *names = (char *)blob->bytes + ELF_NAMES;

    setlocale(LC_CTYPE, "C.UTF-8");
    for (unsigned i = 0; i + 4 < ELF_NAMES_SIZE; i++)
        if (memcmp(names + i, "main", 5) == 0)
            memcpy(names + i, HOSTILE "\xFF", 4);
    code.at = MAIN_AT;
    emit_store(&code, 0x40026000, 1); /* AES_CR */
    emit(&code, STAY);
    bed_save(bed, "hostile.elf", blob);
    make_elf(blob);
    bed_save(bed, "library.elf", blob);
    test_free(blob);
    *state = bed;
    return 0;
}

/* The C library is the judge of characters. */
static void expect_harmless(const char *script, int status, const char *part)
{
    static wchar_t wide[OUTPUT_SIZE];
    expect_status(text, script, status);
    expect_part(text, part);
    size_t count = mbstowcs(wide, text, OUTPUT_SIZE);
    if (count == (size_t)-1)
        fail_msg("%s\n  is no UTF-8:\n%s", script, text);
    for (size_t i = 0; i < count; i++)
        if (wide[i] != L'\n' && wide[i] != L'\t' && !iswprint((wint_t)wide[i]))
            fail_msg("%s\n  shows the character U+%04X", script,
                     (unsigned)wide[i]);
}

#define CHECK "$BOOT0 check --ask none --only v4.1 "

static void names_of_symbols_are_harmless(void **state)
{
    (void)state;
    expect_harmless(CHECK "$DIR/hostile.elf", 0, "  ?[2?");
    expect_harmless(CHECK "--format json $DIR/hostile.elf", 0, "\"?[2?");
    expect_harmless(CHECK "--format junit $DIR/hostile.elf", 0, " ?[2?");
    expect_harmless(CHECK "--trace - --bank2 blank --rdp 0 $DIR/hostile.elf", 0,
                    " ?[2?+0x2 ");
    expect_harmless("$BOOT0 run --ask none --pace max --until 5 "
                    "$DIR/hostile.elf",
                    0, "at ?[2?");
}

static void names_of_files_are_harmless(void **state)
{
    (void)state;
    expect_harmless("cp $DIR/hostile.elf $DIR/" NAME, 0, "");
    expect_harmless(CHECK "$DIR/" NAME, 0, "/n?]0;???.elf: stm32l073rz");
    expect_harmless(CHECK "--format json $DIR/" NAME, 0, "/n?]0;???.elf\"");
    expect_harmless(CHECK "--format junit $DIR/" NAME, 0, "/n?]0;???.elf\"");
    expect_harmless("$BOOT0 patch $DIR/library.elf -o $DIR/" NAME, 0,
                    "/n?]0;???.elf: vectors");
    expect_harmless("$BOOT0 check --bank2 $DIR/no" NAME " $DIR/hostile.elf", 2,
                    "/non?]0;???.elf': it is blank");
    expect_harmless("$BOOT0 check --ask call:" NAME " $DIR/hostile.elf", 2,
                    "no symbol n?]0;???.elf");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_stays_as_it_is),
        cmocka_unit_test(controls_are_not_shown),
        cmocka_unit_test(what_is_no_utf_8_is_not_shown),
        cmocka_unit_test(names_of_symbols_are_harmless),
        cmocka_unit_test(names_of_files_are_harmless),
    };
    return cmocka_run_group_tests(tests, bed_open, bed_close);
}
