/* SPDX-License-Identifier: MIT
 *
 * `boot0 demo`: the images, a folder for the new one, and one of two stories.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/embed.h"
#include "bench/file.h"
#include "bench/image_file.h"
#include "tools/demo_usart.h"
#include "tools/demo_usb.h"
#include "tools/die.h"
#include "tools/host/native_memory.h"
#include "tools/patch.h"
#include "tools/subcommands.h"

static void load(struct image *image, const char *name, struct embedded file,
                 const struct part *part)
{
    char error[IMAGE_ERROR_SIZE];
    if (!image_load_memory(name, file.bytes, file.size, image, error))
        die("%s", error);
    if (part && !patch_image(image, PATCH_HEAD_INVALID, part, error))
        die("%s", error);
}

/* Writes version 2 as a raw binary into a folder of its own. */
static bool write_new_image(struct stage *stage)
{
    const struct image_segment *last =
        &stage->v2.segments[stage->v2.segment_count - 1];
    size_t size = (last->address + last->size - IMAGE_BASE + 3) & ~(size_t)3;
    const char *temporary = getenv("TMPDIR");
    bool usable = temporary && strlen(temporary) < 40 &&
                  !strpbrk(temporary, " :"); /* LD_PRELOAD has them between */
    snprintf(stage->folder, sizeof stage->folder, "%s/boot0-XXXXXX",
             usable ? temporary : "/tmp");
    if (!mkdtemp(stage->folder)) {
        complain("cannot make a folder %s: %s", stage->folder, strerror(errno));
        stage->folder[0] = 0;
        return false;
    }
    snprintf(stage->new_image, sizeof stage->new_image, "%s/nucleo-v2.bin",
             stage->folder);
    uint8_t *bytes = xmalloc(size);
    char error[IMAGE_ERROR_SIZE];
    image_read(&stage->v2, IMAGE_BASE, bytes, size);
    bool written =
        file_write(stage->new_image, bytes, size, error, sizeof error);
    if (!written)
        complain("%s", error);
    free(bytes);
    return written;
}

static void clean_up(struct stage *stage)
{
    if (stage->folder[0]) {
        unlink(stage->new_image);
        rmdir(stage->folder);
    }
    image_free(&stage->v1);
    image_free(&stage->v2);
    image_free(&stage->once);
}

int demo_main(const struct options *options)
{
    int status =
        stage_look_for_client(options->usb ? "dfu-util" : "stm32flash");
    if (status)
        return status;
    struct stage *stage = xcalloc(1, sizeof *stage);
    decoder_native(&stage->decoder, native_memory());
    part_find("stm32l073rz", &stage->part);
    load(&stage->v1, "nucleo-l073rz.elf", embed_demo_v1(), &stage->part);
    load(&stage->v2, "nucleo-l073rz-v2.elf", embed_demo_v2(), &stage->part);
    load(&stage->once, "original-once.elf", embed_original_once(), NULL);
    terminal_open(&stage->terminal);
    status = EXIT_USAGE;
    if (write_new_image(stage))
        status = options->usb ? demo_usb(stage) : demo_usart(stage);
    clean_up(stage);
    terminal_close(&stage->terminal);
    native_memory_free(stage->decoder.armv6m.native);
    free(stage);
    return status;
}
