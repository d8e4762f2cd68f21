/* SPDX-License-Identifier: MIT
 *
 * `boot0 lint`: the catalogue's mistakes that are visible without running, the
 * jumps of other STM32 lines in several styles, compilers' levels and file
 * formats, and ordinary images in which there is nothing to find.
 */
#include "tests/tools/command.h"

enum { LINE = 1024 };

static char text[OUTPUT_SIZE], folder[] = "/tmp/boot0-lint-XXXXXX";

static int setup(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    setenv("DIR", folder, 1);
    setenv("SOURCE", BOOT0_SOURCE_DIR, 1);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    return command(text, "exec rm -r $DIR");
}

static void lint(const char *arguments, int status)
{
    char line[LINE];
    snprintf(line, sizeof line, "exec $BOOT0 lint %s 2>&1", arguments);
    expect_status(text, line, status);
}

/* A row of a finding: "E1  mistake, likely:". */
static void expect_finding(const char *what, const char *finding)
{
    char row[64];
    snprintf(row, sizeof row, "\n%s: ", finding);
    if (!strstr(text, row))
        fail_msg("%s: no \"%s\" in:\n%s", what, finding, text);
}

/* --- the catalogue --- */

static void visible_mistakes(void **state)
{
    (void)state;
    static const struct {
        const char *program, *finding;
    } rows[] = {
        {"a6-flag-of-larger-part", "A6  mistake, certain"},
        {"b1-entry-on-old-stack", "B1  mistake, certain"},
        {"b1-msp-undone", "B1  mistake, certain"},
        {"b2-msp-is-rom-base", "B2  mistake, certain"},
        {"b3-entry-dereferenced", "B3  mistake, certain"},
        {"b4-one-zero-too-many", "B4  mistake, certain"},
        {"b5-process-stack", "B5  mistake, likely"},
        {"b6-even-address", "B6  mistake, certain"},
        {"b8-vector-called", "B8  mistake, certain"},
        {"b9-stack-of-larger-part", "B9  mistake, certain"},
        {"c1-no-remap", "C1  mistake, likely"},
        {"c2-remap-without-clock", "C2  mistake, likely"},
        {"c5-ufb-cleared", "C5  note, certain"},
        {"c6-vtor-left", "C6  mistake, likely"},
        {"d1-deinit-starts-systick", "D1  mistake, likely"},
        {"d2-usart-left-on", "D2  mistake, likely"},
        {"d3-interrupts-masked", "D3  mistake, certain"},
        {"d5-jump-in-handler", "D5  mistake, likely"},
        {"e1-plain-jump", "E1  mistake, likely"},
        {"e2-data-in-bank-2", "E2  mistake, likely"},
        {"h1-iwdg-running", "H1  mistake, likely"},
        {"h4-wwdg-running", "H4  mistake, likely"},
        {"j1-rom-of-another-family", "J1  mistake, certain"},
        {"j2-version-byte-as-base", "J2  mistake, certain"},
    };
    char arguments[256];
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
        snprintf(arguments, sizeof arguments,
                 "--part stm32l073rz $IMAGES/mistake-%s.elf", rows[i].program);
        lint(arguments, 1);
        expect_finding(rows[i].program, rows[i].finding);
    }
}

/* What stands beside the mistake of a program is right: nothing else is found
 * than the bank check, which all of them meet. */
static void nothing_else_is_alleged(void **state)
{
    (void)state;
    static const char *const programs[] = {
        "a1-flag-in-data",    "a5-flag-never-cleared", "b7-reset-unprivileged",
        "e1-long-press",      "e1-plain-jump",         "e1-vtor-irq-on",
        "e1-usart-9600",      "f2-first-page-erased",  "g3-pins-locked",
        "h3-reset-while-busy"};
    char arguments[256];
    for (unsigned i = 0; i < sizeof programs / sizeof *programs; i++) {
        snprintf(arguments, sizeof arguments,
                 "--part l073 $IMAGES/mistake-%s.elf", programs[i]);
        lint(arguments, 1);
        expect_finding(programs[i], "E1  mistake, likely");
        expect_part(text,
                    "1 entry into a ROM, 1 mistake (0 certain, 1 likely)");
    }
}

