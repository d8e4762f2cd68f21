/* SPDX-License-Identifier: MIT
 *
 * boot0 readings: reports whole, damaged, edited, cut short, and as mail and
 * terminals hand them on.
 */
#include "tests/examples/probe_l0.h"
#include "tests/tools/command.h"
#include "tools/crc32.h"

static char block[4096];   /* a report, from BEGIN to END */
static char text[1 << 18]; /* what a command has printed */
static char folder[] = "/tmp/boot0-probe-XXXXXX";
static char file_path[64];

static void write_report(const char *report)
{
    FILE *file = fopen(file_path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(report, 1, strlen(report), file), strlen(report));
    assert_int_equal(fclose(file), 0);
}

/* Runs `boot0 readings` on REPORT. */
static int readings_of(const char *report, const char *redirect)
{
    char script[256];
    write_report(report);
    snprintf(script, sizeof script, "exec $BOOT0 readings %s %s", file_path,
             redirect);
    return command(text, script);
}

static void assert_refused(const char *report, const char *part)
{
    assert_int_equal(readings_of(report, "2>&1 >/dev/null"), 2);
    expect_part(text, "boot0: ");
    expect_part(text, part);
    assert_int_equal(count_of(text, "\n"), 1);
    assert_int_equal(readings_of(report, "2>/dev/null"), 2);
    assert_string_equal(text, "");
}

/* Not the defaults, as far as `bounce` leaves a choice. */
static const struct readings built = {{
    [READING_BOUNCE] = CHOICE_BOUNCE_RESET,
    [READING_RAM] = CHOICE_RAM_ALL,
    [READING_SP] = CHOICE_SP_BELOW,
    [READING_PAST] = CHOICE_PAST_FREE,
    [READING_REMAP] = CHOICE_REMAP_VTOR,
    [READING_FAULT] = CHOICE_FAULT_HANG,
    [READING_CSR] = CHOICE_CSR_CLEARED,
    [READING_GO] = CHOICE_GO_CHECKS_SP,
    [READING_WRITE] = CHOICE_WRITE_HALF_PAGE,
}};

/* The block of a part with such a ROM. */
static int setup(void **state)
{
    struct image probe;
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    snprintf(file_path, sizeof file_path, "%s/report", folder);
    load(&probe, "");
    start(&probe, "stm32l073rz", ROM_V4_1, built);
    run_to_end("setup");
    image_free(&probe);
    const char *begin = strstr(desk.text, "-----BEGIN");
    const char *end = strstr(desk.text, "-----END");
    assert_non_null(begin);
    assert_non_null(end);
    snprintf(block, sizeof block, "%.*s\n", (int)(strchr(end, '\r') - begin),
             begin);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    unlink(file_path);
    return rmdir(folder);
}

static const char settled[] =
    "--rom v4.1\n--reading bounce=reset,ram=all,sp=below,bfb2=ignored,"
    "past=free,remap=vtor,fault=hang,csr=cleared,go=checks-sp,write=half-page,"
    "gate=strict\n";

static void test_as_it_came(void **state)
{
    (void)state;
    assert_int_equal(readings_of(block, "2>/dev/null"), 0);
    assert_string_equal(text, settled);
}

/* What comes out is what run and check take. */
static void test_options_are_taken(void **state)
{
    char script[512];
    (void)state;
    write_report(block);
    snprintf(script, sizeof script,
             "options=$($BOOT0 readings %s); IFS=' \n'; exec \"$BOOT0\" check "
             "$options --bfb2 0 --rdp 0 --bank2 blank --verbose "
             "\"$IMAGES/nucleo-l073rz.elf\"",
             file_path);
    expect_status(text, script, 0);
    expect_part(text, "ok   v4.1/ram=all,sp=below/bfb2=0");
}

static void test_a_full_disk_is_reported(void **state)
{
    (void)state;
    assert_int_equal(readings_of(block, "2>&1 >/dev/full"), 2);
    expect_part(text, "stdout: not all of the output could be written");
}

/* Without CR, indented and quoted by blanks, after an older block, in the
 * middle of a terminal's record. */
