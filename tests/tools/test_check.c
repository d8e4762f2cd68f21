/* SPDX-License-Identifier: MIT
 *
 * `boot0 check` as a user has it: exit status, text, JSON, JUnit, and the same
 * bytes whatever the number of workers.
 */
#include "tests/bench/bench_fixture.h"

#include <cjson/cJSON.h>

#include "tests/tools/bed.h"
#include "tools/die.h"

#define ONE     "v4.0/ram=own,remap=caller,csr=kept/"
#define NOTHING "exec $BOOT0 check --ask none "
#define CHECK   "exec $BOOT0 check --ask call:spin "
#define V4_1                                                                   \
    "--rom v4.1 --bfb2 0 --bank2 blank --rdp 0 "                               \
    "--reading stack=exact,sp=range,bfb2=ignored "

/* once.elf: the question's program; idle.elf: does nothing; bank.bin. */
static int bed_open(void **state)
{
    struct bed *bed = bed_new();
    struct blob *blob = test_calloc(1, sizeof *blob);
    struct code code;

    code = bench_firmware(blob);
    bed_save(bed, "idle.elf", blob);
    folder_write(&bed->folder, "bank.bin", code.flash, FIRMWARE_SIZE);
    emit_asked_once(&code);
    bed_save(bed, "once.elf", blob);
    test_free(blob);
    *state = bed;
    return 0;
}

/* --- JSON --- */

static const char *text_of(const cJSON *object, const char *name)
{
    const char *text =
        cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, name));
    if (!text)
        fail_msg("no text \"%s\"", name);
    return text;
}

static double number_of(const cJSON *object, const char *name)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, name);
    if (!cJSON_IsNumber(item))
        fail_msg("no number \"%s\"", name);
    return item->valuedouble;
}

static const cJSON *list_of(const cJSON *object, const char *name)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, name);
    if (!cJSON_IsArray(item))
        fail_msg("no list \"%s\"", name);
    return item;
}

/* --- status and text --- */

/* Saves a program whose main makes one store, then stays. */
static void save_store(struct bed *bed, const char *name, uint32_t address,
                       uint32_t value)
{
    struct blob *blob = test_calloc(1, sizeof *blob);
    struct code code = bench_firmware(blob);
    code.at = MAIN_AT;
    emit_store(&code, address, value);
    emit(&code, STAY);
    bed_save(bed, name, blob);
    test_free(blob);
}

static void passing_is_status_0(void **state)
{
    struct bed *bed = *state;
    expect_status(bed->text,
                  CHECK "--rom v4.0 --bfb2 0 --bank2 blank $DIR/once.elf", 0);
    expect_all_passed(bed->text);
    expect_part(bed->text, "13 readings, 0 of them confirmed on silicon");
    expect_no_part(bed->text, "FAIL");
    expect_no_part(bed->text, "ok  ");
}

static void failing_is_status_1(void **state)
{
    struct bed *bed = *state;
    expect_status(bed->text, CHECK V4_1 "$DIR/once.elf", 1);
    expect_all_failed(bed->text);
    expect_part(bed->text, "once.elf: stm32l073rz, without the library;\n"
                           "    asked by calling spin at 10 ms\n"
                           "  FAILS on V4.1: E1 the ROM starts the application "
                           "again\n"
                           "\n  the board is  V4.1\n"
                           "  as delivered  BOUNCED!\n"
                           "  !: fails\n");
    assert_int_equal(count_of(bed->text, "\nE1  "), 1);
    expect_part(bed->text, "  V4.1, every reading, ");
    expect_part(bed->text, "\n    See: boot0 run --rom v4.1 --ask call:spin "
                           "--pace max --until 1");
}

/* Runs the command behind the next "See:" of FROM, which may go on behind a
 * backslash at the end of its line. Returns what follows it. */
static char *run_shown(struct bed *bed, char *from)
{
    char script[1024];
    char *see = strstr(from, "See: boot0 run "), *end = see;
    assert_non_null(see);
    do
        end = strchr(end + 1, '\n');
    while (end[-1] == '\\');
    *end = 0;
    snprintf(script, sizeof script, "exec $BOOT0 run%s", see + 14);
    command(bed->text, script);
    return end + 1;
}

/* Every command behind "See:" ends by itself, soon, and shows its mistake. */
static void what_is_shown_replays(void **state)
{
    struct bed *bed = *state;
    command(bed->again, CHECK "--verbose --rom v4.1 --bank2 noise --rdp 1 "
                              "$DIR/once.elf");
    char *next = run_shown(bed, bed->again);
    expect_part(bed->text, "V4.1 (id byte 0x41) entered");
    expect_part(bed->text, "bank check: bank 2 starts with ");
    expect_part(bed->text, " check     E1 at 0x0800012A: the ROM was entered");
    assert_true(count_of(bed->text, "\n") < 30);
    next = run_shown(bed, next);
    expect_part(bed->text, " check     E2 at ");
    run_shown(bed, next); /* a warning */
    expect_part(bed->text, " check     warning I3 at ");
}

/* Beside mistakes each warning has two lines, so that a screen holds all: 50
 * lines, and a few more where the folder of the command of See: has a long
 * name.
 */
enum { SCREEN = 60 };

static void warnings_beside_mistakes_are_short(void **state)
{
    static const char *const crowded[] = {"c4-vectors-of-rom-left",
                                          "f2-first-page-erased",
                                          "b1-msp-undone", "h4-wwdg-running"};
    struct bed *bed = *state;
    char script[200];
    for (unsigned i = 0; i < sizeof crowded / sizeof *crowded;
         i += TEST_STRIDE) {
        snprintf(script, sizeof script,
                 "exec $BOOT0 check --ask press:PC13@50 "
                 "$IMAGES/mistake-%s.elf",
                 crowded[i]);
        expect_status(bed->text, script, 1);
        expect_part(
            bed->text,
            "\nwarning I3  Entered at RDP level 1 with BOOT0 low\n    ");
        expect_part(bed->text, "\n-v shows all. More about a code");
        assert_in_range(count_of(bed->text, "\n"), 20, SCREEN);
    }
    expect_status(bed->text,
                  "exec $BOOT0 check --ask press:PC13@50 "
                  "$IMAGES/mistake-d2-usart-over-button.elf",
                  1);
    expect_part(bed->text, "\nC4  The remap is left behind\n    ");
    assert_in_range(count_of(bed->text, "\n"), 20, SCREEN);
    expect_status(bed->text,
                  "exec $BOOT0 check --ask press:PC13@50 -v "
                  "$IMAGES/mistake-b1-msp-undone.elf",
                  1);
    expect_part(bed->text, "\nwarning I3  b1-msp-undone.c:");
    expect_part(bed->text, "    Do: Do not enter at RDP level 1;");
}