static void good_images(void **state)
{
    (void)state;
    static const char *const images[] = {"mistake-good-blinky.elf",
                                         "mistake-good-invalid-head.elf",
                                         "nucleo-l073rz.elf",
                                         "nucleo-l073rz-resident.elf",
                                         "nucleo-l073rz-resident-head.hex",
                                         "peripherals.elf",
                                         "usb-echo.elf"};
    char arguments[256];
    for (unsigned i = 0; i < sizeof images / sizeof *images; i++) {
        snprintf(arguments, sizeof arguments, "--part l073 $IMAGES/%s",
                 images[i]);
        lint(arguments, 0);
        expect_part(text, " 0 mistakes ");
    }
    lint("--part l073 $IMAGES/mistake-good-invalid-head.elf", 0);
    expect_part(text, "1 entry into a ROM");
    expect_part(text, "head invalid");
}

/* --- other lines --- */

/* Builds tests/tools/lint/SOURCE into $DIR/a.elf, with its vectors at BASE. */
static void build_at(unsigned base, const char *source, const char *cpu,
                     const char *flags)
{
    char line[LINE];
    bool cpp = strstr(source, ".cpp");
    snprintf(line, sizeof line,
             "exec arm-none-eabi-%s -mthumb -mcpu=%s %s %s -g -ffreestanding "
             "-nostdlib -I$SOURCE -Wl,--section-start=.vectors=0x%08X "
             "-Wl,-Ttext=0x%08X -Wl,-e,Reset_Handler "
             "-Wl,--no-warn-rwx-segments -o $DIR/a.elf "
             "$SOURCE/tests/tools/lint/%s 2>&1",
             cpp ? "g++" : "gcc", cpu, cpp ? "-fno-exceptions -fno-rtti" : "",
             flags, base, base + 0x100, source);
    /* The shell of command.h keeps words with blanks whole. */
    char script[LINE + 16];
    snprintf(script, sizeof script, "unset IFS; %s", line);
    expect_status(text, script, 0);
}

static void build(const char *source, const char *cpu, const char *flags)
{
    build_at(0x08000000, source, cpu, flags);
}

static const char *const cpus[] = {"cortex-m0", "cortex-m4", "cortex-m33"};
static const char *const levels[] = {"-O0", "-Os", "-O2"};
enum { CPUS = 3, LEVELS = 3 };

/* A sample in which each CPU meets each level, and each source both. */
static void jumps_of_other_lines(void **state)
{
    (void)state;
    static const char *const sources[] = {"jump_question.c", "jump_cube.c",
                                          "jump_class.cpp"};
    char flags[64];
    for (unsigned i = 0; i < CPUS * LEVELS; i++) {
        const char *source = sources[(i + i / 3) % 3];
        snprintf(flags, sizeof flags, "%s%s", levels[i / 3],
                 strstr(source, "cpp") ? " -DROM=0x1FFF0000u" : "");
        build(source, cpus[i % 3], flags);
        lint("$DIR/a.elf", 0);
        expect_part(text, "branches to what is stored at 0x1FFF0004\n");
        expect_part(text, "to the word at 0x1FFF0000\n");
        expect_part(text, "1 entry into a ROM, 0 mistakes");
    }
}

static void the_part_decides(void **state)
{
    (void)state;
    build("jump_cube.c", "cortex-m4", "-Os");
    lint("--part stm32f407vgt6 $DIR/a.elf", 0);
    expect_part(text,
                "fits stm32f407vgt6: belongs to STM32F405/F407/F415/F417");
    lint("--part l476 $DIR/a.elf", 1); /* its ROM checks the banks */
    expect_finding("l476", "E4  mistake, likely");
    lint("--part f746 $DIR/a.elf", 1);
    expect_finding("f746", "J1  mistake, certain");
    expect_part(text, "0x1FF00000");
    build("jump_cube.c", "cortex-m0", "-Os -DROM=0x1FFFC400u");
    lint("--part stm32f042k6 $DIR/a.elf", 1);
    expect_finding("f042", "F1  mistake, likely");
    expect_finding("f042", "C1  note, likely");
    expect_part(text, "or PB8/PF11 (BOOT0 pin) high");
    lint("--part f072 $DIR/a.elf", 1);
    expect_finding("f072", "J1  mistake, certain");
}

