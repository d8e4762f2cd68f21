/* SPDX-License-Identifier: MIT */
#include "bench/source.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "bench/path.h"

enum {
    TEXT_FILE_LIMIT = 16 << 20, /* bytes; no source file is as large */
    TAB = 4
};

/* The debugging information of one ELF file. */
struct debug {
    Elf *elf;
    Dwarf *dwarf;
};

struct source {
    struct debug *files;
    size_t count;
};

/* A line as DWARF has it: paths live as long as the Dwarf. */
struct line {
    const char *path;
    int number;
};

static void add_file(struct source *source, const struct image *image)
{
    struct debug file = {NULL, NULL};
    if (image->kind != IMAGE_ELF)
        return;
    elf_version(EV_CURRENT);
    file.elf = elf_memory((char *)image->file, image->file_size);
    file.dwarf = dwarf_begin_elf(file.elf, DWARF_C_READ, NULL);
    if (file.dwarf)
        source->files[source->count++] = file;
    else
        elf_end(file.elf);
}

struct source *source_open(const struct image *image)
{
    struct source *source = calloc(1, sizeof *source);
    if (source)
        source->files = calloc(image->lender_count + 1, sizeof *source->files);
    if (source && source->files) {
        add_file(source, image);
        for (size_t i = 0; i < image->lender_count; i++)
            add_file(source, &image->lenders[i]);
    }
    if (source && source->count)
        return source;
    source_close(source);
    return NULL;
}

void source_close(struct source *source)
{
    if (!source)
        return;
    for (size_t i = 0; i < source->count; i++) {
        dwarf_end(source->files[i].dwarf);
        elf_end(source->files[i].elf);
    }
    free(source->files);
    free(source);
}

/* --- paths --- */

/* True: PATH is NAME, or ends with a separator and NAME. */
static bool ends_with(const char *path, const char *name)
{
    size_t whole = strlen(path), end = strlen(name);
    return whole >= end && strcmp(path + whole - end, name) == 0 &&
           (whole == end || path_is_separator(path[whole - end - 1]));
}

/* Returns the tail of PATH that is one part longer than NAME. */
static const char *one_part_more(const char *path, const char *name)
{
    if (name - path < 2)
        return path;
    for (name -= 2; name > path && !path_is_separator(*name);)
        name--;
    return path_is_separator(*name) ? name + 1 : name;
}

static Dwarf_CU *next_unit(Dwarf *dwarf, Dwarf_CU *unit, Dwarf_Die *die)
{
    uint8_t type;
    Dwarf_Die part;
    do {
        if (dwarf_get_units(dwarf, unit, &unit, NULL, &type, die, &part) != 0)
            return NULL;
    } while (type != DW_UT_compile);
    return unit;
}

/* True: a source file that is not PATH may be meant by NAME, too. */
static bool ambiguous_in(Dwarf *dwarf, const char *path, const char *name)
{
    Dwarf_Die die;
    for (Dwarf_CU *unit = NULL; (unit = next_unit(dwarf, unit, &die));) {
        const char *other = dwarf_diename(&die);
        if (other && ends_with(other, name) && !ends_with(path, other))
            return true;
    }
    return false;
}

static bool ambiguous(const struct source *source, const char *path,
                      const char *name)
{
    for (size_t i = 0; i < source->count; i++)
        if (ambiguous_in(source->files[i].dwarf, path, name))
            return true;
    return false;
}

static const char *short_name(const struct source *source, const char *path)
{
    const char *name = path_last_part(path);
    while (name != path && ambiguous(source, path, name))
        name = one_part_more(path, name);
    return name;
}

/* --- lines --- */

static bool is_header(const char *path)
{
    static const char *const ends[] = {".h", ".hh", ".hpp", ".hxx", ".inl"};
    const char *dot = strrchr(path_last_part(path), '.');
    for (unsigned i = 0; dot && i < sizeof ends / sizeof *ends; i++)
        if (strcmp(dot, ends[i]) == 0)
            return true;
    return false;
}

static bool number_of(Dwarf_Die *die, unsigned name, Dwarf_Word *number)
{
    Dwarf_Attribute attribute;
    return dwarf_attr(die, name, &attribute) &&
           dwarf_formudata(&attribute, number) == 0;
}

