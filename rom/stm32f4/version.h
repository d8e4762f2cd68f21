/* SPDX-License-Identifier: MIT
 *
 * The ROM versions of the STM32F401, F411, F405 and F407 that are modelled.
 * AN2606, chapters "STM32F401xB(C)", "STM32F401xD(E)", "STM32F411xx",
 * "STM32F40xxx/41xxx"; docs/rom-f4.md grades them. Plain preprocessor: used by
 * the ROM's C and assembler and by host C.
 */
#ifndef ROM_STM32F4_VERSION_H
#define ROM_STM32F4_VERSION_H

#define ROM_BASE  0x1FFF0000
#define ROM_BYTES 0x7800

/* The id byte (AN2606 tables 2 and 3). */
#define ROM_ID_V3_1  0x31 /* F405, F407 */
#define ROM_ID_V9_1  0x91 /* F405, F407 */
#define ROM_ID_V13_0 0xD0 /* F411; F401xB/C by its chapter */
#define ROM_ID_V13_1 0xD1 /* F401xD/E; F401xB/C by the tables */

/* USART1 and USART3; the others USART1 and USART2. */
#define ROM_IS_F405(id) ((id) == ROM_ID_V3_1 || (id) == ROM_ID_V9_1)

/* Where the id byte is, from ROM_BASE. */
#define ROM_ID_OFFSET(id) (ROM_IS_F405(id) ? 0x77DE : 0x76DE)

#endif
