// Sends as hostile descriptors describe them: what the kernel is shown lies within the payloads,
// and each datagram is sent, queued or failed once, in order.

#include <errno.h>
#include <string.h>

#include "kernel.h"
#include "scenario.h"

// What send_unblock() has told.
static size_t unblocked;

// Without an event loop, nobody waits for a socket to be writable.
int watch_update(udp_socket *socket) {
  CHECK(socket->first_blocked != NULL);
  return 0;
}

void retry_later(udp_socket *socket) { CHECK(socket->first_blocked != NULL); }

bool callback_call(udp_socket *socket, napi_ref function, size_t count, const napi_value *values) {
  (void)socket;
  (void)function;
  // The socket's index, and how many datagrams left its queue.
  CHECK(count == 2);
  unblocked += (size_t)((const value *)values[1])->number;
  return true;
}

static bool is_valid(const scenario *scenario, const int32_t *descriptor) {
  int64_t end = (int64_t)descriptor[OFFSET] + descriptor[LENGTH];
  return descriptor[OFFSET] >= 0 && descriptor[LENGTH] >= 0 && descriptor[LENGTH] <= 65535 &&
         end <= (int64_t)scenario->payloads.length && descriptor[DESTINATION] >= -1 &&
         descriptor[DESTINATION] < (int64_t)scenario->engine->destination_capacity;
}

static udp_socket *socket_of(const scenario *scenario, const int32_t *descriptor) {
  int32_t index = descriptor[SOCKET];
  return index < 0 || index >= SOCKETS ? NULL : scenario->engine->sockets[index];
}

static const address *destination_of(const scenario *scenario, const int32_t *descriptor) {
  int32_t destination = descriptor[DESTINATION];
  return destination < 0 ? NULL : &scenario->engine->destinations[destination].to;
}

static void check_taken(const scenario *scenario, const int32_t *descriptor,
                        const taken_datagram *taken) {
  CHECK(taken->fd == socket_of(scenario, descriptor)->fd);
  CHECK(taken->bytes == (const uint8_t *)scenario->payloads.data + descriptor[OFFSET]);
  CHECK(taken->length == (size_t)descriptor[LENGTH]);
  CHECK(taken->to == destination_of(scenario, descriptor));
}

static void check_queued(const scenario *scenario, const int32_t *descriptor,
                         const blocked_datagram *queued) {
  const address *to = destination_of(scenario, descriptor);
  CHECK(queued != NULL && queued->length == (uint32_t)descriptor[LENGTH]);
  CHECK(queued->connected == (to == NULL));
  CHECK(to == NULL || memcmp(&queued->to, to, sizeof(*to)) == 0);
  CHECK(memcmp(queued->payload, (const uint8_t *)scenario->payloads.data + descriptor[OFFSET],
               queued->length) == 0);
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
  CHECK(not_sent == failed);
  CHECK(taken == kernel.count && errors == kernel.charged);
  for (int index = 0; index < SOCKETS; index++) {
    CHECK(!has_queue[index] || queued[index] == scenario->engine->sockets[index]->last_blocked);
  }
}

static int32_t number_of(value returned) {
  CHECK(returned.kind == VALUE_NUMBER);
  return returned.number;
}

static int32_t call_for_socket(napi_callback method, engine *engine, int32_t index) {
  value arguments[] = {{.kind = VALUE_NUMBER, .number = index},
                       {.kind = VALUE_NUMBER, .number = 1000}};
  return number_of(call(method, engine, arguments, 2));
}

// What is queued leaves, in one way or the other, and nothing is left.
static void check_queue(engine *engine, udp_socket *socket, bool drains) {
  int32_t count = call_for_socket(send_blocked_count, engine, socket->index);
  int64_t bytes = 0;
  int32_t walked = 0;
  for (const blocked_datagram *each = socket->first_blocked; each != NULL; each = each->next) {
    bytes += each->length;
    walked++;
  }
  CHECK(walked == count);
  CHECK(call_for_socket(send_blocked_bytes, engine, socket->index) == bytes);
  unblocked = 0;
  while (socket->first_blocked != NULL) {
    if (drains) {
      unblocked += (size_t)call_for_socket(send_drain, engine, socket->index);
    } else {
      send_unblock(socket);
    }
  }
  CHECK(unblocked == (size_t)count);
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
      if (engine->sockets[index] != NULL) check_queue(engine, engine->sockets[index], ways & 4);
    }
  }
  CHECK(memcmp(engine->send_descriptors.data, scenario.descriptors,
               engine->send_descriptors.length) == 0);
  scenario_free(&scenario);
}
