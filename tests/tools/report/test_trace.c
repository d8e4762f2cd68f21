/* SPDX-License-Identifier: MIT
 *
 * --trace from outside: a known program line by line, the options that narrow
 * it, the events in between, and that the trace does not change the run.
 */
#include "bench/image_file.h"
#include "bench/stm32l0/readings.h"
#include "tests/bench/bench_fixture.h"

#include "bench/scenario_run.h"
#include "bench/verdict.h"
#include "tests/tools/bed.h"
#include "tools/report/trace_files.h"

#define V4_0 "v4.0/ram=own,remap=caller,csr=kept/"
#define V4_1                                                                   \
    "v4.1/bounce=branch,stack=exact,ram=own,sp=range,bfb2=ignored,csr=kept/"
#define PLAIN "bfb2=0/bank2=blank/rdp=0 "
#define TINY  "exec $BOOT0 check --ask none --only " V4_0 PLAIN "$DIR/tiny.elf "
#define ONCE                                                                   \
    "exec $BOOT0 check --ask call:spin --only " V4_1 PLAIN "$DIR/once.elf "
#define DEMO                                                                   \
    "exec $BOOT0 run --pace max --ask press:PC13@8 --until 14 $DIR/demo.elf "

enum { SVC_0 = 0xDF00, BX_LR = 0x4770, HELPER_AT = 0x120 };

/* main: arithmetic, a call, an SVC; then an access that is not modelled. */
static void make_tiny(struct bed *bed, struct blob *blob)
{
    struct code code = bench_firmware(blob);
    put16(code.flash + OTHERS_AT, BX_LR);
    put16(code.flash + HELPER_AT, BX_LR);
    code.at = MAIN_AT;
    emit(&code, 0x2005); /* movs r0, #5 */
    emit(&code, 0x3805); /* subs r0, #5 */
    emit(&code, 0xB510); /* push {r4, lr} */
    emit(&code, 0xF000); /* bl helper */
    emit(&code, 0xF803);
    emit(&code, SVC_0);
    emit(&code, 0xE002); /* b over helper */
    code.at = HELPER_AT + 4;
    emit_load(&code, 0, 0x40026000); /* AES_CR */
    emit(&code, 0x6800);             /* ldr r0, [r0] */
    emit(&code, STAY);
    bed_save(bed, "tiny.elf", blob);
}

static void make_once(struct bed *bed, struct blob *blob)
{
    struct code code = bench_firmware(blob);
    emit_asked_once(&code);
    bed_save(bed, "once.elf", blob);
}

/* A request without a flag: `check` looks for what was lost, and finds none. */
static void make_lost(struct bed *bed, struct blob *blob)
{
    struct code code = bench_firmware(blob);
    code.at = ASK_AT;
    emit_reset(&code);
    bed_save(bed, "lost.elf", blob);
}

static int bed_open(void **state)
{
    struct bed *bed = bed_new();
    struct blob *blob = test_calloc(1, sizeof *blob);
    make_tiny(bed, blob);
    make_once(bed, blob);
    make_lost(bed, blob);
    test_free(blob);
    expect_status(bed->text,
                  "exec $BOOT0 patch $IMAGES/nucleo-l073rz.elf -o "
                  "$DIR/demo.elf",
                  0);
    *state = bed;
    return 0;
}

/* --- lines --- */

/* MSI at 2.097 MHz, no wait states: cycles as in DDI0484 table 3-1. */
static const char lines[] =
    "         0 # reset      power-on\n"
    "         0 0x08000100 Reset_Handler                b #0x8000110\n"
    "         2 # app        runs in bank 1\n"
    "         2 0x08000110 main                         movs r0, #5            "
    "       r0=0x00000005\n"
    "         3 0x08000112 main+0x2                     subs r0, #5            "
    "       r0=0x00000000 Z=1 C=1\n"
    "         4 0x08000114 main+0x4                     push {r4, lr}          "
    "       sp=0x20004FF8\n"
    "         7 0x08000116 main+0x6                     bl #0x8000120          "
    "       lr=0x0800011B\n"
    "        10 0x08000120 helper                       bx lr\n";

