/* SPDX-License-Identifier: MIT
 *
 * patch.h: exactly which words change, in each format, and every refusal.
 */
#include "bench/image_file.h"
#include "tests/bench/image_fixture.h"

#include "bench/bank.h"
#include "bench/record.h"
#include "tools/patch.h"

enum {
    RESET = FLASH_START + BOOT0_RESET_AT + 1,
    HANDLER = FLASH_START + HANDLER_AT + 1,
    HEAD = 0x20005000,
    BANK2_192K = 0x18000,
    BANK2_128K = 0x10000
};

static struct blob blob;
static struct image image;
static char error[IMAGE_ERROR_SIZE];
static uint8_t firmware[STORED_SIZE];

static void load(const char *name)
{
    if (!image_load_memory(name, blob.bytes, blob.size, &image, error))
        fail_msg("%s", error);
}

static void load_firmware(void)
{
    memset(&blob, 0, sizeof blob);
    memcpy(blob.bytes, firmware, STORED_SIZE);
    blob.size = STORED_SIZE;
    load("app.bin");
}

static int setup(void **state)
{
    (void)state;
    make_firmware(firmware);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    image_free(&image);
    return 0;
}

/* The stored bytes after the patch. */
static void patched_firmware(uint8_t *bytes, unsigned kind)
{
    make_firmware(bytes);
    put_record(bytes + RECORD_AT, kind);
    put32(bytes + 4, RESET);
    if (kind == BOOT0_KIND_INVALID)
        put32(bytes, 0xBE00BE00);
}

/* Nothing changed, and the one line has the name and WORDS in it. */
static void assert_refused_for(enum patch_head head, const char *part_name,
                               const char *words)
{
    struct part part;
    size_t size = image.file_size;
    uint8_t *before = malloc(size);
    memcpy(before, image.file, size);
    if (part_name)
        assert_true(part_find(part_name, &part));
    assert_false(patch_image(&image, head, part_name ? &part : NULL, error));
    if (!strstr(error, words))
        fail_msg("got \"%s\", want \"%s\" in it", error, words);
    assert_non_null(strstr(error, image.path));
    assert_null(strchr(error, '\n'));
    assert_int_equal(image.file_size, size);
    assert_memory_equal(image.file, before, size);
    free(before);
    image_free(&image);
}

static void assert_refused(const char *words)
{
    assert_refused_for(PATCH_HEAD_INVALID, NULL, words);
}

static void elf(void **state)
{
    (void)state;
    static const enum patch_head heads[] = {PATCH_HEAD_INVALID,
                                            PATCH_HEAD_KEEP};
    static const unsigned kinds[] = {BOOT0_KIND_INVALID, BOOT0_KIND_KEPT};
    for (unsigned i = 0; i < 2; i++) {
        make_elf(&blob);
        load("app.elf");
        assert_true(patch_image(&image, heads[i], NULL, error));
        patched_firmware(blob.bytes + ELF_CONTENTS, kinds[i]);
        assert_int_equal(image.file_size, blob.size);
        assert_memory_equal(image.file, blob.bytes, blob.size);
        image_free(&image);
    }
}

/* Without symbols and sections the record's magic word leads to it. */
static void stripped_elf(void **state)
{
    (void)state;
    make_elf(&blob);
    elf_header(&blob)->e_shoff = 0;
    elf_header(&blob)->e_shnum = 0;
    elf_header(&blob)->e_shstrndx = 0;
    load("app.elf");
    assert_true(patch_image(&image, PATCH_HEAD_INVALID, NULL, error));
    patched_firmware(blob.bytes + ELF_CONTENTS, BOOT0_KIND_INVALID);
    assert_memory_equal(image.file, blob.bytes, blob.size);
}

static void hex(void **state)
{
    (void)state;
    static const unsigned widths[] = {1, 3, 16, 32, 255};
    static struct blob want;
    uint8_t bytes[STORED_SIZE];
    patched_firmware(bytes, BOOT0_KIND_INVALID);
    for (unsigned i = 0; i < 5; i++) {
        make_hex_of(&blob, firmware, STORED_SIZE, widths[i]);
        make_hex_of(&want, bytes, STORED_SIZE, widths[i]);
        load("app.hex");
        assert_true(patch_image(&image, PATCH_HEAD_INVALID, NULL, error));
        assert_int_equal(image.file_size, want.size);
        assert_memory_equal(image.file, want.bytes, want.size);
        image_free(&image);
    }
}

