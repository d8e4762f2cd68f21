/* SPDX-License-Identifier: MIT
 *
 * The boot0 binary from outside: exit status, one line on stderr for bad
 * input and nothing written, help and version on stdout.
 */
#include "bench/image_file.h"
#include "bench/readings.h"
#include "bench/stm32l0/readings.h"
#include "tests/bench/image_fixture.h"

#include <fcntl.h>
#include <sys/wait.h>

enum { ARGUMENTS_MAX = 16, PATH_SIZE = 160 };

static struct folder folder;
static struct blob out, err;
static int status;

static int setup(void **state)
{
    (void)state;
    static struct blob blob;
    folder_open(&folder);
    make_elf(&blob);
    folder_write(&folder, "app.elf", blob.bytes, blob.size);
    make_hex(&blob);
    folder_write(&folder, "app.hex", blob.bytes, blob.size);
    make_bin(&blob);
    folder_write(&folder, "app.bin", blob.bytes, blob.size);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    folder_close(&folder);
    return 0;
}

static void redirect(int descriptor, const char *name)
{
    int file =
        open(folder_path(&folder, name), O_RDWR | O_CREAT | O_TRUNC, 0600);
    if (file < 0 || dup2(file, descriptor) < 0)
        _exit(99);
}

/* In the child: WORDS split at blanks; "@/" at the start of a word is the
 * folder. */
static void run_child(const char *words)
{
    static char copy[1024], paths[ARGUMENTS_MAX][PATH_SIZE];
    char *argv[ARGUMENTS_MAX + 1] = {BOOT0};
    int argc = 1;
    snprintf(copy, sizeof copy, "%s", words);
    for (char *word = strtok(copy, " "); word; word = strtok(NULL, " ")) {
        char *at = strchr(word, '@');
        if (at == word && at[1] == '/') {
            snprintf(paths[argc], PATH_SIZE, "%s%s", folder.name, at + 1);
            word = paths[argc];
        }
        argv[argc++] = word;
    }
    redirect(STDOUT_FILENO, ".out");
    redirect(STDERR_FILENO, ".err");
    alarm(120);
    execv(BOOT0, argv);
    _exit(98);
}

static void run(const char *words)
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0)
        run_child(words);
    int raw;
    assert_int_equal(waitpid(child, &raw, 0), child);
    status = WIFEXITED(raw) ? WEXITSTATUS(raw) : 1000 + WTERMSIG(raw);
    assert_true(folder_read(&folder, ".out", &out));
    assert_true(folder_read(&folder, ".err", &err));
}

static const char *text(struct blob *blob)
{
    assert_true(blob->size < sizeof blob->bytes);
    blob->bytes[blob->size] = 0;
    return (const char *)blob->bytes;
}

/* Status 2, one line on stderr that contains PART, no other output, no file. */
static void assert_usage(const char *words, const char *part)
{
    unsigned files = folder_count(&folder);
    run(words);
    const char *line = text(&err);
    if (status != 2 || !strstr(line, part))
        fail_msg("boot0 %s\n  status %d, stderr \"%s\"\n  want 2, \"%s\"",
                 words, status, line, part);
    assert_int_equal(strncmp(line, "boot0: ", 7), 0);
    assert_ptr_equal(strchr(line, '\n'), line + strlen(line) - 1);
    assert_int_equal(out.size, 0);
    assert_int_equal(folder_count(&folder), files);
}

static void assert_prints(const char *words, const char *part)
{
    run(words);
    if (status != 0 || !strstr(text(&out), part))
        fail_msg("boot0 %s\n  status %d, stdout \"%s\"\n  want 0, \"%s\"",
                 words, status, text(&out), part);
    assert_int_equal(err.size, 0);
}

/* The help names every reading with all its values. */
static void help_has_the_readings(void **state)
{
    (void)state;
    for (unsigned i = 0; i < READINGS; i++) {
        const struct reading_info *info = &l0_readings[i];
        char text[READINGS_TEXT];
        int length = snprintf(text, sizeof text, "%s=", info->name);
        for (unsigned j = 0; j < reading_value_count(&l0_readings[i]); j++)
            length += snprintf(text + length, sizeof text - (size_t)length,
                               "%s%s", j ? "|" : "", info->values[j]);
        assert_prints("run --help", text);
        assert_prints("check --help", text);
    }
}