static void what_a_jump_lacks(void **state)
{
    (void)state;
    build("jump_cube.c", "cortex-m4", "-O0 -DOUT_OF_LINE");
    lint("--part f407 $DIR/a.elf", 1);
    expect_finding("out of line", "B1  mistake, certain");
    expect_part(text, "jump.h:");
    build("jump_cube.c", "cortex-m4", "-Os -DMASKED -DSYSTICK_LEFT");
    lint("--part f407 $DIR/a.elf", 1);
    expect_finding("masked", "D3  mistake, certain");
    expect_finding("masked", "D1  mistake, likely");
    expect_part(text, "2 mistakes (1 certain, 1 likely)");
}

/* What is on only after the entry was passed is not on at it, SP of the reset
 * handler is no entry's, and a write to SYSCFG is no remap. The image lies
 * behind another loader, so that it has no head. */
static void an_early_entry(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 2; i++) {
        build_at(0x08002000, "jump_boot.c", cpus[i], "-Os");
        lint(i ? "--part g431 $DIR/a.elf" : "--part g0b1 $DIR/a.elf", 0);
        expect_part(text, "branches to what is stored at 0x1FFF0004\n");
        expect_part(text, "to the word at 0x1FFF0000\n");
        expect_part(text, "head not in this image");
        expect_finding("early", "C1  note, likely");
        expect_part(text, "1 entry into a ROM, 0 mistakes (0 certain, 0 "
                          "likely), 1 note\n");
    }
}

/* One branch that serves several lines by a variable: each of its findings
 * comes once. The build attributes say that this is a Cortex-M0. */
static void one_branch_several_roms(void **state)
{
    (void)state;
    build("jump_by_id.c", "cortex-m0", "-Os");
    lint("$DIR/a.elf", 1);
    expect_part(text, "stored at 0x1FFFC404\n");
    expect_part(text, "stored at 0x1FFFC804\n");
    expect_part(text, "stored at 0x1FFF0004\n");
    expect_finding("several", "F1  mistake, likely");
    const char *note = strstr(text, "SYSCFG_CFGR1 0x40010000");
    if (!note || strstr(note + 1, "SYSCFG_CFGR1 0x40010000"))
        fail_msg("not one C1 of the F0 in:\n%s", text);
    if (strstr(text, "Cortex-M3 or later"))
        fail_msg("a Cortex-M0 is taken for another core:\n%s", text);
}

/* Nothing is said of a ROM when the address comes from a variable. */
static void an_entry_by_variable(void **state)
{
    (void)state;
    build("jump_by_id.c", "cortex-m4", "-Os -DVARIABLE");
    lint("--part f407 $DIR/a.elf", 0);
    expect_part(text, "\n0 entries into a ROM, 0 mistakes (0 certain, 0 "
                      "likely), 0 notes\n");
    expect_part(text, "goes where a variable says");
    expect_part(text, " jump+0x");
}

static void ordinary_images(void **state)
{
    (void)state;
    for (unsigned i = 0; i < CPUS; i++) {
        build("no_jump.c", cpus[i], levels[i]);
        lint("$DIR/a.elf", 0);
        expect_part(text, "\n0 entries into a ROM, 0 mistakes (0 certain, 0 "
                          "likely), 0 notes\n");
    }
}

/* Without symbols, code is found from the vectors. */
static void stripped(void **state)
{
    (void)state;
    static const char *const made[] = {"-S a.elf s.elf", "-O ihex a.elf s.hex",
                                       "-O binary a.elf s.bin"};
    static const char *const files[] = {"s.elf", "s.hex", "s.bin"};
    char line[256];
    build("jump_cube.c", "cortex-m4", "-O2");
    for (unsigned i = 0; i < 3; i++) {
        snprintf(line, sizeof line,
                 "unset IFS; cd $DIR; exec arm-none-eabi-objcopy %s 2>&1",
                 made[i]);
        expect_status(text, line, 0);
        snprintf(line, sizeof line, "--part f407 $DIR/%s", files[i]);
        lint(line, 0);
        expect_part(text, "branches to what is stored at 0x1FFF0004\n");
        expect_part(text, "1 entry into a ROM, 0 mistakes");
    }
}

