/* SPDX-License-Identifier: MIT */
#include "lockstep_known.h"

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

const struct known known_differences[KNOWN_SIZE] = {
    {"CBZ, CBNZ", CHIP_RAISED, 0xF500, 0xB100,
     .reason = "ARMv7-M only; Unicorn accepts them (oracle.md)"},
    {"IT", BEFORE_RAISE, 0xFF00, 0xBF00, .only = has_low_bits,
     .reason = "ARMv7-M only; Unicorn accepts it (oracle.md)"},
    {"SETEND", CHIP_RAISED, 0xFFF0, 0xB650,
     .reason = "not in ARMv6-M; Unicorn accepts it"},
    {"CPS not of i", CHIP_RAISED, 0xFFE0, 0xB660,
     .reason = "UNPREDICTABLE in ARMv6-M; Unicorn accepts it"},
    {"YIELD", BEFORE_NOTHING, 0xFFFF, 0xBF10,
     .reason = "Unicorn gives up the run"},
    {"WFE", BEFORE_NOTHING, 0xFFFF, 0xBF20,
     .reason = "Unicorn gives up the run"},
    {"WFI", BEFORE_NOTHING, 0xFFFF, 0xBF30, .reason = "Unicorn ends the run"},
    {"ADD SP, Rm", SP_BITS, 0xFF87, 0x4485,
     .reason = "Unicorn keeps SP bits 1:0 (oracle.md)"},
    {"MOV SP, Rm", SP_BITS, 0xFF87, 0x4685,
     .reason = "Unicorn keeps SP bits 1:0 (oracle.md)"},
    {"MSR MSP, Rn", SP_BITS, 0xFFF0, 0xF380, 0xFFFF, 0x8808,
     .reason = "Unicorn keeps SP bits 1:0 (oracle.md)"},
    {"MSR PSP, Rn", SP_BITS, 0xFFF0, 0xF380, 0xFFFF, 0x8809,
     .reason = "Unicorn keeps SP bits 1:0 (oracle.md)"},
    {"MSR APSR, Q", Q_FLAG, 0xFFF0, 0xF380, 0xFFFC, 0x8800,
     .reason = "ARMv6-M has no Q flag; Unicorn stores it"},
    {"MSR, not as defined", CHIP_RAISED, 0xFFE0, 0xF380, 0xD000, 0x8000,
     .only = undefined_msr,
     .reason =
         "UNPREDICTABLE in ARMv6-M; Unicorn accepts it (oracle.md: BASEPRI)"},
    {"MRS, not as defined", CHIP_RAISED, 0xFFE0, 0xF3E0, 0xD000, 0x8000,
     .only = undefined_mrs,
     .reason =
         "UNPREDICTABLE in ARMv6-M; Unicorn accepts it (oracle.md: BASEPRI)"},
    {"MSR CONTROL, nPRIV", NPRIV, 0xFFF0, 0xF380, 0xFFFF, 0x8814,
     .reason = "a Cortex-M0 is always privileged, a Cortex-M0+ is not"},
    {"LDM in part", LEFT_BY_FAULT, 0xF800, 0xC800,
     .reason = "the chip keeps the registers of a load that faults, Unicorn "
               "has loaded "
               "some (UNKNOWN to the architecture)"},
    {"POP in part", LEFT_BY_FAULT, 0xFE00, 0xBC00, .reason = "as for LDM"},
    {"no such address", FOREIGN, 0, 0,
     .reason =
         "peripherals, EEPROM, option bytes, the ROM, stores to flash: Unicorn "
         "has none of them"},
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