static void every_instruction_has_a_line(void **state)
{
    struct bed *bed = *state;
    expect_status(bed->text, TINY "--trace - --trace-to 0.006", 0);
    if (strncmp(bed->text, lines, strlen(lines)) != 0)
        fail_msg("got:\n%swant:\n%s", bed->text, lines);
}

/* The SVC, its handler, its return; then what is not modelled. */
static void events_stand_in_between(void **state)
{
    struct bed *bed = *state;
    expect_status(bed->text,
                  TINY "--trace - --trace-from 0.005 --trace-to 0.030", 0);
    const char *at = bed->text;
    assert_int_equal(strncmp(at, "        12 ", 11), 0);
    static const char *const order[] = {
        "        12 0x0800011A main+0xA                     svc #0",
        "# vector     SVCall (11): 0x0800010D from 0x0000002C, flash seen at 0",
        "# exception  SVCall (11): to Reset_Handler+0xC sp=0x20004FD8 ",
        " 0x0800010C Reset_Handler+0xC            bx lr",
        "# return     from SVCall (11) to Thread mode in main+0xC",
        " 0x0800011C main+0xC                     b #0x8000124",
        " ldr r0, [r0]                  r0=0x00000000",
        "# chip       not modelled: read of AES 0x40026000 at 0x08000126",
        " b #0x8000128",
    };
    for (unsigned i = 0; i < sizeof order / sizeof *order; i++) {
        const char *next = strstr(at, order[i]);
        if (!next)
            fail_msg("\"%s\" is not in:\n%s", order[i], at);
        at = next + 1;
    }
}

/* Each instruction is there until the ROM has received its frame. */
/* No process without a trace loads it (docs/speed.md). */
static void the_disassembler_is_not_linked(void **state)
{
    struct bed *bed = *state;
    expect_status(bed->text, "LD_TRACE_LOADED_OBJECTS=1 $BOOT0", 0);
    expect_part(bed->text, "libelf");
    expect_no_part(bed->text, "capstone");
}

static void the_rom_is_traced(void **state)
{
    struct bed *bed = *state;
    expect_status(bed->text, ONCE "--trace - --trace-from 10 --trace-to 10.1",
                  1);
    expect_part(bed->text, "# ask        spin is called");
    expect_part(bed->text, "# reset      system\n"
                           "     20984 # vector     initial SP: 0x20005000 "
                           "from 0x00000000, flash seen at 0\n"
                           "     20984 # vector     Reset (1): 0x08000101 from "
                           "0x00000004, flash seen at 0\n");
    expect_part(bed->text, "# ROM        V4.1 (id byte 0x41) entered at "
                           "0x1FF00404 by a branch from ");
    expect_part(bed->text, " 0x1FF00404 ROM+0x404 ");
    expect_part(bed->text, " msr msp, r1 ");
    expect_part(bed->text, "\nE1  ");
}

static void pins_are_reported(void **state)
{
    struct bed *bed = *state;
    expect_status(bed->text,
                  DEMO "--trace $DIR/t --trace-in main,print && cat $DIR/t", 0);
    expect_status(bed->text, "exec grep ' # ' $DIR/t", 0);
    expect_part(bed->text, "# pin        PA2=1\n");
    expect_part(bed->text, "# B1         pressed\n");
    expect_part(bed->text, "# pin        PC13=0\n");
}

/* --- scope --- */

static void a_symbol_narrows(void **state)
{
    struct bed *bed = *state;
    expect_status(bed->text, TINY "--trace - --trace-in helper,boot0_reset", 0);
    assert_int_equal(count_of(bed->text, " 0x080001"), 3); /* 2 warn */
    expect_part(bed->text, " 0x08000120 helper ");
    expect_part(bed->text, "# app        runs in bank 1");
    expect_no_part(bed->text, "# exception");
}

