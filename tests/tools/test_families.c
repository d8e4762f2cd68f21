/* SPDX-License-Identifier: MIT
 *
 * What boot0 says of images for the STM32F4 and the STM32L4: the library on
 * every ROM and reading, plain jumps, heads, boards, and parts that do not go
 * together.
 */
#include "tests/bench/image_fixture.h"
#include "tests/tools/command.h"

static char text[OUTPUT_SIZE];
static struct folder folder;

static void check(const char *part, const char *arguments, int status)
{
    char script[512];
    snprintf(script, sizeof script,
             "cd \"$IMAGES\" && exec $BOOT0 check --part %s %s 2>&1", part,
             arguments);
    expect_status(text, script, status);
}

/* The sanitizers look at one of each family. */
static void the_library_enters_wherever_it_can(void **state)
{
    (void)state;
    static const struct {
        const char *part, *arguments, *table;
    } rows[] = {
        {"nucleo-f401re", "nucleo-f401re.elf", "ROM/bounced/application"},
        {"nucleo-l432kc", "nucleo-l432kc.elf", "ROM          ROM"},
        {"nucleo-f411re", "nucleo-f401re.elf", "ROM/bounced/application"},
        {"blackpill-f411ce", "blackpill-f411ce.elf", "ROM/bounced"},
        {"stm32f405rg", "library-f4-Os.elf", "V3.1"},
        {"stm32f407vg", "library-f4-rtc.elf", "V9.1"},
        {"nucleo-l476rg", "nucleo-l476rg.elf", "ROM          ROM"},
        {"stm32l496zg", "library-l4-Os.elf", "V9.3"},
        {"nucleo-l476rg", "--bfb2 1 --rom v9.2 library-l4-kept.elf", "V9.2"},
    };
    unsigned count = TEST_STRIDE > 1 ? 2 : sizeof rows / sizeof *rows - 1;
    for (unsigned i = 0; i < count; i++) {
        check(rows[i].part, rows[i].arguments, 0);
        expect_all_passed(text);
        expect_part(text, rows[i].table);
    }
}

static void a_wiped_request_asks_for_a_mailbox_elsewhere(void **state)
{
    (void)state;
    check("nucleo-f401re", "nucleo-f401re.elf", 0);
    expect_part(text, "Build with BOOT0_MAILBOX_RTC");
}

/* A ROM that waits for the HSE resets at each entry where that is no crystal:
 * what the library does then, and what the reader can do. */
static void a_clock_signal_is_no_crystal_to_the_rom(void **state)
{
    (void)state;
    check("nucleo-f401re", "--reading hse=start,ram=own nucleo-f401re.elf", 0);
    expect_part(text, "the library refuses or gives up (boot0_outcome() = ");
    expect_part(text, "warning hse  V13.1");
    expect_part(text, "the library entered 7 times and started");
    expect_part(text, "--hse 8MHz,crystal");
    check("nucleo-f401re",
          "--hse 8MHz,crystal --reading hse=start,ram=own "
          "nucleo-f401re.elf",
          0);
    expect_no_part(text, "warning hse");
}

/* The question's answer for the F4, on both ROMs that have a chip of their own;
 * the usual jump of an L4, which bounces with its place. */
static void plain_jumps(void **state)
{
    (void)state;
    check("nucleo-f401re", "--ask press:B1 --reading hse=usb original-f4.elf",
          0);
    expect_all_passed(text);
    check("stm32f405rg", "--ask press:PC13 --reading hse=usb original-f4.elf",
          0);
    expect_all_passed(text);
    check("nucleo-l476rg",
          TEST_STRIDE > 1
              ? "--rom v9.2 --bank2 blank --rdp 0 --reading ram=own,go=left "
                "--ask press:B1 original-l4.elf"
              : "--rom v9.2 --bank2 blank --ask press:B1 original-l4.elf",
          1);
    expect_part(text, "\nE1  l4.c:39, main+");
    expect_part(text, "bfb2=ignored,boot0=always-0|pin");
    expect_part(text, "found the stack pointer 0x2000C000 at 0x08000000");
    expect_part(text, "Link src/stm32l4/boot0_reset.S");
}

/* The library does not enter where the ROM would start the image again; that is
 * the image's mistake. */
static void a_kept_head_is_a_mistake_on_an_l476(void **state)
{
    (void)state;
    check("nucleo-l476rg", "--rom v9.2 library-l4-kept.elf", 1);
    expect_part(text, "\nE1  ");
    expect_part(text, "(refused_head)");
    expect_part(text, "Make the head invalid");
    expect_no_part(text, "no ROM update on such a board\n\nmore");
}

static void patch(const char *arguments, int status, const char *want)
{
    char script[512];
    snprintf(script, sizeof script,
             "cd \"$IMAGES\" && exec $BOOT0 patch %s -o %s 2>&1", arguments,
             folder_path(&folder, "out.elf"));
    expect_status(text, script, status);
    expect_part(text, want);
}

static void a_head_is_invalid_where_a_rom_looks_at_it(void **state)
{
    (void)state;
    patch("nucleo-f401re.elf", 0, "vectors 0x20018000 ");
    patch("--head invalid nucleo-f401re.elf", 0, "vectors 0xBE00BE00 ");
    patch("library-l4-kept.elf", 0, "vectors 0xBE00BE00 ");
    patch("nucleo-l476rg.elf", 0, "vectors 0xBE00BE00 ");
    patch("--head keep nucleo-l476rg.elf", 2,
          "vector word 0 is 0xBE00BE00, no stack pointer "
          "(0x20000004-0x20050000)");
    patch("--part stm32l073rz nucleo-f401re.elf", 2,
          "its library is that of the STM32F401/F405/F407/F411");
}

