/* SPDX-License-Identifier: MIT
 *
 * The lines of docs/integration.md, section 13, as they stand there, in linker
 * scripts that use them as those of each system do; and the table of
 * docs/resident.md. What is linked and patched reaches every ROM.
 */
#include "tests/tools/bed.h"

/* block NAME: those lines. tail ROM RAM: the rest of the firmware's own script,
 * with these names for its regions. */
static const char functions[] =
    "set -e; cd $DIR; IFS=' ';"
    " block() { awk -v mark=\"<!-- linker $1 -->\" '$0 == mark { on = 1; next }"
    " on && /^```/ { if (fence++) exit; next } on'"
    " $SOURCE/docs/integration.md; };"
    " tail() { sed -n '/^_estack/,$p' $SOURCE/firmware/stm32l0/stm32l073rz.ld |"
    " sed \"s/FLASH/$1/g; s/RAM/$2/g\"; };"
    " start=$SOURCE/examples/demo/startup.c;"
    " next=Reset_Handler; sp=_estack;";

/* Leaves app.ld; EXTRA = more options of the linker. */
static const char cube[] = "{ block cube; tail FLASH RAM; } >app.ld; extra=;";

static const char libopencm3[] =
    "tail rom ram | sed 's/_estack/_stack/' >cortex-m-generic.ld;"
    " block libopencm3 >app.ld; extra=-L.; next=reset_handler; sp=_stack;"
    " sed 's/Reset_Handler/reset_handler/g; s/_estack/_stack/g' $start"
    " >start.c; start=start.c;";

static const char zephyr[] =
    "{ echo 'MEMORY { FLASH (rx) : ORIGIN = CONFIG_FLASH_BASE_ADDRESS +"
    " CONFIG_FLASH_LOAD_OFFSET, LENGTH = CONFIG_FLASH_LOAD_SIZE"
    " SRAM (wx) : ORIGIN = 0x20000000, LENGTH = 0x4ff8 }';"
    " tail FLASH SRAM; } >zephyr.ld; defines=$(block zephyr | sed 's/^/-D/' | "
    "tr '\\n' ' ');"
    " eval arm-none-eabi-gcc -E -P -x c -DCONFIG_FLASH_BASE_ADDRESS=0x08000000"
    " $defines zephyr.ld -o app.ld; extra=;";

static const char riot[] =
    "{ echo 'MEMORY { rom (rx) : ORIGIN = _rom_start_addr + _rom_offset,"
    " LENGTH = _fw_rom_length ram (wrx) : ORIGIN = _ram_start_addr,"
    " LENGTH = _ram_length }'; tail rom ram; } >app.ld;"
    " block riot | sed 's/ = /=/' >made; . ./made;"
    " extra=\"--defsym=_rom_start_addr=0x08000000"
    " --defsym=_rom_offset=$ROM_OFFSET --defsym=_fw_rom_length=92K"
    " --defsym=_ram_start_addr=0x20000000 --defsym=_ram_length=$RAM_LEN\";";

static const char build[] =
    " test -s app.ld; names=\"-DBOOT0_NEXT=$next -DBOOT0_SP=$sp"
    " -DBOOT0_NOTED=0x20004FFC\";"
    " eval arm-none-eabi-gcc -mcpu=cortex-m0plus -mthumb -ffreestanding"
    " -nostdlib -Os -I$SOURCE/src -I$SOURCE $names"
    " -c $SOURCE/src/stm32l0/boot0_reset.S $SOURCE/tests/firmware/library.c"
    " $start; objects=$(echo *.o);"
    " eval $LINKER $objects -T app.ld $extra -o app.elf;"
    " $BOOT0 patch --resident $IMAGES/resident.elf --join app.elf -o both.elf;"
    " exec $BOOT0 check --bfb2 0 --bank2 blank --rdp 0 both.elf 2>&1";

static int open_bed(void **state)
{
    *state = bed_new();
    setenv("SOURCE", BOOT0_SOURCE_DIR, 1);
    return 0;
}

static void expect_linked(struct bed *bed, const char *script,
                          const char *linker)
{
    char *line = test_malloc(sizeof functions + strlen(script) + sizeof build);
    sprintf(line, "%s%s%s", functions, script, build);
    setenv("LINKER", linker, 1);
    expect_status(bed->text, line, 0);
    expect_all_passed(bed->text);
    expect_part(bed->text, "application of ");
    expect_part(bed->text, " bytes at 0x08001000,");
    test_free(line);
}

#define GNU "arm-none-eabi-ld --no-warn-rwx-segments"
#define LLD "ld.lld"

static void st_and_cube(void **state)
{
    expect_linked(*state, cube, GNU);
    expect_linked(*state, cube, LLD " -n");
}

/* It would put the headers of the ELF file where the resident is. */
static void lld_without_n(void **state)
{
    struct bed *bed = *state;
    char *line = test_malloc(sizeof functions + sizeof cube + sizeof build);
    sprintf(line, "%s%s%s", functions, cube, build);
    setenv("LINKER", LLD, 1);
    expect_status(bed->text, line, 2);
    expect_part(bed->text,
                "app.elf: its ELF headers would be programmed at "
                "0x08000000, where the resident is; link it with -n");
    test_free(line);
}

static void libopencm3_lines(void **state)
{
    expect_linked(*state, libopencm3, GNU);
}

static void zephyr_lines(void **state)
{
    expect_linked(*state, zephyr, GNU);
}

static void riot_lines(void **state)
{
    expect_linked(*state, riot, GNU);
}

static void table_of_sizes(void **state)
{
    struct bed *bed = *state;
    expect_status(
        bed->text,
        "cd $DIR; $SOURCE/scripts/resident-size $IMAGES >is;"
        " sed -n '/^| loader/,/^$/{/./p}' $SOURCE/docs/resident.md >was;"
        " diff was is",
        0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_bed, bed_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(st_and_cube),  TEST(lld_without_n), TEST(libopencm3_lines),
        TEST(zephyr_lines), TEST(riot_lines),    TEST(table_of_sizes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
