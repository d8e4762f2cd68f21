/* SPDX-License-Identifier: MIT
 *
 * The memory map that a debugger reads: GDB manual, E.15.
 */
#include "tools/gdb/gdb_target.h"

#include <inttypes.h>

#include "chip/part.h"
#include "tools/gdb/gdb_xml.h"

static void add_memory(struct gdb_xml *xml, const char *type, uint32_t base,
                       uint32_t size)
{
    gdb_xml_add(xml,
                "  <memory type=\"%s\" start=\"0x%" PRIx32
                "\" length=\"0x%" PRIx32 "\"/>\n",
                type, base, size);
}

/* It is erased by its smallest pages. */
static void add_flash(struct gdb_xml *xml, const struct part *part)
{
    gdb_xml_add(xml,
                "  <memory type=\"flash\" start=\"0x%x\" length=\"0x%" PRIx32
                "\">\n"
                "    <property name=\"blocksize\">0x%" PRIx32 "</property>\n"
                "  </memory>\n",
                FLASH_BASE, part_memory_size(part, REGION_FLASH),
                family_maps[part->family]->nvm.page);
}

/* What shows at 0 changes, and is not to be written there. */
void gdb_memory_map(struct chip *chip, char text[GDB_MAP_SIZE])
{
    static const struct {
        enum region region;
        const char *type;
    } others[] = {{REGION_EEPROM, "rom"}, {REGION_SYSTEM, "rom"},
                  {REGION_OPTION, "rom"}, {REGION_OTP, "rom"},
                  {REGION_SRAM, "ram"},   {REGION_SRAM2, "ram"},
                  {REGION_CCM, "ram"}};
    const struct part *part = &chip->part;
    struct gdb_xml xml = {.text = text, .size = GDB_MAP_SIZE};
    gdb_xml_add(
        &xml,
        "<?xml version=\"1.0\"?>\n"
        "<!DOCTYPE memory-map PUBLIC \"+//IDN gnu.org//DTD GDB Memory Map "
        "V1.0//EN\" \"http://sourceware.org/gdb/gdb-memory-map.dtd\">\n"
        "<memory-map>\n");
    add_memory(&xml, "rom", 0, part_memory_size(part, REGION_FLASH));
    add_flash(&xml, part);
    for (unsigned i = 0; i < sizeof others / sizeof *others; i++) {
        uint32_t size = part_memory_size(part, others[i].region);
        const struct map_memory *memory = part_memory(part, others[i].region);
        if (size && bus_memory(chip, memory->base, 1))
            add_memory(&xml, others[i].type, memory->base, size);
    }
    add_memory(&xml, "ram", 0x40000000, 0x20000000);
    add_memory(&xml, "ram", 0xE0000000, 0x100000);
    gdb_xml_add(&xml, "</memory-map>\n");
}