/* The line that calls what is inlined in SCOPE. */
static bool caller_of(Dwarf_Die *unit, Dwarf_Die *scope, struct line *line)
{
    Dwarf_Word file, number;
    Dwarf_Files *files;
    size_t count;
    if (dwarf_tag(scope) != DW_TAG_inlined_subroutine ||
        !number_of(scope, DW_AT_call_file, &file) ||
        !number_of(scope, DW_AT_call_line, &number) ||
        dwarf_getsrcfiles(unit, &files, &count) != 0 || file >= count)
        return false;
    const char *path = dwarf_filesrc(files, file, NULL, NULL);
    if (path)
        *line = (struct line){path_from_drive(path), (int)number};
    return path != NULL;
}

static void leave_headers(Dwarf_Die *unit, uint32_t address, struct line *line)
{
    Dwarf_Die *scopes = NULL;
    int count = dwarf_getscopes(unit, address, &scopes);
    struct line outer = *line;
    for (int i = 0; i < count && is_header(outer.path); i++)
        caller_of(unit, &scopes[i], &outer);
    free(scopes);
    if (!is_header(outer.path))
        *line = outer;
}

static bool find_line_in(Dwarf *dwarf, uint32_t address, struct line *line)
{
    Dwarf_Die die;
    for (Dwarf_CU *unit = NULL; (unit = next_unit(dwarf, unit, &die));) {
        if (dwarf_haspc(&die, address) <= 0)
            continue;
        Dwarf_Line *found = dwarf_getsrc_die(&die, address);
        const char *path = found ? dwarf_linesrc(found, NULL, NULL) : NULL;
        if (!path || dwarf_lineno(found, &line->number) != 0 ||
            line->number <= 0)
            return false;
        line->path = path_from_drive(path);
        leave_headers(&die, address, line);
        return true;
    }
    return false;
}

static bool find_line(const struct source *source, uint32_t address,
                      struct line *line)
{
    for (size_t i = 0; i < source->count; i++)
        if (find_line_in(source->files[i].dwarf, address, line))
            return true;
    return false;
}

/* --- text --- */

static FILE *open_text(const char *path)
{
    struct stat status;
    if (stat(path, &status) != 0 || !S_ISREG(status.st_mode) ||
        status.st_size > TEXT_FILE_LIMIT)
        return NULL;
    return fopen(path, "re");
}

/* Copies a line with tabs expanded and without white space at its end. */
static void copy_line(FILE *file, char text[SOURCE_TEXT])
{
    size_t used = 0;
    for (int c; (c = getc(file)) != EOF && c != '\n';) {
        unsigned width = c == '\t' ? TAB - used % TAB : 1;
        for (; width && used < SOURCE_TEXT - 1; width--)
            text[used++] = c == '\t' ? ' ' : (char)c;
    }
    while (used && strchr(" \r", text[used - 1]))
        used--;
    text[used] = 0;
}

static void read_text(const struct line *line, char text[SOURCE_TEXT])
{
    FILE *file = open_text(line->path);
    int number = 1, c = 0;
    text[0] = 0;
    if (!file)
        return;
    while (number < line->number && (c = getc(file)) != EOF)
        number += c == '\n';
    if (number == line->number)
        copy_line(file, text);
    fclose(file);
}

bool source_find(const struct source *source, uint32_t address,
                 struct source_place *place)
{
    struct line line;
    if (!source || !find_line(source, address & ~1u, &line))
        return false;
    snprintf(place->file, sizeof place->file, "%.*s", SOURCE_FILE - 1,
             short_name(source, line.path));
    size_t length = strlen(line.path);
    snprintf(place->path, sizeof place->path, "%s",
             line.path + (length < SOURCE_PATH ? 0 : length - SOURCE_PATH + 1));
    place->line = (unsigned)line.number;
    read_text(&line, place->text);
    return true;
}

/* --- inlined functions --- */

struct wanted_name {
    const char *name;
    bool found;
};

static int look_at_function(Dwarf_Die *function, void *argument)
{
    struct wanted_name *wanted = argument;
    const char *name = dwarf_diename(function);
    if (!name || strcmp(name, wanted->name) != 0 ||
        !dwarf_func_inline(function))
        return DWARF_CB_OK;
    wanted->found = true;
    return DWARF_CB_ABORT;
}

static bool is_inlined_in(Dwarf *dwarf, const char *name)
{
    struct wanted_name wanted = {.name = name};
    Dwarf_Die die;
    for (Dwarf_CU *unit = NULL;
         !wanted.found && (unit = next_unit(dwarf, unit, &die));)
        dwarf_getfuncs(&die, look_at_function, &wanted, 0);
    return wanted.found;
}

bool source_inlined(const struct source *source, const char *name)
{
    for (size_t i = 0; source && i < source->count; i++)
        if (is_inlined_in(source->files[i].dwarf, name))
            return true;
    return false;
}
