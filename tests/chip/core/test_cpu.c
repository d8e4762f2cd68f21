/* SPDX-License-Identifier: MIT
 *
 * ARMv6-M instructions on registers: data processing, branches, special
 * registers, hints. DDI0419 A6.
 */
#include "tests/chip/core/cpu_target.h"

/* --- shifts by an immediate --- */

static const struct step_case immediate_shifts[] = {
    OP("movs r0, r1", 0x0008, .flags = "nzCV", .in = {R(1, 0x80000000)},
       .after = "NzCV", .out = {R(0, 0x80000000)}),
    OP("movs r7, r6", 0x0037, .flags = "NzcV", .in = {R(6, 0)}, .after = "nZcV",
       .out = {R(7, 0)}),
    OP("lsls r0, r1, #1", 0x0048, .in = {R(1, 0x80000001)}, .after = "nzCv",
       .out = {R(0, 2)}),
    OP("lsls r0, r1, #1", 0x0048, .flags = "nzCv", .in = {R(1, 0x40000000)},
       .after = "Nzcv", .out = {R(0, 0x80000000)}),
    OP("lsls r3, r4, #31", 0x07E3, .in = {R(4, 3)}, .after = "NzCv",
       .out = {R(3, 0x80000000)}),
    OP("lsls r3, r4, #31", 0x07E3, .flags = "nzCV", .in = {R(4, 0x7FFFFFFC)},
       .after = "nZcV", .out = {R(3, 0)}),
    OP("lsrs r0, r1, #1", 0x0848, .in = {R(1, 0x80000001)}, .after = "nzCv",
       .out = {R(0, 0x40000000)}),
    OP("lsrs r0, r1, #31", 0x0FC8, .in = {R(1, 0xC0000000)}, .after = "nzCv",
       .out = {R(0, 1)}),
    OP("lsrs r0, r1, #32", 0x0808, .in = {R(1, 0x80000000)}, .after = "nZCv",
       .out = {R(0, 0)}),
    OP("lsrs r0, r1, #32", 0x0808, .flags = "NzCV", .in = {R(1, 0x7FFFFFFF)},
       .after = "nZcV", .out = {R(0, 0)}),
    OP("asrs r0, r1, #1", 0x1048, .in = {R(1, 0x80000001)}, .after = "NzCv",
       .out = {R(0, 0xC0000000)}),
    OP("asrs r2, r2, #4", 0x1112, .flags = "nzCv", .in = {R(2, 0x7FFFFFF7)},
       .after = "nzcv", .out = {R(2, 0x07FFFFFF)}),
    OP("asrs r0, r1, #32", 0x1008, .in = {R(1, 0x80000000)}, .after = "NzCv",
       .out = {R(0, 0xFFFFFFFF)}),
    OP("asrs r0, r1, #32", 0x1008, .flags = "NzCV", .in = {R(1, 0x7FFFFFFF)},
       .after = "nZcV", .out = {R(0, 0)}),
};

/* --- addition, subtraction, comparison --- */

