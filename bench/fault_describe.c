/* SPDX-License-Identifier: MIT
 *
 * A fault in words: what ARMv6-M shows of it in the frame, and what the status
 * registers of ARMv7-M say.
 */
#include "bench/fault.h"

#include <inttypes.h>
#include <stdio.h>

#include "chip/core/armv7m/fault.h"
#include "chip/core/exception.h"

enum { WHAT = 120 /* bytes */ };

static const char *access_name(const struct fault *fault)
{
    return fault->store ? "write to" : "read of";
}

static void from_frame(const struct fault *fault, char text[WHAT])
{
    if (!fault->known)
        snprintf(text, WHAT, "its stack frame cannot be read");
    else if (!fault->thumb)
        snprintf(text, WHAT, "branch to the even address 0x%08" PRIX32,
                 fault->pc);
    else if (fault->fetch)
        snprintf(text, WHAT, "branch to 0x%08" PRIX32 ", where nothing is",
                 fault->pc);
    else if (fault->access)
        snprintf(text, WHAT, "%s 0x%08" PRIX32, access_name(fault),
                 fault->address);
    else
        snprintf(text, WHAT, "the instruction at 0x%08" PRIX32, fault->pc);
}

/* --- ARMv7-M --- */

/* What the bits of CFSR mean. Of several the first one counts: a frame that is
 * not there hides what came before. */
static const struct meaning {
    uint32_t bit;
    const char *name;
    const char *words; /* NULL = those of the frame */
} meanings[] = {
    {CFSR_STKERR, "STKERR", "the stack pointer is where the bus has no RAM"},
    {CFSR_UNSTKERR, "UNSTKERR",
     "an exception returns by a stack pointer where the bus has no RAM"},
    {CFSR_LSPERR, "LSPERR",
     "the registers of the FPU are to be stored where the bus has no RAM"},
    {CFSR_MSTKERR, "MSTKERR",
     "the MPU forbids the frame of an exception on this stack"},
    {CFSR_MUNSTKERR, "MUNSTKERR",
     "an exception returns by a stack that the MPU forbids"},
    {CFSR_MLSPERR, "MLSPERR",
     "the MPU forbids to store the registers of the FPU"},
    {CFSR_DIVBYZERO, "DIVBYZERO", "division by 0, which CCR.DIV_0_TRP traps"},
    {CFSR_UNALIGNED, "UNALIGNED", NULL},
    {CFSR_NOCP, "NOCP", NULL},
    {CFSR_INVPC, "INVPC", NULL},
    {CFSR_INVSTATE, "INVSTATE", NULL},
    {CFSR_UNDEFINSTR, "UNDEFINSTR", NULL},
    {CFSR_IMPRECISERR, "IMPRECISERR", NULL},
    {CFSR_PRECISERR, "PRECISERR", NULL},
    {CFSR_IBUSERR, "IBUSERR", NULL},
    {CFSR_BFARVALID, "BFARVALID", NULL},
    {CFSR_DACCVIOL, "DACCVIOL", NULL},
    {CFSR_IACCVIOL, "IACCVIOL", NULL},
    {CFSR_MMARVALID, "MMARVALID", NULL},
};

enum { MEANINGS = sizeof meanings / sizeof *meanings };

/* Appends to a text of SIZE bytes. */
#define ADD(text, size, length, ...)                                           \
    ((length) +=                                                               \
     (size_t)snprintf((text) + (length), (size) - (length), __VA_ARGS__))

/* Returns the bits that are set by their names: "PRECISERR, BFARVALID". */
static void name_bits(uint32_t cfsr, char *text, size_t size)
{
    size_t length = 0;
    for (unsigned i = 0; i < MEANINGS; i++)
        if (cfsr & meanings[i].bit)
            ADD(text, size, length, "%s%s", length ? ", " : "",
                meanings[i].name);
}

static void unaligned(const struct fault *fault, char text[WHAT])
{
    if (fault->access)
        snprintf(text, WHAT, "%s 0x%08" PRIX32 ", which is not aligned",
                 access_name(fault), fault->address);
    else
        snprintf(text, WHAT, "an access that is not aligned, at 0x%08" PRIX32,
                 fault->pc);
}

static void of_bit(const struct fault *fault, uint32_t bit, char text[WHAT])
{
    switch (bit) {
    case CFSR_UNALIGNED: unaligned(fault, text); break;
    case CFSR_NOCP:
        snprintf(text, WHAT,
                 "an instruction of the FPU or of a coprocessor at 0x%08" PRIX32
                 ": it is off (CPACR), or not there",
                 fault->pc);
        break;
    case CFSR_INVPC:
        snprintf(text, WHAT, "a return from an exception by 0x%08" PRIX32,
                 fault->lr);
        break;
    case CFSR_UNDEFINSTR:
        snprintf(text, WHAT, "the instruction at 0x%08" PRIX32 " is undefined",
                 fault->pc);
        break;
    case CFSR_DACCVIOL:
        snprintf(text, WHAT, "%s 0x%08" PRIX32 ", which the MPU forbids",
                 access_name(fault), fault->address);
        break;
    case CFSR_IACCVIOL:
        snprintf(text, WHAT,
                 "branch to 0x%08" PRIX32 ", where nothing may be executed",
                 fault->pc);
        break;
    default: from_frame(fault, text); break;
    }
}

static void from_hfsr(const struct fault *fault, char text[WHAT])
{
    if (fault->hfsr & HFSR_VECTTBL)
        snprintf(text, WHAT, "a vector cannot be read");
    else if (fault->hfsr & HFSR_DEBUGEVT)
        snprintf(text, WHAT, "BKPT at 0x%08" PRIX32 " without a debugger",
                 fault->pc);
    else
        from_frame(fault, text);
}

static void from_status(const struct fault *fault, char text[WHAT])
{
    for (unsigned i = 0; i < MEANINGS; i++) {
        if (!(fault->cfsr & meanings[i].bit))
            continue;
        if (meanings[i].words)
            snprintf(text, WHAT, "%s", meanings[i].words);
        else
            of_bit(fault, meanings[i].bit, text);
        return;
    }
    from_hfsr(fault, text);
}

void fault_describe(const struct fault *fault, char text[FAULT_TEXT])
{
    char what[WHAT], bits[FAULT_TEXT - WHAT - 40] = "";
    if (fault->exception == EXCEPTION_NMI) {
        snprintf(text, FAULT_TEXT, "its handler does not come back");
        return;
    }
    if (!fault->has_status) {
        from_frame(fault, what);
        snprintf(text, FAULT_TEXT, "%s", what);
        return;
    }
    from_status(fault, what);
    name_bits(fault->cfsr, bits, sizeof bits);
    if (fault->cfsr)
        snprintf(text, FAULT_TEXT, "%s (CFSR 0x%08" PRIX32 ": %s)", what,
                 fault->cfsr, bits);
    else
        snprintf(text, FAULT_TEXT, "%s (HFSR 0x%08" PRIX32 ")", what,
                 fault->hfsr);
}