static void bin(void **state)
{
    (void)state;
    uint8_t bytes[STORED_SIZE];
    load_firmware();
    assert_true(patch_image(&image, PATCH_HEAD_KEEP, NULL, error));
    patched_firmware(bytes, BOOT0_KIND_KEPT);
    assert_int_equal(image.file_size, STORED_SIZE);
    assert_memory_equal(image.file, bytes, STORED_SIZE);
}

static void record_as_found(void **state)
{
    (void)state;
    struct record record;
    make_elf(&blob);
    load("app.elf");
    assert_int_equal(record_find(&image, &record), 1);
    assert_int_equal(record.address, FLASH_START + RECORD_AT);
    assert_int_equal(record.reset, RESET);
    assert_int_equal(record.mailbox, 0x20004FF8);
    assert_int_equal(record.request, FLASH_START + BOOT0_REQUEST_AT + 1);
    assert_int_equal(record.format, BOOT0_FORMAT);
    assert_int_equal(record.library, BOOT0_VERSION);
    assert_int_equal(record.kind, BOOT0_KIND_LINKED);
    assert_int_equal(record.flags, BOOT0_FLAG_RDP1);
    assert_true(patch_image(&image, PATCH_HEAD_INVALID, NULL, error));
    assert_int_equal(record_find(&image, &record), 1);
    assert_int_equal(record.sp, HEAD);
    assert_int_equal(record.next, HANDLER);
    assert_int_equal(record.kind, BOOT0_KIND_INVALID);
    assert_int_equal(record.flags, BOOT0_FLAG_RDP1);
}

/* The vector table names boot0_reset, the record what comes next. */
static void name_reset(uint32_t sp)
{
    put32(firmware + RECORD_AT + BOOT0_RECORD_SP, sp);
    put32(firmware + RECORD_AT + BOOT0_RECORD_NEXT, HANDLER);
    put32(firmware + 4, RESET);
}

/* Only the head and the kind change. */
static void named(void **state)
{
    (void)state;
    static const uint32_t stacks[] = {HEAD, 0};
    uint8_t want[STORED_SIZE];
    patched_firmware(want, BOOT0_KIND_INVALID);
    for (unsigned i = 0; i < 2; i++) {
        name_reset(stacks[i]);
        load_firmware();
        assert_true(patch_image(&image, PATCH_HEAD_INVALID, NULL, error));
        assert_memory_equal(image.file, want, STORED_SIZE);
        image_free(&image);
    }
    /* Its head is kept already: written as it is. */
    name_reset(HEAD);
    load_firmware();
    assert_true(patch_image(&image, PATCH_HEAD_KEEP, NULL, error));
    assert_memory_equal(image.file, firmware, STORED_SIZE);
}

static void named_refused(void **state)
{
    (void)state;
    name_reset(0x20004000);
    load_firmware();
    assert_refused("BOOT0_SP is 0x20004000, but vector word 0 is 0x20005000");
    name_reset(HEAD);
    put32(firmware + RECORD_AT + BOOT0_RECORD_NEXT, HANDLER - 1);
    load_firmware();
    assert_refused("BOOT0_NEXT is 0x08000100, no reset handler: bit 0");
    put32(firmware + RECORD_AT + BOOT0_RECORD_NEXT, 0);
    load_firmware();
    assert_refused_for(PATCH_HEAD_KEEP, NULL, "does not know what comes next");
    name_reset(HEAD);
    put32(firmware, 0xBE00BE00);
    load_firmware();
    assert_refused_for(PATCH_HEAD_KEEP, NULL,
                       "vector word 0 is 0xBE00BE00, no stack pointer");
    load_firmware();
    assert_true(patch_image(&image, PATCH_HEAD_INVALID, NULL, error));
}

