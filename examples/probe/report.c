/* SPDX-License-Identifier: MIT */
#include "examples/probe/report.h"

#include "examples/probe/evaluation.h"
#include "examples/probe/family.h"
#include "examples/probe/guest.h"
#include "examples/probe/memory.h"
#include "examples/probe/plan.h"
#include "examples/probe/state.h"
#include "examples/probe/terminal.h"

enum { ROM_VECTORS = 16 };

static void key(const char *name)
{
    print(name);
    print(" ");
}

static void line_hex(const char *name, uint32_t value, unsigned digits)
{
    key(name);
    print_hex(value, digits);
    print("\n");
}

/* Four words a line: mail wraps long ones. */
static void lines_vectors(const volatile uint32_t *words)
{
    for (unsigned i = 0; i < ROM_VECTORS; i++) {
        if (i % 4 == 0) {
            print("rom-vectors-");
            print_hex(4 * i, 2);
        }
        print(" ");
        print_hex(words[i], 8);
        if (i % 4 == 3)
            print("\n");
    }
}

static void lines_part(uint32_t rom_crc)
{
    key("format");
    print_decimal(REPORT_FORMAT);
    print("\n");
    line_hex("idcode", part_idcode(), 8);
    key("flash-kb");
    print_decimal(F_SIZE);
    print("\n");
    line_hex("rom-id", ROM_ID_BYTE, 2);
#ifdef ROM_INFO_BYTE
    line_hex("rom-info", ROM_INFO_BYTE, 2);
#endif
    line_hex("rom-crc32", rom_crc, 8);
    lines_vectors((const volatile uint32_t *)ROM_BASE);
    line_hex("optr", FLASH->OPTR, 8);
    line_hex("head-1", *(const volatile uint32_t *)FLASH_BASE, 8);
    if (!plan_flash_size_known() || guest_area() == AREA_NONE)
        print("head-2 none\n");
    else
        line_hex("head-2", guest_head(), 8);
}

static void lines_evidence(void)
{
    for (unsigned i = 0; i < EXPERIMENTS; i++) {
        print("back-");
        key(plan_name((enum experiment)i));
        print(came_name(state_kept((enum experiment)i)));
        print("\n");
    }
    line_hex("flags", state_flags(), 2);
    key("ram-kept");
    print_decimal(state_ram_own());
    print("/");
    print_decimal(ram_own_words());
    print(" ");
    print_decimal(state_ram_above());
    print("/");
    print_decimal(ram_above_words());
    print("\n");
    line_hex("go-state", state_go(), 2);
}

static void lines_readings(void)
{
    for (enum reading i = 0; i < READINGS; i++) {
        key(plan_reading_name(i));
        print(plan_reading_value(i, state_reading(i)));
        print("\n");
    }
}

void report_print(void)
{
    uint32_t rom_crc = crc32((const void *)ROM_BASE, ROM_BYTES);
    print("\n-----BEGIN BOOT0 PROBE REPORT-----\n");
    print_crc_begin();
    lines_part(rom_crc);
    lines_evidence();
    lines_readings();
    uint32_t crc = print_crc();
    print("-----END BOOT0 PROBE REPORT ");
    print_hex(crc, 8);
    print("-----\n\n");
}
