// The way of a datagram in: one read for many datagrams, trains cut, each delivered alone.

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "engine.h"

// More than V8 collects of young buffers at a time (a few times its young generation of 16 MiB),
// and nearly the most that glibc learns to keep (twice DEFAULT_MMAP_THRESHOLD_MAX, 32 MiB): with
// 16 MiB most runs of `bench --case receive-trains` in batches of 1,200 bytes spent three quarters
// of their time in page faults.
#define KEPT_MEMORY (62 * 1024 * 1024)
// How long, in nanoseconds, the listeners of one wake-up should take: a timer's unit.
#define MAX_DELIVERY_TIME 1000000
#define FEW_DATAGRAMS 4
// How long, in nanoseconds, what listeners have sent waits for those behind them: MAX_DELAY of
// send-queue.ts.
#define MAX_ANSWER_DELAY 100000

static int read_messages(udp_socket *socket, receive_slots *slots, uint32_t most) {
  int count;
  do {
    counters_of(socket)->receive_calls++;
    count = recvmmsg(socket->fd, slots->headers, most, MSG_DONTWAIT, NULL);
  } while (count < 0 && errno == EINTR);
  // A failed read may have begun to fill the first.
  slots->used = count < 1 ? 1 : count;
  return count < 0 ? -errno : count;
}

void receive_report_error(udp_socket *socket, int error) {
  napi_env env = socket->engine->env;
  napi_value values[2];
  if (napi_create_int32(env, socket->index, &values[0]) != napi_ok ||
      napi_create_int32(env, error, &values[1]) != napi_ok) {
    return;
  }
  callback_call(socket, socket->engine->on_receive_error, 2, values);
}

// Whether one datagram is all that was read: a call in the socket's own context then costs less
// than where JavaScript enters that. Of two it's the other way round.
static bool is_alone(const engine *engine, int count) {
  const int32_t *words = engine->receive_messages.data;
  return count == 1 && words[MESSAGE_SEGMENT] >= words[MESSAGE_LENGTH];
}

// Has what listeners have sent leave, where it has waited for that.
static void send_answers(udp_socket *socket) {
  int32_t *delivery = socket->engine->delivery.data;
  if (!delivery[DELIVERY_SENDS_WAIT]) return;
  delivery[DELIVERY_SENDS_WAIT] = 0;
  callback_call(socket, socket->engine->on_delivered, 0, NULL);
}

// Delivers each datagram, and its ticks and promise jobs before the next: each in a call of its
// own, or all in one, in which JavaScript runs ticks itself, and which is made again for the others
// where a listener threw. Whether the socket is still there to go on with.
static bool deliver_datagrams(udp_socket *socket, int count, bool one_by_one) {
  engine *engine = socket->engine;
  int32_t *delivery = engine->delivery.data;
  // Of the delivery that this one came in the middle of.
  int32_t outer[DELIVERY_SENDS_WAIT];
  memcpy(outer, delivery, sizeof(outer));
  delivery[DELIVERY_SOCKET] = socket->index;
  delivery[DELIVERY_MESSAGES] = count;
  delivery[DELIVERY_ENTERED] = one_by_one;
  delivery[DELIVERY_MESSAGE] = 0;
  delivery[DELIVERY_OFFSET] = 0;
  delivery[DELIVERY_UNDER_WAY] = 1;
  bool open = true;
  while (open && delivery[DELIVERY_MESSAGE] < count) {
    int32_t message = delivery[DELIVERY_MESSAGE];
    int32_t offset = delivery[DELIVERY_OFFSET];
    open = one_by_one ? callback_call(socket, engine->on_datagrams, 0, NULL)
                      : callback_call_without_context(socket, engine->on_datagrams, 0, NULL);
    // Safety: without memory JavaScript may fail before it moves on.
    if (message == delivery[DELIVERY_MESSAGE] && offset == delivery[DELIVERY_OFFSET]) {
      delivery[DELIVERY_MESSAGE]++;
      delivery[DELIVERY_OFFSET] = 0;
    }
  }
  memcpy(delivery, outer, sizeof(outer));
  if (!delivery[DELIVERY_UNDER_WAY]) send_answers(socket);
  return open;
}

// Delivers all messages in one call. Whether the socket is still there to go on with.
static bool deliver_batch(udp_socket *socket, int count) {
  engine *engine = socket->engine;
  napi_value values[2];
  return napi_create_int32(engine->env, socket->index, &values[0]) == napi_ok &&
         napi_create_int32(engine->env, count, &values[1]) == napi_ok &&
         callback_call(socket, engine->on_batch, 2, values);
}