/* A table with a reset handler of its own counts, whatever the record has. */
static void named_and_linked(void **state)
{
    (void)state;
    uint8_t want[STORED_SIZE];
    patched_firmware(want, BOOT0_KIND_KEPT);
    name_reset(0x20004000);
    put32(firmware + RECORD_AT + BOOT0_RECORD_NEXT, HANDLER + 0x10);
    put32(firmware + 4, HANDLER);
    load_firmware();
    assert_true(patch_image(&image, PATCH_HEAD_KEEP, NULL, error));
    assert_memory_equal(image.file, want, STORED_SIZE);
}

static void without_library(void **state)
{
    (void)state;
    put32(firmware + RECORD_AT + BOOT0_RECORD_MAGIC, 0);
    load_firmware();
    assert_refused("the library is not in it");
    /* The magic word alone, for example in a literal pool, is no record. */
    make_firmware(firmware);
    put32(firmware + RECORD_AT + BOOT0_RECORD_APB2ENR, 0x40021030);
    load_firmware();
    assert_refused("the library is not in it");
}

static void twice_in_it(void **state)
{
    (void)state;
    put_record(firmware + 0x1C0, BOOT0_KIND_LINKED);
    load_firmware();
    assert_refused("in it 2 times, and nothing tells which is meant");
}

/* The search ends with a segment, also with one at the last addresses. */
static void end_of_addresses(void **state)
{
    (void)state;
    struct record record;
    make_elf(&blob);
    elf_section(&blob, 5)->sh_type = SHT_NULL;
    elf_segment(&blob, 1)->p_paddr = 0xFFFFFFFF - RAM_CODE_SIZE;
    load("app.elf");
    assert_int_equal(record_find(&image, &record), 1);
    image_free(&image);
    memset(blob.bytes + ELF_CONTENTS + RECORD_AT, 0, BOOT0_RECORD_SIZE);
    load("app.elf");
    assert_int_equal(record_find(&image, &record), 0);
}

static void already_patched(void **state)
{
    (void)state;
    static const enum patch_head heads[] = {PATCH_HEAD_INVALID,
                                            PATCH_HEAD_KEEP};
    static const unsigned kinds[] = {BOOT0_KIND_INVALID, BOOT0_KIND_KEPT};
    for (unsigned i = 0; i < 2; i++) {
        patched_firmware(firmware, kinds[i]);
        load_firmware();
        assert_true(patch_image(&image, heads[i], NULL, error));
        assert_memory_equal(image.file, firmware, STORED_SIZE);
        assert_refused_for(heads[!i], NULL,
                           i ? "already patched (head kept)"
                             : "already patched (head invalid)");
        /* A vector table that something put back. */
        put32(firmware + 4, HANDLER);
        load_firmware();
        assert_refused_for(heads[i], NULL, "already patched");
    }
}

/* Of a release before: run and check read it, patch wants its own. */
static void format_1(void **state)
{
    (void)state;
    struct record record;
    patched_firmware(firmware, BOOT0_KIND_KEPT);
    put32(firmware + RECORD_AT + BOOT0_RECORD_INFO,
          (uint32_t)BOOT0_FLAG_RTC << 16 | BOOT0_KIND_KEPT << 8 | 1);
    put32(firmware + RECORD_AT + BOOT0_RECORD_REQUEST, 0xDEADBEEF);
    load_firmware();
    assert_true(record_in_use(&image, &record));
    assert_int_equal(record.format, 1);
    assert_int_equal(record.kind, BOOT0_KIND_KEPT);
    assert_int_equal(record.flags, BOOT0_FLAG_RTC);
    assert_int_equal(record.next, HANDLER);
    assert_int_equal(record.request, 0);
    assert_int_equal(record.library, 0);
    assert_false(record_idle(&image, error));
    assert_refused_for(PATCH_HEAD_KEEP, NULL,
                       "format 1, this boot0 supports 2");
}

/* The library in the image, and who says that it is not in use. */
static void idle(void **state)
{
    (void)state;
    load_firmware();
    assert_true(record_idle(&image, error));
    assert_string_equal(error,
                        "app.bin: the library is in it and not in use: the "
                        "reset vector is 0x08000101, not "
                        "boot0_reset; name boot0_reset in the vector table, or "
                        "run boot0 patch");
    assert_true(patch_image(&image, PATCH_HEAD_INVALID, NULL, error));
    assert_false(record_idle(&image, error));
    image_free(&image);
    name_reset(HEAD);
    load_firmware();
    assert_false(record_idle(&image, error));
    image_free(&image);
    put32(firmware + RECORD_AT + BOOT0_RECORD_NEXT, 0);
    load_firmware();
    assert_true(record_idle(&image, error));
    assert_non_null(strstr(error, "nothing to go on to"));
    image_free(&image);
    put32(firmware + RECORD_AT + BOOT0_RECORD_MAGIC, 0);
    load_firmware();
    assert_false(record_idle(&image, error));
}

