/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* MSG_NOSIGNAL */
#include "tools/libtty/line.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "tools/host/connect.h"
#include "tools/host/pty.h"
#include "tools/host/rfc2217.h"
#include "tools/host/rfc2217_client.h"

#define US_PER_S 1000000u

enum {
    LINES = 8,
    BAUD = 115200,   /* until another speed is set */
    FRAME_BITS = 11, /* 8E1 */
    ANSWER_S = 5,    /* a server that takes longer is none */
    ERROR = 256
};

struct line {
    int fd; /* the program's */
    int socket;
    struct pty pty;
    pthread_t thread;
    pthread_mutex_t talking; /* one command at a time */
    pthread_mutex_t sending; /* each in one piece */
    pthread_mutex_t state;   /* of what is below */
    pthread_cond_t heard;
    struct rfc2217_client client;
    bool discards;    /* what comes is thrown away */
    bool gone;        /* the server is */
    uint64_t sent_us; /* when the last byte has left, by the speed */
    struct line_set set;
};

static struct line *lines[LINES];
static pid_t owner; /* of the lines; 0 = there was none yet */
static pthread_mutex_t lines_mutex = PTHREAD_MUTEX_INITIALIZER;

/* --- sending --- */

static uint64_t now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * US_PER_S + (uint64_t)now.tv_nsec / 1000;
}

static int send_all(int socket, const uint8_t *bytes, size_t size)
{
    while (size) {
        ssize_t count = send(socket, bytes, size, MSG_NOSIGNAL);
        struct pollfd ready = {.fd = socket, .events = POLLOUT};
        if (count < 0 && errno == EAGAIN)
            poll(&ready, 1, -1);
        else if (count < 0 && errno != EINTR)
            return EIO;
        bytes += count > 0 ? count : 0;
        size -= count > 0 ? (size_t)count : 0;
    }
    return 0;
}

static int send_piece(struct line *line, const uint8_t *bytes, size_t size)
{
    pthread_mutex_lock(&line->sending);
    int error = send_all(line->socket, bytes, size);
    pthread_mutex_unlock(&line->sending);
    return error;
}

static void count_time(struct line *line, size_t size)
{
    uint64_t now = now_us();
    pthread_mutex_lock(&line->state);
    uint64_t begin = line->sent_us > now ? line->sent_us : now;
    uint32_t baud = line->set.baud ? line->set.baud : BAUD;
    line->sent_us = begin + size * FRAME_BITS * US_PER_S / baud;
    pthread_mutex_unlock(&line->state);
}

static int send_data(struct line *line, const uint8_t *bytes, size_t size)
{
    uint8_t escaped[1024];
    int error = 0;
    count_time(line, size);
    pthread_mutex_lock(&line->sending);
    while (size && !error) {
        size_t taken,
            count = telnet_escape(bytes, size, escaped, sizeof escaped, &taken);
        error = send_all(line->socket, escaped, count);
        bytes += taken;
        size -= taken;
    }
    pthread_mutex_unlock(&line->sending);
    return error;
}

ssize_t line_write(struct line *line, const void *bytes, size_t size)
{
    errno = send_data(line, bytes, size);
    return errno ? -1 : (ssize_t)size;
}

/* --- the thread --- */

/* A terminal that nobody reads drops bytes when its buffer is full. */
static void take(struct line *line, const uint8_t *bytes, size_t size)
{
    uint8_t data[1024], answer[TELNET_ANSWER];
    size_t used = 0, count;
    for (size_t i = 0; i < size; i++) {
        pthread_mutex_lock(&line->state);
        if (rfc2217_client_take(&line->client, bytes[i], answer, &count) &&
            !line->discards)
            data[used++] = bytes[i];
        bool complete = line->client.telnet.state == TELNET_IN_DATA;
        if (complete)
            pthread_cond_broadcast(&line->heard);
        pthread_mutex_unlock(&line->state);
        if (count)
            send_piece(line, answer, count);
    }
    if (used && write(line->pty.master, data, used) < 0)
        return;
}

