/* SPDX-License-Identifier: MIT
 *
 * The way into translated code and out of it (native.h), System V ABI. In it
 *     rbx    cpu.r          esi edi r8d-r11d r14d r15d    R0 to R7
 *     rbp    chip.sram      r13d  what N and Z are made from
 *     r12d   cycles left    edx   instructions of the blocks that ended
 *     [rsp]  the last instruction of the block that ended last
 *     [rsp + 4], [rsp + 5]  C, V
 *     eax, ecx, [rsp + 8]   free
 * The other registers of the guest stay in cpu.r.
 */
    .intel_syntax noprefix

    /* struct native_state */
    .set STATE_R, 0
    .set STATE_SRAM, 8
    .set STATE_LEFT, 16
    .set STATE_NZ, 20
    .set STATE_CV, 24
    .set STATE_COUNT, 28
    .set STATE_LAST, 32
    .set STATE_AT, 36
    .set STATE_WHICH, 40

    /* struct native */
    .set NATIVE_JUMPS, 44 + 4 * 4096

    .set LAST, 0
    .set CV, 4
    .set FREE, 8
    .set FRAME, 16

    .text

/* void native_enter(struct native_state *, const void *code) */
    .globl native_enter
    .hidden native_enter
    .type native_enter, @function
native_enter:
    push rbx
    push rbp
    push r12
    push r13
    push r14
    push r15
    push rdi
    sub rsp, FRAME
    mov rcx, rsi
    mov rax, rdi
    mov rbx, [rax + STATE_R]
    mov rbp, [rax + STATE_SRAM]
    mov r12d, [rax + STATE_LEFT]
    mov r13d, [rax + STATE_NZ]
    mov edx, [rax + STATE_CV]
    mov [rsp + CV], edx
    mov edx, [rax + STATE_LAST]
    mov [rsp + LAST], edx
    xor edx, edx
    mov esi, [rbx]
    mov edi, [rbx + 4]
    mov r8d, [rbx + 8]
    mov r9d, [rbx + 12]
    mov r10d, [rbx + 16]
    mov r11d, [rbx + 20]
    mov r14d, [rbx + 24]
    mov r15d, [rbx + 28]
    jmp rcx
    .size native_enter, . - native_enter

/* Goes to the block at the guest's address eax, if it is translated; rcx =
 * struct native. */
    .globl native_jump
    .hidden native_jump
    .type native_jump, @function
native_jump:
    mov [rsp + FREE], edx
    mov edx, eax
    and edx, 0x7FE /* a jump takes 8 bytes, the guest's halfword 2 */
    cmp [rcx + 4 * rdx + NATIVE_JUMPS], eax
    jne 1f
    mov edx, [rcx + 4 * rdx + NATIVE_JUMPS + 4]
    add rcx, rdx
    mov edx, [rsp + FREE]
    jmp rcx
1:  mov edx, [rsp + FREE]
    xor ecx, ecx
    .size native_jump, . - native_jump

/* Ends the stay: eax = state.at, ecx = state.which */
    .globl native_leave
    .hidden native_leave
    .type native_leave, @function
native_leave:
    mov [rbx], esi
    mov [rbx + 4], edi
    mov [rbx + 8], r8d
    mov [rbx + 12], r9d
    mov [rbx + 16], r10d
    mov [rbx + 20], r11d
    mov [rbx + 24], r14d
    mov [rbx + 28], r15d
    mov esi, [rsp + LAST]
    mov edi, [rsp + CV]
    add rsp, FRAME
    pop rbx
    mov [rbx + STATE_LEFT], r12d
    mov [rbx + STATE_NZ], r13d
    mov [rbx + STATE_CV], edi
    mov [rbx + STATE_COUNT], edx
    mov [rbx + STATE_LAST], esi
    mov [rbx + STATE_AT], eax
    mov [rbx + STATE_WHICH], ecx
    pop r15
    pop r14
    pop r13
    pop r12
    pop rbp
    pop rbx
    ret
    .size native_leave, . - native_leave

/* Empties the pipeline. It may contain an older copy of code that was written
 * at another address than it runs at (Intel SDM volume 3, "Handling Self- and
 * Cross-Modifying Code"). IRET serializes as CPUID does, and does not trap into
 * a hypervisor. */
    .globl native_serialize
    .hidden native_serialize
    .type native_serialize, @function
native_serialize:
    mov rax, rsp
    mov ecx, ss
    push rcx
    push rax
    pushfq
    mov ecx, cs
    push rcx
    lea rcx, [rip + 1f]
    push rcx
    iretq
1:  ret
    .size native_serialize, . - native_serialize

    .section .note.GNU-stack, "", @progbits
