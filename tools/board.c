/* SPDX-License-Identifier: MIT */
#include "tools/board.h"

#include "bench/bank.h"
#include "tools/die.h"

bool board_load(const struct options *options, struct image *image,
                struct image *bank2, char error[IMAGE_ERROR_SIZE])
{
    *bank2 = (struct image){0};
    return image_load(options->image, image, error) &&
           image_fits(image, &options->part, error) &&
           (options->bank2 != BANK2_FILE ||
            (image_load(options->bank2_path, bank2, error) &&
             bank_fits(bank2, &options->part, error)));
}

bool board_takes(const struct part *part, const struct image *image,
                 enum bank2_kind kind, char error[IMAGE_ERROR_SIZE])
{
    if (kind == BANK2_BLANK)
        return true;
    if (!part->bank2_base)
        return refuse(error, IMAGE_ERROR_SIZE,
                      "%s has no second bank; only bank2=blank is possible",
                      part->name);
    if (bank_2_taken(image, part))
        return refuse(error, IMAGE_ERROR_SIZE,
                      "%s itself reaches into bank 2; only bank2=blank is "
                      "possible",
                      path_tail(image->path));
    return kind != BANK2_COPY || bank_fits(image, part, error);
}

bool board_can_ask(const struct image *image, const struct ask *ask,
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