// Trains are handed on in buffers of up to 64 KiB, gigabytes of them in a second, which the garbage
// collector frees many at a time. glibc would return that memory to the system each time
// (M_TRIM_THRESHOLD, 128 KiB), only to get it back page by page: it costs two thirds of the
// speed at which batches are read. It keeps twice the largest block that was mapped and freed,
// mallopt(3): so that is done once, without a change to how the process allocates otherwise.
static void keep_freed_memory(receive_slots *slots) {
  if (slots->keeps_memory) return;
  slots->keeps_memory = true;
  // Volatile, or the compiler leaves both calls out.
  void *volatile block = malloc(KEPT_MEMORY / 2);
  free(block);
}

static void export_told(const udp_socket *socket, const address *told, int position) {
  // As the sender's address: an IPv6 socket's are all IPv6.
  address mapped;
  if (socket->ipv6 && told->any.sa_family == AF_INET) {
    mapped = address_map(told);
    told = &mapped;
  }
  address_export(told, socket->engine, position);
}

// Tells JavaScript what was told of a message besides its sender.
static void describe_told(const udp_socket *socket, int message, const received_control *control) {
  engine *engine = socket->engine;
  int32_t *info = (int32_t *)engine->receive_info.data + (size_t)message * INFO_STRIDE;
  info[INFO_TOLD] = (int32_t)control->told;
  if (control->told & TOLD_DESTINATION) {
    export_told(socket, &control->destination, ADDRESS_DESTINATIONS + message);
  }
  if (control->told & TOLD_LOCAL_ADDRESS) {
    export_told(socket, &control->local_address, ADDRESS_LOCALS + message);
  }
  if (control->told & TOLD_INTERFACE) info[INFO_INTERFACE] = (int32_t)control->interface;
  if (control->told & TOLD_TOS) info[INFO_TOS] = control->tos;
  if (control->told & TOLD_TTL) info[INFO_TTL] = control->ttl;
  if (control->told & TOLD_TIMESTAMP) {
    uint64_t seconds = (uint64_t)control->timestamp.tv_sec;
    info[INFO_SECONDS] = (int32_t)(uint32_t)seconds;
    info[INFO_SECONDS_HIGH] = (int32_t)(uint32_t)(seconds >> 32);
    info[INFO_NANOSECONDS] = (int32_t)control->timestamp.tv_nsec;
  }
}

static void count_message(socket_counters *counters, int32_t length, int32_t segment) {
  counters->bytes_received += (uint32_t)length;
  if (segment >= length) {
    counters->datagrams_received++;
    return;
  }
  uint32_t datagrams = (uint32_t)((length + segment - 1) / segment);
  counters->datagrams_received += datagrams;
  counters->trains_received++;
  counters->train_datagrams_received += datagrams;
}

// Tells JavaScript what is in the slots.
static void describe_messages(udp_socket *socket, int count) {
  engine *engine = socket->engine;
  int32_t *messages = engine->receive_messages.data;
  for (int message = 0; message < count; message++) {
    const struct mmsghdr *header = &engine->slots->headers[message];
    received_control control;
    received_control_read(header, &control);
    int32_t length = (int32_t)header->msg_len;
    messages[message * MESSAGE_STRIDE + MESSAGE_LENGTH] = length;
    messages[message * MESSAGE_STRIDE + MESSAGE_SEGMENT] = control.segment_size;
    messages[message * MESSAGE_STRIDE + MESSAGE_LENT] =
        receive_slots_is_lent(engine->slots, message);
    count_message(counters_of(socket), length, control.segment_size);
    if (control.segment_size < length) keep_freed_memory(engine->slots);
    address_export(header->msg_hdr.msg_name, engine, ADDRESS_SENDERS + message);
    if (control.told & TOLD_TRUNCATED) counters_of(socket)->datagrams_truncated++;
    if (control.told & TOLD_DROPS) counters_add_drops(socket, control.drops);
    if (socket->receives & RECEIVES_INFO) describe_told(socket, message, &control);
  }
}

// Tells JavaScript of what the kernel has dropped since the last time, where that is wanted.
static void report_dropped(udp_socket *socket) {
  if (socket->closing || !(socket->receives & RECEIVES_DROPS)) return;
  uint64_t dropped = counters_take_drops(socket);
  if (dropped == 0) return;
  napi_env env = socket->engine->env;
  napi_value values[2];
  if (napi_create_int32(env, socket->index, &values[0]) != napi_ok ||
      napi_create_int64(env, (int64_t)dropped, &values[1]) != napi_ok) {
    return;
  }
  callback_call(socket, socket->engine->on_dropped, 2, values);
}

// Reads up to `most` messages that have arrived into the slots. How many, or -errno, which has been
// reported where it is an error.
static int read_arrived(udp_socket *socket, uint32_t most, bool uses_lent) {
  receive_slots *slots = receive_slots_of(socket->engine);
  if (slots == NULL) {
    receive_report_error(socket, -ENOMEM);
    return -ENOMEM;
  }
  int messages;
  int attempts = 0;
  do {
    receive_slots_prepare(slots, uses_lent);
    messages = read_messages(socket, slots, most);
    // An error of ICMP's that came meanwhile: the error queue has it, too.
  } while (messages < 0 && messages != -EAGAIN && (socket->receives & RECEIVES_ICMP_ERRORS) &&
           ++attempts < ICMP_ATTEMPTS);
  if (messages >= 0) {
    describe_messages(socket, messages);
  } else if (messages != -EAGAIN) {
    if (error_is_lost_descriptor(messages)) socket->receiving = false;
    receive_report_error(socket, messages);
  }
  return messages;
}

