// Role `clients`: many sockets, each with a window of datagrams on their way to a server that
// returns them; a reply sends the next.

#define _GNU_SOURCE

#include <err.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include "peer.h"

// How often to look for lost datagrams.
enum { LOOK_EVERY_MILLISECONDS = 10 };

typedef struct {
  int fd;
  // Of the replies that send the next datagram: those to datagrams that were taken for lost do
  // not, so that there are never more than a window of them.
  uint8_t generation;
  uint64_t heard_at;
} client;

typedef struct {
  uint64_t received;
  uint64_t bytes;
} counts;

static char buffers[BATCH][BUFFER_BYTES];
static struct iovec vectors[BATCH];
static struct mmsghdr messages[BATCH];
static char payload[MAX_SIZE];

static void raise_descriptor_limit(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) err(1, "getrlimit");
  limit.rlim_cur = limit.rlim_max;
  if (setrlimit(RLIMIT_NOFILE, &limit) != 0) err(1, "setrlimit");
}

static client *open_clients(size_t count, const struct sockaddr_in *address, int epoll) {
  client *clients = calloc(count, sizeof(*clients));
  if (clients == NULL) err(1, "calloc");
  for (size_t i = 0; i < count; i++) {
    clients[i].fd = udp_open();
    udp_connect(clients[i].fd, address);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = &clients[i]};
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, clients[i].fd, &event) != 0) err(1, "epoll_ctl");
  }
  return clients;
}

static void prepare_messages(void) {
  for (int i = 0; i < BATCH; i++) {
    vectors[i].iov_base = buffers[i];
    messages[i].msg_hdr = (struct msghdr){.msg_iov = &vectors[i], .msg_iovlen = 1};
  }
}

static void send_to_server(const client *client, uint64_t count, size_t size) {
  payload[0] = (char)client->generation;
  struct iovec vector = {payload, size};
  struct mmsghdr outgoing[BATCH] = {0};
  for (uint64_t i = 0; i < count && i < BATCH; i++) {
    outgoing[i].msg_hdr = (struct msghdr){.msg_iov = &vector, .msg_iovlen = 1};
  }
  while (count > 0) {
    unsigned batch = count < BATCH ? (unsigned)count : BATCH;
    int sent = sendmmsg(client->fd, outgoing, batch, 0);
    if (sent >= 0) {
      count -= (uint64_t)sent;
    } else {
      udp_try_again("sendmmsg");
    }
  }
}

static counts answer(client *client, size_t size) {
  for (int i = 0; i < BATCH; i++) vectors[i].iov_len = BUFFER_BYTES;
  int count = recvmmsg(client->fd, messages, BATCH, MSG_DONTWAIT, NULL);
  if (count < 0) {
    udp_try_again("recvmmsg");
    return (counts){0};
  }
  counts counts = {.received = (uint64_t)count};
  uint64_t current = 0;
  for (int i = 0; i < count; i++) {
    counts.bytes += messages[i].msg_len;
    if ((uint8_t)buffers[i][0] == client->generation) current++;
  }
  client->heard_at = clock_nanoseconds();
  send_to_server(client, current, size);
  return counts;
}

static void resend_lost(client *clients, size_t count, uint64_t window, size_t size,
                        uint64_t now) {
  for (size_t i = 0; i < count; i++) {
    client *client = &clients[i];
    if (now - client->heard_at < (uint64_t)PATIENCE_MILLISECONDS * 1000000) continue;
    client->generation++;
    client->heard_at = now;
    send_to_server(client, window, size);
  }
}

void role_clients(void) {
  size_t size = argument_integer("size", 1, MAX_SIZE);
  size_t count = argument_integer("sockets", 1, 1000000);
  uint64_t window = argument_integer("window", 1, 1000000);
  addresses server = argument_addresses("port");
  raise_descriptor_limit();
  int epoll = epoll_create1(EPOLL_CLOEXEC);
  if (epoll < 0) err(1, "epoll_create1");
  client *clients = open_clients(count, server.list, epoll);
  prepare_messages();

  counts total = {0};
  uint64_t look_at = 0;
  measurement measurement =
      measurement_begin(argument_seconds("warmup"), argument_seconds("seconds"));
  for (phase phase; (phase = measurement_phase(&measurement)) != OVER;) {
    uint64_t now = clock_nanoseconds();
    if (now >= look_at) {
      // Sends the first ones, too.
      resend_lost(clients, count, window, size, now);
      look_at = now + (uint64_t)LOOK_EVERY_MILLISECONDS * 1000000;
    }
    struct epoll_event events[BATCH];
    int ready = epoll_wait(epoll, events, BATCH, LOOK_EVERY_MILLISECONDS);
    if (ready < 0 && errno != EINTR) err(1, "epoll_wait");
    for (int i = 0; i < ready; i++) {
      counts counts = answer(events[i].data.ptr, size);
      if (phase != COUNTING) continue;
      total.received += counts.received;
      total.bytes += counts.bytes;
    }
  }
  result_print(measurement.start, measurement.end,
               "\"received\":%" PRIu64 ",\"bytes\":%" PRIu64, total.received, total.bytes);
  free(clients);
}
