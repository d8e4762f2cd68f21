/* SPDX-License-Identifier: MIT */
#include "bench/evidence.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "bench/cause_table.h"
#include "bench/family.h"
#include "bench/kept.h"
#include "bench/remedy.h"
#include "chip/map.h"

/* --- findings --- */

static void advise(struct finding *finding, const char *remedy)
{
    snprintf(finding->remedy, sizeof finding->remedy, "%s", remedy);
}

static void put(struct finding *finding, const struct evidence *seen,
                const char *code, uint32_t where, const char *format,
                va_list arguments)
{
    const struct campaign *campaign = seen->run->campaign;
    const struct cause_info *info = cause_info(code);

    snprintf(finding->code, sizeof finding->code, "%s", code);
    vsnprintf(finding->text, sizeof finding->text, format, arguments);
    finding->address = where;
    if (where)
        image_describe(campaign->image, where, finding->where,
                       sizeof finding->where);
    if (!info)
        return;
    char remedy[REMEDY_TEXT];
    remedy_words(evidence_family(seen), info, campaign->library, remedy);
    advise(finding, remedy);
}

static struct finding *find(struct finding *findings, unsigned count,
                            const char *code)
{
    for (unsigned i = 0; i < count; i++)
        if (strcmp(findings[i].code, code) == 0)
            return &findings[i];
    return NULL;
}

static void blame(const struct evidence *seen, const char *code, uint32_t where,
                  const char *format, va_list arguments)
{
    struct result *result = seen->result;
    if (result->cause_count < RESULT_CAUSES && !evidence_blamed(seen, code))
        put(&result->causes[result->cause_count++], seen, code, where, format,
            arguments);
}

static void warn(const struct evidence *seen, const char *code, uint32_t where,
                 const char *format, va_list arguments)
{
    struct result *result = seen->result;
    if (result->warning_count < RESULT_WARNINGS &&
        !find(result->warnings, result->warning_count, code))
        put(&result->warnings[result->warning_count++], seen, code, where,
            format, arguments);
}

void evidence_blame(const struct evidence *seen, const char *code,
                    uint32_t where, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    blame(seen, code, where, format, arguments);
    va_end(arguments);
}

void evidence_warn(const struct evidence *seen, const char *code,
                   uint32_t where, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    warn(seen, code, where, format, arguments);
    va_end(arguments);
}

void evidence_deafens(const struct evidence *seen, const char *code,
                      uint32_t where, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    (evidence_usb_is_deaf(seen) ? blame : warn)(seen, code, where, format,
                                                arguments);
    va_end(arguments);
}

void evidence_advise(const struct evidence *seen, const char *code,
                     const char *remedy)
{
    struct result *result = seen->result;
    struct finding *finding = find(result->causes, result->cause_count, code);
    if (!finding)
        finding = find(result->warnings, result->warning_count, code);
    if (finding)
        advise(finding, remedy);
}

bool evidence_blamed(const struct evidence *seen, const char *code)
{
    return find(seen->result->causes, seen->result->cause_count, code);
}

/* The warnings about an ask that had no effect explain nothing but that. */
bool evidence_explains(const struct result *result,
                       const struct finding *warning)
{
    static const struct {
        enum verdict verdict;
        const char *code;
    } reasons[] = {
        {VERDICT_LOST, "library"},
        {VERDICT_LOST, "ask"},
        {VERDICT_LOST, "wait"},
        {VERDICT_UNASKED, "bfb2"},
    };
    if (result->pass || result->cause_count)
        return false;
    for (unsigned i = 0; i < sizeof reasons / sizeof *reasons; i++)
        if (result->verdict == reasons[i].verdict &&
            strcmp(warning->code, reasons[i].code) == 0)
            return true;
    return strcmp(warning->code, verdict_name(result->verdict)) == 0;
}

/* --- the ROM --- */

bool evidence_is_rom(const struct evidence *seen, uint32_t address)
{
    return machine_in_system(&seen->run->machine, address);
}

uint32_t evidence_sram_end(const struct evidence *seen)
{
    return SRAM_BASE + seen->run->machine.chip.part.sram_size;
}

