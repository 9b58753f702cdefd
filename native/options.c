// Socket options: plain integers by level and name, and multicast's structures.

#include <arpa/inet.h>
#include <errno.h>

#include "engine.h"

static napi_value outcome(napi_env env, int status) {
  return result(env, status < 0 ? -errno : 0);
}

// setOption(socket, level, name, value)
napi_value option_set(napi_env env, napi_callback_info info) {
  arguments arguments;
  if (!arguments_read(env, info, &arguments)) return NULL;
  const udp_socket *socket = arguments_socket(&arguments);
  if (socket == NULL) return result(env, -EBADF);
  int value = arguments_int32(&arguments, 3);
  return outcome(env, setsockopt(socket->fd, arguments_int32(&arguments, 1),
                                 arguments_int32(&arguments, 2), &value, sizeof(value)));
}

// getOption(socket, level, name): the value, or -errno.
napi_value option_get(napi_env env, napi_callback_info info) {
  arguments arguments;
  if (!arguments_read(env, info, &arguments)) return NULL;
  const udp_socket *socket = arguments_socket(&arguments);
  if (socket == NULL) return result(env, -EBADF);
  int value = 0;
  socklen_t length = sizeof(value);
  if (getsockopt(socket->fd, arguments_int32(&arguments, 1), arguments_int32(&arguments, 2),
                 &value, &length) != 0) {
    return result(env, -errno);
  }
  return result(env, value);
}

// Reads the argument at `position`: 1 and a text, 0 where it is not given, or -EINVAL.
static int optional_text(const arguments *arguments, size_t position, char *text) {
  napi_valuetype type = napi_undefined;
  if (position < arguments->count) {
    napi_typeof(arguments->env, arguments->values[position], &type);
  }
  text[0] = '\0';
  if (type == napi_undefined || type == napi_null) return 0;
  return arguments_string(arguments, position, text, ADDRESS_TEXT_SIZE) < 0 ? -EINVAL : 1;
}

// The interface of an IPv4 membership: named by one of its addresses.
static int interface_ipv4(const arguments *arguments, size_t position, struct in_addr *chosen) {
  char text[ADDRESS_TEXT_SIZE];
  int given = optional_text(arguments, position, text);
  chosen->s_addr = htonl(INADDR_ANY);
  if (given <= 0) return given;
  return uv_inet_pton(AF_INET, text, chosen);
}

// The interface of an IPv6 membership: named by the zone of an address ("::%eth0").
static int interface_ipv6(const arguments *arguments, size_t position, unsigned *chosen) {
  char text[ADDRESS_TEXT_SIZE];
  int given = optional_text(arguments, position, text);
  *chosen = 0;
  if (given <= 0) return given;
  address address;
  if (address_parse(true, text, 0, &address) != 0) return -EINVAL;
  *chosen = address.ipv6.sin6_scope_id;
  return 0;
}

// membership(socket, join, group, interface): joins or leaves a multicast group.
napi_value option_membership(napi_env env, napi_callback_info info) {
  arguments arguments;
  if (!arguments_read(env, info, &arguments)) return NULL;
  const udp_socket *socket = arguments_socket(&arguments);
  if (socket == NULL) return result(env, -EBADF);
  bool join = arguments_int32(&arguments, 1) == 1;
  char text[ADDRESS_TEXT_SIZE];
  if (arguments_string(&arguments, 2, text, sizeof(text)) < 0) return result(env, -EINVAL);

  address group;
  if (address_parse(false, text, 0, &group) == 0) {
    struct ip_mreq request = {.imr_multiaddr = group.ipv4.sin_addr};
    int error = interface_ipv4(&arguments, 3, &request.imr_interface);
    if (error < 0) return result(env, error);
    return outcome(env, setsockopt(socket->fd, IPPROTO_IP,
                                   join ? IP_ADD_MEMBERSHIP : IP_DROP_MEMBERSHIP, &request,
                                   sizeof(request)));
  }
  if (address_parse(true, text, 0, &group) != 0) return result(env, -EINVAL);
  struct ipv6_mreq request = {.ipv6mr_multiaddr = group.ipv6.sin6_addr};
  int error = interface_ipv6(&arguments, 3, &request.ipv6mr_interface);
  if (error < 0) return result(env, error);
  return outcome(env, setsockopt(socket->fd, IPPROTO_IPV6,
                                 join ? IPV6_ADD_MEMBERSHIP : IPV6_DROP_MEMBERSHIP, &request,
                                 sizeof(request)));
}

