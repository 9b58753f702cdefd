// Addresses as hostile callers name them: parsed, named as destinations, exported, formatted.

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>

#include "fuzz.h"

#define DESTINATIONS 4
#define MAX_TEXT 300

static engine *create_engine(void) {
  engine *created = exact_memory(sizeof(*created));
  created->destinations = exact_memory(DESTINATIONS * sizeof(*created->destinations));
  created->destination_capacity = DESTINATIONS;
  created->addresses.length = ADDRESS_POSITIONS * ADDRESS_STRIDE * sizeof(int32_t);
  created->addresses.data = exact_memory(created->addresses.length);
  return created;
}

static void free_engine(engine *engine) {
  free(engine->addresses.data);
  free(engine->destinations);
  free(engine);
}

static int32_t *words_at(const engine *engine, int position) {
  return (int32_t *)engine->addresses.data + position * ADDRESS_STRIDE;
}

static value format(engine *engine, int32_t position) {
  value arguments[] = {{.kind = VALUE_NUMBER, .number = position}};
  return call(address_format, engine, arguments, 1);
}

// Exports a destination, and asserts that JavaScript sees what it named.
static void check_export(engine *engine, const address *to) {
  int position = ADDRESS_POSITIONS - 1;
  address_export(to, engine, position);
  const int32_t *words = words_at(engine, position);
  if (to->any.sa_family == AF_INET) {
    CHECK(words[ADDRESS_FAMILY] == 4 && words[ADDRESS_PORT] == ntohs(to->ipv4.sin_port));
    CHECK(memcmp(&words[ADDRESS_WORDS], &to->ipv4.sin_addr, sizeof(to->ipv4.sin_addr)) == 0);
    return;
  }
  CHECK(words[ADDRESS_FAMILY] == 6 && words[ADDRESS_PORT] == ntohs(to->ipv6.sin6_port));
  value text = format(engine, position);
  CHECK(text.kind == VALUE_TEXT);
  address again;
  CHECK(address_parse(true, text.data, ntohs(to->ipv6.sin6_port), &again) == 0);
  CHECK(memcmp(&again.ipv6.sin6_addr, &to->ipv6.sin6_addr, sizeof(again.ipv6.sin6_addr)) == 0);
  // A zone is a part of link-local addresses only.
  uint32_t zone = IN6_IS_ADDR_LINKLOCAL(&to->ipv6.sin6_addr) ? to->ipv6.sin6_scope_id : 0;
  CHECK(again.ipv6.sin6_scope_id == zone);
}

// Names a destination by a number, a family, a text and a port, each right or wrong.
static void intern(engine *engine, input *input) {
  char text[MAX_TEXT];
  size_t length = input_byte(input);
  int32_t index = (int8_t)input_byte(input);
  if (index == INT8_MAX) index = input_word(input);
  bool ipv6 = input_byte(input) & 1;
  int32_t port = input_word(input);
  size_t count = input_byte(input) % (MAX_ARGUMENTS + 2);
  input_bytes(input, text, length);
  value arguments[MAX_ARGUMENTS + 2] = {
      {.kind = VALUE_NUMBER, .number = index},
      {.kind = VALUE_NUMBER, .number = ipv6 ? 6 : 4},
      {.kind = VALUE_TEXT, .data = text, .length = length},
      {.kind = VALUE_NUMBER, .number = port},
  };
  destination before[DESTINATIONS];
  memcpy(before, engine->destinations, sizeof(before));
  value outcome = call(address_intern, engine, arguments, count);
  CHECK(outcome.kind == VALUE_NUMBER);

  bool named = outcome.number >= 0;
  CHECK(!named || (index >= 0 && index < DESTINATIONS));
  for (int32_t other = 0; other < DESTINATIONS; other++) {
    if (named && other == index) continue;
    CHECK(memcmp(&before[other], &engine->destinations[other], sizeof(before[other])) == 0);
  }
  if (!named) return;
  // Neither cut, nor ended within.
  CHECK(length < ADDRESS_TEXT_SIZE && memchr(text, '\0', length) == NULL);
  const address *to = &engine->destinations[index].to;
  CHECK(to->any.sa_family == (count > 1 && ipv6 ? AF_INET6 : AF_INET));
  CHECK(address_length(to) ==
        (to->any.sa_family == AF_INET6 ? sizeof(to->ipv6) : sizeof(to->ipv4)));
  check_export(engine, to);
}

// Formats what stands at a position, right or wrong.
static void format_any(engine *engine, input *input) {
  int32_t position = (int8_t)input_byte(input);
  if (position == INT8_MAX) position = input_word(input);
  bool exists = position >= 0 && position < ADDRESS_POSITIONS;
  if (exists) input_bytes(input, words_at(engine, position), ADDRESS_STRIDE * sizeof(int32_t));
  value outcome = format(engine, position);
  if (!exists) {
    CHECK(outcome.kind == VALUE_NUMBER && outcome.number == -EINVAL);
    return;
  }
  CHECK(outcome.kind == VALUE_TEXT && strlen(outcome.data) == outcome.length);
  struct in6_addr parsed;
  char *zone = strchr(outcome.data, '%');
  if (zone != NULL) *zone = '\0';
  CHECK(inet_pton(AF_INET6, outcome.data, &parsed) == 1);
  CHECK(memcmp(&parsed, &words_at(engine, position)[ADDRESS_WORDS], sizeof(parsed)) == 0);
}

void fuzz(const uint8_t *data, size_t size) {
  input input = {data, size};
  engine *engine = create_engine();
  while (input.left > 0) {
    if (input_byte(&input) & 1) {
      intern(engine, &input);
    } else {
      format_any(engine, &input);
    }
  }
  free_engine(engine);
}
