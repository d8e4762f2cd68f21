/* SPDX-License-Identifier: MIT */
#include "bench/cause_protection.h"

#include <inttypes.h>

#include "bench/family.h"
#include "chip/core/exception.h"
#include "chip/map.h"

static unsigned rdp_of(const struct evidence *seen)
{
    return map_of(&seen->run->machine.chip)->rdp(&seen->run->machine.chip);
}

/* --- option bytes --- */

static void wrote_options(const struct evidence *seen)
{
    const struct scenario_note *note =
        evidence_note(seen, FIRMWARE_OPTION, false);
    const struct family_info *family = evidence_family(seen);
    bool rdp = rdp_of(seen) != seen->run->scenario.rdp;
    if (!note ||
        (family->find_option && family->find_option(seen, note->event.pc)) ||
        rdp)
        return;
    evidence_warn(seen, "I2", note->event.pc,
                  "the option word at 0x%08" PRIX32 " is written in the field: "
                  "a power cut meanwhile leaves a value that does not match "
                  "its complement",
                  note->event.firmware.address);
}

/* --- protection --- */

static void read_protected(const struct evidence *seen)
{
    const struct scenario_run *run = seen->run;
    const struct family_info *family = evidence_family(seen);
    const char *erased = family->words.erased;
    bool comes_back =
        family->starts_blank && family->starts_blank(&run->machine.chip.part);
    if (rdp_of(seen) != 1 || seen->result->verdict != VERDICT_ROM)
        return;
    if (run->scenario.rdp == 0)
        evidence_warn(seen, "I1", 0,
                      "the image sets RDP level 1 itself: the ROM then refuses "
                      "to read and to write, and the host can only unprotect "
                      "the part, which erases %s",
                      erased);
    else if (run->scenario.boot0)
        evidence_warn(seen, "I1", 0,
                      "at RDP level 1 the ROM refuses to read and to write: "
                      "the host can only unprotect the part, which erases %s",
                      erased);
    else if (seen->visit)
        evidence_warn(seen, "I3", seen->visit->from,
                      "entered at RDP level 1: all that the ROM can do is to "
                      "erase everything%s",
                      comes_back ? ""
                                 : ", and a blank part with BOOT0 low has no "
                                   "way back into the ROM");
}

/* --- a write in flight --- */

static const char *memory_words(const struct evidence *seen, uint32_t address)
{
    const struct part *part = &seen->run->machine.chip.part;
    return part_has(part, REGION_OPTION, address)   ? "option word"
           : part_has(part, REGION_EEPROM, address) ? "EEPROM word"
                                                    : "flash";
}

static void torn(const struct evidence *seen)
{
    const struct scenario_note *note =
        evidence_note(seen, FIRMWARE_TORN, false);
    if (!note)
        return;
    evidence_blame(seen, "H3", note->event.pc,
                   "the reset came while FLASH_SR.BSY=1: the %s at "
                   "0x%08" PRIX32 " that was being written is neither old nor "
                   "new",
                   memory_words(seen, note->event.firmware.address),
                   note->event.firmware.address);
}

bool cause_protection_find_torn(const struct evidence *seen)
{
    const struct scenario_run *run = seen->run;
    const struct family_info *family = evidence_family(seen);
    uint32_t address;
    if (seen->result->verdict != VERDICT_HARDFAULT ||
        run->fault.exception != EXCEPTION_NMI || !family->torn_read ||
        !family->torn_read(&run->machine.chip, &address))
        return false;
    evidence_blame(seen, "H3", run->fault.last,
                   "the write of the double word at 0x%08" PRIX32 " was torn "
                   "by a %s, so that it does not fit its ECC: to read it "
                   "raises the NMI, whose handler does not come back",
                   address, run->cuts ? "cut" : "reset");
    evidence_advise(seen, "H3",
                    "Write an NMI handler that looks at FLASH_ECCR.ECCD, "
                    "clears it and takes that double word for lost; keep the "
                    "data twice, or with a CRC, and erase the page later.");
    return true;
}

void cause_protection_find(const struct evidence *seen)
{
    const struct family_info *family = evidence_family(seen);
    if (family->find_stored)
        family->find_stored(seen);
    wrote_options(seen);
    read_protected(seen);
    torn(seen);
    cause_protection_find_torn(seen);
}
