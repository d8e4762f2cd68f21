/* SPDX-License-Identifier: MIT
 *
 * Reading an image takes time in proportion to its file, also when the file was
 * made to take more: eight times as large, it takes about eight times as long,
 * not sixty-four times. The time is the processor's, the least of several.
 */
#include "tests/bench/image_fixture.h"

#include <time.h>

#include "bench/image_file.h"
#include "bench/record.h"

enum { TIMES = 8, ROUNDS = 7, FACTOR_LIMIT = 3 * TIMES };

struct file {
    uint8_t *bytes;
    size_t size;
};

static double processor_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Makes a file whose size goes with COUNT. */
typedef struct file (*make)(unsigned count);
/* What is done to the image that was read from it. */
typedef void (*use)(const struct image *image, unsigned count);

static double cost(make make, use use, unsigned count)
{
    struct file file = make(count);
    double least = 1e9;
    for (unsigned i = 0; i < ROUNDS; i++) {
        char error[IMAGE_ERROR_SIZE] = "";
        struct image image;
        double start = processor_seconds();
        if (!image_load_memory("file", file.bytes, file.size, &image, error))
            fail_msg("%s", error);
        use(&image, count);
        image_free(&image);
        double took = processor_seconds() - start;
        least = took < least ? took : least;
    }
    free(file.bytes);
    return least;
}

static void expect_proportional(make make, use use, unsigned count)
{
    double small = cost(make, use, count);
    double large = cost(make, use, TIMES * count);
    if (large > FACTOR_LIMIT * small)
        fail_msg("%.3f ms become %.3f ms in a file %d times as large",
                 small * 1e3, large * 1e3, TIMES);
}

/* --- ELF --- */

enum {
    CODE_SIZE = 16,
    SYMTAB = 1, /* the first two sections */
    STRTAB = 2,
    LOADED = 3 /* the first of the others */
};

/* An executable of SEGMENTS segments and as many sections of 16 bytes, which
 * all show the file's own headers, and a table of symbols with one name. */
static struct file make_crowded(unsigned segments, unsigned symbols,
                                unsigned name)
{
    uint32_t sections = LOADED + segments;
    uint32_t section_at =
        (uint32_t)sizeof(Elf32_Ehdr) + segments * (uint32_t)sizeof(Elf32_Phdr);
    uint32_t symbol_at = section_at + sections * (uint32_t)sizeof(Elf32_Shdr);
    uint32_t name_at = symbol_at + symbols * (uint32_t)sizeof(Elf32_Sym);
    struct file file = {.size = name_at + name + 1};
    file.bytes = calloc(file.size, 1);
    assert_non_null(file.bytes);

    *(Elf32_Ehdr *)(void *)file.bytes = (Elf32_Ehdr){
        .e_ident = {0x7F, 'E', 'L', 'F', ELFCLASS32, ELFDATA2LSB, EV_CURRENT},
        .e_type = ET_EXEC,
        .e_machine = EM_ARM,
        .e_version = EV_CURRENT,
        .e_phoff = sizeof(Elf32_Ehdr),
        .e_shoff = section_at,
        .e_ehsize = sizeof(Elf32_Ehdr),
        .e_phentsize = sizeof(Elf32_Phdr),
        .e_phnum = (Elf32_Half)segments,
        .e_shentsize = sizeof(Elf32_Shdr),
        .e_shnum = (Elf32_Half)sections,
    };
    Elf32_Phdr *segment = (void *)(file.bytes + sizeof(Elf32_Ehdr));
    Elf32_Shdr *section = (void *)(file.bytes + section_at);
    Elf32_Sym *symbol = (void *)(file.bytes + symbol_at);
    section[SYMTAB] = (Elf32_Shdr){
        .sh_type = SHT_SYMTAB,
        .sh_offset = symbol_at,
        .sh_size = symbols * (uint32_t)sizeof *symbol,
        .sh_link = STRTAB,
        .sh_entsize = sizeof *symbol,
    };
    section[STRTAB] = (Elf32_Shdr){
        .sh_type = SHT_STRTAB,
        .sh_offset = name_at,
        .sh_size = name + 1,
    };
    for (uint32_t i = 0; i < segments; i++) {
        segment[i] = (Elf32_Phdr){
            .p_type = PT_LOAD,
            .p_vaddr = FLASH_START + 2 * CODE_SIZE * i,
            .p_paddr = FLASH_START + 2 * CODE_SIZE * i,
            .p_filesz = CODE_SIZE,
            .p_memsz = CODE_SIZE,
        };
        section[LOADED + i] = (Elf32_Shdr){
            .sh_type = SHT_PROGBITS,
            .sh_flags = SHF_ALLOC | SHF_EXECINSTR,
            .sh_addr = segment[i].p_vaddr,
            .sh_size = CODE_SIZE,
            .sh_offset = (segments - i) * 4,
        };
    }
    for (uint32_t i = 0; i < symbols; i++)
        symbol[i] = (Elf32_Sym){
            .st_value = FLASH_START + 1,
            .st_info = ELF32_ST_INFO(STB_GLOBAL, STT_FUNC),
            .st_shndx = LOADED,
        };
    memset(file.bytes + name_at, 'a', name);
    return file;
}

