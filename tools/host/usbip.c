/* SPDX-License-Identifier: MIT */
#include "tools/host/usbip.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "bench/machine_usb.h"
#include "chip/clock.h"
#include "tools/die.h"
#include "tools/host/usb_library.h"
#include "tools/host/usbip_device.h"

/* From the end of the device to that of the connection. A client that reads the
 * reply to its last transfer and the end in one go may take the transfer for
 * failed; behind a real hub it learns of the end even later. */
#define END_PS       (20 * PS_PER_MS)
/* How long the cable is out. */
#define UNPLUGGED_PS (50 * PS_PER_MS)
/* A device that is gone may be about to come back as another one, and a board
 * that has just been switched on has not shown its device yet. */
#define PATIENCE_PS  (500 * PS_PER_MS)

enum { MESSAGES = 64 /* of a client at a time */ };

/* --- words for the timeline --- */

static void tell(const struct usbip *usbip, const char *text)
{
    if (usbip->timeline)
        timeline_print(usbip->timeline, "usbip", "%s", text);
}

static unsigned word(const uint8_t *at)
{
    return at[0] | (unsigned)at[1] << 8;
}

static const struct usb_host *port(const struct usbip *usbip)
{
    return &usbip->machine->usb;
}

/* --- the client that has the device --- */

static void forget_host(struct usbip *usbip)
{
    usbip_record_gone(&usbip->record);
    usbip_transfers_clear(&usbip->transfers);
    usbip->host = NULL;
    usbip->end_ps = NEVER;
}

static void unplug(struct usbip *usbip)
{
    forget_host(usbip);
    machine_usb_plug(usbip->machine, false);
    usbip->plug_ps = machine_ps(usbip->machine) + UNPLUGGED_PS;
}

static void client_gone(struct usbip *usbip, struct usbip_connection *client)
{
    usbip_connection_close(client);
    if (client != usbip->host)
        return;
    tell(usbip, "the host has let go of the device");
    unplug(usbip);
}

static void send_away(struct usbip *usbip, struct usbip_connection *client,
                      const char *why)
{
    char text[80];
    snprintf(text, sizeof text, "a client is disconnected: %s", why);
    tell(usbip, text);
    usbip_connection_leave(client);
    if (client == usbip->host)
        unplug(usbip);
}

static void follow_device(struct usbip *usbip, uint64_t now)
{
    if (!usbip->host)
        return;
    if (usbip->end_ps == NEVER && port(usbip)->port != USB_PORT_READY)
        usbip->end_ps = now + END_PS;
    if (now < usbip->end_ps)
        return;
    tell(usbip, "the device is gone: the host is disconnected");
    usbip_connection_leave(usbip->host);
    forget_host(usbip);
}

static void follow_cable(struct usbip *usbip, uint64_t now)
{
    if (now >= usbip->plug_ps) {
        usbip->plug_ps = NEVER;
        machine_usb_plug(usbip->machine, true);
    }
    if (usbip->plug_ps != NEVER || port(usbip)->port != USB_PORT_EMPTY)
        usbip->patient_ps = now + PATIENCE_PS;
}

/* True: it is known whether there is a device. */
static bool settled(const struct usbip *usbip)
{
    enum usb_port state = port(usbip)->port;
    return state == USB_PORT_READY || state == USB_PORT_FAILED ||
           (state == USB_PORT_EMPTY &&
            machine_ps(usbip->machine) >= usbip->patient_ps);
}

/* --- list and import --- */

static void reply(struct usbip_connection *client,
                  enum usbip_operation operation, enum usbip_result result)
{
    uint8_t head[USBIP_REQUEST_SIZE];
    usbip_wire_reply(head, operation, result);
    usbip_connection_send(client, head, sizeof head);
}

