/* SPDX-License-Identifier: MIT
 *
 * The four ROM versions of the STM32L07x/L08x: their ids, their entries, and
 * the differences between them. AN2606, chapters "STM32L071xx/081xx" and
 * "STM32L072xx/073xx/082xx/083xx"; docs/rom.md grades the entries past the bank
 * check. Plain preprocessor: used by the ROM's C and assembler, the probe and
 * host C.
 */
#ifndef ROM_STM32L0_VERSION_H
#define ROM_STM32L0_VERSION_H

#define ROM_BASE  0x1FF00000
#define ROM_BYTES 0x2000

/* The id byte (AN2606 tables 2 and 3). */
#define ROM_ID_V4_0  0x40
#define ROM_ID_V4_1  0x41
#define ROM_ID_V11_1 0xB1
#define ROM_ID_V11_2 0xB2

/* V4.x: USART1, USART2, USB; pulls PA4-PA7 down. V11.x: USART1, USART2, I2C1,
 * I2C2, SPI1, SPI2. */
#define ROM_IS_V4(id) ((id) == ROM_ID_V4_0 || (id) == ROM_ID_V4_1)
#define ROM_KNOWN(id)                                                          \
    ((id) == ROM_ID_V4_0 || (id) == ROM_ID_V4_1 || (id) == ROM_ID_V11_1 ||     \
     (id) == ROM_ID_V11_2)

/* "Dual bank boot added": V4.1 and V11.2. */
#define ROM_CHECKS_BANKS(id) ((id) == ROM_ID_V4_1 || (id) == ROM_ID_V11_2)

/* The entry past the bank check of those two. */
#define ROM_PAST_V4_1  0x1FF00368
#define ROM_PAST_V11_2 0x1FF00466

#endif
