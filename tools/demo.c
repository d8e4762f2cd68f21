/* SPDX-License-Identifier: MIT
 *
 * `boot0 demo`: the images, a folder for the new one, and one of two stories.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/demo.h"
#include "bench/embed.h"
#include "bench/family.h"
#include "bench/file.h"
#include "bench/image_file.h"
#include "chip/boards.h"
#include "tools/demo_usart.h"
#include "tools/demo_usb.h"
#include "tools/die.h"
#include "tools/host/native_memory.h"
#include "tools/patch.h"
#include "tools/subcommands.h"

static void load(struct image *image, const char *name, const struct part *part)
{
    char error[IMAGE_ERROR_SIZE];
    struct embedded file = embed_file(name);
    if (!image_load_memory(name, file.bytes, file.size, image, error))
        die("%s", error);
    if (part && !patch_image(image, PATCH_HEAD_USUAL, part, error))
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
    image_free(&stage->plain);
}

static void load_story(struct stage *stage, const struct demo_story *story)
{
    stage->story = story;
    stage->board = boards_find(story->board);
    part_find(stage->board->part, &stage->part);
    load(&stage->v1, story->v1, &stage->part);
    load(&stage->v2, story->v2, &stage->part);
    if (story->plain)
        load(&stage->plain, story->plain, NULL);
}

/* That of the board, or of the first board with the part. */
static const struct demo_story *find_story(const struct options *options)
{
    const struct family_info *family = family_info(options->part.family);
    for (unsigned i = 0; i < family->demo_count; i++) {
        const char *board = family->demos[i].board;
        if (options->board
                ? strcmp(board, options->board->name) == 0
                : strcmp(boards_find(board)->part, options->part.name) == 0)
            return &family->demos[i];
    }
    return NULL;
}

static void list_stories(char *text, size_t size)
{
    size_t used = 0;
    for (unsigned i = 0; i < FAMILIES; i++) {
        const struct family_info *family = family_info((enum family)i);
        for (unsigned k = 0; k < family->demo_count && used < size; k++)
            used += (size_t)snprintf(text + used, size - used, "%s%s",
                                     used ? ", " : "", family->demos[k].board);
    }
}

/* Returns a board whose story is told over USB. */
static const char *usb_board(void)
{
    for (unsigned i = 0; i < FAMILIES; i++) {
        const struct family_info *family = family_info((enum family)i);
        for (unsigned k = 0; k < family->demo_count; k++)
            if (family->demos[k].usb)
                return family->demos[k].board;
    }
    return "none";
}

int demo_main(const struct options *options)
{
    const struct demo_story *story = find_story(options);
    char boards[160] = "";
    list_stories(boards, sizeof boards);
    if (!story)
        return complain(
            "demo: there is none for %s; --part is one of %s",
            options->board ? options->board->name : options->part.name, boards);
    if (options->usb && !story->usb)
        return complain("demo: --usb: the story of the %s is told over USART "
                        "alone; that of the %s over both",
                        story->board, usb_board());
    int status =
        stage_look_for_client(options->usb ? "dfu-util" : "stm32flash");
    if (status)
        return status;
    struct stage *stage = xcalloc(1, sizeof *stage);
    decoder_native(&stage->decoder, native_memory());
    load_story(stage, story);
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
