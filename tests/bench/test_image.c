/* SPDX-License-Identifier: MIT
 *
 * image.h: what is read from each format, and how each bad file is refused.
 */
#include "bench/image_convert.h"
#include "bench/image_file.h"
#include "tests/bench/image_fixture.h"

#include <sys/stat.h>

static struct blob blob;
static struct image image;
static char error[IMAGE_ERROR_SIZE];

static bool load(const char *name)
{
    error[0] = 0;
    return image_load_memory(name, blob.bytes, blob.size, &image, error);
}

/* The file is refused, in one line that has NAME and WORDS in it. */
static void assert_refused(const char *name, const char *words)
{
    assert_false(load(name));
    assert_non_null(strstr(error, name));
    if (!strstr(error, words))
        fail_msg("got \"%s\", want \"%s\" in it", error, words);
    assert_null(strchr(error, '\n'));
    assert_null(image.segments);
    assert_null(image.file);
}

static void assert_firmware_stored(void)
{
    uint8_t want[STORED_SIZE], got[STORED_SIZE + 8];
    make_firmware(want);
    assert_int_equal(image_read(&image, FLASH_START, got, sizeof got),
                     STORED_SIZE);
    assert_memory_equal(got, want, STORED_SIZE);
    assert_int_equal(little_endian(got + STORED_SIZE, 4), 0);
}

static void elf_contents(void **state)
{
    (void)state;
    make_elf(&blob);
    assert_true(load("app.elf"));
    assert_int_equal(image.kind, IMAGE_ELF);
    assert_int_equal(image.segment_count, 2);
    assert_int_equal(image.segments[1].address, FLASH_START + RAM_CODE);
    assert_firmware_stored();
    image_free(&image);
}

/* Executable sections where they run; not the vectors, not what is not
 * stored. */
static void elf_code(void **state)
{
    (void)state;
    make_elf(&blob);
    assert_true(load("app.elf"));
    assert_int_equal(image.code_count, 2);
    assert_false(image_is_code(&image, FLASH_START + 4));
    assert_false(image_is_code(&image, FLASH_START + BOOT0_RESET_AT - 2));
    assert_true(image_is_code(&image, FLASH_START + BOOT0_RESET_AT));
    assert_true(image_is_code(&image, FLASH_START + FIRMWARE_SIZE - 1));
    assert_false(image_is_code(&image, FLASH_START + FIRMWARE_SIZE));
    assert_true(image_is_code(&image, 0x20000001));
    assert_false(image_is_code(&image, 0x20000010));
    assert_false(image_is_code(&image, 0x20000100));
    image_free(&image);
}

static void elf_code_neighbours_merge(void **state)
{
    (void)state;
    make_elf(&blob);
    elf_section(&blob, 1)->sh_flags |= SHF_EXECINSTR;
    elf_section(&blob, 1)->sh_size -= 4;
    assert_true(load("app.elf"));
    assert_int_equal(image.code_count, 2);
    assert_int_equal(image.code[0].lo, FLASH_START);
    assert_int_equal(image.code[0].hi, FLASH_START + FIRMWARE_SIZE);
    image_free(&image);
}

static void elf_symbols(void **state)
{
    (void)state;
    make_elf(&blob);
    assert_true(load("app.elf"));
    const struct image_symbol *symbol = image_symbol(&image, "main");
    assert_non_null(symbol);
    assert_int_equal(symbol->address, FLASH_START + MAIN_AT);
    assert_true(symbol->function && symbol->global && !symbol->absolute);
    assert_int_equal(image_symbol(&image, "helper")->address, 0x08000120);
    assert_int_equal(image_symbol(&image, "_estack")->address, 0x20005000);
    assert_true(image_symbol(&image, "_estack")->absolute);
    assert_null(image_symbol(&image, "$t"));
    assert_null(image_symbol(&image, "fixture.c"));
    assert_null(image_symbol(&image, "missing"));
    assert_null(image_symbol(&image, "mai"));
    image_free(&image);
}

static void assert_described(uint32_t address, const char *want)
{
    char text[64];
    image_describe(&image, address, text, sizeof text);
    assert_string_equal(text, want);
}