static const struct step_case additions[] = {
    OP("adds r0, r1, r2", 0x1888, .in = {R(1, 1), R(2, 2)}, .out = {R(0, 3)}),
    OP("adds r0, r1, r2", 0x1888, .in = {R(1, 0xFFFFFFFF), R(2, 1)},
       .after = "nZCv", .out = {R(0, 0)}),
    OP("adds r0, r1, r2", 0x1888, .in = {R(1, 0x7FFFFFFF), R(2, 1)},
       .after = "NzcV", .out = {R(0, 0x80000000)}),
    OP("adds r0, r1, r2", 0x1888, .in = {R(1, 0x80000000), R(2, 0x80000000)},
       .after = "nZCV", .out = {R(0, 0)}),
    OP("adds r0, r1, r2", 0x1888, .flags = "nzCv",
       .in = {R(1, 0x80000000), R(2, 0x7FFFFFFF)}, .after = "Nzcv",
       .out = {R(0, 0xFFFFFFFF)}),
    OP("adds r5, r5, r5", 0x196D, .in = {R(5, 0xC0000000)}, .after = "NzCv",
       .out = {R(5, 0x80000000)}),
    OP("subs r0, r1, r2", 0x1A88, .in = {R(1, 3), R(2, 2)}, .after = "nzCv",
       .out = {R(0, 1)}),
    OP("subs r0, r1, r2", 0x1A88, .in = {R(1, 2), R(2, 3)}, .after = "Nzcv",
       .out = {R(0, 0xFFFFFFFF)}),
    OP("subs r0, r1, r2", 0x1A88, .in = {R(1, 7), R(2, 7)}, .after = "nZCv",
       .out = {R(0, 0)}),
    OP("subs r0, r1, r2", 0x1A88, .in = {R(1, 0x80000000), R(2, 1)},
       .after = "nzCV", .out = {R(0, 0x7FFFFFFF)}),
    OP("subs r0, r1, r2", 0x1A88, .in = {R(1, 0x7FFFFFFF), R(2, 0xFFFFFFFF)},
       .after = "NzcV", .out = {R(0, 0x80000000)}),
    OP("subs r0, r1, r2", 0x1A88, .in = {R(1, 5), R(2, 0)}, .after = "nzCv",
       .out = {R(0, 5)}),
    OP("adds r0, r1, #7", 0x1DC8, .in = {R(1, 0xFFFFFFF9)}, .after = "nZCv",
       .out = {R(0, 0)}),
    OP("adds r0, r1, #0", 0x1C08, .flags = "nzCV", .in = {R(1, 0x80000000)},
       .after = "Nzcv", .out = {R(0, 0x80000000)}),
    OP("subs r0, r1, #7", 0x1FC8, .in = {R(1, 6)}, .after = "Nzcv",
       .out = {R(0, 0xFFFFFFFF)}),
    OP("subs r0, r1, #1", 0x1E48, .in = {R(1, 0x80000000)}, .after = "nzCV",
       .out = {R(0, 0x7FFFFFFF)}),
    OP("movs r3, #0", 0x2300, .flags = "NzCV", .after = "nZCV",
       .out = {R(3, 0)}),
    OP("movs r3, #255", 0x23FF, .flags = "NZcv", .after = "nzcv",
       .out = {R(3, 255)}),
    OP("adds r4, #255", 0x34FF, .in = {R(4, 0x7FFFFF01)}, .after = "NzcV",
       .out = {R(4, 0x80000000)}),
    OP("adds r4, #1", 0x3401, .in = {R(4, 0xFFFFFFFF)}, .after = "nZCv",
       .out = {R(4, 0)}),
    OP("subs r4, #255", 0x3CFF, .in = {R(4, 254)}, .after = "Nzcv",
       .out = {R(4, 0xFFFFFFFF)}),
    OP("subs r4, #0", 0x3C00, .in = {R(4, 0)}, .after = "nZCv",
       .out = {R(4, 0)}),
    OP("cmp r6, #10", 0x2E0A, .in = {R(6, 10)}, .after = "nZCv"),
    OP("cmp r6, #10", 0x2E0A, .in = {R(6, 9)}, .after = "Nzcv"),
    OP("cmp r6, #1", 0x2E01, .in = {R(6, 0x80000000)}, .after = "nzCV"),
    OP("cmp r0, r1", 0x4288, .in = {R(0, 1), R(1, 2)}, .after = "Nzcv"),
    OP("cmp r0, r1", 0x4288, .in = {R(0, 0x7FFFFFFF), R(1, 0x80000000)},
       .after = "NzcV"),
    OP("cmn r0, r1", 0x42C8, .in = {R(0, 1), R(1, 0xFFFFFFFF)},
       .after = "nZCv"),
    OP("cmn r0, r1", 0x42C8, .in = {R(0, 0x7FFFFFFF), R(1, 1)},
       .after = "NzcV"),
    OP("adcs r0, r1", 0x4148, .in = {R(0, 1), R(1, 2)}, .out = {R(0, 3)}),
    OP("adcs r0, r1", 0x4148, .flags = "nzCv", .in = {R(0, 1), R(1, 2)},
       .after = "nzcv", .out = {R(0, 4)}),
    OP("adcs r0, r1", 0x4148, .flags = "nzCv",
       .in = {R(0, 0xFFFFFFFF), R(1, 0)}, .after = "nZCv", .out = {R(0, 0)}),
    OP("adcs r0, r1", 0x4148, .flags = "nzCv",
       .in = {R(0, 0xFFFFFFFF), R(1, 0xFFFFFFFF)}, .after = "NzCv",
       .out = {R(0, 0xFFFFFFFF)}),
    OP("adcs r0, r1", 0x4148, .flags = "nzCv",
       .in = {R(0, 0x7FFFFFFF), R(1, 0)}, .after = "NzcV",
       .out = {R(0, 0x80000000)}),
    OP("sbcs r0, r1", 0x4188, .flags = "nzCv", .in = {R(0, 5), R(1, 3)},
       .after = "nzCv", .out = {R(0, 2)}),
    OP("sbcs r0, r1", 0x4188, .in = {R(0, 5), R(1, 3)}, .after = "nzCv",
       .out = {R(0, 1)}),
    OP("sbcs r0, r1", 0x4188, .in = {R(0, 0), R(1, 0)}, .after = "Nzcv",
       .out = {R(0, 0xFFFFFFFF)}),
    OP("sbcs r0, r1", 0x4188, .in = {R(0, 0x80000000), R(1, 0)},
       .after = "nzCV", .out = {R(0, 0x7FFFFFFF)}),
    OP("sbcs r0, r1", 0x4188, .in = {R(0, 0), R(1, 0xFFFFFFFF)},
       .after = "nZcv", .out = {R(0, 0)}),
    OP("rsbs r0, r1, #0", 0x4248, .in = {R(1, 0)}, .after = "nZCv",
       .out = {R(0, 0)}),
    OP("rsbs r0, r1, #0", 0x4248, .in = {R(1, 1)}, .after = "Nzcv",
       .out = {R(0, 0xFFFFFFFF)}),
    OP("rsbs r0, r1, #0", 0x4248, .in = {R(1, 0x80000000)}, .after = "NzcV",
       .out = {R(0, 0x80000000)}),
};