static void test_handed_on(void **state)
{
    static char copy[3 * sizeof block];
    size_t used = 0;
    (void)state;
    for (const char *c = block; *c; c++)
        if (*c != '\r')
            copy[used++] = *c;
    copy[used] = 0;
    assert_int_equal(readings_of(copy, "2>/dev/null"), 0);
    assert_string_equal(text, settled);

    used = (size_t)snprintf(copy, sizeof copy,
                            "Hello,\n-----BEGIN BOOT0 PROBE REPORT-----\nformat"
                            " 1\nlost\nand again:\n    ");
    for (const char *c = block; *c; c++) {
        copy[used++] = *c;
        if (*c == '\n')
            used += (size_t)snprintf(copy + used, 8, "  \t ");
    }
    snprintf(copy + used, sizeof copy - used, "\nBye\n");
    assert_int_equal(readings_of(copy, "2>/dev/null"), 0);
    assert_string_equal(text, settled);

    used = (size_t)snprintf(copy, sizeof copy, "> > ");
    for (const char *c = block; *c; c++) {
        copy[used++] = *c;
        if (*c == '\n')
            used += (size_t)snprintf(copy + used, 8, "> >");
    }
    copy[used] = 0;
    assert_int_equal(readings_of(copy, "2>/dev/null"), 0);
    assert_string_equal(text, settled);

    snprintf(copy, sizeof copy, "\xEF\xBB\xBF%s", block);
    assert_int_equal(readings_of(copy, "2>/dev/null"), 0);
    assert_string_equal(text, settled);
}

/* Any one character of any line changed is noticed. */
static void test_edited(void **state)
{
    char copy[sizeof block];
    struct probe_report report;
    char error[512];
    (void)state;
    size_t last = (size_t)(strstr(block, "-----END") - block);
    for (size_t i = strlen("-----BEGIN BOOT0 PROBE REPORT-----\r\n"); i < last;
         i++) {
        if (block[i] == '\r' || block[i] == '\n')
            continue;
        strcpy(copy, block);
        copy[i] ^= 1;
        if (probe_report_read(copy, strlen(copy), &report, error, sizeof error))
            fail_msg("character %zu may be changed", i);
    }
    strcpy(copy, block);
    memcpy(strstr(copy, "bounce reset"), "bounce bnrch", 12);
    assert_refused(copy, "the report is damaged or was edited");
    strcpy(copy, block);
    char *digit = &copy[last + strlen("-----END BOOT0 PROBE REPORT ")];
    *digit = *digit == '0' ? '1' : '0';
    assert_refused(copy, "the report is damaged or was edited");
}

/* Cut anywhere: never a report. */
static void test_cut_short(void **state)
{
    struct probe_report report;
    char error[512];
    (void)state;
    size_t whole = (size_t)(strstr(block, "-----END") - block) +
                   strlen("-----END BOOT0 PROBE REPORT 01234567-----");
    for (size_t length = 0; length < whole; length++)
        assert_false(
            probe_report_read(block, length, &report, error, sizeof error));
    assert_true(probe_report_read(block, whole, &report, error, sizeof error));
    for (size_t from = 1; from < whole; from++)
        assert_false(probe_report_read(block + from, whole - from, &report,
                                       error, sizeof error));
    block[whole - 1] = 0;
    assert_refused(block, "the report has no end");
    block[whole - 1] = '-';
    assert_refused("nothing", "no report: the line -----BEGIN");
}

static const char of_an_l476[] =
    "format 4\nidcode 10076415\nflash-kb 1024\nrom-id 92\nrom-info DE\n"
    "rom-crc32 01234567\nrom-vectors-00 1 2 3 4\nrom-vectors-10 5\n"
    "rom-vectors-20 6\nrom-vectors-30 7\noptr FFEFF8AA\nhead-1 BE00B007\n"
    "head-2 FFFFFFFF\nback-entry go\nback-bounce bank-2\nback-option -\n"
    "back-mapped bank-2\nback-pin -\nback-end bank-2\nback-sram2 go\n"
    "back-torn no-write\nback-swap bank-2\nback-banks -\nback-remap fault\n"
    "back-vectors button\nback-fault reset\nback-go reset\nback-write go\n"
    "back-pages refused\nflags 44\nram-kept 0/3124 8640/8652\ngo-state 7F\n"
    "bounce branch\nstack exact\nram own\nsp inclusive\nbfb2 ignored\n"
    "boot0 always-0/pin\nremap self/vtor\nfault reset\ncsr kept\n"
    "go checks-sp\nwrite padded\ntorn open\nfb-mode kept\nhand-over left\n"
    "banks addressed\npages nack\n";

static const char of_an_l073[] =
    "format 3\nidcode 20086447\nflash-kb 192\nrom-id B2\n"
    "rom-crc32 01234567\nrom-vectors-00 1 2 3 4\nrom-vectors-10 5\n"
    "rom-vectors-20 6\nrom-vectors-30 7\noptr 807000AA\n"
    "head-1 20005008\nhead-2 00000000\nback-entry go\nback-bounce -\n"
    "back-below -\nback-past watchdog\nback-after -\nback-remap -\n"
    "back-vectors -\nback-fault -\nback-go -\nback-write -\nflags 44\n"
    "ram-kept 0/1332 3532/3532\ngo-state 00\nbounce open\nstack open\n"
    "ram keep\nsp range\nbfb2 open\npast open\nremap self\nfault open\n"
    "csr kept\ngo restored\nwrite open\ngate unknown\n";

