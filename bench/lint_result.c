/* SPDX-License-Identifier: MIT */
#include "bench/lint_result.h"

#include <string.h>

bool lint_line_has(const struct part_row *row, const struct lint_entry *entry)
{
    if (!row->rom_base)
        return false;
    if (entry->how == LINT_VECTOR && entry->address == 4)
        return row->remap; /* system memory was mapped to 0 */
    if (entry->how == LINT_VECTOR)
        return entry->address == row->rom_base + 4;
    return entry->address > row->rom_base + 8 && entry->address <= row->rom_end;
}

bool lint_in_library(const struct lint *lint, uint32_t at)
{
    const struct image_symbol *symbol = image_symbol_at(lint->image, at);
    if (symbol && strncmp(symbol->name, "boot0_", 6) == 0)
        return true;
    uint32_t reset = lint->record.reset & ~1u;
    return lint->library && at - reset < 512;
}
