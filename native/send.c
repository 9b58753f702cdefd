// The way of a datagram out: a tick's datagrams in as few system calls, and as few walks
// through the network stack, as the kernel allows.

#include <errno.h>
#include <string.h>

#include "engine.h"

// UDP_MAX_SEGMENTS: 128 since Linux 6.9, 64 before, and a program cannot ask which.
#define MAX_SEGMENTS 128
#define FEW_SEGMENTS 64
// Messages per system call; sendmmsg(2) itself takes up to 1,024.
#define MAX_MESSAGES 64
// So many spare more by not being watched than it costs to leave epoll and to come back.
#define MANY_MESSAGES 32

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

// The datagrams [first, end) of one socket, checked.
typedef struct {
  engine *engine;
  udp_socket *socket;
  // What the offsets of the descriptors are within.
  shared_array payloads;
  const int32_t *descriptors;
  int32_t *results;
  uint32_t failed;
  // Those before it leave one by one.
  uint32_t alone_until;
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
  if (outcome != SEND_SENT) run->failed++;
  if (outcome < 0 && run->socket != NULL) counters_add_failure(run->socket, outcome);
}

static uint32_t *segment_limit(const send_run *run, int32_t destination) {
  return destination == CONNECTED ? &run->socket->segment_limit
                                  : &run->engine->destinations[destination].segment_limit;
}

static bool fits_segment(const send_run *run, const int32_t *head) {
  return run->socket->segments && head[DESCRIPTOR_LENGTH] > 0 &&
         (uint32_t)head[DESCRIPTOR_LENGTH] <= *segment_limit(run, head[DESCRIPTOR_DESTINATION]);
}

// How many datagrams from `first` on can leave as segments of one message: neighbours in
// the slab, to one destination, of one length, that say the same; the last may be shorter, none is
// empty.
static uint32_t count_segments(const send_run *run, uint32_t first, uint32_t end) {
  const int32_t *head = descriptor(run, first);
  int32_t length = head[DESCRIPTOR_LENGTH];
  if (first < run->alone_until || !fits_segment(run, head)) return 1;
  int32_t total = length;
  uint32_t count = 1;
  uint32_t most = run->engine->takes_few_segments ? FEW_SEGMENTS : MAX_SEGMENTS;
  while (first + count < end && count < most) {
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
  return address_is_reached_by_ipv4(&run->engine->destinations[destination].to, run->socket->fd);
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

// Whether the segmentation may have been refused rather than the datagrams, which are then to be
// sent one by one, now and later. But EINVAL may also say that these are more segments than a
// kernel before Linux 6.9 takes: then there are fewer from now on, unless these are refused, too.
// And a firewall may have refused any packet, at random or at a rate: it is asked again next time.
static bool segmentation_refused(send_run *run, uint32_t first, uint32_t count, int error) {
  if (!error_may_be_of_segmentation(error)) return false;
  const int32_t *head = descriptor(run, first);
  if (error_is_no_segmentation(error)) {
    run->socket->segments = false;
  } else if (error == -EPERM) {
    run->alone_until = first + count;
  } else if (error == -EINVAL && count > FEW_SEGMENTS) {
    run->engine->takes_few_segments = true;
  } else {
    *segment_limit(run, head[DESCRIPTOR_DESTINATION]) = (uint32_t)head[DESCRIPTOR_LENGTH] - 1;
  }
  return true;
}

static int block(send_run *run, uint32_t position) {
  const int32_t *head = descriptor(run, position);
  int32_t destination = head[DESCRIPTOR_DESTINATION];
  send_control control;
  // Its place has been checked.
  (void)send_control_import(run->engine, head[DESCRIPTOR_CONTROL], &control);
  return blocked_add(run->socket,
                     destination == CONNECTED ? NULL : &run->engine->destinations[destination].to,
                     &control, fits_segment(run, head),
                     (const uint8_t *)run->payloads.data + head[DESCRIPTOR_OFFSET],
                     (uint32_t)head[DESCRIPTOR_LENGTH]);
}

static void send_datagrams(send_run *run, uint32_t first, uint32_t end) {
  send_messages messages;
  // The datagram at whose head segmentation was refused last, and the limit before that.
  uint32_t refused = UINT32_MAX;
  uint32_t limit_before = 0;
  bool was_left = false;
  while (first < end && run->socket->first_blocked == NULL) {
    unsigned count = prepare(run, first, end, &messages);
    if (count >= MANY_MESSAGES && !was_left) {
      was_left = true;
      watch_leave(run->socket);
    }
    int sent = send_messages_write(run->socket, messages.headers, count);
    uint32_t segments = messages.segments[0];
    for (int message = 0; message < sent; message++) {
      send_count(run->socket, messages.vectors[message].iov_len, messages.segments[message]);
      for (uint32_t i = 0; i < messages.segments[message]; i++) settle(run, first++, SEND_SENT);
    }
    if (sent >= 0) continue;
    if (send_is_dropped(run->socket, sent)) {
      for (; segments > 0; segments--) settle(run, first++, sent);
      continue;
    }
    if (error_is_backpressure(sent)) break;
    if (error_is_lost_descriptor(sent)) run->socket->receiving = false;
    uint32_t *limit = segment_limit(run, descriptor(run, first)[DESCRIPTOR_DESTINATION]);
    uint32_t limit_now = *limit;
    if (segments > 1 && segmentation_refused(run, first, segments, sent)) {
      // Refused twice: it was not for the number of its segments.
      if (first == refused) run->engine->takes_few_segments = false;
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
  if (was_left || run->socket->first_blocked != NULL) (void)watch_update(run->socket);
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