static void a_range_narrows(void **state)
{
    struct bed *bed = *state;
    expect_status(bed->text, TINY "--trace - --trace-in 0x0800010C-0x0800010D",
                  0);
    char *report = strstr(bed->text, "/tiny.elf: stm32l073rz");
    assert_non_null(report);
    *report = 0;
    assert_int_equal(count_of(bed->text, "\n"), 5);
    expect_part(bed->text, "# reset      power-on");
    expect_part(bed->text, " 0x0800010C Reset_Handler+0xC ");
    expect_part(bed->text, "# return     from SVCall (11)");
}

static void all_addresses_narrow_nothing(void **state)
{
    struct bed *bed = *state;
    expect_status(bed->again, TINY "--trace -", 0);
    expect_status(bed->text, TINY "--trace - --trace-in 0x0-0xFFFFFFFF", 0);
    assert_string_equal(bed->text, bed->again);
}

/* --- the same run --- */

static void expect_same(struct bed *bed, const char *command_line,
                        const char *with)
{
    char script[1024];
    snprintf(script, sizeof script, command_line, "");
    int status = command(bed->again, script);
    assert_int_not_equal(status, 2);
    snprintf(script, sizeof script, command_line, with);
    expect_status(bed->text, script, status);
    assert_string_equal(bed->text, bed->again);
}

static void results_are_the_same(void **state)
{
    struct bed *bed = *state;
    static const char both[] = "--trace $DIR/same.txt --vcd $DIR/same.vcd";
    static const char some[] = "--trace $DIR/same.txt --trace-from 3 "
                               "--trace-to 11 --trace-in main";
    static const char *const runs[] = {
        "exec $BOOT0 check --format json --ask call:spin %s --only " V4_1
        "bfb2=0/bank2=blank/rdp=0 $DIR/once.elf",
        "exec $BOOT0 check --format json --ask call:spin %s --only v4.1/"
        "stack=exact,ram=all,csr=kept/bfb2=1/bank2=noise/rdp=1 $DIR/once.elf",
        "exec $BOOT0 check --format json %s --only " V4_0
        "bfb2=0/bank2=app/rdp=0 $DIR/demo.elf",
        "exec $BOOT0 check --format json --strict --ask none %s --only " V4_0
        "bfb2=0/bank2=blank/rdp=0 $DIR/tiny.elf",
        "exec $BOOT0 run --pace max --ask press:PC13@7 --until 15 %s "
        "$DIR/demo.elf",
    };
    for (unsigned i = 0; i < sizeof runs / sizeof *runs; i++) {
        expect_same(bed, runs[i], both);
        expect_same(bed, runs[i], some);
    }
}

/* The chip behind a run that was watched is the chip behind one that was not:
 * memory, registers, and what is due. */
static void the_chip_is_the_same(void **state)
{
    struct bed *bed = *state;
    struct scenario_run *run[2];
    struct trace_files *files = test_calloc(1, sizeof *files);
    struct options options = {
        .image = "none", .vcd = "/dev/null", .trace = "/dev/null"};
    struct image image;
    char error[IMAGE_ERROR_SIZE];
    struct asks asks = {
        .count = 1,
        .list = {{.kind = ASK_CALL, .at_us = 3000, .symbol = "spin"}}};
    struct campaign campaign = {.image = &image, .asks = &asks};
    struct scenario scenario = {.rom = ROM_V4_1, .wdg_sw = 1};

    assert_true(part_find("stm32l073rz", &campaign.part));
    assert_true(
        image_load(folder_path(&bed->folder, "once.elf"), &image, error));
    assert_true(trace_files_open(files, &options, &image));
    for (unsigned i = 0; i < 2; i++) {
        run[i] = test_calloc(1, sizeof *run[i]);
        campaign.observers = i ? &files->observers : NULL;
        scenario_run_start(run[i], &campaign, &scenario);
        scenario_run_continue(run[i]);
    }
    const struct chip *a = &run[0]->machine.chip;
    const struct chip *b = &run[1]->machine.chip;
    assert_int_equal(a->cycle, b->cycle);
    assert_int_equal(a->attention, b->attention);
    assert_int_equal(a->cpu.instructions, b->cpu.instructions);
    assert_memory_equal(a->cpu.r, b->cpu.r, sizeof a->cpu.r);
    assert_memory_equal(bus_physical(a, REGION_SRAM),
                        bus_physical(b, REGION_SRAM), SRAM_SIZE);
    assert_memory_equal(a->due, b->due, sizeof a->due);
    assert_true(trace_files_close(files));
    for (unsigned i = 0; i < 2; i++)
        test_free(run[i]);
    image_free(&image);
    test_free(files);
}

