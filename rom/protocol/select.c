/* SPDX-License-Identifier: MIT */
#include "rom/protocol/select.h"

#include "rom/protocol/family.h"
#include "rom/protocol/usart_poll.h"

#include FAMILY_HEADER(begin.h)
#include FAMILY_HEADER(start.h)
#include FAMILY_HEADER(usart.h)
#include FAMILY_HEADER(watchdog.h)
#if ROM_HAS_USB
#include FAMILY_HEADER(usb_interface.h)
#endif

/* In RAM, initialised by the start-up code: the entry past the bank check uses
 * the table that a first pass left there. */
RAM_TABLE struct interface interfaces[] = {
    {usart_start, usart_poll},
#if ROM_HAS_USB
    {usb_start, usb_poll},
#endif
};

enum { INTERFACES = sizeof interfaces / sizeof *interfaces };

void bootloader(void)
{
    begin();
    for (unsigned i = 0; i < INTERFACES; i++)
        interfaces[i].start();
    for (;;) {
        watchdog_refresh();
        for (unsigned i = 0; i < INTERFACES; i++)
            interfaces[i].poll();
    }
}
