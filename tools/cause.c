/* SPDX-License-Identifier: MIT
 *
 * Why a scenario did not end as wanted, by the catalogue in
 * reference/pitfalls.md. Only what is certain from what happened on the chip:
 * each function looks for one mistake, whatever firmware makes it.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "choices.h"
#include "lost.h"
#include "verdict.h"

enum {
    SYSTEM_END = SYSTEM_BASE + SYSTEM_SIZE,
    ROM_ID = SYSTEM_BASE + ROM_ID_OFFSET,
    /* System memories of STM32 families lie here, this part's at its start. */
    ROMS_END = 0x20000000,
    SRAM_END = SRAM_BASE + SRAM_SIZE,
    /* The largest SRAM of a Cortex-M0+ part is 144 KB; other lines start a
     * second one at 0x20040000. */
    OTHER_SRAM_END = 0x20040000,
    AIRCR = 0xE000ED0C,
    MEM_MODE_SYSTEM = 1
};

/* What is looked at: the session that ended and the result so far. */
struct case_at_hand {
    const struct session *session;
    const struct machine_visit *visit; /* the last by a branch, or NULL */
    struct result *result;
};

static void put(struct finding *finding, const struct image *image,
                const char *code, uint32_t where, const char *format,
                va_list arguments)
{
    snprintf(finding->code, sizeof finding->code, "%s", code);
    vsnprintf(finding->text, sizeof finding->text, format, arguments);
    if (where)
        image_describe(image, where, finding->where, sizeof finding->where);
}

/* WHERE = 0: no place in the image is to blame. */
static void __attribute__((format(printf, 4, 5)))
blame(const struct case_at_hand *at, const char *code, uint32_t where,
      const char *format, ...)
{
    struct result *result = at->result;
    va_list arguments;

    if (result->cause_count == RESULT_CAUSES)
        return;
    va_start(arguments, format);
    put(&result->causes[result->cause_count++], at->session->bench->image, code,
        where, format, arguments);
    va_end(arguments);
}

static void __attribute__((format(printf, 4, 5)))
warn(const struct case_at_hand *at, const char *code, uint32_t where,
     const char *format, ...)
{
    struct result *result = at->result;
    va_list arguments;

    if (result->warning_count == RESULT_WARNINGS)
        return;
    va_start(arguments, format);
    put(&result->warnings[result->warning_count++], at->session->bench->image,
        code, where, format, arguments);
    va_end(arguments);
}

static uint32_t bank_base(const struct case_at_hand *at, unsigned bank)
{
    return bank ? at->session->bench->part.bank2_base : FLASH_BASE;
}

static bool rom_starts(const struct case_at_hand *at, uint32_t head)
{
    const struct scenario *scenario = &at->session->scenario;
    if (scenario->rom == ROM_FILE)
        return machine_is_head(head, CHOICE_SP_RANGE) ||
               machine_is_head(head, CHOICE_SP_MASK);
    return machine_is_head(head, scenario->readings.value[READING_SP]);
}

/* --- E: the ROM sends you back --- */

/* The bank that the ROM's check takes, or 2: none is there to take. */
static unsigned bank_taken(const struct case_at_hand *at,
                           const uint32_t head[2])
{
    if (rom_starts(at, head[1]))
        return 1;
    return rom_starts(at, head[0]) ? 0 : 2;
}

static const char *way_out(unsigned bank)
{
    return bank ? "Another program is in bank 2: erase it, or keep BOOT0 for "
                  "such parts"
                : "Make the head invalid (boot0 patch --head invalid), or "
                  "enter in two passes (the library does)";
}

static bool bounced(const struct case_at_hand *at)
{
    if (!at->visit || !at->visit->left || at->visit->answered)
        return false;
    unsigned bank = bank_taken(at, at->visit->head);
    if (bank == 2)
        return false;
    blame(at, "E1", at->visit->from,
          "the ROM was entered at 0x%08" PRIX32 ", found the stack pointer "
          "0x%08" PRIX32 " at 0x%08" PRIX32 " (bank %u) and gave the chip back "
          "by a %s: with such a head this ROM does not stay. %s",
          at->visit->entry, at->visit->head[bank], bank_base(at, bank),
          bank + 1, at->visit->left_by_reset ? "reset" : "branch",
          way_out(bank));
    return true;
}

