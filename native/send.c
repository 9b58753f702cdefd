// The way of a datagram out: a tick's datagrams in as few system calls, and as few walks
// through the network stack, as the kernel allows.

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "engine.h"

// UDP_MAX_SEGMENTS: 64 before Linux 6.9, 128 since, and a program cannot ask which.
#define MAX_SEGMENTS 64
// What one send may carry in all its segments. The kernel takes up to 65,507 bytes, but what comes
// to 64 KiB with its UDP, IPv6 and Ethernet headers (a device's gso_max_size) it cuts itself, which
// costs what segmentation spares.
#define MAX_SEGMENTED (65535 - 8 - 40 - 14)
// Messages per system call; sendmmsg(2) itself takes up to 1,024.
#define MAX_MESSAGES 64

// A datagram to send, as JavaScript writes it.
enum {
  DESCRIPTOR_SOCKET,
  DESCRIPTOR_OFFSET,
  DESCRIPTOR_LENGTH,
  DESCRIPTOR_DESTINATION,
  // What it says besides: its place among the shared controls, from 1 on, or 0.
  DESCRIPTOR_CONTROL,
  DESCRIPTOR_STRIDE
};
// The destination of a connected socket's datagrams.
#define CONNECTED -1

// A datagram's result: sent, queued until the socket is writable, or -errno.
enum { SENT = 0, QUEUED = 1 };

// The datagrams [first, end) of one socket, checked.
typedef struct {
  engine *engine;
  udp_socket *socket;
  // What the offsets of the descriptors are within.
  shared_array payloads;
  const int32_t *descriptors;
  int32_t *results;
  uint32_t failed;
} send_run;

typedef struct {
  struct mmsghdr headers[MAX_MESSAGES];
  struct iovec vectors[MAX_MESSAGES];
  // How many datagrams each message carries.
  uint32_t segments[MAX_MESSAGES];
  _Alignas(struct cmsghdr) uint8_t controls[MAX_MESSAGES][SEND_CONTROL_SIZE];
} send_messages;

static const int32_t *descriptor(const send_run *run, uint32_t position) {
  return run->descriptors + (size_t)position * DESCRIPTOR_STRIDE;
}

static void settle(send_run *run, uint32_t position, int32_t outcome) {
  run->results[position] = outcome;
  if (outcome != SENT) run->failed++;
  if (outcome < 0 && run->socket != NULL) counters_add_failure(run->socket, outcome);
}

static uint32_t *segment_limit(const send_run *run, int32_t destination) {
  return destination == CONNECTED ? &run->socket->segment_limit
                                  : &run->engine->destinations[destination].segment_limit;
}

// How many datagrams from `first` on can leave as segments of one message: neighbours in
// the slab, to one destination, of one length, that say the same; the last may be shorter, none is
// empty.
static uint32_t count_segments(const send_run *run, uint32_t first, uint32_t end) {
  const int32_t *head = descriptor(run, first);
  int32_t length = head[DESCRIPTOR_LENGTH];
  if (!run->socket->segments || length == 0 ||
      (uint32_t)length > *segment_limit(run, head[DESCRIPTOR_DESTINATION])) {
    return 1;
  }
  int32_t total = length;
  uint32_t count = 1;
  while (first + count < end && count < MAX_SEGMENTS) {
    const int32_t *next = descriptor(run, first + count);
    int32_t next_length = next[DESCRIPTOR_LENGTH];
    if (next[DESCRIPTOR_DESTINATION] != head[DESCRIPTOR_DESTINATION] ||
        next[DESCRIPTOR_CONTROL] != head[DESCRIPTOR_CONTROL] || next_length > length ||
        next_length == 0 || next[DESCRIPTOR_OFFSET] - head[DESCRIPTOR_OFFSET] != total ||
        total + next_length > MAX_SEGMENTED) {
      break;
    }
    total += next_length;
    count++;
    if (next_length < length) break;
  }
  return count;
}

static bool goes_to_ipv4(const send_run *run, int32_t destination) {
  if (destination == CONNECTED) return run->socket->peer_is_ipv4;
  return address_is_ipv4(&run->engine->destinations[destination].to);
}

