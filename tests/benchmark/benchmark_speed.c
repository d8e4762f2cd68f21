/* SPDX-License-Identifier: MIT */
#include "tests/benchmark/benchmark_speed.h"
#include "chip/stm32l0/flash.h"
#include "tests/benchmark/benchmark_time.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unicorn/unicorn.h>
#include <unistd.h>

#include "bench/image.h"
#include "bench/image_file.h"
#include "chip/core/fast.h"
#include "tools/host/native_memory.h"

enum { ROUNDS = 5, RAM_SIZE = 16 * 1024, CODE_SIZE = 96 * 1024 };

/* --- the work --- */

struct work {
    const char *name;
    struct image image;
    uint32_t reset, sp, end, rounds_at, result_at;
    uint32_t rounds;               /* of this run */
    uint64_t instructions, cycles; /* of one round */
    uint32_t result;               /* of `rounds`, by the chip */
    double qemu_start;             /* seconds until QEMU runs the image */
};

static uint32_t address_of(const struct image *image, const char *name)
{
    const struct image_symbol *symbol = image_symbol(image, name);
    if (!symbol) {
        fprintf(stderr, "bench: %s has no symbol %s\n", image->path, name);
        exit(2);
    }
    return symbol->address;
}

static void load_work(struct work *work, const char *images, const char *name)
{
    char path[1024], error[IMAGE_ERROR_SIZE];
    *work = (struct work){.name = name};
    snprintf(path, sizeof path, "%s/workload-%s.elf", images, name);
    if (!image_load(path, &work->image, error)) {
        fprintf(stderr, "bench: %s\n", error);
        exit(2);
    }
    image_word(&work->image, 0, &work->sp);
    work->reset = address_of(&work->image, "Reset_Handler");
    work->end = address_of(&work->image, "workload_end");
    work->rounds_at = address_of(&work->image, "workload_rounds");
    work->result_at = address_of(&work->image, "workload_result");
}

static void code_of(struct work *work, uint32_t rounds, uint8_t code[CODE_SIZE])
{
    work->rounds = rounds;
    image_set_word(&work->image, work->rounds_at, rounds);
    image_read(&work->image, 0, code, CODE_SIZE);
}

/* --- processor time, in seconds --- */

static double usage_time(const struct rusage *usage)
{
    return (double)(usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) +
           (double)(usage->ru_utime.tv_usec + usage->ru_stime.tv_usec) * 1e-6;
}

/* --- this chip --- */

/* Wait states as a part has at 32 MHz. */
static void chip_start(struct chip *chip, struct work *work, uint32_t rounds)
{
    static uint8_t code[CODE_SIZE];
    struct part part;

    part_find("stm32l073rz", &part);
    code_of(work, rounds, code);
    chip_init(chip, &part);
    chip_poke(chip, FLASH_BASE, code, sizeof code);
    chip_power_on(chip);
    chip_run(chip, chip->cycle + 1);
    bus_write(chip, 0x40022000, 4, FLASH_ACR_LATENCY);
    bus_write(chip, 0x40022000, 4, FLASH_ACR_LATENCY | FLASH_ACR_PRFTEN);
    chip_break_set(chip, work->end);
}

/* Without a decoder by the plain loop. */
static double chip_time(struct work *work, uint32_t rounds,
                        struct decoder *decoder)
{
    static struct chip chip;
    chip_start(&chip, work, rounds);
    uint64_t cycles = chip.cycle, instructions = chip.cpu.instructions;
    double start = bench_own_time();
    enum stop why =
        decoder ? fast_run(&chip, decoder, NEVER) : chip_run(&chip, NEVER);
    double time = bench_own_time() - start;
    if (why != STOP_BREAK) {
        fprintf(stderr, "bench: the chip stopped too early (%d)\n", why);
        exit(2);
    }
    work->cycles = (chip.cycle - cycles) / rounds;
    work->instructions = (chip.cpu.instructions - instructions) / rounds;
    chip_peek(&chip, work->result_at, &work->result, 4);
    return time;
}

/* As `boot0` runs it: translated, where the host has a translator. */
static double fast_time(struct work *work, uint32_t rounds)
{
    static struct decoder decoder;
    if (!decoder.armv6m.native)
        decoder_native(&decoder, native_memory());
    return chip_time(work, rounds, &decoder);
}