static bool from_server(struct line *line)
{
    uint8_t bytes[1024];
    ssize_t count = recv(line->socket, bytes, sizeof bytes, 0);
    if (count > 0)
        take(line, bytes, (size_t)count);
    return count > 0 || (count < 0 && (errno == EAGAIN || errno == EINTR));
}

/* Echoes, and what others write who have the descriptor, too. */
static void from_terminal(struct line *line)
{
    uint8_t bytes[256];
    ssize_t count = read(line->pty.master, bytes, sizeof bytes);
    if (count > 0)
        send_data(line, bytes, (size_t)count);
}

/* The program notices by the end of its terminal that the server has gone. */
static void *run(void *argument)
{
    struct line *line = argument;
    struct pollfd ready[] = {
        {.fd = line->socket, .events = POLLIN},
        {.fd = line->pty.master, .events = POLLIN},
    };
    for (;;) {
        if (poll(ready, 2, -1) < 0 && errno != EINTR)
            break;
        if (ready[1].revents & POLLIN)
            from_terminal(line);
        if (ready[0].revents && !from_server(line))
            break;
    }
    pthread_mutex_lock(&line->state);
    line->gone = true;
    pthread_cond_broadcast(&line->heard);
    pthread_mutex_unlock(&line->state);
    pty_close(&line->pty);
    return NULL;
}

/* Signals are the program's. */
static int start_thread(struct line *line)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int error = pthread_create(&line->thread, NULL, run, line);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return error;
}

/* --- commands --- */

static bool accepted(const struct rfc2217_client *client)
{
    return client->accepted;
}

static bool answered(const struct rfc2217_client *client)
{
    return !client->awaited;
}

/* Waits until the server has said what is needed. Call with `state` locked.
 * Returns 0, or an errno. */
static int await(struct line *line,
                 bool (*enough)(const struct rfc2217_client *))
{
    struct timespec limit;
    clock_gettime(CLOCK_MONOTONIC, &limit);
    limit.tv_sec += ANSWER_S;
    while (!enough(&line->client) && !line->gone)
        if (pthread_cond_timedwait(&line->heard, &line->state, &limit) != 0)
            return ETIMEDOUT;
    return enough(&line->client) ? 0 : EIO;
}

static int exchange(struct line *line, uint8_t command, uint32_t value,
                    unsigned size, bool discards, uint32_t *answer)
{
    uint8_t bytes[RFC2217_COMMAND];
    pthread_mutex_lock(&line->talking);
    pthread_mutex_lock(&line->state);
    line->discards = discards;
    size_t used =
        rfc2217_client_command(&line->client, command, value, size, bytes);
    pthread_mutex_unlock(&line->state);
    int error = send_piece(line, bytes, used);
    pthread_mutex_lock(&line->state);
    if (!error)
        error = await(line, answered);
    line->discards = false;
    if (answer)
        *answer = line->client.answer;
    pthread_mutex_unlock(&line->state);
    pthread_mutex_unlock(&line->talking);
    return error;
}

int line_command(struct line *line, uint8_t command, uint32_t value,
                 unsigned size, uint32_t *answer)
{
    return exchange(line, command, value, size, false, answer);
}

int line_purge(struct line *line, uint8_t what)
{
    return exchange(line, RFC2217_PURGE_DATA, what, 1,
                    what != RFC2217_PURGE_TO_LINE, NULL);
}

/* Asks for the speed: the answer comes when everything before was taken. */
static int settle(struct line *line)
{
    return line_command(line, RFC2217_SET_BAUDRATE, 0, 4, NULL);
}

int line_drain(struct line *line)
{
    int error = settle(line);
    pthread_mutex_lock(&line->state);
    uint64_t end = line->sent_us, now = now_us();
    pthread_mutex_unlock(&line->state);
    if (!error && end > now) {
        uint64_t left = end - now;
        struct timespec time = {.tv_sec = (time_t)(left / US_PER_S),
                                .tv_nsec = (long)(left % US_PER_S) * 1000};
        nanosleep(&time, NULL);
    }
    return error;
}

