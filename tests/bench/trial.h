/* SPDX-License-Identifier: MIT
 *
 * One scenario of firmware that the test assembles: how it ends, and the
 * causes that are found.
 */
#ifndef TESTS_BENCH_TRIAL_H
#define TESTS_BENCH_TRIAL_H

#include "bench/image_file.h"
#include "bench/stm32l0/readings.h"
#include "bench/verdict.h"
#include "tests/bench/bench_fixture.h"

struct trial {
    struct blob blob;
    struct code code;
    struct image image;
    struct campaign campaign;
    struct asks asks;
    struct scenario scenario;
    struct result result;
};

/* Returns a trial on ROM V4.0, BFB2=0, bank 2 blank, RDP 0, asked by
 * call:spin@10. */
static inline struct trial *trial_new(void)
{
    static char spin[] = "spin";
    struct trial *trial = test_calloc(1, sizeof *trial);
    assert_true(part_find("stm32l073rz", &trial->campaign.part));
    trial->code = bench_firmware(&trial->blob);
    trial->asks = (struct asks){
        .count = 1,
        .list = {{.kind = ASK_CALL, .at_us = 10000, .symbol = spin}}};
    trial->scenario = (struct scenario){.rom = ROM_V4_0, .wdg_sw = 1};
    return trial;
}

static inline struct code *at_main(struct trial *trial)
{
    trial->code.at = MAIN_AT;
    return &trial->code;
}

static inline struct code *at_ask(struct trial *trial)
{
    trial->code.at = ASK_AT;
    return &trial->code;
}

static inline void trial_run(struct trial *trial)
{
    char error[IMAGE_ERROR_SIZE];
    if (!image_load_memory("test.elf", trial->blob.bytes, trial->blob.size,
                           &trial->image, error))
        fail_msg("%s", error);
    trial->campaign.image = &trial->image;
    trial->campaign.asks = &trial->asks;
    assert_true(
        verdict_run(&trial->campaign, &trial->scenario, &trial->result));
}

static inline void show(const char *title, const struct finding *findings,
                        unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        print_error("%s %s at %s: %s\n", title, findings[i].code,
                    findings[i].where, findings[i].text);
}

/* Formats the codes of findings: "E1 D2". */
static inline void trial_codes(const struct finding *findings, unsigned count,
                               char text[128])
{
    size_t used = 0;
    text[0] = 0;
    for (unsigned i = 0; i < count; i++)
        used += (size_t)snprintf(text + used, 128 - used, "%s%s",
                                 used ? " " : "", findings[i].code);
}

/* Runs the trial to VERDICT with exactly these causes and, unless it is NULL,
 * these warnings, in this order: "E1 D2"; NULL causes: none. */
static inline void trial_says(struct trial *trial, enum verdict verdict,
                              const char *causes, const char *warnings)
{
    char blamed[128], warned[128];
    const struct result *result = &trial->result;

    trial_run(trial);
    trial_codes(result->causes, result->cause_count, blamed);
    trial_codes(result->warnings, result->warning_count, warned);
    if (result->verdict != verdict || strcmp(blamed, causes ? causes : "") ||
        (warnings && strcmp(warned, warnings))) {
        show("cause", result->causes, result->cause_count);
        show("warning", result->warnings, result->warning_count);
        fail_msg("%s %s [%s], want %s %s [%s]", verdict_name(result->verdict),
                 blamed, warned, verdict_name(verdict), causes ? causes : "",
                 warnings ? warnings : "any");
    }
    image_free(&trial->image);
    test_free(trial);
}

static inline void trial_ends(struct trial *trial, enum verdict verdict,
                              const char *causes)
{
    trial_says(trial, verdict, causes, NULL);
}

static inline struct trial *once(void)
{
    struct trial *trial = trial_new();
    emit_once(at_main(trial));
    emit_flag(at_ask(trial));
    return trial;
}

#endif
