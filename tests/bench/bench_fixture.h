/* SPDX-License-Identifier: MIT
 *
 * Firmware for tests of `check`, assembled by the test: the ELF of
 * image_fixture.h with code of our own in it.
 *
 *   +000 vectors: SP 0x20005000, reset -> +100, all others -> +10C
 *   +100 Reset_Handler: b main      +10C every other handler: b .
 *   +110 main     +160 spin: what `--ask call:spin` calls
 *   +1FF downwards: the words that code loads
 */
#ifndef TESTS_BENCH_BENCH_FIXTURE_H
#define TESTS_BENCH_BENCH_FIXTURE_H

#include "tests/bench/image_fixture.h"

enum {
    OTHERS_AT = 0x10C,
    ASK_AT = 0x160,
    POOL_END = 0x200,
    VECTORS = 48,
    STAY = 0xE7FE, /* b . */
    UDF = 0xDE00,
    FLAG_AT = 0x20003FF0,
    FLAG = 0xB0071EED
};

struct code {
    uint8_t *flash; /* the 512 bytes at 0x08000000 */
    unsigned at;    /* the next instruction */
    unsigned pool;  /* the lowest word in use */
};

static inline void emit(struct code *code, unsigned halfword)
{
    put16(code->flash + code->at, halfword);
    code->at += 2;
}

/* LDR rT, =VALUE */
static inline void emit_load(struct code *code, unsigned t, uint32_t value)
{
    code->pool -= 4;
    assert_true(code->pool > code->at);
    put32(code->flash + code->pool, value);
    emit(code, 0x4800 | t << 8 | (code->pool - ((code->at + 4) & ~3u)) / 4);
}

/* *ADDRESS = VALUE, by r0 and r1 */
static inline void emit_store(struct code *code, uint32_t address,
                              uint32_t value)
{
    emit_load(code, 0, address);
    emit_load(code, 1, value);
    emit(code, 0x6001); /* str r1, [r0] */
}

static inline void emit_reset(struct code *code)
{
    emit_store(code, 0xE000ED0C, 0x05FA0004);
    emit(code, STAY);
}

static inline void emit_branch(struct code *code, uint32_t target)
{
    emit_load(code, 2, target);
    emit(code, 0x4710); /* bx r2 */
}

/* MSP from word 0 of the ROM, branch to TARGET. */
static inline void emit_jump(struct code *code, uint32_t target)
{
    emit_load(code, 0, 0x1FF00000);
    emit(code, 0x6801); /* ldr r1, [r0] */
    emit_load(code, 2, target);
    emit(code, 0xF381); /* msr msp, r1 */
    emit(code, 0x8808);
    emit(code, 0x4710); /* bx r2 */
}

/* The question's own way: a word in RAM, tested in main, one jump. */
static inline void emit_once(struct code *code)
{
    emit_load(code, 0, FLAG_AT);
    emit(code, 0x6801); /* ldr r1, [r0] */
    emit_load(code, 2, FLAG);
    emit(code, 0x4291); /* cmp r1, r2 */
    emit(code, 0xD000); /* beq over the next one */
    emit(code, STAY);
    emit(code, 0x2100); /* movs r1, #0 */
    emit(code, 0x6001); /* str r1, [r0] */
    emit_jump(code, 0x1FF00405);
}

static inline void emit_flag(struct code *code)
{
    emit_store(code, FLAG_AT, FLAG);
    emit_reset(code);
}

/* The question's program, asked by its flag. */
static inline void emit_asked_once(struct code *code)
{
    code->at = MAIN_AT;
    emit_once(code);
    code->at = ASK_AT;
    emit_flag(code);
}

/* BLOB becomes the ELF: both halves of it do nothing until code is put in. */
static inline struct code bench_firmware(struct blob *blob)
{
    make_elf(blob);
    uint8_t *flash = blob->bytes + ELF_CONTENTS;
    struct code code = {.flash = flash, .pool = POOL_END};

    memset(flash + BOOT0_RESET_AT, 0, FIRMWARE_SIZE - BOOT0_RESET_AT);
    put32(flash, 0x20005000);
    for (unsigned i = 1; i < VECTORS; i++)
        put32(flash + 4 * i,
              FLASH_START + (i == 1 ? HANDLER_AT : OTHERS_AT) + 1);
    put16(flash + HANDLER_AT, 0xE006); /* b +110 */
    put16(flash + OTHERS_AT, STAY);
    put16(flash + MAIN_AT, STAY);
    put16(flash + ASK_AT, STAY);
    return code;
}

#endif