// Writes what a message says, and where it is to be cut.
static void set_control(const send_run *run, const int32_t *head, bool is_cut,
                        struct msghdr *header, uint8_t *buffer) {
  uint16_t segment_size = is_cut ? (uint16_t)head[DESCRIPTOR_LENGTH] : 0;
  send_control control;
  // Its place has been checked.
  (void)send_control_import(run->engine, head[DESCRIPTOR_CONTROL], &control);
  bool to_ipv4 = goes_to_ipv4(run, head[DESCRIPTOR_DESTINATION]);
  header->msg_control = buffer;
  header->msg_controllen = send_control_write(&control, to_ipv4, segment_size, buffer);
}

// Fills messages with the datagrams from `first` on. How many messages.
static unsigned prepare(const send_run *run, uint32_t first, uint32_t end,
                        send_messages *messages) {
  unsigned count = 0;
  while (first < end && count < MAX_MESSAGES) {
    const int32_t *head = descriptor(run, first);
    uint32_t segments = count_segments(run, first, end);
    const int32_t *last = descriptor(run, first + segments - 1);
    struct iovec *vector = &messages->vectors[count];
    vector->iov_base = (uint8_t *)run->payloads.data + head[DESCRIPTOR_OFFSET];
    vector->iov_len =
        (size_t)(last[DESCRIPTOR_OFFSET] - head[DESCRIPTOR_OFFSET] + last[DESCRIPTOR_LENGTH]);

    struct msghdr *header = &messages->headers[count].msg_hdr;
    memset(header, 0, sizeof(*header));
    header->msg_iov = vector;
    header->msg_iovlen = 1;
    if (head[DESCRIPTOR_DESTINATION] != CONNECTED) {
      address *to = &run->engine->destinations[head[DESCRIPTOR_DESTINATION]].to;
      header->msg_name = to;
      header->msg_namelen = address_length(to);
    }
    if (segments > 1 || head[DESCRIPTOR_CONTROL] != 0) {
      set_control(run, head, segments > 1, header, messages->controls[count]);
    }
    messages->segments[count++] = segments;
    first += segments;
  }
  return count;
}

// How many messages the kernel took, or -errno of the first.
static int write_once(udp_socket *socket, struct mmsghdr *headers, unsigned count) {
  ssize_t sent;
  do {
    counters_of(socket)->send_calls++;
    // A single message by sendmsg: it spares sendmmsg's copying of the header.
    sent = count == 1 ? sendmsg(socket->fd, &headers[0].msg_hdr, MSG_DONTWAIT)
                      : sendmmsg(socket->fd, headers, count, MSG_DONTWAIT);
  } while (sent < 0 && errno == EINTR);
  if (sent < 0) return -errno;
  return count == 1 ? 1 : (int)sent;
}

static bool is_backpressure(int error) {
  return error == -EAGAIN || error == -EWOULDBLOCK || error == -ENOBUFS;
}

// The same, where the kernel may say first what ICMP has told of an earlier datagram: that is for
// the error queue's reader, and the call is made again.
static int write_messages(udp_socket *socket, struct mmsghdr *headers, unsigned count) {
  int sent = write_once(socket, headers, count);
  if (!(socket->receives & RECEIVE_ICMP_ERRORS)) return sent;
  for (int attempt = 1; attempt < ICMP_ATTEMPTS && sent < 0 && !is_backpressure(sent); attempt++) {
    sent = write_once(socket, headers, count);
  }
  return sent;
}

static void count_message(socket_counters *counters, uint64_t bytes, uint32_t datagrams) {
  counters->bytes_sent += bytes;
  counters->datagrams_sent += datagrams;
  if (datagrams == 1) return;
  counters->trains_sent++;
  counters->train_datagrams_sent += datagrams;
}