static void help_and_version(void **state)
{
    (void)state;
    assert_prints("--help", "usage: boot0 SUBCOMMAND");
    assert_prints("-h", "patch");
    assert_prints("help", "usage: boot0 SUBCOMMAND");
    assert_prints("help run", "usage: boot0 run");
    assert_prints("--version", "boot0 ");
    assert_prints("demo --help", "usage: boot0 demo");
    assert_prints("run --help", "--usart2 END");
    assert_prints("run --help", "rfc2217:PORT[,-dtr][,-rts]");
    assert_prints("check --help", "--jobs N");
    assert_prints("patch --help", "--head invalid|keep");
    assert_prints("patch no.elf -h", "usage: boot0 patch");
    assert_prints("readings --help", "usage: boot0 readings REPORT");
    assert_prints("check --version", "boot0 ");
    assert_prints("run --bfb2 1 -V", "boot0 ");
}

static void no_subcommand(void **state)
{
    (void)state;
    assert_usage("", "no subcommand");
    assert_usage("upload app.elf", "unknown subcommand upload");
    assert_usage("--rom v4.0", "unknown subcommand --rom");
}

static void bad_command_lines(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"demo app.elf", "demo: one argument too many: app.elf"},
        {"demo --rom v4.0", "demo: unknown option --rom"},
        {"run", "run: no IMAGE"},
        {"check --strict", "check: no IMAGE"},
        {"check @/app.elf b.elf", "check: one argument too many: b.elf"},
        {"patch @/app.elf", "patch: no -o OUT"},
        {"patch -o @/new", "patch: no IMAGE"},
        {"check --cats @/app.elf", "unknown option --cats"},
        {"check --downgrade x @/app.elf", "unknown option --downgrade"},
        {"check --raport=x @/app.elf", "unknown option --raport=x"},
        {"check --sharp 1/2 @/app.elf", "unknown option --sharp"},
        {"check --gdb 3333 @/app.elf", "unknown option --gdb"},
        {"patch --trace x @/app.elf -o @/new", "unknown option --trace"},
        {"patch --vcd x @/app.elf -o @/new", "unknown option --vcd"},
        {"run --usb-record x @/app.elf", "no --usbip PORT is given"},
        {"check --usbip 3240 @/app.elf", "unknown option --usbip"},
        {"run --usbip 0 --ask usb:detach @/app.elf", "leave one of them out"},
        {"check --noise usart3 @/app.elf", "usart1 or usart2"},
        {"check --noise usart2 --ask send:usart2:x @/app.elf",
         "the line never falls silent"},
        {"run -x @/app.elf", "unknown option -x"},
        {"run --format json @/app.elf", "unknown option --format"},
        {"check --usart2 pty @/app.elf", "unknown option --usart2"},
        {"check --lpuart1 pty @/app.elf", "unknown option --lpuart1"},
        {"patch --rom v4.0 @/app.elf -o @/new", "unknown option --rom"},
        {"check @/app.elf --rom", "no value after --rom"},
        {"patch @/app.elf -o", "no value after -o"},
        {"check --strict=1 @/app.elf", "takes no value: --strict=1"},
        {"check --bfb2 0 --bfb2 1 @/app.elf", "given twice: --bfb2"},
        {"merg a.json", "unknown subcommand merg"},
        {"readings", "readings: no REPORT"},
        {"parts F4 L4", "parts: one argument too many: L4"},
        {"parts --format junit", "junit"},
    };
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_usage(cases[i][0], cases[i][1]);
}