/* The first byte of a host shows it, and `run` has no host here. */
static void what_only_a_host_shows_is_shown(void **state)
{
    struct bed *bed = *state;
    command(bed->again,
            "exec $BOOT0 check --ask send:usart2:BOOT@50 --only "
            "v4.0/bank2=blank/rdp=0 $IMAGES/mistake-d2-usart-left-on.elf");
    run_shown(bed, bed->again);
    expect_part(bed->text, " check     D2 at ");
}

/* One sentence says how it ended; where nothing was tested there is no table
 * that is red. */
static void the_verdict_comes_first(void **state)
{
    struct bed *bed = *state;
    command(bed->text, CHECK "--rom v4.0 $DIR/once.elf");
    expect_part(bed->text, "at 10 ms\n  passes on V4.0\n\n  the board is ");
    command(bed->text, NOTHING "--all $DIR/idle.elf");
    expect_part(bed->text, "\n  passes on all four ROMs\n");
    command(bed->text, "exec $BOOT0 check --ask press:PC13@5 $DIR/idle.elf");
    expect_part(bed->text, "\n  FAILS on every ROM: the ask had no effect\n"
                           "\nask  every ROM, every reading, ");
    expect_no_part(bed->text, "the board is");
    expect_no_part(bed->text, "warning");
    command(bed->text, "exec $BOOT0 check $IMAGES/startup-cmsis.elf 2>&1");
    expect_part(bed->text, "\n  FAILS on every ROM: the library is in the "
                           "image, and not in use\n\nlibrary  ");
    assert_int_equal(count_of(bed->text, "Reset_Handler"), 1);
    command(bed->text, "exec $BOOT0 check --ask none "
                       "$IMAGES/startup-cmsis.elf 2>&1");
    expect_part(bed->text, "\n    Note: ");
}

/* A passed cell is not taken for a failed one where there is no colour. */
static void a_failed_cell_is_marked(void **state)
{
    struct bed *bed = *state;
    command(
        bed->text,
        "exec $BOOT0 check --ask send:usart2:BOOT@50 --rom v4.0 --bank2 blank "
        "--rdp 0 $IMAGES/mistake-d2-usart-left-on.elf");
    expect_part(bed->text, "\n  as delivered  DEAF!/BOUNCED!\n  !: fails\n");
    command(bed->text, CHECK "--rom v4.0 --rom v4.1 $DIR/once.elf");
    expect_part(bed->text, "\n  as delivered               ROM   ");
    expect_part(bed->text, "BOUNCED!");
}

/* Whatever fails without a known cause has its last place, and a command. */
static void a_failure_without_a_code_has_its_place(void **state)
{
    struct bed *bed = *state;
    save_store(bed, "fault.elf", 0x60000000, 1);
    expect_status(bed->text, NOTHING V4_1 "$DIR/fault.elf", 1);
    expect_part(bed->text, "\n  FAILS on V4.1: ");
    expect_part(bed->text, "HardFault after main+0x4: write to 0x60000000");
    expect_part(bed->text, "    See: boot0 run ");
    expect_status(bed->text, NOTHING V4_1 "--want rom $DIR/idle.elf", 1);
    expect_part(bed->text, "rom was wanted. The core was last at ");
    expect_part(bed->text, "    See: boot0 run ");
}

static void a_screen_has_80_columns(void **state)
{
    struct bed *bed = *state;
    static const char *const checks[] = {
        "nucleo-l073rz.elf", "--ask press:PC13 nucleo-l073rz.elf",
        "--ask press:PC13@20 original-once.elf",
        "--ask press:PC13@20 mistake-a1-flag-in-data.elf"};
    for (unsigned i = 0; i < sizeof checks / sizeof *checks; i += TEST_STRIDE) {
        char script[256];
        snprintf(script, sizeof script,
                 "cd $IMAGES && { $BOOT0 check %s | grep -E '^.{81}'; true; }",
                 checks[i]);
        command(bed->text, script);
        assert_string_equal(bed->text, "");
    }
    command(bed->text, "exec $BOOT0 check $IMAGES/nucleo-l073rz.elf");
    assert_true(count_of(bed->text, "\n") <= 40);
}

static void verbose_shows_every_result(void **state)
{
    struct bed *bed = *state;
    expect_status(bed->text,
                  CHECK "--verbose --only " ONE "bfb2=0/bank2=blank/rdp=0 "
                        "$DIR/once.elf",
                  0);
    expect_part(bed->text, "ok   " ONE "bfb2=0/bank2=blank/rdp=0: rom");
}

/* The combinations of readings that a check of once.elf counts. */
static unsigned counted(struct bed *bed, const char *options)
{
    char script[512];
    snprintf(script, sizeof script, CHECK "%s $DIR/once.elf", options);
    command(bed->text, script);
    struct counts counts = counts_of(bed->text);
    return counts.passed + counts.failed;
}

static void what_is_not_told_is_expanded(void **state)
{
    struct bed *bed = *state;
    unsigned one = counted(bed, "--only v4.0/bank2=blank/rdp=0");
    unsigned other = counted(bed, "--only v4.1/bank2=blank/rdp=0");
    assert_true(other > 2 * one);
    /* Bank 2 x RDP; V11.x, which has no reading `rtc`, counts half. */
    counted(bed, "--only v4.1/bank2=noise/rdp=0");
    expect_part(bed->text, "  LOCKUP!/ROM/BOUNCED!\n");
    expect_part(bed->text, "\nReadings decide: V4.1: ");
    counted(bed, "--verbose --only v4.1/bank2=noise/rdp=0");
    expect_part(bed->text, "\n    V4.1, data in bank 2: "
                           "bounce=branch,bfb2=ignored: lockup, "
                           "bfb2=consulted:\n    rom, ");
    counted(bed, "--only v4.1/bank2=noise/rdp=0");
    expect_part(bed->text, "  V4.1, bounce=branch,bfb2=ignored, ");
    unsigned half = counted(bed, "--bfb2 0");
    assert_int_equal(half, (one + other) * 3 / 2 * 6);
    assert_int_equal(counted(bed, "--bfb2 0 --reading ram=all,sp=mask"),
                     (one / 3 + other / 9) * 3 / 2 * 6);
    /* 64 KB are one bank: no BFB2, nothing in bank 2 */
    assert_int_equal(counted(bed, "--part stm32l073r8 --rom v4.0"), one * 2);
    expect_no_part(bed->text, "not tried");
}

