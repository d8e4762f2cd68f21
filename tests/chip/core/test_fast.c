/* SPDX-License-Identifier: MIT
 *
 * The fast loop against the plain one: the same chip run by both, in slices
 * of random length, must be the same to the last bit after every slice. The
 * fast loop never translates blocks, at once, or when they are hot; the last
 * run executes loops that wait, which the others skip (test_skip.c).
 */
#include "bench/image.h"
#include "bench/image_file.h"
#include "bench/machine.h"
#include "bench/machine_setup.h"
#include "bench/stm32l0/readings.h"
#include "tests/chip/core/fast_pair.h"

/* --- programs of random instructions --- */

enum { CODE = 0x08000200, CODE_SRAM = 0x20002000, HALFWORDS = 400 };

/* Instructions of a kind: random bits under a mask. */
struct kind {
    uint16_t value, random;
    unsigned weight;
};

static const struct kind kinds[] = {
    {0x0000, 0x1FFF, 20}, /* shifts, add, subtract */
    {0x2000, 0x1FFF, 20}, /* immediate */
    {0x4000, 0x03FF, 25}, /* data processing */
    {0x4400, 0x02FF, 4},  /* ADD, MOV of any register */
    {0x4500, 0x00FF, 2},  /* CMP of any register */
    {0x4700, 0x00F8, 1},  /* BX, BLX */
    {0x4800, 0x07FF, 4},  /* LDR literal */
    {0x5000, 0x0FFF, 12}, /* register offset */
    {0x6000, 0x1FFF, 10}, /* immediate offset: words, bytes */
    {0x8000, 0x0FFF, 5},  /* halfwords */
    {0x9000, 0x0FFF, 4},  /* SP */
    {0xA000, 0x0FFF, 3},  /* ADR, ADD SP */
    {0xB000, 0x0083, 1},  /* adjust SP */
    {0xB200, 0x00FF, 4},  /* extend */
    {0xB400, 0x01FF, 2},  /* PUSH */
    {0xBA00, 0x00FF, 3},  /* REV */
    {0xBC00, 0x00FF, 2},  /* POP */
    {0xBD00, 0x00FF, 1},  /* POP with PC */
    {0xBF00, 0x0000, 1},  /* NOP */
    {0xC000, 0x0FFF, 2},  /* STM, LDM */
    {0xD000, 0x0F0F, 12}, /* B if, forward */
    {0xD080, 0x0F7F, 3},  /* B if, back */
    {0xE000, 0x000F, 2},  /* B */
    {0xF000, 0x0003, 1},  /* BL, its first half; any other may follow */
    {0xF800, 0x000F, 1},  {0x0000, 0xFFFF, 2}, /* anything */
};

static uint16_t random_instruction(uint64_t *seed)
{
    enum { KINDS = sizeof kinds / sizeof *kinds };
    unsigned total = 0, pick;
    for (unsigned i = 0; i < KINDS; i++)
        total += kinds[i].weight;
    pick = random_below(seed, total);
    unsigned i = 0;
    while (pick >= kinds[i].weight)
        pick -= kinds[i++].weight;
    return kinds[i].value | (random_next(seed) & kinds[i].random);
}

/* Registers that most loads and stores get on with. */
static void random_registers(struct chip *chip, uint64_t *seed)
{
    static const uint32_t bases[] = {0x20001000, 0x20003000, CODE_SRAM,
                                     CODE,       0,          0x40004400,
                                     0x50000000, 0x1FF00000, 0x20004FF0};
    for (unsigned i = 0; i < 13; i++) {
        uint32_t base = bases[random_below(seed, 9)];
        chip->cpu.r[i] = random_below(seed, 3)
                             ? base + (random_next(seed) & 0xFC)
                             : (uint32_t)random_next(seed);
    }
    chip->cpu.r[CPU_SP] = 0x20004000 + (random_next(seed) & 0xFFC);
    chip->cpu.r[CPU_LR] = CODE | 1;
    chip->cpu.n = random_next(seed) & 1;
    chip->cpu.z = random_next(seed) & 1;
    chip->cpu.c = random_next(seed) & 1;
    chip->cpu.v = random_next(seed) & 1;
}