/* What `check` tries afterwards, to explain the verdict, is not recorded. */
static void experiments_are_not_recorded(void **state)
{
    struct bed *bed = *state;
    expect_status(bed->text,
                  "exec $BOOT0 check --ask call:spin --trace $DIR/lost.txt "
                  "--vcd $DIR/lost.vcd --only " V4_1 PLAIN "$DIR/lost.elf",
                  1);
    expect_part(bed->text, "  LOST!\n");
    expect_status(bed->text, "exec grep -c power-on $DIR/lost.txt", 0);
    assert_string_equal(bed->text, "1\n");
    expect_status(bed->text, "exec grep -c enddefinitions $DIR/lost.vcd", 0);
    assert_string_equal(bed->text, "1\n");
}

/* --- what cannot be --- */

/* Status 2 and one line, which has PART in it; nothing is made or changed. */
static void expect_refused(struct bed *bed, const char *script,
                           const char *part)
{
    unsigned count = folder_count(&bed->folder);
    expect_status(bed->text, script, 2);
    expect_part(bed->text, part);
    assert_int_equal(count_of(bed->text, "\n"), 1);
    assert_int_equal(strncmp(bed->text, "boot0: ", 7), 0);
    assert_int_equal(folder_count(&bed->folder), count);
}

static void bad_paths_are_refused(void **state)
{
    struct bed *bed = *state;
    expect_refused(bed, TINY "--trace $DIR/no/such 2>&1",
                   "cannot write: No such");
    expect_refused(bed, TINY "--vcd $DIR 2>&1", "cannot write: Is a directory");
    expect_refused(bed, TINY "--trace $DIR/a --vcd $DIR/no/such 2>&1",
                   "cannot write: No such");
    expect_refused(bed, TINY "--trace $DIR/a --vcd $DIR/a 2>&1",
                   "name the same file");
    expect_refused(bed, TINY "--trace $DIR/tiny.elf 2>&1",
                   "it is read, and cannot be written too");
    expect_refused(bed, DEMO "--vcd $DIR/no/such 2>&1",
                   "cannot write: No such");
    expect_refused(bed, DEMO "--vcd $DIR/demo.elf 2>&1",
                   "it is read, and cannot be written too");
    expect_refused(bed, TINY "--trace '' 2>&1", "it is a file, or -");
}

static void bad_scopes_are_refused(void **state)
{
    struct bed *bed = *state;
    expect_refused(bed, TINY "--trace - --trace-in mian 2>&1",
                   "--trace-in 'mian': no symbol of ");
    expect_refused(bed, TINY "--trace - --trace-in 0x20-0x10 2>&1",
                   "--trace-in '0x20-0x10': the range ends before it begins");
    expect_refused(bed, TINY "--trace - --trace-in 0x0-0x100000000 2>&1",
                   "no symbol");
    expect_refused(bed, TINY "--trace - --trace-in , 2>&1", "no symbol");
    expect_refused(bed, TINY "--trace - --trace-from x 2>&1",
                   "--trace-from 'x': a time is a number");
    expect_refused(bed, TINY "--trace - --trace-from 5 --trace-to 5 2>&1",
                   "no trace is left");
    expect_refused(bed, TINY "--trace - --trace-to 0 2>&1", "no trace is left");
    expect_refused(bed, TINY "--trace-to 5 2>&1", "no --trace FILE is given");
    expect_refused(bed, TINY "--trace - --vcd - 2>&1", "want the same stdout");
    expect_refused(bed, DEMO "--trace - --usart2 stdio 2>&1",
                   "want the same stdout");
    expect_refused(bed,
                   "exec $BOOT0 check --ask none --trace - $DIR/tiny.elf 2>&1",
                   "one scenario, and these options leave ");
}

