/* SPDX-License-Identifier: MIT
 *
 * By libelf. The stored bytes come from the loadable segments (p_paddr, which
 * flash programmers use: GCC, clang, IAR and armlink all fill it); code and
 * symbols come from the sections.
 */
#include "bench/image_elf.h"

#include <libelf.h>
#include <stdlib.h>
#include <string.h>

#include "bench/image_attributes.h"
#include "bench/image_builder.h"
#include "bench/refuse.h"

static bool wrong(const struct image *image, char *error, const char *what,
                  const char *advice)
{
    return refuse(error, IMAGE_ERROR_SIZE, "%s: %s; %s", path_tail(image->path),
                  what, advice);
}

static const char give_m0[] = "give an ELF32 little-endian ARM executable";

/* The identification, before any other field can be trusted. */
static bool check_identity(const struct image *image, char *error)
{
    const uint8_t *e = image->file;
    if (image->file_size < sizeof(Elf32_Ehdr))
        return wrong(image, error, "truncated inside the ELF header",
                     "link or copy it again");
    if (e[EI_CLASS] == ELFCLASS64)
        return wrong(image, error, "a 64-bit ELF file, a program of the host",
                     give_m0);
    if (e[EI_CLASS] != ELFCLASS32)
        return wrong(image, error, "an ELF file of an unknown class", give_m0);
    if (e[EI_DATA] == ELFDATA2MSB)
        return wrong(image, error, "a big-endian ELF file", give_m0);
    if (e[EI_DATA] != ELFDATA2LSB || e[EI_VERSION] != EV_CURRENT)
        return wrong(image, error, "an ELF file of an unknown version",
                     give_m0);
    return true;
}

static bool check_header(const struct image *image, const Elf32_Ehdr *header,
                         char *error)
{
    if (header->e_machine != EM_ARM)
        return refuse(error, IMAGE_ERROR_SIZE,
                      "%s: an ELF file for machine %u%s, not for ARM (%u); %s",
                      path_tail(image->path), header->e_machine,
                      header->e_machine == EM_386 ? " (x86)" : "", EM_ARM,
                      give_m0);
    if (header->e_type == ET_REL)
        return wrong(image, error, "an object file, not firmware",
                     "link it first, and give what the linker made");
    if (header->e_type != ET_EXEC)
        return wrong(image, error, "an ELF file that is no executable",
                     "link it at fixed addresses");
    return true;
}

static bool table_inside(const struct image *image, uint64_t offset,
                         uint64_t count, uint64_t entry)
{
    return offset + count * entry <= image->file_size;
}

/* libelf reads damaged files as far as possible; here the whole file must be
 * intact. */
static bool check_extent(const struct image *image, const Elf32_Ehdr *header,
                         char *error)
{
    bool whole = table_inside(image, header->e_phoff, header->e_phnum,
                              header->e_phentsize) &&
                 table_inside(image, header->e_shoff, header->e_shnum,
                              header->e_shentsize);
    if (!whole)
        return refuse(error, IMAGE_ERROR_SIZE,
                      "%s: truncated: its tables end behind the %zu bytes of "
                      "the file; link or copy it again",
                      path_tail(image->path), image->file_size);
    if ((header->e_phnum && header->e_phentsize != sizeof(Elf32_Phdr)) ||
        (header->e_shnum && header->e_shentsize != sizeof(Elf32_Shdr)) ||
        header->e_phoff % 4 || header->e_shoff % 4)
        return wrong(image, error, "an ELF file with damaged tables",
                     "link or copy it again");
    return true;
}

/* The file offsets of the contents of loaded sections, rising. */
struct contents {
    uint32_t *offsets;
    size_t count;
};

static int compare_offsets(const void *a, const void *b)
{
    const uint32_t *left = a, *right = b;
    return (*left > *right) - (*left < *right);
}

/* False: out of memory. */
static bool read_contents(struct image *image, Elf *elf,
                          const Elf32_Ehdr *header, struct contents *contents)
{
    *contents = (struct contents){
        .offsets = image_memory(image, NULL,
                                header->e_shnum * sizeof *contents->offsets)};
    if (!contents->offsets)
        return false;
    for (Elf_Scn *scn = NULL; (scn = elf_nextscn(elf, scn)) != NULL;) {
        const Elf32_Shdr *section = elf32_getshdr(scn);
        if (section && section->sh_flags & SHF_ALLOC &&
            section->sh_type != SHT_NOBITS && section->sh_size &&
            contents->count < header->e_shnum)
            contents->offsets[contents->count++] = section->sh_offset;
    }
    qsort(contents->offsets, contents->count, sizeof *contents->offsets,
          compare_offsets);
    return true;
}

