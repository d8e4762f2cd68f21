/* SPDX-License-Identifier: MIT
 *
 * For tests of images: a small firmware with the library's record in it, made
 * byte by byte, as ELF, Intel HEX or raw binary; files in a folder that goes
 * when the test ends.
 *
 * The firmware, 512 bytes at 0x08000000 and 16 bytes of RAM code behind them:
 *   +000 vectors (SP 0x20005000, reset 0x08000101)   +0C0 boot0_reset
 *   +0E0 boot0_request, without a symbol
 *   +100 Reset_Handler   +110 main   +140 boot0_record   +200 RAM code
 */
#ifndef TESTS_BENCH_IMAGE_FIXTURE_H
#define TESTS_BENCH_IMAGE_FIXTURE_H

#include <dirent.h>
#include <elf.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "bench/image.h"
#include "chip/little_endian.h"
#include "src/boot0_record.h"

enum {
    FLASH_START = 0x08000000,
    FIRMWARE_SIZE = 0x200,
    RAM_CODE = 0x200,
    RAM_CODE_SIZE = 16,
    STORED_SIZE = FIRMWARE_SIZE + RAM_CODE_SIZE,
    BOOT0_RESET_AT = 0xC0,
    BOOT0_REQUEST_AT = 0xE0,
    HANDLER_AT = 0x100,
    MAIN_AT = 0x110,
    RECORD_AT = 0x140,
    BLOB_SIZE = 1 << 16
};

struct blob {
    uint8_t bytes[BLOB_SIZE];
    size_t size;
};

static inline void put16(uint8_t *to, uint32_t value)
{
    put_little_endian(to, 2, value);
}

static inline void put32(uint8_t *to, uint32_t value)
{
    put_little_endian(to, 4, value);
}

/* A record of the given kind: sp and next are 0 when it is linked only. */
static inline void put_record(uint8_t *at, unsigned kind)
{
    bool linked = kind == BOOT0_KIND_LINKED;
    put32(at + BOOT0_RECORD_SP, linked ? 0 : 0x20005000);
    put32(at + BOOT0_RECORD_NEXT, linked ? 0 : FLASH_START + HANDLER_AT + 1);
    put32(at + BOOT0_RECORD_MAILBOX, 0x20004FF8);
    put32(at + BOOT0_RECORD_MAGIC, BOOT0_MAGIC);
    put32(at + BOOT0_RECORD_APB2ENR, BOOT0_APB2ENR);
    put32(at + BOOT0_RECORD_INFO,
          BOOT0_FORMAT | kind << BOOT0_KIND_SHIFT |
              BOOT0_FLAG_RDP1 << BOOT0_FLAG_SHIFT |
              (uint32_t)BOOT0_VERSION << BOOT0_VERSION_SHIFT);
    put32(at + BOOT0_RECORD_REQUEST, FLASH_START + BOOT0_REQUEST_AT + 1);
}

/* The stored bytes, STORED_SIZE of them. */
static inline void make_firmware(uint8_t *bytes)
{
    for (unsigned i = 0; i < STORED_SIZE; i++)
        bytes[i] = (uint8_t)(i * 7 + 1);
    put32(bytes, 0x20005000);
    put32(bytes + 4, FLASH_START + HANDLER_AT + 1);
    /* ADR r0, record; LDM r0!, {r3-r7} */
    put16(bytes + BOOT0_RESET_AT,
          0xA000 | (RECORD_AT - BOOT0_RESET_AT - 4) / 4);
    put16(bytes + BOOT0_RESET_AT + 2, 0xC8F8);
    put_record(bytes + RECORD_AT, BOOT0_KIND_LINKED);
}

static inline void make_bin(struct blob *blob)
{
    memset(blob, 0, sizeof *blob);
    make_firmware(blob->bytes);
    blob->size = STORED_SIZE;
}

static inline void add_hex_record(struct blob *blob, unsigned type,
                                  uint32_t offset, const uint8_t *data,
                                  unsigned length)
{
    char *text = (char *)blob->bytes + blob->size;
    unsigned sum = length + (offset >> 8) + offset + type;
    int used = sprintf(text, ":%02X%04X%02X", length, offset & 0xFFFF, type);
    for (unsigned i = 0; i < length; i++) {
        used += sprintf(text + used, "%02X", data[i]);
        sum += data[i];
    }
    used += sprintf(text + used, "%02X\r\n", -sum & 0xFF);
    blob->size += (size_t)used;
}

/* Bytes at 0x08000000 as HEX, PER bytes a record. */
static inline void make_hex_of(struct blob *blob, const uint8_t *bytes,
                               unsigned size, unsigned per)
{
    static const uint8_t base[] = {0x08, 0x00}, start[] = {8, 0, 1, 1};
    memset(blob, 0, sizeof *blob);
    add_hex_record(blob, 4, 0, base, 2);
    for (unsigned at = 0; at < size; at += per)
        add_hex_record(blob, 0, at, bytes + at,
                       size - at < per ? size - at : per);
    add_hex_record(blob, 5, 0, start, 4);
    add_hex_record(blob, 1, 0, NULL, 0);
}

