/* SPDX-License-Identifier: MIT */
#include "tools/report/plain_text.h"

#include <stdbool.h>
#include <string.h>

enum { COLUMNS = 80, WORD_SIZE = 160 };

struct printer {
    FILE *out;
    bool code;       /* inside a code block */
    unsigned indent; /* of a paragraph's further lines */
    unsigned column; /* 0 = no line is begun */
    bool link;       /* inside the address of a link */
};

static void end_line(struct printer *printer)
{
    if (printer->column)
        fputc('\n', printer->out);
    printer->column = 0;
}

static void put_word(struct printer *printer, const char *word)
{
    unsigned length = (unsigned)strlen(word);
    if (length == 0)
        return;
    if (printer->column && printer->column + 1 + length > COLUMNS) {
        fprintf(printer->out, "\n%*s", (int)printer->indent, "");
        printer->column = printer->indent;
    } else if (printer->column) {
        fputc(' ', printer->out);
        printer->column++;
    }
    fputs(word, printer->out);
    printer->column += length;
}

/* Takes the marks out of a word: `code`, [text](address). */
static void strip(struct printer *printer, const char *from, size_t length,
                  char word[WORD_SIZE])
{
    size_t used = 0;
    bool code = false;
    for (size_t i = 0; i < length && used < WORD_SIZE - 1; i++) {
        if (from[i] == '`')
            code = !code;
        else if (printer->link)
            printer->link = from[i] != ')';
        else if (!code && from[i] == ']' && i + 1 < length &&
                 from[i + 1] == '(')
            printer->link = true;
        else if (!code && from[i] == '[')
            continue;
        else
            word[used++] = from[i];
    }
    word[used] = 0;
}

static void put_words(struct printer *printer, const char *line, size_t length)
{
    char word[WORD_SIZE];
    for (size_t i = 0; i < length;) {
        size_t start = i;
        while (i < length && line[i] != ' ')
            i++;
        strip(printer, line + start, i - start, word);
        put_word(printer, word);
        i++;
    }
}

static void put_heading(struct printer *printer, const char *line,
                        size_t length)
{
    size_t marks = strspn(line, "#");
    end_line(printer);
    fprintf(printer->out, "%.*s\n", (int)(length - marks - 1),
            line + marks + 1);
}

static bool begins(const char *line, size_t length, const char *with)
{
    size_t size = strlen(with);
    return length >= size && memcmp(line, with, size) == 0;
}

static void put_line(struct printer *printer, const char *line, size_t length)
{
    if (begins(line, length, "```")) {
        printer->code = !printer->code;
        end_line(printer);
    } else if (printer->code) {
        fprintf(printer->out, length ? "    %.*s\n" : "\n", (int)length, line);
    } else if (length == 0) {
        end_line(printer);
        printer->indent = 0;
        fputc('\n', printer->out);
    } else if (*line == '#') {
        put_heading(printer, line, length);
    } else if (begins(line, length, "- ")) {
        end_line(printer);
        printer->indent = 2;
        put_words(printer, line, length);
    } else {
        put_words(printer, line, length);
    }
}

void plain_text(FILE *out, const char *text, const char *end)
{
    struct printer printer = {.out = out};
    while (text < end) {
        const char *stop = memchr(text, '\n', (size_t)(end - text));
        size_t length = (size_t)((stop ? stop : end) - text);
        put_line(&printer, text, length);
        text += length + 1;
    }
    end_line(&printer);
}
