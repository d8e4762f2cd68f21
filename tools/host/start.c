/* SPDX-License-Identifier: MIT */
#include "tools/host/start.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "tools/die.h"

/* If the caller closed descriptor 0, 1 or 2, the next file or pipe that boot0
 * opens would get its number, and output to stdout would go there. */
void start(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    for (int descriptor = 0; descriptor <= 2; descriptor++)
        if (fcntl(descriptor, F_GETFD) < 0 &&
            open("/dev/null", O_RDWR) != descriptor)
            die("descriptor %d is closed, and /dev/null cannot be opened "
                "instead: %s",
                descriptor, strerror(errno));
}
