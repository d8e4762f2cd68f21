/* SPDX-License-Identifier: MIT
 *
 * The supply goes while the model ROM writes an option word for the host.
 */
#include "bench/stm32l0/readings.h"
#include "chip/stm32l0/flash.h"
#include "tests/rom/rom_usart_fixture.h"

enum { WORDS = 5, USER = 1 };

static const uint32_t wanted[WORDS] = {0xFF5500AA, 0x7F0F80F0, 0xFFFE0001,
                                       0xFFFD0002, 0xFFFB0004};
static const uint32_t factory[WORDS] = {0xFF5500AA, 0x7F8F8070, 0xFFFF0000,
                                        0xFFFF0000, 0xFFFF0000};

/* The option registers when the word that was torn matches no complement: its
 * default, or protected (RM0367 3.4.4). */
static const struct {
    uint32_t optr, wrprot1, wrprot2;
} torn_default[WORDS] = {
    {0x80700100, 0, 0},
    {0x807000AA, 0, 0},
    {0x80F000AA, 0xFFFF, 0},
    {0x80F000AA, 0xFFFF0001, 0},
    {0x80F000AA, 0x20001, 0xFFFF},
};

/* The host has the ROM write all five words; power goes in the middle of word
 * N. */
static void cut_word(unsigned n, unsigned torn)
{
    start(ROM_V4_1);
    chip.board.torn = (uint8_t)torn;
    chip.watch.events |= 1u << EVENT_NVM;
    uint8_t message[4 + 20] = {0x31, 0xCE};
    send_bytes(&chip, U2, 0x31, 0xCE);
    expect(&chip, U2, ACK);
    send_bytes(&chip, U2, 0x1F, 0xF8, 0x00, 0x00, 0xE7);
    expect(&chip, U2, ACK);
    uint8_t sum = 19;
    message[0] = 19;
    memcpy(message + 1, wanted, 20);
    for (unsigned i = 1; i <= 20; i++)
        sum ^= message[i];
    message[21] = sum;
    host_send(&chip, U2, message, 22);
    for (;;) {
        assert_true(chip_run(&chip, chip.cycle + 32000000) == STOP_EVENT);
        bool met = false;
        for (unsigned i = 0; i < chip.events.count; i++) {
            const struct event *event = &chip.events.list[i];
            met |= event->kind == EVENT_NVM && event->nvm.begins &&
                   event->nvm.address == OPTION_BASE + 4 * n;
        }
        chip.events.count = 0;
        if (met)
            break;
    }
    chip_reset(&chip, RESET_POWER);
}

static void test_certain_ends(void **state)
{
    (void)state;
    for (unsigned n = 0; n < WORDS; n++)
        for (unsigned torn = TORN_OLD; torn <= TORN_NEW; torn++) {
            cut_word(n, torn);
            for (unsigned i = 0; i < WORDS; i++) {
                bool done = i < n || (i == n && torn == TORN_NEW);
                bool erased = i == n && torn == TORN_ERASED;
                assert_word(OPTION_BASE + 4 * i, erased ? 0
                                                 : done ? wanted[i]
                                                        : factory[i]);
            }
            if (torn != TORN_ERASED)
                continue;
            const struct flash *flash = &stm32l0(&chip)->flash;
            assert_int_equal(flash->optr, torn_default[n].optr);
            assert_int_equal(flash->wrprot1, torn_default[n].wrprot1);
            assert_int_equal(flash->wrprot2, torn_default[n].wrprot2);
            assert_true(flash->sr & FLASH_SR_OPTVERR);
        }
}

/* BFB2 is the value's or the factory's, and follows the word's complement. */
static void test_mixes(void **state)
{
    (void)state;
    for (unsigned torn = TORN_MIX; torn < TORN_PREFIX; torn++) {
        cut_word(USER, torn);
        uint32_t word;
        assert_true(chip_peek(&chip, OPTION_BASE + 4, &word, 4));
        assert_int_equal(word & ~(wanted[USER] | factory[USER]), 0);
        bool matches = (word >> 16 ^ word) << 16 == 0xFFFF0000;
        const struct flash *flash = &stm32l0(&chip)->flash;
        assert_int_equal(!(flash->sr & FLASH_SR_OPTVERR), matches);
        if (!matches)
            assert_int_equal(flash->optr, 0x807000AA);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_certain_ends),
        cmocka_unit_test(test_mixes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
