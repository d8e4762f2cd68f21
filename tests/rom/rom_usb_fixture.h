/* SPDX-License-Identifier: MIT
 *
 * The host of DFU (dfu_host.h) on a chip with the STM32L0's model ROM.
 */
#ifndef TESTS_ROM_ROM_USB_FIXTURE_H
#define TESTS_ROM_ROM_USB_FIXTURE_H

#include "tests/rom/rom_board.h"

#include "tests/rom/dfu_host.h"

/* A part that starts the ROM by its BOOT0 pin, without a cable. */
static inline void usb_boot(unsigned which, uint32_t choices)
{
    rom_chip(&chip, which, choices);
    chip.watch.events |= 1u << EVENT_USB;
    chip.board.boot0 = true;
    usb_host_init(&host);
    chip_power_on(&chip);
    usb_pass(10 * PS_PER_MS);
}

static inline void usb_start(unsigned which, uint32_t choices)
{
    usb_boot(which, choices);
    usb_plug();
    assert_true(usb_found());
}

/* A device in dfuIDLE. */
static inline void dfu_start(unsigned which, uint32_t choices)
{
    usb_start(which, choices);
    dfu_clear();
}

#endif