static void a_full_disk_is_reported(void **state)
{
    struct bed *bed = *state;
    static const char told[] = "boot0: /dev/full: the trace cannot be written: "
                               "No space left on device\n";
    expect_status(bed->text, TINY "--trace /dev/full 2>&1", 2);
    expect_part(bed->text, told);
    expect_all_passed(bed->text);
    expect_status(bed->text, DEMO "--trace /dev/full 2>&1", 2);
    expect_part(bed->text, told);
    expect_status(bed->text, TINY "--vcd /dev/full 2>&1", 2);
    expect_part(bed->text, "the VCD cannot be written: No space left");
}

/* A file with no room: what was written is taken back. */
static void nothing_half_written_stays(void **state)
{
    struct bed *bed = *state;
    expect_status(bed->text,
                  "ulimit -f 8; trap '' XFSZ; " TINY "--trace $DIR/half 2>&1",
                  2);
    expect_part(bed->text, "the trace cannot be written: File too large");
    expect_status(bed->text, "test ! -e $DIR/half", 0);
}

static void a_closed_pipe_is_reported(void **state)
{
    struct bed *bed = *state;
    static const char *const lines_of[] = {TINY, DEMO};
    for (unsigned i = 0; i < 2; i++) {
        char script[1024];
        snprintf(script, sizeof script,
                 "exec 2>&1; { ( %s --trace - 2>$DIR/err ); "
                 "echo status $? >$DIR/end; } | head -1; cat $DIR/end $DIR/err",
                 lines_of[i]);
        expect_status(bed->text, script, 0);
        expect_part(bed->text, "# reset      power-on\nstatus 2\n");
        expect_part(bed->text,
                    "boot0: stdout: the trace cannot be written: Broken pipe");
        assert_int_equal(count_of(bed->text, "boot0: "), 1);
    }
}

/* The timeline of `run` makes room. */
static void run_keeps_stdout_for_the_trace(void **state)
{
    struct bed *bed = *state;
    expect_status(bed->text, DEMO "--trace - --trace-in main 2>/dev/null", 0);
    expect_part(bed->text, "# app        runs in bank 1");
    expect_no_part(bed->text, " ms  ");
}

/* Under whatever name stdout is given. */
static void stdout_by_its_name_is_stdout(void **state)
{
    struct bed *bed = *state;
    static const char *const names[] = {"-", "/dev/stdout", "$DIR/out"};
    for (unsigned i = 0; i < 3; i++) {
        char script[512];
        snprintf(script, sizeof script,
                 "( %s --trace %s --trace-in main >$DIR/out 2>$DIR/err ); "
                 "grep -c ' ms  ' $DIR/out; cat $DIR/out",
                 DEMO, names[i]);
        expect_status(i ? bed->again : bed->text, script, 0);
        if (i)
            assert_string_equal(bed->again, bed->text);
        expect_status(bed->again, "exec grep -c ' ms  ' $DIR/err", 0);
    }
    assert_int_equal(strncmp(bed->text, "0\n", 2), 0);
}

#define TEST(name) cmocka_unit_test(name)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_instruction_has_a_line),
        TEST(events_stand_in_between),
        TEST(the_disassembler_is_not_linked),
        TEST(the_rom_is_traced),
        TEST(pins_are_reported),
        TEST(a_symbol_narrows),
        TEST(a_range_narrows),
        TEST(all_addresses_narrow_nothing),
        TEST(results_are_the_same),
        TEST(the_chip_is_the_same),
        TEST(experiments_are_not_recorded),
        TEST(bad_paths_are_refused),
        TEST(bad_scopes_are_refused),
        TEST(a_full_disk_is_reported),
        TEST(nothing_half_written_stays),
        TEST(a_closed_pipe_is_reported),
        TEST(run_keeps_stdout_for_the_trace),
        TEST(stdout_by_its_name_is_stdout),
    };
    return cmocka_run_group_tests(tests, bed_open, bed_close);
}
