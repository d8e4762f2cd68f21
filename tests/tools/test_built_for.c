/* SPDX-License-Identifier: MIT
 *
 * An image for another part than the one that is named: code that its core has
 * not is refused, and the library of another family is remarked on.
 */
#include "tests/tools/bed.h"

#define ONE " --only v13.1/rdp=0 --reading hse=usb "

static int open_bed(void **state)
{
    *state = bed_new();
    return 0;
}

static void code_of_a_larger_core_is_refused(void **state)
{
    struct bed *bed = *state;
    static const char *const scripts[] = {
        "exec $BOOT0 check $IMAGES/nucleo-f401re.elf 2>&1",
        "exec $BOOT0 run --pace max --until 1 $IMAGES/nucleo-f401re.elf 2>&1",
    };
    for (unsigned i = 0; i < sizeof scripts / sizeof *scripts; i++) {
        expect_status(bed->text, scripts[i], 2);
        expect_part(bed->text, "nucleo-f401re.elf: built for a Cortex-M4; "
                               "stm32l073rz has a Cortex-M0+, which has not "
                               "all of its instructions: give the part that "
                               "it is for, as in --part nucleo-f401re\n");
        assert_int_equal(count_of(bed->text, "\n"), 1);
    }
}

/* Without the library nothing says which family it is for. */
static void every_family_with_that_core_is_named(void **state)
{
    struct bed *bed = *state;
    expect_status(bed->text, "exec $BOOT0 check $IMAGES/exceptions7.elf 2>&1",
                  2);
    expect_part(bed->text,
                "as in --part nucleo-f401re or --part nucleo-l476rg\n");
    assert_int_equal(count_of(bed->text, "\n"), 1);
}

static void code_of_a_smaller_core_runs(void **state)
{
    struct bed *bed = *state;
    expect_status(bed->text,
                  "exec $BOOT0 check --part nucleo-f401re" ONE
                  "--ask none $IMAGES/mistake-good-blinky.elf 2>&1",
                  0);
    expect_all_passed(bed->text);
    expect_no_part(bed->text, "library is that of");
}

static void the_library_of_another_family_is_remarked_on(void **state)
{
    static const char remark[] =
        "nucleo-l476rg.elf: its library is that of the STM32L47x/L49x/L43x, "
        "and stm32f401re is none of them: give the part that it is for, as in "
        "--part nucleo-l476rg, or link src/stm32f4/boot0_reset.S\n";
    struct bed *bed = *state;
    expect_status(bed->text,
                  "$BOOT0 run --part nucleo-f401re --pace max --until 1 "
                  "$IMAGES/nucleo-l476rg.elf 2>&1 >/dev/null; true",
                  0);
    expect_part(bed->text, remark);
    expect_status(bed->text,
                  "$BOOT0 check --part nucleo-f401re" ONE
                  "$IMAGES/nucleo-l476rg.elf | tr -s ' \\n' ' '; true",
                  0);
    expect_part(bed->text, "Note: ");
    expect_part(bed->text, "as in --part nucleo-l476rg, or link");
    expect_status(bed->text,
                  "$BOOT0 check --part nucleo-l476rg --rom v9.2 --rdp 0 "
                  "--bank2 blank $IMAGES/nucleo-l476rg.elf 2>&1",
                  0);
    expect_no_part(bed->text, "library is that of");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(code_of_a_larger_core_is_refused),
        cmocka_unit_test(every_family_with_that_core_is_named),
        cmocka_unit_test(code_of_a_smaller_core_runs),
        cmocka_unit_test(the_library_of_another_family_is_remarked_on),
    };
    return cmocka_run_group_tests(tests, open_bed, bed_close);
}
