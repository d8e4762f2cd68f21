/* SPDX-License-Identifier: MIT
 *
 * scripts/check-format in a tree that is no checkout: it looks at the files all
 * the same, and at none of a build tree.
 */
#include "tests/tools/command.h"

static char text[OUTPUT_SIZE];
static char line[4096];

/* A tree $D with the script and its style. */
#define TREE                                                                   \
    "set -eu; D=$(mktemp -d); trap 'rm -r $D' EXIT; mkdir -p $D/scripts "      \
    "$D/a/b $D/out; cp $SOURCE/scripts/check-format $D/scripts; "              \
    "cp $SOURCE/.clang-format $D; touch $D/out/CMakeCache.txt; "               \
    "echo 'int  made;' >$D/out/made.c; "                                       \
    "run() { status=0; cd $D/a; GIT_CEILING_DIRECTORIES=${D%%/*} "             \
    "$D/scripts/check-format 2>&1 || status=$?; echo status $status; }; %s"

static void in_tree(const char *script)
{
    snprintf(line, sizeof line, TREE, script);
    setenv("SOURCE", BOOT0_SOURCE_DIR, 1);
    expect_status(text, line, 0);
}

static void files_are_looked_at(void **state)
{
    (void)state;
    in_tree("echo 'int  bad;' >$D/a/b/bad.h; run");
    expect_part(text, "bad.h:1:4: error: code should be clang-formatted");
    expect_no_part(text, "made.c");
    expect_no_part(text, "status 0");
    in_tree("echo 'int good;' >$D/a/b/good.c; run");
    expect_part(text, "status 0\n");
}

static void no_files_are_no_success(void **state)
{
    (void)state;
    in_tree("run");
    expect_part(text, "check-format: there are no C files in ");
    expect_part(text, "\nstatus 1\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_are_looked_at),
        cmocka_unit_test(no_files_are_no_success),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
