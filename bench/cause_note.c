/* SPDX-License-Identifier: MIT */
#include "bench/cause_note.h"

#include <inttypes.h>
#include <stdio.h>

#include "bench/cause_wait.h"

/* --- what the chip reported --- */

static void of_unclocked(const struct evidence *seen,
                         const struct machine_event *event)
{
    const struct chip *chip = &seen->run->machine.chip;
    uint32_t address = event->firmware.address;
    struct bus_clock clock = bus_clock(chip, address);
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
                  "read %s back first (ES0292)",
                  bus_block_name(chip, address), address, clock.reg, clock.bit,
                  clock.reg);
}

static void of_ignored(const struct evidence *seen,
                       const struct machine_event *event)
{
    const struct chip *chip = &seen->run->machine.chip;
    uint32_t address = event->firmware.address;
    if (event->firmware.ignored == IGNORED_DBP && !evidence_blamed(seen, "A9"))
        evidence_warn(seen, "ignored", event->pc,
                      "%s (0x%08" PRIX32 ") is written while PWR_CR.DBP=0: "
                      "ignored",
                      bus_block_name(chip, address), address);
}

static void of_clock(const struct evidence *seen,
                     const struct machine_event *event)
{
    const struct event_firmware *firmware = &event->firmware;
    if (firmware->error == FIRMWARE_LATENCY)
        evidence_warn(
            seen, "latency", event->pc,
            "HCLK of %u Hz needs more flash wait states: %u Hz is the most",
            (unsigned)firmware->hz, (unsigned)firmware->limit_hz);
    else
        evidence_warn(seen, "clock", event->pc,
                      "a clock of %u Hz where %u Hz is the most",
                      (unsigned)firmware->hz, (unsigned)firmware->limit_hz);
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

/* --- the ask --- */

static void in_vain(const struct evidence *seen)
{
    static const char *const reasons[] = {
        [VAIN_OTHER] = "what runs is not the image under test",
        [VAIN_PIN] = "while the pin was pressed the firmware neither read its "
                     "port nor waited for an edge (EXTI). Another pin, or a "
                     "later time (@MS)?",
    };
    const struct machine *machine = &seen->run->machine;
    if (seen->run->vain == VAIN_LINE)
        evidence_warn(
            seen, "ask", 0,
            "the ask was in vain: %s was off while the text was sent. "
            "Another line, or a later time (@MS)?",
            serial_listener(&machine->chip, machine->ask_usart)->name);
    else
        evidence_warn(seen, "ask", 0, "the ask was in vain: %s",
                      reasons[seen->run->vain]);
}

/* Returns the speed of the block that the text was sent to, baud; 0 = off. */
static unsigned receiver_baud(const struct machine *machine)
{
    struct map_line line = serial_line(&machine->chip, machine->ask_usart);
    return line.on && line.bit_ps
               ? (unsigned)((PS_PER_S + line.bit_ps / 2) / line.bit_ps)
               : 0;
}

/* Receivers of UARTs take 3 % to 5 %. */
static bool near(unsigned a, unsigned b)
{
    return a > b - b / 20 && a < b + b / 20;
}

static void ignored(const struct evidence *seen)
{
    const struct machine *machine = &seen->run->machine;
    const struct ask *ask = seen->run->campaign->ask;
    unsigned sent = serial_state(&machine->chip, machine->ask_usart)->baud;
    unsigned baud = receiver_baud(machine);

    if (ask->kind == ASK_PRESS)
        evidence_warn(seen, "ask", 0,
                      "the firmware looked at the pin while it was held for "
                      "%u ms, and did nothing: it may want to see it held for "
                      "longer (hold=)",
                      MACHINE_PRESS_MS);
    else if (ask->kind == ASK_SEND && baud && !near(baud, sent))
        evidence_warn(seen, "ask", 0,
                      "the text was sent at %u baud, and %s receives at %u "
                      "baud",
                      sent,
                      serial_listener(&machine->chip, machine->ask_usart)->name,
                      baud);
    else if (ask->kind == ASK_SEND)
        evidence_warn(seen, "ask", 0,
                      "the firmware received the text and did nothing: another "
                      "text, or a line end (\\r, \\n)?");
    else
        evidence_warn(seen, "ask", 0,
                      "the function was called, and nothing came of it: no "
                      "reset, no entry into the ROM");
}

/* Warns when the ask had no effect: the verdict then says nothing about how the
 * firmware reacts to one. */
static void of_ask(const struct evidence *seen)
{
    const struct scenario_run *run = seen->run;
    bool waits = seen->result->verdict == VERDICT_LOST && cause_wait_find(seen);

    if (run->vain)
        in_vain(seen);
    else if (!run->asked && !run->machine.in_rom)
        evidence_warn(seen, "ask", 0,
                      "the firmware was never asked: not until %.0f ms, the "
                      "end of the scenario (--ask ...@MS, --until)",
                      (double)machine_ps(&run->machine) / PS_PER_MS);
    else if (seen->result->verdict == VERDICT_LOST && !run->turns && !waits &&
             !seen->result->cause_count)
        ignored(seen);
}

void cause_note_find(const struct evidence *seen)
{
    of_ask(seen);
    for (unsigned i = 0; i < seen->run->note_count; i++)
        of_note(seen, &seen->run->notes[i].event);
}
