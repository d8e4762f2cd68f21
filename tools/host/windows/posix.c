/* SPDX-License-Identifier: MIT */
#include "tools/host/windows/posix.h"

#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <windows.h>

#undef open
#undef fopen
#undef tmpfile
#undef stat
#undef access
#undef unlink
#undef rename
#undef getcwd
#undef isatty

/* --- names --- */

/* Returns PATH for Windows, to be freed; NULL: errno. */
static wchar_t *wide_of(const char *path)
{
    int size = MultiByteToWideChar(CP_UTF8, 0, path, -1, NULL, 0);
    wchar_t *wide = malloc((size_t)size * sizeof *wide);
    if (wide)
        MultiByteToWideChar(CP_UTF8, 0, path, -1, wide, size);
    return wide;
}

static int errno_of(DWORD error)
{
    switch (error) {
    case ERROR_FILE_NOT_FOUND:
    case ERROR_PATH_NOT_FOUND: return ENOENT;
    case ERROR_DISK_FULL: return ENOSPC;
    case ERROR_ACCESS_DENIED:
    case ERROR_SHARING_VIOLATION:
    case ERROR_LOCK_VIOLATION:
    case ERROR_WRITE_PROTECT: return EACCES;
    default: return EIO;
    }
}

/* --- files --- */

static bool is_folder(const wchar_t *path)
{
    DWORD attributes = GetFileAttributesW(path);
    return attributes != INVALID_FILE_ATTRIBUTES &&
           attributes & FILE_ATTRIBUTE_DIRECTORY;
}

int posix_open(const char *path, int flags, ...)
{
    wchar_t *wide = wide_of(path);
    if (!wide)
        return -1;
    int descriptor = _wopen(wide, flags | _O_BINARY, _S_IREAD | _S_IWRITE);
    int why = descriptor < 0 && is_folder(wide) ? EISDIR : errno;
    free(wide);
    errno = why;
    return descriptor;
}

/* Of modes: "r", "w", and "e" behind it. */
FILE *posix_fopen(const char *path, const char *mode)
{
    wchar_t *wide = wide_of(path);
    FILE *file = wide ? _wfopen(wide, *mode == 'r' ? L"rbN" : L"wbN") : NULL;
    free(wide);
    return file;
}

/* The C library would make it in the root of the drive. */
FILE *posix_tmpfile(void)
{
    wchar_t folder[MAX_PATH + 1], path[MAX_PATH + 1];
    if (!GetTempPathW(MAX_PATH, folder) ||
        !GetTempFileNameW(folder, L"boot0", 0, path)) {
        errno = errno_of(GetLastError());
        return NULL;
    }
    return _wfopen(path, L"w+bDN");
}

int posix_stat(const char *path, struct stat *status)
{
    struct _stat64 found;
    wchar_t *wide = wide_of(path);
    int result = wide ? _wstat64(wide, &found) : -1;
    free(wide);
    *status = (struct stat){.st_mode = found.st_mode};
    status->st_size =
        found.st_size > INT32_MAX ? INT32_MAX : (off_t)found.st_size;
    return result;
}

int posix_access(const char *path, int mode)
{
    wchar_t *wide = wide_of(path);
    int result = wide ? _waccess(wide, mode) : -1;
    free(wide);
    return result;
}

int posix_unlink(const char *path)
{
    wchar_t *wide = wide_of(path);
    int result = wide ? _wunlink(wide) : -1;
    free(wide);
    return result;
}

/* The last six letters of PATTERN become digits. */
int posix_mkstemp(char *pattern)
{
    char *digits = pattern + strlen(pattern) - 6;
    for (unsigned seed = GetCurrentProcessId(), i = 0; i < 1000; i++) {
        snprintf(digits, 7, "%06u", (seed + i) % 1000000);
        int descriptor = posix_open(pattern, O_RDWR | O_CREAT | O_EXCL);
        if (descriptor >= 0 || errno != EEXIST)
            return descriptor;
    }
    return -1;
}

int posix_rename(const char *from, const char *to)
{
    wchar_t *old = wide_of(from), *new = wide_of(to);
    bool done = old && new &&MoveFileExW(old, new,
                                         MOVEFILE_REPLACE_EXISTING |
                                             MOVEFILE_WRITE_THROUGH);
    int why = done ? 0 : errno_of(GetLastError());
    free(old);
    free(new);
    errno = why;
    return done ? 0 : -1;
}

int posix_truncate(const char *path, long size)
{
    int descriptor = posix_open(path, O_RDWR);
    int result = descriptor < 0 ? -1 : ftruncate(descriptor, size);
    if (descriptor >= 0)
        close(descriptor);
    return result;
}

int posix_fsync(int descriptor)
{
    return _commit(descriptor);
}

/* --- folders --- */

char *posix_getcwd(char *path, int size)
{
    wchar_t *wide = _wgetcwd(NULL, 0);
    int used =
        wide ? WideCharToMultiByte(CP_UTF8, 0, wide, -1, path, size, NULL, NULL)
             : 0;
    free(wide);
    return used ? path : NULL;
}

/* There are no links that posix_stat() would name. */
char *posix_realpath(const char *path, char *target)
{
    return strcpy(target, path);
}

/* --- the rest --- */

int posix_clock(int clock, struct timespec *now)
{
    LARGE_INTEGER count, rate;
    (void)clock;
    QueryPerformanceCounter(&count);
    QueryPerformanceFrequency(&rate);
    now->tv_sec = count.QuadPart / rate.QuadPart;
    now->tv_nsec =
        (long)(count.QuadPart % rate.QuadPart * 1000000000 / rate.QuadPart);
    return 0;
}

/* A console only, and no NUL; one that takes the sequences of ECMA-48. */
bool posix_isatty(int descriptor)
{
    HANDLE handle = (HANDLE)_get_osfhandle(descriptor);
    DWORD mode;
    return GetConsoleMode(handle, &mode) &&
           SetConsoleMode(handle, mode | ENABLE_VIRTUAL_TERMINAL_PROCESSING);
}

char *posix_strsep(char **rest, const char *separators)
{
    char *part = *rest;
    if (!part)
        return NULL;
    char *end = part + strcspn(part, separators);
    *rest = *end ? end + 1 : NULL;
    *end = 0;
    return part;
}

char *posix_strndup(const char *text, size_t size)
{
    size_t length = strnlen(text, size);
    char *copy = calloc(length + 1, 1);
    return copy ? memcpy(copy, text, length) : NULL;
}