/* HardFault goes on somewhere in the program, with fresh registers: it puts
 * two words into its frame and loads R4 to R7. */
static void put_handler(struct chip *chip, uint64_t *seed, uint32_t at)
{
    static const uint16_t code[] = {
        0xA403, /* adr r4, words */
        0xCC03, /* ldmia r4!, {r0, r1} */
        0x9006, /* str r0, [sp, #24] */
        0x9107, /* str r1, [sp, #28] */
        0xCCF0, /* ldmia r4!, {r4-r7}: the base is loaded, too */
        0x4770, /* bx lr */
    };
    const uint32_t words[] = {at + 2 * random_below(seed, HALFWORDS),
                              0x01000000,
                              0x20001000,
                              0x20003000,
                              0x20002800,
                              0x40004400};
    load_code(chip, FIXTURE_FAULT, code, 6);
    assert_true(chip_poke(chip, FIXTURE_FAULT + 16, words, sizeof words));
}

static void random_program(struct chip *chip, uint64_t *seed, uint32_t at)
{
    uint16_t code[HALFWORDS];
    for (unsigned i = 0; i < HALFWORDS; i++)
        code[i] = random_instruction(seed);
    load_code(chip, at, code, HALFWORDS);
    put_handler(chip, seed, at);
    cpu_branch(&chip->cpu, at);
    chip->cpu.t = true;
}

/* A channel of the DMA that copies for ever, from anywhere to SRAM, also into
 * the program; its interrupts are taken now and then. */
static void random_dma(struct chip *chip, uint64_t *seed, uint32_t at)
{
    enum { DMA1 = 0x40020000, MEM2MEM_CIRC_EN = 0x4021 };
    uint32_t from[] = {0x20001000, CODE, at, 0x08010000, 0x30000000};
    uint32_t to[] = {0x20003000, 0x20004000, at};
    uint32_t channel = DMA1 + 8 + 0x14 * random_below(seed, 7);
    wr(chip, 0x40021030, 0x101);
    wr(chip, 0xE000E100, 7 << IRQ_DMA1_CH1);
    wr(chip, channel + 4, 1 + random_below(seed, 100));
    wr(chip, channel + 8, from[random_below(seed, 5)]);
    wr(chip, channel + 12, to[random_below(seed, 3)]);
    wr(chip, channel, MEM2MEM_CIRC_EN | (random_next(seed) & 0x3FCE));
}

/* TIM2 interrupts at its updates and matches, and drives PA0 and PA1. */
static void random_timer(struct chip *chip, uint64_t *seed)
{
    enum { TIM2 = 0x40000000, GPIOA = 0x50000000 };
    wr(chip, 0x40021038, rd(chip, 0x40021038) | 1);
    wr(chip, 0x4002102C, 1);
    wr(chip, GPIOA + 0x20, 0x22);
    wr(chip, GPIOA, 0xEBFFFCFA);
    wr(chip, TIM2 + 0x18, 0x3060 | (random_next(seed) & 0x0808));
    wr(chip, TIM2 + 0x20, 0x11);
    wr(chip, TIM2 + 0x2C, 5 + random_below(seed, 100));
    wr(chip, TIM2 + 0x34, random_below(seed, 50));
    wr(chip, TIM2 + 0x38, random_below(seed, 50));
    wr(chip, TIM2 + 0x0C, random_next(seed) & 7);
    wr(chip, 0xE000E100, 1 << 15);
    wr(chip, TIM2, 1 | (random_next(seed) & 0x70));
}

/* What goes on beside the program: SysTick at any moment, a timer, DMA, and
 * observers. */