static void what_is_left_out_is_reported(void **state)
{
    static const char told[] = "\nnot tried: BFB2=1 (parts are delivered with "
                               "BFB2=0); --all tries both\n";
    struct bed *bed = *state;
    counted(bed, "--rom v4.0");
    expect_part(bed->text, told);
    expect_no_part(bed->text, "BFB2=1\n  ");
    counted(bed, "--rom v4.0 --all");
    expect_no_part(bed->text, "not tried");
    counted(bed, "--rom v4.0 --bfb2 1");
    expect_no_part(bed->text, "not tried");
    counted(bed, "--only v4.0");
    expect_no_part(bed->text, "not tried");
    expect_part(bed->text, "\n--only selects 6 boards\n");
}

/* With BFB2=1 V4.0 starts itself, and V4.1 a bank 2 with firmware. */
static void what_does_not_test_the_image_is_counted_apart(void **state)
{
    struct bed *bed = *state;
    expect_status(bed->text,
                  CHECK "--rom v4.0 --rom v4.1 --bfb2 1 --bank2 app "
                        "--json $DIR/apart.json $DIR/once.elf",
                  0);
    expect_part(bed->text, " (-) are no test of the image: the part never "
                           "starts it.\n"
                           "  V4.0: the ROM runs from the reset on, and stays\n"
                           "  V4.1: the ROM starts bank 2 instead\n");
    expect_part(bed->text, "\n0 scenarios: ");
    command(bed->text, "exec cat $DIR/apart.json");
    cJSON *root = cJSON_Parse(bed->text);
    assert_int_equal(cJSON_GetArraySize(list_of(root, "scenarios")), 0);
    assert_true(cJSON_GetArraySize(list_of(root, "apart")) >= 4);
    cJSON_Delete(root);
}

static void want_changes_what_passes(void **state)
{
    struct bed *bed = *state;
    expect_status(bed->text, CHECK V4_1 "--want never $DIR/once.elf", 0);
    expect_status(bed->text,
                  CHECK "--only v4.0 --want never --verbose $DIR/once.elf", 1);
    expect_part(bed->text, ": rom, wanted never");
    expect_status(bed->text, NOTHING V4_1 "--want rom $DIR/idle.elf", 1);
    expect_status(bed->text, NOTHING V4_1 "$DIR/idle.elf", 0);
}

static void a_press_and_a_text_are_asks(void **state)
{
    struct bed *bed = *state;
    expect_status(bed->text,
                  "exec $BOOT0 check --ask press:PC13@5 " V4_1
                  "--reading ram=own,go=left $DIR/idle.elf",
                  1);
    expect_part(bed->text, ": the ask had no effect\n");
    expect_status(bed->text,
                  "exec $BOOT0 check --ask send:usart2:boot@5 " V4_1
                  "--until 20 $DIR/idle.elf",
                  1);
    expect_part(bed->text, ": the ask had no effect\n");
}

static void an_access_not_modelled_stops_a_strict_check(void **state)
{
    struct bed *bed = *state;
    save_store(bed, "aes.elf", 0x40026000, 1); /* AES_CR */
    expect_status(bed->text, NOTHING V4_1 "$DIR/aes.elf", 0);
    expect_part(bed->text, "\nwarning unmodelled  main+0x4  ");
    expect_part(bed->text, "write to 0x40026000 (AES)");
    expect_status(bed->text, NOTHING V4_1 "--strict $DIR/aes.elf", 1);
}

/* CRC is a block without consequences; MEM_MODE is a cause of its own. */
static void a_write_without_a_clock_is_a_warning(void **state)
{
    struct bed *bed = *state;
    save_store(bed, "crc.elf", 0x40023000, 1); /* CRC_DR */
    expect_status(bed->text, NOTHING V4_1 "--strict $DIR/crc.elf", 0);
    expect_part(bed->text, "\nwarning unclocked  main+0x4  ");
    expect_part(bed->text,
                "CRC (0x40023000) is written while RCC_AHBENR.CRCEN=0: "
                "ignored\n");
    expect_status(bed->text,
                  "exec $BOOT0 run --pace max --until 20 $DIR/crc.elf", 0);
    expect_part(bed->text, " warning   CRC is written while its clock is off: "
                           "RCC_AHBENR.CRCEN=0; the write of 0x00000001 to "
                           "0x40023000 is ignored at main+0x4\n");
    save_store(bed, "remap.elf", 0x40010000, 1); /* SYSCFG_CFGR1 */
    expect_status(bed->text, NOTHING V4_1 "$DIR/remap.elf", 1);
    expect_part(bed->text, "\nC2  main+0x4  V4.1, gate=strict, ");
    expect_no_part(bed->text, "unclocked");
}

/* The ROM's own reset, by its default handler or in a bounce, is no event of
 * the firmware. */
static void no_place_is_in_the_rom(void **state)
{
    struct bed *bed = *state;
    static const char *const images[] = {"d1-deinit-starts-systick",
                                         "h4-wwdg-running"};
    for (unsigned i = 0; i < sizeof images / sizeof *images; i++) {
        char script[256];
        snprintf(script, sizeof script,
                 "exec $BOOT0 check --ask press:PC13@50 --bank2 blank --rdp 0 "
                 "--rom v4.0 --rom v4.1 $IMAGES/mistake-%s.elf",
                 images[i]);
        expect_status(bed->text, script, 1);
        expect_part(bed->text, "\nE1  ");
        expect_no_part(bed->text, "  0x1FF0");
    }
}

/* `run` reports no error of the ROM's own code either. */
static void run_reports_no_error_of_the_rom(void **state)
{
    struct bed *bed = *state;
    command(bed->text,
            "exec $BOOT0 run --rom v4.1 --ask press:PC13@20 --pace max --until "
            "60 $IMAGES/mistake-b1-entry-on-old-stack.elf");
    expect_part(bed->text, " reset     system\n");
    expect_no_part(bed->text, " error ");
}

