/* SPDX-License-Identifier: MIT
 *
 * Completion offers what boot0 takes: every word for the value of an option is
 * accepted by that option, and the three shells offer the same words.
 */
#include "bench/parts.h"
#include "tests/tools/command.h"
#include "tools/manual/choices.h"
#include "tools/options_value.h"

static char text[OUTPUT_SIZE];
static struct choices choices;

/* A word that is only a beginning gets an end. */
static void finish(const char *word, char *value, size_t size)
{
    snprintf(value, size, "%s%s", word,
             !choices_is_open(word)          ? ""
             : strncmp(word, "call", 4) == 0 ? "main"
             : strncmp(word, "file", 4) == 0 ? "x"
                                             : "1");
}

/* On some part of the family. */
static bool is_taken(const struct option_row *row, char *value,
                     enum family family, char *error)
{
    static struct options options;
    char name[PARTS_NAME];
    bool taken = false;
    for (unsigned i = 0; !taken && parts_nth(i, name); i++) {
        memset(&options, 0, sizeof options);
        options.wdg_sw = 1;
        if (!part_find(name, &options.part) || options.part.family != family)
            continue;
        taken = row->take(&options, value, error);
    }
    option_asks_free(&options.asks);
    free(options.flash.text);
    free(options.flash.expect);
    for (unsigned i = 0; i < options.rom_count; i++)
        rom_image_free(&options.roms[i]);
    return taken;
}

static void expect_taken(const struct option_row *row, const char *word)
{
    char value[2 * CHOICE_SIZE], error[OPTION_ERROR_SIZE] = "";
    finish(word, value, sizeof value);
    for (unsigned i = 0; i < FAMILIES; i++)
        if (is_taken(row, value, (enum family)i, error))
            return;
    fail_msg("--%s %s is offered and refused: %s", row->name, value, error);
}

static void every_word_is_taken(void **state)
{
    (void)state;
    unsigned words = 0;
    for (const struct option_row *row = option_rows; row->name; row++) {
        if (!row->argument || !row->take)
            continue;
        choices_of_option(row, &choices);
        for (unsigned i = 0; i < choices.count; i++, words++)
            expect_taken(row, choices.words[i]);
    }
    assert_in_range(words, 150, 1000);
}

static const struct option_row *row_of(const char *name)
{
    for (const struct option_row *row = option_rows; row->name; row++)
        if (strcmp(row->name, name) == 0)
            return row;
    fail_msg("no option --%s", name);
    return NULL;
}

static void expect_words(const char *option, const char *wanted)
{
    char got[512] = "";
    choices_of_option(row_of(option), &choices);
    for (unsigned i = 0; i < choices.count; i++) {
        strcat(got, choices.words[i]);
        strcat(got, " ");
    }
    if (choices.files)
        strcat(got, "FILE");
    assert_string_equal(got, wanted);
}

static void words(void **state)
{
    (void)state;
    expect_words("rom", "v4.0 v4.1 v11.1 v11.2 v3.1 v9.1 v13.0 v13.1 "
                        "v10.1 v10.3 v9.2 v9.3 v9.1-ff v9.1-10 FILE");
    expect_words("bfb2", "0 1 ");
    expect_words("jobs", "");
    expect_words("trace", "FILE");
    expect_words("format", "text json junit ");
    expect_words("policy", "address first-last ");
    choices_of_option(row_of("reading"), &choices);
    assert_true(choices.list);
    choices_of_option(row_of("part"), &choices);
    assert_string_equal(choices.words[0], "nucleo-l073rz");
}

/* --- the shells --- */

#define FILES BOOT0_MANUAL_DIR "/"

/* What a user of bash gets; $LINE is the command line up to the cursor. */
#define IN_BASH                                                                \
    "exec bash -c '. \"" FILES "bash/boot0\"; compopt() { :; }; "              \
    "COMP_LINE=$LINE COMP_POINT=${#LINE}; _boot0; "                            \
    "printf \"%s\\n\" \"${COMPREPLY[@]}\"' 2>&1"
