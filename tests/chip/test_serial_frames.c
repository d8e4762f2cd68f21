/* SPDX-License-Identifier: MIT
 *
 * Every frame that a USART or the LPUART can be set to, both ways through the
 * cable: 7, 8 and 9 bits, no, even and odd parity, 1 and 2 stop bits.
 */
#include "tests/chip/block/usart_fixture.h"

enum { BRR_115200 = 139, STREAM = 20, STOP_2 = 2 << 12 };

#define BIT_PS (BRR_115200 * (uint64_t)HSI16_PS)

static struct chip chip;

struct format {
    unsigned word_bits; /* the parity bit included */
    uint32_t parity;    /* bits of CR1 */
    unsigned stop_bits;
};

/* The formats in turn. */
static struct format format_of(unsigned i)
{
    static const uint32_t parities[] = {0, PCE, PCE | PS};
    return (struct format){7 + i % 3, parities[i / 3 % 3], 1 + i / 9};
}

enum { FORMATS = 18 };

static unsigned data_bits(struct format format)
{
    return format.word_bits - !!format.parity;
}

static uint32_t data_mask(struct format format)
{
    return (1u << data_bits(format)) - 1;
}

static void line_on(unsigned block, struct format format)
{
    static const uint32_t lengths[] = {M1, 0, M0};
    struct line line = usart_lines[block];
    wr(&chip, line.base + CR2, format.stop_bits == 2 ? STOP_2 : 0);
    usart_line_on(&chip, line, BRR_115200,
                  format.parity | lengths[format.word_bits - 7]);
}

static void setup_line(unsigned block, struct format format)
{
    fixture_chip(&chip);
    fixture_hsi16(&chip);
    usart_clocks(&chip);
    serial_open(&chip, usart_lines[block].cable, HSI16_HZ / BRR_115200);
    line_on(block, format);
}

static uint8_t pattern(unsigned i)
{
    static const uint8_t first[] = {0x00, 0xFF, 0x55, 0xAA, 0x01, 0x80, 0x7F};
    return i < sizeof first ? first[i] : (uint8_t)(i * 73 + 19);
}

/* --- without errors --- */

/* Queues STREAM words for the cable, and writes STREAM to TDR as it empties;
 * takes what the chip receives, the parity bit left out. */
static void stream(unsigned block, struct format format)
{
    uint32_t base = usart_lines[block].base, errors = 0;
    unsigned sent = 0, received = 0;
    for (unsigned i = 0; i < STREAM; i++) {
        uint8_t byte = pattern(i);
        serial_send(&chip, usart_lines[block].cable, &byte, 1);
    }
    for (unsigned i = 0; i < 2 * 14 * STREAM; i++) {
        uint32_t isr = rd(&chip, base + ISR);
        errors |= isr & (PE | FE | NF | ORE);
        if (isr & RXNE)
            assert_int_equal(rd(&chip, base + RDR) & data_mask(format),
                             pattern(received++) & data_mask(format));
        if (isr & TXE && sent < STREAM)
            wr(&chip, base + TDR, 0x100 | pattern(sent++));
        run_ps(&chip, BIT_PS / 2);
    }
    assert_int_equal(errors, 0);
    assert_int_equal(received, STREAM);
    assert_int_equal(sent, STREAM);
}

/* What the cable received; of nine data bits it has eight. */
static void expect_taken(unsigned block, struct format format)
{
    unsigned cable = usart_lines[block].cable;
    uint8_t got[STREAM + 1];
    assert_int_equal(serial_take(&chip, cable, got, sizeof got), STREAM);
    for (unsigned i = 0; i < STREAM; i++)
        assert_int_equal(got[i], pattern(i) & data_mask(format));
    assert_int_equal(serial_state(&chip, cable)->framing_errors, 0);
    assert_int_equal(serial_state(&chip, cable)->parity_errors, 0);
}

static void every_format(void **state)
{
    (void)state;
    for (unsigned block = 0; block < USART_LINES; block++)
        for (unsigned i = 0; i < FORMATS; i++) {
            setup_line(block, format_of(i));
            stream(block, format_of(i));
            expect_taken(block, format_of(i));
        }
}

/* Bits of a frame to the chip, from start bit to the last stop bit. */
static unsigned frame_length(struct format format)
{
    return 1 + format.word_bits + format.stop_bits;
}

static void length_on_the_line(void **state)
{
    (void)state;
    for (unsigned i = 0; i < FORMATS; i++) {
        setup_line(0, format_of(i));
        serial_send(&chip, usart_lines[0].cable, "a", 1);
        run_ps(&chip, frame_length(format_of(i)) * BIT_PS - BIT_PS / 4);
        assert_false(serial_idle(&chip, usart_lines[0].cable));
        run_ps(&chip, BIT_PS / 2);
        assert_true(serial_idle(&chip, usart_lines[0].cable));
    }
}

