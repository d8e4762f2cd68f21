/* SPDX-License-Identifier: MIT
 *
 * The commonest slips of the hand: each ends with status 2 and one line on
 * stderr, which says what was probably meant.
 */
#include "chip/little_endian.h"
#include "tests/bench/image_fixture.h"
#include "tests/tools/command.h"

static char text[OUTPUT_SIZE];
static struct folder folder;

/* A word begins with APP: the demo application, which runs; $DIR has files that
 * are no firmware. */
#define APP "$IMAGES/nucleo-l073rz.elf"

static const struct slip {
    const char *line, *hint;
} slips[] = {
    /* words in the wrong place */
    {"chekc " APP, "unknown subcommand chekc (did you mean check?)"},
    {"help chekc", "(did you mean check?)"},
    {"--rom v4.1 check " APP,
     "(the subcommand comes first: boot0 check [OPTION...] IMAGE ...)"},
    {APP " check", "(the subcommand comes first: boot0 check IMAGE ...)"},
    {"app.elf", "(did you mean boot0 check app.elf, or boot0 run?)"},
    {"patch " APP " new.elf", "new.elf (did you mean -o new.elf?)"},
    {"check rom v4.1 " APP, "(did you mean --rom?)"},
    /* options */
    {"check --rmo v4.1 " APP, "unknown option --rmo (did you mean --rom?)"},
    {"check -rom v4.1 " APP, "(did you mean --rom?)"},
    {"check --gdb 3333 " APP, "(--gdb is an option of boot0 run)"},
    {"run --pace fats " APP, "it is one of real, max"},
    {"run --pace rael " APP, "(did you mean real?)"},
    {"check --rom 4.1 " APP, "unknown ROM '4.1' (did you mean v4.1?)"},
    {"check --part stm32l073r " APP, "(did you mean stm32l073rz?)"},
    {"check --reading rma=all " APP, "'rma' (did you mean ram?)"},
    {"check --reading ram=al " APP, "'al' (did you mean all?)"},
    {"check --bank2 blanc " APP, "'blanc' (did you mean blank?)"},
    {"run --hse 8 " APP, "a frequency from 1MHz to 32MHz, as 8MHz"},
    {"check --report --ask none " APP, "--report needs FILE, not --ask;"},
    {"check --json -v " APP, "--json needs FILE, not -v;"},
    {"check --part nucleo-l073 " APP, "(did you mean nucleo-l073rz?)"},
    {"patch -o - " APP, "-o '-': it is the file to write"},
    /* asks */
    {"check --ask PC13@500 " APP, "did you mean press:PC13@500?"},
    {"check --ask pc13 " APP, "did you mean press:pc13?"},
    {"check --ask B1@1s " APP, "did you mean press:B1@1s?"},
    {"check --ask press:C13 " APP, "did you mean PC13?"},
    {"check --ask press:PC_13 " APP, "did you mean PC13?"},
    {"check --ask pres:PC13 " APP, "(did you mean press?)"},
    {"check --ask boot0_request " APP, "did you mean call:boot0_request?"},
    {"check --ask call:boot0_reqest " APP,
     "(did you mean call:boot0_request?)"},
    {"check --ask usart2:boot " APP, "did you mean send:usart2:boot?"},
    {"check --ask send:boot " APP, "no line and text, as in send:usart2:boot"},
    {"check --ask send:uart2:boot " APP, "(did you mean usart2?)"},
    {"check --ask none --ask B1 " APP, "none stands alone"},
    /* times */
    {"check --ask press:PA0=hi " APP, "a pin is pressed high or low"},
    {"check --ask 'press:PC13@500 ms' " APP,
     "write number and unit without a blank, as 500ms"},
    {"check --ask press:PC13@500 ms " APP,
     "(write number and unit without a blank, as 500ms)"},
    {"check --ask press:PC13@0.5 " APP, "write the unit, as 0.5s or 0.5ms"},
    {"check --ask press:PC13@500msec " APP,
     "a time is a number with us, ms or s, as 500ms"},
    {"check --ask press:PC13@50,hold=2s " APP,
     "the time comes last, as in press:PC13,hold=2s@500ms"},
    {"check --ask send:usart2:me@5x " APP, "an @ of the text is written \\x40"},
    {"run --until 0.5 " APP, "write the unit, as 0.5s or 0.5ms"},
    {"run --until '2 s' " APP, "write number and unit without a blank"},
    /* files */
    {"check $DIR", "Is a directory; name a file in it"},
    {"check $DIR/README.md", "README.md: a text file, not firmware"},
    {"check $DIR/main.c", "main.c: source code, not firmware"},
    {"check $DIR/app.map", "app.map: the linker's text, not firmware"},
    {"check $DIR/main.o",
     "main.o: an object file, not firmware; link it first"},
    {"check $BOOT0", "a 64-bit ELF file, a program of the host"},
    {"run --pace max $DIR/junk.bin",
     "junk.bin: no firmware: a raw binary begins with a stack pointer"},
};

