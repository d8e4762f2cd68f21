/* SPDX-License-Identifier: MIT
 *
 * The USB device of the demo application: a serial port that sends back what it
 * gets, and the run-time interface of DFU. Both lead to the ROM bootloader: the
 * port by a touch with 1200 baud. A Nucleo has no socket for it: D- is PA11
 * (CN10-14), D+ is PA12 (CN10-12).
 */
#ifndef EXAMPLES_NUCLEO_L073RZ_DEVICE_H
#define EXAMPLES_NUCLEO_L073RZ_DEVICE_H

/* Shows the device to a host. HSI16 is SYSCLK. */
void device_start(void);

#endif