/* The ROM put bank 2 at 0x08000000, and what is there is no program. */
static bool started_garbage(const struct case_at_hand *at)
{
    const struct machine *machine = &at->session->machine;
    uint32_t head = at->session->head[1], reset = at->session->reset[1];

    if (machine_bank(machine) != 1 || !rom_starts(at, head) ||
        bank_is_code(&machine->banks[1], reset & ~1u))
        return false;
    blame(at, "E2", at->visit ? at->visit->from : 0,
          "the word 0x%08" PRIX32 " at 0x%08" PRIX32 " looks like a stack "
          "pointer, so the ROM started bank 2 with the reset vector "
          "0x%08" PRIX32 ", which is no code. Keep the first word of bank 2 "
          "out of your data (reserve it in the linker script, or erase it)",
          head, bank_base(at, 1), reset);
    return true;
}

/* --- B, J, A: faults around the jump --- */

static bool in_rom(uint32_t address)
{
    return address - SYSTEM_BASE < SYSTEM_SIZE;
}

static bool other_rom(uint32_t address)
{
    return address >= SYSTEM_END && address < ROMS_END &&
           address - OPTION_BASE >= OPTION_SIZE;
}

static bool even_branch(const struct case_at_hand *at)
{
    const struct fault *fault = &at->session->fault;
    const struct machine *machine = &at->session->machine;
    if (!fault->known || fault->thumb || other_rom(fault->pc) ||
        (machine->in_rom && fault->pc != machine->visit.entry))
        return false; /* what the ROM itself branches to is another matter */
    blame(at, "B6", machine->in_rom ? machine->visit.from : 0,
          "branch to 0x%08" PRIX32 " with bit 0 clear: a Cortex-M0+ has no ARM "
          "state and faults. Branch to 0x%08" PRIX32,
          fault->pc, fault->pc | 1);
    return true;
}

static bool wrong_rom(const struct case_at_hand *at)
{
    const struct fault *fault = &at->session->fault;
    bool data = fault->access && other_rom(fault->address);
    if (!fault->known || !(data || other_rom(fault->pc)))
        return false;
    if (data && fault->address < ROM_ID + 8) {
        blame(at, "J2", fault->pc,
              "0x%08" PRIX32 " is behind the end of the ROM: its version byte "
              "at 0x%08X was taken for its start. The ROM starts at 0x%08X",
              fault->address, (unsigned)ROM_ID, (unsigned)SYSTEM_BASE);
        return true;
    }
    blame(at, "J1", data ? fault->pc : fault->lr & ~1u,
          "%s 0x%08" PRIX32 ", where this part has nothing: a ROM address of "
          "another family. The ROM of an STM32L07x/L08x starts at 0x%08X",
          data ? "read of" : "branch to", data ? fault->address : fault->pc,
          (unsigned)SYSTEM_BASE);
    return true;
}

static bool unaligned_in_rom(const struct case_at_hand *at)
{
    const struct fault *fault = &at->session->fault;
    if (!fault->access || !in_rom(fault->address) || fault->size < 2 ||
        fault->address % fault->size == 0)
        return false;
    if (fault->address >= ROM_ID)
        blame(at, "J2", fault->pc,
              "word read at 0x%08" PRIX32 ": the address of the version byte "
              "was taken for the start of the ROM, which is 0x%08X",
              fault->address, (unsigned)SYSTEM_BASE);
    else
        blame(at, "B3", fault->pc,
              "word read at 0x%08" PRIX32 ", which is not aligned: an entry "
              "address was taken for the address of a pointer. Branch to "
              "0x%08" PRIX32 " itself",
              fault->address, fault->address);
    return true;
}