static void a_binary_elsewhere(void **state)
{
    (void)state;
    expect_status(text,
                  "unset IFS; cd $DIR; exec arm-none-eabi-gcc -mthumb "
                  "-mcpu=cortex-m4 -Os -ffreestanding -nostdlib -I$SOURCE "
                  "-Wl,--section-start=.vectors=0x08008000 "
                  "-Wl,-Ttext=0x08008100 -Wl,-e,Reset_Handler "
                  "$SOURCE/tests/tools/lint/jump_cube.c -o e.elf 2>&1",
                  0);
    expect_status(text,
                  "unset IFS; cd $DIR; exec arm-none-eabi-objcopy -O binary "
                  "e.elf e.bin 2>&1",
                  0);
    lint("--part f407 $DIR/e.bin", 0);
    expect_part(text, "note, certain: The image runs at another address");
    expect_part(text, "needs --base ADDRESS");
    expect_part(text, "0 mistakes");
    lint("--base 0x08008000 --part f407 $DIR/e.bin", 0);
    expect_part(text, "vectors at 0x08008000");
    expect_part(text, "1 entry into a ROM, 0 mistakes");
}

/* What addresses lead to is not known, so nothing is stated of them: neither of
 * the library, nor of RAM. The reset vector may lead into the file, too. */
static void nothing_is_stated_at_a_wrong_base(void **state)
{
    (void)state;
    static const struct {
        const char *image, *part, *base;
    } rows[] = {{"nucleo-l073rz", "stm32l073rz", "0x08004000"},
                {"nucleo-f401re", "stm32f401re", "0x08000400"},
                {"nucleo-l476rg", "stm32l476rg", "0x08010000"}};
    char line[LINE];
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
        snprintf(line, sizeof line,
                 "exec arm-none-eabi-objcopy -O binary $IMAGES/%s.elf "
                 "$DIR/at.bin",
                 rows[i].image);
        expect_status(text, line, 0);
        snprintf(line, sizeof line, "--base %s --part %s $DIR/at.bin",
                 rows[i].base, rows[i].part);
        lint(line, 0);
        expect_part(text, "The image runs at another address");
        expect_part(text, "0 mistakes (0 certain, 0 likely), 1 note");
        snprintf(line, sizeof line, "--part %s $DIR/at.bin", rows[i].part);
        lint(line, 0);
        expect_part(text, "0 mistakes (0 certain, 0 likely), 0 notes");
    }
}

/* --- output --- */

static void the_json_is_valid(void **state)
{
    (void)state;
    static const char *const images[] = {
        "mistake-b1-msp-undone.elf", "mistake-b3-entry-dereferenced.elf",
        "mistake-good-blinky.elf", "original-twice.elf", "probe.elf"};
    char line[LINE];
    for (unsigned i = 0; i < sizeof images / sizeof *images; i++) {
        snprintf(line, sizeof line,
                 "$BOOT0 lint --format json %s $IMAGES/%s | exec python3 -c "
                 "'import json, jsonschema, sys; r = json.load(sys.stdin); "
                 "jsonschema.validate(r, json.load(open(sys.argv[1]))); "
                 "assert r[\"mistakes\"] == len([f for f in r[\"findings\"] "
                 "if f[\"level\"] == \"mistake\"])' "
                 "$SOURCE/docs/lint.schema.json 2>&1",
                 i % 2 ? "--part=l073" : "", images[i]);
        char script[LINE + 16];
        snprintf(script, sizeof script, "unset IFS; %s", line);
        expect_status(text, script, 0);
    }
}

static void unreadable(void **state)
{
    (void)state;
    lint("$DIR/none.elf", 2);
    lint("--part l0739 $IMAGES/nucleo-l073rz.elf", 2);
    expect_part(text, "unknown part 'l0739' (did you mean L073?)");
    lint("--base here $IMAGES/nucleo-l073rz.elf", 2);
    lint("$SOURCE/README.md", 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(visible_mistakes),
        cmocka_unit_test(nothing_else_is_alleged),
        cmocka_unit_test(good_images),
        cmocka_unit_test(jumps_of_other_lines),
        cmocka_unit_test(the_part_decides),
        cmocka_unit_test(what_a_jump_lacks),
        cmocka_unit_test(an_early_entry),
        cmocka_unit_test(one_branch_several_roms),
        cmocka_unit_test(an_entry_by_variable),
        cmocka_unit_test(ordinary_images),
        cmocka_unit_test(stripped),
        cmocka_unit_test(a_binary_elsewhere),
        cmocka_unit_test(nothing_is_stated_at_a_wrong_base),
        cmocka_unit_test(the_json_is_valid),
        cmocka_unit_test(unreadable),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
