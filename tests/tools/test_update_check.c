/* SPDX-License-Identifier: MIT
 *
 * `boot0 check --update`: what it prints, in each format; that the number of
 * workers changes nothing; that the id of a cut replays it; what it refuses.
 */
#include "tests/tools/bed.h"

#define UPDATE                                                                 \
    "$BOOT0 check --update $IMAGES/nucleo-l073rz-v2.elf "                      \
    "--policy first-last "
#define OLD "$IMAGES/nucleo-l073rz.elf"

static int bed_open(void **state)
{
    *state = bed_new();
    return 0;
}

/* The demo is not to be updated like that: its first page is missing for most
 * of the time. */
static void the_screen_says_what_is_lost(void **state)
{
    struct bed *bed = *state;
    static const char *const parts[] = {
        "nucleo-l073rz.elf, updated with ",
        "nucleo-l073rz-v2.elf on an stm32l073rz; power is cut",
        "\nROM ",
        " no-way-back\n",
        "v4.1   usart  first-last ",
        "\nv4.1/bfb2=0/bank2=blank/rdp=0/policy=first-last\n",
        "  the vector table is erased: the core locks up at reset\n",
        "boot0 check --update ",
        "--only v4.1/bfb2=0/bank2=blank/rdp=0/policy=first-last/cut=power@",
        ":torn=1 ",
        "\n0 of 1 updates leave a way back after every cut\n",
        NULL};
    expect_status(bed->text, "exec " UPDATE OLD, 1);
    expect_in_order(bed->text, parts);
}

/* What the report says of the first cut is what happens there. */
static void the_command_it_prints_replays(void **state)
{
    struct bed *bed = *state;
    command(bed->text, UPDATE OLD " | grep -o 'only v4[^ ]*' | head -1");
    char *id = strstr(bed->text, "v4.1/");
    assert_non_null(id);
    id[strcspn(id, "\n")] = 0;
    char script[1024];
    snprintf(script, sizeof script, "exec " UPDATE "--only %s " OLD, id);
    expect_status(bed->text, script, 1);
    expect_part(bed->text, "\nno-way-back: the vector table is erased: the "
                           "core locks up at reset\n");
    char *torn = strstr(script, ":torn=1");
    assert_non_null(torn);
    torn[6] = '0';
    expect_status(bed->text, script, 0);
    expect_part(bed->text, "\nway-back: an application runs, and enters the "
                           "ROM when it is asked\n");
}

static void workers_change_nothing(void **state)
{
    struct bed *bed = *state;
    for (unsigned jobs = 1; jobs <= 3; jobs++) {
        char script[256];
        snprintf(script, sizeof script,
                 UPDATE "--jobs %u --json $DIR/%u.json " OLD " >$DIR/%u.txt",
                 jobs, jobs, jobs);
        expect_status(bed->text, script, 1);
    }
    expect_status(bed->text,
                  "cd $DIR && cmp 1.json 2.json && cmp 1.json 3.json && "
                  "cmp 1.txt 2.txt && cmp 1.txt 3.txt",
                  0);
}

static void the_json_is_valid(void **state)
{
    struct bed *bed = *state;
    expect_status(bed->text, UPDATE "--json $DIR/r.json " OLD " >/dev/null", 1);
    expect_status(bed->text,
                  "exec python3 -c 'import json, jsonschema, sys; "
                  "result = json.load(open(sys.argv[1])); "
                  "jsonschema.validate(result, json.load(open(sys.argv[2]))); "
                  "update = result[\"updates\"][0]; "
                  "ends = update[\"ends\"]; "
                  "assert sum(e[\"cuts\"] for e in ends) == update[\"cuts\"]; "
                  "assert 0 < update[\"states\"] < update[\"cuts\"]; "
                  "assert result[\"failed\"] == 1' "
                  "$DIR/r.json " BOOT0_SOURCE_DIR
                  "/docs/check.schema.json 2>&1",
                  0);
}

static void the_html_is_well_formed(void **state)
{
    struct bed *bed = *state;
    expect_status(bed->text, UPDATE "--report $DIR/r.html " OLD " >/dev/null",
                  1);
    expect_status(bed->text, "exec xmllint --noout --nonet $DIR/r.html 2>&1",
                  0);
    command(bed->text, "cat $DIR/r.html");
    expect_part(bed->text, "<td>first-last</td>");
    expect_part(bed->text, "the vector table is erased");
}

/* With BFB2=1 the ROM starts, finds the head erased, and stays. */
static void the_rom_of_bfb2_is_a_way_back(void **state)
{
    struct bed *bed = *state;
    command(bed->text, UPDATE "-v --bfb2 1 " OLD);
    expect_part(bed->text, "  the ROM answers after power-on\n");
    expect_no_part(bed->text, "the vector table is erased");
}

static void an_update_that_fails_is_reported(void **state)
{
    struct bed *bed = *state;
    expect_status(bed->text,
                  "exec $BOOT0 check --update $IMAGES/nucleo-l073rz-v2.elf "
                  "--policy address --ask press:PA0 " OLD,
                  1);
    expect_part(bed->text, " fails without a cut\n");
    expect_part(bed->text, "the old image does not lead to the ROM when it is "
                           "asked\n");
}

static void bad_calls_are_refused(void **state)
{
    struct bed *bed = *state;
    static const struct {
        const char *options, *says;
    } rows[] = {
        {"--rdp 1", "check: not with --update: --rdp: at level 0 only"},
        {"--list", "check: not with --update: --list"},
        {"--shard 1/2", "check: not with --update: --shard"},
        {"--junit $DIR/r.xml", "check: not with --update: JUnit"},
        {"--only v4.1/bfb2=0", "has policy=address or policy=first-last in it"},
        {"--only v4.1/policy=address", "it is the id of a cut of power"},
        {"--only v4.1/policy=address/cut=power@5:torn=1",
         "no operation begins at that cycle"},
        {"--only v4.1/policy=address/cut=power@99999999999:torn=1",
         "the update ends before that cycle"},
        {"--policy last",
         "--policy 'last': it is one of address, first-last, last-first"},
    };
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
        char script[512];
        snprintf(
            script, sizeof script,
            "exec $BOOT0 check --update $IMAGES/nucleo-l073rz-v2.elf %s " OLD
            " 2>&1",
            rows[i].options);
        expect_status(bed->text, script, 2);
        expect_part(bed->text, rows[i].says);
    }
    expect_status(bed->text,
                  "exec $BOOT0 check --update $DIR/none.elf " OLD " 2>&1", 2);
    expect_part(bed->text, "--update: ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_screen_says_what_is_lost),
        cmocka_unit_test(the_command_it_prints_replays),
        cmocka_unit_test(workers_change_nothing),
        cmocka_unit_test(the_json_is_valid),
        cmocka_unit_test(the_html_is_well_formed),
        cmocka_unit_test(the_rom_of_bfb2_is_a_way_back),
        cmocka_unit_test(an_update_that_fails_is_reported),
        cmocka_unit_test(bad_calls_are_refused),
    };
    return cmocka_run_group_tests(tests, bed_open, bed_close);
}