/* GNU ld may put the ELF headers themselves into the first segment. They are
 * not part of the program: it starts at the first section in it. */
static uint32_t headers_in_segment(const struct contents *contents,
                                   const Elf32_Ehdr *header,
                                   const Elf32_Phdr *segment)
{
    uint32_t end = header->e_phoff + header->e_phnum * header->e_phentsize;
    size_t lo = 0, hi = contents->count;
    if (segment->p_offset >= end)
        return 0;
    while (lo < hi) {
        size_t middle = lo + (hi - lo) / 2;
        if (contents->offsets[middle] >= segment->p_offset)
            hi = middle;
        else
            lo = middle + 1;
    }
    if (lo == contents->count)
        return 0;
    uint32_t skip = contents->offsets[lo] - segment->p_offset;
    return skip < segment->p_filesz ? skip : 0;
}

static bool add_segment(struct image *image, const struct contents *contents,
                        const Elf32_Ehdr *header, const Elf32_Phdr *segment,
                        char *error)
{
    if (segment->p_type != PT_LOAD || segment->p_filesz == 0)
        return true;
    uint64_t file_end = (uint64_t)segment->p_offset + segment->p_filesz;
    uint64_t end = (uint64_t)segment->p_paddr + segment->p_filesz;
    if (file_end > image->file_size)
        return refuse(error, IMAGE_ERROR_SIZE,
                      "%s: truncated: its contents end at byte %llu, the file "
                      "has %zu; link or copy it again",
                      path_tail(image->path), (unsigned long long)file_end,
                      image->file_size);
    if (end > UINT32_MAX)
        return wrong(image, error,
                     "a segment runs over the end of the "
                     "addresses",
                     "check the linker script");
    uint32_t skip = headers_in_segment(contents, header, segment);
    image_add_segment(image, segment->p_paddr + skip,
                      image->file + segment->p_offset + skip,
                      segment->p_filesz - skip);
    if (segment->p_vaddr != segment->p_paddr)
        image_add_copy(image,
                       (struct image_copy){.load = segment->p_paddr + skip,
                                           .run = segment->p_vaddr + skip,
                                           .size = segment->p_filesz - skip});
    return true;
}

static bool read_segments(struct image *image, Elf *elf,
                          const Elf32_Ehdr *header, char *error)
{
    const Elf32_Phdr *segments = elf32_getphdr(elf);
    if (!segments && header->e_phnum)
        return wrong(image, error, "its program headers cannot be read",
                     "link or copy it again");
    struct contents contents;
    bool good = read_contents(image, elf, header, &contents);
    for (unsigned i = 0; good && i < header->e_phnum; i++)
        good = add_segment(image, &contents, header, &segments[i], error);
    free(contents.offsets);
    return good;
}

/* Without section headers every stored byte may be code, at its run address. */
static void code_from_segments(struct image *image, const Elf32_Phdr *segments,
                               unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        if (segments[i].p_type == PT_LOAD && segments[i].p_filesz &&
            segments[i].p_vaddr <= UINT32_MAX - segments[i].p_filesz)
            image_add_code(image, segments[i].p_vaddr,
                           segments[i].p_vaddr + segments[i].p_filesz);
}

/* Adds code at its run address, including code that start-up copies to RAM. */
static void read_code(struct image *image, Elf *elf, const Elf32_Ehdr *header)
{
    for (Elf_Scn *scn = NULL; (scn = elf_nextscn(elf, scn)) != NULL;) {
        const Elf32_Shdr *section = elf32_getshdr(scn);
        const uint32_t code = SHF_ALLOC | SHF_EXECINSTR;
        if (section && (section->sh_flags & code) == code &&
            section->sh_type != SHT_NOBITS && section->sh_size &&
            section->sh_addr <= UINT32_MAX - section->sh_size)
            image_add_code(image, section->sh_addr,
                           section->sh_addr + section->sh_size);
    }
    if (image->code_count == 0)
        code_from_segments(image, elf32_getphdr(elf), header->e_phnum);
}