static void elf_places(void **state)
{
    (void)state;
    make_elf(&blob);
    assert_true(load("app.elf"));
    assert_described(0x08000110, "main");
    assert_described(0x08000111, "main");
    assert_described(0x0800011E, "main+0xE");
    assert_described(0x08000126, "0x08000126"); /* behind helper's 4 bytes */
    assert_described(0x08000144, "boot0_record+0x4");
    assert_described(0x08000170, "spin+0x10"); /* a label without a size */
    assert_described(0x20000006, "copied+0x6");
    assert_described(0x1FF00404, "0x1FF00404");
    assert_described(0x20004FFC, "0x20004FFC"); /* not near _estack */
    assert_null(image_symbol_at(&image, 0x08000000));
    image_free(&image);
}

/* Section headers may be stripped: the segments must do. */
static void elf_without_sections(void **state)
{
    (void)state;
    make_elf(&blob);
    elf_header(&blob)->e_shoff = 0;
    elf_header(&blob)->e_shnum = 0;
    elf_header(&blob)->e_shstrndx = 0;
    assert_true(load("app.elf"));
    assert_firmware_stored();
    assert_true(image_is_code(&image, FLASH_START + MAIN_AT));
    assert_true(image_is_code(&image, 0x20000000));
    assert_int_equal(image.symbol_count, 0);
    image_free(&image);
}

/* GNU ld may load the ELF headers with the first segment. */
static void elf_headers_in_segment(void **state)
{
    (void)state;
    make_elf(&blob);
    elf_segment(&blob, 0)->p_offset = 0;
    elf_segment(&blob, 0)->p_vaddr -= ELF_CONTENTS;
    elf_segment(&blob, 0)->p_paddr -= ELF_CONTENTS;
    elf_segment(&blob, 0)->p_filesz += ELF_CONTENTS;
    elf_segment(&blob, 0)->p_memsz += ELF_CONTENTS;
    assert_true(load("app.elf"));
    assert_int_equal(image.segments[0].address, FLASH_START);
    assert_firmware_stored();
    image_free(&image);
}

/* armlink makes one segment of a load region, also of what runs in RAM. */
static void elf_of_one_load_region(void **state)
{
    (void)state;
    make_elf(&blob);
    elf_segment(&blob, 0)->p_filesz = STORED_SIZE;
    elf_segment(&blob, 0)->p_memsz = STORED_SIZE;
    elf_segment(&blob, 1)->p_type = PT_NULL;
    assert_true(load("app.axf"));
    assert_int_equal(image.segment_count, 1);
    assert_firmware_stored();
    assert_true(image_is_code(&image, 0x20000000));
    assert_described(0x20000002, "copied+0x2");
    image_free(&image);
}

/* However much of it is missing, and whatever was in the rest. */
static void elf_truncated_anywhere(void **state)
{
    (void)state;
    for (size_t size = 4; size < ELF_SIZE; size++) {
        make_elf(&blob);
        blob.size = size;
        assert_refused("app.elf", "truncated");
    }
    make_elf(&blob);
    elf_segment(&blob, 1)->p_filesz = ELF_SIZE;
    assert_refused("app.elf", "truncated");
}

static void elf_of_another_kind(void **state)
{
    (void)state;
    make_elf(&blob);
    blob.bytes[EI_CLASS] = ELFCLASS64;
    assert_refused("app.elf", "64-bit");
    make_elf(&blob);
    blob.bytes[EI_DATA] = ELFDATA2MSB;
    assert_refused("app.elf", "big-endian");
    make_elf(&blob);
    elf_header(&blob)->e_machine = EM_386;
    assert_refused("app.elf", "x86");
    make_elf(&blob);
    elf_header(&blob)->e_machine = EM_RISCV;
    assert_refused("app.elf", "machine 243, not for ARM (40)");
    make_elf(&blob);
    elf_header(&blob)->e_type = ET_REL;
    assert_refused("app.o", "link it");
    make_elf(&blob);
    elf_header(&blob)->e_type = ET_DYN;
    assert_refused("app.so", "no executable");
    make_elf(&blob);
    blob.bytes[EI_CLASS] = 7;
    assert_refused("app.elf", "unknown class");
}

