/* SPDX-FileCopyrightText: softboot0 contributors
 * SPDX-License-Identifier: MIT
 * softboot0 0.2.0, https://github.com/softboot0/softboot0
 *
 * How the resident finds and judges the application behind it: two words of
 * the application's vector table and a trailer behind its last byte, which
 * `boot0 patch --resident` writes; and how others recognise the resident.
 * Plain numbers, for the assembler, for firmware and for the host tools alike.
 */
#ifndef RESIDENT_TRAILER_H
#define RESIDENT_TRAILER_H

/* Where the application begins unless the resident is built for another base:
 * with its vector table, at what VTOR can hold (STM32L0: a multiple of 256,
 * DDI0419 B3.2.5; the others: of 512, DDI0403 B3.2.5), and at the start of what
 * is erased at once. STM32L0 and L4: the second sector of 4 KB or third page of
 * 2 KB; F4: the second sector, of 16 KB. */
#define BOOT0_APPLICATION_DEFAULT 0x08001000
#define BOOT0_APPLICATION_STM32F4 0x08004000

/* CRC below is the CRC-32 of zip, Ethernet and zlib: polynomial 0x04C11DB7,
 * start value 0xFFFFFFFF, bits and result reflected, result inverted (of
 * "123456789": 0xCBF43926). Bytes count by rising address; bytes that the image
 * does not have are as erased flash is: 0 on the STM32L0, 0xFF on the others.
 * The CRC unit (RM0367 4) computes it from words with CRC_CR.REV_IN = 3 (by
 * word) and REV_OUT = 1; CRC_DR then is the CRC inverted. A unit that reverses
 * nothing (STM32F4: RM0090 4) does so from words that RBIT has reversed; RBIT
 * of CRC_DR then is the CRC inverted. In Python: zlib.crc32(bytes). */

/* Two words of the application's vector table, at offsets that every Cortex-M
 * reserves (exceptions 7 and 8):
 *
 *     +0x1C length    of the image, from its base to the trailer: a multiple of
 *                     16, so that the trailer lies in one page and one half
 *                     page of the flash
 *     +0x20 page_crc  CRC of the first page without this word; all other words
 *                     of the table are in it
 *
 * A page is what is erased at once. STM32L0: 128 bytes, so that the CRC is that
 * of 124; L4: 2 KB; F4: the sector that begins at the base, of 16, 64 or 128
 * KB. Of an image that is shorter than the page page_crc covers what is there,
 * to the trailer, but 128 bytes at least.
 */
#define BOOT0_TABLE_LENGTH       0x1C
#define BOOT0_TABLE_PAGE_CRC     0x20
#define BOOT0_TABLE_PAGE         0x80 /* STM32L0; the least on the others */
#define BOOT0_TABLE_PAGE_STM32L4 0x800

/* The trailer, at base + length:
 *
 *     +0  magic    BOOT0_TRAILER_MAGIC_WORD
 *     +4  length   as in the vector table
 *     +8  version  of the image, any number; 0 = none was given
 *     +12 crc      CRC from the base to here: of length + 12 bytes
 *
 * What an image is valid by is built into the resident:
 *
 *   crc   magic and both lengths, the end of the trailer inside the flash (by
 *         the size that the factory stored), crc. Any order of writing is safe;
 *         the page of the trailer is the one that makes the image valid.
 *   head  page_crc. The first page makes the image valid: it must be erased
 *         first and written last. Not just its first two words, because a cut
 *         may end a write behind them.
 *
 * In both, vector word 0 must be a stack pointer in or at the end of a RAM that
 * the part has (STM32L0: 0x20000004 to 0x20005000), a multiple of 4, and word 1
 * an odd address from the base to the trailer (STM32L0 by head: to the end of
 * the flash).
 */
#define BOOT0_TRAILER_MAGIC   0
#define BOOT0_TRAILER_LENGTH  4
#define BOOT0_TRAILER_VERSION 8
#define BOOT0_TRAILER_CRC     12
#define BOOT0_TRAILER_SIZE    16 /* also its alignment */

/* No stack pointer for the ROM, should it be the first word of bank 2. */
#define BOOT0_TRAILER_MAGIC_WORD 0xB007A991

/* The resident is recognised by three words of its own vector table, at
 * 0x08000000:
 *
 *     +0x1C mark  BOOT0_RESIDENT_MARK_WORD
 *     +0x20 base  address of the application's vector table
 *     +0x24 info  version of the library 31:16 | check 7:0
 */
#define BOOT0_RESIDENT_MARK 0x1C
#define BOOT0_RESIDENT_BASE 0x20
#define BOOT0_RESIDENT_INFO 0x24

#define BOOT0_RESIDENT_MARK_WORD     0xB0072E51
#define BOOT0_RESIDENT_CRC           0 /* check: all of the image */
#define BOOT0_RESIDENT_HEAD          1 /* check: the first page */
#define BOOT0_RESIDENT_VERSION_SHIFT 16

#endif
