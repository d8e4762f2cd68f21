/* SPDX-License-Identifier: MIT
 *
 * `boot0 explain`: each code that check can report has a page
 * with an example; the example is a row of examples/mistakes/table.txt, which
 * tests/examples/test_mistakes.c runs.
 */
#include "bench/cause_table.h"
#include "bench/wanted.h"
#include "tests/examples/mistakes_table.h"

#include <ctype.h>
#include <sys/stat.h>

/* The codes of the catalogue that apply to the parts. */
static const char *const codes[] = {
    "A1", "A2", "A3", "A4", "A5", "A6", "A8", "A9", "A10", "A11", "A12", "A13",
    "B1", "B2", "B3", "B4", "B5", "B6", "B7", "B8", "B9",  "C1",  "C2",  "C3",
    "C4", "C5", "C6", "C7", "D1", "D2", "D3", "D4", "D5",  "E1",  "E2",  "E3",
    "F2", "F3", "F4", "G1", "G3", "H1", "H2", "H3", "H4",  "H5",  "I1",  "I2",
    "I3", "I4", "I5", "I6", "I7", "J1", "J2", "K1"};
enum { CODES = sizeof codes / sizeof *codes, COLUMNS = 80, PAGE = 8192 };

static char output[OUTPUT_SIZE], list[OUTPUT_SIZE];
static char pages[CODES][PAGE]; /* what is printed for each code */
static struct mistakes mistakes;

static void explain(const char *code, int status)
{
    char line[64];
    snprintf(line, sizeof line, "exec $BOOT0 explain '%s'", code);
    expect_status(output, line, status);
}

static int setup(void **state)
{
    (void)state;
    mistakes_read(&mistakes);
    expect_status(list, "exec $BOOT0 explain", 0);
    for (unsigned i = 0; i < CODES; i++) {
        explain(codes[i], 0);
        assert_true(strlen(output) < PAGE);
        strcpy(pages[i], output);
    }
    return 0;
}

static bool names(const struct wanted_result *result, const char *code)
{
    return codes_have(&result->causes, code) ||
           codes_have(&result->warnings, code) ||
           codes_have(&result->perhaps, code);
}

/* The row whose command is in the page. */
static const struct mistake *example(const char *page)
{
    char command_line[512], image[MISTAKE_IMAGE];
    for (unsigned i = 0; i < mistakes.count; i++) {
        const struct mistake *row = &mistakes.rows[i];
        mistake_image(row, "build/firmware", image);
        snprintf(command_line, sizeof command_line, "\n    boot0 check %s %s\n",
                 row->options, image);
        if (strstr(page, command_line))
            return row;
    }
    return NULL;
}

static bool begins_with_code(const char *name, const char *code)
{
    const char *slash = strchr(name, '/');
    name = slash ? slash + 1 : name;
    size_t length = strlen(code);
    for (size_t i = 0; i < length; i++)
        if (name[i] != tolower((unsigned char)code[i]))
            return false;
    return name[length] == '-';
}

static void each_code_has_a_page_with_an_example(void **state)
{
    (void)state;
    static const char *const parts[] = {"\n\nOn the chip\n\n",
                                        "\n\nExample\n\n", "\n\nInstead\n\n",
                                        "\n\nSources\n\n", NULL};
    for (unsigned i = 0; i < CODES; i++) {
        expect_in_order(pages[i], parts);
        const struct mistake *row = example(pages[i]);
        if (!row || !begins_with_code(row->name, codes[i]))
            fail_msg("%s: its example is not in table.txt", codes[i]);
        if (!names(&row->old_rom, codes[i]) && !names(&row->new_rom, codes[i]))
            fail_msg("%s: check does not name it for %s", codes[i], row->name);
    }
}

/* The page and the remedy of check are about the same thing. */
static void each_code_of_check_has_a_page_of_that_title(void **state)
{
    (void)state;
    char title[128];
    assert_int_equal(cause_table_count, CODES);
    for (unsigned i = 0; i < CODES; i++) {
        const struct cause_info *info = cause_info(codes[i]);
        if (!info)
            fail_msg("%s: check cannot name it", codes[i]);
        snprintf(title, sizeof title, "%s: %s\n", codes[i], info->title);
        if (strncmp(pages[i], title, strlen(title)))
            fail_msg("%.60s\n  want %s", pages[i], title);
    }
}

/* What the ROMs of other lines do, which nothing here runs. */
static void the_codes_of_lint_alone_have_a_page(void **state)
{
    (void)state;
    static const struct {
        const char *code, *command;
    } alone[] = {
        {"E4", "lint --part stm32l476rg build/firmware/mistake-l4-e4-plain-jump"
               ".elf"},
        {"F1", "lint --part stm32l011k4 build/firmware/mistake-e1-plain-jump"
               ".elf"},
    };
    char line[256];
    for (unsigned i = 0; i < sizeof alone / sizeof *alone; i++) {
        explain(alone[i].code, 0);
        snprintf(line, sizeof line, "\n    boot0 %s\n", alone[i].command);
        expect_part(output, line);
        const char *title = strchr(output, ' ') + 1;
        char named[128];
        snprintf(named, sizeof named, "\n  %s   %.*s\n", alone[i].code,
                 (int)strcspn(title, "\n"), title);
        expect_part(list, named);
    }
}

static void the_list_has_each_code_and_its_title(void **state)
{
    (void)state;
    char row[512];
    for (unsigned i = 0; i < CODES; i++) {
        const char *title = strchr(pages[i], ' ') + 1;
        snprintf(row, sizeof row, "\n  %-4s %.*s\n", codes[i],
                 (int)strcspn(title, "\n"), title);
        expect_part(list, row);
    }
}

