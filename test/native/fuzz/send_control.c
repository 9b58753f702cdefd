// What hostile words say of a datagram: whatever is written is a chain of control messages that
// fits its buffer and says just that.

#include <string.h>

#include "control_messages.h"

// Words of what a datagram says, as in native/send_control.c.
enum { SAID, INTERFACE, TOS, TTL, TIME, TIME_HIGH, SOURCE, STRIDE = SOURCE + 7 };

// Takes the next message off; it must be of that level and type and hold these bytes.
static void take(const control_message **next, const control_message *end, int level, int type,
                 const void *bytes, size_t size) {
  CHECK(*next < end);
  const control_message *message = (*next)++;
  CHECK(message->level == level && message->type == type && message->padded);
  CHECK(message->size == size && memcmp(message->data, bytes, size) == 0);
}

// The source and interface of an IPv4 datagram, whether or not its socket is one of IPv6.
static void take_ipv4_source(const control_message **next, const control_message *end,
                             const int32_t *words) {
  struct in_pktinfo info = {0};
  if (words[SAID] & SAID_INTERFACE) info.ipi_ifindex = words[INTERFACE];
  if (words[SAID] & SAID_SOURCE) {
    bool is_mapped = words[SOURCE + ADDRESS_FAMILY] == 6;
    memcpy(&info.ipi_spec_dst, &words[SOURCE + ADDRESS_WORDS + (is_mapped ? 3 : 0)],
           sizeof(info.ipi_spec_dst));
  }
  take(next, end, IPPROTO_IP, IP_PKTINFO, &info, sizeof(info));
}

static void take_ipv6_source(const control_message **next, const control_message *end,
                             const int32_t *words) {
  struct in6_pktinfo info = {0};
  if (words[SAID] & SAID_SOURCE) {
    memcpy(&info.ipi6_addr, &words[SOURCE + ADDRESS_WORDS], sizeof(info.ipi6_addr));
    info.ipi6_ifindex = (uint32_t)words[SOURCE + ADDRESS_SCOPE];
  }
  if (words[SAID] & SAID_INTERFACE) info.ipi6_ifindex = (uint32_t)words[INTERFACE];
  take(next, end, IPPROTO_IPV6, IPV6_PKTINFO, &info, sizeof(info));
}

// Asserts that the memory holds what the words say, and nothing else.
static void check_written(const uint8_t *memory, size_t length, const int32_t *words, bool to_ipv4,
                          uint16_t segment_size) {
  CHECK(length <= SEND_CONTROL_SIZE && control_messages_fill(memory, length));
  control_message messages[MAX_MESSAGES];
  const control_message *next = messages;
  const control_message *end = messages + control_messages_read(memory, length, messages);
  int level = to_ipv4 ? IPPROTO_IP : IPPROTO_IPV6;
  if (segment_size > 0) {
    take(&next, end, IPPROTO_UDP, UDP_SEGMENT, &segment_size, sizeof(segment_size));
  }
  if (words[SAID] & (SAID_SOURCE | SAID_INTERFACE)) {
    if (to_ipv4) take_ipv4_source(&next, end, words);
    else take_ipv6_source(&next, end, words);
  }
  if (words[SAID] & SAID_TOS) {
    take(&next, end, level, to_ipv4 ? IP_TOS : IPV6_TCLASS, &words[TOS], sizeof(int));
  }
  if (words[SAID] & SAID_TTL) {
    take(&next, end, level, to_ipv4 ? IP_TTL : IPV6_HOPLIMIT, &words[TTL], sizeof(int));
  }
  if (words[SAID] & SAID_TXTIME) {
    take(&next, end, SOL_SOCKET, SCM_TXTIME, &words[TIME], sizeof(uint64_t));
  }
  CHECK(next == end);
}

// Whether the source that the words name is one of IPv4's.
static bool source_is_ipv4(const int32_t *words) {
  static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};
  return words[SOURCE + ADDRESS_FAMILY] != 6 ||
         memcmp(&words[SOURCE + ADDRESS_WORDS], mapped, sizeof(mapped)) == 0;
}

static void say(const engine *engine, int32_t index, bool to_ipv4, uint16_t segment_size) {
  static const int32_t nothing[STRIDE];
  int64_t places = (int64_t)(engine->send_controls.length / (STRIDE * sizeof(int32_t)));
  send_control control;
  memset(&control, 0x5a, sizeof(control));
  bool is_there = send_control_import(engine, index, &control);
  CHECK(is_there == (index >= 0 && index <= places));
  if (!is_there) return;
  const int32_t *words = index == 0 ? nothing
                                    : (const int32_t *)engine->send_controls.data +
                                          (size_t)(index - 1) * STRIDE;
  bool fits = send_control_fits(&control, to_ipv4);
  CHECK(fits == (!(words[SAID] & SAID_SOURCE) || source_is_ipv4(words) == to_ipv4));
  if (!fits) return;
  uint8_t *memory = exact_memory(SEND_CONTROL_SIZE);
  size_t length = send_control_write(&control, to_ipv4, segment_size, memory);
  check_written(memory, length, words, to_ipv4, segment_size);
  free(memory);
}

void fuzz(const uint8_t *data, size_t size) {
  input input = {data, size};
  uint8_t ways = input_byte(&input);
  uint16_t segment_size = ways & 2 ? input_short(&input) : 0;
  int32_t index = ways & 4 ? input_word(&input) : (int8_t)input_byte(&input) % 8;
  engine engine = {.send_controls.length = input.left};
  engine.send_controls.data = exact_memory(input.left);
  input_bytes(&input, engine.send_controls.data, input.left);
  say(&engine, index, ways & 1, segment_size);
  free(engine.send_controls.data);
}
