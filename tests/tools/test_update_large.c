/* SPDX-License-Identifier: MIT
 *
 * Updates of large applications behind the resident: 16 KB over USART and USB
 * in both orders, and 188 KB, which fill the part. No cut is lost.
 */
#define COMMAND_LIMIT_S 600

#include "bench/image_file.h"
#include "chip/noise.h"
#include "src/resident/resident_trailer.h"
#include "tests/tools/bed.h"

enum {
    BASE = BOOT0_APPLICATION_DEFAULT,
    BANK2 = 0x08018000, /* the word there must be no stack pointer */
    SMALL = 16 * 1024 - BOOT0_TRAILER_SIZE,
    LARGE = 188 * 1024 / TEST_STRIDE - BOOT0_TRAILER_SIZE,
    PAGE_CUTS = 48 /* 6 at the erase, 21 at each of two half pages */
};

/* The demo with noise behind it, up to SIZE bytes, as NAME in $DIR. */
static void make_app(struct bed *bed, unsigned version, uint32_t size,
                     const char *name)
{
    struct image image = {0};
    char path[1024], error[IMAGE_ERROR_SIZE];
    uint8_t *bytes = test_calloc(1, LARGE);
    snprintf(path, sizeof path, "%s/nucleo-l073rz-behind-v%u.elf",
             BOOT0_IMAGE_DIR, version);
    if (!image_load(path, &image, error))
        fail_msg("%s", error);
    noise_fill(bytes, size, version);
    if (size > BANK2 - BASE)
        memset(bytes + (BANK2 - BASE), 0, 4);
    for (size_t i = 0; i < image.segment_count; i++)
        if (image.segments[i].address - BASE < size)
            memcpy(bytes + (image.segments[i].address - BASE),
                   image.segments[i].data, image.segments[i].size);
    folder_write(&bed->folder, name, bytes, size);
    test_free(bytes);
    image_free(&image);
}

static void make_images(struct bed *bed, uint32_t size)
{
    make_app(bed, 1, size, "1.bin");
    make_app(bed, 2, size, "2.bin");
    expect_status(bed->text,
                  "for i in 1 2; do $BOOT0 patch --part stm32l073rz --resident "
                  "$IMAGES/resident.elf --join $DIR/$i.bin -o $DIR/$i.hex "
                  "|| exit 1; done",
                  0);
}

static void every_cut_of_16_kb(void **state)
{
    struct bed *bed = *state;
    make_images(bed, SMALL);
    expect_status(bed->text,
                  "exec $BOOT0 check --update $DIR/2.hex --usb $DIR/1.hex", 0);
    assert_int_equal(count_of(bed->text, "     6144 "), 4);
    expect_part(bed->text, "4 of 4 updates leave a way back");
}

static void every_state_of_188_kb(void **state)
{
    struct bed *bed = *state;
    make_images(bed, LARGE);
    expect_status(bed->text,
                  "exec $BOOT0 check --update $DIR/2.hex --policy address "
                  "$DIR/1.hex",
                  0);
    char cuts[32];
    snprintf(cuts, sizeof cuts, " %u ",
             (LARGE + BOOT0_TRAILER_SIZE) / BOOT0_TABLE_PAGE * PAGE_CUTS);
    expect_part(bed->text, cuts);
    expect_part(bed->text, "1 of 1 updates leave a way back");
}

static int bed_open(void **state)
{
    *state = bed_new();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_cut_of_16_kb),
        cmocka_unit_test(every_state_of_188_kb),
    };
    return cmocka_run_group_tests(tests, bed_open, bed_close);
}
