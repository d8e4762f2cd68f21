/* SPDX-License-Identifier: MIT
 *
 * `cmake --install` into a folder of its own: what is there, that it works
 * without the source tree, that docs/install.md is right about it, and that
 * `make uninstall` leaves nothing. The Debian package and the static binary
 * have tests of their own: make test-deb, make test-static.
 */
#include "tests/tools/command.h"

static char text[OUTPUT_SIZE];

/* $HOME/.local is the prefix, as in docs/install.md. */
#define INSTALL                                                                \
    "cmake --install \"$BUILD\" --strip --prefix \"$HOME/.local\" 2>&1"
#define PREFIX "PATH=$HOME/.local/bin:$PATH; cd \"$HOME/.local\" && "

/* The blocks of the page behind <!-- tested by test_install -->. */
#define BLOCKS                                                                 \
    "cd \"$HOME\"; ln -s \"$BUILD\" build; "                                   \
    "awk '/^<!-- tested by test_install -->/ {on = 1; next} /^```/ {if (on "   \
    "== 1) on = 2; "                                                           \
    "else on = 0; next} on == 2' \"$SOURCE/docs/install.md\" >block; "         \
    "test $(grep -c . block) -gt 8 && sh -eu block 2>&1"

static void installed(void **state)
{
    (void)state;
    static const char *const files[] = {
        "bin/boot0",
        "share/man/man1/boot0.1",
        "share/man/man1/boot0-check.1",
        "share/bash-completion/completions/boot0",
        "share/zsh/site-functions/_boot0",
        "share/fish/vendor_completions.d/boot0.fish",
        "share/softboot0/src/boot0.h",
        "share/softboot0/src/resident/resident.S",
        "share/softboot0/images/rom-v4.1.bin",
        "share/softboot0/images/resident.hex",
        "share/softboot0/images/probe.bin",
        "share/softboot0/examples/probe/main.c",
        "share/softboot0/firmware/startup.c",
        "share/doc/softboot0/README.md",
        "share/doc/softboot0/docs/install.md",
    };
    for (unsigned i = 0; i < sizeof files / sizeof *files; i++) {
        char script[128];
        snprintf(script, sizeof script, PREFIX "test -s %s", files[i]);
        if (command(text, script) != 0)
            fail_msg("not installed: %s", files[i]);
    }
    expect_status(text, PREFIX "find lib* -name libboot0-tty.so | grep .", 0);
    expect_status(text, PREFIX "find . -perm /022", 0);
    assert_string_equal(text, "");
}

/* Found in the installation, not beside the build's boot0. */
static void usb_library_is_found(void **state)
{
    (void)state;
    expect_status(text,
                  PREFIX "exec boot0 run --pace max --until 1 --usbip 0 "
                         "share/softboot0/images/nucleo-l073rz.elf 2>&1",
                  0);
    expect_part(text, "/.local/bin/../lib");
    expect_part(text, "/softboot0/libboot0-usb.so");
    expect_status(text, PREFIX "mv lib elsewhere; exec boot0 demo --usb 2>&1",
                  2);
    expect_part(text, "/.local/bin/libboot0-usb.so is missing: ");
    expect_status(text, PREFIX "exec mv elsewhere lib", 0);
}

static void page_is_right(void **state)
{
    (void)state;
    expect_status(text, BLOCKS, 0);
    expect_part(text, "The update over USB ended as it should");
}

/* Neither the folder of the sources nor that of the build. */
static void no_path_of_the_build(void **state)
{
    (void)state;
    expect_status(text, PREFIX "exec grep -rlF -e \"$SOURCE\" -e \"$BUILD\" .",
                  1);
    assert_string_equal(text, "");
}