static void elf_damaged(void **state)
{
    (void)state;
    make_elf(&blob);
    elf_header(&blob)->e_phentsize = 16;
    assert_refused("app.elf", "damaged tables");
    make_elf(&blob);
    elf_segment(&blob, 1)->p_paddr = FLASH_START + 0x100;
    assert_refused("app.elf", "two things at 0x08000100");
    make_elf(&blob);
    elf_segment(&blob, 1)->p_paddr = 0xFFFFFFF8;
    assert_refused("app.elf", "end of the addresses");
    make_elf(&blob);
    for (unsigned i = 0; i < ELF_SEGMENTS; i++)
        elf_segment(&blob, i)->p_filesz = 0;
    assert_refused("app.elf", "nothing in it");
}

/* No byte of a damaged table may bring the reader down. */
static void elf_survives_noise(void **state)
{
    (void)state;
    uint32_t random = 1;
    for (unsigned round = 0; round < 4000; round++) {
        make_elf(&blob);
        for (unsigned i = 0; i < 3; i++) {
            random = random * 1664525 + 1013904223;
            size_t at = (random >> 8) % (ELF_SIZE - STORED_SIZE);
            at = at < ELF_CONTENTS ? at : at + STORED_SIZE;
            blob.bytes[at] = (uint8_t)random;
        }
        if (load("app.elf"))
            image_free(&image);
        else
            assert_non_null(strstr(error, "app.elf"));
    }
}

static void hex_contents(void **state)
{
    (void)state;
    static const unsigned widths[] = {1, 3, 16, 32, 255};
    uint8_t bytes[STORED_SIZE];
    make_firmware(bytes);
    for (unsigned i = 0; i < 5; i++) {
        make_hex_of(&blob, bytes, STORED_SIZE, widths[i]);
        assert_true(load("app.hex"));
        assert_int_equal(image.kind, IMAGE_HEX);
        assert_int_equal(image.segment_count, 1);
        assert_firmware_stored();
        assert_true(image_is_code(&image, FLASH_START + MAIN_AT));
        image_free(&image);
    }
}

static void hex_by_segments(void **state)
{
    (void)state;
    static const uint8_t base[] = {0x12, 0x34}, data[] = {1, 2, 3, 4};
    memset(&blob, 0, sizeof blob);
    add_hex_record(&blob, 2, 0, base, 2);
    add_hex_record(&blob, 0, 0x0010, data, 4);
    add_hex_record(&blob, 0, 0x0008, data, 4);
    add_hex_record(&blob, 1, 0, NULL, 0);
    assert_true(load("app.hex"));
    assert_int_equal(image.segment_count, 2);
    assert_int_equal(image.segments[0].address, 0x12348);
    assert_int_equal(image.segments[1].address, 0x12350);
    image_free(&image);
}

static void assert_hex_refused(const char *text, const char *words)
{
    blob.size = strlen(text);
    memcpy(blob.bytes, text, blob.size);
    assert_refused("app.hex", words);
}

static void hex_bad(void **state)
{
    (void)state;
    assert_hex_refused(":0400000001020304F2\n:0400040001020304EF\n",
                       "line 2: the checksum");
    assert_hex_refused(":0400000001020304F2\n", "no end record");
    assert_hex_refused(":04000000010203", "the length");
    assert_hex_refused(":040000000102030", "cut short");
    assert_hex_refused(":00\n", "cut short");
    assert_hex_refused(":04000000010g0304F2\n", "not a hexadecimal digit");
    assert_hex_refused(":00000006FA\n", "type of a record");
    assert_hex_refused(":01000004 FB\n", "cut short");
    assert_hex_refused(":0100000408F3\n", "two bytes");
    assert_hex_refused(":00000001FF\n:0400000001020304F2\n",
                       "line 2: something stands behind");
    assert_hex_refused(":00000001FF\n", "nothing in it");
    assert_hex_refused("\n:00000001FF\n", "not Intel HEX");
    assert_hex_refused(":0400000001020304F2\nhello\n", "line 2: a record does");
    assert_hex_refused(":0400000001020304F2\n:0400020001020304F0\n"
                       ":00000001FF\n",
                       "two things at 0x00000002");
    assert_hex_refused(":02000004FFFFFC\n:04FFFE0001020304F5\n:00000001FF\n",
                       "end of the addresses");
    assert_hex_refused(":020000020000FC\n:04FFFE0001020304F5\n:00000001FF\n",
                       "end of its segment");
}