static void random_company(struct chip *chip, uint64_t *seed, uint32_t at)
{
    static const uint16_t handler[] = {0x4770}; /* bx lr */
    load_code(chip, FIXTURE_IDLE, handler, 1);
    for (unsigned i = random_below(seed, 4); i > 1; i--)
        random_dma(chip, seed, at);
    if (random_below(seed, 4) == 0)
        random_timer(chip, seed);
    if (random_below(seed, 2)) {
        wr(chip, 0xE000E014, 20 + random_below(seed, 300));
        wr(chip, 0xE000E018, 0);
        wr(chip, 0xE000E010, 7);
    }
    for (unsigned i = random_below(seed, 4); i; i--)
        chip_break_set(chip, at + 2 * random_below(seed, HALFWORDS));
    if (random_below(seed, 8) == 0)
        watchpoint_set(chip, 0x20001000, 0x40,
                       WATCHPOINT_READ | WATCHPOINT_WRITE);
    if (random_below(seed, 8) == 0)
        chip->watch.events = (uint32_t)random_next(seed);
    if (random_below(seed, 8) == 0) {
        chip->watch.guard_count = 2;
        chip->watch.guard[0].lo = FLASH_BASE;
        chip->watch.guard[0].hi = at + 2 * random_below(seed, HALFWORDS);
        chip->watch.guard[1].lo = at;
        chip->watch.guard[1].hi = at + 2 * random_below(seed, HALFWORDS);
    }
}

/* The host changes the program under way, and goes back to a snapshot. */
static void disturb(uint64_t *seed, uint32_t at)
{
    static struct chip snapshot;
    uint16_t code = random_instruction(seed);
    uint32_t where = at + 2 * random_below(seed, HALFWORDS);

    chip_copy(&snapshot, &pair.plain);
    for (unsigned i = 0; i < 3; i++) {
        PAIR_BOTH(chip, chip_poke(chip, where, &code, sizeof code));
        pair_run(seed, 500, 100);
        chip_copy(&pair.plain, &snapshot);
        chip_copy(&pair.fast, &snapshot);
    }
}

static void test_random_programs(void **state)
{
    (void)state;
    enum { PROGRAMS = 1200 };
    static const uint32_t acr[] = {0, 1, 3};
    uint64_t seed = pair_seed();
    pair.instructions = 0;
    for (unsigned i = 0; i < PROGRAMS; i++) {
        uint32_t at = i % 2 ? CODE_SRAM : CODE;
        uint64_t program = seed;
        fixture_chip(&pair.plain);
        wr(&pair.plain, 0x40022000, acr[i % 3]);
        random_program(&pair.plain, &seed, at);
        random_registers(&pair.plain, &seed);
        random_company(&pair.plain, &seed, at);
        pair_begin(program);
        if (pair.decoder.armv6m.native && i % 100 == 0)
            pair.decoder.armv6m.native->used =
                NATIVE_CODE - 4000; /* soon full */
        pair_run(&seed, 3000, 1 + random_below(&seed, 300));
        disturb(&seed, at);
        pair.instructions += pair.plain.cpu.instructions;
    }
    assert_true(pair.instructions > 200 * PROGRAMS);
}

/* --- firmware --- */

/* A board with IMAGE and the ROM, in both chips. */
static void board(const char *name, enum rom_version rom, struct image *image)
{
    static struct machine machine;
    static struct part part;
    char path[1024], error[IMAGE_ERROR_SIZE];

    snprintf(path, sizeof path, "%s/%s.elf", BOOT0_IMAGE_DIR, name);
    assert_true(image_load(path, image, error));
    assert_true(part_find("stm32l073rz", &part));
    machine_start(&machine, &(struct machine_setup){
                                .part = &part,
                                .image = image,
                                .rom = rom,
                                .wdg_sw = 1,
                            });
    chip_break_clear(&machine.chip);
    pair.plain = machine.chip;
    pair_begin(0);
}

static void pair_ms(uint64_t *seed, unsigned milliseconds)
{
    uint64_t end = clock_ps(&pair.plain) + milliseconds * PS_PER_MS;
    while (clock_ps(&pair.plain) < end) {
        uint64_t left = clock_cycle_at(&pair.plain, end) - pair.plain.cycle;
        pair_run(seed, left < 20000 ? left : 20000, 5000);
    }
}

/* Bytes to USART2, and what came back. */
static size_t talk(uint64_t *seed, const uint8_t *bytes, size_t count,
                   unsigned milliseconds, uint8_t answer[64])
{
    size_t got = 0;
    PAIR_BOTH(chip, serial_send(chip, USART_2, bytes, count));
    pair_ms(seed, milliseconds);
    PAIR_BOTH(chip, got = serial_take(chip, USART_2, answer, 64));
    return got;
}