static double decoded_time(struct work *work, uint32_t rounds)
{
    static struct decoder decoder;
    return chip_time(work, rounds, &decoder);
}

static double plain_time(struct work *work, uint32_t rounds)
{
    return chip_time(work, rounds, NULL);
}

/* --- Unicorn --- */

static void unicorn_must(uc_err error, const char *what)
{
    if (error == UC_ERR_OK)
        return;
    fprintf(stderr, "bench: Unicorn: %s: %s\n", what, uc_strerror(error));
    exit(2);
}

/* At 0, as on QEMU: the code is the same. */
static uc_engine *unicorn_open(struct work *work, uint32_t rounds)
{
    static uint8_t code[CODE_SIZE];
    uc_engine *uc;

    code_of(work, rounds, code);
    unicorn_must(uc_open(UC_ARCH_ARM, UC_MODE_THUMB, &uc), "uc_open");
    unicorn_must(uc_ctl_set_cpu_model(uc, UC_CPU_ARM_CORTEX_M0), "Cortex-M0");
    unicorn_must(uc_mem_map(uc, 0, CODE_SIZE, UC_PROT_ALL), "flash");
    unicorn_must(uc_mem_map(uc, SRAM_BASE, RAM_SIZE, UC_PROT_ALL), "SRAM");
    unicorn_must(uc_mem_write(uc, 0, code, CODE_SIZE), "uc_mem_write");
    unicorn_must(uc_reg_write(uc, UC_ARM_REG_SP, &work->sp), "SP");
    return uc;
}

static double unicorn_time(struct work *work, uint32_t rounds)
{
    uc_engine *uc = unicorn_open(work, rounds);
    uint32_t result = 0;
    double start = bench_own_time();
    uc_err error = uc_emu_start(uc, work->reset | 1, work->end, 0, 0);
    double time = bench_own_time() - start;
    unicorn_must(error, "uc_emu_start");
    unicorn_must(uc_mem_read(uc, work->result_at, &result, 4), "result");
    uc_close(uc);
    fast_time(work, rounds);
    if (result != work->result) {
        fprintf(stderr, "bench: Unicorn: result %08X, the chip's %08X\n",
                result, work->result);
        exit(2);
    }
    return time;
}

/* --- QEMU --- */

static void run_qemu(const char *loader, bool icount)
{
    char *arguments[] = {"qemu-system-arm",
                         "-M",
                         "microbit",
                         "-display",
                         "none",
                         "-serial",
                         "none",
                         "-monitor",
                         "none",
                         "-semihosting-config",
                         "enable=on,target=native",
                         "-device",
                         (char *)loader,
                         icount ? "-icount" : NULL,
                         "shift=0",
                         NULL};
    execvp(arguments[0], arguments);
    perror("bench: qemu-system-arm");
    _exit(127);
}

static double qemu_process(struct work *work, uint32_t rounds, bool icount)
{
    static uint8_t code[CODE_SIZE];
    char path[] = "/tmp/boot0-bench-XXXXXX", loader[64];
    int status, file = mkstemp(path);
    struct rusage usage;

    code_of(work, rounds, code);
    snprintf(loader, sizeof loader, "loader,file=%s,addr=0,force-raw=on", path);
    if (file < 0 || write(file, code, sizeof code) != sizeof code) {
        perror("bench: /tmp");
        exit(2);
    }
    close(file);
    fflush(NULL);
    pid_t child = fork();
    if (child == 0)
        run_qemu(loader, icount);
    wait4(child, &status, 0, &usage);
    unlink(path);
    if (status != 0) {
        fprintf(stderr, "bench: qemu-system-arm ended with %d\n", status);
        exit(2);
    }
    return usage_time(&usage);
}

/* The least of some starts. */
static double qemu_start(struct work *work)
{
    double least = qemu_process(work, 1, false);
    for (unsigned i = 0; i < 4; i++) {
        double time = qemu_process(work, 1, i % 2);
        least = time < least ? time : least;
    }
    return least;
}

static double qemu_run(struct work *work, uint32_t rounds, bool icount)
{
    return qemu_process(work, rounds, icount) - work->qemu_start;
}

static double qemu_time(struct work *work, uint32_t rounds)
{
    return qemu_run(work, rounds, false);
}

