/* SPDX-License-Identifier: MIT
 *
 * The demo application after Go by a ROM that BOOT0 has started: no reset
 * follows, so it begins with the clocks and blocks that the ROM has left, which
 * differ between the readings of `go`.
 */
#include "bench/stm32l0/readings.h"
#include "tests/bench/programmer_fixture.h"

#include <stdio.h>

enum { TEXT = 256, LD2 = 5 };

static char text[TEXT];

/* Adds what the application sends for some time. */
static void hear(unsigned ms)
{
    size_t used = strlen(text);
    run_ms(ms);
    used += machine_take(&machine, USART_2, text + used, TEXT - 1 - used);
    text[used] = 0;
}

static bool led(void)
{
    return gpio_v2_levels(&machine.chip, GPIO_A) >> LD2 & 1;
}

/* Its text, its LED every 250 ms, a request. */
static void expect_life(const char *name)
{
    static const char request[] = "update\n";
    text[0] = 0;
    hear(100);
    if (!machine.visit.left || machine.visit.left_by_reset)
        fail_msg("%s: Go does not branch", name);
    if (!strstr(text, "softboot0 demo v1, last request: none, ROM id 0x"))
        fail_msg("%s: it says \"%s\"", name, text);
    bool before = led();
    run_ms(250);
    if (led() == before)
        fail_msg("%s: LD2 stays %s", name, before ? "on" : "off");
    machine_send(&machine, USART_2, request, strlen(request));
    hear(20);
    if (!strstr(text, "update: asking for the bootloader"))
        fail_msg("%s: it says \"%s\"", name, text);
    if (!machine.in_rom || !machine.visit.by_hardware)
        fail_msg("%s: the ROM does not run", name);
}

static void go(enum rom_version rom, unsigned go, enum programmer_link link)
{
    const struct readings readings = {.value[READING_GO] = go};
    char name[64];
    snprintf(name, sizeof name, "ROM %s, go=%u, %s", rom_name(rom), go,
             link == PROGRAMMER_USB ? "USB" : "USART2");
    start_rom(rom, readings);
    session(&(struct programmer_setup){.link = link, .start = true});
    expect_end(PROGRAMMER_DONE);
    expect_life(name);
}

static void it_starts_by_go(void **state)
{
    (void)state;
    for (enum rom_version rom = ROM_V4_0; rom < ROM_VERSIONS; rom++)
        for (unsigned how = 0; how < 4; how++) {
            go(rom, how, PROGRAMMER_USART);
            if (has_usb(rom))
                go(rom, how, PROGRAMMER_USB);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_starts_by_go),
    };
    return cmocka_run_group_tests(tests, load_images, free_images);
}
