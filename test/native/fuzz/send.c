// Sends as hostile descriptors describe them: what the kernel is shown lies within the payloads,
// and each datagram is sent, queued or failed once, in order.

#include <errno.h>
#include <string.h>

#include "kernel.h"
#include "scenario.h"

// What blocked_leave() has told.
static size_t unblocked;

// The socket was taken out of epoll.
static bool left;

void watch_leave(udp_socket *socket) {
  (void)socket;
  CHECK(!left);
  left = true;
}

// Without an event loop, nobody waits for a socket to be writable.
int watch_update(udp_socket *socket) {
  CHECK(left || socket->first_blocked != NULL);
  left = false;
  return 0;
}

void retry_later(udp_socket *socket) { CHECK(socket->first_blocked != NULL); }

bool callback_call_without_context(udp_socket *socket, napi_ref function, size_t count,
                                   const napi_value *values) {
  (void)socket;
  (void)function;
  // The socket's index, and how many datagrams left its queue.
  CHECK(count == 2);
  unblocked += (size_t)((const value *)values[1])->number;
  return true;
}

static udp_socket *socket_of(const scenario *scenario, const int32_t *descriptor) {
  int32_t index = descriptor[SOCKET];
  return index < 0 || index >= SOCKETS ? NULL : scenario->engine->sockets[index];
}

static const address *destination_of(const scenario *scenario, const int32_t *descriptor) {
  int32_t destination = descriptor[DESTINATION];
  return destination < 0 ? NULL : &scenario->engine->destinations[destination].to;
}

// What a datagram says in control messages: send_control.c of this folder looks at those.
typedef struct {
  uint8_t bytes[SEND_CONTROL_SIZE];
  size_t length;
} said;

static bool goes_to_ipv4(const udp_socket *socket, const address *to) {
  return to == NULL ? socket->peer_is_ipv4 : address_is_ipv4(to);
}

static said say(const udp_socket *socket, const address *to, const send_control *control) {
  said said = {.length = 0};
  said.length = send_control_write(control, goes_to_ipv4(socket, to), 0, said.bytes);
  return said;
}

// Whether what the datagram says is there, and can be said of where it goes.
static bool can_say(const scenario *scenario, const int32_t *descriptor) {
  const udp_socket *socket = socket_of(scenario, descriptor);
  send_control control;
  return descriptor[CONTROL] == 0 ||
         (socket != NULL &&
          send_control_import(scenario->engine, descriptor[CONTROL], &control) &&
          send_control_fits(&control,
                            goes_to_ipv4(socket, destination_of(scenario, descriptor))));
}

static bool is_valid(const scenario *scenario, const int32_t *descriptor) {
  int64_t end = (int64_t)descriptor[OFFSET] + descriptor[LENGTH];
  return descriptor[OFFSET] >= 0 && descriptor[LENGTH] >= 0 && descriptor[LENGTH] <= 65535 &&
         end <= (int64_t)scenario->payloads.length && descriptor[DESTINATION] >= -1 &&
         descriptor[DESTINATION] < (int64_t)scenario->engine->destination_capacity &&
         can_say(scenario, descriptor);
}

static bool says(const taken_datagram *taken, const said *said) {
  return taken->control_length == said->length &&
         memcmp(taken->control, said->bytes, said->length) == 0;
}

// What a datagram that is described says.
static said say_described(const scenario *scenario, const int32_t *descriptor) {
  send_control control;
  CHECK(send_control_import(scenario->engine, descriptor[CONTROL], &control));
  return say(socket_of(scenario, descriptor), destination_of(scenario, descriptor), &control);
}

static void check_taken(const scenario *scenario, const int32_t *descriptor,
                        const taken_datagram *taken) {
  CHECK(taken->fd == socket_of(scenario, descriptor)->fd);
  CHECK(taken->bytes == (const uint8_t *)scenario->payloads.data + descriptor[OFFSET]);
  CHECK(taken->length == (size_t)descriptor[LENGTH]);
  CHECK(taken->to == destination_of(scenario, descriptor));
  said said = say_described(scenario, descriptor);
  CHECK(says(taken, &said));
}