/* Names that start with $ are mapping symbols ($t, $d), not places. */
static bool is_place(const Elf32_Sym *symbol, const char *name)
{
    unsigned type = ELF32_ST_TYPE(symbol->st_info);
    return *name && *name != '$' && symbol->st_shndx != SHN_UNDEF &&
           symbol->st_shndx != SHN_COMMON &&
           (type == STT_NOTYPE || type == STT_FUNC || type == STT_OBJECT);
}

static void add_symbol(struct image *image, const Elf32_Sym *symbol,
                       const char *name)
{
    bool function = ELF32_ST_TYPE(symbol->st_info) == STT_FUNC;
    image->symbols[image->symbol_count++] = (struct image_symbol){
        .name = name,
        .address = function ? symbol->st_value & ~1u : symbol->st_value,
        .size = symbol->st_size,
        .function = function,
        .global = ELF32_ST_BIND(symbol->st_info) != STB_LOCAL,
        .absolute = symbol->st_shndx == SHN_ABS,
    };
}

/* Copies the string table, so that its last string ends; returns its size. The
 * names stay in it: many symbols may share the bytes of one. */
static size_t read_names(struct image *image, Elf *elf, size_t section)
{
    Elf_Scn *scn = elf_getscn(elf, section);
    const Elf32_Shdr *header = scn ? elf32_getshdr(scn) : NULL;
    const Elf_Data *data =
        header && header->sh_type == SHT_STRTAB ? elf_getdata(scn, NULL) : NULL;
    if (!data || !data->d_buf)
        return 0;
    image->names = image_memory(image, NULL, data->d_size + 1);
    if (!image->names)
        return 0;
    memcpy(image->names, data->d_buf, data->d_size);
    image->names[data->d_size] = 0;
    return data->d_size;
}

static void read_table(struct image *image, Elf *elf, const Elf32_Shdr *table,
                       const Elf_Data *data)
{
    Elf32_Sym symbol;
    size_t count = data->d_size / sizeof symbol;
    size_t names = read_names(image, elf, table->sh_link);
    if (count == 0 || names == 0)
        return;
    image->symbols = image_memory(image, NULL, count * sizeof *image->symbols);
    if (!image->symbols)
        return;
    for (size_t i = 0; i < count; i++) {
        /* The entry may be unaligned in the file. */
        memcpy(&symbol, (const char *)data->d_buf + i * sizeof symbol,
               sizeof symbol);
        if (symbol.st_name < names &&
            is_place(&symbol, image->names + symbol.st_name))
            add_symbol(image, &symbol, image->names + symbol.st_name);
    }
    image_sort_symbols(image);
}

static void read_symbols(struct image *image, Elf *elf)
{
    for (Elf_Scn *scn = NULL; (scn = elf_nextscn(elf, scn)) != NULL;) {
        const Elf32_Shdr *section = elf32_getshdr(scn);
        if (!section || section->sh_type != SHT_SYMTAB)
            continue;
        const Elf_Data *data = elf_getdata(scn, NULL);
        if (data && data->d_buf && data->d_type == ELF_T_SYM)
            read_table(image, elf, section, data);
        return; /* an executable has one */
    }
}

static void read_attributes(struct image *image, Elf *elf)
{
    for (Elf_Scn *scn = NULL; (scn = elf_nextscn(elf, scn)) != NULL;) {
        const Elf32_Shdr *section = elf32_getshdr(scn);
        if (!section || section->sh_type != SHT_ARM_ATTRIBUTES)
            continue;
        const Elf_Data *data = elf_rawdata(scn, NULL);
        if (data && data->d_buf)
            image->arch = image_attributes_arch(data->d_buf, data->d_size);
        return;
    }
}

static bool read_elf(struct image *image, Elf *elf, char *error)
{
    const Elf32_Ehdr *header = elf ? elf32_getehdr(elf) : NULL;
    if (!header)
        return wrong(image, error, "its ELF header cannot be read",
                     "link or copy it again");
    if (!check_header(image, header, error) ||
        !check_extent(image, header, error) ||
        !read_segments(image, elf, header, error))
        return false;
    read_code(image, elf, header);
    read_symbols(image, elf);
    read_attributes(image, elf);
    return true;
}

bool image_elf_read(struct image *image, char error[IMAGE_ERROR_SIZE])
{
    if (!check_identity(image, error))
        return false;
    elf_version(EV_CURRENT);
    Elf *elf = elf_memory((char *)image->file, image->file_size);
    bool ok = read_elf(image, elf, error);
    elf_end(elf);
    return ok;
}
