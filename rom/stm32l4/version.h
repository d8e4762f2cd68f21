/* SPDX-License-Identifier: MIT
 *
 * The ROM versions of the STM32L476, L496 and L432 that are modelled. AN2606,
 * chapters "STM32L47xxx/48xxx" (V10.x, V9.x), "STM32L496xx/4A6xx",
 * "STM32L43xxx/44xxx"; docs/rom-l4.md grades them and has those that are left
 * out. Plain preprocessor: used by the ROM's C and assembler and by host C.
 */
#ifndef ROM_STM32L4_VERSION_H
#define ROM_STM32L4_VERSION_H

#define ROM_BASE  0x1FFF0000
#define ROM_BYTES 0x7000

/* The id byte (AN2606 tables 2 and 3). */
#define ROM_ID_OFFSET 0x6FFE
#define ROM_ID_V10_1  0xA1 /* L476, silicon rev 2 and 3 */
#define ROM_ID_V10_3  0xA3
#define ROM_ID_V9_2   0x92 /* L476, rev 4 */
#define ROM_ID_V9_3   0x93 /* L496 */
#define ROM_ID_V9_1   0x91 /* L43x */

/* The information byte, which tells two V9.1 apart (AN2606, L43x). */
#define ROM_INFO_OFFSET 0x6FF2
#define ROM_INFO_OLD    0xFF
#define ROM_INFO_FIXED  0x10

#define ROM_IS_V10(id)  ((id) == ROM_ID_V10_1 || (id) == ROM_ID_V10_3)
#define ROM_IS_L496(id) ((id) == ROM_ID_V9_3)
#define ROM_IS_L43(id)  ((id) == ROM_ID_V9_1)

/* Two banks, of which the ROM may start one (AN2606, figures 98, 100, 102). */
#define ROM_CHECKS_BANKS(id) (!ROM_IS_L43(id))

#endif