uint8_t line_modem(struct line *line)
{
    pthread_mutex_lock(&line->state);
    uint8_t modem = line->client.modem;
    pthread_mutex_unlock(&line->state);
    return modem;
}

int line_terminal(const struct line *line)
{
    return line->pty.slave;
}

struct line_set *line_set(struct line *line)
{
    return &line->set;
}

/* --- opening --- */

static int greet(struct line *line)
{
    uint8_t greeting[RFC2217_GREETING];
    rfc2217_client_greet(&line->client, greeting);
    int error = start_thread(line);
    if (error)
        return error;
    error = send_piece(line, greeting, sizeof greeting);
    pthread_mutex_lock(&line->state);
    if (!error)
        error = await(line, accepted);
    pthread_mutex_unlock(&line->state);
    return error;
}

static void hang_up(struct line *line)
{
    shutdown(line->socket, SHUT_RDWR);
    pthread_join(line->thread, NULL);
}

static void dispose(struct line *line)
{
    if (line->socket >= 0)
        close(line->socket);
    pty_close(&line->pty);
    pthread_cond_destroy(&line->heard);
    free(line);
}

static struct line *new_line(void)
{
    struct line *line = calloc(1, sizeof *line);
    pthread_condattr_t monotonic;
    if (!line)
        return NULL;
    line->socket = -1;
    line->pty = (struct pty){.master = -1, .slave = -1};
    pthread_mutex_init(&line->talking, NULL);
    pthread_mutex_init(&line->sending, NULL);
    pthread_mutex_init(&line->state, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&line->heard, &monotonic);
    pthread_condattr_destroy(&monotonic);
    return line;
}

/* Puts the line where line_of() finds it. Returns its descriptor. */
static int enter(struct line *line, int flags)
{
    int fd = -1;
    pthread_mutex_lock(&lines_mutex);
    for (unsigned i = 0; i < LINES && fd < 0; i++)
        if (!lines[i]) {
            fd = line->fd = open(line->pty.path, flags);
            lines[i] = fd < 0 ? NULL : line;
            owner = getpid();
            break;
        }
    pthread_mutex_unlock(&lines_mutex);
    return fd;
}

static int open_line(struct line *line, const char *place)
{
    char error[ERROR];
    const char *why;
    line->socket = connect_to(place, &why);
    if (line->socket < 0 || !pty_open(&line->pty, BAUD, error, sizeof error))
        return errno;
    int greeted = greet(line);
    if (greeted)
        hang_up(line);
    return greeted;
}

int line_open(const char *place, int flags)
{
    struct line *line = new_line();
    int error = line ? open_line(line, place) : ENOMEM, fd = -1;
    if (!error) {
        fd = enter(line, flags);
        error = errno;
        if (fd >= 0)
            return fd;
        hang_up(line);
    }
    if (line)
        dispose(line);
    errno = error;
    return -1;
}

struct line *line_of(int fd)
{
    struct line *found = NULL;
    if (!owner || getpid() != owner)
        return NULL;
    pthread_mutex_lock(&lines_mutex);
    for (unsigned i = 0; i < LINES && fd >= 0; i++)
        if (lines[i] && lines[i]->fd == fd)
            found = lines[i];
    pthread_mutex_unlock(&lines_mutex);
    return found;
}

static void forget(const struct line *line)
{
    pthread_mutex_lock(&lines_mutex);
    for (unsigned i = 0; i < LINES; i++)
        if (lines[i] == line)
            lines[i] = NULL;
    pthread_mutex_unlock(&lines_mutex);
}

/* A connection that is closed before all has been read loses what is on its
 * way. */
void line_close(struct line *line)
{
    forget(line);
    settle(line);
    hang_up(line);
    dispose(line);
}

void line_close_all(void)
{
    for (unsigned i = 0; i < LINES; i++)
        if (lines[i] && getpid() == owner)
            line_close(lines[i]);
}
