#include "scenario.h"

#include <string.h>
#include <sys/mman.h>

// Beyond what a descriptor's 32 bits can point to: made once, and only read.
#define HUGE_PAYLOAD ((size_t)3 << 30)
#define MAX_DESCRIPTORS 4096
#define MAX_CONTROLS 6

static shared_array create_payloads(input *input) {
  static void *huge = NULL;
  size_t length = input_short(input);
  if (length < UINT16_MAX) return (shared_array){exact_memory(length), length};
  if (huge == NULL) {
    huge = mmap(NULL, HUGE_PAYLOAD, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    CHECK(huge != MAP_FAILED);
  }
  return (shared_array){huge, HUGE_PAYLOAD};
}

// One descriptor: the neighbour of the one before, one of small numbers, or of any numbers.
static void describe(input *input, int32_t *descriptor, const int32_t *previous) {
  uint8_t kind = input_byte(input);
  if (kind < 128 && previous != NULL) {
    memcpy(descriptor, previous, STRIDE * sizeof(*descriptor));
    descriptor[OFFSET] = (int32_t)((uint32_t)previous[OFFSET] + (uint32_t)previous[LENGTH]);
    if (kind & 1) descriptor[LENGTH] -= descriptor[LENGTH] > 0;
    if (kind & 4) descriptor[DESTINATION] = (int8_t)input_byte(input) % 10;
    if (kind & 8) descriptor[CONTROL] = (int8_t)input_byte(input) % (MAX_CONTROLS + 2);
  } else if (kind < 240) {
    descriptor[SOCKET] = kind % (SOCKETS + 1);
    descriptor[OFFSET] = input_short(input);
    descriptor[LENGTH] = input_short(input);
    descriptor[DESTINATION] = (int8_t)input_byte(input) % 10;
    descriptor[CONTROL] = kind & 1 ? (int8_t)input_byte(input) % (MAX_CONTROLS + 2) : 0;
  } else {
    input_bytes(input, descriptor, STRIDE * sizeof(*descriptor));
  }
}

// What datagrams may say: few of the words matter, but all may be anything.
static shared_array create_controls(input *input) {
  uint8_t kind = input_byte(input);
  size_t length = (size_t)(kind % (MAX_CONTROLS + 1)) * CONTROL_STRIDE * sizeof(int32_t);
  // Less than a whole place counts for nothing.
  if (kind & 128) length += kind % (CONTROL_STRIDE * sizeof(int32_t));
  shared_array controls = {exact_memory(length), length};
  for (size_t word = 0; word < length / sizeof(int32_t); word++) {
    int32_t *at = (int32_t *)controls.data + word;
    *at = kind & 64 ? input_word(input) : (int8_t)input_byte(input);
  }
  return controls;
}

static engine *create_engine(input *input) {
  engine *created = exact_memory(sizeof(*created));
  created->capacity = SOCKETS;
  created->sockets = exact_memory(SOCKETS * sizeof(*created->sockets));
  uint8_t open = input_byte(input);
  uint8_t errors = input_byte(input);
  for (int32_t index = 0; index < SOCKETS; index++) {
    if (!(open & (1 << index))) continue;
    udp_socket *socket = exact_memory(sizeof(*socket));
    socket->engine = created;
    socket->fd = 100 + index;
    socket->index = index;
    socket->segments = !(open & (16 << index));
    socket->segment_limit = UINT32_MAX;
    socket->blocked_limit = UINT64_MAX;
    socket->peer_is_ipv4 = index % 2 == 0;
    if (errors & (1 << index)) socket->receives = RECEIVES_ICMP_ERRORS;
    created->sockets[index] = socket;
  }
  created->destination_capacity = 1 + input_byte(input) % 8;
  created->destinations =
      exact_memory(created->destination_capacity * sizeof(*created->destinations));
  for (uint32_t i = 0; i < created->destination_capacity; i++) {
    created->destinations[i].to.any.sa_family = i % 2 ? AF_INET6 : AF_INET;
    // Some that are IPv4's on a socket of IPv6.
    if (i == 3) memset(&created->destinations[i].to.ipv6.sin6_addr.s6_addr[10], 0xff, 2);
    created->destinations[i].segment_limit = input_byte(input) < 64 ? 100 : UINT32_MAX;
  }
  created->unblocked_results.length = (1 + input_byte(input)) * sizeof(int32_t);
  created->unblocked_results.data = exact_memory(created->unblocked_results.length);
  created->send_controls = create_controls(input);
  return created;
}

static void describe_all(scenario *scenario, input *input) {
  static int32_t all[MAX_DESCRIPTORS * STRIDE];
  int32_t count = 0;
  for (; input->left > 0 && count < MAX_DESCRIPTORS; count++) {
    int32_t *descriptor = all + (size_t)count * STRIDE;
    describe(input, descriptor, count == 0 ? NULL : descriptor - STRIDE);
  }
  shared_array *given = &scenario->engine->send_descriptors;
  given->length = (size_t)count * STRIDE * sizeof(int32_t);
  given->data = exact_memory(given->length);
  memcpy(given->data, all, given->length);
  scenario->descriptors = all;
  scenario->count = count;
}

scenario scenario_create(input *input) {
  scenario created = {.engine = create_engine(input)};
  created.payloads = create_payloads(input);
  // Room for fewer results than descriptors, or for more.
  int32_t surplus = (int8_t)input_byte(input);
  describe_all(&created, input);
  shared_array *results = &created.engine->send_results;
  int32_t room = created.count + surplus < 0 ? 0 : created.count + surplus;
  results->length = (size_t)room * sizeof(int32_t);
  results->data = exact_memory(results->length);
  return created;
}

void scenario_free(scenario *scenario) {
  engine *engine = scenario->engine;
  for (int index = 0; index < SOCKETS; index++) {
    if (engine->sockets[index] == NULL) continue;
    blocked_discard(engine->sockets[index]);
    counters_free(engine->sockets[index]);
    free(engine->sockets[index]);
  }
  if (scenario->payloads.length < HUGE_PAYLOAD) free(scenario->payloads.data);
  free(engine->send_descriptors.data);
  free(engine->send_results.data);
  free(engine->unblocked_results.data);
  free(engine->send_controls.data);
  free(engine->destinations);
  free(engine->sockets);
  free(engine);
}
