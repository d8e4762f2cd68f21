/* SPDX-License-Identifier: MIT */
#include "tools/report/wrap.h"

#include <stdbool.h>
#include <string.h>

/* How a text is broken into lines. */
struct wrap {
    FILE *out;
    size_t column, indent;
    size_t room;      /* columns for words */
    const char *more; /* at the end of a line that goes on */
    bool begun;       /* the line has a word */
};

static void put_word(struct wrap *wrap, const char *word, size_t length)
{
    if (wrap->begun && wrap->column + 1 + length > wrap->room) {
        fprintf(wrap->out, "%s\n%*s", wrap->more, (int)wrap->indent, "");
        wrap->column = wrap->indent;
        wrap->begun = false;
    }
    fprintf(wrap->out, "%s%.*s", wrap->begun ? " " : "", (int)length, word);
    wrap->column += length + wrap->begun;
    wrap->begun = true;
}

void wrap_print(FILE *out, size_t column, size_t indent, const char *text)
{
    struct wrap wrap = {.out = out,
                        .column = column,
                        .indent = indent,
                        .room = WRAP_WIDTH,
                        .more = ""};
    for (text += strspn(text, " "); *text; text += strspn(text, " ")) {
        size_t length = strcspn(text, " ");
        put_word(&wrap, text, length);
        text += length;
    }
    fputc('\n', out);
}

void wrap_paragraph(FILE *out, const char *lead, const char *text)
{
    int column =
        fprintf(out, "%*s%s%s", WRAP_INDENT, "", lead, *lead ? " " : "");
    wrap_print(out, (size_t)column, WRAP_INDENT, text);
}

/* Returns the length of the word that TEXT begins with: a blank in single
 * quotes, or behind a backslash, is a part of it. */
static size_t word_length(const char *text)
{
    bool quoted = false;
    size_t i = 0;
    for (; text[i] && (quoted || text[i] != ' '); i++) {
        if (text[i] == '\'')
            quoted = !quoted;
        else if (!quoted && text[i] == '\\' && text[i + 1])
            i++;
    }
    return i;
}

/* Returns the length of a word, or of an option and the value that follows it:
 * what COMMAND ends with is the value of none. */
static size_t unit_length(const char *command)
{
    size_t length = word_length(command);
    const char *value = command + length + strspn(command + length, " ");
    size_t more = word_length(value);
    bool is_option = strncmp(command, "--", 2) == 0;
    if (!is_option || !*value || value[0] == '-' || !value[more])
        return length;
    return (size_t)(value - command) + more;
}

void wrap_command(FILE *out, const char *lead, const char *command)
{
    struct wrap wrap = {.out = out,
                        .column = WRAP_INDENT + strlen(lead),
                        .indent = WRAP_INDENT + strlen(lead),
                        .room = WRAP_WIDTH - 2,
                        .more = " \\"};
    fprintf(out, "%*s%s", WRAP_INDENT, "", lead);
    for (; *command; command += strspn(command, " ")) {
        size_t length = unit_length(command);
        put_word(&wrap, command, length);
        command += length;
    }
    fputc('\n', out);
}
