/* SPDX-License-Identifier: MIT
 *
 * `boot0 probe` against the probe on a virtual part: the readings that it
 * prints are those that the part was given, for every ROM, over a pty and over
 * RFC 2217; what goes wrong is one line.
 */
#include "tests/tools/libtty/rfc2217_board.h"

#define WAIT    "--wait 400ms " /* virtual time runs as fast as it can */
/* The ROM of an L4 runs at up to 72 MHz, and takes up to 77 ms to listen. */
#define WAIT_L4 "--wait 1s "

static void probe(struct flash_board *board, const char *arguments, int status)
{
    char line[512];
    snprintf(line, sizeof line,
             "exec $BOOT0 probe %s -o $DIR/report.txt 2>$DIR/told", arguments);
    expect_status(board->text, line, status);
}

static void expect_told(struct flash_board *board, const char *part)
{
    expect_status(board->text, "exec cat $DIR/told", 0);
    expect_part(board->text, part);
}

/* ROM and readings of a part, as `boot0 run` takes them. */
struct given {
    const char *rom, *readings;
    const char *part;
};

/* What a ROM that bounces by a reset does with the stack cannot be seen. */
static const struct given parts[] = {
    {"v4.1",
     "bounce=branch,stack=exact,ram=own,sp=mask,bfb2=ignored,past=free,"
     "remap=caller,fault=reset,csr=kept,go=left,write=half-page,gate=strict",
     "stm32l073rz"},
    {"v4.1",
     "bounce=branch,stack=off-by-8,ram=all,sp=range,bfb2=ignored,"
     "past=needs-pass,remap=self,fault=hang,csr=cleared,go=checks-sp,"
     "write=words,gate=open",
     "stm32l073rz"},
    {"v11.2",
     "bounce=branch,stack=exact,ram=keep,sp=below,bfb2=ignored,"
     "past=needs-pass,remap=vtor,fault=reset,csr=kept,go=restored,write=words,"
     "gate=strict",
     "stm32l071rz"},
    {"v4.0",
     "ram=keep,remap=self,fault=reset,csr=cleared,go=clocks,"
     "write=half-page,gate=open",
     "stm32l073rz"},
    {"v11.1",
     "ram=own,remap=caller,fault=reset,csr=kept,go=left,write=words,"
     "gate=strict",
     "stm32l071rz"},
};

/* RDP level 2 alone stays open. */
static const struct given l4_parts[] = {
    {"v9.2",
     "bounce=branch,stack=off-by-8,ram=keep,sp=sram2,bfb2=consulted,"
     "boot0=mem-mode,remap=zero,fault=reset,csr=cleared,go=clocks,"
     "write=dropped,torn=invalid,fb-mode=kept,hand-over=restored,"
     "banks=physical,pages=ignored",
     "nucleo-l476rg"},
    {"v9.1-10",
     "ram=all,remap=self,fault=hang,csr=kept,go=checks-sp,write=padded,"
     "pages=nack",
     "nucleo-l432kc"},
};

static const char *image_of(const struct given *given)
{
    return strncmp(given->part, "nucleo-l4", 9) ? "probe" : "probe-stm32l4";
}

static void start(struct flash_board *board, const struct given *given)
{
    char arguments[512];
    snprintf(arguments, sizeof arguments,
             "--rom %s --reading %s --part %s $IMAGES/%s.elf", given->rom,
             given->readings, given->part, image_of(given));
    flash_board_start(board, arguments);
}

static void expect_readings(struct flash_board *board,
                            const struct given *given)
{
    char want[512];
    snprintf(want, sizeof want, "--rom %s\n--reading %s\n", given->rom,
             given->readings);
    if (strcmp(board->text, want) != 0)
        fail_msg("got  %s\nwant %s", board->text, want);
}

static void over_a_pty(void **state)
{
    struct flash_board *board = *state;
    for (unsigned i = 0; i < sizeof parts / sizeof *parts;
         i += 2 * TEST_STRIDE) {
        start(board, &parts[i]);
        probe(board, "--yes " WAIT "$PORT", 0);
        expect_readings(board, &parts[i]);
        flash_board_end(board);
        expect_status(board->text, "exec $BOOT0 readings - <$DIR/report.txt",
                      0);
        expect_part(board->text, parts[i].readings);
    }
    expect_told(board, "the ROM has stayed: Go to 0x080000C0\n");
    expect_told(board, "/report.txt: please paste it into an issue");
}

/* Over RFC 2217 speed and parity arrive, as on a wire. */
static void every_rom_over_rfc2217(void **state)
{
    struct flash_board *board = *state;
    for (unsigned i = 1; i < sizeof parts / sizeof *parts; i += TEST_STRIDE) {
        char arguments[512];
        snprintf(arguments, sizeof arguments,
                 "--rom %s --reading %s --part %s $IMAGES/probe.elf",
                 parts[i].rom, parts[i].readings, parts[i].part);
        rfc2217_board_start(board, arguments);
        flash_board_told(board, " runs in bank");
        probe(board, "--yes " WAIT "rfc2217:$PORT", 0);
        expect_readings(board, &parts[i]);
        flash_board_end(board);
    }
}