static bool stack_in_rom(const struct case_at_hand *at)
{
    const struct machine_visit *visit = &at->session->machine.visit;
    if (!visit->entry || visit->by_hardware || visit->left ||
        !(in_rom(visit->sp) || visit->sp == SYSTEM_END))
        return false;
    blame(at, "B2", visit->from,
          "the ROM was entered with SP = 0x%08" PRIX32 ", inside the ROM: its "
          "first push faults. Load SP from the word at 0x%08X, not with that "
          "address",
          visit->sp, (unsigned)SYSTEM_BASE);
    return true;
}

static bool unprivileged_reset(const struct case_at_hand *at)
{
    const struct fault *fault = &at->session->fault;
    if (!fault->access || !fault->store || fault->address != AIRCR ||
        !fault->unprivileged)
        return false;
    blame(at, "B7", fault->pc,
          "AIRCR was written by an unprivileged thread: a HardFault instead of "
          "a reset. Ask from privileged code, for instance an SVC handler");
    return true;
}

static bool no_such_ram(const struct case_at_hand *at)
{
    const struct fault *fault = &at->session->fault;
    if (!fault->access || fault->address < SRAM_END ||
        fault->address >= OTHER_SRAM_END)
        return false;
    blame(at, "A6", fault->pc,
          "%s 0x%08" PRIX32 ", but the RAM of this part ends at 0x%08X: a "
          "constant of another part",
          fault->store ? "write to" : "read of", fault->address,
          (unsigned)SRAM_END - 1);
    return true;
}

/* --- F: an erased head --- */

static bool head_erased(const struct case_at_hand *at)
{
    return at->session->head[0] != 0 &&
           machine_head(&at->session->machine, 0) == 0;
}

static bool started_blank(const struct case_at_hand *at)
{
    if (!head_erased(at) || at->session->resets == 0)
        return false;
    blame(at, "F2", 0,
          "the image erased its own vector table, and a reset came before the "
          "ROM was entered: SP and PC were loaded with 0. Only BOOT0 or SWD "
          "leads out. Enter without erasing (boot0 patch), or with BFB2=1");
    return true;
}

/* --- C, D: fetches that go astray --- */

/* A remap while the core runs from the alias at 0. */
static bool remapped_under_foot(const struct case_at_hand *at)
{
    const struct machine *machine = &at->session->machine;
    uint32_t pc = at->session->last.pc, from = at->session->last.b;
    bool alias = at->session->last.a == REGION_ALIAS_FLASH &&
                 machine->chip.cpu.window.region == REGION_ALIAS_SYSTEM;
    if (!alias)
        return false;
    blame(at, "C3", FLASH_BASE + from,
          "MEM_MODE=01 was written by code that runs from the alias at 0, so "
          "the next fetch, at 0x%08" PRIX32 ", came from the ROM image: "
          "runaway. Remap from code at 0x0800xxxx or in RAM",
          pc);
    return true;
}

/* A branch to the alias at 0 after a start through the ROM. */
static bool alias_after_bfb2(const struct case_at_hand *at)
{
    const struct machine_visit *visit = &at->session->machine.visit;
    uint32_t pc = at->session->last.pc;
    if (!visit->entry || !visit->by_hardware || pc >= SYSTEM_SIZE ||
        syscfg_mem_mode(&at->session->machine.chip) != MEM_MODE_SYSTEM)
        return false;
    blame(at, "E3", at->session->last.b,
          "branch to 0x%08" PRIX32 " in the alias at 0, which shows the ROM: "
          "after a start with BFB2=1 MEM_MODE stays 01. Branch to "
          "0x%08" PRIX32,
          pc, FLASH_BASE + pc);
    return true;
}

/* An interrupt of the application took a vector of the ROM. */
static bool interrupt_in_rom(const struct case_at_hand *at)
{
    const struct machine *machine = &at->session->machine;
    unsigned exception = machine->chip.cpu.ipsr;
    if (!in_rom(at->session->last.pc) || exception == 0)
        return false;

    const struct machine_visit *visit = &machine->visit;
    if (visit->entry && visit->by_hardware)
        blame(at, "E3", 0,
              "exception %u went to 0x%08" PRIX32 " in the ROM: after a start "
              "with BFB2=1 the ROM's vectors are still at 0. Set VTOR to "
              "0x08000000 before interrupts are enabled",
              exception, at->session->last.pc);
    else if (visit->entry)
        blame(at, "C4", 0,
              "exception %u went to 0x%08" PRIX32 " in the ROM: it gave the "
              "chip back with its vectors at 0. Set VTOR to 0x08000000 before "
              "interrupts are enabled, or reset once more",
              exception, at->session->last.pc);
    else
        blame(at, "D2", 0,
              "exception %u went to 0x%08" PRIX32 " in the ROM: its vectors "
              "were mapped to 0 while the application's interrupts were still "
              "enabled or pending. Enter from a reset",
              exception, at->session->last.pc);
    return true;
}