/* A block with a right CRC around the lines, of which FROM has become TO. */
static const char *made_of(const char *good, const char *from, const char *to)
{
    static char lines[2048], result[4096];
    const char *at = strstr(good, from);
    assert_non_null(at);
    snprintf(lines, sizeof lines, "%.*s%s%s", (int)(at - good), good, to,
             at + strlen(from));
    snprintf(result, sizeof result,
             "-----BEGIN BOOT0 PROBE REPORT-----\n%s-----END BOOT0 PROBE "
             "REPORT %08X-----\n",
             lines, (unsigned)crc32(0, lines, strlen(lines)));
    return result;
}

static const char *made(const char *from, const char *to)
{
    return made_of(of_an_l073, from, to);
}

/* Open readings are listed on stderr. */
static void test_open(void **state)
{
    (void)state;
    assert_int_equal(readings_of(made("csr kept", "csr kept"), "2>/dev/null"),
                     0);
    assert_string_equal(text, "--rom v11.2\n--reading ram=keep,sp=range,"
                              "remap=self,csr=kept,go=restored\n");
    assert_int_equal(
        readings_of(made("csr kept", "csr kept"), "2>&1 >/dev/null"), 0);
    expect_part(text, "open: bounce (does the ROM return");
    expect_part(text, "open: past (");
    expect_part(text, "open: gate (does SYSCFG take");
    assert_int_equal(count_of(text, "\n"), 7);
    assert_int_equal(
        readings_of(made("gate unknown", "gate open"), "2>/dev/null"), 0);
    expect_part(text, "csr=kept,go=restored,gate=open\n");
    assert_int_equal(readings_of(made("B2", "40"), "2>&1 >/dev/null"), 2);
    expect_part(text, "bounce has 'open', but none, for this ROM, is expected");
}

/* A right CRC over lines that no probe prints. */
static void test_malformed(void **state)
{
    static const char *const cases[][3] = {
        {"format 3", "format 2", "line format has '2'"},
        {"flash-kb 192", "flash-kb 256", "64, 128 or 192"},
        {"rom-id B2", "rom-id B3", "id 0xB3, for which there are no readings"},
        {"rom-id B2", "rom-id 4", "two hexadecimal digits"},
        {"rom-id B2\n", "", "where its line rom-id should be"},
        {"idcode 2", "idcodes 2", "where its line idcode should be"},
        {"flags 44", "flags", "where its line flags should be"},
        {"ram keep", "ram kept", "line ram has 'kept'"},
        {"ram keep", "ram none", "line ram has 'none'"},
        {"sp range\nbfb2 open", "bfb2 open\nsp range", "line sp should be"},
        {"go restored\n", "", "where its line go should be"},
        {"gate unknown\n", "", "ends before its line gate"},
        {"gate unknown", "gate shut", "unknown is expected"},
        {"gate unknown", "gate open\nmore", "a line too many: 'more'"},
    };
    (void)state;
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_refused(made(cases[i][0], cases[i][1]), cases[i][2]);
}

/* A report of another family: what is open, and what can only be narrowed. */
static void test_an_l476(void **state)
{
    (void)state;
    const char *same = made_of(of_an_l476, "format 4", "format 4");
    assert_int_equal(readings_of(same, "2>/dev/null"), 0);
    assert_string_equal(
        text, "--rom v9.2\n--reading bounce=branch,stack=exact,ram=own,"
              "sp=inclusive,bfb2=ignored,fault=reset,csr=kept,go=checks-sp,"
              "write=padded,fb-mode=kept,hand-over=left,banks=addressed,"
              "pages=nack\n");
    assert_int_equal(readings_of(same, "2>&1 >/dev/null"), 0);
    expect_part(text, "or the pin?): always-0 or pin\n");
    expect_part(text, "MEM_MODE and VTOR=0?): self or vtor\n");
    expect_part(text, "open: torn (does a first word");
    expect_part(text,
                "give the chip back?): no part comes back from level 2\n");
    assert_int_equal(count_of(text, "\n"), 4);
}

/* Its ROM is that of the id and the information byte. */
static void test_information_byte(void **state)
{
    static const struct {
        const char *lines, *name;
    } cases[] = {
        {"rom-id 91\nrom-info FF", "v9.1-ff"},
        {"rom-id 91\nrom-info 10", "v9.1-10"},
    };
    (void)state;
    for (unsigned i = 0; i < 2; i++) {
        struct probe_report report;
        char error[512];
        const char *l43 =
            made_of(of_an_l476, "rom-id 92\nrom-info DE", cases[i].lines);
        assert_false(
            probe_report_read(l43, strlen(l43), &report, error, sizeof error));
        expect_part(error, "line bounce has 'branch', but none, for this ROM");
        assert_string_equal(rom_name(report.rom), cases[i].name);
    }
}

