/* SPDX-License-Identifier: MIT */
#include "tools/host/start.h"

#include <stdlib.h>
#include <windows.h>

#include <shellapi.h>

#include "tools/die.h"

static char *utf8_of(const wchar_t *wide)
{
    int size = WideCharToMultiByte(CP_UTF8, 0, wide, -1, NULL, 0, NULL, NULL);
    char *text = xmalloc((size_t)size);
    WideCharToMultiByte(CP_UTF8, 0, wide, -1, text, size, NULL, NULL);
    return text;
}

/* The C library hands over the command line in the code page of the system,
 * which has no letter for many names of files. */
static void read_command_line(int *argc, char ***argv)
{
    wchar_t **words = CommandLineToArgvW(GetCommandLineW(), argc);
    if (!words)
        die("the command line cannot be read");
    *argv = xcalloc((size_t)*argc + 1, sizeof **argv);
    for (int i = 0; i < *argc; i++)
        (*argv)[i] = utf8_of(words[i]);
    LocalFree(words);
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
    read_command_line(argc, argv);
    open_standard_streams();
}
