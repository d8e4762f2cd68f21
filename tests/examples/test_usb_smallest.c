/* SPDX-License-Identifier: MIT
 *
 * The smallest device of docs/dfu-runtime.md, as a user builds it, at several
 * levels of optimisation: it is enumerated, and DETACH leads to the ROM.
 */
#include "tests/examples/usb_desk.h"
#include "tests/tools/command.h"

static char output[OUTPUT_SIZE];

/* Writes $FOLDER/app.elf: the page's block, a main that calls it, the device
 * layer, the library. The loops of -O2 would become calls of memcpy(), which is
 * not here. */
static const char build[] =
    "SOURCE='" BOOT0_SOURCE_DIR "'; cd $FOLDER; "
    "awk '/^<!-- tested -->$/ {at = NR} /^```$/ {on = 0} on {print}"
    " /^```c$/ && NR == at + 1 {on = 1}' \"$SOURCE/docs/dfu-runtime.md\""
    " >device.c; "
    "echo '#include \"firmware/stm32l0/stm32l073.h\"\n"
    "void bootloader_usb_start(void);\n"
    "int main(void)\n"
    "{\n"
    "    RCC->APB1ENR |= RCC_APB1ENR_PWREN;\n"
    "    hsi16_start();\n"
    "    bootloader_usb_start();\n"
    "    for (;;)\n"
    "        wait_for_interrupt();\n"
    "}' >main.c; "
    "exec arm-none-eabi-gcc -mcpu=cortex-m0plus -mthumb -std=c99"
    " -ffreestanding -nostdlib -fno-tree-loop-distribute-patterns $LEVEL"
    " -Wall -Wextra -Werror -g -ffunction-sections -Wl,--gc-sections"
    " \"-I$SOURCE\" \"-I$SOURCE/src\" device.c main.c"
    " \"$SOURCE\"/examples/usb/usb_*.c"
    " \"$SOURCE/examples/demo/startup.c\""
    " \"$SOURCE/src/stm32l0/boot0_reset.S\" -lgcc"
    " \"-T$SOURCE/firmware/stm32l0/stm32l073rz.ld\" -o app.elf 2>&1";

static char folder[] = "/tmp/usb_smallest-XXXXXX";

static void expect_rom_by_detach(const char *level)
{
    char path[64];
    setenv("LEVEL", level, 1);
    if (command(output, build) != 0)
        fail_msg("%s: %s", level, output);
    snprintf(path, sizeof path, "%s/app.elf", folder);
    desk_start_file(path);
    desk_plug();
    desk_configure();
    assert_int_equal(desk_control(0x21, 0, 1000, 0, NULL, 0).status, USB_DONE);
    assert_int_equal(desk_resets, 0);
    desk_pass(260);
    assert_int_equal(desk_resets, 1);
    assert_true(desk.in_rom);
}

static void detach_leads_to_the_rom(void **state)
{
    static const char *const levels[] = {"-O0", "-Os", "-O3"};
    (void)state;
    for (unsigned i = 0; i < sizeof levels / sizeof levels[0]; i++)
        expect_rom_by_detach(levels[i]);
}

static int set_up(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    return setenv("FOLDER", folder, 1);
}

static int tear_down(void **state)
{
    (void)state;
    image_free(&desk_image);
    return command(output, "exec rm -r $FOLDER");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(detach_leads_to_the_rom),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
