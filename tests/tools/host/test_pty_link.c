/* SPDX-License-Identifier: MIT
 *
 * The link to a pty: what it replaces, and what it leaves alone.
 */
#define _GNU_SOURCE /* symlink, readlink */
#include "tests/bench/image_fixture.h"
#include "tools/host/pty.h"
#include "tools/host/pty_link.h"

#include <sys/stat.h>
#include <unistd.h>

static struct folder folder;
static struct pty pty;
static char path[128], error[256];

/* Where PATH leads to; "" = it is no link. */
static const char *target(void)
{
    static char text[128];
    ssize_t length = readlink(path, text, sizeof text - 1);
    text[length < 0 ? 0 : length] = 0;
    return text;
}

static bool make(void)
{
    return pty_link_make(path, pty.path, error, sizeof error);
}

static void it_leads_to_the_pty_and_goes(void **state)
{
    (void)state;
    assert_true(make());
    assert_string_equal(target(), pty.path);
    pty_link_remove(path, pty.path);
    assert_string_equal(target(), "");
    assert_int_equal(access(path, F_OK), -1);
}

static void a_stale_one_is_replaced(void **state)
{
    (void)state;
    assert_int_equal(symlink("/dev/pts/99999", path), 0);
    assert_true(make());
    assert_string_equal(target(), pty.path);
    assert_true(make()); /* its number was given to the same pty again */
}

static void expect_refused(const char *why)
{
    if (make() || !strstr(error, why))
        fail_msg("\"%s\" is not in: %s", why, error);
    pty_link_remove(path, pty.path); /* which is not there */
}

static void what_is_not_ours_is_left_alone(void **state)
{
    struct pty other;
    (void)state;
    folder_write(&folder, "link", "text", 4);
    expect_refused("is no link to a pty; give LINK another name");
    assert_int_equal(access(path, F_OK), 0);
    unlink(path);
    assert_int_equal(symlink("nowhere", path), 0);
    expect_refused("is a link to nowhere, which");
    assert_string_equal(target(), "nowhere");
    unlink(path);
    assert_true(pty_open(&other, 9600, error, sizeof error));
    assert_int_equal(symlink(other.path, path), 0);
    expect_refused(", which is in use");
    assert_string_equal(target(), other.path);
    pty_close(&other);
    snprintf(path, sizeof path, "%s/none/link", folder.name);
    expect_refused("cannot be linked to /dev/pts/");
}

static int set_up(void **state)
{
    (void)state;
    folder_open(&folder);
    snprintf(path, sizeof path, "%s/link", folder.name);
    return pty_open(&pty, 115200, error, sizeof error) ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    pty_close(&pty);
    unlink(path);
    folder_close(&folder);
    return 0;
}

int main(void)
{
#define TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    static const struct CMUnitTest tests[] = {
        TEST(it_leads_to_the_pty_and_goes),
        TEST(a_stale_one_is_replaced),
        TEST(what_is_not_ours_is_left_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