/* A changed word keeps the records, their letter case and their line ends. */
static void hex_rewritten(void **state)
{
    (void)state;
    static const char before[] = ":020000040800F2\r\n"
                                 ":060000001122334455aa51\r\n"
                                 ":04000600BBCCDDEEA4\n"
                                 ":00000001FF\n";
    static const char after[] = ":020000040800F2\r\n"
                                ":06000000112233445b1cd9\r\n"
                                ":040006001B2CDDEEE4\n"
                                ":00000001FF\n";
    blob.size = strlen(before);
    memcpy(blob.bytes, before, blob.size);
    assert_true(load("app.hex"));
    assert_true(image_set_word(&image, FLASH_START + 4, 0x2C1B1C5B));
    assert_int_equal(image.file_size, strlen(after));
    assert_memory_equal(image.file, after, strlen(after));
    assert_false(image_set_word(&image, FLASH_START + 8, 0));
    assert_memory_equal(image.file, after, strlen(after));
    image_free(&image);
}

static void bin_contents(void **state)
{
    (void)state;
    make_bin(&blob);
    assert_true(load("app.bin"));
    assert_int_equal(image.kind, IMAGE_BIN);
    assert_firmware_stored();
    assert_int_equal(image.symbol_count, 0);
    assert_described(0x08000110, "0x08000110");
    image_free(&image);
    blob.size = 7;
    assert_refused("app.bin", "two vector words");
}

/* The contents decide; a name that promises something else is a mistake. */
static void kind_by_contents(void **state)
{
    (void)state;
    make_elf(&blob);
    assert_true(load("firmware.bin"));
    assert_int_equal(image.kind, IMAGE_ELF);
    image_free(&image);
    make_hex(&blob);
    assert_true(load("firmware"));
    assert_int_equal(image.kind, IMAGE_HEX);
    image_free(&image);
    make_bin(&blob);
    assert_refused("firmware.elf", "not an ELF file");
    assert_refused("firmware.HEX", "not Intel HEX");
    assert_refused("firmware.uf2", "this kind of file");
}

static void words(void **state)
{
    (void)state;
    uint32_t word;
    make_elf(&blob);
    assert_true(load("app.elf"));
    assert_true(image_word(&image, FLASH_START, &word));
    assert_int_equal(word, 0x20005000);
    assert_false(image_word(&image, FLASH_START + STORED_SIZE, &word));
    assert_int_equal(word, 0);
    assert_false(image_word(&image, 0xFFFFFFFC, &word));
    /* Over the border of two segments. */
    assert_true(image_set_word(&image, FLASH_START + RAM_CODE - 2, 0x44332211));
    assert_true(image_word(&image, FLASH_START + RAM_CODE - 2, &word));
    assert_int_equal(word, 0x44332211);
    assert_int_equal(image.file[ELF_CONTENTS + RAM_CODE - 2], 0x11);
    assert_int_equal(image.file[ELF_CONTENTS + RAM_CODE + 1], 0x44);
    image_free(&image);
}

static bool fits(const char *part_name)
{
    struct part part;
    assert_true(part_find(part_name, &part));
    return image_fits(&image, &part, error);
}

static void fits_the_part(void **state)
{
    (void)state;
    make_elf(&blob);
    elf_segment(&blob, 1)->p_paddr = FLASH_START + 64 * 1024 - RAM_CODE_SIZE;
    assert_true(load("app.elf"));
    assert_true(fits("stm32l073r8"));
    image_free(&image);
    elf_segment(&blob, 1)->p_paddr++;
    assert_true(load("app.elf"));
    assert_false(fits("stm32l073r8"));
    assert_non_null(strstr(error, "app.elf: stores 0x0800FFF1-0x08010000"));
    assert_non_null(strstr(error, "0x08000000-0x0800FFFF (64 KB)"));
    assert_true(fits("stm32l073rb"));
    image_free(&image);
    elf_segment(&blob, 1)->p_paddr = 0x08080000 + 6 * 1024 - RAM_CODE_SIZE;
    assert_true(load("app.elf"));
    assert_true(fits("stm32l073rz"));
    image_free(&image);
}

