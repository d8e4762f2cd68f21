/* SPDX-License-Identifier: MIT
 *
 * `boot0 patch`: reads IMAGE, patches it, writes OUT.
 */
#include <stdio.h>
#include <stdlib.h>

#include "bench/family.h"
#include "bench/image_convert.h"
#include "bench/image_file.h"
#include "bench/record.h"
#include "bench/refuse.h"
#include "src/resident/resident_trailer.h"
#include "tools/die.h"
#include "tools/patch.h"
#include "tools/patch_heap.h"
#include "tools/patch_resident.h"
#include "tools/printable.h"
#include "tools/subcommands.h"

/* NULL: none was named. */
static const struct part *given_part(const struct options *options)
{
    return options->given & GIVEN_PART ? &options->part : NULL;
}

static bool patch_file(const struct options *options, struct image *image,
                       char *error)
{
    const struct part *part = given_part(options);
    struct part most = options->part;
    struct record record;
    if (!part && record_find(image, &record))
        part_find(family_info(record.family)->largest, &most);
    return image_fits(image, &most, error) &&
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

static void report_heap(const struct image *image, const char *output)
{
    char text[IMAGE_ERROR_SIZE];
    if (!patch_heap_over_outcome(image, text))
        return;
    char *name = printable(xstrdup(output));
    printf("%s: warning: %s\n", name, text);
    free(name);
}

/* --- --resident --- */

static bool patch_application(const struct options *options,
                              const struct patch_resident *resident,
                              struct image *image, char *error)
{
    const struct part *part = given_part(options);
    struct part most = options->part;
    if (!part)
        part_find(family_info(resident->family)->largest, &most);
    return patch_resident_image(image, resident, part, error) &&
           image_fits(image, &most, error) &&
           image_save(image, options->output, error);
}

static void report_application(const struct image *image,
                               const struct patch_resident *resident,
                               const char *output)
{
    uint32_t length, crc;
    struct record record;
    uint32_t base = resident->base;
    image_word(image, base + BOOT0_TABLE_LENGTH, &length);
    image_word(image, base + length + BOOT0_TRAILER_CRC, &crc);
    char *name = printable(xstrdup(output));
    printf("%s: application of %u bytes at 0x%08X, version %u, CRC-32 "
           "0x%08X%s\n",
           name, (unsigned)length, (unsigned)base, (unsigned)resident->version,
           (unsigned)crc, resident->join ? "; behind the resident" : "");
    if (!record_find(image, &record))
        printf("%s: the library is not in it: it cannot ask for the ROM, and "
               "no update is possible while it runs\n",
               name);
    free(name);
}

/* There is a resident to join. */
static bool can_join(const struct patch_resident *resident, char *error)
{
    return !resident->join || resident->resident.segment_count ||
           refuse(error, IMAGE_ERROR_SIZE,
                  "--join: --resident names an address; name the file of the "
                  "resident");
}

static int patch_resident_main(const struct options *options)
{
    struct patch_resident resident = {.version = options->image_version,
                                      .join = options->join};
    struct image image = {0};
    char error[IMAGE_ERROR_SIZE];
    bool done = image_load(options->image, &image, error) &&
                patch_resident_open(&resident, options->resident, &image,
                                    given_part(options), error) &&
                can_join(&resident, error) &&
                patch_application(options, &resident, &image, error);
    if (done) {
        report_kind(&image, options->output);
        report_application(&image, &resident, options->output);
        report_heap(&image, options->output);
    }
    image_free(&image);
    image_free(&resident.resident);
    return done ? 0 : complain("%s", error);
}

int patch_main(const struct options *options)
{
    if (options->resident)
        return patch_resident_main(options);

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
        report_heap(&image, options->output);
    } else {
        status = complain("%s", error);
    }
    image_free(&image);
    return status;
}