static void bad_values(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"--part stm32f103c8", "unknown part 'stm32f103c8': known are"},
        {"--part stm32l073rc", "as in stm32l073rz"},
        {"--rom v5.0", "v4.0, v4.1, v11.1, v11.2 or a file"},
        {"--rom @/app.bin", "528 bytes, but a ROM image has exactly 8192"},
        {"--rom @/", "Is a directory"},
        {"--rom v4.0 --rom V4.0", "--rom V4.0 is given twice"},
        {"--reading rom=own", "unknown reading 'rom'"},
        {"--reading ram=none", "reading ram cannot be 'none': it is own, keep"},
        {"--reading ram=own --reading ram=all", "ram is given twice"},
        {"--rom v4.0 --reading bounce=reset", "applies to v4.1 and v11.2"},
        {"--rom v11.2 --reading rtc=reset", "applies to v4.0 and v4.1"},
        {"--ask call", "--ask 'call': not understood; it is call:SYMBOL"},
        {"--ask call:", "no symbol"},
        {"--ask press:PC16", "no such pin"},
        {"--ask press:PF0", "no such pin"},
        {"--ask press:PC", "no such pin"},
        {"--ask press:PC13@x", "a time is a number with us, ms or s"},
        {"--ask press:PC13,for=2s", "what follows the pin is not hold=TIME"},
        {"--ask press:PC13,hold=0", "a button is not held for no time"},
        {"--ask press:PC13,hold=1h", "a time is a number with us, ms or s"},
        {"--ask send:usart2:300:x", "BAUD is from 1200 to 1000000"},
        {"--ask none --ask call:x", "none stands alone"},
        {"--ask call:x --ask none", "none stands alone"},
        {"--ask call:x@12345678901", "at most nine digits"},
        {"--ask call:x@1.2345", "a time is not finer than 1us"},
        {"--wire PB5", "a wire leads to boot0"},
        {"--wire PB5:nrst", "a wire leads to boot0"},
        {"--wire PB16:boot0", "no such pin"},
        {"--wire PB5:boot0,0", "a time of 0 holds nothing"},
        {"--wire PB5:boot0,x", "a time is a number"},
        {"--hse 8", "it is none, or a frequency from 1MHz to 32MHz"},
        {"--hse 33MHz", "it is none, or a frequency"},
        {"--hse 26MHz,crystal", "it is none, or a frequency"},
        {"--hse 8MHz,xtal", "it is none, or a frequency"},
        {"--ask press:PC013", "no such pin"},
        {"--ask send:usart3:x", "no such line"},
        {"--ask send:usart2:", "no text"},
        {"--ask send:usart2:\\q", "an escape"},
        {"--ask send:usart2:\\x4", "an escape"},
        {"--ask send:usart2:\\x00", "an escape"},
        {"--bfb2 2", "--bfb2 '2': it is one of 0, 1"},
        {"--boot0 high", "one of 0, 1"},
        {"--bank2 full", "blank, app, noise, copy or an image file"},
        {"--part stm32l073r8 --bank2 app", "has no second bank"},
        {"--part stm32f401re --bfb2 1", "has one bank, so no BFB2"},
        {"--rdp 3", "one of 0, 1, 2"},
        {"--wdg-sw yes", "one of 0, 1"},
        {"--until 0", "a time above 0, up to 100000s"},
        {"--until 100001s", "a time above 0, up to 100000s"},
        {"--until 10m", "a time is a number with us, ms or s"},
        {"--until -5", "a time is a number with us, ms or s"},
        {"--until 99999999999999999999", "at most nine digits"},
    };
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        char words[256];
        snprintf(words, sizeof words, "check %s @/app.elf", cases[i][0]);
        assert_usage(words, cases[i][1]);
        snprintf(words, sizeof words, "run %s @/app.elf", cases[i][0]);
        assert_usage(words, cases[i][1]);
    }
    assert_usage("run --rom v4.0 --rom v4.1 @/app.elf", "a board has one ROM");
    assert_usage("run --pace fast @/app.elf", "one of real, max");
    assert_usage(
        "run --usart2 tcp @/app.elf",
        "--usart2 'tcp': something comes behind the colon; it is "
        "pty[:LINK], stdio, tcp:PORT, rfc2217:PORT, file:NAME or none");
    assert_usage("run --lpuart1 tpc:0 @/app.elf",
                 "--lpuart1 'tpc:0': no such end (did you mean tcp?)");
    assert_usage("run --usart1 tcp:65536 @/app.elf", "from 0 to 65535");
    assert_usage("run --usart1 tcp:0,-dtr @/app.elf",
                 "nothing comes behind the port");
    assert_usage("run --usart1 rfc2217:0,dtr @/app.elf",
                 "behind the port comes ,-dtr or ,-rts");
    assert_usage("run --usart1 stdio: @/app.elf", "nothing comes behind it");
    assert_usage("run --usart1 file:- @/app.elf", "there is stdio");
    assert_usage("run --usart1 stdio --usart2 stdio @/app.elf",
                 "--usart1 stdio and --usart2 stdio: there is one terminal");
    assert_usage("run --wait --usart2 stdio @/app.elf",
                 "no line has pty, tcp or rfc2217");
    assert_usage("run --lpuart1 pty --usart2 stdio @/app.elf",
                 "--usart2 and --lpuart1 are one line");
    assert_usage("run --usart2 pty --lpuart1 stdio @/app.elf",
                 "--usart2 and --lpuart1 are one line");
    assert_usage("run --lpuart1 stdio --trace - @/app.elf",
                 "--lpuart1 stdio want the same stdout");
    assert_usage("check --want maybe @/app.elf", "one of rom, never");
    assert_usage("check --format xml @/app.elf", "one of text, json, junit");
    assert_usage("check --jobs 0 @/app.elf", "a number from 1 to 1024");
    assert_usage("patch --head off @/app.elf -o @/new", "one of invalid, keep");
}