/* Words that are too far from all for a hint. */
static const char *const far_words[] = {
    "check --rdp 3 " APP,
    "check --bank2 nofile " APP,
};

static void write_text(const char *name, const char *words)
{
    folder_write(&folder, name, words, strlen(words));
}

static int setup(void **state)
{
    (void)state;
    static struct blob blob;
    folder_open(&folder);
    setenv("DIR", folder.name, 1);
    write_text("README.md", "# softboot0\n\nThe BOOT0 pin, in software.\n");
    write_text("main.c", "#include \"boot0.h\"\n\nint main(void)\n{\n}\n");
    write_text("app.map", "Memory Configuration\n\nName  Origin  Length\n");
    make_elf(&blob);
    elf_header(&blob)->e_type = ET_REL;
    folder_write(&folder, "main.o", blob.bytes, blob.size);
    memset(blob.bytes, 0xA5, 64);
    folder_write(&folder, "junk.bin", blob.bytes, 64);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    folder_close(&folder);
    return 0;
}

static void each_gets_a_hint(void **state)
{
    (void)state;
    char script[512];
    for (unsigned i = 0; i < sizeof slips / sizeof *slips; i++) {
        snprintf(script, sizeof script, "exec $BOOT0 %s", slips[i].line);
        expect_status(text, script, 2);
        expect_part(text, slips[i].hint);
        if (strncmp(text, "boot0: ", 7) != 0 || count_of(text, "\n") != 1)
            fail_msg("%s\n  more than one line:\n%s", script, text);
    }
}

/* It goes to stderr. */
static void nothing_goes_to_stdout(void **state)
{
    (void)state;
    char script[512];
    for (unsigned i = 0; i < sizeof slips / sizeof *slips; i++) {
        snprintf(script, sizeof script, "exec $BOOT0 %s 2>/dev/null",
                 slips[i].line);
        expect_status(text, script, 2);
        assert_string_equal(text, "");
    }
}

/* What is no slip: an unusual first word, an unusual second one. */
static void unusual_binaries_are_read(void **state)
{
    (void)state;
    static const uint32_t words[][2] = {
        {0x20005000, 0}, {0xBE00BE00, 0}, {0, 0x08000009}, {0x20018000, 5}};
    uint8_t bytes[64] = {0};
    for (unsigned i = 0; i < sizeof words / sizeof *words; i++) {
        put_little_endian(bytes, 4, words[i][0]);
        put_little_endian(bytes + 4, 4, words[i][1]);
        folder_write(&folder, "odd.bin", bytes, sizeof bytes);
        command(text, "exec $BOOT0 run --pace max --until 1 $DIR/odd.bin");
        expect_part(text, "board     stm32l073rz");
    }
}

static void a_far_word_gets_no_hint(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof far_words / sizeof *far_words; i++) {
        char script[256];
        snprintf(script, sizeof script, "exec $BOOT0 %s 2>&1", far_words[i]);
        expect_status(text, script, 2);
        expect_no_part(text, "did you mean");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_far_word_gets_no_hint),
        cmocka_unit_test(each_gets_a_hint),
        cmocka_unit_test(nothing_goes_to_stdout),
        cmocka_unit_test(unusual_binaries_are_read),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
