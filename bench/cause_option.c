/* SPDX-License-Identifier: MIT */
#include "bench/cause_option.h"

void cause_option_bfb2(const struct evidence *seen, uint32_t where)
{
    if (evidence_checks_banks(seen))
        evidence_blame(
            seen, "I4", where,
            "the image set the option bit BFB2: the hardware starts the ROM at "
            "every reset from now on, and this ROM starts the application "
            "again as long as a bank has a head");
    else
        evidence_blame(
            seen, "I4", where,
            "the image set the option bit BFB2: the hardware starts the ROM at "
            "every reset from now on, and this ROM cannot start a bank: the "
            "application never runs again, until the bit is cleared");
}

void cause_option_nboot1(const struct evidence *seen, uint32_t where,
                         const char *boot0_high)
{
    evidence_blame(
        seen, "I5", where,
        "the image cleared the option bit nBOOT1: it counts only while "
        "%s, and there it starts SRAM instead of the ROM",
        boot0_high);
}

void cause_option_nboot0(const struct evidence *seen, uint32_t where)
{
    evidence_blame(
        seen, "I7", where,
        "the image cleared the option bits nSWBOOT0 and nBOOT0: the hardware "
        "takes BOOT0 for high at every reset from now on and starts the ROM: "
        "the application never runs again, until a host sets nBOOT0");
}