static struct file make_one_name(unsigned count)
{
    return make_crowded(1, count, 16 * count);
}

static void look_for_names(const struct image *image, unsigned count)
{
    char text[80];
    assert_int_equal(image->symbol_count, count);
    assert_int_equal(strlen(image->symbols[count - 1].name), 16 * count);
    assert_null(image_symbol(image, "main"));
    image_describe(image, FLASH_START, text, sizeof text);
    assert_int_equal(strspn(text, "a"), sizeof text - 1);
}

static void symbols_that_share_a_name(void **state)
{
    (void)state;
    expect_proportional(make_one_name, look_for_names, 4000);
}

static struct file make_segments(unsigned count)
{
    return make_crowded(count, count, 16);
}

static void look_for_code(const struct image *image, unsigned count)
{
    uint32_t word;
    assert_int_equal(image->segment_count, count);
    assert_int_equal(image->code_count, count);
    for (unsigned i = 0; i < count; i++) {
        uint32_t address = FLASH_START + 2 * CODE_SIZE * i;
        assert_true(image_is_code(image, address));
        assert_false(image_is_code(image, address + CODE_SIZE));
        assert_true(image_word(image, address + 8, &word));
        assert_false(image_word(image, address + CODE_SIZE, &word));
    }
}

static void segments_and_sections(void **state)
{
    (void)state;
    expect_proportional(make_segments, look_for_code, 4000);
}

/* --- HEX --- */

enum { STRIDE = 64, RECORD_TEXT = 128 /* characters at most */ };

/* COUNT copies of the library's record, each a segment of its own. */
static struct file make_records(unsigned count)
{
    static struct blob one;
    uint8_t record[BOOT0_RECORD_SIZE];
    struct file file = {.bytes = malloc((size_t)count * RECORD_TEXT)};
    assert_non_null(file.bytes);
    put_record(record, BOOT0_KIND_LINKED);
    for (unsigned i = 0; i < count; i++) {
        uint32_t address = FLASH_START + STRIDE * i;
        const uint8_t high[] = {(uint8_t)(address >> 24),
                                (uint8_t)(address >> 16)};
        one.size = 0;
        add_hex_record(&one, 4, 0, high, sizeof high);
        add_hex_record(&one, 0, address & 0xFFFF, record, sizeof record);
        if (i == count - 1)
            add_hex_record(&one, 1, 0, NULL, 0);
        memcpy(file.bytes + file.size, one.bytes, one.size);
        file.size += one.size;
    }
    return file;
}

static void look_for_records(const struct image *image, unsigned count)
{
    struct record record;
    assert_int_equal(image->segment_count, count);
    assert_int_equal(record_find(image, &record), count);
    assert_int_equal(record.address, FLASH_START);
}

static void copies_of_the_record(void **state)
{
    (void)state;
    expect_proportional(make_records, look_for_records, 750);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(symbols_that_share_a_name),
        cmocka_unit_test(segments_and_sections),
        cmocka_unit_test(copies_of_the_record),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