/* --- with errors --- */

/* A frame with its levels from the first in bit 0; WRONG turns the parity. */
static uint32_t frame_of(struct format format, uint8_t byte, bool wrong)
{
    uint32_t data = byte & data_mask(format);
    uint32_t bits = data << 1 | ~0u << (1 + format.word_bits);
    bool odd = format.parity & PS;
    bool parity = __builtin_parity(data) ^ odd ^ wrong;
    return bits | (uint32_t)(format.parity && parity) << format.word_bits;
}

/* To the chip. */
static void wrong_parity_is_flagged(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 2 * FORMATS; i++) {
        struct format format = format_of(i / 2);
        bool wrong = i & 1;
        setup_line(0, format);
        uint32_t base = usart_lines[0].base;
        assert_true(serial_send_frame(&chip, usart_lines[0].cable,
                                      frame_of(format, 0x35, wrong),
                                      frame_length(format)));
        run_ps(&chip, 14 * BIT_PS);
        assert_int_equal(rd(&chip, base + ISR) & (RXNE | PE | FE),
                         RXNE | (wrong && format.parity ? PE : 0));
        assert_int_equal(rd(&chip, base + RDR) & data_mask(format),
                         0x35 & data_mask(format));
    }
}

/* From the chip, whose TX pin is an output for a while: the frame is still the
 * one that the USART, with its RX pin, is set to. */
static void wrong_parity_is_counted(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 2 * FORMATS; i++) {
        struct format format = format_of(i / 2);
        bool wrong = i & 1;
        uint8_t byte;
        setup_line(1, format);
        unsigned cable = usart_lines[1].cable;
        uint32_t bits = frame_of(format, 0x35, wrong);
        wr(&chip, GPIOA + GPIO_ODR, 1 << 2);
        modify(&chip, GPIOA + GPIO_MODER, 3 << 4, 1 << 4); /* PA2 */
        for (unsigned k = 0; k < frame_length(format); k++) {
            wr(&chip, GPIOA + GPIO_ODR, (bits >> k & 1) << 2);
            run_ps(&chip, BIT_PS);
        }
        assert_int_equal(serial_state(&chip, cable)->parity_errors,
                         wrong && format.parity);
        assert_int_equal(serial_state(&chip, cable)->framing_errors, 0);
        assert_int_equal(serial_take(&chip, cable, &byte, 1), 1);
        assert_int_equal(byte, 0x35 & data_mask(format));
    }
}

/* --- a frame of the far end's own --- */

/* USART2 receives nine levels behind the start bit, so that the parity bit and
 * the stop bit of a frame are among them. */
static void own_frames_are_sent(void **state)
{
    static const uint8_t parities[] = {PARITY_NONE, PARITY_EVEN, PARITY_ODD,
                                       PARITY_MARK, PARITY_SPACE};
    uint8_t byte = 0x35;
    (void)state;
    for (unsigned i = 0; i < 4 * 5 * 2; i++) {
        const struct map_frame frame = {5 + i % 4, parities[i / 4 % 5],
                                        1 + i / 20};
        setup_line(1, (struct format){9, 0, 1});
        serial_set_frame(&chip, USART_2, &frame);
        unsigned length = 1u + frame.data_bits + !!frame.parity;
        uint32_t data = byte & ((1u << frame.data_bits) - 1);
        bool odd = __builtin_parity(data);
        uint32_t parity[] = {1, odd, !odd, 1, 0};
        uint32_t levels =
            data | parity[i / 4 % 5] << frame.data_bits | ~0u << (length - 1);
        serial_send(&chip, USART_2, &byte, 1);
        run_ps(&chip, (length + frame.stop_bits) * BIT_PS - BIT_PS / 4);
        assert_false(serial_idle(&chip, USART_2));
        run_ps(&chip, BIT_PS / 2);
        assert_true(serial_idle(&chip, USART_2));
        run_ps(&chip, 6 * BIT_PS);
        assert_int_equal(rd(&chip, USART2 + RDR), levels & 0x1FF);
    }
}

/* 8N1 text at an end that is set to 8E1: where the parity bit is expected there
 * is a stop bit, and where the stop bit is, the next start bit. */
static void own_frames_are_expected(void **state)
{
    const struct map_frame even = {8, PARITY_EVEN, 1};
    uint8_t got[STREAM];
    (void)state;
    setup_line(1, (struct format){8, 0, 1});
    serial_set_frame(&chip, USART_2, &even);
    wr(&chip, USART2 + TDR, 0x00); /* the line is idle behind it */
    run_ps(&chip, 15 * BIT_PS);
    assert_int_equal(serial_take(&chip, USART_2, got, sizeof got), 1);
    assert_int_equal(serial_state(&chip, USART_2)->parity_errors, 1);
    wr(&chip, USART2 + TDR, 0xFF);
    run_ps(&chip, BIT_PS);
    wr(&chip, USART2 + TDR, 0xFF);
    run_ps(&chip, 24 * BIT_PS);
    assert_int_equal(serial_state(&chip, USART_2)->framing_errors, 1);
    serial_set_frame(&chip, USART_2, NULL);
    wr(&chip, USART2 + TDR, 0x41);
    run_ps(&chip, 15 * BIT_PS);
    assert_int_equal(serial_state(&chip, USART_2)->framing_errors, 1);
    assert_int_equal(serial_state(&chip, USART_2)->parity_errors, 1);
}

