/* SPDX-License-Identifier: MIT
 *
 * boot0-manual DATE DIRECTORY: writes what an installation has beside boot0 and
 * what is made of the options' table, manual pages and completion for the
 * shells, each where it is installed below share/. It is not installed itself.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "tools/die.h"
#include "tools/manual/completion.h"
#include "tools/manual/page.h"

static FILE *open_file(const char *directory, const char *folder,
                       const char *name, char path[PATH_MAX])
{
    snprintf(path, PATH_MAX, "%s/%s", directory, folder);
    if (mkdir(path, 0777) != 0 && errno != EEXIST)
        die("%s: cannot make the folder: %s", path, strerror(errno));
    snprintf(path, PATH_MAX, "%s/%s/%s", directory, folder, name);
    FILE *file = fopen(path, "w");
    if (!file)
        die("%s: cannot write: %s", path, strerror(errno));
    return file;
}

static void close_file(FILE *file, const char *path)
{
    bool lost = ferror(file);
    if (fclose(file) != 0 || lost)
        die("%s: cannot write", path);
}

static void write_pages(const char *date, const char *directory)
{
    char path[PATH_MAX], name[64];
    FILE *file = open_file(directory, "man1", "boot0.1", path);
    page_overview(file, date);
    close_file(file, path);
    for (unsigned i = 0; i < SUBCOMMANDS; i++) {
        snprintf(name, sizeof name, "boot0-%s.1", subcommand_table[i].name);
        file = open_file(directory, "man1", name, path);
        page_subcommand(file, date, i);
        close_file(file, path);
    }
}

static void write_completion(const char *directory, const char *folder,
                             const char *name, void (*print)(FILE *))
{
    char path[PATH_MAX];
    FILE *file = open_file(directory, folder, name, path);
    print(file);
    close_file(file, path);
}

int main(int argc, char **argv)
{
    if (argc != 3)
        die("usage: boot0-manual DATE DIRECTORY");
    if (mkdir(argv[2], 0777) != 0 && errno != EEXIST)
        die("%s: cannot make the folder: %s", argv[2], strerror(errno));
    write_pages(argv[1], argv[2]);
    write_completion(argv[2], "bash", "boot0", completion_bash);
    write_completion(argv[2], "zsh", "_boot0", completion_zsh);
    write_completion(argv[2], "fish", "boot0.fish", completion_fish);
    return 0;
}
