/* SPDX-License-Identifier: MIT
 *
 * The real stm32flash against the STM32L4's model ROMs, over a pty: it knows
 * the part, writes, verifies, and starts the new application.
 */
#define _GNU_SOURCE
#include "tests/rom/l4_host.h"

#include "tests/rom/stm32flash_client.h"

static void power_on(const struct l4_rom *rom)
{
    l4_part(&chip, rom, 0, 0);
    chip.board.boot0 = true;
    l4_power(&chip);
    serial_open(&chip, U1, BAUD);
    host_wait(&chip, READY_MS * PS_PER_MS);
    client_connect();
}

static void test_known(void **state)
{
    (void)state;
    FOR_EACH_L4(rom)
    {
        char id[16];
        power_on(rom);
        client("");
        snprintf(id, sizeof id, "0x%04x (STM32L4", rom->device);
        expect_part(id);
        expect_part("Version      : 0x31");
    }
}

/* A new application, in the place of the old one, with an invalid head where
 * that is what lets it come back: its pages are erased, and written in frames
 * of 256. */
static void test_update(void **state)
{
    (void)state;
    FOR_EACH_L4(rom)
    {
        power_on(rom);
        client_update(rom->banks == 2 ? NO_SP : APP_SP);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known),
        cmocka_unit_test(test_update),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