/* --- logic, multiplication, shifts by a register --- */

static const struct step_case logic[] = {
    OP("ands r0, r1", 0x4008, .flags = "nzCV",
       .in = {R(0, 0xF0F0), R(1, 0x0F0F)}, .after = "nZCV", .out = {R(0, 0)}),
    OP("ands r0, r1", 0x4008, .in = {R(0, 0x80000001), R(1, 0xF0000000)},
       .after = "Nzcv", .out = {R(0, 0x80000000)}),
    OP("eors r0, r1", 0x4048, .flags = "nzCV", .in = {R(0, 0xFF), R(1, 0x0F)},
       .out = {R(0, 0xF0)}),
    OP("eors r2, r2", 0x4052, .flags = "NzCV", .after = "nZCV",
       .out = {R(2, 0)}),
    OP("orrs r0, r1", 0x4308, .in = {R(0, 0x80000000), R(1, 1)},
       .after = "Nzcv", .out = {R(0, 0x80000001)}),
    OP("bics r0, r1", 0x4388, .flags = "nzcV", .in = {R(0, 0xFF), R(1, 0x0F)},
       .out = {R(0, 0xF0)}),
    OP("mvns r0, r1", 0x43C8, .flags = "nzCv", .in = {R(1, 0)}, .after = "NzCv",
       .out = {R(0, 0xFFFFFFFF)}),
    OP("mvns r0, r1", 0x43C8, .in = {R(1, 0xFFFFFFFF)}, .after = "nZcv",
       .out = {R(0, 0)}),
    OP("tst r0, r1", 0x4208, .flags = "nzCV", .in = {R(0, 1), R(1, 2)},
       .after = "nZCV"),
    OP("tst r0, r1", 0x4208, .in = {R(0, 0x80000000), R(1, 0xFFFFFFFF)},
       .after = "Nzcv"),
    OP("muls r0, r1, r0", 0x4348, .flags = "nzCV", .in = {R(0, 6), R(1, 7)},
       .out = {R(0, 42)}),
    OP("muls r0, r1, r0", 0x4348, .flags = "nzCV",
       .in = {R(0, 0x10000), R(1, 0x10000)}, .after = "nZCV", .out = {R(0, 0)}),
    OP("muls r0, r1, r0", 0x4348, .in = {R(0, 0xFFFFFFFF), R(1, 0x7FFFFFFF)},
       .after = "Nzcv", .out = {R(0, 0x80000001)}),
};