static bool explained(const struct codes *wanted)
{
    unsigned found = 0;
    for (unsigned i = 0; i < CODES; i++)
        found += codes_have(wanted, codes[i]);
    return found == wanted->count;
}

static void each_code_of_the_table_can_be_explained(void **state)
{
    (void)state;
    for (unsigned i = 0; i < mistakes.count; i++) {
        const struct mistake *row = &mistakes.rows[i];
        if (!explained(&row->old_rom.causes) ||
            !explained(&row->old_rom.warnings) ||
            !explained(&row->new_rom.causes) ||
            !explained(&row->new_rom.warnings))
            fail_msg("%s: a code of its row has no page", row->name);
    }
}

/* Code blocks, which are indented, may be wider. */
static void a_page_fits_a_terminal(void **state)
{
    (void)state;
    for (unsigned i = 0; i < CODES; i++) {
        char *rest = NULL;
        strcpy(output, pages[i]);
        expect_no_part(output, "](");
        expect_no_part(output, "`");
        expect_no_part(output, "\n\n\n");
        for (char *line = strtok_r(output, "\n", &rest); line;
             line = strtok_r(NULL, "\n", &rest))
            if (strlen(line) > COLUMNS && strncmp(line, "    ", 4))
                fail_msg("%s: %s", codes[i], line);
    }
}

static void codes_of_other_families_are_listed_only(void **state)
{
    (void)state;
    expect_part(list, "\n  A7   ECC RAM (H7)");
    explain("A7", 0);
    expect_part(output, "A7: ECC RAM (H7)");
    expect_part(output, "belongs to other families: there is no page");
}

static void small_letters_do(void **state)
{
    (void)state;
    explain("a10", 0);
    expect_part(output, "A10: ");
}

/* What the screen of check has in the place of a code. */
static void words_of_the_screen_are_explained(void **state)
{
    (void)state;
    static const char *const warnings[] = {
        "ask",     "bfb2",    "clock",   "early",    "ignored",
        "latency", "library", "rmvf",    "protocol", "unclocked",
        "wait",    "wiped",   "nonzero", "LOST",     "unmodelled"};
    for (unsigned i = 0; i < sizeof warnings / sizeof *warnings; i++)
        explain(warnings[i], 0);
    for (unsigned i = 0; i < VERDICTS; i++) {
        explain(verdict_name((enum verdict)i), 0);
        expect_part(output, verdict_name((enum verdict)i));
        expect_part(list, verdict_name((enum verdict)i));
    }
}

static void an_unknown_code_gets_the_nearest(void **state)
{
    (void)state;
    static const struct {
        const char *code, *nearest;
    } cases[] = {{"E9", "E4"},  {"a14", "A13"}, {"Z1", "K1"}, {"", "A1"},
                 {"E1x", "E1"}, {"D11", "D5"},  {"B0", "B1"}};
    char part[64];
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        explain(cases[i].code, 2);
        snprintf(part, sizeof part, "; the nearest is %s", cases[i].nearest);
        expect_part(output, part);
        assert_int_equal(count_of(output, "\n"), 1);
    }
    expect_status(output, "exec $BOOT0 explain E1 E2", 2);
}

static void check_points_to_the_page(void **state)
{
    (void)state;
    command(output, "exec $BOOT0 check --rom v4.1 --ask press:PC13@50"
                    " $IMAGES/mistake-e1-plain-jump.elf");
    assert_int_equal(count_of(output, ": boot0 explain E1\n"), 1);
    command(output, "exec $BOOT0 check --rom v4.1 --ask none"
                    " $IMAGES/mistake-good-blinky.elf");
    expect_no_part(output, "explain");
}

/* The addresses of links in TEXT are files beside docs/mistakes. */
static void expect_links(const char *name, const char *text)
{
    char path[512];
    struct stat status;
    for (const char *at = text; (at = strstr(at, "]("));) {
        at += 2;
        snprintf(path, sizeof path, BOOT0_SOURCE_DIR "/docs/mistakes/%.*s",
                 (int)strcspn(at, ")"), at);
        if (stat(path, &status))
            fail_msg("%s: no %s", name, path);
    }
}

static void links_lead_somewhere(void **state)
{
    (void)state;
    char line[256];
    for (unsigned i = 0; i <= CODES; i++) {
        const char *name = i == CODES ? "README" : codes[i];
        snprintf(line, sizeof line,
                 "exec cat '" BOOT0_SOURCE_DIR "/docs/mistakes/%s.md'", name);
        expect_status(output, line, 0);
        expect_links(name, output);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_code_has_a_page_with_an_example),
        cmocka_unit_test(each_code_of_check_has_a_page_of_that_title),
        cmocka_unit_test(the_codes_of_lint_alone_have_a_page),
        cmocka_unit_test(the_list_has_each_code_and_its_title),
        cmocka_unit_test(each_code_of_the_table_can_be_explained),
        cmocka_unit_test(a_page_fits_a_terminal),
        cmocka_unit_test(codes_of_other_families_are_listed_only),
        cmocka_unit_test(small_letters_do),
        cmocka_unit_test(words_of_the_screen_are_explained),
        cmocka_unit_test(an_unknown_code_gets_the_nearest),
        cmocka_unit_test(check_points_to_the_page),
        cmocka_unit_test(links_lead_somewhere),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
