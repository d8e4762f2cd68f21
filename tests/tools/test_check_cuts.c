/* SPDX-License-Identifier: MIT
 *
 * `boot0 check --cuts`: what survives, what is found in the answers that do
 * not, and that ids, workers, shards and modes agree.
 */
#include "tests/tools/bed.h"

#define CUTS "exec $BOOT0 check --cuts "
#define ONE  "--only v4.1/bfb2=0/bank2=blank/rdp=0 "

static int setup(void **state)
{
    *state = bed_new();
    return 0;
}

/* The sanitizers take a sample. */
#if TEST_STRIDE > 1
#define FEWER "--cut-mode log "
enum { LEAST = 100 };
#else
#define FEWER ""
enum { LEAST = 400000 };
#endif

static void expect_survived(struct bed *bed, const char *options,
                            const char *image)
{
    char line[256];
    unsigned long cuts;
    snprintf(line, sizeof line, CUTS FEWER "%s %s", options, image);
    expect_status(bed->text, line, 0);
    const char *found = strstr(bed->text, "\n0 of ");
    if (!found)
        fail_msg("%s", bed->text);
    assert_int_equal(sscanf(found, " 0 of %lu cuts failed;", &cuts), 1);
    assert_true(cuts > LEAST);
}

/* The demo with both heads, and an ordinary image whose mailbox is in the RTC:
 * on every board and in every reading that a run asks for. */
static void the_library_survives_every_cut(void **state)
{
    struct bed *bed = *state;
    command(bed->text, "$BOOT0 patch --head keep $IMAGES/library-rtc.elf "
                       "-o $DIR/rtc.elf; exec $BOOT0 patch "
                       "$IMAGES/nucleo-l073rz.elf -o $DIR/headless.elf");
    expect_survived(bed, "", "$IMAGES/nucleo-l073rz.elf");
    expect_survived(bed, "--bank2 blank", "$DIR/headless.elf");
    expect_survived(bed, "--bank2 blank", "$DIR/rtc.elf");
}

/* Copies the id behind "--only " of the finding CODE. */
static void find_id(const char *text, const char *code, char id[256])
{
    const char *found = strstr(text, code);
    assert_non_null(found);
    found = strstr(found, "--only ");
    assert_non_null(found);
    assert_int_equal(sscanf(found, "--only %255s", id), 1);
    assert_non_null(strstr(id, "/cut="));
}

static void expect_replayed(struct bed *bed, const char *image,
                            const char *code, const char *part)
{
    char id[256], line[512];
    find_id(bed->text, code, id);
    snprintf(line, sizeof line,
             "exec $BOOT0 check --ask press:B1 --only %s $IMAGES/%s.elf", id,
             image);
    expect_status(bed->again, line, 1);
    expect_part(bed->again, code + 1);
    expect_part(bed->again, part);
}

/* The flag word in the last page of bank 1 is still there at the next start. */
static void the_stale_flag_is_found(void **state)
{
    struct bed *bed = *state;
    expect_status(bed->text,
                  CUTS FEWER ONE "--ask press:B1 $IMAGES/original-twice.elf",
                  1);
    expect_part(bed->text, "at 0x08017F80");
    expect_replayed(bed, "original-twice", "\ncut ", "0x08017F80");
}

/* One torn flag is enough to lead astray, behind hundreds of failures of other
 * kinds. */
static void a_rare_failure_is_not_hidden(void **state)
{
    struct bed *bed = *state;
    expect_status(
        bed->text,
        "$BOOT0 check --cuts --cut-mode log --rom v11.2 --bank2 blank "
        "--rdp 0 --ask press:B1 --format json "
        "$IMAGES/original-twice.elf | grep -A3 'cut=power'",
        0);
    expect_part(bed->text, "\"astray\"");
}

static void an_erased_head_is_found(void **state)
{
    struct bed *bed = *state;
    expect_status(bed->text,
                  CUTS FEWER ONE "--ask press:B1 $IMAGES/original-erase.elf",
                  1);
    expect_replayed(bed, "original-erase", "\nF2 ", "SP and PC were loaded");
    expect_replayed(bed, "original-erase", "\nF3 ", "SP and PC were loaded");
}

/* With other firmware in bank 2 the head is missed without a cut, too. */
static void what_needs_no_cut_is_shown_without(void **state)
{
    struct bed *bed = *state;
    expect_status(bed->text,
                  CUTS "--cut-mode log --rom v4.1 --bank2 app --ask press:B1 "
                       "$IMAGES/original-erase.elf",
                  1);
    expect_part(bed->text, "\nF2  V4.1, some readings, ");
}

static void workers_and_shards_give_the_same_bytes(void **state)
{
    struct bed *bed = *state;
    static const char check[] =
        "check='$BOOT0 check --cuts --cut-mode log --rom v4.1 --ask press:B1 "
        "--json'; eval $check $DIR/all.json --jobs 1 $IMAGES/original-twice.elf"
        " >/dev/null; for i in 1 2; do eval $check $DIR/$i.json --shard $i/2 "
        "--jobs 2 $IMAGES/original-twice.elf >/dev/null; done; "
        "$BOOT0 merge $DIR/2.json $DIR/1.json | cmp - $DIR/all.json && "
        "grep -A3 '\"cuts\"' $DIR/all.json | tail -4";
    expect_status(bed->text, check, 0);
    expect_part(bed->text, "\"tried\":");
    expect_part(bed->text, "\"states\":");
}

static void a_mode_says_where(void **state)
{
    struct bed *bed = *state;
    expect_status(bed->text,
                  CUTS "--cut-mode log " ONE "$IMAGES/nucleo-l073rz.elf", 0);
    expect_part(bed->text, "\n0 of ");
    expect_status(bed->text,
                  CUTS "--cut-mode all $IMAGES/nucleo-l073rz.elf 2>&1", 2);
    expect_part(bed->text, "linear");
    expect_status(bed->text, CUTS "--ask none $IMAGES/nucleo-l073rz.elf 2>&1",
                  2);
    expect_part(bed->text, "--ask none");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_library_survives_every_cut),
        cmocka_unit_test(the_stale_flag_is_found),
        cmocka_unit_test(a_rare_failure_is_not_hidden),
        cmocka_unit_test(an_erased_head_is_found),
        cmocka_unit_test(what_needs_no_cut_is_shown_without),
        cmocka_unit_test(workers_and_shards_give_the_same_bytes),
        cmocka_unit_test(a_mode_says_where),
    };
    return cmocka_run_group_tests(tests, setup, bed_close);
}
