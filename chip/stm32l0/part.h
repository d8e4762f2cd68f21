/* SPDX-License-Identifier: MIT
 *
 * The STM32 part numbers this chip can be: what differs between them.
 * Sources: RM0367 table 3 (flash module), DS10685 table 2 (ordering), AN2606
 * chapters "STM32L071xx/081xx" and "STM32L072xx/073xx/082xx/083xx".
 * Not modelled: packages (all pins exist on every part).
 */
#ifndef CHIP_STM32L0_PART_H
#define CHIP_STM32L0_PART_H

#include <stdbool.h>
#include <stdint.h>

struct part {
    char name[16];      /* "stm32l073rz", lower case */
    uint16_t flash_kb;  /* 64, 128 or 192; the factory word F_SIZE */
    uint16_t dev_id;    /* DBGMCU_IDCODE bits 11:0 */
    uint32_t bank_size; /* bytes of one flash bank; 64 KB parts have one bank */
    uint32_t bank2_base; /* address of bank 2 while UFB=0; 0 = single bank */
    bool usb_rom;        /* ROM V4.x (USART, USB DFU), else V11.x */
};

/* Fills PART from a name such as "stm32l073rz" (package letter and size
 * letter 8, B or Z; case is ignored). Returns false for any other name. */
bool part_find(const char *name, struct part *part);

#endif