// Whether the kernel refused the segmentation rather than the datagrams, which are then to
// be sent one by one, now and later. EIO: the device cannot checksum segments. EINVAL (before
// Linux 6.14) or EMSGSIZE (since): the segment with its headers is above the path's MTU.
static bool segmentation_refused(send_run *run, uint32_t first, int error) {
  const int32_t *head = descriptor(run, first);
  if (error == -EIO) {
    run->socket->segments = false;
    return true;
  }
  if (error == -EINVAL || error == -EMSGSIZE) {
    *segment_limit(run, head[DESCRIPTOR_DESTINATION]) = (uint32_t)head[DESCRIPTOR_LENGTH] - 1;
    return true;
  }
  return false;
}

static int block(send_run *run, uint32_t position) {
  const int32_t *head = descriptor(run, position);
  uint32_t length = (uint32_t)head[DESCRIPTOR_LENGTH];
  if (run->socket->blocked_bytes + length > run->socket->blocked_limit) return -ENOBUFS;
  blocked_datagram *datagram = malloc(sizeof(*datagram) + length);
  if (datagram == NULL) return -ENOMEM;
  datagram->next = NULL;
  datagram->connected = head[DESCRIPTOR_DESTINATION] == CONNECTED;
  if (!datagram->connected) {
    datagram->to = run->engine->destinations[head[DESCRIPTOR_DESTINATION]].to;
  }
  (void)send_control_import(run->engine, head[DESCRIPTOR_CONTROL], &datagram->control);
  datagram->length = length;
  memcpy(datagram->payload,
         (const uint8_t *)run->payloads.data + head[DESCRIPTOR_OFFSET], length);

  udp_socket *socket = run->socket;
  if (socket->last_blocked == NULL) {
    socket->first_blocked = datagram;
  } else {
    socket->last_blocked->next = datagram;
  }
  socket->last_blocked = datagram;
  socket->blocked_count++;
  socket->blocked_bytes += length;
  counters_of(socket)->datagrams_blocked++;
  return QUEUED;
}

static void send_datagrams(send_run *run, uint32_t first, uint32_t end) {
  send_messages messages;
  // The datagram at whose head segmentation was refused last, and the limit before that.
  uint32_t refused = UINT32_MAX;
  uint32_t limit_before = 0;
  while (first < end && run->socket->first_blocked == NULL) {
    unsigned count = prepare(run, first, end, &messages);
    int sent = write_messages(run->socket, messages.headers, count);
    for (int message = 0; message < sent; message++) {
      count_message(counters_of(run->socket), messages.vectors[message].iov_len,
                    messages.segments[message]);
      for (uint32_t i = 0; i < messages.segments[message]; i++) settle(run, first++, SENT);
    }
    if (sent >= 0) continue;
    if (is_backpressure(sent)) break;
    uint32_t *limit = segment_limit(run, descriptor(run, first)[DESCRIPTOR_DESTINATION]);
    uint32_t limit_now = *limit;
    if (messages.segments[0] > 1 && segmentation_refused(run, first, sent)) {
      refused = first;
      limit_before = limit_now;
      continue;
    }
    if (first == refused) {
      // It is refused alone, too: a route that drops all, say, which has nothing to do with
      // segments and may be gone soon.
      run->socket->segments = true;
      *limit = limit_before;
    }
    // An error belongs to one datagram; those behind it have a call of their own.
    settle(run, first++, sent);
  }
  for (; first < end; first++) settle(run, first, block(run, first));
  if (run->socket->first_blocked != NULL) (void)watch_update(run->socket);
}

// Whether what a datagram says is there, and can be said of its destination.
static bool can_say(const send_run *run, const int32_t *head) {
  send_control control;
  return run->socket != NULL &&
         send_control_import(run->engine, head[DESCRIPTOR_CONTROL], &control) &&
         send_control_fits(&control, goes_to_ipv4(run, head[DESCRIPTOR_DESTINATION]));
}

static bool is_valid(const send_run *run, const int32_t *head) {
  int64_t offset = head[DESCRIPTOR_OFFSET];
  int64_t length = head[DESCRIPTOR_LENGTH];
  int32_t destination = head[DESCRIPTOR_DESTINATION];
  return offset >= 0 && length >= 0 && length <= UINT16_MAX &&
         offset + length <= (int64_t)run->payloads.length && destination >= CONNECTED &&
         (destination == CONNECTED ||
          (uint32_t)destination < run->engine->destination_capacity) &&
         (head[DESCRIPTOR_CONTROL] == 0 || can_say(run, head));
}

