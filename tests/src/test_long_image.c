/* SPDX-License-Identifier: MIT
 *
 * Images that are longer than bank 1: with the linker lines of
 * docs/integration.md, section 4, as they stand there, both linkers keep the
 * first word of bank 2 free.
 */
#include "tests/tools/bed.h"

/* BULK = how many instructions one of the functions has. */
static const char bulk[] = ".syntax unified\n.thumb\n"
                           ".section .text.bulk,\"ax\"\n"
                           ".global bulk\n.thumb_func\n"
                           "bulk: push {lr}\n"
                           ".rept BULK\nnop\n.endr\n"
                           "bl protocol\npop {pc}\n"
                           ".section .text.more,\"ax\"\n"
                           ".rept 1000\nnop\n.endr\n"
                           ".section .rodata.bulk,\"a\"\n"
                           ".balign 4\n.rept 6000\n.word 0x20001000\n.endr\n";

static const char protocol[] = ".syntax unified\n.thumb\n"
                               ".section .text.protocol,\"ax\"\n"
                               ".global protocol\n.thumb_func\n"
                               "protocol:\n"
                               ".rept 20000\nnop\n.endr\nbx lr\n";

/* long.ld: the lines of the page, and what is "as before". one.ld: one region.
 * region.ld: the linker chooses. */
static const char scripts[] =
    "cd $DIR; base=$SOURCE/firmware/stm32l0/stm32l073rz.ld;"
    " { echo 'ENTRY(Reset_Handler) _estack = 0x20005000;';"
    " sed -n '/^MEMORY$/,/^```$/p' $SOURCE/docs/integration.md |"
    " sed '/as before/,$d'; sed -n '/ARM.exidx/,$p' $base; } >long.ld &&"
    " grep -q 'LONG(0)' long.ld &&"
    " sed 's/LENGTH = 96K/LENGTH = 192K/' $base >one.ld &&"
    " sed 's/[*]protocol[^)]*)//; s/^    .text :.*/&\\n    .text2 : "
    "{ *(.text .text.*) } > BANK2/' long.ld >region.ld &&"
    " grep -q text2 region.ld";

static const char objects[] =
    "cd $DIR; for file in $SOURCE/src/stm32l0/boot0_reset.S"
    " $SOURCE/tests/firmware/library.c $SOURCE/tests/firmware/startup-table.c"
    " protocol.S bulk.S; do arm-none-eabi-gcc -mcpu=cortex-m0plus -mthumb"
    " -ffreestanding -Os -I$SOURCE/src -I$SOURCE -DBULK=$BULK -c $file"
    " -o $(basename $file).o || exit 1; done 2>&1";

static int open_bed(void **state)
{
    struct bed *bed = bed_new();
    *state = bed;
    setenv("SOURCE", BOOT0_SOURCE_DIR, 1);
    folder_write(&bed->folder, "bulk.S", bulk, strlen(bulk));
    folder_write(&bed->folder, "protocol.S", protocol, strlen(protocol));
    expect_status(bed->text, scripts, 0);
    return 0;
}

/* Code of 90 KB + 2 * COUNT bytes, and 24 KB of constants. */
static void compile(struct bed *bed, const char *count)
{
    setenv("BULK", count, 1);
    expect_status(bed->text, objects, 0);
}

#define GNU                                                                    \
    "cd $DIR; arm-none-eabi-ld *.o -o app.elf --no-warn-rwx-segments -T "
/* The constants come last, across the beginning of bank 2. */
#define GNU_IN_ORDER                                                           \
    "cd $DIR; arm-none-eabi-ld boot0_reset.S.o library.c.o startup-table.c.o"  \
    " protocol.S.o bulk.S.o -o app.elf --no-warn-rwx-segments -T one.ld"
#define LLD "cd $DIR; ld.lld *.o -o app.elf -T "

static void expect_long_image_works(struct bed *bed, const char *link)
{
    expect_status(bed->text, link, 0);
    expect_status(bed->text,
                  "cd $DIR; arm-none-eabi-objcopy -O binary app.elf app.bin &&"
                  " [ $(stat -c %s app.bin) -gt 112640 ] &&"
                  " od -A n -t x4 -j 98304 -N 4 app.bin",
                  0);
    expect_part(bed->text, " 00000000");
    expect_status(bed->text, "$BOOT0 patch $DIR/app.elf -o $DIR/out.elf", 0);
    expect_status(bed->text,
                  "exec $BOOT0 check --only 'v*.*/bank2=blank/rdp=0'"
                  " $DIR/out.elf",
                  0);
    expect_all_passed(bed->text);
}

static void one_region_is_refused(void **state)
{
    struct bed *bed = *state;
    compile(bed, "25000");
    expect_status(bed->text, GNU_IN_ORDER, 0);
    expect_status(bed->text, "$BOOT0 patch $DIR/app.elf -o $DIR/out.elf 2>&1",
                  2);
    expect_part(bed->text, "app.elf: the word at 0x08018000, where bank 2 of a "
                           "192 KB part starts, is 0x20001000");
    expect_part(bed->text, "(docs/integration.md, section 4)");
}

static void the_documented_lines_work(void **state)
{
    struct bed *bed = *state;
    compile(bed, "25000");
    expect_long_image_works(bed, GNU "long.ld 2>&1");
    expect_long_image_works(bed, LLD "long.ld 2>&1");
}

/* Code alone is longer than bank 1. */
static void code_is_split(void **state)
{
    struct bed *bed = *state;
    compile(bed, "30000");
    expect_long_image_works(bed, GNU "long.ld 2>&1");
    expect_long_image_works(bed, LLD "long.ld 2>&1");
    expect_long_image_works(bed, GNU
                            "region.ld --enable-non-contiguous-regions 2>&1");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_bed, bed_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(one_region_is_refused),
        TEST(the_documented_lines_work),
        TEST(code_is_split),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