static void pages_have_no_warning(void **state)
{
    (void)state;
    if (command(text, "command -v man") != 0)
        skip();
    expect_status(text,
                  PREFIX "for p in share/man/man1/*; do LC_ALL=C.UTF-8 "
                         "MANWIDTH=80 man --warnings -E UTF-8 -l -Tutf8 -Z $p "
                         "2>&1 >/dev/null; done",
                  0);
    assert_string_equal(text, "");
    expect_status(text,
                  PREFIX "MANWIDTH=80 man -P cat -l "
                         "share/man/man1/boot0-patch.1",
                  0);
    expect_part(text, "vector word 0: 0xBE00BE00, which no bank check takes");
}

/* The pages and the shells know the subcommands that help lists. */
static void every_subcommand_has_a_page(void **state)
{
    (void)state;
    expect_status(text,
                  PREFIX
                  "boot0 --help | sed -n 's/^  \\([a-z]*\\)  *.*/\\1/p' | "
                  "while read s; do echo $s; "
                  "test -s share/man/man1/boot0-$s.1 && grep -q \"[' ]$s \" "
                  "share/bash-completion/completions/boot0 || exit 1; done",
                  0);
    expect_part(text, "demo\n");
    expect_part(text, "merge\n");
}

/* Made by git from the last commit: where this is no clone, there is none. */
static void source_archive(void **state)
{
    (void)state;
    if (command(text, "git -C \"$SOURCE\" rev-parse HEAD") != 0)
        skip();
    expect_status(text,
                  "cd \"$SOURCE\"; scripts/dist \"$HOME/a\" 2>&1 && "
                  "scripts/dist \"$HOME/b\" 2>&1 && cd \"$HOME\" && "
                  "cmp a/*.gz b/*.gz && tar -tzf a/*.gz",
                  0);
    expect_part(text, "/docs/install.md\n");
    expect_part(text, "/VERSION\n");
}

/* VERSION, CHANGELOG.md and the package's own changelog, with one date. */
static void one_version(void **state)
{
    (void)state;
    expect_status(text,
                  "cd \"$SOURCE\"; V=$(cat VERSION); "
                  "D=$(sed -n \"s/^## $V, //p\" CHANGELOG.md | head -1); "
                  "grep -q \"^softboot0 ($V) \" debian/changelog && "
                  "grep -q \"$(LC_ALL=C date -u -d $D '+%a, %d %b %Y')\" "
                  "debian/changelog "
                  "&& grep -q \"^.TH BOOT0 1 \\\"$D\\\" \\\"softboot0 $V\\\"\" "
                  "\"$HOME/.local/share/man/man1/boot0.1\"",
                  0);
}

static void uninstalled(void **state)
{
    (void)state;
    expect_status(text,
                  "cd \"$HOME\"; touch .local/share/softboot0/mine; "
                  "\"$SOURCE/scripts/uninstall\" "
                  "\"$BUILD/install_manifest.txt\" 2>&1 && "
                  "find .local -type f -o -type l -o -name '*softboot0*'",
                  0);
    assert_string_equal(
        text, ".local/share/softboot0\n.local/share/softboot0/mine\n");
    expect_status(text,
                  "exec \"$SOURCE/scripts/uninstall\" "
                  "\"$BUILD/install_manifest.txt\" 2>&1",
                  2);
    expect_part(text, "nothing was installed from here");
}

static int set_up(void **state)
{
    static char home[] = "/tmp/install-XXXXXX";
    (void)state;
    if (!mkdtemp(home))
        return -1;
    setenv("HOME", home, 1);
    setenv("SOURCE", BOOT0_SOURCE_DIR, 1);
    setenv("BUILD", BOOT0_BUILD_DIR, 1);
    unsetenv("DESTDIR");
    return command(text, INSTALL);
}

static int tear_down(void **state)
{
    (void)state;
    return command(text, "exec rm -r \"$HOME\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(installed),
        cmocka_unit_test(no_path_of_the_build),
        cmocka_unit_test(usb_library_is_found),
        cmocka_unit_test(page_is_right),
        cmocka_unit_test(pages_have_no_warning),
        cmocka_unit_test(every_subcommand_has_a_page),
        cmocka_unit_test(source_archive),
        cmocka_unit_test(one_version),
        cmocka_unit_test(uninstalled),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