/* Button, request, reset, ROM; then AN3155: a page is written from RAM, read
 * back through the alias of the firmware that Go starts. */
static void rom_traffic(enum rom_version rom)
{
    static const uint8_t sync[] = {0x7F}, write[] = {0x31, 0xCE};
    static const uint8_t address[] = {0x08, 0x01, 0x00, 0x00, 0x09};
    uint8_t data[1 + 128 + 1] = {127}, answer[64];
    uint64_t seed = pair_seed();
    struct image image;

    board("nucleo-l073rz", rom, &image);
    pair_ms(&seed, 15);
    PAIR_BOTH(chip, chip_pin_drive(chip, GPIO_C, 13, false));
    pair_ms(&seed, 25);
    PAIR_BOTH(chip, chip_pin_release(chip, GPIO_C, 13));
    while (talk(&seed, NULL, 0, 1, answer))
        ; /* what the application said */
    assert_int_equal(talk(&seed, sync, 1, 4, answer), 1);
    assert_int_equal(answer[0], 0x79);
    talk(&seed, write, 2, 3, answer);
    talk(&seed, address, 5, 3, answer);
    for (unsigned i = 0; i < 128; i++)
        data[1 + i] = (uint8_t)random_next(&seed);
    for (unsigned i = 0; i < 129; i++)
        data[129] ^= data[i];
    assert_int_equal(talk(&seed, data, 130, 35, answer), 1);
    assert_int_equal(answer[0], 0x79);
    assert_memory_equal(bus_physical(&pair.plain, REGION_FLASH) + 0x10000,
                        data + 1, 128);
    image_free(&image);
}

static void test_rom_traffic(void **state)
{
    (void)state;
    for (unsigned rom = 0; rom < ROM_VERSIONS; rom++)
        rom_traffic(rom);
}

static void test_other_firmware(void **state)
{
    (void)state;
    static const char *const names[] = {
        "workload-mix", "workload-loop", "clocks",   "speeds", "busy-poll",
        "busy-irq",     "busy-gpio",     "busy-led", "lpuart", "peripherals",
    };
    uint64_t seed = pair_seed();
    struct image image;
    for (unsigned i = 0; i < sizeof names / sizeof *names; i++) {
        char path[1024], error[IMAGE_ERROR_SIZE];
        uint8_t code[4096];
        fixture_chip(&pair.plain);
        snprintf(path, sizeof path, "%s/%s.elf", BOOT0_IMAGE_DIR, names[i]);
        assert_true(image_load(path, &image, error));
        image_read(&image, i < 2 ? 0 : FLASH_BASE, code, sizeof code);
        chip_poke(&pair.plain, FLASH_BASE, code, sizeof code);
        reset_request(&pair.plain, RESET_POWER);
        pair_begin(i);
        pair_ms(&seed, i < 4 ? 60 : 20);
        image_free(&image);
    }
}

/* A half page is programmed by code in SRAM, then by code in flash, which has
 * to wait; the page programmed is the code that runs next. */