// sourceMembership(socket, join, source, group, interface): joins or leaves a
// source-specific multicast channel.
napi_value option_source_membership(napi_env env, napi_callback_info info) {
  arguments arguments;
  if (!arguments_read(env, info, &arguments)) return NULL;
  const udp_socket *socket = arguments_socket(&arguments);
  if (socket == NULL) return result(env, -EBADF);
  bool join = arguments_int32(&arguments, 1) == 1;
  char source_text[ADDRESS_TEXT_SIZE];
  char group_text[ADDRESS_TEXT_SIZE];
  if (arguments_string(&arguments, 2, source_text, sizeof(source_text)) < 0 ||
      arguments_string(&arguments, 3, group_text, sizeof(group_text)) < 0) {
    return result(env, -EINVAL);
  }

  address source;
  address group;
  if (address_parse(false, group_text, 0, &group) == 0) {
    if (address_parse(false, source_text, 0, &source) != 0) return result(env, -EINVAL);
    struct ip_mreq_source request = {.imr_multiaddr = group.ipv4.sin_addr,
                                     .imr_sourceaddr = source.ipv4.sin_addr};
    int error = interface_ipv4(&arguments, 4, &request.imr_interface);
    if (error < 0) return result(env, error);
    return outcome(env, setsockopt(socket->fd, IPPROTO_IP,
                                   join ? IP_ADD_SOURCE_MEMBERSHIP : IP_DROP_SOURCE_MEMBERSHIP,
                                   &request, sizeof(request)));
  }
  if (address_parse(true, group_text, 0, &group) != 0 ||
      address_parse(true, source_text, 0, &source) != 0) {
    return result(env, -EINVAL);
  }
  struct group_source_req request = {0};
  int error = interface_ipv6(&arguments, 4, &request.gsr_interface);
  if (error < 0) return result(env, error);
  *(struct sockaddr_in6 *)&request.gsr_group = group.ipv6;
  *(struct sockaddr_in6 *)&request.gsr_source = source.ipv6;
  return outcome(env, setsockopt(socket->fd, IPPROTO_IPV6,
                                 join ? MCAST_JOIN_SOURCE_GROUP : MCAST_LEAVE_SOURCE_GROUP,
                                 &request, sizeof(request)));
}

// multicastInterface(socket, address): where multicast leaves from.
napi_value option_multicast_interface(napi_env env, napi_callback_info info) {
  arguments arguments;
  if (!arguments_read(env, info, &arguments)) return NULL;
  char text[ADDRESS_TEXT_SIZE];
  if (arguments_string(&arguments, 1, text, sizeof(text)) < 0) return result(env, -EINVAL);
  address chosen;
  bool ipv4 = address_parse(false, text, 0, &chosen) == 0;
  if (!ipv4 && address_parse(true, text, 0, &chosen) != 0) return result(env, -EINVAL);
  const udp_socket *socket = arguments_socket(&arguments);
  if (socket == NULL) return result(env, -EBADF);

  if (ipv4) {
    return outcome(env, setsockopt(socket->fd, IPPROTO_IP, IP_MULTICAST_IF,
                                   &chosen.ipv4.sin_addr, sizeof(chosen.ipv4.sin_addr)));
  }
  int index = (int)chosen.ipv6.sin6_scope_id;
  return outcome(env,
                 setsockopt(socket->fd, IPPROTO_IPV6, IPV6_MULTICAST_IF, &index, sizeof(index)));
}