/* A programmer cannot put it there, a debugger can. */
static void initialised_ram(void **state)
{
    struct part part;
    uint32_t address = 0;
    (void)state;
    assert_true(part_find("stm32l073rz", &part));
    make_elf(&blob);
    assert_true(load("app.elf"));
    assert_int_equal(image_ram(&image, &part, &address), 0);
    image_free(&image);
    elf_segment(&blob, 1)->p_paddr = 0x20005000 - RAM_CODE_SIZE;
    assert_true(load("app.elf"));
    assert_false(fits("stm32l073rz"));
    assert_non_null(strstr(error, "app.elf: stores 0x20004FF0-0x20004FFF in "
                                  "RAM, which is empty after power-on"));
    assert_true(image_fits_with_ram(&image, &part, error));
    assert_int_equal(image_ram(&image, &part, &address), RAM_CODE_SIZE);
    assert_int_equal(address, 0x20004FF0);
    image_free(&image);
    elf_segment(&blob, 1)->p_paddr++;
    assert_true(load("app.elf"));
    assert_false(image_fits_with_ram(&image, &part, error));
    assert_int_equal(image_ram(&image, &part, &address), 0);
    image_free(&image);
}

static void files(void **state)
{
    (void)state;
    struct folder folder;
    folder_open(&folder);
    make_elf(&blob);
    folder_write(&folder, "app.elf", blob.bytes, blob.size);
    folder_write(&folder, "empty", "", 0);
    assert_true(image_load(folder_path(&folder, "app.elf"), &image, error));
    assert_firmware_stored();
    image_free(&image);
    assert_false(image_load(folder_path(&folder, "empty"), &image, error));
    assert_non_null(strstr(error, "empty: the file is empty"));
    assert_false(image_load(folder_path(&folder, "none"), &image, error));
    assert_non_null(strstr(error, "No such file"));
    assert_false(image_load(folder.name, &image, error));
    assert_non_null(strstr(error, "Is a directory"));
    folder_close(&folder);
}

static void saved_as_read(void **state)
{
    (void)state;
    static struct blob back;
    struct folder folder;
    struct stat status;
    folder_open(&folder);
    make_elf(&blob);
    assert_true(load("app.elf"));
    assert_true(image_save(&image, folder_path(&folder, "out"), error));
    assert_true(folder_read(&folder, "out", &back));
    assert_int_equal(back.size, blob.size);
    assert_memory_equal(back.bytes, blob.bytes, blob.size);
    assert_int_equal(folder_count(&folder), 1);
    assert_int_equal(stat(folder_path(&folder, "out"), &status), 0);
    mode_t mask = umask(022);
    umask(mask);
    assert_int_equal(status.st_mode & 0777, 0666 & ~mask);
    image_free(&image);
    folder_close(&folder);
}

/* Saves the image as NAME and reads it back: the same bytes in the flash. */
static void assert_saved_as(struct folder *folder, const char *name,
                            enum image_kind kind)
{
    uint8_t want[FIRMWARE_SIZE], got[FIRMWARE_SIZE];
    struct image back;
    assert_true(image_save(&image, folder_path(folder, name), error));
    if (!image_load(folder_path(folder, name), &back, error))
        fail_msg("%s", error);
    assert_int_equal(back.kind, kind);
    image_read(&image, FLASH_START, want, sizeof want);
    image_read(&back, FLASH_START, got, sizeof got);
    assert_memory_equal(got, want, sizeof got);
    image_free(&back);
}