static void test_programming(void **state)
{
    (void)state;
    static const uint16_t loop[] = {
        0x47A8, 0x2100, /* blx r5, erased yet; movs r1, #0 */
        0x5842, 0x5062, /* 1: ldr r2, [r0, r1]; str r2, [r4, r1] */
        0x3104, 0x2940, /* adds r1, #4; cmp r1, #64 */
        0xD1FA,         /* bne 1b */
        0x47A8,         /* blx r5: what was programmed */
        0xE7FE          /* b . */
    };
    enum { TARGET = 0x08000800, PECR = 0x40022004, FPRG_PROG = 0x408 };
    uint64_t seed = pair_seed();
    for (unsigned i = 0; i < 4; i++) {
        uint32_t at = i & 1 ? CODE : CODE_SRAM;
        uint16_t code[32];
        fixture_chip(&pair.plain);
        load_code(&pair.plain, at, loop, sizeof loop / 2);
        for (unsigned j = 0; j < 32; j++)
            code[j] = j == 31 ? 0x4770 : 0x3001; /* adds r0, #1 ... bx lr */
        load_code(&pair.plain, 0x20001000, code, 32);
        load_code(&pair.plain, TARGET + 64, code + 31, 1);
        wr(&pair.plain, 0x4002200C, 0x89ABCDEF);
        wr(&pair.plain, 0x4002200C, 0x02030405);
        wr(&pair.plain, 0x40022010, 0x8C9DAEBF);
        wr(&pair.plain, 0x40022010, 0x13141516);
        if (i & 2)
            wr(&pair.plain, PECR, FPRG_PROG);
        jump_to(&pair.plain, at);
        pair.plain.cpu.r[0] = 0x20001000;
        pair.plain.cpu.r[4] = TARGET;
        pair.plain.cpu.r[5] = TARGET | 1;
        pair_begin(i);
        pair_run(&seed, 180000, 60000); /* longer than an operation */
        /* Fetches from flash abort a half page. */
        bool programmed = i != 3;
        assert_int_equal(bus_physical(&pair.plain, REGION_FLASH)[0x800] != 0,
                         programmed);
        if (programmed)
            assert_int_equal(pair.plain.cpu.r[0], 0x20001000 + 31);
    }
}

/* A chip with its NVM unlocked and HCLK = 65.536 kHz (MSI), divided as
 * RCC_CFGR.HPRE says. */
static void slow_chip(struct chip *chip, uint32_t hpre)
{
    enum { ICSCR = 0x40021004, CFGR = 0x4002100C, MSIRANGE = 7 << 13 };
    fixture_chip(chip);
    wr(chip, 0x4002200C, 0x89ABCDEF);
    wr(chip, 0x4002200C, 0x02030405);
    wr(chip, 0x40022010, 0x8C9DAEBF);
    wr(chip, 0x40022010, 0x13141516);
    wr(chip, ICSCR, rd(chip, ICSCR) & ~(uint32_t)MSIRANGE);
    wr(chip, CFGR, hpre << 4);
}

/* Code in flash calls a subroutine, programs its first word, and calls it
 * again. At a slow HCLK the operation takes a few cycles, or none. */
static void test_programming_slowly(void **state)
{
    (void)state;
    enum { TARGET = 0x08000800, ADDS = 0x30013001 };
    static const uint16_t subroutine[] = {0, 0, 0x4770}; /* ... bx lr */
    static const uint16_t code[] = {
        0x47A8, 0x47A8, /* blx r5; blx r5 */
        0x6021,         /* str r1, [r4] */
        0x47A8, 0xE7FE  /* blx r5; b . */
    };
    for (uint32_t hpre = 7; hpre <= 15; hpre++) {
        slow_chip(&pair.plain, hpre);
        load_code(&pair.plain, CODE, code, sizeof code / 2);
        load_code(&pair.plain, TARGET, subroutine, 3);
        jump_to(&pair.plain, CODE);
        pair.plain.cpu.r[0] = 0;
        pair.plain.cpu.r[1] = ADDS;
        pair.plain.cpu.r[4] = TARGET;
        pair.plain.cpu.r[5] = TARGET | 1;
        pair_begin(hpre);
        pair_run_to(pair.plain.cycle + 1000);
        assert_int_equal(pair.plain.cpu.r[0], 2);
    }
}

/* Chips of different parts share the decoder: a literal of the larger one lies
 * behind the flash of the smaller one, which faults. */
static void test_other_parts(void **state)
{
    (void)state;
    enum { LAST = 0x08010000 - 8, LITERAL = 0x08010000 };
    static const char *const parts[] = {"stm32l073rz", "stm32l073r8"};
    /* ldr r0, [pc, #4]; b . - 2 */
    static const uint16_t code[] = {0x4801, 0xE7FD};
    for (unsigned i = 0; i < 4; i++) {
        uint64_t seed = 1;
        fixture_part(&pair.plain, parts[i % 2]);
        load_code(&pair.plain, LAST, code, 2);
        if (i % 2 == 0)
            load_word(&pair.plain, LITERAL, 0x12345678);
        jump_to(&pair.plain, LAST);
        pair_begin(i);
        pair_run(&seed, 1000, 100);
        assert_int_equal(pair.plain.cpu.ipsr, i % 2 ? EXCEPTION_HARDFAULT : 0);
    }
}