static void reply_list(struct usbip *usbip, struct usbip_connection *client)
{
    struct usbip_device device;
    uint8_t count[4] = {0};
    count[3] = port(usbip)->port == USB_PORT_READY;
    reply(client, USBIP_LIST, USBIP_OK);
    usbip_connection_send(client, count, sizeof count);
    if (count[3]) {
        usbip_device(port(usbip), &device);
        usbip_connection_send(client, device.bytes, sizeof device.bytes);
        usbip_connection_send(client, device.interfaces,
                              device.interface_count * USBIP_INTERFACE_SIZE);
    }
    usbip_connection_leave(client);
}

static void attach(struct usbip *usbip, struct usbip_connection *client)
{
    char text[40];
    struct usbip_device device;
    const uint8_t *said = port(usbip)->device;
    usbip_device(port(usbip), &device);
    reply(client, USBIP_IMPORT, USBIP_OK);
    usbip_connection_send(client, device.bytes, sizeof device.bytes);
    client->state = USBIP_ATTACHED;
    usbip_connection_next(client, USBIP_COMMAND_SIZE);
    usbip->host = client;
    usbip->end_ps = NEVER;
    usbip_record_attach(&usbip->record, port(usbip),
                        machine_ps(usbip->machine));
    snprintf(text, sizeof text, "a host has the device %04x:%04x",
             word(said + 8), word(said + 10));
    tell(usbip, text);
}

static void refuse_import(struct usbip *usbip, struct usbip_connection *client,
                          enum usbip_result result)
{
    tell(usbip, result == USBIP_BUSY
                    ? "an import is refused: another host has the device"
                    : "an import is refused: there is no such device");
    reply(client, USBIP_IMPORT, result);
    usbip_connection_leave(client);
}

/* The host that has the device may be about to lose it. */
static void import(struct usbip *usbip, struct usbip_connection *client)
{
    if (usbip->host && usbip->end_ps == NEVER)
        refuse_import(usbip, client, USBIP_BUSY);
    else if (usbip->host)
        return;
    else if (port(usbip)->port == USB_PORT_READY)
        attach(usbip, client);
    else
        refuse_import(usbip, client, USBIP_NO_DEVICE);
}

static void answer(struct usbip *usbip, struct usbip_connection *client)
{
    if (!settled(usbip))
        return;
    if (client->state == USBIP_LISTS)
        reply_list(usbip, client);
    else if (client->state == USBIP_WAITS)
        import(usbip, client);
}

static void take_request(struct usbip *usbip, struct usbip_connection *client)
{
    enum usbip_operation operation;
    if (!usbip_wire_request(client->in.bytes, &operation)) {
        send_away(usbip, client, "that is no request of USB/IP 1.1.1");
        return;
    }
    bool lists = operation == USBIP_LIST;
    client->state = lists ? USBIP_LISTS : USBIP_IMPORTS;
    usbip_connection_next(client, lists ? 0 : USBIP_BUSID_SIZE);
}

static void take_busid(struct usbip *usbip, struct usbip_connection *client)
{
    bool known = memcmp(client->in.bytes, USBIP_BUSID, sizeof USBIP_BUSID) == 0;
    client->state = USBIP_WAITS;
    usbip_connection_next(client, 0);
    if (!known)
        refuse_import(usbip, client, USBIP_NO_DEVICE);
}

/* --- transfers --- */

static size_t size_of(const struct usbip_command *command)
{
    bool out = command->kind == USBIP_SUBMIT && !command->direction;
    return USBIP_COMMAND_SIZE + (out ? command->submit.length : 0);
}

/* Returns what is wrong with a command, NULL = nothing. */
static const char *fault_of(const struct usbip_command *command)
{
    bool submits = command->kind == USBIP_SUBMIT;
    if (!submits && command->kind != USBIP_UNLINK)
        return "an unknown command";
    if (submits &&
        (command->device != USBIP_DEVICE_ID || command->direction > 1 ||
         command->endpoint >= USB_ENDPOINTS))
        return "a transfer to no endpoint of this device";
    if (submits && command->submit.packets + 1 > 1)
        return "isochronous transfers are not served";
    if (submits && command->submit.length > USBIP_TRANSFER_MAX)
        return "a transfer of more than 1 MiB";
    return NULL;
}

