/* SPDX-License-Identifier: MIT */
#include "bench/scenario_setup.h"

#include "bench/machine_usb.h"

struct machine_setup scenario_setup(const struct campaign *campaign,
                                    const struct scenario *scenario)
{
    return (struct machine_setup){
        .part = &campaign->part,
        .board = campaign->board,
        .image = campaign->image,
        .rom = scenario->rom,
        .rom_bytes = campaign_rom(campaign, scenario->rom_hash),
        .readings = scenario->readings,
        .bank2 = scenario->bank2,
        .bank2_image = campaign->bank2_image,
        .bfb2 = scenario->bfb2,
        .boot0 = scenario->boot0,
        .rdp = scenario->rdp,
        .wdg_sw = scenario->wdg_sw,
        .wiring = campaign->wiring,
        .decoder = campaign->decoder,
    };
}

void scenario_setup_usb(const struct campaign *campaign,
                        const struct scenario *scenario,
                        struct machine *machine)
{
    if (scenario->host == HOST_ON_USB || asks_have_usb(campaign->asks))
        machine_usb_plug(machine, true);
}
