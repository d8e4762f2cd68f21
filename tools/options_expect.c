/* SPDX-License-Identifier: MIT
 *
 * --expect, --fail of `boot0 run`
 */
#include <stdlib.h>
#include <string.h>

#include "tools/die.h"
#include "tools/escapes.h"
#include "tools/options_value.h"

static bool take(const char *option, const char *text, char **texts,
                 unsigned *count, char *error)
{
    if (*count == OPTION_EXPECTS)
        return refuse(error, OPTION_ERROR_SIZE, "--%s: at most %d of them",
                      option, OPTION_EXPECTS);
    if (strlen(text) > OPTION_EXPECT_TEXT)
        return refuse(error, OPTION_ERROR_SIZE, "--%s: at most %d characters",
                      option, OPTION_EXPECT_TEXT);
    texts[*count] = xstrdup(text);
    if (escapes_read(texts[(*count)++]) && *text)
        return true;
    return refuse(error, OPTION_ERROR_SIZE,
                  "--%s '%s': not a text with the escapes \\n \\r \\t \\\\ "
                  "\\xHH",
                  option, path_tail(text));
}

bool option_expect(struct options *options, const char *text, char *error)
{
    return take("expect", text, options->expects, &options->expect_count,
                error);
}

bool option_fail(struct options *options, const char *text, char *error)
{
    return take("fail", text, options->fails, &options->fail_count, error);
}

void option_expect_free(struct options *options)
{
    for (unsigned i = 0; i < options->expect_count; i++)
        free(options->expects[i]);
    for (unsigned i = 0; i < options->fail_count; i++)
        free(options->fails[i]);
}