static void check_queued(const scenario *scenario, const int32_t *descriptor,
                         const blocked_datagram *queued) {
  const address *to = destination_of(scenario, descriptor);
  CHECK(queued != NULL && queued->length == (uint32_t)descriptor[LENGTH]);
  CHECK(queued->connected == (to == NULL));
  CHECK(to == NULL || memcmp(&queued->to, to, sizeof(*to)) == 0);
  CHECK(memcmp(queued->payload, (const uint8_t *)scenario->payloads.data + descriptor[OFFSET],
               queued->length) == 0);
  said described = say_described(scenario, descriptor);
  said kept = say(socket_of(scenario, descriptor), to, &queued->control);
  CHECK(kept.length == described.length &&
        memcmp(kept.bytes, described.bytes, kept.length) == 0);
}

static bool has_error_readers(const engine *engine) {
  for (int index = 0; index < SOCKETS; index++) {
    const udp_socket *socket = engine->sockets[index];
    if (socket != NULL && (socket->receives & RECEIVES_ICMP_ERRORS)) return true;
  }
  return false;
}

// Each descriptor has one result, and what it says has happened.
static void check_results(const scenario *scenario, int32_t failed) {
  const int32_t *results = scenario->engine->send_results.data;
  const blocked_datagram *queued[SOCKETS] = {NULL};
  bool has_queue[SOCKETS] = {false};
  size_t taken = 0;
  size_t errors = 0;
  int32_t not_sent = 0;
  for (int32_t i = 0; i < scenario->count; i++) {
    const int32_t *descriptor = scenario->descriptors + (size_t)i * STRIDE;
    const udp_socket *socket = socket_of(scenario, descriptor);
    not_sent += results[i] != SENT;
    if (!is_valid(scenario, descriptor)) {
      CHECK(results[i] == -EINVAL);
    } else if (socket == NULL) {
      CHECK(results[i] == -EBADF);
    } else if (results[i] == QUEUED) {
      const blocked_datagram **next = &queued[socket->index];
      *next = has_queue[socket->index] ? (*next)->next : socket->first_blocked;
      has_queue[socket->index] = true;
      check_queued(scenario, descriptor, *next);
    } else {
      // Nothing overtakes what is queued.
      CHECK(!has_queue[socket->index]);
      if (results[i] == SENT) {
        CHECK(taken < kernel.count);
        check_taken(scenario, descriptor, &kernel.taken[taken++]);
      } else {
        CHECK(results[i] < 0);
        errors++;
      }
    }
  }
  // Whoever left epoll has come back.
  CHECK(!left);
  CHECK(not_sent == failed);
  CHECK(taken == kernel.count && errors <= kernel.charged + kernel.dropped);
  // Whoever reads ICMP's errors has failed calls made again, and is told of what is dropped.
  CHECK(errors == kernel.charged || has_error_readers(scenario->engine));
  for (int index = 0; index < SOCKETS; index++) {
    CHECK(!has_queue[index] || queued[index] == scenario->engine->sockets[index]->last_blocked);
  }
}

static int32_t number_of(value returned) {
  CHECK(returned.kind == VALUE_NUMBER);
  return (int32_t)returned.number;
}

static int32_t call_for_socket(napi_callback method, engine *engine, int32_t index) {
  value arguments[] = {{.kind = VALUE_NUMBER, .number = index},
                       {.kind = VALUE_NUMBER, .number = 1000}};
  return number_of(call(method, engine, arguments, 2));
}

// What is queued of a socket, by its payload, before it leaves.
static struct {
  const uint8_t *payload;
  uint32_t length;
  address to;
  bool connected;
  said said;
} expected[MAX_TAKEN];