static bool no_entry(const struct case_at_hand *at)
{
    uint32_t pc = at->session->last.pc;
    if (!in_rom(pc) || at->session->machine.chip.cpu.ipsr)
        return false;
    blame(at, "J1", at->session->last.b,
          "branch to 0x%08" PRIX32 ", which is no entry of this ROM (id byte "
          "0x%02X): its reset handler is at 0x%08" PRIX32 "%s. Read the id "
          "byte at 0x%08X and choose by it",
          pc, at->session->machine.chip.system[ROM_ID_OFFSET],
          at->session->machine.entries[0],
          at->session->machine.entries[1] ? ", and one more entry is known"
                                          : " and no other entry is known",
          (unsigned)ROM_ID);
    return true;
}

/* --- A: the request is lost --- */

static void of_lost(const struct case_at_hand *at)
{
    struct lost lost;
    if (at->session->visits || at->session->resets == 0 ||
        !lost_find(at->session->bench, &at->session->scenario, &lost))
        return;
    blame(at,
          lost.by_rom ? "A4"
          : lost.now  ? "A1"
                      : "A2",
          lost.address,
          "the request, 0x%08" PRIX32 " at 0x%08" PRIX32 ", was overwritten "
          "with 0x%08" PRIX32 " by %s before main looked at it: with that word "
          "put back the ROM is entered. Keep it in .noinit above 0x200014D0 or "
          "in RTC backup registers, or use the library",
          lost.word, lost.address, lost.now,
          lost.by_rom ? "the ROM, which ran in between," : "the start-up code");
}

/* --- the verdicts --- */

static void of_fault(const struct case_at_hand *at)
{
    static bool (*const looks[])(const struct case_at_hand *) = {
        started_garbage,  stack_in_rom, wrong_rom,          even_branch,
        unaligned_in_rom, no_such_ram,  unprivileged_reset, started_blank,
    };
    for (unsigned i = 0; i < sizeof looks / sizeof *looks; i++)
        if (looks[i](at))
            return;
}

static void of_astray(const struct case_at_hand *at)
{
    static bool (*const looks[])(const struct case_at_hand *) = {
        started_garbage,  remapped_under_foot,
        alias_after_bfb2, interrupt_in_rom,
        no_entry,
    };
    for (unsigned i = 0; i < sizeof looks / sizeof *looks; i++)
        if (looks[i](at))
            return;
}

/* In the ROM for good, but on the stack of a thread. */
static void of_rom(const struct case_at_hand *at)
{
    if (!at->visit || !(at->visit->control & CONTROL_SPSEL))
        return;
    blame(at, "B5", at->visit->from,
          "the ROM was entered with CONTROL.SPSEL=1: MSP was set, but the ROM "
          "runs on the stack of a thread. Clear CONTROL and ISB before MSP is "
          "set");
}

/* --- warnings --- */

static bool maps_itself(const struct case_at_hand *at)
{
    return at->session->scenario.readings.value[READING_REMAP] ==
           CHOICE_REMAP_SELF;
}

