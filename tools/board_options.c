/* SPDX-License-Identifier: MIT */
#include "tools/board_options.h"

#include <string.h>

#include "bench/bank.h"
#include "bench/built_for.h"
#include "bench/image_file.h"
#include "bench/image_start.h"
#include "bench/image_symbols.h"
#include "bench/record.h"
#include "tools/die.h"

static const char remedy[] =
    "an application that a loader starts is checked together with it: srec_cat "
    "loader.hex -intel app.hex -intel -o both.hex -intel (docs/integration.md, "
    "section 10)";

bool board_options_usb(const struct options *options)
{
    return options->usb || asks_have_usb(&options->asks);
}

struct campaign board_options_campaign(const struct options *options)
{
    return (struct campaign){
        .part = options->part,
        .board = options->board,
        .roms = options->roms,
        .rom_count = options->rom_count,
        .asks = &options->asks,
        .wiring = options->wiring,
        .strict = options->strict,
        .usb = board_options_usb(options),
    };
}

bool board_options_remark(const struct options *options,
                          const struct image *image,
                          char text[IMAGE_ERROR_SIZE])
{
    return built_for_other(image, &options->part, text) ||
           record_remark(image, text);
}

void board_options_complain_library(const struct options *options,
                                    const struct image *image)
{
    char text[IMAGE_ERROR_SIZE];
    if (board_options_remark(options, image, text))
        complain("%s", text);
}

static bool take_symbols(const struct options *options, struct image *image,
                         char *error)
{
    for (unsigned i = 0; i < options->symbols_count; i++)
        if (!image_symbols_take(image, options->symbols[i], error))
            return false;
    return true;
}

bool board_options_load(const struct options *options, bool ram,
                        struct image *image, struct image *bank2,
                        char error[IMAGE_ERROR_SIZE])
{
    *bank2 = (struct image){0};
    if (!image_load(options->image, image, error) ||
        !built_for_core(image, &options->part, error) ||
        !(ram ? image_fits_with_ram(image, &options->part, error)
              : image_fits(image, &options->part, error)) ||
        !image_start_is_bank(image, remedy, error) ||
        !take_symbols(options, image, error))
        return false;
    return options->bank2 != BANK2_FILE ||
           (image_load(options->bank2_path, bank2, error) &&
            bank_fits(bank2, &options->part, error));
}

/* True: another output goes to the same file. Its own path is one of these. */
static bool is_shared(const struct options *options,
                      const struct output_file *output)
{
    const char *const outputs[] = {options->trace,
                                   options->vcd,
                                   options->json,
                                   options->junit,
                                   options->html,
                                   options->usb_record,
                                   options->serial[USART_1].path,
                                   options->serial[USART_2].path};
    for (unsigned i = 0; i < sizeof outputs / sizeof *outputs; i++)
        if (outputs[i] && outputs[i] != output->path &&
            strcmp(outputs[i], "/dev/null") != 0 &&
            output_file_is_path(output, outputs[i]))
            return true;
    return false;
}

bool board_options_spare(const struct options *options,
                         const struct output_file *output,
                         char error[IMAGE_ERROR_SIZE])
{
    enum { FILES = 3, INPUTS = FILES + OPTION_SYMBOLS + OPTION_ROMS };
    const char *inputs[INPUTS] = {options->image, options->bank2_path,
                                  options->update};
    for (unsigned i = 0; i < options->symbols_count; i++)
        inputs[FILES + i] = options->symbols[i];
    for (unsigned i = 0; i < options->rom_count; i++)
        inputs[FILES + OPTION_SYMBOLS + i] = options->roms[i].path;
    for (unsigned i = 0; i < INPUTS; i++)
        if (inputs[i] && output_file_is_path(output, inputs[i]))
            return refuse(error, IMAGE_ERROR_SIZE,
                          "%s: it is read, and cannot be written too",
                          path_tail(output->path));
    if (is_shared(options, output))
        return refuse(error, IMAGE_ERROR_SIZE,
                      "%s: two outputs name the same file",
                      path_tail(output->path));
    return true;
}