static udp_socket *socket_at(const engine *engine, int32_t index) {
  if (index < 0 || (uint32_t)index >= engine->capacity) return NULL;
  return engine->sockets[index];
}

// Sends the first `count` datagrams of the descriptor array and writes one result for each.
// How many were not sent at once, or -EINVAL.
static int64_t send_described(engine *engine, shared_array payloads, int32_t requested) {
  size_t capacity = engine->send_descriptors.length / (DESCRIPTOR_STRIDE * sizeof(int32_t));
  size_t results = engine->send_results.length / sizeof(int32_t);
  if (requested < 0 || (size_t)requested > capacity || (size_t)requested > results) {
    return -EINVAL;
  }
  send_run run = {.engine = engine,
                  .payloads = payloads,
                  .descriptors = engine->send_descriptors.data,
                  .results = engine->send_results.data};
  uint32_t count = (uint32_t)requested;
  uint32_t first = 0;
  while (first < count) {
    int32_t index = descriptor(&run, first)[DESCRIPTOR_SOCKET];
    run.socket = socket_at(engine, index);
    uint32_t end = first;
    while (end < count && descriptor(&run, end)[DESCRIPTOR_SOCKET] == index &&
           is_valid(&run, descriptor(&run, end))) {
      end++;
    }
    if (end == first) {
      settle(&run, first++, -EINVAL);
    } else if (run.socket == NULL) {
      for (; first < end; first++) settle(&run, first, -EBADF);
    } else {
      send_datagrams(&run, first, end);
      first = end;
    }
  }
  return run.failed;
}

// flush(count): sends that many datagrams of the send slab.
napi_value send_flush(napi_env env, napi_callback_info info) {
  arguments arguments;
  if (!arguments_read(env, info, &arguments)) return NULL;
  engine *engine = arguments.engine;
  return result(env, send_described(engine, engine->send_slab, arguments_int32(&arguments, 0)));
}

// flushFrom(count, bytes): sends that many datagrams out of the caller's own memory.
napi_value send_flush_from(napi_env env, napi_callback_info info) {
  arguments arguments;
  if (!arguments_read(env, info, &arguments)) return NULL;
  shared_array payloads;
  // Safety: what is sent or copied is so before this returns; JavaScript does not run meanwhile.
  if (!arguments_bytes(&arguments, 1, &payloads)) return result(env, -EINVAL);
  return result(env, send_described(arguments.engine, payloads, arguments_int32(&arguments, 0)));
}

// Sends a datagram that was queued. 1, or -errno.
static int send_blocked(udp_socket *socket, blocked_datagram *datagram) {
  struct iovec vector = {datagram->payload, datagram->length};
  struct mmsghdr message = {.msg_hdr = {.msg_iov = &vector, .msg_iovlen = 1}};
  if (!datagram->connected) {
    message.msg_hdr.msg_name = &datagram->to;
    message.msg_hdr.msg_namelen = address_length(&datagram->to);
  }
  _Alignas(struct cmsghdr) uint8_t control[SEND_CONTROL_SIZE];
  if (datagram->control.said != 0) {
    bool to_ipv4 = datagram->connected ? socket->peer_is_ipv4 : address_is_ipv4(&datagram->to);
    // Meanwhile the socket may have got a peer of the other family.
    if (!send_control_fits(&datagram->control, to_ipv4)) return -EINVAL;
    message.msg_hdr.msg_control = control;
    message.msg_hdr.msg_controllen = send_control_write(&datagram->control, to_ipv4, 0, control);
  }
  return write_messages(socket, &message, 1);
}