static void asks_are_told_in_words(void **state)
{
    struct bed *bed = *state;
    command(bed->text, "exec $BOOT0 check --only v4.0/bank2=blank/rdp=0 "
                       "--ask press:B1,hold=1.2s@500ms "
                       "--ask 'send:usart2:9600:go\\n@2.5' $DIR/idle.elf");
    expect_part(bed->text, "asked by sending \"go\\n\" to USART2 at 9600 baud "
                           "at 2.5 ms and pressing PC13\n    for 1200 ms at "
                           "500 ms\n");
    command(bed->text, NOTHING "--only v4.0/bank2=blank/rdp=0 $DIR/idle.elf");
    expect_part(bed->text, "; not asked\n");
}

/* --- the reading of the chip --- */

/* The question's program, which maps the ROM without the clock of SYSCFG. */
static void save_remap(struct bed *bed)
{
    struct blob *blob = test_calloc(1, sizeof *blob);
    struct code code = bench_firmware(blob);
    code.at = MAIN_AT;
    emit_load(&code, 0, FLAG_AT);
    emit(&code, 0x6801); /* ldr r1, [r0] */
    emit_load(&code, 2, FLAG);
    emit(&code, 0x4291); /* cmp r1, r2 */
    emit(&code, 0xD000); /* beq over the next one */
    emit(&code, STAY);
    emit_store(&code, FLAG_AT, 0);
    emit_store(&code, 0x40010000, 1);
    emit_jump(&code, 0x1FF00405);
    code.at = ASK_AT;
    emit_flag(&code);
    bed_save(bed, "remap.elf", blob);
    test_free(blob);
}

#define REMAP CHECK "--rom v4.0 --bfb2 0 --bank2 blank --rdp 0 "

/* Only where a run met such a write. */
static void gate_is_varied_where_a_run_met_it(void **state)
{
    struct bed *bed = *state;
    save_remap(bed);
    expect_status(bed->text, REMAP "--verbose $DIR/remap.elf", 1);
    expect_part(bed->text, "gate=strict");
    expect_part(bed->text, "\nC2  0x08000126  V4.0, gate=strict, ");
    struct counts both = counts_of(bed->text);
    assert_int_equal(both.passed, both.failed);
    expect_status(bed->text, REMAP "--reading gate=open $DIR/remap.elf", 0);
    assert_int_equal(counts_of(bed->text).passed, both.passed);
    expect_no_part(bed->text, "C2");
    expect_status(bed->text, REMAP "--reading gate=strict $DIR/remap.elf", 1);
    assert_int_equal(counts_of(bed->text).failed, both.failed);
    expect_status(bed->text,
                  CHECK "--verbose --only v4.0/gate=open/bfb2=0/bank2=blank/"
                        "rdp=0 $DIR/remap.elf",
                  0);
    expect_part(bed->text, "gate=open/bfb2=0/bank2=blank/rdp=0: rom");
    expect_no_part(bed->text, "warning");
    expect_status(bed->text, CHECK "--rom v4.0 --verbose $DIR/once.elf", 0);
    expect_no_part(bed->text, "gate=");
}

/* --- the shape of the JSON --- */

static void expect_scenario(const cJSON *scenario)
{
    static const char *const keys[] = {
        "id",   "count",   "rom",    "verdict", "wanted",
        "pass", "outcome", "cycles", "causes",  "warnings"};
    assert_int_equal(cJSON_GetArraySize(scenario), 10);
    const cJSON *item = scenario->child;
    for (unsigned i = 0; i < 10; i++, item = item->next)
        assert_string_equal(item->string, keys[i]);
    assert_string_equal(text_of(scenario, "rom"), "v4.1");
    assert_string_equal(text_of(scenario, "verdict"), "bounced");
    assert_string_equal(text_of(scenario, "wanted"), "rom");
    assert_string_equal(text_of(scenario, "outcome"), "none");
    assert_true(
        cJSON_IsFalse(cJSON_GetObjectItemCaseSensitive(scenario, "pass")));
    assert_true(number_of(scenario, "cycles") > 10000);
    assert_int_equal(cJSON_GetArraySize(list_of(scenario, "warnings")), 0);

    const cJSON *cause = cJSON_GetArrayItem(list_of(scenario, "causes"), 0);
    assert_string_equal(text_of(cause, "code"), "E1");
    expect_part(text_of(cause, "text"), "0x20005000 at 0x08000000 (bank 1)");
    text_of(cause, "where");
}

static void json_has_the_shape_of_the_design(void **state)
{
    struct bed *bed = *state;
    expect_status(bed->text,
                  CHECK V4_1 "--format json --reading ram=own,go=left,"
                             "csr=kept,remap=caller $DIR/once.elf",
                  1);
    cJSON *root = cJSON_Parse(bed->text);
    assert_non_null(root);
    expect_part(text_of(root, "firmware"), "/once.elf");
    assert_string_equal(text_of(root, "part"), "stm32l073rz");
    assert_int_equal(number_of(root, "passed"), 0);
    const cJSON *list = list_of(root, "scenarios"), *scenario;
    double count = 0;
    assert_int_equal(cJSON_GetArraySize(list), 2); /* bounce */
    cJSON_ArrayForEach(scenario, list)
    {
        expect_scenario(scenario);
        count += number_of(scenario, "count");
    }
    assert_int_equal(number_of(root, "failed"), count);
    cJSON_Delete(root);
}

/* The id of a scenario replays it: the same verdict, the same cycles. */
static void an_id_replays_its_scenario(void **state)
{
    struct bed *bed = *state;
    char script[1024];
    expect_status(bed->text,
                  CHECK "--all --rom v4.1 --bank2 noise --reading "
                        "go=left,csr=kept --format json $DIR/once.elf",
                  1);
    cJSON *root = cJSON_Parse(bed->text);
    const cJSON *list = list_of(root, "scenarios");
    for (int i = 0; i < cJSON_GetArraySize(list); i += 17) {
        const cJSON *whole = cJSON_GetArrayItem(list, i);
        snprintf(script, sizeof script,
                 CHECK "--format json --reading go=left,csr=kept "
                       "--only '%s' $DIR/once.elf",
                 text_of(whole, "id"));
        command(bed->again, script);
        cJSON *alone = cJSON_Parse(bed->again);
        if (!cJSON_Compare(
                whole, cJSON_GetArrayItem(list_of(alone, "scenarios"), 0), 1))
            fail_msg("%s differs:\n%s", script, bed->again);
        cJSON_Delete(alone);
    }
    cJSON_Delete(root);
}

