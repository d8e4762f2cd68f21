/* SPDX-License-Identifier: MIT */
#include "tools/report/timeline_rom.h"

#include <string.h>

#include "bench/answers.h"
#include "bench/bank.h"
#include "bench/family.h"
#include "chip/core/exception.h"

/* The result of the model ROM's bank check. */
enum bank_check {
    CHECK_UNKNOWN, /* a user's own ROM image */
    CHECK_NONE,    /* this version has none: the ROM stays */
    CHECK_PASSED,  /* entered past it: the ROM stays */
    CHECK_BOOT0,   /* the BOOT0 pin is high: the ROM stays */
    CHECK_RDP2,    /* level 2, BFB2=1: the ROM starts an application */
    CHECK_BFB2,    /* BFB2=0, and the ROM consults it: it stays */
    CHECK_EMPTY,   /* no bank starts with a stack pointer: the ROM stays */
    CHECK_BANK1,   /* bank 1, 2 does and is started */
    CHECK_BANK2
};

static enum bank_check bank_check(const struct timeline *timeline)
{
    const struct machine *machine = timeline->machine;
    const struct machine_visit *visit = &machine->visit;
    const struct readings *readings = &timeline->readings;
    const struct part *part = &machine->chip.part;
    const struct map *map = map_of(&machine->chip);
    bool bfb2 = map->bfb2 && map->bfb2(&machine->chip);

    if (rom_is_file(timeline->rom))
        return CHECK_UNKNOWN;
    if (map->rdp(&machine->chip) == 2 && bfb2)
        return CHECK_RDP2;
    if (!rom_info(timeline->rom)->checks_banks)
        return CHECK_NONE;
    if (visit->entry == machine->entries[1])
        return CHECK_PASSED;
    if (machine->chip.board.boot0)
        return CHECK_BOOT0;
    bool second = part->bank2_base &&
                  bank_is_head(part, visit->head[1], machine->rom, readings);
    if (!second && !bank_is_head(part, visit->head[0], machine->rom, readings))
        return CHECK_EMPTY;
    if (!bfb2 && readings_say(timeline->rom, readings, "bfb2", "consulted"))
        return CHECK_BFB2;
    return second ? CHECK_BANK2 : CHECK_BANK1;
}

static void print_words(struct timeline *timeline, const char *verdict)
{
    const struct machine_visit *visit = &timeline->machine->visit;
    if (timeline->machine->chip.part.bank2_base)
        timeline_print(timeline, "ROM",
                       "bank check: bank 2 starts with 0x%08X, bank 1 with "
                       "0x%08X: %s",
                       visit->head[1], visit->head[0], verdict);
    else
        timeline_print(timeline, "ROM",
                       "bank check: flash starts with 0x%08X: %s",
                       visit->head[0], verdict);
}

static void print_check(struct timeline *timeline)
{
    switch (bank_check(timeline)) {
    case CHECK_UNKNOWN: break;
    case CHECK_NONE:
        if (family_of(&timeline->machine->chip)->takes_head)
            timeline_print(timeline, "ROM", "this version has no bank check");
        break;
    case CHECK_PASSED:
        timeline_print(timeline, "ROM", "entered past its bank check");
        break;
    case CHECK_BOOT0:
        timeline_print(timeline, "ROM", "BOOT0 is high: no bank check");
        break;
    case CHECK_RDP2:
        timeline_print(timeline, "ROM",
                       "readout protection level 2: no host is let in");
        break;
    case CHECK_BFB2:
        timeline_print(timeline, "ROM", "BFB2=0: no bank check");
        break;
    case CHECK_EMPTY:
        print_words(timeline, "no stack pointer, no bank to start");
        break;
    case CHECK_BANK1: print_words(timeline, "a stack pointer in bank 1"); break;
    case CHECK_BANK2: print_words(timeline, "a stack pointer in bank 2"); break;
    }
}

const char *timeline_rom_name(unsigned rom, char name[16])
{
    if (rom_is_file(rom))
        return "own ROM";
    snprintf(name, 16, "V%s", rom_name(rom) + 1);
    return name;
}

enum { READY_AGAIN_MS = 5 };

/* Looks from the time that a ROM of the family needs, to that after which it
 * counts as deaf. */
static unsigned ready_looks(const struct timeline *timeline)
{
    const struct family_info *family = family_of(&timeline->machine->chip);
    return (family->deaf_ms - family->ready_ms) / READY_AGAIN_MS + 1;
}

static void begin_visit(struct timeline *timeline)
{
    timeline->visit = (struct timeline_visit){
        .look_ps = machine_ps(timeline->machine) +
                   family_of(&timeline->machine->chip)->ready_ms * PS_PER_MS,
    };
}

