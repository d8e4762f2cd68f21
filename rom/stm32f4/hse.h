/* SPDX-License-Identifier: MIT
 *
 * The HSE, which DFU and CAN need. AN2606: not ready within the time-out, it
 * ends in a system reset.
 */
#ifndef ROM_STM32F4_HSE_H
#define ROM_STM32F4_HSE_H

/* Waits for the HSE, where the reading `hse` says so, and turns it off again.
 */
void hse_test(void);

#endif