/* The host changes a subroutine that runs all the time, and then back. */
static void test_changed_code(void **state)
{
    (void)state;
    static const uint16_t caller[] = {0xF000, 0xF80E, 0x3101, 0xE7FB};
    static const uint16_t once[] = {0x3001, 0xE000, 0, 0x4770};
    static const uint16_t twice[] = {0x3002, 0xE000, 0, 0x4770};
    uint64_t seed = pair_seed();
    fixture_chip(&pair.plain);
    load_code(&pair.plain, CODE, caller, 4);
    load_code(&pair.plain, CODE + 0x20, once, 4);
    jump_to(&pair.plain, CODE);
    pair_begin(0);
    pair_run(&seed, 3000, 1000);
    uint32_t before = pair.plain.cpu.r[0];
    PAIR_BOTH(chip, load_code(chip, CODE + 0x20, twice, 4));
    pair_run(&seed, 3000, 1000);
    assert_true(pair.plain.cpu.r[0] > before * 5 / 2);
    PAIR_BOTH(chip, load_code(chip, CODE + 0x20, once, 4));
    pair_run(&seed, 3000, 1000);
}

/* The DMA puts one subroutine after the other to the same place in SRAM, where
 * it is called all the time. */
static void test_code_from_dma(void **state)
{
    (void)state;
    enum { BUFFER = 0x20002100, DMA1_CH1 = 0x40020008, CCR_32 = 0x4AC0 };
    static const uint16_t caller[] = {0x47A8, 0x3101, 0xE7FC}; /* blx r5 */
    static const uint16_t subroutines[][4] = {
        {0x3001, 0x3001, 0x3001, 0x4770}, /* adds r0, #1 ... bx lr */
        {0x3210, 0x3210, 0x3210, 0x4770}, /* adds r2, #16 ... */
    };
    uint64_t seed = pair_seed();
    for (unsigned i = 0; i < 2; i++) {
        uint32_t at = i ? CODE_SRAM : CODE;
        fixture_chip(&pair.plain);
        load_code(&pair.plain, at, caller, 3);
        load_code(&pair.plain, BUFFER, subroutines[0], 4);
        load_code(&pair.plain, 0x08001000, subroutines[0], 8);
        wr(&pair.plain, 0x40021030, 0x101);
        jump_to(&pair.plain, at);
        pair.plain.cpu.r[5] = BUFFER | 1;
        pair_begin(i);
        for (unsigned j = 0; j < 20; j++) {
            uint32_t r0 = pair.plain.cpu.r[0], r2 = pair.plain.cpu.r[2];
            pair_run(&seed, 1000, 300);
            assert_int_equal(pair.plain.cpu.r[0] != r0, j % 2 == 0);
            assert_int_equal(pair.plain.cpu.r[2] != r2, j % 2 == 1);
            uint32_t from = j % 2 ? 0x08001000 : 0x08001008;
            PAIR_BOTH(chip, wr(chip, DMA1_CH1, 0));
            PAIR_BOTH(chip, wr(chip, DMA1_CH1 + 4, 2));
            PAIR_BOTH(chip, wr(chip, DMA1_CH1 + 8, from));
            PAIR_BOTH(chip, wr(chip, DMA1_CH1 + 12, BUFFER));
            PAIR_BOTH(chip, wr(chip, DMA1_CH1, CCR_32 | 1));
            pair_run(&seed, 100, 50);
        }
    }
}

/* A store that makes an event ends the block behind it: before a BL whose
 * second halfword is another word, and where the block is full and the next
 * word begins. */