static void other_release(void **state)
{
    (void)state;
    firmware[RECORD_AT + BOOT0_RECORD_INFO] = 9;
    load_firmware();
    assert_refused("format 9");
    make_firmware(firmware);
    put_record(firmware + RECORD_AT, 4);
    load_firmware();
    assert_refused("unknown kind, 4");
    put_record(firmware + RECORD_AT, 1); /* by hand, in format 1 */
    load_firmware();
    assert_refused("unknown kind, 1");
}

static void reset_not_found(void **state)
{
    (void)state;
    put16(firmware + BOOT0_RESET_AT, 0xA000);
    load_firmware();
    assert_refused("boot0_reset is not found");
}

static void starts_no_bank(void **state)
{
    (void)state;
    make_elf(&blob);
    elf_segment(&blob, 0)->p_paddr += 0x4000;
    elf_segment(&blob, 0)->p_vaddr += 0x4000;
    elf_segment(&blob, 1)->p_paddr += 0x4000;
    for (unsigned i = 1; i < 3; i++)
        elf_section(&blob, i)->sh_addr += 0x4000;
    /* The symbols name the old addresses: strip them. */
    elf_section(&blob, 5)->sh_type = SHT_NULL;
    load("app.elf");
    assert_refused("does not start a bank: its first byte is at 0x08004000");
}

static void senseless_vectors(void **state)
{
    (void)state;
    static const uint32_t heads[] = {0,          0x20000000, 0x20005004,
                                     0x20004FFE, 0x08000000, 0xFFFFFFFF};
    for (unsigned i = 0; i < sizeof heads / sizeof *heads; i++) {
        put32(firmware, heads[i]);
        load_firmware();
        assert_refused("vector word 0");
    }
    put32(firmware, HEAD);
    put32(firmware + 4, HANDLER - 1);
    load_firmware();
    assert_refused("vector word 1 is 0x08000100, no reset handler: bit 0");
    put32(firmware + 4, FLASH_START + STORED_SIZE + 1);
    load_firmware();
    assert_refused("its reset vector 0x08000211 is outside the file");
    put32(firmware + 4, 0x20000101);
    load_firmware();
    assert_refused("the image has no code there");
    put32(firmware + 4, RESET);
    load_firmware();
    assert_refused("does not know what comes next");
    /* In the image, but not in a code section of it. */
    make_elf(&blob);
    put32(blob.bytes + ELF_CONTENTS + 4, FLASH_START + 0x41);
    load("app.elf");
    assert_refused("the image has no code there");
}

/* An image of SIZE bytes with WORD at offset AT. */
static void load_long(uint32_t size, uint32_t at, uint32_t word)
{
    uint8_t *bytes = calloc(1, size);
    memcpy(bytes, firmware, STORED_SIZE);
    put32(bytes + at, word);
    assert_true(image_load_memory("long.bin", bytes, size, &image, error));
    free(bytes);
}

static void bank2_head(void **state)
{
    (void)state;
    load_long(BANK2_192K + 4, BANK2_192K, 0x20000004);
    assert_refused("the word at 0x08018000, where bank 2 of a 192 KB part "
                   "starts, is 0x20000004");
    load_long(BANK2_192K + 4, BANK2_192K, 0x20000004);
    assert_refused_for(PATCH_HEAD_KEEP, "stm32l073vz",
                       "BANK2 (rx) : ORIGIN = 0x08018000, LENGTH = 96K and "
                       ".bank2_head : { LONG(0) } > BANK2");
    /* The other reading: (w & 0x2FFE0000) == 0x20000000. */
    load_long(BANK2_192K + 4, BANK2_192K, 0xF0012345);
    assert_refused("0xF0012345");
    load_long(BANK2_128K + 4, BANK2_128K, 0x20005004);
    assert_refused("bank 2 of a 128 KB part");
    load_long(BANK2_128K + 4, BANK2_128K, 0x20005004);
    assert_refused_for(PATCH_HEAD_INVALID, "stm32l081cb", "0x08010000");
}

