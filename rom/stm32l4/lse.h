/* SPDX-License-Identifier: MIT
 *
 * The LSE, by which the L476's DFU trims the MSI. AN2606 table 227: the ROM is
 * ready 55 ms after its start with an LSE, 2560 ms without.
 */
#ifndef ROM_STM32L4_LSE_H
#define ROM_STM32L4_LSE_H

/* Switches it on and waits for it, ROM_LSE_US at most. */
void lse_wait(void);

#endif