static void leaving_behind(const uint16_t *code, unsigned count)
{
    uint64_t seed = pair_seed();
    fixture_chip(&pair.plain);
    wr(&pair.plain, 0x4002102C, 1); /* RCC_IOPENR: port A */
    wr(&pair.plain, 0x50000000, 1); /* PA0 is an output */
    wr(&pair.plain, 0x40022000, 1); /* a wait state, no prefetch */
    pair.plain.watch.events = 1 << EVENT_PIN;
    pair.plain.watch.pins[0] = 1;
    load_code(&pair.plain, CODE, code, count);
    jump_to(&pair.plain, CODE);
    pair.plain.cpu.r[0] = 0x50000000;
    pair.plain.cpu.r[2] = 1;
    pair_begin(0);
    for (unsigned i = 0; i < 100; i++)
        pair_run(&seed, 100, 100);
    assert_true(pair.plain.cpu.instructions > 2000);
}

static void test_leaving_behind(void **state)
{
    (void)state;
    enum { EORS = 0x4051, NOP = 0xBF00, STR_ODR = 0x6141 };
    static const uint16_t before_bl[] = {EORS, NOP, STR_ODR, 0xF7FF, 0xFFFB};
    uint16_t full[BLOCK_OPS + 1] = {EORS};
    for (unsigned i = 1; i < BLOCK_OPS - 1; i++)
        full[i] = NOP;
    full[BLOCK_OPS - 1] = STR_ODR;
    full[BLOCK_OPS] = 0xE000 | (0x7FF & -(BLOCK_OPS + 2));
    leaving_behind(before_bl, 5);
    leaving_behind(full, BLOCK_OPS + 1);
}

/* Wait states come and go while straight code runs round and round. */
static void test_changed_wait(void **state)
{
    (void)state;
    enum { STRAIGHT = 60, CHANGES = 4000 };
    static const uint32_t acr[] = {0, 1, 3};
    const uint16_t back = 0xE000 | (0x7FF & -(STRAIGHT + 2));
    uint16_t code[STRAIGHT + 1];
    uint64_t seed = pair_seed();
    fixture_chip(&pair.plain);
    for (unsigned i = 0; i < STRAIGHT; i++)
        code[i] = 0x3001; /* adds r0, #1 */
    code[STRAIGHT] = back;
    load_code(&pair.plain, CODE, code, STRAIGHT + 1);
    jump_to(&pair.plain, CODE);
    pair_begin(0);
    for (unsigned i = 0; i < CHANGES; i++) {
        uint32_t value = acr[random_below(&seed, 3)];
        PAIR_BOTH(chip, wr(chip, 0x40022000, value));
        pair_run(&seed, 100, 100);
    }
}

/* Sleep until SysTick, again and again. */
static void test_sleep(void **state)
{
    (void)state;
    static const uint16_t code[] = {0xBF30, 0x3001, 0xBF20, 0x3101, 0xE7FA};
    static const uint16_t handler[] = {0x3201, 0x4770}; /* adds r2, #1 */
    uint64_t seed = pair_seed();
    fixture_chip(&pair.plain);
    load_code(&pair.plain, CODE, code, 5);
    load_code(&pair.plain, FIXTURE_IDLE, handler, 2);
    wr(&pair.plain, 0xE000E014, 999);
    wr(&pair.plain, 0xE000E018, 0);
    wr(&pair.plain, 0xE000E010, 7);
    jump_to(&pair.plain, CODE);
    pair_begin(0);
    pair_ms(&seed, 20);
    assert_true(pair.plain.cpu.r[0] > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_programs),
        cmocka_unit_test(test_rom_traffic),
        cmocka_unit_test(test_other_firmware),
        cmocka_unit_test(test_programming),
        cmocka_unit_test(test_programming_slowly),
        cmocka_unit_test(test_other_parts),
        cmocka_unit_test(test_changed_code),
        cmocka_unit_test(test_code_from_dma),
        cmocka_unit_test(test_leaving_behind),
        cmocka_unit_test(test_changed_wait),
        cmocka_unit_test(test_sleep),
    };
    return cmocka_run_group_tests_name("never", tests, pair_never, NULL) +
           cmocka_run_group_tests_name("at once", tests, pair_at_once, NULL) +
           cmocka_run_group_tests_name("when hot", tests, pair_when_hot, NULL) +
           cmocka_run_group_tests_name("not skipped", tests, pair_unskipped,
                                       pair_skips_again);
}
