/* SPDX-License-Identifier: MIT */
#include "examples/probe/report.h"

#include "examples/probe/evaluation.h"
#include "examples/probe/experiment.h"
#include "examples/probe/guest.h"
#include "examples/probe/memory.h"
#include "examples/probe/state.h"
#include "examples/probe/terminal.h"
#include "firmware/stm32l0/stm32l073.h"
#include "rom/stm32l0/version.h"

enum { DEV_ID = 0x447, ROM_VECTORS = 16, FORMAT = 3 };

static bool flash_size_known(void)
{
    return F_SIZE == 64 || F_SIZE == 128 || F_SIZE == 192;
}

/* A stack pointer in the lower RAM, a reset vector in system memory. */
static bool rom_vectors_known(void)
{
    return ROM_SP > 0x20000400 && ROM_SP <= 0x20003000 && ROM_SP % 4 == 0 &&
           ROM_RESET - ROM_BASE < ROM_BYTES && ROM_RESET & 1;
}

/* Some parts show the code to a debugger only. */
static uint32_t idcode(void)
{
    RCC->APB2ENR |= RCC_APB2ENR_DBGEN;
    (void)RCC->APB2ENR;
    return DBGMCU_IDCODE;
}

const char *report_refusal(void)
{
    uint32_t code = idcode();
    if (code && (code & 0xFFF) != DEV_ID)
        return "this is no STM32L07x/L08x (DEV_ID is not 0x447)";
    if (!flash_size_known())
        return "the flash size is none of 64, 128, 192 KB";
    if (!rom_known(ROM_ID_BYTE))
        return "the ROM's id is not 0x40, 0x41, 0xB1 or 0xB2";
    if (!rom_vectors_known())
        return "the ROM's vectors are not as those that are known";
    if ((FLASH->OPTR & FLASH_OPTR_RDPROT) != RDP_LEVEL0)
        return "the readout protection is not level 0";
    if (FLASH->OPTR & (FLASH_OPTR_BFB2 | FLASH_OPTR_WPRMOD))
        return "BFB2 or WPRMOD is 1";
    if (SYSCFG->CFGR1 & SYSCFG_CFGR1_UFB)
        return "bank 2 is at 0x08000000";
    if (guest_area() == AREA_OTHER)
        return "the first three pages of bank 2 are not blank";
    return 0;
}

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
    print_decimal(FORMAT);
    print("\n");
    line_hex("idcode", idcode(), 8);
    key("flash-kb");
    print_decimal(F_SIZE);
    print("\n");
    line_hex("rom-id", ROM_ID_BYTE, 2);
    line_hex("rom-crc32", rom_crc, 8);
    lines_vectors((const volatile uint32_t *)ROM_BASE);
    line_hex("optr", FLASH->OPTR, 8);
    line_hex("head-1", *(const volatile uint32_t *)FLASH_BASE, 8);
    if (!flash_size_known() || guest_area() == AREA_NONE)
        print("head-2 none\n");
    else
        line_hex("head-2", guest_head(), 8);
}

static void lines_evidence(void)
{
    static const char *const names[EXPERIMENTS] = {
        "entry", "bounce",  "below", "past", "after",
        "remap", "vectors", "fault", "go",   "write"};
    for (unsigned i = 0; i < EXPERIMENTS; i++) {
        print("back-");
        key(names[i]);
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
    static const struct {
        const char *name, *values[5];
        bool check; /* of ROMs with a bank check only */
    } readings[READINGS] = {
        [READ_BOUNCE] = {"bounce", {"open", "branch", "reset"}, true},
        [READ_STACK] = {"stack", {"open", "exact", "off-by-8"}, true},
        [READ_RAM] = {"ram", {"open", "own", "keep", "all"}, false},
        [READ_SP] = {"sp", {"open", "range", "mask", "below"}, true},
        [READ_BFB2] = {"bfb2", {"open", "ignored", "consulted"}, true},
        [READ_PAST] = {"past", {"open", "needs-pass", "free"}, true},
        [READ_REMAP] = {"remap", {"open", "caller", "self", "vtor"}, false},
        [READ_FAULT] = {"fault", {"open", "reset", "hang"}, false},
        [READ_CSR] = {"csr", {"open", "kept", "cleared"}, false},
        [READ_GO] = {"go",
                     {"open", "left", "restored", "clocks", "checks-sp"},
                     false},
        [READ_WRITE] = {"write", {"open", "words", "half-page"}, false},
        [READ_GATE] = {"gate", {"unknown", "strict", "open"}, false},
    };
    for (unsigned i = 0; i < READINGS; i++) {
        bool none = readings[i].check && !rom_checks_banks(ROM_ID_BYTE);
        unsigned value = state_reading((enum reading)i);
        key(readings[i].name);
        print(none ? "none" : readings[i].values[value]);
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
