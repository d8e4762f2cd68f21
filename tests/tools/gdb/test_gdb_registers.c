/* SPDX-License-Identifier: MIT
 *
 * gdb_registers.h: the registers of each core as a debugger reads and writes
 * them; those of a Cortex-M4 through the real gdb, from a server in this
 * process.
 */
#include "tests/chip/chip_fixture.h"
#include "tests/tools/command.h"

#include "bench/panel.h"
#include "chip/core/armv7m/state.h"
#include "chip/core/cpu.h"
#include "tools/gdb/gdb.h"
#include "tools/gdb/gdb_registers.h"
#include "tools/report/timeline_print.h"

static struct chip chip;

/* --- every core --- */

static void a_new_pc_ends_sleep_and_lock_up(void **state)
{
    static const uint16_t wfi[] = {0xBF30, 0xE7FE};
    (void)state;
    fixture_chip(&chip);
    load_code(&chip, 0x08000200, wfi, 2);
    jump_to(&chip, 0x08000200);
    run_cycles(&chip, 10);
    assert_true(chip.cpu.sleeping);
    gdb_set_register(&chip, GDB_PC, FIXTURE_IDLE + 1);
    assert_false(chip.cpu.sleeping);
    assert_int_equal(gdb_register(&chip, GDB_PC), FIXTURE_IDLE);
    wr(&chip, 0xE000ED08, 0x10000000); /* VTOR: nothing is there */
    chip.cpu.t = false;
    run_cycles(&chip, 100);
    assert_true(chip.cpu.locked_up);
    gdb_set_register(&chip, GDB_XPSR, 1 << 24);
    gdb_set_register(&chip, GDB_PC, FIXTURE_IDLE);
    uint64_t executed = chip.cpu.instructions;
    run_cycles(&chip, 100);
    assert_true(chip.cpu.instructions > executed);
}

static void control_chooses_the_stack_pointer(void **state)
{
    (void)state;
    fixture_chip(&chip);
    gdb_set_register(&chip, GDB_MSP, 0x20002003);
    gdb_set_register(&chip, GDB_PSP, 0x20001000);
    assert_int_equal(gdb_register(&chip, GDB_SP), 0x20002000);
    gdb_set_register(&chip, GDB_CONTROL, 3);
    assert_int_equal(gdb_register(&chip, GDB_SP), 0x20001000);
    assert_int_equal(gdb_register(&chip, GDB_MSP), 0x20002000);
    assert_int_equal(gdb_register(&chip, GDB_CONTROL), 3);
    gdb_set_register(&chip, GDB_CONTROL, 0);
    assert_int_equal(gdb_register(&chip, GDB_SP), 0x20002000);
    chip.cpu.ipsr = 3; /* Handler mode: no PSP */
    gdb_set_register(&chip, GDB_CONTROL, 2);
    assert_int_equal(gdb_register(&chip, GDB_CONTROL), 0);
}

static void each_core_has_its_registers(void **state)
{
    static char xml[GDB_DESCRIPTION_SIZE];
    (void)state;
    fixture_chip(&chip);
    assert_int_equal(gdb_registers(&chip), 21);
    gdb_describe(&chip, xml);
    expect_part(xml, "org.gnu.gdb.arm.m-profile");
    expect_part(xml, "<reg name=\"control\" bitsize=\"32\"");
    expect_no_part(xml, "basepri");
    expect_no_part(xml, "vfp");
    fixture_part(&chip, "stm32f401re");
    assert_int_equal(gdb_registers(&chip), 40);
    gdb_describe(&chip, xml);
    expect_part(xml, "<reg name=\"d15\" bitsize=\"64\" type=\"ieee_double\"/>");
    expect_part(xml, "</target>\n");
    assert_true(strlen(xml) < sizeof xml / 4 * 3);
}

/* --- ARMv7-M --- */

static void check(unsigned number, uint64_t write, uint64_t want)
{
    gdb_set_register(&chip, number, write);
    uint64_t got = gdb_register(&chip, number);
    if (got != want)
        fail_msg("register %u: 0x%llX, want 0x%llX", number,
                 (unsigned long long)got, (unsigned long long)want);
}

/* As privileged code writes them, whatever the privilege is. */
static void masks_have_their_bits(void **state)
{
    (void)state;
    fixture_part(&chip, "stm32f401re");
    gdb_set_register(&chip, GDB_CONTROL, 1);
    check(GDB_BASEPRI, 0x5F, 0x50);
    check(GDB_FAULTMASK, 3, 1);
    check(GDB_PRIMASK, 3, 1);
    check(GDB_CONTROL, 0xF, 7);
    check(GDB_FAULTMASK, 0, 0);
    assert_int_equal(gdb_register(&chip, GDB_BASEPRI), 0x50);
}

