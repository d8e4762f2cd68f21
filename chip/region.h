/* SPDX-License-Identifier: MIT
 *
 * Where the core fetches from: the address decides, not the contents.
 */
#ifndef CHIP_REGION_H
#define CHIP_REGION_H

enum region {
    REGION_NONE, /* reset, lock-up, nothing fetched yet */
    REGION_FLASH,
    REGION_EEPROM,
    REGION_SYSTEM,
    REGION_SRAM,
    REGION_ALIAS_FLASH, /* 0x00000000 showing NVM, system memory, SRAM */
    REGION_ALIAS_SYSTEM,
    REGION_ALIAS_SRAM,
    REGION_OPTION,
    REGION_OTP,
    REGION_CCM,
    REGION_SRAM2,
    REGION_BACKUP /* RAM of a block, which answers for it: never fetched */
};

#endif