/* --- JUnit --- */

static void junit_has_a_case_per_board_rom_and_cause(void **state)
{
    struct bed *bed = *state;
    expect_status(bed->text,
                  CHECK "--format junit --rom v4.0 --rom v4.1 --bfb2 0 "
                        "--bank2 noise --rdp 0 $DIR/once.elf",
                  1);
    assert_int_equal(strncmp(bed->text, "<?xml version=\"1.0\"", 19), 0);
    expect_part(bed->text, "tests=\"3\" failures=\"2\" errors=\"0\" "
                           "skipped=\"0\"");
    assert_int_equal(count_of(bed->text, "<testcase "), 3);
    assert_int_equal(count_of(bed->text, "</testcase>"), 3);
    expect_part(bed->text, "<failure type=\"lockup\" message=\"lockup, "
                           "wanted rom\">");
    expect_part(bed->text, "classname=\"boot0.v4.0\" name=\"V4.0: "
                           "data in bank 2\"");
    expect_part(bed->text, "name=\"V4.1: data in bank 2: E2");
    expect_part(bed->text, "</testsuites>\n");
    expect_status(bed->text,
                  CHECK "--format junit --rom v4.0 --bfb2 1 $DIR/once.elf", 0);
    expect_part(bed->text, "tests=\"6\" failures=\"0\" errors=\"0\" "
                           "skipped=\"6\"");
    assert_int_equal(count_of(bed->text, "<skipped message=\""), 6);
}

static void junit_escapes_what_xml_does_not_take(void **state)
{
    struct bed *bed = *state;
    expect_status(bed->text,
                  "cp $DIR/idle.elf \"$DIR/a<b>&\\\"c.elf\" && " NOTHING
                  "--format junit --only v4.0 "
                  "\"$DIR/a<b>&\\\"c.elf\"",
                  0);
    expect_part(bed->text, "a&lt;b&gt;&amp;&quot;c.elf");
}

/* --- the same bytes --- */

static void expect_same(struct bed *bed, const char *one, const char *other)
{
    int status = command(bed->text, one);
    assert_int_equal(command(bed->again, other), status);
    assert_true(strlen(bed->text) > 1000);
    if (strcmp(bed->text, bed->again) != 0)
        fail_msg("the output differs of\n  %s\n  %s", one, other);
}

#define SOME "--all --rom v4.1 --reading go=left,remap=caller,csr=kept "

static void the_number_of_workers_does_not_show(void **state)
{
    struct bed *bed = *state;
    expect_same(bed, CHECK SOME "--jobs 1 $DIR/once.elf",
                CHECK SOME "--jobs 2 $DIR/once.elf");
    expect_same(bed, CHECK SOME "--format json --jobs 1 $DIR/once.elf",
                CHECK SOME "--format json --jobs 7 $DIR/once.elf");
    expect_same(bed, CHECK SOME "--format junit --jobs 1 $DIR/once.elf",
                CHECK SOME "--format junit $DIR/once.elf");
}

static void two_runs_give_the_same_bytes(void **state)
{
    struct bed *bed = *state;
    expect_same(bed, CHECK SOME "--format json $DIR/once.elf",
                CHECK SOME "--format json $DIR/once.elf");
}

static void shards_are_merged(void **state)
{
    struct bed *bed = *state;
    command(
        bed->text,
        "check='$BOOT0 check --ask call:spin --rom v4.1 --rom v4.0 --all '; "
        "for i in 1 2 3; do eval $check --shard $i/3 --json "
        "$DIR/$i.json $DIR/once.elf; done; "
        "eval $check --format json --jobs 1 $DIR/once.elf > $DIR/all.json");
    expect_same(bed, "exec cat $DIR/all.json",
                "$BOOT0 merge $DIR/2.json $DIR/3.json $DIR/1.json; true");
    expect_status(bed->text, "exec $BOOT0 merge $DIR/all.json", 1);
    expect_status(bed->text,
                  "exec $BOOT0 merge $DIR/all.json $DIR/all.json 2>&1",
                  EXIT_USAGE);
    expect_part(bed->text, " is in two of the files; ");
    expect_status(bed->text, "exec $BOOT0 merge $DIR/once.elf 2>&1",
                  EXIT_USAGE);
    expect_part(bed->text, "once.elf: no JSON; ");
    expect_status(bed->text, "exec $BOOT0 merge 2>&1", EXIT_USAGE);
}

/* A check of which a shard is missing could pass although it fails. */
static void shards_that_do_not_fit_are_refused(void **state)
{
    struct bed *bed = *state;
    const struct {
        const char *files, *message;
    } cases[] = {
        {"$DIR/1.json", "shard 2/3 is missing, and 1 more;"},
        {"$DIR/3.json $DIR/1.json", "shard 2/3 is missing;"},
        {"$DIR/1.json $DIR/2.json $DIR/1.json", " are both shard 1/3;"},
        {"$DIR/1.json $DIR/half.json", " is shard 1/3 and "},
        {"$DIR/1.json $DIR/whole.json", " is a whole check;"},
    };
    command(bed->text,
            "check='$BOOT0 check --ask call:spin --rom v4.0 '; "
            "for i in 1 2 3; do eval $check --shard $i/3 --json "
            "$DIR/$i.json $DIR/once.elf; done; "
            "eval $check --shard 2/2 --json $DIR/half.json $DIR/once.elf; "
            "eval $check --json $DIR/whole.json $DIR/once.elf");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char script[256];
        snprintf(script, sizeof script, "eval $BOOT0 merge %s 2>&1",
                 cases[i].files);
        expect_status(bed->text, script, EXIT_USAGE);
        expect_part(bed->text, cases[i].message);
        assert_int_equal(count_of(bed->text, "\n"), 1);
    }
}

/* --- files --- */

