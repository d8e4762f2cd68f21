/* SPDX-License-Identifier: MIT
 *
 * What README.md and the pages of docs show is what happens: blocks behind the
 * line <!-- tested --> are run (sh), compared with what the command prints
 * (console; in full, or but for the counts) or compiled (c); a page about a
 * mistake has a command that names it. test_docs.py looks for blocks without
 * such a line.
 */
#include "tests/tools/command.h"

#include <glob.h>
#include <sys/stat.h>

static char text[OUTPUT_SIZE];
static char page[1 << 16];
static const char root[] = BOOT0_SOURCE_DIR;
static char folder[32]; /* stands for it while commands run */
static void read_page(const char *name)
{
    char path[600];
    snprintf(path, sizeof path, "%s/%s", root, name);
    FILE *file = fopen(path, "r");
    if (!file)
        fail_msg("%s is missing", name);
    size_t size = fread(page, 1, sizeof page - 1, file);
    assert_true(size < sizeof page - 1);
    page[size] = 0;
    fclose(file);
}

static const char tested[] = "tested";
/* Counts that follow the compiler of the images. */
static const char tested_no_counts[] = "tested but for the counts";

/* The next block of KIND with MARK from *AT on, its end cut off; NULL: none. */
static char *next_block(char **at, const char *mark, const char *kind)
{
    char start[64];
    snprintf(start, sizeof start, "<!-- %s -->\n```%s\n", mark, kind);
    char *block = strstr(*at, start);
    if (!block)
        return NULL;
    block += strlen(start);
    char *end = strstr(block, "\n```");
    assert_non_null(end);
    end[1] = 0;
    *at = end + 2;
    return block;
}

static void write_file(const char *name, const char *contents)
{
    char path[64];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(contents, file);
    assert_int_equal(fclose(file), 0);
}

static unsigned run_blocks(const char *name, const char *kind, const char *file,
                           const char *script)
{
    unsigned count = 0;
    char line[256];
    read_page(name);
    char *at = page;
    for (char *block; (block = next_block(&at, tested, kind)); count++) {
        write_file(file, block);
        snprintf(line, sizeof line, "cd %s && %s", folder, script);
        int status = command(text, line);
        if (status != 0)
            fail_msg("%s: status %d of\n%s%s", name, status, block, text);
    }
    return count;
}

/* Calls VISIT with the name of every page in the root that PATTERN selects;
 * returns the sum of what it returns. */
