/* SPDX-License-Identifier: MIT */
#include "tools/board_options.h"

#include "bench/bank.h"
#include "bench/image_file.h"

bool board_options_load(const struct options *options, bool ram,
                        struct image *image, struct image *bank2,
                        char error[IMAGE_ERROR_SIZE])
{
    *bank2 = (struct image){0};
    return image_load(options->image, image, error) &&
           (ram ? image_fits_with_ram(image, &options->part, error)
                : image_fits(image, &options->part, error)) &&
           (options->bank2 != BANK2_FILE ||
            (image_load(options->bank2_path, bank2, error) &&
             bank_fits(bank2, &options->part, error)));
}