static void results_go_into_files_beside_the_text(void **state)
{
    struct bed *bed = *state;
    expect_status(bed->text,
                  CHECK SOME "--json $DIR/a.json --junit $DIR/a.xml "
                             "$DIR/once.elf",
                  1);
    expect_part(bed->text, "\nE1  ");
    expect_same(bed, "exec cat $DIR/a.json",
                "$BOOT0 check --ask call:spin " SOME
                "--format json $DIR/once.elf; true");
    expect_same(bed, "exec cat $DIR/a.xml",
                "$BOOT0 check --ask call:spin " SOME
                "--format junit $DIR/once.elf; true");
}

/* A mistyped path must overwrite neither what is read nor another result. */
static void results_overwrite_nothing(void **state)
{
    struct bed *bed = *state;
    static const char *const outputs[] = {
        "--json $DIR/once.elf",
        "--junit $DIR/bank.bin",
        "--report $DIR/copy.elf",
        "--json $DIR/x --report $DIR/x",
        "--trace x --json $DIR/x",
        "--junit $DIR/x --vcd $DIR/../$(basename $DIR)/x",
        "--json $DIR/x --trace x --vcd y"};
    for (unsigned i = 0; i < sizeof outputs / sizeof *outputs; i++) {
        char script[512];
        snprintf(script, sizeof script,
                 "cd $DIR && cp once.elf copy.elf && sha256sum once.elf "
                 "bank.bin copy.elf >sums && "
                 "$BOOT0 check --ask call:spin --rom v4.1 --bank2 bank.bin "
                 "--rdp 0 --symbols copy.elf %s once.elf 2>&1; [ $? = 2 ] && "
                 "sha256sum --quiet -c sums && [ ! -e x ] && [ ! -e y ]",
                 outputs[i]);
        expect_status(bed->text, script, 0);
        assert_int_equal(count_of(bed->text, "\n"), 1);
        expect_part(bed->text, i < 3 ? ": it is read, and cannot be written too"
                                     : ": two outputs name the same file");
    }
}

static void the_boards_are_listed(void **state)
{
    struct bed *bed = *state;
    expect_status(bed->text, CHECK "--list --only 'v4.*/rdp=0' $DIR/once.elf",
                  0);
    assert_int_equal(count_of(bed->text, "\n"), 7);
    expect_part(bed->text, "v4.1/bfb2=0/bank2=app/rdp=0 ");
    expect_part(bed->text, "  V4.1, firmware in bank 2 (");
    expect_part(bed->text, "\n6 boards, ");
    expect_status(bed->text, CHECK "--list --only V4.1 $DIR/once.elf", 0);
    expect_part(bed->text, "\n6 boards, ");
    expect_status(bed->text,
                  CHECK "--list --only 'bank2=blank/rdp=0' $DIR/once.elf", 0);
    expect_part(bed->text, "\n4 boards, ");
}

/* A copy of the model ROM is a ROM file like any other. */
static void a_rom_file_is_run(void **state)
{
    struct bed *bed = *state;
    expect_status(bed->text,
                  CHECK "--rom $IMAGES/rom-v4.0.bin --bfb2 0 --bank2 blank "
                        "--rdp 0 --verbose $DIR/once.elf",
                  0);
    expect_part(bed->text, "ok   file:");
    expect_part(bed->text, "/bfb2=0/bank2=blank/rdp=0: rom");
    expect_status(bed->text,
                  CHECK "--rom $IMAGES/rom-v4.1.bin --bfb2 0 --bank2 blank "
                        "--rdp 0 $DIR/once.elf",
                  1);
    expect_part(bed->text, "\nE1  ");
}

static void a_file_in_bank_2_is_run(void **state)
{
    struct bed *bed = *state;
    char script[512];
    expect_status(bed->text,
                  CHECK "--only v4.1 --bank2 $DIR/bank.bin $DIR/once.elf", 1);
    expect_status(bed->text,
                  CHECK "--rom v4.1 --bank2 $DIR/bank.bin --bfb2 0 --rdp 0 "
                        "--format json $DIR/once.elf",
                  1);
    cJSON *root = cJSON_Parse(bed->text);
    const char *id =
        text_of(cJSON_GetArrayItem(list_of(root, "scenarios"), 0), "id");
    expect_part(id, "/bank2=file:");
    snprintf(script, sizeof script,
             CHECK "--bank2 $DIR/bank.bin --only '%s' $DIR/once.elf", id);
    expect_status(bed->text, script, 1);
    expect_part(bed->text, "\nE1  ");
    cJSON_Delete(root);
}

/* --- an image with the library --- */

/* The default, BFB2=0: every reading x blank, app, noise in bank 2 x RDP 0, 1.
 */
static void the_library_does_what_is_wanted(void **state)
{
    struct bed *bed = *state;
    static const char *const heads[] = {"$IMAGES/nucleo-l073rz.elf",
                                        "$DIR/invalid.elf"};
    char script[512];
    expect_status(bed->text,
                  "$BOOT0 patch --head invalid $IMAGES/nucleo-l073rz.elf "
                  "-o $DIR/invalid.elf",
                  0);
    for (unsigned i = 0; i < 2; i++) {
        snprintf(script, sizeof script, "exec $BOOT0 check %s", heads[i]);
        expect_status(bed->text, script, 0);
        expect_all_passed(bed->text);
        snprintf(script, sizeof script,
                 "exec $BOOT0 check --bfb2 0 --ask press:PC13@20 %s", heads[i]);
        expect_status(bed->text, script, 0);
        expect_all_passed(bed->text);
    }
}

/* Two passes with the mailbox in RAM: a ROM that wipes all of it forgets. */
static void readings_that_decide_are_named(void **state)
{
    struct bed *bed = *state;
    expect_status(
        bed->text,
        "exec $BOOT0 check --verbose " V4_1 "$IMAGES/nucleo-l073rz.elf", 0);
    expect_part(bed->text, ", but for a ROM that wipes all RAM: see below\n");
    expect_part(bed->text, "  ROM/bounced\n");
    expect_part(bed->text, "\nwarning wiped  ");
    expect_part(bed->text,
                "\n  Readings of the ROM decide:\n"
                "    V4.1, as delivered: ram=own|keep: rom, ram=all: "
                "bounced\n");
    expect_part(bed->text, " lose the");
    expect_part(bed->text, "ram=all,sp=range,bfb2=ignored/bfb2=0/bank2=blank/"
                           "rdp=0: bounced, outcome returned (");
    expect_all_passed(bed->text);
}

