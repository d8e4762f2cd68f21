/* SPDX-License-Identifier: MIT */
#include "tools/probe_request.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Returns the last line that asks for the host's help, or NULL. */
static const char *last_command(const char *text)
{
    const char *last = NULL;
    for (const char *at = text; (at = strstr(at, "\n    ")); at++)
        if (strncmp(at + 5, "stm32flash -b 115200 ", 21) == 0 ||
            strncmp(at + 5, "boot0 probe PORT ", 17) == 0)
            last = at + 5;
    return last;
}

/* Returns what is behind WORDS in the line, or NULL. */
static const char *behind(const char *line, const char *words)
{
    const char *at = strstr(line, words);
    return at ? at + strlen(words) : NULL;
}

/* "7,519" */
static void parse_pages(const char *text, struct probe_request *request)
{
    char *end;
    while (request->page_count < PROBE_PAGES) {
        request->pages[request->page_count++] =
            (uint16_t)strtoul(text, &end, 10);
        if (*end != ',' || end[1] == ' ')
            return;
        text = end + 1;
    }
}

/* The command as the plan.c of a family prints it:
 *
 *     stm32flash -b 115200 [-e 0] [-w FILE -S 0xADDRESS:BYTES] -g 0xADDRESS
 *         PORT [# page N]
 *     boot0 probe PORT # erase pages N,N -g 0xADDRESS, refused -g 0xADDRESS
 *
 * Without -e 0 stm32flash erases the page first. */
bool probe_request(const char *text, struct probe_request *request)
{
    char command[128];
    const char *last = last_command(text);
    *request = (struct probe_request){0};
    if (!last)
        return false;
    snprintf(command, sizeof command, "%.*s", (int)strcspn(last, "\r\n"), last);
    const char *go = behind(command, " -g "), *write = behind(command, " -S ");
    const char *refused = behind(command, " refused -g ");
    const char *pages = behind(command, "# page ");
    if (!pages)
        pages = behind(command, "# erase pages ");
    if (!go)
        return false;
    request->go = (uint32_t)strtoul(go, NULL, 16);
    if (refused)
        request->refused = (uint32_t)strtoul(refused, NULL, 16);
    if (pages)
        parse_pages(pages, request);
    if (write) {
        char *end;
        request->write = (uint32_t)strtoul(write, &end, 16);
        request->bytes = (unsigned)strtoul(end + 1, NULL, 10);
    }
    return true;
}