static const struct step_case register_shifts[] = {
    OP("lsls r0, r1", 0x4088, .flags = "nzCv", .in = {R(0, 1), R(1, 0)},
       .out = {R(0, 1)}),
    OP("lsls r0, r1", 0x4088, .flags = "nzCv",
       .in = {R(0, 0x80000000), R(1, 0)}, .after = "NzCv",
       .out = {R(0, 0x80000000)}),
    OP("lsls r0, r1", 0x4088, .in = {R(0, 3), R(1, 31)}, .after = "NzCv",
       .out = {R(0, 0x80000000)}),
    OP("lsls r0, r1", 0x4088, .in = {R(0, 3), R(1, 32)}, .after = "nZCv",
       .out = {R(0, 0)}),
    OP("lsls r0, r1", 0x4088, .flags = "nzCv",
       .in = {R(0, 0xFFFFFFFF), R(1, 33)}, .after = "nZcv", .out = {R(0, 0)}),
    OP("lsls r0, r1", 0x4088, .flags = "nzCv",
       .in = {R(0, 0xFFFFFFFF), R(1, 255)}, .after = "nZcv", .out = {R(0, 0)}),
    OP("lsls r0, r1 @ bits 7:0 count", 0x4088, .flags = "nzCv",
       .in = {R(0, 5), R(1, 0xFFFFFF00)}, .out = {R(0, 5)}),
    OP("lsrs r0, r1", 0x40C8, .flags = "nzCv", .in = {R(0, 1), R(1, 0)},
       .out = {R(0, 1)}),
    OP("lsrs r0, r1", 0x40C8, .in = {R(0, 0xC0000000), R(1, 31)},
       .after = "nzCv", .out = {R(0, 1)}),
    OP("lsrs r0, r1", 0x40C8, .in = {R(0, 0x80000000), R(1, 32)},
       .after = "nZCv", .out = {R(0, 0)}),
    OP("lsrs r0, r1", 0x40C8, .flags = "nzCv",
       .in = {R(0, 0xFFFFFFFF), R(1, 33)}, .after = "nZcv", .out = {R(0, 0)}),
    OP("lsrs r0, r1", 0x40C8, .flags = "nzcv", .in = {R(0, 6), R(1, 0x101)},
       .out = {R(0, 3)}),
    OP("asrs r0, r1", 0x4108, .flags = "nzCv",
       .in = {R(0, 0x80000000), R(1, 0)}, .after = "NzCv",
       .out = {R(0, 0x80000000)}),
    OP("asrs r0, r1", 0x4108, .in = {R(0, 0x80000000), R(1, 31)},
       .after = "Nzcv", .out = {R(0, 0xFFFFFFFF)}),
    OP("asrs r0, r1", 0x4108, .in = {R(0, 0x80000000), R(1, 32)},
       .after = "NzCv", .out = {R(0, 0xFFFFFFFF)}),
    OP("asrs r0, r1", 0x4108, .flags = "nzCv",
       .in = {R(0, 0x7FFFFFFF), R(1, 200)}, .after = "nZcv", .out = {R(0, 0)}),
    OP("rors r0, r1", 0x41C8, .flags = "nzCv", .in = {R(0, 1), R(1, 0)},
       .out = {R(0, 1)}),
    OP("rors r0, r1", 0x41C8, .in = {R(0, 1), R(1, 1)}, .after = "NzCv",
       .out = {R(0, 0x80000000)}),
    OP("rors r0, r1", 0x41C8, .flags = "nzCv", .in = {R(0, 2), R(1, 1)},
       .after = "nzcv", .out = {R(0, 1)}),
    OP("rors r0, r1", 0x41C8, .in = {R(0, 0x80000000), R(1, 32)},
       .after = "NzCv", .out = {R(0, 0x80000000)}),
    OP("rors r0, r1", 0x41C8, .flags = "nzCv",
       .in = {R(0, 0x12345678), R(1, 0x40)}, .after = "nzcv",
       .out = {R(0, 0x12345678)}),
    OP("rors r0, r1", 0x41C8, .flags = "nzCv",
       .in = {R(0, 0x12345678), R(1, 36)}, .after = "NzCv",
       .out = {R(0, 0x81234567)}),
    OP("rors r0, r1", 0x41C8, .in = {R(0, 0x00010000), R(1, 17)},
       .after = "NzCv", .out = {R(0, 0x80000000)}),
    OP("rors r0, r1", 0x41C8, .in = {R(0, 1), R(1, 31)}, .out = {R(0, 2)}),
    OP("rors r0, r1", 0x41C8, .flags = "nZCv", .in = {R(0, 7), R(1, 0x100)},
       .after = "nzCv", .out = {R(0, 7)}),
};

/* --- extension, byte order --- */