// Sends queued datagrams until the kernel takes no more or the results are full, writing
// one result for each that left the queue. How many did.
static uint32_t unblock(udp_socket *socket) {
  // Not flush()'s array: async hooks may send before JavaScript reads this one.
  int32_t *results = socket->engine->unblocked_results.data;
  size_t room = socket->engine->unblocked_results.length / sizeof(*results);
  uint32_t count = 0;
  while (socket->first_blocked != NULL && count < room) {
    blocked_datagram *datagram = socket->first_blocked;
    int sent = send_blocked(socket, datagram);
    if (is_backpressure(sent)) break;
    results[count++] = sent < 0 ? sent : SENT;
    if (sent < 0) counters_add_failure(socket, sent);
    else count_message(counters_of(socket), datagram->length, 1);
    socket->first_blocked = datagram->next;
    if (socket->first_blocked == NULL) socket->last_blocked = NULL;
    socket->blocked_count--;
    socket->blocked_bytes -= datagram->length;
    free(datagram);
  }
  return count;
}

// The socket is writable again: sends what was queued and tells JavaScript.
void send_unblock(udp_socket *socket) {
  uint32_t count = unblock(socket);
  napi_env env = socket->engine->env;
  napi_value values[2];
  if (count > 0 && napi_create_int32(env, socket->index, &values[0]) == napi_ok &&
      napi_create_uint32(env, count, &values[1]) == napi_ok) {
    callback_call(socket, socket->engine->on_unblocked, 2, values);
  }
  if (count == 0 && socket->first_blocked != NULL) retry_later(socket);
}

static int64_t milliseconds_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

// drain(socket, milliseconds): waits at most that long for the queue to leave; one
// result for each that did. How many left it; call again until 0.
napi_value send_drain(napi_env env, napi_callback_info info) {
  arguments arguments;
  if (!arguments_read(env, info, &arguments)) return NULL;
  udp_socket *socket = arguments_socket(&arguments);
  if (socket == NULL) return result(env, -EBADF);
  int64_t deadline = milliseconds_now() + arguments_int32(&arguments, 1);
  uint32_t count = unblock(socket);
  while (count == 0 && socket->first_blocked != NULL) {
    int64_t left = deadline - milliseconds_now();
    if (left <= 0) break;
    struct pollfd writable = {.fd = socket->fd, .events = POLLOUT};
    int ready = poll(&writable, 1, (int)left);
    if (ready < 0 && errno != EINTR) break;
    count = unblock(socket);
    // Writable, but its device has no room: see retry.c.
    if (ready > 0 && count == 0) (void)poll(NULL, 0, 1);
  }
  return result(env, count);
}

// limitQueue(socket, bytes): a datagram that does not fit into its blocked queue any more fails.
napi_value send_limit_queue(napi_env env, napi_callback_info info) {
  arguments arguments;
  if (!arguments_read(env, info, &arguments)) return NULL;
  udp_socket *socket = arguments_socket(&arguments);
  if (socket == NULL) return result(env, -EBADF);
  int32_t bytes = arguments_int32(&arguments, 1);
  if (bytes < 0) return result(env, -EINVAL);
  socket->blocked_limit = (uint64_t)bytes;
  return result(env, 0);
}

// blockedBytes(socket): the bytes that wait for the kernel to take them.
napi_value send_blocked_bytes(napi_env env, napi_callback_info info) {
  arguments arguments;
  if (!arguments_read(env, info, &arguments)) return NULL;
  const udp_socket *socket = arguments_socket(&arguments);
  return result(env, socket == NULL ? 0 : (int64_t)socket->blocked_bytes);
}

// blockedCount(socket): the datagrams that wait for the kernel to take them.
napi_value send_blocked_count(napi_env env, napi_callback_info info) {
  arguments arguments;
  if (!arguments_read(env, info, &arguments)) return NULL;
  const udp_socket *socket = arguments_socket(&arguments);
  return result(env, socket == NULL ? 0 : socket->blocked_count);
}

void send_discard(udp_socket *socket) {
  while (socket->first_blocked != NULL) {
    blocked_datagram *datagram = socket->first_blocked;
    socket->first_blocked = datagram->next;
    free(datagram);
  }
  socket->last_blocked = NULL;
  socket->blocked_count = 0;
  socket->blocked_bytes = 0;
}