bool evidence_no_ram(const struct evidence *seen, uint32_t address)
{
    return address < SRAM_BASE && family_any_stack((address & ~3u) + 4) &&
           !kept_kind(&seen->run->machine.chip, address);
}

static const struct map_memory *rom_of(const struct evidence *seen)
{
    return part_memory(&seen->run->machine.chip.part, REGION_SYSTEM);
}

uint32_t evidence_rom_base(const struct evidence *seen)
{
    return rom_of(seen)->base;
}

uint32_t evidence_rom_size(const struct evidence *seen)
{
    return rom_of(seen)->size;
}

uint32_t evidence_rom_end(const struct evidence *seen)
{
    return rom_of(seen)->base + rom_of(seen)->size;
}

const struct family_info *evidence_family(const struct evidence *seen)
{
    return family_of(&seen->run->machine.chip);
}

bool evidence_says(const struct evidence *seen, const char *reading,
                   const char *value)
{
    const struct scenario *scenario = &seen->run->scenario;
    return readings_say(scenario->rom, &scenario->readings, reading, value);
}

bool evidence_asked(const struct evidence *seen, const char *reading)
{
    const struct scenario *scenario = &seen->run->scenario;
    unsigned i = reading_find(scenario->rom, reading);
    return i < READINGS_MAX && scenario->asked >> i & 1;
}

uint32_t evidence_rom_id_address(const struct evidence *seen)
{
    return rom_of(seen)->base + machine_rom_id_offset(&seen->run->machine);
}

uint8_t evidence_rom_id(const struct evidence *seen)
{
    return machine_rom_id(&seen->run->machine);
}

bool evidence_has_usb(const struct evidence *seen)
{
    const struct rom_info *rom = seen->run->machine.rom;
    return rom && rom->usb;
}

bool evidence_usb_is_deaf(const struct evidence *seen)
{
    return seen->run->scenario.host == HOST_ON_USB &&
           seen->result->verdict == VERDICT_DEAF;
}

const char *evidence_needs(const struct evidence *seen)
{
    if (evidence_usb_is_deaf(seen))
        return "USB needs them and is deaf";
    return evidence_has_usb(seen) ? "USART is polled and answers; USB needs "
                                    "them and is deaf"
                                  : evidence_family(seen)->words.needs;
}

bool evidence_checks_banks(const struct evidence *seen)
{
    const struct rom_info *rom = seen->run->machine.rom;
    return rom && rom->checks_banks;
}

bool evidence_rom_starts(const struct evidence *seen, uint32_t head)
{
    const struct scenario *scenario = &seen->run->scenario;
    return bank_is_head(
        &seen->run->machine.chip.part, head, seen->run->machine.rom,
        rom_is_file(scenario->rom) ? NULL : &scenario->readings);
}

unsigned evidence_bank_started(const struct evidence *seen,
                               const uint32_t head[2])
{
    if (evidence_rom_starts(seen, head[1]))
        return 1;
    return evidence_rom_starts(seen, head[0]) ? 0 : 2;
}

/* --- the chip --- */

uint32_t evidence_bank_base(const struct evidence *seen, unsigned bank)
{
    return bank ? seen->run->campaign->part.bank2_base : FLASH_BASE;
}

bool evidence_head_changed(const struct evidence *seen)
{
    return machine_head(&seen->run->machine, 0) != seen->run->head[0];
}

bool evidence_head_erased(const struct evidence *seen)
{
    bool to_0 = map_of(&seen->run->machine.chip)->nvm.erased_to_0;
    return evidence_head_changed(seen) &&
           machine_head(&seen->run->machine, 0) == (to_0 ? 0 : 0xFFFFFFFF);
}

const struct scenario_note *evidence_note(const struct evidence *seen,
                                          enum firmware_error error, bool asked)
{
    for (unsigned i = 0; i < seen->run->note_count; i++) {
        const struct scenario_note *note = &seen->run->notes[i];
        if (note->event.kind == MACHINE_FIRMWARE &&
            note->event.firmware.error == error && (!asked || note->asked))
            return note;
    }
    return NULL;
}

uint32_t evidence_word(const struct evidence *seen, uint32_t address)
{
    uint32_t word = 0;
    chip_peek(&seen->run->machine.chip, address, &word, sizeof word);
    return word;
}