static const struct step_case extensions[] = {
    OP("sxth r0, r1", 0xB208, .flags = "NZCV", .in = {R(1, 0x12348000)},
       .out = {R(0, 0xFFFF8000)}),
    OP("sxth r0, r1", 0xB208, .in = {R(1, 0xFFFF7FFF)}, .out = {R(0, 0x7FFF)}),
    OP("sxtb r0, r1", 0xB248, .in = {R(1, 0x12345680)},
       .out = {R(0, 0xFFFFFF80)}),
    OP("sxtb r0, r1", 0xB248, .in = {R(1, 0xFFFFFF7F)}, .out = {R(0, 0x7F)}),
    OP("uxth r0, r1", 0xB288, .in = {R(1, 0x1234FEDC)}, .out = {R(0, 0xFEDC)}),
    OP("uxtb r7, r0", 0xB2C7, .in = {R(0, 0x123456FE)}, .out = {R(7, 0xFE)}),
    OP("rev r0, r1", 0xBA08, .flags = "NZCV", .in = {R(1, 0x12345678)},
       .out = {R(0, 0x78563412)}),
    OP("rev16 r0, r1", 0xBA48, .in = {R(1, 0x12345678)},
       .out = {R(0, 0x34127856)}),
    OP("revsh r0, r1", 0xBAC8, .in = {R(1, 0x123456F8)},
       .out = {R(0, 0xFFFFF856)}),
    OP("revsh r0, r1", 0xBAC8, .in = {R(1, 0x1234F816)}, .out = {R(0, 0x16F8)}),
};

/* --- high registers, SP and PC as operands --- */

static const struct step_case high_registers[] = {
    OP("mov r8, r0", 0x4680, .flags = "NZCV", .in = {R(0, 0)},
       .out = {R(8, 0)}),
    OP("mov r0, r12", 0x4660, .in = {R(12, 0x80000000)},
       .out = {R(0, 0x80000000)}),
    OP("mov r0, pc", 0x4678, .out = {R(0, CASE_CODE + 4)}),
    OP("mov r1, sp", 0x4669, .out = {R(1, CASE_STACK)}),
    OP("mov sp, r0", 0x4685, .in = {R(0, 0x20003003)},
       .out = {R(SP, 0x20003000)}),
    OP("mov lr, r0", 0x4686, .in = {R(0, 3)}, .out = {R(LR, 3)}),
    OP("mov pc, r0", 0x4687, .in = {R(0, 0x20001101)},
       .out = {R(PC, 0x20001100)}),
    OP("mov pc, r0 @ T stays", 0x4687, .in = {R(0, 0x20001100)},
       .out = {R(PC, 0x20001100)}),
    OP("mov pc, lr", 0x46F7, .in = {R(LR, 0xFFFFFFF9)},
       .out = {R(PC, 0xFFFFFFF8)}),
    OP("add r8, r1", 0x4488, .flags = "nzCV",
       .in = {R(8, 0x80000000), R(1, 0x80000000)}, .out = {R(8, 0)}),
    OP("add r0, pc", 0x4478, .in = {R(0, 1)}, .out = {R(0, CASE_CODE + 5)}),
    OP("add sp, r0", 0x4485, .in = {R(0, 7)}, .out = {R(SP, CASE_STACK + 4)}),
    OP("add r2, sp, r2", 0x446A, .in = {R(2, 8)},
       .out = {R(2, CASE_STACK + 8)}),
    OP("add pc, r0", 0x4487, .in = {R(0, 0x101)},
       .out = {R(PC, CASE_CODE + 0x104)}),
    OP("cmp r8, r0", 0x4580, .in = {R(8, 5), R(0, 5)}, .after = "nZCv"),
    OP("cmp r0, r8", 0x4540, .in = {R(0, 1), R(8, 2)}, .after = "Nzcv"),
    OP("cmp r0, sp", 0x4568, .in = {R(0, CASE_STACK)}, .after = "nZCv"),
    OP("cmp lr, r12", 0x45E6, .in = {R(LR, 0x80000000), R(12, 1)},
       .after = "nzCV"),
    OP("add r3, pc, #0", 0xA300, .out = {R(3, CASE_CODE + 4)}),
    OP("add r3, pc, #1020", 0xA3FF, .out = {R(3, CASE_CODE + 4 + 1020)}),
    OP("add r3, sp, #1020", 0xABFF, .flags = "NZCV",
       .out = {R(3, CASE_STACK + 1020)}),
    OP("add sp, #508", 0xB07F, .out = {R(SP, CASE_STACK + 508)}),
    OP("sub sp, #508", 0xB0FF, .flags = "NZCV",
       .out = {R(SP, CASE_STACK - 508)}),
    OP("sub sp, #0", 0xB080),
};

/* --- branches --- */

