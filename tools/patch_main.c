/* SPDX-License-Identifier: MIT
 *
 * `boot0 patch`: reads IMAGE, patches it, writes OUT.
 */
#include <stdio.h>
#include <stdlib.h>

#include "bench/image_convert.h"
#include "bench/image_file.h"
#include "bench/record.h"
#include "bench/refuse.h"
#include "tools/die.h"
#include "tools/patch.h"
#include "tools/printable.h"
#include "tools/subcommands.h"

static bool patch_file(const struct options *options, struct image *image,
                       char *error)
{
    const struct part *part =
        options->given & GIVEN_PART ? &options->part : NULL;
    return image_fits(image, &options->part, error) &&
           patch_image(image, options->head, part, error) &&
           image_save(image, options->output, error);
}

/* WAS is the reset vector of IMAGE as it was read. */
static void report(const struct image *image, const char *output, uint32_t was)
{
    struct record record;
    char next[128], before[32] = "";
    uint32_t head;
    record_find(image, &record);
    image_describe(image, record.next, next, sizeof next);
    image_word(image, IMAGE_BASE, &head);
    if (was != record.reset)
        snprintf(before, sizeof before, ", was 0x%08X", (unsigned)was);
    char *name = printable(xstrdup(output));
    printf("%s: vectors 0x%08X 0x%08X (boot0_reset%s), then sp 0x%08X and %s\n",
           name, (unsigned)head, (unsigned)record.reset, before,
           (unsigned)record.sp, printable(next));
    free(name);
}

/* A name that says nothing about the kind gets that of the input. */
static void report_kind(const struct image *image, const char *output)
{
    static const char *const kinds[] = {[IMAGE_BIN] = "a raw binary",
                                        [IMAGE_HEX] = "Intel HEX",
                                        [IMAGE_ELF] = "ELF"};
    if (image_kind_of(output, IMAGE_ELF) == image_kind_of(output, IMAGE_BIN))
        return;
    char *name = printable(xstrdup(output));
    printf("%s: is %s, as IMAGE: its name ends in none of .elf, .hex, .bin\n",
           name, kinds[image->kind]);
    free(name);
}

int patch_main(const struct options *options)
{
    struct image image;
    char error[IMAGE_ERROR_SIZE];
    if (!image_load(options->image, &image, error))
        return complain("%s", error);
    int status = 0;
    uint32_t was;
    image_word(&image, IMAGE_BASE + 4, &was);
    if (patch_file(options, &image, error)) {
        report_kind(&image, options->output);
        report(&image, options->output, was);
    } else {
        status = complain("%s", error);
    }
    image_free(&image);
    return status;
}
