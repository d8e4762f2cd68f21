/* SPDX-License-Identifier: MIT */
#include "bench/cause_protection.h"

#include <inttypes.h>

#include "chip/stm32l0/flash.h"

enum {
    FLASH_OPTR = 0x4002201C,
    USER_BFB2 = 1 << 7,
    USER_NBOOT1 = 1 << 15,
    OPTION_END = OPTION_BASE + 0x20
};

/* --- option bytes --- */

static void stored_in_optr(const struct evidence *seen)
{
    for (unsigned i = 0; i < seen->run->note_count; i++) {
        const struct machine_event *event = &seen->run->notes[i].event;
        if (event->kind != MACHINE_FIRMWARE ||
            event->firmware.error != FIRMWARE_IGNORED ||
            event->firmware.address != FLASH_OPTR)
            continue;
        evidence_blame(seen, "I6", event->pc,
                       "0x%08" PRIX32 " was stored into FLASH_OPTR, which is "
                       "read-only on this family: nothing changes. Option "
                       "bytes are programmed at 0x%08X",
                       event->firmware.value, (unsigned)OPTION_BASE);
        return;
    }
}

static void set_bfb2(const struct evidence *seen, uint32_t where)
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

/* True: a bit that selects the boot memory was changed. */
static bool changed_boot(const struct evidence *seen, uint32_t where)
{
    uint16_t before = seen->run->user_option;
    uint16_t now = scenario_run_user_option(seen->run);

    if (now & ~before & USER_BFB2)
        set_bfb2(seen, where);
    if (before & ~now & USER_NBOOT1)
        evidence_blame(
            seen, "I5", where,
            "the image cleared the option bit nBOOT1: it counts only while the "
            "BOOT0 pin is high, and there it starts SRAM instead of the ROM");
    return (before ^ now) & (USER_BFB2 | USER_NBOOT1);
}

static void wrote_options(const struct evidence *seen)
{
    const struct scenario_note *note =
        evidence_note(seen, FIRMWARE_OPTION, false);
    bool rdp = flash_rdp(&seen->run->machine.chip) != seen->run->scenario.rdp;
    if (!note || changed_boot(seen, note->event.pc) || rdp)
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
    if (flash_rdp(&run->machine.chip) != 1 ||
        seen->result->verdict != VERDICT_ROM)
        return;
    if (run->scenario.rdp == 0)
        evidence_warn(seen, "I1", 0,
                      "the image sets RDP level 1 itself: the ROM then refuses "
                      "to read and to write, and the host can only unprotect "
                      "the part, which erases all flash and EEPROM");
    else if (run->scenario.boot0)
        evidence_warn(seen, "I1", 0,
                      "at RDP level 1 the ROM refuses to read and to write: "
                      "the host can only unprotect the part, which erases all "
                      "flash and EEPROM");
    else if (seen->visit)
        evidence_warn(seen, "I3", seen->visit->from,
                      "entered at RDP level 1: all that the ROM can do is to "
                      "erase everything, and a blank part with BOOT0 low has "
                      "no way back into the ROM");
}

/* --- a write in flight --- */

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
                   note->event.firmware.address >= OPTION_BASE   ? "option word"
                   : note->event.firmware.address >= EEPROM_BASE ? "EEPROM word"
                                                                 : "flash",
                   note->event.firmware.address);
}

void cause_protection_find(const struct evidence *seen)
{
    stored_in_optr(seen);
    wrote_options(seen);
    read_protected(seen);
    torn(seen);
}