static void send_transfer(struct usbip_connection *host,
                          const struct usbip_transfer *transfer)
{
    uint8_t bytes[USBIP_COMMAND_SIZE];
    uint32_t actual = transfer->usb.actual;
    usbip_wire_submitted(bytes, transfer->sequence, transfer->status, actual);
    usbip_connection_send(host, bytes, sizeof bytes);
    if (transfer->usb.in)
        usbip_connection_send(host, transfer->bytes, actual);
}

static void send_ended(struct usbip *usbip, bool all)
{
    struct usbip_transfer *transfer;
    while (usbip->host && (all || usbip_connection_room(usbip->host)) &&
           (transfer = usbip_transfers_take(&usbip->transfers))) {
        send_transfer(usbip->host, transfer);
        usbip_record_transfer(&usbip->record, transfer);
        free(transfer);
    }
}

/* What has ended is replied to before: then it is not there any more. */
static void unlink_transfer(struct usbip *usbip,
                            const struct usbip_command *command)
{
    uint8_t bytes[USBIP_COMMAND_SIZE];
    usbip_transfers_run(&usbip->transfers);
    send_ended(usbip, true);
    bool unlinked =
        usbip_transfers_unlink(&usbip->transfers, command->unlinked);
    usbip_wire_unlinked(bytes, command->sequence,
                        unlinked ? USBIP_ECONNRESET : 0);
    usbip_connection_send(usbip->host, bytes, sizeof bytes);
}

static void take_command(struct usbip *usbip, struct usbip_connection *client)
{
    struct usbip_command command;
    usbip_wire_command(client->in.bytes, &command);
    const char *fault = fault_of(&command);
    if (fault) {
        send_away(usbip, client, fault);
        return;
    }
    if (client->in.length < size_of(&command)) {
        client->wanted = size_of(&command);
        return;
    }
    if (command.kind == USBIP_UNLINK)
        unlink_transfer(usbip, &command);
    else if (!usbip_transfers_add(&usbip->transfers, &command,
                                  client->in.bytes + USBIP_COMMAND_SIZE)) {
        send_away(usbip, client, "too many transfers at a time");
        return;
    }
    usbip_connection_next(client, USBIP_COMMAND_SIZE);
}

/* --- clients --- */

static void take_message(struct usbip *usbip, struct usbip_connection *client)
{
    switch (client->state) {
    case USBIP_REQUESTS: take_request(usbip, client); break;
    case USBIP_IMPORTS: take_busid(usbip, client); break;
    case USBIP_ATTACHED: take_command(usbip, client); break;
    default: break;
    }
}

static void serve_client(struct usbip *usbip, struct usbip_connection *client)
{
    for (unsigned i = 0; i < MESSAGES && client->state != USBIP_CLOSED; i++) {
        if (!usbip_connection_move(client)) {
            client_gone(usbip, client);
            return;
        }
        if (!usbip_connection_complete(client))
            break;
        take_message(usbip, client);
    }
    answer(usbip, client);
    if (client == usbip->host) {
        usbip_transfers_run(&usbip->transfers);
        send_ended(usbip, false);
    }
    if (!usbip_connection_flush(client))
        client_gone(usbip, client);
}

/* Returns a place for one more client. Of those that have no device the oldest
 * one is closed if there is none. */
static struct usbip_connection *place(struct usbip *usbip)
{
    struct usbip_connection *oldest = NULL;
    for (unsigned i = 0; i < USBIP_CLIENTS; i++) {
        struct usbip_connection *client = &usbip->clients[i];
        if (client->state == USBIP_CLOSED)
            return client;
        if (client != usbip->host && (!oldest || client->order < oldest->order))
            oldest = client;
    }
    usbip_connection_close(oldest);
    return oldest;
}

static void accept_clients(struct usbip *usbip)
{
    int why, socket = listener_accept(&usbip->listener, &why);
    if (socket < 0)
        return;
    struct usbip_connection *client = place(usbip);
    if (!usbip_connection_open(client, socket, usbip->ready))
        return;
    client->order = ++usbip->orders;
    usbip_connection_next(client, USBIP_REQUEST_SIZE);
}

