/* SPDX-License-Identifier: MIT */
#include "bench/ask.h"

#include "bench/refuse.h"

bool ask_possible(const struct image *image, const struct ask *ask,
                  char error[IMAGE_ERROR_SIZE])
{
    if (ask->kind != ASK_CALL)
        return true;
    const struct image_symbol *symbol = image_symbol(image, ask->symbol);
    if (symbol && image_is_code(image, symbol->address))
        return true;
    return refuse(error, IMAGE_ERROR_SIZE,
                  "%s: %s %s, so --ask call:%s cannot be done; name another "
                  "function, or press:PC13, send:usart2:TEXT, none",
                  path_tail(image->path), symbol ? "no code at" : "no symbol",
                  ask->symbol, ask->symbol);
}