/* All subcommands that read IMAGE report a bad one alike. */
static void assert_bad_image(const char *name, const char *part)
{
    static const char *const forms[] = {"run --pace max --until 1 @/%s",
                                        "check @/%s", "patch @/%s -o @/new"};
    for (unsigned i = 0; i < 3; i++) {
        char words[256];
        snprintf(words, sizeof words, forms[i], name);
        assert_usage(words, part);
    }
}

static void bad_images(void **state)
{
    (void)state;
    static struct blob blob;
    make_elf(&blob);
    folder_write(&folder, "short.elf", blob.bytes, blob.size / 2);
    blob.bytes[EI_CLASS] = ELFCLASS64;
    folder_write(&folder, "64.elf", blob.bytes, blob.size);
    make_elf(&blob);
    blob.bytes[EI_DATA] = ELFDATA2MSB;
    folder_write(&folder, "big.elf", blob.bytes, blob.size);
    make_elf(&blob);
    elf_header(&blob)->e_machine = EM_386;
    folder_write(&folder, "x86.elf", blob.bytes, blob.size);
    make_elf(&blob);
    elf_segment(&blob, 1)->p_paddr = 0x08030000;
    folder_write(&folder, "far.elf", blob.bytes, blob.size);
    folder_write(&folder, "empty.elf", "", 0);
    folder_write(&folder, "bad.hex", ":00000001FE\n", 12);

    assert_bad_image("none.elf", "none.elf: cannot open: No such file");
    assert_bad_image("", "Is a directory");
    assert_bad_image("empty.elf", "empty.elf: the file is empty");
    assert_bad_image("short.elf", "short.elf: truncated");
    assert_bad_image("64.elf", "64.elf: a 64-bit ELF file");
    assert_bad_image("big.elf", "big.elf: a big-endian ELF file");
    assert_bad_image("x86.elf", "x86.elf: an ELF file for machine 3 (x86)");
    assert_bad_image("far.elf", "far.elf: stores 0x08030000-0x0803000F");
    assert_bad_image("bad.hex", "bad.hex: line 1: the checksum");
}

static void patched(void **state)
{
    (void)state;
    static const char *const kinds[] = {"elf", "hex", "bin"};
    for (unsigned i = 0; i < 3; i++) {
        static struct blob file;
        struct image image;
        char words[128], name[16], error[IMAGE_ERROR_SIZE];
        uint32_t word;
        snprintf(words, sizeof words, "patch @/app.%s -o @/new.%s", kinds[i],
                 kinds[i]);
        assert_prints(words, "vectors 0xBE00BE00 0x080000C1 (boot0_reset, was "
                             "0x08000101), "
                             "then sp 0x20005000 and ");
        snprintf(name, sizeof name, "new.%s", kinds[i]);
        assert_true(folder_read(&folder, name, &file));
        assert_true(
            image_load_memory(name, file.bytes, file.size, &image, error));
        assert_true(image_word(&image, FLASH_START, &word));
        assert_int_equal(word, BOOT0_INVALID_HEAD);
        image_free(&image);
    }
    assert_int_equal(folder_count(&folder), 6);
}

static void patched_in_place(void **state)
{
    (void)state;
    assert_prints("patch --head keep @/app.elf -o @/app.elf",
                  "and Reset_Handler");
    assert_usage("patch @/app.elf -o @/app.elf", "already patched");
    assert_int_equal(folder_count(&folder), 3);
}

static void not_patched(void **state)
{
    (void)state;
    assert_usage("patch @/app.elf -o @/no/new.elf", "cannot write");
    assert_usage("patch @/app.elf -o @/", "Is a directory");
    assert_usage("patch @/app.elf -o /dev/null", "not a regular file");
    assert_usage("patch @/app.hex -o @/new.elf",
                 "only an ELF file is written as one; name OUT .hex or .bin");
    /* Control characters in a name stay on the one line. */
    assert_usage("patch @/a\nb -o @/new", "a?b: cannot open");
}

/* What stood at OUT before a refusal still stands there. */
static void refused_leaves_old_output(void **state)
{
    (void)state;
    static struct blob old;
    folder_write(&folder, "new.elf", "precious", 8);
    assert_usage("patch @/none.elf -o @/new.elf", "cannot open");
    assert_true(folder_read(&folder, "new.elf", &old));
    assert_int_equal(old.size, 8);
    assert_memory_equal(old.bytes, "precious", 8);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(help_has_the_readings),
        TEST(help_and_version),
        TEST(no_subcommand),
        TEST(bad_command_lines),
        TEST(bad_values),
        TEST(bad_images),
        TEST(patched),
        TEST(patched_in_place),
        TEST(not_patched),
        TEST(refused_leaves_old_output),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
