/* SPDX-License-Identifier: MIT
 *
 * The bytes of part_table.tsv, found on the include path.
 */
    .section .rodata.part_table, "a", %progbits
    .global part_table_tsv
    .hidden part_table_tsv
part_table_tsv:
    .incbin "part_table.tsv"
    .global part_table_tsv_end
    .hidden part_table_tsv_end
part_table_tsv_end:

    .section .note.GNU-stack, "", %progbits