void timeline_rom_entered(struct timeline *timeline)
{
    const struct machine_visit *visit = &timeline->machine->visit;
    char how[96] = "by the hardware's boot selection";
    char where[64], name[16];
    if (!visit->by_hardware) {
        image_describe(timeline->machine->image, visit->from, where,
                       sizeof where);
        snprintf(how, sizeof how, "by a branch from %s",
                 visit->from ? where : "?");
    }
    timeline_print(timeline, "ROM", "%s (id byte 0x%02X) entered at 0x%08X %s",
                   timeline_rom_name(timeline->rom, name),
                   machine_rom_id(timeline->machine), visit->entry, how);
    print_check(timeline);
    begin_visit(timeline);
}

/* --- ready --- */

static bool may_get_ready(const struct timeline *timeline)
{
    return timeline->machine->in_rom && !timeline->visit.ready &&
           timeline->visit.looks < ready_looks(timeline);
}

uint64_t timeline_rom_due_ps(const struct timeline *timeline)
{
    return may_get_ready(timeline) ? timeline->visit.look_ps : NEVER;
}

static void look_whether_ready(struct timeline *timeline)
{
    const struct machine *machine = timeline->machine;
    struct timeline_visit *visit = &timeline->visit;
    uint64_t now = machine_ps(machine);
    if (!may_get_ready(timeline) ||
        (!machine->visit.answered && now < visit->look_ps))
        return;
    visit->looks++;
    visit->look_ps = now + READY_AGAIN_MS * PS_PER_MS;
    visit->ready = machine->visit.answered || answers_sync(machine);
    if (visit->ready)
        timeline_print(timeline, "ROM",
                       machine->visit.answered
                           ? "ready: a host has its answer"
                           : "ready: answers 0x7F with 0x79");
    else if (visit->looks == ready_looks(timeline))
        timeline_print(timeline, "ROM",
                       "does not answer 0x7F on USART%u, %u ms after it was "
                       "entered",
                       family_of(&machine->chip)->usart == USART_1 ? 1 : 2,
                       (unsigned)((now - machine->visit.ps) / PS_PER_MS));
}

/* --- what a host does with it --- */

/* A host that pauses for so long has come to an end of something. */
#define PAUSE_PS (500 * PS_PER_MS)

static void print_pages(struct timeline *timeline)
{
    struct timeline_host *host = &timeline->host;
    if (host->pages)
        timeline_print(timeline, "ROM", "erases %u %s%s", host->pages,
                       family_of(&timeline->machine->chip)->page,
                       host->pages == 1 ? "" : "s");
    host->pages = 0;
}

static void print_written(struct timeline *timeline)
{
    struct timeline_host *host = &timeline->host;
    if (host->to != host->from)
        timeline_print(timeline, "ROM", "writes %u bytes at 0x%08X",
                       host->to - host->from, host->from);
    host->from = host->to = 0;
}

static void print_host(struct timeline *timeline)
{
    print_pages(timeline);
    print_written(timeline);
    timeline->host.mixed = false;
}

/* A host that erases page by page, between its writes, is summed up at its
 * end. */
static void erases(struct timeline_host *host)
{
    host->mixed |= host->to != host->from;
    host->pages++;
}

static void writes(struct timeline *timeline, const struct event_nvm *nvm)
{
    struct timeline_host *host = &timeline->host;
    if (!host->mixed)
        print_pages(timeline);
    if (nvm->address != host->to) {
        print_written(timeline);
        host->from = nvm->address;
    }
    host->to = nvm->address + nvm->length;
}

void timeline_rom_nvm(struct timeline *timeline,
                      const struct machine_event *event)
{
    const struct event_nvm *nvm = &event->nvm;
    if (!timeline->machine->in_rom || !nvm->begins)
        return;
    timeline->host.last_ps = event->ps;
    timeline->visit.options |= nvm->operation == FLASH_OPTION_WRITE ||
                               nvm->operation == FLASH_MASS_ERASE;
    switch (nvm->operation) {
    case FLASH_ERASE_PAGE: erases(&timeline->host); break;
    case FLASH_PROGRAM_WORD:
    case FLASH_PROGRAM_HALF_PAGE:
    case FLASH_EEPROM_WRITE: writes(timeline, nvm); break;
    case FLASH_MASS_ERASE:
        print_host(timeline);
        timeline_print(timeline, "ROM", "erases all of the flash");
        break;
    case FLASH_EEPROM_ERASE:
    case FLASH_OPTION_WRITE: /* has a line of its own */
    case FLASH_IDLE: break;
    }
}