static void a_purge_leaves_the_frame_under_way(void **state)
{
    (void)state;
    setup_line(1, (struct format){8, 0, 1});
    serial_send(&chip, USART_2, "abc", 3);
    serial_purge(&chip, USART_2);
    run_ps(&chip, 11 * BIT_PS);
    assert_true(serial_idle(&chip, USART_2));
    assert_int_equal(rd(&chip, USART2 + RDR), 'a');
}

/* --- what is at the chip's end --- */

/* 8E1 while the block is off, whatever CR1 and CR2 say. */
static void off_is_8e1(void **state)
{
    (void)state;
    for (unsigned i = 0; i < FORMATS; i++) {
        setup_line(0, format_of(i));
        modify(&chip, usart_lines[0].base + CR1, UE, 0);
        serial_send(&chip, usart_lines[0].cable, "a", 1);
        run_ps(&chip, 11 * BIT_PS - BIT_PS / 4);
        assert_false(serial_idle(&chip, usart_lines[0].cable));
        run_ps(&chip, BIT_PS / 2);
        assert_true(serial_idle(&chip, usart_lines[0].cable));
    }
}

static void expect_block(const char *name)
{
    assert_string_equal(serial_listener(&chip, USART_2)->name, name);
    assert_string_equal(serial_sender(&chip, USART_2)->name, name);
}

/* PA2 and PA3 reach USART2 with AF4 and LPUART1 with AF6: the cable is with the
 * one that the pins select, be it one pin only. */
static void the_pins_choose(void **state)
{
    (void)state;
    const struct format format_8n1 = {8, 0, 1}, format_7o1 = {8, PCE | PS, 1};
    uint8_t byte;
    setup_line(1, format_7o1);
    expect_block("USART2");
    line_on(2, format_8n1); /* moves the pins */
    expect_block("LPUART1");
    assert_int_equal(serial_line(&chip, USART_2).frame.data_bits, 8);
    assert_int_equal(serial_line(&chip, USART_2).frame.parity, PARITY_NONE);
    pin_alternate(&chip, GPIOA, 3, 4);
    assert_string_equal(serial_listener(&chip, USART_2)->name, "USART2");
    assert_int_equal(serial_line(&chip, USART_2).frame.parity, PARITY_ODD);
    wr(&chip, LPUART1 + TDR, 0xC7);
    run_ps(&chip, 12 * BIT_PS);
    assert_int_equal(serial_take(&chip, USART_2, &byte, 1), 1);
    assert_int_equal(byte, 0xC7);
    assert_string_equal(serial_sender(&chip, USART_2)->name, "LPUART1");
    modify(&chip, GPIOA + GPIO_MODER, 15 << 4, 8 << 4); /* PA3 only */
    assert_string_equal(serial_listener(&chip, USART_2)->name, "USART2");
    modify(&chip, GPIOA + GPIO_MODER, 15 << 4, 2 << 4); /* PA2 only */
    assert_string_equal(serial_listener(&chip, USART_2)->name, "LPUART1");
    assert_int_equal(serial_line_from(&chip, USART_2).frame.data_bits, 8);
}

/* The one that sent last is remembered: its bytes may be taken when a reset has
 * already released the pins. */
static void the_sender_is_remembered(void **state)
{
    (void)state;
    uint8_t byte;
    setup_line(2, (struct format){8, 0, 1});
    wr(&chip, LPUART1 + TDR, 'x');
    run_ps(&chip, 12 * BIT_PS);
    reset_request(&chip, RESET_SYSTEM);
    run_us(&chip, 100);
    assert_string_equal(serial_listener(&chip, USART_2)->name, "USART2");
    assert_string_equal(serial_sender(&chip, USART_2)->name, "LPUART1");
    assert_int_equal(serial_take(&chip, USART_2, &byte, 1), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_format),
        cmocka_unit_test(length_on_the_line),
        cmocka_unit_test(wrong_parity_is_flagged),
        cmocka_unit_test(wrong_parity_is_counted),
        cmocka_unit_test(own_frames_are_sent),
        cmocka_unit_test(own_frames_are_expected),
        cmocka_unit_test(a_purge_leaves_the_frame_under_way),
        cmocka_unit_test(off_is_8e1),
        cmocka_unit_test(the_pins_choose),
        cmocka_unit_test(the_sender_is_remembered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
