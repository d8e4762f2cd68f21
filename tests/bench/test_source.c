/* SPDX-License-Identifier: MIT
 *
 * Debugging information that is damaged: a look-up finds something or nothing,
 * and ends. What it finds in good images is in tests/tools/test_places.c.
 */
#include "tests/bench/image_fixture.h"

#include "bench/image_file.h"
#include "bench/source.h"
#include "tests/random.h"

enum { DAMAGED = 300, BYTES = 12, STEP = 6 };

/* libdw 0.188 loses some bytes for each damaged table that it refuses. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libdw.so\n";
}

static struct image load(const char *name)
{
    struct image image;
    char error[IMAGE_ERROR_SIZE];
    if (!image_load(name, &image, error))
        fail_msg("%s", error);
    return image;
}

/* Looks every instruction of the code up; returns how many have a place. */
static unsigned look_up(const struct image *image)
{
    struct source *source = source_open(image);
    struct source_place place;
    unsigned found = 0;
    for (size_t i = 0; i < image->code_count; i++)
        for (uint32_t at = image->code[i].lo; at < image->code[i].hi;
             at += STEP)
            found += source_find(source, at, &place);
    source_close(source);
    return found;
}

static void damage(struct image *image, uint64_t *seed)
{
    /* Behind the code, which comes first in these files. */
    size_t from = image->file_size / 8;
    for (unsigned i = 0; i < BYTES; i++) {
        size_t at = from + random_next(seed) % (image->file_size - from);
        image->file[at] = (uint8_t)random_next(seed);
    }
}

static void damaged_information_does_no_harm(void **state)
{
    (void)state;
    static const char *const names[] = {
        BOOT0_IMAGE_DIR "/mistake-c1-no-remap.elf",
        BOOT0_IMAGE_DIR "/clang/startup-cmsis.elf"};
    uint64_t seed = 1;
    for (unsigned i = 0; i < 2; i++) {
        struct image image = load(names[i]);
        uint8_t *good = malloc(image.file_size);
        assert_non_null(good);
        memcpy(good, image.file, image.file_size);
        assert_true(look_up(&image) > 20);
        for (unsigned k = 0; k < DAMAGED; k++) {
            memcpy(image.file, good, image.file_size);
            damage(&image, &seed);
            look_up(&image);
        }
        free(good);
        image_free(&image);
    }
}

static void without_information_nothing_is_found(void **state)
{
    (void)state;
    struct source_place place;
    struct blob blob;
    struct image image;
    char error[IMAGE_ERROR_SIZE];
    make_bin(&blob);
    assert_true(
        image_load_memory("app.bin", blob.bytes, blob.size, &image, error));
    assert_null(source_open(&image));
    assert_false(source_find(NULL, FLASH_START + MAIN_AT, &place));
    image_free(&image);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(damaged_information_does_no_harm),
        cmocka_unit_test(without_information_nothing_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
