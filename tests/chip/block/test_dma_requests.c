/* SPDX-License-Identifier: MIT
 *
 * What requests DMA: USART2 with its cable, both ways, and the two kinds of
 * request lines.
 */
#include "chip/dma.h"
#include "tests/chip/block.h"
#include "tests/chip/block/dma_fixture.h"

enum {
    BUFFER = 0x20001000,
    BRR_115200 = 139,
    FRAME = 10, /* bits */
    TX = 4,     /* channel of USART2_TX, */
    RX = 5,     /* and of USART2_RX */
    USART2_LINES = 4,
    TIM6 = 0x40001000,
    TIM6_LINE = 9,
    ITEM = 5,
};

#define BIT_PS (BRR_115200 * (uint64_t)HSI16_PS)

static struct chip chip;

/* USART2 at 115200 baud 8N1, cable plugged in, its lines selected; the core
 * sleeps. */
static int setup(void **state)
{
    (void)state;
    fixture_usart2(&chip, BRR_115200, 0);
    dma_clock(&chip);
    dma_select(&chip, TX, USART2_LINES);
    dma_select(&chip, RX, USART2_LINES);
    sleep_core(&chip);
    return 0;
}

static void run_frames(unsigned count)
{
    run_ps(&chip, count * FRAME * BIT_PS);
}

static void transmit(uint32_t ccr, unsigned count)
{
    dma_start(&chip, TX, DIR | MINC | ccr, USART2 + TDR, BUFFER, count);
    modify(&chip, USART2 + CR3, 0, DMAT);
}

static void receive(uint32_t ccr, unsigned count)
{
    dma_start(&chip, RX, MINC | ccr, USART2 + RDR, BUFFER, count);
    modify(&chip, USART2 + CR3, 0, DMAR);
}

/* --- transmitter --- */

/* Every byte once and in order, without a gap; TC follows the last frame. */
static void tx_buffer(void **state)
{
    (void)state;
    enum { COUNT = 200 };
    uint8_t sent[COUNT], got[COUNT + 1];
    for (unsigned i = 0; i < COUNT; i++)
        wr8(&chip, BUFFER + i, sent[i] = (uint8_t)(7 * i));
    wr(&chip, USART2 + ICR, TC);
    transmit(TCIE_DMA, COUNT);
    run_frames(COUNT - 2);
    assert_int_equal(dma_flags(&chip, TX), HTIF | GIF);
    run_frames(1);
    assert_int_equal(dma_flags(&chip, TX), TCIF | HTIF | GIF);
    assert_true(irq_line(&chip, IRQ_DMA1_CH4_7));
    assert_false(rd(&chip, USART2 + ISR) & TC);
    run_frames(2);
    assert_true(rd(&chip, USART2 + ISR) & TC);
    assert_int_equal(serial_take(&chip, USART_2, got, sizeof got), COUNT);
    assert_memory_equal(got, sent, COUNT);
}

static void tx_circular(void **state)
{
    (void)state;
    uint8_t got[16];
    wr(&chip, BUFFER, 0x64636261);
    transmit(CIRC, 4);
    run_frames(9);
    wr(&chip, USART2 + CR3, 0); /* two more are under way */
    run_frames(9);
    size_t count = serial_take(&chip, USART_2, got, sizeof got);
    assert_in_range(count, 9, 11);
    assert_memory_equal(got, "abcdabcdabc", count);
}

/* No request before UE=1, though TXE reads 1. */
static void tx_waits_for_ue(void **state)
{
    (void)state;
    wr(&chip, USART2 + CR1, 0);
    transmit(0, 3);
    run_cycles(&chip, 1000);
    expect_rd(&chip, CNDTR(TX), 3);
    wr(&chip, USART2 + CR1, UE | TE);
    run_cycles(&chip, 2 * ITEM);
    assert_true(rd(&chip, CNDTR(TX)) < 3);
}

/* --- receiver --- */

/* A ring; the host of it looks at CNDTR when the line is idle, as drivers do.
 */
static void rx_ring_with_idle(void **state)
{
    (void)state;
    modify(&chip, USART2 + CR1, 0, IDLEIE);
    receive(CIRC | HTIE | TCIE_DMA, 8);
    serial_send(&chip, USART_2, "abcde", 5);
    run_frames(5);
    assert_false(rd(&chip, USART2 + ISR) & IDLE);
    run_frames(3);
    assert_true(rd(&chip, USART2 + ISR) & IDLE);
    assert_true(irq_line(&chip, IRQ_USART2));
    expect_rd(&chip, CNDTR(RX), 3);
    assert_int_equal(dma_flags(&chip, RX), HTIF | GIF);
    serial_send(&chip, USART_2, "fghijk", 6);
    run_frames(8);
    expect_rd(&chip, CNDTR(RX), 5);
    assert_int_equal(dma_flags(&chip, RX), TCIF | HTIF | GIF);
    uint8_t ring[8];
    assert_true(chip_peek(&chip, BUFFER, ring, 8));
    assert_memory_equal(ring, "ijkdefgh", 8);
    assert_int_equal(rd(&chip, USART2 + ISR) & (RXNE | ORE), 0);
}

/* A byte that was there before DMAR is the first one. */
static void rx_level(void **state)
{
    (void)state;
    serial_send(&chip, USART_2, "x", 1);
    run_frames(2);
    receive(0, 2);
    run_cycles(&chip, ITEM);
    assert_int_equal(rd8(&chip, BUFFER), 'x');
    expect_rd(&chip, CNDTR(RX), 1);
}

