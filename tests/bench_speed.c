/* SPDX-License-Identifier: MIT */
#include "bench_speed.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unicorn/unicorn.h>
#include <unistd.h>

#include "fast.h"
#include "image.h"

enum { TRIES = 3, RAM_SIZE = 16 * 1024, CODE_SIZE = 96 * 1024 };

/* --- the work --- */

struct work {
    const char *name;
    struct image image;
    uint32_t reset, sp, end, rounds_at, result_at;
    uint32_t rounds;               /* of this run */
    uint64_t instructions, cycles; /* of one round */
    uint32_t result;               /* of `rounds`, by the chip */
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

static double own_time(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

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

static double chip_time(struct work *work, uint32_t rounds, bool fast)
{
    static struct chip chip;
    static struct decoder decoder;
    chip_start(&chip, work, rounds);
    uint64_t cycles = chip.cycle, instructions = chip.cpu.instructions;
    double start = own_time();
    enum stop why =
        fast ? fast_run(&chip, &decoder, NEVER) : chip_run(&chip, NEVER);
    double time = own_time() - start;
    if (why != STOP_BREAK) {
        fprintf(stderr, "bench: the chip stopped too early (%d)\n", why);
        exit(2);
    }
    work->cycles = (chip.cycle - cycles) / rounds;
    work->instructions = (chip.cpu.instructions - instructions) / rounds;
    chip_peek(&chip, work->result_at, &work->result, 4);
    return time;
}

static double fast_time(struct work *work, uint32_t rounds)
{
    return chip_time(work, rounds, true);
}

static double plain_time(struct work *work, uint32_t rounds)
{
    return chip_time(work, rounds, false);
}

/* --- Unicorn --- */

static double unicorn_time(struct work *work, uint32_t rounds)
{
    static uint8_t code[CODE_SIZE];
    uc_engine *uc;
    uint32_t result = 0;

    code_of(work, rounds, code);
    uc_open(UC_ARCH_ARM, UC_MODE_THUMB, &uc);
    uc_ctl_set_cpu_model(uc, UC_CPU_ARM_CORTEX_M0);
    uc_mem_map(uc, 0, CODE_SIZE, UC_PROT_ALL);
    uc_mem_map(uc, SRAM_BASE, RAM_SIZE, UC_PROT_ALL);
    uc_mem_write(uc, 0, code, CODE_SIZE);
    uc_reg_write(uc, UC_ARM_REG_SP, &work->sp);
    double start = own_time();
    uc_err error = uc_emu_start(uc, work->reset | 1, work->end, 0, 0);
    double time = own_time() - start;
    uc_mem_read(uc, work->result_at, &result, 4);
    uc_close(uc);
    chip_time(work, rounds, true);
    if (error || result != work->result) {
        fprintf(stderr, "bench: Unicorn: %s, result %08X, the chip's %08X\n",
                uc_strerror(error), result, work->result);
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

/* Without its start-up. */
static double qemu_run(struct work *work, uint32_t rounds, bool icount)
{
    double start = qemu_process(work, 1, icount);
    return qemu_process(work, rounds, icount) - start;
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

static const struct engine engines[] = {
    {"this chip", fast_time, 400},
    {"this chip, plain loop", plain_time, 40},
    {"Unicorn, no hooks", unicorn_time, 80},
    {"QEMU", qemu_time, 800},
    {"QEMU -icount shift=0", icount_time, 800},
};

enum { ENGINES = sizeof engines / sizeof *engines, WORKS = 2 };

/* Million instructions per second in one try. */
static double speed(const struct engine *engine, struct work *work)
{
    uint32_t rounds =
        (uint32_t)(engine->millions * 1e6 / (double)work->instructions);
    double time = engine->time(work, rounds);
    return (double)work->instructions * rounds / time / 1e6;
}

/* The best of some tries, in turns: other load on the host meets all. */
static void compete(struct work *work, double best[ENGINES])
{
    for (unsigned i = 0; i < ENGINES; i++)
        best[i] = 0;
    for (unsigned try = 0; try < TRIES; try++)
        for (unsigned i = 0; i < ENGINES; i++) {
            double got = speed(&engines[i], work);
            best[i] = got > best[i] ? got : best[i];
        }
}

static void print_cell(double speed, double chip)
{
    printf(" %8.0f %7.2f", speed, chip / speed);
}

void bench_speed(const char *images)
{
    struct work works[WORKS];
    double speeds[WORKS][ENGINES];

    load_work(&works[0], images, "loop");
    load_work(&works[1], images, "mix");
    for (unsigned j = 0; j < WORKS; j++) {
        chip_time(&works[j], 1, true);
        compete(&works[j], speeds[j]);
    }
    printf("\nMillion instructions per second of processor time, and how many"
           " times as fast\nthis chip is: a loop of 10 instructions; lists,"
           " matrices, a state machine, CRC.\n");
    printf("%-24s %8s %7s %8s %7s\n", "", "loop", "", "mix", "");
    for (unsigned i = 0; i < ENGINES; i++) {
        printf("%-24s", engines[i].name);
        for (unsigned j = 0; j < WORKS; j++)
            print_cell(speeds[j][i], speeds[j][0]);
        printf("\n");
    }
    printf("%-24s", "an STM32L0 at 32 MHz");
    for (unsigned j = 0; j < WORKS; j++)
        print_cell(32.0 * (double)works[j].instructions /
                       (double)works[j].cycles,
                   speeds[j][0]);
    printf("\n");
    for (unsigned j = 0; j < WORKS; j++)
        image_free(&works[j].image);
}