static const struct step_case branches[] = {
    OP("b . + 4", 0xE000, .out = {R(PC, CASE_CODE + 4)}),
    OP("b . + 2050", 0xE3FF, .out = {R(PC, CASE_CODE + 2050)}),
    OP("b . - 2044", 0xE400, .out = {R(PC, CASE_CODE - 2044)}),
    OP("b .", 0xE7FE, .out = {R(PC, CASE_CODE)}),
    OP2("bl . + 4", 0xF000, 0xF800,
        .out = {R(LR, CASE_CODE + 5), R(PC, CASE_CODE + 4)}),
    OP2("bl . + 0x2000", 0xF001, 0xFFFE,
        .out = {R(LR, CASE_CODE + 5), R(PC, CASE_CODE + 0x2000)}),
    OP2("bl . - 0x800", 0xF7FF, 0xFBFE,
        .out = {R(LR, CASE_CODE + 5), R(PC, CASE_CODE - 0x800)}),
    OP2("bl . + 0xFFFFFE", 0xF3FF, 0xD7FD,
        .out = {R(LR, CASE_CODE + 5), R(PC, CASE_CODE + 0xFFFFFE)}),
    OP2("bl . - 0x1000000 + 4", 0xF400, 0xD000,
        .out = {R(LR, CASE_CODE + 5), R(PC, CASE_CODE - 0x1000000 + 4)}),
    OP2("bl . + 0x400000", 0xF3FF, 0xFFFE,
        .out = {R(LR, CASE_CODE + 5), R(PC, CASE_CODE + 0x400000)}),
    OP2("bl . + 0x800000", 0xF3FF, 0xF7FE,
        .out = {R(LR, CASE_CODE + 5), R(PC, CASE_CODE + 0x800000)}),
    OP("bx r0", 0x4700, .in = {R(0, 0x20001101)}, .out = {R(PC, 0x20001100)}),
    OP("bx r0 @ T becomes 0", 0x4700, .in = {R(0, 0x20001100)},
       .out = {R(PC, 0x20001100)}, .t_clear = true),
    OP("bx lr @ no return in Thread mode", 0x4770, .in = {R(LR, 0xFFFFFFF9)},
       .out = {R(PC, 0xFFFFFFF8)}),
    OP("bx r12", 0x4760, .in = {R(12, 0x20001235)}, .out = {R(PC, 0x20001234)}),
    OP("bx pc", 0x4778, .out = {R(PC, CASE_CODE + 4)}, .t_clear = true),
    OP("blx r0", 0x4780, .in = {R(0, 0x20001101)},
       .out = {R(LR, CASE_CODE + 3), R(PC, 0x20001100)}),
    OP("blx r0 @ T becomes 0", 0x4780, .in = {R(0, 0x20001100)},
       .out = {R(LR, CASE_CODE + 3), R(PC, 0x20001100)}, .t_clear = true),
    OP("blx lr", 0x47F0, .in = {R(LR, 0x20001101)},
       .out = {R(LR, CASE_CODE + 3), R(PC, 0x20001100)}),
};

/* --- special registers, barriers, hints --- */

