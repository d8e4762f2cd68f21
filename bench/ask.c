/* SPDX-License-Identifier: MIT */
#include "bench/ask.h"

#include <string.h>

#include "bench/record.h"
#include "bench/refuse.h"

bool ask_address(const struct image *image, const struct ask *ask,
                 uint32_t *address)
{
    const struct image_symbol *symbol = image_symbol(image, ask->symbol);
    struct record record;
    if (symbol) {
        *address = symbol->address;
        return true;
    }
    if (strcmp(ask->symbol, "boot0_request") != 0 ||
        record_find(image, &record) != 1)
        return false;
    *address = record.request & ~1u;
    return record.request != 0;
}

bool ask_possible(const struct image *image, const struct ask *ask,
                  char error[IMAGE_ERROR_SIZE])
{
    if (ask->kind != ASK_CALL)
        return true;
    uint32_t address;
    bool found = ask_address(image, ask, &address);
    if (found && image_is_code(image, address))
        return true;
    return refuse(error, IMAGE_ERROR_SIZE,
                  "%s: %s %s, so --ask call:%s cannot be done; name another "
                  "function, or press:PC13, send:usart2:TEXT, none",
                  path_tail(image->path), found ? "no code at" : "no symbol",
                  ask->symbol, ask->symbol);
}