static inline void make_hex(struct blob *blob)
{
    uint8_t bytes[STORED_SIZE];
    make_firmware(bytes);
    make_hex_of(blob, bytes, STORED_SIZE, 16);
}

/* ELF: where its parts are in the file. */
enum {
    ELF_SEGMENTS = 3,
    ELF_CONTENTS = 0x100,
    ELF_SYMBOLS = ELF_CONTENTS + STORED_SIZE,
    ELF_SYMBOL_COUNT = 13,
    ELF_NAMES = ELF_SYMBOLS + ELF_SYMBOL_COUNT * (int)sizeof(Elf32_Sym),
    ELF_NAMES_SIZE = 0x100,
    ELF_SECTIONS = ELF_NAMES + ELF_NAMES_SIZE,
    ELF_SECTION_COUNT = 7,
    ELF_SIZE = ELF_SECTIONS + ELF_SECTION_COUNT * (int)sizeof(Elf32_Shdr)
};

static inline Elf32_Ehdr *elf_header(struct blob *blob)
{
    return (Elf32_Ehdr *)(void *)blob->bytes;
}

static inline Elf32_Phdr *elf_segment(struct blob *blob, unsigned index)
{
    return (Elf32_Phdr *)(void *)(blob->bytes + sizeof(Elf32_Ehdr)) + index;
}

static inline Elf32_Shdr *elf_section(struct blob *blob, unsigned index)
{
    return (Elf32_Shdr *)(void *)(blob->bytes + ELF_SECTIONS) + index;
}

static inline uint32_t elf_name(struct blob *blob, const char *name)
{
    char *names = (char *)blob->bytes + ELF_NAMES;
    uint32_t at = 1;
    while (names[at])
        at += (uint32_t)strlen(names + at) + 1;
    strcpy(names + at, name);
    return at;
}

static inline void put_symbols(struct blob *blob)
{
    enum { L = STB_LOCAL, G = STB_GLOBAL };
    static const struct {
        const char *name;
        uint32_t value, size;
        unsigned bind, type, section;
    } list[ELF_SYMBOL_COUNT - 1] = {
        {"$t", 0x080000C0, 0, L, STT_NOTYPE, 2},
        {"fixture.c", 0, 0, L, STT_FILE, SHN_ABS},
        {"helper", 0x08000131, 4, L, STT_FUNC, 2},
        {"boot0_reset", 0x080000C1, 0x40, G, STT_FUNC, 2},
        {"Reset_Handler", 0x08000101, 16, G, STT_FUNC, 2},
        {"main", 0x08000111, 16, G, STT_FUNC, 2},
        {"helper", 0x08000121, 4, G, STT_FUNC, 2},
        {"boot0_record", 0x08000140, BOOT0_RECORD_SIZE, G, STT_OBJECT, 2},
        {"spin", 0x08000160, 0, L, STT_NOTYPE, 2},
        {"copied", 0x20000001, 8, G, STT_FUNC, 3},
        {"_estack", 0x20005000, 0, G, STT_NOTYPE, SHN_ABS},
        {"missing", 0, 0, G, STT_NOTYPE, SHN_UNDEF},
    };
    Elf32_Sym *symbols = (Elf32_Sym *)(void *)(blob->bytes + ELF_SYMBOLS);
    for (unsigned i = 0; i < ELF_SYMBOL_COUNT - 1; i++)
        symbols[i + 1] = (Elf32_Sym){
            .st_name = elf_name(blob, list[i].name),
            .st_value = list[i].value,
            .st_size = list[i].size,
            .st_info = ELF32_ST_INFO(list[i].bind, list[i].type),
            .st_shndx = (Elf32_Half)list[i].section,
        };
}

static inline void put_sections(struct blob *blob)
{
    *elf_section(blob, 1) = (Elf32_Shdr){
        .sh_name = elf_name(blob, ".isr_vector"),
        .sh_type = SHT_PROGBITS,
        .sh_flags = SHF_ALLOC,
        .sh_addr = FLASH_START,
        .sh_offset = ELF_CONTENTS,
        .sh_size = BOOT0_RESET_AT,
    };
    *elf_section(blob, 2) = (Elf32_Shdr){
        .sh_name = elf_name(blob, ".text"),
        .sh_type = SHT_PROGBITS,
        .sh_flags = SHF_ALLOC | SHF_EXECINSTR,
        .sh_addr = FLASH_START + BOOT0_RESET_AT,
        .sh_offset = ELF_CONTENTS + BOOT0_RESET_AT,
        .sh_size = FIRMWARE_SIZE - BOOT0_RESET_AT,
    };
    *elf_section(blob, 3) = (Elf32_Shdr){
        .sh_name = elf_name(blob, ".ramfunc"),
        .sh_type = SHT_PROGBITS,
        .sh_flags = SHF_ALLOC | SHF_EXECINSTR | SHF_WRITE,
        .sh_addr = 0x20000000,
        .sh_offset = ELF_CONTENTS + RAM_CODE,
        .sh_size = RAM_CODE_SIZE,
    };
    *elf_section(blob, 4) = (Elf32_Shdr){
        .sh_name = elf_name(blob, ".bss"),
        .sh_type = SHT_NOBITS,
        .sh_flags = SHF_ALLOC | SHF_EXECINSTR | SHF_WRITE,
        .sh_addr = 0x20000100,
        .sh_offset = ELF_CONTENTS,
        .sh_size = 0x100,
    };
    *elf_section(blob, 5) = (Elf32_Shdr){
        .sh_name = elf_name(blob, ".symtab"),
        .sh_type = SHT_SYMTAB,
        .sh_offset = ELF_SYMBOLS,
        .sh_size = ELF_SYMBOL_COUNT * sizeof(Elf32_Sym),
        .sh_link = 6,
        .sh_info = 4,
        .sh_entsize = sizeof(Elf32_Sym),
    };
    *elf_section(blob, 6) = (Elf32_Shdr){
        .sh_name = elf_name(blob, ".strtab"),
        .sh_type = SHT_STRTAB,
        .sh_offset = ELF_NAMES,
        .sh_size = ELF_NAMES_SIZE,
    };
}