// What can still be said is expected: the peer may have become one of the other family.
static size_t expect_queue(const udp_socket *socket) {
  size_t count = 0;
  for (const blocked_datagram *each = socket->first_blocked; each != NULL; each = each->next) {
    const address *to = each->connected ? NULL : &each->to;
    if (!send_control_fits(&each->control, goes_to_ipv4(socket, to))) continue;
    expected[count].payload = each->payload;
    expected[count].length = each->length;
    expected[count].to = each->to;
    expected[count].connected = each->connected;
    expected[count++].said = say(socket, to, &each->control);
  }
  return count;
}

// What has left was queued, in that order, went where it was to go, and says what it said.
static void check_left(size_t count) {
  size_t next = 0;
  for (size_t i = 0; i < kernel.count; i++) {
    const taken_datagram *taken = &kernel.taken[i];
    while (next < count && expected[next].payload != taken->bytes) next++;
    CHECK(next < count && expected[next].length == taken->length);
    CHECK(expected[next].connected == (taken->to == NULL));
    CHECK(taken->to == NULL ||
          memcmp(&taken->name, &expected[next].to, sizeof(taken->name)) == 0);
    CHECK(says(taken, &expected[next].said));
  }
}

// What is queued leaves, in one way or the other, and nothing is left.
static void check_queue(engine *engine, udp_socket *socket, bool drains) {
  kernel.count = 0;
  size_t expected_count = expect_queue(socket);
  int32_t count = call_for_socket(blocked_get_count, engine, socket->index);
  int64_t bytes = 0;
  int32_t walked = 0;
  for (const blocked_datagram *each = socket->first_blocked; each != NULL; each = each->next) {
    bytes += each->length;
    walked++;
  }
  CHECK(walked == count);
  CHECK(call_for_socket(blocked_get_bytes, engine, socket->index) == bytes);
  unblocked = 0;
  while (socket->first_blocked != NULL) {
    if (drains) {
      unblocked += (size_t)call_for_socket(blocked_drain, engine, socket->index);
    } else {
      blocked_leave(socket);
    }
  }
  CHECK(unblocked == (size_t)count);
  check_left(expected_count);
  CHECK(socket->blocked_count == 0 && socket->blocked_bytes == 0 && socket->last_blocked == NULL);
}

// Calls flush() or flushFrom(), and says whether it took the request.
static bool flush(scenario *scenario, int32_t requested, bool from_slab) {
  engine *engine = scenario->engine;
  value arguments[] = {
      {.kind = VALUE_NUMBER, .number = requested},
      {.kind = VALUE_BYTES, .data = scenario->payloads.data, .length = scenario->payloads.length},
  };
  if (from_slab) engine->send_slab = scenario->payloads;
  int32_t failed =
      number_of(call(from_slab ? send_flush : send_flush_from, engine, arguments, 2));
  size_t results = engine->send_results.length / sizeof(int32_t);
  if (requested < 0 || requested > scenario->count || (size_t)requested > results) {
    CHECK(failed == -EINVAL && kernel.count == 0);
    return false;
  }
  scenario->count = requested;
  check_results(scenario, failed);
  return true;
}

void fuzz(const uint8_t *data, size_t size) {
  uint8_t answer_bytes[UINT8_MAX];
  input answers = {answer_bytes, 0};
  input input = {data, size};
  uint8_t ways = input_byte(&input);
  answers.left = input_byte(&input);
  input_bytes(&input, answer_bytes, answers.left);
  int32_t any = ways & 1 ? input_word(&input) : 0;
  scenario scenario = scenario_create(&input);
  engine *engine = scenario.engine;

  kernel_start(&answers);
  int32_t requested = ways & 1 ? any : scenario.count;
  if (flush(&scenario, requested, ways & 2)) {
    for (int index = 0; index < SOCKETS; index++) {
      udp_socket *socket = engine->sockets[index];
      if (socket == NULL) continue;
      if (ways & 8) socket->peer_is_ipv4 = !socket->peer_is_ipv4;
      check_queue(engine, socket, ways & 4);
    }
  }
  CHECK(memcmp(engine->send_descriptors.data, scenario.descriptors,
               engine->send_descriptors.length) == 0);
  scenario_free(&scenario);
}
