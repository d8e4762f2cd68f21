/* SPDX-License-Identifier: MIT
 *
 * `boot0 patch`: reads IMAGE, patches it, writes OUT.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "bench/image_file.h"
#include "bench/record.h"
#include "bench/refuse.h"
#include "tools/die.h"
#include "tools/patch.h"
#include "tools/printable.h"
#include "tools/subcommands.h"

/* OUT has the kind of IMAGE; a name with the extension of another kind is
 * refused. */
static bool check_output(const struct image *image, const char *path,
                         char *error)
{
    static const struct {
        const char *extension, *name;
        enum image_kind kind;
    } kinds[] = {
        {".elf", "an ELF file", IMAGE_ELF}, {".axf", "an ELF file", IMAGE_ELF},
        {".hex", "Intel HEX", IMAGE_HEX},   {".ihex", "Intel HEX", IMAGE_HEX},
        {".bin", "raw binary", IMAGE_BIN},
    };
    const char *dot = strrchr(path, '.');
    for (unsigned i = 0; dot && i < sizeof kinds / sizeof *kinds; i++)
        if (strcasecmp(dot, kinds[i].extension) == 0 &&
            kinds[i].kind != image->kind)
            return refuse(error, IMAGE_ERROR_SIZE,
                          "%s: named as %s, but OUT is of the same kind as "
                          "IMAGE; patch first, then convert with objcopy",
                          path_tail(path), kinds[i].name);
    return true;
}

static bool patch_file(const struct options *options, struct image *image,
                       char *error)
{
    const struct part *part =
        options->given & GIVEN_PART ? &options->part : NULL;
    return check_output(image, options->output, error) &&
           image_fits(image, &options->part, error) &&
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

int patch_main(const struct options *options)
{
    struct image image;
    char error[IMAGE_ERROR_SIZE];
    if (!image_load(options->image, &image, error))
        return complain("%s", error);
    int status = 0;
    uint32_t was;
    image_word(&image, IMAGE_BASE + 4, &was);
    if (patch_file(options, &image, error))
        report(&image, options->output, was);
    else
        status = complain("%s", error);
    image_free(&image);
    return status;
}