static void accepts(const char *part_name)
{
    struct part part;
    if (part_name)
        assert_true(part_find(part_name, &part));
    if (!patch_image(&image, PATCH_HEAD_INVALID, part_name ? &part : NULL,
                     error))
        fail_msg("%s", error);
    image_free(&image);
}

static void bank2_head_elsewhere(void **state)
{
    (void)state;
    /* A word that is no bank's head on that part. */
    load_long(BANK2_128K + 4, BANK2_128K, 0x20005000);
    accepts("stm32l073rz");
    load_long(BANK2_192K + 4, BANK2_192K, 0x20005000);
    accepts("stm32l073rb");
    load_long(BANK2_128K - 4, 0x8000, 0x20005000);
    accepts("stm32l073r8");
    /* More than 128 KB: it can only be for the 192 KB part. */
    load_long(128 * 1024 + 4, BANK2_128K, 0x20005000);
    accepts(NULL);
    load_long(BANK2_192K + 4, BANK2_192K, 0xBE00BE00);
    accepts(NULL);
}

static void stack_pointer_readings(void **state)
{
    (void)state;
    static const struct {
        uint32_t word;
        bool valid;
    } cases[] = {
        {0, false},          {0x1FFFFFFF, false}, {0x20000000, true}, /* mask */
        {0x20000001, true},  {0x20005004, true},  {0x20005005, true}, /* mask */
        {0x2001FFFF, true},  {0x20020000, false}, {0x30000000, true}, /* mask */
        {0xBE00BE00, false}, {0x08000000, false}, {0xFFFFFFFF, false},
    };
    struct part part;
    assert_true(part_find("stm32l073rz", &part));
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(bank_may_be_head(&part, cases[i].word),
                         cases[i].valid);
}

/* Images as the compilers make them: the record is found with and without
 * symbols, and the same bytes come out of ELF, HEX and binary. */
static void built_images(void **state)
{
    (void)state;
    static const char *const names[] = {"nucleo-l073rz.elf",
                                        "nucleo-l073rz-v2.elf"};
    for (unsigned i = 0; i < 2; i++) {
        struct record by_symbol, by_magic;
        struct image flat;
        char path[512];
        snprintf(path, sizeof path, "%s/%s", BOOT0_IMAGE_DIR, names[i]);
        if (!image_load(path, &image, error))
            fail_msg("%s", error);
        size_t size = image.segments[image.segment_count - 1].address +
                      image.segments[image.segment_count - 1].size -
                      FLASH_START;
        uint8_t *bytes = malloc(size), *again = malloc(size);
        image_read(&image, FLASH_START, bytes, size);
        assert_true(image_load_memory("flat", bytes, size, &flat, error));

        assert_int_equal(record_find(&image, &by_symbol), 1);
        assert_int_equal(record_find(&flat, &by_magic), 1);
        assert_memory_equal(&by_symbol, &by_magic, sizeof by_symbol);
        assert_true(patch_image(&image, PATCH_HEAD_INVALID, NULL, error));
        assert_true(patch_image(&flat, PATCH_HEAD_INVALID, NULL, error));
        image_read(&image, FLASH_START, bytes, size);
        image_read(&flat, FLASH_START, again, size);
        assert_memory_equal(bytes, again, size);
        assert_int_equal(little_endian(bytes, 4), 0xBE00BE00);
        free(bytes);
        free(again);
        image_free(&flat);
        image_free(&image);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(elf),
        TEST(stripped_elf),
        TEST(hex),
        TEST(bin),
        TEST(record_as_found),
        TEST(named),
        TEST(named_refused),
        TEST(named_and_linked),
        TEST(without_library),
        TEST(twice_in_it),
        TEST(end_of_addresses),
        TEST(already_patched),
        TEST(format_1),
        TEST(idle),
        TEST(other_release),
        TEST(reset_not_found),
        TEST(starts_no_bank),
        TEST(senseless_vectors),
        TEST(bank2_head),
        TEST(bank2_head_elsewhere),
        TEST(stack_pointer_readings),
        TEST(built_images),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
