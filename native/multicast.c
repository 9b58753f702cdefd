// Multicast: groups, sources and the interface that datagrams leave by.

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>

#include "engine.h"

// What becomes of a source or a group, shared with JavaScript.
enum { LEAVE, JOIN, BLOCK, UNBLOCK };

// An interface as JavaScript names it: by its index, one of its addresses, or not at all.
typedef struct {
  uint32_t index;
  struct in_addr ipv4;
} chosen_interface;

// Reads the interface at `position`: a number is its index, a text one of its addresses (IPv4) or
// an address with its zone (IPv6, "::%eth0"). 0, or -EINVAL.
static int read_interface(const arguments *arguments, size_t position, bool ipv6,
                          chosen_interface *chosen) {
  *chosen = (chosen_interface){.ipv4 = {.s_addr = htonl(INADDR_ANY)}};
  napi_valuetype type = napi_undefined;
  if (position < arguments->count) {
    napi_typeof(arguments->env, arguments->values[position], &type);
  }
  if (type == napi_undefined || type == napi_null) return 0;
  if (type == napi_number) {
    chosen->index = (uint32_t)arguments_int32(arguments, position);
    return 0;
  }
  char text[ADDRESS_TEXT_SIZE];
  if (arguments_string(arguments, position, text, sizeof(text)) < 0) return -EINVAL;
  if (!ipv6) return uv_inet_pton(AF_INET, text, &chosen->ipv4);
  address address;
  if (address_parse(true, text, 0, &address) != 0) return -EINVAL;
  chosen->index = address.ipv6.sin6_scope_id;
  return 0;
}

// Reads an address of either family. 0, or -EINVAL.
static int read_address(const arguments *arguments, size_t position, address *parsed) {
  char text[ADDRESS_TEXT_SIZE];
  if (arguments_string(arguments, position, text, sizeof(text)) < 0) return -EINVAL;
  if (address_parse(false, text, 0, parsed) == 0) return 0;
  return address_parse(true, text, 0, parsed) == 0 ? 0 : -EINVAL;
}

// membership(socket, join, group, interface): joins or leaves a multicast group.
napi_value multicast_membership(napi_env env, napi_callback_info info) {
  arguments arguments;
  if (!arguments_read(env, info, &arguments)) return NULL;
  const udp_socket *socket = arguments_socket(&arguments);
  if (socket == NULL) return result(env, -EBADF);
  bool join = arguments_int32(&arguments, 1) == JOIN;
  address group;
  if (read_address(&arguments, 2, &group) != 0) return result(env, -EINVAL);
  bool ipv6 = group.any.sa_family == AF_INET6;
  chosen_interface chosen;
  int error = read_interface(&arguments, 3, ipv6, &chosen);
  if (error < 0) return result(env, error);
  if (!ipv6) {
    struct ip_mreqn request = {.imr_multiaddr = group.ipv4.sin_addr,
                               .imr_address = chosen.ipv4,
                               .imr_ifindex = (int)chosen.index};
    return outcome(env, setsockopt(socket->fd, IPPROTO_IP,
                                   join ? IP_ADD_MEMBERSHIP : IP_DROP_MEMBERSHIP, &request,
                                   sizeof(request)));
  }
  struct ipv6_mreq request = {.ipv6mr_multiaddr = group.ipv6.sin6_addr,
                              .ipv6mr_interface = chosen.index};
  return outcome(env, setsockopt(socket->fd, IPPROTO_IPV6,
                                 join ? IPV6_ADD_MEMBERSHIP : IPV6_DROP_MEMBERSHIP, &request,
                                 sizeof(request)));
}

