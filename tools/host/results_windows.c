/* SPDX-License-Identifier: MIT */
#include "tools/host/results.h"

FILE *results_open(struct results *results)
{
    *results = (struct results){.file = tmpfile()};
    return results->file;
}

FILE *results_read(struct results *results)
{
    rewind(results->file);
    return results->file;
}

void results_close(struct results *results)
{
    fclose(results->file);
}