/* It asks boot0_rom() first, and requests what will not be refused. */
static void firmware_may_decline_what_is_refused(void **state)
{
    struct bed *bed = *state;
    expect_status(bed->text,
                  "$BOOT0 patch $IMAGES/polite.elf -o $DIR/used.elf && "
                  "$BOOT0 check --ask call:ask_politely $DIR/used.elf 2>&1",
                  0);
    expect_part(bed->text, "rightly stay in the application");
}

/* The remedy fits an image that has the library. */
static void a_second_pass_after_go_has_its_remedy(void **state)
{
    struct bed *bed = *state;
    expect_status(bed->text,
                  "exec $BOOT0 check --rom v4.1 --bank2 blank --rdp 0 "
                  "--reading sp=below,go=checks-sp $IMAGES/nucleo-l073rz.elf",
                  0);
    expect_part(bed->text, "\nwarning A5  ");
    expect_part(bed->text,
                "\n    Do: Let the stack begin below the end of RAM");
    expect_status(bed->text,
                  "$BOOT0 patch $IMAGES/nucleo-l073rz.elf -o $DIR/one.elf && "
                  "exec $BOOT0 check --rom v4.1 --bank2 blank --rdp 0 "
                  "--reading sp=below,go=checks-sp $DIR/one.elf",
                  0);
    expect_no_part(bed->text, "A5");
}

/* A ROM that stays in the first of two passes is left by Go once, with every
 * reading of Go and either mailbox. */
static void the_library_tells_go_from_a_bounce(void **state)
{
    struct bed *bed = *state;
    expect_status(
        bed->text,
        "$BOOT0 patch --head keep $IMAGES/library-rtc.elf "
        "-o $DIR/rtc.elf || exit; "
        "for go in left restored clocks checks-sp; do "
        "for image in $IMAGES/nucleo-l073rz.elf $DIR/rtc.elf; do "
        "$BOOT0 check --bank2 blank --rdp 0 "
        "--reading bfb2=consulted,sp=range,go=$go $image >$DIR/out || exit; "
        "grep A5 $DIR/out && exit 8; grep \" 0 failed\" $DIR/out; "
        "done; done",
        0);
}

/* The two-pass answer, whose word in flash outlives a ROM that stays at once,
 * and whose clock set-up cannot leave the PLL. */
static void the_start_by_go_is_followed(void **state)
{
    static const char twice[] =
        "exec $BOOT0 check --bank2 blank --rdp 0 --ask press:PC13@50 ";
    struct bed *bed = *state;
    char line[512];
    snprintf(line, sizeof line, "%s--rom v4.0 $IMAGES/original-twice.elf",
             twice);
    expect_status(bed->text, line, 1);
    expect_part(bed->text, "\nJ1  ");
    expect_part(bed->text, "after Go: branch to 0x1FF00368, which is no entry");
    expect_no_part(bed->text, "K1  ");
    snprintf(line, sizeof line,
             "%s--rom v4.1 --reading stack=exact,"
             "sp=range,bfb2=ignored $IMAGES/original-twice.elf",
             twice);
    expect_status(bed->text, line, 0);
    expect_part(bed->text, "\nwarning K1  ");
    expect_part(bed->text, "the application waits for RCC_CFGR.SWS for ever");
}

/* Neither in the vector table nor patched in: the first line says it, and so
 * does the reason for the lost request. */
static void a_library_that_is_not_in_use_is_named(void **state)
{
    static const char idle[] =
        "the library is in it and not in use: the reset vector is "
        "Reset_Handler, not boot0_reset; name boot0_reset in the vector table, "
        "or run boot0 patch";
    struct bed *bed = *state;
    expect_status(bed->text,
                  "exec $BOOT0 check --rom v4.1 --bank2 blank --rdp 0 "
                  "--reading ram=own --format json $IMAGES/library-Os.elf 2>&1",
                  1);
    expect_part(bed->text, idle);
    assert_int_equal(strncmp(bed->text, "boot0: ", 7), 0);
    const char *code = strstr(bed->text, "\"code\":\t\"library\"");
    assert_non_null(code);
    expect_part(code, idle);
    expect_part(bed->text, "\"verdict\":\t\"lost\"");
    expect_status(bed->text,
                  "$BOOT0 patch $IMAGES/library-Os.elf -o $DIR/used.elf && "
                  "exec $BOOT0 check --rom v4.1 --bank2 blank --rdp 0 "
                  "--reading ram=own --format json $DIR/used.elf 2>&1",
                  0);
    expect_no_part(bed->text, "not in use");
}

/* With BFB2=1 a ROM that does not take the head for one never starts it. */
static void a_head_that_is_never_started_is_counted_apart(void **state)
{
    struct bed *bed = *state;
    expect_status(bed->text,
                  "exec $BOOT0 check --rom v4.1 --bank2 blank --rdp 0 --bfb2 1 "
                  "--reading ram=own,csr=kept,stack=exact --verbose "
                  "$IMAGES/nucleo-l073rz.elf",
                  0);
    expect_part(bed->text, " scenarios (-) are no test of the image: the part "
                           "never starts it.\n  V4.1: the ROM runs from the "
                           "reset on, and stays\n");
    expect_part(bed->text, "none v4.1/ram=own,sp=below,csr=kept/bfb2=1/");
    expect_no_part(bed->text, "ok   v4.1/ram=own,sp=below");
    expect_no_part(bed->text, "FAIL ");
}

static void a_refusal_has_its_outcome(void **state)
{
    struct bed *bed = *state;
    expect_status(bed->text,
                  "exec $BOOT0 check --verbose --only v4.1/bank2=app/rdp=0 "
                  "--only v11.2/bank2=noise/rdp=0 --only v4.0/rdp=1 "
                  "--only v4.1/rdp=2/bank2=blank "
                  "$IMAGES/nucleo-l073rz.elf",
                  0);
    assert_int_equal(
        count_of(bed->text, ": application, outcome refused_bank2"), 2);
    /* V4.0 with bank 2 blank, app, noise; RDP 2 on V4.1 */
    assert_int_equal(count_of(bed->text, ": application, outcome refused_rdp"),
                     4);
    expect_part(bed->text,
                "\n  application: the library refuses (boot0_outcome() = ");
    expect_part(bed->text, "no ROM update on such a");
}