/* Q, GE and ITSTATE, too; IPSR stays. */
static void xpsr_has_more_bits(void **state)
{
    (void)state;
    fixture_part(&chip, "stm32f401re");
    check(GDB_XPSR, 0xAF0F1C05, 0xAF0F1C00);
    assert_true(armv7m(&chip)->q);
    assert_int_equal(armv7m(&chip)->ge, 15);
    assert_int_equal(armv7m(&chip)->it, 0x1F);
}

static void floats_are_halves_of_doubles(void **state)
{
    (void)state;
    fixture_part(&chip, "stm32f401re");
    check(GDB_D0 + 5, 0x3F80000040490FDB, 0x3F80000040490FDB);
    assert_int_equal(armv7m(&chip)->s[10], 0x40490FDB);
    assert_int_equal(armv7m(&chip)->s[11], 0x3F800000);
    check(GDB_FPSCR, 0xFFFFFFFF, 0xF7C0009F);
    assert_int_equal(gdb_register_size(GDB_D15), 8);
    assert_int_equal(gdb_register_size(GDB_FPSCR), 4);
}

/* --- gdb itself --- */

static struct machine machine;
static struct gdb gdb;

/* Serves gdb, which runs SCRIPT, until it ends; returns what it prints. */
static const char *serve(const char *script)
{
    static char text[OUTPUT_SIZE];
    char command[1024], error[200];
    struct panel panel = {.machine = &machine};
    struct timeline timeline = {.out = tmpfile(), .machine = &machine};
    struct child child;
    double limit = seconds() + COMMAND_LIMIT_S;
    assert_non_null(timeline.out);
    if (!gdb_open(&gdb, 0, &panel, &timeline, error, sizeof error))
        fail_msg("%s", error);
    snprintf(command, sizeof command,
             "exec gdb-multiarch -nx -batch -ex 'target remote 127.0.0.1:%u' "
             "%s 2>&1",
             gdb.link.listener.port, script);
    command_start(&child, command);
    text[0] = 0;
    while (!child_ended(&child)) {
        const char *line = child_line(&child);
        gdb_serve(&gdb);
        if (line)
            snprintf(text + strlen(text), sizeof text - strlen(text), "%s\n",
                     line);
        else
            wait_output(&child, 1);
        assert_true(seconds() < limit);
    }
    command_end(&child);
    gdb_close(&gdb, 0);
    fclose(timeline.out);
    return text;
}

/* It knows the core's registers by their names, and those that it makes of
 * them: S0 to S31. */
static void gdb_shows_a_cortex_m4(void **state)
{
    (void)state;
    fixture_part(&machine.chip, "stm32f401re");
    armv7m(&machine.chip)->s[3] = 0x3F800000;
    armv7m(&machine.chip)->s[31] = 0xC0490FDB;
    const char *text =
        serve("-ex 'print $s3' -ex 'print $s31' -ex 'set $d2 = 0.5' "
              "-ex 'print $d2' -ex 'set $basepri = 0x43' "
              "-ex 'print/x $basepri' -ex 'print $faultmask' "
              "-ex 'set $fpscr = 0x03000000' -ex 'print/x $fpscr' "
              "-ex 'set $sp = 0x20001000' -ex 'info registers msp psp pc'");
    expect_part(text, "$1 = 1\n");
    expect_part(text, "$2 = -3.1415927");
    expect_part(text, "$3 = 0.5");
    expect_part(text, "$4 = 0x40\n");
    expect_part(text, "$5 = 0\n");
    expect_part(text, "$6 = 0x3000000");
    expect_part(text, "msp            0x20001000");
    expect_no_part(text, "target description");
    assert_int_equal(armv7m(&machine.chip)->s[5], 0x3FE00000);
    assert_int_equal(armv7m(&machine.chip)->basepri, 0x40);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_pc_ends_sleep_and_lock_up),
        cmocka_unit_test(control_chooses_the_stack_pointer),
        cmocka_unit_test(each_core_has_its_registers),
        cmocka_unit_test(masks_have_their_bits),
        cmocka_unit_test(xpsr_has_more_bits),
        cmocka_unit_test(floats_are_halves_of_doubles),
        cmocka_unit_test(gdb_shows_a_cortex_m4),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
