/* SPDX-License-Identifier: MIT
 *
 * The programs of the original question, each with the verdict it gets on ROM
 * V4.0 and V4.1, and the demo application.
 */
#include "tests/tools/command.h"

static char output[OUTPUT_SIZE];

/* V4.1 as the question has it: its bank check takes the ordinary head. */
#define CHECKED "stack=exact,sp=range,bfb2=ignored"

/* The program under both compilers, B1 pressed: all scenarios end alike. */
static void expect_verdict(const char *name, const char *rom, unsigned bfb2,
                           const char *verdict)
{
    static const char *const folders[] = {"", "clang/"};
    bool checks = strcmp(rom, "v4.0") != 0;
    char line[512], part[64];
    snprintf(part, sizeof part, "\"verdict\":\t\"%s\"", verdict);
    for (unsigned i = 0; i < 2; i++) {
        snprintf(line, sizeof line,
                 "exec $BOOT0 check --rom %s%s --bfb2 %u --bank2 blank --rdp 0"
                 " --ask press:PC13@10 --format json"
                 " $IMAGES/%soriginal-%s.elf | grep '\"verdict\"'",
                 rom, checks ? " --reading " CHECKED : "", bfb2, folders[i],
                 name);
        command(output, line);
        unsigned count = count_of(output, "\"verdict\"");
        if (!count || count_of(output, part) != count)
            fail_msg("%s\n  want %s alone, got:\n%.400s", line, part, output);
    }
}

/* The question: works on rev B, comes back on rev Z, with either BFB2. */
static void test_once(void **state)
{
    (void)state;
    expect_verdict("once", "v4.0", 0, "rom");
    expect_verdict("once", "v4.1", 0, "bounced");
    expect_verdict("once", "v4.1", 1, "bounced");
}

/* Two passes with the flag in flash. */
static void test_twice(void **state)
{
    (void)state;
    expect_verdict("twice", "v4.0", 0, "rom");
    expect_verdict("twice", "v4.1", 0, "rom");
}

/* One asm block is good style and no answer. */
static void test_asm(void **state)
{
    (void)state;
    expect_verdict("asm", "v4.0", 0, "rom");
    expect_verdict("asm", "v4.1", 0, "bounced");
}

/* The remap takes the alias away under the code that runs in it. */
static void test_remap_from_alias(void **state)
{
    (void)state;
    expect_verdict("alias", "v4.0", 0, "astray");
    expect_verdict("alias", "v4.1", 0, "astray");
}

static void test_remap_from_flash(void **state)
{
    (void)state;
    expect_verdict("home", "v4.0", 0, "rom");
    expect_verdict("home", "v4.1", 0, "bounced");
}

static void test_erase(void **state)
{
    (void)state;
    expect_verdict("erase", "v4.0", 0, "rom");
    expect_verdict("erase", "v4.1", 0, "rom");
}

static void expect_part_once(const char *line, const char *part)
{
    command(output, line);
    expect_part(output, part);
}

/* The report on them. */
static void test_causes(void **state)
{
    (void)state;
    expect_part_once("exec $BOOT0 check --rom v4.1 --bfb2 0 --bank2 blank"
                     " --rdp 0 --ask press:PC13@10 $IMAGES/original-once.elf",
                     "\nE1  once.c:14, main+");
    expect_part_once("exec $BOOT0 check --rom v4.1 --bfb2 0 --bank2 blank"
                     " --rdp 0 --ask press:PC13@10 $IMAGES/original-twice.elf",
                     "\nE1  twice.c:26, main+");
    expect_part_once("exec $BOOT0 check --rom v4.0 --bfb2 0 --bank2 blank"
                     " --rdp 0 --ask press:PC13@10 $IMAGES/original-alias.elf",
                     "\nC3  ");
    expect_part_once("exec $BOOT0 check --rom v4.1 --bfb2 0 --bank2 blank"
                     " --rdp 0 --ask press:PC13@10 $IMAGES/original-erase.elf",
                     "\nwarning F2");
}

/* The demo application as it is built: its table names boot0_reset. GCC's is in
 * tests/tools/test_check.c. */
static void test_demo_application(void **state)
{
    (void)state;
    expect_status(output,
                  "exec $BOOT0 check --bfb2 0 --bank2 blank --rdp 0"
                  " --ask press:PC13@50 $IMAGES/clang/nucleo-l073rz.elf",
                  0);
    expect_all_passed(output);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_once),
        cmocka_unit_test(test_twice),
        cmocka_unit_test(test_asm),
        cmocka_unit_test(test_remap_from_alias),
        cmocka_unit_test(test_remap_from_flash),
        cmocka_unit_test(test_erase),
        cmocka_unit_test(test_causes),
        cmocka_unit_test(test_demo_application),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