static const struct step_case special[] = {
    OP2("mrs r0, apsr", 0xF3EF, 0x8000, .flags = "NzCV",
        .out = {R(0, 0xB0000000)}),
    OP2("mrs r1, iapsr", 0xF3EF, 0x8101, .flags = "nZcv",
        .out = {R(1, 0x40000000)}),
    OP2("mrs r2, eapsr", 0xF3EF, 0x8202, .flags = "nzcV",
        .out = {R(2, 0x10000000)}),
    OP2("mrs r3, xpsr @ T reads 0", 0xF3EF, 0x8303, .flags = "nzCv",
        .out = {R(3, 0x20000000)}),
    OP2("mrs r4, ipsr", 0xF3EF, 0x8405, .flags = "NZCV", .out = {R(4, 0)}),
    OP2("mrs r5, epsr", 0xF3EF, 0x8506, .flags = "NZCV", .out = {R(5, 0)}),
    OP2("mrs r6, iepsr", 0xF3EF, 0x8607, .flags = "NZCV", .out = {R(6, 0)}),
    OP2("mrs r7, msp", 0xF3EF, 0x8708, .out = {R(7, CASE_STACK)}),
    OP2("mrs r8, psp", 0xF3EF, 0x8809, .out = {R(8, CASE_PSP)}),
    OP2("mrs lr, primask", 0xF3EF, 0x8E10, .out = {R(LR, 0)}),
    OP2("mrs r12, control", 0xF3EF, 0x8C14, .out = {R(12, 0)}),
    OP2("msr apsr_nzcvq, r0", 0xF380, 0x8800, .in = {R(0, 0xAFFFFFFF)},
        .after = "NzCv"),
    OP2("msr iapsr_nzcvq, r0", 0xF380, 0x8801, .in = {R(0, 0x5FFFFFFF)},
        .after = "nZcV"),
    OP2("msr eapsr_nzcvq, r0", 0xF380, 0x8802, .flags = "NZCV",
        .in = {R(0, 0x0FFFFFFF)}, .after = "nzcv"),
    OP2("msr xpsr_nzcvq, lr", 0xF38E, 0x8803, .in = {R(LR, 0xF0000000)},
        .after = "NZCV"),
    OP2("msr ipsr, r0 @ ignored", 0xF380, 0x8805, .in = {R(0, 0xFFFFFFFF)}),
    OP2("msr epsr, r0 @ ignored", 0xF380, 0x8806, .in = {R(0, 0)}),
    OP2("msr iepsr, r0 @ ignored", 0xF380, 0x8807, .in = {R(0, 0)}),
    OP2("msr msp, r0", 0xF380, 0x8808, .in = {R(0, 0x20003003)},
        .out = {R(SP, 0x20003000)}),
    OP2("dsb sy", 0xF3BF, 0x8F4F, .flags = "NZCV"),
    OP2("dmb sy", 0xF3BF, 0x8F5F, .flags = "NZCV"),
    OP2("isb sy", 0xF3BF, 0x8F6F, .flags = "NZCV"),
    OP("nop", 0x46C0, .flags = "NZCV"),
    OP("yield", 0xBF10, .flags = "NZCV"),
    OP("sev", 0xBF40),
    OP("hint 5", 0xBF50),
    OP("hint 15", 0xBFF0),
    OP("cpsie i", 0xB662),
};

/* --- instructions that fault --- */

static const struct step_case faults[] = {
    OP("udf #0", 0xDE00, .faults = true),
    OP("udf #255", 0xDEFF, .faults = true, .flags = "NZCV",
       .in = {R(SP, CASE_STACK - 4)}),
    OP2("udf.w #0", 0xF7F0, 0xA000, .faults = true),
    OP2("udf.w #65535", 0xF7FF, 0xAFFF, .faults = true),
};

static const struct step_case breakpoints[] = {
    OP("bkpt #0", 0xBE00, .faults = true),
    OP("bkpt #255", 0xBEFF, .faults = true, .flags = "NzCv"),
};

/* A fault where no debugger is; OpenOCD steps over it. */
static void test_breakpoints(void **state)
{
    (void)state;
    if (target_is_remote()) {
        print_message("BKPT is for the debugger: left out\n");
        skip();
    }
    run_cases(cpu, subject, breakpoints,
              sizeof breakpoints / sizeof *breakpoints);
}

/* The state that MSR and CPS change beyond the case tables. */
static void test_control(void **state)
{
    (void)state;
    static const uint16_t code[] = {
        0xF380, 0x8809, /* msr psp, r0 */
        0xF381, 0x8814, /* msr control, r1 */
        0xF3EF, 0x8214, /* mrs r2, control */
        0x466B,         /* mov r3, sp */
        0xF384, 0x8814, /* msr control, r4 */
        0xB672,         /* cpsid i */
        0xF3EF, 0x8510, /* mrs r5, primask */
        0xF384, 0x8810, /* msr primask, r4 */
        0xF3EF, 0x8610, /* mrs r6, primask */
        0xF387, 0x8810, /* msr primask, r7 */
    };
    struct cpu_state s = {.t = true,
                          .r = {[0] = 0x20000807,
                                [1] = 2,
                                [7] = 0xFFFFFFFF,
                                [SP] = CASE_STACK,
                                [PC] = CASE_CODE}};
    target_begin(code, sizeof code, &s);
    target_steps(4, &s);
    assert_int_equal(s.control, 2);
    assert_int_equal(s.r[2], 2);
    assert_int_equal(s.r[3], 0x20000804);
    assert_int_equal(s.r[SP], 0x20000804);
    assert_int_equal(s.sp_other, CASE_STACK);
    target_steps(5, &s);
    assert_int_equal(s.control, 0);
    assert_int_equal(s.r[SP], CASE_STACK);
    assert_int_equal(s.sp_other, 0x20000804);
    assert_int_equal(s.r[5], 1);
    assert_int_equal(s.r[6], 0);
    assert_int_equal(s.primask, 0);
    target_steps(1, &s);
    assert_int_equal(s.primask, 1);
}