/* ELF32 little-endian ARM executable of the firmware. */
static inline void make_elf(struct blob *blob)
{
    memset(blob, 0, sizeof *blob);
    blob->size = ELF_SIZE;
    *elf_header(blob) = (Elf32_Ehdr){
        .e_ident = {0x7F, 'E', 'L', 'F', ELFCLASS32, ELFDATA2LSB, EV_CURRENT},
        .e_type = ET_EXEC,
        .e_machine = EM_ARM,
        .e_version = EV_CURRENT,
        .e_entry = FLASH_START + HANDLER_AT + 1,
        .e_phoff = sizeof(Elf32_Ehdr),
        .e_shoff = ELF_SECTIONS,
        .e_flags = 0x05000200,
        .e_ehsize = sizeof(Elf32_Ehdr),
        .e_phentsize = sizeof(Elf32_Phdr),
        .e_phnum = ELF_SEGMENTS,
        .e_shentsize = sizeof(Elf32_Shdr),
        .e_shnum = ELF_SECTION_COUNT,
        .e_shstrndx = 6,
    };
    *elf_segment(blob, 0) = (Elf32_Phdr){
        .p_type = PT_LOAD,
        .p_offset = ELF_CONTENTS,
        .p_vaddr = FLASH_START,
        .p_paddr = FLASH_START,
        .p_filesz = FIRMWARE_SIZE,
        .p_memsz = FIRMWARE_SIZE,
        .p_flags = PF_R | PF_X,
    };
    *elf_segment(blob, 1) = (Elf32_Phdr){
        .p_type = PT_LOAD,
        .p_offset = ELF_CONTENTS + RAM_CODE,
        .p_vaddr = 0x20000000,
        .p_paddr = FLASH_START + RAM_CODE,
        .p_filesz = RAM_CODE_SIZE,
        .p_memsz = RAM_CODE_SIZE,
        .p_flags = PF_R | PF_W | PF_X,
    };
    *elf_segment(blob, 2) = (Elf32_Phdr){
        .p_type = PT_LOAD,
        .p_vaddr = 0x20000100,
        .p_paddr = 0x20000100,
        .p_memsz = 0x100,
        .p_flags = PF_R | PF_W,
    };
    make_firmware(blob->bytes + ELF_CONTENTS);
    put_sections(blob);
    put_symbols(blob);
}

/* A folder of its own; "FOLDER/name" by path(). */
struct folder {
    char name[64];
    char path[160];
};

static inline void folder_open(struct folder *folder)
{
    strcpy(folder->name, "/tmp/boot0-test-XXXXXX");
    assert_non_null(mkdtemp(folder->name));
}

static inline const char *folder_path(struct folder *folder, const char *name)
{
    snprintf(folder->path, sizeof folder->path, "%s/%s", folder->name, name);
    return folder->path;
}

static inline void folder_write(struct folder *folder, const char *name,
                                const void *bytes, size_t size)
{
    FILE *file = fopen(folder_path(folder, name), "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

/* False: there is no such file. */
static inline bool folder_read(struct folder *folder, const char *name,
                               struct blob *blob)
{
    FILE *file = fopen(folder_path(folder, name), "rb");
    memset(blob, 0, sizeof *blob);
    if (!file)
        return false;
    blob->size = fread(blob->bytes, 1, sizeof blob->bytes, file);
    fclose(file);
    return true;
}

/* How many entries it has. */
static inline unsigned folder_count(const struct folder *folder)
{
    unsigned count = 0;
    DIR *directory = opendir(folder->name);
    assert_non_null(directory);
    for (struct dirent *entry; (entry = readdir(directory)) != NULL;)
        count += entry->d_name[0] != '.';
    closedir(directory);
    return count;
}

static inline void folder_close(struct folder *folder)
{
    DIR *directory = opendir(folder->name);
    assert_non_null(directory);
    for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
        char path[400];
        snprintf(path, sizeof path, "%s/%s", folder->name, entry->d_name);
        if (unlink(path) != 0)
            rmdir(path);
    }
    closedir(directory);
    rmdir(folder->name);
}

#endif
