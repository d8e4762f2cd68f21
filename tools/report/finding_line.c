/* SPDX-License-Identifier: MIT */
#include "tools/report/finding_line.h"

#include <stdlib.h>

#include "bench/evidence.h"
#include "bench/parts.h"
#include "bench/verdict.h"
#include "tools/board_options.h"
#include "tools/die.h"
#include "tools/report/places.h"

static struct scenario scenario_of(const struct options *options,
                                   const struct campaign *campaign)
{
    const struct rom_image *rom = options->rom_count ? options->roms : NULL;
    return (struct scenario){
        .rom = rom ? rom->version : parts_default_rom(&options->part),
        .rom_hash =
            rom && rom->bytes ? scenario_hash(rom->bytes, rom->size) : 0,
        .readings = options->readings,
        .bank2 = options->bank2,
        .bank2_hash = campaign->bank2_hash,
        .bfb2 = options->bfb2,
        .rdp = options->rdp,
        .boot0 = options->boot0,
        .wdg_sw = options->wdg_sw,
    };
}

static void print_finding(struct timeline *timeline, const char *lead,
                          const struct finding *finding)
{
    timeline_print(timeline, "check", "%s%s%s%s: %s", lead, finding->code,
                   *finding->where ? " at " : "", finding->where,
                   finding->text);
}

static void print_result(struct timeline *timeline, const struct result *result)
{
    for (unsigned i = 0; i < result->cause_count; i++)
        print_finding(timeline, "", &result->causes[i]);
    for (unsigned i = 0; i < result->warning_count; i++)
        print_finding(
            timeline,
            evidence_explains(result, &result->warnings[i]) ? "" : "warning ",
            &result->warnings[i]);
}

void finding_line_print(struct timeline *timeline,
                        const struct options *options,
                        const struct image *image, const struct image *bank2)
{
    struct campaign campaign = board_options_campaign(options);
    struct result *result = xcalloc(1, sizeof *result);
    struct places places;

    campaign.decoder = xcalloc(1, sizeof *campaign.decoder);
    campaign_load(&campaign, image,
                  options->bank2 == BANK2_FILE ? bank2 : NULL);
    const struct scenario scenario = scenario_of(options, &campaign);
    if (!verdict_run(&campaign, &scenario, result))
        die("out of memory");
    places_open(&places, image);
    places_fill(&places, result, 1);
    print_result(timeline, result);
    places_close(&places);
    free(campaign.decoder);
    free(result);
}