static int change_ipv4_source(int fd, int operation, const address *source, const address *group,
                              struct in_addr interface) {
  static const int names[] = {[LEAVE] = IP_DROP_SOURCE_MEMBERSHIP,
                              [JOIN] = IP_ADD_SOURCE_MEMBERSHIP,
                              [BLOCK] = IP_BLOCK_SOURCE,
                              [UNBLOCK] = IP_UNBLOCK_SOURCE};
  struct ip_mreq_source request = {.imr_multiaddr = group->ipv4.sin_addr,
                                   .imr_interface = interface,
                                   .imr_sourceaddr = source->ipv4.sin_addr};
  return setsockopt(fd, IPPROTO_IP, names[operation], &request, sizeof(request));
}

static int change_source(int fd, int operation, const address *source, const address *group,
                         uint32_t interface) {
  static const int names[] = {[LEAVE] = MCAST_LEAVE_SOURCE_GROUP,
                              [JOIN] = MCAST_JOIN_SOURCE_GROUP,
                              [BLOCK] = MCAST_BLOCK_SOURCE,
                              [UNBLOCK] = MCAST_UNBLOCK_SOURCE};
  struct group_source_req request = {.gsr_interface = interface};
  memcpy(&request.gsr_group, group, sizeof(*group));
  memcpy(&request.gsr_source, source, sizeof(*source));
  int level = group->any.sa_family == AF_INET6 ? IPPROTO_IPV6 : IPPROTO_IP;
  return setsockopt(fd, level, names[operation], &request, sizeof(request));
}

// sourceMembership(socket, operation, source, group, interface): joins or leaves a group for one
// source's datagrams, or blocks or unblocks a source of a group that was joined.
napi_value multicast_source_membership(napi_env env, napi_callback_info info) {
  arguments arguments;
  if (!arguments_read(env, info, &arguments)) return NULL;
  const udp_socket *socket = arguments_socket(&arguments);
  if (socket == NULL) return result(env, -EBADF);
  int operation = arguments_int32(&arguments, 1);
  address source;
  address group;
  if (operation < LEAVE || operation > UNBLOCK || read_address(&arguments, 2, &source) != 0 ||
      read_address(&arguments, 3, &group) != 0 || source.any.sa_family != group.any.sa_family) {
    return result(env, -EINVAL);
  }
  bool ipv6 = group.any.sa_family == AF_INET6;
  chosen_interface chosen;
  int error = read_interface(&arguments, 4, ipv6, &chosen);
  if (error < 0) return result(env, error);
  if (!ipv6 && chosen.index == 0) {
    return outcome(env, change_ipv4_source(socket->fd, operation, &source, &group, chosen.ipv4));
  }
  return outcome(env, change_source(socket->fd, operation, &source, &group, chosen.index));
}

static int set_interface(const udp_socket *socket, bool ipv6, const chosen_interface *chosen) {
  if (ipv6) {
    int index = (int)chosen->index;
    return setsockopt(socket->fd, IPPROTO_IPV6, IPV6_MULTICAST_IF, &index, sizeof(index));
  }
  struct ip_mreqn request = {.imr_address = chosen->ipv4, .imr_ifindex = (int)chosen->index};
  return setsockopt(socket->fd, IPPROTO_IP, IP_MULTICAST_IF, &request, sizeof(request));
}

// multicastInterface(socket, interface): where multicast leaves from.
napi_value multicast_interface(napi_env env, napi_callback_info info) {
  arguments arguments;
  if (!arguments_read(env, info, &arguments)) return NULL;
  napi_valuetype type;
  if (arguments.count < 2 || napi_typeof(env, arguments.values[1], &type) != napi_ok) {
    return result(env, -EINVAL);
  }
  chosen_interface chosen;
  bool is_ipv4_text = type != napi_number && read_interface(&arguments, 1, false, &chosen) == 0;
  if (!is_ipv4_text && read_interface(&arguments, 1, true, &chosen) != 0) {
    return result(env, -EINVAL);
  }
  const udp_socket *socket = arguments_socket(&arguments);
  if (socket == NULL) return result(env, -EBADF);
  bool ipv6 = type == napi_number ? socket->ipv6 : !is_ipv4_text;
  return outcome(env, set_interface(socket, ipv6, &chosen));
}
