/* SPDX-License-Identifier: MIT
 *
 * FAMILY_HEADER(x.h) is rom/<family>/x.h: what a family does in its own way for
 * the code in this folder, under the same names in each. The build defines
 * ROM_FAMILY, the name of the family's folder.
 *
 *     address.h   the addresses that a host may name
 *     begin.h     what comes before the first look at an interface
 *     commands.h  what the commands of AN3155 do to the part
 *     leave.h     Go
 *     nvm.h       erases and programs
 *     start.h     the assembler part, the choices
 *     sysclk.h    SYSCLK_HZ, the time base
 *     usart.h     the registers of a USART, its ports and their pins
 *     watchdog.h  slows and refreshes the IWDG
 *
 * and where there is USB (ROM_HAS_USB):
 *
 *     dfu_memory.h     what DFU does to the part, beside commands.h
 *     usb_interface.h  pins and clocks
 *     usb_registers.h  the block, the strings of its descriptors
 */
#ifndef ROM_PROTOCOL_FAMILY_H
#define ROM_PROTOCOL_FAMILY_H

#define FAMILY_STRING_(text) #text
#define FAMILY_STRING(text)  FAMILY_STRING_(text)
/* clang-format off */
#define FAMILY_HEADER(name) FAMILY_STRING(rom/ROM_FAMILY/name) /* no blanks */
/* clang-format on */

#endif
