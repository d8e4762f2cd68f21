/* SPDX-License-Identifier: MIT
 *
 * The files that `boot0 check` writes, as other programs read them: JSON by its
 * schema, JUnit by a schema of what CI servers have in common, HTML by an XML
 * parser and by a browser.
 */
#include "tests/bench/bench_fixture.h"

#include "tests/tools/bed.h"

#define SOURCE  BOOT0_SOURCE_DIR
#define MISTAKE "$IMAGES/mistake-a1-flag-in-data.elf"
#define ONCE    "$IMAGES/original-once.elf"
#define LIBRARY "$IMAGES/nucleo-l073rz.elf"

/* Checks IMAGE with OPTIONS and leaves NAME.json, NAME.xml and NAME.html. */
static void write_named(struct bed *bed, const char *name, const char *options,
                        const char *image)
{
    char script[512];
    snprintf(script, sizeof script,
             "n=$DIR/%s; $BOOT0 check %s --json $n.json --junit $n.xml "
             "--report $n.html %s; [ $? != 2 ]",
             name, options, image);
    expect_status(bed->text, script, 0);
}

static void write_files(struct bed *bed, const char *options, const char *image)
{
    write_named(bed, "r", options, image);
}

static const struct {
    const char *options, *image;
} kinds[] = {
    {"--ask press:PC13@20", ONCE},
    {"--ask press:PC13@20", MISTAKE},
    {"", LIBRARY},
    {"--all --only 'v4.*'", LIBRARY},
    {"--rom v4.0 --bfb2 1", LIBRARY},
};

enum { KINDS = sizeof kinds / sizeof *kinds };

/* Leaves 0.json to 4.json, 0.xml to 4.xml and 0.html to 4.html. */
static int bed_open(void **state)
{
    struct bed *bed = bed_new();
    char name[] = "0";
    *state = bed;
    for (unsigned i = 0; i < KINDS; i++, name[0]++)
        write_named(bed, name, kinds[i].options, kinds[i].image);
    return 0;
}

static void json_is_valid(void **state)
{
    struct bed *bed = *state;
    expect_status(bed->text,
                  "exec python3 -c 'import json, jsonschema, sys\n"
                  "schema = json.load(open(sys.argv[1]))\n"
                  "for name in sys.argv[2:]:\n"
                  "    print(name, flush=True)\n"
                  "    jsonschema.validate(json.load(open(name)), schema)\n"
                  "' " SOURCE "/docs/check.schema.json $DIR/[0-4].json 2>&1",
                  0);
    assert_int_equal(count_of(bed->text, ".json\n"), KINDS);
}

static void junit_is_valid(void **state)
{
    struct bed *bed = *state;
    expect_status(bed->text,
                  "exec xmllint --noout --schema " SOURCE
                  "/tests/tools/report/junit.xsd $DIR/[0-4].xml 2>&1",
                  0);
    assert_int_equal(count_of(bed->text, " validates\n"), KINDS);
    command(bed->text, "exec cat $DIR/0.xml");
    expect_part(bed->text, " file=\"");
    expect_part(bed->text, "once.c\" line=\"");
}

/* One file, and nothing in it is fetched. */
static void html_stands_alone(void **state)
{
    struct bed *bed = *state;
    expect_status(bed->text,
                  "exec xmllint --noout --nonet $DIR/[0-4].html 2>&1", 0);
    command(bed->text,
            "for i in 0 1 2 3 4; do"
            " sed 's,xmlns=\"[^\"]*\",,g' $DIR/$i.html | grep -c '://'; "
            "grep -cE '<(script|link|img|iframe)|@import|url\\(' "
            "$DIR/$i.html; done; true");
    assert_string_equal(bed->text, "0\n0\n0\n0\n0\n0\n0\n0\n0\n0\n");
}

static void html_has_what_the_screen_has(void **state)
{
    struct bed *bed = *state;
    write_files(bed,
                "--ask press:PC13@20 --reading stack=exact,sp=range,"
                "bfb2=ignored",
                ONCE);
    command(bed->text, "exec cat $DIR/r.html");
    static const char *const parts[] = {
        "<h1>original-once.elf</h1>",
        " passed, ",
        "<th scope=\"col\">V4.1</th>",
        "<th scope=\"row\">as delivered</th><td class=\"good\">rom</td>"
        "<td class=\"bad\">bounced (",
        "<a href=\"#m1\">E1</a>",
        "id=\"m1\"><h2>E1 ",
        "boot0 run --rom v4.1 --ask press:PC13@20 ",
        "<svg ",
        "start-up: reset (system)",
        "ROM: branch to 0x1FF00404",
        NULL,
    };
    expect_in_order(bed->text, parts);
}

/* The last visit of each drawing is where the story ends. */
static void a_history_tells_what_ran(void **state)
{
    struct bed *bed = *state;
    write_files(bed, "--ask press:PC13@20 --only v4.1/bank2=blank/rdp=0", ONCE);
    command(bed->text, "exec grep '<li>' $DIR/r.html");
    static const char *const parts[] = {
        "<li>0.000 ms: start-up: reset (power-on)",
        "application: branch to 0x0800",
        "; asked at 20.000 ms",
        "start-up: reset (system)",
        "application: branch to 0x0800",
        "ROM: branch to 0x1FF00404",
        "start-up: branch to 0x0800",
        "application: branch to 0x0800",
        NULL,
    };
    expect_in_order(bed->text, parts);
}

/* Both themes, and paper, by a browser without a screen. */
static void a_browser_shows_it(void **state)
{
    struct bed *bed = *state;
    if (command(bed->text, "command -v chromium") != 0) {
        print_message("SKIPPED: chromium is not installed, so no browser has "
                      "looked at the HTML report\n");
        skip();
    }
    write_files(bed, "--ask press:PC13@20", ONCE);
    expect_status(
        bed->text,
        "cd $DIR && for theme in '' --force-dark-mode; do "
        "rm -f shot.png; "
        "timeout 120 chromium --headless --no-sandbox --disable-gpu $theme "
        "--user-data-dir=$DIR/profile --window-size=1000,3000 "
        "--screenshot=shot.png file://$DIR/r.html >/dev/null 2>&1; "
        "[ $(stat -c %s shot.png) -gt 20000 ] || exit 1; done; "
        "timeout 120 chromium --headless --no-sandbox --disable-gpu "
        "--user-data-dir=$DIR/profile --dump-dom file://$DIR/r.html "
        "2>/dev/null",
        0);
    expect_part(bed->text, "<h2>E1 ");
    expect_part(bed->text, "</footer>");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_is_valid),
        cmocka_unit_test(junit_is_valid),
        cmocka_unit_test(html_stands_alone),
        cmocka_unit_test(html_has_what_the_screen_has),
        cmocka_unit_test(a_history_tells_what_ran),
        cmocka_unit_test(a_browser_shows_it),
    };
    return cmocka_run_group_tests(tests, bed_open, bed_close);
}