/* No symbols: the record's magic word, the note's word, the reset vector. */
static void a_raw_binary_is_checked_too(void **state)
{
    struct bed *bed = *state;
    expect_status(bed->text,
                  "arm-none-eabi-objcopy -O binary $IMAGES/nucleo-l073rz.elf "
                  "$DIR/nucleo.bin && exec $BOOT0 check --bfb2 0 "
                  "--ask press:PC13@20 $DIR/nucleo.bin",
                  0);
    expect_all_passed(bed->text);
    expect_status(bed->text,
                  "exec $BOOT0 check --only v4.1/bank2=app --verbose "
                  "--ask press:PC13@20 $DIR/nucleo.bin",
                  0);
    expect_part(bed->text, ": application, outcome refused_bank2");
}

/* --- bad input --- */

static void expect_refused(struct bed *bed, const char *arguments,
                           const char *part)
{
    char script[512];
    snprintf(script, sizeof script, "$BOOT0 check %s 2>&1", arguments);
    expect_status(bed->text, script, EXIT_USAGE);
    assert_int_equal(count_of(bed->text, "\n"), 1);
    expect_part(bed->text, "boot0: ");
    expect_part(bed->text, part);
}

static void bad_input_is_one_line_and_status_2(void **state)
{
    struct bed *bed = *state;
    expect_refused(bed, "$DIR/once.elf", "the library is not in it");
    expect_refused(bed, "$DIR/once.elf", "--ask call:YOUR_JUMP_FUNCTION");
    expect_refused(bed, "--ask call:nosuch $DIR/once.elf", "nosuch");
    expect_refused(bed, "--ask call:_estack $DIR/once.elf", "no code");
    expect_refused(bed, "--ask call:spin $DIR/bank.bin", "no symbol");
    expect_refused(bed, "--ask call:spin $DIR/missing.elf", "missing.elf");
    expect_refused(bed, "--ask none --only v9.9 $DIR/once.elf", "v9.9");
    expect_refused(bed, "--ask none --only v4.1/cut=power $DIR/once.elf",
                   "power|dip|pin@CYCLE");
    expect_refused(bed, "--ask none --only file:12345678 $DIR/once.elf",
                   "--rom FILE");
    expect_refused(bed,
                   "--ask none --only v4.1/bank2=file:12345678 $DIR/once.elf",
                   "--bank2 FILE");
    expect_refused(bed,
                   "--ask none --part stm32l073r8 --only v4.1/bank2=app "
                   "$DIR/once.elf",
                   "second bank");
    expect_refused(bed, "--ask none --bank2 $DIR/missing.bin $DIR/once.elf",
                   "missing.bin");
    expect_refused(bed, "--ask none --rom $DIR/once.elf $DIR/once.elf", "8192");
    expect_refused(bed, "--ask none --reading ram=some $DIR/once.elf", "some");
}

static void an_image_in_bank_2_leaves_no_room(void **state)
{
    struct bed *bed = *state;
    command(bed->text, "{ cat $DIR/bank.bin; head -c 100000 /dev/zero; "
                       "} > $DIR/long.bin");
    expect_refused(bed, "--ask none --bank2 app $DIR/long.bin", "bank 2");
    expect_status(bed->text,
                  "$BOOT0 check --ask none --rom v4.0 --bfb2 0 --rdp 0 "
                  "$DIR/long.bin",
                  0);
    expect_all_passed(bed->text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(passing_is_status_0),
        cmocka_unit_test(firmware_may_decline_what_is_refused),
        cmocka_unit_test(failing_is_status_1),
        cmocka_unit_test(verbose_shows_every_result),
        cmocka_unit_test(what_is_shown_replays),
        cmocka_unit_test(warnings_beside_mistakes_are_short),
        cmocka_unit_test(what_only_a_host_shows_is_shown),
        cmocka_unit_test(the_verdict_comes_first),
        cmocka_unit_test(a_failed_cell_is_marked),
        cmocka_unit_test(a_failure_without_a_code_has_its_place),
        cmocka_unit_test(a_screen_has_80_columns),
        cmocka_unit_test(what_does_not_test_the_image_is_counted_apart),
        cmocka_unit_test(what_is_not_told_is_expanded),
        cmocka_unit_test(what_is_left_out_is_reported),
        cmocka_unit_test(want_changes_what_passes),
        cmocka_unit_test(a_press_and_a_text_are_asks),
        cmocka_unit_test(an_access_not_modelled_stops_a_strict_check),
        cmocka_unit_test(a_write_without_a_clock_is_a_warning),
        cmocka_unit_test(no_place_is_in_the_rom),
        cmocka_unit_test(run_reports_no_error_of_the_rom),
        cmocka_unit_test(asks_are_told_in_words),
        cmocka_unit_test(gate_is_varied_where_a_run_met_it),
        cmocka_unit_test(json_has_the_shape_of_the_design),
        cmocka_unit_test(an_id_replays_its_scenario),
        cmocka_unit_test(junit_has_a_case_per_board_rom_and_cause),
        cmocka_unit_test(junit_escapes_what_xml_does_not_take),
        cmocka_unit_test(the_number_of_workers_does_not_show),
        cmocka_unit_test(two_runs_give_the_same_bytes),
        cmocka_unit_test(shards_are_merged),
        cmocka_unit_test(shards_that_do_not_fit_are_refused),
        cmocka_unit_test(results_go_into_files_beside_the_text),
        cmocka_unit_test(results_overwrite_nothing),
        cmocka_unit_test(the_boards_are_listed),
        cmocka_unit_test(a_rom_file_is_run),
        cmocka_unit_test(a_file_in_bank_2_is_run),
        cmocka_unit_test(the_library_does_what_is_wanted),
        cmocka_unit_test(readings_that_decide_are_named),
        cmocka_unit_test(a_second_pass_after_go_has_its_remedy),
        cmocka_unit_test(the_library_tells_go_from_a_bounce),
        cmocka_unit_test(the_start_by_go_is_followed),
        cmocka_unit_test(a_library_that_is_not_in_use_is_named),
        cmocka_unit_test(a_head_that_is_never_started_is_counted_apart),
        cmocka_unit_test(a_refusal_has_its_outcome),
        cmocka_unit_test(a_raw_binary_is_checked_too),
        cmocka_unit_test(bad_input_is_one_line_and_status_2),
        cmocka_unit_test(an_image_in_bank_2_leaves_no_room),
    };
    return cmocka_run_group_tests(tests, bed_open, bed_close);
}
