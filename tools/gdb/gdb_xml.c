/* SPDX-License-Identifier: MIT
 *
 * The descriptions in XML that a debugger reads: GDB manual, appendix G (target
 * descriptions; G.5.3 ARM features) and E.15 (memory map).
 */
#include "tools/gdb/gdb_target.h"

#include <stdio.h>

#define REGISTER(name)                                                         \
    "    <reg name=\"" name "\" bitsize=\"32\" type=\"uint32\"/>\n"
#define STACK_POINTER(name)                                                    \
    "    <reg name=\"" name "\" bitsize=\"32\" type=\"data_ptr\"/>\n"

const char gdb_target_xml[] =
    "<?xml version=\"1.0\"?>\n"
    "<!DOCTYPE target SYSTEM \"gdb-target.dtd\">\n"
    "<target version=\"1.0\">\n"
    "  <architecture>arm</architecture>\n"
    "  <feature name=\"org.gnu.gdb.arm.m-profile\">\n" REGISTER("r0") REGISTER(
        "r1") REGISTER("r2") REGISTER("r3") REGISTER("r4") REGISTER("r5")
        REGISTER("r6") REGISTER("r7") REGISTER("r8") REGISTER("r9") REGISTER(
            "r10") REGISTER("r11") REGISTER("r12") STACK_POINTER("sp")
            REGISTER("lr") "    <reg name=\"pc\" bitsize=\"32\" "
                           "type=\"code_ptr\"/>\n" REGISTER(
                               "xpsr") "  </feature>\n"
                                       "  <feature "
                                       "name=\"org.gnu.gdb.arm.m-system\">"
                                       "\n" STACK_POINTER("msp") STACK_POINTER(
                                           "psp") REGISTER("primask")
                                           REGISTER("control") "  </feature>\n"
                                                               "</target>\n";

/* Flash is erased by pages of 128 bytes (RM0367 3.3.1). What shows at 0
 * changes, and is not to be written there. */
void gdb_memory_map(const struct part *part, char xml[GDB_MAP_SIZE])
{
    unsigned flash = part->flash_kb * 1024u;
    snprintf(
        xml, GDB_MAP_SIZE,
        "<?xml version=\"1.0\"?>\n"
        "<!DOCTYPE memory-map PUBLIC \"+//IDN gnu.org//DTD GDB Memory Map "
        "V1.0//EN\" \"http://sourceware.org/gdb/gdb-memory-map.dtd\">\n"
        "<memory-map>\n"
        "  <memory type=\"rom\" start=\"0x0\" length=\"0x%x\"/>\n"
        "  <memory type=\"flash\" start=\"0x%x\" length=\"0x%x\">\n"
        "    <property name=\"blocksize\">0x80</property>\n"
        "  </memory>\n"
        "  <memory type=\"ram\" start=\"0x%x\" length=\"0x%x\"/>\n"
        "  <memory type=\"rom\" start=\"0x%x\" length=\"0x%x\"/>\n"
        "  <memory type=\"rom\" start=\"0x%x\" length=\"0x%x\"/>\n"
        "  <memory type=\"ram\" start=\"0x%x\" length=\"0x%x\"/>\n"
        "  <memory type=\"ram\" start=\"0x40000000\" length=\"0x20000000\"/>\n"
        "  <memory type=\"ram\" start=\"0xe0000000\" length=\"0x100000\"/>\n"
        "</memory-map>\n",
        flash, FLASH_BASE, flash, EEPROM_BASE, EEPROM_SIZE, SYSTEM_BASE,
        SYSTEM_SIZE, OPTION_BASE, OPTION_SIZE, SRAM_BASE, SRAM_SIZE);
}