/* Unprivileged code: MSR and CPS have no effect, MRS reads 0. */
static void test_unprivileged(void **state)
{
    (void)state;
    static const uint16_t code[] = {
        0xB672,         /* cpsid i */
        0xF381, 0x8810, /* msr primask, r1 */
        0xF381, 0x8808, /* msr msp, r1 */
        0xF381, 0x8809, /* msr psp, r1 */
        0xF380, 0x8814, /* msr control, r0 */
        0xF3EF, 0x8208, /* mrs r2, msp */
        0xF3EF, 0x8309, /* mrs r3, psp */
        0xF3EF, 0x8410, /* mrs r4, primask */
        0xF3EF, 0x8514, /* mrs r5, control */
        0xF387, 0x8800, /* msr apsr_nzcvq, r7 */
        0xF3EF, 0x8600, /* mrs r6, apsr */
    };
    struct cpu_state s = {.t = true,
                          .control = 1,
                          .r = {[0] = 0,
                                [1] = 0x20000801,
                                [2] = 2,
                                [3] = 3,
                                [4] = 4,
                                [5] = 5,
                                [7] = 0xF0000000,
                                [SP] = CASE_STACK,
                                [PC] = CASE_CODE},
                          .sp_other = CASE_PSP};
    target_begin(code, sizeof code, &s);
    target_steps(11, &s);
    assert_int_equal(s.r[PC], CASE_CODE + sizeof code);
    assert_int_equal(s.ipsr, 0);
    assert_int_equal(s.primask, 0);
    assert_int_equal(s.control, 1);
    assert_int_equal(s.r[SP], CASE_STACK);
    assert_int_equal(s.sp_other, CASE_PSP);
    assert_int_equal(s.r[2], 0);
    assert_int_equal(s.r[3], 0);
    assert_int_equal(s.r[4], 0);
    assert_int_equal(s.r[5], 1);
    assert_int_equal(s.r[6], 0xF0000000);
}

/* Each condition against each of the 16 flag settings. */
static bool holds(unsigned condition, bool n, bool z, bool c, bool v)
{
    switch (condition) {
    case 0: return z;
    case 1: return !z;
    case 2: return c;
    case 3: return !c;
    case 4: return n;
    case 5: return !n;
    case 6: return v;
    case 7: return !v;
    case 8: return c && !z;
    case 9: return !c || z;
    case 10: return n == v;
    case 11: return n != v;
    case 12: return !z && n == v;
    default: return z || n != v;
    }
}

static void test_conditions(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 14 * 16; i++) {
        unsigned condition = i / 16;
        uint32_t f = i % 16;
        bool taken = holds(condition, f & 8, f & 4, f & 2, f & 1);
        /* offset -128 and +254 of the instruction + 4 */
        uint32_t target = i & 1 ? CASE_CODE + 4 - 256 : CASE_CODE + 4 + 254;
        uint16_t code =
            (uint16_t)(0xD000 | condition << 8 | (i & 1 ? 0x80 : 0x7F));
        struct cpu_state s = {.t = true,
                              .flags = f << 28,
                              .r = {[SP] = CASE_STACK, [PC] = CASE_CODE}};
        target_begin(&code, sizeof code, &s);
        target_steps(1, &s);
        assert_int_equal(s.r[PC], taken ? target : CASE_CODE + 2);
        assert_int_equal(s.flags, f << 28);
    }
}

TABLE_TEST(cpu, subject, immediate_shifts)
TABLE_TEST(cpu, subject, additions)
TABLE_TEST(cpu, subject, logic)
TABLE_TEST(cpu, subject, register_shifts)
TABLE_TEST(cpu, subject, extensions)
TABLE_TEST(cpu, subject, high_registers)
TABLE_TEST(cpu, subject, branches)
TABLE_TEST(cpu, subject, special)
TABLE_TEST(cpu, subject, faults)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_immediate_shifts),
        cmocka_unit_test(test_additions),
        cmocka_unit_test(test_logic),
        cmocka_unit_test(test_register_shifts),
        cmocka_unit_test(test_extensions),
        cmocka_unit_test(test_high_registers),
        cmocka_unit_test(test_branches),
        cmocka_unit_test(test_special),
        cmocka_unit_test(test_faults),
        cmocka_unit_test(test_breakpoints),
        cmocka_unit_test(test_control),
        cmocka_unit_test(test_unprivileged),
        cmocka_unit_test(test_conditions),
    };
    return cmocka_run_group_tests(tests, target_open, target_close);
}