static void test_malformed_l476(void **state)
{
    static const char *const cases[][3] = {
        {"format 4", "format 3", "line format has '3', but 4, the only one"},
        {"10076415", "10076999", "3, the only one"}, /* the first family */
        {"10076415", "10076433", "a part that there is a probe for"},
        {"1024", "192", "128, 256, 512 or 1024"},
        {"rom-id 92", "rom-id 90",
         "they are of 0xA1, 0xA3, 0x92, 0x93 and 0x91"},
        {"rom-info DE", "rom-info D", "two hexadecimal digits"},
        {"back-sram2 go\n", "", "where its line back-sram2 should be"},
        {"always-0/pin", "always-0/pint", "one of its values or open"},
        {"always-0/pin", "always-0/", "one of its values or open"},
        {"pages nack\n", "", "ends before its line pages"},
        {"pages nack", "pages nack\nrdp2 open", "a line too many"},
    };
    (void)state;
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_refused(made_of(of_an_l476, cases[i][0], cases[i][1]),
                       cases[i][2]);
}

/* A terminal's record of a whole session: the block may come again, but not
 * another one, nor a piece of one at the end. */
static void test_several(void **state)
{
    static char copy[4 * sizeof block];
    (void)state;
    snprintf(copy, sizeof copy,
             "\x1B[2J\x07 Press q\r\n%s\r\nany key for the block again.\r\n%s"
             "\r\n\x1B[0mThanks for using picocom\r\n",
             block, block);
    assert_int_equal(readings_of(copy, "2>/dev/null"), 0);
    assert_string_equal(text, settled);

    snprintf(copy, sizeof copy, "%s%s", made("csr kept", "csr open"), block);
    assert_refused(copy, "there are several reports, which differ: leave one");
    size_t used = (size_t)snprintf(copy, sizeof copy, "%s", block);
    used += (size_t)snprintf(copy + used, sizeof copy - used, "%s",
                             made("csr kept", "csr open"));
    snprintf(copy + used, sizeof copy - used, "%s", block);
    assert_refused(copy, "there are several reports, which differ: leave one");

    snprintf(copy, sizeof copy, "%s%.300s", block, block);
    assert_refused(copy, "the report has no end");
    snprintf(copy, sizeof copy, "%.300s\r\n%s", block, block);
    assert_int_equal(readings_of(copy, "2>/dev/null"), 0);
    assert_string_equal(text, settled);
}

/* What else was on the line, in the middle of the block. */
static void test_noise(void **state)
{
    char copy[2 * sizeof block];
    static const char *const noises[] = {"\x1B[0m", "*** baud: 115200\n",
                                         "\x80", "[12:00:01] "};
    (void)state;
    const char *at = strstr(block, "optr ");
    for (unsigned i = 0; i < sizeof noises / sizeof *noises; i++) {
        snprintf(copy, sizeof copy, "%.*s%s%s", (int)(at - block), block,
                 noises[i], at);
        assert_refused(copy, "the report is damaged or was edited");
    }
}

static void test_files(void **state)
{
    (void)state;
    expect_status(text, "exec $BOOT0 readings /nowhere/x 2>&1", 2);
    expect_part(text, "boot0: /nowhere/x: cannot open");
    expect_status(text, "exec $BOOT0 readings /tmp 2>&1", 2);
    expect_status(text, "exec $BOOT0 readings /dev/null 2>&1", 2);
    expect_status(text, "exec $BOOT0 readings $IMAGES/probe.bin 2>&1", 2);
    expect_part(text, "probe.bin: ");
    assert_int_equal(count_of(text, "\n"), 1);
}

/* The check value of CRC-32/ISO-HDLC, at once and in two parts. */
static void test_crc32(void **state)
{
    (void)state;
    assert_int_equal(crc32(0, "123456789", 9), 0xCBF43926);
    assert_int_equal(crc32(crc32(0, "1234", 4), "56789", 5), 0xCBF43926);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_as_it_came),
        cmocka_unit_test(test_options_are_taken),
        cmocka_unit_test(test_a_full_disk_is_reported),
        cmocka_unit_test(test_handed_on),
        cmocka_unit_test(test_edited),
        cmocka_unit_test(test_cut_short),
        cmocka_unit_test(test_open),
        cmocka_unit_test(test_malformed),
        cmocka_unit_test(test_an_l476),
        cmocka_unit_test(test_information_byte),
        cmocka_unit_test(test_malformed_l476),
        cmocka_unit_test(test_several),
        cmocka_unit_test(test_noise),
        cmocka_unit_test(test_files),
        cmocka_unit_test(test_crc32),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