static double icount_time(struct work *work, uint32_t rounds)
{
    return qemu_run(work, rounds, true);
}

/* --- the table --- */

struct engine {
    const char *name;
    double (*time)(struct work *work, uint32_t rounds);
    double millions; /* of instructions that one try takes */
};

static const struct engine chip_engine = {"this chip", fast_time, 300};

static const struct engine engines[] = {
    {"... not translated", decoded_time, 80},
    {"... the plain loop", plain_time, 16},
    {"Unicorn, no hooks", unicorn_time, 20},
    {"QEMU", qemu_time, 800},
    {"QEMU -icount shift=0", icount_time, 400},
};

enum { ENGINES = sizeof engines / sizeof *engines, WORKS = 2 };

/* One line of the table for one work: a value of each round. */
struct line {
    double speed[ROUNDS]; /* million instructions per second */
    double ratio[ROUNDS]; /* of the chip's speed to it */
};

/* Million instructions per second in one try. */
static double speed(const struct engine *engine, struct work *work)
{
    uint32_t rounds =
        (uint32_t)(engine->millions * 1e6 / (double)work->instructions);
    double time = engine->time(work, rounds);
    return (double)work->instructions * rounds / time / 1e6;
}

/* The chip runs before and after each of the others, and is compared with it
 * then: what else the host does slows both down. */
static void compete(struct work *work, struct line *chip, struct line *lines)
{
    for (unsigned round = 0; round < ROUNDS; round++) {
        double before = speed(&chip_engine, work), after;
        for (unsigned i = 0; i < ENGINES; i++, before = after) {
            double other = speed(&engines[i], work);
            after = speed(&chip_engine, work);
            lines[i].speed[round] = other;
            lines[i].ratio[round] = (before + after) / 2 / other;
        }
        chip->speed[round] = before;
    }
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The middle one of each, and the least and greatest ratio. */
static void print_cell(struct line *line)
{
    qsort(line->speed, ROUNDS, sizeof(double), compare);
    qsort(line->ratio, ROUNDS, sizeof(double), compare);
    printf(" %6.0f %6.2f %5.2f-%-5.2f", line->speed[ROUNDS / 2],
           line->ratio[ROUNDS / 2], line->ratio[0], line->ratio[ROUNDS - 1]);
}

static void print_chip(struct line chips[WORKS])
{
    printf("%-22s", chip_engine.name);
    for (unsigned j = 0; j < WORKS; j++) {
        qsort(chips[j].speed, ROUNDS, sizeof(double), compare);
        printf(" %6.0f %-18s", chips[j].speed[ROUNDS / 2], "");
    }
    printf("\n");
}

static void print_part(const struct work works[WORKS],
                       const struct line chips[WORKS])
{
    printf("%-22s", "an STM32L0 at 32 MHz");
    for (unsigned j = 0; j < WORKS; j++) {
        double part =
            32.0 * (double)works[j].instructions / (double)works[j].cycles;
        printf(" %6.0f %6.2f %-11s", part, chips[j].speed[ROUNDS / 2] / part,
               "");
    }
    printf("\n");
}

void bench_speed(const char *images)
{
    static struct line chips[WORKS], lines[WORKS][ENGINES];
    struct work works[WORKS];

    load_work(&works[0], images, "loop");
    load_work(&works[1], images, "mix");
    for (unsigned j = 0; j < WORKS; j++) {
        fast_time(&works[j], 1);
        works[j].qemu_start = qemu_start(&works[j]);
        compete(&works[j], &chips[j], lines[j]);
    }
    printf("\nMillion instructions per second of processor time, and how many"
           " times as fast\nthis chip is next to it: the middle of %d rounds,"
           " and the range. A loop of 10\ninstructions; a mix of lists,"
           " matrices, a state machine, CRC.\n",
           ROUNDS);
    printf("%-22s %6s %6s %-11s %6s %6s\n", "", "loop", "ratio", "", "mix",
           "ratio");
    print_chip(chips);
    for (unsigned i = 0; i < ENGINES; i++) {
        printf("%-22s", engines[i].name);
        for (unsigned j = 0; j < WORKS; j++)
            print_cell(&lines[j][i]);
        printf("\n");
    }
    print_part(works, chips);
    for (unsigned j = 0; j < WORKS; j++)
        image_free(&works[j].image);
}
