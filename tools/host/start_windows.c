/* SPDX-License-Identifier: MIT */
#include "tools/host/start.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <windows.h>

#include <shellapi.h>

#include "bench/path.h"
#include "tools/die.h"

static char *utf8_of(const wchar_t *wide)
{
    int size = WideCharToMultiByte(CP_UTF8, 0, wide, -1, NULL, 0, NULL, NULL);
    char *text = xmalloc((size_t)size);
    WideCharToMultiByte(CP_UTF8, 0, wide, -1, text, size, NULL, NULL);
    return text;
}

/* --- the command line --- */

struct words {
    char **list;
    int count;
};

static void add(struct words *words, char *word)
{
    size_t size = (size_t)(words->count + 2) * sizeof *words->list;
    words->list = xrealloc(words->list, size);
    words->list[words->count++] = word;
    words->list[words->count] = NULL;
}

/* Adds the file NAME in the folder of PATTERN. */
static void add_file(struct words *words, const char *pattern,
                     const wchar_t *name)
{
    int folder = (int)(path_last_part(pattern) - pattern);
    char *file = utf8_of(name);
    size_t size = (size_t)folder + strlen(file) + 1;
    char *path = xmalloc(size);
    snprintf(path, size, "%.*s%s", folder, pattern, file);
    free(file);
    add(words, path);
}

static void add_matches(struct words *words, const wchar_t *wide,
                        const char *pattern)
{
    WIN32_FIND_DATAW found;
    HANDLE search = FindFirstFileW(wide, &found);
    if (search == INVALID_HANDLE_VALUE)
        return;
    do
        if (!(found.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY))
            add_file(words, pattern, found.cFileName);
    while (FindNextFileW(search, &found));
    FindClose(search);
}

/* Windows leaves wildcards to the program. As in a shell of Unix, a word that
 * no file matches stays as it is. */
static void add_word(struct words *words, const wchar_t *wide)
{
    char *word = utf8_of(wide);
    int before = words->count;
    if (wcspbrk(wide, L"*?"))
        add_matches(words, wide, word);
    if (words->count == before)
        add(words, word);
    else
        free(word);
}

/* The C library hands over the command line in the code page of the system,
 * which has no letter for many names of files. */
static void read_command_line(int *argc, char ***argv)
{
    struct words words = {0};
    int count;
    wchar_t **wide = CommandLineToArgvW(GetCommandLineW(), &count);
    if (!wide)
        die("the command line cannot be read");
    for (int i = 0; i < count; i++)
        add_word(&words, wide[i]);
    LocalFree(wide);
    *argc = words.count;
    *argv = words.list;
}

/* --- streams and signals --- */

static BOOL WINAPI on_break(DWORD event)
{
    (void)event;
    ExitProcess(128 + SIGINT);
}

/* What boot0 prints has no CR, as on other hosts, so that files are the same
 * everywhere. */
static void open_standard_streams(void)
{
    for (int descriptor = 0; descriptor <= 2; descriptor++)
        _setmode(descriptor, _O_BINARY);
    SetConsoleOutputCP(CP_UTF8);
}

void start(int *argc, char ***argv)
{
    SetConsoleCtrlHandler(on_break, TRUE);
    read_command_line(argc, argv);
    open_standard_streams();
}