static unsigned each_page(const char *pattern, unsigned (*visit)(const char *))
{
    char path[600];
    glob_t found;
    unsigned sum = 0;
    snprintf(path, sizeof path, "%s/%s", root, pattern);
    assert_int_equal(glob(path, 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++)
        sum += visit(found.gl_pathv[i] + sizeof root);
    globfree(&found);
    return sum;
}

/* `boot0` is found as an installed one is. */
static unsigned run_commands(const char *name)
{
    return run_blocks(name, "sh", "block",
                      "PATH=$PWD/build:$PATH sh -eu block");
}

static void commands_do_what_is_said(void **state)
{
    (void)state;
    assert_in_range(run_commands("README.md"), 4, 20);
    assert_true(each_page("docs/*.md", run_commands) >= 4);
}

static bool is_count(const char *word)
{
    return word[strspn(word, "0123456789")] == 0;
}

/* Any count but 0 is like any other. */
static bool is_same_word(const char *got, const char *want)
{
    if (is_count(got) && is_count(want))
        return !atoi(got) == !atoi(want);
    return strcmp(got, want) == 0;
}

/* The words of a line are those of another, but for the counts. */
static bool is_same_line(char *got, char *want)
{
    char *a, *b, *rest_got, *rest_want;
    a = strtok_r(got, " ", &rest_got);
    b = strtok_r(want, " ", &rest_want);
    while (a && b && is_same_word(a, b)) {
        a = strtok_r(NULL, " ", &rest_got);
        b = strtok_r(NULL, " ", &rest_want);
    }
    return !a && !b;
}

/* Returns where LINE ends in TEXT; NULL: it is not there. */
static const char *find_line(const char *at, const char *line)
{
    at = strstr(at, line);
    return at ? at + strlen(line) : NULL;
}

static const char *find_line_no_counts(const char *at, const char *line)
{
    while (*at) {
        size_t length = strcspn(at, "\n");
        char *got = strndup(at, length), *want = strdup(line);
        bool same = is_same_line(got, want);
        free(got);
        free(want);
        at += length;
        if (same)
            return at;
        at += *at == '\n';
    }
    return NULL;
}

/* Each line of SCREEN stands in TEXT, in this order; "..." leaves some out. */
static void expect_screen(char *screen, bool counts)
{
    const char *at = text;
    for (char *line; (line = strsep(&screen, "\n"));) {
        if (strcmp(line, "...") == 0 || !*line)
            continue;
        at = (counts ? find_line : find_line_no_counts)(at, line);
        if (!at)
            fail_msg("not there, or too early: %s\nin:\n%s", line, text);
    }
}

/* A command behind "$ ", and what it prints. */
static unsigned compare_marked(const char *name, const char *mark)
{
    unsigned count = 0;
    char line[512];
    read_page(name);
    char *at = page;
    for (char *block; (block = next_block(&at, mark, "console")); count++) {
        assert_int_equal(strncmp(block, "$ ", 2), 0);
        char *screen = strchr(block, '\n');
        *screen++ = 0;
        snprintf(line, sizeof line, "cd %s && PATH=$PWD/build:$PATH && %s",
                 folder, block + 2);
        command(text, line);
        expect_screen(screen, mark == tested);
    }
    return count;
}

static unsigned compare_screens(const char *name)
{
    return compare_marked(name, tested) +
           compare_marked(name, tested_no_counts);
}

static void screens_are_as_shown(void **state)
{
    (void)state;
    assert_true(compare_screens("README.md") > 0);
    each_page("docs/*.md", compare_screens);
}

/* The command of docs/mistakes/CODE.md prints CODE where `check` names a
 * mistake or a warning. */
static unsigned name_the_mistake(const char *name)
{
    static const char start[] = "\n```sh\nboot0 ";
    static unsigned number;
    char line[512], cause[16], warning[24];
    const char *file = strrchr(name, '/') + 1;
    if (number++ % TEST_STRIDE || strcmp(file, "README.md") == 0)
        return 0;
    int length = (int)strcspn(file, ".");
    snprintf(cause, sizeof cause, "\n%.*s ", length, file);
    snprintf(warning, sizeof warning, "\nwarning %.*s ", length, file);
    read_page(name);
    char *block = strstr(page, start);
    if (!block)
        fail_msg("%s: no command", name);
    block += strlen(start);
    snprintf(line, sizeof line, "cd %s && build/boot0 %.*s", folder,
             (int)strcspn(block, "\n"), block);
    command(text, line);
    if (!strstr(text, cause) && !strstr(text, warning))
        fail_msg("%s: %s\n%s", name, line, text);
    return 1;
}

static void mistakes_are_named(void **state)
{
    (void)state;
    assert_true(each_page("docs/mistakes/*.md", name_the_mistake) >=
                40 / TEST_STRIDE);
}

/* The counts for USART of a row are those of docs/update.md, where they are
 * compared with what check prints. */
static void expect_in_update_md(char *row)
{
    static const char *const orders[] = {"address", "first-last"};
    char arrangement[64], counts[2][16], line[512];
    if (sscanf(row, "| %63[^|] | %15[0-9] | %15[0-9] |", arrangement, counts[0],
               counts[1]) != 3)
        fail_msg("no row: %s", row);
    arrangement[strcspn(arrangement, "|")] = 0;
    for (unsigned i = 0; i < 2; i++) {
        snprintf(
            line, sizeof line,
            "exec grep -Eq '^\\| %s *\\| usart \\| %s \\| 2139 \\| [0-9]+ \\| "
            "%s \\|' %s/docs/update.md",
            arrangement, orders[i], counts[i], root);
        if (command(text, line) != 0)
            fail_msg("not in docs/update.md: %s, %s, %s", arrangement,
                     orders[i], counts[i]);
    }
}

static void what_cuts_lose_is_said_alike(void **state)
{
    (void)state;
    unsigned count = 0;
    read_page("README.md");
    char *row = strstr(page, "\n| arrangement | address | first-last |\n");
    assert_non_null(row);
    row = strchr(strchr(row + 1, '\n') + 1, '\n') + 1;
    for (; *row == '|'; row = strchr(row, '\n') + 1, count++)
        expect_in_update_md(row);
    assert_int_equal(count, 5);
}

#define GCC "arm-none-eabi-gcc -mcpu=cortex-m0plus -mthumb -ffreestanding "

/* Copies the files that step 1 links to into a folder of their own. */
static unsigned copy_files_of_step_1(void)
{
    unsigned count = 0;
    char line[700];
    read_page("README.md");
    char *at = strstr(page, "\n1. "), *end = strstr(page, "\n2. ");
    assert_true(at && end && at < end);
    snprintf(line, sizeof line, "mkdir %s/added", folder);
    assert_int_equal(command(text, line), 0);
    while ((at = strstr(at, "](src/")) && at < end) {
        at += strlen("](");
        snprintf(line, sizeof line, "cp %s/%.*s %s/added", root,
                 (int)strcspn(at, ")"), at, folder);
        assert_int_equal(command(text, line), 0);
        count++;
    }
    return count;
}

/* With the files of step 1 and no others. */
static void code_compiles(void **state)
{
    (void)state;
    assert_int_equal(copy_files_of_step_1(), 3);
    assert_in_range(run_blocks("README.md", "c", "block.c",
                               GCC "-c added/boot0_reset.S && " GCC
                                   "-Wall -Wextra -Werror -I added -c block.c"),
                    1, 20);
}

/* A user's USB device, with nothing but the device layer and the library. */
static void the_smallest_usb_device_compiles(void **state)
{
    (void)state;
    assert_int_equal(
        run_blocks("docs/dfu-runtime.md", "c", "block.c",
                   GCC "-std=c99 -Wall -Wextra -Werror -I " BOOT0_SOURCE_DIR
                       " -I added -c block.c"),
        1);
}

/* --- a folder with `build/` and `src/` in it --- */

static void link_to(const char *target, const char *name)
{
    char path[64];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_int_equal(symlink(target, path), 0);
}

static int set_up(void **state)
{
    char path[600];
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/readme-XXXXXX");
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof path, "%s/build", folder);
    mkdir(path, 0700);
    link_to(BOOT0, "build/boot0");
    link_to(BOOT0_TTY, "build/libboot0-tty.so");
    link_to(BOOT0_IMAGE_DIR, "build/firmware");
    snprintf(path, sizeof path, "%s/src", root);
    link_to(path, "src");
    return 0;
}

static int tear_down(void **state)
{
    char script[64];
    (void)state;
    snprintf(script, sizeof script, "rm -r %s", folder);
    return command(text, script);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(commands_do_what_is_said),
        cmocka_unit_test(screens_are_as_shown),
        cmocka_unit_test(mistakes_are_named),
        cmocka_unit_test(what_cuts_lose_is_said_alike),
        cmocka_unit_test(code_compiles),
        cmocka_unit_test(the_smallest_usb_device_compiles),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
