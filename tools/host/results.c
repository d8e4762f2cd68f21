/* SPDX-License-Identifier: MIT */
#include "tools/host/results.h"

#include <stdlib.h>

FILE *results_open(struct results *results)
{
    *results = (struct results){0};
    return results->file = open_memstream(&results->text, &results->size);
}

FILE *results_read(struct results *results)
{
    fclose(results->file);
    return results->file = fmemopen(results->text, results->size, "r");
}

void results_close(struct results *results)
{
    fclose(results->file);
    free(results->text);
}
