/* SPDX-License-Identifier: MIT
 *
 * What differs between the four ROM versions of the STM32L07x/L08x. The build
 * defines ROM_ID, the id byte. AN2606, chapters "STM32L071xx/081xx" and
 * "STM32L072xx/073xx/082xx/083xx". Used by C and assembler.
 */
#ifndef ROM_STM32L0_VERSION_H
#define ROM_STM32L0_VERSION_H

#define ROM_ID_V4_0  0x40
#define ROM_ID_V4_1  0x41
#define ROM_ID_V11_1 0xB1
#define ROM_ID_V11_2 0xB2

/* "Dual bank boot added": V4.1 and V11.2. */
#define ROM_BANK_CHECK (ROM_ID == ROM_ID_V4_1 || ROM_ID == ROM_ID_V11_2)

/* V4.x: USART1, USART2, USB; pulls PA4-PA7 down. V11.x: USART1, USART2, I2C1,
 * I2C2, SPI1, SPI2. */
#define ROM_V4 (ROM_ID == ROM_ID_V4_0 || ROM_ID == ROM_ID_V4_1)

/* First RAM address that the host may use: V4.x takes 4 KB, V11.x 5 KB. */
#if ROM_V4
#define ROM_HOST_RAM 0x20001000
#else
#define ROM_HOST_RAM 0x20001400
#endif

/* What bank_check() decides. */
#define BANK_STAY   0 /* run the bootloader */
#define BANK_BRANCH 1 /* start the mapped bank by a branch */
#define BANK_RESET  2 /* give the chip back by a system reset */

#endif