static void roms_and_readings_are_those_of_the_part(void **state)
{
    (void)state;
    check("nucleo-f401re", "--rom v3.1 nucleo-f401re.elf", 2);
    expect_part(text, "--rom v3.1: no stm32f401re has this ROM");
    check("nucleo-f401re", "--rom v4.1 nucleo-f401re.elf", 2);
    expect_part(text, "it is v3.1, v9.1, v13.0, v13.1 or a file");
    check("nucleo-f401re", "--reading sp=mask nucleo-f401re.elf", 2);
    expect_part(text, "the readings are ram, remap, fault, csr, go, hse, ");
    expect_status(text,
                  "cd \"$IMAGES\" && exec $BOOT0 check --rom v13.1 "
                  "nucleo-f401re.elf --part nucleo-f401re",
                  0);
    check("nucleo-l476rg",
          "--only v9.2/boot0=mem-mode/bfb2=0 --ask press:B1 original-l4.elf",
          0);
    expect_all_passed(text);
    check("stm32f407zz", "nucleo-f401re.elf", 2);
    expect_part(text, "stm32l431 to l443, l471 to l486, l496 and l4a6");
}

/* The words of a command, and what it says. */
static void dry_run(const char *image, const char *says)
{
    char script[256];
    snprintf(script, sizeof script,
             "exec $BOOT0 flash --dry-run usb \"$IMAGES\"/%s 2>&1", image);
    expect_status(text, script, 0);
    expect_part(text, says);
}

/* Under the sanitizers test_update_families makes such cuts. */
static void updates(void **state)
{
    (void)state;
    if (TEST_STRIDE > 1) {
        print_message("SKIPPED: too slow under the sanitizers\n");
        skip();
    }
    dry_run("nucleo-f401re.elf",
            "as for an STM32F405/F407; nothing was sent to "
            "usb\nerase     1 sector\n");
    dry_run("nucleo-l432kc.elf",
            "as for an STM32L496/L4A6; nothing was sent to "
            "usb\nerase     1 page\n");
    check("nucleo-l432kc",
          "--update nucleo-l432kc-v2.elf --usb -v --policy first-last "
          "nucleo-l432kc.elf",
          1);
    expect_part(text, "v9.1-10 usart  first-last ");
    expect_part(text, "v9.1-10 usb    first-last ");
    expect_part(text, "  the ROM answers after power-on\n");
    char *only = strstr(text, " --only ");
    assert_non_null(only);
    only[strcspn(only, "\n")] = 0;
    char words[512];
    snprintf(words, sizeof words, "--update nucleo-l432kc-v2.elf%s",
             strstr(text, " --only "));
    check("nucleo-l432kc", words, 1);
    expect_part(text, "\nno-way-back: ");
}

/* No cut before an instruction, and before each power of 2 of a ROM's wait,
 * strands the part. */
static void cuts(void **state)
{
    (void)state;
    check("nucleo-f401re", "--cut-mode log nucleo-f401re.elf", 0);
    expect_part(text, "\n0 of 372 cuts failed");
    check("nucleo-l476rg", "--cut-mode log --rom v9.2 nucleo-l476rg.elf", 0);
    expect_part(text, "\n0 of 405 cuts failed");
}

static void the_story_has_the_boards_names(void **state)
{
    (void)state;
    expect_status(text,
                  "cd \"$IMAGES\" && exec $BOOT0 run --part blackpill-f411ce "
                  "--ask press:KEY@300ms --pace max --until 500 "
                  "blackpill-f411ce.elf",
                  0);
    static const char *const lines[] = {
        "stm32f411ce, ROM V13.0",
        "C13       off",
        "usart1    KEY pressed: asking for the bootloader",
        "V13.0 (id byte 0xD0) entered at 0x1FFF4252 by a branch from boot0_",
        "ready: answers 0x7F with 0x79",
        NULL};
    expect_in_order(text, lines);
    expect_status(text,
                  "exec $BOOT0 run --part nucleo-l432kc --ask press:B1 "
                  "\"$IMAGES\"/nucleo-l432kc.elf 2>&1",
                  2);
    expect_part(text, "no such pin (ports A B C ");
    expect_part(text, "; nucleo-l432kc has no button)");
}

static int open_folder(void **state)
{
    (void)state;
    folder_open(&folder);
    return 0;
}

static int close_folder(void **state)
{
    (void)state;
    folder_close(&folder);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_library_enters_wherever_it_can),
        cmocka_unit_test(a_wiped_request_asks_for_a_mailbox_elsewhere),
        cmocka_unit_test(a_clock_signal_is_no_crystal_to_the_rom),
        cmocka_unit_test(plain_jumps),
        cmocka_unit_test(a_kept_head_is_a_mistake_on_an_l476),
        cmocka_unit_test(a_head_is_invalid_where_a_rom_looks_at_it),
        cmocka_unit_test(roms_and_readings_are_those_of_the_part),
        cmocka_unit_test(updates),
        cmocka_unit_test(cuts),
        cmocka_unit_test(the_story_has_the_boards_names),
    };
    return cmocka_run_group_tests(tests, open_folder, close_folder);
}