/* If the host has gone, the device is free for the others. */
static void serve_clients(struct usbip *usbip)
{
    if (usbip->host)
        serve_client(usbip, usbip->host);
    for (unsigned i = 0; i < USBIP_CLIENTS; i++)
        if (usbip->clients[i].state != USBIP_CLOSED &&
            &usbip->clients[i] != usbip->host)
            serve_client(usbip, &usbip->clients[i]);
}

void usbip_serve(struct usbip *usbip)
{
    if (usbip->listener.socket < 0)
        return;
    uint64_t now = machine_ps(usbip->machine);
    usbip->served_ps = now;
    follow_cable(usbip, now);
    accept_clients(usbip);
    serve_clients(usbip);
    follow_device(usbip, now);
}

bool usbip_busy(const struct usbip *usbip)
{
    for (unsigned i = 0; i < USBIP_CLIENTS; i++)
        if (usbip->clients[i].state == USBIP_LISTS ||
            usbip->clients[i].state == USBIP_WAITS)
            return true;
    return usbip->listener.socket >= 0 &&
           usbip_transfers_urgent(&usbip->transfers);
}

/* --- the whole --- */

void usbip_none(struct usbip *usbip)
{
    memset(usbip, 0, sizeof *usbip);
    listener_none(&usbip->listener);
    usbip->ready = -1;
    usbip->end_ps = usbip->plug_ps = NEVER;
    for (unsigned i = 0; i < USBIP_CLIENTS; i++)
        usbip->clients[i].socket = -1;
}

static bool listen_on(struct usbip *usbip, unsigned port)
{
    struct epoll_event event = {.events = EPOLLIN};
    usbip->ready = epoll_create1(EPOLL_CLOEXEC);
    return usbip->ready >= 0 && listener_open(&usbip->listener, port) &&
           epoll_ctl(usbip->ready, EPOLL_CTL_ADD, usbip->listener.ready,
                     &event) == 0;
}

/* Both ways to it: with the kernel's module, and without. */
static void tell_port(const struct usbip *usbip)
{
    char library[PATH_MAX], text[PATH_MAX + 80];
    unsigned port = usbip->listener.port;
    snprintf(text, sizeof text,
             "serves 127.0.0.1:%u: usbip --tcp-port %u attach -r 127.0.0.1 "
             "-b " USBIP_BUSID,
             port, port);
    tell(usbip, text);
    if (!usb_library_find(library, sizeof library))
        return;
    snprintf(text, sizeof text, "or: BOOT0_USBIP=%u LD_PRELOAD=%s dfu-util -l",
             port, library);
    tell(usbip, text);
}

bool usbip_open(struct usbip *usbip, unsigned port, struct machine *machine,
                struct timeline *timeline, char *error, size_t size)
{
    usbip_none(usbip);
    usbip->machine = usbip->transfers.machine = machine;
    usbip->timeline = timeline;
    if (listen_on(usbip, port)) {
        machine_usb_plug(machine, true);
        usbip->patient_ps = machine_ps(machine) + PATIENCE_PS;
        tell_port(usbip);
        return true;
    }
    int why = errno;
    usbip_close(usbip);
    if (why == EADDRINUSE)
        return refuse(error, size,
                      "--usbip %u: the port is in use; --usbip 0 takes a free "
                      "one",
                      port);
    return refuse(error, size, "--usbip %u: cannot listen on 127.0.0.1: %s",
                  port, strerror(why));
}

void usbip_write_record(struct usbip *usbip, struct output_file *file)
{
    usbip->record = (struct usbip_record){.file = file};
}

void usbip_close(struct usbip *usbip)
{
    for (unsigned i = 0; i < USBIP_CLIENTS; i++)
        usbip_connection_close(&usbip->clients[i]);
    usbip_transfers_clear(&usbip->transfers);
    listener_close(&usbip->listener);
    if (usbip->ready >= 0)
        close(usbip->ready);
    usbip->ready = -1;
}
