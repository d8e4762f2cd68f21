/* SPDX-License-Identifier: MIT
 *
 * scripts/install-packages on hosts that are not at hand: its PATH has
 * stand-ins that are looked for, and a package manager that writes down what it
 * is told.
 */
#include "tests/tools/command.h"

static char text[OUTPUT_SIZE];
static char line[4096];

/* A folder $D that is all of PATH, with the programs that the script itself
 * needs, and the stand-ins; `fake NAME COMMANDS` adds one. */
#define HOST                                                                   \
    "set -eu; D=$(mktemp -d); trap 'rm -r $D' EXIT; "                          \
    "for i in bash env sort tr cat rm; do ln -s $(command -v $i) $D; "         \
    "done; "                                                                   \
    "fake() { printf '#!/bin/bash\\n%%s\\n' \"$2\" >$D/$1; "                   \
    "chmod +x $D/$1; }; fake id 'echo 0'; "                                    \
    "run() { status=0; PATH=$D $SOURCE/scripts/install-packages $1 2>&1 || "   \
    "status=$?; echo status $status; }; %s"

static void on_host(const char *script)
{
    snprintf(line, sizeof line, HOST, script);
    setenv("SOURCE", BOOT0_SOURCE_DIR, 1);
    expect_status(text, line, 0);
}

static void without_a_manager_it_names_and_stops(void **state)
{
    (void)state;
    on_host("fake cmake true; fake pkg-config 'test $2 = libelf'; run build");
    expect_part(text, "Missing here, for \"build\":");
    expect_part(text, "  the program arm-none-eabi-gcc\n");
    expect_part(text, "  the library libdw, as pkg-config finds it\n");
    expect_no_part(text, "the program cmake");
    expect_no_part(text, "the library libelf");
    expect_no_part(text, "clang");
    expect_part(text, "\nstatus 2\n");
}

static void what_is_there_is_found_without_its_package(void **state)
{
    (void)state;
    on_host("for i in cc cmake ninja arm-none-eabi-gcc pkg-config; do "
            "fake $i true; done; run build");
    expect_part(text, "Going without the program stm32flash.\n");
    expect_no_part(text, "Missing");
    expect_part(text, "status 0\n");
}

static void each_family_has_its_names(void **state)
{
    (void)state;
    on_host("fake dnf 'echo dnf \"$@\" >&2'; run build");
    expect_part(text, "dnf install -y arm-none-eabi-gcc-cs ");
    expect_part(text, " elfutils-devel ");
    expect_part(text, "Still missing:\n");
    expect_part(text, "\nstatus 2\n");
    on_host("fake pacman 'echo pacman \"$@\" >&2'; run build");
    expect_part(text, "pacman -S --noconfirm --needed arm-none-eabi-gcc ");
    expect_part(text, " libserialport ");
}

/* Ubuntu 22.04 has the sanitizers in clang's own package. */
static void a_name_that_the_release_lacks_is_replaced(void **state)
{
    (void)state;
    on_host("fake apt-get 'echo apt-get \"$@\" >&2'; "
            "fake apt-cache '! [ $2 = libclang-rt-dev ]'; run test");
    expect_part(text, "apt-get update -qq\n");
    expect_part(text, " clang clang-format ");
    expect_no_part(text, "libclang-rt-dev");
}

static void a_failed_install_stops(void **state)
{
    (void)state;
    on_host("fake dnf 'echo no network >&2; exit 1'; run build");
    expect_part(text, "no network\n");
    expect_part(text, "\nstatus 1\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_manager_it_names_and_stops),
        cmocka_unit_test(what_is_there_is_found_without_its_package),
        cmocka_unit_test(each_family_has_its_names),
        cmocka_unit_test(a_name_that_the_release_lacks_is_replaced),
        cmocka_unit_test(a_failed_install_stops),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
