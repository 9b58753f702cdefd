// Control messages: what a datagram tells the kernel besides its bytes and destination.

#include <errno.h>
#include <string.h>

#include "engine.h"

// What JavaScript says, in words: SAID_… flags and their values; 64-bit ones low half first.
enum {
  CONTROL_SAID,
  CONTROL_INTERFACE,
  CONTROL_TOS,
  CONTROL_TTL,
  CONTROL_TXTIME,
  CONTROL_TXTIME_HIGH,
  // As in the shared addresses.
  CONTROL_SOURCE,
  CONTROL_STRIDE = CONTROL_SOURCE + ADDRESS_STRIDE
};

static address import_address(const int32_t *words) {
  address imported;
  memset(&imported, 0, sizeof(imported));
  if (words[ADDRESS_FAMILY] == 6) {
    imported.ipv6.sin6_family = AF_INET6;
    memcpy(&imported.ipv6.sin6_addr, &words[ADDRESS_WORDS], sizeof(imported.ipv6.sin6_addr));
    imported.ipv6.sin6_scope_id = (uint32_t)words[ADDRESS_SCOPE];
  } else {
    imported.ipv4.sin_family = AF_INET;
    memcpy(&imported.ipv4.sin_addr, &words[ADDRESS_WORDS], sizeof(imported.ipv4.sin_addr));
  }
  return imported;
}

// Reads what stands at `index` of the shared controls, from 1 on; 0 says nothing. Whether there
// is such a place.
bool send_control_import(const engine *engine, int32_t index, send_control *control) {
  control->said = 0;
  if (index == 0) return true;
  size_t capacity = engine->send_controls.length / (CONTROL_STRIDE * sizeof(int32_t));
  if (index < 0 || (size_t)index > capacity) return false;
  const int32_t *words =
      (const int32_t *)engine->send_controls.data + (size_t)(index - 1) * CONTROL_STRIDE;
  control->said = (uint32_t)words[CONTROL_SAID];
  control->interface = (uint32_t)words[CONTROL_INTERFACE];
  control->tos = words[CONTROL_TOS];
  control->ttl = words[CONTROL_TTL];
  control->txtime = (uint64_t)(uint32_t)words[CONTROL_TXTIME] |
                    (uint64_t)(uint32_t)words[CONTROL_TXTIME_HIGH] << 32;
  control->source = import_address(words + CONTROL_SOURCE);
  return true;
}

// Whether a datagram of that kind can leave from the source that it names.
bool send_control_fits(const send_control *control, bool to_ipv4) {
  return !(control->said & SAID_SOURCE) || address_is_ipv4(&control->source) == to_ipv4;
}

// Whether both say the same.
bool send_control_equals(const send_control *one, const send_control *other) {
  if (one->said != other->said) return false;
  return one->said == 0 ||
         (one->interface == other->interface && one->tos == other->tos &&
          one->ttl == other->ttl && one->txtime == other->txtime &&
          memcmp(&one->source, &other->source, sizeof(one->source)) == 0);
}

// Appends a control message. How long the buffer is then.
static size_t append(uint8_t *buffer, size_t length, int level, int type, const void *data,
                     size_t size) {
  // Zeroed with its padding: some kernels and tools look at all of it.
  memset(buffer + length, 0, CMSG_SPACE(size));
  struct cmsghdr *message = (struct cmsghdr *)(buffer + length);
  message->cmsg_level = level;
  message->cmsg_type = type;
  message->cmsg_len = CMSG_LEN(size);
  memcpy(CMSG_DATA(message), data, size);
  return length + CMSG_SPACE(size);
}

static size_t append_ipv4_source(const send_control *control, uint8_t *buffer, size_t length) {
  struct in_pktinfo info = {.ipi_ifindex = 0};
  if (control->said & SAID_INTERFACE) info.ipi_ifindex = (int)control->interface;
  if ((control->said & SAID_SOURCE) && control->source.any.sa_family == AF_INET) {
    info.ipi_spec_dst = control->source.ipv4.sin_addr;
  } else if (control->said & SAID_SOURCE) {
    memcpy(&info.ipi_spec_dst, control->source.ipv6.sin6_addr.s6_addr + 12,
           sizeof(info.ipi_spec_dst));
  }
  return append(buffer, length, IPPROTO_IP, IP_PKTINFO, &info, sizeof(info));
}

static size_t append_ipv6_source(const send_control *control, uint8_t *buffer, size_t length) {
  struct in6_pktinfo info = {.ipi6_ifindex = 0};
  if (control->said & SAID_SOURCE) {
    info.ipi6_addr = control->source.ipv6.sin6_addr;
    // A link-local source is one of its interface.
    info.ipi6_ifindex = control->source.ipv6.sin6_scope_id;
  }
  if (control->said & SAID_INTERFACE) info.ipi6_ifindex = control->interface;
  return append(buffer, length, IPPROTO_IPV6, IPV6_PKTINFO, &info, sizeof(info));
}

// Writes control messages into a buffer of SEND_CONTROL_SIZE bytes.
//
// `segment_size`: of a message that is to be cut; 0 where it is one datagram.
// How many bytes were written.
size_t send_control_write(const send_control *control, bool to_ipv4, uint16_t segment_size,
                          uint8_t *buffer) {
  size_t length = 0;
  if (segment_size > 0) {
    length = append(buffer, length, IPPROTO_UDP, UDP_SEGMENT, &segment_size, sizeof(segment_size));
  }
  // An IPv6 socket's datagrams to mapped addresses are IPv4's: IPV6_TCLASS would be ignored.
  if (control->said & (SAID_SOURCE | SAID_INTERFACE)) {
    length = to_ipv4 ? append_ipv4_source(control, buffer, length)
                     : append_ipv6_source(control, buffer, length);
  }
  if (control->said & SAID_TOS) {
    length = append(buffer, length, to_ipv4 ? IPPROTO_IP : IPPROTO_IPV6,
                    to_ipv4 ? IP_TOS : IPV6_TCLASS, &control->tos, sizeof(int));
  }
  if (control->said & SAID_TTL) {
    length = append(buffer, length, to_ipv4 ? IPPROTO_IP : IPPROTO_IPV6,
                    to_ipv4 ? IP_TTL : IPV6_HOPLIMIT, &control->ttl, sizeof(int));
  }
  if (control->said & SAID_TXTIME) {
    length = append(buffer, length, SOL_SOCKET, SCM_TXTIME, &control->txtime,
                    sizeof(control->txtime));
  }
  return length;
}

// pace(socket): lets datagrams say when they leave, on the clock of process.hrtime().
napi_value send_control_pace(napi_env env, napi_callback_info info) {
  arguments arguments;
  if (!arguments_read(env, info, &arguments)) return NULL;
  udp_socket *socket = arguments_socket(&arguments);
  if (socket == NULL) return result(env, -EBADF);
  if (socket->paced) return result(env, 0);
  // The clock that the fq queueing discipline knows; others take CAP_NET_ADMIN.
  txtime_option option = {.clock = CLOCK_MONOTONIC};
  if (setsockopt(socket->fd, SOL_SOCKET, SO_TXTIME, &option, sizeof(option)) != 0) {
    return result(env, -errno);
  }
  socket->paced = true;
  return result(env, 0);
}