/* The chip under the sanitizers is too slow for a ROM at 72 MHz beside the
 * host's clock. test_probe_l4 does the same there in virtual time. */
static void skip_slow_chip(void)
{
    if (TEST_STRIDE == 1)
        return;
    print_message("SKIPPED: the chip under the sanitizers is too slow\n");
    skip();
}

/* The ROM of an L476 on its board: the LSE is there, and the command that
 * stm32flash has not is given. */
static void an_l476_over_a_pty(void **state)
{
    struct flash_board *board = *state;
    skip_slow_chip();
    start(board, &l4_parts[0]);
    probe(board, "--yes " WAIT_L4 "$PORT", 0);
    expect_readings(board, &l4_parts[0]);
    flash_board_end(board);
    expect_told(board, "the ROM has stayed: Go to 0x080001C0\n");
    expect_told(board, "level 2 answer Get, Get Version and Get ID, or give "
                       "the chip back?): no part comes back from level 2\n");
    expect_status(board->text,
                  "options=$($BOOT0 readings \"$DIR/report.txt\"); IFS=' \n'; "
                  "exec \"$BOOT0\" check --part nucleo-l476rg $options "
                  "--bfb2 0 --rdp 0 --bank2 blank "
                  "\"$IMAGES/nucleo-l476rg.elf\"",
                  0);
    expect_part(board->text, "of them confirmed on silicon");
}

static void an_l432_over_rfc2217(void **state)
{
    struct flash_board *board = *state;
    skip_slow_chip();
    char arguments[512];
    const struct given *given = &l4_parts[1];
    snprintf(arguments, sizeof arguments,
             "--rom %s --reading %s --part %s $IMAGES/%s.elf", given->rom,
             given->readings, given->part, image_of(given));
    rfc2217_board_start(board, arguments);
    flash_board_told(board, " runs in bank");
    probe(board, "--yes " WAIT_L4 "rfc2217:$PORT", 0);
    expect_readings(board, given);
    flash_board_end(board);
}

static void nobody_to_ask(void **state)
{
    struct flash_board *board = *state;
    probe(board, "/dev/null </dev/null", 2);
    expect_told(board, "boot0: probe: nobody can be asked here: --yes");
}

static void no_port(void **state)
{
    struct flash_board *board = *state;
    probe(board, "--yes $DIR/none", 2);
    expect_told(board, "/none");
    assert_int_equal(count_of(board->text, "\n"), 1);
}

/* The demo prints text, and is no probe. */
static void another_firmware(void **state)
{
    struct flash_board *board = *state;
    flash_board_start(board, "$IMAGES/nucleo-l073rz.elf");
    probe(board, "--yes " WAIT "$PORT", 2);
    expect_told(board, "the probe");
    assert_int_equal(count_of(board->text, "\n"), 1);
    flash_board_end(board);
}

/* BOOT0 is high, and the ROM answers. */
static void a_rom(void **state)
{
    struct flash_board *board = *state;
    flash_board_start(board, "--boot0 1 $IMAGES/nucleo-l073rz.elf");
    probe(board, "--yes " WAIT "$PORT", 2);
    expect_told(board, "the ROM answers, and the probe is not in the part");
    assert_int_equal(count_of(board->text, "\n"), 1);
    flash_board_end(board);
}

/* The probe refuses a part of which option bits are not as delivered; its block
 * is of interest, too. */
static void a_part_it_refuses(void **state)
{
    struct flash_board *board = *state;
    flash_board_start(board, "--rdp 1 $IMAGES/probe.elf");
    probe(board, "--yes " WAIT "$PORT", 2);
    expect_told(board, "the probe makes no experiment: the readout protection "
                       "is not level 0; its block is in ");
    expect_status(board->text, "exec cat $DIR/report.txt", 0);
    expect_part(board->text, "-----END BOOT0 PROBE REPORT");
    flash_board_end(board);
}

static int setup(void **state)
{
    *state = flash_board_new();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(over_a_pty),
        cmocka_unit_test(every_rom_over_rfc2217),
        cmocka_unit_test(an_l476_over_a_pty),
        cmocka_unit_test(an_l432_over_rfc2217),
        cmocka_unit_test(nobody_to_ask),
        cmocka_unit_test(no_port),
        cmocka_unit_test(another_firmware),
        cmocka_unit_test(a_rom),
        cmocka_unit_test(a_part_it_refuses),
    };
    return cmocka_run_group_tests(tests, setup, flash_board_free);
}