void timeline_rom_flush(struct timeline *timeline, bool end)
{
    if (end ||
        machine_ps(timeline->machine) >= timeline->host.last_ps + PAUSE_PS)
        print_host(timeline);
    if (!end)
        look_whether_ready(timeline);
}

/* --- the end of a visit --- */

static bool holds_image(const struct machine *machine)
{
    const struct image *image = machine->image;
    const uint8_t *flash = bus_physical(&machine->chip, REGION_FLASH);
    for (size_t i = 0; i < image->segment_count; i++) {
        const struct image_segment *segment = &image->segments[i];
        uint32_t offset = segment->address - FLASH_BASE;
        if (machine_in_flash(machine, segment->address) &&
            memcmp(flash + offset, segment->data, segment->size) != 0)
            return false;
    }
    return true;
}

/* Instructions of 0 do nothing: the core runs through erased flash to its end.
 */
static bool is_erased(const struct machine *machine, uint32_t target)
{
    static const uint8_t erased[16];
    const uint8_t *flash = bus_physical(&machine->chip, REGION_FLASH);
    uint32_t last = target + sizeof erased - 1;
    return machine_in_flash(machine, target) &&
           machine_in_flash(machine, last) &&
           memcmp(flash + (target - FLASH_BASE), erased, sizeof erased) == 0;
}

static const char *go_note(const struct machine *machine)
{
    uint32_t target = machine->visit.target;
    if (!machine->chip.cpu.t)
        return ", where the core faults: bit 0 of the vector is 0";
    if (part_has(&machine->chip.part, REGION_SRAM, target))
        return ", in RAM";
    if (is_erased(machine, target))
        return ", where the flash is erased: the vector is of an image that is "
               "not there";
    if (!holds_image(machine))
        return ": the flash holds another image than at the start";
    if (!image_is_code(machine->image, target))
        return ", in another image than that of the start";
    return "";
}

/* True: the ROM answered Go by a reset. Other resets of its own end what
 * changes option bytes, or come of a fault. */
static bool refused_go(const struct timeline *timeline)
{
    const struct timeline_visit *visit = &timeline->visit;
    return timeline->machine->visit.answered && !visit->options &&
           !visit->fault && !rom_is_file(timeline->rom) &&
           readings_say(timeline->rom, &timeline->readings, "go", "checks-sp");
}

static void print_system_reset(struct timeline *timeline)
{
    if (refused_go(timeline))
        timeline_print(timeline, "ROM",
                       "refuses Go and resets the chip: the first word there "
                       "is no stack pointer (reading go=checks-sp)");
    else
        timeline_print(timeline, "ROM",
                       timeline->machine->visit.answered
                           ? "left by a reset"
                           : "bounced: it resets the chip");
}

static void print_reset(struct timeline *timeline)
{
    const struct machine_visit *visit = &timeline->machine->visit;
    switch (visit->reset) {
    case RESET_IWDG:
    case RESET_WWDG:
        timeline_print(timeline, "ROM",
                       "interrupted: a watchdog (%s) resets the chip",
                       visit->reset == RESET_IWDG ? "IWDG" : "WWDG");
        break;
    case RESET_OPTION:
        timeline_print(timeline, "ROM",
                       "resets the chip: the option bytes "
                       "are loaded");
        break;
    default: print_system_reset(timeline); break;
    }
}

void timeline_rom_left(struct timeline *timeline)
{
    const struct machine_visit *visit = &timeline->machine->visit;
    print_host(timeline);
    if (visit->left_by_reset)
        print_reset(timeline);
    else if (visit->answered)
        timeline_print(timeline, "ROM", "Go: branches to 0x%08X%s",
                       visit->target, go_note(timeline->machine));
    else
        timeline_print(timeline, "ROM",
                       "%s: it branches to 0x%08X, the application in bank %u",
                       visit->by_hardware ? "boots" : "bounced", visit->target,
                       visit->started + 1);
}

/* A fault of the ROM's own code is none of Go's. */
void timeline_rom_fault(struct timeline *timeline,
                        const struct machine_event *event)
{
    const struct machine *machine = timeline->machine;
    if (!exception_is_fault(event->exception.number) || !machine->in_rom)
        return;
    timeline->visit.fault = true;
    if (!machine->visit.answered || machine_in_system(machine, event->pc))
        return;
    print_host(timeline);
    timeline_print(timeline, "ROM",
                   "Go: branches to 0x%08X, where no code is: the vector is "
                   "bad",
                   event->pc);
}
