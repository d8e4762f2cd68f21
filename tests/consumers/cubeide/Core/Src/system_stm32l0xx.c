/* SPDX-License-Identifier: MIT
 *
 * In the place of ST's file of this name, and of syscalls.c and sysmem.c: the
 * heap of newlib begins behind all that the linker script has in RAM.
 */
#include <stddef.h>

void SystemInit(void);
void *_sbrk(ptrdiff_t more);

void SystemInit(void)
{
}

void *_sbrk(ptrdiff_t more)
{
    extern char _end;
    static char *heap = &_end;
    char *before = heap;
    heap += more;
    return before;
}