static void saved_as_the_name_says(void **state)
{
    (void)state;
    struct folder folder;
    folder_open(&folder);
    make_elf(&blob);
    assert_true(load("app.elf"));
    assert_saved_as(&folder, "out.elf", IMAGE_ELF);
    assert_saved_as(&folder, "out.bin", IMAGE_BIN);
    assert_saved_as(&folder, "OUT.HEX", IMAGE_HEX);
    assert_saved_as(&folder, "out.ihex", IMAGE_HEX);
    image_free(&image);

    assert_true(image_load(folder_path(&folder, "OUT.HEX"), &image, error));
    assert_saved_as(&folder, "again.bin", IMAGE_BIN);
    assert_false(image_save(&image, folder_path(&folder, "again.elf"), error));
    assert_non_null(strstr(error, "OUT.HEX: is no ELF file"));
    image_free(&image);
    folder_close(&folder);
}

/* Data EEPROM is far behind the flash. */
static void a_binary_holds_the_flash_alone(void **state)
{
    (void)state;
    static const char hex[] = ":020000040800F2\n:0400000000500020"
                              "8C\n"
                              ":020000040808EA\n:0400000001020304F2\n"
                              ":00000001FF\n";
    struct folder folder;
    folder_open(&folder);
    assert_true(image_load_memory("app.hex", hex, strlen(hex), &image, error));
    assert_false(image_save(&image, folder_path(&folder, "out.bin"), error));
    assert_non_null(strstr(error, "write Intel HEX"));
    assert_int_equal(folder_count(&folder), 0);
    image_free(&image);
    folder_close(&folder);
}

static void not_saved(void **state)
{
    (void)state;
    struct folder folder;
    folder_open(&folder);
    make_bin(&blob);
    assert_true(load("app.bin"));
    assert_false(image_save(&image, folder_path(&folder, "no/out"), error));
    assert_non_null(strstr(error, "cannot write: No such file"));
    assert_false(image_save(&image, folder.name, error));
    assert_non_null(strstr(error, "Is a directory"));
    assert_false(image_save(&image, "/dev/null", error));
    assert_non_null(strstr(error, "not a regular file"));
    assert_int_equal(folder_count(&folder), 0);
    image_free(&image);
    folder_close(&folder);
}

/* A link stays one; what it points to is replaced. */
static void saved_through_a_link(void **state)
{
    (void)state;
    static struct blob back;
    struct folder folder;
    struct stat status;
    folder_open(&folder);
    folder_write(&folder, "real", "old", 3);
    assert_int_equal(symlink("real", folder_path(&folder, "link")), 0);
    make_bin(&blob);
    assert_true(load("app.bin"));
    assert_true(image_save(&image, folder_path(&folder, "link"), error));
    assert_int_equal(lstat(folder_path(&folder, "link"), &status), 0);
    assert_true(S_ISLNK(status.st_mode));
    assert_true(folder_read(&folder, "real", &back));
    assert_int_equal(back.size, STORED_SIZE);
    image_free(&image);
    folder_close(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(elf_contents),
        cmocka_unit_test(elf_code),
        cmocka_unit_test(elf_code_neighbours_merge),
        cmocka_unit_test(elf_symbols),
        cmocka_unit_test(elf_places),
        cmocka_unit_test(elf_without_sections),
        cmocka_unit_test(elf_headers_in_segment),
        cmocka_unit_test(elf_of_one_load_region),
        cmocka_unit_test(elf_truncated_anywhere),
        cmocka_unit_test(elf_of_another_kind),
        cmocka_unit_test(elf_damaged),
        cmocka_unit_test(elf_survives_noise),
        cmocka_unit_test(hex_contents),
        cmocka_unit_test(hex_by_segments),
        cmocka_unit_test(hex_bad),
        cmocka_unit_test(hex_rewritten),
        cmocka_unit_test(bin_contents),
        cmocka_unit_test(kind_by_contents),
        cmocka_unit_test(words),
        cmocka_unit_test(fits_the_part),
        cmocka_unit_test(initialised_ram),
        cmocka_unit_test(files),
        cmocka_unit_test(saved_as_read),
        cmocka_unit_test(saved_as_the_name_says),
        cmocka_unit_test(a_binary_holds_the_flash_alone),
        cmocka_unit_test(not_saved),
        cmocka_unit_test(saved_through_a_link),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