/* When the count has run out, what comes stays in the USART. */
static void rx_count_runs_out(void **state)
{
    (void)state;
    receive(0, 2);
    serial_send(&chip, USART_2, "abc", 3);
    run_frames(4);
    assert_int_equal(rd(&chip, USART2 + ISR) & (RXNE | ORE), RXNE);
    assert_int_equal(rd(&chip, USART2 + RDR), 'c');
}

/* A frame whose stop bit is 0. */
static void send_bad_frame(uint8_t byte)
{
    assert_true(
        serial_send_frame(&chip, USART_2, (uint32_t)byte << 1 | 0xC00, 12));
    run_frames(2);
}

/* Without DDRE the byte of a bad frame is handed on (assumed); with DDRE
 * nothing is, until FE is cleared. */
static void rx_error(void **state)
{
    (void)state;
    for (unsigned ddre = 0; ddre < 2; ddre++) {
        setup(NULL);
        wr(&chip, USART2 + CR1, 0);
        wr(&chip, USART2 + CR3, ddre ? DDRE : 0);
        wr(&chip, USART2 + CR1, UE | TE | RE);
        receive(0, 4);
        send_bad_frame('a');
        assert_true(rd(&chip, USART2 + ISR) & FE);
        expect_rd(&chip, CNDTR(RX), ddre ? 4 : 3);
        if (!ddre)
            continue;
        wr(&chip, USART2 + ICR, FE);
        run_cycles(&chip, ITEM);
        expect_rd(&chip, CNDTR(RX), 3);
        assert_int_equal(rd8(&chip, BUFFER), 'a');
    }
}

/* Both directions at once: what comes goes back from the same buffer. */
static void both_directions(void **state)
{
    (void)state;
    char got[8];
    receive(0, 8);
    serial_send(&chip, USART_2, "12345678", 8);
    run_frames(4);
    transmit(0, 8);
    run_frames(11);
    assert_int_equal(serial_take(&chip, USART_2, got, 8), 8);
    assert_memory_equal(got, "12345678", 8);
}

/* --- lines --- */

/* Requests that no channel listens to arm nothing. */
static void nobody_listens(void **state)
{
    (void)state;
    run_frames(4);
    assert_int_equal(chip.due_cycle, NEVER);
    modify(&chip, USART2 + CR3, 0, DMAT | DMAR); /* TXE: the line is high */
    assert_int_equal(chip.due_cycle, NEVER);
    dma_select(&chip, TX, USART2_LINES + 1);
    dma_start(&chip, TX, DIR | MINC, USART2 + TDR, BUFFER, 4);
    assert_int_equal(chip.due_cycle, NEVER);
    dma_select(&chip, TX, USART2_LINES);
    assert_true(chip.due_cycle != NEVER);
}

/* A pulse is one item, now or when a channel listens; it can be taken back. */
static void pulses(void **state)
{
    (void)state;
    const struct map_row *tim6 = map_at(&chip, TIM6);
    dma_pulse(&chip, tim6, 0);
    dma_select(&chip, 2, TIM6_LINE);
    assert_false(dma_listens(&chip, tim6, 0));
    dma_start(&chip, 2, MINC, BUFFER, BUFFER + 16, 4);
    assert_true(dma_listens(&chip, tim6, 0));
    run_cycles(&chip, 10 * ITEM);
    expect_rd(&chip, CNDTR(2), 3);
    dma_pulse(&chip, tim6, 0);
    run_cycles(&chip, 10 * ITEM);
    expect_rd(&chip, CNDTR(2), 2);
    wr(&chip, CCR(2), MINC);
    dma_pulse(&chip, tim6, 0);
    dma_request(&chip, tim6, 0, false);
    wr(&chip, CCR(2), MINC | EN);
    run_cycles(&chip, 10 * ITEM);
    expect_rd(&chip, CNDTR(2), 2);
    dma_request(&chip, tim6, 0, true); /* a level is served until it falls */
    run_cycles(&chip, 10 * ITEM);
    expect_rd(&chip, CNDTR(2), 0);
    assert_false(dma_listens(&chip, tim6, 0));
    dma_request(&chip, tim6, 0, false);
}

/* A block without lines has no effect. */
static void no_lines(void **state)
{
    (void)state;
    const struct map_row *wwdg = map_at(&chip, 0x40002C00);
    dma_pulse(&chip, wwdg, 0);
    dma_request(&chip, wwdg, 5, true);
    for (unsigned channel = 1; channel <= 7; channel++)
        dma_start(&chip, channel, MINC, BUFFER, BUFFER + 16, 4);
    for (uint32_t selection = 0; selection < 16; selection++) {
        wr(&chip, DMA_CSELR, selection * 0x01111111);
        run_cycles(&chip, 100);
        for (unsigned channel = 1; channel <= 7; channel++)
            expect_rd(&chip, CNDTR(channel), 4);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, setup)
    const struct CMUnitTest tests[] = {
        TEST(tx_buffer),       TEST(tx_circular),
        TEST(tx_waits_for_ue), TEST(rx_ring_with_idle),
        TEST(rx_level),        TEST(rx_count_runs_out),
        TEST(rx_error),        TEST(both_directions),
        TEST(nobody_listens),  TEST(pulses),
        TEST(no_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