// A wake-up of trains brings up to 4,096 datagrams: with listeners that take long, timers and
// other sockets would wait for as many. So the next wake-up reads half as much, or twice as much
// again where they were quick.
static void adapt_budget(udp_socket *socket, uint64_t took) {
  if (took > MAX_DELIVERY_TIME) {
    if (socket->budget > 1) socket->budget /= 2;
  } else if (took < MAX_DELIVERY_TIME / 4 && socket->budget < RECEIVE_SLOTS) {
    socket->budget *= 2;
  }
}

// Reads and delivers up to `most` messages. How many, or -errno: -ECANCELED where the socket was
// closed meanwhile, or no JavaScript runs any more.
static int receive_messages(udp_socket *socket, uint32_t most) {
  // What is lent is handed on once, and what batches only show of it listeners might give away.
  bool uses_lent = !(socket->delivery & DELIVER_BATCHES) ||
                   socket->delivery == (DELIVER_BATCHES | DELIVER_KEPT_BATCHES);
  uint64_t received_before = counters_of(socket)->datagrams_received;
  int messages = read_arrived(socket, most, uses_lent);
  if (messages <= 0) return messages;
  // Few datagrams leave nobody waiting for long: their time need not be taken.
  uint64_t datagrams = counters_of(socket)->datagrams_received - received_before;
  bool is_timed = datagrams > FEW_DATAGRAMS || socket->budget < RECEIVE_SLOTS;
  uint64_t start = is_timed ? uv_hrtime() : 0;
  // A listener that the batch's listeners add is for what comes later.
  int32_t delivery = socket->delivery;
  bool open = true;
  if (delivery & DELIVER_BATCHES) open = deliver_batch(socket, messages);
  if (open && (delivery & DELIVER_DATAGRAMS)) {
    open = deliver_datagrams(socket, messages, is_alone(socket->engine, messages));
  }
  // Safety: also a socket that was closed meanwhile is there until the wake-up is done.
  if (is_timed) adapt_budget(socket, uv_hrtime() - start);
  report_dropped(socket);
  return open ? messages : -ECANCELED;
}

// Whether what is read must be delivered: a listener that closes the socket leaves the rest to other
// readers, as those are to share the work while it takes long. Batches are delivered as a whole.
static bool leaves_rest(const udp_socket *socket) {
  return (socket->receives & RECEIVES_SHARED) && !(socket->delivery & DELIVER_BATCHES);
}

// Reads a message when the one before it is delivered, up to as many as Node does. What listeners send
// leaves together, as where all are read at once. How many messages, or -errno.
static int receive_in_turn(udp_socket *socket) {
  int32_t *delivery = socket->engine->delivery.data;
  delivery[DELIVERY_UNDER_WAY] = 1;
  uint64_t start = uv_hrtime();
  int total = 0;
  int messages;
  do {
    messages = receive_messages(socket, 1);
    if (messages > 0) total += messages;
    if (delivery[DELIVERY_SENDS_WAIT] && uv_hrtime() - start > MAX_ANSWER_DELAY) {
      send_answers(socket);
      start = uv_hrtime();
    }
  } while (messages > 0 && total < RECEIVE_SLOTS && socket->receiving);
  delivery[DELIVERY_UNDER_WAY] = 0;
  send_answers(socket);
  return total > 0 ? total : messages;
}

// Reads and delivers what has arrived, up to the budget. How many messages, or -errno.
int receive_wake_up(udp_socket *socket) {
  counters_of(socket)->wake_ups++;
  return leaves_rest(socket) ? receive_in_turn(socket) : receive_messages(socket, socket->budget);
}

// Reads and delivers what has arrived in the course of JavaScript's call, up to the budget: in calls
// of their own, as no ticks may run. How many messages, or -errno.
int receive_one_by_one(udp_socket *socket) {
  // What is lent may hold messages of a wake-up that this one comes in the middle of.
  int messages = read_arrived(socket, socket->budget, false);
  if (messages > 0) deliver_datagrams(socket, messages, true);
  report_dropped(socket);
  return messages;
}

// deliver(socket, ways): whether datagrams are delivered one by one, in batches, or both, and whether
// listeners keep the trains of batches (DELIVER_… flags).
napi_value receive_deliver(napi_env env, napi_callback_info info) {
  arguments arguments;
  if (!arguments_read(env, info, &arguments)) return NULL;
  udp_socket *socket = arguments_socket(&arguments);
  if (socket == NULL) return result(env, -EBADF);
  socket->delivery = arguments_int32(&arguments, 1);
  return result(env, 0);
}
