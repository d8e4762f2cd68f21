/* SPDX-License-Identifier: MIT */
#include "tests/chip/core/lockstep_known.h"

#include <stddef.h>

static bool has_low_bits(uint16_t first, uint16_t second)
{
    (void)second;
    return first & 15;
}

/* DDI0419 table B4-1, and SP and PC, which are no operands of MSR and MRS. */
static bool undefined(unsigned reg, unsigned sysm)
{
    bool exists =
        sysm <= 3 || (sysm >= 5 && sysm <= 9) || sysm == 16 || sysm == 20;
    return !exists || reg == 13 || reg == 15;
}

static bool undefined_msr(uint16_t first, uint16_t second)
{
    return first & 0x10 || second >> 8 != 0x88 ||
           undefined(first & 15, second & 0xFF);
}

static bool undefined_mrs(uint16_t first, uint16_t second)
{
    return first != 0xF3EF || second & 0x2000 ||
           undefined(second >> 8 & 15, second & 0xFF);
}

/* Known of this Unicorn before any comparison. */
#define ORACLE "oracle"

const struct known known_differences[KNOWN_SIZE] = {
    {"CBZ, CBNZ", CHIP_RAISED, 0xF500, 0xB100,
     .reason = "ARMv7-M only, Unicorn runs them",
     .source = ORACLE ", DDI0419 A5.2.5"},
    {"IT", BEFORE_RAISE, 0xFF00, 0xBF00, .only = has_low_bits,
     .reason = "ARMv7-M only, Unicorn runs it",
     .source = ORACLE ", DDI0419 A5.2.5"},
    {"SETEND", CHIP_RAISED, 0xFFF0, 0xB650,
     .reason = "UNDEFINED in ARMv6-M, Unicorn runs it",
     .source = "DDI0419 A5.2.5: not in the table"},
    {"CPS, not as defined", CHIP_RAISED, 0xFFE0, 0xB660,
     .reason = "only i can be changed: other bits are UNPREDICTABLE, a fault "
               "here, nothing in Unicorn",
     .source = "DDI0419 B4.2.1"},
    {"YIELD", BEFORE_NOTHING, 0xFFFF, 0xBF10,
     .reason = "a hint, with which Unicorn gives up the run",
     .source = "DDI0419 A6.7, YIELD: may be a NOP"},
    {"WFE", BEFORE_NOTHING, 0xFFFF, 0xBF20,
     .reason = "the core waits; Unicorn has no events and gives up the run",
     .source = ORACLE ": no NVIC; DDI0419 B1.5.18"},
    {"WFI", BEFORE_NOTHING, 0xFFFF, 0xBF30,
     .reason = "the core waits; Unicorn has no interrupts and ends the run",
     .source = ORACLE ": no NVIC; DDI0419 B1.5.19"},
    {"ADD SP, Rm", SP_BITS, 0xFF87, 0x4485,
     .reason = "SP is a multiple of 4, Unicorn keeps bits 1:0",
     .source = ORACLE ", DDI0419 B1.4.1"},
    {"MOV SP, Rm", SP_BITS, 0xFF87, 0x4685, .reason = "the same",
     .source = ORACLE ", DDI0419 B1.4.1"},
    {"MSR MSP, Rn", SP_BITS, 0xFFF0, 0xF380, 0xFFFF, 0x8808,
     .reason = "the same", .source = "DDI0419 B1.4.1"},
    {"MSR PSP, Rn", SP_BITS, 0xFFF0, 0xF380, 0xFFFF, 0x8809,
     .reason = "the same", .source = "DDI0419 B1.4.1"},
    {"MSR APSR, Q", Q_FLAG, 0xFFF0, 0xF380, 0xFFFC, 0x8800,
     .reason = "APSR has N, Z, C and V only, Unicorn stores Q too",
     .source = "DDI0419 A2.3.2"},
    {"MSR, not as defined", CHIP_RAISED, 0xFFE0, 0xF380, 0xD000, 0x8000,
     .only = undefined_msr,
     .reason = "UNPREDICTABLE, a fault here, BASEPRI and others in Unicorn",
     .source = ORACLE ": BASEPRI; DDI0419 B4.2.3, table B4-1"},
    {"MRS, not as defined", CHIP_RAISED, 0xFFE0, 0xF3E0, 0xD000, 0x8000,
     .only = undefined_mrs,
     .reason = "UNPREDICTABLE, a fault here, BASEPRI and others in Unicorn",
     .source = ORACLE ": BASEPRI; DDI0419 B4.2.2, table B4-1"},
    {"MSR CONTROL, nPRIV", NPRIV, 0xFFF0, 0xF380, 0xFFFF, 0x8814,
     .reason = "a Cortex-M0+ may be unprivileged, Unicorn's Cortex-M0 has no "
               "such bit",
     .source = "DDI0419 B1.4.4: with the Unprivileged/Privileged Extension"},
    {"LDM in part", LEFT_BY_FAULT, 0xF800, 0xC800,
     .reason = "a load that faults leaves its registers as they were, in "
               "Unicorn some are loaded",
     .source = "DDI0419 B1.5, exceptions in LDM and STM: UNKNOWN"},
    {"POP in part", LEFT_BY_FAULT, 0xFE00, 0xBC00, .reason = "the same",
     .source = "DDI0419 B1.5, exceptions in LDM and STM: UNKNOWN"},
    {"no such address", FOREIGN, 0, 0,
     .reason = "Unicorn was given SRAM and flash; the part has peripherals, "
               "EEPROM, option bytes, the ROM, and stores to flash",
     .source = ORACLE ": no NVIC, no SysTick; RM0367 2.2.2"},
};

int known_find(enum difference seen, uint16_t first, uint16_t second)
{
    for (int i = 0; i < KNOWN_SIZE; i++) {
        const struct known *known = &known_differences[i];
        if (known->seen == seen && (first & known->mask) == known->value &&
            (second & known->mask2) == known->value2 &&
            (!known->only || known->only(first, second)))
            return i;
    }
    return -1;
}