#define IN_FISH                                                                \
    "HOME=/tmp exec fish -N -c 'source \"" FILES "fish/boot0.fish\"; "         \
    "complete -C $LINE' 2>&1"

static const struct {
    const char *line, *bash, *fish;
} lines[] = {
    {"boot0 ch", "check\n", "check\tcheck that"},
    {"boot0 help fl", "flash\n", "flash\n"},
    {"boot0 demo --us", "--usb\n", "--usb\ta USB host"},
    {"boot0 check --rom v4", "v4.0\nv4.1\n", "v4.0\t"},
    {"boot0 check --rom=v11.1", "v11.1\n", "--rom=v11.1"},
    {"boot0 run --reading bounce=branch,csr=", "kept\ncleared\n",
     "bounce=branch,csr=kept\t"},
    {"boot0 run --ask usb:t", "touch1200\n", "usb:touch1200\t"},
    {"boot0 check --part stm32l073v", "stm32l073vz\n", "stm32l073vz\t"},
    {"boot0 patch --head k", "keep\n", "keep\t"},
    {"boot0 explain E", "E1\n", "E1\n"},
    {"boot0 flash rf", "rfc2217:\n", "rfc2217:"},
};

static void expect_offer(const char *script, const char *line,
                         const char *wanted)
{
    setenv("LINE", line, 1);
    command(text, script);
    if (!strstr(text, wanted))
        fail_msg("%s|\n got: %s\nwant: %s", line, text, wanted);
}

static bool has(const char *shell)
{
    char script[64];
    snprintf(script, sizeof script, "command -v %s", shell);
    return command(text, script) == 0;
}

static void bash(void **state)
{
    (void)state;
    for (unsigned i = 0; i < sizeof lines / sizeof *lines; i++)
        expect_offer(IN_BASH, lines[i].line, lines[i].bash);
    expect_offer("cd \"$IMAGES\"; " IN_BASH, "boot0 run --ask none probe.",
                 "probe.elf\n");
}

/* Words that follow a subcommand come from that alone. */
static void bash_offers_no_more(void **state)
{
    (void)state;
    setenv("LINE", "boot0 demo --", 1);
    expect_status(text, IN_BASH, 0);
    assert_string_equal(text, "--part\n--usb\n--help\n--version\n");
    setenv("LINE", "boot0 check --jobs ", 1);
    expect_status(text, IN_BASH, 0);
    assert_string_equal(text, "\n");
}

static void fish(void **state)
{
    (void)state;
    if (!has("fish"))
        skip();
    for (unsigned i = 0; i < sizeof lines / sizeof *lines; i++)
        expect_offer(IN_FISH, lines[i].line, lines[i].fish);
}

/* zsh completes on a terminal only: a pseudo-terminal, and the Tab key. */
#define IN_ZSH                                                                 \
    "exec zsh -f -c 'zmodload zsh/zpty; TERM=dumb zpty z zsh -f -i; "          \
    "zpty -w z \"PS1=; fpath=(" FILES "zsh \\$fpath); autoload -U compinit; "  \
    "compinit -D -u; setopt list_ambiguous no_beep; echo re''ady\"; "          \
    "zpty -r -m z a \"*ready*\"; zpty -w -n z \"$LINE\t\"; "                   \
    "zpty -r -m z a \"*$WANTED*\" && echo $a' 2>&1"

static void zsh(void **state)
{
    (void)state;
    static const char *const offers[][2] = {
        {"boot0 ch", "boot0 check "},
        {"boot0 check --rom v11.", "v11.2"},
        {"boot0 demo --us", "--usb"},
        {"boot0 explain J1", "J1 "},
        {"boot0 run --reading bounce=re", "bounce=reset"},
    };
    if (!has("zsh"))
        skip();
    for (unsigned i = 0; i < sizeof offers / sizeof *offers; i++) {
        setenv("WANTED", offers[i][1], 1);
        expect_offer(IN_ZSH, offers[i][0], offers[i][1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_word_is_taken),
        cmocka_unit_test(words),
        cmocka_unit_test(bash),
        cmocka_unit_test(bash_offers_no_more),
        cmocka_unit_test(fish),
        cmocka_unit_test(zsh),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
