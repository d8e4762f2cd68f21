/* SPDX-License-Identifier: MIT
 *
 * The library in three styles of start-up code, by both compilers: patched
 * with an invalid head, patched with the head kept, and named in the vector
 * table, it reaches every ROM under every combination of readings.
 */
#include "tests/tools/command.h"

static char output[OUTPUT_SIZE];

static void expect_all(const char *image)
{
    char line[512];
    snprintf(line, sizeof line,
             "exec $BOOT0 check --bfb2 0 --bank2 blank --rdp 0 %s", image);
    expect_status(output, line, 0);
    expect_all_passed(output);
}

static void expect_patched(const char *image, const char *head)
{
    char line[512];
    char path[] = "/tmp/test_startup_XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    close(file);
    snprintf(line, sizeof line, "exec $BOOT0 patch --head %s %s -o %s", head,
             image, path);
    expect_status(output, line, 0);
    expect_all(path);
    unlink(path);
}

/* SP first, SystemInit late. */
static void test_st_assembly(void **state)
{
    (void)state;
    expect_patched("$IMAGES/startup-st.elf", "invalid");
    expect_patched("$IMAGES/startup-st.elf", "keep");
    expect_patched("$IMAGES/clang/startup-st.elf", "invalid");
    expect_patched("$IMAGES/clang/startup-st.elf", "keep");
}

/* Relies on the hardware to load SP. */
static void test_cmsis_c(void **state)
{
    (void)state;
    expect_patched("$IMAGES/startup-cmsis.elf", "invalid");
    expect_patched("$IMAGES/startup-cmsis.elf", "keep");
    expect_patched("$IMAGES/clang/startup-cmsis.elf", "invalid");
    expect_patched("$IMAGES/clang/startup-cmsis.elf", "keep");
}

/* The table names boot0_reset. */
static void test_table(void **state)
{
    (void)state;
    expect_all("$IMAGES/startup-table.elf");
    expect_patched("$IMAGES/startup-table.elf", "invalid");
    expect_all("$IMAGES/clang/startup-table.elf");
    expect_patched("$IMAGES/clang/startup-table.elf", "invalid");
}

/* Linked, but neither patched nor named in the table: the request is lost, and
 * run and check report it in one line. */
static void test_forgotten(void **state)
{
    (void)state;
    static const char said[] =
        "/startup-cmsis.elf: the library is in it and not in use: the "
        "reset vector is Reset_Handler, not boot0_reset; name boot0_reset in "
        "the vector table, or run boot0 patch\n";
    expect_status(output,
                  "exec $BOOT0 check --rom v4.1 --bfb2 0 --bank2 blank --rdp 0"
                  " $IMAGES/startup-cmsis.elf 2>&1",
                  1);
    expect_all_failed(output);
    expect_part(output, "\nlibrary  ");
    assert_int_equal(count_of(output, "Reset_Handler"), 1);
    expect_status(output,
                  "exec $BOOT0 run --pace max --until 10 --ask none"
                  " $IMAGES/startup-cmsis.elf 2>&1",
                  0);
    assert_int_equal(count_of(output, said), 1);
    expect_status(output,
                  "$BOOT0 patch $IMAGES/startup-cmsis.elf -o /tmp/startup.$$"
                  " && rm /tmp/startup.$$",
                  0);
    expect_part(output, "(boot0_reset, was 0x");
}

/* A raw binary has no symbols: the record has the address to call. */
static void test_stripped(void **state)
{
    (void)state;
    expect_status(output,
                  "arm-none-eabi-objcopy -O binary $IMAGES/startup-table.elf"
                  " /tmp/test_startup_$$.bin && "
                  "$BOOT0 check --bfb2 0 --bank2 blank --rdp 0"
                  " /tmp/test_startup_$$.bin; code=$?;"
                  " rm /tmp/test_startup_$$.bin; exit $code",
                  0);
    expect_all_passed(output);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_st_assembly), cmocka_unit_test(test_cmsis_c),
        cmocka_unit_test(test_table),       cmocka_unit_test(test_forgotten),
        cmocka_unit_test(test_stripped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
