/* SPDX-License-Identifier: MIT */
#include "bench/evidence.h"

#include <stdarg.h>
#include <stdio.h>

static void put(struct finding *finding, const struct image *image,
                const char *code, uint32_t where, const char *format,
                va_list arguments)
{
    snprintf(finding->code, sizeof finding->code, "%s", code);
    vsnprintf(finding->text, sizeof finding->text, format, arguments);
    finding->address = where;
    if (where)
        image_describe(image, where, finding->where, sizeof finding->where);
}

void evidence_blame(const struct evidence *seen, const char *code,
                    uint32_t where, const char *format, ...)
{
    struct result *result = seen->result;
    va_list arguments;

    if (result->cause_count == RESULT_CAUSES)
        return;
    va_start(arguments, format);
    put(&result->causes[result->cause_count++], seen->run->campaign->image,
        code, where, format, arguments);
    va_end(arguments);
}

void evidence_warn(const struct evidence *seen, const char *code,
                   uint32_t where, const char *format, ...)
{
    struct result *result = seen->result;
    va_list arguments;

    if (result->warning_count == RESULT_WARNINGS)
        return;
    va_start(arguments, format);
    put(&result->warnings[result->warning_count++], seen->run->campaign->image,
        code, where, format, arguments);
    va_end(arguments);
}

uint32_t evidence_bank_base(const struct evidence *seen, unsigned bank)
{
    return bank ? seen->run->campaign->part.bank2_base : FLASH_BASE;
}

bool evidence_rom_starts(const struct evidence *seen, uint32_t head)
{
    const struct scenario *scenario = &seen->run->scenario;
    if (scenario->rom == ROM_FILE)
        return bank_may_be_head(head);
    return bank_is_head(head, scenario->readings.value[READING_SP]);
}

bool evidence_head_erased(const struct evidence *seen)
{
    return seen->run->head[0] != 0 && machine_head(&seen->run->machine, 0) == 0;
}