/* What the ROM's USART code does not mind; its USB code would. */
static void of_entry(const struct case_at_hand *at)
{
    const struct machine_visit *visit = at->visit;
    bool usb = at->session->scenario.rom == ROM_V4_0 ||
               at->session->scenario.rom == ROM_V4_1;

    if (at->session->scenario.rdp == 1 && !at->session->scenario.boot0)
        warn(at, "I3", visit->from,
             "entered at RDP level 1: all that the ROM can do is to erase "
             "everything, and a blank part with BOOT0 low has no way back");
    if (!usb)
        return;
    if (visit->primask)
        warn(at, "D3", visit->from,
             "PRIMASK is 1 at the jump: the ROM's USART code polls, its USB "
             "code needs interrupts and is deaf. CPSIE i before the jump");
    if (visit->mem_mode != MEM_MODE_SYSTEM && !maps_itself(at))
        warn(at, "C1", visit->from,
             "system memory is not mapped to 0 at the jump: its USB interrupt "
             "takes a vector of the application. "
             "Set MEM_MODE=01, with the SYSCFG clock on");
    if (visit->systick)
        warn(at, "D1", visit->from,
             "SysTick runs with its interrupt enabled at the jump. Enter from "
             "a reset");
    if (visit->enabled)
        warn(at, "D2", visit->from,
             "NVIC lines 0x%08" PRIX32 " are enabled at the jump: the first "
             "such interrupt in the ROM goes astray. Enter from a reset",
             visit->enabled);
}

static void of_head(const struct case_at_hand *at)
{
    if (head_erased(at) && !at->session->scenario.bfb2)
        warn(at, "F2", 0,
             "the image erased its own vector table to stay in the ROM: with "
             "BFB2=0 a power cut before the new firmware is there leaves SP = "
             "PC = 0, and only BOOT0 or SWD leads out");
}

/* The part never gets out of its ROM. */
static void of_option(const struct case_at_hand *at)
{
    if (!at->session->scenario.bfb2)
        return;
    warn(at, "bfb2", 0,
         "with BFB2=1 the part starts its ROM at every reset, and this one "
         "stays there: %s. The application never runs",
         bank_taken(at, at->session->head) == 2
             ? "no bank has a stack pointer in its first word"
             : "it cannot start a bank (no dual-bank code)");
}

static void of_firmware_error(const struct case_at_hand *at,
                              const struct machine_event *event)
{
    switch (event->a) {
    case FIRMWARE_LATENCY:
        warn(at, "latency", event->pc,
             "HCLK of %u Hz needs more flash wait states: %u Hz is the most",
             (unsigned)event->b, (unsigned)event->c);
        break;
    case FIRMWARE_CLOCK:
        warn(at, "clock", event->pc, "a clock of %u Hz where %u Hz is the most",
             (unsigned)event->b, (unsigned)event->c);
        break;
    case FIRMWARE_NONZERO:
        warn(at, "nonzero", event->pc,
             "the word at 0x%08" PRIX32 " was programmed without an erase",
             event->b);
        break;
    default:
        warn(at, "protocol", event->pc,
             "the register at 0x%08" PRIX32 " was used out of order (value "
             "0x%08" PRIX32 ")",
             event->b, event->c);
        break;
    }
}

static void of_note(const struct case_at_hand *at,
                    const struct machine_event *event)
{
    if (event->kind == MACHINE_FIRMWARE)
        of_firmware_error(at, event);
    else
        warn(at, "unmodelled", event->pc,
             "%s 0x%08" PRIX32 " (%s), which this chip does not model",
             event->c ? "write to" : "read of", event->a,
             bus_block_name(event->a));
}

void cause_find(const struct session *session, struct result *result)
{
    const struct machine_visit *visit = NULL;
    if (session->visits)
        visit = &session->visit[session->visits > 1 ? 1 : 0];
    const struct case_at_hand at = {session, visit, result};

    if (result->verdict == VERDICT_HARDFAULT ||
        result->verdict == VERDICT_LOCKUP)
        of_fault(&at);
    else if (result->verdict == VERDICT_ASTRAY)
        of_astray(&at);
    else if (result->verdict == VERDICT_ROM)
        of_rom(&at);
    else if (!wanted_met(result->verdict, result->wanted) && !bounced(&at))
        of_lost(&at);

    if (visit && result->verdict == VERDICT_ROM)
        of_entry(&at);
    if (result->verdict == VERDICT_ROM)
        of_head(&at);
    if (result->verdict == VERDICT_UNASKED)
        of_option(&at);
    for (unsigned i = 0; i < session->note_count; i++)
        of_note(&at, &session->notes[i]);
}
