/* SPDX-License-Identifier: MIT
 *
 * patch_heap.h by `boot0 patch`: linker scripts that place the heap as those of
 * well-known systems do, before, behind and over the outcome of a request.
 */
#include "tests/tools/bed.h"

/* Links the firmware, with a linker script that EDIT has changed. */
static const char linked[] =
    "set -e; cd $DIR; IFS=' ';"
    " sed \"$EDIT\" $SOURCE/firmware/stm32l0/stm32l073rz.ld >app.ld;"
    " arm-none-eabi-gcc -mcpu=cortex-m0plus -mthumb -ffreestanding -nostdlib"
    " -Os -I$SOURCE/src -I$SOURCE $SETTINGS $SOURCE/src/stm32l0/boot0_reset.S"
    " $SOURCE/tests/firmware/library.c $SOURCE/tests/firmware/startup-cmsis.c"
    " -Tapp.ld -o app.elf 2>&1; exec $BOOT0 patch $HOW app.elf -o out.$KIND "
    "2>&1";

static int open_bed(void **state)
{
    *state = bed_new();
    setenv("SOURCE", BOOT0_SOURCE_DIR, 1);
    setenv("HOW", "--head invalid", 1);
    return 0;
}

static void patched(struct bed *bed, const char *edit, const char *settings,
                    const char *kind)
{
    setenv("EDIT", edit, 1);
    setenv("SETTINGS", settings, 1);
    setenv("KIND", kind, 1);
    expect_status(bed->text, linked, 0);
}

static void over_it(void **state)
{
    static const struct {
        const char *edit, *heap;
    } cases[] = {
        /* newlib, without a line for .noinit in front of the heap */
        {"s/.noinit (NOLOAD)/.heap (NOLOAD) : { _end = .; . += 512; } > RAM "
         "&/",
         "(_end)"},
        /* MicroPython */
        {"$a _heap_start = _ebss; _heap_end = _estack - 1024;",
         "(_heap_start)"},
        /* ChibiOS, in front of all that has no line */
        {"s/.noinit (NOLOAD)/.heap (NOLOAD) : { __heap_base__ = .; . += 512; "
         "} > RAM &/",
         "(__heap_base__)"},
    };
    struct bed *bed = *state;
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        patched(bed, cases[i].edit, "", "elf");
        expect_part(bed->text, "out.elf: warning: the heap begins at 0x2000");
        expect_part(bed->text, cases[i].heap);
        expect_part(bed->text, "(boot0_noted)");
    }
    patched(bed, cases[0].edit, "", "bin");
    expect_part(bed->text, "out.bin: warning: the heap begins");
}

static void beside_it(void **state)
{
    static const struct {
        const char *edit, *settings;
    } cases[] = {
        /* no heap; a heap behind it */
        {"", ""},
        {"$a _end = ADDR(.noinit) + SIZEOF(.noinit);", ""},
        /* one that ends before it */
        {"s/.noinit (NOLOAD)/.heap (NOLOAD) : { _heap_start = .; . += 512; "
         "_heap_end = .; } > RAM &/",
         ""},
        /* an end of flash */
        {"$a end = LOADADDR(.data) + SIZEOF(.data);", ""},
        /* a word of its own, above the RAM of the linker */
        {"$a _end = _ebss;", "-DBOOT0_NOTED=0x20004FFC"},
    };
    struct bed *bed = *state;
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        patched(bed, cases[i].edit, cases[i].settings, "elf");
        expect_no_part(bed->text, "warning");
    }
}

/* An application behind the resident has a heap, too. */
static void behind_the_resident(void **state)
{
    struct bed *bed = *state;
    setenv("HOW", "--resident 0x08001000", 1);
    patched(bed,
            "s/0x08000000, LENGTH = 96K/0x08001000, LENGTH = 92K/;"
            "$a _end = _ebss;",
            "", "elf");
    expect_part(bed->text, "out.elf: application of ");
    expect_part(bed->text, "out.elf: warning: the heap begins");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_bed, bed_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(over_it),
        TEST(beside_it),
        TEST(behind_the_resident),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
