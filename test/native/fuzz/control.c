// Control messages that no kernel would write: what is told is what they hold, and nothing beyond
// their end is read.

#include <string.h>

#include "control_messages.h"

// The longest that is tried, in bytes: room for several.
#define MAX_CONTROL 256

// What tells of it, and the fewest bytes that do.
typedef struct {
  uint32_t told;
  int level, type;
  size_t least;
  // Where in the message the value begins.
  size_t offset;
} source;

static const source sources[] = {
    {TOLD_DESTINATION, IPPROTO_IP, IP_PKTINFO, 12, 8},
    {TOLD_DESTINATION, IPPROTO_IPV6, IPV6_PKTINFO, 20, 0},
    {TOLD_LOCAL_ADDRESS, IPPROTO_IP, IP_PKTINFO, 12, 4},
    {TOLD_LOCAL_ADDRESS, IPPROTO_IPV6, IPV6_PKTINFO, 20, 0},
    {TOLD_INTERFACE, IPPROTO_IP, IP_PKTINFO, 12, 0},
    {TOLD_INTERFACE, IPPROTO_IPV6, IPV6_PKTINFO, 20, 16},
    {TOLD_TOS, IPPROTO_IP, IP_TOS, 1, 0},
    {TOLD_TOS, IPPROTO_IPV6, IPV6_TCLASS, 1, 0},
    {TOLD_TTL, IPPROTO_IP, IP_TTL, 1, 0},
    {TOLD_TTL, IPPROTO_IPV6, IPV6_HOPLIMIT, 1, 0},
    {TOLD_TIMESTAMP, SOL_SOCKET, SO_TIMESTAMPNS, 16, 0},
    {TOLD_DROPS, SOL_SOCKET, SO_RXQ_OVFL, 4, 0},
};
#define SOURCES (sizeof(sources) / sizeof(sources[0]))

static const void *address_bytes(const address *address) {
  return address->any.sa_family == AF_INET6 ? (const void *)&address->ipv6.sin6_addr
                                            : (const void *)&address->ipv4.sin_addr;
}

static int family_of(const source *source) {
  return source->level == IPPROTO_IPV6 ? AF_INET6 : AF_INET;
}

static bool is_address(const address *address, const source *source, const uint8_t *data) {
  return address->any.sa_family == family_of(source) &&
         memcmp(address_bytes(address), data, source->level == IPPROTO_IPV6 ? 16 : 4) == 0;
}

// Whether it is what stands in a message.
static bool is_from(const received_control *control, const source *source,
                    const control_message *message) {
  const uint8_t *data = message->data + source->offset;
  switch (source->told) {
    case TOLD_DESTINATION:
      return is_address(&control->destination, source, data);
    case TOLD_LOCAL_ADDRESS:
      return is_address(&control->local_address, source, data) &&
             (source->level == IPPROTO_IP || *data != 0xff);
    case TOLD_INTERFACE:
      return memcmp(&control->interface, data, sizeof(control->interface)) == 0;
    // The lowest byte, whether of one or of four.
    case TOLD_TOS:
      return control->tos == *data;
    case TOLD_TTL:
      return control->ttl == *data;
    case TOLD_TIMESTAMP:
      return memcmp(&control->timestamp, data, sizeof(control->timestamp)) == 0;
    default:
      return memcmp(&control->drops, data, sizeof(control->drops)) == 0;
  }
}

// Where only a destination is told: an IPv4 datagram that arrived before its interface was asked
// for; and an IPv6 message may be about a group or an IPv4 datagram, or come behind another.
static bool may_lack(const source *source, const control_message *message) {
  if (source->told != TOLD_LOCAL_ADDRESS && source->told != TOLD_INTERFACE) return false;
  static const uint8_t no_interface[sizeof(uint32_t)];
  return source->level == IPPROTO_IPV6 ||
         memcmp(message->data, no_interface, sizeof(no_interface)) == 0;
}

// What is told stands in one of the messages; and what stands in one is told.
static void check_told(const received_control *control, const control_message *messages,
                       size_t count) {
  uint32_t held = 0;
  for (size_t i = 0; i < SOURCES; i++) {
    const source *source = &sources[i];
    size_t at = 0;
    for (;; at++) {
      at = control_messages_find(messages, count, at, source->level, source->type, source->least);
      if (at == count) break;
      CHECK(!messages[at].padded || may_lack(source, &messages[at]) ||
            (control->told & source->told));
      if (is_from(control, source, &messages[at])) held |= source->told;
    }
  }
  CHECK((control->told & ~(uint32_t)TOLD_TRUNCATED & ~held) == 0);
  CHECK(!(control->told & TOLD_LOCAL_ADDRESS) || (control->told & TOLD_DESTINATION));
  CHECK(!(control->told & TOLD_INTERFACE) || (control->told & TOLD_DESTINATION));
}

// The message's own length, or one that a control message tells.
static void check_segment(const received_control *control, int32_t length,
                          const control_message *messages, size_t count) {
  bool is_told = false;
  bool is_held = false;
  for (size_t at = 0;; at++) {
    at = control_messages_find(messages, count, at, IPPROTO_UDP, UDP_GRO, sizeof(int32_t));
    if (at == count) break;
    int32_t size;
    memcpy(&size, messages[at].data, sizeof(size));
    if (size <= 0) continue;
    if (messages[at].padded) is_told = true;
    if (size == control->segment_size) is_held = true;
  }
  CHECK(is_held || (!is_told && control->segment_size == length));
}

void fuzz(const uint8_t *data, size_t size) {
  input input = {data, size};
  uint32_t length = input_short(&input);
  bool truncated = length & 1;
  if (input.left > MAX_CONTROL) input.left = MAX_CONTROL;
  size_t control_size = input.left;
  uint8_t *memory = exact_memory(control_size);
  input_bytes(&input, memory, control_size);

  struct mmsghdr message = {
      .msg_len = length,
      .msg_hdr = {.msg_control = memory,
                  .msg_controllen = control_size,
                  .msg_flags = truncated ? MSG_TRUNC : 0},
  };
  received_control control;
  // What is not told is not written either: anything but what a message holds.
  memset(&control, 0x5a, sizeof(control));
  received_control_read(&message, &control);

  control_message messages[MAX_MESSAGES];
  size_t count = control_messages_read(memory, control_size, messages);
  CHECK(((control.told & TOLD_TRUNCATED) != 0) == truncated);
  check_told(&control, messages, count);
  check_segment(&control, (int32_t)length, messages, count);
  free(memory);
}
