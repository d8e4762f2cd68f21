/* SPDX-License-Identifier: MIT */
#include "bench/cause_note.h"

#include <inttypes.h>
#include <stdio.h>

#include "bench/cause_ask.h"
#include "bench/cause_end.h"
#include "bench/clock_rule.h"
#include "bench/family.h"
#include "bench/kept.h"

/* --- what the chip reported --- */

static void of_unclocked(const struct evidence *seen,
                         const struct machine_event *event)
{
    const struct chip *chip = &seen->run->machine.chip;
    uint32_t address = event->firmware.address;
    struct bus_clock clock = bus_clock(chip, address);
    if (address == evidence_family(seen)->remap_address &&
        evidence_blamed(seen, "C2"))
        return; /* the same store */
    if (evidence_blamed(seen, "A9") && kept_kind(chip, address))
        return;
    evidence_warn(seen, "unclocked", event->pc,
                  "%s (0x%08" PRIX32 ") is written while %s.%s=0: ignored",
                  bus_block_name(chip, address), address, clock.reg, clock.bit);
}

static void of_early(const struct evidence *seen,
                     const struct machine_event *event)
{
    const struct chip *chip = &seen->run->machine.chip;
    uint32_t address = event->firmware.address;
    struct bus_clock clock = bus_clock(chip, address);
    evidence_warn(seen, "early", event->pc,
                  "%s (0x%08" PRIX32 ") is used right after %s.%s was set: "
                  "read %s back first (%s)",
                  bus_block_name(chip, address), address, clock.reg, clock.bit,
                  clock.reg, evidence_family(seen)->words.early);
}

static const struct family_lock *lock_of(const struct evidence *seen,
                                         uint32_t address)
{
    const struct family_lock *lock = evidence_family(seen)->locks;
    while (address < lock->first)
        lock++;
    return lock;
}

static void of_ignored(const struct evidence *seen,
                       const struct machine_event *event)
{
    const struct chip *chip = &seen->run->machine.chip;
    uint32_t address = event->firmware.address;
    if (event->firmware.ignored == IGNORED_DBP && !evidence_blamed(seen, "A9"))
        evidence_warn(seen, "ignored", event->pc,
                      "%s (0x%08" PRIX32 ") is written while %s=0: ignored",
                      bus_block_name(chip, address), address,
                      evidence_family(seen)->words.dbp);
    else if (event->firmware.ignored == IGNORED_LOCK &&
             !evidence_blamed(seen, "I6"))
        evidence_warn(seen, "ignored", event->pc,
                      "0x%08" PRIX32 " (%s) is written while %s=1: "
                      "ignored, with WRPERR. Write both keys first",
                      address, lock_of(seen, address)->what,
                      lock_of(seen, address)->bit);
    else if (event->firmware.ignored == IGNORED_PROTECTED)
        evidence_warn(seen, "ignored", event->pc,
                      "0x%08" PRIX32 " (%s) is written although it is "
                      "protected: ignored, with WRPERR (WRP in the option "
                      "bytes, or RDP)",
                      address, lock_of(seen, address)->what);
}

static void of_clock(const struct evidence *seen,
                     const struct machine_event *event)
{
    const struct event_firmware *firmware = &event->firmware;
    char rule[CLOCK_RULE_TEXT];
    clock_rule_words(firmware, rule);
    evidence_warn(seen,
                  firmware->error == FIRMWARE_LATENCY ? "latency" : "clock",
                  event->pc, "%s", rule);
}

static void of_nonzero(const struct evidence *seen,
                       const struct machine_event *event)
{
    uint32_t address = event->firmware.address;
    if (address != FLASH_BASE && address != evidence_bank_base(seen, 1))
        evidence_warn(seen, "nonzero", event->pc,
                      "the word at 0x%08" PRIX32 " was programmed without an "
                      "erase",
                      address);
}

static void of_firmware_error(const struct evidence *seen,
                              const struct machine_event *event)
{
    const struct event_firmware *firmware = &event->firmware;
    switch (firmware->error) {
    case FIRMWARE_LATENCY:
    case FIRMWARE_CLOCK: of_clock(seen, event); break;
    case FIRMWARE_NONZERO: of_nonzero(seen, event); break;
    case FIRMWARE_UNCLOCKED: of_unclocked(seen, event); break;
    case FIRMWARE_EARLY: of_early(seen, event); break;
    case FIRMWARE_IGNORED: of_ignored(seen, event); break;
    case FIRMWARE_RMVF:
        evidence_warn(seen, "rmvf", event->pc,
                      "RCC_CSR.RMVF is still 1 at a reset: no text promises "
                      "the flags of that reset. Clear RMVF after use");
        break;
    case FIRMWARE_PROTOCOL:
        evidence_warn(seen, "protocol", event->pc,
                      "the register at 0x%08" PRIX32 " was used out of order "
                      "(value 0x%08" PRIX32 ")",
                      firmware->address, firmware->value);
        break;
    case FIRMWARE_DOMAIN: /* not mistakes by themselves */
    case FIRMWARE_OPTION:
    case FIRMWARE_TORN:
    case FIRMWARE_UFB: break;
    }
}

static void of_note(const struct evidence *seen,
                    const struct machine_event *event)
{
    if (event->kind == MACHINE_FIRMWARE)
        of_firmware_error(seen, event);
    else
        evidence_warn(seen, "unmodelled", event->pc,
                      "%s 0x%08" PRIX32 " (%s), which this chip does not model",
                      event->unmodelled.write ? "write to" : "read of",
                      event->unmodelled.address,
                      bus_block_name(&seen->run->machine.chip,
                                     event->unmodelled.address));
}

void cause_note_find(const struct evidence *seen)
{
    cause_ask_find(seen);
    cause_end_find(seen);
    for (unsigned i = 0; i < seen->run->note_count; i++)
        of_note(seen, &seen->run->notes[i].event);
}
